//! Whether a cue is a verb, and where its verb group begins.

use super::super::clause::phrase_before;
use super::super::nodes::{Kind, Node};
use super::sources::is_inverting;
use crate::analysis::Tag;
use crate::lang::{CueFrame, CueWord, Form, WordClass};

/// Where the verb group begins: auxiliaries, adverbs and negation before the cue belong to it.
pub(super) fn verb_start(nodes: &[Node], low: usize, at: usize) -> usize {
    let mut start = at;
    while start > low {
        let node = &nodes[start - 1];
        let parenthesis = node.kind == Kind::Comma
            && start > low + 2
            && nodes[start - 2].is(WordClass::Adverb)
            && nodes[start - 3].kind == Kind::Comma;
        if parenthesis {
            start -= 3;
        } else if node.classes.any(&[
            WordClass::Auxiliary,
            WordClass::Adverb,
            WordClass::Negation,
            WordClass::InfinitiveMarker,
            WordClass::TimeAdverb,
        ]) && !node.classes.any(&[WordClass::PossessiveClitic, WordClass::SubjectPronoun])
            && !node.is(WordClass::Pronoun)
            || node.manner && node.classes.is_empty()
            || node.is(WordClass::Clitic)
            || node.is(WordClass::PossessiveClitic)
                && node.is(WordClass::Auxiliary)
                && start > low + 1
                && nodes[start - 2].is(WordClass::SubjectPronoun)
            || is_conjoined(nodes, low, start, at)
        {
            start -= 1;
        } else {
            break;
        }
    }
    start
}

/// Whether the verb before a negation shares what stands before it: "would neither confirm nor deny".
fn is_conjoined(nodes: &[Node], low: usize, start: usize, at: usize) -> bool {
    let base = |at: usize| nodes[at].cue.is_some_and(|cue| cue.form == Form::Present) && !nodes[at].is_name();
    start > low + 2
        && start < at
        && nodes[start].is(WordClass::Negation)
        && base(at)
        && base(start - 1)
        && nodes[start - 2].classes.any(&[WordClass::Negation, WordClass::Auxiliary, WordClass::Adverb])
}

/// Where the verb group begins that governs an infinitive: "officials started to claim".
pub(super) fn governing_start(nodes: &[Node], low: usize, start: usize, at: usize) -> usize {
    let infinitive = (start..at).any(|i| nodes[i].is(WordClass::InfinitiveMarker));
    let governor = start.checked_sub(1).filter(|&i| i > low && infinitive).map(|i| &nodes[i]);
    let verb = governor.is_some_and(|node| {
        node.is_word()
            && !node.is_name()
            && node.classes.is_empty()
            && !nodes[start - 2].classes.any(&[WordClass::Determiner, WordClass::PossessiveDeterminer])
    });
    if verb { verb_start(nodes, low, start - 1) } else { start }
}

/// Whether the cue is a verb here, as far as its neighbours tell.
pub(super) fn is_verb(nodes: &[Node], low: usize, at: usize, word: CueWord) -> bool {
    if at == low {
        return word.form == Form::Gerund;
    }
    if nodes[at].is_name() && !in_title_case(nodes, low, at) {
        return false;
    }
    let before = &nodes[at - 1];
    // "One says", "most said that", but "most claims" and "all reported cases".
    let counts = before.is(WordClass::Quantifier)
        && matches!(word.form, Form::Past | Form::Present)
        && (word.form == Form::Past || !word.frames.any(&[CueFrame::Ambiguous, CueFrame::Noun]))
        && nodes.get(at + 1).is_none_or(|next| {
            next.classes.any(&[
                WordClass::Complementizer,
                WordClass::SubjectPronoun,
                WordClass::Determiner,
                WordClass::PossessiveDeterminer,
            ]) || next.is_name()
                || !next.is_word()
        });
    let noun_place = !counts
        && before.classes.any(&[WordClass::Determiner, WordClass::PossessiveDeterminer])
        && !(before.is(WordClass::Clitic) && (word.form == Form::Past || is_inverting(nodes, low, at - 1)))
        && !before.is(WordClass::Complementizer)
        && !before.classes.any(&[WordClass::SubjectPronoun, WordClass::Collective]);
    if noun_place || (before.is(WordClass::PossessiveClitic) && !before.is(WordClass::Auxiliary)) {
        return false;
    }
    if before.is(WordClass::PossessiveClitic) && !matches!(word.form, Form::Gerund) {
        let pronoun = at > low + 1 && nodes[at - 2].is(WordClass::SubjectPronoun);
        return pronoun;
    }
    match word.form {
        Form::Present if word.frames.has(CueFrame::Ambiguous) => {
            let led = [
                WordClass::SubjectPronoun,
                WordClass::Auxiliary,
                WordClass::InfinitiveMarker,
                WordClass::Adverb,
                WordClass::Collective,
                WordClass::Relative,
            ];
            let related = nodes.get(at + 1).is_some_and(|next| next.is(WordClass::Complementizer))
                && nodes.get(at + 2).is_some_and(|next| next.finite);
            (before.classes.any(&led) && !before.is(WordClass::Copula))
                || before.is_name() && !nodes[at].is_name() && !related
                || opens_clause(nodes, low, at)
                || is_inverted(nodes, low, at)
        }
        Form::Present => !before.is(WordClass::Preposition) || before.is(WordClass::InfinitiveMarker),
        _ => {
            !(before.is(WordClass::Preposition)
                && !before.is(WordClass::Subordinator)
                && word.form == Form::Past)
        }
    }
}

