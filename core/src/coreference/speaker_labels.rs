//! Names that the labels of a transcript tell: who speaks is somebody, however the recogniser reads words in capitals.

use super::cluster::NameMention;
use super::name_mentions;
use crate::analysis::{BlockKind, EntityType};
use crate::document_tokens::DocumentTokens;
use crate::interrupt::checkpoint;
use crate::lang::lexicon::Classes;
use crate::structure::turns::TurnLabel;
use crate::text::Span;

/// How sure a name in a label is.
const TOLD: f32 = 0.9;

/// Adds the names in the labels of turns, in the place of names that they overlap. Linear in the text.
pub(super) fn add(document: &DocumentTokens<'_>, names: &mut Vec<NameMention>) {
    let (text, blocks) = (document.layers.text, &document.layers.structure.blocks);
    let mut told: Vec<NameMention> = Vec::new();
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
        if tokens.is_empty() {
            continue;
        }
        told.push(NameMention {
            key: name_mentions::key(document, &tokens),
            tokens,
            kind: EntityType::Person,
            confidence: TOLD,
            nation: None,
            gender,
            titled: true,
            is_place: false,
        });
    }
    if told.is_empty() {
        return;
    }
    names.retain(|name| {
        let next = told.partition_point(|told| told.tokens.end <= name.tokens.start);
        told.get(next).is_none_or(|told| told.tokens.start >= name.tokens.end)
    });
    names.extend(told);
    names.sort_by_key(|name| name.tokens.start);
}
