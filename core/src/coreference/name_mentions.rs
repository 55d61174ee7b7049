//! Names as the recogniser found them, made ready to be compared.

use std::collections::HashMap;
use std::ops::Range;

use super::cluster::NameMention;
use super::name_parts::{self, begin_at_given, free_of_titles, titles, with_nicknames};
use super::person_clusters::is_suffix;
use super::{speaker_labels, type_patterns};
use crate::analysis::{BlockKind, EntityType, Shape};
use crate::document_tokens::DocumentTokens;
use crate::interrupt::checkpoint;
use crate::lang::lexicon::{Classes, Lexicon};
use crate::lang::{CueWord, WordClass};
use crate::names::NameSpan;
use crate::text::Span;
use crate::text::{WordMap, hash};

/// How sure a name in a label of a transcript is.
const LABELLED: f32 = 0.9;

/// Names without titles, articles and possessive endings, each with the kind that the whole document speaks for.
pub(super) fn clean(
    document: &DocumentTokens<'_>,
    lexicon: &Lexicon,
    names: &[NameSpan],
) -> Vec<NameMention> {
    let mut cleaned: Vec<NameMention> = Vec::with_capacity(names.len());
    let mut done = 0;
    let place = dateline_place(document);
    let surnames = surnames(document, names);
    // What only touches the place of the dateline is no name: "EXTON (Northwire".
    let astride = |tokens: &Range<usize>| {
        tokens.start < place.end
            && place.start < tokens.end
            && (tokens.start < place.start || place.end < tokens.end)
    };
    for name in &with_nicknames(document, lexicon, &without_next(document, names)) {
        checkpoint();
        let tokens = name.tokens.start as usize..name.tokens.end as usize;
        if astride(&tokens) || begins_with_label(document, name) {
            continue;
        }
        cleaned.extend(acronyms(document, lexicon, done..name.tokens.start as usize));
        cleaned.extend(clean_one(document, lexicon, &surnames, name));
        done = name.tokens.end as usize;
    }
    cleaned.extend(acronyms(document, lexicon, done..document.len()));
    let known = cleaned.iter().any(|name| place.contains(&name.tokens.start));
    if !place.is_empty() && !known {
        let at = cleaned.partition_point(|name| name.tokens.start < place.start);
        cleaned.insert(at, place_name(document, lexicon, place.clone()));
    }
    add_labels(document, &mut cleaned);
    let mut cleaned = type_patterns::without_common_nouns(document, joined_as_elsewhere(document, cleaned));
    tell_firms(document, &mut cleaned);
    if document.pack.settings.models.names {
        type_patterns::tell(document, lexicon, &mut cleaned);
    }
    let placed = cleaned.iter_mut().find(|name| place.contains(&name.tokens.start)).map(|name| {
        (name.kind, name.confidence, name.is_place) =
            (EntityType::Location, name.confidence.max(PLACED), true);
        name.key
    });
    for name in cleaned.iter_mut().filter(|name| Some(name.key) == placed) {
        name.is_place = true;
        if name.kind != EntityType::Organization || name.confidence < SURE {
            (name.kind, name.confidence) = (EntityType::Location, name.confidence.max(PLACED));
        }
    }
    agree(&mut cleaned);
    type_patterns::tell_works(document, &mut cleaned);
    if let Some(dateline) = &document.layers.structure.dateline {
        let is_agency = |name: &&mut NameMention| {
            dateline.span.contains(document.span(&name.tokens))
                && document.phrase(&name.tokens) == dateline.agency
        };
        cleaned.iter_mut().filter(is_agency).for_each(|name| name.kind = EntityType::Organization);
    }
    cleaned
}

/// The names, cut behind "Jr." and the like where more follows: the stop may have been that of the sentence.
fn without_next(document: &DocumentTokens<'_>, names: &[NameSpan]) -> Vec<NameSpan> {
    let mut cut = Vec::with_capacity(names.len());
    for name in names {
        checkpoint();
        let is_end =
            |&at: &u32| is_suffix(document, at as usize) && document.text(at as usize).ends_with('.');
        match (name.tokens.start + 1..name.tokens.end - 1).find(is_end) {
            Some(end) if name.kind == EntityType::Person => {
                let spans = &document.layers.tokens.spans;
                let part = |tokens: Range<u32>| NameSpan {
                    span: spans[tokens.start as usize].cover(spans[tokens.end as usize - 1]),
                    tokens,
                    ..name.clone()
                };
                cut.push(part(name.tokens.start..end + 1));
                cut.push(part(end + 1..name.tokens.end));
            }
            _ => cut.push(name.clone()),
        }
    }
    cut
}

