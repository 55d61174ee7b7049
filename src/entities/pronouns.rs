//! Pronouns and descriptions that refer to people.

use super::lexicon::{Classes, Gender, Lexicon};
use super::merge::Merged;
use crate::analysis::{EntityType, Layers, Mention, MentionKind};
use crate::tokens::hash;
use std::collections::VecDeque;

/// How many mentions are looked back at.
const MEMORY: usize = 24;
/// How many sentences a pronoun reaches back.
const REACH: usize = 6;

/// One mention that a pronoun may refer to.
#[derive(Clone, Copy)]
struct Candidate {
    thing: usize,
    sentence: usize,
    /// Whether it is the first person named in its sentence, so its subject more often than not.
    first: bool,
    quoted: bool,
}

/// Adds pronouns ("he", "her") and definite descriptions ("the minister") outside quotation marks to people.
///
/// A pronoun refers to the candidate with the best score: recent, a subject, of fitting gender (Hobbs 1978,
/// Lappin and Leass 1994 in their simplest form).
pub(super) fn resolve(layers: Layers<'_>, lexicon: &Lexicon, merged: &mut Merged) {
    let he = ["he", "him", "his", "himself"].map(hash);
    let she = ["she", "her", "hers", "herself"].map(hash);
    let names = merged.names.clone();
    let mut names = names.iter().peekable();
    let mut quoted = layers.quoted.iter().filter(|run| run.depth == 0).peekable();
    let mut memory: VecDeque<Candidate> = VecDeque::with_capacity(MEMORY);
    let tokens = layers.tokens;
    for (sentence, bounds) in tokens.bounds.windows(2).enumerate() {
        let mut first = true;
        let block = layers.structure.sentences[sentence].block as usize;
        if !layers.structure.blocks[block].kind.is_story() {
            continue;
        }
        for at in bounds[0] as usize..bounds[1] as usize {
            let span = tokens.spans[at];
            while quoted.next_if(|run| run.outer.end() <= span.begin()).is_some() {}
            let inside = quoted.peek().is_some_and(|run| run.inner.contains(span));
            while names.next_if(|(_, range)| range.end <= at).is_some() {}
            if let Some((thing, range)) = names.peek() {
                if range.start == at && merged.things[*thing].kind == EntityType::Person {
                    push(&mut memory, Candidate { thing: *thing, sentence, first, quoted: inside });
                    first &= inside;
                }
                if range.contains(&at) {
                    continue;
                }
            }
            if inside {
                continue;
            }
            let key = tokens.hashes[at];
            let (kind, found) = if he.contains(&key) {
                (MentionKind::Pronoun, best(merged, &memory, sentence, Some(Gender::Male)))
            } else if she.contains(&key) {
                (MentionKind::Pronoun, best(merged, &memory, sentence, Some(Gender::Female)))
            } else if let Some(thing) = nominal(layers, lexicon, merged, &memory, at) {
                (MentionKind::Nominal, Some(thing))
            } else {
                continue;
            };
            let Some(thing) = found else { continue };
            let gender = if he.contains(&key) {
                Some(Gender::Male)
            } else if she.contains(&key) {
                Some(Gender::Female)
            } else {
                None
            };
            let determiner = usize::from(kind == MentionKind::Nominal);
            let span = tokens.spans[at - determiner].cover(span);
            merged.things[thing].gender = merged.things[thing].gender.or(gender);
            merged.things[thing].mentions.push(Mention { span, kind, confidence: 0.75 });
            push(&mut memory, Candidate { thing, sentence, first, quoted: false });
            first = false;
        }
    }
}

fn push(memory: &mut VecDeque<Candidate>, candidate: Candidate) {
    if memory.len() == MEMORY {
        memory.pop_front();
    }
    memory.push_back(candidate);
}

/// The person that a pronoun of this gender most likely means.
fn best(
    merged: &Merged,
    memory: &VecDeque<Candidate>,
    sentence: usize,
    gender: Option<Gender>,
) -> Option<usize> {
    let score = |candidate: &Candidate| {
        let distance = (sentence - candidate.sentence) as i32;
        let known = merged.things[candidate.thing].gender.is_some();
        -2 * distance + 3 * i32::from(candidate.first) + i32::from(known) - 3 * i32::from(candidate.quoted)
    };
    memory
        .iter()
        .filter(|candidate| sentence - candidate.sentence <= REACH)
        .filter(|candidate| {
            let known = merged.things[candidate.thing].gender;
            known.is_none() || known == gender
        })
        .max_by_key(|candidate| score(candidate))
        .map(|candidate| candidate.thing)
}

/// The person whose role a definite description names: "the minister" after "Defence Minister Ida Lund".
fn nominal(
    layers: Layers<'_>,
    lexicon: &Lexicon,
    merged: &Merged,
    memory: &VecDeque<Candidate>,
    at: usize,
) -> Option<usize> {
    let tokens = layers.tokens;
    let classes = lexicon.word(tokens.hashes[at]).classes;
    if at == 0 || !classes.any(Classes::ROLE.or(Classes::RANK)) {
        return None;
    }
    let definite = lexicon.word(tokens.hashes[at - 1]).classes.any(Classes::DEFINITE);
    let goes_on = tokens.hashes.get(at + 1).is_some_and(|&next| next == hash("of") || next == hash("'s"));
    let name_follows = tokens.shapes.get(at + 1).is_some_and(|shape| shape.is_capitalized());
    if !definite || goes_on || name_follows {
        return None;
    }
    let role = tokens.hashes[at];
    memory
        .iter()
        .rev()
        .find(|candidate| merged.things[candidate.thing].roles.contains(&role))
        .map(|candidate| candidate.thing)
}
