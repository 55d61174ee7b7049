//! Verbs before their subjects: `"…", said X`.

use std::ops::Range;

use super::super::circumstances::{Circumstances, cover, time_end};
use super::super::clause::{phrase_after, phrase_before};
use super::super::stream::{Item, Kind};
use super::super::words::{Act, CueWord, Form, Trait};
use crate::analysis::Tag;

/// The subject that follows its verb, where their clause begins, and what parts the two, in French and Spanish alone:
/// `"…", said X`, "« … », a déclaré à l'AFP X".
pub(super) fn inverted(
    items: &[Item],
    (low, at): (usize, usize),
    word: CueWord,
    romance: bool,
) -> Option<(usize, Range<usize>, Circumstances)> {
    let none = Circumstances::default();
    if !matches!(word.form, Form::Past | Form::Present | Form::Participle)
        || !word.acts.any(&[Act::Say, Act::Beside])
        || at == low
    {
        return None;
    }
    if let Some(enclitic) = enclitic_before(items, low, at) {
        let said = &items[enclitic - 2];
        let fits = said.run().is_some() || matches!(said.kind, Kind::Comma | Kind::Dash);
        return fits.then_some((enclitic - 1, enclitic..enclitic + 1, none));
    }
    let mut left = at - 1;
    while left > low && items[left].traits.any(&[Trait::Adverb, Trait::Auxiliary, Trait::Clitic]) {
        left -= 1;
    }
    let before = &items[left];
    let mut begin = at + 1;
    while items.get(begin).is_some_and(|item| item.is(Trait::Adverb)) {
        begin += 1;
    }
    let next = items.get(begin)?;
    if next.is(Trait::That) && !items.get(begin + 1).is_some_and(Item::is_nounlike) {
        return None;
    }
    if before.is(Trait::As) && before.is(Trait::Inverting) {
        return Some((left, phrase_after(items, begin, items.len())?, none));
    }
    let after_run = before.run().is_some();
    let after_comma = matches!(before.kind, Kind::Comma | Kind::Dash)
        && left > low
        && !ends_apposition(items, low, left, romance);
    if !after_run && (!after_comma || word.acts.has(Act::Beside)) {
        return None;
    }
    let (between, begin) = if romance { between(items, begin) } else { (none, begin) };
    let subject = phrase_after(items, begin, items.len())?;
    let clause = items[subject.clone()]
        .iter()
        .skip(1)
        .any(|item| item.tag == Tag::Verb && item.is_word() && !item.is_name());
    if clause && !after_run {
        // "X, a lawyer, said the vote showed": a verb of its own makes it what is said.
        return None;
    }
    let tells = subject.len() == 1
        && items[subject.start].is(Trait::Pronoun)
        && !items[subject.start].is(Trait::Subject);
    let closed = items.get(subject.end).is_none_or(|item| {
        !item.is_word()
            || item.traits.any(&[
                Trait::Preposition,
                Trait::Time,
                Trait::Subordinator,
                Trait::Relative,
                Trait::Adverb,
            ])
    });
    // After a run anything may follow the name; after a comma a clause of its own may ("X, a lawyer, said Y would").
    (!tells && (closed || after_run)).then_some((left + 1, subject, between))
}

/// Where the name ends that a comma parts from a description of whom it names: "le préfet, Alain Fourcade,".
pub(super) fn named_behind(items: &[Item], end: usize) -> usize {
    let names = items.iter().skip(end + 1).take_while(|item| item.is_name()).take(5).count();
    let comma = |at: usize| items.get(at).is_some_and(|item| item.kind == Kind::Comma);
    if comma(end) && names > 1 && comma(end + 1 + names) { end + 1 + names } else { end }
}

/// To whom, when and where, between a verb and its subject: "a déclaré lundi à l'AFP X"; and where the subject begins.
fn between(items: &[Item], begin: usize) -> (Circumstances, usize) {
    let (mut found, mut at) = (Circumstances::default(), begin);
    for _ in 0..4 {
        let Some(item) = items.get(at) else { break };
        let this =
            item.is(Trait::Determiner) && items.get(at + 1).is_some_and(|next| next.is(Trait::Weekday));
        let led = item.traits.any(&[Trait::Toward, Trait::Place]);
        let (place, end) = if item.is(Trait::Weekday) || this {
            (&mut found.time, time_end(items, at + usize::from(this)))
        } else if let Some(end) = led.then(|| governed(items, at + 1)).flatten() {
            (if item.is(Trait::Toward) { &mut found.addressee } else { &mut found.venue }, end)
        } else {
            break;
        };
        *place = place.or(Some(cover(items, at, end)));
        at = end;
    }
    (found, at)
}

/// Where a noun phrase ends that another follows at once: at its determiner, or at a name behind those who are told.
fn governed(items: &[Item], begin: usize) -> Option<usize> {
    let mut at = begin;
    while let Some(item) = items.get(at).filter(|_| at < begin + 8) {
        let opens = at == begin || items[at - 1].is(Trait::Nominal);
        let determiner = item.traits.any(&[Trait::Determiner, Trait::Owner]) && !item.is_name();
        let told = at > begin && items[at - 1].traits.any(&[Trait::Medium, Trait::Collective]);
        let goes_on = match opens {
            true => item.is_nounlike(),
            false if determiner || told && item.is_name() => item.is(Trait::Nominal),
            false => item.is_nounlike() || item.is(Trait::Nominal),
        };
        if !goes_on || item.is(Trait::Weekday) {
            break;
        }
        at += 1;
    }
    (at > begin && !items[at - 1].is(Trait::Nominal)).then_some(at)
}

/// The subject inside a verb of two words: "…, a-t-elle déclaré", "…, a-t-il encore ajouté".
pub(super) fn enclitic_before(items: &[Item], low: usize, at: usize) -> Option<usize> {
    let mut enclitic = at - 1;
    while enclitic > low && items[enclitic].is(Trait::Adverb) {
        enclitic -= 1;
    }
    let fits =
        enclitic > low + 1 && items[enclitic].is(Trait::Enclitic) && items[enclitic - 1].is(Trait::Auxiliary);
    fits.then_some(enclitic)
}

/// Whether a comma ends an apposition ("X, a lawyer, said"), so that the subject stands before it.
fn ends_apposition(items: &[Item], low: usize, comma: usize, romance: bool) -> bool {
    let Some(first) = (low..comma).rev().take(25).find(|&i| items[i].kind == Kind::Comma) else {
        return false;
    };
    // "Ils ont annoncé la grève, après dix jours, a indiqué leur syndicat": there is a clause before it.
    if romance && items[low..first].iter().any(|item| item.is(Trait::Auxiliary)) {
        return false;
    }
    let inside = &items[first + 1..comma];
    let starts = inside.first().is_some_and(|item| {
        item.traits.any(&[Trait::Determiner, Trait::Relative, Trait::Owner, Trait::Preposition])
            || !item.is_name()
    });
    let clause = inside.iter().any(|item| item.is(Trait::Subject) && !item.is(Trait::Relative));
    // "The mayor, Ann Lee, said": a name beside a description.
    let named = !inside.is_empty()
        && inside.iter().all(Item::is_name)
        && phrase_before(items, low, first).is_some_and(|phrase| {
            items[phrase].iter().any(|item| item.traits.any(&[Trait::Determiner, Trait::Owner]))
        });
    first > low && items[first - 1].is_nounlike() && (starts || named) && !clause
}
