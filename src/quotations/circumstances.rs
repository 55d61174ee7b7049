//! To whom, where and when something was said.

use super::frames::Frame;
use super::speakers::Phrases;
use crate::analysis::{EntityType, Quotation};
use crate::text::Span;
use std::ops::Range;

/// Verbs whose object is the addressee.
const ADDRESSING: [&str; 6] = ["tell", "inform", "remind", "assure", "warn", "ask"];

/// Nouns of places and occasions where things are said.
const VENUES: [&str; 40] = [
    "media",
    "twitter",
    "facebook",
    "telegram",
    "instagram",
    "interview",
    "conference",
    "briefing",
    "speech",
    "statement",
    "meeting",
    "rally",
    "debate",
    "television",
    "tv",
    "radio",
    "email",
    "e-mail",
    "post",
    "tweet",
    "letter",
    "hearing",
    "program",
    "programme",
    "show",
    "podcast",
    "address",
    "event",
    "forum",
    "summit",
    "testimony",
    "report",
    "article",
    "memo",
    "video",
    "call",
    "session",
    "visit",
    "ceremony",
    "broadcast",
];

/// Adds to a quotation what stands around its cue, from there to the end of the clause or the next quoted run.
pub(super) fn add(phrases: Phrases<'_>, frame: &Frame, clause: Range<usize>, quotation: &mut Quotation) {
    if ADDRESSING.contains(&frame.lemma) {
        quotation.addressee = addressee(phrases, frame, clause.end);
    }
    for at in clause.clone() {
        let word = phrases.word(at).to_ascii_lowercase();
        if quotation.venue.is_none() && matches!(word.as_str(), "on" | "in" | "during" | "at" | "via") {
            quotation.venue = venue(phrases, at, clause.end);
        }
        let span = phrases.layers.tokens.spans[at];
        if quotation.time.is_none()
            && let Some(&(mention, .., EntityType::Date | EntityType::Time)) = phrases.mentions.at(span)
        {
            let led = at > clause.start && matches!(phrases.word(at - 1), "on" | "On" | "in" | "In");
            let begin = if led { phrases.layers.tokens.spans[at - 1].begin() } else { mention.begin() };
            quotation.time = Some(Span::new(begin, mention.end()));
        }
    }
}

/// "told reporters", "told the Osthaven Courier".
fn addressee(phrases: Phrases<'_>, frame: &Frame, end: usize) -> Option<Span> {
    let begin = frame.cue.end;
    if begin >= end || frame.whole.end > frame.cue.end {
        return None;
    }
    let most = end.min(begin + 7);
    let stop = |at: usize| {
        matches!(
            phrases.word(at),
            "that"
                | ","
                | "in"
                | "on"
                | "at"
                | "during"
                | "as"
                | "about"
                | "he"
                | "she"
                | "they"
                | "to"
                | "."
                | "the"
                | "it"
                | "there"
                | "how"
                | "what"
                | "after"
                | ":"
        ) && !(at == begin && phrases.word(at) == "the")
            || phrases
                .mentions
                .at(phrases.layers.tokens.spans[at])
                .is_some_and(|&(.., kind)| kind == EntityType::Date)
    };
    let to = (begin..most).find(|&at| stop(at)).unwrap_or(most);
    (begin < to).then(|| phrases.span(&(begin..to)))
}

/// A preposition with a noun of [`VENUES`] before the next stop.
fn venue(phrases: Phrases<'_>, at: usize, end: usize) -> Option<Span> {
    let most = end.min(at + 8);
    let head = (at + 1..most)
        .take_while(|&at| !matches!(phrases.word(at), "," | "." | "that" | "\"" | "“" | "”"))
        .find(|&at| VENUES.contains(&phrases.word(at).to_ascii_lowercase().as_str()))?;
    // What belongs to the noun: "a meeting with officials".
    let mut to = head + 1;
    if to < end && matches!(phrases.word(to), "with" | "of") {
        let most = end.min(to + 5);
        to = (to + 1..most)
            .find(|&at| matches!(phrases.word(at), "," | "." | "that" | "\"" | "“"))
            .unwrap_or(most);
    }
    Some(phrases.span(&(at..to)))
}
