//! A linear-chain conditional random field, learnt by gradient descent with a step of its own for each feature.
//!
//! A token may be annotated with several labels. What is maximised is the probability of all readings that agree
//! with the annotation, so that sets with fewer kinds than ours teach what they know and no more.
//! Source: Lafferty, McCallum, Pereira 2001; Duchi, Hazan, Singer 2011 for the steps, here one for all labels of a feature.

use std::ops::Range;

use ascribe_core::linear::bio::{LABELS, Row, may_follow};

use super::corpus::Mask;

/// A sentence ready for learning.
#[derive(Clone, Debug)]
pub(crate) struct Sentence {
    /// The features of all its tokens, as rows of the weights.
    pub(crate) features: Vec<u32>,
    /// Where the features of each token end in `features`.
    pub(crate) ends: Vec<u32>,
    /// The labels that each token may have.
    pub(crate) masks: Vec<Mask>,
    /// What each token's labels score before any feature.
    pub(crate) base: Vec<Row<f32>>,
}

impl Sentence {
    /// The sentence of `tokens`, each with the features that `features` appends and with the score `base`.
    pub(crate) fn new(
        tokens: Range<usize>,
        masks: &[Mask],
        mut features: impl FnMut(usize, &mut Vec<u32>),
        base: impl Fn(usize) -> Row<f32>,
    ) -> Self {
        let mut sentence = Self {
            features: Vec::new(),
            ends: Vec::with_capacity(tokens.len()),
            masks: masks[tokens.clone()].to_vec(),
            base: tokens.clone().map(base).collect(),
        };
        for at in tokens {
            features(at, &mut sentence.features);
            sentence.ends.push(sentence.features.len() as u32);
        }
        sentence
    }

    /// The features of the token at `at`.
    pub(crate) fn features_of(&self, at: usize) -> &[u32] {
        let begin = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.features[begin as usize..self.ends[at] as usize]
    }
}

/// The largest weight of a transition that is reckoned with: its exponential must not overflow.
const STEEPEST: f32 = 20.0;
/// Tokens whose slopes are smaller than this, by the sum of squares, are passed over.
const SETTLED: f32 = 1e-8;
/// What transitions move by, as a share of the step of features: all sentences move them.
const TRANSITION_STEP: f32 = 0.1;

/// Weights while they are learnt.
pub(crate) struct Crf {
    weights: Vec<Row<f32>>,
    transitions: [Row<f32>; LABELS],
    /// How far each feature has been moved: the sum of the squares of its slopes. The farther, the smaller its steps.
    moved: Vec<f32>,
    /// How far everything had been drawn to zero when each feature was last seen.
    drawn: Vec<f32>,
}

/// How to learn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Schedule {
    /// How often all sentences are gone through.
    pub(crate) epochs: u32,
    /// The first step of a feature that has not been moved; from there they shrink evenly to nothing, so that the last
    /// sentences do not have the last word.
    pub(crate) step: f32,
    /// How strongly weights are drawn to zero.
    pub(crate) decay: f32,
}

/// Sums over readings of a sentence.
#[derive(Default)]
struct Lattice {
    forward: Vec<Row<f32>>,
    backward: Vec<Row<f32>>,
    potentials: Vec<Row<f32>>,
}

impl Crf {
    /// Learns from sentences whose features are below `features`. The order is shuffled the same way each time.
    pub(crate) fn learn(sentences: &[&Sentence], features: usize, schedule: Schedule) -> Self {
        let mut crf = Self {
            weights: vec![[0.0; LABELS + 1]; features],
            transitions: [[0.0; LABELS + 1]; LABELS],
            moved: vec![1.0; features],
            drawn: vec![0.0; features],
        };
        let lambda = schedule.decay / sentences.len().max(1) as f32;
        let mut order: Vec<usize> = (0..sentences.len()).collect();
        let mut random = 0x2545_f491_4f6c_dd1d_u64;
        let mut lattice = Lattice::default();
        let steps = schedule.epochs as usize * sentences.len();
        let (mut done, mut drawn) = (0, 0.0_f64);
        for _ in 0..schedule.epochs {
            shuffle(&mut order, &mut random);
            for &at in &order {
                let rate = schedule.step * (1.0 - done as f32 / steps as f32);
                done += 1;
                drawn += f64::from(rate * lambda);
                for &feature in &sentences[at].features {
                    crf.draw(feature as usize, drawn as f32);
                }
                crf.update(sentences[at], rate, &mut lattice);
            }
        }
        (0..features).for_each(|feature| crf.draw(feature, drawn as f32));
        crf
    }

    /// The weights of the features and of the transitions.
    pub(crate) fn into_weights(self) -> (Vec<Row<f32>>, [Row<f32>; LABELS]) {
        (self.weights, self.transitions)
    }

    /// Draws the weights of a feature to zero as far as they should have been since it was last seen.
    fn draw(&mut self, feature: usize, to: f32) {
        let from = std::mem::replace(&mut self.drawn[feature], to);
        if to > from {
            let keep = ((from - to) / self.moved[feature].sqrt()).exp();
            self.weights[feature].iter_mut().for_each(|weight| *weight *= keep);
        }
    }

