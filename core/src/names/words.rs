//! What is known of each token before any decision: how it is written, the lists it stands on, its run of capitals
//! and what the rest of the document tells of it.

use std::iter;
use std::ops::Range;

use super::context_flags::ContextFlags;
use super::gazetteers::{self, Gazetteers};
use super::knowledge::Knowledge;
use super::word::{Run, Word};
use crate::analysis::{Layers, Shape};

/// How a sentence is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// Names are told by capitals.
    Mixed,
    /// All letters are of one case, as in headlines.
    Single,
}

/// The words of a document with what is known of each.
#[derive(Debug)]
pub struct Words<'a> {
    pub(super) layers: Layers<'a>,
    pub(super) words: Vec<Word>,
    pub(super) runs: Vec<Run>,
    pub(super) inflected: bool,
    cases: Vec<Case>,
}

impl<'a> Words<'a> {
    /// Reads a document with what its model knows of its language; without, names are kept from words that are no part of
    /// one in languages that the weights were not learnt on. Linear in its text.
    #[must_use]
    pub fn new(layers: Layers<'a>, gazetteers: &Gazetteers, knowledge: Option<&Knowledge>) -> Self {
        let tokens = layers.tokens;
        let mut words = Vec::with_capacity(tokens.spans.len());
        let mut cases = Vec::with_capacity(tokens.bounds.len());
        let caseless = is_caseless(&tokens.shapes);
        let inflected = knowledge.is_some_and(|knowledge| knowledge.inflected);
        let (mut flags, mut runs) = (Vec::new(), Vec::new());
        for bounds in tokens.bounds.windows(2) {
            let (begin, end) = (bounds[0] as usize, bounds[1] as usize);
            let case =
                if caseless || is_caseless(&tokens.shapes[begin..end]) { Case::Single } else { Case::Mixed };
            cases.push(case);
            flags.clear();
            flags.resize(end - begin, 0);
            gazetteers.names.mark(tokens, begin, end, &mut flags);
            if let Some(knowledge) = knowledge.filter(|_| inflected) {
                knowledge.names.mark(tokens, begin, end, &mut flags);
                gazetteers.mark_genitives(layers, begin..end, &mut flags);
            }
            for at in begin..end {
                crate::interrupt::checkpoint();
                let mut word = describe(layers, at, case, flags[at - begin]);
                // A small word of another language that is written like an English one keeps other company.
                if word.capital || knowledge.is_some() {
                    word.class = gazetteers.clusters.of(word.hash);
                    word.path = gazetteers.paths.of(word.hash, word.capital);
                }
                if let Some(knowledge) = knowledge.filter(|_| inflected) {
                    word.hash = knowledge.key(word.hash);
                }
                words.push(word);
            }
            mark_first(&tokens.shapes[begin..end], layers, begin, &mut words[begin..end]);
            mark_runs(&mut words[begin..end], &mut runs);
            mark_open(&tokens.shapes[begin..end], case, &mut words[begin..end]);
            if inflected && case == Case::Mixed {
                mark_tails(&tokens.shapes[begin..end], &mut words[begin..end]);
            }
            let text = |at: usize| tokens.spans[begin + at].of(layers.text);
            mark_broken(&tokens.shapes[begin..end], text, &mut words[begin..end]);
            for (word, span) in words[begin..end].iter_mut().zip(&tokens.spans[begin..end]) {
                crate::interrupt::checkpoint();
                word.open &= !is_tied(span.of(layers.text));
            }
        }
        ContextFlags::gather(&words).apply(&mut words);
        Self { layers, words, runs, inflected, cases }
    }

    /// Whether a token can be part of a name at all. Where names are told by capitals, most cannot.
    #[must_use]
    pub fn is_open(&self, token: usize) -> bool {
        self.words[token].open
    }

