use std::ops::Range;

use unicode_normalization::char::compose;

use crate::text::swar::{Eight, position_of};
use crate::text::{Span, char_refs, is_invisible};

/// A text as people see it, and where each place of it stands in the text that it was made of.
///
/// - Invisible characters are left out ([`is_invisible`], but for the joiners, which change how letters and emoji look).
/// - Blanks of one line are spaces, but for tabs, the wide space of East Asia, and blanks between digits, which group
///   them.
/// - The line separator is a space, as it breaks a line inside a paragraph. Whatever else ends a line is a line feed;
///   before one, a carriage return stays.
/// - A letter and the accent that combines with it are one character where Unicode has it.
/// - A word that a hyphen parts at the end of a line is whole, and its line ends behind it.
/// - A character reference with its semicolon (`&quot;`, `&#8217;`) is the character that it stands for, read once.
///
/// Texts out of mark-up, word processors and old feeds are full of the others, and no lexicon has words with soft
/// hyphens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clean {
    /// The clean text.
    pub text: String,
    // By place; each place once.
    breaks: Vec<Break>,
    // Those of the text whose parted words were made whole, where its characters were not clean.
    characters: Vec<Break>,
}

/// A place of the clean text from which on another number of bytes has been left out than before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Break {
    place: u32,
    // Where what stands before it ends in the original.
    before: u32,
    // Where what stands after it begins there.
    after: u32,
}

impl Clean {
    /// The clean form of a text, absent where the text is clean. Linear; without a copy where it is clean.
    ///
    /// ```
    /// use ascribe_core::text::{Clean, Span};
    ///
    /// let original = "The min\u{ad}ister\u{a0}left";
    /// let clean = Clean::of(original).unwrap();
    /// assert_eq!(clean.text, "The minister left");
    /// assert_eq!(clean.original(Span::new(4, 12)).of(original), "min\u{ad}ister");
    /// assert!(Clean::of("The minister left").is_none());
    /// ```
    ///
    /// # Panics
    /// If the text is 4 GiB or longer.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        match Self::of_characters(text) {
            None => Self::of_lines(text),
            Some(clean) => match Self::of_lines(&clean.text) {
                None => Some(clean),
                Some(whole) => Some(Self { characters: clean.breaks, ..whole }),
            },
        }
    }

    /// The text with each character as it is seen.
    fn of_characters(text: &str) -> Option<Self> {
        let mut clean = Self { text: String::new(), breaks: Vec::new(), characters: Vec::new() };
        // Up to where it is copied, and from where it is yet to be looked at.
        let (mut copied, mut from) = (0, 0);
        while let Some(found) = position_of(&text.as_bytes()[from..], unclean_ascii, begins_unclean) {
            crate::interrupt::checkpoint();
            let begin = from + found;
            let (c, end) = seen(text, begin);
            from = end;
            let is_reference = end - begin > c.len_utf8();
            let change = match Change::of(c, &text[..begin], &text[end..]) {
                Change::None if is_reference => Change::Put(c),
                change => change,
            };
            if change == Change::None {
                continue;
            }
            clean.text.push_str(&text[copied..begin]);
            match change {
                Change::None => {}
                Change::LeaveOut => clean.break_at(begin, end),
                Change::Put(instead) => {
                    clean.text.push(instead);
                    clean.break_at(end, end);
                }
                Change::Combine => match clean.last_with(c) {
                    Some(whole) => clean.put_in_place_of_last(whole, end),
                    None => {
                        clean.text.push(c);
                        clean.break_at(end, end);
                    }
                },
            }
            copied = end;
        }
        if copied == 0 {
            return None;
        }
        clean.text.push_str(&text[copied..]);
        (clean.text != text).then_some(clean)
    }

    /// The text with the words whole that hyphens part at the ends of lines, each with the end of its line behind it.
    fn of_lines(text: &str) -> Option<Self> {
        let mut clean = Self { text: String::new(), breaks: Vec::new(), characters: Vec::new() };
        // Up to where it is copied, and the blank where the line of the last whole word ends.
        let (mut copied, mut line_end) = (0, None);
        for hyphen in memchr::memchr_iter(b'-', text.as_bytes()) {
            crate::interrupt::checkpoint();
            let Some(rest) = rest_of_word(text, hyphen) else { continue };
            clean.copy(text, copied..hyphen, &mut line_end);
            clean.break_at(hyphen, rest);
            let blank = text[rest..].find(char::is_whitespace).map(|length| rest + length);
            line_end = blank.filter(|&blank| text.as_bytes()[blank] == b' ');
            copied = rest;
        }
        if copied == 0 {
            return None;
        }
        clean.copy(text, copied..text.len(), &mut line_end);
        Some(clean)
    }

    /// Where the original has what stands at a span of the clean text: without what is left out at either end.
    #[must_use]
    pub fn original(&self, span: Span) -> Span {
        before_breaks(&self.characters, before_breaks(&self.breaks, span))
    }

    /// Copies a part of a text, with the end of a line in the place of the blank at `line_end`.
    fn copy(&mut self, text: &str, part: Range<usize>, line_end: &mut Option<usize>) {
        match line_end.take_if(|blank| part.contains(blank)) {
            Some(blank) => {
                self.text.push_str(&text[part.start..blank]);
                self.text.push('\n');
                self.text.push_str(&text[blank + 1..part.end]);
            }
            None => self.text.push_str(&text[part]),
        }
    }

    /// The character that the last one and an accent are together.
    fn last_with(&self, accent: char) -> Option<char> {
        compose(self.text.chars().next_back()?, accent)
    }

    /// Puts a character where the last one stood; up to `end`, the original has it.
    fn put_in_place_of_last(&mut self, whole: char, end: usize) {
        self.text.pop();
        let place = Span::whole(&self.text).end();
        while self.breaks.last().is_some_and(|last| last.place > place) {
            self.breaks.pop();
        }
        self.text.push(whole);
        self.break_at(end, end);
    }

    /// From here on, what stands before ended and what comes begins at these places of the original.
    fn break_at(&mut self, before: usize, after: usize) {
        let (place, after) = (Span::whole(&self.text).end(), Span::from(0..after).end());
        match self.breaks.last_mut() {
            Some(last) if last.place == place => last.after = after,
            _ => self.breaks.push(Break { place, before: before as u32, after }),
        }
    }
}

