use std::borrow::Cow;

use super::scan::{Piece, Tag, pieces};
use crate::analysis::BlockKind;
use crate::input::blocks::Builder;
use crate::interrupt::checkpoint;
use crate::text::char_refs::resolved;

/// Elements that hold nothing for a reader of the text.
const UNREAD: [&str; 12] = [
    "template", "noscript", "svg", "math", "select", "button", "object", "canvas", "audio", "video", "map",
    "dialog",
];

/// Elements without content.
pub(super) const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];

/// Elements that the next of their kind closes, so that leaving out end tags does not nest them.
pub(super) const CLOSED_BY_THEIR_LIKE: [&str; 13] =
    ["p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "a"];

/// Renders HTML as blocks, in one pass and without a tree: no nesting is too deep for it.
///
/// Scripts, comments, forms' parts and what an element of the page hides are left out.
pub(super) fn render(html: &str, builder: &mut Builder) {
    let mut renderer = Renderer { builder, state: State::default(), skipping: None };
    for piece in pieces(html) {
        checkpoint();
        renderer.take(piece);
    }
    renderer.close();
}

/// Which elements are open, counted rather than stacked.
#[derive(Debug, Default)]
struct State {
    heading: u32,
    lists: u32,
    quotes: u32,
    captions: u32,
    tables: u32,
    verbatim: u32,
}

struct Renderer<'b, 'a> {
    builder: &'b mut Builder,
    state: State,
    // The element whose content is skipped, and how many of its name are open inside.
    skipping: Option<(Cow<'a, str>, u32)>,
}

impl<'a> Renderer<'_, 'a> {
    fn take(&mut self, piece: Piece<'a>) {
        if self.skips(&piece) {
            return;
        }
        match piece {
            Piece::Text(text) if self.state.verbatim > 0 => self.builder.push_verbatim(&resolved(text)),
            Piece::Text(text) => self.builder.push(&resolved(text)),
            Piece::Open(tag) => self.open(tag),
            Piece::Close(name) => self.step(&name, false),
            Piece::Raw(..) => {}
        }
    }

    /// Whether a piece is part of an element that is skipped.
    fn skips(&mut self, piece: &Piece<'a>) -> bool {
        let Some((name, depth)) = &mut self.skipping else { return false };
        match piece {
            Piece::Open(tag) if tag.name == *name && CLOSED_BY_THEIR_LIKE.contains(&name.as_ref()) => {
                self.skipping = None;
                return false;
            }
            Piece::Open(tag) if tag.name == *name => *depth += 1,
            Piece::Close(closed) if closed == name => *depth -= 1,
            _ => {}
        }
        if *depth == 0 {
            self.skipping = None;
        }
        true
    }

    fn open(&mut self, tag: Tag<'a>) {
        let void = VOID.contains(&tag.name.as_ref());
        if !void && (UNREAD.contains(&tag.name.as_ref()) || is_hidden(&tag)) {
            if BLOCKS.contains(&tag.name.as_ref()) {
                self.close();
            }
            self.skipping = Some((tag.name, 1));
        } else {
            self.step(&tag.name, true);
        }
    }

    /// Goes into or out of an element.
    fn step(&mut self, name: &str, into: bool) {
        let count = |counter: &mut u32| {
            *counter = if into { *counter + 1 } else { counter.saturating_sub(1) };
        };
        match name {
            "br" if self.builder.separate('\n') => self.close(),
            "br" => {}
            "td" | "th" if into => {
                self.builder.separate('\t');
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.close();
                self.state.heading = if into { u32::from(name.as_bytes()[1] - b'0') } else { 0 };
            }
            "ul" | "ol" | "menu" => {
                self.close();
                count(&mut self.state.lists);
            }
            "blockquote" => {
                self.close();
                count(&mut self.state.quotes);
            }
            "figcaption" | "caption" => {
                self.close();
                count(&mut self.state.captions);
            }
            "table" => {
                self.close();
                count(&mut self.state.tables);
            }
            "pre" => {
                self.close();
                count(&mut self.state.verbatim);
            }
            _ if BLOCKS.contains(&name) => self.close(),
            _ => {}
        }
    }

    fn close(&mut self) {
        let state = &self.state;
        let (kind, level) = if state.heading > 0 {
            (Some(BlockKind::Heading), state.heading)
        } else if state.captions > 0 {
            (Some(BlockKind::Caption), 0)
        } else if state.tables > 0 && self.builder.has_cells() {
            // A row of one cell is layout, not data.
            (Some(BlockKind::Table), 0)
        } else if state.lists > 0 {
            (Some(BlockKind::ListItem), state.lists)
        } else if state.quotes > 0 {
            (Some(BlockKind::BlockQuote), state.quotes)
        } else {
            (None, 0)
        };
        self.builder.close(kind, level);
    }
}

/// Elements at whose borders a block ends, besides those that the renderer knows one by one.
const BLOCKS: [&str; 32] = [
    "p", "div", "li", "tr", "section", "article", "main", "body", "html", "header", "footer", "nav", "aside",
    "figure", "picture", "address", "details", "summary", "fieldset", "legend", "form", "hr", "dl", "dt",
    "dd", "thead", "tbody", "tfoot", "center", "option", "hgroup", "search",
];

/// Whether an element says of itself that it is not shown.
fn is_hidden(tag: &Tag<'_>) -> bool {
    tag.attribute("hidden").is_some()
        || tag.attribute("style").is_some_and(|style| {
            let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
            let style = style.to_ascii_lowercase();
            style.contains("display:none") || style.contains("visibility:hidden")
        })
}