/// Adds the names in the labels of turns, in the place of names that they overlap. Linear in the text.
fn add_labels(document: &DocumentTokens<'_>, names: &mut Vec<NameMention>) {
    let told = speaker_labels::names(document);
    if told.is_empty() {
        return;
    }
    names.retain(|name| {
        let next = told.partition_point(|(tokens, _)| tokens.end <= name.tokens.start);
        told.get(next).is_none_or(|(tokens, _)| tokens.start >= name.tokens.end)
    });
    names.extend(told.into_iter().map(|(tokens, gender)| NameMention {
        key: key(document, &tokens),
        tokens,
        kind: EntityType::Person,
        confidence: LABELLED,
        nation: None,
        gender,
        titled: true,
        is_place: false,
    }));
    names.sort_by_key(|name| name.tokens.start);
}

/// Whether the letter that opens a turn is taken for an initial: "Q. What".
fn begins_with_label(document: &DocumentTokens<'_>, name: &NameSpan) -> bool {
    let (text, blocks) = (document.layers.text, &document.layers.structure.blocks);
    let block = blocks.binary_search_by_key(&name.span.begin(), |block| block.span.begin());
    let is_turn = block.is_ok_and(|block| blocks[block].kind == BlockKind::Speaker);
    // "A. Lind:" is who speaks.
    is_turn
        && name.span.of(text).chars().nth(1) == Some('.')
        && !text[name.span.range().end..].starts_with([':', '：'])
}

/// Two names with a word or two between them are one where the document has all of it as one name elsewhere: "Old Bridge"
/// and "Exton", with an "Old Bridge of Exton" below.
fn joined_as_elsewhere(document: &DocumentTokens<'_>, names: Vec<NameMention>) -> Vec<NameMention> {
    let long = names.iter().inspect(|_| checkpoint()).filter(|name| name.tokens.len() > 2);
    let whole: HashMap<u64, EntityType> = long.map(|name| (name.key, name.kind)).collect();
    let mut joined: Vec<NameMention> = Vec::with_capacity(names.len());
    for name in names {
        checkpoint();
        if let Some(before) = joined.last_mut()
            && (1..=2).contains(&(name.tokens.start - before.tokens.end))
        {
            let tokens = before.tokens.start..name.tokens.end;
            let key = key(document, &tokens);
            if let Some(&kind) = whole.get(&key) {
                let confidence = before.confidence.min(name.confidence);
                *before = NameMention { tokens, key, kind, confidence, nation: None, ..before.clone() };
                continue;
            }
        }
        joined.push(name);
    }
    joined
}

/// The most beginnings of a firm's name that it is known by.
const LONGEST_FIRM: usize = 8;

/// What has a legal form is a firm, however much its name looks like that of a person or a place, and so is what is called
/// by the beginning of such a name ("Lind Brandt", with a "Lind Brandt Moe LLP" elsewhere).
fn tell_firms(document: &DocumentTokens<'_>, names: &mut [NameMention]) {
    let is_form = |at: usize| document.has(at, WordClass::LegalForm);
    let mut firms: WordMap<()> = WordMap::default();
    for name in names.iter_mut().filter(|name| name.tokens.len() > 1 && is_form(name.tokens.end - 1)) {
        checkpoint();
        name.kind = EntityType::Organization;
        for end in (name.tokens.start + 2..name.tokens.end).take(LONGEST_FIRM) {
            firms.insert(key(document, &(name.tokens.start..end)), ());
        }
    }
    for name in names.iter_mut().filter(|name| !name.titled && firms.contains_key(&name.key)) {
        checkpoint();
        name.kind = EntityType::Organization;
    }
}

/// Below this the kind of a name is as likely wrong as right.
const UNSURE: f32 = 0.5;

/// From here on the kind of a name stands against that of the same name elsewhere, where both may be right.
const SURE: f32 = 0.6;

/// How sure the place of a dateline is a place.
const PLACED: f32 = 0.95;

/// The tokens of the place that the dateline names, up to a comma; none without one.
fn dateline_place(document: &DocumentTokens<'_>) -> Range<usize> {
    let layers = document.layers;
    let Some(dateline) = &layers.structure.dateline else { return 0..0 };
    let place = dateline.location.split(',').next().unwrap_or_default();
    if place.is_empty() || !dateline.span.of(layers.text).starts_with(place) {
        return 0..0;
    }
    let begin = dateline.span.begin();
    layers.tokens.covered_by(Span::new(begin, begin + place.len() as u32))
}

