//! To whom, where and when: what stands between a cue and its content.

mod ahead;
mod apposition;
mod time;

use std::ops::Range;

use super::clause::{is_venue, phrase_after};
use super::nodes::{Kind, Node};
use crate::analysis::Tag;
use crate::lang::{CueFrame, CueFrames, WordClass};
use crate::text::Span;
use ahead::complementizer_ahead;
pub(crate) use apposition::{names_behind, skip_apposition};
use time::is_time;
pub(crate) use time::{time_end, time_phrase};

/// The adjuncts of an act of speech.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Adjuncts {
    pub(crate) addressee: Option<Span>,
    pub(crate) venue: Option<Span>,
    pub(crate) time: Option<Span>,
}

impl Adjuncts {
    /// What is known here, else what is known there.
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            addressee: self.addressee.or(other.addressee),
            venue: self.venue.or(other.venue),
            time: self.time.or(other.time),
        }
    }
}

/// The adjuncts that open a sentence before its subject at `begin`: "In a statement, …", "On Monday, …".
pub(crate) fn leading(nodes: &[Node], low: usize, begin: usize) -> Adjuncts {
    let none = Adjuncts::default();
    let Some(comma) = begin.checked_sub(1).filter(|&comma| comma > low && comma < low + 12) else {
        return none;
    };
    let whole = nodes[comma].kind == Kind::Comma
        && nodes[low..comma].iter().all(|node| node.is_word() || node.kind == Kind::Figure);
    if !whole || !nodes[low].is(WordClass::Preposition) {
        return none;
    }
    let span = Some(cover(nodes, low, comma));
    if nodes[low].is(WordClass::PlacePreposition) && is_venue(nodes, low + 1) {
        Adjuncts { venue: span, ..none }
    } else if is_time(nodes, low + 1, &nodes[low + 1]) {
        Adjuncts { time: span, ..none }
    } else {
        none
    }
}

/// Reads the adjuncts that follow a cue or its subject, and where they end. `free` tells that no clause can
/// follow, so that any prepositional phrase belongs to the act.
#[expect(clippy::too_many_lines, reason = "a loop over the kinds of adjuncts, one arm each")]
pub(crate) fn read(nodes: &[Node], begin: usize, frames: CueFrames, free: bool) -> (Adjuncts, usize) {
    let mut found = Adjuncts::default();
    let mut at = begin;
    if let Some((told, next)) = told(nodes, begin, frames).filter(|_| !free) {
        found.addressee = Some(told);
        at = next;
    }
    for _ in 0..6 {
        let Some(node) = nodes.get(at) else { break };
        let next = nodes.get(at + 1);
        if node.is(WordClass::Negation) && next.is_some_and(|next| next.is(WordClass::InfinitiveMarker)) {
            // "told them not to go": that is what they were told.
            break;
        }
        let owner = |at: usize| {
            nodes.get(at).is_some_and(|node| {
                node.is(WordClass::PossessiveClitic) && !node.is(WordClass::PossessiveDeterminer)
            })
        };
        if node.is(WordClass::Weekday) && owner(at + 1) || node.is(WordClass::TimeAdverb) && owner(at + 2) {
            // "said Friday's vote", "said last week's vote": what is said is of that time.
            break;
        }
        if node.is(WordClass::Negation) && nodes[at..].iter().take(3).any(|node| node.infinitive) {
            break;
        }
        if let Some(end) = time_phrase(nodes, at).filter(|&end| !is_subject(nodes, at, end)) {
            found.time = found.time.or(Some(cover(nodes, at, end)));
            at = end;
            continue;
        }
        let pair = node.is(WordClass::TimeAdverb)
            && next.is_some_and(|next| next.is(WordClass::TimeAdverb))
            && !node.is_name();
        if pair {
            // "last week".
            found.time = found.time.or(Some(cover(nodes, at, at + 2)));
            at += 2;
        } else if node.is(WordClass::Weekday)
            || (node.is(WordClass::TimeAdverb) && node.is(WordClass::Adverb))
        {
            let end = time_end(nodes, at);
            found.time =
                found.time.or((node.is(WordClass::Weekday) || end > at + 1).then(|| cover(nodes, at, end)));
            at = end;
        } else if node.is(WordClass::Determiner) && next.is_some_and(|next| next.is(WordClass::Weekday)) {
            // "this Tuesday", "este martes".
            found.time = found.time.or(Some(cover(nodes, at, at + 2)));
            at += 2;
        } else if let Some(end) = toward(nodes, at).filter(|_| found.addressee.is_none()) {
            found.addressee = Some(cover(nodes, at, end));
            at = end;
        } else if node.is(WordClass::Preposition) && next.is_some_and(|next| is_time(nodes, at + 1, next)) {
            let end = time_end(nodes, at + 1);
            found.time = found.time.or(Some(cover(nodes, at, end)));
            at = end;
        } else if node.is(WordClass::Adverb)
            && !node.classes.any(&[WordClass::Preposition, WordClass::Interrogative])
            && !node.is(WordClass::Negation)
            || is_manner(node)
        {
            at += 1;
        } else if node.is(WordClass::InfinitiveMarker) && found.addressee.is_none() {
            let Some(phrase) = dative(nodes, at + 1, frames) else { break };
            found.addressee = Some(cover(nodes, phrase.start, phrase.end));
            at = phrase.end;
        } else if node.is(WordClass::PlacePreposition) {
            let Some(end) = venue_end(nodes, at).filter(|&end| free || !leads_clause(nodes, at, end)) else {
                break;
            };
            found.venue = found.venue.or(Some(cover(nodes, at, end)));
            at = end;
        } else {
            break;
        }
    }
    if let Some(that) = complementizer_ahead(nodes, at, frames, found.addressee.is_some()).filter(|_| !free) {
        let lead = at + usize::from(nodes[at].kind == Kind::Comma);
        found.venue = found.venue.or(nodes[lead]
            .is(WordClass::PlacePreposition)
            .then(|| cover(nodes, lead, that - usize::from(nodes[that - 1].kind == Kind::Comma))));
        at = that;
    }
    (found, at)
}

