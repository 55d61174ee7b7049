//! The data sets of quotations, analysed by the service.

use std::error::Error;
use std::path::Path;

use ascribe_core::analysis::Analysis;
use ascribe_core::input::Source;
use ascribe_core::interrupt::Interrupt;
use ascribe_core::pipeline::{Analyzer, Features};
use ascribe_core::text::Span;
use serde::Deserialize;

use crate::sets;

/// The sets that are looked at where none is named.
pub(crate) const SETS: [&str; 3] = ["polnear_train", "gum_interview", "de_wikinews_train"];

/// A document as a set has it.
#[derive(Debug, Deserialize)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) text: String,
    quotes: Vec<Quote>,
}

#[derive(Debug, Deserialize)]
struct Quote {
    start: usize,
    end: usize,
    r#type: String,
    cue: Option<Words>,
    speaker: Option<Words>,
    speaker_canonical: Option<String>,
    speaker_canonical_silver: Option<String>,
    speech: Option<bool>,
    #[serde(default)]
    optional: bool,
    #[serde(default)]
    nested: bool,
}

#[derive(Debug, Deserialize)]
struct Words {
    start: usize,
    end: usize,
    text: String,
}

/// A stretch of speech as a set has it.
#[derive(Clone, Debug)]
pub(crate) struct Gold {
    pub(crate) span: Span,
    /// "direct", "mixed" or "indirect".
    pub(crate) kind: String,
    pub(crate) cue: Option<(Span, String)>,
    /// The speaker as written.
    pub(crate) speaker: Option<(Span, String)>,
    /// The speaker's name, where the set tells it.
    pub(crate) name: Option<String>,
    /// Whether it has to be found; else it may be.
    pub(crate) wanted: bool,
}

/// A document with what the set has and what the service finds.
pub(crate) struct Document {
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) gold: Vec<Gold>,
    pub(crate) analysis: Analysis,
}

/// Reads and analyses a set.
pub(crate) fn read(analyzer: &Analyzer, data: &Path, set: &str) -> Result<Vec<Document>, Box<dyn Error>> {
    let rows: Vec<Row> = sets::read(&data.join(format!("quotes/{set}.jsonl")))?;
    let document = |row: Row| -> Result<Document, Box<dyn Error>> {
        let gold = row.gold();
        let source = Source { text: row.text, ..Source::default() };
        let analysis = analyzer.analyze(&source, Features::DEFAULT, &Interrupt::never())?;
        Ok(Document { id: row.id, text: source.text, gold, analysis })
    };
    rows.into_iter().map(document).collect()
}

impl Row {
    /// What the set has, in bytes.
    pub(crate) fn gold(&self) -> Vec<Gold> {
        let offsets = sets::byte_offsets(&self.text);
        let span = |start: usize, end: usize| Span::new(offsets[start], offsets[end]);
        let words = |words: &Words| (span(words.start, words.end), words.text.clone());
        let gold = |quote: &Quote| Gold {
            span: span(quote.start, quote.end),
            kind: quote.r#type.clone(),
            cue: quote.cue.as_ref().map(words),
            speaker: quote.speaker.as_ref().map(words),
            name: quote.speaker_canonical.clone().or_else(|| quote.speaker_canonical_silver.clone()),
            wanted: !quote.optional
                && !quote.nested
                && (quote.r#type == "direct" || quote.speech.unwrap_or(true)),
        };
        self.quotes.iter().map(gold).collect()
    }
}
