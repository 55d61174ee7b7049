//! The vocabulary of values.

use crate::data;
use crate::lang::primary_subtag;
use crate::text::{WordMap, hash};

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
    /// "end" and "beginning", before "of the month".
    pub(super) edge: bool,
    /// "earlier", behind a number of units: from when is left open.
    pub(super) apart: bool,
    /// "previous" or "following", beside a unit: of what is left open.
    pub(super) other: bool,
    /// "lendemain": a day that only what was told before settles.
    pub(super) open: bool,
    /// The first word of a value, for no other reason.
    pub(super) start: bool,
    /// A sign that what is told lies ahead.
    pub(super) ahead: bool,
    /// A place in a row.
    pub(super) ordinal: Option<u8>,
    /// Ten years by name, as ISO 8601-2 writes them.
    pub(super) decade: Option<&'static str>,
    /// A word after which a bare year is one.
    pub(super) before: bool,
}

impl Word {
    /// Whether a value may begin with the word: not if all it tells is what goes before a date or lies ahead.
    pub(super) fn begins(self) -> bool {
        let beside = Self {
            before: self.before,
            ahead: self.ahead,
            apart: self.apart,
            ago: self.ago,
            ..Self::default()
        };
        self != beside
    }
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
    Half,
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
            "H" => Self::Half,
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
    /// Days with a name, by their first word.
    pub(super) feasts: WordMap<Vec<Feast>>,
    /// Currencies by the country and the name that countries share.
    shared: WordMap<&'static str>,
}

/// A day with a name.
#[derive(Debug)]
pub(super) struct Feast {
    /// In which language.
    pub(super) language: Language,
    /// The words of its name.
    pub(super) words: Vec<u64>,
    /// Its value, where it is one day of history.
    pub(super) value: &'static str,
    /// Month and day, where it comes every year.
    pub(super) day: Option<(u8, u8)>,
}

impl Vocabulary {
    /// Reads the lexicons.
    pub(super) fn load() -> Self {
        Self { times: times(), measures: measures(), feasts: feasts(), shared: shared() }
    }

    /// What a word means in the dates of a language.
    pub(super) fn time(&self, language: Language, key: u64) -> Option<Word> {
        self.times.get(language as usize)?.get(&key).copied()
    }

    /// The currency of a country whose name others share, "egyptian_pound"; nothing for names that are not shared.
    pub(super) fn shared(&self, words: &str) -> Option<&'static str> {
        self.shared.get(&hash(words)).copied()
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
            let form = if class == "feast" { form.split('_').next().unwrap_or(form) } else { form };
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
                "start" | "feast" => word.start = true,
                "edge" => word.edge = true,
                "apart" => word.apart = true,
                "other" => word.other = true,
                "open" => word.open = true,
                "ahead" => word.ahead = true,
                "ordinal" => word.ordinal = value.parse().ok(),
                "decade" => word.decade = Some(value),
                _ => {}
            }
        }
    }
    times
}

fn feasts() -> WordMap<Vec<Feast>> {
    let mut feasts: WordMap<Vec<Feast>> = WordMap::default();
    for row in data::rows(data::TIME_WORDS) {
        let &[language, "feast", value, forms] = row.as_slice() else { continue };
        let day = value.strip_prefix("--").and_then(|day| day.split_once('-'));
        let day = day.and_then(|(month, day)| Some((month.parse().ok()?, day.parse().ok()?)));
        for form in forms.split(' ') {
            let words: Vec<u64> = form.split('_').map(hash).collect();
            let feast = Feast { language: Language::of(language), words, value, day };
            feasts.entry(feast.words[0]).or_default().push(feast);
        }
    }
    feasts
}

/// Currencies of countries; the name alone stands there with no code, to tell that it is shared.
fn shared() -> WordMap<&'static str> {
    let mut shared = WordMap::default();
    for row in data::rows(data::MEASURES) {
        let &["shared", code, forms] = row.as_slice() else { continue };
        for form in forms.split(' ') {
            shared.insert(hash(form), code);
            if let Some((_, name)) = form.rsplit_once('_') {
                shared.insert(hash(name), "");
            }
        }
    }
    shared
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
            "shared" => continue,
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
