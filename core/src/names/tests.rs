use super::*;
use crate::analysis::{Block, BlockKind, Language, Sentence, Structure};
use crate::tokens::Tokenizer;

/// Hands the layers of a text of one sentence per line, all in a block of the given kind, to `read`.
fn with_layers<T>(text: &str, kind: BlockKind, read: impl FnOnce(Layers<'_>) -> T) -> T {
    let language = Language { code: "en".into(), ..Language::default() };
    let mut begin = 0;
    let mut line = |line: &str| {
        let span = Span::new(begin, begin + line.len() as u32);
        begin = span.end() + 1;
        Sentence { span, block: 0 }
    };
    let structure = Structure {
        blocks: vec![Block { span: Span::whole(text), kind, level: 0, language: None }],
        sentences: text.split('\n').map(&mut line).collect(),
        ..Structure::default()
    };
    let tokens = Tokenizer::load().tokenize(text, &structure.sentences, "en");
    read(Layers { text, language: &language, structure: &structure, tokens: &tokens, quoted: &[] })
}

/// Recognises names in a text of one sentence per line.
fn recognize(text: &str, kind: BlockKind) -> Vec<(String, EntityType)> {
    let names = with_layers(text, kind, |layers| Recognizer::load().recognize(layers));
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
fn a_name_is_what_it_is_elsewhere_in_the_document() {
    use EntityType::{Location, Person};
    check(
        "Mr Tamsin Varrow spoke in London.\nVarrow rose again.",
        &[("Tamsin Varrow", Person), ("London", Location), ("Varrow", Person)],
    );
}

#[test]
fn a_given_name_with_its_hyphen_set_apart_is_one_name() {
    let (person, place) = (EntityType::Person, EntityType::Location);
    check("Prime Minister Lim Seong - jin said so.", &[("Lim Seong - jin", person)]);
    check("They met in London - late on Monday.", &[("London", place)]);
}

#[test]
fn only_stretches_with_capitals_are_read_closely() {
    let text = "The Bank of England said that prices rose by a third in May .";
    let runs: Vec<String> = with_layers(text, BlockKind::Paragraph, |layers| {
        let words = Words::new(layers, &Gazetteers::load(), Some(&Knowledge::default()));
        let whole = 0..layers.tokens.spans.len();
        let of = |run: Range<usize>| layers.tokens.spans[run.start].cover(layers.tokens.spans[run.end - 1]);
        words.runs(&whole).map(|run| of(run).of(text).to_owned()).collect()
    });
    assert_eq!(runs, ["The Bank of England said", "in May ."]);
}

#[test]
fn a_word_has_another_path_with_a_capital() {
    let (paths, march) = (word_clusters::BrownPaths::load(), crate::text::hash("march"));
    assert_ne!(paths.of(march, true), paths.of(march, false));
    assert_eq!(paths.of(crate::text::hash("qqxzz"), true), 0);
}

#[test]
fn words_with_like_distribution_are_in_one_cluster() {
    let clusters = word_clusters::ClusterLevels::load();
    let of = |word| clusters.of(crate::text::hash(word));
    let ([_, wide, ..], [_, same, ..], [_, other, ..]) = (of("Monday"), of("thursday"), of("river"));
    assert_eq!(wide, same);
    assert_ne!(wide, other);
    assert_eq!(of("qqxzz"), [0; 4]);
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
fn the_card_tells_the_size_of_each_embedded_model() {
    for (languages, weights) in data::NAME_MODELS {
        let file = format!("`{}.bin`", languages.join("-"));
        let row = data::card_row(data::ENTITY_MODEL_CARD, &file);
        let bytes: String = row.split(" bytes").next().unwrap_or("").replace(',', "");
        assert_eq!(bytes, weights.len().to_string(), "help: write the card of the new model, {file}");
    }
}

#[test]
fn the_stop_of_an_abbreviation_that_ends_the_sentence_is_left_to_it() {
    let span = |text: &str, name: &str, kind| {
        with_layers(text, BlockKind::Paragraph, |layers| {
            let (begin, spans) = (text.find(name).expect("it is there"), &layers.tokens.spans);
            let first = spans.partition_point(|token| (token.end() as usize) <= begin);
            let end = spans.partition_point(|token| (token.begin() as usize) < begin + name.len());
            span_of(layers, &(first..end), kind).of(text).to_owned()
        })
    };
    use EntityType::{Location, Organization, Person};
    assert_eq!(span("He left Lindqvist Corp.", "Lindqvist Corp.", Organization), "Lindqvist Corp");
    assert_eq!(span("“He left Lindqvist Corp.”", "Lindqvist Corp.", Organization), "Lindqvist Corp");
    assert_eq!(span("Lindqvist Corp. is shut.", "Lindqvist Corp.", Organization), "Lindqvist Corp.");
    assert_eq!(span("They met Olaf Lind Jr.", "Olaf Lind Jr.", Person), "Olaf Lind Jr.");
    assert_eq!(span("They are in the U.S.", "U.S.", Location), "U.S.");
}
