//! Where, when and by whom a story was filed: the dateline at the beginning of its first paragraph.
//!
//! The forms of the world's agencies are tried one after the other, those that bear more marks of a dateline first.

mod eastern;
mod place;

use crate::analysis::{Author, Byline, Dateline};
use crate::dates::{Found, Reader};
use crate::structure::lexicon::Lexicon;
use crate::structure::line_shape;
use crate::text::{Span, squeezed};

/// No dateline is longer than this, in bytes.
const LONGEST: usize = 200;

/// Where the paragraph stands, which decides how bare a dateline may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Context {
    /// Whether no paragraph of the story comes before it.
    pub(super) is_first: bool,
    /// Whether other paragraphs too begin with capitals and a colon, as in a transcript.
    pub(super) is_transcript: bool,
}

/// What a dateline is read with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading<'a> {
    pub(super) lexicon: &'a Lexicon,
    pub(super) dates: &'a Reader,
    pub(super) context: Context,
}

/// A dateline in bytes of its paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Parts<'a> {
    end: usize,
    location: &'a str,
    agency: &'a str,
    date: Option<Found>,
}

/// The dateline at the beginning of a paragraph that itself begins at `at`.
pub(super) fn read(paragraph: &str, at: u32, reading: Reading<'_>) -> Option<Dateline> {
    let head = line_shape::head(paragraph, LONGEST);
    let parts = eastern::read(head, reading)
        .or_else(|| agency_first(head, reading))
        .or_else(|| with_agency(head, reading))
        .or_else(|| with_date(head, reading))
        .or_else(|| place::alone(head, reading))?;
    // A location that was hard-wrapped is given on one line.
    let location = squeezed(parts.location);
    Some(Dateline {
        span: Span::new(at, at + parts.end as u32),
        location,
        agency: parts.agency.trim().to_owned(),
        date: parts.date.map(|found| found.date.to_string()).unwrap_or_default(),
    })
}

/// The reporters whom an eastern dateline names in or behind itself.
pub(super) fn reporters(text: &str, dateline: &Dateline, paragraph: Span) -> Option<Byline> {
    let (begin, names) = eastern::reporters(text, dateline, paragraph)?;
    let author = |(at, name): (usize, &str)| Author {
        name: name.to_owned(),
        span: Some(Span::from(begin + at..begin + at + name.len())),
    };
    let mut at = 0;
    let authors: Vec<Author> = names
        .split_inclusive(['、', '，', ',', ' '])
        .filter_map(|piece| {
            let name = piece.trim_matches(['、', '，', ',', ' ']);
            let found = (at, name);
            at += piece.len();
            (!name.is_empty()).then(|| author(found))
        })
        .collect();
    let agency = dateline.agency.clone();
    (!authors.is_empty()).then(|| Byline {
        span: Some(Span::from(begin..begin + names.len())),
        authors,
        agency,
    })
}

/// "HONG KONG 1996-08-30", "Berlin, 3. Mai 2024": a place that datelines name and a full date on a line of their own,
/// which begins at `at`.
pub(super) fn line(text: &str, at: u32, lexicon: &Lexicon, dates: &Reader) -> Option<Dateline> {
    let found = dates.find_last(text).filter(|found| found.date.is_full())?;
    let date = found.span.range();
    let location = place::tidy(&text[..date.start]);
    lexicon.is_place(location).then(|| Dateline {
        span: Span::new(at, at + date.end as u32),
        location: location.to_owned(),
        agency: String::new(),
        date: found.date.to_string(),
    })
}

/// "(ANSA) - ROMA, 28 SET - …", "(AFP) - …".
fn agency_first<'a>(head: &'a str, reading: Reading<'_>) -> Option<Parts<'a>> {
    let inside = head.strip_prefix('(')?;
    let close = inside.find(')')?;
    let agency = &inside[..close];
    if !reading.lexicon.is_agency(agency) {
        return None;
    }
    let end = terminator(head, close + 2)?;
    let rest_at = end + head[end..].len() - head[end..].trim_start().len();
    let inner = with_date(&head[rest_at..], reading).or_else(|| place::alone(&head[rest_at..], reading));
    match inner {
        Some(parts) => Some(Parts { end: rest_at + parts.end, agency, ..parts }),
        None => Some(Parts { end, agency, ..Parts::default() }),
    }
}

