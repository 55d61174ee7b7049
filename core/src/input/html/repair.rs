//! What the search for the main text would lose, or take for text: mended in the tree before it begins.
//!
//! The crate drops an element that it has no use for, and with it what stands behind it in the same paragraph.

use trafilatura::dom::{Document, NodeId};

use crate::interrupt::checkpoint;

/// Elements that a page does not show, and text for screen readers alone.
const UNSEEN: &str = "[hidden], [style*=\"display:none\"], [style*=\"display: none\"], template, noscript, dialog, \
    .visually-hidden, .visuallyhidden, .sr-only, .screen-reader-text, rp, rt";

/// Elements inside of running text that hold nothing to read.
const WITHOUT_TEXT: [&str; 8] = ["wbr", "svg", "picture", "iframe", "canvas", "audio", "video", "object"];

/// Elements inside of running text whose text belongs to it.
const WITH_TEXT: [&str; 9] = ["time", "button", "label", "ruby", "output", "data", "bdi", "bdo", "meter"];

/// Elements that hold running text.
const AROUND: [&str; 22] = [
    "p",
    "li",
    "blockquote",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "td",
    "th",
    "dd",
    "dt",
    "figcaption",
    "span",
    "a",
    "em",
    "strong",
    "b",
    "i",
    "q",
    "cite",
];

/// Takes out what is not shown, and makes plain spans of elements inside of running text. Linear in the page.
pub(super) fn repair(page: &mut Document) {
    for id in page.query_selector_all(page.root(), UNSEEN) {
        checkpoint();
        page.remove(id, true);
    }
    for id in page.iter(page.root(), &[]) {
        checkpoint();
        let tag = page.tag_name(id);
        let (without, with) = (WITHOUT_TEXT.contains(&tag), WITH_TEXT.contains(&tag) || tag.contains('-'));
        if !(without || with) || !stands_in_text(page, id) {
            continue;
        }
        if without {
            page.remove(id, true);
        } else {
            page.set_tag_name(id, "span");
        }
    }
}

/// Whether text follows an element in the element that holds both.
fn stands_in_text(page: &Document, id: NodeId) -> bool {
    let is_held = page.parent(id).is_some_and(|parent| AROUND.contains(&page.tag_name(parent)));
    let follows =
        |text: NodeId| page.is_text(text) && page.text_content(text).contains(char::is_alphanumeric);
    is_held && page.next_sibling(id).is_some_and(follows)
}
