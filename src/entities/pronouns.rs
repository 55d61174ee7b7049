//! Whom "he" and "she" mean, and what "it" does.

use super::discourse::Recent;
use super::document::Document;
use super::lexicon::{Classes, Gender};
use super::people::genders_agree;
use super::thing::Thing;
use crate::analysis::{BlockKind, EntityType, MentionKind, Shape};
use crate::tokens::{WordMap, hash};

/// How many mentions a pronoun looks back at.
const WINDOW: usize = 32;
/// How many sentences a pronoun looks back at.
const SENTENCES: u32 = 8;

/// What part a pronoun plays in its clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    /// "he".
    Subject,
    /// "him".
    Object,
    /// "his".
    Possessive,
    /// "himself".
    Reflexive,
}

/// A pronoun of the third person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pronoun {
    /// The gender it tells; none for "it".
    pub(super) gender: Option<Gender>,
    case: Case,
}

/// The pronouns that are resolved.
#[derive(Debug)]
pub(super) struct Pronouns(WordMap<Pronoun>);

impl Pronouns {
    /// The pronouns of English.
    pub(super) fn load() -> Self {
        use Case::{Object, Possessive, Reflexive, Subject};
        let (male, female) = (Some(Gender::Male), Some(Gender::Female));
        let table = [
            ("he", male, Subject),
            ("him", male, Object),
            ("his", male, Possessive),
            ("himself", male, Reflexive),
            ("she", female, Subject),
            // Whether it is "her book" or "saw her" is seen where it stands.
            ("her", female, Possessive),
            ("hers", female, Object),
            ("herself", female, Reflexive),
            ("it", None, Subject),
            ("its", None, Possessive),
        ];
        Self(table.into_iter().map(|(word, gender, case)| (hash(word), Pronoun { gender, case })).collect())
    }

    /// The pronoun that a word is, by its hash.
    pub(super) fn get(&self, key: u64) -> Option<Pronoun> {
        self.0.get(&key).copied()
    }
}

/// The thing that a pronoun means, and how sure that is, given the mentions before it and the one that comes next.
pub(super) fn antecedent(
    document: &Document<'_>,
    things: &[Thing],
    history: &[Recent],
    next: Option<&Recent>,
    counts: &[u32],
    pronoun: Pronoun,
    at: usize,
) -> Option<(usize, f32)> {
    if pronoun.gender.is_none() {
        return impersonal(document, things, history, pronoun, at);
    }
    let place = Place::new(document, pronoun, at);
    let speaker = if document.is_quoted(at) { speaker(document, things, history, next, at) } else { None };
    let bound = place.bound(document, history);
    let mut best: Option<(usize, f32)> = None;
    let mut second = f32::MIN;
    let behind = history.iter().rev().take(WINDOW).map(|mention| (mention, false));
    for (mention, ahead) in next.map(|mention| (mention, true)).into_iter().chain(behind) {
        let thing = &things[mention.thing];
        if thing.kind != EntityType::Person
            || Some(mention.thing) == speaker
            || Some(mention.thing) == bound
            || !genders_agree(pronoun.gender, thing.gender)
            || place.sentence.abs_diff(document.sentence(mention.tokens.start)) > SENTENCES
            || (ahead && !place.looks_ahead_to(document, mention))
        {
            continue;
        }
        let mut score =
            place.score(document, mention, thing, pronoun) + 0.4 * (counts[mention.thing] as f32).ln_1p();
        if ahead {
            score += 1.0;
        }
        match best {
            Some((known, top)) if known == mention.thing => best = Some((known, top.max(score))),
            Some((_, top)) if top >= score => second = second.max(score),
            _ => {
                second = best.map_or(second, |(_, top)| top.max(second));
                best = Some((mention.thing, score));
            }
        }
    }
    let (thing, score) = best?;
    let margin = (score - second).min(3.0);
    Some((thing, 0.55 + 0.13 * margin.max(0.0)))
}

/// Where a pronoun stands.
struct Place {
    at: usize,
    sentence: u32,
    block: u32,
    quoted: bool,
    case: Case,
}

impl Place {
    fn new(document: &Document<'_>, pronoun: Pronoun, at: usize) -> Self {
        let mut case = pronoun.case;
        let noun_follows = document.same_sentence(at + 1, at).is_some_and(|next| {
            matches!(document.shape(next), Shape::Mark | Shape::Number)
                || (document.shape(next).is_word() && !document.is(next, Classes::FUNCTION))
        });
        if pronoun.gender == Some(Gender::Female) && case == Case::Possessive && !noun_follows {
            case = Case::Object;
        }
        let sentence = document.sentence(at);
        Self { at, sentence, block: document.block(at), quoted: document.is_quoted(at), case }
    }

