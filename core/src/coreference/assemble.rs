//! From clusters to entities: order, names, descriptions, values, salience.

use std::ops::Range;

use super::Referent;
use super::cluster::{EntityCluster, MentionSpan};
use super::descriptions::owner_text;
use crate::analysis::{BlockKind, Entity, EntityType, Mention, MentionKind, Shape};
use crate::document_tokens::DocumentTokens;
use crate::interrupt::checkpoint;
use crate::names::span_of;

/// The most descriptions that one entity keeps.
const DESCRIPTIONS: usize = 12;

/// The entities that clusters have become, in order of their first mention, and whom each cluster means.
pub(super) fn entities(
    document: &DocumentTokens<'_>,
    clusters: Vec<EntityCluster>,
) -> (Vec<Entity>, Vec<Referent>) {
    let mut referents: Vec<Referent> =
        clusters.iter().map(|cluster| Referent::Described(document.span(&cluster.name))).collect();
    let known = clusters.into_iter().enumerate();
    let named = known.filter(|(_, cluster)| !cluster.mentions.is_empty() && !cluster.is_nameless);
    let mut sorted: Vec<(usize, EntityCluster)> = named.collect();
    for (_, cluster) in &mut sorted {
        checkpoint();
        cluster.mentions.sort_by_key(|mention| (mention.tokens.start, mention.tokens.end));
        disjoin(&mut cluster.mentions);
    }
    let first = |cluster: &EntityCluster| (cluster.mentions[0].tokens.start, cluster.mentions[0].tokens.end);
    sorted.sort_by_key(|(_, cluster)| first(cluster));
    for (index, (cluster, _)) in sorted.iter().enumerate() {
        referents[*cluster] = Referent::Entity(index as u32);
    }
    let clusters: Vec<EntityCluster> = sorted.into_iter().map(|(_, cluster)| cluster).collect();
    let owners = owners(document, &clusters);
    let names: Vec<String> =
        clusters.iter().inspect(|_| checkpoint()).map(|cluster| name(document, cluster)).collect();
    let weights: Vec<f32> = clusters.iter().map(|cluster| weight(document, cluster)).collect();
    let heaviest = weights.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
    let entities = clusters
        .iter()
        .enumerate()
        .inspect(|_| checkpoint())
        .map(|(index, cluster)| Entity {
            name: names[index].clone(),
            kind: cluster.kind,
            mentions: cluster
                .mentions
                .iter()
                .map(|mention| mention_of(document, mention, cluster.kind))
                .collect(),
            descriptions: descriptions(document, index, cluster, &owners, &names),
            value: cluster.value.clone(),
            knowledge_base_ids: Vec::new(),
            salience: weights[index] / heaviest,
        })
        .collect();
    (entities, referents)
}

/// Leaves out mentions that overlap the one before them.
fn disjoin(mentions: &mut Vec<MentionSpan>) {
    let mut end = 0;
    mentions.retain(|mention| {
        let apart = mention.tokens.start >= end;
        if apart {
            end = mention.tokens.end;
        }
        apart
    });
}

fn mention_of(document: &DocumentTokens<'_>, mention: &MentionSpan, kind: EntityType) -> Mention {
    let span = span_of(document.layers, &mention.tokens, kind);
    Mention { span, kind: mention.kind, confidence: mention.confidence }
}

/// For each token that belongs to a mention by name or pronoun, the index of its cluster.
fn owners(document: &DocumentTokens<'_>, clusters: &[EntityCluster]) -> Vec<Option<u32>> {
    let mut owners = vec![None; document.len()];
    for (index, cluster) in clusters.iter().enumerate() {
        checkpoint();
        for mention in &cluster.mentions {
            checkpoint();
            if mention.kind == MentionKind::Nominal {
                owners[mention.tokens.end - 1].get_or_insert(index as u32);
            } else {
                owners[mention.tokens.clone()].fill(Some(index as u32));
            }
        }
    }
    owners
}

