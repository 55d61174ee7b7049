//! Dates, times, sums, shares, measures and ordinals, by grammar, with their values.
//!
//! `words` has the vocabulary, `numbers` reads numbers, `measures` and `units` what is measured in them, `clock` times of day,
//! `calendar` dates that say which day, `periods` what lies between them, `relative` those that count from another; `anchor` does the arithmetic.
//! At each token the readers are asked in turn; the longest value wins, and what is part of a value is none itself.

mod anchor;
mod calendar;
mod clock;
mod measures;
mod numbers;
mod periods;
mod relative;
#[cfg(test)]
mod tests;
mod units;
mod words;

use std::ops::Range;

use crate::analysis::EntityType;
use crate::document_tokens::DocumentTokens;
use anchor::Anchor;
use words::{Measure, Vocabulary, Word};

/// A value as it stands in the text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Value {
    /// Its tokens.
    pub(crate) tokens: Range<usize>,
    /// What kind of value.
    pub(crate) kind: EntityType,
    /// Its normal form; empty where the text does not say enough.
    pub(crate) normal: String,
}

/// Reads values.
#[derive(Debug)]
pub(crate) struct Values {
    vocabulary: Vocabulary,
}

impl Values {
    /// Loads the vocabulary.
    pub(crate) fn load() -> Self {
        Self { vocabulary: Vocabulary::load() }
    }

    /// The values of a document in order, disjoint. Linear in the text: every reader looks at a bounded number of
    /// tokens.
    pub(crate) fn find(&self, document: &DocumentTokens<'_>) -> Vec<Value> {
        let reader = Reader {
            document,
            vocabulary: &self.vocabulary,
            language: words::Language::of(&document.layers.language.code),
            anchor: Anchor::of(document.layers.structure),
        };
        let mut values = Vec::new();
        let mut at = 0;
        while at < document.len() {
            crate::interrupt::checkpoint();
            let value = if document.in_story(at) { reader.value(at) } else { None };
            match value {
                Some(value) => {
                    at = value.tokens.end;
                    values.push(value);
                }
                None => at += 1,
            }
        }
        values
    }
}

/// What the readers share; they are methods of it, a file for each kind of value.
struct Reader<'a> {
    document: &'a DocumentTokens<'a>,
    vocabulary: &'a Vocabulary,
    language: words::Language,
    anchor: Anchor,
}

/// A normal form and the token after the last one read.
type Read = Option<(String, usize)>;

impl Reader<'_> {
    /// The value that begins at a token.
    fn value(&self, at: usize) -> Option<Value> {
        let numeric = self.digit(at);
        let measure = self.measure(at);
        let time = self.time_word(at);
        let compound = || {
            let text = self.document.text(at);
            text.contains('-') || text.starts_with(['Q', 'H']) || text.starts_with("FY") || self.is_roman(at)
        };
        if !numeric && measure.is_none() && !time.is_some_and(Word::begins) && !compound() {
            return None;
        }
        let kinds = [
            (EntityType::Money, self.money(at)),
            (EntityType::Percent, self.percent(at)),
            (EntityType::Time, self.clock(at)),
            (EntityType::Date, self.date(at)),
            (EntityType::Date, self.relative(at)),
            (EntityType::Quantity, self.quantity(at)),
            (EntityType::Ordinal, self.ordinal(at)),
        ];
        let longest = kinds
            .into_iter()
            .filter_map(|(kind, read)| read.map(|(normal, end)| Value { tokens: at..end, kind, normal }))
            .rev()
            .max_by_key(|value| value.tokens.end);
        longest.map(|value| self.timed(value))
    }

    /// A duration in hours is a time, not a date.
    fn timed(&self, mut value: Value) -> Value {
        if value.kind == EntityType::Date && value.normal.starts_with("PT") {
            value.kind = EntityType::Time;
        }
        value
    }

    /// Whether a token may be the number of a French century.
    fn is_roman(&self, at: usize) -> bool {
        self.language == words::Language::French && self.document.text(at).starts_with(['I', 'V', 'X'])
    }

    /// Whether a token begins with a digit or a decimal point.
    fn digit(&self, at: usize) -> bool {
        let text = self.document.text(at);
        text.trim_start_matches(['.', '’', '\'']).starts_with(|c: char| c.is_ascii_digit())
    }

    /// The token at an index, if it is in the same sentence as another.
    fn next(&self, at: usize, first: usize) -> Option<usize> {
        self.document.same_sentence(at, first)
    }

    /// What a token means in dates, in the language of the document.
    fn time_word(&self, at: usize) -> Option<Word> {
        self.vocabulary.time(self.language, self.document.hash(at))
    }

    /// What a token means in measures.
    fn measure(&self, at: usize) -> Option<Measure> {
        self.vocabulary.measure(self.document.hash(at))
    }

    /// Whether the token at an index is one of some words, in the same sentence as `first`.
    fn is_one_of(&self, at: usize, first: usize, words: &[&str]) -> bool {
        self.next(at, first).is_some_and(|at| {
            let text = self.document.text(at);
            words.iter().any(|word| word.eq_ignore_ascii_case(text))
        })
    }

    /// Whether nothing, not even a blank, stands between a token and the next.
    fn touches_next(&self, at: usize) -> bool {
        let spans = &self.document.layers.tokens.spans;
        spans.get(at + 1).is_some_and(|next| next.begin() == spans[at].end())
    }
}
