//! Dates that count from the day of publication, and spans of time.

use super::anchor::duration;
use super::words::{Language, Unit, Word};
use super::{Read, Reader};
use crate::text::hash;

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
            self.apart(at),
            self.other(at),
            self.day_beside(at),
        ];
        readings.into_iter().flatten().max_by_key(|(_, end)| *end)
    }

    /// "yesterday", "tomorrow morning".
    fn day_word(&self, at: usize) -> Read {
        if self.time_word(at)?.open {
            return Some((String::new(), at + 1));
        }
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
        let spanish = self.language == Language::Spanish
            && self.is_one_of(at, first, &["por", "en", "a"])
            && self.is_one_of(at + 1, first, &["la"]);
        if spanish && self.next(at + 2, first).and_then(|at| self.time_word(at)).is_some_and(|word| word.part)
        {
            return at + 3;
        }
        let part = self.next(at, first).and_then(|at| self.time_word(at)).is_some_and(|word| word.part);
        at + usize::from(part)
    }

    /// "Tuesday", "Tuesday night", "Monday through Friday".
    pub(super) fn weekday(&self, at: usize) -> Read {
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
        let future: &[&str] = match self.language {
            Language::French => &["ra", "ront"],
            Language::Spanish => &["rá", "rán"],
            _ => &[],
        };
        let sentence = self.document.bounds(at).start.max(at.saturating_sub(10));
        (sentence..at).any(|before| {
            let text = self.document.text(before);
            let verb = text.len() > 4 && future.iter().any(|ending| text.ends_with(ending));
            verb || self.time_word(before).is_some_and(|word| word.ahead)
        })
    }

    /// "last week", "next Tuesday", "this month", "last night", "the past three years".
    pub(super) fn stepped(&self, at: usize) -> Read {
        let mut step = self.time_word(at)?.step?;
        let mut next = self.next(at + 1, at)?;
        // "this past Sunday", "this coming week".
        if step == 0
            && let Some(other @ (-1 | 1)) = self.time_word(next).and_then(|word| word.step)
        {
            (step, next) = (other, self.next(next + 1, at)?);
        }
        let narrated = step == 1 && self.is_one_of(at.wrapping_sub(1), at, &["the"]);
        let word = self.time_word(next).unwrap_or_default();
        if let Some(weekday) = word.weekday {
            let value =
                if step == 0 { self.this_weekday(weekday, at) } else { self.anchor.weekday(weekday, step) };
            return Some((value, self.part_end(next + 1, at)));
        }
        if word.part {
            let night = self.document.text(next).starts_with("night");
            if narrated {
                return Some((String::new(), next + 1));
            }
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
                Unit::Day if step == 1 => return Some((String::new(), next + 1)),
                Unit::Second | Unit::Minute | Unit::Hour | Unit::Day | Unit::Half => return None,
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
    pub(super) fn step_behind(&self, at: usize) -> Read {
        if !matches!(self.language, Language::French | Language::Spanish) {
            return None;
        }
        let word = self.time_word(at)?;
        let other =
            self.next(at + 1, at).and_then(|next| self.time_word(next)).is_some_and(|word| word.other);
        if other && (word.unit.is_some() || word.weekday.is_some()) {
            return Some((String::new(), at + 2));
        }
        let step =
            self.next(at + 1, at).and_then(|next| self.time_word(next)?.step).filter(|step| *step != 0)?;
        let value = match word {
            Word { weekday: Some(weekday), .. } => self.anchor.weekday(weekday, step),
            Word {
                unit: Some(Unit::Second | Unit::Minute | Unit::Hour | Unit::Day | Unit::Half), ..
            } => return None,
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
            (self.document.text(at) == "y").then_some(at + 2)?
        } else if self.language == Language::French
            && self.is_one_of(at, at, &["il"])
            && self.is_one_of(at + 1, at, &["y"])
            && self.is_one_of(at + 2, at, &["a"])
        {
            at + 3
        } else {
            return None;
        };
        let (count, unit, end) = self.counted(begin, at)?;
        Some((self.back(count, unit), end))
    }

    /// A number of units of time.
    pub(super) fn counted(&self, at: usize, first: usize) -> Option<(f64, Unit, usize)> {
        let mut at = self.next(at, first)?;
        if self.is_one_of(at, first, &["half"]) && self.is_one_of(at + 1, first, &["a", "an"]) {
            let unit = self.next(at + 2, first).and_then(|at| self.time_word(at)?.unit)?;
            return Some((0.5, unit, at + 3));
        }
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
        if let Some(half) = self.and_a_half(end, at) {
            return Some((duration(count + 0.5, unit)?, half));
        }
        let article = self.time_word(at).is_some_and(|word| word.number == Some(1))
            && !self.is_one_of(at, at, &["one"]);
        // "40 years old" is an age.
        let age = self.is_one_of(end, at, &["old"]);
        let value = duration(count, unit)?;
        if article || age {
            return None;
        }
        Some(self.smaller_unit(&value, unit, end, at).unwrap_or((value, end)))
    }

    /// The token behind "and a half".
    pub(super) fn and_a_half(&self, at: usize, first: usize) -> Option<usize> {
        let words = ["and", "a", "half"];
        let fits = words.iter().enumerate().all(|(offset, word)| self.is_one_of(at + offset, first, &[word]));
        fits.then_some(at + 3)
    }

    /// "two hours and 15 minutes", "three years, six months".
    fn smaller_unit(&self, value: &str, unit: Unit, end: usize, first: usize) -> Read {
        let smaller = match unit {
            Unit::Hour => Unit::Minute,
            Unit::Minute => Unit::Second,
            Unit::Year => Unit::Month,
            _ => return None,
        };
        let next = end + usize::from(self.is_one_of(end, first, &["and", ","]));
        let (count, _, last) =
            self.counted(next, first).filter(|(count, unit, _)| *unit == smaller && *count < 60.0)?;
        let rest = duration(count, smaller)?;
        Some((value.to_owned() + rest.trim_start_matches(['P', 'T']), last))
    }

    /// "a year earlier", "six months later", "zwei Tage zuvor", "un an plus tôt": from when is left open.
    fn apart(&self, at: usize) -> Read {
        let (_, _, end) = self.counted(at, at)?;
        let next = self.next(end, at)?;
        if self.is_one_of(next, at, &["plus", "más"])
            && self.is_one_of(next + 1, at, &["tôt", "tard", "tarde"])
        {
            return Some((String::new(), next + 2));
        }
        let closing = self.next(next + 1, at).is_none_or(|after| !self.document.shape(after).is_word());
        let before = self.is_one_of(next, at, &["before"]) && closing;
        (before || self.time_word(next)?.apart).then(|| (String::new(), next + 1))
    }

    /// "the previous year", "the following Tuesday": of when is left open.
    fn other(&self, at: usize) -> Read {
        self.time_word(at).filter(|word| word.other)?;
        let next = self.next(at + 1, at)?;
        let word = self.time_word(next)?;
        let unit = word.unit.is_some_and(|unit| !matches!(unit, Unit::Second | Unit::Minute | Unit::Hour));
        (unit || word.part || self.weekday_at(next).is_some()).then(|| (String::new(), next + 1))
    }

    /// "day after tomorrow"; "day before" whatever was told, which is left open.
    fn day_beside(&self, at: usize) -> Read {
        let word = self.time_word(at).filter(|_| self.language == Language::English)?;
        let before = self.is_one_of(at + 1, at, &["before"]);
        if !before && !self.is_one_of(at + 1, at, &["after"]) {
            return None;
        }
        let unit = matches!(word.unit, Some(Unit::Day | Unit::Week | Unit::Month | Unit::Year));
        if word.unit == Some(Unit::Day)
            && let Some(day @ (-1 | 1)) = self.next(at + 2, at).and_then(|next| self.time_word(next)?.day)
        {
            let step = if before { -1 } else { 1 };
            return (day == step).then(|| (self.anchor.day((day + step).into()), at + 3));
        }
        let narrated = self.is_one_of(at.wrapping_sub(1), at, &["the"]);
        (narrated && (unit || word.part)).then(|| (String::new(), at + 2))
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
