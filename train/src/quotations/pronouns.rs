//! Fits the weights by which the people are chosen whom pronouns mean.
//!
//! A log-linear model over the mentions that a pronoun may refer to: those of the right person share the probability.
//! One set names the people who speak, the other has all mentions of everybody. Pronouns whose person is not among the
//! candidates, and those for whom there is no choice, teach nothing and are left out.

use std::error::Error;
use std::fs;
use std::path::Path;

use ascribe_core::analysis::Layers;
use ascribe_core::coreference::antecedents::{
    self, COUNT, Candidate, Choice, FEATURES, FeatureVector, Weights,
};
use ascribe_core::data;
use ascribe_core::interrupt::Interrupt;
use ascribe_core::pipeline::Analyzer;
use ascribe_core::text::Span;
use serde::Deserialize;

use super::compare::same_name;
use super::corpus::{self, Gold};
use super::eval::speaker_kind;
use crate::entities::corpus::Cutter;
use crate::sets;

/// The set whose pronoun speakers teach, and the folder of it.
const SPEAKERS: &str = "quotes/polnear_train";
/// The set whose coreference teaches.
const COREFERENCE: &str = "entities/gum_coref_train";
/// Its genres under a licence that forbids commerce.
const NOT_FREE: [&str; 5] = ["essay", "fiction", "letter", "podcast", "whow"];
/// Parts that take turns in being measured.
const FOLDS: usize = 5;
/// Steps of the fitting, and how far each goes.
const STEPS: u32 = 300;
const RATE: f64 = 0.3;
/// What a weight costs, so that rare figures do not get large ones.
const DECAY: f64 = 1e-3;

/// A pronoun: whether it is the subject of a verb of speech, and for each mention whether it is one of the right
/// person, and its figures.
#[derive(Debug)]
struct Example {
    speaks: bool,
    mentions: Vec<(bool, FeatureVector)>,
}

/// A document with coreference.
#[derive(Debug, Deserialize)]
struct Row {
    text: String,
    genre: String,
    mentions: Vec<Mention>,
}

#[derive(Debug, Deserialize)]
struct Mention {
    cluster: String,
    head: [usize; 2],
}

/// Writes the weights fitted to all of the set, and prints how well those of each fold do on the rest.
pub(crate) fn run(data: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let reader = Reader { cutter: Cutter::load(), analyzer: Analyzer::load() };
    let speakers = reader.speakers(data)?;
    let coreference = reader.coreference(data)?;
    for (name, examples) in [(SPEAKERS, &speakers), (COREFERENCE, &coreference)] {
        println!("{name}: {} documents", examples.len());
        held_out(examples, if name == SPEAKERS { &coreference } else { &speakers });
    }
    let all: Vec<&Example> = speakers.iter().chain(&coreference).flatten().collect();
    let weights = fit(&all);
    let mut table = String::from(
        "# What counts how much in the choice of whom \"he\" and \"she\" mean: feature, weight where\n\
         # the pronoun is the subject of a verb of speech, weight elsewhere.\n\
         # Fitted by train, see README.md; MIT OR Apache-2.0.\n",
    );
    for (at, name) in FEATURES.iter().enumerate() {
        table += &format!("{name}\t{:.3}\t{:.3}\n", weights.speaking[at], weights.other[at]);
    }
    fs::write(out, table)?;
    Ok(())
}

/// Prints how well weights fitted to the rest do on each fold of a set; all of another set belongs to the rest.
fn held_out(examples: &[Vec<Example>], others: &[Vec<Example>]) {
    let count: usize = examples.iter().map(Vec::len).sum();
    let embedded = Weights::read(data::PRONOUN_WEIGHTS);
    let (mut fitted, mut known, mut alone) = (0, 0, 0);
    for fold in 0..FOLDS {
        let part = |held: bool| {
            let all = examples.iter().enumerate().filter(move |(at, _)| (at % FOLDS == fold) == held);
            all.flat_map(|(_, document)| document).collect::<Vec<_>>()
        };
        let right =
            |weights: &Weights| part(true).iter().filter(|example| is_right(weights, example)).count();
        alone += right(&fit(&part(false)));
        fitted += right(&fit(&part(false).into_iter().chain(others.iter().flatten()).collect::<Vec<_>>()));
        known += right(&embedded);
    }
    let share = |right: usize| 100.0 * right as f64 / count.max(1) as f64;
    println!(
        "  {count} pronouns; right in held-out folds {:.1} %, taught by this set alone {:.1} %, by the embedded \
         weights {:.1} %",
        share(fitted),
        share(alone),
        share(known)
    );
}

struct Reader {
    cutter: Cutter,
    analyzer: Analyzer,
}

