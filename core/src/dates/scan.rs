//! A short text as numbers, words and marks.

use std::borrow::Cow;

/// A piece and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spanned<'a> {
    pub(super) begin: u32,
    pub(super) end: u32,
    pub(super) piece: Piece<'a>,
    /// Whether it is a word in Latin capitals ("GMT").
    pub(super) is_capitals: bool,
}

/// What stands in a date: white space is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Decimal digits of any script.
    Number { value: u32, digits: u32 },
    /// Letters and combining signs, lower-cased; each of 年月日년월일 is a word of its own.
    Word(Cow<'a, str>),
    /// Any other character.
    Mark(char),
}

/// Cuts a text into pieces.
pub(super) fn pieces(text: &str) -> Vec<Spanned<'_>> {
    let mut out = Vec::with_capacity(text.len() / 4);
    let mut chars = text.char_indices().peekable();
    while let Some((begin, first)) = chars.next() {
        if crate::text::is_blank(first) {
            continue;
        }
        let same: fn(char) -> bool = match first {
            c if digit(c).is_some() => |c| digit(c).is_some(),
            c if is_unit(c) => |_| false,
            c if is_letter(c) => |c| is_letter(c) && !is_unit(c),
            _ => |_| false,
        };
        let mut end = begin + first.len_utf8();
        while let Some(&(at, c)) = chars.peek() {
            if !same(c) {
                break;
            }
            end = at + c.len_utf8();
            chars.next();
        }
        out.push(spanned(&text[begin..end], begin, first));
    }
    out
}

fn spanned(slice: &str, begin: usize, first: char) -> Spanned<'_> {
    let piece = if digit(first).is_some() {
        let digits = slice.chars().count() as u32;
        let value = slice.chars().filter_map(digit).fold(0u32, |n, d| n.saturating_mul(10).saturating_add(d));
        Piece::Number { value, digits }
    } else if is_letter(first) {
        let is_lower = slice.bytes().all(|byte| byte.is_ascii_lowercase());
        Piece::Word(if is_lower { Cow::Borrowed(slice) } else { Cow::Owned(slice.to_lowercase()) })
    } else {
        Piece::Mark(first)
    };
    let is_capitals = slice.bytes().all(|b| b.is_ascii_uppercase());
    Spanned { begin: begin as u32, end: (begin + slice.len()) as u32, piece, is_capitals }
}

/// The characters that follow the numbers of a date in Chinese, Japanese and Korean.
fn is_unit(c: char) -> bool {
    matches!(c, '年' | '月' | '日' | '号' | '號' | '년' | '월' | '일')
}

/// Letters, and the vowel signs that belong to them in Indic and other scripts.
fn is_letter(c: char) -> bool {
    c.is_alphabetic()
        || matches!(c, '\u{300}'..='\u{36f}' | '\u{93c}'..='\u{94d}' | '\u{9bc}'..='\u{9cd}' | '\u{a3c}'..='\u{a4d}' | '\u{abc}'..='\u{acd}' | '\u{bbe}'..='\u{bcd}' | '\u{c3e}'..='\u{c4d}' | '\u{cbc}'..='\u{ccd}' | '\u{d3e}'..='\u{d4d}' | '\u{e31}'..='\u{e4e}' | '\u{1000}'..='\u{103e}')
}

/// The value of a decimal digit of the scripts that news is dated in.
pub(super) fn digit(c: char) -> Option<u32> {
    const ZEROES: [char; 12] = [
        '\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{be6}', '\u{c66}', '\u{e50}',
        '\u{1040}', '\u{17e0}', '\u{ff10}',
    ];
    if c.is_ascii() {
        return c.to_digit(10);
    }
    let code = c as u32;
    ZEROES.iter().map(|&zero| code.wrapping_sub(zero as u32)).find(|&value| value < 10)
}
