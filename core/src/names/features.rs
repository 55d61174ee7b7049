//! The features of a token: 32-bit hashes of what it and its surroundings look like.
//!
//! Training and recognition both call [`Words::features`], so that the two cannot drift apart. What a feature
//! means is told by its template, the first argument of `key`; sentences whose letters are all of one case have
//! features of their own.

use std::ops::Range;

use super::word::{Run, Word};
use super::word_clusters::wider;
use super::words::{Case, Words};
use super::{context_flags, gazetteers};
use crate::text::hash;

/// The hash of a feature: its template and up to two values.
pub(super) fn key(template: u32, a: u64, b: u64) -> u32 {
    let mixed =
        (a ^ u64::from(template).wrapping_mul(0xd6e8_feb8_6659_fd93)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 29) ^ b.rotate_left(32)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed >> 32) as u32 ^ mixed as u32
}

/// What the templates of a case begin with.
pub(super) fn seed(case: Case) -> u32 {
    if case == Case::Mixed { 0 } else { 1 << 10 }
}

/// A word beyond the end of a sentence.
const EDGE: Word = Word {
    hash: 3,
    pattern: 3,
    lists: 0,
    context: 0,
    class: [0; 4],
    path: 0,
    shape: 31,
    capital: false,
    open: false,
    first: false,
    place: (0, 0),
    run: 0,
};

impl Words<'_> {
    /// Appends the features of the token at `at` in the sentence `tokens`, of which `case` tells how it is written.
    pub fn features(&self, at: usize, tokens: &Range<usize>, case: Case, out: &mut Vec<u32>) {
        let near = |offset: isize| {
            at.checked_add_signed(offset).filter(|at| tokens.contains(at)).map_or(&EDGE, |at| &self.words[at])
        };
        let mut add = |template: u32, a: u64, b: u64| out.push(key(seed(case) + template, a, b));
        let window = [near(-2), near(-1), near(0), near(1), near(2)];
        add(0, 0, 0);
        lexical(&window, &mut add);
        shapes(&window, &mut add);
        known(&window, &mut add);
        classes(&window, &mut add);
        paths(&window, &mut add);
        let word = window[2];
        if word.capital {
            run(word, &self.runs[word.run as usize], &mut add);
        }
        let text = self.layers.tokens.spans[at].of(self.layers.text);
        affixes(text, word.capital, &mut add);
        if self.inflected {
            endings(text, word.first, &mut add);
        }
    }
}

/// Words and pairs of words.
fn lexical(window: &[&Word; 5], add: &mut impl FnMut(u32, u64, u64)) {
    let [left2, left, word, right, right2] = window;
    add(1, word.hash, 0);
    add(2, word.hash, u64::from(word.pattern));
    add(3, left.hash, 0);
    add(4, right.hash, 0);
    add(5, left2.hash, 0);
    add(6, right2.hash, 0);
    add(7, left.hash, word.hash);
    add(8, word.hash, right.hash);
    add(9, left.hash, right.hash);
    add(10, left2.hash, left.hash);
    add(11, right.hash, right2.hash);
}

/// How the words are written.
fn shapes(window: &[&Word; 5], add: &mut impl FnMut(u32, u64, u64)) {
    let [left2, left, word, right, right2] = window;
    let place = u64::from(word.first);
    let kinds = |a: &Word, b: &Word| u64::from(a.shape) << 8 | u64::from(b.shape);
    add(20, u64::from(word.pattern), place);
    add(21, kinds(left, word), place);
    add(22, kinds(word, right), place);
    add(23, kinds(left, word), u64::from(right.shape) | place << 8);
    add(24, kinds(left2, left), kinds(word, right) << 16 | u64::from(right2.shape));
    add(25, left.hash, u64::from(word.shape));
    add(26, right.hash, u64::from(word.shape));
    add(27, u64::from(left.pattern), u64::from(right.pattern));
}

/// The classes of the words.
fn classes(window: &[&Word; 5], add: &mut impl FnMut(u32, u64, u64)) {
    let shape = u64::from(window[2].shape);
    let place = u64::from(window[2].first) << 5 | shape;
    let [left, word, right] = [1, 2, 3].map(|at: usize| window[at].class.map(u64::from));
    for (level, class) in word.into_iter().enumerate() {
        add(70 + level as u32, class, place);
    }
    for (side, near) in [(80, left), (84, right)] {
        for (level, class) in near.into_iter().enumerate().filter(|(_, class)| *class != 0) {
            add(side + level as u32, class, shape);
        }
    }
}

