//! Units: stretches of text that attribution does not reach across, with the quoted runs in them.

use crate::analysis::{Layers, Shape};
use crate::text::Span;
use crate::text::marks::QuotedRun;
use std::ops::Range;

/// A sentence, or several where quotation marks hold them together.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    /// Its tokens.
    pub(super) tokens: Range<usize>,
    /// Its outermost quoted runs: their tokens, marks left out, and which run each is.
    pub(super) runs: Vec<Run>,
    /// Index of its block.
    pub(super) block: u32,
}

/// A quoted run as tokens.
#[derive(Clone, Debug)]
pub(super) struct Run {
    /// The tokens inside the marks.
    pub(super) inner: Range<usize>,
    /// The tokens with the marks.
    pub(super) outer: Range<usize>,
    /// The text inside the marks.
    pub(super) span: Span,
    /// How many words it has.
    pub(super) words: usize,
    /// Whether it lasts from the paragraph before.
    pub(super) continued: bool,
}

/// Cuts the story into units.
pub(super) fn units(layers: Layers<'_>) -> Vec<Unit> {
    let runs: Vec<&QuotedRun> = layers.quoted.iter().filter(|run| run.depth == 0).collect();
    let mut next = 0;
    let mut units: Vec<Unit> = Vec::new();
    let sentences = &layers.structure.sentences;
    for (index, bounds) in layers.tokens.bounds.windows(2).enumerate() {
        let sentence = sentences[index];
        let tokens = bounds[0] as usize..bounds[1] as usize;
        if tokens.is_empty() || !layers.structure.blocks[sentence.block as usize].kind.is_story() {
            continue;
        }
        let held = units.last().is_some_and(|unit| {
            unit.block == sentence.block
                && unit.runs.last().is_some_and(|run| run.outer.end > unit.tokens.end)
        });
        match units.last_mut() {
            Some(unit) if held => unit.tokens.end = tokens.end,
            _ => units.push(Unit { tokens: tokens.clone(), runs: Vec::new(), block: sentence.block }),
        }
        let Some(unit) = units.last_mut() else { continue };
        while let Some(run) = runs.get(next).filter(|run| run.outer.begin() < sentence.span.end()) {
            next += 1;
            if run.outer.begin() >= sentence.span.begin() {
                unit.runs.push(read_run(layers, run));
            }
        }
    }
    units
}

fn read_run(layers: Layers<'_>, run: &QuotedRun) -> Run {
    let tokens = layers.tokens;
    let at = |offset: u32| tokens.spans.partition_point(|span| span.begin() < offset);
    let inner = at(run.inner.begin())..at(run.inner.end());
    let words = inner.clone().filter(|&at| is_word(tokens.shapes[at])).count();
    Run {
        outer: at(run.outer.begin())..at(run.outer.end()),
        inner,
        span: run.inner,
        words,
        continued: run.continued,
    }
}

/// Whether a token counts as a word of a quotation.
pub(super) fn is_word(shape: Shape) -> bool {
    shape.is_word() || shape == Shape::Number
}
