//! The weights: for each feature one small whole number per label, in a table keyed by the feature's hash.

use super::decode::Edges;
use super::labels::{LABELS, Row};
use super::words::Case;

/// What a model file begins with; the digit is the version of the layout.
const MAGIC: [u8; 8] = *b"ascribe2";

/// How many features are looked up at once.
const GROUP: usize = 64;

/// Weights as they are scored with.
#[derive(Debug)]
pub struct Model {
    // Slots of an open-addressing table: the key of a feature, and its row; zero where a slot is free.
    slots: Vec<(u32, u32)>,
    // The first is that of features without weights.
    rows: Vec<Row<i8>>,
    // One bit for all keys that begin alike: whether one of them has a row.
    present: Vec<u64>,
    shift: u32,
    edges: [[Edges; 2]; 2],
    calibration: [[f32; 2]; 2],
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
        let size = (count * 2).next_power_of_two();
        let bits = (size * 8).clamp(64, 1 << 22);
        let mut rows = Vec::with_capacity(count + 1);
        rows.push([0; LABELS + 1]);
        let present = vec![0; bits / 64];
        let shift = u32::BITS - bits.ilog2();
        let mut model = Self { slots: vec![(0, 0); size], rows, present, shift, edges, calibration };
        for _ in 0..count {
            let key = input.u32();
            let row = input.row();
            model.insert(key, row);
        }
        model
    }

    fn insert(&mut self, key: u32, row: Row<i8>) {
        let bit = key >> self.shift;
        self.present[bit as usize / 64] |= 1 << (bit % 64);
        let mask = self.slots.len() - 1;
        let mut slot = key as usize & mask;
        while self.slots[slot].1 != 0 {
            slot = (slot + 1) & mask;
        }
        self.slots[slot] = (key, self.rows.len() as u32);
        self.rows.push(row);
    }

    /// Adds up the weights of features.
    ///
    /// Most features have no weights, and a table this large is not in the processor's cache. So a small table tells
    /// first which features may have any, and the rows are looked up one step at a time for all of them: while one
    /// place in memory is waited for, the next are asked for already.
    pub(super) fn score(&self, features: &[u32]) -> Row<i16> {
        let mut sum = [0_i16; LABELS + 1];
        for group in features.chunks(GROUP) {
            let mut rows = [0; GROUP];
            let mut count = 0;
            for &key in group {
                rows[count] = key;
                count += usize::from(self.may_have(key));
            }
            for row in &mut rows[..count] {
                *row = self.row_of(*row);
            }
            for &row in &rows[..count] {
                for (sum, &weight) in sum.iter_mut().zip(&self.rows[row as usize]) {
                    *sum += i16::from(weight);
                }
            }
        }
        sum
    }

    /// Whether a feature may have weights; a few that have none pass too.
    fn may_have(&self, key: u32) -> bool {
        let bit = key >> self.shift;
        self.present[bit as usize / 64] >> (bit % 64) & 1 != 0
    }

    /// The row of a feature; the first, which is empty, for one without weights.
    fn row_of(&self, key: u32) -> u32 {
        let mask = self.slots.len() - 1;
        let mut slot = key as usize & mask;
        loop {
            let (found, row) = self.slots[slot];
            if found == key || row == 0 {
                return row;
            }
            slot = (slot + 1) & mask;
        }
    }

    /// The transitions for a case.
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
        let mask = u32::from(mask[0]) | u32::from(mask[1]) << 8 | u32::from(mask[2]) << 16;
        let mut row = [0; LABELS + 1];
        for (label, weight) in row.iter_mut().enumerate() {
            if mask >> label & 1 != 0 {
                *weight = self.take(1)[0] as i8;
            }
        }
        row
    }
}
