//! What the other places where a word stands tell of it.

use super::gazetteers;
use super::word::Word;
use crate::text::{WordMap, hash};

/// DocumentFeatures it has a capital where none is needed.
pub(super) const CAPITAL: u8 = 1;
/// DocumentFeatures it has no capital.
pub(super) const LOWER: u8 = 1 << 1;
/// DocumentFeatures a first name or a title stands before it.
pub(super) const NAMED: u8 = 1 << 2;
/// DocumentFeatures it stands alone after a preposition of place.
pub(super) const PLACED: u8 = 1 << 3;
/// DocumentFeatures it is part of a longer run of capitals.
pub(super) const JOINED: u8 = 1 << 4;
/// How many flags there are.
pub(super) const FLAGS: u32 = 5;

/// How often each flag holds for a word.
type Counts = [u16; FLAGS as usize];

/// The counts of all words of a document that have a capital somewhere.
pub(super) struct ContextFlags {
    counts: WordMap<Counts>,
    cues: Cues,
}

impl ContextFlags {
    /// Counts over a document.
    pub(super) fn gather(words: &[Word]) -> Self {
        let mut context = Self { counts: WordMap::default(), cues: Cues::new() };
        for word in words.iter().filter(|word| word.capital) {
            crate::interrupt::checkpoint();
            context.counts.entry(word.hash).or_default();
        }
        for at in 0..words.len() {
            crate::interrupt::checkpoint();
            let flags = context.cues.flags(words, at);
            if let Some(counts) = context.counts.get_mut(&words[at].hash) {
                for (bit, count) in counts.iter_mut().enumerate() {
                    *count = count.saturating_add(u16::from(flags >> bit & 1));
                }
            }
        }
        context
    }

    /// Tells each word what holds elsewhere.
    pub(super) fn apply(&self, words: &mut [Word]) {
        for at in 0..words.len() {
            crate::interrupt::checkpoint();
            let Some(counts) = self.counts.get(&words[at].hash) else { continue };
            let own = self.cues.flags(words, at);
            words[at].context = (0..FLAGS)
                .filter(|&bit| counts[bit as usize] > u16::from(own >> bit & 1))
                .fold(0, |flags, bit| flags | 1 << bit);
        }
    }
}

/// Words that tell what comes after them.
struct Cues {
    titles: Vec<u64>,
    places: Vec<u64>,
}

impl Cues {
    fn new() -> Self {
        let keys = |words: &str| words.split(' ').map(hash).collect();
        Self {
            titles: keys(
                "mr mr. mrs mrs. ms ms. dr dr. prof. president minister senator sen. rep. gov. gen.",
            ),
            places: keys("in at from near outside"),
        }
    }

    /// What a word's own place tells of it.
    fn flags(&self, words: &[Word], at: usize) -> u8 {
        let word = &words[at];
        if !word.capital {
            return if word.shape == crate::analysis::Shape::Lower as u8 { LOWER } else { 0 };
        }
        let mut flags = if word.first { 0 } else { CAPITAL };
        let before = at.checked_sub(1).map(|before| &words[before]);
        if let Some(before) = before {
            let inside = word.place.0 > 0;
            let named = inside
                && before.lists & gazetteers::FIRST_NAME != 0
                && before.lists & gazetteers::COUNTRY == 0;
            if named || self.titles.contains(&before.hash) {
                flags |= NAMED;
            }
            if !inside && word.place.1 == 0 && self.places.contains(&before.hash) {
                flags |= PLACED;
            }
        }
        if word.place != (0, 0) {
            flags |= JOINED;
        }
        flags
    }
}
