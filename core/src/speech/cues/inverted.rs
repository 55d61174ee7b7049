//! Verbs before their subjects: `"…", said X`.

use std::ops::Range;

use super::super::adjuncts::{Adjuncts, cover, time_end};
use super::super::clause::{phrase_after, phrase_before};
use super::super::nodes::{Kind, Node};
use crate::analysis::Tag;
use crate::lang::{CueFrame, CueWord, Form, WordClass};

/// The subject that follows its verb, where their clause begins, and what parts the two, in French and Spanish alone:
/// `"…", said X`, "« … », a déclaré à l'AFP X".
#[expect(
    clippy::too_many_lines,
    reason = "what stands against an inversion, in the order in which it is looked at"
)]
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
    let mut subject = phrase_after(nodes, begin, nodes.len())?;
    // "said the coach of her captain": what is said is of somebody.
    let of = (subject.start + 1..subject.end).find(|&at| {
        nodes[at].is(WordClass::NounPreposition)
            && nodes[at - 1].is_name()
            && nodes.get(at + 1).is_some_and(|owner| owner.is(WordClass::PossessiveDeterminer))
    });
    subject.end = of.filter(|_| !romance).unwrap_or(subject.end);
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
    let lead = &nodes[subject.start];
    let somebody = after_run
        || romance
        || lead.is_name()
        || matches!(lead.tag, Tag::Noun | Tag::X)
        || lead.classes.any(&[
            WordClass::Determiner,
            WordClass::PossessiveDeterminer,
            WordClass::Collective,
            WordClass::SubjectPronoun,
        ]);
    if !somebody {
        return None;
    }
    let quoted = left > low && nodes[left - 1].run().is_some();
    let goes_on = after_comma && !quoted && !romance && has_verb_behind(nodes, subject.end);
    (!tells && (closed || after_run) && !goes_on).then_some((left + 1, subject, between))
}

/// Whether a verb follows behind an apposition, so that a subject is one of what is said: "said Ann Lee, his wife, had lied".
fn has_verb_behind(nodes: &[Node], end: usize) -> bool {
    let comma = |at: usize| nodes.get(at).is_some_and(|node| node.kind == Kind::Comma);
    let next =
        nodes[end..].iter().skip(1).take(25).position(|node| !node.is_word() && node.kind != Kind::Figure);
    let Some(second) = next.map(|n| end + 1 + n).filter(|&second| comma(end) && comma(second)) else {
        return false;
    };
    nodes.get(second + 1).is_some_and(|node| node.finite)
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
    // "Roofs leak, gutters burst and walls crack, said X": what stands before the comma is a clause.
    let segment = (low..first).rev().take(25).find(|&i| nodes[i].kind == Kind::Comma).map_or(low, |i| i + 1);
    let verb = (segment + 1..first).find(|&at| nodes[at].finite);
    let related = |at: usize| {
        nodes[segment..at]
            .iter()
            .any(|node| node.classes.any(&[WordClass::Relative, WordClass::Complementizer]))
    };
    let opens = nodes[segment].classes.any(&[WordClass::Preposition, WordClass::Subordinator]);
    if !romance && !opens && verb.is_some_and(|at| !related(at)) {
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
    let noun = &nodes[first.saturating_sub(1)];
    first > low && (noun.is_nounlike() || noun.kind == Kind::Close) && (starts || named) && !clause
}
