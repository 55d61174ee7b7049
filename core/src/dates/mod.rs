//! Absolute dates in many languages, read into partial ISO 8601.
//!
//! `scan` cuts a short text into numbers, words and marks; `grammar` finds a date among them; [`Reader`] holds the
//! month names and is the way in. Relative dates ("yesterday") need a document's date and are not read here.

mod grammar;
mod scan;
#[cfg(test)]
mod tests;

use crate::lang::files::{self, COMMON};
use crate::lang::phrases::{self, PhraseKind};
use crate::lang::table::{self, Errors, PackError};
use crate::text::Span;
use scan::Piece;
use std::collections::{HashMap, HashSet};
use std::fmt;

/// A date of which the text may give only a part.
///
/// It displays as ISO 8601: "2022-09-28", "2022-09", "2022", and "--09-28" without a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PartialDate {
    /// The year, where the text has it.
    pub year: Option<u16>,
    /// From 1 to 12.
    pub month: Option<u8>,
    /// From 1 to 31.
    pub day: Option<u8>,
}

impl PartialDate {
    /// Whether year, month and day are all given.
    #[must_use]
    pub fn is_full(self) -> bool {
        self.year.is_some() && self.month.is_some() && self.day.is_some()
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.year {
            Some(year) => write!(f, "{year:04}")?,
            None => f.write_str("-")?,
        }
        match (self.month, self.day) {
            (Some(month), Some(day)) => write!(f, "-{month:02}-{day:02}"),
            (Some(month), None) => write!(f, "-{month:02}"),
            _ => Ok(()),
        }
    }
}

/// A date and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// From its first to its last number or word, weekday and time of day left out.
    pub span: Span,
    /// What it says.
    pub date: PartialDate,
}

/// The longest text that is looked through, in bytes: a date stands at the beginning of a short line.
const LONGEST: usize = 240;

/// Reads dates with the month names of the embedded lexicon.
#[derive(Debug)]
pub struct Reader {
    months: HashMap<String, u8>,
    /// Words that accompany a date on a line of its own: weekdays, "updated", "Uhr".
    companions: HashSet<String>,
    /// Words between day, month and year.
    fillers: HashSet<String>,
    /// Words before the number of a month.
    before_number: HashSet<String>,
    /// What tells, in capitals, that the month stands before the day.
    american_clock: HashSet<String>,
}

