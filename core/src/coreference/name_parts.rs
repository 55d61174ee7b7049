//! Where names begin: with a given name before a nickname, behind titles and departments, at a given name that is spelt
//! like a title or a month.

use std::ops::Range;

use crate::analysis::{EntityType, Shape};
use crate::document_tokens::DocumentTokens;
use crate::interrupt::checkpoint;
use crate::lang::WordClass;
use crate::lang::lexicon::{Classes, Gender, Lexicon};
use crate::names::NameSpan;

/// Titles and ranks, of which a name is freed.
const HONORIFICS: Classes = Classes::TITLE.or(Classes::RANK);

/// The names, those of one person on both sides of a nickname in marks as one: `Aksel "Ace" Moen`, and those of a firm
/// with the initials before it: "J. B. Rowe & Sons". And a surname behind a nickname with the given name before it, which
/// may have been taken for something else.
pub(super) fn with_nicknames(
    document: &DocumentTokens<'_>,
    lexicon: &Lexicon,
    names: &[NameSpan],
) -> Vec<NameSpan> {
    let is_mark = |at: u32| document.shape(at as usize) == Shape::Mark;
    let mut joined: Vec<NameSpan> = Vec::with_capacity(names.len());
    for name in names {
        checkpoint();
        let mut name = name.clone();
        let inside = joined.last().is_some_and(|before| {
            (before.kind, name.kind) == (EntityType::Person, EntityType::Person)
                && before.tokens.end + 1 == name.tokens.start
                && is_mark(before.tokens.end)
                && name.tokens.clone().any(is_mark)
        });
        let open = mark_before_nickname(document, &name);
        let initials = joined.last().is_some_and(|before| {
            (before.kind, name.kind) == (EntityType::Person, EntityType::Organization)
                && before.tokens.end == name.tokens.start
                && before.tokens.clone().all(|at| document.text(at as usize).len() == 2)
        });
        if inside || initials {
            let before = joined.pop();
            name = cover(before, name);
        } else if let Some(open) = open.map(|open| open as u32) {
            joined.truncate(joined.partition_point(|before| before.tokens.end <= open));
            let before =
                joined.pop_if(|before| before.kind == EntityType::Person && before.tokens.end == open);
            if before.is_some() {
                name = cover(before, name);
            } else if let Some(given) = given_before(document, lexicon, open as usize) {
                joined.pop_if(|before| before.tokens.end as usize > given);
                name.span = document.layers.tokens.spans[given].cover(name.span);
                name.tokens.start = given as u32;
            }
        }
        joined.push(name);
    }
    joined
}

/// One name for two halves.
fn cover(before: Option<NameSpan>, name: NameSpan) -> NameSpan {
    let Some(before) = before else { return name };
    NameSpan {
        span: before.span.cover(name.span),
        tokens: before.tokens.start..name.tokens.end,
        confidence: before.confidence.min(name.confidence),
        ..name
    }
}

/// The mark before a nickname that stands in marks right before a person's name: `William "Bill" Harper`, `Nick "the Axe"
/// Malone`.
fn mark_before_nickname(document: &DocumentTokens<'_>, name: &NameSpan) -> Option<usize> {
    const LONGEST: usize = 3;
    let start = name.tokens.start as usize;
    let close = document.before(start).filter(|_| name.kind == EntityType::Person)?;
    let is_mark = |at: usize| document.shape(at) == Shape::Mark;
    let mut at = close;
    let mut words = 0;
    while is_mark(close) && words <= LONGEST {
        at = document.before(at)?;
        if is_mark(at) {
            return (words > 0).then_some(at);
        }
        if !document.shape(at).is_word() {
            return None;
        }
        words += 1;
    }
    None
}

/// The given name before a mark.
fn given_before(document: &DocumentTokens<'_>, lexicon: &Lexicon, mark: usize) -> Option<usize> {
    let given = document.before(mark)?;
    (document.capitalized(given) && lexicon.given(document.hash(given)).is_some()).then_some(given)
}

/// Where the weights were not learnt, a given name tells a person: without the role before it ("Sprecher Udo Pahl"),
/// and for names of which the recogniser is not sure what they name.
pub(super) fn begin_at_given(
    document: &DocumentTokens<'_>,
    lexicon: &Lexicon,
    tokens: &mut Range<usize>,
    kind: &mut EntityType,
    confidence: f32,
) {
    let is_given = |&at: &usize| {
        at + 1 < tokens.end
            && document.shape(at + 1).is_capitalized()
            && lexicon.given(document.hash(at)).is_some()
    };
    match tokens.clone().find(is_given) {
        Some(at) if *kind == EntityType::Person => tokens.start = at,
        Some(at) if at == tokens.start && confidence < 0.7 && *kind != EntityType::Organization => {
            *kind = EntityType::Person;
        }
        _ => {}
    }
}

/// The most words of a department before the last one.
const DEPARTMENT: usize = 4;

