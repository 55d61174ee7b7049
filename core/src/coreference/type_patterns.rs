//! What the text says that a name is a name of: "Lundia is an oil company", "brands like Exton and Lunde", "the
//! founder of Exton", and "liquefied gas (LG)", which is no name.
//!
//! The recogniser weighs how names look and what stands next to them. Where it is unsure, what a name is called
//! anywhere in the text decides.
//! Source: Hearst 1992 for lists behind a noun ("brands like …").

use super::cluster::NameMention;
use super::name_mentions::is_acronym;
use crate::analysis::{EntityType, Shape};
use crate::document_tokens::DocumentTokens;
use crate::interrupt::checkpoint;
use crate::lang::WordClass;
use crate::lang::lexicon::{Classes, Lexicon};
use crate::text::{WordMap, hash};

/// Below this what a name is called stands against what the recogniser takes it for.
const SURE: f32 = 0.75;
/// How sure a name is of which the text tells the kind.
const TOLD: f32 = 0.75;
/// The most words between an article and the noun that it belongs to.
const MODIFIERS: usize = 8;
/// The most words of a list that are gone back over to the noun before it.
const LISTED: usize = 24;

/// Gives names of which the recogniser is unsure the kind that the text tells. Linear in the text.
pub(super) fn tell(document: &DocumentTokens<'_>, lexicon: &Lexicon, names: &mut [NameMention]) {
    let mut told: WordMap<Option<EntityType>> = WordMap::default();
    let mut clear: WordMap<()> = WordMap::default();
    for name in names.iter() {
        checkpoint();
        if name.kind == EntityType::Person && !name.titled && is_thing(document, lexicon, name) {
            clear.insert(name.key, ());
        }
        if let Some(kind) = kind_of(document, name) {
            let known = told.entry(name.key).or_insert(Some(kind));
            *known = known.filter(|known| *known == kind);
        }
    }
    // What the text tells clearly stands against how a name looks.
    for name in names.iter_mut().filter(|name| name.kind == EntityType::Person && !name.titled) {
        checkpoint();
        if clear.contains_key(&name.key) {
            (name.kind, name.confidence) = (EntityType::Organization, TOLD);
        }
    }
    for name in names.iter_mut().filter(|name| is_unsure(document, lexicon, name)) {
        checkpoint();
        // A government or a paper may be called by a place, and "the city of Exton FC" may be a jest.
        if let Some(&Some(kind)) = told.get(&name.key)
            && (name.kind, kind) != (EntityType::Organization, EntityType::Location)
        {
            (name.kind, name.confidence) = (kind, TOLD);
        }
    }
}

fn is_unsure(document: &DocumentTokens<'_>, lexicon: &Lexicon, name: &NameMention) -> bool {
    let can_be = matches!(name.kind, EntityType::Person | EntityType::Organization | EntityType::Location);
    can_be
        && name.confidence < SURE
        && !name.titled
        && name.nation.is_none()
        && !is_full_name(document, lexicon, name)
}

/// Whether a name begins with a given name, as only people's do as a rule.
fn is_full_name(document: &DocumentTokens<'_>, lexicon: &Lexicon, name: &NameMention) -> bool {
    name.kind == EntityType::Person
        && name.tokens.len() > 1
        && lexicon.given(document.hash(name.tokens.start)).is_some()
}

/// Whether a relative pronoun that people do not have follows a name, it has shares, or is said to be a body: "Harlan
/// Tarrant, which makes pumps", "shares in Ashby Cole", "Pella Ross, a retailer".
fn is_thing(document: &DocumentTokens<'_>, lexicon: &Lexicon, name: &NameMention) -> bool {
    let next = |at: usize| document.same_sentence(at, name.tokens.start);
    let comma = next(name.tokens.end).filter(|&at| document.text(at) == ",");
    let after = comma.and_then(|comma| next(comma + 1));
    let impersonal = after.is_some_and(|at| document.has(at, WordClass::ImpersonalRelative));
    let of = document.before(name.tokens.start);
    let held = of.and_then(|of| document.before(of)).is_some_and(|at| document.has(at, WordClass::Holding));
    let joined = of.is_some_and(|of| {
        document.has(of, WordClass::ComplementPreposition) || document.has(of, WordClass::LocativePreposition)
    });
    // "Ada Lind, a leader of the opposition party" is somebody.
    let told = name.tokens.len() > 1
        && !is_full_name(document, lexicon, name)
        && told_after(document, name) == Some(EntityType::Organization);
    impersonal || held && joined || told
}

