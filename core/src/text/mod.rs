//! Text and places in it: [`Span`], its conversion to the units of other languages ([`offsets`]), text without what
//! nobody sees ([`Clean`]), and quotation marks ([`marks`]).

mod normalize;
pub(crate) mod swar;
pub mod marks;
pub mod offsets;
pub(crate) mod char_refs;
mod span;
mod word_hash;

pub use normalize::Clean;
pub use span::Span;
pub use word_hash::{Hashed, WordMap, hash};

/// Whether a character shows nothing: white space, zero-width characters, byte-order marks and NUL.
#[must_use]
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

/// Whether a character takes no room at all: zero-width spaces and joiners, direction marks, soft hyphen, BOM, NUL.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\0' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
    )
}

/// A text with any white space between its words as one blank, and none around it.
pub(crate) fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<&str>>().join(" ")
}

/// The span without blank characters ([`is_blank`]) at either end; empty, at its beginning, where it is all blank.
#[must_use]
pub fn trim(text: &str, span: Span) -> Span {
    let slice = span.of(text);
    let kept = slice.trim_start_matches(is_blank);
    if kept.is_empty() {
        return Span::at(span.begin());
    }
    let begin = span.begin() + (slice.len() - kept.len()) as u32;
    Span::new(begin, begin + kept.trim_end_matches(is_blank).len() as u32)
}
