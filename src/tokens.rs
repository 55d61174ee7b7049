//! Tokens with their shape and part of speech.

use crate::analysis::{Sentence, Shape, Tag, Tokens};
use crate::text::Span;

/// The key of a word in lexicons: equal for the same letters in any case.
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
            c.encode_utf8(&mut buffer).bytes().for_each(&mut byte);
        }
    }
    state
}

/// Cuts sentences into tokens and tags them.
#[derive(Debug, Default)]
pub struct Tokenizer {}

impl Tokenizer {
    /// Loads the lexicons.
    #[must_use]
    pub fn load() -> Self {
        Self::default()
    }

    /// The tokens of all sentences, in order. `language` is a BCP 47 tag; linear in the text.
    #[must_use]
    pub fn tokenize(&self, text: &str, sentences: &[Sentence], _language: &str) -> Tokens {
        let mut tokens = Tokens::default();
        for sentence in sentences {
            tokens.bounds.push(tokens.spans.len() as u32);
            for word in sentence.span.of(text).split_whitespace() {
                let begin = word.as_ptr() as usize - text.as_ptr() as usize;
                tokens.spans.push(Span::from(begin..begin + word.len()));
                tokens.shapes.push(if word.starts_with(char::is_uppercase) {
                    Shape::Title
                } else {
                    Shape::Lower
                });
                tokens.tags.push(Tag::X);
                tokens.hashes.push(hash(word));
            }
        }
        tokens.bounds.push(tokens.spans.len() as u32);
        tokens
    }
}
