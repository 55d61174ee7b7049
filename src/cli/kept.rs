//! The answers that an output holds from a run before, and whether they are those to its corpus.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufRead};

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::lines::Line;
use super::peek::document_id;

/// The answers of a file that are complete.
#[derive(Debug, Default)]
pub struct Kept {
    // A hash of the identifier of each document that is answered, for there may be millions.
    ids: Vec<u64>,
    /// How many bytes they take with their line breaks.
    pub bytes: u64,
}

/// What every answer has: an analysis how long it took, a refusal its error.
#[derive(Deserialize)]
struct Answer<'a> {
    #[serde(borrow, default, rename = "documentId")]
    document_id: Cow<'a, str>,
    timing: Option<IgnoredAny>,
    error: Option<IgnoredAny>,
}

impl Kept {
    /// Reads a file.
    ///
    /// An answer without its line break was being written when the run before was stopped; it is not kept.
    ///
    /// # Errors
    /// The file cannot be read, or a line of it is no answer; the message says which.
    pub fn read(mut input: impl BufRead) -> io::Result<Self> {
        let (mut kept, mut line) = (Self::default(), Vec::new());
        loop {
            line.clear();
            let length = input.read_until(b'\n', &mut line)?;
            if line.last() != Some(&b'\n') {
                return Ok(kept);
            }
            let answer = serde_json::from_slice::<Answer<'_>>(&line).ok();
            let Some(answer) = answer.filter(|answer| answer.timing.is_some() || answer.error.is_some())
            else {
                let number = kept.ids.len() + 1;
                let problem = format!("line {number} is no answer to a document; the file is left as it is");
                return Err(io::Error::new(io::ErrorKind::InvalidData, problem));
            };
            kept.ids.push(hash(&answer.document_id));
            kept.bytes += length as u64;
        }
    }

    /// Takes as many lines as there are answers.
    ///
    /// # Errors
    /// The lines cannot be read, are too few, or one of them is another document than the one that is answered.
    pub(super) fn skip(&self, mut lines: impl Iterator<Item = io::Result<Line>>) -> io::Result<()> {
        let refuse = |problem: String| Err(io::Error::new(io::ErrorKind::InvalidInput, problem));
        for (number, &id) in self.ids.iter().enumerate() {
            let Some(line) = lines.next().transpose()? else {
                return refuse(format!(
                    "the output has {} answers, the input only {number} lines",
                    self.ids.len()
                ));
            };
            if hash(&document_id(&line)) != id {
                let answer = number + 1;
                return refuse(format!(
                    "{line} is not the document that line {answer} of the output answers"
                ));
            }
        }
        Ok(())
    }
}

fn hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}
