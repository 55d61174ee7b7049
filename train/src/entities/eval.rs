//! Scores a model on the development sets, under the conventions of the project's scorer: people, organisations
//! and places (with facilities); articles, marks and genitive endings at the edges of a name do not count.

use std::collections::HashSet;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use ascribe_core::analysis::EntityType;
use ascribe_core::linear::bio::KINDS;
use ascribe_core::names::gazetteers::Gazetteers;
use ascribe_core::names::{NameModel, NameSpan, Recognizer};
use ascribe_core::text::Span;

use super::corpus::{self, Cutter, Document, Letters};

/// The sets that are scored where none is named.
const SETS: [&str; 4] = ["worldwide_dev", "conll03_dev", "finerord_val", "wikigold"];

/// Prints a table of scores, then one of how far the confidence can be trusted.
pub(crate) fn run(data: &Path, other: Option<&OtherModel>, sets: &[String]) -> Result<(), Box<dyn Error>> {
    let recognizer = recognizer(other)?;
    let cutter = Cutter::load();
    let usual: Vec<String> = SETS.iter().map(ToString::to_string).collect();
    let sets = if sets.is_empty() { &usual } else { sets };
    let mut bins = [[0_u32; 2]; 10];
    println!(
        "{:<28} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6} {:>8}",
        "set", "P", "R", "F1", "PER", "ORG", "LOC", "document"
    );
    for set in sets {
        for letters in [Letters::Kept, Letters::Lower, Letters::Upper] {
            if letters != Letters::Kept && set != "worldwide_dev" {
                continue;
            }
            let rows = corpus::read(data, set)?;
            let documents: Vec<_> = rows.iter().map(|row| cutter.cut(row, set, letters)).collect();
            let began = Instant::now();
            let found: Vec<_> = documents.iter().map(|d| recognizer.recognize(d.layers())).collect();
            let seconds = began.elapsed().as_secs_f64();
            let mut score = Score::default();
            for (document, names) in documents.iter().zip(&found) {
                score.add(document, names, &mut bins);
            }
            let tokens: usize = documents.iter().map(|d| d.tokens.spans.len()).sum();
            let million = tokens as f64 / seconds / 1e6;
            println!("{:<28} {score}   {million:.2} M tokens/s", format!("{set} {letters:?}"));
        }
    }
    println!("\nconfidence   names   right");
    for (at, [all, right]) in bins.iter().enumerate().filter(|(_, [all, _])| *all > 0) {
        let share = 100.0 * f64::from(*right) / f64::from(*all);
        println!("{:.1} to {:.1} {all:>8} {share:>6.1} %", at as f64 / 10.0, (at + 1) as f64 / 10.0);
    }
    Ok(())
}

/// A model that is not the embedded one.
pub(crate) struct OtherModel {
    /// The language that it is for.
    pub(crate) language: String,
    /// Its weights.
    pub(crate) file: PathBuf,
}

/// The recogniser with another model, else with the embedded ones.
pub(crate) fn recognizer(other: Option<&OtherModel>) -> Result<Recognizer, Box<dyn Error>> {
    let Some(other) = other else { return Ok(Recognizer::load()) };
    let model = NameModel::read(&[&other.language], &fs::read(&other.file)?);
    Ok(Recognizer::new(Gazetteers::load(), vec![model]))
}

/// People, organisations, places; absent for what the news scheme does not score.
pub(crate) fn class(kind: EntityType) -> Option<usize> {
    match kind {
        EntityType::Person => Some(0),
        EntityType::Organization => Some(1),
        EntityType::Location | EntityType::Facility => Some(2),
        _ => None,
    }
}

/// The class of a name as the set has it.
pub(crate) fn gold_class(kinds: u16) -> Option<usize> {
    let first = KINDS[kinds.trailing_zeros() as usize];
    if kinds.count_ones() == 1 { class(first) } else { None }
}

/// The name without articles, marks and genitive endings at its edges.
pub(crate) fn core(text: &str, span: Span) -> Span {
    let marks: &[char] = &['"', '“', '”', '\'', '‘', '’', '(', ')', '[', ']', ',', ';', ':'];
    let slice = span.of(text);
    let mut inner = slice.trim().trim_start_matches(marks).trim_end_matches(marks);
    for article in ["the ", "a ", "an "] {
        if inner.get(..article.len()).is_some_and(|start| start.eq_ignore_ascii_case(article)) {
            inner = inner[article.len()..].trim_start();
            break;
        }
    }
    for ending in ["'s", "’s", "'", "’"] {
        if let Some(rest) = inner.strip_suffix(ending).filter(|rest| !rest.is_empty()) {
            inner = rest.trim_end();
            break;
        }
    }
    let begin = span.begin() + (inner.as_ptr() as usize - slice.as_ptr() as usize) as u32;
    Span::new(begin, begin + inner.len() as u32)
}

/// True positives, predictions and gold names: of each class, and of the distinct names of each document.
#[derive(Debug, Default)]
struct Score {
    classes: [[u32; 3]; 3],
    document: [u32; 3],
}

impl Score {
    fn add(&mut self, document: &Document, names: &[NameSpan], bins: &mut [[u32; 2]; 10]) {
        let text = &document.text;
        let gold: HashSet<(Span, usize)> = document
            .names
            .iter()
            .filter_map(|name| Some((core(text, name.span), gold_class(name.kinds)?)))
            .collect();
        let mut found = HashSet::new();
        for name in names {
            let Some(class) = class(name.kind) else { continue };
            let key = (core(text, name.span), class);
            let bin = &mut bins[((name.confidence * 10.0) as usize).min(9)];
            bin[0] += 1;
            bin[1] += u32::from(gold.contains(&key));
            found.insert(key);
        }
        for (_, class) in &gold {
            self.classes[*class][2] += 1;
        }
        for key in &found {
            self.classes[key.1][1] += 1;
            self.classes[key.1][0] += u32::from(gold.contains(key));
        }
        let distinct = |names: &HashSet<(Span, usize)>| -> HashSet<(String, usize)> {
            names.iter().map(|(span, class)| (span.of(text).to_lowercase(), *class)).collect()
        };
        let (gold, found) = (distinct(&gold), distinct(&found));
        for (sum, count) in
            self.document.iter_mut().zip([gold.intersection(&found).count(), found.len(), gold.len()])
        {
            *sum += count as u32;
        }
    }
}

impl std::fmt::Display for Score {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut all = [0; 3];
        for class in &self.classes {
            for (sum, count) in all.iter_mut().zip(class) {
                *sum += count;
            }
        }
        let share = |a: u32, b: u32| 100.0 * f64::from(a) / f64::from(b.max(1));
        let f1 = |[right, found, gold]: [u32; 3]| share(2 * right, found + gold);
        write!(f, "{:>6.1} {:>6.1} {:>6.1}", share(all[0], all[1]), share(all[0], all[2]), f1(all))?;
        for class in self.classes {
            write!(f, " {:>6.1}", f1(class))?;
        }
        write!(f, " {:>8.1}", f1(self.document))
    }
}