/// Whether a token joins the last word of a department that a role is of: "and" in "Minister for Women and Equalities".
fn is_in_department(document: &DocumentTokens<'_>, at: usize) -> bool {
    let mut of = Some(at);
    for _ in 0..DEPARTMENT {
        let Some(word) = of else { return false };
        if document.has(word, WordClass::ComplementPreposition) {
            return document.before(word).is_some_and(|role| document.is(role, Classes::ROLE));
        }
        let joins = document.has(word, WordClass::Coordinator) || document.text(word) == ",";
        if !joins && !document.capitalized(word) {
            return false;
        }
        of = document.before(word);
    }
    false
}

/// Whether a name is that of a department with the name of who is at its head behind it: "Minister for Children and Families
/// Una Lacey".
pub(super) fn is_department_and_head(
    document: &DocumentTokens<'_>,
    lexicon: &Lexicon,
    tokens: &Range<usize>,
) -> bool {
    let role = |of: usize| {
        document.has(of, WordClass::ComplementPreposition)
            && document.before(of).is_some_and(|at| document.is(at, Classes::ROLE))
    };
    tokens.len() > 2
        && lexicon.given(document.hash(tokens.end - 2)).is_some()
        && !document.is(tokens.end - 1, Classes::BODY.or(Classes::PLACE))
        && document.before(tokens.start).is_some_and(role)
}

/// Whether the title that a name of two words begins with is a given name: "Dean Farley", but not "Prince Harry", whose
/// second word is one.
fn is_given(document: &DocumentTokens<'_>, lexicon: &Lexicon, tokens: &Range<usize>) -> bool {
    let known = |at: usize| lexicon.given(document.hash(at)).is_some() && document.text(at).len() > 1;
    let determined = document
        .before(tokens.start)
        .is_some_and(|before| document.is(before, Classes::DEFINITE.or(Classes::INDEFINITE)));
    tokens.len() == 2 && known(tokens.start) && !known(tokens.start + 1) && !determined
}

/// Where a person's name begins that the recogniser has without a given name spelt like a month ("May Pickering said"), or
/// with the end of a department before it ("Children and Families Una Lacey").
pub(super) fn begin(document: &DocumentTokens<'_>, lexicon: &Lexicon, tokens: &mut Range<usize>) {
    let known = |at: usize| document.capitalized(at) && lexicon.given(document.hash(at)).is_some();
    let Some(before) = document.before(tokens.start) else { return };
    if tokens.len() > 2
        && !known(tokens.start)
        && known(tokens.start + 1)
        && is_in_department(document, before)
    {
        tokens.start += 1;
        return;
    }
    let first = tokens.start;
    let free = |at: usize| {
        document.shape(at) != Shape::Number
            && !document.is(at, Classes::FUNCTION)
            && !document.capitalized(at)
            && !document.has(at, WordClass::TimeAdverb)
    };
    let alone = document.before(before).is_none_or(free);
    let month = document.has(before, WordClass::TimeAdverb) || document.has(before, WordClass::Modal);
    if tokens.len() == 1 && !known(first) && known(before) && alone && month {
        tokens.start = before;
    }
}

/// Takes titles off the front of a name; nothing is left of a name that was all titles.
/// Tells whether a title stands before the name, and its gender.
pub(super) fn free_of_titles(
    document: &DocumentTokens<'_>,
    lexicon: &Lexicon,
    tokens: &mut Range<usize>,
) -> Option<(bool, Option<Gender>)> {
    let (mut titled, mut gender) = (false, None);
    let first = tokens.start;
    // "General Motors" is no person, and "Prince" may be one: the last word always stays a name.
    while tokens.len() > 1
        && !is_given(document, lexicon, tokens)
        && leads(document, tokens.start, tokens.end)
    {
        gender = gender.or(document.word(tokens.start).gender);
        titled = true;
        tokens.start += 1;
    }
    if tokens.start == first
        && let Some(at) = document.before(first)
        && titles(document, at)
    {
        titled = true;
        gender = document.word(at).gender;
    }
    let bare_title = tokens.len() == 1
        && document.is(tokens.start, HONORIFICS.or(Classes::ROLE))
        && (titled || document.text(tokens.start).ends_with('.'));
    (!bare_title).then_some((titled, gender))
}

/// Whether a token before or in a name is a title or the role of whom the name is.
pub(super) fn titles(document: &DocumentTokens<'_>, at: usize) -> bool {
    document.is(at, HONORIFICS) || (document.is(at, Classes::ROLE) && !document.is(at, Classes::FUNCTION))
}

/// Whether the first word of a name belongs to a title: a title itself, or "of State" or "Foreign" on the way to one.
fn leads(document: &DocumentTokens<'_>, at: usize, end: usize) -> bool {
    if titles(document, at) {
        // Where the weights were not learnt, a description may be taken for a name: "Bürgermeisterin von Salzfurt".
        let named = document.is(at, Classes::TITLE) || document.capitalized(at + 1);
        return named || document.pack.settings.models.names;
    }
    let complement = |at: usize| document.has(at, WordClass::ComplementPreposition);
    let on_the_way = document.is(at, Classes::MODIFIER) || complement(at);
    on_the_way && (at + 1..end - 1).take(3).any(|later| titles(document, later))
        || complement(at) && at + 2 < end
        || document.is(at, Classes::MODIFIER.or(Classes::PLACE))
            && document.before(at).is_some_and(complement)
}
