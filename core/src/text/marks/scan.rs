//! The marks of one paragraph, each with what stands beside it.

use crate::text::{Span, is_blank};

/// What may stand right before an opening mark.
const BRACKETS: &str = "([—–-/:;“\"‘„«";

/// Marks of one family pair with each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    /// `"`, and two single marks in its place.
    Straight,
    /// “ ” „ ‟, and two commas in place of „
    Curly,
    /// « »
    Guillemet,
    /// ‹ ›
    SingleGuillemet,
    /// 「 」
    Corner,
    /// 『 』
    WhiteCorner,
    /// ‘ ’ ‚ '
    Single,
}

impl Family {
    /// Whether a run may begin with a mark of one and end with a mark of the other: text in which two typographies meet.
    pub(super) fn mixable(a: Self, b: Self) -> bool {
        matches!((a, b), (Self::Straight, Self::Curly) | (Self::Curly, Self::Straight))
    }
}

/// A mark and its surroundings.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    pub(super) begin: u32,
    pub(super) end: u32,
    pub(super) family: Family,
    /// The character: it tells „ from “.
    pub(super) sign: char,
    /// Whether the character by itself opens ("“", "「") or closes ("”", "」").
    pub(super) opens_by_shape: bool,
    pub(super) closes_by_shape: bool,
    /// Whether a word may end before it or begin after it.
    pub(super) blank_before: bool,
    pub(super) blank_after: bool,
    /// Whether closing punctuation stands after it, or opening punctuation before it.
    pub(super) stop_after: bool,
    pub(super) bracket_before: bool,
    /// Whether a letter or digit stands after it.
    pub(super) word_after: bool,
    /// Whether an "s" stands before it: a possessive rather than a closing mark.
    pub(super) after_s: bool,
    /// Whether a lone consonant stands after it: the rest of a clipped word ("'s avonds", "'t huis", "rock 'n roll").
    pub(super) clips: bool,
    /// Whether a sentence ends before it.
    pub(super) after_stop: bool,
    /// Whether the run that it opens lasts to the end of its paragraph; told where the run is opened.
    pub(super) lasts: bool,
}

impl Mark {
    /// Whether it cannot open: it leans on what is before it, or its own shape says so.
    pub(super) fn looks_like_closer(self) -> bool {
        let leans_back = !self.blank_before && (self.blank_after || self.stop_after);
        match self.family {
            Family::Straight => leans_back && !self.bracket_before,
            Family::Guillemet | Family::SingleGuillemet => leans_back && !self.bracket_before,
            _ if self.closes_by_shape => !self.blank_before || self.blank_after,
            _ => false,
        }
    }

    /// Whether it stands like an opening mark: a blank or a bracket before it, a word after it.
    pub(super) fn looks_like_opener(self) -> bool {
        (self.blank_before || self.bracket_before) && !self.blank_after && !self.stop_after
    }

    /// Whether it opens a run inside a run of another family.
    pub(super) fn opens(self, rest: &[Mark]) -> bool {
        (self.opens_by_shape || self.looks_like_opener())
            && !self.closes_by_shape
            && rest.iter().take(8).any(|next| next.family == self.family && !next.looks_like_opener())
    }

    /// Whether `next` closes the run that this mark opened.
    pub(super) fn is_closed_by(self, next: Mark, rest: &[Mark], balanced: bool) -> bool {
        match self.family {
            // German „…“, and a closing mark turned the wrong way round.
            Family::Curly if next.sign == '“' => {
                self.sign == '„' || (!next.blank_before && (next.blank_after || next.stop_after))
            }
            Family::Curly => next.sign != '„',
            Family::Straight => !next.nests(self, rest, balanced),
            Family::Guillemet | Family::SingleGuillemet => next.sign != self.sign || next.looks_like_closer(),
            _ => next.closes_by_shape,
        }
    }

    /// Whether it opens a run inside a run that `open`, of the same family, began.
    pub(super) fn nests(self, open: Mark, rest: &[Mark], balanced: bool) -> bool {
        let mut same = rest.iter().filter(|next| next.family == self.family);
        match self.family {
            Family::Curly => open.sign != '„' && self.opens_by_shape && balanced,
            // Two closing marks must follow: one for each.
            Family::Straight => {
                let mut closes = || same.next().is_some_and(|next| next.looks_like_closer());
                self.looks_like_opener() && !self.blank_after && closes() && closes()
            }
            Family::Single => false,
            _ => self.opens_by_shape && same.take(2).filter(|next| next.closes_by_shape).count() == 2,
        }
    }

    /// Whether a single mark can open a run.
    pub(super) fn opens_single(self) -> bool {
        self.family == Family::Single
            && self.sign != '’'
            && !self.clips
            && (self.blank_before || self.bracket_before)
            && (self.word_after || (self.opens_by_shape && !self.blank_after))
    }

    /// Whether it opens a run behind one whose closing mark was left out: `"I grew up here. "My mother`.
    pub(super) fn reopens(self, open: Self) -> bool {
        self.family == Family::Straight
            && open.family == self.family
            && self.after_stop
            && self.word_after
            && self.looks_like_opener()
    }

