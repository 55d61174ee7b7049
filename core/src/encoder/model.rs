//! The encoder itself: numbers for each piece of a window that tell what it means there.
//!
//! A transformer like BERT, with whole numbers of 8 bits for weights and, quantised row by row as they come, for what they
//! are multiplied with. A window is computed by itself, on one thread: so its numbers hang on nothing but its pieces.
//!
//! Source: Vaswani et al. 2017, "Attention Is All You Need"; Devlin et al. 2019, "BERT".

use std::fmt;
use std::ops::Range;

use rten_gemm::{BiasVector, GemmExecutor, GemmInputA, GemmInputB, GemmOptions, PackedBMatrix};
use rten_simd::{SimdOp, SimdUnaryOp};
use rten_tensor::Matrix;
use rten_vecmath::{ApproxGelu, Gelu, Softmax};

use super::file::{EncoderError, EncoderFile};
use super::ops::{Dequantize, Norm, Quantized};

/// The sizes of an encoder.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Sizes {
    pub(super) hidden: usize,
    pub(super) layers: usize,
    pub(super) heads: usize,
    pub(super) feed_forward: usize,
    pub(super) positions: usize,
    pub(super) first_position: usize,
    /// Pieces of a window, with those that begin and end it.
    pub(super) window: usize,
}

impl Sizes {
    pub(super) fn read(file: &EncoderFile) -> Result<Self, EncoderError> {
        let sizes = Self {
            hidden: file.size("hidden")?,
            layers: file.size("layers")?,
            heads: file.size("heads")?,
            feed_forward: file.size("feed_forward")?,
            positions: file.size("positions")?,
            first_position: if file.text("first_position").is_ok() {
                file.size("first_position")?
            } else {
                0
            },
            window: file.size("window")?,
        };
        let wrong = |key: &str, what| Err(EncoderError::Value(key.to_owned(), what));
        if sizes.heads == 0 || sizes.hidden == 0 || !sizes.hidden.is_multiple_of(sizes.heads) {
            return wrong("heads", "they do not part what is hidden evenly");
        }
        if !(18..=4096).contains(&sizes.window) || sizes.window + sizes.first_position > sizes.positions {
            return wrong("window", "it is none of 18 to 4096 pieces for which there are positions");
        }
        if sizes.hidden > 4096 || sizes.feed_forward > 16_384 || !(1..=48).contains(&sizes.layers) {
            return wrong("layers", "the encoder is larger than any that could be served");
        }
        Ok(sizes)
    }
}

/// Weights that numbers are multiplied with, and what is added then.
struct Dense {
    weights: PackedBMatrix<i8>,
    /// Their sums, for each output.
    sums: Vec<i32>,
    scales: Vec<f32>,
    bias: Vec<f32>,
}

/// One layer.
struct Layer {
    /// Queries, keys and values beside each other.
    attended: Dense,
    attention: Dense,
    attention_norm: Norm,
    intermediate: Dense,
    output: Dense,
    output_norm: Norm,
}

/// An encoder's weights as they are computed with.
pub(super) struct Model {
    pub(super) sizes: Sizes,
    /// The largest whole number of what weights are multiplied with.
    pub(super) most: u8,
    approximate: bool,
    words: Range<usize>,
    word_scales: Vec<f32>,
    positions: Vec<f32>,
    norm: Norm,
    layers: Vec<Layer>,
}

impl fmt::Debug for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Model").field("sizes", &self.sizes).finish_non_exhaustive()
    }
}

/// What products of matrices are computed by, chosen for the processor; each thread has its own.
#[derive(Default)]
pub(super) struct Kernels {
    whole: GemmExecutor<u8, i8, i32>,
    real: GemmExecutor<f32>,
}

impl Kernels {
    /// Lays weights out of which each row makes one column of the answer.
    pub(super) fn pack(&self, weights: &[f32], inputs: usize) -> PackedBMatrix<f32> {
        self.real.prepack_b(Matrix::from_data([weights.len() / inputs, inputs], weights).transposed())
    }

    /// Adds the rows multiplied with such weights.
    pub(super) fn score(&self, rows: &[f32], weights: &PackedBMatrix<f32>, bias: &[f32], out: &mut Vec<f32>) {
        let (begin, count) = (out.len(), rows.len() / weights.rows());
        out.resize(begin + count * bias.len(), 0.0);
        let rows = GemmInputA::Unpacked(Matrix::from_data([count, weights.rows()], rows));
        let options = GemmOptions { bias: Some(BiasVector::Row(bias)), ..GemmOptions::default() };
        let done = self.real.gemm(&mut out[begin..], rows, GemmInputB::Packed(weights), options);
        done.expect("weights were packed for this processor");
    }

