use crate::analysis::{Analysis, Entity, EntityType, MentionKind, WarningCode};
use crate::input::{self, Content, Document};
use crate::interrupt::Interrupt;
use crate::pipeline::{Analyzer, Features};

fn analyze(text: &str) -> Analysis {
    let document = Document {
        content: Content::Text(text.into()),
        language: Some("en".into()),
        publication_date: Some("2022-09-28".into()),
        ..Document::default()
    };
    let source = input::read(document).unwrap();
    Analyzer::load().analyze(&source, Features::DEFAULT, &Interrupt::never()).unwrap()
}

#[track_caller]
fn find<'a>(analysis: &'a Analysis, name: &str) -> &'a Entity {
    let names: Vec<_> = analysis.entities.iter().map(|entity| &entity.name).collect();
    analysis
        .entities
        .iter()
        .find(|entity| entity.name == name)
        .unwrap_or_else(|| panic!("{name} not in {names:?}"))
}

#[track_caller]
fn check_value(text: &str, kind: EntityType, value: &str) {
    let text = format!("The office said so in a note {text} and closed.");
    let analysis = analyze(&text);
    let found: Vec<_> = analysis.entities.iter().map(|entity| (entity.kind, entity.value.as_str())).collect();
    assert!(found.contains(&(kind, value)), "help: {text}: {found:?}");
}

#[test]
fn names_titles_and_pronouns_of_one_person_are_one_entity() {
    let text = "Foreign Minister Anna Schmidt met Peter Brown in Paris on Monday. Schmidt said the talks went well. \
        She left at noon. The minister will return.";
    let analysis = analyze(text);
    let schmidt = find(&analysis, "Anna Schmidt");
    let mentions: Vec<_> = schmidt.mentions.iter().map(|mention| mention.span.of(text)).collect();
    assert_eq!(mentions, ["Anna Schmidt", "Schmidt", "She", "The minister"]);
    assert_eq!(schmidt.mentions[3].kind, MentionKind::Nominal);
    assert_eq!(schmidt.descriptions, ["Foreign Minister"]);
}

#[test]
fn the_place_of_a_dateline_is_a_place() {
    for text in [
        "Old bridge opens\n\nEXTON, Sept 28 (Northwire) - The bridge was opened on Monday, the mayor said.",
        "Old bridge opens\n\nEXTON (Northwire) — The bridge was opened on Monday, the mayor said.",
    ] {
        let analysis = analyze(text);
        assert_eq!(find(&analysis, "Exton").kind, EntityType::Location, "{text}");
    }
}

#[test]
fn a_possessive_role_names_whose_it_is() {
    let text = "President Robert Miller spoke first. His spokesman David Evans took questions.";
    let analysis = analyze(text);
    assert_eq!(find(&analysis, "David Evans").descriptions, ["spokesman of Robert Miller"]);
}

#[test]
fn values_are_normalised() {
    check_value("on Tuesday", EntityType::Date, "2022-09-27");
    check_value("yesterday", EntityType::Date, "2022-09-27");
    check_value("last month", EntityType::Date, "2022-08");
    check_value("two years ago", EntityType::Date, "2020");
    check_value("on 3 March 2021", EntityType::Date, "2021-03-03");
    check_value("on October 5", EntityType::Date, "2022-10-05");
    check_value("in 1998", EntityType::Date, "1998");
    check_value("for $5 million", EntityType::Money, "USD 5000000");
    check_value("by 87 and 92 percent", EntityType::Percent, "87%/92%");
    check_value("by 4.5%", EntityType::Percent, "4.5%");
    check_value("at 9 p.m.", EntityType::Time, "T21:00");
    check_value("some 40 miles", EntityType::Quantity, "40 mi");
    check_value("for the third time", EntityType::Ordinal, "3");
}

#[test]
fn short_passages_tell_who_is_who() {
    let analyzer = Analyzer::load();
    let mut wrong = Vec::new();
    for row in crate::data::rows(include_str!("../../tests/fixtures/who.tsv")) {
        let text = row[0].replace("\\n", "\n");
        let document =
            Document { content: Content::Text(text), language: Some("en".into()), ..Document::default() };
        let source = input::read(document).unwrap();
        let analysis = analyzer.analyze(&source, Features::DEFAULT, &Interrupt::never()).unwrap();
        let found: Vec<[String; 2]> =
            analysis.entities.iter().map(|entity| as_row(&source.text, entity)).collect();
        for expected in row[1..].chunks(2) {
            if !found.iter().any(|entity| entity == expected) {
                wrong.push(format!("{}\n  expected {expected:?}\n  found    {found:?}", row[0]));
            }
        }
    }
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// An entity as the table writes it: its name with its descriptions, and its mentions.
fn as_row(text: &str, entity: &Entity) -> [String; 2] {
    let name = [&entity.name].into_iter().chain(&entity.descriptions).cloned().collect::<Vec<_>>().join("; ");
    let mentions: Vec<_> = entity.mentions.iter().map(|mention| mention.span.of(text)).collect();
    [name, mentions.join(" | ")]
}

#[test]
fn a_text_of_too_many_tokens_is_read_as_far_as_its_budget_goes() {
    let document = |signs: usize| Document {
        content: Content::Text(format!("Anna Schmidt left Paris.\n\n{}", "[({< ".repeat(signs))),
        language: Some("en".into()),
        ..Document::default()
    };
    let analyzer = Analyzer::load();
    let features = Features { tokens: true, ..Features::DEFAULT };
    for (signs, is_whole) in [(1000, true), (100_000, false)] {
        let source = input::read(document(signs)).unwrap();
        let analysis = analyzer.analyze(&source, features, &Interrupt::never()).unwrap();
        find(&analysis, "Anna Schmidt");
        let truncated = analysis.warnings.iter().any(|warning| warning.code == WarningCode::ContentTruncated);
        assert_eq!(truncated, !is_whole);
        assert_eq!(analysis.tokens.spans.len() == 5 + 4 * signs, is_whole);
        // The parts of the text are known all the same.
        let sentences = &analysis.structure.sentences;
        assert_eq!(sentences.last().unwrap().span.end() as usize, source.text.trim_end().len());
        assert_eq!(analysis.tokens.bounds.len(), sentences.len() + 1);
    }
}
