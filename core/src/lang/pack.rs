//! What is known of each language, read once from `data/lang` and shared by all stages.

use std::collections::HashMap;
use std::sync::Arc;

use super::files::{self, COMMON};
use super::primary_subtag;
use super::settings::Settings;
use super::table::{self, Errors, PackError};

/// The tables that a pack may have, and their columns. [`Packs::read`] reports other files.
const TABLES: [(&str, &[&str]); 10] = [
    ("cues.tsv", &["lemma", "frames", "present", "past", "participle", "gerund", "polarity"]),
    ("words.tsv", &["class", "words"]),
    ("pronouns.tsv", &["form", "person", "number", "gender", "case", "kind"]),
    ("roles.tsv", &["word", "class", "gender"]),
    ("titles.tsv", &["word", "class", "gender"]),
    ("time.tsv", &["class", "value", "forms"]),
    ("numbers.tsv", &["class", "value", "forms"]),
    ("abbreviations.tsv", &["abbreviation", "stop"]),
    ("starters.tsv", &["words"]),
    ("phrases.tsv", &["kind", "where", "longest", "phrase"]),
];

/// What is known of one language. The one of [`Packs::none`] knows nothing.
#[derive(Debug, Default)]
pub struct Pack {
    /// BCP 47 primary subtag; empty where there is no pack.
    pub code: &'static str,
    /// Name, marks, grammar, models.
    pub settings: Settings,
}

impl Pack {
    /// Reads the files of a language.
    fn read(code: &'static str, errors: &Errors) -> Self {
        let file = |name: &str| files::get(code, name);
        let settings = file("pack.toml").map(|file| Settings::read(file, errors)).unwrap_or_default();
        Self { code, settings }
    }
}

/// The packs of all languages.
#[derive(Debug, Default)]
pub struct Packs {
    by_language: HashMap<&'static str, Pack>,
    none: Pack,
}

impl Packs {
    /// Reads all packs. What a test finds wrong in them is left out.
    #[must_use]
    pub fn load() -> Arc<Self> {
        let (packs, errors) = Self::read();
        debug_assert!(errors.is_empty(), "language packs: {errors:#?}");
        Arc::new(packs)
    }

    /// Reads all packs and says what is wrong in them.
    #[must_use]
    pub fn read() -> (Self, Vec<PackError>) {
        let errors = Errors::default();
        for file in files::all().filter(|file| file.name != "pack.toml") {
            match TABLES.iter().find(|(name, _)| *name == file.name) {
                Some((_, columns)) => drop(table::rows(file, columns, &errors)),
                None => errors.add(PackError::new(&file, 0, "no file of a language pack has this name")),
            }
        }
        for file in files::all().filter(|file| file.language != COMMON) {
            if files::get(file.language, "pack.toml").is_none() {
                errors.add(PackError::new(&file, 0, "its folder has no pack.toml"));
            }
        }
        let by_language = files::languages().map(|code| (code, Pack::read(code, &errors))).collect();
        (Self { by_language, none: Pack::default() }, errors.into_vec())
    }

    /// The pack of a language, given by its BCP 47 tag: English where the language is undetermined (`und`), an empty
    /// pack where there is none.
    #[must_use]
    pub fn of(&self, tag: &str) -> &Pack {
        let primary = primary_subtag(tag);
        self.by_language.get(if primary == "und" { "en" } else { primary }).unwrap_or(&self.none)
    }

    /// All packs, by code.
    #[must_use]
    pub fn all(&self) -> Vec<&Pack> {
        let mut packs: Vec<_> = self.by_language.values().collect();
        packs.sort_by_key(|pack| pack.code);
        packs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pack_loads() {
        let (packs, errors) = Packs::read();
        let report: Vec<_> = errors.iter().map(ToString::to_string).collect();
        assert!(report.is_empty(), "{} errors in language packs:\n{}", report.len(), report.join("\n"));
        assert!(packs.all().iter().any(|pack| pack.code == "en"));
    }

    #[test]
    fn a_tag_finds_its_pack() {
        let (packs, _) = Packs::read();
        let codes = ["de-AT", "und", "tlh"].map(|tag| packs.of(tag).code);
        assert_eq!(codes, ["de", "en", ""]);
    }
}
