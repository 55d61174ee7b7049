use super::*;
use crate::analysis::{Block, BlockKind, Language, Sentence, Structure};
use crate::tokens::Tokenizer;

/// Recognises names in one sentence of a block of the given kind.
fn recognize(text: &str, kind: BlockKind) -> Vec<(String, EntityType)> {
    let language = Language { code: "en".into(), ..Language::default() };
    let span = Span::whole(text);
    let structure = Structure {
        blocks: vec![Block { span, kind, level: 0, language: None }],
        sentences: vec![Sentence { span, block: 0 }],
        ..Structure::default()
    };
    let tokens = Tokenizer::load().tokenize(text, &structure.sentences, "en");
    let layers = Layers { text, language: &language, structure: &structure, tokens: &tokens, quoted: &[] };
    let names = Recognizer::load().recognize(layers);
    for pair in names.windows(2) {
        assert!(pair[0].span.end() <= pair[1].span.begin(), "help: names are in order and disjoint");
    }
    assert!(names.iter().all(|name| (0.0..=1.0).contains(&name.confidence)));
    names.into_iter().map(|name| (name.span.of(text).to_owned(), name.kind)).collect()
}

#[track_caller]
fn check(text: &str, expect: &[(&str, EntityType)]) {
    let names = recognize(text, BlockKind::Paragraph);
    let names: Vec<(&str, EntityType)> = names.iter().map(|(name, kind)| (name.as_str(), *kind)).collect();
    assert_eq!(names, expect, "{text}");
}

#[test]
fn names_of_people_organizations_places_and_groups_are_told_apart() {
    use EntityType::{Group, Location, Organization, Person};
    check(
        "The minister, Olaf Scholz, spoke in Berlin on Monday.",
        &[("Olaf Scholz", Person), ("Berlin", Location)],
    );
    check("French officials went to Kenya last week.", &[("French", Group), ("Kenya", Location)]);
    check("The European Union said it would wait.", &[("European Union", Organization)]);
    // A capital alone is no name.
    check("Yesterday everybody went home.", &[]);
}

#[test]
fn headlines_in_capitals_have_names_too() {
    check("MINISTER ARRIVES IN LONDON FOR TALKS", &[("LONDON", EntityType::Location)]);
}

#[test]
fn a_byline_is_no_part_of_the_story() {
    assert!(recognize("By Olaf Scholz in Berlin", BlockKind::Byline).is_empty());
}

#[test]
fn odd_input_is_read_without_a_panic() {
    for text in ["", " ", "’", "“”", "ẞ İ ǅ", "A\u{301}B", "👍🏽 東京", "U.S.-U.K.", "\u{feff}"]
    {
        let _ = recognize(text, BlockKind::Paragraph);
    }
}

#[test]
fn a_model_is_read_as_it_was_written() {
    let mut row = [0; labels::LABELS + 1];
    (row[0], row[3], row[18]) = (-7, 5, 127);
    let weights = model::Weights {
        transitions: [[[0; labels::LABELS + 1]; labels::LABELS]; 2],
        calibration: [[1.0, 0.0]; 2],
        features: vec![(9, [0; labels::LABELS + 1]), (77, row)],
    };
    let model = Model::read(&weights.write());
    assert_eq!(model.score(&[77, 9, 5]), row.map(i32::from));
}
