//! Words in pieces, by the unigram model that the encoder was trained with: of all ways to cut a word into pieces of the
//! vocabulary, the one with the best sum of scores.
//!
//! Source: Kudo 2018, "Subword Regularization"; the sign for white space and what unknown characters cost are those of
//! SentencePiece.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::file::{EncoderError, EncoderFile};

/// What stands for the white space before a word.
const SPACE: &str = "▁";
/// By how much a character that no piece has is worse than the worst piece.
const UNKNOWN: f64 = 10.0;
/// How many pieces of a word are read.
const MOST_PIECES: usize = 12;
/// How many bytes of a word are cut: what is behind them would hardly be read, and cutting it would take long.
const LONGEST_WORD: usize = 256;

/// The pieces of an encoder.
#[derive(Debug)]
pub(super) struct Pieces {
    places: Vec<Range<u32>>,
    scores: Vec<f32>,
    /// Indices of pieces by the hash of their bytes, with one place in two empty; `EMPTY` where none is.
    table: Vec<u32>,
    longest: usize,
    unknown: u32,
    unknown_score: f64,
}

const EMPTY: u32 = u32::MAX;
const SEED: u64 = 0xcbf2_9ce4_8422_2325;

/// The hash of bytes with one more. Source: Fowler, Noll, Vo (FNV-1a).
fn hash_more(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
}

/// Memory for cutting that is used again for each word.
#[derive(Debug, Default)]
pub(super) struct Cutter {
    /// For each byte of a word the best sum up to it, where the last piece began and what it was.
    best: Vec<(f64, u32, u32)>,
    word: String,
}

impl Pieces {
    /// Those of a file. Pieces that stand for no text are never found in a word.
    pub(super) fn read(file: &EncoderFile, signs: &[u32], unknown: u32) -> Result<Self, EncoderError> {
        let (places, scores) = file.pieces()?;
        let slots = (2 * places.len()).next_power_of_two();
        let mut pieces =
            Self { scores, table: vec![EMPTY; slots], longest: 0, unknown, unknown_score: 0.0, places };
        let mut worst = f64::INFINITY;
        for index in 0..pieces.places.len() as u32 {
            let bytes = pieces.bytes_of(file.bytes(), index);
            if bytes.is_empty() || signs.contains(&index) {
                continue;
            }
            pieces.longest = pieces.longest.max(bytes.len());
            worst = worst.min(f64::from(pieces.scores[index as usize]));
            let hash = bytes.iter().fold(SEED, |hash, &byte| hash_more(hash, byte));
            let slot = pieces.slot(file.bytes(), hash, bytes);
            pieces.table[slot] = index;
        }
        pieces.unknown_score = if worst.is_finite() { worst } else { 0.0 } - UNKNOWN;
        Ok(pieces)
    }

    /// How many pieces there are.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    fn bytes_of<'a>(&self, file: &'a [u8], index: u32) -> &'a [u8] {
        let place = &self.places[index as usize];
        &file[place.start as usize..place.end as usize]
    }

    /// Where a piece with these bytes is in the table, or would be.
    fn slot(&self, file: &[u8], hash: u64, bytes: &[u8]) -> usize {
        let mask = self.table.len() - 1;
        let mut slot = (hash ^ hash >> 32) as usize & mask;
        while self.table[slot] != EMPTY && self.bytes_of(file, self.table[slot]) != bytes {
            slot = (slot + 1) & mask;
        }
        slot
    }

    /// Adds the pieces of a word, of which there is always one; `spaced` where white space or nothing stands before it.
    pub(super) fn cut(&self, file: &[u8], word: &str, spaced: bool, cutter: &mut Cutter, out: &mut Vec<u32>) {
        let begin = out.len();
        let plain = if word.is_ascii() { Cow::Borrowed(word) } else { Cow::Owned(word.nfkc().collect()) };
        cutter.word.clear();
        if spaced {
            cutter.word.push_str(SPACE);
        }
        cutter.word.push_str(&plain);
        let end = cutter.word.floor_char_boundary(LONGEST_WORD);
        cutter.word.truncate(end);
        self.best_pieces(file, cutter, out);
        out.truncate(begin + MOST_PIECES);
        if out.len() == begin {
            out.push(self.unknown);
        }
    }

    fn best_pieces(&self, file: &[u8], cutter: &mut Cutter, out: &mut Vec<u32>) {
        let Cutter { best, word } = cutter;
        let (begin, bytes) = (out.len(), word.as_bytes());
        best.clear();
        best.resize(bytes.len() + 1, (f64::NEG_INFINITY, 0, self.unknown));
        best[0].0 = 0.0;
        for (from, c) in word.char_indices() {
            let so_far = best[from].0;
            let mut offer = |to: usize, score: f64, piece: u32| {
                if so_far + score > best[to].0 {
                    best[to] = (so_far + score, from as u32, piece);
                }
            };
            let (mut hash, first) = (SEED, from + c.len_utf8());
            let mut has_own = false;
            for to in from + 1..=bytes.len().min(from + self.longest) {
                hash = hash_more(hash, bytes[to - 1]);
                if !word.is_char_boundary(to) {
                    continue;
                }
                let piece = self.table[self.slot(file, hash, &bytes[from..to])];
                if piece != EMPTY {
                    has_own |= to == first;
                    offer(to, f64::from(self.scores[piece as usize]), piece);
                }
            }
            if !has_own {
                offer(first, self.unknown_score, self.unknown);
            }
        }
        let mut at = bytes.len();
        while at > 0 {
            let (_, from, piece) = best[at];
            // Unknown characters beside each other are one piece.
            if piece != self.unknown || out.len() == begin || out.last() != Some(&piece) {
                out.push(piece);
            }
            at = from as usize;
        }
        out[begin..].reverse();
    }
}
