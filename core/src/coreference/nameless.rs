//! Those whom a text tells by a description alone: "a police officer said", "two nurses came forward", "the council", with
//! clusters of their own, so that "he", "they" and "it" may mean them.

use std::ops::Range;

use super::cluster::EntityCluster;
use super::mention_in_context::{MentionInContext, verb_at};
use super::speech_context::SpeechContext;
use crate::analysis::{EntityType, Shape, Tag};
use crate::document_tokens::DocumentTokens;
use crate::lang::WordClass;
use crate::lang::lexicon::{Classes, Lexicon, Word};
use crate::text::{WordMap, hash};

/// How sure a description without a name is.
pub(super) const DESCRIBED: f32 = 0.7;

/// The most words before the noun of a description, and behind it.
const BEFORE_NOUN: usize = 5;
const BEHIND_NOUN: usize = 10;

/// What one person is.
pub(super) const PERSON: Classes = Classes::ROLE.or(Classes::RANK).or(Classes::RELATION);

/// Those who have been described so far, by their nouns: one noun describes one person or body.
pub(super) struct Nameless<'a> {
    document: &'a DocumentTokens<'a>,
    lexicon: &'a Lexicon,
    speech: &'a SpeechContext,
    // Whether each token is part of a name.
    named: &'a [bool],
    by_noun: WordMap<usize>,
}

/// A description: its tokens, of what kind it is, and whether it is of somebody new.
struct Described {
    tokens: Range<usize>,
    kind: EntityType,
    is_new: bool,
}

impl<'a> Nameless<'a> {
    /// Nobody so far; `named` tells of each token whether it is part of a name.
    pub(super) fn new(
        document: &'a DocumentTokens<'a>,
        lexicon: &'a Lexicon,
        speech: &'a SpeechContext,
        named: &'a [bool],
    ) -> Self {
        Self { document, lexicon, speech, named, by_noun: WordMap::default() }
    }

    /// Who is described by the phrase whose noun or end is a token: its cluster, a new one where nobody is known by the
    /// noun, and its tokens. `outside` tells that the text outside of marks is read, where subjects are told as well.
    pub(super) fn find(
        &mut self,
        clusters: &mut Vec<EntityCluster>,
        history: &[MentionInContext],
        at: usize,
        outside: bool,
    ) -> Option<(usize, Range<usize>)> {
        let document = self.document;
        if self.named[at] {
            return None;
        }
        let found = source(document, self.speech, history, at)
            .or_else(|| subject(document, at).filter(|_| outside && !is_mentioned(history, at)))?;
        let told = |at| document.word(at).gender.or_else(|| self.lexicon.given(document.hash(at)));
        let gender = found.tokens.clone().find_map(told).filter(|_| found.kind == EntityType::Person);
        let noun = document.hash(at);
        let known = self.by_noun.get(&noun).copied().filter(|_| !found.is_new);
        let cluster = known.filter(|&known| clusters[known].kind == found.kind).unwrap_or_else(|| {
            clusters.push(EntityCluster::described(found.kind, found.tokens.clone(), gender));
            clusters.len() - 1
        });
        self.by_noun.insert(noun, cluster);
        Some((cluster, found.tokens))
    }
}

/// Whether a token is part of a mention already.
fn is_mentioned(history: &[MentionInContext], at: usize) -> bool {
    history.iter().rev().take(4).any(|mention| mention.tokens.contains(&at))
}

/// The source phrase whose head ends with a token, where no name is known for it.
fn source(
    document: &DocumentTokens<'_>,
    speech: &SpeechContext,
    history: &[MentionInContext],
    at: usize,
) -> Option<Described> {
    let source = speech.source_ending_at(at).filter(|source| source.may_be_nameless)?;
    let body = document.is(at, Classes::BODY) && !document.is(at, PERSON);
    if !document.is(at, PERSON) && !source.is_determined {
        return None;
    }
    let named = history.iter().rev().take_while(|mention| mention.tokens.end > source.tokens.start);
    if !body && named.filter(|mention| !mention.possessive).count() > 0 {
        return None;
    }
    let kind = if body { EntityType::Organization } else { EntityType::Person };
    Some(Described { tokens: source.tokens.clone(), kind, is_new: false })
}

