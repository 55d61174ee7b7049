//! Fits the weights that tell where a paraphrase ends.
//!
//! A log-linear model over the places of a sentence where the content could end. Paraphrases that the set does not have
//! or that end at none of these places teach nothing and are left out.

use std::collections::HashMap;
use std::error::Error;
use std::fs;
use std::path::Path;

use ascribe_core::analysis::Layers;
use ascribe_core::pipeline::Analyzer;
use ascribe_core::speech::boundary::BoundaryCandidate;

use super::corpus;
use crate::entities::corpus::Cutter;
use crate::sets;

/// The set that teaches.
const SET: &str = "polnear_train";
/// Parts that take turns in being measured.
const FOLDS: usize = 5;
/// Steps of the fitting, and how far each goes.
const STEPS: u32 = 100;
const RATE: f64 = 0.1;
/// What a weight costs.
const DECAY: f64 = 1e-3;
/// Weights that are smaller change nothing and are left out.
const LEAST: f64 = 0.03;
/// Signs seen less often than this are left out.
const RARE: u32 = 2;

/// A paraphrase: the signs of each place, which place is right, and which the rules take.
#[derive(Debug)]
struct Example {
    places: Vec<Vec<usize>>,
    right: usize,
    ruled: Option<usize>,
}

/// A paraphrase with the place where it ends.
type Taught = (BoundaryCandidate, usize);

/// Writes the weights fitted to all of the set, and prints how well those of each fold do on the rest.
pub(crate) fn run(data: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let read = choices(data)?;
    let mut counts: HashMap<&str, u32> = HashMap::new();
    for sign in read.iter().flatten().flat_map(|(choice, _)| &choice.places).flat_map(|(_, signs)| signs) {
        *counts.entry(sign).or_default() += 1;
    }
    let mut names: Vec<&str> =
        counts.into_iter().filter(|(_, count)| *count >= RARE).map(|(name, _)| name).collect();
    names.sort_unstable();
    let index: HashMap<&str, usize> = names.iter().enumerate().map(|(at, name)| (*name, at)).collect();
    let encode = |(choice, right): &Taught| Example {
        places: choice
            .places
            .iter()
            .map(|(_, signs)| signs.iter().filter_map(|sign| index.get(sign.as_str()).copied()).collect())
            .collect(),
        right: *right,
        ruled: choice.places.iter().position(|(end, _)| *end == choice.ruled),
    };
    let documents: Vec<Vec<Example>> =
        read.iter().map(|document| document.iter().map(encode).collect()).collect();
    held_out(&documents, names.len());
    let weights = fit(&documents.iter().flatten().collect::<Vec<_>>(), names.len());
    let mut table = String::from(
        "# What tells where a paraphrase ends: sign, weight. Fitted by train, see README.md; MIT OR Apache-2.0.\n",
    );
    for (name, weight) in names.iter().zip(weights).filter(|(_, weight)| weight.abs() >= LEAST) {
        table += &format!("{name}\t{weight:.2}\n");
    }
    fs::write(out, table)?;
    Ok(())
}

/// The paraphrases of the set that teach, by document, each with the place that is right.
fn choices(data: &Path) -> Result<Vec<Vec<Taught>>, Box<dyn Error>> {
    let (cutter, analyzer) = (Cutter::load(), Analyzer::load());
    let rows: Vec<corpus::Row> = sets::read(&data.join(format!("quotes/{SET}.jsonl")))?;
    let read = |row: corpus::Row| {
        let gold = row.gold();
        let document = cutter.cut_text(row.text, SET);
        let quoted = document.quoted();
        let text = &document.text;
        let last = |end: u32| text[..end as usize].trim_end_matches(|c: char| !c.is_alphanumeric()).len();
        let teaching = |choice: BoundaryCandidate| {
            let wanted = gold.iter().find(|gold| gold.span.begin() == choice.begin)?;
            let right = choice.places.iter().position(|(end, _)| last(*end) == last(wanted.span.end()))?;
            (choice.places.len() > 1).then_some((choice, right))
        };
        analyzer
            .end_choices(Layers { quoted: &quoted, ..document.layers() })
            .into_iter()
            .filter_map(teaching)
            .collect()
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Prints how well weights fitted to the rest do on each fold, beside the rules.
fn held_out(documents: &[Vec<Example>], count: usize) {
    let (mut all, mut fitted, mut ruled) = (0, 0, 0);
    for fold in 0..FOLDS {
        let part = |held: bool| {
            let some = documents.iter().enumerate().filter(move |(at, _)| (at % FOLDS == fold) == held);
            some.flat_map(|(_, document)| document).collect::<Vec<_>>()
        };
        let weights = fit(&part(false), count);
        for example in part(true) {
            all += 1;
            let scores: Vec<f64> = example.places.iter().map(|signs| score(&weights, signs)).collect();
            let best = (0..scores.len()).max_by(|&a, &b| scores[a].total_cmp(&scores[b]).then(b.cmp(&a)));
            fitted += u32::from(best == Some(example.right));
            ruled += u32::from(example.ruled == Some(example.right));
        }
    }
    let share = |right: u32| 100.0 * f64::from(right) / f64::from(all.max(1));
    println!(
        "{all} paraphrases; right in held-out folds {:.1} %, by rules alone {:.1} %",
        share(fitted),
        share(ruled)
    );
}

fn score(weights: &[f64], signs: &[usize]) -> f64 {
    signs.iter().map(|&sign| weights[sign]).sum()
}

/// Gradient ascent on the likelihood of the right places, with steps that shrink where they were large.
fn fit(examples: &[&Example], count: usize) -> Vec<f64> {
    let mut weights = vec![0.0; count];
    let mut squares = vec![1e-6; count];
    for _ in 0..STEPS {
        let mut gradient = vec![0.0; count];
        for example in examples {
            let scores: Vec<f64> = example.places.iter().map(|signs| score(&weights, signs)).collect();
            let top = scores.iter().copied().fold(f64::MIN, f64::max);
            let likely: Vec<f64> = scores.iter().map(|score| (score - top).exp()).collect();
            let all: f64 = likely.iter().sum();
            for (at, signs) in example.places.iter().enumerate() {
                let pull = f64::from(u8::from(at == example.right)) - likely[at] / all;
                for &sign in signs {
                    gradient[sign] += pull;
                }
            }
        }
        for (at, sum) in gradient.iter().enumerate() {
            let step = sum / examples.len().max(1) as f64 - DECAY * weights[at];
            squares[at] += step * step;
            weights[at] += RATE * step / f64::sqrt(squares[at]);
        }
    }
    weights
}
