use super::super::lexicon::Lexicon;
use super::*;
use crate::analysis::{Block, BlockKind, Language, Layers, PublicationDate, Sentence, Structure};
use crate::text::Span;
use crate::tokens::Tokenizer;

/// Our own expressions: language, day of publication (a dash for none), sentence, words, kind, normal form.
const EXPRESSIONS: &str = include_str!("../../../tests/fixtures/values.tsv");

/// The values of one sentence.
fn values(language: &str, published: &str, text: &str) -> Vec<(String, EntityType, String)> {
    let whole = Span::whole(text);
    let structure = Structure {
        blocks: vec![Block { span: whole, kind: BlockKind::Paragraph, level: 0, language: None }],
        sentences: vec![Sentence { span: whole, block: 0 }],
        publication_date: (published != "-").then(|| PublicationDate { span: None, value: published.into() }),
        ..Structure::default()
    };
    let tokens = Tokenizer::load().tokenize(text, &structure.sentences, language);
    let language = Language { code: language.into(), ..Language::default() };
    let layers = Layers { text, language: &language, structure: &structure, tokens: &tokens, quoted: &[] };
    let document = Document::new(layers, &Lexicon::load());
    let found = Values::load().find(&document);
    found.into_iter().map(|value| (document.phrase(&value.tokens), value.kind, value.normal)).collect()
}

fn kind(name: &str) -> EntityType {
    match name {
        "date" => EntityType::Date,
        "time" => EntityType::Time,
        "money" => EntityType::Money,
        "percent" => EntityType::Percent,
        "quantity" => EntityType::Quantity,
        _ => EntityType::Ordinal,
    }
}

#[test]
fn expressions_have_the_values_that_people_give_them() {
    let mut wrong = Vec::new();
    for row in crate::data::rows(EXPRESSIONS) {
        let [language, published, text, words, name, normal] = row[..] else {
            panic!("{row:?} lacks a field")
        };
        let found = values(language, published, text);
        let expect = (words.to_owned(), kind(name), normal.to_owned());
        let fits = if name == "none" { found.is_empty() } else { found.contains(&expect) };
        if !fits {
            wrong.push(format!("{text}\n  expected {words} {name} {normal}, found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}
