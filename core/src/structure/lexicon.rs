//! The names and words that bylines and datelines are read with.

use crate::data;
use std::collections::HashSet;

/// Agencies, cities and words of bylines; all lower case.
#[derive(Debug)]
pub(super) struct Lexicon {
    agencies: HashSet<&'static str>,
    places: HashSet<&'static str>,
    prefixes: HashSet<&'static str>,
    before: HashSet<&'static str>,
    conjunctions: HashSet<&'static str>,
    cuts: HashSet<&'static str>,
    roles: HashSet<&'static str>,
    particles: HashSet<&'static str>,
}

impl Lexicon {
    pub(super) fn load() -> Self {
        let names =
            |lexicon: &'static str| data::rows(lexicon).filter_map(|row| row.first().copied()).collect();
        let group = |name: &str| {
            data::rows(data::BYLINE_WORDS)
                .filter(|row| row.first() == Some(&name))
                .filter_map(|row| row.get(1).copied())
                .flat_map(str::split_whitespace)
                .collect()
        };
        Self {
            agencies: names(data::AGENCIES),
            places: names(data::DATELINE_PLACES),
            prefixes: group("prefix"),
            before: group("before"),
            conjunctions: group("and"),
            cuts: group("cut"),
            roles: group("role"),
            particles: group("particle"),
        }
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

    /// Whether datelines name this place.
    pub(super) fn is_place(&self, name: &str) -> bool {
        self.places.contains(name.trim().to_lowercase().as_str())
    }

    /// Whether a byline begins with this word.
    pub(super) fn is_prefix(&self, word: &str) -> bool {
        self.prefixes.contains(word.to_lowercase().trim_end_matches([':', '：']))
    }

    /// Whether this word may stand before the one that a byline begins with ("Written by").
    pub(super) fn is_before_prefix(&self, word: &str) -> bool {
        self.before.contains(word.to_lowercase().trim_end_matches(':'))
    }

    /// Whether this word joins two names.
    pub(super) fn is_conjunction(&self, word: &str) -> bool {
        self.conjunctions.contains(word)
    }

    /// Whether the names of a byline end before this word.
    pub(super) fn is_cut(&self, word: &str) -> bool {
        self.cuts.contains(word)
    }

    /// Whether this word says what somebody is.
    pub(super) fn is_role(&self, word: &str) -> bool {
        self.roles.contains(word.to_lowercase().as_str())
    }

    /// Whether this word is a part of names that has no capital.
    pub(super) fn is_particle(&self, word: &str) -> bool {
        self.particles.contains(word)
    }
}
