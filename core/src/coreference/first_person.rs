//! "I" inside a quotation is who says it.

use crate::analysis::{Entity, Layers, Mention, MentionKind, Quotation};
use crate::text::Span;

/// Adds the pronouns of the first person in quoted speech to the entity that speaks. In a quotation inside
/// another, "I" is who speaks in the inner one. `is_speaker` tells such a pronoun by its hash.
///
/// "I" may come before any other mention of its speaker; then entities change their places, to stay in the order of
/// their first mention, and quotations follow.
pub(super) fn add(
    layers: Layers<'_>,
    is_speaker: impl Fn(u64) -> bool,
    quotations: &mut [Quotation],
    entities: &mut Vec<Entity>,
) {
    let added = add_mentions(layers, is_speaker, quotations, entities);
    if added.is_empty() {
        return;
    }
    // Who says "I told him, ‘…’" inside a quotation speaks in the inner one as well.
    for speaker in quotations.iter_mut().filter_map(|quotation| quotation.speaker.as_mut()) {
        let at = added.binary_search_by_key(&speaker.span, |&(span, _)| Some(span));
        if let Some(&(_, index)) = at.ok().and_then(|at| added.get(at)).filter(|_| speaker.entity.is_none()) {
            speaker.entity = Some(index as u32);
            speaker.name.clone_from(&entities[index].name);
        }
    }
    reorder(quotations, entities);
}

/// The mentions that were added, in the order of the text, with the indices of their entities.
fn add_mentions(
    layers: Layers<'_>,
    is_speaker: impl Fn(u64) -> bool,
    quotations: &[Quotation],
    entities: &mut [Entity],
) -> Vec<(Span, usize)> {
    let mut added: Vec<(Span, usize)> = Vec::new();
    let mut open: Vec<(Span, usize)> = Vec::new();
    let mut parts = parts(quotations).into_iter().peekable();
    let mut taken = mentions(entities).into_iter().peekable();
    for (span, key) in layers.tokens.spans.iter().zip(&layers.tokens.hashes) {
        crate::interrupt::checkpoint();
        while let Some(part) = parts.next_if(|(part, _)| part.begin() <= span.begin()) {
            open.retain(|(outer, _)| outer.end() > part.0.begin());
            open.push(part);
        }
        if !is_speaker(*key) {
            continue;
        }
        // The I of "Elizabeth I" is part of a name.
        while taken.next_if(|taken| taken.end() <= span.begin()).is_some() {}
        if taken.peek().is_some_and(|taken| taken.begin() < span.end() && taken != span) {
            continue;
        }
        open.retain(|(part, _)| part.end() > span.begin());
        let Some(&(_, quotation)) = open.last() else { continue };
        let speaker = quotations[quotation].speaker.as_ref().and_then(|speaker| speaker.entity);
        let Some(index) = speaker.map(|entity| entity as usize).filter(|&entity| entity < entities.len())
        else {
            continue;
        };
        added.push((*span, index));
        entities[index].mentions.push(Mention {
            span: *span,
            kind: MentionKind::Pronoun,
            confidence: quotations[quotation].confidence,
        });
    }
    let mut changed: Vec<usize> = added.iter().map(|&(_, index)| index).collect();
    changed.sort_unstable();
    changed.dedup();
    for index in changed {
        let entity = &mut entities[index];
        entity.mentions.sort_by_key(|mention| mention.span);
        entity.mentions.dedup_by_key(|mention| mention.span);
    }
    added
}

/// The mentions of all entities in the order of the text; none is inside another.
fn mentions(entities: &[Entity]) -> Vec<Span> {
    let mentions = entities.iter().flat_map(|entity| &entity.mentions);
    let mut mentions: Vec<Span> = mentions.map(|mention| mention.span).collect();
    mentions.sort();
    mentions
}

fn reorder(quotations: &mut [Quotation], entities: &mut Vec<Entity>) {
    let mut order: Vec<usize> = (0..entities.len()).collect();
    order.sort_by_key(|&old| entities[old].mentions.first().map(|mention| mention.span));
    let mut places = vec![0; order.len()];
    for (new, &old) in order.iter().enumerate() {
        places[old] = new as u32;
    }
    let mut unsorted: Vec<Option<Entity>> = std::mem::take(entities).into_iter().map(Some).collect();
    entities.extend(order.into_iter().filter_map(|old| unsorted[old].take()));
    for quotation in quotations {
        let speaker = quotation.speaker.iter_mut().filter_map(|speaker| speaker.entity.as_mut());
        for entity in speaker.chain(&mut quotation.relayed_by) {
            *entity = places[*entity as usize];
        }
    }
}

/// What is said in so many words, with the quotation it belongs to; outer parts before the inner ones that begin
/// with them.
fn parts(quotations: &[Quotation]) -> Vec<(Span, usize)> {
    let mut parts: Vec<(Span, usize)> = Vec::new();
    for (index, quotation) in quotations.iter().enumerate() {
        let literal = match quotation.kind {
            crate::analysis::QuotationKind::Direct => &quotation.segments,
            _ => &quotation.quoted_parts,
        };
        parts.extend(literal.iter().map(|&span| (span, index)));
    }
    parts.sort_by_key(|(span, index)| (span.begin(), u32::MAX - span.end(), *index));
    parts
}
