//! The language of a document, from its text, its caller and its page.

use super::*;
use crate::input::{Content, Document, read};

#[track_caller]
fn check(document: Document, code: &str, reliable: bool) {
    let source = read(document).expect("help: the document should be read");
    let analysis = Analyzer::load().analyze(&source, Features::LANGUAGE, &Interrupt::never());
    let language = analysis.expect("nothing interrupts it").language;
    assert_eq!((language.code.as_str(), language.reliable), (code, reliable), "{language:?}");
}

fn document(text: &str) -> Document {
    Document { content: Content::Text(text.into()), ..Document::default() }
}

fn page(language: &str, text: &str) -> Document {
    document(&format!(
        "<!DOCTYPE html><html lang=\"{language}\"><head></head><body><p>{text}</p></body></html>"
    ))
}

#[test]
fn the_text_decides_where_it_is_clear() {
    let english = "The mayor said on Tuesday that the bridge would be closed until the end of the year.";
    check(document(english), "en", true);
    check(page("de", english), "en", true);
    check(Document { language: Some("de-AT".into()), ..document(english) }, "de-AT", true);
}

#[test]
fn the_page_decides_where_the_text_leaves_a_doubt() {
    check(page("de", "5:3 (2:1)"), "de", false);
    check(page("sv-SE", "Hej igen"), "sv-SE", false);
    check(page("", "5:3 (2:1)"), "und", false);
    // The language of the template is no hint at all.
    check(page("en", "Bürgermeisterin kündigt an"), "de", false);
}

#[test]
fn the_country_of_a_language_changes_nothing() {
    let text = "Ola Berg left Save the Children in May. Not to stay, he said, was the hardest part.";
    let analyze = |tag: &str| {
        let source = read(Document { language: Some(tag.into()), ..document(text) }).unwrap();
        Analyzer::load().analyze(&source, Features::DEFAULT, &Interrupt::never()).unwrap()
    };
    let (plain, british) = (analyze("en"), analyze("en-GB"));
    assert!(plain.entities.iter().any(|entity| entity.name == "Save the Children"), "{:?}", plain.entities);
    assert_eq!(british.entities, plain.entities);
    assert_eq!(british.quotations, plain.quotations);
}
