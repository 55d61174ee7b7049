//! Attributions and contents where verbs bracket their clauses, as in German.
//!
//! The finite verb stands second, what belongs to it at the end ("teilte … mit", "hat … gesagt"), and a comma parts
//! each clause from the next, so clauses are read one by one. Speech that goes on without a cue stands in the
//! subjunctive, which tells it from what the article says itself.

mod content;

use std::ops::Range;

use super::circumstances::{Circumstances, cover};
use super::clause::is_venue;
use super::content::Segments;
use super::cues::Attribution;
use super::stream::{Item, Kind, Stream, Unit};
use super::words::{CueWord, Form, Trait};
use crate::analysis::AttributionMethod;
use crate::tokens::hash;

/// No phrase is longer; keeps every search bounded.
const LONGEST: usize = 40;

/// Clauses between a cue and its content: appositions and relative clauses.
const SKIPPED: usize = 3;

/// The attributions of a unit with the content of each; `reported` tells that the unit before ends as speech.
pub(super) fn read(stream: &Stream<'_>, unit: &Unit, reported: bool) -> (Vec<Attribution>, Vec<Segments>) {
    let items = &stream.items[..unit.items.end];
    let mut reader = Reader { stream, items, clauses: Vec::new(), low: unit.items.start };
    reader.cut();
    let mut found = (Vec::new(), Vec::new());
    let (mut clause, mut free) = (0, unit.items.start);
    while clause < reader.clauses.len() {
        let Some(attribution) = reader.attribution(clause, free) else {
            clause += 1;
            continue;
        };
        let (segments, next) = reader.content(&attribution, clause, free);
        free = segments.iter().map(|segment| segment.end).fold(attribution.end, usize::max).max(free);
        clause = next.max(clause + 1);
        found.0.push(attribution);
        found.1.push(segments);
    }
    if found.0.is_empty() {
        found.0.extend(reader.introduction());
        found.1.extend(found.0.iter().map(|_| Segments::new()));
    }
    if found.1.iter().all(Vec::is_empty)
        && let Some((attribution, segment)) = reader.subjunctive(reported)
    {
        found.0.push(attribution);
        found.1.push(vec![segment]);
    }
    found
}

struct Reader<'a> {
    stream: &'a Stream<'a>,
    items: &'a [Item],
    clauses: Vec<Range<usize>>,
    low: usize,
}

