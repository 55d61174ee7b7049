//! Signs that may end a sentence.

use crate::text::swar::{Eight, position_of};

/// Where the next sign stands that may end a sentence.
pub(super) fn next(slice: &str, from: usize) -> Option<usize> {
    let bytes = slice.as_bytes();
    let mut at = from;
    loop {
        at += position_of(&bytes[at..], ascii_signs, begins_sign)?;
        let c = slice[at..].chars().next()?;
        if is_terminator(c) || is_pause(c) {
            return Some(at);
        }
        at += c.len_utf8();
    }
}

/// The characters of ASCII that may end a sentence.
#[inline]
fn ascii_signs(swar: Eight) -> u64 {
    swar.between(b'.', b'.') | swar.between(b'!', b'!') | swar.between(b':', b';') | swar.between(b'?', b'?')
}

/// Whether a sign beyond ASCII that may end a sentence could begin with this byte.
#[inline]
fn begins_sign(byte: u8) -> bool {
    matches!(byte, 0xd6 | 0xd8 | 0xdb | 0xe0..=0xe3 | 0xef)
}

/// Whether a character may end a sentence.
pub(super) fn is_terminator(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '‼' | '⁇' | '⁈' | '⁉') || is_wide(c)
}

/// Terminators that need no blank after them or never stand for anything else.
pub(super) fn is_wide(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '．' | '｡' | '؟' | '۔' | '।' | '॥' | '።' | '։' | '။')
}

/// Signs that end a sentence in some languages and divide it in others.
pub(super) fn is_pause(c: char) -> bool {
    matches!(c, ':' | ';' | '\u{37e}')
}

/// Closing marks that mean nothing else.
pub(super) fn is_closing(c: char) -> bool {
    matches!(c, '”' | '’' | '»' | '›' | ')' | ']' | '“' | '」' | '』' | '）' | '】')
}

/// Whether a character opens a bracket.
pub(super) fn is_bracket(c: char) -> bool {
    matches!(c, '(' | '[')
}

/// What may stand before the first word of a sentence.
pub(super) fn is_opening(c: char) -> bool {
    "\"“”‘'«„([¿¡".contains(c)
}
