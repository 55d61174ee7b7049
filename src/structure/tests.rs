use super::*;
use crate::input::{self, Content, Document, LayoutBlock, Metadata};
use crate::text::Span;

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
fn a_date_keeps_its_label() {
    for line in
        ["Last updated: 12 March 2024", "Published 12 March 2024, 10:14 GMT", "Stand: 12.03.2024, 10:14 Uhr"]
    {
        let found = parse(&format!("Ferry service to resume\n\n{line}\n\n{STORY}")).publication_date;
        assert_eq!(found.map(|date| date.value).as_deref(), Some("2024-03-12"), "{line}");
    }
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
    check_dateline(
        "Osthaven, 12 mar (EFE).- El ferry zarpa.",
        Some(("Osthaven, 12 mar (EFE).-", "Osthaven", "EFE", "--03-12")),
    );
    check_dateline(
        "OSTHAVEN (Northwire) — The ferry sails.",
        Some(("OSTHAVEN (Northwire) —", "OSTHAVEN", "Northwire", "")),
    );
    check_dateline(
        "OSTHAVEN, May 8 (Northwire) — The ferry sails.",
        Some(("OSTHAVEN, May 8 (Northwire) —", "OSTHAVEN", "Northwire", "--05-08")),
    );
    check_dateline("Osthaven (nwd) - Die Fähre fährt.", Some(("Osthaven (nwd) -", "Osthaven", "nwd", "")));
    check_dateline(
        "OSTHAVEN, Nld. Feb 26 - The ferry sails.",
        Some(("OSTHAVEN, Nld. Feb 26 -", "OSTHAVEN, Nld.", "", "--02-26")),
    );
    check_dateline("PRIME MINISTER: The ferry sails.", None);
    check_dateline("NATO said on Monday that the ferry sails.", None);
}

#[test]
fn a_place_and_a_date_on_a_line_are_a_dateline_and_a_date() {
    for (line, place) in [("HONG KONG 2023-10-03", "HONG KONG"), ("Berlin, 3. Oktober 2023", "Berlin")] {
        let structure = parse(&format!("Ferry service to resume\n\n{line}\n\n{STORY}"));
        assert_eq!(structure.blocks[1].kind, BlockKind::Date, "{line}");
        assert_eq!(structure.publication_date.unwrap().value, "2023-10-03", "{line}");
        let dateline = structure.dateline.unwrap();
        assert_eq!((dateline.location.as_str(), dateline.date.as_str()), (place, "2023-10-03"), "{line}");
    }
    let structure = parse(&format!("Ferry service to resume\n\nUpdated CET 2023-10-03\n\n{STORY}"));
    assert_eq!(structure.dateline, None);
}

#[test]
fn hard_wraps_do_not_end_a_paragraph() {
    let text = "Ferry service to resume\n\nThe ferry to the northern islands will sail again from Monday,\nthe harbour office said, and will call at all of the seven ports\nthat it served before the storm.\n\nIslanders were glad. They had waited for eleven weeks for a ship\nto bring the mail.";
    let structure = parse(text);
    assert_eq!(structure.blocks.len(), 3, "{:?}", structure.blocks);
}

/// The places and kinds of the parts of one document.
type Parts = std::collections::BTreeSet<(usize, usize, String)>;

/// The parts that a document has, named as the fixture names them.
fn parts(text: &str) -> Parts {
    let structure = parse_plain(text);
    let part = |span: Span, kind: &str| (span.begin() as usize, span.end() as usize, kind.to_owned());
    let mut out: Parts =
        structure.blocks.iter().map(|block| part(block.span, kind_name(block.kind))).collect();
    out.extend(structure.dateline.map(|dateline| part(dateline.span, "dateline")));
    out
}

fn kind_name(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Headline => "headline",
        BlockKind::Byline => "byline",
        BlockKind::Heading => "heading",
        BlockKind::Boilerplate => "boilerplate",
        BlockKind::Caption => "caption",
        BlockKind::Date => "date",
        BlockKind::Signoff => "signoff",
        BlockKind::ListItem => "list_item",
        _ => "other",
    }
}

fn parse_plain(text: &str) -> Structure {
    Parser::load().parse(&Source { text: text.to_owned(), ..Source::default() })
}

/// F1 in per cent of the parts of one kind over the fixture of hard cases.
fn f1(kind: &str) -> usize {
    let (mut right, mut sum) = (0, 0);
    for line in include_str!("../../tests/fixtures/structure_phenomena.jsonl").lines() {
        let document: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = document["text"].as_str().unwrap();
        let gold: Parts = document["blocks"]
            .as_array()
            .unwrap()
            .iter()
            .map(|block| {
                let (begin, end) = (block["start"].as_u64().unwrap(), block["end"].as_u64().unwrap());
                let span = crate::text::trim(text, Span::new(begin as u32, end as u32));
                (span.begin() as usize, span.end() as usize, block["kind"].as_str().unwrap().to_owned())
            })
            .filter(|(begin, end, _)| begin < end)
            .collect();
        let found = parts(text);
        let of_kind = |parts: &Parts| parts.iter().filter(|part| part.2 == kind).count();
        right += gold.intersection(&found).filter(|part| part.2 == kind).count();
        sum += of_kind(&gold) + of_kind(&found);
    }
    200 * right / sum
}

