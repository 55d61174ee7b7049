//! Where a paraphrase cannot end, and where it must.

use std::ops::Range;

use super::super::clause::phrase_after;
use super::{Content, CueClause, Kind, Node, WordClass};
use crate::analysis::AttributionMethod;
use crate::lang::{CueFrame, Form};
use crate::rules::Rule;

/// Nodes between two dashes or brackets that belong together.
const PARENTHESIS: usize = 40;
/// Nodes in which the verb of a clause is looked for.
const TO_VERB: usize = 60;

/// What is known of a content beforehand.
pub(super) struct Limits {
    /// The verb of the clause that is told; it does not end before.
    verb: usize,
    /// One past a parenthesis in brackets or dashes, in which it does not end.
    parenthesis: usize,
    /// Whether it stands in a relative clause between commas.
    relative: bool,
    /// Where the main verb is whose subject the noun of speech is: "X's claim that it was safe drew laughter".
    main: Option<usize>,
}

impl Limits {
    pub(super) fn new(content: &Content<'_>) -> Self {
        let nodes = content.nodes;
        let opens = nodes.get(content.begin);
        let clause = opens.is_some_and(|node| {
            node.classes.any(&[
                WordClass::Complementizer,
                WordClass::Preposition,
                WordClass::Subordinator,
                WordClass::TimeLead,
            ]) && !node.is(WordClass::InfinitiveMarker)
                && !(node.is(WordClass::Interrogative) && content.cue.frames().has(CueFrame::Wh))
        });
        let verb = if clause && content.cue.method != AttributionMethod::Noun {
            main_verb(nodes, content.begin).unwrap_or(content.begin)
        } else {
            content.begin
        };
        let begin = content.cue.begin;
        let relative = content.cue.rule == Rule::CueRelative
            && begin > 1
            && nodes[begin - 1].is(WordClass::Relative)
            && nodes[begin - 2].kind == Kind::Comma;
        let owned = content.cue.rule == Rule::NounOfSpeech
            && begin.checked_sub(1).is_none_or(|before| {
                matches!(
                    nodes[before].kind,
                    Kind::Stop | Kind::Comma | Kind::Dash | Kind::Colon | Kind::Run(_)
                )
            });
        let main = if owned { verb_behind(nodes, content.begin) } else { None };
        Self { verb, parenthesis: 0, relative, main }
    }

    /// Whether the content ends right before a node, whatever else may be said of it.
    pub(super) fn is_main(&self, end: usize) -> bool {
        self.main == Some(end)
    }

    /// Whether a content may end before a node; asked for one node after the other.
    pub(super) fn allow(&mut self, content: &Content<'_>, end: usize) -> bool {
        let nodes = content.nodes;
        if end >= self.parenthesis {
            let closing = match nodes[end].kind {
                Kind::Open => closing(nodes, end, Kind::Close),
                Kind::Dash => closing(nodes, end, Kind::Dash).filter(|&close| goes_on(nodes, close + 1)),
                _ => None,
            };
            self.parenthesis = closing.map_or(0, |close| close + 1);
        }
        end > self.verb && end >= self.parenthesis
    }

    /// Whether a content must end at the comma at `end`, if it has not done so before.
    pub(super) fn ends(&self, content: &Content<'_>, end: usize, follows: Option<&CueClause>) -> bool {
        let nodes = content.nodes;
        if nodes[end].kind != Kind::Comma || end <= content.begin {
            return false;
        }
        let next = nodes.get(end + 1);
        // "X, who said it was cold, left": the relative clause is over.
        let left = self.relative
            && next.is_some_and(|next| next.finite && !next.is(WordClass::SubjectPronoun))
            && nodes[content.begin..end].iter().any(|node| node.finite);
        let tells = |other: &CueClause| {
            other.begin == end + 1
                && matches!(other.method, AttributionMethod::Cue | AttributionMethod::InvertedCue)
                && other.speaker.as_ref().is_some_and(|speaker| speaker.start > end)
                && nodes.get(other.end).is_none_or(|node| node.kind == Kind::Stop)
        };
        let subject = content.cue.rule == Rule::CueFronted
            && content.cue.speaker.as_ref().is_some_and(|speaker| speaker.start == end + 1);
        // "Asked if it would rain, the mayor laughed".
        let asked = content.cue.rule == Rule::AskedFirst
            && phrase_after(nodes, end + 1, nodes.len())
                .is_some_and(|subject| subject.start == end + 1 && tells_clause(nodes, subject));
        left || subject || asked || follows.is_some_and(tells)
    }
}

