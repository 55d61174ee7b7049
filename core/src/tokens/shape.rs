//! What a word looks like, from the letters seen while it was read.

use super::class::{Class, class_at};
use crate::analysis::Shape;

/// Counts of the letters and digits of a word.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Letters {
    upper: u32,
    lower: u32,
    caseless: u32,
    digits: u32,
    first_upper: bool,
    // Whether an upper-case letter stands elsewhere than first or after a hyphen or an apostrophe.
    inner_upper: bool,
    // Whether the next letter begins a part of its own.
    part_begins: bool,
}

impl Letters {
    /// Takes the next character of the word into account.
    pub(crate) fn add(&mut self, class: Class) {
        match class {
            Class::Lower => self.lower += 1,
            Class::Upper => {
                let first = self.letters() == 0;
                self.first_upper |= first;
                self.inner_upper |= !first && !self.part_begins;
                self.upper += 1;
            }
            Class::Caseless => self.caseless += 1,
            Class::Digit => self.digits += 1,
            _ => {}
        }
        self.part_begins = matches!(class, Class::Hyphen | Class::Apostrophe);
    }

    /// How many letters were seen.
    pub(crate) fn letters(&self) -> u32 {
        self.upper + self.lower + self.caseless
    }

    /// How many digits were seen.
    pub(crate) fn digits(&self) -> u32 {
        self.digits
    }

    /// The shape of the word.
    pub(crate) fn shape(&self) -> Shape {
        let letters = self.letters();
        if letters == 0 {
            Shape::Number
        } else if self.digits > 0 {
            Shape::Alphanumeric
        } else if self.upper == 0 {
            Shape::Lower
        } else if self.upper == letters {
            if letters > 1 { Shape::Upper } else { Shape::Title }
        } else if self.first_upper && !self.inner_upper {
            Shape::Title
        } else {
            Shape::Mixed
        }
    }
}

/// The shape of a part of a word.
pub(crate) fn of(word: &str) -> Shape {
    let mut letters = Letters::default();
    let mut at = 0;
    while at < word.len() {
        let (class, len) = class_at(word, at);
        letters.add(class);
        at += len;
    }
    letters.shape()
}
