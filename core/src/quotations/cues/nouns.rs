//! Nouns for what somebody claims.

use super::super::clause::phrase_before;
use super::super::stream::Item;
use super::super::words::{Act, CueWord, Trait};
use super::Attribution;
use crate::analysis::AttributionMethod;

/// Whether a word that may be a noun or a verb is the noun here.
pub(super) fn is_noun(items: &[Item], low: usize, at: usize) -> bool {
    at > low && {
        let before = &items[at - 1];
        before.traits.any(&[Trait::Determiner, Trait::Owner, Trait::Possessive])
            || items.get(at + 1).is_some_and(|next| next.is(Trait::That))
                && items[at].cue.is_some_and(|cue| !cue.acts.has(Act::Clause))
            || at > low + 1 && items[at - 2].traits.any(&[Trait::Determiner, Trait::Owner, Trait::Possessive])
    }
}

/// "X's claim that", "his promise to": content that belongs to the owner of a noun.
pub(super) fn noun(
    items: &[Item],
    low: usize,
    at: usize,
    word: CueWord,
    verb: Option<&Attribution>,
) -> Option<Attribution> {
    let next = items.get(at + 1)?;
    let infinitive =
        next.is(Trait::To) && items.get(at + 2).is_some_and(|verb| verb.is_word() && !verb.is_name());
    if !next.is(Trait::That) && !infinitive {
        return None;
    }
    let owner = (low.max(at.saturating_sub(4))..at)
        .rev()
        .find(|&i| items[i].traits.any(&[Trait::Possessive, Trait::Owner]))?;
    let speaker = if items[owner].is(Trait::Owner) {
        owner..owner + 1
    } else {
        // An owner is a short phrase: no preposition stands in it.
        let before = (low..owner).rev().find(|&i| items[i].traits.any(&[Trait::Nominal, Trait::Adverb]));
        phrase_before(items, before.map_or(low, |i| i + 1), owner)?
    };
    let relayed = verb.filter(|verb| verb.end + 8 > speaker.start && verb.acts().has(Act::Relay));
    Some(Attribution {
        begin: speaker.start,
        relayer: relayed.and_then(|verb| verb.speaker.clone()),
        speaker: Some(speaker),
        ..Attribution::new(at, word, AttributionMethod::Noun)
    })
}
