//! Abbreviations that end in a full stop, by language.

use std::collections::HashMap;

use crate::data;
use crate::lang::primary_subtag;
use crate::text::{WordMap, hash};

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

/// What full stops mean in one language.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stops {
    abbreviations: WordMap<Entry>,
    ordinals: bool,
    own: bool,
}

/// Languages that write ordinals with a full stop ("28. September").
const ORDINALS: [&str; 14] =
    ["de", "da", "nb", "nn", "no", "fi", "cs", "sk", "pl", "hu", "hr", "sl", "tr", "et"];

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
        let entry = self.abbreviations.get(&hash(word))?;
        (!entry.capital || word.starts_with(char::is_uppercase)).then_some(entry.stop)
    }

    /// Whether the word is listed, be it with another capital.
    pub(crate) fn list(&self, word: &str) -> bool {
        self.abbreviations.contains_key(&hash(word))
    }

    /// Whether a full stop after a number makes an ordinal.
    pub(crate) fn have_ordinals(&self) -> bool {
        self.ordinals
    }

    /// Whether the list is that of the language, so that hardly an abbreviation is missing.
    pub(crate) fn are_own(&self) -> bool {
        self.own
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
                others.abbreviations.insert(hash(word), entry);
            } else {
                let stops =
                    by_language.entry(language).or_insert_with(|| Stops { own: true, ..others.clone() });
                stops.abbreviations.insert(hash(word), entry);
            }
        }
        for language in ORDINALS {
            by_language.entry(language).or_insert_with(|| others.clone()).ordinals = true;
        }
        Self { by_language, others }
    }

    /// The abbreviations of a language, given by its BCP 47 tag; those of any language where it has none of its own.
    pub(crate) fn of(&self, language: &str) -> &Stops {
        let primary = primary_subtag(language);
        self.by_language.get(if primary == "und" { "en" } else { primary }).unwrap_or(&self.others)
    }
}
