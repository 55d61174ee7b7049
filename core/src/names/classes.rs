//! Classes of words that stand in like company, so that a word which training never saw is read like those it saw.

use crate::data;
use crate::text::{WordMap, hash};

/// A class: its number among few, more, many and very many classes, each a part of the one before. Zeros for a word
/// without a class.
pub(super) type Class = [u16; 4];

/// The classes of words.
#[derive(Debug, Default)]
pub(super) struct Classes {
    classes: Vec<Class>,
    // For each word its place among the classes.
    words: WordMap<u16>,
}

impl Classes {
    /// Loads the embedded classes.
    pub(super) fn load() -> Self {
        let mut words: WordMap<u16> = WordMap::default();
        words.reserve(370_000);
        let mut classes = Vec::new();
        for row in data::rows(data::WORD_CLASSES) {
            let mut numbers = row[0].split(' ').map(|number| number.parse().unwrap_or(0));
            let class = [(); 4].map(|()| numbers.next().unwrap_or(0));
            for word in row[1].split_ascii_whitespace() {
                words.entry(hash(word)).or_insert(classes.len() as u16);
            }
            classes.push(class);
        }
        Self { classes, words }
    }

    /// The class of a word, given its key.
    pub(super) fn of(&self, word: u64) -> Class {
        self.words.get(&word).map_or([0; 4], |&at| self.classes[usize::from(at)])
    }
}
