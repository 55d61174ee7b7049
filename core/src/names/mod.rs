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

use crate::analysis::{EntityType, Layers, Shape};
use crate::data;
use crate::interrupt::checkpoint;
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
pub struct NameSpan {
    /// Where it stands.
    pub span: Span,
    /// The tokens it consists of, as indices into [`Tokens`](crate::analysis::Tokens).
    pub tokens: Range<u32>,
    /// What it is a name of.
    pub kind: EntityType,
    /// From 0 to 1: how likely span and kind are both right.
    pub confidence: f32,
    /// Whether a city or a region has that name, whatever it names here.
    pub is_place: bool,
}

/// Whether a word joins what stands around it, so that no name ends with it.
fn is_connective(layers: Layers<'_>, at: usize) -> bool {
    const CONNECTIVES: [&str; 9] = ["of", "the", "for", "and", "in", "de", "du", "&", "von"];
    let word = layers.tokens.spans[at].of(layers.text);
    CONNECTIVES.iter().any(|connective| connective.eq_ignore_ascii_case(word))
}

/// The span of a name of these tokens. The stop of an abbreviation that ends the sentence as well is left to the sentence
/// ("Exton Corp", "Mich"), as in the sets that the model learns from; but a person is "Jr." and a country "U.S.".
pub(crate) fn span_of(layers: Layers<'_>, tokens: &Range<usize>, kind: EntityType) -> Span {
    let spans = &layers.tokens.spans;
    let span = spans[tokens.start].cover(spans[tokens.end - 1]);
    let word = spans[tokens.end - 1].of(layers.text);
    let shares = matches!(kind, EntityType::Organization | EntityType::Location | EntityType::Facility);
    let ends_sentence = || {
        let bounds = &layers.tokens.bounds;
        let end = bounds[bounds.partition_point(|&bound| bound as usize <= tokens.start)] as usize;
        (tokens.end..end).all(|at| layers.tokens.shapes[at] == Shape::Mark)
    };
    match word.strip_suffix('.') {
        Some(letters) if letters.len() > 1 && !letters.contains('.') && shares && ends_sentence() => {
            Span::new(span.begin(), span.end() - 1)
        }
        _ => span,
    }
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
    pub fn recognize(&self, layers: Layers<'_>) -> Vec<NameSpan> {
        let words = Words::new(layers, &self.lists);
        let first = Reading::first(&words, &self.model);
        let mut names: Vec<NameSpan> = Vec::with_capacity(first.names.len());
        self.second_reading(&words, &first, |name, case| {
            let (mut tokens, mut kind) = (name.begin..name.end, KINDS[name.kind]);
            let mut confidence = self.model.confidence(case, name.margin);
            let leads_on = |before: &mut NameSpan| {
                before.tokens.end as usize == tokens.start && is_connective(layers, tokens.start - 1)
            };
            if let Some(before) = names.pop_if(leads_on) {
                tokens.start = before.tokens.start as usize;
                (kind, confidence) = (before.kind, confidence.min(before.confidence));
            }
            names.push(NameSpan {
                span: span_of(layers, &tokens, kind),
                is_place: words.is_place(tokens.clone()),
                tokens: tokens.start as u32..tokens.end as u32,
                kind,
                confidence,
            });
        });
        for name in &mut names {
            let mut tokens = name.tokens.start as usize..name.tokens.end as usize;
            while tokens.len() > 1 && is_connective(layers, tokens.end - 1) {
                tokens.end -= 1;
                name.tokens.end = tokens.end as u32;
                name.span = span_of(layers, &tokens, name.kind);
            }
        }
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
                checkpoint();
                scores.clear();
                scores.extend_from_slice(&first.scores[run.clone()]);
                for at in run.clone().inspect(|_| checkpoint()).filter(|&at| elsewhere.is_open(at)) {
                    features.clear();
                    elsewhere.features(at, &sentence, case, &mut features);
                    let more = self.model.score(&features);
                    for (score, more) in scores[at - run.start].iter_mut().zip(more) {
                        *score = score.saturating_add(more);
                    }
                }
                names.clear();
                decoder.decode(&scores, self.model.edges(Pass::Second, case), &mut names);
                for name in &names {
                    found(Found { begin: run.start + name.begin, end: run.start + name.end, ..*name }, case);
                }
            }
        }
    }
}
