//! Signs that may end a sentence.

/// The bytes that signs begin with which may end a sentence.
static LEADS: [bool; 256] = {
    let mut leads = [false; 256];
    let signs = b".!?:;\xd6\xd8\xdb\xe0\xe1\xe2\xe3\xef";
    let mut at = 0;
    while at < signs.len() {
        leads[signs[at] as usize] = true;
        at += 1;
    }
    leads
};

/// Where the next sign stands that may end a sentence.
pub(super) fn next(slice: &str, from: usize) -> Option<usize> {
    let bytes = slice.as_bytes();
    let mut at = from;
    loop {
        at += bytes[at..].iter().position(|&byte| LEADS[usize::from(byte)])?;
        let c = slice[at..].chars().next()?;
        if is_terminator(c) || is_pause(c) {
            return Some(at);
        }
        at += c.len_utf8();
    }
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
