//! Abbreviations that end in a full stop, by language.

use std::collections::HashMap;

use super::words::{WordMap, hash};
use crate::data;

/// What the full stop after an abbreviation means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// A name follows ("Dr.").
    Title,
    /// An abbreviation only before a number ("No. 5").
    Number,
    /// The sentence goes on ("e.g.").
    Never,
    /// The sentence may end here as well ("Inc.").
    Usual,
}

/// The abbreviations of one language.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stops(WordMap<Entry>);

#[derive(Clone, Copy, Debug)]
struct Entry {
    stop: Stop,
    // Whether it is an abbreviation only with a capital ("Wash.").
    capital: bool,
}

impl Stops {
    /// What a full stop after the word means; nothing where the word is no abbreviation.
    pub(crate) fn get(&self, word: &str) -> Option<Stop> {
        // No abbreviation is longer, and long words are many.
        if word.len() > 20 {
            return None;
        }
        let entry = self.0.get(&hash(word))?;
        (!entry.capital || word.starts_with(char::is_uppercase)).then_some(entry.stop)
    }
}

/// The abbreviations of all languages.
#[derive(Debug)]
pub(crate) struct Abbreviations {
    by_language: HashMap<&'static str, Stops>,
    others: Stops,
}

impl Abbreviations {
    /// Reads the lexicon.
    pub(crate) fn load() -> Self {
        let mut others = Stops::default();
        let mut by_language: HashMap<&'static str, Stops> = HashMap::new();
        for row in data::rows(data::ABBREVIATIONS) {
            let &[language, word, stop] = row.as_slice() else { continue };
            let stop = match stop {
                "title" => Stop::Title,
                "number" => Stop::Number,
                "never" => Stop::Never,
                _ => Stop::Usual,
            };
            let entry = Entry { stop, capital: word.starts_with(char::is_uppercase) };
            if language == "mul" {
                others.0.insert(hash(word), entry);
            } else {
                by_language.entry(language).or_insert_with(|| others.clone()).0.insert(hash(word), entry);
            }
        }
        Self { by_language, others }
    }

    /// The abbreviations of a language, given by its BCP 47 tag; those of any language where it has none of its own.
    pub(crate) fn of(&self, language: &str) -> &Stops {
        let primary = primary_subtag(language);
        self.by_language.get(if primary == "und" { "en" } else { primary }).unwrap_or(&self.others)
    }
}

/// The language part of a BCP 47 tag ("pt" of "pt-BR").
pub(crate) fn primary_subtag(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or_default()
}