fn place_name(document: &DocumentTokens<'_>, lexicon: &Lexicon, tokens: Range<usize>) -> NameMention {
    let key = key(document, &tokens);
    NameMention {
        key,
        tokens,
        kind: EntityType::Location,
        confidence: PLACED,
        nation: lexicon.nation(key).filter(|nation| !nation.people),
        gender: None,
        titled: false,
        is_place: true,
    }
}

/// Acronyms of countries that the recogniser passed over: "US Secretary of State".
fn acronyms(
    document: &DocumentTokens<'_>,
    lexicon: &Lexicon,
    tokens: Range<usize>,
) -> impl Iterator<Item = NameMention> {
    tokens.filter_map(|at| {
        checkpoint();
        let shouted = |neighbour: usize| {
            document.same_sentence(neighbour, at).is_some_and(|at| document.shape(at) == Shape::Upper)
        };
        let tokens = at..at + 1;
        // In a line of capitals "US" may be the pronoun.
        let acronym = document.in_story(at) && is_acronym(document, &tokens);
        if !acronym || shouted(at + 1) || at.checked_sub(1).is_some_and(shouted) {
            return None;
        }
        let nation = lexicon.nation(document.hash(at))?;
        Some(NameMention {
            key: document.hash(at),
            tokens,
            kind: EntityType::Location,
            confidence: 0.8,
            nation: Some(nation),
            gender: None,
            titled: false,
            is_place: true,
        })
    })
}

/// The last words of the full names of people: "Dane" is no people where a Robert Dane is spoken of.
fn surnames(document: &DocumentTokens<'_>, names: &[NameSpan]) -> WordMap<()> {
    let full = names.iter().filter(|name| name.kind == EntityType::Person && name.tokens.len() > 1);
    full.flat_map(|name| {
        checkpoint();
        let end = name.tokens.end as usize;
        let last = end - 1 - usize::from(is_suffix(document, end - 1));
        (last > name.tokens.start as usize).then(|| (document.hash(last), ()))
    })
    .collect()
}

fn clean_one(
    document: &DocumentTokens<'_>,
    lexicon: &Lexicon,
    surnames: &WordMap<()>,
    name: &NameSpan,
) -> Option<NameMention> {
    let mut tokens = name.tokens.start as usize..name.tokens.end as usize;
    while tokens.len() > 1 && document.is_possessive_clitic(tokens.end - 1) {
        tokens.end -= 1;
    }
    // "The Harbour Authority", but "Los Angeles".
    let sheds = document.pack.settings.models.names;
    if sheds && tokens.len() > 1 && document.is(tokens.start, Classes::DEFINITE.or(Classes::INDEFINITE)) {
        tokens.start += 1;
    }
    let mut kind = name.kind;
    let key = key(document, &tokens);
    let surname = lexicon.nation(key).is_some()
        && surnames.contains_key(&key)
        && (kind == EntityType::Person || acts_alone(document, &tokens));
    let nation = lexicon.nation(key).filter(|_| !surname);
    if surname {
        kind = EntityType::Person;
    }
    if let Some(nation) = nation
        && (kind != EntityType::Person
            || document.before(tokens.start).is_none_or(|at| !titles(document, at)))
    {
        kind = if nation.people { EntityType::Group } else { EntityType::Location };
    }
    // The name of a city also means its government or its club, but that has to be told clearly.
    if kind == EntityType::Organization && name.confidence < UNSURE && lexicon.is_city(key) {
        kind = EntityType::Location;
    }
    // "Florence Ashdown said": the last two words are the name of a person.
    if kind == EntityType::Organization && name_parts::is_department_and_head(document, lexicon, &tokens)
        || kind == EntityType::Location && is_person_speaking(document, lexicon, &tokens)
    {
        (kind, tokens.start) = (EntityType::Person, tokens.end - 2);
    }
    // Many places are called like people; in "bakers in Lunde" it is one of them.
    if kind == EntityType::Person
        && tokens.len() == 1
        && name.confidence < SURE
        && is_placed(document, tokens.start)
    {
        kind = EntityType::Location;
    }
    if !document.pack.settings.models.names && nation.is_none() {
        begin_at_given(document, lexicon, &mut tokens, &mut kind, name.confidence);
    }
    let mut gender = None;
    let mut titled = false;
    if kind == EntityType::Person {
        name_parts::begin(document, lexicon, &mut tokens);
        (titled, gender) = free_of_titles(document, lexicon, &mut tokens)?;
    }
    // "Q: How" is who speaks and what.
    let labelled = tokens.len() > 2 && document.text(tokens.start + 1) == ":";
    let is_name =
        tokens.clone().any(|at| document.shape(at).is_word()) && !labelled && !is_compound(document, &tokens);
    is_name.then(|| NameMention {
        key: self::key(document, &tokens),
        tokens,
        kind,
        confidence: name.confidence,
        nation: nation.filter(|_| kind != EntityType::Person),
        gender,
        titled,
        is_place: name.is_place,
    })
}

