//! Web pages: the main text, its blocks, and what the page says of itself.
//!
//! A page that is [tame](guard) goes through the `trafilatura` crate, which builds a tree and finds the main text
//! in it; what it returns, and every other page whole, is rendered by a [scanner](scan) in one pass.

mod attributes;
mod guard;
mod render;
mod scan;
mod trial;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use encoding_rs::Encoding;
use trafilatura::dom::{Document, NodeId};
use trafilatura::{ExtractionFocus, HtmlDateMode, Options, extract_document};

use self::scan::{Piece, pieces};
use crate::analysis::{Warning, WarningCode};
use crate::input::blocks::Builder;
use crate::input::{Metadata, Rendered, hints};
use crate::interrupt::Interrupted;

/// Elements that a page does not show; the crate's own rules let some through.
const HIDDEN: &str =
    "[hidden], [style*=\"display:none\"], [style*=\"display: none\"], template, noscript, dialog";

/// Renders the main text of a page; of a page without one, or one that is not tame, all that it shows.
pub(super) fn read(html: &str) -> Rendered {
    let failure = if let Some(tame) = guard::tame(html) {
        // A panic in the crate must cost this page its main text at most.
        match catch_unwind(AssertUnwindSafe(|| main_text(&tame))) {
            Ok(Some(rendered)) => return rendered,
            Err(payload) if payload.is::<Interrupted>() => resume_unwind(payload),
            Ok(None) => "no main text was found in the page",
            Err(_) => "the main text of the page could not be extracted",
        }
    } else {
        "the page is too large or too deeply nested to search for its main text"
    };
    let mut builder = Builder::default();
    render::render(html, &mut builder);
    let (text, layout) = builder.finish();
    let warning = Warning {
        code: WarningCode::MainTextNotFound,
        message: format!("{failure}; all of its text was analysed"),
    };
    Rendered { text, layout, metadata: Metadata::default(), warnings: vec![warning] }
}

fn main_text(html: &str) -> Option<Rendered> {
    let page = Document::parse(html);
    if is_deep(&page) {
        return None;
    }
    let language = page_language(&page);
    let titles = page.query_selector_all(page.root(), "h1");
    let titles: Vec<String> = titles.into_iter().map(|title| squeezed(&page.text_content(title))).collect();
    let options = Options::default()
        .with_focus(ExtractionFocus::FavorPrecision)
        .with_fallback(true)
        .with_exclude_comments(true)
        .with_prune_selector(HIDDEN)
        // Any other takes a year of the text for the first of January.
        .with_html_date_mode(HtmlDateMode::Fast);
    let found = extract_document(page, &options).ok()?;
    let metadata = Metadata {
        headline: headline(&found.metadata.title, &found.metadata.sitename, &titles),
        authors: found
            .metadata
            .author
            .split("; ")
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect(),
        date: found.metadata.date.map(|date| date.to_string()).unwrap_or_default(),
        language,
    };
    let mut builder = Builder::with_headline(&metadata.headline);
    render::render(&found.content_html, &mut builder);
    let (text, layout) = builder.finish();
    // A headline alone is not the text of a page.
    let bare = layout.len() <= usize::from(!metadata.headline.is_empty());
    (!bare).then_some(Rendered { text, layout, metadata, warnings: Vec::new() })
}

/// Whether a tree is deeper than its mark-up seemed; what walks it recurses as deep.
fn is_deep(page: &Document) -> bool {
    let mut level: Vec<NodeId> = vec![page.root()];
    for _ in 0..=guard::MAX_DEPTH {
        level = level.into_iter().flat_map(|node| page.child_nodes(node)).collect();
        if level.is_empty() {
            return false;
        }
    }
    true
}

/// The language that a page declares: the first of its declarations that is a tag at all.
fn page_language(page: &Document) -> String {
    const DECLARATIONS: [(&str, &str); 5] = [
        ("html", "lang"),
        ("meta[property=\"og:locale\"]", "content"),
        ("meta[http-equiv=\"content-language\"]", "content"),
        ("meta[http-equiv=\"Content-Language\"]", "content"),
        ("meta[name=\"language\"]", "content"),
    ];
    let tags = DECLARATIONS.iter().filter_map(|(selector, attribute)| {
        let element = page.query_selector(page.root(), selector)?;
        Some(page.get_attribute(element, attribute)?.trim().replace('_', "-"))
    });
    tags.into_iter().find(|tag| hints::is_well_formed(tag)).unwrap_or_default()
}

/// The headline of a page: its title less the name of the site, as the page's first heading has it where the two
/// agree.
fn headline(title: &str, site: &str, headings: &[String]) -> String {
    let title = squeezed(title);
    if let Some(heading) = headings.iter().find(|heading| heading.len() > 3 && title.contains(*heading)) {
        return heading.clone();
    }
    let without_site = [" - ", " | ", " – ", " — "].iter().find_map(|between| {
        let (head, tail) = title.rsplit_once(between)?;
        (!site.is_empty() && !head.is_empty() && tail.eq_ignore_ascii_case(site)).then(|| head.to_owned())
    });
    without_site.unwrap_or(title)
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<&str>>().join(" ")
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
