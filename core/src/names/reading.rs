//! Reading a document: scores and labels for all tokens of its story, sentence by sentence.

use super::decode::{Decoder, Found};
use super::labels::{LABELS, OUTSIDE, Row, begin, inside};
use super::model::{Model, Pass};
use super::words::Words;
use crate::analysis::Layers;
use crate::interrupt::{checkpoint, resize};
use std::ops::Range;

/// What the first reading of a document found.
#[derive(Debug, Default)]
pub struct Reading {
    /// The scores of the labels of each token, in the unit of the weights.
    pub scores: Vec<Row<i16>>,
    /// The label of each token.
    pub labels: Vec<u8>,
    /// How sure the name is that each token is part of, in steps from 0.
    pub sureness: Vec<u8>,
    /// The names, with their tokens counted from the beginning of the document.
    pub names: Vec<Found>,
}

impl Reading {
    /// Reads a document for the first time. Linear in its text.
    #[must_use]
    pub fn first(words: &Words<'_>, model: &Model) -> Self {
        let count = words.layers.tokens.spans.len();
        let mut scores = Vec::new();
        resize(&mut scores, count, &CLOSED);
        let mut reading =
            Self { scores, labels: vec![OUTSIDE as u8; count], sureness: vec![0; count], names: Vec::new() };
        let (mut features, mut found) = (Vec::with_capacity(96), Vec::new());
        let mut decoder = Decoder::default();
        for (index, sentence) in story(words.layers) {
            let case = words.case(index);
            let edges = model.edges(Pass::First, case);
            for run in words.runs(&sentence) {
                checkpoint();
                for at in run.clone().inspect(|_| checkpoint()).filter(|&at| words.is_open(at)) {
                    features.clear();
                    words.features(at, &sentence, case, &mut features);
                    reading.scores[at] = model.score(&features);
                }
                found.clear();
                decoder.decode(&reading.scores[run.clone()], edges, &mut found);
                reading.enter(&found, run.start);
            }
        }
        reading
    }

    /// Notes the names of a sentence that begins at the token `start`.
    fn enter(&mut self, found: &[Found], start: usize) {
        for name in found {
            let name = Found { begin: start + name.begin, end: start + name.end, ..*name };
            self.labels[name.begin..name.end].fill(inside(name.kind) as u8);
            self.labels[name.begin] = begin(name.kind) as u8;
            self.sureness[name.begin..name.end].fill(sureness(name.margin));
            self.names.push(name);
        }
    }
}

/// The scores of a token that can be no part of a name.
pub const CLOSED: Row<i16> = {
    let mut row = [-8000; LABELS + 1];
    row[OUTSIDE] = 0;
    row
};

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
