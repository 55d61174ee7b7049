//! Tokens with their shape and part of speech.
//!
//! [`class`] says what a character does, `scan` cuts sentences, `clitics` cuts words, `shape` describes them.
//! `tag` finds their parts of speech. [`abbreviations`] are shared with the splitting of sentences.

pub(crate) mod abbreviations;
mod class;
mod clitics;
mod scan;
mod shape;
mod tag;

#[cfg(test)]
mod tests;

use abbreviations::Abbreviations;

use crate::analysis::{Sentence, Structure, Tokens};
use clitics::AllClitics;
use scan::{Scanner, Style};
use std::sync::Arc;
use tag::Tagger;

/// Cuts sentences into tokens and tags them.
#[derive(Debug)]
pub struct Tokenizer {
    abbreviations: Arc<Abbreviations>,
    clitics: AllClitics,
    tagger: Tagger,
}

impl Tokenizer {
    /// Loads the lexicons.
    #[must_use]
    pub fn load() -> Self {
        Self {
            abbreviations: Arc::new(Abbreviations::load()),
            clitics: AllClitics::load(),
            tagger: Tagger::load(),
        }
    }

    /// The abbreviations, which the splitting of sentences shares.
    pub(crate) fn abbreviations(&self) -> &Arc<Abbreviations> {
        &self.abbreviations
    }

    /// The tokens of all sentences, in order. `language` is a BCP 47 tag; linear in the text.
    ///
    /// Tokens cover every character that is not blank. Compounds with a hyphen are one token; so are numbers with
    /// separators, abbreviations with their stop, addresses and handles. Clitics are tokens of their own
    /// ("did" and "n't"; "Putin" and "’s"; "l’" and "accord"; "London" and "-based"), and so is every quotation mark.
    #[must_use]
    pub fn tokenize(&self, text: &str, sentences: &[Sentence], language: &str) -> Tokens {
        self.tokens(text, sentences, |_| language)
    }

    /// The same for all sentences of a structure, each read in the language of its block where that is not `language`.
    ///
    /// Where a text has far more tokens than texts have, as noise does, the sentences behind the first so many are left
    /// out; the bounds say how many were read.
    #[must_use]
    pub fn tokenize_blocks(&self, text: &str, structure: &Structure, language: &str) -> Tokens {
        let own = |sentence: &Sentence| structure.blocks[sentence.block as usize].language.as_deref();
        self.tokens(text, &structure.sentences, |sentence| own(sentence).unwrap_or(language))
    }

    fn tokens<'a>(
        &self,
        text: &str,
        sentences: &[Sentence],
        language: impl Fn(&Sentence) -> &'a str,
    ) -> Tokens {
        let mut tokens = Tokens::default();
        let (mut last, mut style) = ("", self.style(""));
        tokens.bounds.push(0);
        for sentence in sentences {
            if tokens.spans.len() > most(text) {
                break;
            }
            let language = language(sentence);
            if language != last {
                (last, style) = (language, self.style(language));
            }
            Scanner::new(style, text, sentence.span, &mut tokens).run();
            tokens.bounds.push(tokens.spans.len() as u32);
        }
        self.tagger.tag(text, |at| language(&sentences[at]), &mut tokens);
        tokens
    }

    fn style(&self, language: &str) -> Style<'_> {
        Style { clitics: self.clitics.of(language), stops: self.abbreviations.of(language) }
    }
}

/// The most tokens of a text that are read. English has one for every five bytes, Chinese one for every three; all that
/// is made of a text is made of its tokens, so that this bounds the memory it takes.
fn most(text: &str) -> usize {
    const ALWAYS: usize = 100_000;
    ALWAYS + text.len() / 3
}