/// Where a text has what stands at a span of the one that was made of it by breaks.
fn before_breaks(breaks: &[Break], span: Span) -> Span {
    let near = |place: u32| {
        let later = breaks.partition_point(|change| change.place <= place);
        // Before the first, both begin together.
        breaks[..later].last().copied().unwrap_or_default()
    };
    let change = near(span.begin());
    let begin = change.after + (span.begin() - change.place);
    if span.is_empty() {
        return Span::at(begin);
    }
    let change = near(span.end());
    let end =
        if change.place == span.end() { change.before } else { change.after + (span.end() - change.place) };
    Span::new(begin, end)
}

/// The character that is seen at a place of a text, and where what it is written with ends.
fn seen(text: &str, begin: usize) -> (char, usize) {
    let c = text[begin..].chars().next().unwrap_or_default();
    match char_refs::leading(&text[begin..]) {
        Some((whole, None, length)) => (whole, begin + length),
        _ => (c, begin + c.len_utf8()),
    }
}

/// A line that is wrapped is longer than so many bytes.
const WRAPPED: usize = 24;

/// Where the rest of a word begins that the hyphen at a place parts at the end of a line: small letters on both sides.
fn rest_of_word(text: &str, hyphen: usize) -> Option<usize> {
    let (before, after) = (&text[..hyphen], &text[hyphen + 1..]);
    let line = after.trim_start_matches([' ', '\t', '\r']).strip_prefix('\n')?;
    let rest = line.trim_start_matches([' ', '\t']);
    let letters = before.chars().rev().take(2).filter(|c| c.is_alphabetic()).count();
    let begin = memchr::memrchr(b'\n', before.as_bytes()).map_or(0, |end| end + 1);
    let parted = before.ends_with(char::is_lowercase) && rest.starts_with(char::is_lowercase);
    (parted && letters == 2 && hyphen - begin > WRAPPED).then(|| text.len() - rest.len())
}

/// What becomes of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    None,
    LeaveOut,
    Put(char),
    Combine,
}

