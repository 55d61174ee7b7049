use super::*;
use crate::analysis::Author;
use crate::input::{self, Content, Document, LayoutBlock};
use crate::metadata::{Metadata, declared};
use crate::text::Span;

pub(super) fn parse(text: &str) -> Structure {
    let document = Document { content: Content::Text(text.into()), ..Document::default() };
    Parser::load().parse(&input::read(document).unwrap())
}

#[track_caller]
pub(super) fn check_kinds(text: &str, expect: &[(BlockKind, &str)]) {
    let structure = parse(text);
    let found: Vec<_> = structure.blocks.iter().map(|block| (block.kind, block.span.of(text))).collect();
    assert_eq!(found, expect);
}

pub(super) const STORY: &str =
    "The ferry to the northern islands will sail again from Monday, the harbour office said.";

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
fn who_wrote_and_when_is_read_in_the_lines_of_many_houses() {
    for (lines, author, date) in [
        ("Ada Lind\nLocal harbour reporter\n12 March 2024", "Ada Lind", "2024-03-12"),
        ("Story by Ada Lind", "Ada Lind", ""),
        ("By Ada Lind March 12, 2024 at 6:00 a.m. EDT", "Ada Lind", "2024-03-12"),
        ("By Dr. Ada Lind", "Ada Lind", ""),
        ("By Ada Lind · 4 min read", "Ada Lind", ""),
        ("Text: Ada Lind, Photos: Bo Hale", "Ada Lind", ""),
        ("Posted on March 12, 2024 by admin", "", "2024-03-12"),
        ("2024年3月12日 10时12分", "", "2024-03-12"),
    ] {
        let found = parse(&format!("Ferry service to resume\n\n{lines}\n\n{STORY} {STORY}"));
        let authors = found.byline.map(|byline| byline.authors).unwrap_or_default();
        let names: Vec<&str> = authors.iter().map(|author| author.name.as_str()).collect();
        assert_eq!(names.join(" | "), author, "{lines}");
        assert_eq!(found.publication_date.map(|date| date.value).unwrap_or_default(), date, "{lines}");
    }
}

#[test]
fn the_header_of_a_wire_is_no_part_of_the_story() {
    use BlockKind::{Boilerplate, Byline, Headline, Kicker, Note, Paragraph};
    let story = format!("OSTHAVEN (NW) _ {STORY}");
    let lines = |text: &str| -> Vec<(BlockKind, String)> {
        let blocks = parse(text).blocks.into_iter();
        blocks.map(|block| (block.kind, block.span.of(text).to_owned())).collect()
    };
    let expect = |blocks: &[(BlockKind, &str)]| -> Vec<(BlockKind, String)> {
        blocks.iter().map(|(kind, text)| (*kind, (*text).to_owned())).collect()
    };
    assert_eq!(
        lines(&format!(
            "^BC-Sund-Ferry, 1st Ld-Writethru,210<\n^Ferry service to resume<\n^Eds: UPDATES with quotes.<\n\
             ^By ADA LIND=\n   {story}"
        )),
        expect(&[
            (Boilerplate, "^BC-Sund-Ferry, 1st Ld-Writethru,210<"),
            (Headline, "^Ferry service to resume<"),
            (Note, "^Eds: UPDATES with quotes.<"),
            (Byline, "^By ADA LIND="),
            (Paragraph, &story),
        ])
    );
    assert_eq!(
        lines(&format!(
            "bca00417 3 i 380    nwr 0711\n\nURGENT\nSUND-FERRY\nFerry service to resume\n\n{story}\n\nnwr al bh"
        )),
        expect(&[
            (Boilerplate, "bca00417 3 i 380    nwr 0711"),
            (Kicker, "URGENT"),
            (Kicker, "SUND-FERRY"),
            (Headline, "Ferry service to resume"),
            (Paragraph, &story),
            (Boilerplate, "nwr al bh"),
        ])
    );
}

#[test]
fn a_brief_is_no_repetition_of_itself() {
    let line = format!("{STORY} {STORY}");
    check_kinds(
        &format!("Ferry service to resume\n\n{line}\n\n{line}"),
        &[
            (BlockKind::Headline, "Ferry service to resume"),
            (BlockKind::Paragraph, &line),
            (BlockKind::Boilerplate, &line),
        ],
    );
}

