//! The vocabulary of values: what each language pack, and what all share, says of dates, times, sums and measures.

use std::collections::HashMap;

use super::number_words::NumberWords;
use super::time_words::TimeWords;
use crate::lang::files::{self, COMMON, File};
use crate::lang::pack::Packs;
use crate::lang::settings::Grammar;
use crate::lang::table::{self, Errors};

/// The columns of `time.tsv` and `numbers.tsv`.
const COLUMNS: [&str; 3] = ["class", "value", "forms"];

/// The words of one language, and its habits.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub(super) time: TimeWords,
    pub(super) numbers: NumberWords,
    pub(super) grammar: Grammar,
    /// Whether a comma parts whole numbers from fractions.
    pub(super) decimal_comma: bool,
    /// Whether a blank parts thousands.
    pub(super) thousands_blank: bool,
}

/// The words of all languages.
#[derive(Debug)]
pub(super) struct Vocabulary {
    by_language: HashMap<&'static str, Words>,
    /// Those of a language without a pack.
    others: Words,
}

impl Vocabulary {
    /// Reads the packs and says what is wrong in them.
    pub(super) fn read(packs: &Packs) -> (Self, Vec<table::PackError>) {
        let errors = Errors::default();
        let by_language = packs.all().into_iter().map(|pack| {
            let words = Words {
                grammar: pack.settings.grammar,
                decimal_comma: pack.settings.decimal_mark == ',',
                thousands_blank: pack.settings.thousands_marks.contains(&' '),
                ..Words::read(pack.code, &errors)
            };
            (pack.code, words)
        });
        let vocabulary = Self { by_language: by_language.collect(), others: Words::read("", &errors) };
        (vocabulary, errors.into_vec())
    }

    /// The words of a language, given by the code of its pack.
    pub(super) fn of(&self, code: &str) -> &Words {
        self.by_language.get(code).unwrap_or(&self.others)
    }
}

impl Words {
    fn read(code: &str, errors: &Errors) -> Self {
        let mut words = Self::default();
        let file = |name: &str| [code, COMMON].map(|folder| files::get(folder, name));
        let rows = |file: File| table::rows(file, &COLUMNS, errors);
        for row in file("time.tsv").into_iter().flatten().flat_map(rows) {
            words.time.add(&row);
        }
        for row in file("numbers.tsv").into_iter().flatten().flat_map(rows) {
            words.numbers.add(&row);
        }
        words
    }
}
