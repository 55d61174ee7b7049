//! What pronouns and descriptions without a name refer to.
//!
//! The text outside quotation marks is read first, from left to right; what is quoted is read after it, since a
//! speaker does not call himself "he". Each pronoun looks back at a bounded number of mentions.

use std::ops::Range;

use super::document::Document;
use super::nominals::Roles;
use super::pronouns::{self, Pronouns};
use super::thing::{Reference, Thing};
use crate::analysis::{EntityType, MentionKind, Shape};

/// A mention as those who look for an antecedent see it.
#[derive(Clone, Debug)]
pub(super) struct Recent {
    /// Index of the thing.
    pub(super) thing: usize,
    /// Its tokens.
    pub(super) tokens: Range<usize>,
    /// Whether it is the subject of a clause.
    pub(super) subject: bool,
    /// Whether it stands before "'s" or is "his".
    pub(super) possessive: bool,
    /// How it refers.
    pub(super) kind: MentionKind,
}

/// Adds the pronouns and nominals of a text to the things that they mean.
pub(super) fn resolve(document: &Document<'_>, pronouns: &Pronouns, things: &mut [Thing]) {
    let mut names: Vec<Recent> = Vec::new();
    for (index, thing) in things.iter().enumerate() {
        let spoken_of = thing.kind == EntityType::Person || super::is_impersonal(thing.kind);
        for mention in thing.mentions.iter().filter(|_| spoken_of) {
            names.push(recent(document, index, mention.tokens.clone(), MentionKind::Name));
        }
    }
    names.sort_by_key(|mention| mention.tokens.start);
    let roles = Roles::of(document, things);
    let mut said = read(document, things, &names, pronouns, &roles, false);
    said.extend(names);
    said.sort_by_key(|mention| mention.tokens.start);
    read(document, things, &said, pronouns, &roles, true);
}

/// Reads the part of the text that is quoted, or the part that is not, given the mentions that are known.
/// Returns the mentions that it found, which are also added to their things.
fn read(
    document: &Document<'_>,
    things: &mut [Thing],
    known: &[Recent],
    pronouns: &Pronouns,
    roles: &Roles,
    quoted: bool,
) -> Vec<Recent> {
    let mut found = Vec::new();
    let mut history: Vec<Recent> = Vec::with_capacity(known.len());
    let mut upcoming = known.iter().peekable();
    let mut counts = vec![0_u32; things.len()];
    for at in 0..document.len() {
        while let Some(mention) = upcoming.next_if(|mention| mention.tokens.start <= at) {
            counts[mention.thing] += 1;
            history.push(mention.clone());
        }
        if document.is_quoted(at) != quoted || !document.in_story(at) {
            continue;
        }
        let next = upcoming.peek().copied();
        let resolved = match pronouns.get(document.hash(at)) {
            Some(pronoun) => pronouns::antecedent(document, things, &history, next, &counts, pronoun, at)
                .map(|(thing, confidence)| (thing, at..at + 1, MentionKind::Pronoun, confidence)),
            None => roles
                .resolve(document, things, &history, next, at)
                .map(|(thing, tokens, confidence)| (thing, tokens, MentionKind::Nominal, confidence)),
        };
        let Some((thing, tokens, kind, confidence)) = resolved else { continue };
        if let Some(gender) = pronouns.get(document.hash(at)).and_then(|pronoun| pronoun.gender) {
            things[thing].gender.get_or_insert(gender);
        }
        things[thing].mentions.push(Reference { tokens: tokens.clone(), kind, confidence });
        let mention = recent(document, thing, tokens, kind);
        counts[thing] += 1;
        history.push(mention.clone());
        found.push(mention);
    }
    found
}

fn recent(document: &Document<'_>, thing: usize, tokens: Range<usize>, kind: MentionKind) -> Recent {
    let possessive = match kind {
        MentionKind::Pronoun => is_possessive_use(document, tokens.start),
        _ => document
            .same_sentence(tokens.end, tokens.start)
            .is_some_and(|at| document.is_possessive_clitic(at)),
    };
    let subject = !possessive && is_subject(document, &tokens);
    Recent { thing, tokens, subject, possessive, kind }
}

/// Whether "his" or "her" belongs to a noun that follows.
fn is_possessive_use(document: &Document<'_>, at: usize) -> bool {
    use super::lexicon::Classes;
    document.is(at, Classes::POSSESSIVE)
        && document.same_sentence(at + 1, at).is_some_and(|next| {
            document.shape(next).is_word() && !document.is(next, Classes::FUNCTION)
                || document.shape(next) == Shape::Mark
        })
}

/// Whether a mention is the subject of a clause: a verb follows, at once or behind an apposition, or the verb of an
/// inversion goes before it ("said Blinken").
pub(super) fn is_subject(document: &Document<'_>, tokens: &Range<usize>) -> bool {
    let Some(next) = document.same_sentence(tokens.end, tokens.start) else {
        return inverted(document, tokens);
    };
    if document.is_predicate(next) || looks_like_verb(document, next) {
        return true;
    }
    if document.shape(next) == Shape::Punctuation && document.text(next) == "," {
        let end = (next + 1..next + 24)
            .map_while(|at| document.same_sentence(at, next))
            .find(|&at| document.text(at) == ",");
        let verb = end.and_then(|comma| document.same_sentence(comma + 1, next));
        if verb.is_some_and(|at| document.is_predicate(at)) {
            return true;
        }
    }
    inverted(document, tokens)
}

/// An adverb and a verb, or a verb that no list has: lower case and ending as verbs do.
fn looks_like_verb(document: &Document<'_>, at: usize) -> bool {
    let text = document.text(at);
    if document.shape(at) != Shape::Lower {
        return false;
    }
    if text.ends_with("ed") && text.len() > 4 {
        return true;
    }
    let adverb =
        text.ends_with("ly") || matches!(text, "also" | "then" | "later" | "meanwhile" | "however" | "now");
    adverb && document.same_sentence(at + 1, at).is_some_and(|next| document.is_predicate(next))
}

fn inverted(document: &Document<'_>, tokens: &Range<usize>) -> bool {
    document.before(tokens.start).is_some_and(|at| {
        matches!(
            document.text(at),
            "said" | "says" | "added" | "asked" | "explained" | "wrote" | "tweeted" | "noted"
        )
    })
}