/// The fullest name. One in capitals is written like others, and a people goes by the form most used.
fn name(document: &DocumentTokens<'_>, cluster: &EntityCluster) -> String {
    if cluster.kind == EntityType::Group && cluster.nation.is_some() {
        return most_frequent(document, cluster);
    }
    let shouted = |tokens: &Range<usize>| {
        tokens.clone().filter(|&at| document.shape(at).is_word()).all(|at| document.shape(at) == Shape::Upper)
    };
    let tokens = &cluster.name;
    if !shouted(tokens) {
        return document.phrase(tokens);
    }
    let names = cluster.mentions.iter().filter(|mention| mention.kind == MentionKind::Name);
    let calm = names
        .filter(|mention| mention.tokens.len() == tokens.len())
        .find(|mention| !shouted(&mention.tokens));
    let recased = matches!(cluster.kind, EntityType::Person | EntityType::Location);
    match calm {
        Some(mention) if cluster.nation.is_none() => document.phrase(&mention.tokens),
        _ if recased => recase(&document.phrase(tokens)),
        _ => document.phrase(tokens),
    }
}

/// A name in capitals with the first letter of each word alone: "WASHINGTON", "LAS CRUCES", but not "USA". Short words are
/// words only beside a long one.
fn recase(name: &str) -> String {
    let capitals = |word: &str| word.chars().filter(|c| c.is_uppercase()).count();
    let words = || name.split(' ');
    let fewest = if words().count() > 1 && words().any(|word| capitals(word) > 3) { 3 } else { 4 };
    let word = |word: &str| {
        let mut letters = word.chars();
        match letters.next() {
            Some(first) if capitals(word) >= fewest && !word.contains('.') => {
                first.to_string() + &letters.as_str().to_lowercase()
            }
            _ => word.to_owned(),
        }
    };
    words().map(word).collect::<Vec<_>>().join(" ")
}

fn most_frequent(document: &DocumentTokens<'_>, cluster: &EntityCluster) -> String {
    let mut forms: Vec<(u64, u32, &Range<usize>)> = Vec::new();
    for mention in cluster.mentions.iter().filter(|mention| mention.kind == MentionKind::Name) {
        let key = document.hash(mention.tokens.start);
        match forms.iter_mut().find(|(known, _, _)| *known == key) {
            Some((_, count, _)) => *count += 1,
            None => forms.push((key, 1, &mention.tokens)),
        }
    }
    let best = forms.iter().rev().max_by_key(|(_, count, _)| *count);
    document.phrase(best.map_or(&cluster.name, |(_, _, tokens)| tokens))
}

/// What the text says that a cluster is, each once, in order.
fn descriptions(
    document: &DocumentTokens<'_>,
    index: usize,
    cluster: &EntityCluster,
    owners: &[Option<u32>],
    names: &[String],
) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for description in &cluster.descriptions {
        if texts.len() == DESCRIPTIONS {
            break;
        }
        let owner = description.owner.and_then(|at| owners[at]).filter(|&owner| owner as usize != index);
        let text = owner_text(document, description, owner.map(|owner| names[owner as usize].as_str()));
        match texts.iter_mut().find(|known| known.eq_ignore_ascii_case(&text)) {
            Some(known) if is_shouted(known) => *known = text,
            Some(_) => {}
            None => texts.push(text),
        }
    }
    // What a line of capitals says, the text says better.
    if texts.iter().any(|text| !is_shouted(text)) {
        texts.retain(|text| !is_shouted(text));
    }
    texts
}

/// Whether a description is all in capitals, other than an acronym.
fn is_shouted(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphabetic()).count() > 4 && !text.contains(char::is_lowercase)
}

/// How much of a text is about a cluster: how often it is spoken of, where first, and whether the headline does.
fn weight(document: &DocumentTokens<'_>, cluster: &EntityCluster) -> f32 {
    let sentences = document.layers.structure.sentences.len().max(1) as f32;
    let mut weight = 0.0_f32;
    for mention in &cluster.mentions {
        checkpoint();
        let block = document.block(mention.tokens.start) as usize;
        let kind = document.layers.structure.blocks[block].kind;
        weight += match mention.kind {
            // Who wrote a text is not what it is about.
            _ if !kind.is_story() => 0.0,
            MentionKind::Name => 1.0,
            _ => 0.6,
        };
        weight += match kind {
            BlockKind::Headline => 2.0,
            BlockKind::Subheadline | BlockKind::Lead => 1.0,
            _ => 0.0,
        };
    }
    let first = document.sentence(cluster.mentions[0].tokens.start) as f32 / sentences;
    let central = match cluster.kind {
        EntityType::Person => 1.2,
        EntityType::Organization | EntityType::Location | EntityType::Facility => 1.0,
        EntityType::Group
        | EntityType::Event
        | EntityType::Product
        | EntityType::Work
        | EntityType::Other => 0.8,
        _ => 0.3,
    };
    (1.0 + weight).ln() * (1.5 - first) * central
}
