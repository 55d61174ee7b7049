//! Quotation marks: which characters they are, and which runs of text stand inside them.

use crate::text::Span;

/// A stretch of text inside quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuotedRun {
    /// The run with its marks.
    pub outer: Span,
    /// The run without its marks.
    pub inner: Span,
    /// Whether the run has a closing mark. Without one it lasts to the end of its paragraph, as when a
    /// quotation goes on in the next.
    pub closed: bool,
    /// Whether it goes on from an unclosed run in the paragraph before it.
    pub continued: bool,
    /// How many other runs it stands in.
    pub depth: u8,
}

/// Reads the quotation marks of a text, paragraph by paragraph. Runs come back in order of where they begin.
#[must_use]
pub fn quoted_runs(_text: &str, _paragraphs: &[Span]) -> Vec<QuotedRun> {
    Vec::new()
}
