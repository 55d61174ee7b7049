//! Quotations in order, each in the one that it stands in.

use crate::analysis::Quotation;

/// Brings quotations in the order of their beginnings and says of each which one is around it. Linear but for the
/// sorting: what is around is never deeper than the reader goes.
pub(super) fn nest(quotations: &mut [Quotation]) {
    quotations
        .sort_by_key(|quotation| (quotation.segments[0].begin(), u32::MAX - quotation.segments[0].end()));
    // What a cue parts holds quotations in each of its segments.
    let mut segments: Vec<(u32, u32, usize)> = Vec::new();
    for (index, quotation) in quotations.iter().enumerate() {
        crate::interrupt::checkpoint();
        segments.extend(quotation.segments.iter().map(|span| (span.begin(), u32::MAX - span.end(), index)));
    }
    segments.sort_unstable();
    let mut around: Vec<(u32, usize)> = Vec::new();
    for (begin, end, index) in segments {
        crate::interrupt::checkpoint();
        let end = u32::MAX - end;
        while around.last().is_some_and(|&(last, _)| last < end) {
            around.pop();
        }
        let quotation = &mut quotations[index];
        if quotation.segments[0].begin() == begin {
            let parent = around.iter().rev().find(|&&(_, parent)| parent != index);
            quotation.parent = parent.map(|&(_, parent)| parent as u32);
        }
        around.push((end, index));
    }
}