    /// Whether a single mark can close a run.
    pub(super) fn closes_single(&self) -> bool {
        self.family == Family::Single
            && matches!(self.sign, '’' | '\'' | '‘')
            && !self.blank_before
            && !self.word_after
    }
}

/// How far a paragraph is read for the mark that it begins with.
const FIRST: usize = 8;

/// Whether a paragraph begins with a single mark that can open a run.
pub(super) fn begins_with_single(text: &str, paragraph: Span) -> bool {
    let slice = paragraph.of(text);
    let end = slice.char_indices().nth(FIRST).map_or(slice.len(), |(at, _)| at);
    let mut marks = Vec::new();
    scan(text, Span::new(paragraph.begin(), paragraph.begin() + end as u32), &mut marks);
    marks.first().is_some_and(|mark| mark.begin == paragraph.begin() && mark.opens_single())
}

/// Lists the marks of a paragraph in order.
pub(super) fn scan(text: &str, paragraph: Span, marks: &mut Vec<Mark>) {
    let slice = paragraph.of(text);
    let mut at = 0;
    while let Some(step) = slice.as_bytes()[at..].iter().position(|&byte| may_be_mark(byte)) {
        crate::interrupt::checkpoint();
        at += step;
        let Some(sign) = slice[at..].chars().next() else { break };
        let width = doubled(slice, at, sign).unwrap_or(sign.len_utf8());
        let sign = match sign {
            _ if width == sign.len_utf8() => sign,
            ',' | '‚' => '„',
            _ => '"',
        };
        if let Some(family) = family(sign)
            && !is_inch(&slice[..at], sign)
        {
            marks.push(surroundings(slice, at, width, sign, family, paragraph.begin()));
        }
        at += width;
    }
}

/// Whether a mark may begin with the byte: an ASCII mark, or the first byte of one beyond ASCII.
fn may_be_mark(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b',' | b'`' | 0xc2 | 0xe2 | 0xe3 | 0xef)
}

/// The width of two single marks that stand for a double one, or of two commas that stand for a low one (,,Ja'').
fn doubled(slice: &str, at: usize, sign: char) -> Option<usize> {
    matches!(sign, '\'' | '`' | '’' | '‘' | '‚' | ',').then_some(())?;
    let mut chars = slice[at..].chars();
    chars.next();
    // Three in a row are a single mark beside a double one; the double one is read first.
    let twice = chars.next() == Some(sign);
    let mut opens = || {
        let before = slice[..at].chars().next_back().unwrap_or(' ');
        (is_blank(before) || BRACKETS.contains(before)) && !chars.next().is_none_or(is_blank)
    };
    (twice && (sign != ',' || opens())).then_some(2 * sign.len_utf8())
}

fn family(sign: char) -> Option<Family> {
    Some(match sign {
        '"' | '＂' => Family::Straight,
        '“' | '”' | '„' | '‟' => Family::Curly,
        '«' | '»' => Family::Guillemet,
        '‹' | '›' => Family::SingleGuillemet,
        '「' | '」' => Family::Corner,
        '『' | '』' => Family::WhiteCorner,
        '‘' | '’' | '‚' | '\'' => Family::Single,
        _ => return None,
    })
}

/// Whether the mark means inches: feet and a number stand before it (5'10").
fn is_inch(before: &str, sign: char) -> bool {
    if !matches!(sign, '"' | '”') {
        return false;
    }
    let feet = before.trim_end_matches(|c: char| c.is_ascii_digit());
    let inches = before.len() - feet.len();
    let number = feet.strip_suffix(['\'', '’']).unwrap_or_default();
    (1..=2).contains(&inches) && number.ends_with(|c: char| c.is_ascii_digit())
}

fn surroundings(slice: &str, at: usize, width: usize, sign: char, family: Family, offset: u32) -> Mark {
    let before = slice[..at].chars().next_back().unwrap_or(' ');
    let after_stop = is_blank(before) && slice[..at].trim_end().ends_with(['.', '!', '?', '…']);
    let mut following = slice[at + width..].chars();
    let after = following.next().unwrap_or(' ');
    let clips = is_consonant(after) && !following.next().is_some_and(char::is_alphanumeric);
    Mark {
        begin: offset + at as u32,
        end: offset + (at + width) as u32,
        family,
        sign,
        opens_by_shape: matches!(sign, '“' | '„' | '‟' | '‘' | '‚' | '「' | '『'),
        closes_by_shape: matches!(sign, '”' | '’' | '」' | '』'),
        blank_before: is_blank(before),
        blank_after: is_blank(after),
        stop_after: ".,;:!?)]…".contains(after),
        bracket_before: BRACKETS.contains(before),
        word_after: after.is_alphanumeric(),
        after_s: matches!(before, 's' | 'S'),
        clips,
        after_stop,
        lasts: false,
    }
}

fn is_consonant(letter: char) -> bool {
    letter.is_ascii_lowercase() && !matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}
