//! The note at the start of a story that says where, when and by which agency it was filed.

use super::phrases::Phrases;
use crate::analysis::Dateline;
use crate::dates::Reader;
use crate::text::{Span, is_blank, trim};

/// A dateline lies within this many bytes of the start of its paragraph.
const LONGEST: usize = 120;

/// Finds the dateline at the beginning of a paragraph.
///
/// A dateline is a place and one of: an agency in brackets, a date, or capitals all through with a dash or a colon after it.
pub(super) fn find(text: &str, paragraph: Span, phrases: &Phrases, dates: &Reader) -> Option<Dateline> {
    let slice = paragraph.of(text);
    let mut limit = slice.len().min(LONGEST);
    while !slice.is_char_boundary(limit) {
        limit -= 1;
    }
    let window = slice[..limit].split('\n').next().unwrap_or_default();
    let mut before = ' ';
    for (at, sign) in window.char_indices() {
        let ends = match sign {
            ')' => true,
            '-' | '–' | '—' | '_' => is_blank(before),
            ':' | '.' => window[at + 1..].chars().next().is_none_or(|c| is_blank(c) || c == '-'),
            _ => false,
        };
        before = sign;
        // A bracket that ends the dateline belongs to it.
        let head = &window[..at + usize::from(sign == ')')];
        if !ends {
            continue;
        }
        if let Some((location, agency, date)) =
            Parts::read(head, phrases, dates).and_then(|parts| parts.accept(sign))
        {
            let begin = paragraph.range().start;
            let span = trim(text, Span::from(begin..begin + with_end(window, head.len())));
            return Some(Dateline { span, location, agency, date });
        }
    }
    None
}

/// Where a dateline ends whose words end at `at`: after a stop, a colon, or a dash.
fn with_end(window: &str, at: usize) -> usize {
    let rest = &window[at..];
    if rest.starts_with(".-") {
        return at + 2;
    }
    if rest.starts_with(['.', ':']) {
        return at + 1;
    }
    let dashes = rest.trim_start_matches(is_blank);
    let after = dashes.trim_start_matches(['-', '–', '—', '_', ':']);
    if after.len() == dashes.len() { at } else { window.len() - after.len() }
}

/// What stands before the end of what may be a dateline.
struct Parts<'a> {
    location: &'a str,
    agency: &'a str,
    date: String,
}

impl<'a> Parts<'a> {
    fn read(head: &'a str, phrases: &Phrases, dates: &Reader) -> Option<Self> {
        let mut rest = head.trim();
        let mut agency = "";
        // ANSA sets its name before the place.
        if let Some((name, after)) = rest.strip_prefix('(').and_then(|inner| inner.split_once(')')) {
            if phrases.is_agency(name) {
                agency = name;
                rest = after.trim_start_matches([' ', '-', '–', '—']);
            }
        }
        if let Some((before, name)) = rest.strip_suffix(')').and_then(|inner| inner.rsplit_once('(')) {
            if phrases.is_agency(name) {
                agency = name;
                rest = before.trim();
            }
        }
        let mut location_end = 0;
        let mut date = String::new();
        for part in rest.split_inclusive(',') {
            let clean = part.trim_end_matches(',').trim();
            if clean.is_empty() {
                continue;
            }
            if let Some(found) =
                dates.parse(clean).filter(|_| clean.bytes().any(|byte| byte.is_ascii_digit()))
            {
                date = found.to_string();
            } else if date.is_empty() && is_place(clean) {
                location_end =
                    part.as_ptr() as usize - rest.as_ptr() as usize + part.trim_end_matches(',').len();
            } else {
                return None;
            }
        }
        let location = rest[..location_end].trim();
        (!location.is_empty()).then_some(Self { location, agency, date })
    }

    /// Whether the parts make a dateline before this end.
    fn accept(self, end: char) -> Option<(String, String, String)> {
        let letters = || self.location.chars().filter(|c| c.is_alphabetic());
        let city = self.location.split(',').next().unwrap_or_default();
        let capitals = city.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase)
            && letters().count() >= 3
            && city.split_whitespace().count() <= 4;
        let dash = matches!(end, '-' | '–' | '—' | '_');
        let sure = !self.agency.is_empty() || !self.date.is_empty();
        let stop = matches!(end, '.' | ')');
        let by_agency = !self.agency.is_empty();
        let enough =
            if stop { by_agency } else { sure || (capitals && (dash || end == ':') && !is_role(city)) };
        enough.then(|| (self.location.into(), self.agency.into(), self.date))
    }
}

/// Whether words can be the name of a place: capitalised, or an abbreviation or particle between capitalised ones.
fn is_place(words: &str) -> bool {
    let mut count = 0;
    for word in words.split([' ', '/']).filter(|word| !word.is_empty()) {
        count += 1;
        let word = word.trim_start_matches('(');
        let particle =
            matches!(word, "and" | "de" | "del" | "la" | "am" | "an" | "der" | "do" | "da" | "of" | "upon");
        if !particle
            && !word.starts_with(|c: char| c.is_uppercase() || (c.is_alphabetic() && !c.is_lowercase()))
        {
            return false;
        }
    }
    (1..=5).contains(&count) && !words.ends_with(['!', '?', '"'])
}

/// Whether capitals before a colon name a speaker or a kind of text rather than a place.
fn is_role(words: &str) -> bool {
    const ROLES: [&str; 32] = [
        "MINISTER",
        "PRESIDENT",
        "SENATOR",
        "REPORTER",
        "HOST",
        "INTERVIEWER",
        "CORRECTION",
        "NOTE",
        "UPDATE",
        "UPDATED",
        "WATCH",
        "READ",
        "PHOTOS",
        "VIDEO",
        "ANALYSIS",
        "OPINION",
        "EXCLUSIVE",
        "BREAKING",
        "FACTBOX",
        "TIMELINE",
        "QUESTION",
        "ANSWER",
        "MODERATOR",
        "SPEAKER",
        "CHAIRMAN",
        "JUDGE",
        "GOVERNOR",
        "MAYOR",
        "SECRETARY",
        "MORE",
        "RELATED",
        "EDITOR",
    ];
    words.split_whitespace().any(|word| ROLES.contains(&word))
}
