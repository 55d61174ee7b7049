//! Which cue and which source belong to a content: the pair with the best score, or none.

use super::file::{EncoderError, EncoderFile};
use std::ops::Range;

/// How many numbers of a span are compared.
const COMPARED: usize = 64;
/// How many steps of distance there are.
const STEPS: usize = 24;

/// What a kind of link is scored by.
#[derive(Debug)]
pub(super) struct Link {
    content: Projection,
    part: Projection,
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
    /// Reads what scores a link.
    pub(super) fn read(file: &EncoderFile, name: &str, hidden: usize) -> Result<Self, EncoderError> {
        Ok(Self {
            content: Projection::read(file, &format!("link.{name}.content"), hidden)?,
            part: Projection::read(file, &format!("link.{name}.part"), hidden)?,
            distance: file.vector(&format!("link.{name}.distance"), STEPS)?,
        })
    }

    /// The numbers of a content.
    pub(super) fn content(&self, first: &[f32], last: &[f32]) -> Compared {
        self.content.of(first, last)
    }

    /// The numbers of a part.
    pub(super) fn part(&self, first: &[f32], last: &[f32]) -> Compared {
        self.part.of(first, last)
    }

    /// How well a part belongs to a content; nothing belongs where that is not above zero.
    pub(super) fn score(
        &self,
        (content, content_rows): (&Compared, &Range<usize>),
        (part, part_rows): (&Compared, &Range<usize>),
    ) -> f32 {
        let product: f32 = content.iter().zip(part).map(|(a, b)| a * b).sum();
        product / (COMPARED as f32).sqrt() + self.distance[step(content_rows, part_rows)]
    }
}

/// The step of the distance from a content to a part, in words.
fn step(content: &Range<usize>, part: &Range<usize>) -> usize {
    let size = |words: usize| (2.0 * (1.0 + words as f32).log2()).floor().min(11.0) as usize;
    if part.start >= content.end {
        STEPS / 2 + size(part.start - content.end)
    } else if part.end <= content.start {
        STEPS / 2 - 1 - size(content.start - part.end)
    } else {
        STEPS / 2
    }
}
