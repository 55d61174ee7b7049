//! What the other places where a word stands tell of it.

use std::sync::Arc;

use super::gazetteers;
use super::word::Word;
use crate::lang::{Packs, UNDETERMINED, WordClass};
use crate::text::WordMap;

/// It has a capital where none is needed.
pub(super) const CAPITAL: u8 = 1;
/// It has no capital.
pub(super) const LOWER: u8 = 1 << 1;
/// A first name or a title stands before it.
pub(super) const NAMED: u8 = 1 << 2;
/// It stands alone after a preposition of place.
pub(super) const PLACED: u8 = 1 << 3;
/// It is part of a longer run of capitals.
pub(super) const JOINED: u8 = 1 << 4;
/// How many flags there are.
pub(super) const FLAGS: u32 = 5;

/// How often each flag holds for a word.
type Counts = [u16; FLAGS as usize];

/// The counts of all words of a document that have a capital somewhere.
pub(super) struct ContextFlags {
    counts: WordMap<Counts>,
    packs: Arc<Packs>,
}

impl ContextFlags {
    /// Counts over a document.
    pub(super) fn gather(words: &[Word]) -> Self {
        let mut context = Self { counts: WordMap::default(), packs: Packs::load() };
        for word in words.iter().filter(|word| word.capital) {
            crate::interrupt::checkpoint();
            context.counts.entry(word.hash).or_default();
        }
        for at in 0..words.len() {
            crate::interrupt::checkpoint();
            let flags = context.flags(words, at);
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
            let own = self.flags(words, at);
            words[at].context = (0..FLAGS)
                .filter(|&bit| counts[bit as usize] > u16::from(own >> bit & 1))
                .fold(0, |flags, bit| flags | 1 << bit);
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
            // The weights of every language were learnt with the words of the language that stands in for the others.
            let classes = self.packs.of(UNDETERMINED).get(before.hash).classes;
            let inside = word.place.0 > 0;
            let named = inside
                && before.lists & gazetteers::FIRST_NAME != 0
                && before.lists & gazetteers::COUNTRY == 0;
            if named || classes.has(WordClass::NameCue) {
                flags |= NAMED;
            }
            if !inside && word.place.1 == 0 && classes.has(WordClass::LocativePreposition) {
                flags |= PLACED;
            }
        }
        if word.place != (0, 0) {
            flags |= JOINED;
        }
        flags
    }
}
