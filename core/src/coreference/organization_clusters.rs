//! Which names of organisations, places and other clusters that are not people mean the same.

use super::cluster::{EntityCluster, NameMention};
use super::name_mentions::is_acronym;
use crate::analysis::EntityType;
use crate::document_tokens::DocumentTokens;
use crate::interrupt::checkpoint;
use crate::lang::WordClass;
use crate::text::{WordMap, hash};

/// Clusters other than people, by their names.
#[derive(Debug, Default)]
pub(super) struct Bodies {
    by_key: WordMap<usize>,
    by_nation: WordMap<usize>,
}

impl Bodies {
    /// Assigns every name that is not yet somebody's to a cluster.
    pub(super) fn assign(
        &mut self,
        document: &DocumentTokens<'_>,
        names: &[NameMention],
        clusters: &mut Vec<EntityCluster>,
        assigned: &mut [Option<usize>],
    ) {
        let long_forms = LongForms::of(document, names);
        for (index, name) in names.iter().enumerate().filter(|(_, name)| name.kind != EntityType::Person) {
            checkpoint();
            if assigned[index].is_some() {
                continue;
            }
            let key = long_forms.of_name(document, name);
            let cluster = self.known(name, key).unwrap_or_else(|| {
                clusters.push(EntityCluster::new(name));
                clusters.len() - 1
            });
            assigned[index] = Some(cluster);
            self.by_key.insert(key, cluster);
            if let Some(nation) = name.nation {
                self.by_nation.insert(nation_key(nation.code, nation.people), cluster);
            }
            let known = &mut clusters[cluster];
            if is_fuller(document, name, known) {
                known.name = name.tokens.clone();
            }
        }
    }

    fn known(&self, name: &NameMention, key: u64) -> Option<usize> {
        let nation =
            name.nation.and_then(|nation| self.by_nation.get(&nation_key(nation.code, nation.people)));
        nation.or_else(|| self.by_key.get(&key)).copied()
    }
}

fn nation_key(code: &str, people: bool) -> u64 {
    hash(code).wrapping_add(u64::from(people))
}

/// Whether a name says more than the one that its cluster is known by. A people is called by one word alone.
fn is_fuller(document: &DocumentTokens<'_>, name: &NameMention, cluster: &EntityCluster) -> bool {
    if name.kind == EntityType::Group && name.nation.is_some() {
        return false;
    }
    let length = |tokens| {
        let span = document.span(tokens);
        // An acronym says less than any word.
        if is_acronym(document, tokens) { 1 } else { span.len() }
    };
    length(&name.tokens) > length(&cluster.name)
}

/// For short forms of names the key of the long form, where the document has one and no more than one.
#[derive(Debug, Default)]
struct LongForms {
    by_initials: WordMap<Option<u64>>,
    // Without a word that a name may do without.
    by_beginning: WordMap<Option<u64>>,
    // By the first or the last of two words that tell an organisation.
    by_word: WordMap<Option<u64>>,
}

impl LongForms {
    fn of(document: &DocumentTokens<'_>, names: &[NameMention]) -> Self {
        // "Apple" is "Apple Inc.", "Harvard" is "Harvard University".
        let is_dispensable = |at: usize| document.has(at, WordClass::DispensableEnd);
        let mut forms = Self::default();
        let long = |name: &&NameMention| name.kind != EntityType::Person && name.tokens.len() > 1;
        for name in names.iter().filter(long) {
            checkpoint();
            for connectives in [false, true] {
                enter(&mut forms.by_initials, initials(document, name, connectives), name.key);
            }
            let beginning = name.tokens.start..name.tokens.end - 1;
            if is_dispensable(name.tokens.end - 1) && name.nation.is_none() {
                enter(&mut forms.by_beginning, super::name_mentions::key(document, &beginning), name.key);
            }
        }
        let mut first: WordMap<usize> = WordMap::default();
        for name in names.iter().filter(|name| name.tokens.len() == 1) {
            checkpoint();
            first.entry(name.key).or_insert(name.tokens.start);
        }
        for name in names.iter().filter(long).filter(|name| name.kind == EntityType::Organization) {
            checkpoint();
            let mut words = name.tokens.clone();
            while words.len() > 2 && is_dispensable(words.end - 1) {
                words.end -= 1;
            }
            if words.len() == 2 && name.nation.is_none() {
                let whole = forms.whole(name.key);
                enter(&mut forms.by_word, document.hash(words.start), whole);
                // By its last word goes only what was introduced in full.
                let last = document.hash(words.end - 1);
                if first.get(&last).is_none_or(|&alone| alone > name.tokens.start) {
                    enter(&mut forms.by_word, last, whole);
                }
            }
        }
        forms
    }

    /// The key of the longest form of a name that lacks what it may do without.
    fn whole(&self, key: u64) -> u64 {
        self.by_beginning.get(&key).copied().flatten().unwrap_or(key)
    }

    /// The key that a name goes by. A club or a government is another cluster than the city that it is called by.
    fn of_name(&self, document: &DocumentTokens<'_>, name: &NameMention) -> u64 {
        let called_by_place = name.is_place && name.kind == EntityType::Organization;
        match self.long_form(document, name) {
            key if called_by_place && key == name.key => key.wrapping_add(1),
            key => key,
        }
    }

    /// The key of the long form of a name, else its own.
    fn long_form(&self, document: &DocumentTokens<'_>, name: &NameMention) -> u64 {
        if name.nation.is_some() {
            return name.key;
        }
        let long = if is_acronym(document, &name.tokens) {
            let letters: String = document.text(name.tokens.start).chars().filter(|c| *c != '.').collect();
            self.by_initials.get(&hash(&letters))
        } else if name.kind == EntityType::Organization {
            self.by_beginning.get(&name.key).or_else(|| self.by_word.get(&name.key))
        } else {
            None
        };
        long.copied().flatten().unwrap_or(name.key)
    }
}

/// Remembers a long form; two of them cancel each other.
fn enter(forms: &mut WordMap<Option<u64>>, short: u64, long: u64) {
    let form = forms.entry(short).or_insert(Some(long));
    if *form != Some(long) {
        *form = None;
    }
}

/// The key of the initials of a name, with or without those of "of", "the", "and".
fn initials(document: &DocumentTokens<'_>, name: &NameMention, connectives: bool) -> u64 {
    let words = name
        .tokens
        .clone()
        .filter(|&at| document.shape(at).is_word() && (connectives || document.capitalized(at)));
    let parts = words.flat_map(|at| document.text(at).split('-'));
    hash(&parts.filter_map(|part| part.chars().next()).collect::<String>())
}
