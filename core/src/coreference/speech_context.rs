//! What attributions tell of tokens: which of them name a source, and in whose words each stands.

use std::ops::Range;

use super::sources::Mentions;
use crate::document_tokens::DocumentTokens;
use crate::interrupt::checkpoint;
use crate::speech::attribution::{Source, SpeechReading};
use crate::speech::source_phrase::{head, is_determined, may_be_person};
use crate::text::Span;

/// An attribution: the index of its reading, and its own in there.
pub(super) type AttributionId = (usize, usize);

/// The attributions of a document by the tokens that they concern.
#[derive(Debug)]
pub(super) struct SpeechContext {
    /// The heads of source phrases, by where they end.
    sources: Vec<SourceHead>,
    /// For each token the innermost attribution in whose own words it stands.
    within: Vec<Option<(u32, u32)>>,
    /// The first tokens of contents that follow their cue at once, in order.
    behind_cues: Vec<usize>,
}

/// The head of a source phrase.
#[derive(Clone, Debug)]
pub(super) struct SourceHead {
    /// Its tokens.
    pub(super) tokens: Range<usize>,
    /// Whether it may describe one person, and no name stands beside it that tells who.
    pub(super) may_be_nameless: bool,
    /// Whether its noun has its determiner or owner.
    pub(super) is_determined: bool,
}

impl SpeechContext {
    /// Reads the attributions once, where the names of a document are known.
    pub(super) fn new(
        document: &DocumentTokens<'_>,
        names: &Mentions<'_>,
        readings: &[SpeechReading<'_>],
    ) -> Self {
        let mut sources = Vec::new();
        let mut within = vec![None; document.len()];
        let mut behind_cues = Vec::new();
        let tokens = |span: Span| document.layers.tokens.covered_by(span);
        for (index, reading) in readings.iter().enumerate() {
            let spoke = reading.spoke.iter().flatten().map(|(phrase, method)| (phrase, *method));
            let phrases = reading.attributions.iter().filter_map(|attribution| match &attribution.source {
                Source::Phrase(phrase) => Some((phrase, attribution.method)),
                _ => None,
            });
            for (phrase, method) in phrases.chain(spoke) {
                checkpoint();
                let head = head(&reading.tokens, phrase);
                let nodes = &reading.tokens.nodes[head.clone()];
                let Some((first, last)) = nodes.first().zip(nodes.last()) else { continue };
                let apposed = names.phrase(&reading.tokens, phrase, method).apposed;
                // "A spokesman for the port, Idris Cole, said": he speaks as well.
                sources.extend(apposed.map(|name| SourceHead {
                    tokens: tokens(name),
                    may_be_nameless: false,
                    is_determined: false,
                }));
                let may_be_nameless = apposed.is_none() && may_be_person(&reading.tokens, &head);
                sources.push(SourceHead {
                    tokens: tokens(first.span.cover(last.span)),
                    may_be_nameless,
                    is_determined: is_determined(&reading.tokens, &head),
                });
            }
            // Readings come from the outer marks to the inner ones.
            for (own, attribution) in reading.attributions.iter().enumerate() {
                checkpoint();
                for &part in attribution.literal() {
                    within[tokens(part)].fill(Some((index as u32, own as u32)));
                }
                let cue = attribution.cue.as_ref().map(|cue| tokens(cue.span).end);
                let content = attribution.segments.first().map(|&segment| tokens(segment).start);
                behind_cues.extend(content.filter(|_| cue == content));
            }
        }
        sources.sort_by_key(|source| (source.tokens.end, source.tokens.start));
        behind_cues.sort_unstable();
        Self { sources, within, behind_cues }
    }

    /// The source phrase whose head ends with a token.
    pub(super) fn source_ending_at(&self, at: usize) -> Option<&SourceHead> {
        let index = self.sources.partition_point(|source| source.tokens.end <= at);
        self.sources.get(index).filter(|source| source.tokens.end == at + 1)
    }

    /// Whether a token is part of the head of a source phrase.
    pub(super) fn is_in_source(&self, at: usize) -> bool {
        let index = self.sources.partition_point(|source| source.tokens.end <= at);
        self.sources.get(index).is_some_and(|source| source.tokens.start <= at)
    }

    /// Whether a mention is the subject of a verb of speech, or its like.
    pub(super) fn is_source(&self, mention: &Range<usize>) -> bool {
        self.source_ending_at(mention.end - 1).is_some_and(|source| source.tokens.start <= mention.start)
    }

    /// Whether a content begins with a token that follows its cue at once: "said he was".
    pub(super) fn is_behind_cue(&self, at: usize) -> bool {
        self.behind_cues.binary_search(&at).is_ok()
    }

    /// The innermost attribution in whose own words a token stands.
    pub(super) fn within(&self, at: usize) -> Option<AttributionId> {
        self.within[at].map(|(reading, own)| (reading as usize, own as usize))
    }
}
