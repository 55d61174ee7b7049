//! Verbs of speech that do not have the speaker for their subject: passives, and verbs without any subject.

use super::super::adjuncts;
use super::super::clause::{phrase_after, phrase_before};
use super::super::nodes::{Kind, Node};
use super::CueClause;
use crate::analysis::{AttributionMethod, Tag};
use crate::lang::{CueFrame, CueWord, Form, WordClass};
use crate::rules::Rule;

/// "was criticised by X", "was quoted by X".
pub(crate) fn passive_verb(nodes: &[Node], base: CueClause) -> Option<CueClause> {
    let after = &nodes[base.at + 1..];
    let by = after
        .iter()
        .take(6)
        .position(|node| node.is(WordClass::AgentPreposition))
        .or_else(|| after.iter().take(6).position(|node| node.is(WordClass::Preposition)))?
        + base.at
        + 1;
    let agent = by + 1;
    if nodes.get(agent).is_none_or(|node| node.is(WordClass::TimeAdverb))
        || !base.frames().any(&[CueFrame::LabelAs, CueFrame::Quote])
    {
        return None;
    }
    let mut speaker = phrase_after(nodes, agent, nodes.len())?;
    // "accused by two clients of hiding losses".
    let of = (speaker.start + 1..speaker.end).find(|&at| {
        nodes[at].is(WordClass::NounPreposition)
            && nodes.get(at + 1).is_some_and(|next| next.tag == Tag::Verb)
    });
    speaker.end = of.filter(|_| base.frames().has(CueFrame::LabelAs)).unwrap_or(speaker.end);
    let named = nodes[speaker.clone()].iter().any(|node| node.is_name() || node.is(WordClass::Collective))
        || nodes[by].is(WordClass::AgentPreposition) && base.frames().has(CueFrame::LabelAs);
    let method = AttributionMethod::Passive;
    let rule = Rule::PassiveAgent;
    named.then_some(CueClause { end: speaker.end, speaker: Some(speaker), method, rule, ..base })
}

/// "was asked whether", "is told that": what somebody is asked or told, by whom it may not say.
pub(crate) fn passive_clause(nodes: &[Node], low: usize, start: usize, base: CueClause) -> Option<CueClause> {
    let tells = base.frames().any(&[CueFrame::Addressee, CueFrame::Wh, CueFrame::Bare]);
    let subject = phrase_before(nodes, low, start);
    let clausal = base.frames().any(&[CueFrame::Quote, CueFrame::That, CueFrame::Complementizer]);
    // "It was alleged in court that": nobody is told.
    let expletive = clausal
        && subject.as_ref().is_some_and(|it| it.len() == 1 && nodes[it.start].is(WordClass::Expletive));
    let told = subject.filter(|_| tells && !expletive && !base.frames().has(CueFrame::Bare));
    let by =
        nodes.get(base.at + 1).filter(|by| by.is(WordClass::Preposition) && !by.is(WordClass::TimeAdverb));
    let agent = by.and_then(|_| phrase_after(nodes, base.at + 2, nodes.len()));
    let named = agent.filter(|agent| nodes[agent.clone()].iter().any(Node::is_name));
    let (mut adjuncts, end) = match &named {
        Some(agent) => adjuncts::read(nodes, agent.end, base.frames(), !expletive),
        None => adjuncts::read(nodes, base.at + 1, base.frames(), !expletive),
    };
    adjuncts.addressee = told.map(|told| adjuncts::cover(nodes, told.start, told.end));
    let next = nodes.get(end)?;
    let asks = base.frames().has(CueFrame::Wh)
        && (next.is(WordClass::Interrogative) || next.is(WordClass::InfinitiveMarker));
    let clause = next.is(WordClass::Complementizer) && nodes.get(end + 1).is_some_and(Node::is_word);
    // "is said to have": what it is that is said of the subject.
    let infinitive = next.is(WordClass::InfinitiveMarker)
        && base.frames().any(&[CueFrame::Quote, CueFrame::Bare])
        && !base.frames().has(CueFrame::Infinitive)
        && nodes.get(end + 1).is_some_and(|verb| verb.is(WordClass::Auxiliary));
    let method = AttributionMethod::Passive;
    let told = (tells || expletive) && (asks || clause);
    (told || infinitive).then_some(CueClause {
        begin: start,
        end,
        speaker: named,
        adjuncts,
        method,
        rule: Rule::PassiveClause,
        ..base
    })
}

