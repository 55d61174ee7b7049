//! Names in running text and what kind of thing each is a name of.
//!
//! A linear-chain model gives every token of a sentence a label ([`labels`]) by the weights ([`model`]) of its
//! features ([`features`]), which rest on how the [`words`] are written, on [`lists`] of known names and on
//! what the rest of the document tells (`evidence`); [`decode`] picks the labels that fit together best. The
//! workspace member `train` makes the weights.

pub mod decode;
mod evidence;
pub mod features;
pub mod labels;
pub mod lists;
pub mod model;
pub mod words;

#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::analysis::{EntityType, Layers};
use crate::data;
use crate::text::Span;
use decode::Decoder;
use labels::KINDS;
use lists::Lists;
use model::Model;
use words::Words;

/// A name found in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    /// Where it stands.
    pub span: Span,
    /// The tokens it consists of, as indices into [`Tokens`](crate::analysis::Tokens).
    pub tokens: Range<u32>,
    /// What it is a name of.
    pub kind: EntityType,
    /// From 0 to 1: how likely span and kind are both right.
    pub confidence: f32,
}

/// Finds names.
#[derive(Debug)]
pub struct Recognizer {
    lists: Lists,
    model: Model,
}

impl Recognizer {
    /// Loads the embedded lists and the embedded model.
    #[must_use]
    pub fn load() -> Self {
        Self::new(Lists::load(), Model::read(data::ENTITY_MODEL))
    }

    /// A recogniser with weights of one's own, for training and measuring.
    #[must_use]
    pub fn new(lists: Lists, model: Model) -> Self {
        Self { lists, model }
    }

    /// The names in the story of a document, in order and disjoint. Linear in the text.
    #[must_use]
    pub fn recognize(&self, layers: Layers<'_>) -> Vec<Name> {
        let tokens = layers.tokens;
        let words = Words::new(layers, &self.lists);
        let (mut features, mut scores, mut found) = (Vec::with_capacity(64), Vec::new(), Vec::new());
        let mut decoder = Decoder::default();
        let mut names = Vec::new();
        for (index, bounds) in tokens.bounds.windows(2).enumerate() {
            let block = layers.structure.sentences[index].block as usize;
            if !layers.structure.blocks[block].kind.is_story() {
                continue;
            }
            let sentence = bounds[0] as usize..bounds[1] as usize;
            let case = words.case(index);
            scores.clear();
            found.clear();
            for at in sentence.clone() {
                features.clear();
                words.features(at, &sentence, case, &mut features);
                scores.push(self.model.score(&features));
            }
            decoder.decode(&scores, self.model.transitions(case), &mut found);
            names.extend(found.iter().map(|name| {
                let (begin, last) = (sentence.start + name.begin, sentence.start + name.end - 1);
                Name {
                    span: tokens.spans[begin].cover(tokens.spans[last]),
                    tokens: begin as u32..last as u32 + 1,
                    kind: KINDS[name.kind],
                    confidence: self.model.confidence(case, name.margin),
                }
            }));
        }
        names
    }
}
