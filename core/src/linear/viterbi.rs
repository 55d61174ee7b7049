//! Viterbi decoding: the best labels for a sentence, and how much worse it reads without each of its spans.

use super::bio::{LABELS, OUTSIDE, Row, inside, is_inside, kind_of, may_follow};
use crate::interrupt::{checkpoint, resize};

/// How many numbers a row has while it is decoded: one for each label, filled up to whole vectors of swar.
const LANES: usize = LABELS.next_multiple_of(8);
type Lanes = [i16; LANES];

/// The lowest score of a label beside the best one of its token, and what a transition scores that cannot be: far below
/// what tells readings apart, and the sum of two fits the type. Sums of more saturate.
const LOWEST: i16 = -16_000;

/// A span in a sentence: its tokens from `begin` to `end`, the index of its kind, its margin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecodedSpan {
    /// The first token, counted from the beginning of the sentence.
    pub begin: usize,
    /// One past the last token.
    pub end: usize,
    /// Index into [`KINDS`](crate::linear::bio::KINDS).
    pub kind: usize,
    /// By how much the best reading without the span is worse, in the unit of the weights.
    pub margin: i32,
}

/// `transitions[before][label]`, in the unit of the weights.
pub type RawTransitions = [Row<i32>; LABELS];

/// Transitions as they are decoded with.
#[derive(Debug)]
pub struct Transitions {
    // By the label before, and by the label after.
    before: [Lanes; LABELS],
    after: [Lanes; LABELS],
}

impl Transitions {
    /// Lays transitions out for decoding. Those that cannot be count for nothing.
    #[must_use]
    pub fn new(raw: &RawTransitions) -> Self {
        let mut transitions = Self { before: [[LOWEST; LANES]; LABELS], after: [[LOWEST; LANES]; LABELS] };
        for (before, row) in raw.iter().enumerate() {
            for label in (0..LABELS).filter(|&label| may_follow(before, label)) {
                let weight = row[label].clamp(LOWEST.into(), i32::from(-LOWEST)) as i16;
                transitions.before[before][label] = weight;
                transitions.after[label][before] = weight;
            }
        }
        transitions
    }
}

/// Memory for decoding that is used again for each sentence.
#[derive(Debug, Default)]
pub struct Decoder {
    // The best score up to each token, and from there on, if the token has the label. In each row the best is zero:
    // so everything fits 16 bits, of which a vector has most, and only scores at the same token can be compared.
    forward: Vec<Lanes>,
    backward: Vec<Lanes>,
    labels: Vec<usize>,
}

impl Decoder {
    /// The names in a sentence, given the scores of the labels of each token. Linear in the sentence.
    pub fn decode(&mut self, scores: &[Row<i16>], transitions: &Transitions, out: &mut Vec<DecodedSpan>) {
        if scores.is_empty() {
            return;
        }
        self.run_forward(scores, transitions);
        self.trace(transitions);
        let Some(first) = self.labels.iter().position(|&label| label != OUTSIDE) else { return };
        self.run_backward(scores, transitions, first);
        let mut at = first;
        while at < self.labels.len() {
            checkpoint();
            let Some(kind) = kind_of(self.labels[at]) else {
                at += 1;
                continue;
            };
            let begin = at;
            at += 1;
            while at < self.labels.len() && self.labels[at] == inside(kind) {
                at += 1;
            }
            out.push(DecodedSpan { begin, end: at, kind, margin: self.margin(begin, at, kind) });
        }
    }

    fn run_forward(&mut self, scores: &[Row<i16>], transitions: &Transitions) {
        self.forward.clear();
        let mut row = lanes(&scores[0]);
        for (label, score) in row.iter_mut().enumerate() {
            if is_inside(label) || label >= LABELS {
                *score = LOWEST;
            }
        }
        row = beside_best(&row);
        self.forward.push(row);
        for scores in &scores[1..] {
            checkpoint();
            row = beside_best(&sum(&best(&row, &transitions.before), &lanes(scores)));
            self.forward.push(row);
        }
    }

    /// Follows the best reading back from its last label. Of labels that are as good the first is taken.
    fn trace(&mut self, transitions: &Transitions) {
        self.labels.clear();
        self.labels.resize(self.forward.len(), OUTSIDE);
        let mut after = &[0; LANES];
        for (label, row) in self.labels.iter_mut().zip(&self.forward).rev() {
            checkpoint();
            let row = sum(row, after);
            let highest = highest(&row);
            *label = row[..LABELS].iter().position(|&score| score == highest).unwrap_or(OUTSIDE);
            after = &transitions.after[*label];
        }
    }

