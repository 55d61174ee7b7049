//! Who said what: cues, contents, speakers.
//!
//! [`unit`] cuts the story into stretches that attribution does not cross; [`frames`] finds each cue with its subject;
//! [`contents`] gives quoted runs and clauses to frames, or to the speaker before them; [`speakers`] says whom a
//! subject means; [`circumstances`] reads to whom, where and when.

mod circumstances;
mod contents;
mod cues;
mod frames;
mod speakers;
mod unit;

use crate::analysis::{Entity, Layers, Quotation};
use crate::interrupt::{Interrupt, Interrupted};
use cues::Cues;
use speakers::{Mentions, Phrases};

/// Units between two looks at the interrupt.
const PATIENCE: usize = 64;

/// Finds quotations.
#[derive(Debug)]
pub struct Finder {
    packs: Vec<(&'static str, Cues)>,
}

impl Finder {
    /// Loads the language packs.
    #[must_use]
    pub fn load() -> Self {
        let packs = crate::language::SUPPORTED.into_iter().map(|language| (language, Cues::load(language)));
        Self { packs: packs.collect() }
    }

    /// The quotations of a document in order of their first segment, with speakers resolved to `entities`.
    /// Linear in the text.
    ///
    /// In a language without a pack, marks, colons and continuation are all there is to go by.
    ///
    /// # Errors
    /// Interrupted.
    pub fn find(
        &self,
        layers: Layers<'_>,
        entities: &[Entity],
        interrupt: &Interrupt,
    ) -> Result<Vec<Quotation>, Interrupted> {
        let none = Cues::load("");
        let language = layers.language.code.split('-').next().unwrap_or_default();
        let language = if language == "und" { "en" } else { language };
        let cues = self.packs.iter().find(|(code, _)| *code == language).map_or(&none, |(_, cues)| cues);
        let mentions = Mentions::of(entities);
        let phrases = Phrases { layers, cues, mentions: &mentions };
        let mut reader = contents::Reader::new(phrases, entities);
        for (index, unit) in unit::units(layers).iter().enumerate() {
            if index % PATIENCE == 0 {
                interrupt.check()?;
            }
            reader.read(unit);
        }
        Ok(reader.finish())
    }
}