    /// The stretches of a sentence that can have names in them, each with the token before and the one after. What
    /// is between them tells nothing of how the labels in them fit together.
    pub fn runs(&self, sentence: &Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
        let sentence = sentence.clone();
        let mut next = sentence.start;
        iter::from_fn(move || {
            let begin = (next..sentence.end).find(|&at| self.words[at].open)?;
            let end = (begin..sentence.end).find(|&at| !self.words[at].open).unwrap_or(sentence.end);
            next = end;
            Some(begin.saturating_sub(1).max(sentence.start)..(end + 1).min(sentence.end))
        })
    }

    /// Whether the lists have these tokens as the name of a city or a region.
    pub(super) fn is_place(&self, tokens: Range<usize>) -> bool {
        gazetteers::is_place(self.words[tokens].iter().map(|word| word.lists))
    }

    /// How a sentence is written.
    #[must_use]
    pub fn case(&self, sentence: usize) -> Case {
        self.cases[sentence]
    }
}

/// Whether letters are all of one case, but for one word in fifty.
fn is_caseless(shapes: &[Shape]) -> bool {
    let (mut capital, mut upper, mut lower) = (0, 0, 0);
    for shape in shapes {
        match shape {
            Shape::Lower => lower += 1,
            Shape::Upper => upper += 1,
            Shape::Title | Shape::Mixed => capital += 1,
            _ => {}
        }
    }
    let words = capital + upper + lower;
    // A one-letter word in capitals counts as a title shape.
    let all_upper = upper >= 3 && lower * 50 <= words && capital * 8 <= words;
    let all_lower = lower >= 20 && (capital + upper) * 50 <= words;
    all_upper || all_lower
}

fn describe(layers: Layers<'_>, at: usize, case: Case, lists: u16) -> Word {
    let tokens = layers.tokens;
    let shape = tokens.shapes[at];
    let cased = case == Case::Mixed;
    let capital = if cased { shape.is_capitalized() || shape == Shape::Alphanumeric } else { false };
    let shown = if !cased && shape.is_word() && shape != Shape::Alphanumeric { Shape::Lower } else { shape };
    Word {
        hash: tokens.hashes[at],
        pattern: pattern(tokens.spans[at].of(layers.text), cased),
        lists,
        shape: shown as u8,
        capital: capital && starts_upper(tokens.spans[at].of(layers.text)),
        ..Word::default()
    }
}

fn starts_upper(word: &str) -> bool {
    word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
}

/// The kinds of characters of a word, each kind at most twice in a row, as a hash.
fn pattern(word: &str, cased: bool) -> u32 {
    let (mut state, mut last, mut repeats) = (0x811c_9dc5_u32, 0_u8, 0);
    for c in word.chars().take(24) {
        let class = match c {
            'a'..='z' => b'x',
            'A'..='Z' => b'X' + (b'x' - b'X') * u8::from(!cased),
            '0'..='9' => b'd',
            _ if c.is_ascii() => c as u8,
            _ if c.is_lowercase() => b'x',
            _ if c.is_uppercase() => b'X' + (b'x' - b'X') * u8::from(!cased),
            _ if c.is_alphabetic() => b'a',
            _ => b'?',
        };
        repeats = if class == last { repeats + 1 } else { 0 };
        last = class;
        if repeats < 2 {
            state = (state ^ u32::from(class)).wrapping_mul(0x0100_0193);
        }
    }
    state
}

/// Marks the words whose capital says nothing: after a full stop, a colon, an opening mark, or at the beginning.
fn mark_first(shapes: &[Shape], layers: Layers<'_>, begin: usize, words: &mut [Word]) {
    let mut first = true;
    for (at, shape) in shapes.iter().enumerate() {
        crate::interrupt::checkpoint();
        words[at].first = first;
        first = match shape {
            Shape::Punctuation => {
                let mark = layers.tokens.spans[begin + at].of(layers.text);
                matches!(mark, "." | "!" | "?" | ":" | "..." | "…") || (first && mark != ",")
            }
            Shape::Mark => true,
            _ => first && !shape.is_word() && *shape != Shape::Number,
        };
    }
}

