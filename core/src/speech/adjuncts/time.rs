//! Words that tell when.

use super::super::nodes::{Kind, Node};
use crate::lang::WordClass;

pub(super) fn is_time(nodes: &[Node], at: usize, node: &Node) -> bool {
    let week = |node: &Node| node.is(WordClass::TimeAdverb) && !node.is(WordClass::Adverb);
    week(node)
        || node.is(WordClass::Weekday)
        || (!node.is_name() && nodes.get(at + 1).is_some_and(|next| next.is(WordClass::Weekday)))
}

pub(crate) fn time_end(nodes: &[Node], at: usize) -> usize {
    let more = |node: &Node| node.is(WordClass::TimeAdverb) || node.kind == Kind::Figure;
    let mut end = at;
    while nodes.get(end).is_some_and(|node| more(node) || (end == at && node.is_word())) {
        end += 1;
    }
    end.max(at + 1)
}

/// Where words end that tell when and begin here with more than the name of a day: "late on Thursday", "this week", "two
/// years ago", "for a decade".
pub(crate) fn time_phrase(nodes: &[Node], at: usize) -> Option<usize> {
    use WordClass::{
        Demonstrative, Determiner, IndefiniteArticle, Preposition, TimeAdverb, TimeModifier, Weekday,
    };
    let node = nodes.get(at)?;
    let is = |at: usize, class| nodes.get(at).is_some_and(|node| node.is(class));
    // "late on Thursday", "early this week", "overnight Thursday".
    if node.is(TimeModifier) && !node.is_name() {
        let on = at + 1 + usize::from(is(at + 1, Preposition) && !is(at + 1, TimeAdverb));
        let exact = || (is(on, Weekday) || is(on, TimeAdverb)).then(|| time_end(nodes, on));
        return nodes
            .get(on)
            .filter(|next| !next.is(TimeModifier))
            .and_then(|_| time_phrase(nodes, on).or_else(exact));
    }
    let told = |at: usize| is(at, TimeAdverb) && !is(at, Weekday);
    // "on Tuesday", "on March 3".
    if node.is(Preposition) && !node.is(TimeAdverb) && !node.is(WordClass::InfinitiveMarker) {
        let lasting = counted(nodes, at + 1).filter(|_| node.is(WordClass::DurationPreposition));
        let next = nodes.get(at + 1)?;
        let named = is_time(nodes, at + 1, next) && next.is_name();
        return lasting.or_else(|| named.then(|| time_end(nodes, at + 1)));
    }
    // "this week", "that same evening".
    if node.is(Determiner) && node.is(Demonstrative) && !node.is(WordClass::Complementizer) && told(at + 1) {
        return Some(at + 2);
    }
    // "the same evening", "the next day".
    if node.is(Determiner)
        && is(at + 1, WordClass::TimeLead)
        && (told(at + 2) || is(at + 2, WordClass::TimeUnit))
    {
        return Some(at + 3);
    }
    // "two years ago", "a week earlier".
    let counts = node.kind == Kind::Figure || node.is(WordClass::Quantifier) || node.is(IndefiniteArticle);
    counted(nodes, at).filter(|&end| counts && is(end, WordClass::TimeDistance)).map(|end| end + 1)
}

/// Where a number of hours, weeks or years ends: "two years", "a decade", "several long months".
fn counted(nodes: &[Node], begin: usize) -> Option<usize> {
    let unit =
        (begin..begin + 4).find(|&at| nodes.get(at).is_some_and(|node| node.is(WordClass::TimeUnit)))?;
    let counts =
        |node: &Node| (node.is_word() || node.kind == Kind::Figure) && !node.is_name() && node.is_nounlike();
    nodes[begin..unit].iter().all(counts).then_some(unit + 1)
}
