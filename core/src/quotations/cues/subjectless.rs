//! Verbs of speech that do not have the speaker for their subject: passives, and verbs without any subject.

use super::super::circumstances;
use super::super::clause::{phrase_after, phrase_before};
use super::super::stream::{Item, Kind};
use super::super::words::{Act, CueWord, Form, Trait};
use super::Attribution;
use crate::analysis::AttributionMethod;

/// "was criticised by X", "was quoted by X".
pub(super) fn passive_verb(items: &[Item], base: Attribution) -> Option<Attribution> {
    let by = items[base.at + 1..].iter().take(6).position(|item| item.traits.has(Trait::Preposition))?
        + base.at
        + 1;
    let agent = by + 1;
    if items.get(agent).is_none_or(|item| item.is(Trait::Time)) || !base.acts().any(&[Act::Call, Act::Say]) {
        return None;
    }
    let speaker = phrase_after(items, agent, items.len())?;
    let named = items[speaker.clone()].iter().any(|item| item.is_name() || item.is(Trait::Collective));
    let method = AttributionMethod::Passive;
    named.then_some(Attribution { end: speaker.end, speaker: Some(speaker), method, ..base })
}

/// "was asked whether", "is told that": what somebody is asked or told, by whom it may not say.
pub(super) fn passive_clause(
    items: &[Item],
    low: usize,
    start: usize,
    base: Attribution,
) -> Option<Attribution> {
    let tells = base.acts().any(&[Act::Tell, Act::Ask, Act::Bare]);
    let told = phrase_before(items, low, start).filter(|_| tells && !base.acts().has(Act::Bare));
    let by = items.get(base.at + 1).filter(|by| by.is(Trait::Preposition) && !by.is(Trait::Time));
    let agent = by.and_then(|_| phrase_after(items, base.at + 2, items.len()));
    let named = agent.filter(|agent| items[agent.clone()].iter().any(Item::is_name));
    let (mut circumstances, end) = match &named {
        Some(agent) => circumstances::read(items, agent.end, base.acts(), true),
        None => circumstances::read(items, base.at + 1, base.acts(), true),
    };
    circumstances.addressee = told.map(|told| circumstances::cover(items, told.start, told.end));
    let next = items.get(end)?;
    let asks = base.acts().has(Act::Ask) && (next.is(Trait::Question) || next.is(Trait::To));
    let clause = next.is(Trait::That) && items.get(end + 1).is_some_and(Item::is_word);
    let method = AttributionMethod::Passive;
    (tells && (asks || clause)).then_some(Attribution {
        begin: start,
        end,
        speaker: named,
        circumstances,
        method,
        ..base
    })
}

/// A question that stands before its answer: "Asked whether it would rain, X said", "when asked if".
pub(super) fn asked(items: &[Item], low: usize, at: usize, word: CueWord) -> Option<Attribution> {
    let leads = at == low || at == low + 1 && items[low].is(Trait::Subordinator);
    let participle = matches!(word.form, Form::Past | Form::Participle);
    if !(leads && participle && word.acts.has(Act::Ask)) {
        return None;
    }
    let base = Attribution::new(at, word, AttributionMethod::Passive);
    let (circumstances, end) = circumstances::read(items, at + 1, word.acts, true);
    let question = items.get(end)?.is(Trait::Question);
    question.then_some(Attribution { end, circumstances, ..base })
}

/// A verb whose subject cannot be told, but whose clause is plain: "an anonymous call saying that".
pub(super) fn without_subject(
    items: &[Item],
    start: usize,
    word: CueWord,
    base: Attribution,
) -> Option<Attribution> {
    let (circumstances, end) = circumstances::read(items, base.at + 1, word.acts, false);
    let next = items.get(end)?;
    let clause = next.is(Trait::That)
        || word.acts.has(Act::Bare)
            && word.form == Form::Gerund
            && next.traits.any(&[Trait::Subject, Trait::Determiner]);
    let speech = word.acts.any(&[Act::Say, Act::Tell]) && !base.negated;
    (clause && speech).then_some(Attribution { begin: start, end, circumstances, ..base })
}

/// Whether circumstances alone lead to a verb that does without a subject: "Tras la reunión, dijo", "Preguntado por
/// ello, respondió".
pub(super) fn is_led(items: &[Item], low: usize, start: usize) -> bool {
    let Some(comma) = start.checked_sub(1).filter(|&comma| comma > low && items[comma].kind == Kind::Comma)
    else {
        return false;
    };
    let lead = &items[low];
    let asked = lead.cue.is_some_and(|cue| cue.form == Form::Participle);
    let whole = items[low..comma].iter().all(|item| item.is_word() || item.kind == Kind::Figure);
    whole
        && (asked || lead.is(Trait::Preposition) && !lead.traits.any(&[Trait::According, Trait::SourceLead]))
}

/// A verb that does without a subject: "Añadió que…", "«…», añadió.".
pub(super) fn dropped(items: &[Item], low: usize, at: usize, word: CueWord) -> Option<Attribution> {
    if !matches!(word.form, Form::Past | Form::Present) || !word.acts.has(Act::Say) {
        return None;
    }
    let free = (low..at).all(|i| {
        items[i].traits.any(&[Trait::Adverb, Trait::And, Trait::But]) || items[i].kind == Kind::Comma
    });
    let start = (low..=at)
        .rev()
        .take_while(|&i| i == at || items[i].traits.any(&[Trait::Adverb, Trait::Auxiliary, Trait::Clitic]))
        .last();
    let leads = free || is_led(items, low, start.unwrap_or(at));
    let said = at > low
        && (items[at - 1].run().is_some()
            || matches!(items[at - 1].kind, Kind::Comma | Kind::Dash)
                && at > low + 1
                && items[at - 2].run().is_some());
    let (circumstances, end) = circumstances::read(items, at + 1, word.acts, false);
    let next = items.get(end);
    let clause = next.is_some_and(|next| {
        next.is(Trait::That) || next.is(Trait::Question) || next.kind == Kind::Colon || next.run().is_some()
    });
    let closed = next.is_none_or(|next| !next.is_word() || next.is(Trait::Preposition));
    let negated = (low..at).any(|i| items[i].is(Trait::Negation));
    // "Preguntado si llovería, respondió": the question is a clause of its own.
    let begin = match start {
        _ if said => at,
        Some(start) if !free => start,
        _ => low,
    };
    let method = if said { AttributionMethod::InvertedCue } else { AttributionMethod::Cue };
    let base = Attribution::new(at, word, method);
    (leads && clause || said && closed).then_some(Attribution { begin, end, circumstances, negated, ..base })
}
