//! Nouns for what somebody claims.

use super::super::clause::phrase_before;
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
            || at > low + 1
                && nodes[at - 2].classes.any(&[
                    WordClass::Determiner,
                    WordClass::PossessiveDeterminer,
                    WordClass::PossessiveClitic,
                ])
    }
}

/// "X's claim that", "his promise to": content that belongs to the owner of a noun.
pub(crate) fn noun(
    nodes: &[Node],
    low: usize,
    at: usize,
    word: CueWord,
    verb: Option<&CueClause>,
) -> Option<CueClause> {
    let next = nodes.get(at + 1)?;
    let infinitive = next.is(WordClass::InfinitiveMarker)
        && nodes.get(at + 2).is_some_and(|verb| verb.is_word() && !verb.is_name());
    if !next.is(WordClass::Complementizer) && !infinitive {
        return None;
    }
    let owner = (low.max(at.saturating_sub(4))..at)
        .rev()
        .find(|&i| nodes[i].classes.any(&[WordClass::PossessiveClitic, WordClass::PossessiveDeterminer]))?;
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
