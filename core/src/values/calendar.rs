//! Dates that say which day, month, season or year they mean.

use super::anchor::exists;
use super::number_words::{NumberClass, NumberWord};
use super::time_words::TimeClass;
use super::{Read, Reader};
use crate::analysis::Shape;
use crate::text::hash;

/// Day, month and year as far as they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Parts {
    year: Option<i32>,
    month: u8,
    day: Option<u8>,
}

impl Reader<'_> {
    /// The longest reading of a date or of a range of dates that begins at a token.
    pub(super) fn date(&self, at: usize) -> Read {
        let readings = [self.plain_date(at), self.period(at)];
        let (value, end) = readings.into_iter().flatten().max_by_key(|(_, end)| *end)?;
        self.range_to(at, &value, end).or(Some((value, end)))
    }

    /// The longest reading of a date that says which day, month, season or year it means.
    pub(super) fn plain_date(&self, at: usize) -> Read {
        let readings = [
            self.with_weekday(at),
            self.written_date(at),
            self.digits_date(at),
            self.season(at),
            self.decade(at),
            self.century(at),
            self.years(at),
            self.vague(at),
            self.feast(at),
        ];
        readings.into_iter().flatten().max_by_key(|(_, end)| *end)
    }

    /// "Wednesday, September 28, 2022": the weekday adds nothing.
    fn with_weekday(&self, at: usize) -> Read {
        self.time_word(at).filter(|word| word.weekday.is_some())?;
        let mut next = at + 1;
        while (self.is_mark(next, at, &[","]) || self.is(next, at, TimeClass::Article)) && next < at + 3 {
            next += 1;
        }
        let next = self.next(next, at)?;
        self.written_date(next).filter(|_| self.day_is_written(next)).or_else(|| self.digits_date(next))
    }

    fn day_is_written(&self, at: usize) -> bool {
        self.digit(at) || self.next(at + 1, at).is_some_and(|day| self.digit(day))
    }

    /// A date with the name of its month.
    fn written_date(&self, at: usize) -> Read {
        self.month_first(at).or_else(|| self.day_first(at))
    }

    /// "September 28, 2022", "Sept. 26-28", "September 2022", "in September".
    fn month_first(&self, at: usize) -> Read {
        let month = self.month(at)?;
        if let Some((day, mut end)) = self.day_number(at + 1, at)
            && self.percent_sign(end, at).is_none()
        {
            let last = self.last_day(day, end, at);
            end = last.map_or(end, |(_, end)| end);
            let year = self.year_behind(end, at);
            end = year.map_or(end, |(_, end)| end);
            let parts = Parts { year: year.map(|(year, _)| year), month, day: Some(day) };
            return self.range(parts, last.map(|(day, _)| Parts { day: Some(day), ..parts }), end);
        }
        if let Some((year, end)) = self.year_behind(at + 1, at) {
            return Some((format!("{year:04}-{month:02}"), end));
        }
        self.bare_month(at, month)
    }

    /// A month without day and year, where it can be nothing else.
    fn bare_month(&self, at: usize, month: u8) -> Read {
        if self.joins(at + 1, at)
            && let Some(other) = self.next(at + 2, at).and_then(|next| self.month(next))
        {
            let year = self.year_behind(at + 3, at);
            let value = match year {
                Some((year, _)) => format!("{year:04}-{month:02}/{year:04}-{other:02}"),
                None => format!("{}/{}", self.anchor.month(month, None), self.anchor.month(other, None)),
            };
            return Some((value, year.map_or(at + 3, |(_, end)| end)));
        }
        let sure = self.is(at, at, TimeClass::Bare);
        (sure || self.led(at)).then(|| (self.anchor.month(month, self.step_before(at)), at + 1))
    }

    /// "28 September 2022", "28th of September", "28. September", "28 de septiembre de 2022", "26 to 28 September".
    fn day_first(&self, at: usize) -> Read {
        let (first, mut end) = self.day_number(at, at)?;
        let mut last = None;
        if let Some((day, next)) = self.last_day(first, end, at) {
            (last, end) = (Some(day), next);
        }
        while (self.is(end, at, TimeClass::Of) || self.is_mark(end, at, &["."])) && end < at + 5 {
            end += 1;
        }
        let month = self.next(end, at).and_then(|month| self.month(month))?;
        let year = self.year_behind(end + 1, at);
        let parts = Parts { year: year.map(|(year, _)| year), month, day: Some(first) };
        self.range(
            parts,
            last.map(|day| Parts { day: Some(day), ..parts }),
            year.map_or(end + 1, |(_, end)| end),
        )
    }

    /// The second day behind the first one: "26-28", "15 and 16"; days that do not follow each other are two dates.
    fn last_day(&self, day: u8, at: usize, first: usize) -> Option<(u8, usize)> {
        let both = self.is(at, first, TimeClass::And);
        if !both && !self.joins(at, first) {
            return None;
        }
        self.day_number(at + 1, first).filter(|(last, _)| !both || *last == day + 1 || self.joins(at, first))
    }

    fn range(&self, from: Parts, to: Option<Parts>, end: usize) -> Read {
        let value = match to {
            Some(to) => format!("{}/{}", self.iso(from)?, self.iso(to)?),
            None => self.iso(from)?,
        };
        Some((value, end))
    }

    /// ISO 8601; a year that is not written is the one nearest to the anchor, or stays open.
    fn iso(&self, parts: Parts) -> Option<String> {
        let day = parts.day.filter(|&day| exists(parts.year, parts.month, day))?;
        Some(match parts.year {
            Some(year) => format!("{year:04}-{:02}-{day:02}", parts.month),
            None => self.anchor.day_of_year(parts.month, day),
        })
    }

    /// The month that a token names, with a capital where the language has it.
    pub(super) fn month(&self, at: usize) -> Option<u8> {
        let month = self.time_word(at)?.month?;
        (self.document.capitalized(at) || !self.words.grammar.capital_dates).then_some(month)
    }

    /// A day of the month: "28", "28th", "28.", "1er".
    fn day_number(&self, at: usize, first: usize) -> Option<(u8, usize)> {
        let at = self.next(at, first).filter(|&at| self.digit(at))?;
        let text = self.document.text(at);
        let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
        let ending = &text[digits.len()..];
        let is_ending =
            ending.is_empty() || ending == "." || self.words.time.part_is(ending, TimeClass::OrdinalEnding);
        if !is_ending || digits.len() > 2 {
            return None;
        }
        digits.parse().ok().filter(|day| (1..=31).contains(day)).map(|day| (day, at + 1))
    }

    /// A year of four digits behind a day or month, maybe after a comma or "of".
    pub(super) fn year_behind(&self, at: usize, first: usize) -> Option<(i32, usize)> {
        let mut at = at;
        let begin = at;
        while (self.is_mark(at, first, &[","]) || self.is(at, first, TimeClass::Of)) && at < begin + 2 {
            at += 1;
        }
        let at = self.next(at, first)?;
        self.year(at).map(|year| (year, at + 1))
    }

    /// A number that can be a year.
    pub(super) fn year(&self, at: usize) -> Option<i32> {
        let text = self.document.text(at);
        let year: i32 = (text.len() == 4).then(|| text.parse().ok()).flatten()?;
        (1000..2200).contains(&year).then_some(year)
    }

    /// "2022-09-28", "28/09/2022", "9/28/2022", "28.09.2022".
    fn digits_date(&self, at: usize) -> Read {
        if !self.digit(at) {
            return None;
        }
        let text = self.document.text(at);
        let (fields, end) = if text.contains(['/', '-', '.']) {
            let mut fields = text.split(['/', '-', '.']).filter(|field| !field.is_empty());
            ([fields.next()?, fields.next()?, fields.next()?], at + 1)
        } else {
            let mark =
                self.next(at + 1, at).filter(|&mark| matches!(self.document.text(mark), "-" | "/" | "."))?;
            self.next(at + 4, at).filter(|_| self.is_mark(at + 3, at, &[self.document.text(mark)]))?;
            (mark..at + 4).all(|at| self.touches_next(at - 1)).then_some(())?;
            ([text, self.document.text(at + 2), self.document.text(at + 4)], at + 5)
        };
        let [first, second, third] = fields.map(|field| field.parse::<i32>().ok());
        let (first, second, third) = (first?, second?, third?);
        let year_first = fields[0].len() == 4;
        let american = !self.words.grammar.day_first && text.contains('/') && first <= 12 && second > 12;
        let (year, month, day) = match () {
            () if year_first => (first, second, third),
            () if american => (third, first, second),
            () => (third, second, first),
        };
        if fields[if year_first { 0 } else { 2 }].len() != 4 {
            return None;
        }
        let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
        exists(Some(year), month, day).then(|| (format!("{year:04}-{month:02}-{day:02}"), end))
    }

    /// A year where it can be nothing else, and two of them: "in 2016", "the 2016 election", "2010-2012".
    fn years(&self, at: usize) -> Read {
        let year = self.year(at)?;
        if self.joins(at + 1, at) {
            let next = self.next(at + 2, at).filter(|&next| self.digit(next));
            let short = next.and_then(|next| {
                let text = self.document.text(next);
                let short = text.len() == 2 && self.document.text(at + 1).chars().all(|c| !c.is_alphabetic());
                short.then(|| text.parse::<i32>().ok()).flatten().map(|end| year / 100 * 100 + end)
            });
            if let Some(end) = next.and_then(|next| self.year(next)).or(short).filter(|end| *end > year) {
                return Some((format!("{year:04}/{end:04}"), at + 3));
            }
        }
        let modern = (1900..2100).contains(&year);
        let named =
            modern && self.is(at.wrapping_sub(1), at, TimeClass::YearDeterminer) && self.noun_follows(at);
        let bracketed = modern && self.is_mark(at + 1, at, &[")"]);
        (self.led(at) && self.measure_free(at) || named || bracketed).then(|| (format!("{year:04}"), at + 1))
    }

    fn noun_follows(&self, at: usize) -> bool {
        self.next(at + 1, at).is_some_and(|next| {
            self.document.shape(next).is_word() && !self.number_word(next).is_some_and(NumberWord::measures)
        })
    }

    /// "in 1500 people" and "of 2000 dollars" have no years.
    fn measure_free(&self, at: usize) -> bool {
        let modern = self.year(at).is_some_and(|year| (1900..2100).contains(&year));
        let dated = modern && self.is(at.wrapping_sub(1), at, TimeClass::YearPreposition);
        let counted = self.next(at + 1, at).is_some_and(|next| {
            let text = self.document.text(next);
            let plural = text.ends_with('s') && text.len() > 4 && self.document.shape(next) == Shape::Lower;
            (self.is_counted(next) && text.len() > 1) || (plural && !dated)
        });
        !counted
    }

    /// Whether a token measures or multiplies the number before it.
    fn is_counted(&self, at: usize) -> bool {
        let word = self.number_word(at);
        word.is_some_and(|word| word.measures() || word.scale.is_some() || word.is(NumberClass::Percent))
    }

    /// Whether the word before a token announces a date.
    fn led(&self, at: usize) -> bool {
        self.document
            .before(at)
            .and_then(|before| self.time_word(before))
            .is_some_and(|word| word.is(TimeClass::Before) || word.month.is_some())
    }

    /// "last" or "next" before a month; such a word belongs to the date and is read by `relative`.
    fn step_before(&self, at: usize) -> Option<i8> {
        self.document.before(at).and_then(|before| self.time_word(before)?.step)
    }

    /// "summer 2016", "spring of 2016", "été 2016".
    fn season(&self, at: usize) -> Read {
        let season = self.time_word(at)?.season?;
        let (year, end) = self.year_behind(at + 1, at)?;
        Some((format!("{year:04}-{season}"), end))
    }

    /// "early September", "mid-2016", "late 1990s": the value is that of the date.
    fn vague(&self, at: usize) -> Read {
        if let Some(read) = self.hyphenated_vague(at) {
            return Some(read);
        }
        self.time_word(at).filter(|word| word.is(TimeClass::Vague))?;
        let link = [TimeClass::VagueLink, TimeClass::Of].iter().any(|&class| self.is(at + 1, at, class));
        let next = self.next(at + 1 + usize::from(link || self.is_dash(at + 1, at)), at)?;
        self.month_first(next)
            .or_else(|| self.years(next))
            .or_else(|| self.decade(next))
            .or_else(|| self.century(next))
    }

    /// "mid-2016", "mid-1990s", "mid-June", "mi-juin 2016".
    fn hyphenated_vague(&self, at: usize) -> Read {
        let (prefix, rest) = self.document.text(at).split_once('-')?;
        if !self.words.time.part_is(prefix, TimeClass::Vague) {
            return None;
        }
        if let Some(decade) = self.decade_of(rest) {
            return Some((decade, at + 1));
        }
        if let Some(year) = rest.parse::<i32>().ok().filter(|year| (1000..2200).contains(year)) {
            return Some((format!("{year:04}"), at + 1));
        }
        let month = self.words.time.get(hash(rest))?.month?;
        Some(match self.year_behind(at + 1, at) {
            Some((year, end)) => (format!("{year:04}-{month:02}"), end),
            None => (self.anchor.month(month, None), at + 1),
        })
    }

    /// Days with a name and a fixed date: "Christmas Eve", "Heiligabend", "9/11".
    fn feast(&self, at: usize) -> Read {
        let (end, value) = self.phrase(at, at, TimeClass::Feast)?;
        if !(self.document.capitalized(at) || self.digit(at) || !self.words.grammar.capital_dates) {
            return None;
        }
        let Some((month, day)) = value.strip_prefix("--").and_then(|day| day.split_once('-')) else {
            return Some((value.to_owned(), end));
        };
        let (month, day) = (month.parse().ok()?, day.parse().ok()?);
        Some(match self.year_behind(end, at) {
            Some((year, end)) => (format!("{year:04}-{month:02}-{day:02}"), end),
            None => (self.anchor.day_of_year(month, day), end),
        })
    }
}
