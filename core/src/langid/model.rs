//! The second opinion: a small linear model over hashed features, read straight from its file.

use super::ngrams;

/// What a model file begins with; the digit is the version of the layout.
const MAGIC: [u8; 8] = *b"asclang1";

/// Numbers that stand for one feature.
pub const WIDTH: usize = 16;

/// Weights as they are stored: what training writes and [`Model::read`] reads.
#[derive(Clone, Debug)]
pub struct Weights {
    /// ISO 639-3 codes of the languages.
    pub languages: Vec<String>,
    /// For each language the weight of each number and, last, its offset.
    pub output: Vec<[f32; WIDTH + 1]>,
    /// For each bucket of features its numbers.
    pub table: Vec<[i8; WIDTH]>,
}

impl Weights {
    /// The bytes of a model file; everything is little endian.
    #[must_use]
    pub fn write(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend((self.table.len() as u32).to_le_bytes());
        out.extend((self.languages.len() as u32).to_le_bytes());
        for (code, weights) in self.languages.iter().zip(&self.output) {
            out.extend(code.as_bytes());
            out.extend(weights.iter().flat_map(|weight| weight.to_le_bytes()));
        }
        out.extend(self.table.iter().flatten().map(|&number| number as u8));
        out
    }
}

/// Weights as they are scored with.
#[derive(Debug)]
pub struct Model {
    languages: Vec<String>,
    output: Vec<[f32; WIDTH + 1]>,
    table: &'static [[u8; WIDTH]],
}

/// What the model makes of a text.
#[derive(Clone, Debug)]
pub struct Opinion {
    /// How likely each language is, in the order of [`Model::languages`].
    pub shares: Vec<f32>,
    /// The letters that were read.
    pub letters: usize,
}

impl Model {
    /// Reads a model file.
    ///
    /// # Panics
    /// If the bytes are not what [`Weights::write`] wrote: the file is embedded, so that a test sees to it.
    #[must_use]
    pub fn read(bytes: &'static [u8]) -> Self {
        let (magic, mut rest) = bytes.split_at(MAGIC.len());
        assert_eq!(magic, MAGIC, "not a model of this version");
        let mut take = |count: usize| {
            let (taken, left) = rest.split_at(count);
            rest = left;
            taken
        };
        let number = |four: &[u8]| u32::from_le_bytes(four.try_into().expect("four bytes were taken"));
        let buckets = number(take(4)) as usize;
        let count = number(take(4));
        let (mut languages, mut output) = (Vec::new(), Vec::new());
        for _ in 0..count {
            languages.push(String::from_utf8_lossy(take(3)).into_owned());
            let mut weights = [0.0; WIDTH + 1];
            for weight in &mut weights {
                *weight = f32::from_bits(number(take(4)));
            }
            output.push(weights);
        }
        let (table, _) = take(buckets * WIDTH).as_chunks();
        Self { languages, output, table }
    }

    /// ISO 639-3 codes of the languages that it can tell.
    #[must_use]
    pub fn languages(&self) -> &[String] {
        &self.languages
    }

    /// What the first so many letters of a text look like. Absent where there are no letters.
    #[must_use]
    pub fn opinion(&self, text: &str, most_letters: usize) -> Option<Opinion> {
        let mut sum = Sum::default();
        let letters = ngrams::each_feature(text, most_letters, |feature| {
            sum.add(&self.table[bucket(feature, self.table.len())]);
        });
        let (sum, count) = sum.finish();
        if count == 0 {
            return None;
        }
        let scale = spread(count);
        let hidden = sum.map(|sum| sum as f32 * scale);
        let mut shares: Vec<f32> = self.output.iter().map(|weights| logit(weights, &hidden)).collect();
        softmax(&mut shares);
        Some(Opinion { shares, letters })
    }
}

/// Adds up rows of the table, in narrow numbers as long as these hold.
#[derive(Default)]
struct Sum {
    // Invariant: the sum of `pending` rows, of which there are at most `HOLDS`.
    narrow: [i16; WIDTH],
    pending: u32,
    wide: [i32; WIDTH],
    count: u32,
}

impl Sum {
    /// So many rows of the largest numbers fit into an `i16`.
    const HOLDS: u32 = 255;

    #[inline]
    fn add(&mut self, row: &[u8; WIDTH]) {
        #[expect(clippy::needless_range_loop, reason = "so it compiles to few instructions for all at once")]
        for at in 0..WIDTH {
            self.narrow[at] = self.narrow[at].wrapping_add(i16::from(row[at] as i8));
        }
        self.pending += 1;
        if self.pending == Self::HOLDS {
            self.widen();
        }
    }

    fn widen(&mut self) {
        for (wide, narrow) in self.wide.iter_mut().zip(&mut self.narrow) {
            *wide += i32::from(std::mem::take(narrow));
        }
        self.count += std::mem::take(&mut self.pending);
    }

    /// The sum, and how many rows it is of.
    fn finish(mut self) -> ([i32; WIDTH], u32) {
        self.widen();
        (self.wide, self.count)
    }
}

/// The bucket of a feature.
#[must_use]
pub fn bucket(feature: u32, buckets: usize) -> usize {
    ((u64::from(feature) * buckets as u64) >> 32) as usize
}

/// What the sum over so many features is multiplied by: evidence adds up, but features of one word are no
/// witnesses independent of each other.
#[must_use]
pub fn spread(count: u32) -> f32 {
    1.0 / (count as f32).sqrt()
}

/// The score of one language.
#[must_use]
pub fn logit(weights: &[f32; WIDTH + 1], hidden: &[f32; WIDTH]) -> f32 {
    // Four sums that do not wait for each other, which a processor adds up at once.
    let mut sums = [0.0; 4];
    for at in 0..WIDTH {
        sums[at % 4] += hidden[at] * weights[at];
    }
    weights[WIDTH] + sums.iter().sum::<f32>()
}

/// Turns scores into shares of one.
pub fn softmax(scores: &mut [f32]) {
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    for score in scores.iter_mut() {
        *score = (*score - most).exp();
    }
    let whole: f32 = scores.iter().sum();
    for score in scores.iter_mut() {
        *score /= whole;
    }
}
