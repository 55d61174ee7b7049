//! What a text says that somebody is: titles before a name, appositions, "is the mayor of".

use std::ops::Range;

use super::cluster::{Description, EntityCluster};
use crate::analysis::{EntityType, MentionKind, Shape};
use crate::document_tokens::DocumentTokens;
use crate::lang::WordClass;
use crate::lang::lexicon::Classes;

/// The most words before the noun that a description hangs on.
const BEFORE_HEAD: usize = 8;
/// The most words of a description.
const LONGEST: usize = 16;

/// What somebody can be called by.
const HEADS: Classes = Classes::ROLE.or(Classes::RANK).or(Classes::RELATION);

/// Words before which a description ends.
const CLAUSE_OPENERS: [WordClass; 4] =
    [WordClass::Relative, WordClass::Complementizer, WordClass::Subordinator, WordClass::Adversative];

/// Gathers the descriptions of all people.
pub(super) fn describe(document: &DocumentTokens<'_>, clusters: &mut [EntityCluster]) {
    for cluster in clusters.iter_mut().filter(|cluster| cluster.kind == EntityType::Person) {
        let mut descriptions = Vec::new();
        for mention in cluster.mentions.iter().filter(|mention| mention.kind == MentionKind::Name) {
            crate::interrupt::checkpoint();
            let name = &mention.tokens;
            descriptions.extend(title(document, name.start));
            descriptions.extend(apposition_before(document, name));
            descriptions.extend(apposition_after(document, name));
            descriptions.extend(copula(document, name));
        }
        let told = descriptions.iter().find_map(|description| document.word(description.head).gender);
        cluster.gender = cluster.gender.or(told);
        cluster.descriptions = descriptions;
    }
}

/// The words right before a name: "US Secretary of State", "his spokesman", "Germany's Chancellor".
fn title(document: &DocumentTokens<'_>, name: usize) -> Option<Description> {
    let mut last = document.before(name)?;
    // "Mr" and "Dr" may stand between a role and the name.
    while document.is(last, Classes::TITLE) && !document.is(last, Classes::ROLE) {
        last = document.before(last)?;
    }
    let head = head_before(document, last)?;
    let begin = extend_left(document, head);
    Some(Description { tokens: begin..last + 1, head, owner: owner(document, begin) })
}

/// The role that ends at a token, maybe with a complement: "Secretary of State", "Minister for Foreign Affairs".
fn head_before(document: &DocumentTokens<'_>, last: usize) -> Option<usize> {
    let is_head = |at| document.is(at, HEADS) && !document.is(at, Classes::FUNCTION);
    if is_head(last) {
        return Some(last);
    }
    let mut at = last;
    for _ in 0..6 {
        let complement = document.has(at, WordClass::ComplementPreposition);
        if !document.capitalized(at) && !complement && !document.has(at, WordClass::NameConnective) {
            return None;
        }
        let before = document.before(at)?;
        if complement && is_head(before) {
            return (at < last).then_some(before);
        }
        at = before;
    }
    None
}

/// Where the words begin that belong to a role: "former Ukrainian Foreign" before "Minister".
fn extend_left(document: &DocumentTokens<'_>, head: usize) -> usize {
    let mut begin = head;
    // In a line of capitals they tell no name.
    let shouted = document.shape(head) == Shape::Upper && document.text(head).len() > 3;
    while head - begin < BEFORE_HEAD
        && let Some(at) = document.before(begin)
        && modifies(document, at)
        && (!shouted || document.is(at, Classes::MODIFIER.or(HEADS).or(Classes::BODY).or(Classes::PLACE)))
    {
        begin = at;
    }
    begin
}

fn modifies(document: &DocumentTokens<'_>, at: usize) -> bool {
    if document.is(at, Classes::FUNCTION.or(Classes::TITLE)) {
        return false;
    }
    let shape = document.shape(at);
    let hyphenated = shape == Shape::Lower && document.text(at).contains('-');
    document.is(at, Classes::MODIFIER.or(HEADS).or(Classes::BODY).or(Classes::PLACE))
        || hyphenated
        || (shape.is_capitalized() && !document.is_predicate(at))
}

/// A token of whom a role belongs to that begins at a token: "his", or the name before "'s".
fn owner(document: &DocumentTokens<'_>, begin: usize) -> Option<usize> {
    let before = document.before(begin)?;
    if document.is(before, Classes::POSSESSIVE) {
        return Some(before);
    }
    if document.is_possessive_clitic(before) { document.before(before) } else { None }
}

/// "The company's chief executive, Tim Cook, …": a role with its article, a comma, and the name.
fn apposition_before(document: &DocumentTokens<'_>, name: &Range<usize>) -> Option<Description> {
    // "Weller's husband, banker Leo Weller": another role may stand before the name.
    let titled = document.before(name.start).and_then(|last| head_before(document, last));
    let first = titled.map_or(name.start, |head| extend_left(document, head));
    let comma = document.before(first).filter(|&at| document.text(at) == ",")?;
    let last = document.before(comma)?;
    let head = role_within(document, last)?;
    let begin = extend_left(document, head);
    let before = document.before(begin)?;
    let owner = owner(document, begin);
    // "A spokesman for Stone, Greg Dunn, said"; "a nurse, Greg Dunn" may be two people.
    let complement = head < last && document.is(before, Classes::INDEFINITE);
    let determined = owner.is_some() || complement || document.is(before, Classes::DEFINITE);
    let ended = document.same_sentence(name.end, name.start).is_none_or(|at| {
        document.shape(at) == Shape::Punctuation
            || document.is_predicate(at)
            || document.shape(at) == Shape::Mark
    });
    (determined && ended).then(|| Description { tokens: begin..last + 1, head, owner })
}

