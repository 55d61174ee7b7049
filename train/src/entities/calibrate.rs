//! How likely a name is right, given how much worse the text reads without it: a logistic curve.
//!
//! Source: Platt 1999, with Newton's method as in Lin, Lin, Weng 2007.

use std::collections::HashMap;

use ascribe_core::linear::bio::{LABELS, Row, begin, inside, kind_of};
use ascribe_core::linear::calibration::Platt;
use ascribe_core::linear::viterbi::{DecodedSpan, Decoder, Transitions};

use super::crf::Sentence;
use super::learn::{Learnt, Numbered, UNIT};

/// The slope and the offset of the curve for what `learnt` finds in sentences that it was not learnt from.
pub(crate) fn fit<'a>(
    numbered: &Numbered,
    unseen: impl Iterator<Item = &'a Sentence>,
    learnt: &Learnt,
) -> Platt {
    let rows: HashMap<u32, &Row<i8>> = learnt.features.iter().map(|(key, row)| (*key, row)).collect();
    let (mut decoder, edges) = (Decoder::default(), Transitions::new(&learnt.transitions));
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
fn is_right(sentence: &Sentence, name: &DecodedSpan) -> bool {
    let allows = |at: usize, label: usize| sentence.masks.get(at).is_some_and(|mask| mask >> label & 1 != 0);
    let goes_on = (0..LABELS)
        .any(|label| kind_of(label).is_some_and(|kind| label == inside(kind)) && allows(name.end, label));
    allows(name.begin, begin(name.kind))
        && (name.begin + 1..name.end).all(|at| allows(at, inside(name.kind)))
        && !goes_on
}

/// The likeliest curve through what was seen: margins, and whether the names were right.
fn curve(seen: &[(f64, bool)]) -> Platt {
    let (mut curve, mut loss) = ((0.03, 0.0), loss(seen, (0.03, 0.0)));
    for _ in 0..50 {
        let step = newton_step(seen, curve);
        // Far from the best curve a whole step leads astray.
        let steps = (0..20).map(|halvings| f64::from(2_u32.pow(halvings)).recip());
        let tried = steps.map(|share| (curve.0 + share * step.0, curve.1 + share * step.1));
        let Some(next) = tried.into_iter().find(|&curve| self::loss(seen, curve) < loss) else { break };
        (curve, loss) = (next, self::loss(seen, next));
    }
    Platt { slope: curve.0 as f32, offset: curve.1 as f32 }
}

/// How unlikely what was seen is by a curve, given by slope and offset.
fn loss(seen: &[(f64, bool)], (slope, offset): (f64, f64)) -> f64 {
    let one = |&(margin, right): &(f64, bool)| {
        let odds = slope * margin + offset;
        let against = if right { -odds } else { odds };
        against.max(0.0) + (-against.abs()).exp().ln_1p()
    };
    seen.iter().map(one).sum()
}

/// Where the second derivatives say that the likeliest curve is.
fn newton_step(seen: &[(f64, bool)], (slope, offset): (f64, f64)) -> (f64, f64) {
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
    ((oo * by_slope - so * by_offset) / determinant, (ss * by_offset - so * by_slope) / determinant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_is_found_even_where_margins_are_large() {
        let seen: Vec<(f64, bool)> =
            (0..2000).map(|at| (f64::from(at), at % 2000 > 500 || at % 10 == 0)).collect();
        let curve = curve(&seen);
        assert!(curve.probability(100) < 0.4 && curve.probability(1500) > 0.95, "{curve:?}");
    }
}
