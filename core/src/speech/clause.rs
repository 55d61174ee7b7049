//! Noun phrases and what may stand between them and their verb, read from function words alone.

use std::ops::Range;

use super::nodes::{Kind, Node};
use crate::lang::{Form, WordClass};

/// No phrase is longer; keeps every search bounded.
const LONGEST: usize = 40;

/// The noun phrase that ends at `end` (exclusive) and begins no earlier than `low`.
pub(crate) fn phrase_before(nodes: &[Node], low: usize, end: usize) -> Option<Range<usize>> {
    let low = low.max(end.saturating_sub(LONGEST));
    let mut begin = end;
    while begin > low {
        let node = &nodes[begin - 1];
        if node.is(WordClass::SubjectPronoun) && !node.is(WordClass::Relative) {
            if begin == end || nodes[begin..end].iter().all(is_verbal) {
                return Some(begin - 1..begin);
            }
            break;
        }
        let more = match node.kind {
            Kind::Close => bracket_before(nodes, low, begin - 1).map(|open| begin - open),
            Kind::Run(_) => (begin > low + 1 && begin < end && nodes[begin - 2].is_name()).then_some(1),
            Kind::Comma => {
                let listed = |at: usize| nodes[at].is_name() || is_age(nodes, low, at);
                (is_list(nodes, begin, end) && begin > low + 1 && listed(begin - 2)).then_some(1)
            }
            _ if node.is(WordClass::Coordinator) => {
                (joins_names(nodes, low, begin, end) || joins_described(nodes, low, begin, end)).then_some(1)
            }
            _ if node.classes.any(&[WordClass::NounPreposition]) => {
                continues(nodes, low, begin, end).then_some(1)
            }
            _ if node.is(WordClass::PossessiveClitic) => Some(1),
            _ if node.is_nounlike() && !is_finite_cue(nodes, begin - 1) => Some(1),
            _ => None,
        };
        let Some(more) = more else { break };
        begin -= more;
        let stands = begin < low + 1 || !nodes[begin - 1].is(WordClass::NounPreposition);
        // "du" is an article and a preposition in one.
        let determiner = nodes[begin].classes.any(&[WordClass::Determiner, WordClass::PossessiveDeterminer])
            && !(nodes[begin].is(WordClass::NounPreposition) && begin + 1 < end);
        if determiner && stands {
            let pair = begin > low
                && nodes[begin - 1].is(WordClass::Coordinator)
                && (joins_names(nodes, low, begin, end) || joins_described(nodes, low, begin, end));
            let outer = begin > low && nodes[begin - 1].is(WordClass::Determiner);
            if !pair && !outer {
                break;
            }
        }
    }
    trim(nodes, begin..end)
}

/// Whether a word after a pronoun belongs to its verb rather than to a noun phrase: "he barely mentioned", "she came
/// away convinced".
fn is_verbal(node: &Node) -> bool {
    node.is_word() && !node.is_name() && (node.classes.is_empty() || node.is(WordClass::Adverb))
}

/// The noun phrase that begins at `begin` and ends no later than `high`.
pub(crate) fn phrase_after(nodes: &[Node], begin: usize, high: usize) -> Option<Range<usize>> {
    let high = high.min(begin + LONGEST);
    let mut end = begin;
    while end < high {
        let node = &nodes[end];
        if node.is(WordClass::SubjectPronoun)
            && !node.is(WordClass::Relative)
            && !node.is(WordClass::Determiner)
        {
            if end == begin {
                end += 1;
            }
            break;
        }
        // "Radio Lund's Today programme".
        let programme = end > begin && node.is_name() && nodes[end - 1].is(WordClass::PossessiveClitic);
        if end > begin
            && !programme
            && (node.is(WordClass::Weekday) || node.is(WordClass::Adverb) && !node.is_name())
        {
            break;
        }
        let more = match node.kind {
            Kind::Open => {
                nodes[end..high].iter().take(8).position(|node| node.kind == Kind::Close).map(|n| n + 1)
            }
            _ if node.is(WordClass::Coordinator) => {
                let next = nodes.get(end + 1);
                (end > begin
                    && next.is_some_and(|next| next.is_name() || next.is(WordClass::PossessiveDeterminer)))
                .then_some(1)
            }
            _ if node.is(WordClass::NounPreposition) => {
                let next = nodes.get(end + 1).filter(|_| end + 1 < high);
                (end > begin
                    && next.is_some_and(|next| {
                        next.is_nounlike()
                            && !next.infinitive
                            && !next.is(WordClass::TimeAdverb)
                            && !is_venue(nodes, end + 1)
                    }))
                .then_some(1)
            }
            _ if node.is(WordClass::PossessiveClitic) => (end > begin).then_some(1),
            _ if node.is_nounlike() && !(end > begin && is_finite_cue(nodes, end)) => Some(1),
            _ => None,
        };
        let Some(more) = more else { break };
        end += more;
    }
    trim(nodes, begin..end)
}

