//! What pages, mails, feeds and releases have around a story.

use super::tests::{STORY, check_authors, check_kinds, parse};
use super::*;

#[track_caller]
fn check_kind(before: &str, line: &str, after: &str, expect: BlockKind) {
    let text = format!("Ferry service to resume\n\n{before}{line}\n\n{after}");
    let structure = parse(&text);
    let block = structure.blocks.iter().find(|block| block.span.of(&text).starts_with(line));
    assert_eq!(block.map(|block| block.kind), Some(expect), "{line}: {:?}", structure.blocks);
}

#[test]
fn the_names_of_sections_and_kinds_of_text_are_kickers_in_any_language() {
    use BlockKind::{Boilerplate, Date, Headline, Kicker, Paragraph};
    for name in ["Panorama", "Société", "Pressemitteilung", "COMUNICADO DE PRENSA", "Общество", "社会"]
    {
        check_kinds(
            &format!("{name}\n\nFerry service to resume\n\n{STORY}"),
            &[(Kicker, name), (Headline, "Ferry service to resume"), (Paragraph, STORY)],
        );
    }
    check_kinds(
        &format!("Pressemitteilung\nNr. 44/2024 vom 3. Juni 2024\n\nFähre fährt wieder\n\n{STORY}"),
        &[
            (Kicker, "Pressemitteilung"),
            (Date, "Nr. 44/2024 vom 3. Juni 2024"),
            (Headline, "Fähre fährt wieder"),
            (Paragraph, STORY),
        ],
    );
    check_kinds(
        &format!("Accueil > Société\nFerry service to resume\n{STORY}"),
        &[(Boilerplate, "Accueil > Société"), (Headline, "Ferry service to resume"), (Paragraph, STORY)],
    );
    // What a headline begins with is no label.
    let text = format!("WATCH: Bees delay a ferry to the islands\n\n{STORY}");
    assert_eq!(parse(&text).blocks[0].kind, Headline);
}

#[test]
fn what_pages_say_around_a_story_belongs_to_the_page() {
    use BlockKind::{Boilerplate, Heading, Note, Paragraph, Signoff};
    for line in [
        "Facebook Twitter Email",
        "Compartir en Facebook",
        "2 minuti di lettura",
        "Contact Ada Lind at ada@paper.example or follow her on Twitter @ada.",
        "You are receiving this email because you signed up.",
        "This live page is now closed. Thanks for reading.",
        "The quay at dawn on Monday. REUTERS/Ann Lee",
        "Reuters The old quay of the harbour at dawnReuters",
        "# # #",
    ] {
        check_kind("", line, STORY, Boilerplate);
    }
    // A word of its own between others tells nothing.
    check_kind("", "Facebook and Twitter said on Monday that they would sail, too.", STORY, Paragraph);
    check_kind("", "(Adds comment of the harbour office, details)", STORY, Note);
    check_kind("", "+++ 16:40 Uhr: Fähre fährt wieder +++", STORY, Heading);
    for line in ["(Hina) abc de", "jv/dpa", "(إعداد سلمى حسن للنشرة العربية)"] {
        check_kind(&format!("{STORY}\n\n"), line, "", Signoff);
    }
}

#[test]
fn a_date_may_stand_beside_an_outlet_or_a_place() {
    for line in [
        "May 3, 2024 / 10:22 AM EDT / Harbour News",
        "Exton - 03 MAY 2024 - 10:12 CEST",
        "May 3, 2024 | Northwire",
    ] {
        check_kind("", line, STORY, BlockKind::Date);
        let text = format!("Ferry service to resume\n\n{line}\n\n{STORY}");
        assert_eq!(parse(&text).publication_date.map(|date| date.value).as_deref(), Some("2024-05-03"));
    }
    // Who wrote is no outlet.
    let text = format!("Ferry service to resume\n\nAda Lind | May 3, 2024\n\n{STORY}");
    assert_eq!(parse(&text).byline.map(|byline| byline.authors[0].name.clone()).as_deref(), Some("Ada Lind"));
}

#[test]
fn a_forwarded_mail_keeps_its_subject_and_its_greeting() {
    use BlockKind::{Boilerplate, Headline, Paragraph};
    check_kinds(
        &format!(
            "---------- Forwarded message ---------\nFrom: Ada Lind <ada@paper.example>\nTo: <desk@paper.example>\n\
             Subject: Ferry to sail\n\nDear colleagues,\n\n{STORY}"
        ),
        &[
            (Boilerplate, "---------- Forwarded message ---------"),
            (Boilerplate, "From: Ada Lind <ada@paper.example>"),
            (Boilerplate, "To: <desk@paper.example>"),
            (Headline, "Subject: Ferry to sail"),
            (Paragraph, "Dear colleagues,"),
            (Paragraph, STORY),
        ],
    );
    let text = format!("Betreff: Fähre fährt wieder\n\nLiebe Kollegen,\n\n{STORY}");
    assert_eq!(parse(&text).byline, None);
}

