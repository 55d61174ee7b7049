//! Noun phrases and what may stand between them and their verb, read from function words alone.

use std::ops::Range;

use super::stream::{Item, Kind};
use super::words::{Form, Trait};

/// No phrase is longer; keeps every search bounded.
const LONGEST: usize = 40;

/// The noun phrase that ends at `end` (exclusive) and begins no earlier than `low`.
pub(super) fn phrase_before(items: &[Item], low: usize, end: usize) -> Option<Range<usize>> {
    let low = low.max(end.saturating_sub(LONGEST));
    let mut begin = end;
    while begin > low {
        let item = &items[begin - 1];
        if item.is(Trait::Subject) && !item.is(Trait::Relative) {
            if begin == end || items[begin..end].iter().all(is_verbal) {
                return Some(begin - 1..begin);
            }
            break;
        }
        let more = match item.kind {
            Kind::Close => bracket_before(items, low, begin - 1).map(|open| begin - open),
            Kind::Run(_) => (begin > low + 1 && begin < end && items[begin - 2].is_name()).then_some(1),
            Kind::Comma => {
                (is_list(items, begin, end) && begin > low + 1 && items[begin - 2].is_name()).then_some(1)
            }
            _ if item.is(Trait::And) => joins_names(items, low, begin, end).then_some(1),
            _ if item.traits.any(&[Trait::Nominal]) => continues(items, low, begin, end).then_some(1),
            _ if item.is(Trait::Possessive) => Some(1),
            _ if item.is_nounlike() && !is_finite_cue(items, begin - 1) => Some(1),
            _ => None,
        };
        let Some(more) = more else { break };
        begin -= more;
        let stands = begin < low + 1 || !items[begin - 1].is(Trait::Nominal);
        // "du" is an article and a preposition in one.
        let determiner = items[begin].traits.any(&[Trait::Determiner, Trait::Owner])
            && !(items[begin].is(Trait::Nominal) && begin + 1 < end);
        if determiner && stands {
            let pair = begin > low && items[begin - 1].is(Trait::And) && joins_names(items, low, begin, end);
            let outer = begin > low && items[begin - 1].is(Trait::Determiner);
            if !pair && !outer {
                break;
            }
        }
    }
    trim(items, begin..end)
}

/// Whether a word after a pronoun belongs to its verb rather than to a noun phrase: "he barely mentioned", "she came
/// away convinced".
fn is_verbal(item: &Item) -> bool {
    item.is_word() && !item.is_name() && (item.traits.is_empty() || item.is(Trait::Adverb))
}

/// The noun phrase that begins at `begin` and ends no later than `high`.
pub(super) fn phrase_after(items: &[Item], begin: usize, high: usize) -> Option<Range<usize>> {
    let high = high.min(begin + LONGEST);
    let mut end = begin;
    while end < high {
        let item = &items[end];
        if item.is(Trait::Subject) && !item.is(Trait::Relative) && !item.is(Trait::Determiner) {
            if end == begin {
                end += 1;
            }
            break;
        }
        if end > begin && (item.is(Trait::Weekday) || item.is(Trait::Adverb) && !item.is_name()) {
            break;
        }
        let more = match item.kind {
            Kind::Open => {
                items[end..high].iter().take(8).position(|item| item.kind == Kind::Close).map(|n| n + 1)
            }
            _ if item.is(Trait::And) => {
                let next = items.get(end + 1);
                (end > begin && next.is_some_and(|next| next.is_name() || next.is(Trait::Owner))).then_some(1)
            }
            _ if item.is(Trait::Nominal) => {
                let next = items.get(end + 1).filter(|_| end + 1 < high);
                (end > begin
                    && next.is_some_and(|next| {
                        next.is_nounlike()
                            && !next.infinitive
                            && !next.is(Trait::Time)
                            && !is_venue(items, end + 1)
                    }))
                .then_some(1)
            }
            _ if item.is(Trait::Possessive) => (end > begin).then_some(1),
            _ if item.is_nounlike() && !(end > begin && is_finite_cue(items, end)) => Some(1),
            _ => None,
        };
        let Some(more) = more else { break };
        end += more;
    }
    trim(items, begin..end)
}

/// Whether the word after a preposition speaks of a medium or an occasion ("in a statement").
pub(super) fn is_venue(items: &[Item], at: usize) -> bool {
    items[at..].iter().take(4).take_while(|item| item.is_word()).any(|item| item.is(Trait::Medium))
}

/// Whether a relative pronoun stands before the subject that begins at `begin`: "what she said", "the job that they".
pub(super) fn is_related(items: &[Item], low: usize, begin: usize) -> bool {
    begin > low && items[begin - 1].traits.any(&[Trait::Relative, Trait::That, Trait::Question])
}

/// Cuts adverbs and words of time from both ends, and prepositions from the beginning.
fn trim(items: &[Item], mut range: Range<usize>) -> Option<Range<usize>> {
    let loose = |item: &Item| item.traits.any(&[Trait::Adverb, Trait::Time, Trait::And]) && !item.is_name();
    while !range.is_empty()
        && (loose(&items[range.start]) || items[range.start].traits.any(&[Trait::Nominal, Trait::Possessive]))
    {
        range.start += 1;
    }
    while !range.is_empty() && (loose(&items[range.end - 1]) || items[range.end - 1].is(Trait::Weekday)) {
        range.end -= 1;
    }
    let solid = range.clone().any(|i| {
        let item = &items[i];
        (item.is_word() && !item.is(Trait::Determiner))
            || item.traits.any(&[Trait::Subject, Trait::Collective])
            || (item.is(Trait::Determiner) && item.is(Trait::Pronoun))
    });
    let lone = range.len() == 1 && items[range.start].traits.any(&[Trait::Determiner]);
    (!range.is_empty() && (solid || lone)).then_some(range)
}

fn is_finite_cue(items: &[Item], at: usize) -> bool {
    let item = &items[at];
    item.cue.is_some_and(|cue| matches!(cue.form, Form::Past | Form::Gerund)) && !item.is_name()
}

/// The opening bracket that the closing one at `close` belongs to.
fn bracket_before(items: &[Item], low: usize, close: usize) -> Option<usize> {
    (low.max(close.saturating_sub(12))..close).rev().find(|&i| items[i].kind == Kind::Open)
}

/// Whether the comma before `begin` parts the names of a list that an "and" ends.
fn is_list(items: &[Item], begin: usize, end: usize) -> bool {
    items[begin..end].iter().take(12).any(|item| item.is(Trait::And))
}

/// Whether an "and" before `begin` joins two noun phrases rather than two clauses.
fn joins_names(items: &[Item], low: usize, begin: usize, end: usize) -> bool {
    let left = begin.checked_sub(2).filter(|&left| left >= low).map(|left| &items[left]);
    begin < end && left.is_some_and(|left| left.is_name() || left.is(Trait::Collective))
}

/// Whether a preposition before `begin` goes on with the phrase to its left.
fn continues(items: &[Item], low: usize, begin: usize, end: usize) -> bool {
    begin < end && begin >= low + 2 && {
        let left = &items[begin - 2];
        left.is_nounlike() && !left.traits.any(&[Trait::Adverb, Trait::Time]) && left.cue.is_none()
    }
}
