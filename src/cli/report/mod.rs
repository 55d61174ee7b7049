//! The readable report of an analysis.
//!
//! Built from the response alone, with the text of its spans, so it shows what any caller gets. It always has colours, which
//! the printer strips unless they are wanted.

mod entities;
mod explanation;
mod quotations;
mod title;
mod wrap;

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use terminal_size::{Width, terminal_size};

use crate::rpc::v1;
use wrap::{Run, paragraph};

/// Longer lines are hard to read.
const MAX_WIDTH: u16 = 100;

/// The width of a report that is not printed on a terminal.
const DEFAULT_WIDTH: u16 = 80;

const PLAIN: Style = Style::new();
const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();
const HEADING: Style = AnsiColor::Blue.on_default().bold();
/// Quoted words.
const WORDS: Style = AnsiColor::Cyan.on_default();
const WARNING: Style = AnsiColor::Yellow.on_default();

/// The columns of a report: as given, else those of the terminal.
pub(super) fn width(wish: Option<u16>) -> usize {
    let found = || terminal_size().map_or(DEFAULT_WIDTH, |(Width(columns), _)| columns.min(MAX_WIDTH));
    wish.unwrap_or_else(found).into()
}

/// Reports on one document, with its name where it is one of several.
pub(super) fn report(response: &v1::AnalyzeDocumentResponse, name: Option<&str>, width: usize) -> String {
    let mut out = String::new();
    if let Some(name) = name {
        let rule = "─".repeat(width.saturating_sub(name.len() + 4));
        paragraph(&mut out, "", width, &[(DIM, "── "), (PLAIN, name), (DIM, " "), (DIM, &rule)]);
        out.push('\n');
    }
    title::write(&mut out, response, width);
    quotations::write(&mut out, response, width);
    entities::write(&mut out, response, width);
    for warning in &response.warnings {
        out.push('\n');
        paragraph(&mut out, "  ", width, &[(WARNING, "! "), (WARNING, &warning.message)]);
    }
    out
}

fn heading(out: &mut String, text: &str) {
    // Writing into a string cannot fail.
    let _ = writeln!(out, "\n{}{text}{}\n", HEADING.render(), HEADING.render_reset());
}

/// Adds a run, after a separator where there are others.
fn add<'a>(runs: &mut Vec<Run<'a>>, separator: &'a str, style: Style, text: &'a str) {
    if text.is_empty() {
        return;
    }
    if !runs.is_empty() {
        runs.push((DIM, separator));
    }
    runs.push((style, text));
}

/// The text of a span; the report asks for it.
fn text(span: Option<&v1::Span>) -> &str {
    span.map_or("", |span| span.text.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rpc::convert::{Reply, Timing, response};
    use ascribe_core::analysis::Analysis;
    use ascribe_core::input::Source;
    use ascribe_core::pipeline::Features;

    /// What is left of a report without its colours.
    fn plain(text: &str) -> String {
        anstream::adapter::strip_str(text).to_string()
    }

    #[test]
    fn an_analysis_in_which_nothing_was_found_is_a_report_too() {
        let source = Source { text: "Word.".into(), ..Source::default() };
        let reply = Reply { include_text: true, ..Reply::default() };
        let response = response(reply, Features::DEFAULT, source, Analysis::default(), Timing::default());
        let report = plain(&report(&response, Some("a.txt"), 30));
        assert_eq!(
            report,
            "── a.txt ─────────────────────\n\nlanguage unknown · 0 words\n\nWho said what\n\n  Nobody is quoted.\n"
        );
    }
}
