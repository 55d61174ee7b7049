//! What the wires of agencies put around a story for machines: codes, categories and marks at the ends of lines.
//!
//! Source: the forms of ANPA 1312 and IPTC 7901, as they are left in text that was taken off a wire.

use crate::text::Span;

/// The longest line of codes, in bytes.
const LONGEST: usize = 60;

/// A line without the marks that tell machines what it is: "^By ADA LIND=", "^Ferry sails again<".
pub(super) fn without_marks(text: &str, line: Span) -> Span {
    let whole = line.of(text);
    let Some(inner) = whole.strip_prefix('^').filter(|inner| !inner.is_empty()) else { return line };
    let inner = inner.trim_end_matches(['<', '=', ' ']);
    if inner.is_empty() {
        return line;
    }
    Span::new(line.begin() + 1, line.begin() + 1 + inner.len() as u32)
}

/// Whether a line is codes and nothing else: "eca00031 3 i 410 nwa 0712", "/transport/islands/", "nwa cv gh".
pub(super) fn is_codes(line: &str) -> bool {
    if line.len() > LONGEST || line.ends_with(['.', '?', '!', ':']) {
        return false;
    }
    if line.len() > 2 && line.starts_with('/') && line.ends_with('/') {
        return true;
    }
    let mut words = line.split_whitespace();
    let has_number = words.clone().any(|word| word.bytes().any(|byte| byte.is_ascii_digit()));
    let is_initials = |word: &str| word.len() <= 3 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    words.clone().nth(1).is_some()
        && (has_number && words.clone().all(is_code) && words.clone().any(is_key)
            || words.clone().nth(2).is_some() && words.all(is_initials))
}

/// Whether a line is the slug of a story: words in capitals behind hyphens, maybe with the version and the length of the
/// story behind them ("BC-MILL-TURBINE", "BC-Karst-Wolf, 1st Ld-Writethru,210").
pub(super) fn is_slug(line: &str) -> bool {
    let first = line.split([' ', ',']).next().unwrap_or_default();
    let length = line.rsplit([',', ' ']).next().unwrap_or_default();
    let is_length = (2..=4).contains(&length.len()) && length.bytes().all(|byte| byte.is_ascii_digit());
    let (priority, topic) = first.split_once('-').unwrap_or_default();
    let is_marked = (1..=3).contains(&priority.len())
        && priority.bytes().all(|byte| byte.is_ascii_uppercase())
        && topic.len() > 2
        && topic.contains('-');
    line.len() <= LONGEST && is_marked && (first.len() == line.len() || is_length)
}

/// A word of codes: up to three letters, a few in capitals, digits with them, a slug.
fn is_code(word: &str) -> bool {
    let is_capital = |byte: u8| byte.is_ascii_uppercase();
    word.len() <= 3
        || word.len() <= 4 && word.bytes().all(is_capital)
        || word.bytes().any(|byte| byte.is_ascii_digit())
            && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        || word.contains('-') && word.bytes().all(|byte| is_capital(byte) || byte == b'-')
}

/// A word that only codes have: letters and digits in one, the time to the second, or the length of a story.
fn is_key(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let letters = word.bytes().filter(u8::is_ascii_alphabetic).count();
    digits + letters == word.len()
        && (digits > 1 && letters > 0 || digits >= 6 || digits == 4 && word.starts_with('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_told_from_lines_for_readers() {
        for (line, expect) in [
            ("bca00417 3 i 380    nwr 0711", true),
            ("/harbour/islands/", true),
            ("nwr al bh", true),
            ("131504 GMT May 24", true),
            ("r e BC-SUND-FERRY    10-11 0240", true),
            ("Sund 2 Exton 1", false),
            ("NORLAND SELLS 180,000 TONNES OF SUGAR", false),
            ("NORLAND UNVEILS BUDGET FOR 1987/88", false),
            ("Net 1,232,000 vs 834,000", false),
            ("10-11 0240", true),
            ("May 8, 2024", false),
            ("Ferry sails again", false),
            ("We do.", false),
        ] {
            assert_eq!(is_codes(line), expect, "{line}");
        }
    }

    #[test]
    fn slugs_are_told_from_headlines() {
        for (line, expect) in [
            ("BC-SUND-FERRY", true),
            ("BC-Sund-Ferry, 1st Ld-Writethru,210", true),
            ("T-shirt-maker closes", false),
            ("EU-Norland ferry deal fails", false),
        ] {
            assert_eq!(is_slug(line), expect, "{line}");
        }
    }

    #[test]
    fn the_marks_of_a_line_are_not_its_text() {
        for (line, expect) in [
            ("^By ADA LIND=", "By ADA LIND"),
            ("^Ferry sails again<", "Ferry sails again"),
            ("^", "^"),
            ("a<", "a<"),
        ] {
            assert_eq!(without_marks(line, Span::whole(line)).of(line), expect);
        }
    }
}
