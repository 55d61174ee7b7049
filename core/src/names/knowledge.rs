//! What a model knows of its language beside the gazetteers that all languages share.

use super::gazetteers::{self, NameLists};
use crate::data;
use crate::text::{WordMap, hash};

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
        let mut known = Self { cognates: cognates(language), ..Self::default() };
        for row in data::rows(data::NAMES_BY_LANGUAGE).filter(|row| row[0] == language) {
            let flag = if row[1] == "o" { gazetteers::ORGANIZATION } else { gazetteers::place(row[1]) };
            // An article or a preposition that has lost its vowel is a token of its own: "Côte d' Ivoire".
            row[2].split('|').for_each(|name| known.names.add(&name.replace('\'', "' "), flag));
            known.inflected = true;
        }
        known
    }

    /// The key of a word: the one of its cognates if it has any.
    pub(super) fn key(&self, word: u64) -> u64 {
        self.cognates.get(&word).copied().unwrap_or(word)
    }
}

/// The words of a language that stand in the table of cognates, each with the key of its row.
fn cognates(language: &str) -> WordMap<u64> {
    let mut keys = WordMap::default();
    let mut table = data::rows(data::COGNATES);
    let column = table.next().and_then(|languages| languages.iter().position(|column| *column == language));
    for row in table.filter(|_| column.is_some()) {
        let forms = |field: &str| field.split(' ').filter(|form| *form != "-").map(hash).collect::<Vec<_>>();
        let Some(key) = row.iter().find_map(|field| forms(field).first().copied()) else { continue };
        for form in column.map(|column| forms(row[column])).into_iter().flatten() {
            keys.entry(form).or_insert(key);
        }
    }
    keys
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
    fn every_row_of_the_tables_is_whole() {
        let languages = data::rows(data::NAMES_BY_LANGUAGE).map(|row| (row.len(), row[1].len()));
        assert!(languages.into_iter().all(|row| row == (3, 1)));
        let cognates: Vec<usize> = data::rows(data::COGNATES).map(|row| row.len()).collect();
        assert!(cognates.iter().all(|fields| *fields == cognates[0]));
    }
}
