//! A document as the parts of this stage look at it: tokens with what the lexicon says of each.

use std::ops::Range;

use crate::analysis::{Layers, Shape, Tag};
use crate::interrupt::checkpoint;
use crate::lang::lexicon::{Classes, Word};
use crate::lang::{LanguagePack, WordClass};
use crate::text::{Span, squeezed};

/// The tokens of a document, each with its sentence, its lexicon entry, and whether it stands in quotation marks.
#[derive(Debug)]
pub(crate) struct DocumentTokens<'a> {
    pub(crate) layers: Layers<'a>,
    /// What is known of the language of the document.
    pub(crate) pack: &'a LanguagePack,
    words: Vec<Word>,
    sentences: Vec<u32>,
    quoted: Vec<bool>,
}

impl<'a> DocumentTokens<'a> {
    /// Looks every token up once.
    pub(crate) fn new(layers: Layers<'a>, pack: &'a LanguagePack) -> Self {
        let tokens = layers.tokens;
        let words = (0..tokens.hashes.len()).map(|at| {
            checkpoint();
            let shape = tokens.shapes[at];
            let mut word = pack.described(tokens.hashes[at]);
            if word.classes == Classes::default() && shape.is_capitalized() {
                word = pack.described_compound(tokens.spans[at].of(layers.text));
            }
            // "US" and "IT" are no pronouns.
            let name = shape == Shape::Upper && word.classes.any(Classes::FUNCTION);
            if name { Word::default() } else { word }
        });
        let words = words.collect();
        Self { layers, pack, words, sentences: tokens.sentences(), quoted: quoted(layers) }
    }

    /// How many tokens there are.
    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }

    /// The text of a token.
    pub(crate) fn text(&self, at: usize) -> &'a str {
        self.layers.tokens.spans[at].of(self.layers.text)
    }

    /// The key of a token in lexicons.
    pub(crate) fn hash(&self, at: usize) -> u64 {
        self.layers.tokens.hashes[at]
    }

    /// What the lexicon says of a token.
    pub(crate) fn word(&self, at: usize) -> Word {
        self.words[at]
    }

    /// Whether a token belongs to any of the classes.
    pub(crate) fn is(&self, at: usize, classes: Classes) -> bool {
        self.words[at].classes.any(classes)
    }

    /// Whether a token is of a closed class of its language.
    pub(crate) fn has(&self, at: usize, class: WordClass) -> bool {
        self.pack.get(self.hash(at)).classes.has(class)
    }

    /// What a token looks like.
    pub(crate) fn shape(&self, at: usize) -> Shape {
        self.layers.tokens.shapes[at]
    }

    /// The part of speech of a token.
    pub(crate) fn tag(&self, at: usize) -> Tag {
        self.layers.tokens.tags[at]
    }

    /// Whether a token begins like a name.
    pub(crate) fn capitalized(&self, at: usize) -> bool {
        self.shape(at).is_capitalized()
    }

    /// The span of a range of tokens, which must not be empty.
    pub(crate) fn span(&self, tokens: &Range<usize>) -> Span {
        self.layers.tokens.spans[tokens.start].cover(self.layers.tokens.spans[tokens.end - 1])
    }

    /// The text of a range of tokens, with any white space between them as one blank.
    pub(crate) fn phrase(&self, tokens: &Range<usize>) -> String {
        if tokens.is_empty() {
            return String::new();
        }
        squeezed(self.span(tokens).of(self.layers.text))
    }

    /// The sentence of a token.
    pub(crate) fn sentence(&self, at: usize) -> u32 {
        self.sentences[at]
    }

    /// The tokens of the sentence of a token.
    pub(crate) fn bounds(&self, at: usize) -> Range<usize> {
        let bounds = &self.layers.tokens.bounds;
        let sentence = self.sentences[at] as usize;
        bounds[sentence] as usize..bounds[sentence + 1] as usize
    }

    /// The block of a token.
    pub(crate) fn block(&self, at: usize) -> u32 {
        self.layers.structure.sentences[self.sentences[at] as usize].block
    }

    /// Whether a token stands in the story rather than in its byline, its sign-off or an advertisement.
    pub(crate) fn in_story(&self, at: usize) -> bool {
        self.layers.structure.blocks[self.block(at) as usize].kind.is_story()
    }

    /// Whether a token stands in quotation marks.
    pub(crate) fn is_quoted(&self, at: usize) -> bool {
        self.quoted[at]
    }

    /// The token before this one in its sentence.
    pub(crate) fn before(&self, at: usize) -> Option<usize> {
        let previous = at.checked_sub(1)?;
        (self.sentences[previous] == self.sentences[at]).then_some(previous)
    }

    /// The token at an index, if it belongs to the sentence of another.
    pub(crate) fn same_sentence(&self, at: usize, other: usize) -> Option<usize> {
        (at < self.len() && self.sentences[at] == self.sentences[other]).then_some(at)
    }

    /// Whether a token is the possessive clitic.
    pub(crate) fn is_possessive_clitic(&self, at: usize) -> bool {
        self.has(at, WordClass::PossessiveClitic)
    }

    /// Whether a verb or an auxiliary begins here, as far as tags and the lexicon tell.
    pub(crate) fn is_predicate(&self, at: usize) -> bool {
        matches!(self.tag(at), Tag::Verb | Tag::Aux) || self.is(at, Classes::PREDICATE)
    }
}

/// Which tokens stand in quotation marks. Runs come in order of where they begin, and so do tokens.
fn quoted(layers: Layers<'_>) -> Vec<bool> {
    let spans = &layers.tokens.spans;
    let mut quoted = vec![false; spans.len()];
    let mut from = 0;
    for run in layers.quoted.iter().filter(|run| run.depth == 0) {
        checkpoint();
        from += spans[from..].partition_point(|span| span.begin() < run.inner.begin());
        let count = spans[from..].partition_point(|span| span.begin() < run.inner.end());
        quoted[from..from + count].fill(true);
        from += count;
    }
    quoted
}
