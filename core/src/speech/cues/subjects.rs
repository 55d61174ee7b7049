//! Who the subject of a verb of speech is.

use std::ops::Range;

use super::super::adjuncts::time_phrase;
use super::super::clause::{phrase_after, phrase_before};
use super::super::nodes::{Kind, Node};
use super::{CueClause, FARTHEST};
use crate::analysis::{AttributionMethod, Tag};
use crate::lang::{CueWord, Form, WordClass};
use crate::rules::Rule;

/// The subject before a verb group that begins at `start`, where its clause begins, and what tells it.
pub(super) fn subject(
    nodes: &[Node],
    low: usize,
    start: usize,
    word: CueWord,
    found: &[CueClause],
) -> Option<(Range<usize>, usize, Rule)> {
    let start = circumstance_start(nodes, low, start);
    if start == low {
        return None;
    }
    let before = &nodes[start - 1];
    if before.kind == Kind::Comma && word.form != Form::Gerund {
        if let Some((head, full)) = apposition(nodes, low, start - 1) {
            return Some((head, full, Rule::CueApposition));
        }
    } else if word.form == Form::Gerund
        && before.is(WordClass::Comparative)
        && let Some(cited) = phrase_before(nodes, low, start - 1)
    {
        return Some((cited, start, Rule::CitedAsSaying));
    } else if before.is(WordClass::Relative) {
        let mut end = start - 1;
        while end > low && matches!(nodes[end - 1].kind, Kind::Comma) {
            end -= 1;
        }
        // Behind a comma the whole phrase is meant: "a person close to the talks, who said".
        let restricts = end == start - 1;
        let subject = phrase_before(nodes, low, end)?;
        let subject = if restricts { nearest(nodes, subject) } else { subject };
        return Some((subject, start, Rule::CueRelative));
    } else if before.is(WordClass::Complementizer) && !before.is(WordClass::SubjectPronoun) {
        let antecedent = phrase_before(nodes, low, start - 1)?;
        return Some((antecedent, start, Rule::CueRelative));
    }
    let direct = if word.form == Form::Gerund || before.is(WordClass::Coordinator) {
        None
    } else {
        phrase_before(nodes, low, start)
    };
    if let Some(subject) = direct
        && !is_object(nodes, low, &subject)
    {
        let subject = reduced_relative(nodes, low, &subject).unwrap_or(subject);
        let begin = subject.start;
        return Some((subject, begin, Rule::CueSubject));
    }
    shared(nodes, low, start, found).map(|subject| (subject, start, Rule::CueSharedSubject))
}

/// Where what tells how, where or when begins that parts a subject from its verb: "X in a low voice said", "X this week
/// said"; `start` where nothing does.
fn circumstance_start(nodes: &[Node], low: usize, start: usize) -> usize {
    let mut start = start;
    for _ in 0..3 {
        let from = start.saturating_sub(8).max(low + 1);
        let found = (from..start).find(|&at| {
            let subject = &nodes[at - 1];
            (subject.is_nounlike() || subject.kind == Kind::Close)
                && !subject.classes.any(&[WordClass::Determiner, WordClass::PossessiveDeterminer])
                && (time_phrase(nodes, at).is_some_and(|end| (start..start + 4).contains(&end))
                    || is_circumstance(&nodes[at..start]))
        });
        match found {
            Some(at) => start = at,
            None => break,
        }
    }
    start
}

/// Whether words tell in which manner or medium something is said: "in a faint whisper", "in its yearly review".
fn is_circumstance(nodes: &[Node]) -> bool {
    use WordClass::{IndefiniteArticle, MannerNoun, Medium, PossessiveDeterminer, Preposition};
    let [lead, rest @ ..] = nodes else { return false };
    let Some((noun, owner)) = rest.split_last().zip(rest.first()) else { return false };
    lead.is(Preposition)
        && !lead.is(WordClass::InfinitiveMarker)
        && rest.len() > 1
        && owner.classes.any(&[IndefiniteArticle, PossessiveDeterminer])
        && rest.iter().all(Node::is_nounlike)
        && noun.0.classes.any(&[MannerNoun, Medium])
}

