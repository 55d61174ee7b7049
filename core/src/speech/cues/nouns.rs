//! Nouns for what somebody claims.

use std::ops::Range;

use super::super::clause::{phrase_after, phrase_before};
use super::super::nodes::Node;
use super::CueClause;
use crate::analysis::AttributionMethod;
use crate::lang::{CueFrame, CueWord, WordClass};
use crate::rules::Rule;

/// Whether a word that may be a noun or a verb is the noun here.
pub(crate) fn is_noun(nodes: &[Node], low: usize, at: usize) -> bool {
    at > low && {
        let before = &nodes[at - 1];
        before.classes.any(&[
            WordClass::Determiner,
            WordClass::PossessiveDeterminer,
            WordClass::PossessiveClitic,
        ]) || nodes.get(at + 1).is_some_and(|next| next.is(WordClass::Complementizer))
            && nodes[at].cue.is_some_and(|cue| !cue.frames.has(CueFrame::That))
            || at > low + 1 && before.is(WordClass::Medium) && nodes[at - 2].is(WordClass::Copula)
            || at > low + 1
                && nodes[at - 2].classes.any(&[
                    WordClass::Determiner,
                    WordClass::PossessiveDeterminer,
                    WordClass::PossessiveClitic,
                ])
    }
}

/// "X's claim that", "his promise to": content that belongs to the owner of a noun; `infinitives` tells that nouns have
/// a frame where an infinitive follows them.
pub(crate) fn noun(
    nodes: &[Node],
    (low, at): (usize, usize),
    word: CueWord,
    verb: Option<&CueClause>,
    infinitives: bool,
) -> Option<CueClause> {
    if let Some(held) = held(nodes, low, at, word) {
        return Some(held);
    }
    let next = nodes.get(at + 1)?;
    let after = nodes.get(at + 2);
    let infinitive = next.is(WordClass::InfinitiveMarker)
        && after.is_some_and(|verb| verb.is_word() && !verb.is_name() && !verb.is(WordClass::Determiner))
        && (word.frames.has(CueFrame::Infinitive)
            || !infinitives
            || after.is_some_and(|verb| verb.is(WordClass::Auxiliary)));
    // "a decision that paved the way": a relative clause.
    if infinitives && after.is_some_and(|verb| verb.finite) && !next.is(WordClass::InfinitiveMarker) {
        return None;
    }
    if !next.is(WordClass::Complementizer) && !infinitive {
        return None;
    }
    let owner = (low.max(at.saturating_sub(4))..at)
        .rev()
        .find(|&i| nodes[i].classes.any(&[WordClass::PossessiveClitic, WordClass::PossessiveDeterminer]));
    let Some(owner) = owner else { return unowned(nodes, low, at, word) };
    let speaker = if nodes[owner].is(WordClass::PossessiveDeterminer) {
        owner..owner + 1
    } else {
        // An owner is a short phrase: no preposition stands in it.
        let before = (low..owner)
            .rev()
            .find(|&i| nodes[i].classes.any(&[WordClass::NounPreposition, WordClass::Adverb]));
        phrase_before(nodes, before.map_or(low, |i| i + 1), owner)?
    };
    let relayed = verb.filter(|verb| verb.end + 8 > speaker.start && verb.frames().has(CueFrame::Relay));
    Some(CueClause {
        begin: speaker.start,
        relayer: relayed.and_then(|verb| verb.speaker.clone()),
        speaker: Some(speaker),
        ..CueClause::new(at, word, AttributionMethod::Noun, Rule::NounOfSpeech)
    })
}

/// "The worry among growers is that": what those hold who stand behind a noun, if anybody does.
fn held(nodes: &[Node], low: usize, at: usize, word: CueWord) -> Option<CueClause> {
    let holder = nodes.get(at + 1).filter(|next| {
        next.is(WordClass::Preposition)
            && !next.classes.any(&[WordClass::InfinitiveMarker, WordClass::TopicPreposition])
            || next.is(WordClass::HolderPreposition)
    });
    let speaker = holder.and_then(|_| phrase_after(nodes, at + 2, nodes.len()));
    let end = speaker.as_ref().map_or(at + 1, |speaker| speaker.end);
    let copula = nodes.get(end).is_some_and(|node| node.is(WordClass::Copula));
    let that = nodes.get(end + 1).is_some_and(|node| node.is(WordClass::Complementizer))
        && nodes
            .get(end + 2)
            .is_some_and(|node| node.is_word() && !node.classes.any(&[WordClass::Auxiliary]));
    let determined = nodes[low..at].iter().rev().take(3).any(|node| {
        node.classes.any(&[
            WordClass::DefiniteArticle,
            WordClass::IndefiniteArticle,
            WordClass::PossessiveClitic,
        ])
    });
    (copula && that && determined).then(|| {
        let owner = speaker.or_else(|| owner_before(nodes, low, at));
        CueClause {
            end: end + 1,
            speaker: owner,
            ..CueClause::new(at, word, AttributionMethod::Noun, Rule::NounPredicate)
        }
    })
}

/// "X's fear": the owner right before a noun.
fn owner_before(nodes: &[Node], low: usize, at: usize) -> Option<Range<usize>> {
    let clitic = at.checked_sub(1).filter(|&i| i > low && nodes[i].is(WordClass::PossessiveClitic))?;
    phrase_before(nodes, low, clitic)
}

/// "There are media reports that it rained": whoever reports it stands before the noun, or nobody does.
fn unowned(nodes: &[Node], low: usize, at: usize, word: CueWord) -> Option<CueClause> {
    let relative = nodes
        .get(at + 2)
        .is_none_or(|next| next.classes.any(&[WordClass::Auxiliary, WordClass::Modal]) || next.finite);
    let that = nodes.get(at + 1).is_some_and(|next| next.is(WordClass::Complementizer));
    let medium = at > low && nodes[at - 1].is(WordClass::Medium);
    (that && !relative && medium).then(|| CueClause {
        begin: at - 1,
        speaker: Some(at - 1..at + 1),
        ..CueClause::new(at, word, AttributionMethod::Noun, Rule::NounWithoutOwner)
    })
}
