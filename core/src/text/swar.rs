//! Eight bytes of ASCII in one number, compared at once.

/// Eight characters of ASCII.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Eight(u64);

/// One in each byte.
const ONES: u64 = u64::MAX / 255;

/// The highest bit of each byte: never set in ASCII, and what the comparisons below answer in.
const HIGHEST: u64 = 0x80 * ONES;

impl Eight {
    /// Absent where the bytes are not all ASCII.
    #[inline]
    pub(crate) fn read(bytes: [u8; 8]) -> Option<Self> {
        let number = u64::from_le_bytes(bytes);
        (number & HIGHEST == 0).then_some(Self(number))
    }

    /// The highest bit of each byte whose character lies between these two, both included.
    #[inline]
    pub(crate) fn between(self, first: u8, last: u8) -> u64 {
        // No sum is more than a byte holds, as the characters and what is added are at most 127 and 128.
        let at_least = |low: u8| self.0 + u64::from(0x80 - low) * ONES;
        at_least(first) & !at_least(last + 1) & HIGHEST
    }

    /// How many bytes there are in such an answer.
    #[inline]
    pub(crate) fn count(found: u64) -> usize {
        // The highest byte of the product is the sum of all.
        ((found >> 7).wrapping_mul(ONES) >> 56) as usize
    }
}

/// Where the first byte stands that is such a one: of ASCII those for which `ascii` answers as [`Eight::between`] does, of
/// others those that are `beyond`.
#[inline]
pub(crate) fn position_of(
    bytes: &[u8],
    ascii: impl Fn(Eight) -> u64,
    beyond: impl Fn(u8) -> bool,
) -> Option<usize> {
    let is = |&byte: &u8| {
        if byte.is_ascii() { ascii(Eight(u64::from(byte))) & 0x80 != 0 } else { beyond(byte) }
    };
    let (eights, rest) = bytes.as_chunks::<8>();
    for (at, &swar) in eights.iter().enumerate() {
        let found = match Eight::read(swar).map(&ascii) {
            Some(0) => None,
            Some(found) => Some(found.trailing_zeros() as usize / 8),
            None => swar.iter().position(is),
        };
        if let Some(found) = found {
            return Some(8 * at + found);
        }
    }
    rest.iter().position(is).map(|found| bytes.len() - rest.len() + found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_found_at_every_place() {
        for wanted in 0..=u8::MAX {
            for place in 0..20 {
                let mut bytes = [if wanted == b'a' { b'b' } else { b'a' }; 20];
                bytes[place] = wanted;
                let ascii = |swar: Eight| if wanted < 0x80 { swar.between(wanted, wanted) } else { 0 };
                assert_eq!(position_of(&bytes, ascii, |byte| byte == wanted), Some(place), "{wanted}");
            }
        }
        assert_eq!(position_of(b"some letters", |swar| swar.between(b'0', b'9'), |_| true), None);
    }
}