/// Whether a place leads to a clause behind a relative one: "said in rural districts, where no bus runs, patients wait".
fn leads_clause(nodes: &[Node], at: usize, end: usize) -> bool {
    let comma = |at: usize| nodes.get(at).is_some_and(|node| node.kind == Kind::Comma);
    let aside = nodes
        .get(end + 1)
        .is_some_and(|node| node.is(WordClass::Interrogative) && !node.is(WordClass::Complementizer));
    let mark = |node: &Node| !node.is_word() && node.kind != Kind::Figure;
    let second = nodes[end..].iter().skip(1).take(16).position(mark).map(|n| end + 1 + n);
    comma(end)
        && aside
        && !is_venue(nodes, at + 1)
        && second.is_some_and(|second| comma(second) && nodes.get(second + 1).is_some_and(Node::is_word))
}

/// Whether words of time are the subject of a clause: "said this week would be hard".
fn is_subject(nodes: &[Node], at: usize, end: usize) -> bool {
    let next = nodes.get(end);
    !nodes[at].is(WordClass::Preposition)
        && next.is_some_and(|next| {
            next.classes.any(&[WordClass::Auxiliary, WordClass::Modal, WordClass::PossessiveClitic])
        })
}

/// Where the phrase ends of one who is told, behind a preposition for that: "à la presse".
fn toward(nodes: &[Node], at: usize) -> Option<usize> {
    let phrase =
        phrase_after(nodes, at + 1, nodes.len()).filter(|_| nodes[at].is(WordClass::AddresseePreposition))?;
    let somebody = nodes[phrase.clone()].iter().any(|node| node.is(WordClass::Collective) || node.is_name());
    somebody.then_some(phrase.end)
}

/// Who is told right after the cue, and where what is said or the next circumstance begins.
fn told(nodes: &[Node], at: usize, frames: CueFrames) -> Option<(Span, usize)> {
    if frames.has(CueFrame::Addressee) {
        // "warned it could": what a finite verb follows is the subject of the clause.
        let told = addressee(nodes, at).filter(|&end| {
            !nodes
                .get(end)
                .is_some_and(|next| next.is(WordClass::Modal) && !next.is(WordClass::PossessiveClitic))
        });
        return told.map(|end| (cover(nodes, at, end), end));
    }
    let phrase = phrase_after(nodes, at, nodes.len()).filter(|phrase| phrase.start == at)?;
    // "asked Moreno whether it would rain".
    if frames.has(CueFrame::Wh)
        && !frames.has(CueFrame::LabelAs)
        && nodes.get(phrase.end).is_some_and(|next| next.is(WordClass::Interrogative))
    {
        return Some((cover(nodes, at, phrase.end), phrase.end));
    }
    // "promised the crews that nobody would go".
    let that = nodes.get(phrase.end).filter(|next| next.is(WordClass::Complementizer));
    let relative = nodes.get(phrase.end + 1).is_none_or(|next| {
        next.classes.any(&[WordClass::Auxiliary, WordClass::Modal])
            || next.tag == Tag::Verb && !next.is_name()
    });
    if frames.has(CueFrame::That) && frames.has(CueFrame::Infinitive) && that.is_some() && !relative {
        return Some((cover(nodes, at, phrase.end), phrase.end));
    }
    // "urged residents to leave": they are told, and belong to what is said all the same.
    if !frames.has(CueFrame::Infinitive) {
        return None;
    }
    let to = (at + 1..=phrase.end).find(|&i| {
        let negated = nodes.get(i).is_some_and(|node| node.is(WordClass::Negation));
        nodes.get(i + usize::from(negated)).is_some_and(|node| node.is(WordClass::InfinitiveMarker))
    })?;
    Some((cover(nodes, at, to), at))
}

