//! Classes of words in a tree, a class as its path from the root: beside `classes` a second view of the company that words
//! keep, with words in capitals apart and classes as wide as one likes.

use crate::data;
use crate::text::{WordMap, hash};

/// The way to a class from the root of the tree, the first step in the lowest bit. Zero for a word without a class.
pub(super) type Path = u32;

/// The first `steps` of the path to a class: the wider class that it is part of.
pub(super) fn wider(path: Path, steps: u32) -> Path {
    path & ((1 << steps) - 1)
}

/// The paths of words.
#[derive(Debug)]
pub(super) struct Paths {
    // In small letters, and with a capital.
    words: WordMap<[Path; 2]>,
}

impl Paths {
    /// Loads the embedded classes.
    pub(super) fn load() -> Self {
        let mut words: WordMap<[Path; 2]> = WordMap::default();
        words.reserve(100_000);
        for row in data::rows(data::WORD_PATHS) {
            let class = row[0].bytes().rev().fold(0, |path, step| path << 1 | Path::from(step == b'1'));
            for word in row[1].split_ascii_whitespace() {
                words.entry(hash(word)).or_default()[usize::from(is_capital(word))] = class;
            }
        }
        Self { words }
    }

    /// The path to the class of a word, given its key and whether a capital tells something of it.
    pub(super) fn of(&self, word: u64, capital: bool) -> Path {
        let Some(&[small, large]) = self.words.get(&word) else { return 0 };
        let (written, other) = if capital { (large, small) } else { (small, large) };
        if written == 0 { other } else { written }
    }
}

fn is_capital(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}
