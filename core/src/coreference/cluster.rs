//! What is known about one cluster while its mentions are gathered.

use std::ops::Range;

use super::person_clusters::Initial;
use crate::analysis::{EntityType, MentionKind};
use crate::document_tokens::DocumentTokens;
use crate::interrupt::checkpoint;
use crate::lang::lexicon::{Gender, Nation};

/// A name as it stands in the text, without titles, article and possessive ending.
#[derive(Clone, Debug)]
pub(super) struct NameMention {
    /// Its tokens.
    pub(super) tokens: Range<usize>,
    /// The key of all its words.
    pub(super) key: u64,
    /// What kind of cluster has it.
    pub(super) kind: EntityType,
    /// How sure that is.
    pub(super) confidence: f32,
    /// The nation that the lexicon knows by it.
    pub(super) nation: Option<Nation>,
    /// The gender that its title tells.
    pub(super) gender: Option<Gender>,
    /// Whether a title stands before it.
    pub(super) titled: bool,
    /// Whether a city or a region has that name.
    pub(super) is_place: bool,
}

/// Words of the text that say what somebody is.
#[derive(Clone, Debug)]
pub(super) struct Description {
    /// The words, without article.
    pub(super) tokens: Range<usize>,
    /// The noun that the others hang on.
    pub(super) head: usize,
    /// A token of whom it belongs to: of "his" or of the name before "'s".
    pub(super) owner: Option<usize>,
}

/// A place where the text refers to a cluster.
#[derive(Clone, Debug)]
pub(super) struct MentionSpan {
    /// Its tokens.
    pub(super) tokens: Range<usize>,
    /// How it refers.
    pub(super) kind: MentionKind,
    /// How sure that is.
    pub(super) confidence: f32,
}

/// One cluster with all its mentions so far.
#[derive(Clone, Debug)]
pub(super) struct EntityCluster {
    /// What kind of cluster.
    pub(super) kind: EntityType,
    /// Its fullest name.
    pub(super) name: Range<usize>,
    /// The words of that name, in lower case, standard forms for given names.
    pub(super) parts: Vec<u64>,
    /// How a person's name begins.
    pub(super) initial: Option<Initial>,
    /// "Jr." and the like after a person's name, by its key.
    pub(super) suffix: Option<u64>,
    /// He or she.
    pub(super) gender: Option<Gender>,
    /// The nation it is, or whose people.
    pub(super) nation: Option<Nation>,
    /// The normal form of a value.
    pub(super) value: String,
    /// Mentions, in order once all are gathered.
    pub(super) mentions: Vec<MentionSpan>,
    /// What the text says it is.
    pub(super) descriptions: Vec<Description>,
    /// Whether it has no name but a description, so that it is no entity of the document.
    pub(super) is_nameless: bool,
}

impl EntityCluster {
    /// A person of whom nothing is known but a name.
    pub(super) fn person(name: &NameMention, parts: Vec<u64>, initial: Initial, suffix: Option<u64>) -> Self {
        Self { parts, initial: Some(initial), suffix, gender: name.gender, ..Self::new(name) }
    }

    /// Somebody or something of which nothing is known but a description.
    pub(super) fn described(kind: EntityType, tokens: Range<usize>, gender: Option<Gender>) -> Self {
        Self { gender, is_nameless: true, ..Self::value(kind, tokens, String::new()) }
    }

    /// A value.
    pub(super) fn value(kind: EntityType, tokens: Range<usize>, value: String) -> Self {
        Self {
            kind,
            name: tokens,
            parts: Vec::new(),
            initial: None,
            suffix: None,
            gender: None,
            nation: None,
            value,
            mentions: Vec::new(),
            descriptions: Vec::new(),
            is_nameless: false,
        }
    }

    /// A cluster of which nothing is known but a name.
    pub(super) fn new(name: &NameMention) -> Self {
        let value = name.nation.map_or_else(String::new, |nation| nation.code.to_owned());
        Self { nation: name.nation, ..Self::value(name.kind, name.tokens.clone(), value) }
    }
}

/// Whether each token is part of a name.
pub(super) fn named_tokens(document: &DocumentTokens<'_>, clusters: &[EntityCluster]) -> Vec<bool> {
    let mut named = vec![false; document.len()];
    let names = clusters.iter().flat_map(|cluster| &cluster.mentions);
    for mention in names.filter(|mention| mention.kind == MentionKind::Name) {
        checkpoint();
        named[mention.tokens.clone()].fill(true);
    }
    named
}
