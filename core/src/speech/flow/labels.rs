//! Who speaks by a label before what is said, or by a name below it.

use std::ops::Range;

use super::{Flow, Kind, LONGEST_SIGNATURE, SpeechUnit, WordClass};
use crate::speech::nodes::Node;

impl Flow<'_, '_> {
    /// Whether a node is a turn, which no marks bound.
    pub(super) fn is_turn(&self, at: usize) -> bool {
        let run = self.tokens.nodes[at].run().map(|run| self.tokens.runs[run]);
        run.is_some_and(|run| run.outer.begin() == run.inner.begin())
    }

    /// The name in a label that begins with the node `start` and ends before a colon: what comes first, or behind a role
    /// what stands in brackets ("The Minister for the Coast (Joan Fearn)").
    pub(super) fn label(&self, start: usize, colon: usize) -> Range<usize> {
        let nodes = &self.tokens.nodes;
        let ends = |at: &usize| matches!(nodes[*at].kind, Kind::Comma | Kind::Open);
        let end = (start + 1..colon).find(ends).unwrap_or(colon);
        let role = nodes[start].is(WordClass::Determiner);
        let inside = end + 1..colon.saturating_sub(1);
        if role && end < colon && inside.len() > 1 && nodes[inside.clone()].iter().all(Node::is_name) {
            return inside;
        }
        start..end
    }

    /// The name behind a dash that ends a unit behind words in marks, or that the next block begins with.
    pub(super) fn signature(&self, unit: &SpeechUnit, at: usize) -> Option<Range<usize>> {
        let nodes = &self.tokens.nodes;
        let next = self.tokens.units.partition_point(|other| other.nodes.start < unit.nodes.end);
        let end = if at + 1 < unit.nodes.end {
            unit.nodes.end
        } else {
            self.tokens.units.get(next).filter(|next| next.block == unit.block + 1)?.nodes.end
        };
        nodes.get(at + 1).filter(|node| node.kind == Kind::Dash)?;
        let length =
            nodes[at + 2..end].iter().take(LONGEST_SIGNATURE).take_while(|node| node.is_name()).count();
        let name = at + 2..at + 2 + length;
        let after = nodes[name.end..end].first();
        let is_name = nodes.get(name.start).is_some_and(|node| !node.is(WordClass::Determiner));
        let ends = after.is_none_or(|node| matches!(node.kind, Kind::Comma | Kind::Stop | Kind::Open));
        (length > 1 && is_name && ends).then_some(name)
    }
}
