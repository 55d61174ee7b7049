//! To whom, where and when: what stands between a cue and its content.

use std::ops::Range;

use super::clause::{is_venue, phrase_after};
use super::stream::{Item, Kind};
use super::words::{Act, Acts, Trait};
use crate::text::Span;

/// The circumstances of an act of speech.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Circumstances {
    pub(super) addressee: Option<Span>,
    pub(super) venue: Option<Span>,
    pub(super) time: Option<Span>,
}

impl Circumstances {
    /// What is known here, else what is known there.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            addressee: self.addressee.or(other.addressee),
            venue: self.venue.or(other.venue),
            time: self.time.or(other.time),
        }
    }
}

/// The circumstances that open a sentence before its subject at `begin`: "In a statement, …", "On Monday, …".
pub(super) fn leading(items: &[Item], low: usize, begin: usize) -> Circumstances {
    let none = Circumstances::default();
    let Some(comma) = begin.checked_sub(1).filter(|&comma| comma > low && comma < low + 12) else {
        return none;
    };
    let whole = items[comma].kind == Kind::Comma
        && items[low..comma].iter().all(|item| item.is_word() || item.kind == Kind::Figure);
    if !whole || !items[low].is(Trait::Preposition) {
        return none;
    }
    let span = Some(cover(items, low, comma));
    if items[low].is(Trait::Place) && is_venue(items, low + 1) {
        Circumstances { venue: span, ..none }
    } else if is_time(items, low + 1, &items[low + 1]) {
        Circumstances { time: span, ..none }
    } else {
        none
    }
}

/// Reads the circumstances that follow a cue or its subject, and where they end. `free` tells that no clause can
/// follow, so that any prepositional phrase belongs to the act.
pub(super) fn read(items: &[Item], begin: usize, acts: Acts, free: bool) -> (Circumstances, usize) {
    let mut found = Circumstances::default();
    let mut at = begin;
    if let Some((told, next)) = told(items, begin, acts).filter(|_| !free) {
        found.addressee = Some(told);
        at = next;
    }
    for _ in 0..6 {
        let Some(item) = items.get(at) else { break };
        let next = items.get(at + 1);
        if item.is(Trait::Negation) && next.is_some_and(|next| next.is(Trait::To)) {
            // "told them not to go": that is what they were told.
            break;
        }
        let owner = |at: usize| {
            items.get(at).is_some_and(|item| item.is(Trait::Possessive) && !item.is(Trait::Owner))
        };
        if item.is(Trait::Weekday) && owner(at + 1) || item.is(Trait::Time) && owner(at + 2) {
            // "said Friday's vote", "said last week's vote": what is said is of that time.
            break;
        }
        if item.is(Trait::Negation) && items[at..].iter().take(3).any(|item| item.infinitive) {
            break;
        }
        let pair = item.is(Trait::Time) && next.is_some_and(|next| next.is(Trait::Time)) && !item.is_name();
        if pair {
            // "last week".
            found.time = found.time.or(Some(cover(items, at, at + 2)));
            at += 2;
        } else if item.is(Trait::Weekday) || (item.is(Trait::Time) && item.is(Trait::Adverb)) {
            let end = time_end(items, at);
            found.time =
                found.time.or((item.is(Trait::Weekday) || end > at + 1).then(|| cover(items, at, end)));
            at = end;
        } else if item.is(Trait::Determiner) && next.is_some_and(|next| next.is(Trait::Weekday)) {
            // "this Tuesday", "este martes".
            found.time = found.time.or(Some(cover(items, at, at + 2)));
            at += 2;
        } else if let Some(end) = toward(items, at).filter(|_| found.addressee.is_none()) {
            found.addressee = Some(cover(items, at, end));
            at = end;
        } else if item.is(Trait::Preposition) && next.is_some_and(|next| is_time(items, at + 1, next)) {
            let end = time_end(items, at + 1);
            found.time = found.time.or(Some(cover(items, at, end)));
            at = end;
        } else if item.is(Trait::Adverb) && !item.traits.any(&[Trait::Preposition, Trait::Question])
            || is_manner(item)
        {
            at += 1;
        } else if item.is(Trait::To) && found.addressee.is_none() {
            let Some(phrase) = dative(items, at + 1, acts) else { break };
            found.addressee = Some(cover(items, phrase.start, phrase.end));
            at = phrase.end;
        } else if item.is(Trait::Place) {
            let Some(end) = venue_end(items, at) else { break };
            found.venue = found.venue.or(Some(cover(items, at, end)));
            at = end;
        } else {
            break;
        }
    }
    (found, at)
}

