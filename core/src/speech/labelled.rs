//! What another engine labelled, laid over the nodes of a reading: contents with their cues and source phrases.

use std::ops::Range;

use super::content::Segments;
use super::nodes::SpeechTokens;
use crate::analysis::Layers;
use crate::encoder::LabelledContent;
use crate::interrupt::checkpoint;
use crate::text::Span;

/// Somebody's words with what the text writes about them, in nodes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LabelledClause {
    /// What was said; the second part of what a cue stands between follows the first.
    pub(super) segments: Segments,
    /// What makes it speech.
    pub(super) cue: Option<Range<usize>>,
    /// The phrase for who speaks.
    pub(super) source: Option<Range<usize>>,
    /// The name of whom that phrase means where it names nobody.
    pub(super) antecedent: Option<Span>,
    /// How sure it is.
    pub(super) confidence: f32,
}

/// The contents that stand in a reading, in the order of their first nodes.
pub(super) fn clauses(
    tokens: &SpeechTokens<'_>,
    layers: Layers<'_>,
    contents: &[LabelledContent],
) -> Vec<LabelledClause> {
    let span =
        |range: &Range<usize>| layers.tokens.spans[range.start].cover(layers.tokens.spans[range.end - 1]);
    let place = |range: &Range<usize>| nodes(tokens, span(range));
    let mut clauses: Vec<LabelledClause> = Vec::new();
    for found in contents {
        checkpoint();
        let Some(mut content) = place(&found.tokens) else { continue };
        // Of a run in marks that two contents share, the first has all.
        let taken = clauses.last().and_then(|last| last.segments.last()).map_or(0, |last| last.end);
        content.start = content.start.max(taken);
        if content.is_empty() {
            continue;
        }
        let (cue, source) = (found.cue.as_ref().and_then(place), found.source.as_ref().and_then(place));
        let confidence = found.confidence;
        match clauses.last_mut() {
            Some(last) if goes_on(last, &content, cue.as_ref(), source.as_ref()) => {
                last.segments.push(content);
                last.confidence = last.confidence.min(confidence);
            }
            _ => {
                let antecedent = found.antecedent.as_ref().map(span);
                clauses.push(LabelledClause { segments: vec![content], cue, source, antecedent, confidence });
            }
        }
    }
    clauses
}

/// Whether a content is the second part of the one before it: what attributes both stands between them.
fn goes_on(
    before: &LabelledClause,
    content: &Range<usize>,
    cue: Option<&Range<usize>>,
    source: Option<&Range<usize>>,
) -> bool {
    let Some((cue, end)) = cue.zip(before.segments.last().map(|last| last.end)) else { return false };
    before.cue.as_ref() == Some(cue)
        && before.source.as_ref() == source
        && (end..content.start).contains(&cue.start)
        && end <= content.start
}

/// The nodes that a span covers. A run in marks is one node: it is covered where most of it is.
fn nodes(tokens: &SpeechTokens<'_>, span: Span) -> Option<Range<usize>> {
    let begin = tokens.nodes.partition_point(|node| node.span.end() <= span.begin());
    let end = begin + tokens.nodes[begin..].partition_point(|node| node.span.begin() < span.end());
    let covered = |at: &usize| match tokens.nodes[*at].run() {
        Some(run) => {
            let inner = tokens.runs[run].inner;
            let shared = inner.end().min(span.end()).saturating_sub(inner.begin().max(span.begin()));
            2 * shared >= inner.len()
        }
        None => true,
    };
    let (first, last) = ((begin..end).find(covered)?, (begin..end).rev().find(covered)?);
    Some(first..last + 1)
}
