//! What is known of languages: the words of each, and what a language does that others do not.

pub(crate) mod lexicon;
pub(crate) mod words;

/// The language part of a BCP 47 tag ("pt" of "pt-BR").
pub(crate) fn primary_subtag(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or_default()
}
