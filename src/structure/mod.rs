//! The parts of a news document: blocks, headline, byline, dateline, dates.

use crate::analysis::{Block, BlockKind, Structure};
use crate::input::Source;
use crate::text::{Span, trim};

/// Takes documents apart.
#[derive(Debug, Default)]
pub struct Parser {}

impl Parser {
    /// Loads the phrase lists.
    #[must_use]
    pub fn load() -> Self {
        Self::default()
    }

    /// All of the structure but its sentences and the languages of its blocks. Linear in the text.
    #[must_use]
    pub fn parse(&self, source: &Source) -> Structure {
        let mut blocks = Vec::new();
        let mut begin = 0;
        for line in source.text.split_inclusive('\n') {
            let span = trim(&source.text, Span::from(begin..begin + line.len()));
            begin += line.len();
            if !span.is_empty() {
                let kind = if blocks.is_empty() { BlockKind::Headline } else { BlockKind::Paragraph };
                blocks.push(Block { span, kind, level: 0, language: None });
            }
        }
        Structure { headline: blocks.first().map(|b| b.span), blocks, ..Structure::default() }
    }
}
