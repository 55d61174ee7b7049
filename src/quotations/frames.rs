//! Frames: a cue with its subject.

use super::cues::{Class, Verb};
use super::speakers::Phrases;
use super::unit::Unit;
use crate::analysis::AttributionMethod;
use std::ops::Range;

/// A cue and whose it is.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    /// The tokens of the cue.
    pub(super) cue: Range<usize>,
    pub(super) lemma: &'static str,
    pub(super) class: Class,
    pub(super) negated: bool,
    /// The tokens of the subject.
    pub(super) subject: Range<usize>,
    pub(super) method: AttributionMethod,
    /// All of its tokens: where content before it ends, and content after it begins.
    pub(super) whole: Range<usize>,
    /// Who passes the words on.
    pub(super) relay: Option<Range<usize>>,
}

/// The frames of a unit, in order; quoted runs are not looked into.
pub(super) fn frames(phrases: Phrases<'_>, unit: &Unit) -> Vec<Frame> {
    let mut frames: Vec<Frame> = Vec::new();
    let mut runs = unit.runs.iter().peekable();
    let mut from = unit.tokens.start;
    let mut at = unit.tokens.start;
    while at < unit.tokens.end {
        if let Some(run) = runs.next_if(|run| run.outer.start <= at && at < run.outer.end) {
            at = run.outer.end;
            from = at;
            continue;
        }
        let to = runs.peek().map_or(unit.tokens.end, |run| run.outer.start);
        let found = accounting(phrases, at, to)
            .or_else(|| noun(phrases, &frames, at, from))
            .or_else(|| verb(phrases, &frames, at, from..to, unit));
        if let Some(frame) = found {
            at = frame.whole.end.max(at + 1);
            frames.push(frame);
        } else {
            at += 1;
        }
    }
    frames
}

/// "according to the mayor".
fn accounting(phrases: Phrases<'_>, at: usize, to: usize) -> Option<Frame> {
    let word = phrases.word(at);
    let (length, lemma) = match word {
        "according" | "According" if at + 1 < to && phrases.word(at + 1) == "to" => (2, "according to"),
        "laut" | "Laut" => (1, "laut"),
        "selon" | "Selon" => (1, "selon"),
        "según" | "Según" => (1, "según"),
        _ => return None,
    };
    let subject = phrases.after(at + length - 1, to)?;
    Some(Frame {
        cue: at..at + length,
        lemma,
        class: Class::Content,
        negated: false,
        whole: at..subject.end,
        subject,
        method: AttributionMethod::AccordingTo,
        relay: None,
    })
}

/// "the mayor's threat that …"; who says of another's threat passes it on.
fn noun(phrases: Phrases<'_>, before: &[Frame], at: usize, from: usize) -> Option<Frame> {
    let layers = phrases.layers;
    if !phrases.cues.is_noun(layers.tokens.hashes[at]) || at < from + 2 {
        return None;
    }
    let lemma = noun_lemma(phrases.word(at))?;
    if !matches!(phrases.word(at - 1), "'s" | "’s" | "’" | "'")
        || phrases.word((at + 1).min(layers.tokens.spans.len() - 1)) != "that"
    {
        return None;
    }
    let mut subject = phrases.before(at - 1, from)?;
    let cue_before = before.last().filter(|frame| frame.cue.end >= from);
    if let Some(frame) = cue_before {
        subject.start = subject.start.max(frame.cue.end);
    }
    let relay = cue_before.map(|frame| frame.subject.clone());
    (subject.start < subject.end).then(|| Frame {
        cue: at..at + 1,
        lemma,
        class: Class::Content,
        negated: false,
        whole: subject.start..at + 1,
        subject,
        method: AttributionMethod::Noun,
        relay,
    })
}

fn noun_lemma(word: &str) -> Option<&'static str> {
    const LEMMAS: [&str; 25] = [
        "threat",
        "claim",
        "warning",
        "promise",
        "statement",
        "assertion",
        "announcement",
        "suggestion",
        "allegation",
        "argument",
        "accusation",
        "pledge",
        "vow",
        "prediction",
        "assurance",
        "insistence",
        "contention",
        "complaint",
        "remark",
        "comment",
        "admission",
        "declaration",
        "demand",
        "denial",
        "conclusion",
    ];
    LEMMAS.into_iter().find(|lemma| *lemma == word)
}

/// A reporting verb with a subject before it, after it, or shared with the verb before it.
fn verb(phrases: Phrases<'_>, before: &[Frame], at: usize, room: Range<usize>, unit: &Unit) -> Option<Frame> {
    let Verb { lemma, class } = phrases.cues.verb(phrases.layers.tokens.hashes[at])?;
    let written = phrases.word(at);
    if written.starts_with(char::is_uppercase) && at != unit.tokens.start {
        return None;
    }
    // "a statement said" is a verb; "the call" and "his claims" are nouns.
    let led = at > room.start
        && matches!(
            phrases.word(at - 1),
            "the" | "a" | "an" | "his" | "her" | "their" | "its" | "this" | "of" | "'s" | "’s" | "to"
        );
    if led && (class != Class::Quoting || phrases.word(at - 1) != "to") {
        return None;
    }
    let after_mark = at == room.start && room.start > unit.tokens.start
        || at > room.start && matches!(phrases.word(at - 1), "," | "—" | "–");
    let negated = (room.start.max(at.saturating_sub(4))..at)
        .any(|at| matches!(phrases.word(at), "not" | "n't" | "n’t" | "never" | "nicht" | "pas" | "no"));
    let frame = |subject: Range<usize>, method, whole| Frame {
        cue: at..at + 1,
        lemma,
        class,
        negated,
        subject,
        method,
        whole,
        relay: None,
    };
    if after_mark
        && !written.ends_with("ing")
        && let Some(subject) = phrases.after(at, room.end)
    {
        let end = subject.end;
        return Some(frame(subject, AttributionMethod::InvertedCue, at..end));
    }
    if written.ends_with("ing") || matches!(phrases.word(at.saturating_sub(1)), "and" | "but" | "then") {
        // "…, saying that", "and said": the subject is that of the clause before.
        let shared = before
            .last()
            .map(|frame| frame.subject.clone())
            .or_else(|| first_subject(phrases, room.start, at));
        return shared.map(|subject| frame(subject, AttributionMethod::Cue, at..at + 1));
    }
    let subject = phrases.before(at, room.start)?;
    let subject = if matches!(phrases.word(subject.start), "who" | "which") {
        first_subject(phrases, room.start, at)?
    } else {
        subject
    };
    let start = subject.start;
    Some(frame(subject, AttributionMethod::Cue, start..at + 1))
}

/// The first person named in a clause.
fn first_subject(phrases: Phrases<'_>, from: usize, to: usize) -> Option<Range<usize>> {
    (from..to).find_map(|at| {
        let span = phrases.layers.tokens.spans[at];
        let &(mention, _, _, kind) = phrases.mentions.at(span)?;
        if kind != crate::analysis::EntityType::Person || mention.begin() != span.begin() {
            return None;
        }
        let end = (at + 1..=to)
            .find(|&end| end == to || phrases.layers.tokens.spans[end].begin() >= mention.end())?;
        Some(at..end)
    })
}
