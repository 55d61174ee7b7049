//! How likely a name is right, given how much worse the text reads without it: a logistic curve.
//!
//! Source: Platt 1999, with Newton's method as in Lin, Lin, Weng 2007.

use std::collections::HashMap;

use ascribe_core::names::decode::{Decoder, Edges, Found};
use ascribe_core::names::labels::{LABELS, Row, begin, inside, kind_of};

use super::crf::Sentence;
use super::learn::{Learnt, Numbered, UNIT};

/// The slope and the offset of the curve for what `learnt` finds in sentences that it was not learnt from.
pub(crate) fn fit<'a>(
    numbered: &Numbered,
    unseen: impl Iterator<Item = &'a Sentence>,
    learnt: &Learnt,
) -> [f32; 2] {
    let rows: HashMap<u32, &Row<i8>> = learnt.features.iter().map(|(key, row)| (*key, row)).collect();
    let (mut decoder, edges) = (Decoder::default(), Edges::new(&learnt.transitions));
    let (mut found, mut seen) = (Vec::new(), Vec::new());
    for sentence in unseen {
        let scores: Vec<Row<i16>> = (0..sentence.ends.len())
            .map(|at| {
                let mut sum = sentence.base[at].map(|score| (score * UNIT).round() as i16);
                for &feature in sentence.features_of(at) {
                    if let Some(row) = rows.get(&numbered.keys[feature as usize]) {
                        sum.iter_mut().zip(*row).for_each(|(sum, weight)| *sum += i16::from(*weight));
                    }
                }
                sum
            })
            .collect();
        found.clear();
        decoder.decode(&scores, &edges, &mut found);
        seen.extend(found.iter().map(|name| (f64::from(name.margin), is_right(sentence, name))));
    }
    curve(&seen)
}

/// Whether the annotation has a name at just these tokens that may be of this kind.
fn is_right(sentence: &Sentence, name: &Found) -> bool {
    let allows = |at: usize, label: usize| sentence.masks.get(at).is_some_and(|mask| mask >> label & 1 != 0);
    let goes_on = (0..LABELS)
        .any(|label| kind_of(label).is_some_and(|kind| label == inside(kind)) && allows(name.end, label));
    allows(name.begin, begin(name.kind))
        && (name.begin + 1..name.end).all(|at| allows(at, inside(name.kind)))
        && !goes_on
}

/// The likeliest curve through what was seen: margins, and whether the names were right.
fn curve(seen: &[(f64, bool)]) -> [f32; 2] {
    let (mut slope, mut offset) = (0.03, 0.0);
    for _ in 0..50 {
        // The gradient and the second derivatives of the likelihood.
        let (mut by_slope, mut by_offset, mut ss, mut so, mut oo) = (0.0, 0.0, 1e-3, 0.0, 1e-3);
        for &(margin, right) in seen {
            let p = 1.0 / (1.0 + (-(slope * margin + offset)).exp());
            let (miss, weight) = (f64::from(u8::from(right)) - p, p * (1.0 - p));
            by_slope += miss * margin;
            by_offset += miss;
            ss += weight * margin * margin;
            so += weight * margin;
            oo += weight;
        }
        let determinant = ss * oo - so * so;
        slope += (oo * by_slope - so * by_offset) / determinant;
        offset += (ss * by_offset - so * by_slope) / determinant;
    }
    [slope as f32, offset as f32]
}
