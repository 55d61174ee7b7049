//! A document in several languages, read once in each: what is in the others tells no story then.
//!
//! There are no more readings than language packs, so that the time stays linear in the text.

use crate::analysis::{BlockKind, Language, Layers, Structure};
use crate::interrupt::checkpoint;
use crate::langid;
use crate::text::marks::QuotedRun;

/// The languages of blocks that are not the document's, as far as there are packs for them.
pub(super) fn other_languages(structure: &Structure) -> Vec<Language> {
    let mut codes: Vec<&str> =
        structure.blocks.iter().filter_map(|block| block.language.as_deref()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes.into_iter().map(langid::declared).filter(|language| language.supported).collect()
}

/// What a document has in one of its languages.
pub(super) struct Part {
    language: Option<Language>,
    structure: Structure,
    quoted: Vec<QuotedRun>,
}

impl Part {
    /// What is in `language`; without one, what is in none of `others`.
    pub(super) fn of(layers: Layers<'_>, language: Option<&Language>, others: &[Language]) -> Self {
        let is_foreign = |own: Option<&str>| match language {
            Some(language) => own != Some(language.code.as_str()),
            None => others.iter().any(|other| own == Some(other.code.as_str())),
        };
        let mut structure = layers.structure.clone();
        let mut quoted = layers.quoted.iter().peekable();
        let mut kept = Vec::new();
        for block in &mut structure.blocks {
            checkpoint();
            let is_foreign = is_foreign(block.language.as_deref());
            while let Some(run) = quoted.next_if(|run| run.outer.begin() < block.span.end()) {
                kept.extend((!is_foreign).then_some(*run));
            }
            if is_foreign {
                block.kind = BlockKind::Boilerplate;
            }
        }
        Self { language: language.cloned(), structure, quoted: kept }
    }

    /// The layers of a document with this part for its story.
    pub(super) fn layers<'a>(&'a self, layers: Layers<'a>) -> Layers<'a> {
        let language = self.language.as_ref().unwrap_or(layers.language);
        Layers { language, structure: &self.structure, quoted: &self.quoted, ..layers }
    }
}
