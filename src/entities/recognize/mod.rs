//! Names in running text and what kind of thing each is a name of.

use std::ops::Range;

use crate::analysis::{EntityType, Layers, Shape, Tag};
use crate::text::Span;
use crate::tokens::hash;

/// A name found in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    /// Where it stands.
    pub span: Span,
    /// The tokens it consists of, as indices into [`Tokens`](crate::analysis::Tokens).
    pub tokens: Range<u32>,
    /// What it is a name of.
    pub kind: EntityType,
    /// From 0 to 1: how likely span and kind are both right.
    pub confidence: f32,
}

/// Finds names.
#[derive(Debug)]
pub struct Recognizer {
    // Hashes of words that end the name of an organisation, and of prepositions of place.
    organizations: Vec<u64>,
    places: Vec<u64>,
}

impl Recognizer {
    /// Loads what it knows.
    #[must_use]
    pub fn load() -> Self {
        let hashes = |words: &str| words.split(' ').map(hash).collect();
        Self {
            organizations: hashes(
                "inc corp ltd co plc group bank ministry party university council association agency committee \
                 court police army union commission federation institute department office company times news",
            ),
            places: hashes("in at from near across"),
        }
    }

    /// The names in the story of a document, in order and disjoint. Linear in the text.
    #[must_use]
    pub fn recognize(&self, layers: Layers<'_>) -> Vec<Name> {
        let tokens = layers.tokens;
        let mut names = Vec::new();
        for (sentence, bounds) in layers.structure.sentences.iter().zip(tokens.bounds.windows(2)) {
            let block = &layers.structure.blocks[sentence.block as usize];
            if !block.kind.is_story() {
                continue;
            }
            let (first, end) = (bounds[0] as usize, bounds[1] as usize);
            let mut at = first;
            while at < end {
                let begin = at;
                while at < end && self.is_name(layers, at, first) {
                    at += 1;
                }
                if begin == at {
                    at += 1;
                    continue;
                }
                names.push(Name {
                    span: tokens.spans[begin].cover(tokens.spans[at - 1]),
                    tokens: begin as u32..at as u32,
                    kind: self.kind(layers, begin, at, first),
                    confidence: 0.5,
                });
            }
        }
        names
    }

    fn is_name(&self, layers: Layers<'_>, at: usize, first: usize) -> bool {
        let tokens = layers.tokens;
        let function = matches!(
            tokens.tags[at],
            Tag::Det
                | Tag::Pron
                | Tag::Adp
                | Tag::Aux
                | Tag::Cconj
                | Tag::Sconj
                | Tag::Part
                | Tag::Adv
                | Tag::Verb
        );
        let next_capitalized = tokens.shapes.get(at + 1).is_some_and(|shape| shape.is_capitalized());
        tokens.shapes[at].is_capitalized()
            && !function
            && (at > first || next_capitalized || tokens.tags[at] == Tag::Propn)
    }

    fn kind(&self, layers: Layers<'_>, begin: usize, end: usize, first: usize) -> EntityType {
        let tokens = layers.tokens;
        let organization = self.organizations.contains(&tokens.hashes[end - 1]);
        if organization || (end - begin == 1 && tokens.shapes[begin] == Shape::Upper) {
            EntityType::Organization
        } else if begin > first && self.places.contains(&tokens.hashes[begin - 1]) {
            EntityType::Location
        } else {
            EntityType::Person
        }
    }
}
