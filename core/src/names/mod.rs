//! Names in running text and what kind of thing each is a name of.
//!
//! A linear-chain model scores the labels of every token (`scoring`) by its [`features`], which rest on how the [`words`]
//! are written, on [`gazetteers`], on `word_clusters` and on what the rest of the document tells (`context_flags`); Viterbi
//! decoding picks the labels that fit together best ([`first_pass`]). Then the document is read again, with what the first
//! pass found elsewhere in it ([`document_features`]), and what is decoded is joined to names (`joining`). The workspace
//! member `train` makes the weights. The scores of a second engine, the [encoder](crate::encoder), are added to
//! those of the model ([`Recognizer::recognize_with`]); nothing behind sees features.

mod context_flags;
pub mod document_features;
pub mod features;
pub mod first_pass;
pub mod gazetteers;
mod joining;
pub mod knowledge;
pub mod scoring;
mod word;
mod word_clusters;
pub mod words;

#[cfg(test)]
mod tests;

use std::ops::Range;
use std::sync::Arc;
use std::thread;

use crate::analysis::{EntityType, Language, Layers};
use crate::data;
use crate::interrupt::checkpoint;
use crate::lang::{Packs, UNDETERMINED, primary_subtag};
use crate::linear::bio::{KINDS, Row};
use crate::linear::sequence_model::Model;
use crate::linear::viterbi::{DecodedSpan, Decoder};
use crate::text::Span;
use document_features::DocumentFeatures;
use first_pass::FirstPass;
use gazetteers::Gazetteers;
use knowledge::Knowledge;
use scoring::{Pass, Scorer};
use words::{Case, Words};

pub(crate) use joining::span_of;

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

/// Weights, and the languages that they were learnt for.
#[derive(Debug)]
pub struct NameModel {
    /// BCP 47 primary subtags, each with what is known of the language.
    languages: Vec<(String, Knowledge)>,
    model: Model,
}

impl NameModel {
    /// The weights of a file for languages.
    ///
    /// # Panics
    /// If the file is not a model's.
    #[must_use]
    pub fn read(languages: &[&str], weights: &[u8]) -> Self {
        let known = |language: &&str| ((*language).to_owned(), Knowledge::of_language(language));
        Self { languages: languages.iter().map(known).collect(), model: Model::read(weights) }
    }

    /// What is known of a language; absent if the weights were not learnt for it.
    fn knowledge(&self, language: &str) -> Option<&Knowledge> {
        self.languages.iter().find(|(code, _)| code == language).map(|(_, knowledge)| knowledge)
    }
}

/// Finds names.
#[derive(Debug)]
pub struct Recognizer {
    gazetteers: Gazetteers,
    models: Vec<NameModel>,
    /// The model that serves languages without one of their own.
    fallback: usize,
    packs: Arc<Packs>,
}

impl Recognizer {
    /// Loads the embedded gazetteers and models.
    #[must_use]
    pub fn load() -> Self {
        thread::scope(|scope| {
            let gazetteers = scope.spawn(Gazetteers::load);
            let models =
                data::NAME_MODELS.iter().map(|(languages, weights)| NameModel::read(languages, weights));
            let models = models.collect();
            Self::new(gazetteers.join().expect("loading what is embedded does not fail"), models)
        })
    }

    /// A recogniser with models of one's own, for training and measuring.
    ///
    /// # Panics
    /// Without a model.
    #[must_use]
    pub fn new(gazetteers: Gazetteers, models: Vec<NameModel>) -> Self {
        let packs = Packs::load();
        let stand_in = packs.of(UNDETERMINED).code;
        let fallback = models.iter().position(|model| model.knowledge(stand_in).is_some()).unwrap_or(0);
        assert!(fallback < models.len(), "a recogniser needs a model");
        Self { gazetteers, models, fallback, packs }
    }

    /// The model for a language, and what is known of the language if the model was learnt for it.
    ///
    /// A language that is not reliable is mostly that of tables and lists of names, which the fallback reads best.
    fn model_for(&self, language: &Language) -> (&Model, Option<&Knowledge>) {
        let code = primary_subtag(&language.code);
        let own = self.models.iter().find_map(|model| Some((&model.model, Some(model.knowledge(code)?))));
        own.filter(|_| language.reliable).unwrap_or_else(|| {
            let fallback = &self.models[self.fallback];
            (&fallback.model, fallback.knowledge(self.packs.of(code).code))
        })
    }

    /// The names in the story of a document, in order and disjoint. Linear in the text.
    #[must_use]
    pub fn recognize(&self, layers: Layers<'_>) -> Vec<NameSpan> {
        self.read(layers, None)
    }

    /// The same, with the scores of another engine for the labels of each token, in the unit of the weights, added to those
    /// of the model, which knows the lists and the rest of the document.
    #[must_use]
    pub fn recognize_with(&self, layers: Layers<'_>, added: &[Row<i16>]) -> Vec<NameSpan> {
        self.read(layers, Some(added))
    }

    fn read(&self, layers: Layers<'_>, added: Option<&[Row<i16>]>) -> Vec<NameSpan> {
        let (model, knowledge) = self.model_for(layers.language);
        let words = Words::new(layers, &self.gazetteers, knowledge);
        let first = FirstPass::new(&words, model, added);
        let pack = self.packs.of_any(&layers.language.code);
        let mut names: Vec<NameSpan> = Vec::with_capacity(first.names.len());
        second_pass(&words, &first, model, |found, case| {
            let (tokens, kind) = (found.begin..found.end, KINDS[found.kind]);
            let name = NameSpan {
                span: span_of(layers, &tokens, kind),
                is_place: words.is_place(tokens.clone()),
                tokens: tokens.start as u32..tokens.end as u32,
                kind,
                confidence: model.calibration(case as usize).probability(match added {
                    // Two engines that agree are about as sure as each of them.
                    Some(_) => found.margin / 2,
                    None => found.margin,
                }),
            };
            joining::push(&mut names, name, layers, pack);
        });
        joining::trim(&mut names, layers, pack);
        names
    }
}

/// Reads a document again, with what the first pass found elsewhere in it, and hands over each name with the case of
/// its sentence.
fn second_pass(
    words: &Words<'_>,
    first: &FirstPass,
    model: &Model,
    mut found: impl FnMut(DecodedSpan, Case),
) {
    let document = DocumentFeatures::gather(words, first);
    let (mut scorer, mut decoder) = (Scorer::new(model), Decoder::default());
    let (mut scores, mut names) = (Vec::new(), Vec::new());
    for (index, sentence) in first_pass::story(words.layers) {
        let case = words.case(index);
        for run in words.runs(&sentence) {
            checkpoint();
            scores.clear();
            scores.extend_from_slice(&first.scores[run.clone()]);
            for at in run.clone().filter(|&at| document.is_open(at)) {
                let more = scorer.score(|features| document.features(at, &sentence, case, features));
                for (score, more) in scores[at - run.start].iter_mut().zip(more) {
                    *score = score.saturating_add(more);
                }
            }
            names.clear();
            let transitions = model.transitions(Pass::Second as usize, case as usize);
            decoder.decode(&scores, transitions, &mut names);
            for name in &names {
                found(
                    DecodedSpan { begin: run.start + name.begin, end: run.start + name.end, ..*name },
                    case,
                );
            }
        }
    }
}
