//! Verbs before their subjects: `"…", said X`.

use std::ops::Range;

use super::super::clause::{phrase_after, phrase_before};
use super::super::stream::{Item, Kind};
use super::super::words::{Act, CueWord, Form, Trait};
use crate::analysis::Tag;

/// The subject that follows its verb, and where their clause begins: `"…", said X`.
pub(super) fn inverted(
    items: &[Item],
    low: usize,
    at: usize,
    word: CueWord,
) -> Option<(usize, Range<usize>)> {
    if !matches!(word.form, Form::Past | Form::Present | Form::Participle)
        || !word.acts.any(&[Act::Say, Act::Beside])
        || at == low
    {
        return None;
    }
    if let Some(enclitic) = enclitic_before(items, low, at) {
        let said = &items[enclitic - 2];
        let fits = said.run().is_some() || matches!(said.kind, Kind::Comma | Kind::Dash);
        return fits.then_some((enclitic - 1, enclitic..enclitic + 1));
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
        return Some((left, phrase_after(items, begin, items.len())?));
    }
    let after_run = before.run().is_some();
    let after_comma =
        matches!(before.kind, Kind::Comma | Kind::Dash) && left > low && !ends_apposition(items, low, left);
    if !after_run && (!after_comma || word.acts.has(Act::Beside)) {
        return None;
    }
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
    (!tells && (closed || after_run)).then_some((left + 1, subject))
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
fn ends_apposition(items: &[Item], low: usize, comma: usize) -> bool {
    let Some(first) = (low..comma).rev().take(25).find(|&i| items[i].kind == Kind::Comma) else {
        return false;
    };
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
