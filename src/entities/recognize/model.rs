//! The weights: for each feature one small whole number per label, in a table keyed by the feature's hash.

use super::labels::{LABELS, Row};
use super::words::Case;

/// What a model file begins with; the digit is the version of the layout.
const MAGIC: [u8; 8] = *b"ascribe1";

/// Weights as they are scored with.
#[derive(Debug)]
pub struct Model {
    // Slots of an open-addressing table: the key of a feature, and its row plus one; zero where a slot is free.
    slots: Vec<(u32, u32)>,
    rows: Vec<Row<i8>>,
    transitions: [Transitions; 2],
    calibration: [[f32; 2]; 2],
}

/// `transitions[before][label]`, in the unit of the weights.
pub type Transitions = [Row<i32>; LABELS];

/// Weights as they are stored: what training writes and [`Model::read`] reads.
#[derive(Clone, Debug)]
pub struct Weights {
    /// For each case, mixed first, the transitions.
    pub transitions: [Transitions; 2],
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
        for weight in self.transitions.iter().flatten().flat_map(|row| &row[..LABELS]) {
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
        let mut transitions = [[[0; LABELS + 1]; LABELS]; 2];
        for row in transitions.iter_mut().flatten() {
            for weight in &mut row[..LABELS] {
                *weight = input.u32() as i32;
            }
        }
        let mut calibration = [[0.0; 2]; 2];
        for number in calibration.iter_mut().flatten() {
            *number = f32::from_bits(input.u32());
        }
        let count = input.u32() as usize;
        let size = (count * 2).next_power_of_two();
        let mut model =
            Self { slots: vec![(0, 0); size], rows: Vec::with_capacity(count), transitions, calibration };
        for _ in 0..count {
            let key = input.u32();
            let row = input.row();
            model.insert(key, row);
        }
        model
    }

    fn insert(&mut self, key: u32, row: Row<i8>) {
        self.rows.push(row);
        let mask = self.slots.len() - 1;
        let mut slot = key as usize & mask;
        while self.slots[slot].1 != 0 {
            slot = (slot + 1) & mask;
        }
        self.slots[slot] = (key, self.rows.len() as u32);
    }

    /// Adds up the weights of features.
    pub(super) fn score(&self, features: &[u32]) -> Row<i32> {
        let mut sum = [0_i16; LABELS + 1];
        let mask = self.slots.len() - 1;
        for &key in features {
            let mut slot = key as usize & mask;
            loop {
                let (found, row) = self.slots[slot];
                if row == 0 {
                    break;
                }
                if found == key {
                    for (sum, &weight) in sum.iter_mut().zip(&self.rows[row as usize - 1]) {
                        *sum += i16::from(weight);
                    }
                    break;
                }
                slot = (slot + 1) & mask;
            }
        }
        sum.map(i32::from)
    }

    /// The transitions for a case.
    pub(super) fn transitions(&self, case: Case) -> &Transitions {
        &self.transitions[case as usize]
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
