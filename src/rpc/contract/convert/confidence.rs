//! Applies `min_confidence` and keeps references between results intact.

use ascribe_core::analysis::{Entity, Quotation};

/// Drops mentions and quotations below `least`, and entities left without mentions; renumbers indices.
pub(super) fn drop_unsure(entities: &mut Vec<Entity>, quotations: &mut Vec<Quotation>, least: f32) {
    if least <= 0.0 {
        return;
    }
    for entity in &mut *entities {
        entity.mentions.retain(|mention| mention.confidence >= least);
    }
    let entity_ids = retain(entities, |entity| !entity.mentions.is_empty());
    let quotation_ids = retain(quotations, |quotation| quotation.confidence >= least);
    let renumber = |ids: &[Option<u32>], id: u32| ids.get(id as usize).copied().flatten();
    for quotation in quotations {
        quotation.parent = quotation.parent.and_then(|id| renumber(&quotation_ids, id));
        quotation.relayed_by =
            quotation.relayed_by.iter().filter_map(|&id| renumber(&entity_ids, id)).collect();
        if let Some(speaker) = &mut quotation.speaker {
            speaker.entity = speaker.entity.and_then(|id| renumber(&entity_ids, id));
        }
    }
}

/// Keeps the items that pass; returns the new index of each old one.
fn retain<T>(items: &mut Vec<T>, keep: impl Fn(&T) -> bool) -> Vec<Option<u32>> {
    let mut next = 0;
    let ids = items
        .iter()
        .map(|item| {
            keep(item).then(|| {
                next += 1;
                next - 1
            })
        })
        .collect();
    items.retain(keep);
    ids
}
