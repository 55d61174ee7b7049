//! What may stand between a verb and the complementizer that it waits for.

use super::super::nodes::{Kind, Node};
use super::time_phrase;
use crate::analysis::Tag;
use crate::lang::{CueFrame, CueFrames, Form, WordClass};

/// The most nodes between a verb and its complementizer.
const FARTHEST: usize = 18;

/// Where the complementizer stands that a verb waits for behind what tells how, where or when: "said in a letter to
/// residents that", "made clear, in three short sentences, that"; `told` where those who are told stand before it.
pub(super) fn complementizer_ahead(
    nodes: &[Node],
    at: usize,
    frames: CueFrames,
    told: bool,
) -> Option<usize> {
    use WordClass::{Adverb, Complementizer, InfinitiveMarker, Preposition, Relative, TopicPreposition};
    if !frames.any(&[CueFrame::Quote, CueFrame::That, CueFrame::Addressee, CueFrame::Complementizer]) {
        return None;
    }
    let parted = nodes.get(at)?.kind == Kind::Comma;
    let begin = at + usize::from(parted);
    let lead = nodes.get(begin)?;
    let leads =
        lead.is(Preposition) && !lead.is(InfinitiveMarker) && (told || parted || !lead.is(TopicPreposition))
            || lead.is(Adverb) && parted
            || time_phrase(nodes, begin).is_some();
    if !leads {
        return None;
    }
    let length = nodes[begin..].iter().take(FARTHEST).take_while(|node| is_inside(node)).count();
    let end = begin + length;
    let that = end + usize::from(parted);
    let closed = !parted || nodes.get(end)?.kind == Kind::Comma;
    let (next, after) = (nodes.get(that)?, nodes.get(that + 1)?);
    // "in a letter that was sent": a verb follows a relative.
    let relative = after.classes.any(&[WordClass::Auxiliary, WordClass::Modal])
        || after.tag == Tag::Verb && after.is_word() && !after.is_name();
    let opens = next.is(Complementizer) && !next.classes.any(&[Relative, Preposition]);
    (closed && opens && !relative && length > 1).then_some(that)
}

/// Whether a node can belong to what parts a verb from its clause: no verb, no other clause.
fn is_inside(node: &Node) -> bool {
    use WordClass::{
        Adverb, Auxiliary, Complementizer, Coordinator, Interrogative, NounPreposition, PossessiveClitic,
        Preposition, Relative, SubjectPronoun, TimeAdverb,
    };
    let clause = node.classes.any(&[Relative, Interrogative])
        || node.is(Complementizer)
        || node.is(SubjectPronoun) && !node.is(WordClass::Determiner)
        || node.is(Auxiliary) && !node.is(PossessiveClitic) && !node.is_name();
    let past = node.cue.is_some_and(|cue| cue.form == Form::Past);
    let verb =
        (past || node.tag == Tag::Verb && node.classes.is_empty()) && node.is_word() && !node.is_name();
    !clause
        && !verb
        && (node.is_nounlike()
            || node.classes.any(&[
                Preposition,
                NounPreposition,
                Adverb,
                Coordinator,
                PossessiveClitic,
                TimeAdverb,
            ]))
}
