//! Spans of time: "two years ago", "three days", "48 hours".

use super::anchor::duration;
use super::time_words::{TimeClass, Unit};
use super::{Read, Reader};
use crate::text::hash;

impl Reader<'_> {
    /// "two years ago", "a week ago".
    pub(super) fn ago(&self, at: usize) -> Read {
        let (count, unit, end) = self.counted(at, at)?;
        let end = self.behind(end, at, TimeClass::Ago)?;
        Some((self.back(count, unit), end))
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
    pub(super) fn before_now(&self, at: usize) -> Read {
        let begin = self.behind(at, at, TimeClass::Since)?;
        let (count, unit, end) = self.counted(begin, at)?;
        Some((self.back(count, unit), end))
    }

    /// A number of units of time.
    pub(super) fn counted(&self, at: usize, first: usize) -> Option<(f64, Unit, usize)> {
        let at = self.next(at, first)?;
        let is_one = |at: usize| self.next(at, first).and_then(|at| self.time_word(at)?.number) == Some(1);
        if self.is(at, first, TimeClass::Half) && is_one(at + 1) {
            return Some((0.5, self.unit_at(at + 2, first)?, at + 3));
        }
        if is_one(at) && self.is(at + 1, first, TimeClass::Couple) && self.is(at + 2, first, TimeClass::Of) {
            return Some((2.0, self.unit_at(at + 3, first)?, at + 4));
        }
        let small = self.time_word(at).and_then(|word| word.number);
        let (count, mut end) = match self.number(at) {
            Some(number) => (number.value, number.end),
            None => (small?.into(), at + 1),
        };
        if self.is(at, first, TimeClass::Couple) && self.is(end, first, TimeClass::Of) {
            end += 1;
        }
        Some((count, self.unit_at(end, first)?, end + 1))
    }

    /// "three days", "48 hours": a span of time. "a day" says too little to be one.
    pub(super) fn length(&self, at: usize) -> Read {
        let (count, unit, end) = self.counted(at, at)?;
        if let Some(half) = self.and_a_half(end, at) {
            return Some((duration(count + 0.5, unit)?, half));
        }
        let word = self.time_word(at).unwrap_or_default();
        let article = word.number == Some(1) && !word.is(TimeClass::One);
        // "40 years old" is an age.
        let age = self.is(end, at, TimeClass::Old);
        let value = duration(count, unit)?;
        if article || age {
            return None;
        }
        Some(self.smaller_unit(&value, unit, end, at).unwrap_or((value, end)))
    }

    /// "two hours and 15 minutes", "three years, six months".
    fn smaller_unit(&self, value: &str, unit: Unit, end: usize, first: usize) -> Read {
        let smaller = match unit {
            Unit::Hour => Unit::Minute,
            Unit::Minute => Unit::Second,
            Unit::Year => Unit::Month,
            _ => return None,
        };
        let joined = self.is(end, first, TimeClass::And) || self.is_mark(end, first, &[","]);
        let (count, _, last) = self
            .counted(end + usize::from(joined), first)
            .filter(|(count, unit, _)| *unit == smaller && *count < 60.0)?;
        let rest = duration(count, smaller)?;
        Some((value.to_owned() + rest.trim_start_matches(['P', 'T']), last))
    }

    /// "a year earlier", "six months later", "zwei Tage zuvor", "un an plus tôt": from when is left open.
    pub(super) fn apart(&self, at: usize) -> Read {
        let (_, _, end) = self.counted(at, at)?;
        if let Some(end) = self.behind(end, at, TimeClass::Apart) {
            return Some((String::new(), end));
        }
        let closing = self.next(end + 1, at).is_none_or(|after| !self.document.shape(after).is_word());
        (closing && self.is(end, at, TimeClass::ApartEnd)).then(|| (String::new(), end + 1))
    }

    /// "seven-month", "two-year".
    pub(super) fn hyphenated_length(&self, at: usize) -> Read {
        let (count, unit) = self.document.text(at).split_once('-')?;
        let unit = self.words.time.get(hash(unit))?.unit?;
        let number =
            self.number_in(count).or_else(|| count.parse::<f64>().ok().filter(|count| *count < 1e6))?;
        Some((duration(number, unit)?, at + 1))
    }
}
