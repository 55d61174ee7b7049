//! Dates, times, sums, shares, measures and ordinals, by grammar, with their normal forms.
//!
//! `words` is the vocabulary of each language: `time_words` and `number_words`, in `phrases` where an expression has
//! several words. `numbers` reads numbers, `measures` and `units` what is measured in them, `clock` times of day,
//! `calendar` and `centuries` dates that say which day, `periods` what lies between them, `relative` those that count
//! from another; `anchor` does the arithmetic. At each token the readers are asked in turn; the longest value wins, and
//! what is part of a value is none itself.

mod anchor;
mod calendar;
mod centuries;
mod clock;
mod measures;
mod number_words;
mod numbers;
mod periods;
mod phrases;
mod relative;
mod spans;
#[cfg(test)]
mod tests;
mod time_words;
mod units;
mod words;

use std::ops::Range;
use std::sync::Arc;

use crate::analysis::{EntityType, Shape};
use crate::document_tokens::DocumentTokens;
use crate::lang::pack::Packs;
use anchor::Anchor;
use number_words::{NumberClass, NumberWord};
use time_words::{TimeClass, TimeWord, Unit};
use words::{Vocabulary, Words};

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
    packs: Arc<Packs>,
    vocabulary: Vocabulary,
}

impl Values {
    /// Loads the vocabulary of all language packs.
    pub(crate) fn load() -> Self {
        let packs = Packs::load();
        let vocabulary = Vocabulary::read(&packs).0;
        Self { packs, vocabulary }
    }

    /// The values of a document in order, disjoint. Linear in the text: every reader looks at a bounded number of
    /// tokens.
    pub(crate) fn find(&self, document: &DocumentTokens<'_>) -> Vec<Value> {
        let reader = Reader {
            document,
            words: self.vocabulary.of(self.packs.of(&document.layers.language.code).code),
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
    words: &'a Words,
    anchor: Anchor,
}

/// A normal form and the token after the last one read.
type Read = Option<(String, usize)>;

impl Reader<'_> {
    /// The value that begins at a token.
    fn value(&self, at: usize) -> Option<Value> {
        if !self.may_begin(at) {
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

    /// Whether a value may begin with a token: a cheap look that most tokens do not pass.
    fn may_begin(&self, at: usize) -> bool {
        let is_known = self.number_word(at).is_some_and(NumberWord::begins)
            || self.time_word(at).is_some_and(TimeWord::begins);
        is_known || self.digit(at) || {
            let text = self.document.text(at);
            let is_code = self.document.capitalized(at);
            let sign =
                || self.next(at + 1, at).is_some_and(|next| self.document.shape(next) == Shape::Symbol);
            text.contains('-')
                || text.starts_with(['Q', 'H'])
                || text.starts_with("FY")
                || is_code && sign()
                || self.is_roman(at)
        }
    }

    /// A duration in hours is a time, not a date.
    fn timed(&self, mut value: Value) -> Value {
        if value.kind == EntityType::Date && value.normal.starts_with("PT") {
            value.kind = EntityType::Time;
        }
        value
    }

    /// Whether a token may be the number of a century: "XIXe siècle".
    fn is_roman(&self, at: usize) -> bool {
        self.document.text(at).starts_with(['I', 'V', 'X']) && self.unit_at(at + 1, at) == Some(Unit::Century)
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
    fn time_word(&self, at: usize) -> Option<TimeWord> {
        self.words.time.get(self.document.hash(at))
    }

    /// What a token means in sums and measures.
    fn number_word(&self, at: usize) -> Option<&NumberWord> {
        self.words.numbers.get(self.document.hash(at))
    }

    /// Whether the token at an index belongs to a class, in the same sentence as `first`.
    fn is(&self, at: usize, first: usize, class: TimeClass) -> bool {
        self.next(at, first).and_then(|at| self.time_word(at)).is_some_and(|word| word.is(class))
    }

    /// The same for the words of sums and measures.
    fn is_number(&self, at: usize, first: usize, class: NumberClass) -> bool {
        self.next(at, first).and_then(|at| self.number_word(at)).is_some_and(|word| word.is(class))
    }

    /// The unit of time that the token at an index names.
    fn unit_at(&self, at: usize, first: usize) -> Option<Unit> {
        self.next(at, first).and_then(|at| self.time_word(at)?.unit)
    }

    /// The token behind the longest expression of a class that begins at an index, and its value.
    fn phrase(&self, at: usize, first: usize, class: TimeClass) -> Option<(usize, &'static str)> {
        let at = self.next(at, first)?;
        let phrases = &self.words.time.phrases;
        let found = phrases.find(self.document.hash(at), class, |rest| self.goes_on(at + 1, first, rest))?;
        Some((at + found.words.len(), found.value))
    }

    /// The same for the words of sums and measures.
    fn number_phrase(&self, at: usize, first: usize, class: NumberClass) -> Option<(usize, &'static str)> {
        let at = self.next(at, first)?;
        let phrases = &self.words.numbers.phrases;
        let found = phrases.find(self.document.hash(at), class, |rest| self.goes_on(at + 1, first, rest))?;
        Some((at + found.words.len(), found.value))
    }

    /// The token behind an expression of a class, be it of one word or of several.
    fn behind(&self, at: usize, first: usize, class: TimeClass) -> Option<usize> {
        let phrase = self.phrase(at, first, class).map(|(end, _)| end);
        phrase.or_else(|| self.is(at, first, class).then_some(at + 1))
    }

    /// Whether words of these keys stand at an index.
    fn goes_on(&self, at: usize, first: usize, words: &[u64]) -> bool {
        words.iter().enumerate().all(|(offset, &word)| {
            self.next(at + offset, first).is_some_and(|at| self.document.hash(at) == word)
        })
    }

    /// Whether the token at an index is one of some marks, in the same sentence as `first`.
    fn is_mark(&self, at: usize, first: usize, marks: &[&str]) -> bool {
        self.next(at, first).is_some_and(|at| marks.contains(&self.document.text(at)))
    }

    /// Whether a dash stands at an index.
    fn is_dash(&self, at: usize, first: usize) -> bool {
        self.is_mark(at, first, &["-", "–", "—"])
    }

    /// Whether the token at an index joins the two ends of a range that opened before `first`: "to", a dash, "and"
    /// behind "between", "al" behind "del".
    fn joins(&self, at: usize, first: usize) -> bool {
        // "between the 5th and the 8th"
        let article = self.is(first.wrapping_sub(1), first, TimeClass::Article);
        let opening = [first.wrapping_sub(1), first.wrapping_sub(1 + usize::from(article))];
        let opened = |class| opening.iter().any(|&opening| self.is(opening, first, class));
        self.is(at, first, TimeClass::To)
            || self.is_dash(at, first)
            || opened(TimeClass::Between) && self.is(at, first, TimeClass::And)
            || opened(TimeClass::From) && self.is(at, first, TimeClass::Till)
    }

    /// Whether nothing, not even a blank, stands between a token and the next.
    fn touches_next(&self, at: usize) -> bool {
        let spans = &self.document.layers.tokens.spans;
        spans.get(at + 1).is_some_and(|next| next.begin() == spans[at].end())
    }
}
