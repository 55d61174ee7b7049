//! What a model knows of its language beside the gazetteers that all languages share.

use super::gazetteers::{self, NameLists};
use crate::lang::files;
use crate::lang::table::{self, Errors};
use crate::text::{WordMap, hash};

/// The columns of `names.tsv`.
const NAME_COLUMNS: [&str; 2] = ["kind", "names"];
/// The columns of `cognates.tsv`.
const COGNATE_COLUMNS: [&str; 2] = ["key", "words"];

/// Names and cognates of a language.
#[derive(Debug, Default)]
pub struct Knowledge {
    /// Names as the language writes them.
    pub(super) names: NameLists,
    /// For words that related languages have words of their own for, the key that all of these share.
    cognates: WordMap<u64>,
    /// Whether names go on in small letters ("Commission européenne"), genitives are looked up without their ending and
    /// long endings are features: all languages but English.
    pub(super) inflected: bool,
}

impl Knowledge {
    /// What is known of a language, given its BCP 47 primary subtag. Of English nothing: it has the shared gazetteers.
    #[must_use]
    pub fn of_language(language: &str) -> Self {
        Self::read(language, &Errors::default())
    }

    /// Reads `names.tsv` and `cognates.tsv` of a pack.
    fn read(language: &str, errors: &Errors) -> Self {
        let rows = |name, columns: &[&str]| {
            files::get(language, name).map(|file| table::rows(file, columns, errors)).unwrap_or_default()
        };
        let mut known = Self::default();
        for row in rows("names.tsv", &NAME_COLUMNS) {
            let Some(flag) = row.parse("kind of name", row.field(0), flag) else { continue };
            row.forms(1).for_each(|name| known.names.add(&name.replace('_', " "), flag));
            known.inflected = true;
        }
        for row in rows("cognates.tsv", &COGNATE_COLUMNS) {
            for form in row.forms(1) {
                if known.cognates.insert(hash(form), hash(row.field(0))).is_some() {
                    row.error(format_args!("\"{form}\" has a key already"));
                }
            }
        }
        known
    }

    /// The key of a word: the one of its cognates if it has any.
    pub(super) fn key(&self, word: u64) -> u64 {
        self.cognates.get(&word).copied().unwrap_or(word)
    }
}

/// What a kind of name is on the lists.
fn flag(kind: &str) -> Option<u16> {
    match kind {
        "o" => Some(gazetteers::ORGANIZATION),
        "n" | "r" | "c" => Some(gazetteers::place(kind)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cognates_share_a_key() {
        let (italian, french) = (Knowledge::of_language("it"), Knowledge::of_language("fr"));
        assert_eq!(italian.key(hash("ministero")), french.key(hash("ministère")));
        assert_eq!(italian.key(hash("qqxzz")), hash("qqxzz"));
    }

    #[test]
    fn every_row_of_the_tables_is_right() {
        let errors = Errors::default();
        let known: Vec<_> = files::languages().map(|code| Knowledge::read(code, &errors)).collect();
        assert_eq!(errors.into_vec(), []);
        assert!(known.iter().any(|known| known.inflected) && known.iter().any(|known| !known.inflected));
    }
}
