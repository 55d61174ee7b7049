//! Signs that may end a sentence, with all that belongs to them.

use super::signs::{is_bracket, is_closing, is_terminator};
use crate::text::is_blank;

/// Quotation marks that were opened so many bytes before are looked for when one stands between blanks.
const REACH: usize = 1000;

/// A terminator with all that belongs to it.
pub(super) struct Run {
    /// Where the sentence begins so far.
    pub(super) sentence: usize,
    /// Where the first terminator stands.
    pub(super) begin: usize,
    /// After the last terminator and the closing marks behind it.
    pub(super) end: usize,
    /// The first terminator.
    pub(super) sign: char,
    /// How many terminators there are.
    pub(super) count: usize,
    /// Whether closing marks follow.
    pub(super) closed: bool,
    /// Whether dots in brackets stand for words left out ("[...]").
    pub(super) is_omission: bool,
}

impl Run {
    /// Reads the run that begins at `begin`. `in_quotes` says whether a straight double mark is open there.
    pub(super) fn read(slice: &str, sentence: usize, begin: usize, in_quotes: bool) -> Self {
        let sign = slice[begin..].chars().next().unwrap_or('.');
        let (mut count, mut stopped) = terminators(slice, begin);
        if is_stop_and_ellipsis(slice, begin, stopped) {
            (count, stopped) = (1, begin + 1);
        }
        let is_omission = slice[..begin].ends_with(is_bracket)
            && slice[stopped..].starts_with([')', ']'])
            && (count > 1 || sign == '…');
        let end = notes(slice, closing(slice, begin, stopped, in_quotes));
        Self { sentence, begin, end, sign, count, closed: end > stopped, is_omission }
    }

    /// Whether it is one full stop alone.
    pub(super) fn is_single_stop(&self) -> bool {
        self.count == 1 && self.sign == '.'
    }

    /// Whether it is an ellipsis.
    pub(super) fn is_ellipsis(&self) -> bool {
        self.sign == '…' || self.sign == '.' && self.count > 1
    }
}

/// How many terminators stand in a row from the one at `begin` on, and where they end; dots may have blanks between them (". . .").
fn terminators(slice: &str, begin: usize) -> (usize, usize) {
    let (mut count, mut end) = (0, begin);
    loop {
        let rest = &slice[end..];
        if let Some(c) = rest.chars().next().filter(|&c| is_terminator(c) || count == 0) {
            end += c.len_utf8();
        } else if count > 0
            && rest.starts_with(" .")
            && rest[2..].chars().next().is_none_or(|c| is_blank(c) || c == '.' || is_closing(c))
        {
            end += 2;
        } else {
            return (count, end);
        }
        count += 1;
    }
}

/// Whether a run is the stop of a sentence and an ellipsis that the next one begins with ("work. . . . The").
fn is_stop_and_ellipsis(slice: &str, begin: usize, end: usize) -> bool {
    let goes_on = slice[end..].trim_start_matches(is_blank).starts_with(char::is_uppercase);
    goes_on && &slice[begin..end] == ". . . ." && slice[..begin].ends_with(char::is_alphanumeric)
}

/// The end of the notes in brackets that stand right behind a stop (`it passed.[7][8]`).
fn notes(slice: &str, stopped: usize) -> usize {
    let mut end = stopped;
    while let Some(inside) = slice[end..].strip_prefix('[') {
        let digits = inside.bytes().take_while(u8::is_ascii_digit).count();
        if !(1..=3).contains(&digits) || !inside[digits..].starts_with(']') {
            break;
        }
        end += digits + 2;
    }
    end
}

/// Where the closing marks behind a run of terminators end.
fn closing(slice: &str, begin: usize, stopped: usize, in_quotes: bool) -> usize {
    let mut end = stopped;
    let mut in_quotes = in_quotes;
    for c in slice[end..].chars() {
        let next = slice[end + c.len_utf8()..].chars().next();
        let is_free = !next.is_some_and(char::is_alphanumeric);
        let is_straight = c == '"' && (is_free || in_quotes) || c == '\'' && is_free;
        // The German closing mark is the opening one of English.
        if !is_straight && (!is_closing(c) || c == '“' && !is_free) {
            break;
        }
        in_quotes &= c != '"';
        end += c.len_utf8();
    }
    // French spacing and the marks of typewriters: the closing mark stands apart.
    let rest = &slice[end..];
    let apart = rest.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    if apart.len() == rest.len() {
        return end;
    }
    let width = if apart.starts_with("''") { 2 } else { apart.chars().next().map_or(0, char::len_utf8) };
    let follows = apart[width..].chars().next();
    if follows.is_some_and(char::is_alphanumeric) {
        return end;
    }
    let before = &slice[slice.floor_char_boundary(begin.saturating_sub(REACH))..begin];
    let closes = match apart.chars().next() {
        Some(')' | ']' | '”') => true,
        Some('"') => in_quotes,
        Some('»') => before.rfind('«') > before.rfind('»'),
        Some('\'') => width == 2,
        _ => false,
    };
    if closes { end + (rest.len() - apart.len()) + width } else { end }
}
