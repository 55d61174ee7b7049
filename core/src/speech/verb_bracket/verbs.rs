//! Clauses whose verb is a cue, and who their subject is.

use std::ops::Range;

use super::{LONGEST, Reader, SKIPPED};
use crate::analysis::AttributionMethod;
use crate::lang::{CueFrame, CueWord, Form, WordClass};
use crate::rules::Rule;
use crate::speech::cues::CueClause;
use crate::speech::nodes::Kind;

/// A cue: the word, the finite verb, and what the lexicon knows of it.
type Verb = (usize, usize, CueWord);

impl Reader<'_> {
    /// The subject of a clause whatever its verb: what leads it, else what follows the verb.
    pub(crate) fn subject(&self, clause: &Range<usize>) -> Option<Range<usize>> {
        let mut at = clause.start;
        if let Some(end) = self.phrase(at, clause.end).filter(|_| self.may_lead(at)) {
            return Some(at..end);
        }
        while at < clause.end {
            let node = &self.nodes[at];
            at = match self.phrase(at + 1, clause.end).filter(|_| node.is(WordClass::Preposition)) {
                Some(end) => end,
                None if node.classes.any(&[
                    WordClass::Adverb,
                    WordClass::Coordinator,
                    WordClass::Adversative,
                ]) =>
                {
                    at + 1
                }
                None => break,
            };
        }
        self.subject_after(at, clause.end)
    }

    /// Whether a subject may begin here: no dative, and no verb at the head of a clause that shares its subject.
    fn may_lead(&self, at: usize) -> bool {
        let node = &self.nodes[at];
        let verb = node.is_word() && !node.is_name() && node.classes.is_empty();
        !node.is(WordClass::ObliqueDeterminer) && !verb && !self.is_adverbial(at)
    }

    /// Whether a participle stands at the head of a sentence for an adverb: "Passend zu …", "Abschließend sagte".
    fn is_adverbial(&self, at: usize) -> bool {
        let node = &self.nodes[at];
        let next = self.nodes.get(at + 1);
        let text = node.span.of(self.tokens.text);
        at == self.low
            && text.ends_with("end")
            && !node.is(WordClass::TimeAdverb)
            && next.is_some_and(|next| next.is_word() && !next.is_name() && !next.is(WordClass::Determiner))
    }

    /// The subject behind a finite verb: the first phrase that is neither governed nor a dative.
    fn subject_after(&self, finite: usize, end: usize) -> Option<Range<usize>> {
        let mut at = finite + 1;
        while at < end {
            let node = &self.nodes[at];
            let lone = self.is(at, WordClass::Pronoun) && self.phrase(at, end).is_none();
            if node.classes.any(&[WordClass::Adverb, WordClass::Reflexive, WordClass::Negation])
                && !node.is(WordClass::Determiner)
                || lone && node.is(WordClass::ObliqueDeterminer)
            {
                at += 1;
            } else if node.is(WordClass::Preposition) {
                at = self.phrase(at + 1, end).unwrap_or(at + 1);
            } else if node.is(WordClass::ObliqueDeterminer) {
                at = self.phrase(at, end)?;
            } else {
                return self.phrase(at, end).map(|end| at..end);
            }
        }
        None
    }

    /// Where a noun phrase ends with the prepositional phrases that belong to it, if that is before `end`, but for
    /// adverbs.
    pub(crate) fn covers(&self, begin: usize, end: usize) -> Option<Range<usize>> {
        let begin =
            (begin..end).find(|&at| !self.is(at, WordClass::Adverb) || self.is(at, WordClass::Determiner))?;
        let mut last = self.phrase(begin, end)?;
        let mut at = last;
        while at < end {
            if self.is(at, WordClass::Preposition) {
                at = self.phrase(at + 1, end)?;
                last = at;
            } else if self.is(at, WordClass::Adverb) {
                at += 1;
            } else {
                return None;
            }
        }
        (!self.is_adverbial(begin)).then_some(begin..last)
    }

    /// Whether phrases are all that a clause consists of, so that nothing is said in it.
    pub(crate) fn is_nominal(&self, clause: &Range<usize>) -> bool {
        let mut at = clause.start;
        while at < clause.end {
            let inner = at + usize::from(self.is(at, WordClass::Preposition));
            at = match self.phrase(inner, clause.end) {
                Some(end) => end,
                None if self.nodes[at].classes.any(&[WordClass::Adverb, WordClass::Coordinator]) => at + 1,
                None => return false,
            };
        }
        true
    }

    /// The cue of a clause.
    pub(crate) fn verb(&self, clause: &Range<usize>) -> Option<Verb> {
        let last = clause.clone().rev().find(|&at| self.nodes[at].is_word())?;
        let low = clause.start.max(last.saturating_sub(LONGEST));
        let lower = |at: usize| self.nodes[at].is_word() && !self.nodes[at].is_name();
        let text = |at: usize| self.nodes[at].span.of(self.tokens.text);
        let joined = |at: usize, prefix: usize| {
            let known = self.tokens.pack.known(&format!("{}{}", text(prefix), text(at)));
            known.cue.map(|cue| (at, at, cue))
        };
        if self.is(last, WordClass::SeparablePrefix)
            && let Some(found) = (low..last).filter(|&at| lower(at)).find_map(|at| joined(at, last))
        {
            return Some(found);
        }
        let auxiliary = (low..=last).find(|&at| self.is(at, WordClass::Auxiliary) && lower(at));
        // "hat … bekannt gegeben": a prefix that is written apart.
        if let Some(apart) = (low + 1..=last)
            .rev()
            .take(2)
            .find(|&at| lower(at) && self.is(at - 1, WordClass::SeparablePrefix))
            && let Some((at, _, cue)) = joined(apart, apart - 1)
        {
            return Some((at, auxiliary.unwrap_or(at), cue));
        }
        let auxiliary = auxiliary.filter(|&at| at < last);
        let participle = (low..=last)
            .rev()
            .take(2)
            .find(|&at| lower(at) && self.nodes[at].cue.is_some_and(|cue| cue.form != Form::Past));
        if let (Some(finite), Some(at)) = (auxiliary, participle) {
            return self.nodes[at].cue.map(|cue| (at, finite, cue));
        }
        if self.leading_as(clause).is_some() {
            let verb = |at: usize| self.nodes[at].cue.filter(|_| lower(at)).map(|cue| (at, at, cue));
            return (low..=last).rev().take(2).find_map(verb);
        }
        let finite = |at: usize| {
            let cue = self.nodes[at].cue.filter(|cue| matches!(cue.form, Form::Past | Form::Present))?;
            lower(at).then_some((at, at, cue))
        };
        (low..=last).find_map(finite)
    }

    /// Where "wie" stands that begins a clause, behind a conjunction or not.
    pub(crate) fn leading_as(&self, clause: &Range<usize>) -> Option<usize> {
        let conjoined =
            self.nodes[clause.start].classes.any(&[WordClass::Coordinator, WordClass::Adversative]);
        let at = clause.start + usize::from(conjoined);
        (at < clause.end && self.is(at, WordClass::Comparative)).then_some(at)
    }

    /// "wie X mitteilte", "wie X, der Leiter, mitteilte", from the "wie" on; and the last of its clauses.
    pub(crate) fn parenthesis(&self, clause: usize, start: usize) -> Option<(CueClause, usize)> {
        let first = self.clauses[clause].clone();
        let behind = clause..self.clauses.len().min(clause + SKIPPED);
        let last = behind.clone().find(|&c| {
            let range = self.clauses[c].clone();
            let own = c == clause
                || (range.start..range.end).take(4).any(|at| self.verb(&(range.start..at + 1)).is_some());
            own && self.verb(&range).is_some()
        })?;
        let apposed = (clause..last).all(|c| c == clause || self.is_nominal(&self.clauses[c]));
        let range = self.clauses[last].clone();
        let (at, _, word) = self.verb(&range).filter(|_| apposed)?;
        let high = if last == clause { at } else { first.end };
        let mut speaker = (start + 1..high)
            .find(|&i| self.phrase(i, high).is_some())
            .and_then(|begin| Some(begin..self.phrase(begin, high)?));
        if word.frames.has(CueFrame::Impersonal) {
            speaker = self.source_phrase(start..high).or(speaker.filter(|speaker| !self.is_it(speaker)));
        }
        let adjuncts = self.adjuncts(speaker.as_ref().map_or(start, |s| s.end)..high.max(start));
        let found = CueClause {
            begin: first.start,
            end: range.end,
            speaker,
            adjuncts,
            ..CueClause::new(at, word, AttributionMethod::InvertedCue, Rule::BracketAs)
        };
        Some((found, last))
    }

    /// Whether a subject is "es", which nobody is.
    fn is_it(&self, subject: &Range<usize>) -> bool {
        subject.len() == 1 && self.nodes[subject.start].span.of(self.tokens.text).eq_ignore_ascii_case("es")
    }

    /// A relative clause whose verb is a cue: "der Fahrer, der sagte, …".
    pub(crate) fn relative(&self, clause: usize, (at, _, word): Verb) -> Option<CueClause> {
        let range = self.clauses[clause].clone();
        let before = self.clauses[..clause].last().filter(|before| before.end + 1 == range.start)?;
        let lead = &self.nodes[range.start];
        let last = at + 2 >= range.end
            && self.nodes[at..range.end]
                .iter()
                .all(|node| node.classes.any(&[WordClass::Auxiliary]) || node.cue.is_some());
        let related = lead.classes.any(&[WordClass::Determiner, WordClass::Relative])
            && !lead.classes.any(&[
                WordClass::ObliqueDeterminer,
                WordClass::PossessiveDeterminer,
                WordClass::Negation,
            ])
            && self.nodes[range.start - 1].kind == Kind::Comma
            && (range.start + 1 == at
                || self
                    .phrase(range.start, at)
                    .is_none_or(|end| end < at || self.is(at - 1, WordClass::Adverb)));
        let begin = self.phrase_to(before.start, before.end).filter(|_| related && last)?;
        let negated = range.clone().any(|i| self.is(i, WordClass::Negation));
        let adjuncts = self.adjuncts(range.start + 1..at);
        let found = CueClause::new(at, word, AttributionMethod::Cue, Rule::BracketRelative);
        Some(CueClause {
            begin: range.start,
            end: range.end,
            speaker: Some(begin..before.end),
            adjuncts,
            negated,
            ..found
        })
    }

    /// A main clause whose verb is a cue, with its subject.
    pub(crate) fn clause_of_verb(
        &self,
        clause: usize,
        free: usize,
        (at, finite, word): Verb,
    ) -> Option<CueClause> {
        let range = self.clauses[clause].clone();
        let mut start = range.start;
        while start < finite
            && self.nodes[start].classes.any(&[WordClass::Coordinator, WordClass::Adversative])
        {
            start += 1;
        }
        let mut method = AttributionMethod::Cue;
        let passive = at != finite && self.is(finite, WordClass::Copula);
        let mut subject = if passive {
            method = AttributionMethod::Passive;
            self.agent(finite, at)
        } else if start == finite {
            match self.apposed(clause, free) {
                Some(subject) => Some(subject),
                None if start > range.start => self.first_subject(clause),
                None if range.start == self.low => return None,
                None => {
                    method = AttributionMethod::InvertedCue;
                    self.subject_after(finite, range.end)
                }
            }
        } else {
            let points = self.is(start, WordClass::Anaphor) && start + 1 == finite;
            if points && start > self.low {
                method = AttributionMethod::InvertedCue;
            }
            self.subject_around(clause, (start, finite), points)?
        };
        let negated = range.clone().any(|i| self.is(i, WordClass::Negation));
        if word.frames.has(CueFrame::Impersonal) || passive && subject.is_none() {
            subject = subject.filter(|subject| !self.is_it(subject) && passive);
            subject = subject.or_else(|| self.origin(clause, free, word));
        }
        let rule = match method {
            AttributionMethod::Passive => Rule::BracketPassive,
            AttributionMethod::InvertedCue => Rule::BracketInverted,
            _ => Rule::BracketSubject,
        };
        let mid = subject.as_ref().filter(|s| s.start > finite).map_or(finite + 1, |s| s.end);
        let adjuncts = self.adjuncts(mid..range.end);
        Some(CueClause {
            begin: range.start,
            end: range.end,
            speaker: subject,
            adjuncts,
            negated,
            ..CueClause::new(at, word, method, rule)
        })
    }

    /// The agent of a passive.
    fn agent(&self, finite: usize, at: usize) -> Option<Range<usize>> {
        let low =
            self.clauses.iter().find(|clause| clause.contains(&finite)).map_or(finite, |clause| clause.start);
        let by = std::iter::once(low).chain(finite..at).find(|&i| self.is(i, WordClass::AgentPreposition))?;
        Some(by + 1..self.phrase(by + 1, at)?)
    }

    /// Where it comes from, as the clause tells it or the one before ("In dem Brief, der …, heißt es"). What a passive
    /// is in must be something that speaks.
    fn origin(&self, clause: usize, free: usize, word: CueWord) -> Option<Range<usize>> {
        let lead = || {
            self.clauses[..clause]
                .iter()
                .find(|c| c.start >= free && self.is(c.start, WordClass::Preposition))
        };
        let found = self
            .source_phrase(self.clauses[clause].clone())
            .or_else(|| self.source_phrase(lead()?.clone()))?;
        let speaks = found.clone().any(|at| {
            self.tokens.ends_like(at, WordClass::SourceNoun) || self.tokens.ends_like(at, WordClass::Medium)
        });
        (speaks || word.frames.has(CueFrame::Impersonal)).then_some(found)
    }

    /// The subject of a clause whose finite verb does not lead it; nothing at all where the clause depends on another.
    fn subject_around(
        &self,
        clause: usize,
        (start, finite): (usize, usize),
        points: bool,
    ) -> Option<Option<Range<usize>>> {
        let range = self.clauses[clause].clone();
        let subject =
            |subject: &Range<usize>| !points && !self.is(subject.start, WordClass::ObliqueDeterminer);
        let before = self.covers(start, finite).filter(subject);
        let subordinate =
            self.nodes[start].classes.any(&[
                WordClass::Complementizer,
                WordClass::Subordinator,
                WordClass::Relative,
            ]) || before.is_none() && self.is(start, WordClass::Determiner) && start > self.low && !points;
        if subordinate && !self.is(start, WordClass::Preposition) {
            return None;
        }
        if self.is(finite - 1, WordClass::Coordinator) {
            let own = self.subject(&range).filter(|subject| subject.end < finite);
            return Some(before.or(own).or_else(|| self.first_subject(clause)));
        }
        let nominative = self.is(finite + 1, WordClass::SubjectPronoun).then_some(finite + 1..finite + 2);
        Some(nominative.or(before).or_else(|| self.subject_after(finite, range.end)))
    }

    /// The subject of the first clause that has one of its own.
    fn first_subject(&self, clause: usize) -> Option<Range<usize>> {
        self.clauses[..clause].iter().take(SKIPPED).find_map(|range| self.subject(range))
    }

    /// The subject before appositions and relative clauses: "Petra Lohmann, die Bürgermeisterin, sagte".
    fn apposed(&self, clause: usize, free: usize) -> Option<Range<usize>> {
        let first = (0..clause).find(|&c| self.clauses[c].start >= free)?;
        let head = self.clauses[first].clone();
        let quoted = (free..self.clauses[clause].start)
            .any(|at| self.nodes[at].run().is_some() && !self.is_name_run(at));
        let subject = self.covers(head.start, head.end)?;
        (!quoted && !self.is(subject.start, WordClass::ObliqueDeterminer)).then_some(subject)
    }
}
