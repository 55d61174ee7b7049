//! What is known of languages, read from `data/lang`: one folder a language, no language named anywhere else.
//!
//! [`files`] are embedded by the build script; [`table`] reads one strictly; [`pack`] puts together what is known of a
//! language.

pub(crate) mod class;
pub(crate) mod cue;
mod described;
pub mod examples;
pub mod files;
pub(crate) mod lexicon;
pub(crate) mod others;
pub mod pack;
pub(crate) mod phrases;
pub(crate) mod pronouns;
pub mod settings;
pub mod table;
pub(crate) mod tag;
pub(crate) mod words;

pub(crate) use class::{WordClass, WordClasses};
pub(crate) use cue::{CueFrame, CueFrames, CueWord, Form};
pub use pack::{LanguagePack, Packs};

/// BCP 47 for a language that nobody could tell; [`Packs::of`] has English stand in for it.
pub(crate) const UNDETERMINED: &str = "und";

/// The language part of a BCP 47 tag ("pt" of "pt-BR").
pub(crate) fn primary_subtag(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or_default()
}