/// Where the one who is told ends; nothing where a clause seems to follow at once.
fn addressee(nodes: &[Node], at: usize) -> Option<usize> {
    let node = nodes.get(at)?;
    if node.is(WordClass::Pronoun) && !node.is(WordClass::Determiner)
        || node.is(WordClass::PossessiveDeterminer)
            && node.is(WordClass::Pronoun)
            && !nodes.get(at + 1)?.is_nounlike()
    {
        return Some(at + 1);
    }
    let phrase = phrase_after(nodes, at, nodes.len())?;
    // "told reporters the plan": a second noun phrase begins with a determiner.
    let second = (phrase.start + 1..phrase.end).find(|&i| {
        nodes[i].classes.any(&[WordClass::Determiner, WordClass::PossessiveDeterminer])
            && !nodes[i - 1].classes.any(&[WordClass::NounPreposition, WordClass::Coordinator])
    });
    let end = second.unwrap_or(phrase.end);
    // "told Moreno to go": what follows is no second recipient.
    let infinitive = (phrase.start + 1..end).find(|&i| {
        let next = nodes.get(i + 1);
        nodes[i].is(WordClass::InfinitiveMarker)
            && next.is_some_and(|next| {
                !next.is_name()
                    && !next.classes.any(&[
                        WordClass::Determiner,
                        WordClass::PossessiveDeterminer,
                        WordClass::Collective,
                    ])
            })
    });
    let end = infinitive.unwrap_or(end);
    // "told reporters at the opening": where they were told is the venue, if it can be one.
    let place =
        (at + 1..end).find(|&i| nodes[i].is(WordClass::PlacePreposition) && venue_end(nodes, i).is_some());
    (phrase.start == at).then_some(place.unwrap_or(end))
}

/// Who is spoken to behind a "to": names and groups, and where the act can be nothing but speech, pronouns and what
/// stands between it and quoted words or the end.
fn dative(nodes: &[Node], at: usize, frames: CueFrames) -> Option<Range<usize>> {
    let node = nodes.get(at)?;
    let owner = node.classes.any(&[WordClass::Determiner, WordClass::PossessiveDeterminer]);
    let next = nodes.get(at + 1);
    let pronoun = node.is(WordClass::Pronoun)
        && (!owner || next.is_none_or(|next| !next.is_nounlike() && next.run().is_none()));
    let phrase = if pronoun { at..at + 1 } else { phrase_after(nodes, at, nodes.len())? };
    if node.is(WordClass::Collective) || node.is_name() {
        return Some(phrase);
    }
    let after = nodes.get(phrase.end);
    let mark = after.is_some_and(|next| matches!(next.kind, Kind::Comma | Kind::Colon));
    let quoted = nodes.get(phrase.end + usize::from(mark)).is_some_and(|next| next.run().is_some());
    let alone = quoted || after.is_none_or(|next| next.kind == Kind::Stop);
    let speech = frames.has(CueFrame::Quote) && !frames.any(&[CueFrame::Np, CueFrame::LabelAs]);
    let fits = speech && phrase.start == at && (pronoun || owner && alone);
    fits.then_some(phrase)
}

/// Words such as "sarcastically": manner, beside the cue.
fn is_manner(node: &Node) -> bool {
    node.is_word()
        && !node.is_name()
        && node.classes.is_empty()
        && node.cue.is_none()
        && node.span.len() > 5
        && node.manner
}

/// Where a prepositional phrase ends that says where something was said.
fn venue_end(nodes: &[Node], at: usize) -> Option<usize> {
    let venue = is_venue(nodes, at + 1);
    let mut end = at + 1;
    while let Some(node) = nodes.get(end).filter(|_| end < at + 14) {
        let goes_on = node.is_nounlike()
            && (node.cue.is_none_or(|cue| cue.frames.has(CueFrame::Noun))
                || node.is(WordClass::Medium)
                || node.is_name()
                || end == at + 1)
            || node.classes.any(&[WordClass::Preposition, WordClass::PossessiveClitic])
                && !node.is(WordClass::Subordinator);
        // "negó ante el juez haber vendido": what is said begins with its infinitive.
        let said = node.infinitive && !node.is_name() && end > at + 2;
        if !goes_on || node.is(WordClass::Weekday) || said {
            break;
        }
        if node.is(WordClass::Preposition)
            && nodes.get(end + 1).is_some_and(|next| is_time(nodes, end + 1, next))
        {
            break;
        }
        // "said in an interview the plan": what follows a medium without a preposition is the clause.
        end += 1;
        let clause = nodes.get(end).is_some_and(|next| next.is(WordClass::Determiner) && !next.is_name());
        if node.is(WordClass::Medium) && clause {
            return Some(end);
        }
    }
    let closed = nodes.get(end).is_none_or(|node| {
        !node.is_word() && node.kind != Kind::Figure
            || node.classes.any(&[WordClass::Complementizer, WordClass::Weekday, WordClass::Preposition])
            || node.infinitive
            || (venue && node.classes.any(&[WordClass::SubjectPronoun, WordClass::Determiner]))
    });
    (closed && end > at + 1).then_some(end)
}

/// The span of the nodes from `begin` up to `end`.
pub(crate) fn cover(nodes: &[Node], begin: usize, end: usize) -> Span {
    nodes[begin].span.cover(nodes[end - 1].span)
}
