//! Dates that count from the day of publication, and spans of time.

use super::anchor::duration;
use super::words::{Language, Unit, Word};
use super::{Read, Reader};
use crate::tokens::hash;

impl Reader<'_> {
    /// The longest reading of a relative date or a duration that begins at a token.
    pub(super) fn relative(&self, at: usize) -> Read {
        let readings = [
            self.day_word(at),
            self.weekday(at),
            self.stepped(at),
            self.step_behind(at),
            self.ago(at),
            self.before_now(at),
            self.length(at),
            self.hyphenated_length(at),
            self.earlier(at),
        ];
        readings.into_iter().flatten().max_by_key(|(_, end)| *end)
    }

    /// "yesterday", "tomorrow morning".
    fn day_word(&self, at: usize) -> Read {
        let day = self.time_word(at)?.day?;
        let text = self.document.text(at);
        // "der Morgen" is the morning, and "la mañana" is too.
        let noun = match self.language {
            Language::German => text.starts_with('M') && self.document.before(at).is_some(),
            Language::Spanish => {
                day == 1 && self.document.before(at).is_some_and(|before| self.document.text(before) == "la")
            }
            _ => false,
        };
        (!noun).then(|| (self.anchor.day(day.into()), self.part_end(at + 1, at)))
    }

    /// The token after a part of the day, where one stands here: "Tuesday night".
    fn part_end(&self, at: usize, first: usize) -> usize {
        let part = self.next(at, first).and_then(|at| self.time_word(at)).is_some_and(|word| word.part);
        at + usize::from(part)
    }

    /// "Tuesday", "Tuesday night", "Monday through Friday".
    fn weekday(&self, at: usize) -> Read {
        let weekday = self.weekday_at(at)?;
        let step = i8::from(self.is_ahead(at));
        let value = self.anchor.weekday(weekday, step);
        if self.is_one_of(at + 1, at, &["to", "through", "-", "–", "bis"])
            && let Some(last) = self.next(at + 2, at).and_then(|next| self.weekday_at(next))
        {
            let last = self.anchor.weekday(last, step);
            let known = !value.is_empty() && value <= last;
            return Some((if known { format!("{value}/{last}") } else { String::new() }, at + 3));
        }
        Some((value, self.part_end(at + 1, at)))
    }

    fn weekday_at(&self, at: usize) -> Option<u8> {
        let weekday = self.time_word(at)?.weekday?;
        let capital =
            self.document.capitalized(at) || matches!(self.language, Language::French | Language::Spanish);
        capital.then_some(weekday)
    }

    /// Whether what is told lies ahead: "will meet on Thursday".
    fn is_ahead(&self, at: usize) -> bool {
        let words: &[&str] = match self.language {
            Language::English => &["will", "'ll", "’ll", "scheduled", "due", "upcoming"],
            Language::German => &["wird", "werden", "soll", "kommenden"],
            _ => &[],
        };
        let sentence = self.document.bounds(at).start.max(at.saturating_sub(10));
        (sentence..at).any(|before| words.contains(&self.document.text(before)))
    }

    /// "last week", "next Tuesday", "this month", "last night", "the past three years".
    fn stepped(&self, at: usize) -> Read {
        let step = self.time_word(at)?.step?;
        let next = self.next(at + 1, at)?;
        let word = self.time_word(next).unwrap_or_default();
        if let Some(weekday) = word.weekday {
            let value =
                if step == 0 { self.this_weekday(weekday, at) } else { self.anchor.weekday(weekday, step) };
            return Some((value, self.part_end(next + 1, at)));
        }
        if word.part {
            let night = self.document.text(next).starts_with("night");
            return (step == 0 || night).then(|| (self.anchor.day(step.into()), next + 1));
        }
        if let Some(month) = word.month {
            return self.document.capitalized(next).then(|| (self.anchor.month(month, Some(step)), next + 1));
        }
        if let Some(season) = word.season {
            return Some((self.anchor.season(season, step), next + 1));
        }
        if let Some(unit) = word.unit {
            let steps = match unit {
                // "this weekend" is the one to come, and "last" the one gone.
                Unit::Day if step == 0 => return None,
                Unit::Second | Unit::Minute | Unit::Hour => return None,
                _ => step,
            };
            return Some((self.anchor.unit(unit, steps.into()), next + 1));
        }
        let (count, unit, end) = self.counted(next, at)?;
        let duration = duration(count, unit)?;
        (step != 0).then(|| (self.anchor.span(&duration, step), end))
    }

    fn this_weekday(&self, weekday: u8, at: usize) -> String {
        self.anchor.weekday(weekday, i8::from(self.is_ahead(at)))
    }

    /// "la semaine dernière", "mardi prochain", "el mes pasado".
    fn step_behind(&self, at: usize) -> Read {
        if !matches!(self.language, Language::French | Language::Spanish) {
            return None;
        }
        let word = self.time_word(at)?;
        let step =
            self.next(at + 1, at).and_then(|next| self.time_word(next)?.step).filter(|step| *step != 0)?;
        let value = match word {
            Word { weekday: Some(weekday), .. } => self.anchor.weekday(weekday, step),
            Word { unit: Some(unit), .. } => self.anchor.unit(unit, step.into()),
            Word { month: Some(month), .. } => self.anchor.month(month, Some(step)),
            Word { season: Some(season), .. } => self.anchor.season(season, step),
            _ => return None,
        };
        Some((value, at + 2))
    }

    /// "two years ago", "a week ago".
    fn ago(&self, at: usize) -> Read {
        let (count, unit, end) = self.counted(at, at)?;
        let ago = self.next(end, at).and_then(|at| self.time_word(at)).is_some_and(|word| word.ago);
        ago.then(|| (self.back(count, unit), end + 1))
    }

    fn back(&self, count: f64, unit: Unit) -> String {
        let steps = -(count.round().min(1e6) as i64);
        match unit {
            Unit::Decade => self.anchor.years(steps.saturating_mul(10)),
            Unit::Century => self.anchor.years(steps.saturating_mul(100)),
            _ => self.anchor.unit(unit, steps),
        }
    }

    /// "vor zwei Jahren", "il y a deux ans", "hace dos años".
    fn before_now(&self, at: usize) -> Read {
        let begin = if self.time_word(at).is_some_and(|word| word.since) {
            at + 1
        } else if self.language == Language::French && self.is_one_of(at + 1, at, &["a"]) {
            // The first word of "il y a" is a pronoun that the date can do without: it begins at "y".
            (self.document.text(at) == "y").then_some(at + 2)?
        } else {
            return None;
        };
        let (count, unit, end) = self.counted(begin, at)?;
        Some((self.back(count, unit), end))
    }

    /// A number of units of time.
    fn counted(&self, at: usize, first: usize) -> Option<(f64, Unit, usize)> {
        let mut at = self.next(at, first)?;
        let small = self.time_word(at).and_then(|word| word.number);
        let (count, mut end) = match self.number(at) {
            Some(number) => (number.value, number.end),
            None => (small?.into(), at + 1),
        };
        if self.document.text(at) == "couple" && self.is_one_of(end, first, &["of"]) {
            end += 1;
        }
        if small == Some(1)
            && self.is_one_of(end, first, &["couple"])
            && self.is_one_of(end + 1, first, &["of"])
        {
            at = self.next(end + 2, first)?;
            return self.time_word(at)?.unit.map(|unit| (2.0, unit, at + 1));
        }
        let unit = self.next(end, first).and_then(|at| self.time_word(at)?.unit)?;
        Some((count, unit, end + 1))
    }

    /// "three days", "48 hours": a span of time. "a day" says too little to be one.
    fn length(&self, at: usize) -> Read {
        let (count, unit, end) = self.counted(at, at)?;
        let article = self.time_word(at).is_some_and(|word| word.number == Some(1))
            && !self.is_one_of(at, at, &["one"]);
        // "40 years old" is an age.
        let age = self.is_one_of(end, at, &["old"]);
        let value = duration(count, unit)?;
        (!article && !age).then_some((value, end))
    }

    /// "seven-month", "two-year".
    fn hyphenated_length(&self, at: usize) -> Read {
        let text = self.document.text(at);
        let (count, unit) = text.split_once('-').filter(|_| self.language == Language::English)?;
        let number = match self.vocabulary.measure(hash(count)) {
            Some(super::Measure::Number(number)) => number.into(),
            _ => count.parse::<f64>().ok().filter(|number| *number < 1e6)?,
        };
        let unit = self.vocabulary.time(self.language, hash(unit))?.unit?;
        Some((duration(number, unit)?, at + 1))
    }

    /// "earlier this month", "late last year".
    fn earlier(&self, at: usize) -> Read {
        self.time_word(at).filter(|word| word.vague)?;
        let next = self.next(at + 1, at)?;
        let (value, end) =
            self.stepped(next).or_else(|| self.weekday(next)).or_else(|| self.day_word(next))?;
        Some((value, end))
    }
}
