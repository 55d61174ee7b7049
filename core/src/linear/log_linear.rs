//! Log-linear models over named features.

use crate::data;
use crate::text::WordMap;

/// The weight of each feature.
#[derive(Debug, Default)]
pub(crate) struct Weights(WordMap<f32>);

impl Weights {
    /// Reads a table: name of a feature, weight.
    pub(crate) fn read(table: &str) -> Self {
        let weight = |row: Vec<&str>| Some((key(&[row.first()?]), row.get(1)?.parse().ok()?));
        Self(data::rows(table).filter_map(weight).collect())
    }

    /// The weight of the feature whose name is these parts joined by blanks; 0 where it is unknown.
    pub(crate) fn of(&self, name: &[&str]) -> f32 {
        self.0.get(&key(name)).copied().unwrap_or(0.0)
    }
}

/// The hash of a name, which need not be put together for it.
fn key(parts: &[&str]) -> u64 {
    // FNV-1a, 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/
    let bytes = parts
        .iter()
        .enumerate()
        .flat_map(|(at, part)| (at > 0).then_some(b' ').into_iter().chain(part.bytes()));
    bytes.fold(0xcbf2_9ce4_8422_2325, |state, byte| (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
