//! Verbs before their subjects: `"…", said X`.

use std::ops::Range;

use super::super::adjuncts::{Adjuncts, cover, time_end};
use super::super::clause::{phrase_after, phrase_before};
use super::super::nodes::{Kind, Node};
use crate::analysis::Tag;
use crate::lang::{CueFrame, CueWord, Form, WordClass};

/// The subject that follows its verb, where their clause begins, and what parts the two, in French and Spanish alone:
/// `"…", said X`, "« … », a déclaré à l'AFP X".
pub(crate) fn inverted(
    nodes: &[Node],
    (low, at): (usize, usize),
    word: CueWord,
    romance: bool,
) -> Option<(usize, Range<usize>, Adjuncts)> {
    let none = Adjuncts::default();
    if !matches!(word.form, Form::Past | Form::Present | Form::Participle)
        || !word.frames.any(&[CueFrame::Quote, CueFrame::QuoteOnly])
        || at == low
    {
        return None;
    }
    if let Some(enclitic) = enclitic_before(nodes, low, at) {
        let said = &nodes[enclitic - 2];
        let fits = said.run().is_some() || matches!(said.kind, Kind::Comma | Kind::Dash);
        return fits.then_some((enclitic - 1, enclitic..enclitic + 1, none));
    }
    let mut left = at - 1;
    while left > low && nodes[left].classes.any(&[WordClass::Adverb, WordClass::Auxiliary, WordClass::Clitic])
    {
        left -= 1;
    }
    let before = &nodes[left];
    let mut begin = at + 1;
    while nodes.get(begin).is_some_and(|node| node.is(WordClass::Adverb)) {
        begin += 1;
    }
    let next = nodes.get(begin)?;
    if next.is(WordClass::Complementizer) && !nodes.get(begin + 1).is_some_and(Node::is_nounlike) {
        return None;
    }
    if before.is(WordClass::Comparative) && before.is(WordClass::Inverting) {
        return Some((left, phrase_after(nodes, begin, nodes.len())?, none));
    }
    let after_run = before.run().is_some();
    let after_comma = matches!(before.kind, Kind::Comma | Kind::Dash)
        && left > low
        && !ends_apposition(nodes, low, left, romance);
    if !after_run && (!after_comma || word.frames.has(CueFrame::QuoteOnly)) {
        return None;
    }
    let (between, begin) = if romance { between(nodes, begin) } else { (none, begin) };
    let subject = phrase_after(nodes, begin, nodes.len())?;
    let clause = nodes[subject.clone()]
        .iter()
        .skip(1)
        .any(|node| node.tag == Tag::Verb && node.is_word() && !node.is_name());
    if clause && !after_run {
        // "X, a lawyer, said the vote showed": a verb of its own makes it what is said.
        return None;
    }
    let tells = subject.len() == 1
        && nodes[subject.start].is(WordClass::Pronoun)
        && !nodes[subject.start].is(WordClass::SubjectPronoun);
    let closed = nodes.get(subject.end).is_none_or(|node| {
        !node.is_word()
            || node.classes.any(&[
                WordClass::Preposition,
                WordClass::TimeAdverb,
                WordClass::Subordinator,
                WordClass::Relative,
                WordClass::Adverb,
            ])
    });
    // After a run anything may follow the name; after a comma a clause of its own may ("X, a lawyer, said Y would").
    (!tells && (closed || after_run)).then_some((left + 1, subject, between))
}

/// Where the name ends that a comma parts from a description of whom it names: "le préfet, Alain Fourcade,".
pub(crate) fn named_behind(nodes: &[Node], end: usize) -> usize {
    let names = nodes.iter().skip(end + 1).take_while(|node| node.is_name()).take(5).count();
    let comma = |at: usize| nodes.get(at).is_some_and(|node| node.kind == Kind::Comma);
    if comma(end) && names > 1 && comma(end + 1 + names) { end + 1 + names } else { end }
}