impl Change {
    /// For a character between two parts of a text.
    fn of(c: char, before: &str, after: &str) -> Self {
        match c {
            '\u{b}' | '\u{c}' | '\u{85}' | '\u{2029}' => Self::Put('\n'),
            '\u{200c}' | '\u{200d}' => Self::None,
            '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{2028}' | '\u{202f}' | '\u{205f}' => {
                let is_split = before.ends_with(|c: char| c.is_ascii_digit())
                    && after.starts_with(|c: char| c.is_ascii_digit());
                if is_split { Self::None } else { Self::Put(' ') }
            }
            '\u{300}'..='\u{36f}' => Self::Combine,
            c if is_invisible(c) => Self::LeaveOut,
            _ => Self::None,
        }
    }
}

/// The characters of ASCII that may have to be changed: controls, and what begins a reference.
#[inline]
fn unclean_ascii(swar: Eight) -> u64 {
    swar.between(0, 0) | swar.between(0xb, 0xc) | swar.between(b'&', b'&')
}

/// Whether a character beyond ASCII that begins with this byte may have to be changed.
#[inline]
fn begins_unclean(byte: u8) -> bool {
    // From U+0080 on; combining accents; U+1680; from U+2000 on; U+FEFF.
    matches!(byte, 0xc2 | 0xcc | 0xcd | 0xe1 | 0xe2 | 0xef)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    use super::*;
    use crate::text::is_blank;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        let clean = Clean::of(text).map_or_else(|| text.to_owned(), |clean| clean.text);
        assert_eq!(clean, expect, "from {text:?}");
    }

    #[test]
    fn what_nobody_sees_is_left_out_and_blanks_are_spaces() {
        check("\u{feff}The min\u{ad}is\u{ad}ter\u{a0}left\u{200b}.\0", "The minister left.");
        check("«\u{202f}Oui\u{a0}», dit-elle.", "« Oui », dit-elle.");
        check("\u{200e}Ada\u{2003}Lind\u{2060}\u{ad}", "Ada Lind");
        check("\0t\0w\0o\0", "two");
    }

    #[test]
    fn lines_end_alike_and_accents_are_part_of_their_letters() {
        check("one\u{2029}two\u{85}three\u{b}four\u{c}five\r\n", "one\ntwo\nthree\nfour\nfive\r\n");
        check("“Yes,”\u{2028}he said", "“Yes,” he said");
        check("u\u{308}ber Ele\u{301}na, Vie\u{323}\u{302}t", "über Eléna, Việt");
        check("u\u{ad}\u{308}ber", "über");
        // There is no such letter, and nothing to stand on.
        check("q\u{301}", "q\u{301}");
        check("\u{301}", "\u{301}");
    }

    #[test]
    fn a_word_parted_at_the_end_of_a_line_is_whole() {
        let text = "The ferry to the outer islands sailed on Tues-\nday after a pause, the harbour author-\r\nity\nsaid.";
        check(
            text,
            "The ferry to the outer islands sailed on Tuesday\nafter a pause, the harbour authority\nsaid.",
        );
        check_original(text, "Tuesday", "Tues-\nday");
        check_original(text, "after a", "after a");
        check_original(text, "authority", "author-\r\nity");
        // However the hyphen and the end of the line are written.
        let disguised = text.replace("-\n", "&#45;\0\u{2029}").replace("The", "\u{feff}The\0");
        let whole =
            "The ferry to the outer islands sailed on Tuesday\nafter a pause, the harbour authority\nsaid.";
        check(&disguised, whole);
        check_original(&disguised, "Tuesday", "Tues&#45;\0\u{2029}day");
        check_original(&disguised, "said", "said");
        // Lists, names and dashes.
        for text in [
            "pre-\nwar",
            "The vote in Ebbw Vale and the talks with Al-\nAttar went on.",
            "The crew waited, hungry and tired -\nand left.",
            "The crew waited for the other ship, half-\n\nasleep",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn what_has_a_meaning_stays() {
        for text in [
            "10\u{a0}000 and 5\u{202f}000",
            "می\u{200c}خواهم",
            "👩\u{200d}🚀",
            "a\tb\r\nc\nd",
            "東京\u{3000}—",
        ] {
            check(text, text);
        }
    }

    #[track_caller]
    fn check_original(text: &str, of: &str, expect: &str) {
        let clean = Clean::of(text).expect("something to clean");
        let begin = clean.text.find(of).expect("it has the part");
        let span = clean.original(Span::from(begin..begin + of.len()));
        assert_eq!(span.of(text), expect, "{of:?} of {text:?}");
    }

    #[test]
    fn spans_point_at_the_same_characters_in_the_original() {
        let text = "\u{feff}\0The\u{200b} \u{200b}min\u{ad}ister\u{ad}\u{a0}\u{a0}left\u{200b}";
        check_original(text, "The", "The");
        check_original(text, "minister", "min\u{ad}ister");
        check_original(text, "ister ", "ister\u{ad}\u{a0}");
        check_original(text, " left", "\u{a0}left");
        check_original(
            text,
            "The minister  left",
            "The\u{200b} \u{200b}min\u{ad}ister\u{ad}\u{a0}\u{a0}left",
        );
        let clean = Clean::of(text).unwrap();
        assert_eq!(clean.original(Span::at(0)), Span::at(4));
    }

    #[test]
    fn references_are_the_characters_they_stand_for() {
        check("&quot;AT&amp;T&#8217;s day&quot;", "\"AT&T’s day\"");
        check("10&nbsp;000 of&nbsp;them&shy;, caf&eacute;&#x301;", "10\u{a0}000 of them, caf\u{e9}\u{301}");
        check("caf&#101;&#769; &amp;quot; &#147;", "café &quot; “");
        // What is no char_refs, or would be two characters, stays as it is.
        check(
            "R&D; Q&A, &; &#; &#xZZ; &nosuchname; &quot &nvlt;",
            "R&D; Q&A, &; &#; &#xZZ; &nosuchname; &quot &nvlt;",
        );
        let text = "&quot;Oui&quot;, dit l&rsquo;abb&eacute;.";
        check_original(text, "\"Oui\"", "&quot;Oui&quot;");
        check_original(text, "Oui", "Oui");
        check_original(text, "l’abbé", "l&rsquo;abb&eacute;");
        check_original(text, "é", "&eacute;");
        check_original(text, ".", ".");
    }

    #[test]
    fn a_letter_that_was_put_together_is_found_with_its_accents() {
        let text = "\u{ad}Vie\u{ad}\u{323}\u{302}\u{ad}t u\u{308}ber\u{a0}q\u{301}";
        check_original(text, "Việt", "Vie\u{ad}\u{323}\u{302}\u{ad}t");
        check_original(text, "ệ", "e\u{ad}\u{323}\u{302}");
        check_original(text, "ü", "u\u{308}");
        check_original(text, "ber q\u{301}", "ber\u{a0}q\u{301}");
    }

    proptest! {
        #[test]
        fn the_parts_of_a_clean_text_are_those_of_the_original(text in "[a9 \u{ad}\u{a0}\u{200b}\u{200d}\u{202f}\u{323}\u{302}é\0\n]{0,40}") {
            let Some(clean) = Clean::of(&text) else {
                let joined = text.contains(['\u{200d}']);
                prop_assert!(joined || !text.contains(is_invisible));
                return Ok(());
            };
            let same = |a: &str, b: &str| {
                let seen = |text: &str| -> String {
                    let shown = text.chars().filter(|&c| c == '\u{200d}' || !is_invisible(c));
                    shown.map(|c| if is_blank(c) && c != '\n' && c != '\u{200d}' { ' ' } else { c }).nfc().collect()
                };
                seen(a) == seen(b)
            };
            prop_assert!(same(&clean.text, &text), "{:?}", clean.text);
            let mut end = 0;
            for (at, c) in clean.text.char_indices() {
                let span = clean.original(Span::from(at..at + c.len_utf8()));
                prop_assert!(span.begin() >= end, "out of order");
                prop_assert!(text[end as usize..span.begin() as usize].chars().all(is_invisible));
                prop_assert!(same(span.of(&text), c.encode_utf8(&mut [0; 4])), "{:?} for {c:?}", span.of(&text));
                end = span.end();
            }
            prop_assert!(text[end as usize..].chars().all(is_invisible));
        }
    }
}