impl Reader<'_> {
    /// Cuts the unit into clauses, at marks and around quoted sentences.
    fn cut(&mut self) {
        let mut begin = self.low;
        for at in self.low..self.items.len() {
            let parts = match self.items[at].kind {
                Kind::Comma | Kind::Colon | Kind::Semicolon | Kind::Dash | Kind::Stop => true,
                Kind::Run(_) => !self.is_name_run(at),
                _ => false,
            };
            if parts {
                self.clauses.extend((begin < at).then_some(begin..at));
                begin = at + 1;
            }
        }
        self.clauses.extend((begin < self.items.len()).then_some(begin..self.items.len()));
    }

    /// Whether a run is part of a phrase, such as the name of a newspaper.
    fn is_name_run(&self, at: usize) -> bool {
        let Some(run) = self.items[at].run() else { return false };
        let text = self.stream.runs[run].inner.of(self.stream.text);
        let words = || text.split_whitespace().take(7);
        !matches!(self.stream.run_end(run), '.' | ',' | '?' | '!' | '…')
            && text.starts_with(char::is_uppercase)
            && (words().count() < 3
                || (words().count() < 7 && words().all(|word| word.starts_with(char::is_uppercase))))
    }

    fn is(&self, at: usize, wanted: Trait) -> bool {
        self.items.get(at).is_some_and(|item| item.is(wanted))
    }

    /// Whether a word is one with a trait or a compound that ends with one ("Medienberichten").
    fn ends_like(&self, at: usize, wanted: Trait) -> bool {
        let text = self.items[at].span.of(self.stream.text);
        self.items[at].is(wanted)
            || text
                .char_indices()
                .skip(3)
                .take(LONGEST)
                .take_while(|&(i, _)| text.len() - i > 4)
                .any(|(i, _)| self.stream.pack.get(hash(&text[i..])).traits.has(wanted))
    }

    /// Where the noun phrase that begins at `begin` ends.
    fn phrase(&self, begin: usize, high: usize) -> Option<usize> {
        let high = high.min(begin + LONGEST);
        let first = self.items.get(begin)?;
        if first.is(Trait::Subject) && !first.is(Trait::Determiner) {
            return (begin < high).then_some(begin + 1);
        }
        // One past the last noun, and whether a noun has to come yet.
        let (mut last, mut open, mut at) = (None, true, begin);
        while at < high {
            let item = &self.items[at];
            let next_fits = self.items.get(at + 1).is_some_and(|next| at + 1 < high && is_noun_part(next));
            match item.kind {
                Kind::Open if !open => {
                    let close = self.items[at..high].iter().take(12).position(|i| i.kind == Kind::Close);
                    let Some(close) = close else { break };
                    at += close;
                    last = Some(at + 1);
                }
                Kind::Run(_) if self.is_name_run(at) => (open, last) = (false, Some(at + 1)),
                _ if item.is(Trait::Determiner) && open && next_fits => {}
                _ if item.traits.any(&[Trait::Genitive, Trait::Nominal]) && !open && next_fits => open = true,
                _ if item.is(Trait::And) && !open && next_fits => open = true,
                Kind::Word { name: true } if is_noun_part(item) => (open, last) = (false, Some(at + 1)),
                Kind::Word { .. } | Kind::Figure if open && is_noun_part(item) && next_fits => {}
                _ => break,
            }
            at += 1;
        }
        last
    }

    /// What attributes speech in a clause: a source, "wie X mitteilte", or a verb.
    fn attribution(&self, clause: usize, free: usize) -> Option<Attribution> {
        let range = self.clauses[clause].clone();
        range.clone().find_map(|at| self.source(&range, at)).or_else(|| {
            let (at, finite, word) = self.verb(&range)?;
            if self.is(range.start, Trait::As) {
                return self.parenthesis(&range, at, word);
            }
            self.clause_of_verb(clause, free, (at, finite, word))
        })
    }

    /// "laut X", "nach Angaben von X", "X zufolge", "so X".
    fn source(&self, clause: &Range<usize>, at: usize) -> Option<Attribution> {
        if !self.is(at, Trait::According) {
            return None;
        }
        let before = at > clause.start && !self.is(at - 1, Trait::Preposition);
        if before && let Some(begin) = self.phrase_to(clause.start, at) {
            let postposed = self.is(at, Trait::Postposition)
                && (!self.is(at, Trait::Preposition)
                    || (begin..at).any(|i| self.ends_like(i, Trait::Source))
                        && self.phrase(at + 1, clause.end).is_none());
            if postposed {
                return Some(source_of(at, begin..at + 1, self.owner(begin..at)));
            }
        }
        let end = self.phrase(at + 1, clause.end)?;
        let whole = at == clause.start && (end == clause.end || self.is(end, Trait::Preposition));
        let fits = if self.is(at, Trait::Adverb) {
            // "so X" is a clause of its own.
            whole && at > self.low
        } else {
            !self.is(at, Trait::Preposition) || (at + 1..end).any(|i| self.ends_like(i, Trait::Source))
        };
        fits.then(|| {
            let end_of_clause = if self.is(at, Trait::Adverb) { clause.end } else { end };
            source_of(at, at..end_of_clause, self.owner(at + 1..end))
        })
    }

    /// Where a noun phrase begins that ends at `end`.
    fn phrase_to(&self, low: usize, end: usize) -> Option<usize> {
        let low = low.max(end.saturating_sub(LONGEST / 2));
        (low..end).find(|&begin| self.phrase(begin, end) == Some(end))
    }

    /// Whose "Angaben" they are, where a phrase says so; else the phrase.
    fn owner(&self, phrase: Range<usize>) -> Range<usize> {
        let noun = phrase.clone().find(|&at| self.ends_like(at, Trait::Source));
        let begin = noun.map(|noun| noun + 1 + usize::from(self.is(noun + 1, Trait::Preposition)));
        begin.filter(|&begin| begin < phrase.end).map_or(phrase.clone(), |begin| begin..phrase.end)
    }

    /// Whom a unit is about that quotes somebody without a cue.
    fn introduction(&self) -> Option<Attribution> {
        (self.low..self.items.len()).find(|&at| self.items[at].run().is_some() && !self.is_name_run(at))?;
        let subject = self.subject(self.clauses.first()?)?;
        let found = Attribution::new(subject.start, CueWord::NONE, AttributionMethod::Floating);
        Some(Attribution { speaker: Some(subject), ..found })
    }

    /// The subject of a clause whatever its verb: what leads it, else what follows the verb.
    fn subject(&self, clause: &Range<usize>) -> Option<Range<usize>> {
        let mut at = clause.start;
        if let Some(end) = self.phrase(at, clause.end) {
            return Some(at..end);
        }
        while at < clause.end {
            let item = &self.items[at];
            at = match self.phrase(at + 1, clause.end).filter(|_| item.is(Trait::Preposition)) {
                Some(end) => end,
                None if item.traits.any(&[Trait::Adverb, Trait::And, Trait::But]) => at + 1,
                None => break,
            };
        }
        self.phrase(at + 1, clause.end).map(|end| at + 1..end)
    }

    /// Where a noun phrase ends with the prepositional phrases that belong to it, if that is before `end`, but for
    /// adverbs.
    fn covers(&self, begin: usize, end: usize) -> Option<usize> {
        let mut last = self.phrase(begin, end)?;
        let mut at = last;
        while at < end {
            if self.is(at, Trait::Preposition) {
                at = self.phrase(at + 1, end)?;
                last = at;
            } else if self.is(at, Trait::Adverb) {
                at += 1;
            } else {
                return None;
            }
        }
        Some(last)
    }

    /// The cue of a clause: the word, the finite verb, and what the lexicon knows of it.
    fn verb(&self, clause: &Range<usize>) -> Option<(usize, usize, CueWord)> {
        let last = clause.clone().rev().find(|&at| self.items[at].is_word())?;
        let low = clause.start.max(last.saturating_sub(LONGEST));
        let lower = |at: usize| self.items[at].is_word() && !self.items[at].is_name();
        if self.is(last, Trait::Prefix) {
            let prefix = self.items[last].span.of(self.stream.text);
            let joined = |at: usize| {
                let word = format!("{prefix}{}", self.items[at].span.of(self.stream.text));
                self.stream.pack.get(hash(&word)).cue.map(|cue| (at, at, cue))
            };
            if let Some(found) = (low..last).filter(|&at| lower(at)).find_map(joined) {
                return Some(found);
            }
        }
        let auxiliary = (low..last).find(|&at| self.is(at, Trait::Auxiliary) && lower(at));
        let participle = (low..=last)
            .rev()
            .take(2)
            .find(|&at| lower(at) && self.items[at].cue.is_some_and(|cue| cue.form != Form::Past));
        if let (Some(finite), Some(at)) = (auxiliary, participle) {
            return self.items[at].cue.map(|cue| (at, finite, cue));
        }
        if self.is(clause.start, Trait::As) {
            return (low..=last).rev().take(2).find_map(|at| self.items[at].cue.map(|cue| (at, at, cue)));
        }
        let finite = |at: usize| {
            let cue = self.items[at].cue.filter(|cue| matches!(cue.form, Form::Past | Form::Present))?;
            lower(at).then_some((at, at, cue))
        };
        (low..=last).find_map(finite)
    }

    /// "wie X mitteilte".
    fn parenthesis(&self, clause: &Range<usize>, at: usize, word: CueWord) -> Option<Attribution> {
        let begin = (clause.start + 1..at).find(|&i| self.phrase(i, at).is_some());
        let speaker = begin.and_then(|begin| Some(begin..self.phrase(begin, at)?));
        let circumstances = self.circumstances(speaker.as_ref().map_or(clause.start, |s| s.end)..at);
        Some(Attribution {
            begin: clause.start,
            end: clause.end,
            speaker,
            circumstances,
            ..Attribution::new(at, word, AttributionMethod::InvertedCue)
        })
    }

    /// A main clause whose verb is a cue, with its subject.
    fn clause_of_verb(
        &self,
        clause: usize,
        free: usize,
        (at, finite, word): (usize, usize, CueWord),
    ) -> Option<Attribution> {
        let range = self.clauses[clause].clone();
        let mut start = range.start;
        while start < finite && self.items[start].traits.any(&[Trait::And, Trait::But]) {
            start += 1;
        }
        let passive = at != finite && self.is(finite, Trait::Be);
        let after = || {
            let begin = (finite + 1..range.end)
                .find(|&i| !self.items[i].traits.any(&[Trait::Adverb, Trait::Reflexive]))?;
            let begin =
                if self.is(begin, Trait::Preposition) { self.phrase(begin + 1, range.end)? } else { begin };
            self.phrase(begin, range.end).map(|end| begin..end)
        };
        let mut method = AttributionMethod::Cue;
        let subject = if passive {
            method = AttributionMethod::Passive;
            let by = (finite..at).find(|&i| self.is(i, Trait::Agent));
            by.and_then(|by| Some(by + 1..self.phrase(by + 1, at)?))
        } else if start == finite {
            match self.apposed(clause, free) {
                Some(subject) => Some(subject),
                None if start > range.start => self.subject(self.clauses.first()?),
                None if range.start == self.low => return None,
                None => {
                    method = AttributionMethod::InvertedCue;
                    after()
                }
            }
        } else {
            let before = self.covers(start, finite).map(|end| start..end);
            let subordinate =
                self.items[start].traits.any(&[Trait::That, Trait::Subordinator, Trait::Relative])
                    || (before.is_none() && self.is(start, Trait::Determiner) && start > self.low);
            if subordinate && !self.is(start, Trait::Preposition) {
                return None;
            }
            let shared = self.is(finite - 1, Trait::And).then(|| self.subject(&range)).flatten();
            let nominative = self.is(finite + 1, Trait::Subject).then_some(finite + 1..finite + 2);
            nominative.or(before).or(shared).or_else(after)
        };
        let mid = subject.as_ref().filter(|s| s.start > finite).map_or(finite + 1, |s| s.end);
        let negated = range.clone().any(|i| self.is(i, Trait::Negation));
        let circumstances = self.circumstances(mid..range.end);
        Some(Attribution {
            begin: range.start,
            end: range.end,
            speaker: subject,
            circumstances,
            negated,
            ..Attribution::new(at, word, method)
        })
    }

    /// The subject before appositions and relative clauses: "Petra Lohmann, die Bürgermeisterin, sagte".
    fn apposed(&self, clause: usize, free: usize) -> Option<Range<usize>> {
        let first = (0..clause).find(|&c| self.clauses[c].start >= free)?;
        let head = self.clauses[first].clone();
        let quoted = (free..self.clauses[clause].start).any(|at| self.items[at].run().is_some());
        (!quoted && self.covers(head.start, head.end).is_some()).then_some(head)
    }

    /// To whom, where and when, as far as a clause tells it in a range.
    fn circumstances(&self, range: Range<usize>) -> Circumstances {
        let mut found = Circumstances::default();
        let mut at = range.start;
        while at < range.end {
            let item = &self.items[at];
            let inner = at + usize::from(item.is(Trait::Preposition));
            let Some(end) = self.phrase(inner, range.end) else {
                let time = item.is(Trait::Weekday).then_some(item.span);
                found.time = found.time.or(time);
                at += 1;
                continue;
            };
            let span = cover(self.items, at, end);
            let time = (at..end).any(|i| self.is(i, Trait::Weekday) || self.is(i, Trait::Time));
            let told = item.is(Trait::Dative) || self.is(at, Trait::Toward);
            if time {
                found.time = found.time.or(Some(span));
            } else if told {
                found.addressee = found.addressee.or(Some(cover(
                    self.items,
                    at + usize::from(self.is(at, Trait::Toward)),
                    end,
                )));
            } else if item.is(Trait::Place) && is_venue(self.items, inner) {
                found.venue = found.venue.or(Some(span));
            }
            at = end;
        }
        found
    }
}

fn is_noun_part(item: &Item) -> bool {
    use Trait::{Adverb, Auxiliary, Prefix, Preposition, Reflexive, Subjunctive, Subordinator, That};
    let holds = item.traits.any(&[
        Adverb,
        Auxiliary,
        Preposition,
        Prefix,
        Reflexive,
        Subjunctive,
        Subordinator,
        That,
    ]) || item.is(Trait::Negation) && !item.is(Trait::Determiner)
        || item.is(Trait::Pronoun) && !item.is(Trait::Determiner);
    let finite = item.cue.is_some_and(|cue| cue.form != Form::Participle) && !item.is_name();
    matches!(item.kind, Kind::Word { .. } | Kind::Figure | Kind::Run(_)) && !holds && !finite
}

fn source_of(at: usize, range: Range<usize>, speaker: Range<usize>) -> Attribution {
    let found = Attribution::new(at, CueWord::NONE, AttributionMethod::AccordingTo);
    Attribution { begin: range.start, end: range.end, speaker: Some(speaker), ..found }
}
