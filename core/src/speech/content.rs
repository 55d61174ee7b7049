//! What was said: the stretch of a unit that an attribution claims, before it, after it or on both sides; [`stops`] tells
//! where it ends.

mod after;
mod before;
mod stops;

use std::ops::Range;

use super::boundary::{BoundaryModel, Content};
use super::clause::is_related;
use super::cues::CueClause;
use super::nodes::{Kind, Node, SpeechTokens, SpeechUnit};
use crate::lang::{CueFrame, CueFrames, Form, WordClass};

/// What one attribution claims, as ranges of nodes.
pub(crate) type Segments = Vec<Range<usize>>;

/// The contents of the attributions of a unit, in their order; empty for those that attribute nothing. `ends` weighs
/// where they end, where something is known of that.
pub(crate) fn contents(
    tokens: &SpeechTokens<'_>,
    unit: &SpeechUnit,
    attributions: &[CueClause],
    ends: Option<&BoundaryModel>,
) -> Vec<Segments> {
    let nodes = &tokens.nodes[..unit.nodes.end];
    let reader = Reader { tokens, nodes, low: unit.nodes.start, attributions, ends };
    let mut all: Vec<Segments> = Vec::with_capacity(attributions.len());
    // Where the content that an earlier attribution claimed ends.
    let mut claimed = unit.nodes.start;
    for index in 0..attributions.len() {
        let segments = reader.content(index, claimed);
        claimed = segments.iter().map(|segment| segment.end).fold(claimed, usize::max);
        all.push(segments);
    }
    all
}

/// The content that begins at an node and belongs to the attribution with an index.
pub(crate) fn content_of<'a>(
    tokens: &'a SpeechTokens<'a>,
    nodes: &'a [Node],
    attributions: &'a [CueClause],
    (begin, index): (usize, usize),
) -> Content<'a> {
    let cue = &attributions[index];
    let lemma = tokens.pack.lemma(cue.word.lemma);
    Content { text: tokens.text, nodes, begin, cue, lemma, following: &attributions[index + 1..] }
}

struct Reader<'a> {
    tokens: &'a SpeechTokens<'a>,
    nodes: &'a [Node],
    low: usize,
    attributions: &'a [CueClause],
    ends: Option<&'a BoundaryModel>,
}

impl Reader<'_> {
    fn content(&self, index: usize, claimed: usize) -> Segments {
        let attribution = &self.attributions[index];
        let mut segments = Segments::new();
        // What is passed on is told by the noun that follows ("repeated Y's threat that").
        if attribution.frames().has(CueFrame::Relay)
            && self.attributions.get(index + 1).is_some_and(|next| next.relayer.is_some())
        {
            return segments;
        }
        // "un responsable qui a requis l'anonymat": who wants not to be named tells nothing by it.
        if self.nodes[attribution.at + 1..].iter().take(3).any(|node| node.is(WordClass::Anonymity)) {
            return segments;
        }
        if let Some(before) = self.before(attribution, claimed) {
            segments.push(before);
            segments.extend(self.resumed(index));
        } else if self.is_joined(attribution) {
            return segments;
        } else if self.is_leading_parenthesis(attribution) {
            let begin = attribution.end + 1;
            segments.extend((begin < self.nodes.len()).then(|| begin..self.stop(begin, index)));
        } else if let Some(after) = self.after(index) {
            segments.push(after);
        }
        segments
    }

    /// Whether another verb has what both of them say: "would neither confirm nor deny that".
    fn is_joined(&self, attribution: &CueClause) -> bool {
        let join = self.nodes.get(attribution.at + 1);
        let next = self.nodes.get(attribution.at + 2).filter(|node| !node.is_name());
        join.is_some_and(|node| node.classes.any(&[WordClass::Coordinator, WordClass::Negation]))
            && next.and_then(|node| node.cue).is_some_and(|cue| cue.form == attribution.word.form)
    }
}
