//! What the encoder computes beside products of matrices, in vectors as wide as the processor has.

use std::cell::LazyCell;

use rayon::{ThreadPool, ThreadPoolBuilder};
use rten_simd::ops::{BitOps, NumOps, ToFloat};
use rten_simd::{Isa, SimdOp};
use rten_vecmath::{ExtendInit, MinMax, Normalize, NormalizeOptions, Quantize, Sum, SumSquareSub};

thread_local! {
    static ALONE: LazyCell<Option<ThreadPool>> =
        LazyCell::new(|| ThreadPoolBuilder::new().num_threads(1).use_current_thread().build().ok());
}

/// Sees to it that products of matrices are computed on this thread alone: a document has one, and others have theirs.
pub(super) fn compute_alone() {
    ALONE.with(|pool| LazyCell::force(pool).is_some());
}

/// Rows of numbers as whole ones: value = (whole − zero) × scale, with a zero and a scale for each row.
#[derive(Debug, Default)]
pub(super) struct Quantized {
    pub(super) values: Vec<u8>,
    pub(super) zeros: Vec<u8>,
    pub(super) scales: Vec<f32>,
}

impl Quantized {
    /// Quantises rows to whole numbers of at most `most`.
    pub(super) fn fill(&mut self, rows: &[f32], columns: usize, most: u8) {
        self.values.clear();
        self.values.reserve(rows.len());
        self.zeros.clear();
        self.scales.clear();
        for row in rows.chunks_exact(columns) {
            let (low, high) = MinMax::new(row).dispatch();
            let (low, high) = (low.min(0.0), high.max(0.0));
            let scale = if high > low { (high - low) / f32::from(most) } else { 1.0 };
            let zero = (-low / scale).round_ties_even() as u8;
            self.zeros.push(zero);
            self.scales.push(scale);
            self.values.extend_init(|spare| {
                Quantize::new(row, &mut spare[..columns], scale.recip(), zero).dispatch()
            });
        }
    }
}

/// Makes numbers of sums of whole ones: (sum − zero × weights of the column) × scale × scale of the column + bias of the
/// column.
pub(super) struct Dequantize<'a> {
    pub(super) sums: &'a [i32],
    pub(super) zero: u8,
    /// The sum of the weights of each column.
    pub(super) weights: &'a [i32],
    pub(super) scale: f32,
    pub(super) scales: &'a [f32],
    pub(super) bias: &'a [f32],
    pub(super) out: &'a mut [f32],
}

impl SimdOp for Dequantize<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let (reals, wholes) = (isa.f32(), isa.i32());
        let (width, scale, zero) = (reals.len(), reals.splat(self.scale), wholes.splat(i32::from(self.zero)));
        let whole = self.sums.len() / width * width;
        for at in (0..whole).step_by(width) {
            let off = wholes.mul(zero, wholes.load(&self.weights[at..at + width]));
            let sum = wholes.to_float(wholes.sub(wholes.load(&self.sums[at..at + width]), off));
            let factor = reals.mul(scale, reals.load(&self.scales[at..at + width]));
            let value = reals.mul_add(sum, factor, reals.load(&self.bias[at..at + width]));
            reals.store(value, &mut self.out[at..at + width]);
        }
        for at in whole..self.sums.len() {
            let sum = self.sums[at] - i32::from(self.zero) * self.weights[at];
            self.out[at] = sum as f32 * (self.scale * self.scales[at]) + self.bias[at];
        }
    }
}

/// A layer normalisation: what rows are scaled and shifted by once their mean is zero and their variance one.
#[derive(Debug)]
pub(super) struct Norm {
    pub(super) weight: Vec<f32>,
    pub(super) bias: Vec<f32>,
    pub(super) eps: f32,
}

impl Norm {
    /// Normalises rows in place.
    pub(super) fn apply(&self, rows: &mut [f32]) {
        let columns = self.weight.len();
        for row in rows.chunks_exact_mut(columns) {
            let mean = Sum::new(row).dispatch() / columns as f32;
            let variance = SumSquareSub::new(row, mean).dispatch() / columns as f32;
            let options = NormalizeOptions {
                pre_scale_bias: mean,
                scale: (variance + self.eps).sqrt().recip(),
                element_scale: Some(&self.weight),
                bias: 0.0,
                element_bias: Some(&self.bias),
            };
            Normalize::new_mut(row, options).dispatch();
        }
    }
}
