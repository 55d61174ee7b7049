//! How many attributes a tag of a page may have.
//!
//! `html5ever` compares each attribute with all others of its tag, in one step that nothing can stop. Where a tag begins
//! is for it to say: it may see one in what is a comment or a script to the [scanner](super::scan), and the other way
//! round. So a tag is taken to begin wherever one could.

use std::borrow::Cow;

use super::scan::{Piece, pieces};
use crate::interrupt::checkpoint;

/// The most attributes of a tag; news pages have up to about 40.
const MAX: u32 = 128;

/// A page whose tags have [few enough](MAX) attributes: the page itself, or without those that are too many. `None` where
/// it cannot be told which those are.
pub(super) fn cut(html: &str) -> Option<Cow<'_, str>> {
    if most(html) <= MAX {
        return Some(Cow::Borrowed(html));
    }
    let mut out = String::with_capacity(html.len());
    let mut pieces = pieces(html);
    let mut begin = 0;
    while let Some(piece) = pieces.next() {
        checkpoint();
        let source = &html[begin..pieces.position()];
        begin += source.len();
        match piece {
            _ if most(source) <= MAX => out.push_str(source),
            Piece::Open(tag) => {
                out.push('<');
                out.push_str(&tag.name);
                out.push_str(tag.first_attributes(MAX as usize / 2));
                out.push('>');
            }
            // A script that looks like a tag, or attributes of an end tag: nothing to a reader.
            Piece::Close(name) => out.extend(["</", &name, ">"]),
            Piece::Raw(..) => {}
            Piece::Text(text) => out.push_str(text),
        }
    }
    // Pieces that are short each may be one long tag together.
    (most(&out) <= MAX).then_some(Cow::Owned(out))
}

/// Where a tokenizer may be inside a tag, by the names of the standard; the value is an index and a place in a set.
///
/// Source: <https://html.spec.whatwg.org/multipage/parsing.html#tag-name-state> and those after it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    TagName,
    BeforeName,
    Name,
    AfterName,
    BeforeValue,
    DoubleQuoted,
    SingleQuoted,
    Unquoted,
}

const STATES: [State; 8] = [
    State::TagName,
    State::BeforeName,
    State::Name,
    State::AfterName,
    State::BeforeValue,
    State::DoubleQuoted,
    State::SingleQuoted,
    State::Unquoted,
];

impl State {
    /// The state after a byte; `None` where it ends the tag.
    fn after(self, byte: u8) -> Option<Self> {
        let blank = byte.is_ascii_whitespace();
        Some(match (self, byte) {
            (Self::DoubleQuoted, b'"') | (Self::SingleQuoted, b'\'') => Self::BeforeName,
            (Self::DoubleQuoted | Self::SingleQuoted, _) => self,
            (_, b'>') => return None,
            (Self::BeforeValue, b'"') => Self::DoubleQuoted,
            (Self::BeforeValue, b'\'') => Self::SingleQuoted,
            (Self::BeforeValue, _) => {
                if blank {
                    self
                } else {
                    Self::Unquoted
                }
            }
            (Self::Unquoted, _) => {
                if blank {
                    Self::BeforeName
                } else {
                    self
                }
            }
            (Self::Name | Self::AfterName, b'=') => Self::BeforeValue,
            (_, b'/') => Self::BeforeName,
            (Self::Name, _) if blank => Self::AfterName,
            (Self::TagName, _) if blank => Self::BeforeName,
            (Self::TagName, _) => self,
            (Self::BeforeName | Self::AfterName, _) if blank => self,
            (Self::BeforeName | Self::Name | Self::AfterName, _) => Self::Name,
        })
    }
}

/// The most attributes of any tag, wherever tags may begin; not counted further than just beyond [`MAX`]. The name of an
/// end tag counts as one.
fn most(html: &str) -> u32 {
    let bytes = html.as_bytes();
    // For each state that some tag may be in, the most attributes that it may have had by then.
    let mut counts: [Option<u32>; STATES.len()] = [None; STATES.len()];
    let (mut most, mut at) = (0, 0);
    while at < bytes.len() && most <= MAX {
        if counts.iter().all(Option::is_none) {
            match memchr::memchr(b'<', &bytes[at..]) {
                Some(found) => at += found,
                None => break,
            }
        }
        checkpoint();
        let mut after = [None; STATES.len()];
        for (state, count) in STATES.into_iter().zip(counts) {
            let (Some(count), Some(next)) = (count, state.after(bytes[at])) else { continue };
            let count = count + u32::from(next == State::Name && state != State::Name);
            let slot: &mut Option<u32> = &mut after[next as usize];
            *slot = (*slot).max(Some(count));
            most = most.max(count);
        }
        counts = after;
        if begins_tag(&bytes[at..]) {
            counts[State::TagName as usize].get_or_insert(0);
        }
        at += 1;
    }
    most
}

fn begins_tag(bytes: &[u8]) -> bool {
    match bytes {
        [b'<', b'/', letter, ..] | [b'<', letter, ..] => letter.is_ascii_alphabetic(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn many(count: usize, attribute: impl Fn(usize) -> String) -> String {
        (0..count).map(attribute).collect()
    }

    #[test]
    fn attributes_are_counted_however_they_are_written() {
        for (html, count) in [
            ("<p>text a b c", 0),
            ("<p a b=1 c = \"d e f\" g='h > i'/j>k l", 5),
            ("<p a=\"1\"b='2'c=3>", 3),
            ("</p a b>", 3),
            ("1 < 2 a b c d", 0),
            ("<!-- <p a b> -->", 2),
            ("<p title=\"<b c d>\">", 2),
        ] {
            assert_eq!(most(html), count, "{html}");
        }
    }

    #[test]
    fn a_page_loses_no_more_than_the_attributes_that_are_too_many() {
        let page = |tag: &str| format!("<body><!-- x --><p id=a>One</p>{tag}<p>Two</p>");
        let ordinary = page("<div class=\"a b\" hidden>");
        assert_eq!(cut(&ordinary).as_deref(), Some(&*ordinary));
        let page_of_many = page(&format!("<div first {}>", many(1000, |i| format!("a{i}=\"x > y\" "))));
        let long = cut(&page_of_many).expect("a page");
        assert!(long.starts_with(&page("<div first a0=\"x > y\" a1=")[..40]), "{long}");
        assert!(long.ends_with("><p>Two</p>") && most(&long) <= MAX, "{long}");
        let end_tag = page(&format!("</div {}>", many(1000, |i| format!("a{i} "))));
        assert_eq!(cut(&end_tag).as_deref(), Some(&*page("</div>")));
    }

    #[test]
    fn a_tag_that_only_a_parser_sees_is_cut_too() {
        // The parser ends this comment at "--!>", the scanner does not.
        let tag = format!("<div {}>", many(1000, |i| format!("a{i} ")));
        let hidden = format!("<p>One</p><!-- --!>{tag}<p>Two</p>");
        assert_eq!(cut(&hidden).as_deref(), Some("<p>One</p>"));
        let script = format!("<svg><style>{tag}</style><p>Two</p>");
        assert_eq!(cut(&script).as_deref(), Some("<svg><p>Two</p>"));
    }
}
