//! Fits the weights that tell how sure a quotation is.

use std::collections::HashMap;
use std::error::Error;
use std::fs;
use std::path::Path;

use ascribe_core::pipeline::Analyzer;
use ascribe_core::quotations::confidence::signs;

use super::compare::{pair, same_speaker};
use super::corpus;
use super::eval::SAME;

/// The set that teaches.
const SET: &str = "polnear_train";
/// Parts that take turns in being measured.
const FOLDS: usize = 5;
/// Steps of the fitting, and how far each goes.
const STEPS: u32 = 300;
const RATE: f32 = 0.3;
/// What a weight costs.
const DECAY: f32 = 3e-4;
/// Signs seen less often than this are left out.
const RARE: usize = 5;

/// A quotation: its signs, and whether content and speaker are right.
type Example = (Vec<usize>, bool);

/// Writes the weights fitted to all of the set, and prints how well those of each fold do on the rest.
pub(crate) fn run(data: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let mut names: Vec<String> = Vec::new();
    let documents = examples(data, &mut names)?;
    let mut bins = [[0_u32; 2]; 10];
    let mut loss = 0.0;
    for fold in 0..FOLDS {
        let part = |held: bool| {
            let all = documents.iter().enumerate().filter(move |(at, _)| (at % FOLDS == fold) == held);
            all.flat_map(|(_, document)| document).collect::<Vec<_>>()
        };
        let weights = fit(&part(false), names.len());
        for (signs, right) in part(true) {
            let sure = likely(&weights, signs);
            loss -= f64::from(if *right { sure } else { 1.0 - sure }).max(1e-6).ln();
            let bin = &mut bins[((sure * 10.0) as usize).min(9)];
            bin[0] += 1;
            bin[1] += u32::from(*right);
        }
    }
    let count: usize = documents.iter().map(Vec::len).sum();
    println!("log loss in held-out folds {:.4}, by {} signs", loss / count.max(1) as f64, names.len());
    println!("confidence in held-out folds, quotations, right");
    for (at, [all, right]) in bins.iter().enumerate().filter(|(_, [all, _])| *all > 0) {
        let share = 100.0 * f64::from(*right) / f64::from(*all);
        println!("{:.1} to {:.1} {all:>8} {share:>6.1} %", at as f64 / 10.0, (at + 1) as f64 / 10.0);
    }
    let weights = fit(&documents.iter().flatten().collect::<Vec<_>>(), names.len());
    let mut table = String::from(
        "# What makes a quotation sure: sign, weight. Fitted by train, see README.md; MIT OR Apache-2.0.\n",
    );
    let mut rows: Vec<(&String, f32)> = names.iter().zip(weights).collect();
    rows.sort_by(|a, b| a.0.cmp(b.0));
    for (name, weight) in rows {
        table += &format!("{name}\t{weight:.3}\n");
    }
    fs::write(out, table)?;
    Ok(())
}

/// The quotations that are found in the set, by document, with nothing held back.
fn examples(data: &Path, names: &mut Vec<String>) -> Result<Vec<Vec<Example>>, Box<dyn Error>> {
    let analyzer = Analyzer::load().with_doubtful_quotations();
    let mut read: Vec<Vec<(Vec<String>, bool)>> = Vec::new();
    for document in corpus::read(&analyzer, data, SET)? {
        let pairs = pair(&document);
        let mut right = vec![false; pairs.found.len()];
        for &(i, j, _) in pairs.pairs.iter().filter(|(.., overlap)| *overlap >= SAME) {
            let gold = pairs.wanted[i];
            let speaker = pairs.speaker(j);
            right[j] = gold.speaker.is_none()
                || speaker.is_some_and(|speaker| same_speaker(&document, speaker, gold));
        }
        let mut examples = Vec::new();
        for (j, piece) in pairs.found.iter().enumerate() {
            let quotation = &document.analysis.quotations[piece.quotation];
            if quotation.segments.first() == Some(&piece.span) {
                let mut names = Vec::new();
                signs(quotation, &document.text, &mut |name| names.push(name.join(" ")));
                examples.push((names, right[j]));
            }
        }
        read.push(examples);
    }
    let mut counts: HashMap<&String, usize> = HashMap::new();
    for sign in read.iter().flatten().flat_map(|(signs, _)| signs) {
        *counts.entry(sign).or_default() += 1;
    }
    let mut frequent: Vec<String> =
        counts.into_iter().filter(|(_, count)| *count >= RARE).map(|(sign, _)| sign.clone()).collect();
    frequent.sort();
    let index: HashMap<&String, usize> = frequent.iter().enumerate().map(|(at, sign)| (sign, at)).collect();
    let encode = |(signs, right): &(Vec<String>, bool)| {
        (signs.iter().filter_map(|sign| index.get(sign).copied()).collect(), *right)
    };
    let encoded = read.iter().map(|document| document.iter().map(encode).collect()).collect();
    *names = frequent.clone();
    Ok(encoded)
}

fn likely(weights: &[f32], signs: &[usize]) -> f32 {
    let sum: f32 = signs.iter().map(|&sign| weights[sign]).sum();
    1.0 / (1.0 + (-sum).exp())
}

/// Logistic regression by gradient ascent with steps that shrink where they were large.
fn fit(examples: &[&Example], count: usize) -> Vec<f32> {
    let mut weights = vec![0.0; count];
    let mut squares = vec![1e-6_f32; count];
    for _ in 0..STEPS {
        let mut gradient = vec![0.0_f32; count];
        for (signs, right) in examples {
            let pull = f32::from(u8::from(*right)) - likely(&weights, signs);
            for &sign in signs {
                gradient[sign] += pull;
            }
        }
        for (at, sum) in gradient.iter().enumerate() {
            let step = sum / examples.len().max(1) as f32 - DECAY * weights[at];
            squares[at] += step * step;
            weights[at] += RATE * step / squares[at].sqrt();
        }
    }
    weights
}
