//! Who said what: cues, contents, speakers.
//!
//! [`words`] holds the language packs. [`stream`] reads a document as items, each quoted run one of them, cut into
//! units. In each unit [`cues`] finds attributions with their subjects ([`clause`]) and circumstances
//! ([`circumstances`]), and [`content`] gives each its content; where verbs bracket their clauses, as in German,
//! [`bracket`] does both. [`discourse`] attributes the runs that are left, by what goes before, and [`speakers`]
//! resolves the speakers to entities.

mod bracket;
mod circumstances;
mod clause;
mod content;
mod cues;
mod discourse;
mod speakers;
mod stream;
mod words;

use crate::analysis::{Entity, Layers, Quotation};
use crate::interrupt::{Interrupt, Interrupted};
use discourse::Discourse;
use speakers::Mentions;
use stream::Stream;
use words::Packs;

/// Units read between two looks at the interrupt.
const UNITS_PER_CHECK: usize = 64;

/// Finds quotations.
#[derive(Debug)]
pub struct Finder {
    packs: Packs,
}

impl Finder {
    /// Loads the language packs.
    #[must_use]
    pub fn load() -> Self {
        Self { packs: Packs::load() }
    }

    /// Whether a word is a form of a verb or noun of speech, by the pack of a language given by its BCP 47 tag.
    #[must_use]
    pub fn knows_cue(&self, language: &str, word: &str) -> bool {
        self.packs.of(language).get(crate::tokens::hash(word)).cue.is_some()
    }

    /// The quotations of a document in order of their first segment, with speakers resolved to `entities`.
    /// Linear in the text.
    ///
    /// # Errors
    /// Interrupted.
    pub fn find(
        &self,
        layers: Layers<'_>,
        entities: &[Entity],
        interrupt: &Interrupt,
    ) -> Result<Vec<Quotation>, Interrupted> {
        let mut stream = Stream::read(layers, self.packs.of(&layers.language.code));
        stream.join_tails();
        let mentions = Mentions::new(entities);
        let mut discourse = Discourse::new(&stream, &mentions);
        for (index, unit) in stream.units.iter().enumerate() {
            if index % UNITS_PER_CHECK == 0 {
                interrupt.check()?;
            }
            let (attributions, contents) = if stream.pack.brackets {
                bracket::read(&stream, unit, discourse.reports_before(unit))
            } else {
                let attributions = cues::attributions(&stream, unit);
                let contents = content::contents(&stream, unit, &attributions);
                (attributions, contents)
            };
            discourse.unit(unit, &attributions, &contents);
        }
        Ok(discourse.finish())
    }
}
