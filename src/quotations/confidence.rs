//! How sure a quotation is: a logistic model of what can be read off it, fitted by the trainer.

use std::collections::HashMap;

use crate::analysis::{AttributionMethod, Quotation, QuotationKind, SpeakerKind};
use crate::data;

/// A paraphrase that is less sure than this is held back: it would more often be wrong than it is missed.
pub(super) const LEAST: f32 = 0.35;

/// The weights of what can be read off a quotation.
#[derive(Debug)]
pub(super) struct Confidence(HashMap<&'static str, f32>);

impl Confidence {
    pub(super) fn load() -> Self {
        let weight = |row: Vec<&'static str>| Some((*row.first()?, row.get(1)?.parse().ok()?));
        Self(data::rows(data::QUOTATION_WEIGHTS).filter_map(weight).collect())
    }

    /// How likely it is that content and speaker are right.
    pub(super) fn of(&self, quotation: &Quotation, text: &str) -> f32 {
        let weight = |sign: &String| self.0.get(sign.as_str()).copied().unwrap_or(0.0);
        let sum: f32 = signs(quotation, text).iter().map(weight).sum();
        1.0 / (1.0 + (-sum).exp())
    }
}

/// What can be read off a quotation, each by a name: its kind, cue, speaker, how it begins and how long it is.
#[must_use]
pub fn signs(quotation: &Quotation, text: &str) -> Vec<String> {
    let kind = match quotation.kind {
        QuotationKind::Direct => "direct",
        QuotationKind::Mixed => "mixed",
        QuotationKind::Indirect => "indirect",
    };
    let mut signs = vec!["any".to_owned(), kind.to_owned()];
    let method = quotation.speaker.as_ref().map(|speaker| speaker.method);
    signs.push(format!("{kind} {}", method.map_or("nobody", method_name)));
    if let Some(speaker) = &quotation.speaker {
        signs.push(format!("speaker {}", speaker_name(speaker.kind)));
        let entity = if speaker.entity.is_some() { "known" } else { "unknown" };
        signs.push(format!("{kind} {entity}"));
    }
    if let Some(cue) = &quotation.cue {
        signs.push(format!("cue {}", cue.lemma));
        let written = cue.span.of(text);
        if written.ends_with("ing") {
            signs.push(format!("{kind} gerund"));
        }
        if cue.negated {
            signs.push("negated".to_owned());
        }
    } else {
        signs.push(format!("{kind} without cue"));
    }
    let content = quotation.segments.first().map_or("", |span| span.of(text));
    if quotation.kind != QuotationKind::Direct {
        signs.push(format!("{kind} {}", opening(content)));
    }
    let length = content.split_whitespace().take(31).count();
    let size = [1, 2, 3, 5, 8, 12, 20, 30].iter().filter(|&&most| length > most).count();
    signs.push(format!("{kind} size {size}"));
    if quotation.segments.len() > 1 {
        signs.push(format!("{kind} in parts"));
    }
    if content.contains('\n') {
        signs.push("broken".to_owned());
    }
    signs
}

/// With what kind of word a paraphrase begins.
fn opening(content: &str) -> &'static str {
    let first = content.split_whitespace().next().unwrap_or_default();
    match first.to_lowercase().as_str() {
        "that" | "dass" | "que" => "opens that",
        "to" | "zu" => "opens to",
        "he" | "she" | "it" | "they" | "we" | "i" | "there" => "opens pronoun",
        "the" | "a" | "an" | "his" | "her" | "their" | "its" => "opens article",
        "whether" | "if" | "why" | "how" | "what" | "who" | "when" => "opens question",
        _ if first.starts_with(char::is_uppercase) => "opens capital",
        _ => "opens other",
    }
}

fn method_name(method: AttributionMethod) -> &'static str {
    match method {
        AttributionMethod::Cue => "cue",
        AttributionMethod::InvertedCue => "inverted cue",
        AttributionMethod::AccordingTo => "according to",
        AttributionMethod::Noun => "noun",
        AttributionMethod::Passive => "passive",
        AttributionMethod::Continuation => "continuation",
        AttributionMethod::Floating => "floating",
        AttributionMethod::Colon => "colon",
        AttributionMethod::Alternation => "alternation",
        AttributionMethod::Model => "model",
    }
}

fn speaker_name(kind: SpeakerKind) -> &'static str {
    match kind {
        SpeakerKind::Named => "named",
        SpeakerKind::Nominal => "nominal",
        SpeakerKind::Pronoun => "pronoun",
        SpeakerKind::Collective => "collective",
        SpeakerKind::Anonymous => "anonymous",
        SpeakerKind::Implicit => "implicit",
    }
}
