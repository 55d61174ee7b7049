//! What was weighed for a quotation: gathered only where an explanation is asked for.

use std::ops::Range;

use crate::analysis::{Entity, Explanation, Speaker, WeighedCandidate};
use crate::coreference::antecedents::Choice;
use crate::coreference::{Coreference, Referent, Speakers, Topic};
use crate::interrupt::checkpoint;
use crate::speech::attribution::{Attribution, Link, Source, SpeechReading};
use crate::text::{Span, WordMap};

/// The mentions and choices of a document, to be looked up.
pub(super) struct Explainer<'a> {
    text: &'a str,
    entities: &'a [Entity],
    mentions: Vec<(Span, usize)>,
    choices: WordMap<&'a Choice>,
}

impl<'a> Explainer<'a> {
    pub(super) fn new(text: &'a str, known: &'a Coreference) -> Self {
        let mut mentions: Vec<(Span, usize)> = Vec::new();
        for (index, entity) in known.entities.iter().enumerate() {
            checkpoint();
            mentions.extend(entity.mentions.iter().map(|mention| (mention.span, index)));
        }
        mentions.sort_unstable();
        let choices = known.choices.iter().map(|choice| (u64::from(choice.span.begin()), choice)).collect();
        Self { text, entities: &known.entities, mentions, choices }
    }

    /// What was weighed for an attribution; `found` has the speakers of those before it.
    pub(super) fn explain(
        &self,
        attribution: &Attribution,
        reading: &SpeechReading<'_>,
        known: &Speakers<Referent>,
        found: &[Option<Speaker>],
        speaker: Option<&Speaker>,
    ) -> Explanation {
        let candidates = match &attribution.source {
            Source::Phrase(phrase) => self.named(self.phrase(reading, phrase)),
            Source::Introduced(unit) => self.topic(*unit, reading, known).into_iter().collect(),
            Source::Implied(links) => {
                let candidate = |link: &Link| match *link {
                    Link::Continues(other) => {
                        self.speaker(found[other].as_ref()?, &reading.attributions[other])
                    }
                    Link::Introduced(unit) | Link::JustIntroduced(unit) => self.topic(unit, reading, known),
                };
                links.iter().filter_map(candidate).collect()
            }
        };
        let chosen = speaker.map(|speaker| speaker.name.as_str());
        let count = candidates.len();
        let speakers = candidates.into_iter().enumerate().map(|(rank, (span, name))| WeighedCandidate {
            span,
            // They stand in the order in which they are tried.
            score: (count - rank) as f32,
            chosen: chosen == Some(name.as_str()),
            name,
        });
        Explanation { speakers: speakers.collect(), antecedents: self.antecedents(attribution, reading) }
    }

    fn phrase(&self, reading: &SpeechReading<'_>, phrase: &Range<usize>) -> Span {
        let nodes = &reading.tokens.nodes[phrase.clone()];
        nodes[0].span.cover(nodes[nodes.len() - 1].span)
    }

    /// Those whom a phrase mentions, the last first; where it mentions nobody, the phrase.
    fn named(&self, phrase: Span) -> Vec<(Span, String)> {
        let begin = self.mentions.partition_point(|(span, _)| span.begin() < phrase.begin());
        let inside = self.mentions[begin..].iter().take_while(|(span, _)| span.begin() < phrase.end());
        let mut named: Vec<_> =
            inside.map(|&(span, entity)| (span, self.entities[entity].name.clone())).collect();
        named.reverse();
        if named.is_empty() {
            named.push((phrase, phrase.of(self.text).to_owned()));
        }
        named
    }

    fn speaker(&self, speaker: &Speaker, attribution: &Attribution) -> Option<(Span, String)> {
        let span = speaker.span.or_else(|| attribution.segments.first().copied())?;
        Some((span, speaker.name.clone()))
    }

    fn topic(
        &self,
        unit: usize,
        reading: &SpeechReading<'_>,
        known: &Speakers<Referent>,
    ) -> Option<(Span, String)> {
        let (span, referent) = match known.topics[unit].as_ref()? {
            Topic::Mention(span, referent, _) => (*span, Some(*referent)),
            Topic::Spoke(unit, phrase) => {
                let (range, _) = reading.spoke[*unit].as_ref()?;
                (self.phrase(reading, range), phrase.referent.map(|(referent, _)| referent))
            }
        };
        let name = match referent {
            Some(Referent::Entity(entity)) => self.entities[entity as usize].name.clone(),
            Some(Referent::Described(described)) => described.of(self.text).to_owned(),
            None => span.of(self.text).to_owned(),
        };
        Some((span, name))
    }

    /// Whom the pronoun could mean that is the source, best first, each once.
    fn antecedents(&self, attribution: &Attribution, reading: &SpeechReading<'_>) -> Vec<WeighedCandidate> {
        let Source::Phrase(phrase) = &attribution.source else { return Vec::new() };
        let span = self.phrase(reading, phrase);
        let Some(choice) = self.choices.get(&u64::from(span.begin())).filter(|choice| choice.span == span)
        else {
            return Vec::new();
        };
        let mut sorted: Vec<_> = choice.candidates.iter().collect();
        sorted.sort_by(|one, other| other.score.total_cmp(&one.score));
        let mut best: Vec<WeighedCandidate> = Vec::new();
        for candidate in sorted {
            if best.iter().all(|better| better.name != candidate.name) {
                best.push(WeighedCandidate {
                    span: candidate.span,
                    name: candidate.name.clone(),
                    score: candidate.score,
                    chosen: best.is_empty(),
                });
            }
        }
        best
    }
}
