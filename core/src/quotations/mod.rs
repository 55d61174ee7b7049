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
use crate::lang::{CueFrame, LanguagePack, WordClass};
use crate::rules::Rule;
use crate::speech::attribution::{Attribution, SpeechReading};
use confidence::Confidence;
use explain::Explainer;

/// A clause has no fewer words.
const FEWEST: usize = 4;
/// Words in which an infinitive or a second object follows.
const TO_FRAME: usize = 9;

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
                let doubtful = sure.is_none() && is_doubtful(&quotation, layers.text, reading.tokens.pack);
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
fn is_doubtful(quotation: &Quotation, text: &str, pack: &LanguagePack) -> bool {
    use AttributionMethod::{AccordingTo, Noun, Passive};
    let method = quotation.speaker.as_ref().map(|speaker| speaker.method);
    quotation.kind == QuotationKind::Indirect
        && !is_before_cue(quotation, text)
        && !has_frame(quotation, text, pack)
        && !matches!(quotation.rule, Some(Rule::PassiveClause | Rule::CueFronted))
        && !matches!(method, Some(AccordingTo | Noun | Passive))
        && !quotation.cue.as_ref().is_some_and(|cue| cue.negated)
        && !quotation.segments.first().is_some_and(|content| confidence::opens_clause(content.of(text)))
}

/// Whether a whole clause stands before what tells who said it: "Two engines failed in flight, the airline confirmed."
fn is_before_cue(quotation: &Quotation, text: &str) -> bool {
    let (Some(first), Some(cue)) = (quotation.segments.first(), &quotation.cue) else { return false };
    let words = first.of(text).split_whitespace().take(FEWEST).count();
    first.end() <= cue.span.begin() && words == FEWEST
}

/// Whether a content has all that its verb asks for: "called on him to go", "hailed her as a friend", "branded him a liar".
fn has_frame(quotation: &Quotation, text: &str, pack: &LanguagePack) -> bool {
    use WordClass::{
        Comparative, Determiner, IndefiniteArticle, InfinitiveMarker, NounPreposition, Preposition,
    };
    let (Some(first), Some(cue)) = (quotation.segments.first(), &quotation.cue) else { return false };
    let Some(word) = pack.known(cue.span.of(text)).cue else { return false };
    let class = |word: &str| pack.known(word).classes;
    let mut words = first.of(text).split_whitespace().take(TO_FRAME);
    let mut before = words.next().map(class).unwrap_or_default();
    for this in words {
        let now = class(this);
        let named = this.starts_with(char::is_uppercase);
        let verb = before.has(InfinitiveMarker) && !now.any(&[Determiner, Preposition]) && !named;
        let second = now.has(Comparative)
            || now.has(IndefiniteArticle) && !before.any(&[Preposition, NounPreposition, Determiner]);
        if word.frames.has(CueFrame::Infinitive) && verb || word.frames.has(CueFrame::LabelAs) && second {
            return true;
        }
        before = now;
    }
    false
}