/// Gives the names that fill marks behind a word for a work the kind of works: the films "X" and "Y". Linear in the text.
pub(super) fn tell_works(document: &DocumentTokens<'_>, names: &mut [NameMention]) {
    let mark = |at: usize| document.shape(at) == Shape::Mark;
    let mut last = None;
    for name in names.iter_mut() {
        checkpoint();
        let tokens = name.tokens.clone();
        let Some(open) = document.before(tokens.start).filter(|&at| mark(at)) else { continue };
        let closed =
            (tokens.end..tokens.end + 2).filter_map(|at| document.same_sentence(at, tokens.start)).any(mark);
        let Some(before) = document.before(open).filter(|_| closed) else { continue };
        let listed = || {
            let joint = document.text(before) == "," || document.has(before, WordClass::Coordinator);
            joint && last.is_some_and(|end: usize| before <= end + 2)
        };
        if document.has(before, WordClass::Work) || listed() {
            name.kind = EntityType::Work;
            last = Some(tokens.end);
        }
    }
}

/// What the words around a name say that it is.
fn kind_of(document: &DocumentTokens<'_>, name: &NameMention) -> Option<EntityType> {
    let after = told_after(document, name);
    after.or_else(|| told_before(document, name)).or_else(|| listed(document, name))
}

/// "X is a company", "X, a town in …", "X CEO".
fn told_after(document: &DocumentTokens<'_>, name: &NameMention) -> Option<EntityType> {
    let mut at = document.same_sentence(name.tokens.end, name.tokens.start)?;
    // "X (XY) is …".
    if document.text(at) == "("
        && document.same_sentence(at + 2, at).is_some_and(|at| document.text(at) == ")")
    {
        at = document.same_sentence(at + 3, at)?;
    }
    let next = document.same_sentence(at + 1, at)?;
    if document.text(at) == "," {
        return if document.is(next, Classes::INDEFINITE) { noun(document, next + 1) } else { None };
    }
    if document.is(at, Classes::BE) {
        let determined = document.is(next, Classes::DEFINITE.or(Classes::INDEFINITE).or(Classes::POSSESSIVE));
        let owned = || (next..next + 3).find(|&at| at < document.len() && document.is_possessive_clitic(at));
        return noun(document, if determined { next + 1 } else { owned()? + 1 });
    }
    let alone = name.kind != EntityType::Person || name.tokens.len() == 1;
    (alone && document.has(at, WordClass::CompanyRole)).then_some(EntityType::Organization)
}

/// "The company X", "the city of X", "the founder of X", "the state's oil company, X,".
fn told_before(document: &DocumentTokens<'_>, name: &NameMention) -> Option<EntityType> {
    let before = document.before(name.tokens.start)?;
    match document.text(before) {
        _ if document.has(before, WordClass::ComplementPreposition) => {
            let noun = document.before(before)?;
            if document.has(noun, WordClass::CompanyRole) {
                Some(EntityType::Organization)
            } else {
                kind_of_noun(document, noun).filter(|kind| *kind == EntityType::Location)
            }
        }
        "," => {
            let ended = document
                .same_sentence(name.tokens.end, before)
                .is_none_or(|at| matches!(document.shape(at), Shape::Punctuation | Shape::Mark));
            let noun = document.before(before)?;
            let owned = (noun.saturating_sub(MODIFIERS)..noun)
                .rev()
                .take_while(|&at| document.same_sentence(at, noun).is_some() && !document.is_predicate(at))
                .any(|at| document.is_possessive_clitic(at));
            if ended && owned { kind_of_noun(document, noun) } else { None }
        }
        _ => kind_of_noun(document, before),
    }
}

