//! Scores for the labels of tokens: what a second engine would give in place of the linear model.
//!
//! Decoding and joining see nothing but these scores.

use crate::interrupt::checkpoint;
use crate::linear::bio::{LABELS, OUTSIDE, Row};
use crate::linear::sequence_model::Model;

/// A document is scored twice: the second time with what was found elsewhere in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pass {
    First,
    Second,
}

/// The scores of a token that can be no part of a name.
pub const CLOSED: Row<i16> = {
    let mut row = [-8000; LABELS + 1];
    row[OUTSIDE] = 0;
    row
};

/// Scores by a linear model, with memory for features that is used again.
#[derive(Debug)]
pub(super) struct Scorer<'a> {
    model: &'a Model,
    features: Vec<u32>,
}

impl<'a> Scorer<'a> {
    pub(super) fn new(model: &'a Model) -> Self {
        Self { model, features: Vec::with_capacity(96) }
    }

    /// The scores of the labels of a token whose features `describe` appends.
    pub(super) fn score(&mut self, describe: impl FnOnce(&mut Vec<u32>)) -> Row<i16> {
        checkpoint();
        self.features.clear();
        describe(&mut self.features);
        self.model.score(&self.features)
    }
}
