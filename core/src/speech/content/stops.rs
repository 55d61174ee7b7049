//! Where a content ends: at the end of its unit, or where the narrator takes over.

use super::{CueClause, Form, Kind, Reader, WordClass, content_of};
use crate::analysis::AttributionMethod;

impl Reader<'_> {
    /// Where the content that begins at `begin` ends: at the end of the unit, or where the narrator takes over.
    pub(super) fn stop(&self, begin: usize, index: usize) -> usize {
        match self.ends {
            Some(ends) => ends.best(&content_of(self.tokens, self.nodes, self.attributions, (begin, index))),
            None => self.stop_by_rule(begin, index),
        }
    }

    /// Where the narrator takes over by the marks and conjunctions alone.
    fn stop_by_rule(&self, begin: usize, index: usize) -> usize {
        let mut next = index + 1;
        let mut at = begin;
        while at < self.nodes.len() {
            while self.attributions.get(next).is_some_and(|other| other.begin.min(other.at) < at) {
                next += 1;
            }
            let node = &self.nodes[at];
            let following = self.attributions.get(next).filter(|other| other.begin == at + 1);
            let ends = match node.kind {
                Kind::Semicolon => true,
                Kind::Stop => at + 1 == self.nodes.len(),
                Kind::Comma => self.ends_at_comma(at, next, following),
                Kind::Dash => at > begin + 2,
                _ => self.ends_at_word(at, self.attributions.get(next)),
            };
            if ends && at > begin {
                return at;
            }
            at += 1;
        }
        self.nodes.len()
    }

    /// Whether the narrator takes over at a word: `next` is the next attribution.
    fn ends_at_word(&self, at: usize, next: Option<&CueClause>) -> bool {
        let Some(next) = next else { return false };
        let node = &self.nodes[at];
        let conjoined = next.begin == at + 1
            && next.method == AttributionMethod::Cue
            && node.classes.any(&[WordClass::Coordinator, WordClass::Adversative, WordClass::Subordinator])
            && !node.is(WordClass::Interrogative);
        let leaning = || self.nodes[at - 1].run().is_some_and(|run| self.expects_attribution(run));
        conjoined || next.begin == at && (next.method == AttributionMethod::AccordingTo || leaning())
    }

    /// Whether the narrator takes over after a comma.
    fn ends_at_comma(&self, comma: usize, index: usize, following: Option<&CueClause>) -> bool {
        let Some(next) = self.nodes.get(comma + 1) else { return true };
        let narrator =
            next.classes.any(&[WordClass::Adversative, WordClass::AdjunctParticiple, WordClass::According])
                || next.is(WordClass::Subordinator)
                    && !next.is(WordClass::Interrogative)
                    && !next.is(WordClass::ReasonConjunction)
                || next.cue.is_some_and(|cue| cue.form == Form::Gerund);
        let conjoined = next.is(WordClass::Coordinator)
            && self.attributions[index..].iter().take(8).any(|other| {
                other.begin >= comma + 2 && other.begin <= comma + 3 && other.method == AttributionMethod::Cue
            });
        let attributed = following.is_some_and(|other| other.method != AttributionMethod::Noun);
        narrator || conjoined || attributed
    }
}