    fn product(
        &self,
        out: &mut [f32],
        a: Matrix<'_>,
        b: Matrix<'_>,
        options: GemmOptions<'_, f32, f32, f32>,
    ) {
        let done = self.real.gemm(out, GemmInputA::Unpacked(a), GemmInputB::Unpacked(b), options);
        done.expect("the sizes of rows and columns fit each other");
    }

    /// Multiplies rows with weights.
    fn dense(&self, dense: &Dense, rows: &Quantized, sums: &mut Vec<i32>, out: &mut Vec<f32>) {
        let (count, inputs, outputs) = (rows.scales.len(), dense.weights.rows(), dense.bias.len());
        sums.resize(count * outputs, 0);
        let values = Matrix::from_data([count, inputs], rows.values.as_slice());
        let weights = GemmInputB::Packed(&dense.weights);
        // The zeros of rows are taken into account behind the product: rten-gemm 0.27 takes those of its first rows for all.
        let done = self.whole.gemm(sums, GemmInputA::Unpacked(values), weights, GemmOptions::default());
        done.expect("weights were packed for this processor");
        out.resize(count * outputs, 0.0);
        let (weights, scales, bias) = (&dense.sums, &dense.scales, &dense.bias);
        let out = out.chunks_exact_mut(outputs).zip(sums.chunks_exact(outputs));
        for ((out, sums), (&scale, &zero)) in out.zip(rows.scales.iter().zip(&rows.zeros)) {
            Dequantize { sums, zero, weights, scale, scales, bias, out }.dispatch();
        }
    }
}

/// Memory for a window that is used again for each.
#[derive(Default)]
pub(super) struct Workspace {
    pub(super) kernels: Kernels,
    /// What is known of each piece, row by row.
    pub(super) hidden: Vec<f32>,
    quantized: Quantized,
    sums: Vec<i32>,
    attended: Vec<f32>,
    scores: Vec<f32>,
    head: Vec<f32>,
    context: Vec<f32>,
    wide: Vec<f32>,
    more: Vec<f32>,
}

impl Model {
    /// Reads the weights of a file for so many pieces.
    pub(super) fn read(file: &EncoderFile, pieces: usize) -> Result<Self, EncoderError> {
        let sizes = Sizes::read(file)?;
        let approximate = match file.text("gelu").unwrap_or("erf") {
            "erf" => false,
            "tanh" => true,
            _ => return Err(EncoderError::Value("gelu".to_owned(), "it is neither erf nor tanh")),
        };
        let (hidden, eps) = (sizes.hidden, file.real("eps")?);
        let norm = |name: &str| -> Result<Norm, EncoderError> {
            let weight = file.vector(&format!("{name}.weight"), hidden)?;
            Ok(Norm { weight, bias: file.vector(&format!("{name}.bias"), hidden)?, eps })
        };
        let whole = Kernels::default().whole;
        let dense = |names: &[String], outputs: usize, inputs: usize| -> Result<Dense, EncoderError> {
            let (mut weights, mut scales, mut bias) = (Vec::new(), Vec::new(), Vec::new());
            for name in names {
                let (more, more_scales) = file.whole(&format!("{name}.weight"), outputs, inputs)?;
                weights.extend(more);
                scales.extend(more_scales);
                bias.extend(file.vector(&format!("{name}.bias"), outputs)?);
            }
            let sum = |row: &[i8]| row.iter().map(|&weight| i32::from(weight)).sum();
            let sums = weights.chunks_exact(inputs).map(sum).collect();
            let rows = Matrix::from_data([bias.len(), inputs], weights.as_slice());
            Ok(Dense { weights: whole.prepack_b(rows.transposed()), sums, scales, bias })
        };
        let layer = |index: usize| -> Result<Layer, EncoderError> {
            let name = |part: &str| format!("layer.{index}.{part}");
            Ok(Layer {
                attended: dense(&[name("query"), name("key"), name("value")], hidden, hidden)?,
                attention: dense(&[name("attention")], hidden, hidden)?,
                attention_norm: norm(&name("attention_norm"))?,
                intermediate: dense(&[name("intermediate")], sizes.feed_forward, hidden)?,
                output: dense(&[name("output")], hidden, sizes.feed_forward)?,
                output_norm: norm(&name("output_norm"))?,
            })
        };
        let layers = (0..sizes.layers).map(layer).collect::<Result<_, _>>()?;
        let (words, word_scales) = file.whole_place("embeddings.word", pieces, hidden)?;
        // Where pairs of products are added in 16 bits, seven are all that each may have.
        let most = if whole.may_saturate() { 127 } else { 255 };
        Ok(Self {
            sizes,
            most,
            approximate,
            words,
            word_scales,
            positions: file.reals("embeddings.position", sizes.positions, hidden)?,
            norm: norm("embeddings.norm")?,
            layers,
        })
    }

