//! Gazetteers of known names, looked up word by word and phrase by phrase.

use std::ops::Range;
use std::thread;

use super::word_clusters::{BrownPaths, ClusterLevels};
use crate::analysis::{Layers, Tokens};
use crate::data;
use crate::text::{WordMap, hash};

/// A first name.
pub const FIRST_NAME: u16 = 1;
/// A surname.
pub const SURNAME: u16 = 1 << 1;
/// A country or a part of the world.
pub const COUNTRY: u16 = 1 << 2;
/// A region.
pub const REGION: u16 = 1 << 3;
/// A city or a town.
pub const CITY: u16 = 1 << 4;
/// A people, a faith or a political family.
pub const GROUP: u16 = 1 << 5;
/// An organisation.
pub const ORGANIZATION: u16 = 1 << 6;
/// The first word of a phrase on the lists.
pub const PHRASE_BEGIN: u16 = 1 << 7;
/// A further word of a phrase on the lists.
pub const PHRASE_INSIDE: u16 = 1 << 8;
/// What people's names begin with in an encyclopedia.
pub const FIRST_PART: u16 = 1 << 9;
/// What people's names end with in an encyclopedia.
pub const LAST_PART: u16 = 1 << 10;
/// A smaller town.
pub const TOWN: u16 = 1 << 11;
/// Another spelling of a city's name.
pub const SPELLING: u16 = 1 << 12;
/// A football club.
pub const CLUB: u16 = 1 << 13;
/// Its stem is on the lists, it is not: "Berlins".
pub const GENITIVE: u16 = 1 << 14;
/// How many flags there are.
pub const FLAGS: u32 = 15;

// A word that some phrase begins with.
const OPENS: u16 = 1 << 15;

/// The most words of a phrase.
const LONGEST: usize = 5;

/// The gazetteers.
#[derive(Debug)]
pub struct Gazetteers {
    pub(super) names: NameLists,
    pub(super) clusters: ClusterLevels,
    pub(super) paths: BrownPaths,
}

impl Gazetteers {
    /// Loads the embedded lists, on two threads: they are long, and nothing is answered before.
    #[must_use]
    pub fn load() -> Self {
        thread::scope(|scope| {
            let clusters = scope.spawn(ClusterLevels::load);
            let mut gazetteers = Self::load_names();
            gazetteers.clusters = clusters.join().expect("loading what is embedded does not fail");
            gazetteers
        })
    }

    /// All but the nested clusters.
    fn load_names() -> Self {
        let mut gazetteers = Self {
            names: NameLists::default(),
            clusters: ClusterLevels::default(),
            paths: BrownPaths::load(),
        };
        gazetteers.names.words.reserve(220_000);
        gazetteers.names.phrases.reserve(60_000);
        for (name, parts) in data::pairs(data::NAME_PARTS) {
            let part = |letter, flag| if parts.contains(letter) { flag } else { 0 };
            gazetteers.names.add(name, part('f', FIRST_PART) | part('l', LAST_PART));
        }
        for (name, kind) in data::pairs(data::PLACES) {
            gazetteers.names.add(name, place(kind));
        }
        for (lexicon, flag) in [
            (data::FIRST_NAMES, FIRST_NAME),
            (data::SURNAMES, SURNAME),
            (data::GROUPS, GROUP),
            (data::ORGANIZATIONS, ORGANIZATION),
            (data::CLUBS, CLUB),
        ] {
            data::pairs(lexicon).for_each(|(name, _)| gazetteers.names.add(name, flag));
        }
        gazetteers
    }

    /// Gives words that end in -s and stand on no list the flags of their stems.
    pub(super) fn mark_genitives(&self, layers: Layers<'_>, tokens: Range<usize>, flags: &mut [u16]) {
        for (at, flag) in tokens.zip(flags) {
            crate::interrupt::checkpoint();
            if *flag != 0 || !layers.tokens.shapes[at].is_capitalized() {
                continue;
            }
            let word = layers.tokens.spans[at].of(layers.text);
            let stem = word.strip_suffix('s').map(|stem| stem.strip_suffix(['\'', '’']).unwrap_or(stem));
            if let Some(known) =
                stem.filter(|stem| stem.len() > 2).and_then(|stem| self.names.words.get(&hash(stem)))
            {
                let known = known & !OPENS;
                *flag = if known == 0 { 0 } else { known | GENITIVE };
            }
        }
    }
}

/// Whether words with these flags are the name of a city or a region.
pub(super) fn is_place(flags: impl IntoIterator<Item = u16>) -> bool {
    flags.into_iter().all(|flags| flags & (CITY | REGION) != 0)
}

/// Names by their words, and by the words that they consist of.
#[derive(Debug, Default)]
pub(super) struct NameLists {
    words: WordMap<u16>,
    phrases: WordMap<u16>,
}

impl NameLists {
    /// Enters a name, given its tokens parted by blanks.
    pub(super) fn add(&mut self, entry: &str, flag: u16) {
        let mut words = entry.split_ascii_whitespace().map(hash);
        let Some(first) = words.next() else { return };
        let (phrase, count) = words.fold((first, 1), |(phrase, count), word| (join(phrase, word), count + 1));
        if count == 1 {
            *self.words.entry(first).or_default() |= flag;
        } else if count <= LONGEST {
            *self.words.entry(first).or_default() |= OPENS;
            *self.phrases.entry(phrase).or_default() |= flag;
        }
    }

    /// The flags of each token, `flags` being filled for the tokens of one sentence, `begin..end`.
    pub(super) fn mark(&self, tokens: &Tokens, begin: usize, end: usize, flags: &mut [u16]) {
        for at in begin..end {
            crate::interrupt::checkpoint();
            let known = self.words.get(&tokens.hashes[at]).copied().unwrap_or(0);
            flags[at - begin] |= known & !OPENS;
            if known & OPENS == 0 {
                continue;
            }
            let mut key = tokens.hashes[at];
            let mut found = None;
            for last in at + 1..end.min(at + LONGEST) {
                key = join(key, tokens.hashes[last]);
                if let Some(&flag) = self.phrases.get(&key) {
                    found = Some((last, flag));
                }
            }
            if let Some((last, flag)) = found {
                flags[at - begin] |= flag | PHRASE_BEGIN;
                for slot in &mut flags[at + 1 - begin..=last - begin] {
                    *slot |= flag | PHRASE_INSIDE;
                }
            }
        }
    }
}

pub(super) fn place(kind: &str) -> u16 {
    match kind {
        "n" => COUNTRY,
        "r" => REGION,
        "t" => TOWN,
        "s" => SPELLING,
        _ => CITY,
    }
}

/// The key of a phrase that goes on by one more word.
pub(super) fn join(phrase: u64, word: u64) -> u64 {
    (phrase.rotate_left(17) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
