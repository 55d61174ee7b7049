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

/// An English document with a paragraph in another language.
fn mixed(paragraph: &str) -> String {
    format!(
        "The old bridge stays closed\n\nThe council said on Tuesday that the old bridge would stay closed until the end \
         of the year, because the work had taken longer than anybody had thought.\n\n{paragraph}\n\nThe people who live \
         on the other side of the river will have to take the ferry, which sails every hour from the harbour."
    )
}

/// The sentences and the speakers of a document of which each paragraph has its own language.
#[track_caller]
fn check_mixed(paragraph: &str, code: &str, sentences: usize, speakers: &[&str]) {
    let text = mixed(paragraph);
    let source = read(document(&text)).unwrap();
    let analysis = Analyzer::load().analyze(&source, Features::DEFAULT, &Interrupt::never()).unwrap();
    let structure = &analysis.structure;
    assert_eq!(analysis.language.code, "en", "{paragraph}");
    assert_eq!(structure.blocks[2].language.as_deref(), Some(code), "{paragraph}");
    assert_eq!(
        structure.sentences.iter().filter(|sentence| sentence.block == 2).count(),
        sentences,
        "{paragraph}"
    );
    let said = analysis
        .quotations
        .iter()
        .filter(|quotation| structure.blocks[2].span.contains(quotation.segments[0]));
    let names: Vec<&str> =
        said.map(|quotation| quotation.speaker.as_ref().map_or("", |speaker| &speaker.name)).collect();
    assert_eq!(names, speakers, "{paragraph}: {:?}", analysis.quotations);
}

#[test]
fn a_paragraph_in_another_language_is_read_in_it() {
    check_mixed(
        "Die Brücke bleibe bis zum 31. Dezember gesperrt, teilte Bürgermeisterin Anna Kroll am Dienstag in der Stadt mit.",
        "de",
        1,
        // Names are found by the words of the document's language, which does not know the office.
        &["Bürgermeisterin Anna Kroll"],
    );
    check_mixed(
        "« Nous avons attendu longtemps », a déclaré Jeanne Morel devant les journalistes. Le pont reste fermé jusqu'à la fin de l'année.",
        "fr",
        2,
        &["Jeanne Morel"],
    );
    check_mixed(
        "«El puente seguirá cerrado hasta finales de año», afirmó Rosa Pinar ante los periodistas de toda la región. Las obras han durado más de lo previsto.",
        "es",
        2,
        &["Rosa Pinar"],
    );
    // There is no pack for Swedish.
    check_mixed(
        "Bron förblir stängd till årets slut eftersom arbetet har tagit mycket längre tid än vad kommunen hade trott i våras.",
        "sv",
        1,
        &[],
    );
}

#[test]
fn the_languages_of_blocks_are_told_to_those_who_ask() {
    let text = mixed(
        "Die Brücke bleibe bis zum Ende des Jahres gesperrt, teilte die Stadt am Dienstag mit. Die Arbeiten dauern länger.",
    );
    let source = read(document(&text)).unwrap();
    for (language, code) in [(true, Some("de")), (false, None)] {
        let features = Features { structure: true, language, ..Features::NONE };
        let analysis = Analyzer::load().analyze(&source, features, &Interrupt::never()).unwrap();
        assert_eq!(analysis.structure.blocks[2].language.as_deref(), code);
    }
}

#[test]
fn entities_in_a_language_that_was_not_measured_come_with_a_warning() {
    let analyzer = Analyzer::load();
    let limited = |tag: &str, features| {
        let document = Document { language: Some(tag.into()), ..document("Ada Lindqvist, 5:3 (2:1).") };
        let analysis = analyzer.analyze(&read(document).unwrap(), features, &Interrupt::never()).unwrap();
        analysis.warnings.iter().any(|warning| warning.code == WarningCode::EntitiesLimited)
    };
    for (tag, expect) in [("en", false), ("de-AT", false), ("pt-BR", false), ("sv", true), ("und", false)] {
        assert_eq!(limited(tag, Features::DEFAULT), expect, "{tag}");
        assert!(!limited(tag, Features::LANGUAGE), "help: nobody asked for entities");
    }
}
