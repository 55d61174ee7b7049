//! Dates that count from the day of publication, and spans of time.

use super::anchor::duration;
use super::time_words::{TimeClass, TimeWord, Unit};
use super::{Read, Reader};

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
        let word = self.time_word(at)?;
        if word.is(TimeClass::Open) {
            return Some((String::new(), at + 1));
        }
        let day = word.day?;
        // "der Morgen" and "la mañana" are the morning.
        let noun = word.is(TimeClass::Part)
            && self.document.before(at).is_some_and(|before| {
                let capital = self.words.grammar.noun_capitals && self.document.capitalized(at);
                capital || self.is(before, before, TimeClass::Article)
            });
        (!noun).then(|| (self.anchor.day(day.into()), self.part_end(at + 1, at)))
    }

    /// The token after a part of the day, where one stands here: "Tuesday night", "el martes por la noche".
    fn part_end(&self, at: usize, first: usize) -> usize {
        let mut part = at;
        while part < at + 2 && self.is(part, first, TimeClass::PartLead) {
            part += 1;
        }
        if self.is(part, first, TimeClass::Part) { part + 1 } else { at }
    }

    /// "Tuesday", "Tuesday night", "Monday through Friday".
    pub(super) fn weekday(&self, at: usize) -> Read {
        let weekday = self.weekday_at(at)?;
        let step = i8::from(self.is_ahead(at));
        let value = self.anchor.weekday(weekday, step);
        if self.joins(at + 1, at)
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
        (self.document.capitalized(at) || !self.words.grammar.capital_dates).then_some(weekday)
    }

    /// Whether what is told lies ahead: "will meet on Thursday".
    fn is_ahead(&self, at: usize) -> bool {
        let future = &self.words.time.future_endings;
        let sentence = self.document.bounds(at).start.max(at.saturating_sub(10));
        (sentence..at).any(|before| {
            let text = self.document.text(before);
            let verb = text.len() > 4 && future.iter().any(|ending| text.ends_with(ending));
            verb || self.time_word(before).is_some_and(|word| word.is(TimeClass::Ahead))
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
        let narrated = step == 1 && self.is(at.wrapping_sub(1), at, TimeClass::Narrative);
        let word = self.time_word(next).unwrap_or_default();
        if let Some(weekday) = word.weekday {
            let value =
                if step == 0 { self.this_weekday(weekday, at) } else { self.anchor.weekday(weekday, step) };
            return Some((value, self.part_end(next + 1, at)));
        }
        if word.is(TimeClass::Part) {
            let night = word.is(TimeClass::Night);
            if narrated {
                return Some((String::new(), next + 1));
            }
            return (step == 0 || night).then(|| (self.anchor.day(step.into()), next + 1));
        }
        if let Some(month) = word.month {
            return self.month(next).map(|_| (self.anchor.month(month, Some(step)), next + 1));
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
        let word = self.time_word(at).filter(|_| self.words.grammar.postposed_adjectives)?;
        let other = self.is(at + 1, at, TimeClass::Other);
        if other && (word.unit.is_some() || word.weekday.is_some()) {
            return Some((String::new(), at + 2));
        }
        let step =
            self.next(at + 1, at).and_then(|next| self.time_word(next)?.step).filter(|step| *step != 0)?;
        let value = match word {
            TimeWord { weekday: Some(weekday), .. } => self.anchor.weekday(weekday, step),
            TimeWord {
                unit: Some(Unit::Second | Unit::Minute | Unit::Hour | Unit::Day | Unit::Half),
                ..
            } => return None,
            TimeWord { unit: Some(unit), .. } => self.anchor.unit(unit, step.into()),
            TimeWord { month: Some(month), .. } => self.anchor.month(month, Some(step)),
            TimeWord { season: Some(season), .. } => self.anchor.season(season, step),
            _ => return None,
        };
        Some((value, at + 2))
    }

    /// "the previous year", "the following Tuesday": of when is left open.
    fn other(&self, at: usize) -> Read {
        self.time_word(at).filter(|word| word.is(TimeClass::Other))?;
        let next = self.next(at + 1, at)?;
        let word = self.time_word(next)?;
        let unit = word.unit.is_some_and(|unit| !matches!(unit, Unit::Second | Unit::Minute | Unit::Hour));
        (unit || word.is(TimeClass::Part) || self.weekday_at(next).is_some())
            .then(|| (String::new(), next + 1))
    }

    /// "day after tomorrow"; "day before" whatever was told, which is left open.
    fn day_beside(&self, at: usize) -> Read {
        let word = self.time_word(at)?;
        let before = self.is(at + 1, at, TimeClass::DayBefore);
        if !before && !self.is(at + 1, at, TimeClass::DayAfter) {
            return None;
        }
        let unit = matches!(word.unit, Some(Unit::Day | Unit::Week | Unit::Month | Unit::Year));
        if word.unit == Some(Unit::Day)
            && let Some(day @ (-1 | 1)) = self.next(at + 2, at).and_then(|next| self.time_word(next)?.day)
        {
            let step = if before { -1 } else { 1 };
            return (day == step).then(|| (self.anchor.day((day + step).into()), at + 3));
        }
        let narrated = self.is(at.wrapping_sub(1), at, TimeClass::Narrative);
        (narrated && (unit || word.is(TimeClass::Part))).then(|| (String::new(), at + 2))
    }

    /// "earlier this month", "late last year".
    fn earlier(&self, at: usize) -> Read {
        self.time_word(at).filter(|word| word.is(TimeClass::Vague))?;
        let next = self.next(at + 1, at)?;
        let (value, end) =
            self.stepped(next).or_else(|| self.weekday(next)).or_else(|| self.day_word(next))?;
        Some((value, end))
    }
}