/// The noun phrase that a participle with its agent describes: "a letter obtained by X says".
fn reduced_relative(nodes: &[Node], low: usize, agent: &Range<usize>) -> Option<Range<usize>> {
    let by = agent.start.checked_sub(1).filter(|&by| by > low + 1)?;
    let time = |at: &usize| nodes[*at].classes.any(&[WordClass::TimeAdverb, WordClass::Adverb]);
    let participle = (low + 1..by).rev().find(|at| !time(at))?;
    let node = &nodes[participle];
    let described = !nodes[participle - 1].classes.any(&[WordClass::Auxiliary, WordClass::Adverb]);
    let fits = nodes[by].is(WordClass::AgentPreposition)
        && node.is_word()
        && !node.is_name()
        && node.tag == Tag::Verb
        && described;
    fits.then(|| phrase_before(nodes, low, participle))?
}

/// The last noun phrase of a phrase, which a relative pronoun means: "a payment to a man who said".
fn nearest(nodes: &[Node], phrase: Range<usize>) -> Range<usize> {
    let begins = |at: usize| {
        nodes[at - 1].is(WordClass::NounPreposition)
            && nodes[at].classes.any(&[WordClass::Determiner, WordClass::PossessiveDeterminer])
    };
    let begin = (phrase.start + 1..phrase.end).rev().find(|&at| begins(at));
    begin.unwrap_or(phrase.start)..phrase.end
}

/// Whether a phrase is what a preposition or an infinitive before it governs, so that it cannot be a subject.
fn is_object(nodes: &[Node], low: usize, phrase: &Range<usize>) -> bool {
    let pronoun = phrase.len() == 1
        && nodes[phrase.start].is(WordClass::Pronoun)
        && !nodes[phrase.start].is(WordClass::SubjectPronoun);
    pronoun || phrase.start > low && nodes[phrase.start - 1].is(WordClass::InfinitiveMarker)
}

/// The subject before an apposition that ends at a comma: its head, and where it begins.
fn apposition(nodes: &[Node], low: usize, comma: usize) -> Option<(Range<usize>, usize)> {
    let mut end = comma;
    for _ in 0..4 {
        let first =
            (low..end).rev().take(40).find(|&i| nodes[i].kind == Kind::Comma || nodes[i].run().is_some())?;
        if nodes[first].run().is_some() {
            return phrase_before(nodes, first + 1, comma).map(|phrase| (phrase.clone(), phrase.start));
        }
        let phrase = phrase_before(nodes, low, first)?;
        let lead = &nodes[phrase.start];
        // "Speaking in Lund, the chair of the board, Lotte Lind, said": a name alone is whom a description means.
        let determined = lead.classes.any(&[WordClass::Determiner, WordClass::PossessiveDeterminer]);
        let named = determined && first + 1 < comma && nodes[first + 1..comma].iter().all(Node::is_name);
        let inner = !named
            && phrase.start > low
            && nodes[phrase.start - 1].kind == Kind::Comma
            && (!lead.is_name() || phrase.len() < 2)
            && (low..phrase.start - 1).any(|i| nodes[i].is_name());
        if !inner {
            return Some((phrase.clone(), phrase.start));
        }
        end = phrase.start - 1 + 1;
        end = end.min(first);
    }
    None
}

