//! Who said what: attributions joined with the entities that speak.
//!
//! [`discourse`] attributes the quoted runs that no cue claims, [`speakers`] resolves speakers to entities, [`nesting`]
//! tells which quotation stands in which, and [`confidence`] how sure each of them is. A document in several languages
//! is read once [`by_language`].

mod by_language;
pub mod confidence;
mod discourse;
mod nesting;
mod speakers;

use std::sync::Arc;

use crate::analysis::{AttributionMethod, Entity, Layers, Quotation, QuotationKind, RejectedRun};
use crate::interrupt::{Interrupt, Interrupted};
use crate::lang::Packs;
use crate::speech::boundary::{self, BoundaryModel};
use crate::speech::nodes::SpeechTokens;
use crate::speech::{content, cues, verb_bracket};
use confidence::Confidence;
use discourse::Discourse;
use speakers::Mentions;

/// Units read between two looks at the interrupt.
const UNITS_PER_CHECK: usize = 64;

/// Finds quotations.
#[derive(Debug)]
pub struct Finder {
    packs: Arc<Packs>,
    boundaries: BoundaryModel,
    confidence: Confidence,
    least: f32,
}

impl Finder {
    /// Loads the language packs.
    #[must_use]
    pub fn load() -> Self {
        Self {
            packs: Packs::load(),
            boundaries: BoundaryModel::load(),
            confidence: Confidence::load(),
            least: confidence::LEAST,
        }
    }

    /// Keeps what is too doubtful to be returned, for those who fit how doubtful it is.
    #[must_use]
    pub fn with_doubtful(self) -> Self {
        Self { least: 0.0, ..self }
    }

    /// Whether a word is a form of a verb or noun of speech, by the pack of a language given by its BCP 47 tag.
    #[must_use]
    pub fn knows_cue(&self, language: &str, word: &str) -> bool {
        self.packs.of(language).get(crate::text::hash(word)).cue.is_some()
    }

    /// The paraphrases of a document, each with the places where it could end: what a trainer needs.
    #[must_use]
    pub fn end_choices(&self, layers: Layers<'_>) -> Vec<boundary::BoundaryCandidate> {
        let mut tokens = SpeechTokens::read(layers, self.packs.of(&layers.language.code));
        tokens.join_tails();
        let mut choices = Vec::new();
        for unit in &tokens.units {
            let attributions = cues::attributions(&tokens, unit);
            let nodes = &tokens.nodes[..unit.nodes.end];
            for (index, segments) in
                content::contents(&tokens, unit, &attributions, None).into_iter().enumerate()
            {
                let Some(segment) = segments.last().filter(|segment| segment.start > attributions[index].at)
                else {
                    continue;
                };
                let at = (segment.start, index);
                choices.push(content::content_of(&tokens, nodes, &attributions, at).choice(segment.end));
            }
        }
        choices
    }

    /// The quotations of a document in order of their first segment, with speakers resolved to `entities`, and the
    /// words in marks that are no speech.
    /// Linear in the text.
    ///
    /// A block in another language that there is a pack for is read with that pack.
    ///
    /// # Errors
    /// Interrupted.
    pub fn find(
        &self,
        layers: Layers<'_>,
        entities: &[Entity],
        interrupt: &Interrupt,
    ) -> Result<(Vec<Quotation>, Vec<RejectedRun>), Interrupted> {
        let mut rejected = Vec::new();
        let mentions = Mentions::new(entities);
        let others = by_language::other_languages(layers.structure);
        let mut quotations = if others.is_empty() {
            self.find_in(layers, &mentions, (&mut rejected, interrupt))?
        } else {
            by_language::Part::of(layers, None, &others).find(
                self,
                layers,
                &mentions,
                (&mut rejected, interrupt),
            )?
        };
        for language in &others {
            let part = by_language::Part::of(layers, Some(language), &others);
            quotations.extend(part.find(self, layers, &mentions, (&mut rejected, interrupt))?);
        }
        nesting::nest(&mut quotations);
        rejected.sort_by_key(|run| run.span);
        Ok((quotations, rejected))
    }

    /// The quotations of a document in one language.
    fn find_in(
        &self,
        layers: Layers<'_>,
        mentions: &Mentions<'_>,
        (rejected, interrupt): (&mut Vec<RejectedRun>, &Interrupt),
    ) -> Result<Vec<Quotation>, Interrupted> {
        let pack = self.packs.of(&layers.language.code);
        let models = pack.settings.models;
        let mut tokens = SpeechTokens::read(layers, pack);
        let mut quotations = self.read(&mut tokens, mentions, models.boundary, (rejected, interrupt))?;
        // What is quoted inside of quoted words is speech where they say so: else a title, or a word as such.
        while let Some(mut inside) = tokens.inside(layers) {
            let nested = self.read(&mut inside, mentions, models.boundary, (rejected, interrupt))?;
            quotations.extend(
                nested
                    .into_iter()
                    .inspect(|_| crate::interrupt::checkpoint())
                    .filter(|quotation| quotation.cue.is_some() && quotation.kind == QuotationKind::Direct),
            );
            tokens = inside;
        }
        let least = if models.confidence { self.least } else { 0.0 };
        quotations.retain_mut(|quotation| {
            crate::interrupt::checkpoint();
            quotation.confidence = self.confidence.of(quotation, layers.text);
            !quotation.segments.is_empty()
                && (!is_doubtful(quotation, layers.text) || quotation.confidence >= least)
        });
        Ok(quotations)
    }

    /// The quotations of one depth of marks.
    fn read(
        &self,
        tokens: &mut SpeechTokens<'_>,
        mentions: &Mentions<'_>,
        boundaries: bool,
        (rejected, interrupt): (&mut Vec<RejectedRun>, &Interrupt),
    ) -> Result<Vec<Quotation>, Interrupted> {
        // What other languages say is weighed by what was learnt of English, and neither cut by it nor held back.
        let ends = boundaries.then_some(&self.boundaries);
        tokens.join_tails();
        let mut discourse = Discourse::new(tokens, mentions);
        for (index, unit) in tokens.units.iter().enumerate() {
            if index % UNITS_PER_CHECK == 0 {
                interrupt.check()?;
            }
            let (attributions, contents) = if tokens.pack.grammar().verb_bracket {
                verb_bracket::read(tokens, unit, discourse.reports_before(unit))
            } else {
                let attributions = cues::attributions(tokens, unit);
                let contents = content::contents(tokens, unit, &attributions, ends);
                (attributions, contents)
            };
            discourse.unit(unit, &attributions, &contents);
        }
        let (quotations, found) = discourse.finish();
        rejected.extend(found);
        Ok(quotations)
    }
}

/// Whether it rests on a verb alone that somebody said something: not on marks, a source that is named as one or a
/// noun with its owner, nor on a word that nothing but a clause can follow. What was not said is kept as well, for its
/// rarity tells nothing.
fn is_doubtful(quotation: &Quotation, text: &str) -> bool {
    use AttributionMethod::{AccordingTo, Noun, Passive};
    let method = quotation.speaker.as_ref().map(|speaker| speaker.method);
    quotation.kind == QuotationKind::Indirect
        && !matches!(method, Some(AccordingTo | Noun | Passive))
        && !quotation.cue.as_ref().is_some_and(|cue| cue.negated)
        && !quotation.segments.first().is_some_and(|content| confidence::opens_clause(content.of(text)))
}