#[test]
fn a_headline_may_come_again_with_the_name_of_the_site() {
    use BlockKind::{Headline, Paragraph};
    check_kinds(
        &format!("Ferry service to resume | Harbour News\nFerry service to resume\n{STORY}"),
        &[
            (Headline, "Ferry service to resume | Harbour News"),
            (Headline, "Ferry service to resume"),
            (Paragraph, STORY),
        ],
    );
}

#[test]
fn the_caption_of_a_picture_may_be_repeated_with_its_credit() {
    use BlockKind::{Byline, Caption, Date, Headline, Lead, Paragraph};
    let caption = "The quay of Exton at dawn, on Monday.";
    let credited = format!("{caption}Northwire");
    let lead = "The harbour office has found another ship after nine months";
    check_kinds(
        &format!(
            "Ferry service to resume\n{lead}\n{caption}\n{credited}\nAda Lind\nExton - 03 MAY 2024 - 10:12 CEST\n{STORY}"
        ),
        &[
            (Headline, "Ferry service to resume"),
            (Lead, lead),
            (Caption, caption),
            (Caption, credited.as_str()),
            (Byline, "Ada Lind"),
            (Date, "Exton - 03 MAY 2024 - 10:12 CEST"),
            (Paragraph, STORY),
        ],
    );
}

#[test]
fn a_byline_that_ends_a_story_makes_no_lead_of_it() {
    use BlockKind::{Byline, Date, Headline, Lead, Paragraph, Signoff};
    check_kinds(
        &format!("Ferry service to resume\n\n{STORY}\n\nAutor: Marek Lind\n\nmz/ jann/"),
        &[
            (Headline, "Ferry service to resume"),
            (Paragraph, STORY),
            (Byline, "Autor: Marek Lind"),
            (Signoff, "mz/ jann/"),
        ],
    );
    // Behind a date, results may follow that are no sentences.
    let lead = "ROWING - RESULTS OF THE REGATTA OF THE ISLANDS.";
    let structure = parse(&format!("{lead}\nLONDON 1996-08-30\nLind 1\nHale 2"));
    assert_eq!((structure.blocks[0].kind, structure.blocks[1].kind), (Lead, Date));
}

#[test]
fn titles_below_the_times_of_a_live_blog_are_headings() {
    use BlockKind::{Heading, Headline, Paragraph};
    check_kinds(
        &format!("Live: the ferry sails\n\n18:42 GMT\nPassengers go on board\n\n{STORY}"),
        &[
            (Headline, "Live: the ferry sails"),
            (Heading, "18:42 GMT"),
            (Heading, "Passengers go on board"),
            (Paragraph, STORY),
        ],
    );
}

#[test]
fn names_are_told_from_titles_and_places() {
    for (line, authors) in [
        ("By Ada Lind and Bo Hale in Exton, and Mia Rud in Melby", &["Ada Lind", "Bo Hale", "Mia Rud"][..]),
        ("By Ada Lind in Exton and Melby", &["Ada Lind"]),
        ("Ada Lind in Exton", &["Ada Lind"]),
        ("By AFP, MANILA", &[]),
        ("作者：李明", &["李明"]),
        ("김민수 기자", &["김민수"]),
        // Small words that no byline has.
        ("Alte Brücke in Exton wieder offen", &[]),
        ("The Morning Briefing", &[]),
    ] {
        let story =
            if line.is_ascii() || line.contains("Brücke") { STORY } else { &"옛 다리가 ".repeat(12) };
        let text = format!("Ferry service to resume\n\n{line}\n\n{story}。");
        let found = parse(&text).byline.map_or_else(Vec::new, |byline| byline.authors);
        let names: Vec<&str> = found.iter().map(|author| author.name.as_str()).collect();
        assert_eq!(names, authors, "{line}");
    }
    let text =
        format!("Ferry service to resume\n\n2 May 2024\nShare\nSave\nAda Lind\nBBC News, Exton\n{STORY}");
    assert_eq!(parse(&text).byline.map(|byline| byline.authors[0].name.clone()).as_deref(), Some("Ada Lind"));
}

#[test]
fn a_town_in_capitals_and_a_stop_begin_a_story() {
    let located = |first: &str| {
        let text = format!(
            "Ferry service to resume\n\n{first} The ferry sails again, the harbour office said.\n\n{STORY}"
        );
        parse(&text).dateline.map(|dateline| dateline.location)
    };
    assert_eq!(located("SUNDVIKEN.").as_deref(), Some("SUNDVIKEN"));
    assert_eq!(located("UPDATED."), None);
    assert_eq!(located("NATO."), None);
}

#[test]
fn where_an_author_wrote_is_no_author() {
    check_authors("Von Ada Lind, Osthaven", &["Ada Lind"], "");
    check_authors("By Ada Lind, New York", &["Ada Lind"], "");
    check_authors("By Ada Lind, Bo Nyström and Mia Vale", &["Ada Lind", "Bo Nyström", "Mia Vale"], "");
    check_authors("Von Lind, Berg und Vale", &["Lind", "Berg", "Vale"], "");
}
