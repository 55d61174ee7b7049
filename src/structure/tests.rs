use super::*;
use crate::input::{self, Content, Document};

fn parse(text: &str) -> Structure {
    let document = Document { content: Content::Text(text.into()), ..Document::default() };
    Parser::load().parse(&input::read(document).unwrap())
}

#[track_caller]
fn check_kinds(text: &str, expect: &[(BlockKind, &str)]) {
    let structure = parse(text);
    let found: Vec<_> = structure.blocks.iter().map(|block| (block.kind, block.span.of(text))).collect();
    assert_eq!(found, expect);
}

#[track_caller]
fn check_dateline(paragraph: &str, expect: Option<(&str, &str, &str, &str)>) {
    let text = format!("Ferry service to resume\n\n{paragraph}");
    let found = parse(&text).dateline;
    let found = found.as_ref().map(|found| {
        (found.span.of(&text), found.location.as_str(), found.agency.as_str(), found.date.as_str())
    });
    assert_eq!(found, expect, "{paragraph}");
}

const STORY: &str = "The ferry to the northern islands will sail again from Monday, the harbour office said.";

#[test]
fn a_wire_story_falls_into_its_parts() {
    use BlockKind::{Boilerplate, Byline, Date, Headline, Paragraph};
    let text = format!(
        "Ferry service to resume\n\nBy Ada Lind\nOctober 3, 2023\n\n{STORY}\n\nAdvertisement\n\n{STORY}"
    );
    check_kinds(
        &text,
        &[
            (Headline, "Ferry service to resume"),
            (Byline, "By Ada Lind"),
            (Date, "October 3, 2023"),
            (Paragraph, STORY),
            (Boilerplate, "Advertisement"),
            (Paragraph, STORY),
        ],
    );
    let structure = parse(&text);
    assert_eq!(structure.byline.unwrap().authors[0].name, "Ada Lind");
    assert_eq!(structure.publication_date.unwrap().value, "2023-10-03");
}

#[test]
fn a_text_without_a_headline_gets_none() {
    check_kinds(STORY, &[(BlockKind::Paragraph, STORY)]);
}

#[test]
fn datelines_of_many_houses_are_read() {
    check_dateline("OSTHAVEN: The ferry sails.", Some(("OSTHAVEN:", "OSTHAVEN", "", "")));
    check_dateline(
        "OSTHAVEN, Oct 3 (Reuters) - The ferry sails.",
        Some(("OSTHAVEN, Oct 3 (Reuters) -", "OSTHAVEN", "Reuters", "--10-03")),
    );
    check_dateline(
        "OSTHAVEN, Norland (AP) — The ferry sails.",
        Some(("OSTHAVEN, Norland (AP) —", "OSTHAVEN, Norland", "AP", "")),
    );
    check_dateline("Osthaven (dpa) - Die Fähre fährt.", Some(("Osthaven (dpa) -", "Osthaven", "dpa", "")));
    check_dateline("PRIME MINISTER: The ferry sails.", None);
    check_dateline("NATO said on Monday that the ferry sails.", None);
}

#[test]
fn hard_wraps_do_not_end_a_paragraph() {
    let text = "Ferry service to resume\n\nThe ferry to the northern islands will sail again from Monday,\nthe harbour office said, and will call at all of the seven ports\nthat it served before the storm.\n\nIslanders were glad. They had waited for eleven weeks for a ship\nto bring the mail.";
    let structure = parse(text);
    assert_eq!(structure.blocks.len(), 3, "{:?}", structure.blocks);
}
