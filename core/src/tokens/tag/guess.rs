//! What an English word that is in no lexicon can be, by its ending.

use super::reading::{Forms, Reading};
use crate::analysis::Tag;

/// The reading of an unknown word in lower case.
pub(super) fn guess(word: &str) -> Reading {
    const NOUNS: [&str; 16] = [
        "tion", "sion", "ment", "ness", "ity", "ism", "ist", "ship", "ance", "ence", "hood", "dom", "er",
        "or", "logy", "cy",
    ];
    const ADJECTIVES: [&str; 11] =
        ["ous", "ful", "less", "ive", "able", "ible", "ical", "ial", "ic", "ish", "ian"];
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    if let Some((_, last)) = word.rsplit_once('-') {
        return compound(last);
    }
    if ends(&["ly"]) {
        Reading::new(Tag::Adv, Forms::default())
    } else if ends(&["ing"]) {
        let mut reading = Reading::new(Tag::Verb, Forms::GERUND);
        reading.add(Tag::Noun, Forms::default());
        reading
    } else if ends(&["ed"]) {
        Reading::new(Tag::Verb, Forms::PAST.or(Forms::PARTICIPLE))
    } else if ends(&["ize", "ise", "ify"]) {
        Reading::new(Tag::Verb, Forms::BASE)
    } else if ends(&["izes", "ises", "ifies"]) {
        Reading::new(Tag::Verb, Forms::THIRD)
    } else if ends(&NOUNS) {
        Reading::new(Tag::Noun, Forms::default())
    } else if ends(&ADJECTIVES) {
        Reading::new(Tag::Adj, Forms::default())
    } else if word.ends_with('s') && !ends(&["ss", "us", "is"]) {
        noun_or_verb(Forms::PLURAL, Forms::THIRD)
    } else {
        noun_or_verb(Forms::default(), Forms::BASE)
    }
}

/// Without a telling ending most words are nouns, but after "to" or "will" a verb is taken.
fn noun_or_verb(noun: Forms, verb: Forms) -> Reading {
    let mut reading = Reading::new(Tag::Noun, noun);
    reading.add(Tag::Verb, verb);
    reading
}

/// A compound with a hyphen: "19-year-old", "Moscow-appointed", "ice-cream".
fn compound(last: &str) -> Reading {
    let adjective = last.ends_with("ed")
        || last.ends_with("ing")
        || [
            "old", "led", "run", "based", "long", "wide", "year", "day", "born", "made", "held", "won",
            "term",
        ]
        .contains(&last);
    let (first, other) = if adjective { (Tag::Adj, Tag::Noun) } else { (Tag::Noun, Tag::Adj) };
    let mut reading = Reading::new(first, Forms::default());
    reading.add(other, Forms::default());
    reading
}