#[test]
fn a_text_without_a_headline_gets_none() {
    check_kinds(STORY, &[(BlockKind::Paragraph, STORY)]);
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
pub(super) fn check_authors(byline: &str, authors: &[&str], agency: &str) {
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
fn the_lines_of_a_paragraph_at_the_head_of_a_page_are_told_apart() {
    let page =
        format!("<h1>Ferry service to resume</h1><p>By Ada Lind<br>Published 22 June 2023</p><p>{STORY}</p>");
    let content = Content::Text(page);
    let source = input::read(Document { content, ..Document::default() }).unwrap();
    let structure = Parser::load().parse(&source);
    assert_eq!(structure.byline.unwrap().authors[0].name, "Ada Lind");
    assert_eq!(structure.publication_date.unwrap().value, "2023-06-22");
}

#[test]
fn metadata_fills_what_the_text_does_not_say() {
    let metadata = Metadata {
        authors: declared(vec!["Ada Lind".to_owned()]),
        dates: declared("2023-10-03".to_owned()),
        ..Metadata::default()
    };
    let mut source = Source { text: STORY.into(), metadata, ..Source::default() };
    let structure = Parser::load().parse(&source);
    assert_eq!(structure.byline.unwrap().authors[0], Author { name: "Ada Lind".into(), span: None });
    assert_eq!(structure.publication_date.unwrap().value, "2023-10-03");
    source.publication_date = Some("2023-10-04".into());
    assert_eq!(Parser::load().parse(&source).publication_date.unwrap().value, "2023-10-04");
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

#[test]
fn reporters_in_eastern_datelines_are_the_authors() {
    let names = |paragraph: &str| -> Vec<String> {
        let found = parse(&format!("渡轮恢复通航\n\n{paragraph}")).byline.unwrap_or_default();
        found.authors.into_iter().map(|author| author.name).collect()
    };
    assert_eq!(names("新华社东海10月3日电（记者王晓丽、陈刚）渡轮恢复通航。"), ["王晓丽", "陈刚"]);
    assert_eq!(names("(해안=연합뉴스) 박지훈 이영희 기자 = 배가 다시 다닌다."), ["박지훈", "이영희"]);
    assert_eq!(names("【緑川＝佐藤健一】フェリーが再び運航する。"), ["佐藤健一"]);
    assert!(names("(해안=연합뉴스) 배가 다시 다닌다. 박지훈 기자 = 끝.").is_empty());
}

#[test]
fn a_byline_may_stand_on_top_and_go_on_below() {
    use BlockKind::{Boilerplate, Byline, Headline, Paragraph};
    check_kinds(
        &format!("By Ada Lind\nStaff Writer\nada.lind@paper.example\n\n{STORY}"),
        &[
            (Byline, "By Ada Lind"),
            (Byline, "Staff Writer"),
            (Boilerplate, "ada.lind@paper.example"),
            (Paragraph, STORY),
        ],
    );
    check_kinds(
        &format!("By Ada Lind\n\nFerry service to resume\n\n{STORY}"),
        &[(Byline, "By Ada Lind"), (Headline, "Ferry service to resume"), (Paragraph, STORY)],
    );
    let text = format!("Ferry service to resume\n\nBy ADA LIND\nAssociated Press\n\n{STORY}");
    let byline = parse(&text).byline.unwrap();
    assert_eq!((byline.authors[0].name.as_str(), byline.agency.as_str()), ("ADA LIND", "Associated Press"));
    check_kinds(
        &format!("By the numbers\n\nBy Ada Lind\n\n{STORY}"),
        &[(Headline, "By the numbers"), (Byline, "By Ada Lind"), (Paragraph, STORY)],
    );
}

#[test]
fn the_office_in_the_line_below_a_name_tells_who_wrote() {
    use BlockKind::{Byline, Headline, Paragraph};
    for office in ["Columnist", "Staff Writer", "Political Correspondent"] {
        let text = format!("Rates hold steady, for now\n\nAda Lind\n{office}\n\n{STORY}");
        let lines = [(Headline, "Rates hold steady, for now"), (Byline, "Ada Lind"), (Byline, office)];
        check_kinds(&text, &[&lines[..], &[(Paragraph, STORY)]].concat());
        assert_eq!(parse(&text).byline.unwrap().authors[0].name, "Ada Lind");
    }
    let apart =
        parse(&format!("Rates hold steady, for now\n\nBy Ada Lind\n\nAnalysis\n\nColumnist\n\n{STORY}"));
    assert!(apart.blocks.iter().filter(|block| block.kind == Byline).count() == 1);
}

#[test]
fn the_office_before_a_name_is_no_part_of_it() {
    check_authors("Door onze redacteur Ada van der Lind", &["Ada van der Lind"], "");
    check_authors("Von unserem Korrespondenten Bo Marsh", &["Bo Marsh"], "");
    check_authors("By our correspondent Ada Lind", &["Ada Lind"], "");
}

#[test]
fn the_name_of_a_section_above_the_headline_is_a_kicker() {
    use BlockKind::{Byline, Headline, Kicker, Paragraph};
    check_kinds(
        &format!("Local\nFerry service to resume from Monday\nBy Ada Lind\n\n{STORY}"),
        &[
            (Kicker, "Local"),
            (Headline, "Ferry service to resume from Monday"),
            (Byline, "By Ada Lind"),
            (Paragraph, STORY),
        ],
    );
}

#[test]
fn turns_are_no_headings() {
    use BlockKind::{Headline, Paragraph, Speaker};
    check_kinds(
        &format!(
            "A talk with the harbour master\n\n{STORY}\n\nQ. Will it sail?\n\nA. It will.\n\nQ. When?\n\nA. On Monday."
        ),
        &[
            (Headline, "A talk with the harbour master"),
            (Paragraph, STORY),
            (Speaker, "Q. Will it sail?"),
            (Speaker, "A. It will."),
            (Speaker, "Q. When?"),
            (Speaker, "A. On Monday."),
        ],
    );
    let turns = [
        "Presenter: Will it sail?",
        "Ada Lind: It will.",
        "Presenter: When will it sail?",
        "Ada Lind: On Monday.",
    ];
    let structure = parse(&format!("A talk with the harbour master\n\n{STORY}\n\n{}", turns.join("\n\n")));
    assert!(structure.blocks[2..].iter().all(|block| block.kind == Paragraph), "{:?}", structure.blocks);
}

#[test]
fn entries_with_a_time_are_a_list_and_one_alone_is_a_heading() {
    use BlockKind::{Heading, Headline, ListItem, Paragraph};
    check_kinds(
        &format!(
            "Storm live\n\nKey events\n\n17.30 Ferry stays in port\n16.05 Polls close\n\n17:30 Ferry stays in port\n\n{STORY}"
        ),
        &[
            (Headline, "Storm live"),
            (Heading, "Key events"),
            (ListItem, "17.30 Ferry stays in port"),
            (ListItem, "16.05 Polls close"),
            (Heading, "17:30 Ferry stays in port"),
            (Paragraph, STORY),
        ],
    );
}

#[test]
fn the_head_of_a_table_belongs_to_it() {
    use BlockKind::{Headline, Paragraph, Table};
    let table = "Port        Ships   Crew\nOsthaven        12     80\nSund             3     14";
    let structure = parse(&format!("Ferry service to resume\n\n{STORY}\n\n{table}\n\n{STORY}"));
    let kinds: Vec<BlockKind> = structure.blocks.iter().map(|block| block.kind).collect();
    assert_eq!(kinds, [Headline, Paragraph, Table, Table, Table, Paragraph]);
}

#[test]
fn the_envelope_of_a_mail_is_no_story() {
    use BlockKind::{Boilerplate, Headline, Paragraph};
    check_kinds(
        &format!(
            "From: Ada Lind <ada@paper.example>\nTo: desk@paper.example\nSubject: Ferry to sail\n\n{STORY}"
        ),
        &[
            (Boilerplate, "From: Ada Lind <ada@paper.example>"),
            (Boilerplate, "To: desk@paper.example"),
            (Headline, "Subject: Ferry to sail"),
            (Paragraph, STORY),
        ],
    );
}

#[test]
fn quoted_lines_that_were_broken_are_one_block() {
    let text = format!(
        "Ferry to sail\n\n{STORY}\n\n> The ferry to the northern islands will sail again from\n> Monday, and the mail with it.\n\n{STORY}"
    );
    let structure = parse(&text);
    assert_eq!(structure.blocks[2].kind, BlockKind::BlockQuote);
    let text = text.replace("> Monday", "> monday");
    let structure = parse(&text);
    assert_eq!(structure.blocks.len(), 4, "{:?}", structure.blocks);
}

#[test]
fn an_agency_behind_sentences_signs_them_and_credits_no_picture() {
    let text = format!(
        "Riprende il servizio\n\n{STORY}\n\nIl traghetto riparte lunedì. Le isole lo aspettano. (ANSA)."
    );
    assert_eq!(parse(&text).blocks[2].kind, BlockKind::Paragraph);
    for end in ["abc/de/fgh", "ABC // XYZ", "TT", "Lusa/Fim"] {
        let text = format!("Ferry to sail\n\n{STORY}\n\n{end}");
        assert_eq!(parse(&text).blocks[2].kind, BlockKind::Signoff, "{end}");
    }
}

#[test]
fn the_way_through_a_site_is_no_headline() {
    use BlockKind::{Boilerplate, Headline, Paragraph};
    check_kinds(
        &format!("Home > News > Local\n\nFerry service to resume\n\n{STORY}"),
        &[(Boilerplate, "Home > News > Local"), (Headline, "Ferry service to resume"), (Paragraph, STORY)],
    );
}

#[test]
fn the_end_of_a_list_of_words_is_one_block() {
    let text = "word\n".repeat(100_000);
    let blocks = parse(&text).blocks;
    assert!(blocks.len() < text.len() / 8, "{}", blocks.len());
    assert_eq!(blocks.last().map(|block| block.span.end() as usize), Some(text.trim_end().len()));
    assert!(blocks.windows(2).all(|pair| pair[0].span.end() < pair[1].span.begin()));
    assert_eq!(parse(&"a short line\n\n".repeat(10_000)).blocks.len(), 10_000);
}
