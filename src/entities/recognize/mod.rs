//! Names in running text and what kind of thing each is a name of.
//!
//! A linear-chain model gives every token of a sentence a label ([`labels`]) by the weights ([`model`]) of its
//! features ([`features`]), which rest on how the [`words`] are written, on [`lists`] of known names, on `classes` and
//! `paths` of words and on what the rest of the document tells (`evidence`); [`decode`] picks the labels that fit
//! together best.
//! Then the document is read again, with what the first [`reading`] found [`elsewhere`] in it. The workspace member
//! `train` makes the weights.

pub mod decode;
mod classes;
pub mod elsewhere;
mod evidence;
pub mod features;
mod foreign;
pub mod labels;
pub mod lists;
pub mod model;
mod paths;
pub mod reading;
pub mod words;

#[cfg(test)]
mod tests;

use std::ops::Range;
use std::thread;

use crate::analysis::{EntityType, Layers};
use crate::data;
use crate::interrupt::look;
use crate::text::Span;
use decode::{Decoder, Found};
use elsewhere::Elsewhere;
use labels::KINDS;
use lists::Lists;
use model::{Model, Pass};
use reading::Reading;
use words::{Case, Words};

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
        thread::scope(|scope| {
            let lists = scope.spawn(Lists::load);
            let model = Model::read(data::ENTITY_MODEL);
            Self::new(lists.join().expect("loading what is embedded does not fail"), model)
        })
    }

    /// A recogniser with weights of one's own, for training and measuring.
    #[must_use]
    pub fn new(lists: Lists, model: Model) -> Self {
        Self { lists, model }
    }

    /// The names in the story of a document, in order and disjoint. Linear in the text.
    #[must_use]
    pub fn recognize(&self, layers: Layers<'_>) -> Vec<Name> {
        let words = Words::new(layers, &self.lists);
        let first = Reading::first(&words, &self.model);
        let mut names = Vec::with_capacity(first.names.len());
        self.second_reading(&words, &first, |name, case| {
            let spans = &layers.tokens.spans;
            names.push(Name {
                span: spans[name.begin].cover(spans[name.end - 1]),
                tokens: name.begin as u32..name.end as u32,
                kind: KINDS[name.kind],
                confidence: self.model.confidence(case, name.margin),
            });
        });
        names
    }

    /// Reads a document again, with what the first reading found elsewhere in it, and hands over each name with the
    /// case of its sentence.
    pub fn second_reading(&self, words: &Words<'_>, first: &Reading, mut found: impl FnMut(Found, Case)) {
        let elsewhere = Elsewhere::gather(words, first);
        let mut decoder = Decoder::default();
        let (mut features, mut scores, mut names) = (Vec::with_capacity(24), Vec::new(), Vec::new());
        for (index, sentence) in reading::story(words.layers) {
            let case = words.case(index);
            for run in words.runs(&sentence) {
                look();
                scores.clear();
                scores.extend_from_slice(&first.scores[run.clone()]);
                for at in run.clone().inspect(|_| look()).filter(|&at| elsewhere.is_open(at)) {
                    features.clear();
                    elsewhere.features(at, &sentence, case, &mut features);
                    let more = self.model.score(&features);
                    for (score, more) in scores[at - run.start].iter_mut().zip(more) {
                        *score = score.saturating_add(more);
                    }
                }
                names.clear();
                decoder.decode(&scores, self.model.transitions(Pass::Second, case), &mut names);
                for name in &names {
                    found(Found { begin: run.start + name.begin, end: run.start + name.end, ..*name }, case);
                }
            }
        }
    }
}
