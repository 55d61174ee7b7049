//! The parts of a news document: blocks, headline, byline, dateline, dates.
//!
//! [`lines`] says where blocks lie; `head` names those before the story, and `body` those of it; [`byline`] and
//! [`dateline`] read what is written in them; [`phrases`] holds the wording that gives a line away.

mod body;
mod byline;
mod dateline;
mod head;
mod lines;
mod phrases;
#[cfg(test)]
mod tests;

use crate::analysis::{Author, Block, BlockKind, Byline, PublicationDate, Structure};
use crate::dates::Reader;
use crate::input::Source;
use crate::text::Span;
use phrases::Phrases;

/// Takes documents apart.
#[derive(Debug)]
pub struct Parser {
    phrases: Phrases,
    dates: Reader,
}

/// A block before it is known what it is.
struct Draft {
    span: Span,
    kind: Option<BlockKind>,
    level: u32,
}

impl Parser {
    /// Loads the phrase lists and the month names.
    #[must_use]
    pub fn load() -> Self {
        Self { phrases: Phrases::load(), dates: Reader::load() }
    }

    /// All of the structure but its sentences and the languages of its blocks. Linear in the text.
    ///
    /// The caller's publication date wins over the page's, and that over the text's.
    #[must_use]
    pub fn parse(&self, source: &Source) -> Structure {
        let text = source.text.as_str();
        let mut drafts = drafts(source);
        let mut structure = Structure { word_count: word_count(text), ..Structure::default() };
        let story = head::classify(self, source, &mut drafts, &mut structure);
        body::classify(self, text, &mut drafts, story);
        structure.blocks = drafts
            .into_iter()
            .map(|Draft { span, kind, level }| Block {
                span,
                kind: kind.unwrap_or(BlockKind::Paragraph),
                level,
                language: None,
            })
            .collect();
        structure.dateline = structure
            .blocks
            .iter()
            .filter(|block| matches!(block.kind, BlockKind::Paragraph | BlockKind::Lead))
            .take(3)
            .find_map(|block| dateline::find(text, block.span, &self.phrases, &self.dates));
        add_metadata(source, &mut structure);
        structure
    }
}

/// The blocks that the mark-up gives, else those of the lines.
fn drafts(source: &Source) -> Vec<Draft> {
    if source.layout.is_empty() {
        let spans = lines::blocks(&source.text).into_iter();
        return spans.map(|span| Draft { span, kind: None, level: 0 }).collect();
    }
    source
        .layout
        .iter()
        .filter(|block| !block.span.is_empty())
        .map(|block| Draft { span: block.span, kind: block.kind, level: block.level })
        .collect()
}

/// Fills in what the text does not say from what the page and the caller say.
fn add_metadata(source: &Source, structure: &mut Structure) {
    let metadata = &source.metadata;
    if structure.byline.is_none() && !metadata.authors.is_empty() {
        let authors = metadata.authors.iter();
        structure.byline = Some(Byline {
            span: None,
            authors: authors.map(|name| Author { name: name.clone(), span: None }).collect(),
            agency: String::new(),
        });
    }
    let given = source.publication_date.as_deref().or((!metadata.date.is_empty()).then_some(&metadata.date));
    if let Some(value) = given {
        let date = structure
            .publication_date
            .get_or_insert_with(|| PublicationDate { span: None, value: String::new() });
        value.clone_into(&mut date.value);
    }
}

/// Runs of characters between blanks; a character of a script without blanks counts as a word.
fn word_count(text: &str) -> u32 {
    if text.is_ascii() {
        return text.split_ascii_whitespace().count() as u32;
    }
    let mut count = 0;
    let mut inside = false;
    for c in text.chars() {
        if matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}') {
            count += 1;
            inside = false;
        } else {
            let blank = crate::text::is_blank(c);
            count += u32::from(!blank && !inside);
            inside = !blank;
        }
    }
    count
}
