//! Parts of speech: `lexicon` says what words can be, `guess` what unknown ones are by their ending, and `context`
//! what their neighbours make of them.
//!
//! A pack with `tagging.tsv` has all of this. Languages without one have their function words and common verbs of
//! saying tagged, numbers, punctuation and names; the rest is [`Tag::X`].

mod context;
mod guess;
mod lexicon;
mod reading;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::analysis::{Shape, Tag, Tokens};
use crate::interrupt::checkpoint;
use crate::lang::pack::Packs;
use crate::lang::table::{Errors, PackError};
use context::Context;
use lexicon::Lexicon;
use reading::{Forms, Reading, Role};

/// Tags tokens.
#[derive(Debug)]
pub(super) struct Tagger {
    packs: Arc<Packs>,
    lexicons: HashMap<&'static str, Lexicon>,
}

impl Tagger {
    /// Reads the packs.
    pub(super) fn load() -> Self {
        Self::read(Packs::load()).0
    }

    /// Reads the packs and says what is wrong in them.
    pub(super) fn read(packs: Arc<Packs>) -> (Self, Vec<PackError>) {
        let errors = Errors::default();
        let lexicons =
            packs.all().iter().map(|pack| (pack.code, Lexicon::read(pack.code, &errors))).collect();
        (Self { packs, lexicons }, errors.into_vec())
    }

    /// Tags the tokens of each sentence. `language` gives the BCP 47 tag of each.
    pub(super) fn tag<'a>(&self, text: &str, language: impl Fn(usize) -> &'a str, tokens: &mut Tokens) {
        let mut readings = Vec::new();
        let mut tags = Vec::with_capacity(64);
        for sentence in 1..tokens.bounds.len() {
            let range = tokens.bounds[sentence - 1] as usize..tokens.bounds[sentence] as usize;
            tags.clear();
            let pack = self.packs.of(language(sentence - 1));
            let lexicon = self.lexicons.get(pack.code);
            if let Some(lexicon) = lexicon.filter(|lexicon| lexicon.is_contextual()) {
                read_all(lexicon, text, tokens, range.clone(), &mut readings);
                for _ in 0..readings.len() {
                    checkpoint();
                    let tag = Context { readings: &readings, tags: &tags }.decide();
                    tags.push(tag);
                }
            } else {
                tag_known(pack.settings.grammar.noun_capitals, lexicon, tokens, range.clone(), &mut tags);
            }
            tokens.tags[range].copy_from_slice(&tags);
        }
    }
}

/// What each token of a sentence can be.
fn read_all(
    lexicon: &Lexicon,
    text: &str,
    tokens: &Tokens,
    range: Range<usize>,
    readings: &mut Vec<Reading>,
) {
    readings.clear();
    let shapes = &tokens.shapes[range.clone()];
    let title_case = is_title_case(shapes);
    for (i, token) in range.enumerate() {
        checkpoint();
        let shape = shapes[i];
        let known = lexicon.reading(tokens.hashes[token]);
        let begins = i == 0 || (title_case && shape != Shape::Number) || begins_clause(text, tokens, token);
        let reading = match shape {
            Shape::Mark | Shape::Punctuation => known.unwrap_or(Reading::new(Tag::Punct, Forms::default())),
            Shape::Symbol => known.unwrap_or(Reading::new(Tag::Sym, Forms::default())),
            Shape::Number => Reading::new(Tag::Num, Forms::default()),
            Shape::Lower | Shape::Alphanumeric => {
                known.unwrap_or_else(|| lexicon.guess(tokens.spans[token].of(text)))
            }
            Shape::Title | Shape::Upper | Shape::Mixed => {
                let name_follows = shapes.get(i + 1).is_some_and(|next| next.is_capitalized());
                let acronym = shape == Shape::Upper && !title_case;
                capitalized(known, acronym, begins, name_follows && !title_case)
            }
        };
        readings.push(reading);
    }
}

/// Tags what is known of a language without context.
fn tag_known(
    noun_capitals: bool,
    lexicon: Option<&Lexicon>,
    tokens: &Tokens,
    range: Range<usize>,
    tags: &mut Vec<Tag>,
) {
    let begin = range.start;
    for token in range {
        checkpoint();
        let shape = tokens.shapes[token];
        let known = lexicon.and_then(|lexicon| lexicon.reading(tokens.hashes[token]));
        tags.push(match (shape, known) {
            (Shape::Mark | Shape::Punctuation, _) => Tag::Punct,
            (Shape::Symbol, _) => Tag::Sym,
            (Shape::Number, _) => Tag::Num,
            (_, Some(known)) => known.first,
            (Shape::Title, None) if noun_capitals => Tag::Noun,
            (Shape::Title | Shape::Upper | Shape::Mixed, None) if token > begin => Tag::Propn,
            _ => Tag::X,
        });
    }
}

/// Whether most words of a sentence have a capital, as in headlines; capitals tell nothing there.
fn is_title_case(shapes: &[Shape]) -> bool {
    const FEWEST: usize = 4;
    let words = shapes.iter().filter(|shape| shape.is_word()).count();
    let capitals = shapes.iter().filter(|shape| shape.is_capitalized()).count();
    words >= FEWEST && capitals * 4 >= words * 3
}

/// Whether a word may have its capital from its place: after a quotation mark, a colon, a full stop.
fn begins_clause(text: &str, tokens: &Tokens, token: usize) -> bool {
    let before = token - 1;
    let sign = || matches!(text.as_bytes()[tokens.spans[before].begin() as usize], b':' | b'.' | b'!' | b'?');
    match tokens.shapes[before] {
        Shape::Mark => true,
        Shape::Punctuation => sign(),
        _ => false,
    }
}

/// What a word with a capital can be.
fn capitalized(known: Option<Reading>, acronym: bool, begins: bool, name_follows: bool) -> Reading {
    let name = Reading::new(Tag::Propn, Forms::default());
    let Some(known) = known else { return name };
    // "US" and "WHO" are no pronouns, but "I" is.
    let no_pronoun = acronym && known.first == Tag::Pron;
    if no_pronoun {
        return name;
    }
    if known.is_closed() || known.role != Role::None {
        return known;
    }
    let titles = name_follows && !matches!(known.first, Tag::Adv | Tag::Num | Tag::Adj | Tag::Intj);
    if begins && !titles { known } else { name }
}

#[cfg(test)]
mod tests;