impl Reader {
    /// The choices in a text.
    fn choices(&self, text: String) -> Vec<Choice> {
        let document = self.cutter.cut_text(text, SPEAKERS);
        let quoted = document.quoted();
        let layers = Layers { quoted: &quoted, ..document.layers() };
        self.analyzer.pronoun_choices(layers, &Interrupt::never()).unwrap_or_default()
    }

    /// The pronouns that speak and whose name the set tells, by document.
    fn speakers(&self, data: &Path) -> Result<Vec<Vec<Example>>, Box<dyn Error>> {
        let rows: Vec<corpus::Row> = sets::read(&data.join(format!("{SPEAKERS}.jsonl")))?;
        let read = |row: corpus::Row| {
            let gold = row.gold();
            let example = |choice: Choice| {
                let speaks =
                    |gold: &&Gold| gold.speaker.as_ref().is_some_and(|(span, _)| *span == choice.span);
                let name = gold.iter().find(speaks)?.name.as_deref();
                let name = name.filter(|name| speaker_kind(name) != "pronoun")?;
                let right = |c: &Candidate| (same_name(&c.name, name), c.features);
                teaching(choice.speaks, choice.candidates.iter().map(right).collect())
            };
            self.choices(row.text).into_iter().filter_map(example).collect()
        };
        Ok(rows.into_iter().map(read).collect())
    }

    /// The pronouns of the set with coreference, by document.
    fn coreference(&self, data: &Path) -> Result<Vec<Vec<Example>>, Box<dyn Error>> {
        let mut rows: Vec<Row> = sets::read(&data.join(format!("{COREFERENCE}.jsonl")))?;
        rows.retain(|row| !NOT_FREE.contains(&row.genre.as_str()));
        let read = |row: Row| {
            let offsets = sets::byte_offsets(&row.text);
            let heads: Vec<(Span, &str)> = row
                .mentions
                .iter()
                .map(|m| (Span::new(offsets[m.head[0]], offsets[m.head[1]]), m.cluster.as_str()))
                .collect();
            let example = |choice: Choice| {
                let (_, cluster) = heads.iter().find(|(head, _)| *head == choice.span)?;
                let same = |span: Span| heads.iter().any(|(head, c)| c == cluster && span.contains(*head));
                let right = |c: &Candidate| (same(c.span), c.features);
                teaching(choice.speaks, choice.candidates.iter().map(right).collect())
            };
            self.choices(row.text.clone()).into_iter().filter_map(example).collect()
        };
        Ok(rows.into_iter().map(read).collect())
    }
}

/// An example, if there is something to choose and the right one is there.
fn teaching(speaks: bool, mentions: Vec<(bool, FeatureVector)>) -> Option<Example> {
    let teaches = mentions.iter().any(|(right, _)| *right) && mentions.iter().any(|(right, _)| !right);
    teaches.then_some(Example { speaks, mentions })
}

fn is_right(weights: &Weights, example: &Example) -> bool {
    let score = |figures: &FeatureVector| antecedents::score(weights.of(example.speaks), figures);
    let best = example.mentions.iter().max_by(|a, b| score(&a.1).total_cmp(&score(&b.1)));
    best.is_some_and(|(right, _)| *right)
}

/// Weights that make the right mentions likely.
fn fit(examples: &[&Example]) -> Weights {
    let of = |speaks: bool| {
        let own = examples.iter().filter(|example| example.speaks == speaks);
        ascend(&own.map(|example| example.mentions.as_slice()).collect::<Vec<_>>())
    };
    Weights { speaking: of(true), other: of(false) }
}

/// Gradient ascent with steps that shrink where they were large.
fn ascend(examples: &[&[(bool, FeatureVector)]]) -> FeatureVector {
    let mut weights = [0.0; COUNT];
    let mut squares = [1e-6_f64; COUNT];
    for _ in 0..STEPS {
        let mut gradient = [0.0_f64; COUNT];
        for example in examples {
            let scores: Vec<f64> =
                example.iter().map(|(_, f)| f64::from(antecedents::score(&weights, f))).collect();
            let top = scores.iter().copied().fold(f64::MIN, f64::max);
            let likely: Vec<f64> = scores.iter().map(|score| (score - top).exp()).collect();
            let all: f64 = likely.iter().sum();
            let right: f64 = likely.iter().zip(*example).filter(|(_, e)| e.0).map(|(p, _)| p).sum();
            for (p, (is_right, figures)) in likely.iter().zip(*example) {
                let wanted = if *is_right { p / right.max(1e-12) } else { 0.0 };
                let pull = wanted - p / all;
                for (sum, figure) in gradient.iter_mut().zip(figures) {
                    *sum += pull * f64::from(*figure);
                }
            }
        }
        for (at, sum) in gradient.iter().enumerate() {
            let step = sum / examples.len().max(1) as f64 - DECAY * f64::from(weights[at]);
            squares[at] += step * step;
            weights[at] += (RATE * step / squares[at].sqrt()) as f32;
        }
    }
    weights
}
