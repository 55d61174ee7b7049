//! The best labels for a sentence, and how much worse it reads without each of its names.

use super::labels::{LABELS, Row, inside, is_begin, is_inside, kind_of, may_follow};
use super::model::Transitions;
use crate::interrupt::{look, resize};

/// A score below all others, far enough from the edge of the type to be added to.
const NEVER: i32 = i32::MIN / 4;

/// A name in a sentence: its tokens from `begin` to `end`, the index of its kind, its margin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The first token, counted from the beginning of the sentence.
    pub begin: usize,
    /// One past the last token.
    pub end: usize,
    /// Index into [`KINDS`](super::labels::KINDS).
    pub kind: usize,
    /// By how much the best reading without the name is worse, in the unit of the weights.
    pub margin: i32,
}

/// Memory for decoding that is used again for each sentence.
#[derive(Debug, Default)]
pub struct Decoder {
    forward: Vec<Row<i32>>,
    backward: Vec<Row<i32>>,
    from: Vec<Row<u8>>,
    labels: Vec<usize>,
}

impl Decoder {
    /// The names in a sentence, given the scores of the labels of each token. Linear in the sentence.
    pub fn decode(&mut self, scores: &[Row<i16>], transitions: &Transitions, out: &mut Vec<Found>) {
        if scores.is_empty() {
            return;
        }
        self.run_forward(scores, transitions);
        self.trace();
        if self.labels.iter().all(|&label| label == 0) {
            return;
        }
        self.run_backward(scores, transitions);
        let mut at = 0;
        while at < self.labels.len() {
            look();
            let Some(kind) = kind_of(self.labels[at]) else {
                at += 1;
                continue;
            };
            let begin = at;
            at += 1;
            while at < self.labels.len() && self.labels[at] == inside(kind) {
                at += 1;
            }
            out.push(Found { begin, end: at, kind, margin: self.margin(begin, at, kind) });
        }
    }

    fn run_forward(&mut self, scores: &[Row<i16>], transitions: &Transitions) {
        self.forward.clear();
        self.from.clear();
        let mut first = scores[0].map(i32::from);
        for (label, score) in first.iter_mut().enumerate() {
            if is_inside(label) || label == LABELS {
                *score = NEVER;
            }
        }
        self.forward.push(first);
        self.from.push([0; LABELS + 1]);
        for row in &scores[1..] {
            look();
            let before = self.forward[self.forward.len() - 1];
            let (best, from) = best_before(&before, transitions);
            let mut sum = [NEVER; LABELS + 1];
            for label in 0..LABELS {
                sum[label] = (best[label] + i32::from(row[label])).max(NEVER);
            }
            self.forward.push(sum);
            self.from.push(from);
        }
    }

    fn trace(&mut self) {
        self.labels.clear();
        self.labels.resize(self.forward.len(), 0);
        let last = self.forward.len() - 1;
        let mut label = (0..LABELS).rev().max_by_key(|&label| self.forward[last][label]).unwrap_or(0);
        for at in (0..=last).rev() {
            look();
            self.labels[at] = label;
            label = usize::from(self.from[at][label]);
        }
    }

    fn run_backward(&mut self, scores: &[Row<i16>], transitions: &Transitions) {
        self.backward.clear();
        resize(&mut self.backward, scores.len(), &[0; LABELS + 1]);
        for at in (0..scores.len() - 1).rev() {
            look();
            let after = self.backward[at + 1];
            for (before, edges) in transitions.iter().enumerate() {
                self.backward[at][before] = (0..LABELS)
                    .filter(|&label| may_follow(before, label))
                    .map(|label| edges[label] + i32::from(scores[at + 1][label]) + after[label])
                    .max()
                    .unwrap_or(NEVER);
            }
        }
    }

    /// How much the best reading loses that differs from the name at one of its tokens or goes on after it.
    fn margin(&self, begin: usize, end: usize, kind: usize) -> i32 {
        let through = |at: usize, label: usize| self.forward[at][label] + self.backward[at][label];
        let best = through(begin, self.labels[begin]);
        let other = (begin..end)
            .flat_map(|at| {
                (0..LABELS).filter(move |&label| label != self.labels[at]).map(move |label| (at, label))
            })
            .map(|(at, label)| through(at, label))
            .max();
        let longer = (end < self.labels.len()).then(|| through(end, inside(kind)));
        best - other.max(longer).unwrap_or(best)
    }
}

/// For each label, the best score before it and the label that has it.
fn best_before(before: &Row<i32>, transitions: &Transitions) -> (Row<i32>, Row<u8>) {
    let mut best = [NEVER; LABELS + 1];
    let mut from = [0; LABELS + 1];
    for (at, row) in transitions.iter().enumerate() {
        for label in 0..LABELS {
            let score = before[at] + row[label];
            let better = score > best[label]
                && (!is_inside(label) || at == label || (is_begin(at) && at + 1 == label));
            best[label] = if better { score } else { best[label] };
            from[label] = if better { at as u8 } else { from[label] };
        }
    }
    (best, from)
}