/// Whether a word stands right behind a preposition that says where something is.
fn is_placed(document: &DocumentTokens<'_>, at: usize) -> bool {
    document.before(at).is_some_and(|before| {
        document.pack.get(document.hash(before)).classes.has(WordClass::LocativePreposition)
    })
}

/// Whether a given name and a word that ends no name of a place are the subject of a verb of speech.
fn is_person_speaking(document: &DocumentTokens<'_>, lexicon: &Lexicon, tokens: &Range<usize>) -> bool {
    let last = tokens.end - 1;
    let place = Classes::PLACE.or(Classes::BODY).or(Classes::MODIFIER);
    let cue = |at: usize| document.pack.get(document.hash(at)).cue.is_some_and(CueWord::is_speech_verb);
    tokens.len() == 2
        && lexicon.given(document.hash(tokens.start)).is_some()
        && !document.has(last, WordClass::DispensableEnd)
        && !document.is(last, place)
        && lexicon.nation(document.hash(last)).is_none()
        && document.before(tokens.start).is_none()
        && document.same_sentence(tokens.end, last).is_some_and(cue)
}

/// Whether a name is a subject or an owner without an article: "Dane said", "Dane's father", but not "the French said".
fn acts_alone(document: &DocumentTokens<'_>, tokens: &Range<usize>) -> bool {
    let determined = document
        .before(tokens.start)
        .is_some_and(|before| document.is(before, Classes::DEFINITE.or(Classes::INDEFINITE)));
    let next = document.same_sentence(tokens.end, tokens.start);
    !determined && next.is_some_and(|next| document.is_possessive_clitic(next) || document.is_predicate(next))
}

/// Whether a word only begins with a name: "Moscow-appointed".
fn is_compound(document: &DocumentTokens<'_>, tokens: &Range<usize>) -> bool {
    let tail = document.text(tokens.start).rsplit_once('-').map(|(_, tail)| tail);
    tokens.len() == 1
        && tail.is_some_and(|tail| {
            let known = document.pack.get(hash(tail)).classes.has(WordClass::CompoundTail);
            tail.starts_with(char::is_lowercase) && (known || tail.ends_with("ed"))
        })
}

/// The key of a name: its words without punctuation, in lower case; one word's key is that of the word.
pub(super) fn key(document: &DocumentTokens<'_>, tokens: &Range<usize>) -> u64 {
    if tokens.len() == 1 {
        return document.hash(tokens.start);
    }
    let text = document.span(tokens).of(document.layers.text);
    if text.split(' ').all(|word| !word.is_empty() && !word.contains(char::is_whitespace)) {
        return hash(text);
    }
    hash(&document.phrase(tokens))
}

/// Gives all names with one key the kind that most of them have, weighed by confidence. A person with a title
/// stays a person beside a place of that name, and a club or a government beside the city that it is called by.
fn agree(names: &mut [NameMention]) {
    let mut votes: WordMap<Vec<(EntityType, f32)>> = WordMap::default();
    let decided = |name: &NameMention| name.titled || name.nation.is_some();
    for name in names.iter().filter(|name| !decided(name)) {
        checkpoint();
        let vote = votes.entry(name.key).or_default();
        match vote.iter_mut().find(|(kind, _)| *kind == name.kind) {
            Some((_, weight)) => *weight += name.confidence,
            None => vote.push((name.kind, name.confidence)),
        }
    }
    for name in names.iter_mut().filter(|name| !decided(name)) {
        checkpoint();
        let vote = &votes[&name.key];
        let Some(&(kind, _)) = vote.iter().max_by(|a, b| a.1.total_cmp(&b.1)) else { continue };
        let both = [name.kind, kind];
        let two_things = both.contains(&EntityType::Location) && both.contains(&EntityType::Organization);
        if !(two_things && name.is_place && name.confidence >= SURE) {
            name.kind = kind;
        }
    }
}

/// Whether a name is written as an acronym: two to six capitals, with or without stops.
pub(super) fn is_acronym(document: &DocumentTokens<'_>, tokens: &Range<usize>) -> bool {
    let text = document.text(tokens.start);
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    tokens.len() == 1
        && (2..=6).contains(&letters)
        && (document.shape(tokens.start) == Shape::Upper || text.contains('.'))
        && text.chars().all(|c| c.is_uppercase() || c == '.' || c == '&')
}
