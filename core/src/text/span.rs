use std::fmt;
use std::ops::Range;

/// A half-open range of bytes of a text.
///
/// Spans are the one currency of this crate: every layer of an [`Analysis`](crate::analysis::Analysis) points
/// into the text by spans. They order by where they begin, then by where they end. A text is at most 4 GiB long.
///
/// ```
/// use ascribe_core::text::Span;
///
/// let span = Span::new(4, 9);
/// assert_eq!(span.of("The quick fox"), "quick");
/// assert!(span.contains(Span::new(4, 5)) && !span.contains_offset(9));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    // Invariant: begin <= end.
    begin: u32,
    end: u32,
}

impl Span {
    /// The bytes from `begin` up to but not including `end`.
    ///
    /// # Panics
    /// If `begin > end`.
    #[must_use]
    pub fn new(begin: u32, end: u32) -> Self {
        assert!(begin <= end, "a span cannot end ({end}) before it begins ({begin})");
        Self { begin, end }
    }

    /// The empty span at an offset.
    #[must_use]
    pub fn at(offset: u32) -> Self {
        Self { begin: offset, end: offset }
    }

    /// The whole of a text.
    ///
    /// # Panics
    /// If the text is 4 GiB or longer.
    #[must_use]
    pub fn whole(text: &str) -> Self {
        Self::from(0..text.len())
    }

    /// The first byte.
    #[must_use]
    pub fn begin(self) -> u32 {
        self.begin
    }

    /// One past the last byte.
    #[must_use]
    pub fn end(self) -> u32 {
        self.end
    }

    /// The number of bytes.
    #[must_use]
    pub fn len(self) -> u32 {
        self.end - self.begin
    }

    /// Whether it covers nothing.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.begin == self.end
    }

    /// As a range that a string can be cut with.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.begin as usize..self.end as usize
    }

    /// The text it covers.
    ///
    /// # Panics
    /// If it does not lie in `text` on character boundaries.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        &text[self.range()]
    }

    /// Whether the other span lies inside this one; a span contains itself.
    #[must_use]
    pub fn contains(self, other: Span) -> bool {
        self.begin <= other.begin && other.end <= self.end
    }

    /// Whether the byte at `offset` is part of it.
    #[must_use]
    pub fn contains_offset(self, offset: u32) -> bool {
        self.begin <= offset && offset < self.end
    }

    /// Whether the two share at least one byte.
    #[must_use]
    pub fn overlaps(self, other: Span) -> bool {
        self.begin < other.end && other.begin < self.end
    }

    /// The smallest span that contains both.
    #[must_use]
    pub fn cover(self, other: Span) -> Span {
        Self { begin: self.begin.min(other.begin), end: self.end.max(other.end) }
    }

    /// The bytes that both share, if any.
    #[must_use]
    pub fn intersection(self, other: Span) -> Option<Span> {
        let (begin, end) = (self.begin.max(other.begin), self.end.min(other.end));
        (begin < end).then_some(Self { begin, end })
    }
}

/// Converts byte ranges of strings.
///
/// # Panics
/// If the range ends before it begins, or beyond 4 GiB.
impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        let offset = |at: usize| u32::try_from(at).expect("texts are shorter than 4 GiB");
        Self::new(offset(range.start), offset(range.end))
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.begin, self.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_not_part_of_a_span() {
        let span = Span::new(2, 4);
        assert!(!span.overlaps(Span::new(4, 6)), "help: ranges are half-open");
        assert!(!span.contains_offset(4) && span.contains_offset(3));
        assert_eq!(span.intersection(Span::new(3, 9)), Some(Span::new(3, 4)));
        assert_eq!(span.intersection(Span::new(4, 9)), None);
    }

    #[test]
    #[should_panic(expected = "cannot end")]
    fn a_span_that_ends_before_it_begins_is_refused() {
        let _ = Span::new(3, 2);
    }
}
