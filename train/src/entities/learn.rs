//! From sentences with hashed features to weights as they are stored.

use std::collections::HashMap;
use std::thread;

use ascribe_core::linear::bio::{LABELS, Row};
use ascribe_core::linear::viterbi::RawTransitions;

use super::crf::{Crf, Schedule, Sentence};

/// How many whole numbers there are to a weight of one.
pub(crate) const UNIT: f32 = 24.0;
/// Features seen less often than this are left out.
const RARE: u32 = 2;

/// Weights as they are learnt, by the number of the feature.
pub(crate) struct Real {
    rows: Vec<Row<f32>>,
    transitions: [Row<f32>; LABELS],
}

impl Real {
    /// The mean of weights for the same features: what one course learnt by chance, the others did not.
    ///
    /// # Panics
    /// Without a course.
    pub(crate) fn mean(mut courses: Vec<Self>) -> Self {
        let count = courses.len() as f32;
        let mut mean = courses.pop().expect("there is a course");
        for Self { rows, transitions } in &courses {
            let pairs = mean.rows.iter_mut().zip(rows).chain(mean.transitions.iter_mut().zip(transitions));
            pairs.for_each(|(sum, row)| sum.iter_mut().zip(row).for_each(|(sum, weight)| *sum += weight));
        }
        let rows = mean.rows.iter_mut().chain(&mut mean.transitions);
        rows.flatten().for_each(|weight| *weight /= count);
        mean
    }
}

/// Rounded weights by feature, and transitions.
pub(crate) struct Learnt {
    pub(crate) features: Vec<(u32, Row<i8>)>,
    pub(crate) transitions: RawTransitions,
}

impl Learnt {
    /// What lies a share of the way from a reading to this one, which goes on from its scores.
    pub(crate) fn nearer_to(mut self, first: &Self, share: f32) -> Self {
        for (_, row) in &mut self.features {
            *row = row.map(|weight| (f32::from(weight) * share) as i8);
        }
        let transitions = self.transitions.iter_mut().flatten().zip(first.transitions.iter().flatten());
        transitions.for_each(|(weight, before)| {
            *weight = (*weight as f32 * share + *before as f32 * (1.0 - share)) as i32;
        });
        self
    }
}

/// Sentences whose features are numbered.
pub(crate) struct Numbered {
    pub(crate) sentences: Vec<Sentence>,
    /// The hash of each feature, in order.
    pub(crate) keys: Vec<u32>,
}

impl Numbered {
    /// Drops rare features and numbers the others.
    pub(crate) fn new(mut sentences: Vec<Sentence>) -> Self {
        let mut counts: HashMap<u32, u32> = HashMap::new();
        for &key in sentences.iter().flat_map(|sentence| &sentence.features) {
            *counts.entry(key).or_default() += 1;
        }
        let mut keys: Vec<u32> =
            counts.iter().filter(|&(_, &count)| count >= RARE).map(|(&key, _)| key).collect();
        keys.sort_unstable();
        let numbers: HashMap<u32, u32> = keys.iter().zip(0..).map(|(&key, number)| (key, number)).collect();
        for sentence in &mut sentences {
            number(sentence, &numbers);
        }
        Self { sentences, keys }
    }

    /// Learns once without each of the `count` parts, in order, and at last from all of them. `parts` has the part of each
    /// sentence.
    pub(crate) fn courses(&self, schedule: Schedule, parts: &[usize], count: usize) -> Vec<Real> {
        let learn = |without: usize| {
            let picked: Vec<&Sentence> = self
                .sentences
                .iter()
                .zip(parts)
                .filter(|(_, part)| **part != without)
                .map(|(s, _)| s)
                .collect();
            let (rows, transitions) = Crf::learn(&picked, self.keys.len(), schedule).into_weights();
            Real { rows, transitions }
        };
        thread::scope(|scope| {
            let courses: Vec<_> = (0..=count).map(|without| scope.spawn(move || learn(without))).collect();
            courses.into_iter().map(|course| course.join().expect("help: its message is above")).collect()
        })
    }

    /// Weights as they are stored. Rows in which none is larger than `faint`, in units, are left out.
    pub(crate) fn rounded(&self, real: &Real, faint: i8) -> Learnt {
        let rows = self.keys.iter().zip(&real.rows).map(|(&key, row)| (key, small(row)));
        let features = rows.filter(|(_, row)| row.iter().any(|weight| weight.abs() > faint)).collect();
        let transitions = real.transitions.map(|row| row.map(|weight| (weight * UNIT).round() as i32));
        Learnt { features, transitions }
    }
}

/// Replaces the hashes of a sentence's features by their numbers.
fn number(sentence: &mut Sentence, numbers: &HashMap<u32, u32>) {
    let mut kept = Vec::with_capacity(sentence.features.len());
    let mut begin = 0;
    for end in &mut sentence.ends {
        let features = &sentence.features[begin..*end as usize];
        kept.extend(features.iter().filter_map(|key| numbers.get(key)));
        begin = *end as usize;
        *end = kept.len() as u32;
    }
    sentence.features = kept;
}

fn small(row: &Row<f32>) -> Row<i8> {
    let mut small = row.map(|weight| {
        assert!(weight.is_finite(), "help: a step of the learning was too large");
        (weight * UNIT).round().clamp(-127.0, 127.0) as i8
    });
    small[LABELS] = 0;
    small
}