/// The columns of `common/months.tsv`.
const MONTH_COLUMNS: [&str; 13] = ["language", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"];

/// The columns of `time.tsv`.
const TIME_COLUMNS: [&str; 3] = ["class", "value", "forms"];

impl Reader {
    /// Loads the month names and the words that accompany dates.
    #[must_use]
    pub fn load() -> Self {
        Self::read().0
    }

    /// Reads the packs and says what is wrong in their names of months.
    fn read() -> (Self, Vec<PackError>) {
        let errors = Errors::default();
        let mut months = HashMap::new();
        if let Some(file) = files::get(COMMON, "months.tsv") {
            for row in table::rows(file, &MONTH_COLUMNS, &errors) {
                let forms = (1..=12).flat_map(|month| row.forms(month).map(move |form| (form, month as u8)));
                months.extend(forms.map(|(form, month)| (form.to_owned(), month)));
            }
        }
        for file in files::all().filter(|file| file.name == "time.tsv") {
            for row in table::rows(file, &TIME_COLUMNS, &errors).iter().filter(|row| row.field(0) == "month")
            {
                let Some(month) = row.parse("month", row.field(1), |field| field.parse().ok()) else {
                    continue;
                };
                months.extend(row.forms(2).map(|form| (form.trim_end_matches('.').to_owned(), month)));
            }
        }
        let phrases = phrases::load();
        let words = |kinds: &[PhraseKind]| {
            let words = phrases.iter().filter(|phrase| kinds.contains(&phrase.kind));
            words.map(|phrase| phrase.text.to_string()).collect()
        };
        let reader = Self {
            months,
            companions: words(&[PhraseKind::DateLabel, PhraseKind::DateWord]),
            fillers: words(&[PhraseKind::DateFiller]),
            before_number: words(&[PhraseKind::DateMonth]),
            american_clock: words(&[PhraseKind::AmericanClock]),
        };
        (reader, errors.into_vec())
    }

    /// The date that a text consists of, besides a label ("Updated:"), a weekday and a time of day.
    ///
    /// ```
    /// use ascribe_core::dates::Reader;
    ///
    /// let reader = Reader::load();
    /// let read = |text| reader.parse(text).map(|date| date.to_string());
    /// assert_eq!(read("Publié le 28/09/2022 à 14h05").as_deref(), Some("2022-09-28"));
    /// assert_eq!(read("Sept 28").as_deref(), Some("--09-28"));
    /// assert_eq!(read("On 28 September 2022 the war began"), None);
    /// ```
    #[must_use]
    pub fn parse(&self, text: &str) -> Option<PartialDate> {
        if text.len() > LONGEST || !has_digit(text) || !self.may_begin(text) || !self.may_end(text) {
            return None;
        }
        let pieces = scan::pieces(text);
        let found = grammar::first(&pieces, self, text, false)?;
        let rest = pieces.iter().enumerate().filter(|(at, _)| !found.pieces.contains(at));
        let explained = |(at, piece): (usize, &Piece<'_>)| match piece {
            Piece::Number { value, .. } => *value < 100 || *value % 100 < 60 && *value < 2400,
            Piece::Word(word) => self.is_companion(word, &pieces, at),
            Piece::Mark(_) => true,
        };
        rest.map(|(at, spanned)| (at, &spanned.piece)).all(explained).then_some(found.date)
    }

    /// Whether a date may begin with the first word of a text, which prose mostly does not.
    fn may_begin(&self, text: &str) -> bool {
        let word = text.split_whitespace().next().unwrap_or_default();
        let pieces = scan::pieces(word);
        match pieces.first().map(|first| &first.piece) {
            Some(Piece::Word(word)) => {
                self.before_number.contains(word.as_ref()) || self.is_companion(word, &pieces, 0)
            }
            _ => true,
        }
    }

    /// Whether the last word of a text may stand beside a date, or be a part of one.
    fn may_end(&self, text: &str) -> bool {
        let word = text.split_whitespace().next_back().unwrap_or_default();
        let pieces = scan::pieces(word);
        let last = pieces.iter().rposition(|spanned| !matches!(spanned.piece, Piece::Mark(_)));
        match last.map(|at| (at, &pieces[at].piece)) {
            Some((at, Piece::Word(word))) if word.is_ascii() => self.is_companion(word, &pieces, at),
            _ => true,
        }
    }

    /// The first date in a text if from there on the text consists of it, as in [`Self::parse`].
    #[must_use]
    pub fn find_last(&self, text: &str) -> Option<Found> {
        let found = if self.may_end(text) { self.find(text)? } else { return None };
        self.parse(&text[found.span.range().start..]).map(|_| found)
    }

    /// The first date in a text; nothing beyond its first 240 bytes is looked at.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<Found> {
        self.find_in_order(text, false)
    }

    /// The same, with the month before the day in numbers that leave it open, as in the United States.
    #[must_use]
    pub fn find_in_order(&self, text: &str, month_first: bool) -> Option<Found> {
        let text = &text[..text.floor_char_boundary(LONGEST)];
        if !has_digit(text) {
            return None;
        }
        let pieces = scan::pieces(text);
        let found = grammar::first(&pieces, self, text, month_first)?;
        let (first, last) = (found.pieces.start, found.pieces.end - 1);
        Some(Found { span: Span::new(pieces[first].begin, pieces[last].end), date: found.date })
    }

    /// The names of months in all languages, in small letters.
    pub(crate) fn months(&self) -> impl Iterator<Item = &str> {
        self.months.keys().map(AsRef::as_ref)
    }

    /// The number of the month that a lower-cased word names.
    fn month(&self, word: &str) -> Option<u8> {
        // In Hebrew the preposition is part of the word ("ביוני").
        self.months.get(word).or_else(|| self.months.get(word.strip_prefix('ב')?)).copied()
    }

    /// Whether a lower-cased word is known to stand beside dates: a weekday, "updated", "Uhr".
    pub(crate) fn is_beside(&self, word: &str) -> bool {
        self.companions.contains(word)
    }

    /// Whether a word may stand beside a date on its line: a known one, a time zone, or a second month name.
    fn is_companion(&self, word: &str, pieces: &[scan::Spanned<'_>], at: usize) -> bool {
        self.companions.contains(word)
            || pieces[at].is_capitals && word.len() <= 5
            || self.month(word).is_some()
    }
}

/// Whether a text has a number, without which nothing is a date: most lines are not worth cutting into pieces.
fn has_digit(text: &str) -> bool {
    text.chars().any(|c| scan::digit(c).is_some())
}