/// A question that stands before its answer: "Asked whether it would rain, X said", "when asked if".
pub(crate) fn asked(nodes: &[Node], low: usize, at: usize, word: CueWord) -> Option<CueClause> {
    // "X said when asked if it would rain".
    let led = at > low && nodes[at - 1].is(WordClass::Subordinator);
    let leads = at == low || led;
    let participle = matches!(word.form, Form::Past | Form::Participle);
    if !(leads && participle && word.frames.has(CueFrame::Wh)) {
        return None;
    }
    let base = CueClause::new(at, word, AttributionMethod::Passive, Rule::AskedFirst);
    let (adjuncts, end) = adjuncts::read(nodes, at + 1, word.frames, true);
    let by = nodes.get(end).is_some_and(|by| by.is(WordClass::AgentPreposition));
    let speaker = if by { phrase_after(nodes, end + 1, nodes.len()) } else { None };
    let (adjuncts, end) = match &speaker {
        Some(agent) => {
            let (more, end) = adjuncts::read(nodes, agent.end, word.frames, true);
            (adjuncts.or(more), end)
        }
        None => (adjuncts, end),
    };
    let question = nodes.get(end)?.is(WordClass::Interrogative);
    question.then_some(CueClause { end, adjuncts, speaker, ..base })
}

/// A verb whose subject cannot be told, but whose clause is plain: "an anonymous call saying that".
pub(crate) fn without_subject(
    nodes: &[Node],
    start: usize,
    word: CueWord,
    base: CueClause,
) -> Option<CueClause> {
    let (adjuncts, end) = adjuncts::read(nodes, base.at + 1, word.frames, false);
    let next = nodes.get(end)?;
    let clause = next.is(WordClass::Complementizer)
        || word.frames.has(CueFrame::Bare)
            && word.form == Form::Gerund
            && next.classes.any(&[WordClass::SubjectPronoun, WordClass::Determiner]);
    let speech = word.frames.any(&[CueFrame::Quote, CueFrame::Addressee]) && !base.negated;
    let rule = Rule::CueWithoutSubject;
    (clause && speech).then_some(CueClause { begin: start, end, rule, adjuncts, ..base })
}

/// Whether adjuncts alone lead to a verb that does without a subject: "Tras la reunión, dijo", "Preguntado por
/// ello, respondió".
pub(crate) fn is_led(nodes: &[Node], low: usize, start: usize) -> bool {
    let Some(comma) = start.checked_sub(1).filter(|&comma| comma > low && nodes[comma].kind == Kind::Comma)
    else {
        return false;
    };
    let lead = &nodes[low];
    let asked = lead.cue.is_some_and(|cue| cue.form == Form::Participle);
    let whole = nodes[low..comma].iter().all(|node| node.is_word() || node.kind == Kind::Figure);
    whole
        && (asked
            || lead.is(WordClass::Preposition)
                && !lead.classes.any(&[WordClass::According, WordClass::SourcePhrase]))
}

/// A verb that does without a subject: "Añadió que…", "«…», añadió.".
pub(crate) fn dropped(nodes: &[Node], low: usize, at: usize, word: CueWord) -> Option<CueClause> {
    if !matches!(word.form, Form::Past | Form::Present) || !word.frames.has(CueFrame::Quote) {
        return None;
    }
    let free = (low..at).all(|i| {
        nodes[i].classes.any(&[WordClass::Adverb, WordClass::Coordinator, WordClass::Adversative])
            || nodes[i].kind == Kind::Comma
    });
    let start = (low..=at)
        .rev()
        .take_while(|&i| {
            i == at || nodes[i].classes.any(&[WordClass::Adverb, WordClass::Auxiliary, WordClass::Clitic])
        })
        .last();
    let leads = free || is_led(nodes, low, start.unwrap_or(at));
    let said = at > low
        && (nodes[at - 1].run().is_some()
            || matches!(nodes[at - 1].kind, Kind::Comma | Kind::Dash)
                && at > low + 1
                && nodes[at - 2].run().is_some());
    let (adjuncts, end) = adjuncts::read(nodes, at + 1, word.frames, false);
    let next = nodes.get(end);
    let clause = next.is_some_and(|next| {
        next.is(WordClass::Complementizer)
            || next.is(WordClass::Interrogative)
            || next.kind == Kind::Colon
            || next.run().is_some()
    });
    let closed = next.is_none_or(|next| !next.is_word() || next.is(WordClass::Preposition));
    let negated = (low..at).any(|i| nodes[i].is(WordClass::Negation));
    // "Preguntado si llovería, respondió": the question is a clause of its own.
    let begin = match start {
        _ if said => at,
        Some(start) if !free => start,
        _ => low,
    };
    let method = if said { AttributionMethod::InvertedCue } else { AttributionMethod::Cue };
    let base = CueClause::new(at, word, method, Rule::NullSubject);
    (leads && clause || said && closed).then_some(CueClause { begin, end, adjuncts, negated, ..base })
}