    /// How well a mention fits as what the pronoun refers to.
    fn score(&self, document: &Document<'_>, mention: &Recent, thing: &Thing, pronoun: Pronoun) -> f32 {
        let begin = mention.tokens.start;
        let sentences = self.sentence.abs_diff(document.sentence(begin));
        let block = document.block(begin);
        let mut score = -1.1 * sentences as f32 - 0.3 * self.block.abs_diff(block).min(4) as f32;
        score -= 0.01 * self.at.abs_diff(begin).min(100) as f32;
        if mention.subject {
            score += if self.case == Case::Subject { 1.6 } else { 1.0 };
        }
        if mention.possessive {
            score -= 0.2;
        }
        if mention.kind == MentionKind::Pronoun {
            score += 0.4;
        }
        if thing.gender == pronoun.gender {
            score += 1.0;
        }
        if document.is_quoted(begin) && !self.quoted {
            score -= 1.5;
        }
        let kind = document.layers.structure.blocks[block as usize].kind;
        if matches!(kind, BlockKind::Headline | BlockKind::Caption | BlockKind::Heading)
            && block != self.block
        {
            score -= 1.0;
        }
        if sentences == 0 && mention.subject && self.case == Case::Reflexive {
            score += 3.0;
        }
        score
    }

    /// Whom the pronoun cannot mean: in "Braun praised him", Braun.
    fn bound(&self, document: &Document<'_>, history: &[Recent]) -> Option<usize> {
        let mention = history.last().filter(|mention| {
            self.case == Case::Object
                && mention.subject
                && document.sentence(mention.tokens.start) == self.sentence
                && !clause_between(document, mention.tokens.start, self.at)
        });
        mention.map(|mention| mention.thing)
    }

    /// "In his speech, Biden said": a pronoun in a phrase that opens the sentence may mean the subject after it.
    fn looks_ahead_to(&self, document: &Document<'_>, mention: &Recent) -> bool {
        let bounds = document.bounds(self.at);
        let begin = mention.tokens.start;
        bounds.contains(&begin)
            && mention.subject
            && begin - bounds.start < 30
            && document.is(bounds.start, Classes::OPENER)
            && document.before(begin).is_some_and(|comma| document.text(comma) == ",")
    }
}

/// Whether another clause begins between two tokens of a sentence.
fn clause_between(document: &Document<'_>, from: usize, to: usize) -> bool {
    let predicates = (from..to).filter(|&at| document.is(at, Classes::PREDICATE)).take(2).count();
    predicates > 1
        || (from..to).any(|at| {
            matches!(document.text(at), "," | "that" | "and" | "but" | "who" | ";" | "—" | "–" | ":")
        })
}

/// Who speaks where a token is quoted: the subject outside the marks in the same sentence, else the last one
/// before it.
fn speaker(
    document: &Document<'_>,
    things: &[Thing],
    history: &[Recent],
    next: Option<&Recent>,
    at: usize,
) -> Option<usize> {
    let sentence = document.sentence(at);
    let speaks = |mention: &&Recent| {
        mention.subject
            && !document.is_quoted(mention.tokens.start)
            && things[mention.thing].kind == EntityType::Person
            && document.sentence(mention.tokens.start).abs_diff(sentence) <= 1
    };
    let behind = history.iter().rev().take(8).find(speaks);
    let ahead = next.filter(|mention| speaks(mention) && document.sentence(mention.tokens.start) == sentence);
    ahead.or(behind).map(|mention| mention.thing)
}

/// What "it" or "its" means: the organisation or place that is the subject before it in the same sentence, if it is
/// the only one. Anything less certain stays open.
fn impersonal(
    document: &Document<'_>,
    things: &[Thing],
    history: &[Recent],
    pronoun: Pronoun,
    at: usize,
) -> Option<(usize, f32)> {
    let bounds = document.bounds(at);
    let here = history
        .iter()
        .rev()
        .take(WINDOW)
        .take_while(|mention| mention.tokens.start >= bounds.start)
        .filter(|mention| document.is_quoted(mention.tokens.start) == document.is_quoted(at));
    let mut subjects =
        here.filter(|mention| mention.subject && super::is_impersonal(things[mention.thing].kind));
    let mention = subjects.next()?;
    if subjects.any(|other| other.thing != mention.thing) {
        return None;
    }
    let near = at - mention.tokens.end < 16;
    let predicate_follows =
        document.same_sentence(at + 1, at).is_some_and(|next| document.is_predicate(next));
    let empty = matches!(
        document.layers.tokens.spans.get(at + 2).map(|s| s.of(document.layers.text)),
        Some(
            "important" | "clear" | "possible" | "likely" | "unclear" | "not" | "time" | "hard" | "difficult"
        )
    );
    let safe = match pronoun.case {
        Case::Possessive => true,
        _ => {
            let reported = document.before(at).is_some_and(|verb| document.is_predicate(verb));
            predicate_follows && !empty && (reported || clause_between(document, mention.tokens.end, at))
        }
    };
    (near && safe).then_some((mention.thing, 0.6))
}
