use std::borrow::Cow;
use std::collections::HashMap;

use super::render::{CLOSED_BY_THEIR_LIKE, VOID};
use super::scan::{Piece, pieces};
use super::{attributes, trial};
use crate::interrupt::checkpoint;

/// The largest page that is searched for its main text, in bytes; saved pages of news sites have 30 KB to 1 MB.
const MAX_BYTES: usize = 8 << 20;

/// The most start tags of such a page; news pages have 300 to 5,000. The search takes about 50 µs for each.
const MAX_TAGS: usize = 20_000;

/// The most text of such a page, in bytes; news pages have 2 KB to 100 KB. The search takes about 1 µs for each.
const MAX_TEXT: usize = 1 << 20;

/// The most elements that may be open at once; news pages have up to about 60. A parser looks through all of them
/// at each tag, and tools that walk the tree recurse as deep.
pub(super) const MAX_DEPTH: usize = 400;

/// What a parser that builds a tree can be given of a page, in bounded time and memory: all of it, but for attributes
/// that are too many; or nothing.
pub(super) fn tame(html: &str) -> Option<Cow<'_, str>> {
    if html.len() > MAX_BYTES || !is_small_and_shallow(html) {
        return None;
    }
    attributes::cut(html).filter(|html| trial::is_affordable(html))
}

fn is_small_and_shallow(html: &str) -> bool {
    let mut open: HashMap<String, usize> = HashMap::new();
    let (mut tags, mut text, mut depth) = (0, 0, 0);
    for piece in pieces(html) {
        checkpoint();
        match piece {
            Piece::Open(tag) => {
                tags += 1;
                let name = tag.name.as_ref();
                // Shapes of an inline drawing close themselves; elements of a page cannot.
                let drawing = open.get("svg").is_some_and(|&count| count > 0);
                let nests = !VOID.contains(&name) && !CLOSED_BY_THEIR_LIKE.contains(&name);
                if nests && !(drawing && tag.closes_itself()) {
                    *open.entry(name.to_owned()).or_default() += 1;
                    depth += 1;
                }
            }
            Piece::Close(name) => {
                match open.get_mut(name.as_ref()).filter(|count| **count > 0) {
                    Some(count) => {
                        *count -= 1;
                        depth -= 1;
                    }
                    // Some elements come of their end tags alone.
                    None => tags += usize::from(!CLOSED_BY_THEIR_LIKE.contains(&name.as_ref())),
                }
            }
            Piece::Raw(..) => tags += 1,
            Piece::Text(piece) => text += piece.len(),
        }
        if tags > MAX_TAGS || text > MAX_TEXT || depth > MAX_DEPTH {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format_tags(count: usize) -> String {
        (0..count).map(|i| format!("<b id={i}>")).collect()
    }

    #[test]
    fn a_page_is_tame_if_it_is_not_deep() {
        for (html, expect) in [
            ("<p>text".repeat(5000), true),
            ("<div><p>text</p></div>".repeat(5000), true),
            ("<svg><path d=''/><g/></svg>".repeat(5000), true),
            ("<ul><li>text".repeat(1000), false),
            ("<div>".repeat(1000), false),
            ("<div></span>".repeat(1000), false),
            ("<p><b id=1>".repeat(1000), false),
            ("a long text ".repeat(100_000), false),
            ("<br>".repeat(MAX_TAGS + 1), false),
            ("</br>".repeat(MAX_TAGS + 1), false),
            // What only the parser sees as tags, and elements that it makes of its own accord.
            (format!("<!-- --!>{}", "<br>".repeat(100_000)), false),
            (format!("<p>{}{}", format_tags(300), "<p>a".repeat(5000)), false),
        ] {
            assert_eq!(tame(&html).is_some(), expect, "{}…", &html[..12]);
        }
    }
}
