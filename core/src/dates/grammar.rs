//! Where a date stands among the pieces of a text.

use super::scan::{Piece, Spanned};
use super::{PartialDate, Reader};
use std::ops::Range;

/// A date and the pieces it is made of.
pub(super) struct Match {
    pub(super) pieces: Range<usize>,
    pub(super) date: PartialDate,
}

/// Reads pieces from left to right; every method that succeeds has moved past what it read.
struct Cursor<'a> {
    pieces: &'a [Spanned<'a>],
    reader: &'a Reader,
    /// Whether the month of numbers stands first where either may.
    month_first: bool,
    at: usize,
}

/// The first date, the fullest reading first where several begin at one place.
pub(super) fn first(pieces: &[Spanned<'_>], reader: &Reader, text: &str, month_first: bool) -> Option<Match> {
    (0..pieces.len()).find_map(|begin| {
        let readings = [year_first, numeric, named_year_first, day_month, month_day, eastern];
        readings.iter().find_map(|reading| {
            let mut cursor = Cursor { pieces, reader, month_first, at: begin };
            let date = reading(&mut cursor, text)?;
            Some(Match { pieces: begin..cursor.at, date })
        })
    })
}

/// "2022-09-28", "2022/9/28", "2022. 09. 28", also glued to a time by "T".
fn year_first(cursor: &mut Cursor<'_>, _: &str) -> Option<PartialDate> {
    let year = cursor.year()?;
    let mark = cursor.one_of(&['-', '/', '.'])?;
    let month = cursor.number(1..=12)?;
    cursor.mark(mark)?;
    let day = cursor.number(1..=31)?;
    valid(Some(year), month, day)
}

/// "28/09/2022", "28.9.22", "11/18/19": whichever order is possible; where both are, the clock or the caller decides.
fn numeric(cursor: &mut Cursor<'_>, text: &str) -> Option<PartialDate> {
    let first = cursor.number(1..=31)?;
    let mark = cursor.one_of(&['/', '.', '-'])?;
    let second = cursor.number(1..=31)?;
    cursor.mark(mark)?;
    let year = cursor.year().or_else(|| cursor.short_year())?;
    if cursor.peek_mark(mark) && mark != '.' {
        return None;
    }
    let is_american = || cursor.month_first || has_american_clock(text, cursor.reader);
    let american = second > 12 || first <= 12 && mark == '/' && is_american();
    let (day, month) = if american { (second, first) } else { (first, second) };
    valid(Some(year), month, day)
}

/// "2022. szeptember 28.", "2022 m. rugsėjo 28 d.", "2022. gada 28. septembris"
fn named_year_first(cursor: &mut Cursor<'_>, _: &str) -> Option<PartialDate> {
    let year = cursor.year()?;
    cursor.skip_filler();
    // In Latvian the day comes first.
    if let Some(day) = cursor.number(1..=31) {
        cursor.mark('.')?;
        return valid(Some(year), cursor.month()?, day);
    }
    let month = cursor.month()?;
    cursor.mark('.');
    let day = cursor.number(1..=31)?;
    valid(Some(year), month, day)
}

/// "28 September 2022", "1er août 2022", "28 de septiembre de 2022", "28-Sep-2022", "28 sept", "28 tháng 9, 2022".
fn day_month(cursor: &mut Cursor<'_>, _: &str) -> Option<PartialDate> {
    let day = cursor.number(1..=31)?;
    cursor.skip_filler();
    let month = cursor.month()?;
    let year = cursor.optional_year();
    valid(year, month, day)
}

/// "September 28, 2022", "Sept. 28th", "September 2022".
fn month_day(cursor: &mut Cursor<'_>, _: &str) -> Option<PartialDate> {
    let month = cursor.month()?;
    cursor.skip_filler();
    if let Some(year) = cursor.year() {
        return Some(PartialDate { year: Some(year), month: Some(month), day: None });
    }
    let day = cursor.number(1..=31)?;
    // "Dec 15-20" and "May 10:30" are a range and a time.
    if cursor.peek_mark(':') {
        return None;
    }
    let year = cursor.optional_year();
    valid(year, month, day)
}

/// "2022年9月28日", "9月28日", "2022년 9월 28일".
fn eastern(cursor: &mut Cursor<'_>, _: &str) -> Option<PartialDate> {
    let before = cursor.at;
    let year = cursor.year().filter(|_| cursor.word(&["年", "년"]).is_some());
    if year.is_none() {
        cursor.at = before;
    }
    let month = cursor.number(1..=12)?;
    cursor.word(&["月", "월"])?;
    let day = cursor.number(1..=31)?;
    cursor.word(&["日", "号", "號", "일"])?;
    valid(year, month, day)
}

impl Cursor<'_> {
    fn piece(&self) -> Option<&Piece<'_>> {
        self.pieces.get(self.at).map(|spanned| &spanned.piece)
    }

    fn peek_mark(&self, mark: char) -> bool {
        self.piece() == Some(&Piece::Mark(mark))
    }

    fn mark(&mut self, mark: char) -> Option<()> {
        self.peek_mark(mark).then(|| self.at += 1)
    }

    fn one_of(&mut self, marks: &[char]) -> Option<char> {
        marks.iter().copied().find(|&mark| self.mark(mark).is_some())
    }

    fn number(&mut self, range: std::ops::RangeInclusive<u32>) -> Option<u8> {
        match *self.piece()? {
            Piece::Number { value, digits: 1..=2 } if range.contains(&value) => {
                self.at += 1;
                u8::try_from(value).ok()
            }
            _ => None,
        }
    }

    /// A year of four digits; one of the Thai era is taken back by its 543 years.
    fn year(&mut self) -> Option<u16> {
        let Piece::Number { value, digits: 4 } = *self.piece()? else { return None };
        let year = if (2443..2643).contains(&value) { value - 543 } else { value };
        if !(1800..2100).contains(&year) {
            return None;
        }
        self.at += 1;
        u16::try_from(year).ok()
    }

    /// A year of two digits, of the hundred years up to 2069.
    fn short_year(&mut self) -> Option<u16> {
        let Piece::Number { value, digits: 2 } = *self.piece()? else { return None };
        self.at += 1;
        u16::try_from(if value < 70 { 2000 + value } else { 1900 + value }).ok()
    }

    fn word(&mut self, words: &[&str]) -> Option<()> {
        matches!(self.piece()?, Piece::Word(word) if words.contains(&word.as_ref())).then(|| self.at += 1)
    }

    fn month(&mut self) -> Option<u8> {
        let Piece::Word(word) = self.piece()? else { return None };
        if self.reader.before_number.contains(word.as_ref()) {
            self.at += 1;
            return self.number(1..=12);
        }
        let month = self.reader.month(word)?;
        self.at += 1;
        Some(month)
    }

    /// Ordinal endings, prepositions and marks between the parts of a date.
    fn skip_filler(&mut self) {
        let is_filler = |piece: &Piece<'_>| matches!(piece, Piece::Word(word) if self.reader.fillers.contains(word.as_ref()));
        loop {
            if self.piece().is_some_and(is_filler) {
                self.at += 1;
            } else if self.one_of(&['.', ',', '-', '/', '\'', '’', '،', '°', 'º']).is_none() {
                return;
            }
        }
    }

    /// A year after day and month; without one, the cursor stays behind them.
    fn optional_year(&mut self) -> Option<u16> {
        let before = self.at;
        self.skip_filler();
        let year = self.year();
        if year.is_none() {
            self.at = before;
        }
        year
    }
}

/// Whether a text has the twelve-hour clock or a time zone of the United States.
fn has_american_clock(text: &str, reader: &Reader) -> bool {
    text.split(|c: char| !c.is_alphabetic()).any(|word| {
        !word.is_empty()
            && word.chars().all(char::is_uppercase)
            && reader.american_clock.contains(&word.to_lowercase())
    })
}

/// A date that the calendar has.
fn valid(year: Option<u16>, month: u8, day: u8) -> Option<PartialDate> {
    let leap = year.is_none_or(|year| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
    let last = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (day <= last).then_some(PartialDate { year, month: Some(month), day: Some(day) })
}
