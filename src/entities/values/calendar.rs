//! Dates that say which day, month, season or year they mean.

use super::anchor::exists;
use super::words::Language;
use super::{Read, Reader};
use crate::analysis::Shape;
use crate::tokens::hash;

/// Day, month and year as far as they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Parts {
    year: Option<i32>,
    month: u8,
    day: Option<u8>,
}

/// Words between two ends of a range.
const TO: [&str; 9] = ["to", "through", "until", "-", "–", "—", "bis", "au", "al"];

impl Reader<'_> {
    /// The longest reading of a date that begins at a token.
    pub(super) fn date(&self, at: usize) -> Read {
        let readings = [
            self.with_weekday(at),
            self.written_date(at),
            self.digits_date(at),
            self.season(at),
            self.quarter(at),
            self.decade(at),
            self.century(at),
            self.years(at),
            self.vague(at),
            self.holiday(at),
        ];
        readings.into_iter().flatten().max_by_key(|(_, end)| *end)
    }

    /// "Wednesday, September 28, 2022": the weekday adds nothing.
    fn with_weekday(&self, at: usize) -> Read {
        self.time_word(at).filter(|word| word.weekday.is_some())?;
        let mut next = at + 1;
        while self.is_one_of(next, at, &[",", "the", "dem", "den", "le"]) && next < at + 3 {
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
            && !self.is_one_of(end, at, &["percent", "%"])
        {
            let last = self.is_one_of(end, at, &TO).then(|| self.day_number(end + 1, at)).flatten();
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
        if self.is_one_of(at + 1, at, &TO)
            && let Some(other) = self.next(at + 2, at).and_then(|next| self.month(next))
        {
            let year = self.year_behind(at + 3, at);
            let value = match year {
                Some((year, _)) => format!("{year:04}-{month:02}/{year:04}-{other:02}"),
                None => format!("{}/{}", self.anchor.month(month, None), self.anchor.month(other, None)),
            };
            return Some((value, year.map_or(at + 3, |(_, end)| end)));
        }
        let sure = self.language == Language::English
            && matches!(month, 1 | 2 | 7 | 9..=12)
            && self.document.text(at).len() > 4;
        (sure || self.led(at)).then(|| (self.anchor.month(month, self.step_before(at)), at + 1))
    }

    /// "28 September 2022", "28th of September", "28. September", "28 de septiembre de 2022", "26 to 28 September".
    fn day_first(&self, at: usize) -> Read {
        let (first, mut end) = self.day_number(at, at)?;
        let mut last = None;
        if self.is_one_of(end, at, &TO)
            && let Some((day, next)) = self.day_number(end + 1, at)
        {
            (last, end) = (Some(day), next);
        }
        while self.is_one_of(end, at, &["of", "de", "."]) && end < at + 5 {
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

    /// The month that a token names; in English and German it is written with a capital.
    fn month(&self, at: usize) -> Option<u8> {
        let month = self.time_word(at)?.month?;
        let capital = self.document.capitalized(at);
        let needed = matches!(self.language, Language::English | Language::German);
        (capital || !needed).then_some(month)
    }

    /// A day of the month: "28", "28th", "28.", "1er".
    fn day_number(&self, at: usize, first: usize) -> Option<(u8, usize)> {
        let at = self.next(at, first).filter(|&at| self.digit(at))?;
        let text = self.document.text(at);
        let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
        if !matches!(&text[digits.len()..], "" | "." | "st" | "nd" | "rd" | "th" | "er" | "º")
            || digits.len() > 2
        {
            return None;
        }
        digits.parse().ok().filter(|day| (1..=31).contains(day)).map(|day| (day, at + 1))
    }

    /// A year of four digits behind a day or month, maybe after a comma or "of".
    fn year_behind(&self, at: usize, first: usize) -> Option<(i32, usize)> {
        let mut at = at;
        let begin = at;
        while self.is_one_of(at, first, &[",", "of", "de", "del"]) && at < begin + 2 {
            at += 1;
        }
        let at = self.next(at, first)?;
        self.year(at).map(|year| (year, at + 1))
    }

    /// A number that can be a year.
    fn year(&self, at: usize) -> Option<i32> {
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
            self.next(at + 4, at).filter(|_| self.is_one_of(at + 3, at, &[self.document.text(mark)]))?;
            (mark..at + 4).all(|at| self.touches_next(at - 1)).then_some(())?;
            ([text, self.document.text(at + 2), self.document.text(at + 4)], at + 5)
        };
        let [first, second, third] = fields.map(|field| field.parse::<i32>().ok());
        let (first, second, third) = (first?, second?, third?);
        let year_first = fields[0].len() == 4;
        let american = self.language == Language::English && text.contains('/') && first <= 12 && second > 12;
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
        if self.is_one_of(at + 1, at, &TO)
            || (self.is_one_of(at + 1, at, &["and", "und", "et", "y"]) && self.between(at))
        {
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
        let named = modern
            && self.document.before(at).is_some_and(|before| self.is_determiner(before))
            && self.noun_follows(at);
        let bracketed = modern && self.is_one_of(at + 1, at, &[")"]);
        (self.led(at) && self.measure_free(at) || named || bracketed).then(|| (format!("{year:04}"), at + 1))
    }

    fn is_determiner(&self, at: usize) -> bool {
        let text = self.document.text(at).to_lowercase();
        matches!(text.as_str(), "the" | "his" | "her" | "its" | "their" | "a" | "'s" | "’s" | "this")
    }

    fn noun_follows(&self, at: usize) -> bool {
        self.next(at + 1, at).is_some_and(|next| {
            self.document.shape(next).is_word()
                && !matches!(self.measure(next), Some(super::Measure::Unit(_) | super::Measure::Currency(_)))
        })
    }

    /// "in 1500 people" and "of 2000 dollars" have no years.
    fn measure_free(&self, at: usize) -> bool {
        let modern = self.year(at).is_some_and(|year| (1900..2100).contains(&year));
        let dated = modern
            && self.is_one_of(
                at.wrapping_sub(1),
                at,
                &["in", "since", "by", "until", "during", "before", "after"],
            );
        let counted = self.next(at + 1, at).is_some_and(|next| {
            let text = self.document.text(next);
            let plural = text.ends_with('s') && text.len() > 4 && self.document.shape(next) == Shape::Lower;
            (self.measure(next).is_some() && text.len() > 1) || (plural && !dated)
        });
        !counted
    }

    fn between(&self, at: usize) -> bool {
        self.is_one_of(at.wrapping_sub(1), at, &["between", "zwischen", "entre"])
    }

    /// Whether the word before a token announces a date.
    fn led(&self, at: usize) -> bool {
        self.document
            .before(at)
            .and_then(|before| self.time_word(before))
            .is_some_and(|word| word.before || word.month.is_some())
    }

    /// "last" or "next" before a month; such a word belongs to the date and is read by `relative`.
    fn step_before(&self, at: usize) -> Option<i8> {
        self.document.before(at).and_then(|before| self.time_word(before)?.step)
    }

    /// "1990s", "the ’90s", "1990er Jahre", "années 1990", "años 90".
    fn decade(&self, at: usize) -> Read {
        let text = self.document.text(at).trim_start_matches(['\'', '’']);
        let plain = text.trim_end_matches(|c: char| !c.is_ascii_digit());
        let ending = &text[plain.len()..];
        let introduced = self.document.before(at).is_some_and(|before| {
            matches!(self.document.text(before), "années" | "años" | "década" | "decada")
                || (self.document.text(before) == "de"
                    && self.is_one_of(before.wrapping_sub(1), at, &["década"]))
        });
        let fits = matches!(ending, "s" | "er") || introduced && ending.is_empty();
        if !fits {
            return None;
        }
        let number: i32 = plain.parse().ok()?;
        let year = match plain.len() {
            4 if (1000..2100).contains(&number) => number,
            2 if number >= 20 => 1900 + number,
            2 => 2000 + number,
            _ => return None,
        };
        let end = at + 1 + usize::from(ending == "er" && self.is_one_of(at + 1, at, &["Jahre", "Jahren"]));
        (year % 10 == 0).then(|| (format!("{:03}X", year / 10), end))
    }

    /// "19th century", "the twentieth century".
    fn century(&self, at: usize) -> Read {
        let (ordinal, end) = self.ordinal(at)?;
        let number: u32 = ordinal.parse().ok()?;
        let word = self.is_one_of(end, at, &["century", "centuries", "Jahrhundert"]);
        (word && (1..=22).contains(&number)).then(|| (format!("{:02}XX", number - 1), end + 1))
    }

    /// "summer 2016", "spring of 2016", "été 2016".
    fn season(&self, at: usize) -> Read {
        let season = self.time_word(at)?.season?;
        let (year, end) = self.year_behind(at + 1, at)?;
        Some((format!("{year:04}-{season}"), end))
    }

    /// "third quarter of 2016", "Q3 2016".
    fn quarter(&self, at: usize) -> Read {
        let text = self.document.text(at);
        let short = text
            .strip_prefix('Q')
            .and_then(|number| number.parse::<u8>().ok())
            .map(|number| (number, at + 1));
        let (number, end) = short.or_else(|| {
            let (ordinal, end) = self.ordinal(at)?;
            self.is_one_of(end, at, &["quarter"]).then_some((ordinal.parse().ok()?, end + 1))
        })?;
        let (year, end) = self.year_behind(end, at)?;
        (1..=4).contains(&number).then(|| (format!("{year:04}-Q{number}"), end))
    }

    /// "early September", "mid-2016", "late 1990s": the value is that of the date.
    fn vague(&self, at: usize) -> Read {
        if let Some(rest) = self
            .document
            .text(at)
            .strip_prefix("mid-")
            .or_else(|| self.document.text(at).strip_prefix("Mid-"))
        {
            let year = rest.parse::<i32>().ok().filter(|year| (1000..2200).contains(year));
            let month = self.vocabulary.time(self.language, hash(rest)).and_then(|word| word.month);
            let behind = self.year_behind(at + 1, at);
            return match (year, month, behind) {
                (Some(year), ..) => Some((format!("{year:04}"), at + 1)),
                (_, Some(month), Some((year, end))) => Some((format!("{year:04}-{month:02}"), end)),
                (_, Some(month), None) => Some((self.anchor.month(month, None), at + 1)),
                _ => None,
            };
        }
        self.time_word(at).filter(|word| word.vague)?;
        let next = at + 1 + usize::from(self.is_one_of(at + 1, at, &["in", "de", "-"]));
        let next = self.next(next, at)?;
        self.month_first(next)
            .or_else(|| self.years(next))
            .or_else(|| self.decade(next))
            .or_else(|| self.century(next))
    }

    /// Days with a name and a fixed date.
    fn holiday(&self, at: usize) -> Read {
        const DAYS: [(&[&str], u8, u8); 5] = [
            (&["Christmas", "Day"], 12, 25),
            (&["Christmas", "Eve"], 12, 24),
            (&["New", "Year", "’s", "Day"], 1, 1),
            (&["New", "Year", "’s", "Eve"], 12, 31),
            (&["Valentine", "’s", "Day"], 2, 14),
        ];
        if self.language != Language::English || !self.document.capitalized(at) {
            return None;
        }
        DAYS.iter().find_map(|(words, month, day)| {
            let fits = words.iter().enumerate().all(|(offset, word)| {
                self.is_one_of(at + offset, at, &[word])
                    || (*word == "’s" && self.is_one_of(at + offset, at, &["'s"]))
            });
            let end = at + words.len();
            let year = self.year_behind(end, at);
            let value = match year {
                Some((year, _)) => format!("{year:04}-{month:02}-{day:02}"),
                None => self.anchor.day_of_year(*month, *day),
            };
            fits.then(|| (value, year.map_or(end, |(_, end)| end)))
        })
    }
}
