//! Data sets: one JSON object per line, offsets in code points.

use std::fs;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use ascribe_core::text::Span;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// A document with the names in it.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Document {
    /// Its text.
    pub(crate) text: String,
    /// What kind of text it is, where the set says so.
    #[serde(default)]
    pub(crate) genre: String,
    /// In which language it is, where the set says so.
    #[serde(default)]
    pub(crate) lang: String,
    /// The names.
    pub(crate) entities: Vec<Annotation>,
}

/// A stretch of text with a label.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Annotation {
    /// Code points before it.
    pub(crate) start: usize,
    /// Code points up to its end.
    pub(crate) end: usize,
    /// The label, one of the set's own.
    pub(crate) label: String,
}

/// The rows of a data set.
///
/// # Errors
/// The file cannot be read, or a row is not what is expected.
pub(crate) fn read<T: DeserializeOwned>(path: &Path) -> io::Result<Vec<T>> {
    let file = fs::File::open(path)
        .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))?;
    BufReader::new(file).lines().map(|line| Ok(serde_json::from_str(&line?)?)).collect()
}

/// The byte offset of each code point of a text, and of its end.
pub(crate) fn byte_offsets(text: &str) -> Vec<u32> {
    text.char_indices().map(|(at, _)| at as u32).chain([text.len() as u32]).collect()
}

/// An annotation as a span of bytes, given the text's [`byte_offsets`].
pub(crate) fn span(annotation: &Annotation, offsets: &[u32]) -> Span {
    Span::new(offsets[annotation.start], offsets[annotation.end])
}
