//! Abbreviations that end in a full stop, by language: `abbreviations.tsv` of each pack.

use std::collections::HashMap;
use std::sync::Arc;

use crate::lang::files::{self, COMMON};
use crate::lang::others;
use crate::lang::pack::Packs;
use crate::lang::primary_subtag;
use crate::lang::table::{self, Errors, PackError};
use crate::text::{WordMap, hash};

/// The columns of `abbreviations.tsv`.
const COLUMNS: [&str; 2] = ["abbreviation", "stop"];

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

impl Stop {
    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "title" => Self::Title,
            "number" => Self::Number,
            "never" => Self::Never,
            "usual" => Self::Usual,
            _ => return None,
        })
    }
}

/// What full stops mean in one language.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stops {
    abbreviations: WordMap<Entry>,
    ordinals: bool,
    own: bool,
}

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

    fn add(&mut self, word: &str, stop: Stop) {
        let entry = Entry { stop, capital: word.starts_with(char::is_uppercase) };
        self.abbreviations.insert(hash(word), entry);
    }
}

/// The abbreviations of all languages.
#[derive(Debug)]
pub(crate) struct Abbreviations {
    packs: Arc<Packs>,
    by_language: HashMap<&'static str, Stops>,
    shared: Stops,
}

impl Abbreviations {
    /// Reads the packs.
    pub(crate) fn load() -> Self {
        Self::read(Packs::load()).0
    }

    /// Reads the packs and says what is wrong in them.
    pub(super) fn read(packs: Arc<Packs>) -> (Self, Vec<PackError>) {
        let errors = Errors::default();
        let mut shared = Stops::default();
        add_rows(&mut shared, COMMON, &errors);
        let mut by_language = HashMap::new();
        for pack in packs.all() {
            let mut stops = shared.clone();
            stops.own = add_rows(&mut stops, pack.code, &errors);
            stops.ordinals = pack.settings.grammar.ordinal_stop;
            by_language.insert(pack.code, stops);
        }
        for other in others::read(&errors) {
            let stops = by_language.entry(other.language).or_insert_with(|| shared.clone());
            stops.ordinals |= other.what == "ordinal_stop";
            if let Some(stop) = other.what.strip_prefix("abbreviation_").and_then(Stop::parse) {
                stops.own = true;
                other.row.forms(2).for_each(|word| stops.add(word, stop));
            }
        }
        (Self { packs, by_language, shared }, errors.into_vec())
    }

    /// The abbreviations of a language, given by its BCP 47 tag; those of any language where it has none of its own.
    pub(crate) fn of(&self, language: &str) -> &Stops {
        let code = self.packs.of(language).code;
        let code = if code.is_empty() { primary_subtag(language) } else { code };
        self.by_language.get(code).unwrap_or(&self.shared)
    }
}

/// Adds the abbreviations of a folder; whether it has any.
fn add_rows(stops: &mut Stops, folder: &str, errors: &Errors) -> bool {
    let Some(file) = files::get(folder, "abbreviations.tsv") else { return false };
    let rows = table::rows(file, &COLUMNS, errors);
    for row in &rows {
        if let Some(stop) = row.parse("meaning of a stop", row.field(1), Stop::parse) {
            stops.add(row.field(0), stop);
        }
    }
    !rows.is_empty()
}
