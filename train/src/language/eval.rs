//! Scores the detector: languages of texts, and how far its confidence can be trusted.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;

use ascribe_core::langid::Detector;

/// The sets that are scored where none is named.
const SETS: [&str; 6] = ["single_words_leipzig", "snip5", "sent_flores", "para4", "doc16", "caps"];

/// Codes of whole languages, and of the one variety that stands for each in the sets.
const SAME: [(&str, &str); 4] = [("zho", "cmn"), ("fas", "pes"), ("nor", "nob"), ("twi", "aka")];

/// Texts, those that were told right, and those called reliable.
#[derive(Default)]
struct Tally {
    texts: u32,
    right: u32,
    reliable: u32,
}

/// Prints the mean accuracy over languages for each set `language/dev.NAME.tsv`, then a table of reliability.
pub(crate) fn run(data: &Path, sets: &[String]) -> Result<(), Box<dyn Error>> {
    let detector = Detector::load();
    let usual: Vec<String> = SETS.iter().map(ToString::to_string).collect();
    let sets = if sets.is_empty() { &usual } else { sets };
    let mut bins = [[0_u32; 2]; 10];
    println!("{:<24} {:>8} {:>6} {:>9}", "set", "texts", "right", "reliable");
    for set in sets {
        let text = fs::read_to_string(data.join(format!("language/dev.{set}.tsv")))?;
        let mut languages: BTreeMap<&str, Tally> = BTreeMap::new();
        for (gold, text) in text.lines().filter_map(|line| line.split_once('\t')) {
            let found = detector.detect(&[text]);
            let code = SAME.iter().find(|(whole, _)| *whole == found.iso639_3);
            let right = code.map_or(found.iso639_3.as_str(), |(_, one)| one) == gold;
            let tally = languages.entry(gold).or_default();
            tally.texts += 1;
            tally.right += u32::from(right);
            tally.reliable += u32::from(found.reliable);
            let bin = &mut bins[((found.confidence * 10.0) as usize).min(9)];
            *bin = [bin[0] + 1, bin[1] + u32::from(right)];
        }
        let texts: u32 = languages.values().map(|tally| tally.texts).sum();
        println!(
            "{set:<24} {texts:>8} {:>6.1} {:>9.1}",
            mean(&languages, |tally| tally.right),
            mean(&languages, |tally| tally.reliable)
        );
    }
    println!("\nconfidence   texts   right");
    for (at, [all, right]) in bins.iter().enumerate().filter(|(_, [all, _])| *all > 0) {
        let share = 100.0 * f64::from(*right) / f64::from(*all);
        println!("{:.1} to {:.1} {all:>8} {share:>6.1} %", at as f64 / 10.0, (at + 1) as f64 / 10.0);
    }
    Ok(())
}

/// A share in per cent, each language counting the same.
fn mean(languages: &BTreeMap<&str, Tally>, part: impl Fn(&Tally) -> u32) -> f64 {
    let shares = languages.values().map(|tally| f64::from(part(tally)) / f64::from(tally.texts));
    100.0 * shares.sum::<f64>() / languages.len() as f64
}