/// Where the phrase ends of one who is told, behind a preposition for that: "à la presse".
fn toward(items: &[Item], at: usize) -> Option<usize> {
    let phrase = phrase_after(items, at + 1, items.len()).filter(|_| items[at].is(Trait::Toward))?;
    let somebody = items[phrase.clone()].iter().any(|item| item.is(Trait::Collective) || item.is_name());
    somebody.then_some(phrase.end)
}

/// Who is told right after the cue, and where what is said or the next circumstance begins.
fn told(items: &[Item], at: usize, acts: Acts) -> Option<(Span, usize)> {
    if acts.has(Act::Tell) {
        // "warned it could": what a finite verb follows is the subject of the clause.
        let told = addressee(items, at).filter(|&end| {
            !items.get(end).is_some_and(|next| next.is(Trait::Modal) && !next.is(Trait::Possessive))
        });
        return told.map(|end| (cover(items, at, end), end));
    }
    let phrase = phrase_after(items, at, items.len()).filter(|phrase| phrase.start == at)?;
    // "asked Moreno whether it would rain".
    if acts.has(Act::Ask) && items.get(phrase.end).is_some_and(|next| next.is(Trait::Question)) {
        return Some((cover(items, at, phrase.end), phrase.end));
    }
    // "urged residents to leave": they are told, and belong to what is said all the same.
    if !acts.has(Act::Infinitive) {
        return None;
    }
    let to = (at + 1..=phrase.end).find(|&i| {
        let negated = items.get(i).is_some_and(|item| item.is(Trait::Negation));
        items.get(i + usize::from(negated)).is_some_and(|item| item.is(Trait::To))
    })?;
    Some((cover(items, at, to), at))
}

/// Where the one who is told ends; nothing where a clause seems to follow at once.
fn addressee(items: &[Item], at: usize) -> Option<usize> {
    let item = items.get(at)?;
    if item.is(Trait::Pronoun) && !item.is(Trait::Determiner)
        || item.is(Trait::Owner) && item.is(Trait::Pronoun) && !items.get(at + 1)?.is_nounlike()
    {
        return Some(at + 1);
    }
    let phrase = phrase_after(items, at, items.len())?;
    // "told reporters the plan": a second noun phrase begins with a determiner.
    let second = (phrase.start + 1..phrase.end).find(|&i| {
        items[i].traits.any(&[Trait::Determiner, Trait::Owner])
            && !items[i - 1].traits.any(&[Trait::Nominal, Trait::And])
    });
    let end = second.unwrap_or(phrase.end);
    // "told Moreno to go": what follows is no second recipient.
    let infinitive = (phrase.start + 1..end).find(|&i| {
        let next = items.get(i + 1);
        items[i].is(Trait::To)
            && next.is_some_and(|next| {
                !next.is_name() && !next.traits.any(&[Trait::Determiner, Trait::Owner, Trait::Collective])
            })
    });
    let end = infinitive.unwrap_or(end);
    // "told reporters at the opening": where they were told is the venue, if it can be one.
    let place = (at + 1..end).find(|&i| items[i].is(Trait::Place) && venue_end(items, i).is_some());
    (phrase.start == at).then_some(place.unwrap_or(end))
}

/// Who is spoken to behind a "to": names and groups, and where the act can be nothing but speech, pronouns and what
/// stands between it and quoted words or the end.
fn dative(items: &[Item], at: usize, acts: Acts) -> Option<Range<usize>> {
    let item = items.get(at)?;
    let owner = item.traits.any(&[Trait::Determiner, Trait::Owner]);
    let next = items.get(at + 1);
    let pronoun = item.is(Trait::Pronoun)
        && (!owner || next.is_none_or(|next| !next.is_nounlike() && next.run().is_none()));
    let phrase = if pronoun { at..at + 1 } else { phrase_after(items, at, items.len())? };
    if item.is(Trait::Collective) || item.is_name() {
        return Some(phrase);
    }
    let after = items.get(phrase.end);
    let mark = after.is_some_and(|next| matches!(next.kind, Kind::Comma | Kind::Colon));
    let quoted = items.get(phrase.end + usize::from(mark)).is_some_and(|next| next.run().is_some());
    let alone = quoted || after.is_none_or(|next| next.kind == Kind::Stop);
    let speech = acts.has(Act::Say) && !acts.any(&[Act::Object, Act::Call]);
    let fits = speech && phrase.start == at && (pronoun || owner && alone);
    fits.then_some(phrase)
}