/// Whether a clause follows a word that may be a noun, as it follows a verb: "the trust claims that it lost", "the family
/// claim they lost", but not "the claims that were made".
fn opens_clause(nodes: &[Node], low: usize, at: usize) -> bool {
    let (Some(next), Some(after)) = (nodes.get(at + 1), nodes.get(at + 2)) else { return false };
    let before = &nodes[at - 1];
    let subject = (before.is_nounlike() || matches!(before.kind, Kind::Comma | Kind::Close))
        && before.tag != Tag::Adj
        && !before.is(WordClass::Preposition);
    // "with remarks he had made": an object is followed by a relative clause.
    let phrase = phrase_before(nodes, low, at);
    let free = phrase.is_none_or(|phrase| {
        phrase.start == low
            || !nodes[phrase.start - 1].is(WordClass::Preposition)
                && !nodes[phrase.start - 1..phrase.end].iter().any(|node| node.finite)
    });
    let subject = subject && free;
    let clause = next.is(WordClass::Complementizer) && !next.is(WordClass::Relative) && !after.finite
        || next.is(WordClass::SubjectPronoun)
            && !next.classes.any(&[WordClass::Relative, WordClass::Determiner, WordClass::Interrogative]);
    let infinitive = next.is(WordClass::InfinitiveMarker)
        && nodes[at].cue.is_some_and(|cue| cue.frames.has(CueFrame::Infinitive))
        && after.is_word()
        && !after.is_name()
        && !after.is(WordClass::Determiner);
    subject && (clause || infinitive && before.is_nounlike() && before.tag == Tag::Noun)
}

/// Whether what may be a noun can be a verb only where its subject follows: "jobs, promises the builder has broken".
pub(super) fn must_invert(nodes: &[Node], low: usize, at: usize, word: CueWord) -> bool {
    word.form == Form::Present
        && word.frames.has(CueFrame::Ambiguous)
        && is_inverted(nodes, low, at)
        && !opens_clause(nodes, low, at)
}

/// Whether a verb that may be a noun stands between a comma and its subject: "…, promises the builder."
fn is_inverted(nodes: &[Node], low: usize, at: usize) -> bool {
    let subject = nodes.get(at + 1).is_some_and(|next| {
        next.is_name() || next.classes.any(&[WordClass::DefiniteArticle, WordClass::IndefiniteArticle])
    });
    let said = nodes[low..at].iter().any(|node| node.finite);
    at > low + 2 && nodes[at - 1].kind == Kind::Comma && subject && said
}

/// Whether a cue with a capital stands in a headline whose words all have one.
fn in_title_case(nodes: &[Node], low: usize, at: usize) -> bool {
    let around = &nodes[low.max(at.saturating_sub(6))..nodes.len().min(at + 7)];
    let lower =
        around.iter().filter(|node| node.is_word() && !node.is_name() && node.classes.is_empty()).count();
    let names = around.iter().filter(|node| node.is_name()).count();
    lower == 0 && names > 3 && nodes[at].cue.is_some_and(|cue| !cue.frames.has(CueFrame::Ambiguous))
}
