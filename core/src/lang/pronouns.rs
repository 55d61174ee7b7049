//! Personal pronouns, as `pronouns.tsv` has them: one row a reading.

use super::files;
use super::lexicon::Gender;
use super::table::{Errors, PRONOUN_COLUMNS, Row, rows};
use crate::text::{WordMap, hash};

/// What part a pronoun plays in its clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    /// "he".
    Subject,
    /// "him".
    Object,
    /// "his".
    Possessive,
    /// "himself".
    Reflexive,
}

/// How many a pronoun stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Number {
    /// One.
    Singular,
    /// Several.
    Plural,
    /// It does not tell.
    Either,
}

/// One reading of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PronounReading {
    /// 1, 2 or 3.
    pub(crate) person: u8,
    /// How many it stands for.
    pub(crate) number: Number,
    /// The gender it tells; none for "it" and where it tells none.
    pub(crate) gender: Option<Gender>,
    /// Whether it stands for what is neither man nor woman.
    pub(crate) neuter: bool,
    /// Its part in the clause.
    pub(crate) case: Case,
}

/// The pronouns of a language.
#[derive(Debug, Default)]
pub(crate) struct PronounTable(WordMap<Vec<PronounReading>>);

impl PronounTable {
    /// Reads the `pronouns.tsv` of a language.
    pub(super) fn read(code: &str, errors: &Errors) -> Self {
        let mut table = WordMap::<Vec<PronounReading>>::default();
        let file = files::get(code, "pronouns.tsv");
        for row in file.into_iter().flat_map(|file| rows(file, &PRONOUN_COLUMNS, errors)) {
            if let Some(reading) = PronounReading::read(&row) {
                table.entry(hash(row.field(0))).or_default().push(reading);
            }
        }
        Self(table)
    }

    /// The readings of a form by its hash, in the order of the file.
    pub(crate) fn readings(&self, key: u64) -> &[PronounReading] {
        self.0.get(&key).map_or(&[], Vec::as_slice)
    }

    /// All forms, by their hashes, with their readings.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u64, &[PronounReading])> {
        self.0.iter().map(|(&key, readings)| (key, readings.as_slice()))
    }
}

impl PronounReading {
    /// Whether it stands for the speaker as the subject: "I".
    pub(crate) fn is_speaker(&self) -> bool {
        self.person == 1 && self.number == Number::Singular && self.case == Case::Subject
    }

    fn read(row: &Row<'_>) -> Option<Self> {
        let person = row.parse("person", row.field(1), |name| match name {
            "1" => Some(1),
            "2" => Some(2),
            "3" => Some(3),
            _ => None,
        });
        let number = row.parse("number", row.field(2), |name| match name {
            "sg" => Some(Number::Singular),
            "pl" => Some(Number::Plural),
            "-" => Some(Number::Either),
            _ => None,
        });
        let gender = row.parse("gender", row.field(3), |name| match name {
            "m" => Some(Some(Gender::Male)),
            "f" => Some(Some(Gender::Female)),
            "n" | "-" => Some(None),
            _ => None,
        });
        let case = row.parse("case", row.field(4), |name| match name {
            "subject" => Some(Case::Subject),
            "object" => Some(Case::Object),
            "possessive" => Some(Case::Possessive),
            "reflexive" => Some(Case::Reflexive),
            _ => None,
        });
        let kind = |name: &str| matches!(name, "free" | "clitic" | "enclitic").then_some(());
        row.parse("kind", row.field(5), kind)?;
        Some(Self {
            person: person?,
            number: number?,
            gender: gender?,
            neuter: row.field(3) == "n",
            case: case?,
        })
    }
}