#[test]
fn hard_cases_in_many_languages_are_read() {
    for (kind, floor) in [
        ("headline", 100),
        ("byline", 98),
        ("dateline", 98),
        ("date", 100),
        ("heading", 100),
        ("boilerplate", 100),
        ("caption", 100),
        ("signoff", 100),
        ("list_item", 100),
    ] {
        let reached = f1(kind);
        assert!(reached >= floor, "{kind}: F1 {reached}, was {floor}");
    }
}

#[track_caller]
fn check_authors(byline: &str, authors: &[&str], agency: &str) {
    let text = format!("Ferry service to resume\n\n{byline}\n\n{STORY}");
    let found = parse(&text).byline.unwrap_or_default();
    let names: Vec<&str> = found.authors.iter().map(|author| author.name.as_str()).collect();
    assert_eq!((names.as_slice(), found.agency.as_str()), (authors, agency), "{byline}");
}

#[test]
fn bylines_give_clean_names() {
    check_authors("By Ada Lind, Bo Marsh, and Cy Poole", &["Ada Lind", "Bo Marsh", "Cy Poole"], "");
    check_authors(
        "By ADA LIND and BO MARSH, Associated Press",
        &["ADA LIND", "BO MARSH"],
        "Associated Press",
    );
    check_authors("By Ada Lind @adalind | ada.lind@example.com", &["Ada Lind"], "");
    check_authors("By Ada Lind in Oslo and agencies", &["Ada Lind"], "");
    check_authors("Von Ada von der Lind und Bo Marsh", &["Ada von der Lind", "Bo Marsh"], "");
    check_authors("Par Ada Lind, envoyée spéciale à Bergen", &["Ada Lind"], "");
    check_authors("Por Ada Lind y Bo de la Marsh", &["Ada Lind", "Bo de la Marsh"], "");
    check_authors("Ada Lind, Harbour Correspondent", &["Ada Lind"], "");
    check_authors("By AFP", &[], "AFP");
    check_authors("Web Desk", &[], "Web Desk");
}

#[test]
fn what_the_mark_up_says_is_kept_and_refined() {
    let text = "Ferry to sail\nBy Ada Lind\nThe ferry sails.\nShare this article";
    let block = |begin, end, kind, level| LayoutBlock { span: Span::new(begin, end), kind, level };
    let layout = vec![
        block(0, 13, Some(BlockKind::Heading), 1),
        block(14, 25, None, 0),
        block(26, 42, Some(BlockKind::BlockQuote), 1),
        block(43, 61, None, 0),
    ];
    let source = Source { text: text.into(), layout, ..Source::default() };
    let kinds: Vec<BlockKind> = Parser::load().parse(&source).blocks.iter().map(|block| block.kind).collect();
    assert_eq!(
        kinds,
        [BlockKind::Headline, BlockKind::Byline, BlockKind::BlockQuote, BlockKind::Boilerplate]
    );
}

#[test]
fn metadata_fills_what_the_text_does_not_say() {
    let metadata =
        Metadata { authors: vec!["Ada Lind".into()], date: "2023-10-03".into(), ..Metadata::default() };
    let mut source = Source { text: STORY.into(), metadata, ..Source::default() };
    let structure = Parser::load().parse(&source);
    assert_eq!(structure.byline.unwrap().authors[0], Author { name: "Ada Lind".into(), span: None });
    assert_eq!(structure.publication_date.unwrap().value, "2023-10-03");
    source.publication_date = Some("2023-10-04".into());
    assert_eq!(Parser::load().parse(&source).publication_date.unwrap().value, "2023-10-04");
}

#[test]
fn where_an_author_wrote_is_no_author() {
    check_authors("Von Ada Lind, Osthaven", &["Ada Lind"], "");
    check_authors("By Ada Lind, New York", &["Ada Lind"], "");
    check_authors("By Ada Lind, Bo Nyström and Mia Vale", &["Ada Lind", "Bo Nyström", "Mia Vale"], "");
    check_authors("Von Lind, Berg und Vale", &["Lind", "Berg", "Vale"], "");
}

#[test]
fn a_description_with_the_credit_of_a_picture_is_a_caption() {
    for line in [
        "The quay of Osthaven at dawn. Photo: Ada Lind/Harbour Press",
        "Die Fähre lag am Kai. Foto: Ada Lind",
    ] {
        let structure = parse(&format!("Ferry service to resume\n\n{STORY}\n\n{line}\n\n{STORY}"));
        assert_eq!(structure.blocks[2].kind, BlockKind::Caption, "{line}");
    }
    let said = "She took only one picture. Photo: an art of patience, she said, that takes a lifetime.";
    let structure = parse(&format!("Ferry service to resume\n\n{STORY}\n\n{said}\n\n{STORY}"));
    assert_eq!(structure.blocks[2].kind, BlockKind::Paragraph);
}