/// Notes the runs of capitals of a sentence, and for each word its place in its run.
fn mark_runs(words: &mut [Word], runs: &mut Vec<Run>) {
    let mut at = 0;
    while at < words.len() {
        crate::interrupt::checkpoint();
        if !words[at].capital {
            at += 1;
            continue;
        }
        let begin = at;
        while at < words.len() && words[at].capital {
            at += 1;
        }
        let near = |at: Option<usize>| at.and_then(|at| words.get(at));
        let key = |at: Option<usize>, beyond| near(at).map_or(beyond, |word| word.hash);
        let class = |at: Option<usize>| near(at).map_or([0; 4], |word| word.class);
        let path = |at: Option<usize>| near(at).map_or(0, |word| word.path);
        let before = [begin.checked_sub(1), begin.checked_sub(2)];
        let length = at - begin;
        runs.push(Run {
            length: length.min(6) as u8,
            lists: words[begin..at].iter().fold(0, |lists, word| lists | word.lists),
            ends: [words[begin].hash, words[at - 1].hash],
            around: [before.map(|at| key(at, 1)), [at, at + 1].map(|at| key(Some(at), 2))],
            end_classes: [words[begin].class, words[at - 1].class],
            around_classes: [class(before[0]), class(Some(at))],
            paths: [path(before[0]), path(Some(at)), words[at - 1].path],
        });
        for (i, word) in words[begin..at].iter_mut().enumerate() {
            word.place = (i.min(3) as u8, (length - 1 - i).min(3) as u8);
            word.run = (runs.len() - 1) as u32;
        }
    }
}

/// Marks the small word behind a hyphen that stands apart behind a capital, which may be the rest of a name: "Ara - sel".
fn mark_broken<'a>(shapes: &[Shape], text: impl Fn(usize) -> &'a str, words: &mut [Word]) {
    /// The most bytes of such a word.
    const LONGEST: usize = 7;
    for at in 2..words.len() {
        crate::interrupt::checkpoint();
        let broken = shapes[at] == Shape::Lower && text(at - 1) == "-" && words[at - 2].capital;
        if broken && text(at).len() <= LONGEST {
            words[at - 1].open = true;
            words[at].open = true;
        }
    }
}

/// Marks the words in small letters behind a capital, which may be the rest of a name: "Commission européenne".
fn mark_tails(shapes: &[Shape], words: &mut [Word]) {
    /// The most words of such a rest.
    const LONGEST: usize = 3;
    let mut since = LONGEST;
    for at in 0..words.len() {
        crate::interrupt::checkpoint();
        if words[at].capital {
            since = 0;
        } else if shapes[at] == Shape::Lower && since < LONGEST {
            since += 1;
            words[at].open = true;
        } else {
            since = LONGEST;
        }
    }
}

/// Whether a word is what a hyphen ties to a name beside it, and no part of the name: "-based", "pro-".
fn is_tied(word: &str) -> bool {
    match word.as_bytes() {
        [b'-', next, ..] => next.is_ascii_lowercase(),
        [first, .., b'-'] => first.is_ascii_lowercase(),
        _ => false,
    }
}

/// Marks the words that can be part of a name: those with a capital, those between two such ("of"), and signs and
/// numbers after one ("13" in "Apollo 13").
fn mark_open(shapes: &[Shape], case: Case, words: &mut [Word]) {
    /// How many words without a capital a name may have in a row.
    const REACH: usize = 3;
    let mut last = None;
    for at in 0..words.len() {
        crate::interrupt::checkpoint();
        let plain = matches!(shapes[at], Shape::Lower | Shape::Punctuation | Shape::Mark | Shape::Number);
        if case == Case::Single || words[at].capital || !plain {
            words[at].open = true;
            let begin = last.filter(|last| at - last <= REACH + 1).unwrap_or(at);
            words[begin..at].iter_mut().for_each(|word| word.open = true);
            last = Some(at);
        } else {
            words[at].open = shapes[at] != Shape::Lower && last.is_some_and(|last| last + 1 == at);
        }
    }
}
