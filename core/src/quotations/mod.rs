//! Who said what: attributions joined with those who speak.
//!
//! [`speakers`] names those whom coreference found, [`nesting`] tells which quotation stands in which, [`confidence`]
//! how sure each of them is, and [`explain`] what was weighed.

pub mod confidence;
mod explain;
mod nesting;
mod speakers;

use crate::analysis::{AttributionMethod, Layers, Quotation, QuotationKind, RejectedRun};
use crate::coreference::{Coreference, Referent};
use crate::interrupt::checkpoint;
use crate::speech::attribution::{Attribution, SpeechReading};
use confidence::Confidence;
use explain::Explainer;

/// Makes quotations of attributions.
#[derive(Debug)]
pub(crate) struct Joiner {
    confidence: Confidence,
    least: f32,
}

impl Joiner {
    /// Loads the weights of confidence.
    pub(crate) fn load() -> Self {
        Self { confidence: Confidence::load(), least: confidence::LEAST }
    }

    /// Keeps what is too doubtful to be returned, for those who fit how doubtful it is.
    pub(crate) fn with_doubtful(self) -> Self {
        Self { least: 0.0, ..self }
    }

    /// The quotations of a document in order of their first segment, with what was weighed for each where `explain` asks
    /// for it. Linear in the text, but for the sorting.
    pub(crate) fn join(
        &self,
        layers: Layers<'_>,
        speech: &[SpeechReading<'_>],
        known: &Coreference,
        explain: bool,
    ) -> Vec<Quotation> {
        let explainer = explain.then(|| Explainer::new(layers.text, known));
        let mut quotations = Vec::new();
        for (reading, known_speakers) in speech.iter().zip(&known.speakers) {
            let speakers = speakers::speakers(reading, known_speakers, &known.entities);
            // Confidence that was not learnt holds nothing back.
            let learnt = reading.tokens.pack.settings.models.confidence;
            let least = if learnt { self.least } else { 0.0 };
            let joined = reading.attributions.iter().zip(&speakers).zip(&known_speakers.relayers);
            for ((attribution, speaker), relayer) in joined {
                checkpoint();
                if attribution.segments.is_empty() {
                    continue;
                }
                let relayer = match relayer {
                    Some(Referent::Entity(entity)) => Some(*entity),
                    _ => None,
                };
                let explanation = explainer.as_ref().map(|explainer| {
                    explainer.explain(attribution, reading, known_speakers, &speakers, speaker.as_ref())
                });
                let mut quotation = Quotation {
                    speaker: speaker.clone(),
                    relayed_by: relayer.into_iter().collect(),
                    explanation: explanation.map(Box::new),
                    ..unspoken(attribution)
                };
                let sure = attribution.confidence;
                quotation.confidence = sure.unwrap_or_else(|| self.confidence.of(&quotation, layers.text));
                let doubtful = sure.is_none() && is_doubtful(&quotation, layers.text);
                if !doubtful || quotation.confidence >= least {
                    quotations.push(quotation);
                }
            }
        }
        nesting::nest(&mut quotations);
        quotations
    }

    /// The words in marks that are no speech, in order.
    pub(crate) fn rejected(speech: &[SpeechReading<'_>]) -> Vec<RejectedRun> {
        let mut all: Vec<RejectedRun> =
            speech.iter().flat_map(|reading| reading.rejected.iter().copied()).collect();
        all.sort_by_key(|run| run.span);
        all
    }
}

/// An attribution as a quotation of nobody.
fn unspoken(attribution: &Attribution) -> Quotation {
    Quotation {
        kind: attribution.kind,
        segments: attribution.segments.clone(),
        quoted_parts: attribution.quoted_parts.clone(),
        cue: attribution.cue.clone(),
        speaker: None,
        addressee: attribution.addressee,
        venue: attribution.venue,
        time: attribution.time,
        parent: None,
        relayed_by: Vec::new(),
        rule: Some(attribution.rule),
        explanation: None,
        confidence: 0.0,
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