/// "Brands like X, Y and Z", "the villages of X and Y": what all of a list are.
fn listed(document: &DocumentTokens<'_>, name: &NameMention) -> Option<EntityType> {
    let next = document.same_sentence(name.tokens.end, name.tokens.start);
    if next.is_some_and(|next| document.is_possessive_clitic(next)) {
        return None;
    }
    let mut at = document.before(name.tokens.start)?;
    for _ in 0..LISTED {
        let goes_on = document.capitalized(at)
            || document.text(at) == ","
            || [WordClass::Coordinator, WordClass::NameConnective]
                .iter()
                .any(|&class| document.has(at, class));
        let lists = match () {
            () if document.has(at, WordClass::ExampleMarker) => Some(at),
            () if document.has(at, WordClass::Comparative) => {
                document.before(at).filter(|&such| document.has(such, WordClass::ExampleLead))
            }
            () => None,
        };
        if let Some(lists) = lists {
            let mut noun = document.before(lists)?;
            if document.text(noun) == "," {
                noun = document.before(noun)?;
            }
            let plural = document.text(noun);
            let singular = match plural.strip_suffix("ies") {
                Some(stem) => format!("{stem}y"),
                None => plural.strip_suffix('s')?.to_owned(),
            };
            return kind_of_classes(document.pack.described(hash(&singular)).classes);
        }
        if !goes_on {
            return None;
        }
        at = document.before(at)?;
    }
    None
}

/// What the phrase that goes on at a token says that something is: the kind of its last noun.
fn noun(document: &DocumentTokens<'_>, begin: usize) -> Option<EntityType> {
    let ends = |at: usize| {
        document.same_sentence(at, begin).is_none()
            || matches!(document.shape(at), Shape::Punctuation | Shape::Mark)
            || document.is(at, Classes::FUNCTION)
            || document.is_possessive_clitic(at)
            || (document.is_predicate(at) && kind_of_noun(document, at).is_none())
    };
    let end = (begin..=begin + MODIFIERS).find(|&at| ends(at))?;
    if end == begin { None } else { kind_of_noun(document, end - 1) }
}

fn kind_of_noun(document: &DocumentTokens<'_>, at: usize) -> Option<EntityType> {
    if document.capitalized(at) { None } else { kind_of_classes(document.word(at).classes) }
}

fn kind_of_classes(classes: Classes) -> Option<EntityType> {
    if classes.any(Classes::BODY) {
        Some(EntityType::Organization)
    } else if classes.any(Classes::PLACE) {
        Some(EntityType::Location)
    } else {
        None
    }
}

/// The names less the abbreviations of ordinary words, which a text gives behind what they stand for: "liquefied gas
/// (LG)". Linear in the text.
pub(super) fn without_common_nouns(
    document: &DocumentTokens<'_>,
    mut names: Vec<NameMention>,
) -> Vec<NameMention> {
    let common: WordMap<()> = names
        .iter()
        .inspect(|_| checkpoint())
        .filter(|name| name.nation.is_none() && abbreviates_words(document, name))
        .map(|name| (name.key, ()))
        .collect();
    names.retain(|name| !common.contains_key(&name.key));
    names
}

/// Whether a name stands in brackets behind words in small letters that begin with its letters.
fn abbreviates_words(document: &DocumentTokens<'_>, name: &NameMention) -> bool {
    let at = name.tokens.start;
    let text = |at: Option<usize>| at.map_or("", |at| document.text(at));
    let open = document.before(at).filter(|_| name.tokens.len() == 1);
    if text(open) != "(" || text(document.same_sentence(at + 1, at)) != ")" {
        return false;
    }
    let is_short = is_acronym(document, &name.tokens) || document.shape(at) == Shape::Mixed;
    let mut letters = document.text(at).chars().rev().filter(|c| c.is_alphabetic());
    let Some(mut last) = open.and_then(|open| document.before(open)).filter(|_| is_short) else {
        return false;
    };
    let (mut letter, mut words) = (letters.next(), 0);
    while let Some(c) = letter {
        let begins = document.text(last).chars().next().is_some_and(|first| first.eq_ignore_ascii_case(&c));
        if document.shape(last) == Shape::Lower && begins {
            (letter, words) = (letters.next(), words + 1);
        } else if document.text(last) != "-" {
            return false;
        }
        match document.before(last) {
            Some(before) => last = before,
            None => return letter.is_none() && words > 1,
        }
    }
    words > 1
}