/// "LONDON, Sept 28 (Reuters) -", "Madrid, 28 sep (EFE).-", "МОСКВА, 28 сентября. /ТАСС/.", "Oslo (NTB):".
fn with_agency<'a>(head: &'a str, reading: Reading<'_>) -> Option<Parts<'a>> {
    let bytes = head.as_bytes();
    // Hardly any paragraph has a bracket; the last byte begins the one in full width.
    if memchr::memchr3(b'(', b'/', b'[', bytes).is_none() && memchr::memchr(0xef, bytes).is_none() {
        return None;
    }
    let opens = head.char_indices().filter(|&(at, c)| at > 0 && matches!(c, '(' | '/' | '[' | '（'));
    for (open, mark) in opens.take(6) {
        let closing = match mark {
            '(' => ')',
            '（' => '）',
            '[' => ']',
            _ => '/',
        };
        let from = open + mark.len_utf8();
        let Some(close) = head[from..].find(closing).map(|at| from + at) else { continue };
        let agency = &head[from..close];
        let after = close + closing.len_utf8();
        let date = last_date(&head[..open], reading.dates);
        let before = date.map_or(&head[..open], |found| &head[..found.span.range().start]);
        let known = reading.lexicon.is_agency(agency);
        let end = terminator(head, after);
        let is_like_one =
            || is_code(agency) || reading.context.is_first && is_name_of_agency(agency, before, reading);
        if !known && (mark == '/' || end.is_none() || !is_like_one()) {
            continue;
        }
        let is_filed = date.is_some_and(|found| is_close(&head[found.span.range().end..open], reading.dates));
        let location = place::without_stop(place::tidy(before));
        let fits = match is_filed {
            // A date right before an agency is enough of a sign to allow a line of codes in front of the place.
            true => {
                known && line_shape::word_count(before) <= 14 || place::is_place(location, reading.lexicon)
            }
            false => date.is_none() && place::is_place(location, reading.lexicon),
        };
        if fits {
            return Some(Parts {
                end: end.unwrap_or(after),
                location,
                agency,
                date: date.filter(|_| is_filed),
            });
        }
    }
    None
}

/// "МОСКВА. 28 сентября. ИНТЕРФАКС - ": a stop behind each part, and an agency that is known.
fn between_stops<'a>(
    head: &'a str,
    location: &'a str,
    date: Found,
    reading: Reading<'_>,
) -> Option<Parts<'a>> {
    let location = location.strip_suffix('.').filter(|place| place::is_place(place, reading.lexicon))?;
    let rest = &head[date.span.range().end..];
    let agency = rest.strip_prefix('.')?.trim_start();
    let begin = head.len() - agency.len();
    let end = agency.find(' ')?;
    let agency = agency[..end].trim_end_matches('.');
    let behind = begin + agency.len();
    let known = reading.lexicon.is_agency(agency);
    known.then_some(Parts { end: terminator(head, behind)?, location, agency, date: Some(date) })
}

/// Whether a number comes soon enough to be of a date right behind a place: hardly any paragraph is worth a search.
fn may_name_place_and_date(head: &str, reading: Reading<'_>) -> bool {
    // A month in small letters; at the beginning of a story behind a place of up to three words in small letters.
    let mut left = if reading.context.is_first { 4 } else { 1 };
    for word in head.split_whitespace() {
        let digit = word.find(char::is_numeric);
        let word = &word[..digit.unwrap_or(word.len())];
        if word.starts_with(|c: char| c.is_ascii_lowercase()) && !place::is_small_part(word, reading.lexicon)
        {
            if left == 0 {
                return false;
            }
            left -= 1;
        }
        if digit.is_some() {
            return true;
        }
    }
    false
}

/// The last date in a text: a line of codes in front of the place may have another.
fn last_date(head: &str, dates: &Reader) -> Option<Found> {
    let mut last = None;
    let mut from = 0;
    while let Some(found) = dates.find(&head[from..]) {
        let begin = from + found.span.range().start;
        let span = Span::from(begin..from + found.span.range().end);
        // A shorter reading of the same date ends where it ends ("2 mar" in "12 mar").
        if last.is_none_or(|last: Found| last.span.end() < span.end()) {
            last = Some(Found { span, date: found.date });
        }
        from = begin + head[begin..].chars().next().map_or(1, char::len_utf8);
    }
    last
}

