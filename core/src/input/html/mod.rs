//! Web pages: the main text, its blocks, and what the page says of itself.
//!
//! A page that is [tame](guard) goes through the `trafilatura` crate, which builds a tree and finds the main text
//! in it; what it returns, and every other page whole, is rendered by a [scanner](scan) in one pass.

mod attributes;
mod guard;
mod render;
mod repair;
mod scan;
mod trial;

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use encoding_rs::Encoding;
use trafilatura::dom::{Document, NodeId};
use trafilatura::{ExtractionFocus, HtmlDateMode, Options, extract_document};

use self::scan::{Piece, pieces};
use crate::analysis::{BlockKind, Warning, WarningCode};
use crate::input::blocks::Builder;
use crate::input::{LayoutBlock, Rendered};
use crate::interrupt::Interrupted;
use crate::metadata::{self, Claim, Metadata, Trust};
use crate::text::squeezed;

/// Begins what a page shows to readers without scripts, which of a page that scripts draw is all there is.
const SCRIPTLESS: &str = "<noscript";

/// The most that the depths of all nodes of a page may sum up to; news pages have 1,000 to 20,000 nodes at a mean depth
/// of about 15.
const MAX_DEPTHS: usize = 2_000_000;

/// Bytes from which on the text of structured data is a story rather than its first lines.
const MUCH: usize = 200;

/// Renders the main text of a page; of a page without one, or one that is not tame, all that it shows. `uri` is the
/// address of the page.
pub(super) fn read(html: &str, uri: Option<&str>) -> Rendered {
    let (metadata, failure) = if let Some(tame) = guard::tame(html) {
        // A panic in the crate must cost this page its main text at most.
        match catch_unwind(AssertUnwindSafe(|| main_text(&tame, uri))) {
            Ok(Ok(rendered)) => return rendered,
            Err(payload) if payload.is::<Interrupted>() => resume_unwind(payload),
            Ok(Err(metadata)) => (*metadata, "no main text was found in the page"),
            Err(_) => (Metadata::default(), "the main text of the page could not be extracted"),
        }
    } else {
        (Metadata::default(), "the page is too large or too deeply nested to search for its main text")
    };
    let mut builder = Builder::default();
    render::render(html, &mut builder);
    let (text, layout) = builder.finish();
    if layout.is_empty() && html.contains(SCRIPTLESS) {
        return read(&html.replace("<noscript", "<div").replace("</noscript", "</div"), uri);
    }
    let warning = Warning {
        code: WarningCode::MainTextNotFound,
        message: format!("{failure}; all of its text was analysed"),
    };
    Rendered { text, layout, metadata, warnings: vec![warning] }
}

/// Renders all that a fragment of HTML shows, which other formats have for their text.
pub(super) fn render(html: &str, builder: &mut Builder) {
    render::render(html, builder);
}

/// What a fragment of HTML says, on one line.
pub(super) fn text_of(html: &str) -> String {
    let mut builder = Builder::default();
    render::render(html, &mut builder);
    squeezed(&builder.finish().0)
}

/// The main text of a page; what the page says of itself where it has none.
fn main_text(html: &str, uri: Option<&str>) -> Result<Rendered, Box<Metadata>> {
    let mut page = Document::parse(html);
    if is_deep(&page) {
        return Err(Box::default());
    }
    let (mut metadata, body) = metadata::read(&page, uri);
    metadata::take_out(&mut page);
    repair::repair(&mut page);
    let options = Options::default()
        .with_focus(ExtractionFocus::FavorPrecision)
        .with_fallback(true)
        .with_exclude_comments(true)
        // Any other takes a year of the text for the first of January.
        .with_html_date_mode(HtmlDateMode::Fast);
    let found = extract_document(page, &options).ok();
    if let Some(found) = &found {
        complete(&mut metadata, &found.metadata);
    }
    let rendered = |content: &str| {
        let mut builder = Builder::with_headline(&metadata.headline);
        render::render(content, &mut builder);
        once(builder.finish())
    };
    let (mut text, mut layout) = rendered(found.as_ref().map_or("", |found| &found.content_html));
    // A page that scripts draw has its story in its structured data alone.
    if body.len() > MUCH && body.len() / 2 > text.len() {
        (text, layout) = rendered(&body_html(&body));
    }
    // A headline alone is not the text of a page.
    let bare = layout.len() <= usize::from(!metadata.headline.is_empty());
    if bare { Err(Box::new(metadata)) } else { Ok(Rendered { text, layout, metadata, warnings: Vec::new() }) }
}

