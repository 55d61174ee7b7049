//! Words as keys of lexicons.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// The key of a word in lexicons: equal for the same letters in any case and for either kind of apostrophe.
#[must_use]
pub fn hash(word: &str) -> u64 {
    // FNV-1a, 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/
    let mut state = 0xcbf2_9ce4_8422_2325_u64;
    let mut byte = |byte: u8| state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    if word.is_ascii() {
        word.bytes().for_each(|b| byte(b.to_ascii_lowercase()));
    } else {
        let mut buffer = [0; 4];
        for c in word.chars().flat_map(char::to_lowercase) {
            let c = if matches!(c, '’' | 'ʼ' | '´') { '\'' } else { c };
            c.encode_utf8(&mut buffer).bytes().for_each(&mut byte);
        }
    }
    state
}

/// A map from words, by their [`hash`], to what a lexicon says of them.
pub type WordMap<V> = HashMap<u64, V, BuildHasherDefault<Hashed>>;

/// Takes a key that is a hash already as it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hashed(u64);

impl Hasher for Hashed {
    fn write(&mut self, bytes: &[u8]) {
        // Never used for words, whose keys are whole numbers; defined for the trait.
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    fn write_u64(&mut self, key: u64) {
        // FNV leaves the high bits of short words poor, and the map's control bytes come from them.
        self.0 = key.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
