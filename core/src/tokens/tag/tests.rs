use crate::analysis::{Sentence, Tag};
use crate::text::Span;
use crate::tokens::Tokenizer;

/// Each token is written "word/TAG", with the tag by its first letters.
#[track_caller]
fn check(language: &str, expect: &str) {
    let words: Vec<&str> = expect.split(' ').map(|pair| pair.rsplit_once('/').expect("word/TAG").0).collect();
    let text = words.join(" ");
    let sentence = Sentence { span: Span::whole(&text), block: 0 };
    let tokens = Tokenizer::load().tokenize(&text, &[sentence], language);
    let tagged: Vec<String> = tokens
        .spans
        .iter()
        .zip(&tokens.tags)
        .map(|(span, tag)| format!("{}/{}", span.of(&text), name(*tag)))
        .collect();
    assert_eq!(tagged.join(" "), expect);
}

fn name(tag: Tag) -> String {
    format!("{tag:?}").to_uppercase()
}

#[test]
fn reporting_clauses_have_their_verbs() {
    check("en", "The/DET minister/NOUN said/VERB that/SCONJ talks/NOUN would/AUX continue/VERB ./PUNCT");
    check("en", "”/PUNCT says/VERB Olaf/PROPN Brandt/PROPN ,/PUNCT who/PRON leads/VERB the/DET party/NOUN");
    check("en", "He/PRON did/AUX n't/PART suggest/VERB that/SCONJ they/PRON had/AUX agreed/VERB ./PUNCT");
}

#[test]
fn nouns_and_verbs_of_the_same_letters_are_told_apart() {
    check("en", "the/DET report/NOUN was/AUX published/VERB by/ADP the/DET board/NOUN");
    check("en", "They/PRON report/VERB a/DET change/NOUN of/ADP plan/NOUN");
    check("en", "officials/NOUN claim/VERB the/DET attack/NOUN failed/VERB");
    check("en", "a/DET plan/NOUN to/PART change/VERB the/DET law/NOUN");
    check("en", "the/DET annexed/ADJ territories/NOUN ,/PUNCT he/PRON went/VERB to/ADP Moscow/PROPN");
}

#[test]
fn that_is_article_pronoun_or_conjunction() {
    check("en", "the/DET plan/NOUN that/PRON failed/VERB");
    check("en", "he/PRON told/VERB that/DET story/NOUN ./PUNCT");
    check("en", "That/PRON is/AUX wrong/ADJ ./PUNCT");
}

#[test]
fn genitive_and_short_verbs_are_told_apart() {
    check("en", "Brandt/PROPN 's/PART party/NOUN");
    check("en", "It/PRON 's/AUX wrong/ADJ");
}

#[test]
fn names_are_proper_nouns_inside_a_sentence_only() {
    check("en", "In/ADP March/PROPN the/DET White/PROPN House/PROPN told/VERB US/PROPN voters/NOUN");
    check("en", "Voters/NOUN have/AUX left/VERB");
}

#[test]
fn other_languages_have_their_function_words() {
    check("de", "Der/DET Minister/NOUN sagte/VERB ,/PUNCT dass/SCONJ er/PRON nicht/PART komme/X ./PUNCT");
    check("fr", "Le/DET ministre/X a/AUX dit/VERB à/ADP Paris/PROPN");
    check("es", "El/DET ministro/X dijo/VERB que/SCONJ no/ADV");
}
