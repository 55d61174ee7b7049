//! Classes of words that stand in like company, so that a word which training never saw is read like those it saw.

use crate::data;
use crate::tokens::{WordMap, hash};

/// A class: its path in the tree of classes, the first step in the lowest bit. Zero for a word without a class.
pub(super) type Class = u32;

/// The first `steps` of the path to a class: the wider class that it is part of.
pub(super) fn wider(class: Class, steps: u32) -> Class {
    class & ((1 << steps) - 1)
}

/// The classes of words.
#[derive(Debug)]
pub(super) struct Classes {
    // In small letters, and with a capital.
    words: WordMap<[Class; 2]>,
}

impl Classes {
    /// Loads the embedded classes.
    pub(super) fn load() -> Self {
        let mut words: WordMap<[Class; 2]> = WordMap::default();
        words.reserve(100_000);
        for row in data::rows(data::WORD_CLASSES) {
            let class = row[0].bytes().rev().fold(0, |path, step| path << 1 | Class::from(step == b'1'));
            for word in row[1].split(' ') {
                words.entry(hash(word)).or_default()[usize::from(is_capital(word))] = class;
            }
        }
        Self { words }
    }

    /// The class of a word, given its key and whether a capital tells something of it.
    pub(super) fn of(&self, word: u64, capital: bool) -> Class {
        let Some(&[small, large]) = self.words.get(&word) else { return 0 };
        let (written, other) = if capital { (large, small) } else { (small, large) };
        if written == 0 { other } else { written }
    }
}

fn is_capital(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}