    fn update(&mut self, sentence: &Sentence, rate: f32, lattice: &mut Lattice) {
        let mut edges = [[0.0; LABELS + 1]; LABELS];
        for (before, row) in edges.iter_mut().enumerate() {
            for label in (0..LABELS).filter(|&label| may_follow(before, label)) {
                row[label] = self.transitions[before][label].clamp(-STEEPEST, STEEPEST).exp();
            }
        }
        let scores = self.scores(sentence);
        let mut gradient = vec![[0.0; LABELS + 1]; scores.len()];
        let mut edge_gradient = [[0.0; LABELS + 1]; LABELS];
        for (sign, agreeing) in [(1.0, true), (-1.0, false)] {
            let masks = agreeing.then_some(sentence.masks.as_slice());
            lattice.fill(&scores, &edges, masks);
            lattice.expect(&edges, sign, &mut gradient, &mut edge_gradient);
        }
        for (at, slopes) in gradient.iter().enumerate() {
            let square: f32 = slopes.iter().map(|slope| slope * slope).sum();
            // Where nothing is left to learn nothing need be touched.
            if square < SETTLED {
                continue;
            }
            for &feature in sentence.features_of(at) {
                let moved = &mut self.moved[feature as usize];
                *moved += square;
                let step = rate / moved.sqrt();
                for (weight, slope) in self.weights[feature as usize].iter_mut().zip(slopes) {
                    *weight += step * slope;
                }
            }
        }
        for (weight, slope) in self.transitions.iter_mut().flatten().zip(edge_gradient.iter().flatten()) {
            *weight += rate * TRANSITION_STEP * slope;
        }
    }

    fn scores(&self, sentence: &Sentence) -> Vec<Row<f32>> {
        let row = |at: usize| {
            let mut sum = [0.0; LABELS + 1];
            for &feature in sentence.features_of(at) {
                for (sum, weight) in sum.iter_mut().zip(&self.weights[feature as usize]) {
                    *sum += weight;
                }
            }
            sum.iter_mut().zip(&sentence.base[at]).for_each(|(sum, base)| *sum += base);
            sum
        };
        (0..sentence.ends.len()).map(row).collect()
    }
}

impl Lattice {
    /// Fills both directions; each row sums to one, so that nothing overflows.
    fn fill(&mut self, scores: &[Row<f32>], edges: &[Row<f32>; LABELS], masks: Option<&[Mask]>) {
        self.potentials.clear();
        for (at, row) in scores.iter().enumerate() {
            let highest = row[..LABELS].iter().copied().fold(f32::MIN, f32::max);
            let mut potential = row.map(|score| (score - highest).max(-60.0).exp());
            let stray =
                if at == 0 { (1..LABELS).filter(|l| l % 2 == 0).fold(0, |m, l| m | 1_u32 << l) } else { 0 };
            for (label, value) in potential.iter_mut().enumerate() {
                let allowed = masks.is_none_or(|masks| masks[at] >> label & 1 != 0);
                if !allowed || label == LABELS || stray >> label & 1 != 0 {
                    *value = 0.0;
                }
            }
            self.potentials.push(potential);
        }
        self.forward.clear();
        self.forward.push(normal(self.potentials[0]));
        for potential in &self.potentials[1..] {
            let before = self.forward[self.forward.len() - 1];
            let mut sum = [0.0; LABELS + 1];
            for (row, &mass) in edges.iter().zip(&before) {
                for (sum, edge) in sum.iter_mut().zip(row) {
                    *sum += mass * edge;
                }
            }
            for (sum, value) in sum.iter_mut().zip(potential) {
                *sum *= value;
            }
            self.forward.push(normal(sum));
        }
        self.backward.clear();
        self.backward.resize(scores.len(), [1.0; LABELS + 1]);
        for at in (0..scores.len() - 1).rev() {
            let after = product(&self.backward[at + 1], &self.potentials[at + 1]);
            let mut row = [0.0; LABELS + 1];
            for (slot, edges) in row.iter_mut().zip(edges) {
                *slot = edges.iter().zip(&after).map(|(edge, after)| edge * after).sum();
            }
            self.backward[at] = normal(row);
        }
    }

    /// Adds the expected counts of labels and of transitions, times `sign`.
    fn expect(
        &self,
        edges: &[Row<f32>; LABELS],
        sign: f32,
        labels: &mut [Row<f32>],
        transitions: &mut [Row<f32>; LABELS],
    ) {
        for (at, slopes) in labels.iter_mut().enumerate() {
            let marginal = normal(product(&self.forward[at], &self.backward[at]));
            for (slope, probability) in slopes.iter_mut().zip(&marginal) {
                *slope += sign * probability;
            }
            if at == 0 {
                continue;
            }
            let before = &self.forward[at - 1];
            let after = product(&self.backward[at], &self.potentials[at]);
            let row_sum =
                |row: &Row<f32>| -> f32 { row.iter().zip(&after).map(|(edge, after)| edge * after).sum() };
            let total: f32 = edges.iter().zip(before).map(|(row, mass)| mass * row_sum(row)).sum();
            if total > 0.0 {
                for ((row, slopes), &mass) in edges.iter().zip(transitions.iter_mut()).zip(before) {
                    let factor = sign * mass / total;
                    for ((slope, edge), after) in slopes.iter_mut().zip(row).zip(&after) {
                        *slope += factor * edge * after;
                    }
                }
            }
        }
    }
}

fn product(a: &Row<f32>, b: &Row<f32>) -> Row<f32> {
    let mut out = *a;
    for (out, b) in out.iter_mut().zip(b) {
        *out *= b;
    }
    out[LABELS] = 0.0;
    out
}

fn normal(mut row: Row<f32>) -> Row<f32> {
    row[LABELS] = 0.0;
    let sum: f32 = row.iter().sum();
    if sum > 0.0 {
        row = row.map(|value| value / sum);
    }
    row
}

fn shuffle(order: &mut [usize], random: &mut u64) {
    for at in (1..order.len()).rev() {
        order.swap(at, (next(random) % (at as u64 + 1)) as usize);
    }
}

/// The next number of a generator of our own, so that no library can change the result. Source: Marsaglia 2003.
pub(super) fn next(random: &mut u64) -> u64 {
    *random ^= *random << 13;
    *random ^= *random >> 7;
    *random ^= *random << 17;
    *random
}
