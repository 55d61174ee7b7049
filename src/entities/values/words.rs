//! The vocabulary of values.

use crate::data;
use crate::tokens::{WordMap, hash, primary_subtag};

/// The languages whose dates are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    English,
    German,
    French,
    Spanish,
    /// Digits only.
    Other,
}

impl Language {
    /// The language of a BCP 47 tag; English where it is undetermined.
    pub(super) fn of(tag: &str) -> Self {
        match primary_subtag(tag) {
            "en" | "und" => Self::English,
            "de" => Self::German,
            "fr" => Self::French,
            "es" => Self::Spanish,
            _ => Self::Other,
        }
    }
}

/// What a word means in dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) struct Word {
    /// 1 to 12.
    pub(super) month: Option<u8>,
    /// 1 is Monday.
    pub(super) weekday: Option<u8>,
    /// Days from today.
    pub(super) day: Option<i8>,
    /// A unit of time.
    pub(super) unit: Option<Unit>,
    /// 21 to 24, as in ISO 8601-2.
    pub(super) season: Option<u8>,
    /// −1 for "last", 0 for "this", 1 for "next".
    pub(super) step: Option<i8>,
    /// "ago", after a number of units.
    pub(super) ago: bool,
    /// "vor", before a number of units.
    pub(super) since: bool,
    /// A part of the day.
    pub(super) part: bool,
    /// "early", "mid".
    pub(super) vague: bool,
    /// A small number.
    pub(super) number: Option<u8>,
    /// A word after which a bare year is one.
    pub(super) before: bool,
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Weekend,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
}

impl Unit {
    fn read(field: &str) -> Option<Self> {
        Some(match field {
            "s" => Self::Second,
            "n" => Self::Minute,
            "h" => Self::Hour,
            "D" => Self::Day,
            "W" => Self::Week,
            "E" => Self::Weekend,
            "M" => Self::Month,
            "Q" => Self::Quarter,
            "Y" => Self::Year,
            "X" => Self::Decade,
            "C" => Self::Century,
            _ => return None,
        })
    }
}

/// What a word means in measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    /// A power of ten.
    Scale(u8),
    /// A number in words.
    Number(u8),
    /// A place in a row.
    Ordinal(u8),
    /// "percent".
    Percent,
    /// "percentage", before "points".
    Points,
    /// An ISO 4217 code.
    Currency(&'static str),
    /// A hundredth of a currency.
    Cent(&'static str),
    /// The symbol of a unit.
    Unit(&'static str),
}

/// All words that values are made of.
#[derive(Debug)]
pub(super) struct Vocabulary {
    times: [WordMap<Word>; 4],
    measures: WordMap<Measure>,
}

impl Vocabulary {
    /// Reads the lexicons.
    pub(super) fn load() -> Self {
        Self { times: times(), measures: measures() }
    }

    /// What a word means in the dates of a language.
    pub(super) fn time(&self, language: Language, key: u64) -> Option<Word> {
        self.times.get(language as usize)?.get(&key).copied()
    }

    /// What a word means in measures.
    pub(super) fn measure(&self, key: u64) -> Option<Measure> {
        self.measures.get(&key).copied()
    }
}

fn times() -> [WordMap<Word>; 4] {
    let mut times: [WordMap<Word>; 4] = Default::default();
    for row in data::rows(data::TIME_WORDS) {
        let &[language, class, value, forms] = row.as_slice() else { continue };
        let Some(words) = times.get_mut(Language::of(language) as usize) else { continue };
        for form in forms.split(' ') {
            let word = words.entry(hash(form)).or_default();
            match class {
                "month" => word.month = value.parse().ok(),
                "weekday" => word.weekday = value.parse().ok(),
                "day" => word.day = value.parse().ok(),
                "unit" => word.unit = Unit::read(value),
                "season" => word.season = value.parse().ok(),
                "last" => word.step = Some(-1),
                "this" => word.step = Some(0),
                "next" => word.step = Some(1),
                "ago" => word.ago = true,
                "since" => word.since = true,
                "part" => word.part = true,
                "vague" => word.vague = true,
                "number" => word.number = value.parse().ok(),
                "before" => word.before = true,
                _ => {}
            }
        }
    }
    times
}

fn measures() -> WordMap<Measure> {
    let mut measures = WordMap::default();
    for row in data::rows(data::MEASURES) {
        let &[class, value, forms] = row.as_slice() else { continue };
        let number = value.parse().unwrap_or_default();
        let measure = match class {
            "scale" => Measure::Scale(number),
            "number" => Measure::Number(number),
            "ordinal" => Measure::Ordinal(number),
            "percent" => Measure::Percent,
            "points" => Measure::Points,
            "currency" => Measure::Currency(value),
            "cent" => Measure::Cent(value),
            _ => Measure::Unit(value),
        };
        for form in forms.split(' ') {
            // "m" is a million before it is a metre: the first entry counts, and money asks for scales only.
            measures.entry(hash(form)).or_insert(measure);
        }
    }
    measures
}
