//! Character references of HTML, in pages and in the plain text that was made of them.

use std::borrow::Cow;

use markup5ever::data::NAMED_ENTITIES;

/// The longest name of a character reference, with its semicolon.
const LONGEST: usize = 33;

/// Text with its character references (`&eacute;`, `&#233;`, `&#xE9;`) replaced by what they stand for.
///
/// Names need their semicolon, as no browser-made page leaves it out; what is no reference stays as it is.
pub(crate) fn resolved(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = match leading(rest) {
            Some((first, second, length)) => {
                out.push(first);
                out.extend(second);
                length
            }
            None => {
                out.push('&');
                1
            }
        };
        rest = &rest[length..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The one or two characters that the reference stands for which a text begins with, and how long that is.
pub(super) fn leading(text: &str) -> Option<(char, Option<char>, usize)> {
    let reference = text.strip_prefix('&')?;
    let end = 1 + reference.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let (first, second) = character(&reference[..end])?;
    Some((first, second, 1 + end))
}

/// The one or two characters that a reference with its semicolon stands for.
fn character(reference: &str) -> Option<(char, Option<char>)> {
    let Some(number) = reference.strip_prefix('#') else {
        let &(first, second) = NAMED_ENTITIES.get(reference)?;
        return Some((char::from_u32(first)?, (second > 0).then(|| char::from_u32(second)).flatten()));
    };
    let digits = number.strip_suffix(';')?;
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
        None => digits.parse().ok()?,
    };
    let c = match code {
        // Numbers of windows-1252 are written in many pages where those of Unicode are meant.
        0x80..=0x9f => {
            encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[code as u8]).0.chars().next()?
        }
        0 => char::REPLACEMENT_CHARACTER,
        _ => char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER),
    };
    Some((c, None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_become_characters() {
        for (text, expect) in [
            ("caf&eacute; &amp; bar", "café & bar"),
            ("&#8220;Yes&#x201D; &#147;no&#148;", "“Yes” “no”"),
            ("&amp;lt;p&gt;", "&lt;p>"),
            ("AT&T; R&D &; &#; &#xZZ; &nosuchname;", "AT&T; R&D &; &#; &#xZZ; &nosuchname;"),
            ("&#0; &#99999999;", "\u{fffd} \u{fffd}"),
            ("&", "&"),
        ] {
            assert_eq!(resolved(text), expect, "{text}");
        }
    }
}
