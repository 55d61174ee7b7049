//! Gazetteers from the files that `--gazetteer` names.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::PathBuf;

use crate::gazetteer::{Form, Gazetteer, GazetteerError};

/// Reads files, each in the form that its name tells.
///
/// # Errors
/// One cannot be read or a line of it is no entry; the message says where.
pub(super) fn load(paths: &[PathBuf]) -> io::Result<Gazetteer> {
    let mut gazetteer = Gazetteer::default();
    for path in paths {
        let explain = |kind: io::ErrorKind, problem: String| {
            io::Error::new(kind, format!("{}: {problem}", path.display()))
        };
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        let form = match extension.to_ascii_lowercase().as_str() {
            "csv" => Form::Csv,
            "jsonl" | "ndjson" => Form::JsonLines,
            _ => {
                let problem = "the name of a gazetteer ends in .csv or .jsonl".to_owned();
                return Err(explain(io::ErrorKind::InvalidInput, problem));
            }
        };
        let file = File::open(path).map_err(|error| explain(error.kind(), error.to_string()))?;
        gazetteer.add(BufReader::with_capacity(1 << 16, file), form).map_err(|error| match error {
            GazetteerError::Io(error) => explain(error.kind(), error.to_string()),
            malformed @ GazetteerError::Malformed { .. } => {
                explain(io::ErrorKind::InvalidData, malformed.to_string())
            }
        })?;
    }
    Ok(gazetteer.sorted())
}
