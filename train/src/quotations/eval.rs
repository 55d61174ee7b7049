//! Scores quotations on sets, and tells how far the confidence can be trusted.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use ascribe_core::pipeline::Analyzer;

use super::compare::{Pairs, pair, same_name, same_speaker};
use super::corpus::{self, SETS};

/// What overlaps by so much counts as the same content.
pub(crate) const SAME: f64 = 0.8;

/// Prints a table of scores, who is taken for whom, and how many of each confidence are right.
pub(crate) fn run(data: &Path, sets: &[String]) -> Result<(), Box<dyn Error>> {
    let usual: Vec<String> = SETS.iter().map(ToString::to_string).collect();
    let sets = if sets.is_empty() { &usual } else { sets };
    let analyzer = Analyzer::load();
    println!(
        "{:<20} {:>7} {:>7} {:>7} {:>9} {:>9} {:>9} {:>9}",
        "set", "exact", "o80", "direct", "mixed", "indirect", "written", "resolved"
    );
    let mut all = Score::default();
    for set in sets {
        let documents = corpus::read(&analyzer, data, set)?;
        let mut score = Score::default();
        for document in &documents {
            score.add(&pair(document));
        }
        println!("{set:<20} {score}");
        all.merge(&score);
    }
    println!("\n{:<28} {:>8} {:>8}", "speakers", "written", "resolved");
    for (kind, [written, n, resolved, named]) in &all.speakers {
        println!("{kind:<28} {:>8} {:>8}", share(*written, *n), share(*resolved, *named));
    }
    println!("\nconfidence    found   right (content by {SAME} and speaker as written)");
    for (at, [n, right]) in all.bins.iter().enumerate().filter(|(_, [n, _])| *n > 0) {
        println!("{:.1} to {:.1} {n:>8} {:>8}", at as f64 / 10.0, (at + 1) as f64 / 10.0, share(*right, *n));
    }
    Ok(())
}

fn share(part: u32, whole: u32) -> String {
    if whole == 0 { "-".into() } else { format!("{:.1}", 100.0 * f64::from(part) / f64::from(whole)) }
}

#[derive(Debug, Default)]
struct Score {
    /// Right, found, wanted.
    exact: [u32; 3],
    same: [u32; 3],
    /// Found and wanted of each kind.
    kinds: BTreeMap<String, [u32; 2]>,
    /// By kind of speaker: right as written, of how many; name right, of how many.
    speakers: BTreeMap<String, [u32; 4]>,
    /// By confidence: how many, how many right.
    bins: [[u32; 2]; 10],
}

impl Score {
    fn add(&mut self, pairs: &Pairs<'_>) {
        let (found, wanted) = (pairs.found.len() as u32, pairs.wanted.len() as u32);
        let mut right = vec![false; pairs.found.len()];
        for gold in &pairs.wanted {
            self.kinds.entry(gold.kind.clone()).or_default()[1] += 1;
        }
        for &(i, j, overlap) in &pairs.pairs {
            let gold = pairs.wanted[i];
            self.exact[0] += u32::from(overlap >= 1.0);
            if overlap < SAME {
                continue;
            }
            self.same[0] += 1;
            self.kinds.entry(gold.kind.clone()).or_default()[0] += 1;
            let speaker = pairs.speaker(j);
            let written = speaker.is_some_and(|speaker| same_speaker(pairs.document, speaker, gold));
            right[j] = written || gold.speaker.is_none();
            let Some((_, words)) = &gold.speaker else { continue };
            let row = self.speakers.entry(speaker_kind(words).to_owned()).or_default();
            row[0] += u32::from(written);
            row[1] += 1;
            if let Some(name) = &gold.name {
                row[2] += u32::from(speaker.is_some_and(|speaker| same_name(&speaker.name, name)));
                row[3] += 1;
            }
        }
        for (j, right) in right.into_iter().enumerate() {
            let bin = &mut self.bins[((pairs.confidence(j) * 10.0) as usize).min(9)];
            bin[0] += 1;
            bin[1] += u32::from(right);
        }
        for score in [&mut self.exact, &mut self.same] {
            score[1] += found;
            score[2] += wanted;
        }
    }

    fn merge(&mut self, other: &Self) {
        for (kind, row) in &other.speakers {
            let sum = self.speakers.entry(kind.clone()).or_default();
            sum.iter_mut().zip(row).for_each(|(sum, count)| *sum += count);
        }
        for (sum, bin) in self.bins.iter_mut().zip(&other.bins) {
            sum.iter_mut().zip(bin).for_each(|(sum, count)| *sum += count);
        }
    }
}

/// A pronoun, a name, or a description.
pub(crate) fn speaker_kind(words: &str) -> &'static str {
    const PRONOUNS: &str = " he she they i we it you who er sie wir ich es ";
    if PRONOUNS.contains(&format!(" {} ", words.to_lowercase())) {
        "pronoun"
    } else if words.split_whitespace().any(|word| word.starts_with(char::is_uppercase)) {
        "with a capital"
    } else {
        "without a capital"
    }
}

impl std::fmt::Display for Score {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let f1 = |[right, found, wanted]: [u32; 3]| share(2 * right, found + wanted);
        write!(f, "{:>7} {:>7}", f1(self.exact), f1(self.same))?;
        for kind in ["direct", "mixed", "indirect"] {
            let [found, wanted] = self.kinds.get(kind).copied().unwrap_or_default();
            write!(f, " {:>9}", share(found, wanted))?;
        }
        let mut sums = [0; 4];
        for row in self.speakers.values() {
            sums.iter_mut().zip(row).for_each(|(sum, count)| *sum += count);
        }
        write!(f, " {:>9} {:>9}", share(sums[0], sums[1]), share(sums[2], sums[3]))
    }
}
