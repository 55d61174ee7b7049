//! Which names are names of one person.

use super::cluster::{EntityCluster, MentionSpan, NameMention};
use crate::analysis::{EntityType, MentionKind};
use crate::document_tokens::DocumentTokens;
use crate::lang::WordClass;
use crate::lang::lexicon::{Gender, Lexicon};
use crate::text::{WordMap, hash};

/// The most people of one surname that are looked at for a name.
const CANDIDATES: usize = 16;

/// Below this confidence, a name that was taken for something else may be a surname after all.
const DOUBTFUL: f32 = 0.7;

/// How sure the name of an author is.
const AUTHOR: f32 = 0.95;

/// People by the words of their names.
#[derive(Debug, Default)]
pub(super) struct People {
    // Indices of clusters, in the order in which the text introduces them.
    by_last: WordMap<Vec<usize>>,
    by_word: WordMap<Vec<usize>>,
}

/// The words of a person's name: standard forms of given names, without "Jr." and the like, which comes apart.
struct Parts {
    words: Vec<u64>,
    initial: Initial,
    suffix: Option<u64>,
}

/// How a person's name begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Initial {
    letter: char,
    // Whether the name has no more of its first word than this letter.
    alone: bool,
}

impl People {
    /// Assigns names of two and more words to people, new ones where nobody fits.
    pub(super) fn full_names(
        &mut self,
        document: &DocumentTokens<'_>,
        lexicon: &Lexicon,
        names: &[NameMention],
        clusters: &mut Vec<EntityCluster>,
        assigned: &mut [Option<usize>],
    ) {
        for (index, name) in names.iter().enumerate() {
            crate::interrupt::checkpoint();
            if name.kind != EntityType::Person || name.tokens.len() < 2 {
                continue;
            }
            let parts = parts(document, lexicon, name);
            if parts.words.len() < 2 {
                continue;
            }
            let gender = name.gender.or_else(|| given_gender(document, lexicon, name));
            let known = self.find(&parts, gender, clusters);
            let cluster = known.unwrap_or_else(|| {
                clusters.push(EntityCluster::person(name, parts.words.clone(), parts.initial, parts.suffix));
                self.enter(&parts.words, clusters.len() - 1);
                clusters.len() - 1
            });
            assigned[index] = Some(cluster);
            let person = &mut clusters[cluster];
            person.gender = person.gender.or(gender);
            if parts.words.len() > person.parts.len() {
                self.enter(&parts.words, cluster);
                person.parts = parts.words;
                person.name = name.tokens.clone();
            }
        }
    }

    /// Assigns names of one word: to the person last spoken of whom it may mean, else to the first who comes
    /// later (a headline says "Blinken" before the text says "Antony Blinken"), else to a new person.
    pub(super) fn short_names(
        &mut self,
        document: &DocumentTokens<'_>,
        lexicon: &Lexicon,
        names: &mut [NameMention],
        clusters: &mut Vec<EntityCluster>,
        assigned: &mut [Option<usize>],
    ) {
        // For each person the last token by which it was named so far, and how often.
        let mut last = vec![None; clusters.len()];
        for index in 0..names.len() {
            crate::interrupt::checkpoint();
            let at = names[index].tokens.start;
            if let Some(cluster) = assigned[index] {
                last[cluster] = Some((at, last[cluster].map_or(1, |(_, count)| count + 1)));
                continue;
            }
            if !self.may_be_person(document, &names[index]) {
                continue;
            }
            let name = &mut names[index];
            let parts = parts(document, lexicon, name);
            let Some(&word) = parts.words.last() else { continue };
            let found = self.short((word, lexicon.standard(word)), &parts, name, clusters, &last);
            let cluster = match found {
                Some(cluster) => cluster,
                None if name.kind == EntityType::Person => {
                    let mut person = EntityCluster::person(name, parts.words.clone(), parts.initial, None);
                    person.gender = name.gender.or_else(|| lexicon.given(document.hash(at)));
                    clusters.push(person);
                    last.push(None);
                    self.enter(&parts.words, clusters.len() - 1);
                    clusters.len() - 1
                }
                None => continue,
            };
            name.kind = EntityType::Person;
            assigned[index] = Some(cluster);
            // Whom a text calls by a nickname is not for that whom it means by the surname.
            if clusters[cluster].parts.contains(&word) {
                last[cluster] = Some((at, last[cluster].map_or(1, |(_, count)| count + 1)));
            }
            clusters[cluster].gender = clusters[cluster].gender.or(name.gender);
        }
    }

    /// Adds those who wrote the text, as its byline names them: each to the person whom the text calls by the same full
    /// name, else as a new one. They come after everything else has been resolved, since "he" and "I" are not they.
    pub(super) fn add_authors(
        &self,
        document: &DocumentTokens<'_>,
        lexicon: &Lexicon,
        clusters: &mut Vec<EntityCluster>,
    ) {
        let byline = document.layers.structure.byline.as_ref();
        let authors = byline.map_or(&[][..], |byline| &byline.authors);
        for span in authors.iter().filter_map(|author| author.span) {
            crate::interrupt::checkpoint();
            let tokens = document.layers.tokens.covered_by(span);
            if tokens.is_empty() || document.in_story(tokens.start) {
                continue;
            }
            let name = NameMention {
                key: super::name_mentions::key(document, &tokens),
                tokens: tokens.clone(),
                kind: EntityType::Person,
                confidence: AUTHOR,
                nation: None,
                gender: None,
                titled: false,
                is_place: false,
            };
            let parts = parts(document, lexicon, &name);
            let known =
                self.find(&parts, None, clusters).filter(|&cluster| clusters[cluster].parts == parts.words);
            let cluster = known.unwrap_or_else(|| {
                clusters.push(EntityCluster::person(&name, parts.words, parts.initial, parts.suffix));
                clusters.len() - 1
            });
            let mention = MentionSpan { tokens, kind: MentionKind::Name, confidence: AUTHOR };
            clusters[cluster].mentions.push(mention);
        }
    }

