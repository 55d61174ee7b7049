//! What the first pass made of the same words at their other places in the document, as features of the second pass.
//!
//! A name that stands once in a telling place ("Mr Exton said") and once in one that tells nothing is the same name.

use std::ops::Range;

use super::features::{key, seed};
use super::first_pass::FirstPass;
use super::gazetteers::join;
use super::words::{Case, Words};
use crate::interrupt::{checkpoint, resize};
use crate::linear::bio::{KINDS, kind_of};
use crate::linear::viterbi::DecodedSpan;
use crate::text::WordMap;

/// How often each kind was found, and at last how often none.
type Tally = [u16; KINDS.len() + 1];

/// The place of words outside of names in a tally.
const NONE: usize = KINDS.len();

/// What was found in a document, by words and by names.
#[derive(Debug)]
pub struct DocumentFeatures<'a> {
    words: &'a Words<'a>,
    first: &'a FirstPass,
    // For each word that is written like a name or is in one.
    by_word: WordMap<Tally>,
    // For each word of a name of several words.
    by_part: WordMap<Tally>,
    // For each name.
    by_name: WordMap<Tally>,
    // For each token in a name, which one.
    names: Vec<u32>,
    // The key of each name.
    keys: Vec<u64>,
}

impl<'a> DocumentFeatures<'a> {
    /// Gathers what a reading found. Linear in the text.
    #[must_use]
    pub fn gather(words: &'a Words<'a>, first: &'a FirstPass) -> Self {
        let keys = first.names.iter().inspect(|_| checkpoint()).map(|name| name_key(words, name)).collect();
        let mut names = Vec::new();
        resize(&mut names, words.words.len(), &u32::MAX);
        let mut features = Self {
            words,
            first,
            by_word: WordMap::default(),
            by_part: WordMap::default(),
            by_name: WordMap::default(),
            names,
            keys,
        };
        for (index, name) in first.names.iter().enumerate() {
            checkpoint();
            count(&mut features.by_name, features.keys[index], name.kind);
            for at in name.begin..name.end {
                features.names[at] = index as u32;
                features.by_word.entry(words.words[at].hash).or_default();
                if name.end - name.begin > 1 {
                    count(&mut features.by_part, words.words[at].hash, name.kind);
                }
            }
        }
        for (at, word) in words.words.iter().enumerate() {
            checkpoint();
            if word.capital || features.by_word.contains_key(&word.hash) {
                let kind = features.kind(at);
                count(&mut features.by_word, word.hash, kind);
            }
        }
        features
    }

    /// The kind of the name that a token was found in.
    fn kind(&self, at: usize) -> usize {
        kind_of(usize::from(self.first.labels[at])).unwrap_or(NONE)
    }

    /// Whether the second reading may come to another view of a token.
    #[must_use]
    pub fn is_open(&self, at: usize) -> bool {
        let word = &self.words.words[at];
        self.names[at] != u32::MAX || word.open && (word.capital || self.by_word.contains_key(&word.hash))
    }

    /// Appends the features that a token of the sentence `tokens` has in the second reading beside those of the first.
    pub fn features(&self, at: usize, tokens: &Range<usize>, case: Case, out: &mut Vec<u32>) {
        let label = |offset: isize| {
            let near = at.checked_add_signed(offset).filter(|at| tokens.contains(at));
            near.map_or(31, |at| u64::from(self.first.labels[at]))
        };
        let word = &self.words.words[at];
        let (left, own, right) = (label(-1), label(0), label(1));
        let mut add = |template: u32, a: u64, b: u64| out.push(key(seed(case) + 200 + template, a, b));
        let shape = u64::from(word.shape) << 1 | u64::from(word.first);
        add(0, own, left);
        add(1, own, right);
        add(2, own, left << 8 | right);
        add(3, own, u64::from(self.first.sureness[at]));
        add(4, own, shape);
        let [same, part, name] = self.views(at);
        add(5, same, 0);
        add(6, same, own);
        add(7, part, own);
        add(8, name, own);
        add(9, same, part << 16 | name << 8 | own);
        add(10, part, shape);
        add(11, same, shape);
        for (template, near) in [(12, at.wrapping_sub(1)), (13, at + 1)] {
            if tokens.contains(&near) && self.is_open(near) {
                let [same, part, _] = self.views(near);
                add(template, same, own);
                add(template + 2, part, own);
            }
        }
    }

    /// What was found elsewhere of the word, of the word in longer names, and of the whole name.
    fn views(&self, at: usize) -> [u64; 3] {
        let hash = self.words.words[at].hash;
        let name = self.first.names.get(self.names[at] as usize);
        let own = self.kind(at);
        let counted = self.by_word.get(&hash).map_or(0, |tally| view(*tally, Some(own)));
        let long = name.filter(|name| name.end - name.begin > 1).map(|name| name.kind);
        let part = self.by_part.get(&hash).map_or(0, |tally| view(*tally, long));
        let key = self.keys.get(self.names[at] as usize);
        let tally = key.and_then(|key| self.by_name.get(key));
        let whole = name.zip(tally).map(|(name, tally)| view(*tally, Some(name.kind)));
        [counted, part, whole.unwrap_or(0)]
    }
}

fn count(tallies: &mut WordMap<Tally>, key: u64, kind: usize) {
    let count = &mut tallies.entry(key).or_default()[kind];
    *count = count.saturating_add(1);
}

fn name_key(words: &Words<'_>, name: &DecodedSpan) -> u64 {
    words.words[name.begin..name.end].iter().fold(0, |key, word| join(key, word.hash))
}

/// The kind that prevails without the place itself, and how clearly; zero if there is no other place.
fn view(mut tally: Tally, own: Option<usize>) -> u64 {
    if let Some(own) = own {
        tally[own] = tally[own].saturating_sub(1);
    }
    let all: u32 = tally.iter().map(|&count| u32::from(count)).sum();
    let Some((kind, &most)) = tally.iter().enumerate().rev().max_by_key(|&(_, count)| count) else {
        return 0;
    };
    if most == 0 {
        return 0;
    }
    let most = u32::from(most);
    let clear = match all {
        _ if most == all => u64::from(all > 1),
        _ if most * 3 >= all * 2 => 2,
        _ => 3,
    };
    (kind as u64 + 1) << 2 | clear
}
