//! Who speaks, and what "I" means: who says it.

use super::cluster::{EntityCluster, MentionSpan, named_tokens};
use super::pronouns::Pronouns;
use super::sources::{Mentions, Speakers};
use super::speech_context::SpeechContext;
use crate::analysis::{EntityType, MentionKind};
use crate::document_tokens::DocumentTokens;
use crate::interrupt::checkpoint;
use crate::speech::attribution::SpeechReading;
use crate::text::WordMap;

/// How sure "I" is, once it is known who speaks.
const CONFIDENCE: f32 = 0.9;

/// Tells who speaks in each reading and adds the pronouns of the first person to the cluster that speaks: "I" to a
/// person, "we" to an organisation. In words inside of others, "I" is who speaks in the inner ones; so what is around is
/// read first.
pub(super) fn resolve(
    document: &DocumentTokens<'_>,
    pronouns: &Pronouns<'_>,
    (speech, readings): (&SpeechContext, &[SpeechReading<'_>]),
    clusters: &mut [EntityCluster],
) -> Vec<Speakers<usize>> {
    let mut unresolved = first_persons(document, pronouns, clusters);
    let mut resolved: WordMap<usize> = WordMap::default();
    let mut speakers: Vec<Option<Speakers<usize>>> = readings.iter().map(|_| None).collect();
    let mut found = Vec::new();
    let mentions = Mentions::new(document, clusters);
    for depth in 0..=readings.iter().map(|reading| reading.depth).max().unwrap_or(0) {
        for (reading, speakers) in readings.iter().zip(&mut speakers) {
            if reading.depth == depth {
                *speakers = Some(mentions.speakers(reading, &resolved));
            }
        }
        unresolved.retain(|&(at, plural)| {
            checkpoint();
            let Some((reading, attribution)) = speech.within(at) else { return false };
            let Some(speakers) = &speakers[reading] else { return true };
            let speaker = speakers.of(attribution).filter(|&cluster| {
                (clusters[cluster].kind == EntityType::Person) != plural
                    && (!plural || clusters[cluster].kind == EntityType::Organization)
            });
            if let Some(cluster) = speaker {
                resolved.insert(at as u64, cluster);
                found.push((at, cluster));
            }
            false
        });
    }
    for (at, cluster) in found {
        let mention = MentionSpan { tokens: at..at + 1, kind: MentionKind::Pronoun, confidence: CONFIDENCE };
        clusters[cluster].mentions.push(mention);
    }
    speakers.into_iter().flatten().collect()
}

/// The pronouns of the first person in the text, and whether they are plural. The "I" of "Elizabeth I" is part of a
/// name.
fn first_persons(
    document: &DocumentTokens<'_>,
    pronouns: &Pronouns<'_>,
    clusters: &[EntityCluster],
) -> Vec<(usize, bool)> {
    let named = named_tokens(document, clusters);
    let tokens = (0..document.len()).inspect(|_| checkpoint()).filter(|&at| !named[at]);
    tokens.filter_map(|at| Some((at, pronouns.first_person(document.hash(at))?))).collect()
}
