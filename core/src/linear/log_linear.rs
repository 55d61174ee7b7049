//! Log-linear models over named features.

use crate::data;
use crate::text::WordMap;

/// The weight of each feature.
#[derive(Debug, Default)]
pub(crate) struct Weights(WordMap<f32>);

impl Weights {
    /// Reads a table: name of a feature, weight.
    pub(crate) fn read(table: &str) -> Self {
        let weight =
            |row: Vec<&str>| Some((key([Part::new(row.first()?)].into_iter()), row.get(1)?.parse().ok()?));
        Self(data::rows(table).filter_map(weight).collect())
    }

    /// The weight of the feature whose name is these parts joined by blanks; 0 where it is unknown.
    pub(crate) fn of(&self, name: &[&str]) -> f32 {
        self.get(key(name.iter().map(|part| Part::new(part))))
    }

    /// The same for parts that are hashed already.
    pub(crate) fn of_parts(&self, name: &[Part<'_>]) -> f32 {
        self.get(key(name.iter().copied()))
    }

    fn get(&self, key: u64) -> f32 {
        self.0.get(&key).copied().unwrap_or(0.0)
    }
}

/// A part of the names of signs. Many signs share it, so it is hashed once, and their keys are put together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part<'a> {
    pub(crate) text: &'a str,
    /// Of the part with a blank before it: a polynomial in [`Part::BASE`], whose coefficients are the bytes.
    hash: u64,
    /// The base to the power of the bytes that were hashed.
    shift: u64,
}

impl<'a> Part<'a> {
    /// Odd, so that no byte is lost by any power of it: the multiplier of PCG, <https://www.pcg-random.org>.
    const BASE: u64 = 0x5851_f42d_4c95_7f2d;

    pub(crate) const fn new(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let (mut hash, mut shift, mut at) = (b' ' as u64, Self::BASE, 0);
        // A constant function has no iterators.
        while at < bytes.len() {
            hash = hash.wrapping_mul(Self::BASE).wrapping_add(bytes[at] as u64);
            shift = shift.wrapping_mul(Self::BASE);
            at += 1;
        }
        Self { text, hash, shift }
    }
}

/// The hash of a name, which need not be put together for it: that of one part is that of the parts it consists of.
fn key<'a>(parts: impl Iterator<Item = Part<'a>>) -> u64 {
    parts.fold(0, |state, part| state.wrapping_mul(part.shift).wrapping_add(part.hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_weight_however_it_is_cut() {
        let weights = Weights::read("comma said opened by name\t0.5\ncomma\t2\n");
        let parts = ["comma", "said", "opened by", "name"];
        assert_eq!(weights.of(&parts), 0.5);
        assert_eq!(weights.of(&["comma said opened", "by name"]), 0.5);
        assert_eq!(weights.of_parts(&parts.map(Part::new)), 0.5);
        assert_eq!(weights.of(&["comma"]), 2.0);
        for unknown in [&["comma", "said"][..], &["said", "comma", "opened by", "name"], &["", "comma"], &[]]
        {
            assert_eq!(weights.of(unknown), 0.0, "{unknown:?}");
        }
    }
}
