//! Where the content of an attribution stands, in clauses that verbs bracket.

use std::ops::Range;

use super::{LONGEST, Reader, SKIPPED};
use crate::analysis::AttributionMethod;
use crate::lang::{CueFrame, CueWord, Form, WordClass};
use crate::rules::Rule;
use crate::speech::content::Segments;
use crate::speech::cues::CueClause;
use crate::speech::nodes::Kind;

impl Reader<'_> {
    /// What an attribution claims, and the first clause after it.
    pub(crate) fn content(&self, found: &CueClause, clause: usize, free: usize) -> (Segments, usize) {
        let around = matches!(found.method, AttributionMethod::InvertedCue | AttributionMethod::AccordingTo);
        if !around {
            return self
                .after(found, clause)
                .map_or((Segments::new(), clause + 1), |(segment, next)| (vec![segment], next));
        }
        let dependent = clause > 0
            && self.nodes[self.clauses[clause].start].classes.any(&[
                WordClass::Complementizer,
                WordClass::Relative,
                WordClass::Subordinator,
                WordClass::GenitiveDeterminer,
            ])
            && found.begin > self.clauses[clause].start;
        let (start, next) = if dependent {
            (self.clauses[clause].start, clause + 1)
        } else {
            (free, self.end_of_content(clause + 1))
        };
        let end = self.clauses.get(next).map_or(self.nodes.len(), |next| next.start);
        let mut segments = Segments::new();
        let before = self.quoted_before(start, found.begin);
        let claims = found.method != AttributionMethod::InvertedCue || self.is_statement(&before);
        let before = if claims { before } else { found.begin..found.begin };
        segments.extend((before.clone().any(|i| self.is_content(i))).then_some(before.clone()));
        let quoted = before.clone().any(|i| self.nodes[i].run().is_some_and(|_| !self.is_name_run(i)));
        let rest = found.end..if dependent { self.clauses[clause].end } else { end };
        let rest = if quoted { self.runs_after(found.end) } else { rest };
        let said = rest.clone().filter(|&i| self.is_content(i)).count();
        // A relative clause after "sagte X" describes X.
        let describes = found.method == AttributionMethod::InvertedCue
            && !quoted
            && !before.is_empty()
            && self.describes(found.end + 1);
        segments.extend((said > 0 && !describes).then_some(rest));
        (segments, if quoted { clause + 1 } else { next })
    }

    /// Whether anything is said in a stretch before a verb: it holds words in marks or a clause that stands alone.
    fn is_statement(&self, stretch: &Range<usize>) -> bool {
        let depends = |clause: &Range<usize>| {
            let first = &self.nodes[clause.start];
            let related = clause.start > self.low
                && first.is(WordClass::Determiner)
                && self.phrase(clause.start, clause.end).is_none();
            related
                || !first.is(WordClass::Interrogative)
                    && first.classes.any(&[
                        WordClass::Subordinator,
                        WordClass::Relative,
                        WordClass::Comparative,
                    ])
        };
        let inside = |clause: &&Range<usize>| clause.start >= stretch.start && clause.end <= stretch.end;
        let mut clauses = self.clauses.iter().filter(inside).peekable();
        let is_run = |at: usize| self.nodes[at].run().filter(|_| !self.is_name_run(at));
        let quoted = stretch.clone().any(|at| is_run(at).is_some());
        // "Das Buch „Der stille Fluss“ beschreibt": a title belongs to the subject.
        let led = stretch.len() > 1 && self.is_content(stretch.end - 2);
        let titled = stretch.clone().last().and_then(is_run).filter(|_| led);
        if titled.is_some_and(|run| !matches!(self.tokens.run_end(run), '.' | ',' | '?' | '!' | '…')) {
            return self.nodes[stretch.end].kind == Kind::Comma;
        }
        quoted
            || clauses.peek().is_none()
            || clauses.any(|clause| !depends(clause) && !self.is_nominal(clause))
    }

    /// Whether what begins here says more about the noun before it, rather than what was said.
    fn describes(&self, at: usize) -> bool {
        let high = self.clauses.iter().find(|clause| clause.end > at).map_or(at, |clause| clause.end);
        self.nodes.get(at).is_none_or(|node| {
            node.classes.any(&[
                WordClass::Relative,
                WordClass::Coordinator,
                WordClass::Adversative,
                WordClass::Subordinator,
            ]) || node.is(WordClass::Determiner) && self.phrase(at, high).is_none_or(|end| end == high)
                || self.phrase(at, high) == Some(high)
        })
    }

    fn is_content(&self, at: usize) -> bool {
        let node = &self.nodes[at];
        node.is_word() || node.kind == Kind::Figure || node.run().is_some()
    }

    /// What precedes an attribution: the runs alone, or with the words that lead to them.
    fn quoted_before(&self, start: usize, end: usize) -> Range<usize> {
        let is_run = |at: usize| self.nodes[at].run().is_some() && !self.is_name_run(at);
        let mark = |at: usize| !self.is_content(at);
        let last = (start..end).rev().find(|&at| !mark(at));
        let Some(last) = last.filter(|&last| is_run(last)) else { return start..end };
        let first = (start..=last)
            .rev()
            .take_while(|&at| is_run(at) || mark(at))
            .filter(|&at| is_run(at))
            .last()
            .unwrap_or(last);
        let led = first > start && !mark(first - 1);
        (if led { start } else { first })..last + 1
    }

    /// The runs that go on after an attribution.
    fn runs_after(&self, at: usize) -> Range<usize> {
        let begin = at
            + usize::from(
                self.nodes.get(at).is_some_and(|node| !self.is_content(at) && node.kind != Kind::Stop),
            );
        let end =
            (begin..self.nodes.len()).find(|&i| self.nodes[i].run().is_none()).unwrap_or(self.nodes.len());
        begin..end.max(begin)
    }

    /// The content that follows a clause with a cue.
    fn after(&self, found: &CueClause, clause: usize) -> Option<(Range<usize>, usize)> {
        let mark = self.nodes.get(found.end)?;
        let next = self.runs_after(found.end);
        if !next.is_empty() {
            return Some((next, clause + 1));
        }
        if !found.frames().any(&[CueFrame::Quote, CueFrame::That, CueFrame::Wh, CueFrame::Noun]) {
            return None;
        }
        let colon = mark.kind == Kind::Colon;
        let first = (clause + 1..self.clauses.len()).take(SKIPPED).find(|&c| self.opens_content(c, colon))?;
        let mut end = self.end_of_content(first + 1);
        let inserted = found.method == AttributionMethod::Noun
            || found.speaker.as_ref().is_some_and(|speaker| speaker.end < found.begin);
        if inserted {
            end = (first + 1..end).find(|&clause| self.resumes(clause)).unwrap_or(end);
        }
        let stop = self.clauses.get(end).map_or(self.nodes.len(), |next| next.start);
        Some((self.clauses[first].start..stop, end))
    }

    /// Whether the sentence around a relative clause goes on with its verb: "Der Zeuge, der sagte, …, schwieg danach".
    fn resumes(&self, clause: usize) -> bool {
        let first = &self.nodes[self.clauses[clause].start];
        let reports = first.classes.any(&[WordClass::Subjunctive, WordClass::Hypothetical]);
        first.is_word()
            && !first.is_name()
            && !reports
            && (first.classes.is_empty() || first.is(WordClass::Auxiliary))
    }

    /// Whether a clause after a cue is what was said.
    fn opens_content(&self, clause: usize, colon: bool) -> bool {
        let range = self.clauses[clause].clone();
        let first = &self.nodes[range.start];
        if colon || first.classes.any(&[WordClass::Complementizer, WordClass::Interrogative]) {
            return true;
        }
        let reports =
            || (range.start..self.nodes.len()).take(LONGEST).any(|at| self.is(at, WordClass::Subjunctive));
        if first.classes.any(&[
            WordClass::Subordinator,
            WordClass::Coordinator,
            WordClass::Adversative,
            WordClass::Relative,
        ]) {
            return first.is(WordClass::Subordinator) && reports();
        }
        let relative = first.is(WordClass::Determiner)
            && self.phrase(range.start, range.end).is_none_or(|end| end == range.start + 1);
        let verb = range.clone().any(|at| {
            self.nodes[at].classes.any(&[
                WordClass::Modal,
                WordClass::Subjunctive,
                WordClass::Hypothetical,
                WordClass::InfinitiveMarker,
            ]) || self.is_infinitive(at)
        });
        !relative && (verb || self.phrase(range.start, range.end).is_some_and(|end| end < range.end))
    }

    /// Whether a word is an infinitive that holds its "zu": "zurückzutreten".
    fn is_infinitive(&self, at: usize) -> bool {
        let text = self.nodes[at].span.of(self.tokens.text);
        let split = text.match_indices("zu").take(3).find(|&(i, _)| {
            i > 0
                && self
                    .tokens
                    .pack
                    .known(&text[..i])
                    .classes
                    .any(&[WordClass::SeparablePrefix, WordClass::Preposition])
        });
        text.ends_with('n') && self.nodes[at].is_word() && !self.nodes[at].is_name() && split.is_some()
    }

    /// The first clause from `clause` on that belongs to the narrator again.
    fn end_of_content(&self, clause: usize) -> usize {
        let narrates = |c: &usize| {
            let range = &self.clauses[*c];
            let semicolon = range.start > self.low && self.nodes[range.start - 1].kind == Kind::Semicolon;
            let conjoined =
                self.nodes[range.start].classes.any(&[WordClass::Coordinator, WordClass::Adversative]);
            let verb = range.start + usize::from(conjoined);
            let lower = self.nodes.get(verb).filter(|node| !node.is_name());
            let finite = lower.and_then(|node| node.cue).is_some_and(|cue| {
                matches!(cue.form, Form::Past | Form::Present) && !self.is(verb, WordClass::Subjunctive)
            });
            semicolon
                || finite
                || self.is(range.start, WordClass::According)
                    && self.is(range.start, WordClass::Adverb)
                    && !self.is(range.start, WordClass::Anaphor)
                || self.leading_as(range).is_some() && self.verb(range).is_some()
        };
        (clause..self.clauses.len()).find(narrates).unwrap_or(self.clauses.len())
    }

    /// Whether a clause of its own tells what is said to have happened: "soll … gestohlen haben".
    fn is_hearsay(&self, clause: &Range<usize>) -> bool {
        let first = &self.nodes[clause.start];
        let depends =
            first.classes.any(&[WordClass::Complementizer, WordClass::Subordinator, WordClass::Relative]);
        let last = clause.clone().rev().find(|&at| self.nodes[at].is_word()).unwrap_or(clause.start);
        let ends = last > clause.start
            && self.is(last, WordClass::PerfectInfinitive)
            && matches!(
                self.nodes[last - 1].span.of(self.tokens.text).as_bytes(),
                [.., b't'] | [.., b'e', b'n']
            );
        !depends && ends && (clause.start..last - 1).any(|at| self.is(at, WordClass::Hearsay))
    }

    /// One past the clauses that depend on a clause.
    fn end_of_sentence(&self, clause: usize) -> usize {
        let depends = |c: &usize| {
            let range = &self.clauses[*c];
            let first = &self.nodes[range.start];
            first.classes.any(&[WordClass::Complementizer, WordClass::Subordinator, WordClass::Relative])
                || first.is(WordClass::Determiner) && self.phrase(range.start, range.end).is_none()
        };
        clause + 1 + (clause + 1..self.clauses.len()).take_while(depends).count()
    }

    /// Speech that only its mood shows: the whole unit, which goes on with what was said before, or the clauses
    /// that hang on a verb no lexicon knows.
    pub(crate) fn subjunctive(&self, reported: bool) -> Option<(CueClause, Range<usize>)> {
        let hearsay = self.clauses.iter().position(|range| self.is_hearsay(range));
        if let Some(clause) = hearsay {
            let begin = self.clauses[clause].start;
            let method = if reported { AttributionMethod::Continuation } else { AttributionMethod::Floating };
            let found = CueClause::new(begin, CueWord::NONE, method, Rule::Hearsay);
            return Some((found, begin..self.clauses[self.end_of_sentence(clause) - 1].end));
        }
        let moods: &[WordClass] = if reported {
            &[WordClass::Subjunctive, WordClass::Hypothetical]
        } else {
            &[WordClass::Subjunctive]
        };
        let holds = |range: &Range<usize>, moods: &[WordClass]| {
            range.clone().any(|at| self.nodes[at].classes.any(moods) && !self.nodes[at].is_name())
        };
        let first = self.clauses.iter().position(|range| holds(range, moods))?;
        let main = self.clauses[..first].iter().rposition(|range| {
            range.clone().any(|at| self.is(at, WordClass::Modal))
                || self.phrase(range.start, range.end).is_some_and(|end| end < range.end)
        });
        let depends =
            main.filter(|_| !self.nodes[self.clauses[0].start].classes.any(&[WordClass::Subordinator]));
        let begin = match depends {
            Some(main) if holds(&self.clauses[first], &[WordClass::Subjunctive]) => {
                let range = self.clauses[main].clone();
                let speaker = self.phrase(range.start, range.end).map(|end| range.start..end);
                let begin = self.clauses[main + 1].start;
                let found = CueClause::new(
                    begin,
                    CueWord::NONE,
                    AttributionMethod::Floating,
                    Rule::ReportedSubjunctive,
                );
                return Some((CueClause { speaker, ..found }, begin..self.nodes.len()));
            }
            Some(_) => return None,
            None => self.low,
        };
        Some((
            CueClause::new(begin, CueWord::NONE, AttributionMethod::Continuation, Rule::ReportedSubjunctive),
            begin..self.nodes.len(),
        ))
    }
}