/// "CHICAGO, March 3 -", "PUTRAJAYA, Nov 22 —", "МОСКВА, 28 сен — РИА Новости."
fn with_date<'a>(head: &'a str, reading: Reading<'_>) -> Option<Parts<'a>> {
    if !may_name_place_and_date(head, reading) {
        return None;
    }
    let date = reading.dates.find(line_shape::head(head, 100))?;
    let (begin, after) = (date.span.range().start, date.span.range().end);
    let location = place::tidy(&head[..begin]);
    let has_comma = head[..begin].trim_end().ends_with([',', '،']);
    let is_place = place::is_place(location, reading.lexicon)
        || has_comma && reading.context.is_first && place::is_lower(location);
    if let Some(parts) = between_stops(head, location, date, reading) {
        return Some(parts);
    }
    let has_dash = head[..begin].trim_end().ends_with(is_dash);
    let is_marked =
        has_comma || place::is_city_with_region(location) || has_dash && place::is_in_capitals(location);
    if !is_place || !is_marked && !reading.lexicon.is_place(location) {
        return None;
    }
    let after = after + usize::from(head[after..].starts_with(['.', ',']));
    if let Some((agency, end)) = agency_before_dash(&head[after..], reading.lexicon) {
        return Some(Parts { end: after + end, location, agency, date: Some(date) });
    }
    let end = terminator(head, after)?;
    let rest = &head[end..];
    let stop = rest.find('.').filter(|&stop| reading.lexicon.is_agency(&rest[..stop]));
    match stop {
        Some(stop) => Some(Parts { end: end + stop + 1, location, agency: &rest[..stop], date: Some(date) }),
        None => Some(Parts { end, location, agency: "", date: Some(date) }),
    }
}

/// An agency without brackets, as in "WASHINGTON, March 25, Reuter -", and where the dash behind it ends.
fn agency_before_dash<'a>(rest: &'a str, lexicon: &Lexicon) -> Option<(&'a str, usize)> {
    let dash = rest.find(" -")?;
    lexicon.is_agency(&rest[..dash]).then(|| (&rest[..dash], dash + 2))
}

/// Where a dateline ends whose last word ends at `at`: behind a dash, a colon or a stop that stands there.
fn terminator(head: &str, at: usize) -> Option<usize> {
    let rest = &head[at..];
    if let Some(stopped) = rest.strip_prefix('.') {
        let dash = stopped.chars().next().filter(|&c| is_dash(c));
        return Some(at + 1 + dash.map_or(0, char::len_utf8));
    }
    let trimmed = rest.trim_start();
    let blank = rest.len() - trimmed.len();
    let mark = trimmed.chars().next()?;
    let length = trimmed.bytes().take_while(|&b| b == b'-').count().max(mark.len_utf8());
    let end = at + blank + length;
    match mark {
        '-' => (length <= 3
            && (head[end..].is_empty() || head[end..].starts_with(char::is_whitespace) || blank > 0))
            .then_some(end),
        '—' | '–' | '―' | '_' | '=' | '•' => Some(end),
        ':' | '：' if blank == 0 => Some(end),
        _ => None,
    }
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '_')
}

/// Whether a name in brackets looks like the code of an agency that is not in the lexicon.
fn is_code(name: &str) -> bool {
    (2..=12).contains(&name.len()) && name.chars().all(|c| c.is_uppercase() || matches!(c, ' ' | '/' | '-'))
}

/// Whether a name in brackets between a place and a dash is that of an agency that is not in the lexicon: a code in
/// small letters ("nwd/abc"), or one word behind a place in capitals (`before` any date) that is no place itself.
fn is_name_of_agency(name: &str, before: &str, reading: Reading<'_>) -> bool {
    let is_short = (2..=8).contains(&name.len());
    let is_lower = is_short && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'/');
    let is_word = name
        .split('/')
        .all(|name| name.starts_with(char::is_uppercase) && name.chars().all(char::is_alphabetic));
    is_lower || is_word && line_shape::is_capitals(before) && !reading.lexicon.is_place(name)
}

/// Whether nothing but marks and a weekday stands between a date and the agency that follows it.
fn is_close(between: &str, dates: &Reader) -> bool {
    let mut words = between.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.next().is_none_or(|word| dates.is_beside(&word.to_lowercase())) && words.next().is_none()
}