/// The subject that a verb shares with what stands before it: "X did this and said", "…, saying".
fn shared(nodes: &[Node], low: usize, start: usize, found: &[CueClause]) -> Option<Range<usize>> {
    let nearest = found.iter().rev().find(|other| other.at < start && other.method == AttributionMethod::Cue);
    if let Some(other) = nearest {
        // "X asked whether it would rain, he looked up and said": a pronoun behind a comma begins a clause of its own.
        let own = (other.end + 1..start).rev().find(|&at| {
            nodes[at - 1].kind == Kind::Comma
                && nodes[at].classes.has(WordClass::SubjectPronoun)
                && !nodes[at].classes.any(&[WordClass::Relative, WordClass::Determiner])
        });
        return own.map_or_else(|| other.speaker.clone(), |at| Some(at..at + 1));
    }
    // Else the first noun phrase of the clause: after a comma where adverbials lead.
    let mut begin = main_clause(nodes, low, start);
    while begin < start {
        let node = &nodes[begin];
        if node.is_name() && node.classes.is_empty()
            || node.is(WordClass::SubjectPronoun)
            || node.classes.any(&[WordClass::Determiner, WordClass::PossessiveDeterminer])
        {
            let governed = begin > low && nodes[begin - 1].is(WordClass::Preposition);
            let phrase = phrase_after(nodes, begin, start).filter(|_| !governed);
            // "Eight years ago, she …"
            let time = phrase.as_ref().is_some_and(|phrase| {
                nodes.get(phrase.end).is_some_and(|next| next.is(WordClass::Adverb))
                    && nodes.get(phrase.end + 1).is_some_and(|next| next.kind == Kind::Comma)
            });
            if !governed && !time {
                return phrase.map(|phrase| before_verb(nodes, phrase));
            }
        }
        begin += 1;
    }
    None
}

/// The subject behind a participle that begins the sentence, and the comma before it: "Insisting that it was safe, X left".
pub(super) fn fronted(nodes: &[Node], at: usize) -> Option<(Range<usize>, usize)> {
    let commas = (at + 3..nodes.len().min(at + FARTHEST)).filter(|&comma| nodes[comma].kind == Kind::Comma);
    let mut subjects = commas.take(6).filter_map(|comma| {
        let subject =
            phrase_after(nodes, comma + 1, nodes.len()).filter(|subject| subject.start == comma + 1)?;
        let verb = nodes.get(subject.end).is_some_and(|node| node.finite);
        let subject = if verb { subject } else { before_verb(nodes, subject.clone()) };
        let told = nodes.get(subject.end).is_some_and(|node| node.finite);
        told.then_some((subject, comma))
    });
    subjects.next()
}

/// Where the main clause of a sentence begins: behind the comma that ends what leads to it.
fn main_clause(nodes: &[Node], low: usize, start: usize) -> usize {
    use WordClass::{Determiner, PossessiveDeterminer, Relative, SubjectPronoun, Subordinator};
    let lead = &nodes[low];
    let leads = lead.is(Subordinator) && !lead.is(Determiner) || is_gerund(lead);
    let opens = |node: &Node| {
        (node.classes.any(&[SubjectPronoun, Determiner, PossessiveDeterminer]) || node.is_name())
            && !node.is(Relative)
    };
    let comma = |&at: &usize| nodes[at].kind == Kind::Comma && opens(&nodes[at + 1]);
    let found = if leads { (low + 1..start.saturating_sub(1)).find(comma) } else { None };
    found.map_or(low, |comma| comma + 1)
}

fn is_gerund(node: &Node) -> bool {
    node.cue.is_some_and(|cue| cue.form == Form::Gerund) || node.is(WordClass::AdjunctParticiple)
}

/// A noun phrase without the verb that follows its noun: "the owners defended their plan".
fn before_verb(nodes: &[Node], phrase: Range<usize>) -> Range<usize> {
    let verb = (phrase.start + 1..phrase.end).find(|&at| {
        let (before, node) = (&nodes[at - 1], &nodes[at]);
        node.is_word()
            && !node.is_name()
            && node.tag == Tag::Verb
            && !before.classes.any(&[
                WordClass::Determiner,
                WordClass::PossessiveDeterminer,
                WordClass::NounPreposition,
            ])
    });
    let mut end = verb.unwrap_or(phrase.end);
    while end > phrase.start + 1 && nodes[end - 1].classes.any(&[WordClass::Adverb, WordClass::TimeAdverb]) {
        end -= 1;
    }
    phrase.start..end
}
