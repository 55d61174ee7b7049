//! Appositions behind a source.

use std::ops::Range;

use super::super::nodes::{Kind, Node};
use crate::lang::WordClass;

/// Names in a list have no more words.
const MOST_NAMES: usize = 20;

/// One past an apposition that begins with a comma at `at`, and the comma that ends it; `at` where there is none.
pub(crate) fn skip_apposition(nodes: &[Node], at: usize) -> usize {
    if nodes.get(at).is_none_or(|node| node.kind != Kind::Comma) {
        return at;
    }
    let lead = nodes.get(at + 1);
    let apposed = lead.is_some_and(|node| {
        node.classes.any(&[WordClass::Determiner, WordClass::Relative, WordClass::PossessiveDeterminer])
            || (node.is_word() && !node.is_name() && node.classes.is_empty() && node.cue.is_none())
    });
    if !apposed {
        return at;
    }
    // A clause of its own is no apposition, but one that a relative pronoun begins belongs to it.
    let mut related = false;
    let mut end = at + 1;
    while let Some(node) = nodes.get(end).filter(|_| end < at + 40) {
        if matches!(node.kind, Kind::Comma | Kind::Stop | Kind::Run(_) | Kind::Semicolon | Kind::Dash) {
            break;
        }
        related |= node.is(WordClass::Relative);
        if !related
            && node.classes.any(&[WordClass::SubjectPronoun, WordClass::Modal])
            && !node.is(WordClass::PossessiveClitic)
        {
            return at;
        }
        end += 1;
    }
    end
}

/// The names behind a comma that tell whom a description means, up to the next mark: "the two deputies, Ann Lee and Tom
/// Day.", "her lawyer, Ann Lee, said".
pub(crate) fn names_behind(nodes: &[Node], description: &Range<usize>) -> Option<Range<usize>> {
    use WordClass::{Collective, Determiner, PossessiveClitic, PossessiveDeterminer};
    let described = nodes[description.clone()]
        .iter()
        .any(|node| node.classes.any(&[Determiner, PossessiveDeterminer, PossessiveClitic, Collective]));
    let comma = |at: usize| nodes.get(at).is_some_and(|node| node.kind == Kind::Comma);
    if !described || nodes[description.end - 1].is_name() || !comma(description.end) {
        return None;
    }
    let begin = description.end + 1;
    let mut end = begin;
    while end < nodes.len().min(begin + MOST_NAMES) {
        let next_is_name = nodes.get(end + 1).is_some_and(Node::is_name);
        let node = &nodes[end];
        let joins =
            (node.is(WordClass::Coordinator) || node.kind == Kind::Comma) && next_is_name && end > begin;
        if !(node.is_name() || joins) {
            break;
        }
        end += 1;
    }
    let list = nodes[begin..end].iter().any(|node| node.is(WordClass::Coordinator));
    // "the ministry, Ann Lee, Tom Day": without an "and" the name ends at the first comma.
    let first = nodes[begin..end].iter().position(|node| node.kind == Kind::Comma).filter(|_| !list);
    let end = first.map_or(end, |n| begin + n);
    let closed = nodes.get(end).is_none_or(|node| !node.is_word() && node.kind != Kind::Figure);
    let plain = nodes[begin..end].iter().any(|node| node.classes.is_empty());
    (end > begin && closed && plain).then_some(begin..end)
}
