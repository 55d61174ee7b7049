//! Tokens with their shape and part of speech.
//!
//! [`class`] says what a character does, `scan` cuts sentences, `clitics` cuts words, `shape` describes them.
//! `tag` finds their parts of speech. [`abbreviations`] are shared with the splitting of sentences, [`hash`] with every lexicon.

pub(crate) mod abbreviations;
mod class;
mod clitics;
mod scan;
mod shape;
mod tag;
mod words;

#[cfg(test)]
mod tests;

pub use words::{Hashed, WordMap, hash};

use abbreviations::Abbreviations;
pub(crate) use abbreviations::primary_subtag;

use crate::analysis::{Sentence, Tokens};
use clitics::Clitics;
use scan::{Scanner, Style};
use std::sync::Arc;
use tag::Tagger;

/// Cuts sentences into tokens and tags them.
#[derive(Debug)]
pub struct Tokenizer {
    abbreviations: Arc<Abbreviations>,
    tagger: Tagger,
}

impl Tokenizer {
    /// Loads the lexicons.
    #[must_use]
    pub fn load() -> Self {
        Self { abbreviations: Arc::new(Abbreviations::load()), tagger: Tagger::load() }
    }

    /// The abbreviations, which the splitting of sentences shares.
    pub(crate) fn abbreviations(&self) -> &Arc<Abbreviations> {
        &self.abbreviations
    }

    /// The tokens of all sentences, in order. `language` is a BCP 47 tag; linear in the text.
    ///
    /// Tokens cover every character that is not blank. Compounds with a hyphen are one token; so are numbers with
    /// separators, abbreviations with their stop, addresses and handles. Clitics are tokens of their own
    /// ("did" and "n't"; "Putin" and "’s"; "l’" and "accord"), and so is every quotation mark.
    #[must_use]
    pub fn tokenize(&self, text: &str, sentences: &[Sentence], language: &str) -> Tokens {
        let primary = primary_subtag(language);
        let style = Style { clitics: Clitics::of(primary), stops: self.abbreviations.of(language) };
        let mut tokens = Tokens::default();
        for sentence in sentences {
            tokens.bounds.push(tokens.spans.len() as u32);
            Scanner::new(style, text, sentence.span, &mut tokens).run();
        }
        tokens.bounds.push(tokens.spans.len() as u32);
        self.tagger.tag(text, primary, &mut tokens);
        tokens
    }
}
