//! Byte offsets into the units that other languages count in.

/// The unit that a caller counts offsets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Unit {
    /// Bytes of UTF-8.
    #[default]
    Utf8,
    /// Code units of UTF-16: Java, JavaScript, C#.
    Utf16,
    /// Unicode code points: Python.
    Utf32,
}

/// Bytes between two remembered offsets; a conversion counts the characters of at most this many bytes.
const STRIDE: usize = 64;

/// Converts byte offsets of one text into another unit, in constant time each.
///
/// ```
/// use ascribe_core::text::offsets::{Offsets, Unit};
///
/// let text = "😀 says";
/// assert_eq!(Offsets::new(text, Unit::Utf16).convert(5), 3);
/// assert_eq!(Offsets::new(text, Unit::Utf32).convert(5), 2);
/// ```
#[derive(Debug)]
pub struct Offsets<'a> {
    text: &'a [u8],
    unit: Unit,
    // Units before byte i * STRIDE; empty where the conversion is the identity.
    counts: Vec<u32>,
}

impl<'a> Offsets<'a> {
    /// Prepares the conversion; linear in the text, and free for bytes and for ASCII.
    #[must_use]
    pub fn new(text: &'a str, unit: Unit) -> Self {
        let bytes = text.as_bytes();
        let mut counts = Vec::new();
        if unit != Unit::Utf8 && !text.is_ascii() {
            counts.reserve_exact(bytes.len() / STRIDE + 1);
            let mut sum = 0;
            for chunk in bytes.chunks(STRIDE) {
                counts.push(sum);
                sum += units(chunk, unit);
            }
            counts.push(sum);
        }
        Self { text: bytes, unit, counts }
    }

    /// The offset in the unit of a byte offset that lies on a character boundary.
    ///
    /// # Panics
    /// If the offset lies beyond the end of the text.
    #[must_use]
    pub fn convert(&self, byte: u32) -> u32 {
        if self.counts.is_empty() {
            return byte;
        }
        let chunk = byte as usize / STRIDE;
        self.counts[chunk] + units(&self.text[chunk * STRIDE..byte as usize], self.unit)
    }
}

/// How many units begin in a run of UTF-8 bytes, which may start and end inside a character.
fn units(bytes: &[u8], unit: Unit) -> u32 {
    let wide = u32::from(unit == Unit::Utf16);
    bytes.iter().map(|&byte| u32::from(byte & 0xc0 != 0x80) + wide * u32::from(byte >= 0xf0)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_agree_with_what_each_language_counts() {
        // A byte-order mark, a combining mark, CRLF, an emoji with a skin tone, right-to-left letters; then once
        // more, so that the text is longer than a stride.
        let text = "\u{feff}cafe\u{301}\r\n👍🏽 said שלום, 東京".repeat(4);
        for (at, _) in text.char_indices().chain([(text.len(), ' ')]) {
            let before = &text[..at];
            let convert = |unit| Offsets::new(&text, unit).convert(at as u32) as usize;
            assert_eq!(convert(Unit::Utf8), at);
            assert_eq!(convert(Unit::Utf16), before.encode_utf16().count());
            assert_eq!(convert(Unit::Utf32), before.chars().count());
        }
    }
}
