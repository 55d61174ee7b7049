//! What single words tell about people, bodies and places.

use crate::data;
use crate::text::{WordMap, hash};

/// The gender that a word or a name tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gender {
    /// He.
    Male,
    /// She.
    Female,
}

impl Gender {
    /// The gender that a field of a table tells.
    pub(super) fn read(field: &str) -> Option<Self> {
        match field {
            "m" => Some(Self::Male),
            "f" => Some(Self::Female),
            _ => None,
        }
    }
}

/// The classes that a word belongs to; several at once, so a set of bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) struct Classes(u16);

impl Classes {
    /// Stands before a name and describes nobody: "Mr".
    pub(crate) const TITLE: Self = Self(1);
    /// Stands before a name and describes: "Sen."
    pub(crate) const RANK: Self = Self(1 << 1);
    /// What one person is: "minister".
    pub(crate) const ROLE: Self = Self(1 << 2);
    /// What several people are: "spokesmen".
    pub(crate) const ROLES: Self = Self(1 << 3);
    /// Kin, man and woman.
    pub(crate) const RELATION: Self = Self(1 << 4);
    /// Goes before a role: "former".
    pub(crate) const MODIFIER: Self = Self(1 << 5);
    /// What a body is called when its name is not repeated: "company".
    pub(crate) const BODY: Self = Self(1 << 6);
    /// The same for a place: "city".
    pub(crate) const PLACE: Self = Self(1 << 7);
    /// A word that no description goes across: articles, prepositions, conjunctions, auxiliaries, cues.
    pub(crate) const FUNCTION: Self = Self(1 << 8);
    /// A definite article or demonstrative.
    pub(crate) const DEFINITE: Self = Self(1 << 9);
    /// "a", "an".
    pub(crate) const INDEFINITE: Self = Self(1 << 10);
    /// "his", "their".
    pub(crate) const POSSESSIVE: Self = Self(1 << 11);
    /// A form of "be" that a description can follow.
    pub(crate) const BE: Self = Self(1 << 12);
    /// A verb of saying or an auxiliary: what comes before it is its subject.
    pub(crate) const PREDICATE: Self = Self(1 << 13);
    /// A preposition or conjunction that opens a clause which may look ahead ("after his speech, …").
    pub(crate) const OPENER: Self = Self(1 << 14);

    /// Whether any of the classes is among these.
    pub(crate) fn any(self, of: Self) -> bool {
        self.0 & of.0 != 0
    }

    /// The class with a name in `roles.tsv`.
    pub(super) fn role(name: &str) -> Option<Self> {
        Some(match name {
            "role" => Self::ROLE,
            "roles" => Self::ROLES,
            "relation" => Self::RELATION,
            "modifier" => Self::MODIFIER,
            "body" => Self::BODY,
            "place" => Self::PLACE,
            _ => return None,
        })
    }

    /// The class with a name in `titles.tsv`.
    pub(super) fn title(name: &str) -> Option<Self> {
        match name {
            "title" => Some(Self::TITLE),
            "rank" => Some(Self::RANK),
            _ => None,
        }
    }

    /// Both sets together.
    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// What the lexicon knows about one word.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Word {
    /// Its classes.
    pub(crate) classes: Classes,
    /// The gender it tells of whom it is said.
    pub(crate) gender: Option<Gender>,
    /// The word that it is another form of, by its hash: "spokesperson" of "spokeswoman".
    pub(crate) standard: Option<u64>,
}

/// What a name is in the lexicon of nations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Nation {
    /// ISO 3166-1 alpha-2.
    pub(crate) code: &'static str,
    /// Whether it is a name of the people rather than of the country.
    pub(crate) people: bool,
}

/// What is known of names, in whatever language they stand.
#[derive(Debug)]
pub(crate) struct Lexicon {
    nations: WordMap<Nation>,
    given: WordMap<Gender>,
    nicknames: WordMap<u64>,
    cities: WordMap<()>,
}

impl Lexicon {
    /// Reads the lexicons.
    pub(crate) fn load() -> Self {
        let cities = data::rows(data::DATELINE_PLACES).map(|row| (hash(row[0]), ())).collect();
        Self { nations: nations(), given: given_names(), nicknames: nicknames(), cities }
    }

    /// The nation that a name means, by the hash of the whole name.
    pub(crate) fn nation(&self, key: u64) -> Option<Nation> {
        self.nations.get(&key).copied()
    }

    /// Whether a name is that of a city of which much news comes, by the hash of the whole name.
    pub(crate) fn is_city(&self, key: u64) -> bool {
        self.cities.contains_key(&key)
    }

    /// The gender that a given name tells.
    pub(crate) fn given(&self, key: u64) -> Option<Gender> {
        self.given.get(&key).copied()
    }

    /// The standard form of a given name: itself, unless it is a nickname.
    pub(crate) fn standard(&self, key: u64) -> u64 {
        self.nicknames.get(&key).copied().unwrap_or(key)
    }
}

fn nations() -> WordMap<Nation> {
    let mut nations = WordMap::default();
    for row in data::rows(data::NATIONS) {
        let &[code, names, people, ..] = row.as_slice() else { continue };
        for (list, people) in [(names, false), (people, true)] {
            for name in list.split('|').filter(|name| !name.is_empty()) {
                nations.insert(hash(name), Nation { code, people });
            }
        }
    }
    nations
}

fn given_names() -> WordMap<Gender> {
    data::pairs(data::FIRST_NAMES)
        .chain(data::pairs(data::GIVEN_NAMES))
        .filter_map(|(name, gender)| Some((hash(name), Gender::read(gender)?)))
        .collect()
}

fn nicknames() -> WordMap<u64> {
    data::pairs(data::NICKNAMES).map(|(nickname, name)| (hash(nickname), hash(name))).collect()
}