/// To whom, when and where, between a verb and its subject: "a déclaré lundi à l'AFP X"; and where the subject begins.
fn between(nodes: &[Node], begin: usize) -> (Adjuncts, usize) {
    let (mut found, mut at) = (Adjuncts::default(), begin);
    for _ in 0..4 {
        let Some(node) = nodes.get(at) else { break };
        let this = node.is(WordClass::Determiner)
            && nodes.get(at + 1).is_some_and(|next| next.is(WordClass::Weekday));
        let led = node.classes.any(&[WordClass::AddresseePreposition, WordClass::PlacePreposition]);
        let (place, end) = if node.is(WordClass::Weekday) || this {
            (&mut found.time, time_end(nodes, at + usize::from(this)))
        } else if let Some(end) = led.then(|| governed(nodes, at + 1)).flatten() {
            (
                if node.is(WordClass::AddresseePreposition) {
                    &mut found.addressee
                } else {
                    &mut found.venue
                },
                end,
            )
        } else {
            break;
        };
        *place = place.or(Some(cover(nodes, at, end)));
        at = end;
    }
    (found, at)
}

/// Where a noun phrase ends that another follows at once: at its determiner, or at a name behind those who are told.
fn governed(nodes: &[Node], begin: usize) -> Option<usize> {
    let mut at = begin;
    while let Some(node) = nodes.get(at).filter(|_| at < begin + 8) {
        let opens = at == begin || nodes[at - 1].is(WordClass::NounPreposition);
        let determiner =
            node.classes.any(&[WordClass::Determiner, WordClass::PossessiveDeterminer]) && !node.is_name();
        let told = at > begin && nodes[at - 1].classes.any(&[WordClass::Medium, WordClass::Collective]);
        let goes_on = match opens {
            true => node.is_nounlike(),
            false if determiner || told && node.is_name() => node.is(WordClass::NounPreposition),
            false => node.is_nounlike() || node.is(WordClass::NounPreposition),
        };
        if !goes_on || node.is(WordClass::Weekday) {
            break;
        }
        at += 1;
    }
    (at > begin && !nodes[at - 1].is(WordClass::NounPreposition)).then_some(at)
}

/// The subject inside a verb of two words: "…, a-t-elle déclaré", "…, a-t-il encore ajouté".
pub(crate) fn enclitic_before(nodes: &[Node], low: usize, at: usize) -> Option<usize> {
    let mut enclitic = at - 1;
    while enclitic > low && nodes[enclitic].is(WordClass::Adverb) {
        enclitic -= 1;
    }
    let fits = enclitic > low + 1
        && nodes[enclitic].is(WordClass::Enclitic)
        && nodes[enclitic - 1].is(WordClass::Auxiliary);
    fits.then_some(enclitic)
}

/// Whether a comma ends an apposition ("X, a lawyer, said"), so that the subject stands before it.
fn ends_apposition(nodes: &[Node], low: usize, comma: usize, romance: bool) -> bool {
    let Some(first) = (low..comma).rev().take(25).find(|&i| nodes[i].kind == Kind::Comma) else {
        return false;
    };
    // "Ils ont annoncé la grève, après dix jours, a indiqué leur syndicat": there is a clause before it.
    if romance && nodes[low..first].iter().any(|node| node.is(WordClass::Auxiliary)) {
        return false;
    }
    let inside = &nodes[first + 1..comma];
    let starts = inside.first().is_some_and(|node| {
        node.classes.any(&[
            WordClass::Determiner,
            WordClass::Relative,
            WordClass::PossessiveDeterminer,
            WordClass::Preposition,
        ]) || !node.is_name()
    });
    let clause =
        inside.iter().any(|node| node.is(WordClass::SubjectPronoun) && !node.is(WordClass::Relative));
    // "The mayor, Ann Lee, said": a name beside a description.
    let named = !inside.is_empty()
        && inside.iter().all(Node::is_name)
        && phrase_before(nodes, low, first).is_some_and(|phrase| {
            nodes[phrase]
                .iter()
                .any(|node| node.classes.any(&[WordClass::Determiner, WordClass::PossessiveDeterminer]))
        });
    first > low && nodes[first - 1].is_nounlike() && (starts || named) && !clause
}