    /// Computes what is known of each piece of a window, of which there are at least two. `file` is what the weights were
    /// read from.
    pub(super) fn run(&self, file: &[u8], pieces: &[u32], space: &mut Workspace) {
        self.embed(file, pieces, &mut space.hidden);
        for layer in &self.layers {
            self.attend(layer, space);
            self.think(layer, space);
        }
    }

    fn embed(&self, file: &[u8], pieces: &[u32], out: &mut Vec<f32>) {
        let width = self.sizes.hidden;
        let words = &file[self.words.clone()];
        out.clear();
        for (at, &piece) in pieces.iter().enumerate() {
            let (piece, position) = (piece as usize, self.sizes.first_position + at);
            let word = &words[piece * width..(piece + 1) * width];
            let position = &self.positions[position * width..(position + 1) * width];
            let scale = self.word_scales[piece];
            out.extend(word.iter().zip(position).map(|(&word, at)| f32::from(word as i8) * scale + at));
        }
        self.norm.apply(out);
    }

    /// What each piece sees in the others.
    fn attend(&self, layer: &Layer, space: &mut Workspace) {
        let Workspace { kernels, hidden, quantized, sums, attended, scores, head, context, more, .. } = space;
        let width = self.sizes.hidden;
        let (rows, own) = (hidden.len() / width, width / self.sizes.heads);
        quantized.fill(hidden, width, self.most);
        kernels.dense(&layer.attended, quantized, sums, attended);
        context.resize(hidden.len(), 0.0);
        scores.resize(rows * rows, 0.0);
        head.resize(rows * own, 0.0);
        for at in (0..width).step_by(own) {
            let part = |which: usize| {
                let begin = which * width + at;
                let end = begin + (rows - 1) * 3 * width + own;
                Matrix::from_slice_with_strides([rows, own], &attended[begin..end], [3 * width, 1])
                    .expect("each row has a query, a key and a value")
            };
            let alpha = (own as f32).sqrt().recip();
            let options = GemmOptions { alpha, ..GemmOptions::default() };
            kernels.product(scores, part(0), part(1).transposed(), options);
            for row in scores.chunks_exact_mut(rows) {
                Softmax::new_mut(row).dispatch();
            }
            let seen = Matrix::from_data([rows, rows], scores.as_slice());
            kernels.product(head, seen, part(2), GemmOptions::default());
            for (row, head) in context.chunks_exact_mut(width).zip(head.chunks_exact(own)) {
                row[at..at + own].copy_from_slice(head);
            }
        }
        quantized.fill(context, width, self.most);
        kernels.dense(&layer.attention, quantized, sums, more);
        add(hidden, more);
        layer.attention_norm.apply(hidden);
    }

    /// What each piece makes of it.
    fn think(&self, layer: &Layer, space: &mut Workspace) {
        let Workspace { kernels, hidden, quantized, sums, wide, more, .. } = space;
        quantized.fill(hidden, self.sizes.hidden, self.most);
        kernels.dense(&layer.intermediate, quantized, sums, wide);
        if self.approximate {
            ApproxGelu {}.map_mut(wide);
        } else {
            Gelu {}.map_mut(wide);
        }
        quantized.fill(wide, self.sizes.feed_forward, self.most);
        kernels.dense(&layer.output, quantized, sums, more);
        add(hidden, more);
        layer.output_norm.apply(hidden);
    }
}

fn add(sum: &mut [f32], more: &[f32]) {
    for (sum, more) in sum.iter_mut().zip(more) {
        *sum += more;
    }
}