    /// A name of one word that was taken for something else may still be somebody's surname.
    fn may_be_person(&self, document: &DocumentTokens<'_>, name: &NameMention) -> bool {
        name.kind == EntityType::Person
            || (name.tokens.len() == 1
                && name.nation.is_none()
                && name.confidence < DOUBTFUL
                && self.by_last.contains_key(&document.hash(name.tokens.start)))
    }

    fn short(
        &self,
        (word, given): (u64, u64),
        parts: &Parts,
        name: &NameMention,
        clusters: &[EntityCluster],
        last: &[Option<(usize, u32)>],
    ) -> Option<usize> {
        let by_word = [self.by_last.get(&word), self.by_word.get(&word), self.by_word.get(&given)];
        for candidates in by_word.into_iter().flatten() {
            let fits = |&&cluster: &&usize| {
                let person = &clusters[cluster];
                genders_agree(name.gender, person.gender)
                    && (parts.suffix.is_none() || parts.suffix == person.suffix)
                    && (parts.words.len() < 2 || words_agree(parts, person))
            };
            let recent = candidates.iter().rev().take(CANDIDATES).filter(fits);
            let known = recent
                .filter(|&&cluster| last[cluster].is_some())
                .max_by_key(|&&cluster| last[cluster].map(|(at, count)| at + 400 * (count.min(5) as usize)));
            if let Some(&cluster) = known.or_else(|| candidates.iter().take(CANDIDATES).find(fits)) {
                return Some(cluster);
            }
        }
        None
    }

    fn find(&self, parts: &Parts, gender: Option<Gender>, clusters: &[EntityCluster]) -> Option<usize> {
        let candidates = self.by_last.get(parts.words.last()?)?;
        candidates.iter().rev().take(CANDIDATES).copied().find(|&cluster| {
            let person = &clusters[cluster];
            words_agree(parts, person)
                && genders_agree(gender, person.gender)
                && (parts.suffix.is_none() || person.suffix.is_none() || parts.suffix == person.suffix)
        })
    }

    fn enter(&mut self, words: &[u64], cluster: usize) {
        for (position, &word) in words.iter().enumerate() {
            let index = if position + 1 == words.len() { &mut self.by_last } else { &mut self.by_word };
            let entry = index.entry(word).or_default();
            if entry.last() != Some(&cluster) {
                entry.push(cluster);
            }
        }
    }
}

/// Whether two genders can be of one person.
pub(super) fn genders_agree(one: Option<Gender>, other: Option<Gender>) -> bool {
    one.is_none() || other.is_none() || one == other
}

/// Whether a name can be of a person with the same surname: it has the same first name or its initial, or one
/// name's words are all in the other ("von der Leyen", "Ursula von der Leyen").
fn words_agree(parts: &Parts, person: &EntityCluster) -> bool {
    let (short, long) = if parts.words.len() <= person.parts.len() {
        (&parts.words, &person.parts)
    } else {
        (&person.parts, &parts.words)
    };
    if short.iter().all(|word| long.contains(word)) {
        return true;
    }
    let Some(initial) = person.initial.filter(|_| short.len() > 1) else { return false };
    let abbreviated = (initial.alone || parts.initial.alone) && initial.letter == parts.initial.letter;
    abbreviated || parts.words.first() == person.parts.first()
}

/// Whether a word follows a surname and is no part of it: "Jr.", "III".
pub(super) fn is_suffix(document: &DocumentTokens<'_>, at: usize) -> bool {
    document.capitalized(at) && document.has(at, WordClass::NameSuffix)
}

/// The words of a person's name.
fn parts(document: &DocumentTokens<'_>, lexicon: &Lexicon, name: &NameMention) -> Parts {
    let mut words = Vec::with_capacity(name.tokens.len());
    let mut suffix = None;
    for at in name.tokens.clone().filter(|&at| document.shape(at).is_word()) {
        let text = document.text(at);
        if is_suffix(document, at) && !words.is_empty() {
            suffix = Some(hash(text.trim_end_matches('.')));
            continue;
        }
        let key = without_article(text).map_or_else(|| document.hash(at), hash);
        words.push(if words.is_empty() && name.tokens.len() > 1 { lexicon.standard(key) } else { key });
    }
    let first = document.text(name.tokens.start);
    let letter = first.chars().next().unwrap_or_default();
    let alone = first.chars().filter(|c| c.is_alphabetic()).count() == 1;
    Parts { words, initial: Initial { letter, alone }, suffix }
}

/// A surname without the article that leans on it: "Awlaqi" of "al-Awlaqi".
fn without_article(word: &str) -> Option<&str> {
    let (article, name) = word.split_once('-')?;
    let leans = article.len() <= 3 && article.starts_with(char::is_lowercase);
    (leans && name.starts_with(char::is_uppercase)).then_some(name)
}

/// The gender that the first name tells; an initial tells none, and then the middle name may.
fn given_gender(document: &DocumentTokens<'_>, lexicon: &Lexicon, name: &NameMention) -> Option<Gender> {
    let given = name.tokens.start..name.tokens.end - 1;
    given.take(2).find_map(|at| {
        let text = document.text(at);
        let hyphen = text.find('-').map(|cut| hash(&text[..cut]));
        lexicon.given(document.hash(at)).or_else(|| lexicon.given(hyphen?))
    })
}
