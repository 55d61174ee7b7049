use std::sync::Arc;

use super::*;
use crate::analysis::{Block, BlockKind, Language, Layers, PublicationDate, Sentence, Structure};
use crate::lang::Packs;
use crate::text::Span;
use crate::tokens::Tokenizer;

/// Expressions as news writes them: language, day of publication (a dash for none), sentence, then words, kind and normal form of
/// each value.
const NEWS: &str = include_str!("../../tests/fixtures/values_news.tsv");

/// What sentences are read with.
struct Reading {
    values: Values,
    tokenizer: Tokenizer,
    packs: Arc<Packs>,
}

/// The values of one sentence.
fn values(with: &Reading, language: &str, published: &str, text: &str) -> Vec<(String, EntityType, String)> {
    let whole = Span::whole(text);
    let structure = Structure {
        blocks: vec![Block { span: whole, kind: BlockKind::Paragraph, level: 0, language: None }],
        sentences: vec![Sentence { span: whole, block: 0 }],
        publication_date: (published != "-").then(|| PublicationDate { span: None, value: published.into() }),
        ..Structure::default()
    };
    let tokens = with.tokenizer.tokenize(text, &structure.sentences, language);
    let language = Language { code: language.into(), ..Language::default() };
    let layers = Layers { text, language: &language, structure: &structure, tokens: &tokens, quoted: &[] };
    let document = DocumentTokens::new(layers, with.packs.of(&language.code));
    let found = with.values.find(&document);
    found.into_iter().map(|value| (document.phrase(&value.tokens), value.kind, value.normal)).collect()
}

/// A kind as the tables write it.
fn kind(kind: EntityType) -> String {
    format!("{kind:?}").to_lowercase()
}

/// Every sentence of a table has the values that stand beside it and no others.
#[track_caller]
fn check(table: &str) {
    let with = Reading { values: Values::load(), tokenizer: Tokenizer::load(), packs: Packs::load() };
    let mut wrong = Vec::new();
    for row in crate::data::rows(table) {
        let [language, published, text, ref expected @ ..] = row[..] else { panic!("{row:?} lacks fields") };
        let expected: Vec<_> = expected.chunks(3).filter(|value| value[1] != "none").collect();
        let found = values(&with, language, published, text);
        let found: Vec<_> = found
            .iter()
            .map(|(words, name, normal)| (words.as_str(), kind(*name), normal.as_str()))
            .collect();
        let fits = found.len() == expected.len()
            && found
                .iter()
                .zip(&expected)
                .all(|((words, name, normal), expected)| [*words, name, *normal] == **expected);
        if !fits {
            wrong.push(format!("{text}\n  expected {expected:?}\n  found    {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn sentences_of_news_have_their_values_and_no_others() {
    check(NEWS);
}

#[test]
fn every_row_of_the_packs_has_a_known_class_and_a_value_of_it() {
    let (_, errors) = Vocabulary::read(&Packs::load());
    let report: Vec<_> = errors.iter().map(ToString::to_string).collect();
    assert!(report.is_empty(), "{}", report.join("\n"));
}

/// Every pack has a table of its own, `tests/fixtures/values_<code>.tsv`, and reads it right.
#[test]
fn every_language_has_its_values_from_its_pack_alone() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");
    for pack in Packs::load().all() {
        let path = format!("{folder}/values_{}.tsv", pack.code);
        let table = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert!(crate::data::rows(&table).count() >= 25, "{path} is too short to tell anything");
        check(&table);
    }
}