/// The role in a phrase that ends at a token: "chairman", "head of the Kherson region".
fn role_within(document: &DocumentTokens<'_>, last: usize) -> Option<usize> {
    let mut at = last;
    for _ in 0..7 {
        let is_head = document.is(at, HEADS) && !document.is(at, Classes::FUNCTION);
        if is_head && (at == last || document.has(at + 1, WordClass::NounPreposition)) {
            return Some(whose(document, at).unwrap_or(at));
        }
        if document.is_predicate(at) || document.shape(at) == Shape::Punctuation {
            return None;
        }
        at = document.before(at)?;
    }
    None
}

/// The role before one that only tells whose it is: the lawyer in "the lawyer of the mayor".
fn whose(document: &DocumentTokens<'_>, role: usize) -> Option<usize> {
    let before = document.before(role)?;
    let determined = document.is(before, Classes::DEFINITE.or(Classes::POSSESSIVE));
    let of = if determined { document.before(before)? } else { before };
    let owned = document.before(of).filter(|_| document.has(of, WordClass::NounPreposition))?;
    (document.is(owned, HEADS) && !document.is(owned, Classes::FUNCTION)).then_some(owned)
}

/// "…, the Moscow-appointed head of the Kherson region, said"; an age may come first.
fn apposition_after(document: &DocumentTokens<'_>, name: &Range<usize>) -> Option<Description> {
    let mut at = document.same_sentence(name.end, name.start)?;
    if document.text(at) != "," {
        return None;
    }
    at = document.same_sentence(at + 1, name.start)?;
    if document.shape(at) == Shape::Number {
        at = document.same_sentence(at + 1, name.start).filter(|&comma| document.text(comma) == ",")?;
        at = document.same_sentence(at + 1, name.start)?;
    }
    if document.has(at, WordClass::Relative) {
        let be = document.same_sentence(at + 1, name.start).filter(|&be| document.is(be, Classes::BE))?;
        at = document.same_sentence(be + 1, name.start)?;
    }
    phrase(document, at)
}

/// "Saldo is the head of …".
fn copula(document: &DocumentTokens<'_>, name: &Range<usize>) -> Option<Description> {
    let be = document.same_sentence(name.end, name.start).filter(|&be| document.is(be, Classes::BE))?;
    let at = document.same_sentence(be + 1, name.start)?;
    let determined = document.is(at, Classes::DEFINITE.or(Classes::INDEFINITE).or(Classes::POSSESSIVE));
    if determined { phrase(document, at) } else { None }
}

/// The noun phrase that begins at a token, if what it hangs on is a role.
fn phrase(document: &DocumentTokens<'_>, first: usize) -> Option<Description> {
    let (mut begin, mut owner) = (first, None);
    if document.is(begin, Classes::DEFINITE.or(Classes::INDEFINITE)) {
        begin = document.same_sentence(begin + 1, first)?;
    } else if document.is(begin, Classes::POSSESSIVE) {
        owner = Some(begin);
        begin = document.same_sentence(begin + 1, first)?;
    }
    let mut head = None;
    let mut at = begin;
    while at - begin <= BEFORE_HEAD && document.same_sentence(at, first).is_some() {
        if document.is(at, HEADS) && !document.is(at, Classes::FUNCTION) {
            head = Some(at);
        } else if head.is_some()
            || document.shape(at) == Shape::Punctuation
            || document.shape(at) == Shape::Mark
        {
            break;
        } else if document.is_possessive_clitic(at) {
            owner = document.before(at);
            begin = document.same_sentence(at + 1, first)?;
        } else if document.is(at, Classes::FUNCTION) || (document.is_predicate(at) && !modifies(document, at))
        {
            break;
        }
        at += 1;
    }
    let head = head?;
    // "…, President Obama and …" is somebody else.
    if document.same_sentence(head + 1, first).is_some_and(|at| document.capitalized(at)) {
        return None;
    }
    Some(Description { tokens: begin..phrase_end(document, begin, head), head, owner })
}

/// Where a description ends: at punctuation, a verb, a relative clause or a time.
fn phrase_end(document: &DocumentTokens<'_>, begin: usize, head: usize) -> usize {
    let mut at = head + 1;
    while at < begin + LONGEST && document.same_sentence(at, head).is_some() {
        let ends = matches!(document.shape(at), Shape::Punctuation | Shape::Mark | Shape::Number)
            || CLAUSE_OPENERS.iter().any(|&class| document.has(at, class))
            || document.is_predicate(at)
            || (document.has(at, WordClass::Coordinator) && !continues(document, at));
        if ends {
            break;
        }
        at += 1;
    }
    // A preposition before what ended the phrase belongs to it no more.
    while at > head + 1 && document.is(at - 1, Classes::FUNCTION) {
        at -= 1;
    }
    at
}

/// Whether "and" joins another role or the second half of a name.
fn continues(document: &DocumentTokens<'_>, and: usize) -> bool {
    document.same_sentence(and + 1, and).is_some_and(|next| {
        document.is(next, HEADS.or(Classes::MODIFIER))
            || document.capitalized(next) && document.capitalized(and - 1)
    })
}

/// A description in words, with whom it belongs to at its end: "spokesman of Vladimir Putin".
pub(super) fn owner_text(
    document: &DocumentTokens<'_>,
    description: &Description,
    owner: Option<&str>,
) -> String {
    let mut text = document.phrase(&description.tokens);
    if let Some(owner) = owner {
        text.push_str(" of ");
        text.push_str(owner);
    }
    text
}
