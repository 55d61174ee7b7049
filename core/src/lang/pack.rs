//! What is known of each language, read once from `data/lang` and shared by all stages.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use super::files::{self, COMMON};
use super::lexicon::Word;
use super::pronouns::PronounTable;
use super::settings::{Grammar, Settings};
use super::table::{self, Errors, PackError};
use super::words::{KnownWord, Words};
use super::{UNDETERMINED, primary_subtag};
use super::{described, examples};
use crate::text::{WordMap, hash};

/// The tables that a pack may have, and their columns. [`Packs::read`] reports other files.
const TABLES: [(&str, &[&str]); 15] = [
    ("names.tsv", &["kind", "names"]),
    ("cognates.tsv", &["key", "words"]),
    ("rules.tsv", &examples::COLUMNS),
    ("months.tsv", &["language", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"]),
    ("frequent.tsv", &["words"]),
    ("tags.tsv", &["word", "tags"]),
    ("inflections.tsv", &["verb", "past", "participle"]),
    ("tagging.tsv", &["kind", "value", "forms"]),
    ("clitics.tsv", &["kind", "forms"]),
    ("other_languages.tsv", &["language", "what", "forms"]),
    ("time.tsv", &["class", "value", "forms"]),
    ("numbers.tsv", &["class", "value", "forms"]),
    ("abbreviations.tsv", &["abbreviation", "stop"]),
    ("starters.tsv", &["words"]),
    ("phrases.tsv", &["kind", "where", "longest", "phrase"]),
];

/// Characters of a compound in which the noun at its end is looked for.
const LONGEST_COMPOUND: usize = 40;

/// What is known of one language. The one of a language without a pack knows nothing.
#[derive(Debug, Default)]
pub struct LanguagePack {
    /// BCP 47 primary subtag; empty where there is no pack.
    pub code: &'static str,
    /// Name, marks, grammar, models.
    pub settings: Settings,
    /// Personal pronouns.
    pub(crate) pronouns: PronounTable,
    words: Words,
    described: WordMap<Word>,
}

impl LanguagePack {
    /// Reads the files of a language.
    fn read(code: &'static str, errors: &Errors) -> Self {
        let settings =
            files::get(code, "pack.toml").map(|file| Settings::read(file, errors)).unwrap_or_default();
        let (pronouns, words) = (PronounTable::read(code, errors), Words::read(code, errors));
        let described = described::read(code, &words, &pronouns, errors);
        Self { code, settings, pronouns, words, described }
    }

    /// Whether quotations are read in the language: whether its verbs of speech are known.
    #[must_use]
    pub fn is_supported(&self) -> bool {
        self.words.has_cues()
    }

    /// What the grammar of the language does.
    pub(crate) fn grammar(&self) -> Grammar {
        self.settings.grammar
    }

    /// Whether a word ends like an infinitive, where those tell what is said.
    pub(crate) fn is_infinitive(&self, word: &str) -> bool {
        self.settings.infinitive.fits(word)
    }

    /// What is known of the word with a hash.
    pub(crate) fn get(&self, hash: u64) -> KnownWord {
        self.words.get(hash)
    }

    /// What is known of a word.
    pub(crate) fn known(&self, word: &str) -> KnownWord {
        self.get(hash(word))
    }

    /// What the word with a hash tells about people, bodies and places.
    pub(crate) fn described(&self, hash: u64) -> Word {
        self.described.get(&hash).copied().unwrap_or_default()
    }

    /// What the noun tells that a compound ends with, where nouns are joined: "Bundesfinanzminister" is a minister.
    pub(crate) fn described_compound(&self, compound: &str) -> Word {
        use super::lexicon::Classes;
        if !self.grammar().noun_capitals {
            return Word::default();
        }
        let nouns = Classes::ROLE.or(Classes::ROLES).or(Classes::RELATION).or(Classes::BODY);
        let ends = compound.char_indices().skip(3).take(LONGEST_COMPOUND).map(|(at, _)| &compound[at..]);
        let long = ends.take_while(|end| end.len() > 4);
        long.map(|end| self.described(hash(end))).find(|word| word.classes.any(nouns)).unwrap_or_default()
    }

    /// Whether no words are known.
    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The lemma of a cue; empty for one that is in no lexicon.
    pub(crate) fn lemma(&self, index: u16) -> &'static str {
        self.words.lemma(index)
    }

    /// How many of the words ahead make up a source of several words; none where they make up none.
    pub(crate) fn source_words<'t>(&self, words: &(impl Iterator<Item = &'t str> + Clone)) -> Option<usize> {
        self.words.source_words(words)
    }
}

/// The packs of all languages.
#[derive(Debug, Default)]
pub struct Packs {
    by_language: HashMap<&'static str, LanguagePack>,
    none: LanguagePack,
}

impl Packs {
    /// The embedded packs, read once for all. What a test would find wrong in them is left out.
    #[must_use]
    pub fn load() -> Arc<Self> {
        static PACKS: LazyLock<Arc<Packs>> = LazyLock::new(|| Arc::new(Packs::read().0));
        PACKS.clone()
    }

    /// Reads all packs and says what is wrong in them.
    #[must_use]
    pub fn read() -> (Self, Vec<PackError>) {
        let errors = Errors::default();
        for file in files::all().filter(|file| file.name != "pack.toml") {
            if matches!(
                file.name,
                "cues.tsv" | "words.tsv" | "pronouns.tsv" | "roles.tsv" | "titles.tsv" | "variants.tsv"
            ) {
                continue;
            }
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
        let by_language = files::languages().map(|code| (code, LanguagePack::read(code, &errors))).collect();
        (Self { by_language, none: LanguagePack::default() }, errors.into_vec())
    }

    /// The pack of a language, given by its BCP 47 tag: English where the language is undetermined (`und`), an empty
    /// pack where there is none.
    #[must_use]
    pub fn of(&self, tag: &str) -> &LanguagePack {
        let primary = primary_subtag(tag);
        self.by_language.get(if primary == UNDETERMINED { "en" } else { primary }).unwrap_or(&self.none)
    }

    /// The pack of a language, or the one that stands in where there is none.
    pub(crate) fn of_any(&self, tag: &str) -> &LanguagePack {
        let own = self.of(tag);
        if own.code.is_empty() { self.of(UNDETERMINED) } else { own }
    }

    /// The pack of a primary subtag, if quotations are read in its language.
    #[must_use]
    pub fn supported(&self, code: &str) -> Option<&LanguagePack> {
        self.by_language.get(code).filter(|pack| pack.is_supported())
    }

    /// All packs, by code.
    #[must_use]
    pub fn all(&self) -> Vec<&LanguagePack> {
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
