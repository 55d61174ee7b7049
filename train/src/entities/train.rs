//! Makes the model file.

use std::collections::HashMap;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::thread;

use ascribe::entities::recognize::labels::{LABELS, Row};
use ascribe::entities::recognize::lists::Lists;
use ascribe::entities::recognize::model::{Transitions, Weights};
use ascribe::entities::recognize::words::{Case, Words};

use super::corpus::{self, Cutter, Document, Letters};
use super::crf::{Crf, Schedule, Sentence};

/// The sets that the shipped model is trained on.
pub(crate) const SETS: [&str; 2] = ["conll03_train", "worldwide_train"];

/// How many whole numbers there are to a weight of one.
const UNIT: f32 = 24.0;
/// Features seen less often than this are left out.
const RARE: u32 = 2;
/// Rows in which no weight is larger than this, in units, are left out.
const FAINT: i8 = 2;
/// How to turn a margin into log odds; measured on documents that were not trained on.
const CALIBRATION: [[f32; 2]; 2] = [[0.045, 0.1], [0.035, 0.0]];

/// Trains on sets of a folder and writes the file.
pub(crate) fn run(
    data: &Path,
    out: &Path,
    sets: &[String],
    epochs: Option<u32>,
) -> Result<(), Box<dyn Error>> {
    let usual: Vec<String> = SETS.iter().map(ToString::to_string).collect();
    let sets = if sets.is_empty() { &usual } else { sets };
    let mut rows = Vec::new();
    for set in sets {
        let read = corpus::read(data, set)?;
        println!("{set}: {} documents", read.len());
        rows.extend(read.into_iter().map(|row| (set.clone(), row)));
    }
    let epochs = epochs.unwrap_or(20);
    let learn = |case: Case| {
        let cutter = Cutter::load();
        let lists = Lists::load();
        let mut builder = Builder::new(case);
        for (at, (set, row)) in rows.iter().enumerate() {
            for letters in copies(case, at) {
                builder.add(&cutter.cut(row, set, letters), &lists);
            }
        }
        builder.learn(epochs)
    };
    let (mixed, single) = thread::scope(|scope| {
        let single = scope.spawn(|| learn(Case::Single));
        (learn(Case::Mixed), single.join())
    });
    let single = single.map_err(|_| "training the model for letters of one case failed")?;
    let weights = assemble(mixed, single);
    let bytes = weights.write();
    println!("{} features, {} bytes", weights.features.len(), bytes.len());
    fs::write(out, bytes)?;
    Ok(())
}

/// In which letters the `at`th document is read to learn a case.
fn copies(case: Case, at: usize) -> Vec<Letters> {
    match case {
        Case::Mixed => vec![Letters::Kept],
        Case::Single if at.is_multiple_of(2) => vec![Letters::Lower, Letters::Upper],
        Case::Single => vec![Letters::Lower, Letters::Lines],
    }
}

/// What is learnt for one case: rounded weights by feature, and transitions.
struct Learnt {
    features: Vec<(u32, Row<i8>)>,
    transitions: Transitions,
}

/// Gathers the sentences of one case and numbers their features.
struct Builder {
    case: Case,
    sentences: Vec<Sentence>,
    keys: Vec<u32>,
}

impl Builder {
    fn new(case: Case) -> Self {
        Self { case, sentences: Vec::new(), keys: Vec::new() }
    }

    fn add(&mut self, document: &Document, lists: &Lists) {
        let words = Words::new(document.layers(), lists);
        let masks = document.masks();
        for (index, bounds) in document.tokens.bounds.windows(2).enumerate() {
            let tokens = bounds[0] as usize..bounds[1] as usize;
            if words.case(index) != self.case || tokens.is_empty() {
                continue;
            }
            let mut sentence =
                Sentence { features: Vec::new(), ends: Vec::new(), masks: masks[tokens.clone()].to_vec() };
            for at in tokens.clone() {
                words.features(at, &tokens, self.case, &mut sentence.features);
                sentence.ends.push(sentence.features.len() as u32);
            }
            self.sentences.push(sentence);
        }
    }

    /// Drops rare features, numbers the others and learns.
    fn learn(mut self, epochs: u32) -> Learnt {
        let mut counts: HashMap<u32, u32> = HashMap::new();
        for &key in self.sentences.iter().flat_map(|sentence| &sentence.features) {
            *counts.entry(key).or_default() += 1;
        }
        self.keys = counts.iter().filter(|&(_, &count)| count >= RARE).map(|(&key, _)| key).collect();
        self.keys.sort_unstable();
        let numbers: HashMap<u32, u32> =
            self.keys.iter().zip(0..).map(|(&key, number)| (key, number)).collect();
        for sentence in &mut self.sentences {
            number(sentence, &numbers);
        }
        println!("{:?}: {} sentences, {} features", self.case, self.sentences.len(), self.keys.len());
        let schedule = Schedule { epochs, step: 0.1, decay: 0.5 };
        let (weights, transitions) = Crf::learn(&self.sentences, self.keys.len(), schedule).into_weights();
        let rows = self.keys.iter().zip(&weights).map(|(&key, row)| (key, row.map(small)));
        let features = rows.filter(|(_, row)| row.iter().any(|weight| weight.abs() > FAINT)).collect();
        let transitions = transitions.map(|row| row.map(|weight| (weight * UNIT).round() as i32));
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

fn small(weight: f32) -> i8 {
    (weight * UNIT).round().clamp(-127.0, 127.0) as i8
}

/// Both cases in one table. A hash that both have by chance keeps the weights of mixed case.
fn assemble(mixed: Learnt, single: Learnt) -> Weights {
    let mut features = mixed.features;
    features.extend(single.features);
    features.sort_by_key(|&(key, _)| key);
    features.dedup_by_key(|&mut (key, _)| key);
    for (_, row) in &mut features {
        row[LABELS] = 0;
    }
    Weights { transitions: [mixed.transitions, single.transitions], calibration: CALIBRATION, features }
}
