//! Whom "the minister" means, and what "the company" does.

use std::ops::Range;

use super::cluster::EntityCluster;
use super::mention_in_context::MentionInContext;
use crate::analysis::{EntityType, Shape};
use crate::document_tokens::DocumentTokens;
use crate::lang::WordClass;
use crate::lang::lexicon::Classes;
use crate::text::WordMap;

/// How many mentions a nominal looks back at.
const WINDOW: usize = 64;
/// The most words between the article and its noun.
const MODIFIERS: usize = 4;

/// Who is described by which noun.
#[derive(Debug, Default)]
pub(super) struct Roles {
    // For the key of a noun the clusters that it describes, with the description's index.
    by_head: WordMap<Vec<(usize, usize)>>,
}

impl Roles {
    /// Gathers the nouns of all descriptions.
    pub(super) fn of(document: &DocumentTokens<'_>, clusters: &[EntityCluster]) -> Self {
        let mut roles = Self::default();
        for (cluster, index, description) in clusters.iter().enumerate().flat_map(|(cluster, known)| {
            known
                .descriptions
                .iter()
                .enumerate()
                .map(move |(index, description)| (cluster, index, description))
        }) {
            roles.by_head.entry(standard(document, description.head)).or_default().push((cluster, index));
        }
        roles
    }

    /// The cluster that a definite description means whose noun is the token `at`, its tokens, and how sure that is.
    pub(super) fn resolve(
        &self,
        document: &DocumentTokens<'_>,
        clusters: &[EntityCluster],
        history: &[MentionInContext],
        next: Option<&MentionInContext>,
        at: usize,
    ) -> Option<(usize, Range<usize>, f32)> {
        let role = document.is(at, Classes::ROLE.or(Classes::RANK));
        let body = document.is(at, Classes::BODY);
        let kin = document.is(at, Classes::RELATION);
        if !role && !body && !kin {
            return None;
        }
        let begin = article(document, at)?;
        let owner = owner_at(document, begin);
        if (kin || owner.is_some()) && (body || owner.is_none()) {
            return None;
        }
        let follows = document.same_sentence(at + 1, at);
        let part_of_more = next
            .is_some_and(|mention| mention.tokens.contains(&at) || mention.tokens.start == at + 1)
            || follows.is_some_and(|next| {
                document.is(next, Classes::ROLE.or(Classes::BODY).or(Classes::RANK))
                    || document.capitalized(next)
            })
            || history.last().is_some_and(|mention| mention.tokens.contains(&at));
        if part_of_more {
            return None;
        }
        if let Some(owner) = owner {
            let cluster = self.owned(document, clusters, history, owner, at)?;
            return Some((cluster, begin + 1..at + 1, 0.7));
        }
        let cluster = if role {
            self.person(document, clusters, history, begin, at)
        } else {
            body_of(document, clusters, history, at)
        }?;
        Some((cluster, begin..at + 1, 0.7))
    }

    /// The person last spoken of whom the noun and its qualifiers describe.
    fn person(
        &self,
        document: &DocumentTokens<'_>,
        clusters: &[EntityCluster],
        history: &[MentionInContext],
        begin: usize,
        at: usize,
    ) -> Option<usize> {
        let candidates = self.by_head.get(&standard(document, at))?;
        // "the mayor of Leeds" is nobody but Leeds's.
        let complement = document
            .same_sentence(at + 1, at)
            .filter(|&of| document.has(of, WordClass::ComplementPreposition))
            .and_then(|_| document.same_sentence(at + 2, at))
            .map(|place| document.hash(place));
        let describes = |&&(cluster, index): &&(usize, usize)| {
            let words = &clusters[cluster].descriptions[index].tokens;
            let has = |key: u64| words.clone().any(|word| document.hash(word) == key);
            let mine = |key: u64| (begin..at).any(|word| document.hash(word) == key);
            let qualifier = |&word: &usize| document.has(word, WordClass::RoleQualifier);
            complement.is_none_or(has)
                && words.clone().filter(qualifier).all(|word| mine(document.hash(word)))
                && (begin..at).filter(qualifier).all(|word| has(document.hash(word)))
        };
        // "the finance minister" is the one of finance, where one is known.
        let specific = |&&(cluster, index): &&(usize, usize)| {
            let words = &clusters[cluster].descriptions[index].tokens;
            let telling = (begin + 1..at).filter(|&word| is_department(document, word, at));
            telling
                .map(|word| document.hash(word))
                .all(|key| words.clone().any(|word| document.hash(word) == key))
        };
        let recent = history.iter().rev().take(WINDOW).find(|mention| {
            clusters[mention.cluster].kind == EntityType::Person
                && candidates
                    .iter()
                    .rev()
                    .take(WINDOW)
                    .filter(describes)
                    .filter(specific)
                    .any(|(cluster, _)| *cluster == mention.cluster)
        });
        recent.map(|mention| mention.cluster)
    }