/// The description that begins its sentence and whose noun is a token: "A farmer from the valley stood up".
fn subject(document: &DocumentTokens<'_>, at: usize) -> Option<Described> {
    let small = document.shape(at) == Shape::Lower
        || document.bounds(at).start == at
        || document.pack.grammar().noun_capitals;
    let kind = kind(document, at).filter(|_| small)?;
    // Of a compound the last noun counts.
    let next = document.same_sentence(at + 1, at)?;
    if document.capitalized(next)
        || document.is_possessive_clitic(next)
        || self::kind(document, next).is_some() && !document.is_predicate(next)
    {
        return None;
    }
    let begin = beginning(document, at, kind == EntityType::Group)?;
    let end = end(document, at);
    // "A spokesman for the port, Idris Cole, said" has a name.
    let named = |at: usize| document.same_sentence(at, begin).is_some_and(|at| document.capitalized(at));
    let ends = document.same_sentence(end, at).is_some_and(|verb| {
        verb_at(document, verb).is_some() || document.text(verb) == "," && !named(verb + 1)
    });
    let first = begin == document.bounds(at).start;
    if !ends || !first {
        return None;
    }
    let is_new = document.is(begin, Classes::INDEFINITE) || kind == EntityType::Group;
    let tokens = if kind == EntityType::Organization { begin..at + 1 } else { begin..end };
    Some(Described { tokens, kind, is_new })
}

/// What a noun describes: one person, several, or a body.
fn kind(document: &DocumentTokens<'_>, at: usize) -> Option<EntityType> {
    if document.is(at, Classes::FUNCTION) {
        return None;
    }
    let described = |word: &str| document.pack.described(hash(word));
    let text = document.text(at);
    let singular = text.strip_suffix('s').map(|stem| described(stem).classes);
    let several = document.is(at, Classes::ROLES)
        || document.has(at, WordClass::Collective)
        || singular.is_some_and(|classes| {
            classes.any(PERSON) && document.word(at).classes == Word::default().classes
        });
    if several {
        Some(EntityType::Group)
    } else if document.is(at, PERSON) {
        Some(EntityType::Person)
    } else if document.is(at, Classes::BODY) {
        Some(EntityType::Organization)
    } else {
        None
    }
}

/// Where a description begins whose noun is a token: at its article, and one of several at the first of its words.
fn beginning(document: &DocumentTokens<'_>, at: usize, several: bool) -> Option<usize> {
    let determiner = Classes::DEFINITE.or(Classes::INDEFINITE).or(Classes::POSSESSIVE);
    let mut begin = at;
    for _ in 0..BEFORE_NOUN {
        let Some(before) = document.before(begin) else { break };
        if document.is(before, determiner) || document.has(before, WordClass::Determiner) {
            return Some(before);
        }
        let modifies = matches!(document.shape(before), Shape::Lower | Shape::Number)
            && !document.is(before, Classes::FUNCTION)
            || document.capitalized(before) && !document.is(before, Classes::FUNCTION);
        if !modifies || document.tag(before) == Tag::Verb {
            return None;
        }
        begin = before;
    }
    (several && begin == document.bounds(at).start).then_some(begin)
}

/// Where a description ends, with what is said behind its noun: "from the upper valley".
fn end(document: &DocumentTokens<'_>, noun: usize) -> usize {
    let goes_on = |&at: &usize| {
        document.same_sentence(at, noun).is_some()
            && !matches!(document.shape(at), Shape::Punctuation | Shape::Mark)
            && verb_at(document, at).is_none()
            && !document.has(at, WordClass::Relative)
    };
    let preposition = |at: usize| {
        document.same_sentence(at, noun).is_some_and(|at| {
            document.has(at, WordClass::NounPreposition) || document.has(at, WordClass::ComplementPreposition)
        })
    };
    if !preposition(noun + 1) {
        return noun + 1;
    }
    (noun + 1..noun + BEHIND_NOUN).find(|at| !goes_on(at)).unwrap_or(noun + 1)
}
