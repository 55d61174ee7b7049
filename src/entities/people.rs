//! Titles and roles that a text gives to people: before the name, after it, and by possessives.

use super::lexicon::{Classes, Lexicon};
use super::merge::Merged;
use crate::analysis::{EntityType, Layers, Shape};
use std::ops::Range;

/// Tokens of the longest description.
const LONGEST: usize = 16;

/// Adds to each person what the text says it is.
pub(super) fn describe(layers: Layers<'_>, lexicon: &Lexicon, merged: &mut Merged) {
    let names = merged.names.clone();
    let mut bounds = layers.tokens.bounds.iter().copied();
    let mut sentence = (0, bounds.next().unwrap_or(0) as usize);
    for (index, (id, range)) in names.iter().enumerate() {
        while range.start >= sentence.1 {
            let Some(next) = bounds.next() else { break };
            sentence = (sentence.1, next as usize);
        }
        if merged.things[*id].kind != EntityType::Person {
            continue;
        }
        let reader = Reader { layers, lexicon, sentence: sentence.0..sentence.1 };
        let before = reader.before(range.start);
        let owner = before.as_ref().and_then(|found| found.owner).and_then(|at| owner(&names, index, at));
        for found in before.into_iter().chain(reader.after(range.end)) {
            let mut text = reader.text(&found.words);
            if let (true, Some(owner)) = (found.owned, owner) {
                text = format!("{text} of {}", merged.things[owner].name);
            }
            let thing = &mut merged.things[*id];
            thing.roles.push(layers.tokens.hashes[found.head]);
            thing.gender = thing.gender.or(lexicon.word(layers.tokens.hashes[found.head]).gender);
            if !found.silent && !thing.descriptions.contains(&text) {
                thing.descriptions.push(text);
            }
        }
    }
}

/// Whose a role is: the name that a possessive follows, or the last person named before a possessive pronoun.
fn owner(names: &[(usize, Range<usize>)], index: usize, at: usize) -> Option<usize> {
    names[..index].iter().rev().take(8).find(|(_, range)| range.end <= at + 1).map(|&(id, _)| id)
}

/// A description and what it hangs on.
struct Found {
    words: Range<usize>,
    head: usize,
    /// The token of the possessive before it.
    owner: Option<usize>,
    owned: bool,
    /// A bare title, which tells the gender and describes nobody.
    silent: bool,
}

struct Reader<'a> {
    layers: Layers<'a>,
    lexicon: &'a Lexicon,
    sentence: Range<usize>,
}

impl Reader<'_> {
    fn text(&self, words: &Range<usize>) -> String {
        let spans = &self.layers.tokens.spans;
        let span = spans[words.start].cover(spans[words.end - 1]);
        span.of(self.layers.text).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn classes(&self, at: usize) -> Classes {
        self.lexicon.word(self.layers.tokens.hashes[at]).classes
    }

    fn written(&self, at: usize) -> &str {
        self.layers.tokens.spans[at].of(self.layers.text)
    }

    /// What stands directly before a name: "US Secretary of State", "former mayor", "Mr."
    fn before(&self, name: usize) -> Option<Found> {
        let roles = Classes::ROLE.or(Classes::RANK).or(Classes::RELATION);
        let mut begin = name;
        let mut head = None;
        let least = self.sentence.start.max(name.saturating_sub(LONGEST));
        while begin > least {
            let at = begin - 1;
            let (classes, word) = (self.classes(at), self.written(at));
            let capital = word.starts_with(char::is_uppercase);
            // "US" is no pronoun.
            let country = self.layers.tokens.shapes[at] == Shape::Upper;
            let linked = matches!(word, "of" | "for" | "and" | "-" | "&") && head.is_none() && begin < name;
            let fits = classes.any(roles.or(Classes::TITLE).or(Classes::MODIFIER))
                || (capital
                    && (country || !classes.any(Classes::FUNCTION))
                    && word.chars().all(|c| c.is_alphanumeric() || "-.’'".contains(c)))
                || (linked && at > least && self.written(at - 1).starts_with(char::is_uppercase))
                || (word == "of" && at > least && self.classes(at - 1).any(roles));
            if !fits || self.is_other_name(at, name) {
                break;
            }
            if classes.any(roles) {
                head = Some(at);
            }
            begin = at;
        }
        let last = name.checked_sub(1).filter(|&last| last >= begin)?;
        if self.classes(last).any(Classes::TITLE) && !self.classes(last).any(roles) && head.is_none() {
            return Some(Found { words: last..name, head: last, owner: None, owned: false, silent: true });
        }
        let head = head?;
        let possessive = begin > self.sentence.start
            && (self.classes(begin - 1).any(Classes::POSSESSIVE)
                || matches!(self.written(begin - 1), "'s" | "’s"));
        let owner = possessive.then(|| begin - 1);
        Some(Found { words: begin..name, head, owner, owned: possessive, silent: false })
    }

    /// Whether a capitalised word begins its sentence without being part of a title ("However").
    fn is_other_name(&self, at: usize, name: usize) -> bool {
        at == self.sentence.start
            && name - at > 1
            && self.classes(at).any(Classes::FUNCTION.or(Classes::PREDICATE).or(Classes::OPENER))
    }

    /// What stands between commas after a name: ", the head of the region,".
    fn after(&self, name: usize) -> Option<Found> {
        if name >= self.sentence.end || self.written(name) != "," {
            return None;
        }
        let roles = Classes::ROLE.or(Classes::RANK).or(Classes::RELATION);
        let mut begin = name + 1;
        let limit = self.sentence.end.min(begin + LONGEST);
        if begin < limit && self.classes(begin).any(Classes::DEFINITE.or(Classes::INDEFINITE)) {
            begin += 1;
        }
        let end = (begin..limit)
            .find(|&at| matches!(self.written(at), "," | "." | ";" | ":" | "—" | "–" | "\"" | "”"));
        let end = end.or((limit == self.sentence.end).then_some(limit))?;
        let stop = |at: &usize| {
            self.classes(*at).any(Classes::PREDICATE) || matches!(self.written(*at), "who" | "whose")
        };
        if begin >= end || (begin..end).any(|at| stop(&at)) {
            return None;
        }
        // The head stands before the first preposition.
        let clause =
            (begin..end).find(|&at| matches!(self.written(at), "of" | "for" | "at" | "in" | "with" | "on"));
        let head = (begin..clause.unwrap_or(end)).rev().find(|&at| self.classes(at).any(roles))?;
        Some(Found { words: begin..end, head, owner: None, owned: false, silent: false })
    }
}