    /// The person whom a text described as somebody's: "his spokesman", "Weller's wife", told again.
    fn owned(
        &self,
        document: &DocumentTokens<'_>,
        clusters: &[EntityCluster],
        history: &[MentionInContext],
        owner: usize,
        at: usize,
    ) -> Option<usize> {
        let thing_at = |token: usize| {
            let mut recent = history.iter().rev().take(WINDOW);
            recent.find(|mention| mention.tokens.contains(&token)).map(|mention| mention.cluster)
        };
        let whose = thing_at(owner)?;
        let mut candidates = self.by_head.get(&standard(document, at))?.iter().rev().take(WINDOW);
        let found = candidates.find(|&&(cluster, index)| {
            let description = &clusters[cluster].descriptions[index];
            let told = description.head < at && description.owner.and_then(thing_at) == Some(whose);
            told && cluster != whose
        });
        found.map(|(cluster, _)| *cluster)
    }
}

/// Whether a word between article and noun says of what somebody is the head: "finance", not "former".
fn is_department(document: &DocumentTokens<'_>, at: usize, head: usize) -> bool {
    // In "the Democratic leader" the capital tells a party, not an office.
    document.is(at, Classes::MODIFIER)
        && (!document.capitalized(at) || document.capitalized(head))
        && !document.has(at, WordClass::StatusModifier)
}

/// A token of whom a noun phrase belongs to that begins at a token: at "his", or before "'s".
fn owner_at(document: &DocumentTokens<'_>, begin: usize) -> Option<usize> {
    if document.is_possessive_clitic(begin) {
        return document.before(begin);
    }
    document.is(begin, Classes::POSSESSIVE).then_some(begin)
}

/// Where a definite noun phrase begins whose noun is at a token: at its article, at "his" or at "'s".
fn article(document: &DocumentTokens<'_>, at: usize) -> Option<usize> {
    let mut begin = at;
    for _ in 0..=MODIFIERS {
        begin = document.before(begin)?;
        if document.is(begin, Classes::DEFINITE.or(Classes::POSSESSIVE))
            || document.is_possessive_clitic(begin)
        {
            return Some(begin);
        }
        let modifier = document.is(begin, Classes::MODIFIER)
            || document.shape(begin).is_capitalized()
            || (document.shape(begin) == Shape::Lower && !document.is(begin, Classes::FUNCTION));
        if !modifier || document.is_predicate(begin) {
            return None;
        }
    }
    None
}

/// The organisation last spoken of whose name has the noun ("the commission" for the European Commission), or
/// that is the last subject, for nouns that fit any ("the company").
fn body_of(
    document: &DocumentTokens<'_>,
    clusters: &[EntityCluster],
    history: &[MentionInContext],
    at: usize,
) -> Option<usize> {
    let noun = document.hash(at);
    let named = history.iter().rev().take(WINDOW).find(|mention| {
        let cluster = &clusters[mention.cluster];
        cluster.kind == EntityType::Organization
            && !cluster.is_nameless
            && cluster.name.clone().any(|word| document.hash(word) == noun)
    });
    let sentence = document.sentence(at);
    let any = || {
        let fits = document.has(at, WordClass::GenericBody);
        let mut bodies = history.iter().rev().take(8).filter(|mention| {
            let cluster = &clusters[mention.cluster];
            cluster.kind == EntityType::Organization
                && !cluster.is_nameless
                && !in_dateline(document, mention)
                && sentence - document.sentence(mention.tokens.start) <= 2
        });
        let first = bodies.next().filter(|_| fits)?;
        // Of several none is sure.
        let alone = bodies.all(|other| other.cluster == first.cluster);
        alone.then_some(first)
    };
    named.or_else(any).map(|mention| mention.cluster)
}

/// Whether a mention stands in the dateline, where the agency does that wrote the text.
fn in_dateline(document: &DocumentTokens<'_>, mention: &MentionInContext) -> bool {
    let dateline = document.layers.structure.dateline.as_ref();
    dateline.is_some_and(|dateline| dateline.span.contains(document.span(&mention.tokens)))
}

/// The key that a role goes by: "Sen." is a senator, and a spokeswoman a spokesperson.
fn standard(document: &DocumentTokens<'_>, at: usize) -> u64 {
    document.word(at).standard.unwrap_or_else(|| document.hash(at))
}
