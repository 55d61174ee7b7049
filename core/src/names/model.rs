//! The weights: for each feature one small whole number per label, in the order of the features' hashes.

use super::decode::Edges;
use super::labels::{LABELS, Row};
use super::words::Case;

/// What a model file begins with; the digit is the version of the layout.
const MAGIC: [u8; 8] = *b"ascribe2";

/// How many features are looked up at once.
const GROUP: usize = 96;

/// Weights as they are scored with.
#[derive(Debug)]
pub struct Model {
    // In ascending order of their keys, and at last one that no key is beyond.
    entries: Vec<Entry>,
    // Where the entries of keys that begin alike begin.
    begins: Vec<u32>,
    shift: u32,
    edges: [[Edges; 2]; 2],
    calibration: [[f32; 2]; 2],
}

/// The weights of a feature.
#[derive(Clone, Copy, Debug)]
struct Entry {
    key: u32,
    weights: Row<i8>,
}

/// A document is read twice: the second time with what was found elsewhere in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pass {
    First,
    Second,
}

/// `transitions[before][label]`, in the unit of the weights.
pub type Transitions = [Row<i32>; LABELS];

/// Weights as they are stored: what training writes and [`Model::read`] reads.
#[derive(Clone, Debug)]
pub struct Weights {
    /// For each reading and in it for each case, mixed first, the transitions.
    pub transitions: [[Transitions; 2]; 2],
    /// For each case the slope and the offset that turn a margin into log odds of being right.
    pub calibration: [[f32; 2]; 2],
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
        for number in self.calibration.iter().flatten() {
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
        let mut transitions = [[[[0; LABELS + 1]; LABELS]; 2]; 2];
        for row in transitions.iter_mut().flatten().flatten() {
            for weight in &mut row[..LABELS] {
                *weight = input.u32() as i32;
            }
        }
        let edges = transitions.each_ref().map(|reading| reading.each_ref().map(Edges::new));
        let mut calibration = [[0.0; 2]; 2];
        for number in calibration.iter_mut().flatten() {
            *number = f32::from_bits(input.u32());
        }
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
        Self { entries, begins, shift: u32::BITS - bits, edges, calibration }
    }

    /// Adds up the weights of features.
    ///
    /// The entries are not in the processor's cache, so they are looked up one step at a time for a group of features,
    /// with hardly a branch that hangs on what is read: while one place in memory is waited for, the next are asked for
    /// already.
    pub(super) fn score(&self, features: &[u32]) -> Row<i16> {
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

    /// The transitions of a reading for a case.
    pub(super) fn edges(&self, pass: Pass, case: Case) -> &Edges {
        &self.edges[pass as usize][case as usize]
    }

    /// How likely a name is right, from how much worse the text reads without it.
    pub(super) fn confidence(&self, case: Case, margin: i32) -> f32 {
        let [slope, offset] = self.calibration[case as usize];
        1.0 / (1.0 + (-(slope * margin as f32 + offset)).exp())
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
