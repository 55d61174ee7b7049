//! A linear-chain model: for each hashed feature one small whole number per label, in the order of the hashes.
//!
//! A model reads text in [`REGIMES`] ways (for names: upper and lower case, and letters of one case) and in [`PASSES`]
//! passes; each has transitions of its own, each regime a calibration.

use super::bio::{LABELS, Row};
use super::calibration::Platt;
use super::viterbi::{RawTransitions, Transitions};

/// What a model file begins with; the digit is the version of the layout.
const MAGIC: [u8; 8] = *b"ascribe2";

/// How many features are looked up at once.
const GROUP: usize = 96;

/// How many times a text is read.
pub const PASSES: usize = 2;
/// How many ways of writing have weights of their own.
pub const REGIMES: usize = 2;

/// Weights as they are scored with.
#[derive(Debug)]
pub struct Model {
    // In ascending order of their keys, and at last one that no key is beyond.
    entries: Vec<Entry>,
    // Where the entries of keys that begin alike begin.
    begins: Vec<u32>,
    shift: u32,
    transitions: [[Transitions; REGIMES]; PASSES],
    calibration: [Platt; REGIMES],
}

/// The weights of a feature.
#[derive(Clone, Copy, Debug)]
struct Entry {
    key: u32,
    weights: Row<i8>,
}

/// Weights as they are stored: what training writes and [`Model::read`] reads.
#[derive(Clone, Debug)]
pub struct Weights {
    /// The transitions, by pass and in it by regime.
    pub transitions: [[RawTransitions; REGIMES]; PASSES],
    /// For each regime how a margin becomes a probability.
    pub calibration: [Platt; REGIMES],
    /// The features in ascending order of their hashes.
    pub features: Vec<(u32, Row<i8>)>,
}

impl Weights {
    /// The bytes of a model file. Everything is little endian; a row is a mask of the labels that have a weight,
    /// then those weights.
    #[must_use]
    pub fn write(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        for weight in self.transitions.iter().flatten().flatten().flat_map(|row| &row[..LABELS]) {
            out.extend(weight.to_le_bytes());
        }
        for number in self.calibration.iter().flat_map(|curve| [curve.slope, curve.offset]) {
            out.extend(number.to_le_bytes());
        }
        out.extend((self.features.len() as u32).to_le_bytes());
        for (key, row) in &self.features {
            let mask =
                (0..LABELS).filter(|&label| row[label] != 0).fold(0_u32, |mask, label| mask | 1 << label);
            out.extend(key.to_le_bytes());
            out.extend(&mask.to_le_bytes()[..3]);
            out.extend(row.iter().filter(|&&weight| weight != 0).map(|&weight| weight as u8));
        }
        out
    }
}

impl Model {
    /// Reads a model file.
    ///
    /// # Panics
    /// If the bytes are not what [`Weights::write`] wrote: the file is embedded, so that a test sees to it.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Self {
        let mut input = Input(bytes);
        assert_eq!(input.take(MAGIC.len()), MAGIC, "not a model of this version");
        let mut transitions = [[[[0; LABELS + 1]; LABELS]; REGIMES]; PASSES];
        for row in transitions.iter_mut().flatten().flatten() {
            for weight in &mut row[..LABELS] {
                *weight = input.u32() as i32;
            }
        }
        let transitions = transitions.each_ref().map(|pass| pass.each_ref().map(Transitions::new));
        let calibration = [(); REGIMES]
            .map(|()| Platt { slope: f32::from_bits(input.u32()), offset: f32::from_bits(input.u32()) });
        let count = input.u32() as usize;
        // Between one and two keys begin alike.
        let bits = count.max(2).ilog2();
        let (mut entries, mut begins) = (Vec::with_capacity(count + 1), Vec::with_capacity(1 << bits));
        for at in 0..count as u32 {
            let key = input.u32();
            begins.resize(begins.len().max((key >> (u32::BITS - bits)) as usize + 1), at);
            entries.push(Entry { key, weights: input.row() });
        }
        begins.resize(1 << bits, count as u32);
        entries.push(Entry { key: u32::MAX, weights: [0; LABELS + 1] });
        Self { entries, begins, shift: u32::BITS - bits, transitions, calibration }
    }

    /// Adds up the weights of features.
    ///
    /// The entries are not in the processor's cache, so they are looked up one step at a time for a group of features,
    /// with hardly a branch that hangs on what is read: while one place in memory is waited for, the next are asked for
    /// already.
    pub(crate) fn score(&self, features: &[u32]) -> Row<i16> {
        let mut sum = [0_i16; LABELS + 1];
        for group in features.chunks(GROUP) {
            let mut entries = [0; GROUP];
            for (entry, &key) in entries.iter_mut().zip(group) {
                *entry = self.begins[(key >> self.shift) as usize];
            }
            for (entry, &key) in entries.iter_mut().zip(group) {
                *entry = self.entry_from(*entry, key);
            }
            for &entry in &entries[..group.len()] {
                for (sum, &weight) in sum.iter_mut().zip(&self.entries[entry as usize].weights) {
                    *sum += i16::from(weight);
                }
            }
        }
        sum
    }

    /// The entry of a key at `entry` or after it; the last, which is empty, if there is none.
    fn entry_from(&self, mut entry: u32, key: u32) -> u32 {
        // Seldom do more than two that begin alike come before: only then a branch is guessed wrong.
        entry += u32::from(self.entries[entry as usize].key < key);
        entry += u32::from(self.entries[entry as usize].key < key);
        while self.entries[entry as usize].key < key {
            entry += 1;
        }
        if self.entries[entry as usize].key == key { entry } else { self.entries.len() as u32 - 1 }
    }

    /// The transitions of a pass in a regime.
    pub(crate) fn transitions(&self, pass: usize, regime: usize) -> &Transitions {
        &self.transitions[pass][regime]
    }

    /// How a margin becomes a probability in a regime.
    pub(crate) fn calibration(&self, regime: usize) -> Platt {
        self.calibration[regime]
    }
}

/// Bytes still to be read.
struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(count);
        self.0 = rest;
        taken
    }

    fn u32(&mut self) -> u32 {
        u32::from_le_bytes(self.take(4).try_into().expect("four bytes were taken"))
    }

    fn row(&mut self) -> Row<i8> {
        let mask = self.take(3);
        let mut mask = u32::from(mask[0]) | u32::from(mask[1]) << 8 | u32::from(mask[2]) << 16;
        let mut row = [0; LABELS + 1];
        for &weight in self.take(mask.count_ones() as usize) {
            row[mask.trailing_zeros() as usize] = weight as i8;
            mask &= mask - 1;
        }
        row
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_read_as_it_was_written() {
        let mut row = [0; LABELS + 1];
        (row[0], row[3], row[18]) = (-7, 5, 127);
        let weights = Weights {
            transitions: [[[[0; LABELS + 1]; LABELS]; REGIMES]; PASSES],
            calibration: [Platt { slope: 1.0, offset: -0.5 }; REGIMES],
            features: vec![(9, [0; LABELS + 1]), (77, row)],
        };
        let model = Model::read(&weights.write());
        assert_eq!(model.score(&[77, 9, 5]), row.map(i16::from));
        assert_eq!(model.calibration(1), weights.calibration[1]);
    }
}