fn is_time(items: &[Item], at: usize, item: &Item) -> bool {
    let week = |item: &Item| item.is(Trait::Time) && !item.is(Trait::Adverb);
    week(item)
        || item.is(Trait::Weekday)
        || (!item.is_name() && items.get(at + 1).is_some_and(|next| next.is(Trait::Weekday)))
}

pub(super) fn time_end(items: &[Item], at: usize) -> usize {
    let more = |item: &Item| item.is(Trait::Time) || item.kind == Kind::Figure;
    let mut end = at;
    while items.get(end).is_some_and(|item| more(item) || (end == at && item.is_word())) {
        end += 1;
    }
    end.max(at + 1)
}

/// Words such as "sarcastically": manner, beside the cue.
fn is_manner(item: &Item) -> bool {
    item.is_word()
        && !item.is_name()
        && item.traits.is_empty()
        && item.cue.is_none()
        && item.span.len() > 5
        && item.manner
}

/// Where a prepositional phrase ends that says where something was said.
fn venue_end(items: &[Item], at: usize) -> Option<usize> {
    let venue = is_venue(items, at + 1);
    let mut end = at + 1;
    while let Some(item) = items.get(end).filter(|_| end < at + 14) {
        let goes_on = item.is_nounlike()
            && (item.cue.is_none_or(|cue| cue.acts.has(Act::Noun))
                || item.is(Trait::Medium)
                || item.is_name()
                || end == at + 1)
            || item.traits.any(&[Trait::Preposition, Trait::Possessive]) && !item.is(Trait::Subordinator);
        // "negó ante el juez haber vendido": what is said begins with its infinitive.
        let said = item.infinitive && !item.is_name() && end > at + 2;
        if !goes_on || item.is(Trait::Weekday) || said {
            break;
        }
        if item.is(Trait::Preposition) && items.get(end + 1).is_some_and(|next| is_time(items, end + 1, next))
        {
            break;
        }
        // "said in an interview the plan": what follows a medium without a preposition is the clause.
        end += 1;
        let clause = items.get(end).is_some_and(|next| next.is(Trait::Determiner) && !next.is_name());
        if item.is(Trait::Medium) && clause {
            return Some(end);
        }
    }
    let closed = items.get(end).is_none_or(|item| {
        !item.is_word() && item.kind != Kind::Figure
            || item.traits.any(&[Trait::That, Trait::Weekday, Trait::Preposition])
            || item.infinitive
            || (venue && item.traits.any(&[Trait::Subject, Trait::Determiner]))
    });
    (closed && end > at + 1).then_some(end)
}

/// One past an apposition that begins with a comma at `at`, and the comma that ends it; `at` where there is none.
pub(super) fn skip_apposition(items: &[Item], at: usize) -> usize {
    if items.get(at).is_none_or(|item| item.kind != Kind::Comma) {
        return at;
    }
    let lead = items.get(at + 1);
    let apposed = lead.is_some_and(|item| {
        item.traits.any(&[Trait::Determiner, Trait::Relative, Trait::Owner])
            || (item.is_word() && !item.is_name() && item.traits.is_empty() && item.cue.is_none())
    });
    if !apposed {
        return at;
    }
    // A clause of its own is no apposition, but one that a relative pronoun begins belongs to it.
    let mut related = false;
    let mut end = at + 1;
    while let Some(item) = items.get(end).filter(|_| end < at + 40) {
        if matches!(item.kind, Kind::Comma | Kind::Stop | Kind::Run(_) | Kind::Semicolon | Kind::Dash) {
            break;
        }
        related |= item.is(Trait::Relative);
        if !related && item.traits.any(&[Trait::Subject, Trait::Modal]) && !item.is(Trait::Possessive) {
            return at;
        }
        end += 1;
    }
    end
}

/// The span of the items from `begin` up to `end`.
pub(super) fn cover(items: &[Item], begin: usize, end: usize) -> Span {
    items[begin].span.cover(items[end - 1].span)
}