/// Whether a verb follows a subject, at once or behind a verb's adverbs.
fn tells_clause(nodes: &[Node], subject: Range<usize>) -> bool {
    let verb = |at: usize| nodes.get(at).is_some_and(|node| node.finite);
    verb(subject.end) || subject.skip(1).any(verb)
}

/// The verb behind a whole clause that no conjunction leads to: the one that the noun before the clause is the subject of.
fn verb_behind(nodes: &[Node], begin: usize) -> Option<usize> {
    use WordClass::{
        Auxiliary, Complementizer, Coordinator, InfinitiveMarker, Interrogative, Relative, SubjectPronoun,
        Subordinator,
    };
    if !nodes.get(begin).is_some_and(|node| node.is(Complementizer)) {
        return None;
    }
    let first = (begin + 1..nodes.len().min(begin + TO_VERB)).find(|&at| nodes[at].finite)?;
    let leads =
        |node: &Node| node.classes.any(&[Auxiliary, WordClass::Adverb, WordClass::Negation]) || node.manner;
    let end = first + nodes[first..].iter().take_while(|node| leads(node)).count() + 1;
    let high = nodes.len().min(begin + TO_VERB);
    for (at, node) in nodes.iter().enumerate().take(high).skip(end - 1) {
        let other = node.classes.any(&[Complementizer, Coordinator, Interrogative, Relative, Subordinator])
            && !node.is(WordClass::Preposition)
            || node.classes.any(&[InfinitiveMarker, SubjectPronoun]) && !node.is(WordClass::Determiner);
        if other || !(node.is_word() || node.kind == Kind::Figure) {
            return None;
        }
        if at >= end && node.finite {
            return Some(at);
        }
    }
    None
}

/// The closing one of a pair of brackets or dashes.
fn closing(nodes: &[Node], open: usize, kind: Kind) -> Option<usize> {
    (open + 1..nodes.len().min(open + PARENTHESIS)).find(|&at| nodes[at].kind == kind)
}

/// Whether a sentence goes on behind a second dash with what it was about before the first.
fn goes_on(nodes: &[Node], at: usize) -> bool {
    nodes.get(at).is_some_and(|node| node.is_word() && !node.is_name())
}

/// The verb of a clause, behind what may lead to it and behind relative clauses between commas.
fn main_verb(nodes: &[Node], begin: usize) -> Option<usize> {
    use WordClass::{Complementizer, Interrogative, Preposition, Relative, Subordinator};
    let opens = begin + usize::from(nodes[begin].is(Complementizer));
    let leads = |node: &Node| {
        node.classes.any(&[Preposition, Subordinator, WordClass::TimeLead])
            && !node.classes.any(&[WordClass::InfinitiveMarker, Complementizer, WordClass::Determiner])
    };
    let mut aside = nodes.get(opens).is_some_and(leads);
    let fronted = aside;
    let high = nodes.len().min(begin + TO_VERB);
    for at in opens..high {
        let node = &nodes[at];
        let apart = at > opens && nodes[at - 1].kind == Kind::Comma;
        if apart {
            let clause = node.classes.any(&[Relative, Interrogative]) || leads(node);
            let gerund = node.cue.is_some_and(|cue| cue.form == Form::Gerund);
            aside = clause || gerund || node.kind == Kind::Figure && fronted;
        }
        if !aside && node.finite {
            return Some(at);
        }
    }
    None
}
