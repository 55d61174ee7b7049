//! The files of the language packs, embedded by the build script: one folder of `data/lang` a language.

/// A file of a language pack.
#[derive(Clone, Copy, Debug)]
pub struct File {
    /// BCP 47 primary subtag: the name of the folder. [`COMMON`] for what is no language's own.
    pub language: &'static str,
    /// Name with its extension: `words.tsv`.
    pub name: &'static str,
    /// The content.
    pub text: &'static str,
}

/// The folder of what all languages share.
pub const COMMON: &str = "common";

/// All files, sorted by language and name.
const FILES: &[File] = &include!(concat!(env!("OUT_DIR"), "/lang_files.rs"));

/// All files, sorted by language and name.
pub fn all() -> impl Iterator<Item = File> {
    FILES.iter().copied()
}

/// The languages that have a pack.
pub fn languages() -> impl Iterator<Item = &'static str> {
    all().filter(|file| file.name == "pack.toml").map(|file| file.language)
}

/// A file of a language; none where its pack has no such file.
pub fn get(language: &str, name: &str) -> Option<File> {
    all().find(|file| file.language == language && file.name == name)
}
