//! One thing for all names that mean the same.

use super::Thing;
use super::lexicon::{Classes, Lexicon};
use super::recognize::Name;
use crate::analysis::{EntityType, Layers, Mention, MentionKind};
use crate::tokens::{WordMap, hash};
use std::ops::Range;

/// How many things with the same last name are compared with a new one.
const CANDIDATES: usize = 12;

/// The things that names stand for, and which thing each name belongs to.
#[derive(Debug, Default)]
pub(super) struct Merged {
    pub(super) things: Vec<Thing>,
    /// For each name in order of the text: its thing and its tokens, titles left out.
    pub(super) names: Vec<(usize, Range<usize>)>,
    by_part: WordMap<Vec<usize>>,
    by_key: WordMap<usize>,
}

/// Merges names, in order of the text.
///
/// The longest names come first, so that "Lund" in a headline finds the "Mayor Ida Lund" of the story.
pub(super) fn merge(layers: Layers<'_>, lexicon: &Lexicon, names: &[Name]) -> Merged {
    let mut merged = Merged::default();
    let mut trimmed: Vec<(usize, Range<usize>)> =
        names.iter().map(|name| strip_title(layers, lexicon, name)).enumerate().collect();
    let mut things = vec![usize::MAX; names.len()];
    let long = |range: &Range<usize>| range.len() > 1;
    let (full, short): (Vec<_>, Vec<_>) = trimmed.drain(..).partition(|(_, range)| long(range));
    let mut ordered = Vec::with_capacity(names.len());
    for (index, range) in full.into_iter().chain(short) {
        things[index] = merged.thing(layers, lexicon, &names[index], range.clone());
        let span = layers.tokens.spans[range.start].cover(layers.tokens.spans[range.end - 1]);
        let mention = Mention { span, kind: MentionKind::Name, confidence: names[index].confidence };
        merged.things[things[index]].mentions.push(mention);
        ordered.push((things[index], range));
    }
    ordered.sort_by_key(|(_, range)| range.start);
    merged.names = ordered;
    for thing in &mut merged.things {
        thing.mentions.sort_by_key(|mention| mention.span);
    }
    merged
}

/// The tokens of a name without titles before it and a possessive after it.
fn strip_title(layers: Layers<'_>, lexicon: &Lexicon, name: &Name) -> Range<usize> {
    let mut range = name.tokens.start as usize..name.tokens.end as usize;
    let tokens = layers.tokens;
    if name.kind == EntityType::Person {
        let titles = Classes::TITLE.or(Classes::RANK);
        while range.len() > 1 && lexicon.word(tokens.hashes[range.start]).classes.any(titles) {
            range.start += 1;
        }
    }
    while range.len() > 1 && matches!(tokens.spans[range.end - 1].of(layers.text), "'s" | "’s" | "'" | "’")
    {
        range.end -= 1;
    }
    range
}

impl Merged {
    /// The thing that a name stands for, a new one where it is none so far.
    fn thing(&mut self, layers: Layers<'_>, lexicon: &Lexicon, name: &Name, range: Range<usize>) -> usize {
        let tokens = layers.tokens;
        let span = tokens.spans[range.start].cover(tokens.spans[range.end - 1]);
        let written = span.of(layers.text);
        let bare = written.strip_prefix("the ").or_else(|| written.strip_prefix("The ")).unwrap_or(written);
        let parts: Vec<u64> = tokens.hashes[range.clone()].to_vec();
        let found = if name.kind == EntityType::Person {
            self.person(lexicon, &parts)
        } else {
            self.by_key.get(&key(lexicon, bare, name.kind)).copied().or_else(|| self.acronym(bare, name.kind))
        };
        let id = found.unwrap_or_else(|| {
            let nation = lexicon.nation(hash(bare));
            self.things.push(Thing {
                kind: name.kind,
                name: clean(bare),
                gender: parts.first().and_then(|&part| lexicon.given(part)).filter(|_| parts.len() > 1),
                value: nation.map(|nation| nation.code.to_owned()).unwrap_or_default(),
                parts: parts.clone(),
                mentions: Vec::new(),
                descriptions: Vec::new(),
                roles: Vec::new(),
            });
            self.things.len() - 1
        });
        let thing = &mut self.things[id];
        if parts.len() > thing.parts.len()
            || (name.kind != EntityType::Person && bare.len() > thing.name.len())
        {
            thing.name = clean(bare);
            thing.parts.clone_from(&parts);
        }
        self.by_key.insert(key(lexicon, bare, name.kind), id);
        for part in parts.iter().take(6) {
            let list = self.by_part.entry(*part).or_default();
            if list.last() != Some(&id) {
                list.push(id);
            }
        }
        id
    }

    /// The person that a name fits: the last one with the same last name whose first name does not contradict.
    fn person(&self, lexicon: &Lexicon, parts: &[u64]) -> Option<usize> {
        let (&last, &first) = (parts.last()?, parts.first()?);
        let list = self.by_part.get(&last)?;
        let mut fits = list.iter().rev().take(CANDIDATES).copied().filter(|&id| {
            let thing = &self.things[id];
            if thing.kind != EntityType::Person {
                return false;
            }
            let (known_last, known_first) = (thing.parts.last(), thing.parts.first());
            match (parts.len(), thing.parts.len()) {
                (1, _) => known_last == Some(&last) || known_first == Some(&last),
                (_, 1) => known_last == Some(&last),
                _ => {
                    known_last == Some(&last)
                        && known_first
                            .is_some_and(|&known| lexicon.standard(known) == lexicon.standard(first))
                }
            }
        });
        if parts.len() > 1 {
            return fits.next();
        }
        // A last name alone means whoever the text speaks of most.
        fits.max_by_key(|&id| (self.things[id].parts.last() == Some(&last), self.things[id].mentions.len()))
    }

    /// The organisation whose initials a name in capitals is made of.
    fn acronym(&self, written: &str, kind: EntityType) -> Option<usize> {
        let letters = written.trim_end_matches('.').replace('.', "");
        if !(2..=6).contains(&letters.len()) || !letters.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return None;
        }
        self.things.iter().take(400).position(|thing| {
            let words = thing.name.split([' ', '-']).filter(|word| word.starts_with(char::is_uppercase));
            let initials: String = words.filter_map(|word| word.chars().next()).collect();
            thing.kind == kind && thing.parts.len() > 1 && initials == letters
        })
    }
}

/// What names of the same thing share: a nation's code, else the words in lower case; and the kind of thing.
fn key(lexicon: &Lexicon, written: &str, kind: EntityType) -> u64 {
    let words = match lexicon.nation(hash(written)) {
        Some(nation) => hash(&format!("{}-{}", nation.code, nation.people)),
        None => hash(written),
    };
    let group = match kind {
        EntityType::Group => 1,
        EntityType::Event | EntityType::Product | EntityType::Work | EntityType::Other => 2,
        _ => 0,
    };
    words.rotate_left(group)
}

/// A name on one line, its blanks made single.
fn clean(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}
