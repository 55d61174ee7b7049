//! Who speaks without being the subject of a verb of speech: sources, and what stands between a subject and its verb.

use std::ops::Range;

use super::super::adjuncts;
use super::super::clause::{phrase_after, phrase_before};
use super::super::nodes::{Kind, Node};
use super::{CueClause, FARTHEST};
use crate::analysis::AttributionMethod;
use crate::lang::{CueWord, Form, WordClass};
use crate::rules::Rule;

/// "According to X", and its like in other languages.
pub(crate) fn according(nodes: &[Node], low: usize, at: usize, words: Option<usize>) -> Option<CueClause> {
    let to = usize::from(nodes.get(at + 1).is_some_and(|next| next.is(WordClass::InfinitiveMarker)));
    let begin = at + words.unwrap_or(1 + to);
    let cue_end = begin;
    let told = nodes.get(begin).filter(|verb| {
        to == 0
            && !verb.is_name()
            && verb.cue.is_some_and(|cue| matches!(cue.form, Form::Past | Form::Present))
    });
    if told.is_some() {
        // "Según explicó, …": who spoke before.
        let base = CueClause::new(at, CueWord::NONE, AttributionMethod::AccordingTo, Rule::AccordingToVerb);
        return Some(CueClause { end: begin + 1, ..base });
    }
    let mut speaker = phrase_after(nodes, begin, nodes.len())?;
    // "a count by the agency"
    if nodes.get(speaker.end).is_some_and(|by| by.is(WordClass::AgentPreposition))
        && let Some(author) = phrase_after(nodes, speaker.end + 1, nodes.len())
    {
        speaker.end = author.end;
    }
    // "According to X, the bridge collapsed": an apposition ends at a second comma.
    let named = named_source(nodes, &speaker);
    let end = Some(named.unwrap_or_else(|| adjuncts::skip_apposition(nodes, speaker.end)))
        .filter(|&end| nodes.get(end).is_none_or(|node| node.kind != Kind::Stop))
        .unwrap_or(speaker.end);
    // "…, according to a report released on Monday by X": what follows the source tells more of it.
    let end = source_end(nodes, end);
    // "But according to X," begins the sentence as well.
    let begin = if at == low + 1
        && nodes[low].classes.any(&[WordClass::Adversative, WordClass::Coordinator, WordClass::Adverb])
    {
        low
    } else {
        at
    };
    let rule = if begin == low { Rule::AccordingToFronted } else { Rule::AccordingTo };
    let base = CueClause::new(at, CueWord::NONE, AttributionMethod::AccordingTo, rule);
    Some(CueClause { begin, end, cue_end, speaker: Some(speaker), ..base })
}

/// Where the name ends that tells whom a description means: "according to her lawyer, Ann Lee, the pair will appeal".
fn named_source(nodes: &[Node], speaker: &Range<usize>) -> Option<usize> {
    let names = adjuncts::names_behind(nodes, speaker)?;
    let noun = &nodes[speaker.end - 1];
    let body = noun.classes.any(&[WordClass::Medium, WordClass::Collective, WordClass::GenericBody]);
    let next = nodes.get(names.end + 1);
    let clause = nodes.get(names.end).is_some_and(|node| node.kind == Kind::Comma)
        && next.is_some_and(|node| {
            node.is_name()
                || node.classes.any(&[
                    WordClass::Determiner,
                    WordClass::PossessiveDeterminer,
                    WordClass::SubjectPronoun,
                ]) && !node.is(WordClass::Relative)
        });
    (clause && !body).then_some(names.end)
}

/// Where the words end that say more of a source behind its noun phrase.
fn source_end(nodes: &[Node], end: usize) -> usize {
    use WordClass::{Adversative, Complementizer, Coordinator, Relative, SubjectPronoun, Subordinator};
    let told = nodes.get(end).is_some_and(|node| {
        node.is_word()
            && !node.is_name()
            && (node.classes.is_empty() || node.classes.any(&[WordClass::Adverb, WordClass::Preposition]))
    });
    let goes_on = |node: &&Node| {
        (node.is_word() || node.kind == Kind::Figure)
            && !node.classes.any(&[
                Coordinator,
                Adversative,
                Relative,
                SubjectPronoun,
                Subordinator,
                Complementizer,
            ])
    };
    if told { end + nodes[end..].iter().take(FARTHEST / 4).take_while(goes_on).count() } else { end }
}

/// From whom something is heard: "a-t-on appris de source policière", "auprès du parquet".
pub(crate) fn source_of(nodes: &[Node], at: usize) -> Option<Range<usize>> {
    let led = |node: &&Node| node.classes.any(&[WordClass::Preposition, WordClass::Determiner]);
    let skipped = nodes[at..].iter().take(3).take_while(led).count();
    (skipped > 0).then(|| phrase_after(nodes, at + skipped, nodes.len()))?
}

/// The subject behind a relative clause with a cue of its own: "Un directivo que pidió el anonimato reconoció".
pub(crate) fn behind_relative(
    nodes: &[Node],
    other: &CueClause,
    start: usize,
) -> Option<(Range<usize>, usize, Rule)> {
    let clause = other.begin.checked_sub(1).filter(|_| other.at < start && start <= other.at + 4)?;
    let related = nodes[clause].classes.any(&[WordClass::Relative, WordClass::Complementizer]);
    let object = phrase_before(nodes, other.at + 1, start)?;
    (related && object.start == other.at + 1 && object.end == start).then_some((
        other.speaker.clone()?,
        start,
        Rule::CueBehindRelative,
    ))
}

/// Whether a word follows an "as" behind which a verb precedes its subject: "comme le souligne X".
pub(crate) fn is_inverting(nodes: &[Node], low: usize, at: usize) -> bool {
    at > low && nodes[at - 1].is(WordClass::Inverting)
}
