//! From scores of labels to spans: the best labels that fit together.

use std::ops::Range;

use super::UNIT;
use super::file::{EncoderError, EncoderFile};
use crate::analysis::EntityType;
use crate::interrupt::checkpoint;
use crate::linear::bio::{self, LABELS, OUTSIDE, Row};

/// No score of a label of a name is lower, so that sums fit their type.
const LEAST: i16 = -400;

/// The labels of one head: outside, and for each kind of span its first word and the further ones.
#[derive(Debug)]
pub(super) struct Labels {
    /// What each label stands for.
    labels: Vec<Label>,
    /// What the kinds are called.
    pub(super) kinds: Vec<String>,
    /// What opening a span costs.
    penalty: f32,
    temperature: f32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Label {
    Outside,
    Begin(usize),
    Inside(usize),
}

/// A span that was decoded.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Decoded {
    /// Its rows among those that were decoded.
    pub(super) rows: Range<usize>,
    /// The index of its kind.
    pub(super) kind: usize,
    /// How likely its labels are, on average.
    pub(super) confidence: f32,
}

impl Labels {
    /// Those that a file names for a head.
    pub(super) fn read(file: &EncoderFile, head: &str) -> Result<Self, EncoderError> {
        let key = format!("labels {head}");
        let wrong = |what| EncoderError::Value(key.clone(), what);
        let (mut labels, mut kinds) = (Vec::new(), Vec::<String>::new());
        for label in file.text(&key)?.split(' ') {
            let (place, kind) = match label.split_once('-') {
                None if label == "O" => {
                    labels.push(Label::Outside);
                    continue;
                }
                Some(parts) => parts,
                None => return Err(wrong("a label is O or begins with B- or I-")),
            };
            let known = kinds.iter().position(|known| known == kind);
            let index = known.unwrap_or_else(|| {
                kinds.push(kind.to_owned());
                kinds.len() - 1
            });
            labels.push(match place {
                "B" => Label::Begin(index),
                "I" => Label::Inside(index),
                _ => return Err(wrong("a label is O or begins with B- or I-")),
            });
        }
        let once = |label| labels.iter().filter(|&&other| other == label).count() == 1;
        let complete = (0..kinds.len()).all(|kind| once(Label::Begin(kind)) && once(Label::Inside(kind)));
        if !complete || !once(Label::Outside) || kinds.is_empty() {
            return Err(wrong("there is one O, and for each kind one B- and one I-"));
        }
        let temperature = file.real(&format!("temperature {head}"))?;
        if temperature <= 0.0 {
            return Err(EncoderError::Value(format!("temperature {head}"), "it is not above zero"));
        }
        Ok(Self { labels, kinds, penalty: file.real(&format!("penalty {head}"))?, temperature })
    }

    /// How many labels there are.
    pub(super) fn len(&self) -> usize {
        self.labels.len()
    }

    /// The spans of the best labels, given the logarithms of their probabilities for each word.
    pub(super) fn decode(&self, rows: &[Vec<f32>]) -> Vec<Decoded> {
        let best = self.best(rows);
        let mut spans: Vec<Decoded> = Vec::new();
        for (at, (&label, row)) in best.iter().zip(rows).enumerate() {
            checkpoint();
            match self.labels[label] {
                Label::Outside => {}
                Label::Begin(kind) => {
                    spans.push(Decoded { rows: at..at + 1, kind, confidence: row[label].exp() });
                }
                Label::Inside(_) => {
                    // It goes on with the last one: nothing else is among the labels that fit.
                    if let Some(span) = spans.last_mut() {
                        span.rows.end = at + 1;
                        span.confidence += row[label].exp();
                    }
                }
            }
        }
        for span in &mut spans {
            span.confidence /= span.rows.len() as f32;
        }
        spans
    }

    /// The logarithms of the probabilities of the labels of each word. `scores` has rows as wide as `width`, in which those
    /// of this head begin at `first`.
    pub(super) fn log_probabilities(&self, scores: &[f32], width: usize, first: usize) -> Vec<Vec<f32>> {
        scores.chunks_exact(width).map(|row| self.normalized(&row[first..first + self.len()])).collect()
    }

    fn normalized(&self, scores: &[f32]) -> Vec<f32> {
        let mut row: Vec<f32> = scores.iter().map(|score| score / self.temperature).collect();
        let highest = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let sum: f32 = row.iter().map(|score| (score - highest).exp()).sum();
        let norm = highest + sum.ln();
        row.iter_mut().for_each(|score| *score -= norm);
        row
    }

    /// The logarithms of the probabilities of the labels of names, as whole numbers in the order of [`bio`].
    pub(super) fn scores_of_names(&self, row: &[f32], kinds: &[EntityType]) -> Row<i16> {
        let mut scores = [0; LABELS + 1];
        scores[..LABELS].fill(LEAST);
        let whole = |score: f32| ((score * UNIT) as i16).max(LEAST);
        for (label, &score) in self.labels.iter().zip(row) {
            let place = |kind: usize| bio::KINDS.iter().position(|&known| known == kinds[kind]);
            let at = match *label {
                Label::Outside => Some(OUTSIDE),
                Label::Begin(kind) => place(kind).map(bio::begin),
                Label::Inside(kind) => place(kind).map(bio::inside),
            };
            if let Some(at) = at {
                scores[at] = whole(score);
            }
        }
        scores
    }

    /// The best labels that fit together: a span goes on only from a word of the same span.
    fn best(&self, rows: &[Vec<f32>]) -> Vec<usize> {
        let count = self.len();
        let mut before: Vec<u8> = Vec::with_capacity(rows.len() * count);
        let mut sums = vec![f32::NEG_INFINITY; count];
        let outside = self.labels.iter().position(|&label| label == Label::Outside).unwrap_or_default();
        sums[outside] = 0.0;
        for row in rows {
            checkpoint();
            let highest =
                (0..count).fold(0, |best, label| if sums[label] > sums[best] { label } else { best });
            let mut next = Vec::with_capacity(count);
            for (label, &score) in self.labels.iter().zip(row) {
                let (from, cost) = match *label {
                    Label::Outside => (highest, 0.0),
                    Label::Begin(_) => (highest, self.penalty),
                    Label::Inside(kind) => (self.continued(kind, &sums), 0.0),
                };
                before.push(from as u8);
                next.push(sums[from] + score - cost);
            }
            sums = next;
        }
        let mut label = (0..count).fold(0, |best, label| if sums[label] > sums[best] { label } else { best });
        let mut best = vec![outside; rows.len()];
        for at in (0..rows.len()).rev() {
            best[at] = label;
            label = before[at * count + label] as usize;
        }
        best
    }

    /// The better of the labels that a span of a kind can go on from.
    fn continued(&self, kind: usize, sums: &[f32]) -> usize {
        let place = |wanted| self.labels.iter().position(|&label| label == wanted).unwrap_or_default();
        let (begin, inside) = (place(Label::Begin(kind)), place(Label::Inside(kind)));
        if sums[inside] > sums[begin] { inside } else { begin }
    }
}
