//! Which cue and which source belong to a content, and which name a source phrase means that names nobody: the pair with
//! the best score, or none.

use super::file::{EncoderError, EncoderFile};
use std::ops::Range;

/// How many numbers of a span are compared.
const COMPARED: usize = 64;
/// How many steps of distance there are.
const STEPS: usize = 24;

/// What a kind of link is scored by.
#[derive(Debug)]
pub(super) struct Link {
    seeking: Projection,
    sought: Projection,
    distance: Vec<f32>,
}

/// Numbers of a span by which it is compared.
pub(super) type Compared = [f32; COMPARED];

#[derive(Debug)]
struct Projection {
    weights: Vec<f32>,
    bias: Vec<f32>,
}

impl Projection {
    fn read(file: &EncoderFile, name: &str, hidden: usize) -> Result<Self, EncoderError> {
        Ok(Self {
            weights: file.reals(&format!("{name}.weight"), COMPARED, hidden)?,
            bias: file.vector(&format!("{name}.bias"), COMPARED)?,
        })
    }

    /// The numbers of a span, given what is known of its first word and of its last.
    fn of(&self, first: &[f32], last: &[f32]) -> Compared {
        let mut compared = [0.0; COMPARED];
        let rows = self.weights.chunks_exact(first.len());
        for ((out, row), bias) in compared.iter_mut().zip(rows).zip(&self.bias) {
            let sum: f32 = row.iter().zip(first.iter().zip(last)).map(|(w, (a, b))| w * (a + b)).sum();
            *out = sum / 2.0 + bias;
        }
        compared
    }
}

impl Link {
    /// Reads what scores a link between ends of these names.
    pub(super) fn read(
        file: &EncoderFile,
        name: &str,
        [seeking, sought]: [&str; 2],
        hidden: usize,
    ) -> Result<Self, EncoderError> {
        Ok(Self {
            seeking: Projection::read(file, &format!("link.{name}.{seeking}"), hidden)?,
            sought: Projection::read(file, &format!("link.{name}.{sought}"), hidden)?,
            distance: file.vector(&format!("link.{name}.distance"), STEPS)?,
        })
    }

    /// The numbers of what looks for a partner: a content, a source phrase.
    pub(super) fn seeking(&self, first: &[f32], last: &[f32]) -> Compared {
        self.seeking.of(first, last)
    }

    /// The numbers of a partner: a cue, a source, a name.
    pub(super) fn sought(&self, first: &[f32], last: &[f32]) -> Compared {
        self.sought.of(first, last)
    }

    /// How well two belong together at a distance; nothing belongs where that is not above zero.
    pub(super) fn score(&self, seeking: &Compared, sought: &Compared, distance: Distance) -> f32 {
        let product: f32 = seeking.iter().zip(sought).map(|(a, b)| a * b).sum();
        product / (COMPARED as f32).sqrt() + self.distance[distance.step()]
    }
}

/// How far a partner is from what looks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Distance {
    /// So many lie between, and it comes first.
    Before(usize),
    /// So many lie between, and it comes after; or it overlaps.
    Behind(usize),
}

impl Distance {
    /// In rows, which are words.
    pub(super) fn in_words(seeking: &Range<usize>, sought: &Range<usize>) -> Self {
        match sought.end <= seeking.start {
            true => Self::Before(seeking.start - sought.end),
            false => Self::Behind(sought.start.saturating_sub(seeking.end)),
        }
    }

    /// In mentions, of which so many stand before what looks for one.
    pub(super) fn in_mentions(before: usize, mention: usize) -> Self {
        match mention < before {
            true => Self::Before(before - 1 - mention),
            false => Self::Behind(mention - before),
        }
    }

    fn step(self) -> usize {
        let size = |between: usize| (2.0 * (1.0 + between as f32).log2()).floor().min(11.0) as usize;
        match self {
            Self::Before(between) => STEPS / 2 - 1 - size(between),
            Self::Behind(between) => STEPS / 2 + size(between),
        }
    }
}
