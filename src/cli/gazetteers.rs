//! Gazetteers from the files that `--gazetteer` names.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::PathBuf;

use super::{about, files};
use ascribe_core::gazetteer::{Form, Gazetteer, GazetteerError};

/// Reads files, each in the form that its name tells.
///
/// # Errors
/// One cannot be read or a line of it is no entry; the message says where.
pub(super) fn load(paths: &[PathBuf]) -> io::Result<Gazetteer> {
    let mut gazetteer = Gazetteer::default();
    for path in paths {
        let form = match files::ending(path).as_str() {
            "csv" => Form::Csv,
            "jsonl" | "ndjson" => Form::JsonLines,
            _ => {
                let problem = "the name of a gazetteer ends in .csv or .jsonl";
                return Err(about(path, io::ErrorKind::InvalidInput, &problem));
            }
        };
        let file = File::open(path).map_err(|error| about(path, error.kind(), &error))?;
        gazetteer.add(BufReader::with_capacity(1 << 16, file), form).map_err(|error| match error {
            GazetteerError::Io(error) => about(path, error.kind(), &error),
            GazetteerError::Malformed { .. } => about(path, io::ErrorKind::InvalidData, &error),
        })?;
    }
    Ok(gazetteer.sorted())
}
