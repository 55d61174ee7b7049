//! Sources that are no subjects: "laut X", "X zufolge", "hieß es aus X", "die Behauptung von X, dass".

use std::ops::Range;

use super::{LONGEST, Reader};
use crate::analysis::AttributionMethod;
use crate::lang::{CueFrame, CueWord, WordClass};
use crate::rules::Rule;
use crate::speech::cues::CueClause;
use crate::speech::nodes::{Kind, SpeechUnit};

impl Reader<'_> {
    /// "laut X", "nach Angaben von X", "X zufolge", "so X".
    pub(crate) fn source(&self, clause: &Range<usize>, at: usize) -> Option<CueClause> {
        if !self.is(at, WordClass::According) {
            return None;
        }
        if self.is(at, WordClass::Anaphor) {
            // "Demnach …": the source is told before.
            return Some(source_of(at, at..at + 1, None));
        }
        let before = at > clause.start && !self.is(at - 1, WordClass::Preposition);
        if before && let Some(begin) = self.phrase_to(clause.start, at) {
            let postposed = self.is(at, WordClass::Postposition)
                && (!self.is(at, WordClass::Preposition)
                    || (begin..at).any(|i| self.tokens.ends_like(i, WordClass::SourceNoun))
                        && self.phrase(at + 1, clause.end).is_none());
            if postposed {
                return Some(source_of(at, begin..at + 1, Some(self.owner(clause, begin..at))));
            }
        }
        let end = self.phrase(at + 1, clause.end)?;
        let whole = at == clause.start && (end == clause.end || self.is(end, WordClass::Preposition));
        let fits = if self.is(at, WordClass::Adverb) {
            // "so X" is a clause of its own.
            whole && at > self.low
        } else {
            !self.is(at, WordClass::Preposition)
                || (at + 1..end).any(|i| self.tokens.ends_like(i, WordClass::SourceNoun))
        };
        fits.then(|| {
            let end_of_clause = if self.is(at, WordClass::Adverb) { clause.end } else { end };
            source_of(at, at..end_of_clause, Some(self.owner(clause, at + 1..end)))
        })
    }

    /// Where a noun phrase begins that ends at `end`.
    pub(crate) fn phrase_to(&self, low: usize, end: usize) -> Option<usize> {
        let low = low.max(end.saturating_sub(LONGEST / 2));
        let lone = |begin: usize| {
            begin + 1 == end
                && self.is(begin, WordClass::ObliqueDeterminer)
                && self.is(begin, WordClass::Pronoun)
        };
        (low..end).find(|&begin| self.phrase(begin, end) == Some(end) || lone(begin))
    }

    /// Whose "Angaben" they are, where a phrase says so, or where they are its own, the subject; else the phrase.
    fn owner(&self, clause: &Range<usize>, phrase: Range<usize>) -> Range<usize> {
        if self.is(phrase.start, WordClass::ReflexivePossessive)
            && let Some(subject) = self.subject(clause).filter(|subject| !subject.contains(&phrase.start))
        {
            return subject;
        }
        let noun = phrase.clone().find(|&at| self.tokens.ends_like(at, WordClass::SourceNoun));
        let begin = noun.map(|noun| noun + 1 + usize::from(self.is(noun + 1, WordClass::Preposition)));
        begin.filter(|&begin| begin < phrase.end).map_or(phrase.clone(), |begin| begin..phrase.end)
    }

    /// Where what is said comes from: "aus Paris hieß es", "in dem Bericht heißt es", "hieß es vom Sprecher".
    pub(crate) fn source_phrase(&self, range: Range<usize>) -> Option<Range<usize>> {
        let place = |&at: &usize| {
            self.nodes[at].classes.any(&[
                WordClass::PlacePreposition,
                WordClass::AgentPreposition,
                WordClass::NounPreposition,
            ])
        };
        range.clone().filter(place).take(3).find_map(|at| {
            let end = self.phrase(at + 1, range.end)?;
            let time = (at + 1..end).all(|i| {
                self.nodes[i].classes.any(&[WordClass::TimeAdverb, WordClass::Weekday, WordClass::Determiner])
            });
            (!time).then_some(at + 1..end)
        })
    }

    /// "die Behauptung des Ministers, dass", "sein Versprechen, … zu": content that belongs to the owner of a noun.
    pub(crate) fn noun(&self, clause: usize) -> Option<CueClause> {
        let range = self.clauses[clause].clone();
        let that =
            self.clauses.get(clause + 1).filter(|next| self.is(next.start, WordClass::Complementizer))?;
        let low = range.start.max(range.end.saturating_sub(LONGEST / 4));
        let noun = |at: &usize| {
            self.nodes[*at].is_name() && self.nodes[*at].cue.is_some_and(|cue| cue.frames.has(CueFrame::Noun))
        };
        let at = (low..range.end).rev().find(noun)?;
        let begin = at + 1 + usize::from(self.is(at + 1, WordClass::NounPreposition));
        let owner = if begin == range.end {
            let owner = (low..at).rev().take(2).find(|&i| self.is(i, WordClass::PossessiveDeterminer))?;
            owner..owner + 1
        } else {
            let genitive = begin > at + 1 || self.is(begin, WordClass::GenitiveDeterminer);
            (genitive && self.phrase(begin, range.end) == Some(range.end)).then_some(begin..range.end)?
        };
        let found = CueClause::new(at, self.nodes[at].cue?, AttributionMethod::Noun, Rule::BracketNoun);
        Some(CueClause { end: that.start - 1, speaker: Some(owner), ..found })
    }

    /// Whether an attribution says of what stands before it that somebody said so: "Das teilte die Polizei mit."
    pub(crate) fn points_back(&self, found: &CueClause) -> bool {
        let lead = found.begin;
        let asked = self.nodes.get(found.end).is_some_and(|next| next.kind != Kind::Stop);
        let object = self.is(lead, WordClass::Anaphor)
            && self.nodes.get(lead + 1).is_some_and(|verb| verb.is_word() && !verb.is_name());
        lead == self.low
            && object
            && !asked
            && found.speaker.as_ref().is_some_and(|speaker| speaker.start > lead)
    }

    /// The unit before one, where both stand in one block and it holds no words in marks.
    pub(crate) fn unit_before(&self, unit: &SpeechUnit) -> Option<Range<usize>> {
        let units = &self.tokens.units;
        let index = units.partition_point(|other| other.nodes.start < unit.nodes.start).checked_sub(1)?;
        let before = units.get(index).filter(|before| before.block == unit.block)?;
        let plain = self.tokens.nodes[before.nodes.clone()].iter().all(|node| node.run().is_none());
        (plain && before.nodes.len() > 3).then(|| before.nodes.clone())
    }

    /// Whom a unit is about that quotes somebody without a cue.
    pub(crate) fn introduction(&self) -> Option<CueClause> {
        (self.low..self.nodes.len()).find(|&at| self.nodes[at].run().is_some() && !self.is_name_run(at))?;
        let subject = self.subject(self.clauses.first()?)?;
        let rule = Rule::IntroducedQuotation;
        let found = CueClause::new(subject.start, CueWord::NONE, AttributionMethod::Floating, rule);
        Some(CueClause { speaker: Some(subject), ..found })
    }
}

fn source_of(at: usize, range: Range<usize>, speaker: Option<Range<usize>>) -> CueClause {
    let found = CueClause::new(at, CueWord::NONE, AttributionMethod::AccordingTo, Rule::BracketSource);
    CueClause { begin: range.start, end: range.end, speaker, ..found }
}
