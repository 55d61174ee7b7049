//! The first pass over a document: scores and labels for all tokens of its story, sentence by sentence.

use std::ops::Range;

use super::scoring::{CLOSED, Pass, Scorer};
use super::words::Words;
use crate::analysis::Layers;
use crate::interrupt::{checkpoint, resize};
use crate::linear::bio::{OUTSIDE, Row, begin, inside};
use crate::linear::sequence_model::Model;
use crate::linear::viterbi::{DecodedSpan, Decoder};

/// What the first pass over a document found.
#[derive(Debug, Default)]
pub struct FirstPass {
    /// The scores of the labels of each token, in the unit of the weights.
    pub scores: Vec<Row<i16>>,
    /// The label of each token.
    pub labels: Vec<u8>,
    /// How sure the name is that each token is part of, in steps from 0.
    pub sureness: Vec<u8>,
    /// The names, with their tokens counted from the beginning of the document.
    pub names: Vec<DecodedSpan>,
}

impl FirstPass {
    /// Reads a document for the first time, with the scores that another engine adds for each token. Linear in its text.
    #[must_use]
    pub fn new(words: &Words<'_>, model: &Model, added: Option<&[Row<i16>]>) -> Self {
        let count = words.layers.tokens.spans.len();
        let mut scores = Vec::new();
        resize(&mut scores, count, &CLOSED);
        let mut pass =
            Self { scores, labels: vec![OUTSIDE as u8; count], sureness: vec![0; count], names: Vec::new() };
        let (mut scorer, mut decoder, mut found) = (Scorer::new(model), Decoder::default(), Vec::new());
        for (index, sentence) in story(words.layers) {
            let case = words.case(index);
            let transitions = model.transitions(Pass::First as usize, case as usize);
            for run in words.runs(&sentence) {
                checkpoint();
                for at in run.clone().filter(|&at| words.is_open(at)) {
                    pass.scores[at] = scorer.score(|features| words.features(at, &sentence, case, features));
                    if let Some(added) = added {
                        pass.scores[at].iter_mut().zip(added[at]).for_each(|(score, more)| *score += more);
                    }
                }
                found.clear();
                decoder.decode(&pass.scores[run.clone()], transitions, &mut found);
                pass.enter(&found, run.start);
            }
        }
        pass
    }

    /// Notes the names of a sentence that begins at the token `start`.
    fn enter(&mut self, found: &[DecodedSpan], start: usize) {
        for name in found {
            let name = DecodedSpan { begin: start + name.begin, end: start + name.end, ..*name };
            self.labels[name.begin..name.end].fill(inside(name.kind) as u8);
            self.labels[name.begin] = begin(name.kind) as u8;
            self.sureness[name.begin..name.end].fill(sureness(name.margin));
            self.names.push(name);
        }
    }
}

/// How sure a name is, in five steps.
fn sureness(margin: i32) -> u8 {
    [12, 30, 60, 110].iter().filter(|&&step| margin >= step).count() as u8
}

/// The sentences of the story: their indices and their tokens.
pub fn story(layers: Layers<'_>) -> impl Iterator<Item = (usize, Range<usize>)> + '_ {
    let structure = layers.structure;
    let bounds = layers.tokens.bounds.windows(2).enumerate();
    bounds
        .filter(|(index, _)| structure.blocks[structure.sentences[*index].block as usize].kind.is_story())
        .map(|(index, bounds)| (index, bounds[0] as usize..bounds[1] as usize))
        .filter(|(_, tokens)| !tokens.is_empty())
}
