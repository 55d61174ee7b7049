//! Who wrote a document, from a line that says so.

use super::phrases::Phrases;
use crate::analysis::{Author, Byline};
use crate::text::{Span, trim};

/// Words that introduce an author, in lower case.
const INTRODUCTIONS: [&str; 21] = [
    "reported by ",
    "written by ",
    "story by ",
    "text by ",
    "from our ",
    "escrito por ",
    "redazione ",
    "ein artikel von ",
    "by ",
    "by: ",
    "von ",
    "par ",
    "por ",
    "di ",
    "door ",
    "av ",
    "af ",
    "a cura di ",
    "autor: ",
    "текст: ",
    "oleh ",
];

/// Reads a byline; nothing where the line is something else.
///
/// With an introduction ("By", "Von") capitalised names must follow. Without one the line must be an agency or,
/// where `bare_names` allows it, nothing but names of two to four words.
pub(super) fn parse(text: &str, line: Span, phrases: &Phrases, bare_names: bool) -> Option<Byline> {
    let slice = line.of(text);
    if slice.len() > 160 || slice.contains('\n') && slice.len() > 120 {
        return None;
    }
    let lower = slice.to_lowercase();
    let introduction = INTRODUCTIONS.iter().find(|word| lower.starts_with(*word)).map(|word| word.len());
    // Lower-casing may change lengths; only an ASCII introduction can be cut off by its own.
    let from = introduction.filter(|&at| slice.is_char_boundary(at)).unwrap_or(0);
    if from == 0 && !bare_names || slice[from..].ends_with(['.', '?', '!', ':']) {
        return None;
    }
    let mut byline = Byline { span: Some(line), ..Byline::default() };
    let mut at = line.range().start + from;
    for piece in pieces(&slice[from..]) {
        let begin = at;
        at += piece.len();
        let span = name_span(text, Span::from(begin..at));
        let name = span.of(text);
        if name.is_empty() {
            continue;
        }
        if phrases.is_agency(name) {
            name.clone_into(&mut byline.agency);
        } else if is_desk(name) {
            byline.agency = name.into();
        } else if is_person(name, from > 0) {
            byline.authors.push(Author { name: cased(name), span: Some(span) });
        } else if byline.authors.is_empty() {
            return None;
        } else {
            // What follows the names is a title, an address or a place.
            break;
        }
    }
    (!byline.authors.is_empty() || !byline.agency.is_empty()).then_some(byline)
}

/// Cuts at commas, "and" and their like, keeping every byte.
fn pieces(text: &str) -> Vec<&str> {
    const JOINTS: [&str; 14] = [
        ", ", " and ", " und ", " et ", " y ", " e ", " en ", " och ", " & ", " | ", " avec ", " with ",
        " – ", " in ",
    ];
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((at, joint)) =
        JOINTS.iter().filter_map(|joint| rest.find(joint).map(|at| (at, joint))).min_by_key(|&(at, _)| at)
    {
        let (piece, after) = rest.split_at(at + joint.len());
        pieces.push(piece);
        rest = after;
    }
    pieces.push(rest);
    pieces
}

/// The name in a piece: less its joint, brackets and address.
fn name_span(text: &str, piece: Span) -> Span {
    const JOINTS: [&str; 12] = [",", "and", "und", "et", "y", "e", "en", "och", "&", "|", "avec", "with"];
    let mut span = trim(text, piece);
    loop {
        let slice = span.of(text);
        let last = slice.rsplit([' ', '\n']).next().unwrap_or_default();
        let cut = if JOINTS.contains(&last) || last == "in" || last == "–" || last.contains('@') {
            last.len()
        } else if slice.ends_with([',', '|', '-', ';']) {
            1
        } else if slice.ends_with(')') {
            slice.len() - slice.rfind('(').unwrap_or(slice.len() - 1)
        } else {
            return span;
        };
        span = trim(text, Span::new(span.begin(), span.end() - cut as u32));
        if span.is_empty() {
            return span;
        }
    }
}

/// Whether words are a person's name: two to four capitalised words, particles aside; one after an introduction.
fn is_person(words: &str, introduced: bool) -> bool {
    const PARTICLES: [&str; 16] = [
        "de", "da", "van", "von", "der", "den", "la", "le", "del", "di", "bin", "al", "ten", "dos", "du",
        "zu",
    ];
    let mut capitalized = 0;
    for word in words.split([' ', '\u{a0}']).filter(|word| !word.is_empty()) {
        if word.starts_with(char::is_uppercase) && !word.contains(|c: char| c.is_ascii_digit()) {
            capitalized += 1;
        } else if word
            .chars()
            .next()
            .is_some_and(|c| c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase())
        {
            capitalized += 2;
        } else if !PARTICLES.contains(&word) {
            return false;
        }
    }
    let least = if introduced { 1 } else { 2 };
    (least..=4).contains(&capitalized) && !words.contains([':', '"', '“', '?'])
}

/// Whether a name is that of a newsroom.
fn is_desk(name: &str) -> bool {
    const DESKS: [&str; 12] = [
        "Desk",
        "Staff",
        "Correspondent",
        "Reporter",
        "Newsroom",
        "Bureau",
        "Agencies",
        "Redaktion",
        "Rédaction",
        "Redacción",
        "Writers",
        "Team",
    ];
    name.split_whitespace().any(|word| DESKS.contains(&word)) && name.split_whitespace().count() <= 4
}

/// A name in capitals, with capitals at the beginnings of its words only.
fn cased(name: &str) -> String {
    if name.chars().any(char::is_lowercase) {
        return name.into();
    }
    let mut out = String::with_capacity(name.len());
    let mut inside = false;
    for c in name.chars() {
        if inside {
            out.extend(c.to_lowercase());
        } else {
            out.push(c);
        }
        inside = c.is_alphabetic();
    }
    out
}