/// A main text that is not there twice: of a story of one paragraph the crate may return two copies.
fn once((mut text, mut layout): (String, Vec<LayoutBlock>)) -> (String, Vec<LayoutBlock>) {
    let head = usize::from(layout.first().is_some_and(|block| block.kind == Some(BlockKind::Headline)));
    let body = &layout[head..];
    let (first, second) = body.split_at(body.len() / 2);
    let texts = |blocks: &[LayoutBlock]| blocks.iter().map(|block| block.span.of(&text)).collect::<Vec<_>>();
    if !first.is_empty() && texts(first) == texts(second) {
        layout.truncate(head + first.len());
        text.truncate(layout.last().map_or(0, |block| block.span.range().end));
    }
    (text, layout)
}

/// The text of structured data as mark-up: some pages write mark-up there, others lines.
fn body_html(body: &str) -> Cow<'_, str> {
    if body.contains("</") {
        return Cow::Borrowed(body);
    }
    let lines = body.lines().map(str::trim).filter(|line| !line.is_empty());
    Cow::Owned(lines.map(|line| format!("<p>{}</p>", line.replace('<', "&lt;"))).collect())
}

/// Adds what the crate finds, which comes last: it takes the day of the last change for that of publication.
fn complete(metadata: &mut Metadata, found: &trafilatura::Metadata) {
    if metadata.headline.is_empty() && found.title.len() <= metadata::LONGEST_VALUE {
        metadata.headline.clone_from(&found.title);
    }
    let names: Vec<String> =
        found.author.split("; ").filter(|name| !name.is_empty()).map(str::to_owned).collect();
    if !names.is_empty() {
        metadata.authors.push(Claim { value: names, trust: Trust::Derived });
    }
    if let Some(date) = found.date {
        metadata.dates.push(Claim { value: date.to_string(), trust: Trust::Derived });
    }
}

/// Whether a tree is deeper than its mark-up seemed, or has too many nodes far down: what walks it recurses as deep,
/// and writes the path of each node.
fn is_deep(page: &Document) -> bool {
    let mut level: Vec<NodeId> = vec![page.root()];
    let mut depths = 0;
    for depth in 0..=guard::MAX_DEPTH {
        level = level.into_iter().flat_map(|node| page.child_nodes(node)).collect();
        depths += depth * level.len();
        if level.is_empty() || depths > MAX_DEPTHS {
            break;
        }
    }
    !level.is_empty()
}

/// The encoding that the head of a page declares, if it declares one.
///
/// A page that could be read so far cannot be UTF-16, whatever it says.
pub(super) fn declared_charset(head: &[u8]) -> Option<&'static Encoding> {
    let head: String =
        head.iter().map(|&byte| if byte.is_ascii() { char::from(byte) } else { '\u{fffd}' }).collect();
    let label = pieces(&head).find_map(|piece| match piece {
        Piece::Open(tag) if tag.name == "meta" => {
            let content = tag.attribute("content").and_then(charset_of_content_type);
            tag.attribute("charset").or(content).map(str::to_owned)
        }
        _ => None,
    })?;
    let encoding = Encoding::for_label(label.trim().as_bytes())?;
    Some(encoding.output_encoding())
}

/// The label in `text/html; charset="utf-8"`.
fn charset_of_content_type(content: &str) -> Option<&str> {
    let at = content.to_ascii_lowercase().find("charset")?;
    let label = content[at + "charset".len()..].trim_ascii_start().strip_prefix('=')?;
    let label = label.trim_matches(|c: char| c.is_ascii_whitespace() || matches!(c, '"' | '\''));
    label.split([';', ' ', '"', '\'']).next()
}

#[cfg(test)]
mod tests;
