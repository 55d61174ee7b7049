//! Who said what: cues, contents, speakers.

use crate::analysis::{Entity, Layers, Quotation};
use crate::interrupt::{Interrupt, Interrupted};

/// Finds quotations.
#[derive(Debug, Default)]
pub struct Finder {}

impl Finder {
    /// Loads the language packs.
    #[must_use]
    pub fn load() -> Self {
        Self::default()
    }

    /// The quotations of a document in order of their first segment, with speakers resolved to `entities`.
    /// Linear in the text.
    ///
    /// # Errors
    /// Interrupted.
    pub fn find(
        &self,
        _layers: Layers<'_>,
        _entities: &[Entity],
        _interrupt: &Interrupt,
    ) -> Result<Vec<Quotation>, Interrupted> {
        Ok(Vec::new())
    }
}