/// Whether the word after a preposition speaks of a medium or an occasion ("in a statement").
pub(crate) fn is_venue(nodes: &[Node], at: usize) -> bool {
    nodes[at..].iter().take(4).take_while(|node| node.is_word()).any(|node| node.is(WordClass::Medium))
}

/// Whether a relative pronoun stands before the subject that begins at `begin`: "what she said", "the job that they".
pub(crate) fn is_related(nodes: &[Node], low: usize, begin: usize) -> bool {
    begin > low
        && nodes[begin - 1].classes.any(&[
            WordClass::Relative,
            WordClass::Complementizer,
            WordClass::Interrogative,
        ])
}

/// Cuts adverbs and words of time from both ends, and prepositions from the beginning.
fn trim(nodes: &[Node], mut range: Range<usize>) -> Option<Range<usize>> {
    let loose = |node: &Node| {
        node.classes.any(&[WordClass::Adverb, WordClass::TimeAdverb, WordClass::Coordinator])
            && !node.is_name()
    };
    while !range.is_empty()
        && (loose(&nodes[range.start])
            || nodes[range.start].classes.any(&[WordClass::NounPreposition, WordClass::PossessiveClitic]))
    {
        range.start += 1;
    }
    while !range.is_empty() && (loose(&nodes[range.end - 1]) || nodes[range.end - 1].is(WordClass::Weekday)) {
        range.end -= 1;
    }
    let solid = range.clone().any(|i| {
        let node = &nodes[i];
        (node.is_word() && !node.is(WordClass::Determiner))
            || node.classes.any(&[WordClass::SubjectPronoun, WordClass::Collective])
            || (node.is(WordClass::Determiner) && node.is(WordClass::Pronoun))
    });
    let lone = range.len() == 1 && nodes[range.start].classes.any(&[WordClass::Determiner]);
    (!range.is_empty() && (solid || lone)).then_some(range)
}

fn is_finite_cue(nodes: &[Node], at: usize) -> bool {
    let node = &nodes[at];
    node.cue.is_some_and(|cue| matches!(cue.form, Form::Past | Form::Gerund)) && !node.is_name()
}

/// The opening bracket that the closing one at `close` belongs to.
fn bracket_before(nodes: &[Node], low: usize, close: usize) -> Option<usize> {
    (low.max(close.saturating_sub(12))..close).rev().find(|&i| nodes[i].kind == Kind::Open)
}

/// Whether the comma before `begin` parts the names of a list that an "and" ends.
fn is_list(nodes: &[Node], begin: usize, end: usize) -> bool {
    nodes[begin..end].iter().take(12).any(|node| node.is(WordClass::Coordinator))
}

/// Whether an "and" before `begin` joins two noun phrases rather than two clauses.
fn joins_names(nodes: &[Node], low: usize, begin: usize, end: usize) -> bool {
    let left = begin.checked_sub(2).filter(|&left| left >= low).map(|left| &nodes[left]);
    let aged = begin >= low + 5 && nodes[begin - 2].kind == Kind::Comma && is_age(nodes, low, begin - 3);
    begin < end && (aged || left.is_some_and(|left| left.is_name() || left.is(WordClass::Collective)))
}

/// Whether a number tells the age of whom the name before it means: "Ann Lee, 31, and Tom Day, 33, said".
fn is_age(nodes: &[Node], low: usize, at: usize) -> bool {
    at >= low + 2
        && nodes[at].kind == Kind::Figure
        && nodes[at - 1].kind == Kind::Comma
        && nodes[at - 2].is_name()
}

/// Whether an "and" before `begin` joins two descriptions that are a subject together: "The council and the bus company
/// said".
fn joins_described(nodes: &[Node], low: usize, begin: usize, end: usize) -> bool {
    use WordClass::{Determiner, PossessiveDeterminer};
    let determined = |at: usize| {
        nodes[at].classes.any(&[Determiner, PossessiveDeterminer]) && !nodes[at].is(WordClass::Complementizer)
    };
    if begin >= end || begin < low + 3 || !(determined(begin) || nodes[begin].is_name()) {
        return false;
    }
    let noun = |at: &usize| nodes[*at].is_word() && nodes[*at].is_nounlike();
    let begins = (low..begin - 1).rev().take(6).take_while(noun).find(|&at| determined(at));
    // What stands before the first of them ends a clause, or nothing does: else they are an object.
    let free = |at: usize| {
        at == low
            || matches!(nodes[at - 1].kind, Kind::Comma | Kind::Dash | Kind::Colon)
            || nodes[at - 1].classes.any(&[
                WordClass::Negation,
                WordClass::Complementizer,
                WordClass::Adversative,
            ])
    };
    begins.is_some_and(|at| at + 1 < begin && free(at))
}

/// Whether a preposition before `begin` goes on with the phrase to its left.
fn continues(nodes: &[Node], low: usize, begin: usize, end: usize) -> bool {
    begin < end && begin >= low + 2 && {
        let left = &nodes[begin - 2];
        left.is_nounlike()
            && !left.classes.any(&[WordClass::Adverb, WordClass::TimeAdverb])
            && left.cue.is_none()
    }
}
