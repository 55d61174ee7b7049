//! Attributions that no verb makes: sources, and nouns for what somebody claims.

use super::super::circumstances;
use super::super::clause::{phrase_after, phrase_before};
use super::super::stream::{Item, Kind};
use super::super::words::{Act, CueWord, Form, Trait};
use super::{Attribution, FARTHEST};
use crate::analysis::AttributionMethod;

/// "According to X", and its like in other languages.
pub(super) fn according(items: &[Item], low: usize, at: usize) -> Option<Attribution> {
    let begin = at + 1 + usize::from(items.get(at + 1).is_some_and(|next| next.is(Trait::To)));
    let told = items.get(begin).filter(|verb| {
        !verb.is_name() && verb.cue.is_some_and(|cue| matches!(cue.form, Form::Past | Form::Present))
    });
    if told.is_some() {
        // "Según explicó, …": who spoke before.
        let base = Attribution::new(at, CueWord::NONE, AttributionMethod::AccordingTo);
        return Some(Attribution { end: begin + 1, ..base });
    }
    let mut speaker = phrase_after(items, begin, items.len())?;
    // "a count by the agency"
    if items.get(speaker.end).is_some_and(|by| by.is(Trait::Agent))
        && let Some(author) = phrase_after(items, speaker.end + 1, items.len())
    {
        speaker.end = author.end;
    }
    // "According to X, the bridge collapsed": an apposition ends at a second comma.
    let end = Some(circumstances::skip_apposition(items, speaker.end))
        .filter(|&end| items.get(end).is_none_or(|item| item.kind != Kind::Stop))
        .unwrap_or(speaker.end);
    // "…, according to a report released on Monday by X": what follows the source tells more of it.
    let end = source_end(items, end);
    // "But according to X," begins the sentence as well.
    let begin = if at == low + 1 && items[low].traits.any(&[Trait::But, Trait::And, Trait::Adverb]) {
        low
    } else {
        at
    };
    let base = Attribution::new(at, CueWord::NONE, AttributionMethod::AccordingTo);
    Some(Attribution { begin, end, speaker: Some(speaker), ..base })
}

/// Where the words end that say more of a source behind its noun phrase.
fn source_end(items: &[Item], end: usize) -> usize {
    use Trait::{And, But, Relative, Subject, Subordinator, That};
    let told = items.get(end).is_some_and(|item| {
        item.is_word()
            && !item.is_name()
            && (item.traits.is_empty() || item.traits.any(&[Trait::Adverb, Trait::Preposition]))
    });
    let goes_on = |item: &&Item| {
        (item.is_word() || item.kind == Kind::Figure)
            && !item.traits.any(&[And, But, Relative, Subject, Subordinator, That])
    };
    if told { end + items[end..].iter().take(FARTHEST / 4).take_while(goes_on).count() } else { end }
}

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
