//! What the words of a language mean in dates and times: `time.tsv` of its pack.

use super::phrases::{Phrases, classes};
use crate::lang::table::Row;
use crate::text::{WordMap, hash};

classes! {
    /// What a word may mean in dates and times. Most classes have no value.
    TimeClass {
        /// Its number.
        Month = "month",
        /// 1 is Monday.
        Weekday = "weekday",
        /// Days from today.
        Day = "day",
        /// A unit of time, by its letter.
        Unit = "unit",
        /// 21 (spring) to 24, as in ISO 8601-2.
        Season = "season",
        /// "last", beside a unit.
        Last = "last",
        /// "this", before a unit.
        This = "this",
        /// "next", beside a unit.
        Next = "next",
        /// "ago", after a number of units.
        Ago = "ago",
        /// "vor", before a number of units.
        Since = "since",
        /// A part of the day.
        Part = "part",
        /// "night": "last night" is that of yesterday.
        Night = "night",
        /// What ties a part of the day to its day: "el martes por la noche".
        PartLead = "part_lead",
        /// "early", "mid".
        Vague = "vague",
        /// What may stand behind it: "early in May".
        VagueLink = "vague_link",
        /// A small number, articles included.
        Number = "number",
        /// A number that is no article.
        One = "one",
        /// "a couple of".
        Couple = "couple",
        /// "half an hour".
        Half = "half",
        /// "and a half".
        AndAHalf = "and_a_half",
        /// "40 years old" is an age.
        Old = "old",
        /// "end", before "of the month".
        Edge = "edge",
        /// "earlier", behind a number of units: from when is left open.
        Apart = "apart",
        /// The same where the clause ends: "two days before."
        ApartEnd = "apart_end",
        /// "previous", beside a unit: of what is left open.
        Other = "other",
        /// A day that only the text before settles: "lendemain".
        Open = "open",
        /// "the day before": which day is left open, unless a day follows.
        DayBefore = "day_before",
        /// "the day after".
        DayAfter = "day_after",
        /// An article that makes "the next day" one of the narrative.
        Narrative = "narrative",
        /// A sign of what is to come.
        Ahead = "ahead",
        /// The ending of a verb in the future tense.
        FutureEnding = "future_ending",
        /// A place in a row.
        Ordinal = "ordinal",
        /// The last one in a row: "final quarter".
        Final = "final",
        /// What makes digits an ordinal.
        OrdinalEnding = "ordinal_ending",
        /// Ten years by name, as ISO 8601-2 writes them.
        Decade = "decade",
        /// "años", before the name of ten years.
        DecadeLead = "decade_lead",
        /// A number that names ten years behind such a word.
        DecadeNumber = "decade_number",
        /// "1990s".
        DecadeEnding = "decade_ending",
        /// "1990er Jahre".
        DecadeNoun = "decade_noun",
        /// A day with a name; its value is a date, or month and day.
        Feast = "feast",
        /// A word after which a bare year or an ambiguous month is one.
        Before = "before",
        /// A month that is a date by itself.
        Bare = "bare",
        /// What may stand before a day: "on", "the".
        Article = "article",
        /// Between day, month and year: "28 de mayo de 2022".
        Of = "of",
        /// Between a part and its whole: "end of the year".
        PartOf = "part_of",
        /// "15 and 16 May".
        And = "and",
        /// Joins the ends of a range.
        To = "to",
        /// Opens a range that "and" joins.
        Between = "between",
        /// Opens a range that [`Self::Till`] joins: "del 3 al 5".
        From = "from",
        /// Joins a range that [`Self::From`] opens.
        Till = "till",
        /// A determiner between which and a noun a year stands: "the 2016 election".
        YearDeterminer = "year_determiner",
        /// A preposition behind which a year stays one before a plural: "in 2016 voters".
        YearPreposition = "year_preposition",
        /// "first half of 2016".
        HalfYear = "half_year",
        /// A year that only the company knows.
        Fiscal = "fiscal",
        /// "week ending June 3".
        Ending = "ending",
        /// "week beginning June 3".
        Beginning = "beginning",
        /// "early hours", "small hours".
        SmallHours = "small_hours",
        /// A time of day with a name; its value is hour and minute.
        Clock = "clock",
        /// Before noon.
        Am = "am",
        /// After noon.
        Pm = "pm",
        /// "Uhr".
        OClock = "oclock",
        /// A word after which hours are those of the clock.
        HourLead = "hour_lead",
        /// "14h30".
        HourMark = "hour_mark",
        /// A time zone; its value is the distance from UTC, `-` where it changes over the year.
        Zone = "zone",
        /// The first word of a value, for no other reason.
        Start = "start",
    }
}

impl TimeClass {
    /// Whether expressions of several words are looked for in it.
    const fn may_be_phrase(self) -> bool {
        matches!(self, Self::Feast | Self::Since | Self::Ago | Self::Apart | Self::AndAHalf | Self::Clock)
    }

    /// Whether a value may begin with an expression of it.
    const fn opens_value(self) -> bool {
        matches!(self, Self::Since | Self::Clock)
    }
}

