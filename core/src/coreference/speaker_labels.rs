//! Names that the labels of a transcript tell: who speaks is somebody, however the recogniser reads words in capitals.

use std::ops::Range;

use crate::analysis::BlockKind;
use crate::document_tokens::DocumentTokens;
use crate::interrupt::checkpoint;
use crate::lang::lexicon::{Classes, Gender};
use crate::structure::turns::TurnLabel;
use crate::text::Span;

/// The names in the labels of turns, without titles, each with the gender that a title tells. Linear in the text.
pub(super) fn names(document: &DocumentTokens<'_>) -> Vec<(Range<usize>, Option<Gender>)> {
    let (text, blocks) = (document.layers.text, &document.layers.structure.blocks);
    let mut names = Vec::new();
    for block in blocks.iter().filter(|block| block.kind == BlockKind::Speaker) {
        checkpoint();
        let Some(label) = TurnLabel::read(block.span.of(text)).filter(|label| label.is_formal) else {
            continue;
        };
        let begin = block.span.begin();
        let span = Span::new(begin + label.name.start as u32, begin + label.name.end as u32);
        let mut tokens = document.layers.tokens.covered_by(span);
        let title = Classes::TITLE.or(Classes::RANK);
        let mut gender = None;
        while tokens.len() > 1 && document.is(tokens.start, title) {
            gender = gender.or(document.word(tokens.start).gender);
            tokens.start += 1;
        }
        if !tokens.is_empty() {
            names.push((tokens, gender));
        }
    }
    names
}