    /// Fills the rows from the token `first` on.
    fn run_backward(&mut self, scores: &[Row<i16>], transitions: &Transitions, first: usize) {
        self.backward.clear();
        resize(&mut self.backward, scores.len(), &[0; LANES]);
        for at in (first..scores.len() - 1).rev() {
            checkpoint();
            let after = sum(&self.backward[at + 1], &lanes(&scores[at + 1]));
            self.backward[at] = beside_best(&best(&after, &transitions.after));
        }
    }

    /// How much the best reading loses that differs from the name at one of its tokens or goes on after it.
    fn margin(&self, begin: usize, end: usize, kind: usize) -> i32 {
        let through = |at: usize| sum(&self.forward[at], &self.backward[at]);
        let loss = |at: usize, other: i16| i32::from(through(at)[self.labels[at]]) - i32::from(other);
        let differing = (begin..end).map(|at| {
            let mut others = through(at);
            others[self.labels[at]] = i16::MIN;
            loss(at, highest(&others))
        });
        let longer = (end < self.labels.len()).then(|| loss(end, through(end)[inside(kind)]));
        differing.chain(longer).min().unwrap_or(0)
    }
}

/// The scores of a token in lanes.
fn lanes(scores: &Row<i16>) -> Lanes {
    let mut lanes = [0; LANES];
    lanes[..=LABELS].copy_from_slice(scores);
    lanes
}

fn sum(a: &Lanes, b: &Lanes) -> Lanes {
    std::array::from_fn(|label| a[label].saturating_add(b[label]))
}

/// The best sum of a score of a row and an edge from there to each label.
fn best(row: &Lanes, edges: &[Lanes; LABELS]) -> Lanes {
    let mut best = [i16::MIN; LANES];
    for (score, edges) in row.iter().zip(edges) {
        for (best, edge) in best.iter_mut().zip(edges) {
            *best = score.saturating_add(*edge).max(*best);
        }
    }
    best
}

fn highest(row: &Lanes) -> i16 {
    row.iter().copied().fold(i16::MIN, i16::max)
}

/// The scores beside the best one.
fn beside_best(row: &Lanes) -> Lanes {
    let highest = highest(row);
    row.map(|score| score.saturating_sub(highest).max(LOWEST))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linear::bio::is_begin;

    const TOKENS: usize = 3;

    /// All readings with their scores, in the order of their last labels.
    fn readings(scores: &[Row<i16>; TOKENS], transitions: &RawTransitions) -> Vec<([usize; TOKENS], i32)> {
        let all = (0..LABELS.pow(TOKENS as u32))
            .map(|number| [number % LABELS, number / LABELS % LABELS, number / LABELS.pow(2)]);
        let can_be = |labels: &[usize; TOKENS]| {
            !is_inside(labels[0]) && labels.windows(2).all(|pair| may_follow(pair[0], pair[1]))
        };
        let score = |labels: [usize; TOKENS]| {
            let tokens: i32 = (0..TOKENS).map(|at| i32::from(scores[at][labels[at]])).sum();
            let pairs: i32 = labels.windows(2).map(|pair| transitions[pair[0]][pair[1]]).sum();
            (labels, tokens + pairs)
        };
        all.filter(can_be).map(score).collect()
    }

    #[test]
    fn the_names_are_those_of_the_best_of_all_readings() {
        let mut random = 7_u32;
        let mut number = |most: i32| {
            random = random.wrapping_mul(0x0019_660d).wrapping_add(0x3c6e_f35f);
            (random >> 16) as i32 % (2 * most + 1) - most
        };
        // Where scores are small many readings are as good.
        for most in [2, 20, 300, 3000] {
            let mut transitions = [[0; LABELS + 1]; LABELS];
            transitions
                .iter_mut()
                .flat_map(|row| &mut row[..LABELS])
                .for_each(|weight| *weight = number(most));
            let mut scores = [[0; LABELS + 1]; TOKENS];
            scores
                .iter_mut()
                .flat_map(|row| &mut row[..LABELS])
                .for_each(|score| *score = number(most) as i16);
            let readings = readings(&scores, &transitions);
            let (labels, best) =
                *readings.iter().rev().max_by_key(|(_, score)| score).expect("there are some");
            let mut found = Vec::new();
            Decoder::default().decode(&scores, &Transitions::new(&transitions), &mut found);
            let starts = labels.iter().filter(|&&label| is_begin(label)).count();
            assert_eq!(found.len(), starts, "{labels:?}");
            for name in found {
                let keeps = |(other, _): &&([usize; TOKENS], i32)| {
                    other[name.begin..name.end] == labels[name.begin..name.end]
                        && other.get(name.end) != Some(&inside(name.kind))
                };
                let (same, others): (Vec<_>, Vec<_>) = readings.iter().partition(keeps);
                assert!(same.iter().any(|(other, _)| *other == labels), "{labels:?} {name:?}");
                assert_eq!(
                    name.margin,
                    best - others.iter().map(|(_, score)| score).max().expect("there are some")
                );
            }
        }
    }
}