/// What one word means in dates and times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) struct TimeWord {
    classes: u128,
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
    /// A small number.
    pub(super) number: Option<u8>,
    /// A place in a row.
    pub(super) ordinal: Option<u8>,
    /// Ten years by name.
    pub(super) decade: Option<&'static str>,
    /// Ten years by a number behind "años".
    pub(super) decade_number: Option<&'static str>,
}

/// The classes with which a value may begin.
const BEGINNING: [TimeClass; 24] = [
    TimeClass::Month,
    TimeClass::Weekday,
    TimeClass::Day,
    TimeClass::Unit,
    TimeClass::Season,
    TimeClass::Last,
    TimeClass::This,
    TimeClass::Next,
    TimeClass::Since,
    TimeClass::Part,
    TimeClass::Vague,
    TimeClass::Number,
    TimeClass::Half,
    TimeClass::Edge,
    TimeClass::Other,
    TimeClass::Open,
    TimeClass::Ordinal,
    TimeClass::Final,
    TimeClass::Decade,
    TimeClass::DecadeLead,
    TimeClass::Fiscal,
    TimeClass::SmallHours,
    TimeClass::Clock,
    TimeClass::Start,
];

impl TimeWord {
    /// Whether the word belongs to a class.
    pub(super) const fn is(self, class: TimeClass) -> bool {
        self.classes & class.bit() != 0
    }

    /// Whether a value may begin with the word.
    pub(super) fn begins(self) -> bool {
        BEGINNING.iter().any(|&class| self.is(class))
    }

    fn add(&mut self, class: TimeClass, value: &'static str) -> Option<()> {
        self.classes |= class.bit();
        match class {
            TimeClass::Month => self.month = Some(value.parse().ok()?),
            TimeClass::Weekday => self.weekday = Some(value.parse().ok()?),
            TimeClass::Day => self.day = Some(value.parse().ok()?),
            TimeClass::Unit => self.unit = Some(Unit::read(value)?),
            TimeClass::Season => self.season = Some(value.parse().ok()?),
            TimeClass::Last => self.step = Some(-1),
            TimeClass::This => self.step = Some(0),
            TimeClass::Next => self.step = Some(1),
            TimeClass::Number => self.number = Some(value.parse().ok()?),
            TimeClass::Ordinal => self.ordinal = Some(value.parse().ok()?),
            TimeClass::Decade => self.decade = Some(value),
            TimeClass::DecadeNumber => self.decade_number = Some(value),
            TimeClass::Feast | TimeClass::Clock | TimeClass::Zone => {}
            _ if value == "-" => {}
            _ => return None,
        }
        Some(())
    }
}

/// The words of dates and times of one language.
#[derive(Debug, Default)]
pub(super) struct TimeWords {
    words: WordMap<TimeWord>,
    /// Expressions with a value of their own, and those of several words.
    pub(super) phrases: Phrases<TimeClass>,
    /// The letter between hours and minutes.
    pub(super) hour_mark: Option<char>,
    /// The endings of verbs in the future tense.
    pub(super) future_endings: Vec<&'static str>,
}

impl TimeWords {
    /// Adds a row of `time.tsv`: class, value, forms.
    pub(super) fn add(&mut self, row: &Row<'_>) {
        let Some(class) = row.parse("class", row.field(0), TimeClass::parse) else { return };
        let value = row.field(1);
        for form in row.forms(2) {
            let is_phrase = form.contains('_');
            if is_phrase && !class.may_be_phrase() {
                row.error(format_args!(
                    "\"{form}\": no expression of several words is looked for in this class"
                ));
                continue;
            }
            let valued = matches!(class, TimeClass::Feast | TimeClass::Clock | TimeClass::Zone);
            if valued || is_phrase {
                self.phrases.add(form, class, value);
            }
            match class {
                TimeClass::HourMark => self.hour_mark = form.chars().next(),
                TimeClass::FutureEnding => self.future_endings.push(form),
                _ => {}
            }
            let first = form.split('_').next().unwrap_or_default();
            let opens = class == TimeClass::Feast || is_phrase && class.opens_value();
            let word = self.words.entry(hash(first)).or_default();
            let is_valid = match () {
                () if opens => word.add(TimeClass::Start, "-"),
                () if is_phrase => Some(()),
                () => word.add(class, value),
            };
            if is_valid.is_none() {
                row.error(format_args!("\"{value}\" is no value of its class"));
            }
        }
    }

    /// What a word means.
    pub(super) fn get(&self, key: u64) -> Option<TimeWord> {
        self.words.get(&key).copied()
    }

    /// Whether a part of a token, an ending or a prefix, belongs to a class.
    pub(super) fn part_is(&self, part: &str, class: TimeClass) -> bool {
        !part.is_empty() && self.get(hash(part)).is_some_and(|word| word.is(class))
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
    /// The unit that a letter stands for: those of ISO 8601, `h` and `n` for hours and minutes, `X` for ten years, `C`
    /// for a hundred, `E` for a weekend.
    fn read(letter: &str) -> Option<Self> {
        Some(match letter {
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

    /// Its symbol in rates ("km per hour").
    pub(super) const fn symbol(self) -> Option<&'static str> {
        Some(match self {
            Self::Second => "s",
            Self::Minute => "min",
            Self::Hour => "h",
            Self::Day => "d",
            Self::Week => "wk",
            Self::Month => "mo",
            Self::Year => "a",
            _ => return None,
        })
    }
}
