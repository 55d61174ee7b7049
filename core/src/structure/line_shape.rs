//! What a short piece of text looks like: how it ends, its capitals, its words.

use crate::text::is_blank;
use crate::text::swar::Eight;

/// Whether a text ends like a sentence, closing quotation marks and brackets left out.
pub(super) fn ends_sentence(text: &str) -> bool {
    matches!(
        last_mark(text),
        Some('.' | '!' | '?' | '…' | '。' | '！' | '？' | '।' | '؟' | '۔' | '።' | '՝' | '։')
    )
}

/// Whether a text ends with a full stop, which headlines and headings hardly do.
pub(super) fn ends_with_stop(text: &str) -> bool {
    matches!(last_mark(text), Some('.' | '…' | '。' | '।' | '۔' | '።' | '։')) && !text.ends_with("U.S.")
}

/// Whether a text announces what follows it.
pub(super) fn ends_with_colon(text: &str) -> bool {
    matches!(last_mark(text), Some(':' | '：' | ',' | ';' | '،'))
}

/// The last character that is neither blank nor a closing mark.
fn last_mark(text: &str) -> Option<char> {
    text.chars().rev().find(|&c| !is_blank(c) && !is_closing(c))
}

fn is_closing(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '”'
            | '’'
            | '»'
            | '›'
            | '“'
            | '‘'
            | '«'
            | ')'
            | ']'
            | '）'
            | '」'
            | '』'
            | '】'
            | '*'
            | '_'
    )
}

/// Whether the text holds the end of a sentence before its own end: a stop, a blank and a capital.
pub(super) fn has_inner_sentence(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr3_iter(b'.', b'!', b'?', bytes).any(|at| {
        let word = text[..at].rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let after = &text[at + 1..];
        word.chars().count() > 2
            && after.starts_with([' ', '\n'])
            && after.trim_start().chars().next().is_some_and(|c| c.is_uppercase() || is_opening(c))
    })
}

/// Whether a character opens quoted speech.
pub(super) fn is_opening(c: char) -> bool {
    matches!(c, '"' | '“' | '„' | '«' | '»' | '‘' | '\'' | '‚' | '「' | '『')
}

/// Whether a sentence may begin with this text: a capital, a digit, an opening mark or a letter without case.
pub(super) fn begins_sentence(text: &str) -> bool {
    text.chars().find(|&c| !is_blank(c)).is_some_and(|c| {
        c.is_uppercase()
            || c.is_numeric()
            || is_opening(c)
            || matches!(c, '¿' | '¡' | '(' | '[' | '…' | '”' | '’')
            || is_uncased(c)
    })
}

/// Whether a character is a letter of a script without capitals.
pub(super) fn is_uncased(c: char) -> bool {
    !c.is_ascii() && c.is_alphabetic() && !c.is_uppercase() && !c.is_lowercase()
}

/// Whether a text begins in a script that ends sentences without a mark: Thai, Lao.
pub(super) fn has_no_stops(text: &str) -> bool {
    text.starts_with(|c: char| matches!(c, '\u{e00}'..='\u{eff}'))
}

/// Whether a text begins with a letter of a script without capitals.
pub(super) fn is_uncased_start(text: &str) -> bool {
    text.chars().next().is_some_and(is_uncased)
}

/// Whether all letters are capitals, and there are two at least.
pub(super) fn is_capitals(text: &str) -> bool {
    let mut capitals = 0;
    for c in text.chars() {
        if c.is_lowercase() {
            return false;
        }
        capitals += u32::from(c.is_uppercase());
    }
    capitals >= 2
}

/// The number of words; one for each two letters in a script without spaces.
pub(super) fn word_count(text: &str) -> usize {
    let (mut words, mut ideographs, mut is_inside) = (0, 0, false);
    let mut at = 0;
    while at < text.len() {
        if let Some(swar) = text.as_bytes()[at..].first_chunk().and_then(|&bytes| Eight::read(bytes)) {
            let blank = swar.between(b' ', b' ') | swar.between(b'\t', b'\r');
            let after_blank = blank << 8 | if is_inside { 0 } else { 0x80 };
            words += Eight::count(after_blank & !blank);
            if blank != 0 {
                words += ideographs / 2;
                ideographs = 0;
            }
            is_inside = blank.leading_zeros() > 0;
            at += 8;
            continue;
        }
        // Up to the next character beyond ASCII, or the end.
        for c in text[at..].chars() {
            at += c.len_utf8();
            if c.is_whitespace() {
                words += ideographs / 2;
                (ideographs, is_inside) = (0, false);
            } else {
                words += usize::from(!is_inside);
                ideographs += usize::from(is_ideograph(c));
                is_inside = true;
            }
            if !c.is_ascii() {
                break;
            }
        }
    }
    words + ideographs / 2
}

/// Whether a text has no more characters than this.
pub(super) fn is_at_most(text: &str, chars: usize) -> bool {
    text.len() <= chars || text.len() <= 4 * chars && text.chars().count() <= chars
}

/// Whether a character is Chinese or Japanese: a script that has no spaces between words.
pub(super) fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Whether a text has a letter.
pub(super) fn has_letter(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

/// The share of digits among the characters, in hundredths.
pub(super) fn digits_percent(text: &str) -> usize {
    let (digits, all) = text
        .chars()
        .filter(|&c| !is_blank(c))
        .fold((0, 0), |(digits, all), c| (digits + usize::from(c.is_numeric()), all + 1));
    100 * digits / std::cmp::max(all, 1)
}

/// A text without the marks that Markdown puts around it.
pub(super) fn without_emphasis(text: &str) -> &str {
    text.trim_matches(['*', '_', '#', ' ', '\t'])
}

/// The largest prefix of at most `limit` bytes that ends on a character boundary.
pub(super) fn head(text: &str, limit: usize) -> &str {
    &text[..text.floor_char_boundary(limit)]
}

/// The largest suffix of at most `limit` bytes that begins on a character boundary.
pub(super) fn tail(text: &str, limit: usize) -> &str {
    &text[text.ceil_char_boundary(text.len().saturating_sub(limit))..]
}

/// Whether a unit begins with a name in capitals and a colon, as the turns of a transcript do.
pub(super) fn begins_with_speaker(text: &str) -> bool {
    let head = head(text, 60);
    head.split_once(':').is_some_and(|(name, _)| is_capitals(name) && !name.contains(','))
}
