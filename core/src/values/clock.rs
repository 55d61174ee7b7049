//! Times of day.

use super::time_words::{TimeClass, Unit};
use super::{Read, Reader};
use crate::analysis::Shape;
use crate::text::hash;

/// A time of day as digits give it.
struct Written {
    hour: u8,
    minute: u8,
    /// Whether a colon stands in it.
    colon: bool,
    /// Whether minutes are written.
    has_minutes: bool,
    /// Whether the letter for hours stands in it: "14h30".
    marked: bool,
    /// Whether it is after noon, where "am" or "pm" is glued to it.
    half: Option<bool>,
}

impl Reader<'_> {
    /// A time of day, or two that bound a stretch: "9 a.m. to 5 p.m.", "between 14:00 and 15:30".
    pub(super) fn clock(&self, at: usize) -> Read {
        let first = self.one_clock(at);
        // "9 to 11 a.m.": the half of the day stands once.
        let end = first.as_ref().map_or(at + 1, |(_, end)| *end);
        let joined = self.joins(end, at) && self.digit(at);
        let second = self.next(end + 1, at).filter(|_| joined).and_then(|next| self.one_clock(next));
        let Some((to, last)) = second else { return first };
        let from = match &first {
            Some((from, _)) => from.clone(),
            None => {
                let half = (end + 2..end + 4).find_map(|half| self.half(half, at))?;
                let hour: u8 = self.document.text(at).parse().ok().filter(|hour| (1..=12).contains(hour))?;
                format!("T{:02}:00", hour % 12 + if half { 12 } else { 0 })
            }
        };
        if from.len() > to.len() { first } else { Some((format!("{from}/{to}"), last)) }
    }

    /// "5 p.m.", "10:30", "5:30 a.m. EST", "14.05 Uhr", "14h30", "noon".
    fn one_clock(&self, at: usize) -> Read {
        if let Some((end, time)) = self.phrase(at, at, TimeClass::Clock) {
            return Some((format!("T{time}"), end));
        }
        let written = self.written_clock(at)?;
        let (mut hour, mut end) = (written.hour, at + 1);
        if let Some(afternoon) = written.half.or_else(|| self.half(end, at)) {
            if hour > 12 {
                return None;
            }
            hour = hour % 12 + if afternoon { 12 } else { 0 };
            end = if written.half.is_some() { end } else { self.half_end(end, at) };
        } else if self.is_hour(end, at, written.has_minutes) {
            end += 1;
        } else if !written.marked && (!written.colon || self.is_score(at)) {
            return None;
        }
        let zone = self.next(end, at).and_then(|zone| self.zone(zone));
        end += usize::from(zone.is_some());
        Some((format!("T{hour:02}:{:02}{}", written.minute, zone.unwrap_or_default()), end))
    }

    /// Hours and minutes in one token.
    fn written_clock(&self, at: usize) -> Option<Written> {
        let text = self.document.text(at);
        let digits = text.trim_end_matches(char::is_alphabetic);
        let ending = &text[digits.len()..];
        let mark = self.words.time.hour_mark;
        let half = match () {
            () if self.words.time.part_is(ending, TimeClass::Am) => Some(false),
            () if self.words.time.part_is(ending, TimeClass::Pm) => Some(true),
            () => None,
        };
        let marked_hour = mark.is_some_and(|mark| ending.chars().eq([mark]));
        if !ending.is_empty() && half.is_none() && !marked_hour {
            return None;
        }
        let parts = digits.split_once(|c| c == ':' || c == '.' || Some(c) == mark);
        let (hour, minute) = parts.unwrap_or((digits, ""));
        let number = |digits: &str| digits.parse::<u8>().ok();
        Some(Written {
            hour: number(hour).filter(|hour| *hour < 25)?,
            minute: if minute.is_empty() { 0 } else { number(minute).filter(|minute| *minute < 60)? },
            colon: digits.contains(':') && minute.len() == 2,
            has_minutes: minute.len() == 2,
            marked: marked_hour || mark.is_some_and(|mark| digits.contains(mark)),
            half,
        })
    }

    /// The distance from UTC of a time zone, empty where it changes over the year.
    fn zone(&self, at: usize) -> Option<&'static str> {
        if self.document.shape(at) != Shape::Upper {
            return None;
        }
        let name = self.document.text(at).trim_end_matches('.');
        let offset = self.words.time.phrases.find(hash(name), TimeClass::Zone, <[u64]>::is_empty)?.value;
        Some(if offset == "-" { "" } else { offset })
    }

    /// Whether "a.m." or "p.m." stands at a token, and which.
    fn half(&self, at: usize, first: usize) -> Option<bool> {
        let word = self.next(at, first).and_then(|at| self.time_word(at))?;
        if word.is(TimeClass::Am) { Some(false) } else { word.is(TimeClass::Pm).then_some(true) }
    }

    /// Whether a word for hours of the day stands at a token: "heures" and "horas" tell how many there were unless a
    /// preposition of time or minutes go before.
    fn is_hour(&self, at: usize, first: usize, has_minutes: bool) -> bool {
        let led = has_minutes || self.is(first.wrapping_sub(1), first, TimeClass::HourLead);
        let is_unit = self.unit_at(at, first) == Some(Unit::Hour);
        is_unit && led || !is_unit && self.is(at, first, TimeClass::OClock)
    }

    fn half_end(&self, at: usize, first: usize) -> usize {
        let stop = !self.document.text(at).ends_with('.') && self.document.text(at).contains('.');
        at + 1 + usize::from(stop && self.is_mark(at + 1, first, &["."]))
    }

    /// "2:15" behind a verb of winning is a score or a running time; two digits before the colon are a clock's.
    fn is_score(&self, at: usize) -> bool {
        self.document.text(at).find(':') == Some(1) && !self.is(at.wrapping_sub(1), at, TimeClass::HourLead)
    }
}