/// The paths of the words.
fn paths(window: &[&Word; 5], add: &mut impl FnMut(u32, u64, u64)) {
    let [left2, left, word, right, right2] = window.map(|word| u64::from(word.path));
    let shape = u64::from(window[2].shape);
    if word != 0 {
        for steps in [4, 6, 10] {
            add(130 + steps, u64::from(wider(window[2].path, steps)), shape);
        }
        add(130, word, 0);
    }
    for (at, class) in [left2, left, right, right2].into_iter().enumerate() {
        if class != 0 {
            add(150 + at as u32, class, shape);
        }
    }
    add(154, u64::from(wider(window[1].path, 6)), shape);
    add(155, u64::from(wider(window[3].path, 6)), shape);
    add(156, left, word);
    add(157, word, right);
    add(158, left, right << 8 | shape);
}

/// What lists and the rest of the document say.
fn known(window: &[&Word; 5], add: &mut impl FnMut(u32, u64, u64)) {
    let [_, left, word, right, _] = window;
    let shape = u64::from(word.shape);
    for bit in (0..gazetteers::FLAGS).filter(|bit| word.lists >> bit & 1 != 0) {
        add(30, u64::from(bit), shape);
    }
    if word.lists | left.lists | right.lists != 0 {
        add(31, u64::from(word.lists), shape);
        add(32, u64::from(left.lists), u64::from(word.lists) << 8 | shape);
        add(33, u64::from(right.lists), u64::from(word.lists) << 8 | shape);
    }
    if word.context != 0 {
        let place = u64::from(word.first);
        add(34, u64::from(word.context), shape << 8 | place);
        add(35, u64::from(word.context), u64::from(word.lists));
        for bit in (0..context_flags::FLAGS).filter(|bit| word.context >> bit & 1 != 0) {
            add(36, u64::from(bit), place);
        }
    }
}

/// The run of capitals that the word is part of.
fn run(word: &Word, run: &Run, add: &mut impl FnMut(u32, u64, u64)) {
    let position = u64::from(word.place.0) << 8 | u64::from(word.place.1);
    let ([first, last], [[before, before2], [after, after2]]) = (run.ends, run.around);
    add(40, position, u64::from(word.first));
    add(41, before, position);
    add(42, after, position);
    add(43, last, u64::from(word.place.1 == 0));
    add(44, last, word.hash);
    add(45, before, after);
    add(46, first, position);
    add(47, before2, position);
    add(48, after2, position);
    add(49, before, before2);
    add(100, after, after2);
    add(101, u64::from(run.lists), position);
    add(102, u64::from(run.lists), before);
    add(103, u64::from(run.length), position);
    let [first, last] = run.end_classes.map(|class| class.map(u64::from));
    let [before, after] = run.around_classes.map(|class| class.map(u64::from));
    add(110, before[2], position);
    add(111, after[2], position);
    add(112, last[2], position);
    add(113, first[2], position);
    add(114, before[2], after[2]);
    add(115, last[3], u64::from(word.place.1 == 0));
    add(116, first[1], last[1]);
    let [before, after, last] = run.paths.map(u64::from);
    add(160, before, position);
    add(161, after, position);
    add(162, last, position);
    add(163, before, after);
}

/// Beginnings and ends of the word, without regard to case, up to four letters.
fn affixes(word: &str, capital: bool, add: &mut impl FnMut(u32, u64, u64)) {
    const BASE: u64 = 0x0100_0000_01b3;
    let flag = u64::from(capital);
    let lower = |c: char| u64::from(u32::from(c.to_ascii_lowercase()));
    let mut state = 0xcbf2_u64;
    for (length, c) in word.chars().take(4).enumerate() {
        state = (state ^ lower(c)).wrapping_mul(BASE);
        if length >= 1 {
            add(50 + length as u32, state, flag);
        }
    }
    state = 0xcbf2;
    for (length, c) in word.chars().rev().take(4).enumerate() {
        state = (state ^ lower(c)).wrapping_mul(BASE);
        add(60 + length as u32, state, flag);
    }
}

/// Long endings, such as compounds have, and those of words whose capital says nothing.
fn endings(word: &str, first: bool, add: &mut impl FnMut(u32, u64, u64)) {
    for (length, (at, _)) in word.char_indices().rev().take(8).enumerate() {
        let length = length + 1;
        if matches!(length, 3 | 5 | 6 | 8) {
            add(120 + length as u32, hash(&word[at..]), u64::from(first));
        }
    }
}
