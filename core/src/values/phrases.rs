//! Expressions of several words, and the classes of words.

use crate::text::{WordMap, hash};

/// Defines an enum of word classes with their names in the tables of a language pack.
macro_rules! classes {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $name {
            /// The class of this name.
            pub(super) fn parse(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$variant),)* _ => None }
            }

            /// The class as a bit of a set.
            pub(super) const fn bit(self) -> u128 {
                1 << self as u64
            }
        }
    };
}
pub(super) use classes;

/// Expressions by their first word.
#[derive(Debug)]
pub(super) struct Phrases<C>(WordMap<Vec<Phrase<C>>>);

/// An expression: its words, what it is, and its value.
#[derive(Debug)]
pub(super) struct Phrase<C> {
    /// The keys of its words.
    pub(super) words: Vec<u64>,
    /// What it means.
    pub(super) class: C,
    /// Its value; `-` for none.
    pub(super) value: &'static str,
}

impl<C> Default for Phrases<C> {
    fn default() -> Self {
        Self(WordMap::default())
    }
}

impl<C: Copy + PartialEq> Phrases<C> {
    /// Adds an expression, its words joined by underscores. Longer ones are found first.
    pub(super) fn add(&mut self, form: &str, class: C, value: &'static str) {
        let words: Vec<u64> = form.split('_').map(hash).collect();
        let known = self.0.entry(words[0]).or_default();
        known.push(Phrase { words, class, value });
        known.sort_by_key(|phrase| std::cmp::Reverse(phrase.words.len()));
    }

    /// The longest expression of a class that begins with a word; `follows` tells whether the words behind it do.
    pub(super) fn find(&self, first: u64, class: C, follows: impl Fn(&[u64]) -> bool) -> Option<&Phrase<C>> {
        let known = self.0.get(&first)?;
        known.iter().find(|phrase| phrase.class == class && follows(&phrase.words[1..]))
    }
}
