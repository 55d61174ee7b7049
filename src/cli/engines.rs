//! The engines that flags ask for.

use std::path::Path;
use std::sync::Arc;
use std::{fs, io};

use super::about;
use crate::rpc::Models;
use ascribe_core::analysis::Model;
use ascribe_core::data;
use ascribe_core::encoder::Encoder;
use ascribe_core::pipeline::Analyzer;

/// Loads the engines: all that there are, where none is `wanted` by name.
///
/// # Errors
/// The encoder cannot be read or is none; or the default is not among what is wanted.
pub(super) fn load(
    analyzer: Analyzer,
    encoder: Option<&Path>,
    wanted: &[Model],
    default: Model,
) -> io::Result<(Analyzer, Models)> {
    let wants = |model| wanted.is_empty() || wanted.contains(&model);
    let encoder = match encoder {
        _ if !wants(Model::Accurate) => None,
        Some(path) => Some(read(path)?),
        None => Some(embedded(data::ENCODER)?),
    };
    let loaded: Vec<Model> = Model::ALL.into_iter().filter(|&model| wants(model)).collect();
    let title = encoder.as_ref().map_or("", |encoder| encoder.name()).to_owned();
    let models = Models::new(loaded, default, title).ok_or_else(|| {
        let problem = format!("`{}` is the default and is not loaded", default.name());
        io::Error::new(io::ErrorKind::InvalidInput, problem)
    })?;
    let analyzer = match encoder {
        Some(encoder) => analyzer.with_encoder(Arc::new(encoder)),
        None => analyzer,
    };
    Ok((analyzer, models))
}

fn read(path: &Path) -> io::Result<Encoder> {
    let bytes = fs::read(path).map_err(|error| about(path, error.kind(), &error))?;
    Encoder::read(bytes).map_err(|error| about(path, io::ErrorKind::InvalidData, &error))
}

fn embedded(bytes: &'static [u8]) -> io::Result<Encoder> {
    Encoder::read(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load_with(encoder: Option<&Path>, wanted: &[Model], default: Model) -> String {
        match load(Analyzer::load(), encoder, wanted, default) {
            Ok((_, models)) => format!("{:?}", Model::ALL.map(|model| models.has(model))),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn what_is_missing_is_said_with_what_to_do() {
        use Model::{Accurate, Fast};
        let missing = Path::new("/nowhere/encoder.bin");
        assert_eq!(load_with(None, &[Fast], Fast), "[true, false]");
        assert_eq!(load_with(None, &[Fast], Accurate), "`accurate` is the default and is not loaded");
        assert_eq!(load_with(None, &[], Fast), "[true, true]");
        assert_eq!(load_with(None, &[Accurate], Accurate), "[false, true]");
        assert!(load_with(Some(missing), &[], Fast).starts_with("/nowhere/encoder.bin: "));
        assert_eq!(load_with(Some(missing), &[Fast], Fast), "[true, false]", "what nobody wants is not read");
        let none = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"));
        assert!(load_with(Some(none), &[], Fast).contains("this is no encoder"));
    }
}
