//! The names and words that bylines, datelines and other short lines are read with.

use crate::data;
use crate::dates::Reader;
use crate::lang::phrases::{Phrase, PhraseKind, Place};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// Agencies, cities and words by kind; all lower case.
#[derive(Debug)]
pub(super) struct Lexicon {
    agencies: HashSet<&'static str>,
    places: HashSet<&'static str>,
    words: HashMap<PhraseKind, HashSet<Cow<'static, str>>>,
    months: HashSet<String>,
}

impl Lexicon {
    /// Takes the single words out of the phrases of all languages, and the names of months.
    pub(super) fn new(phrases: &[Phrase], dates: &Reader) -> Self {
        let names =
            |lexicon: &'static str| data::rows(lexicon).filter_map(|row| row.first().copied()).collect();
        let mut words: HashMap<PhraseKind, HashSet<_>> = HashMap::new();
        for phrase in phrases.iter().filter(|phrase| phrase.place == Place::Word) {
            words.entry(phrase.kind).or_default().insert(phrase.text.clone());
        }
        Self {
            agencies: names(data::AGENCIES),
            places: names(data::DATELINE_PLACES),
            words,
            months: dates.months().map(str::to_owned).collect(),
        }
    }

    /// Whether a word in lower case is of a kind.
    pub(super) fn has(&self, kind: PhraseKind, word: &str) -> bool {
        self.words.get(&kind).is_some_and(|words| words.contains(word))
    }

    /// Whether a word in any case is of a kind.
    pub(super) fn has_any_case(&self, kind: PhraseKind, word: &str) -> bool {
        self.has(kind, &word.to_lowercase())
    }

    /// The words of a kind.
    pub(super) fn all(&self, kind: PhraseKind) -> impl Iterator<Item = &str> {
        self.words.get(&kind).into_iter().flatten().map(AsRef::as_ref)
    }

    /// Whether a name is that of an agency or a newsroom, also in a chain ("dpa/lhe") or with marks around it.
    pub(super) fn is_agency(&self, name: &str) -> bool {
        let name = name.trim_matches(|c: char| !c.is_alphanumeric() && c != '!').to_lowercase();
        self.agencies.contains(name.as_str())
            || name
                .split(['/', ',', '·'])
                .next()
                .is_some_and(|first| first.len() < name.len() && self.agencies.contains(first.trim()))
    }

    /// Whether a word is the name of a month.
    pub(super) fn is_month(&self, word: &str) -> bool {
        self.months.contains(word.trim_end_matches('.').to_lowercase().as_str())
    }

    /// Whether datelines name this place.
    pub(super) fn is_place(&self, name: &str) -> bool {
        self.places.contains(name.trim().to_lowercase().as_str())
    }

    /// Whether a byline begins with this word.
    pub(super) fn is_prefix(&self, word: &str) -> bool {
        self.has(PhraseKind::BylinePrefix, word.to_lowercase().trim_end_matches([':', '：']))
    }

    /// Whether this word may stand before the one that a byline begins with ("Written by").
    pub(super) fn is_before_prefix(&self, word: &str) -> bool {
        self.has(PhraseKind::BylineBefore, word.to_lowercase().trim_end_matches(':'))
    }

    /// Whether this word joins two names.
    pub(super) fn is_conjunction(&self, word: &str) -> bool {
        self.has(PhraseKind::BylineAnd, word)
    }

    /// Whether the names of a byline end before this word.
    pub(super) fn is_cut(&self, word: &str) -> bool {
        self.has(PhraseKind::BylineCut, word)
    }

    /// Whether this word says what somebody is.
    pub(super) fn is_role(&self, word: &str) -> bool {
        self.has_any_case(PhraseKind::BylineRole, word)
    }

    /// Whether this word is a part of names that has no capital.
    pub(super) fn is_particle(&self, word: &str) -> bool {
        self.has(PhraseKind::BylineParticle, word)
    }
}
