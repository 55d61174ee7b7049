//! Attributions and contents where verbs bracket their clauses, as in German.
//!
//! The finite verb stands second, what belongs to it at the end ("teilte … mit", "hat … gesagt"), and a comma parts
//! each clause from the next, so clauses are read one by one. Speech that goes on without a cue stands in the
//! subjunctive, which tells it from what the article says itself.

mod content;
mod sources;
mod verbs;

use std::ops::Range;

use super::adjuncts::{Adjuncts, cover};
use super::clause::is_venue;
use super::content::Segments;
use super::cues::CueClause;
use super::nodes::{Kind, Node, SpeechTokens, SpeechUnit};
use crate::lang::{Form, WordClass};

/// No phrase is longer; keeps every search bounded.
const LONGEST: usize = 40;

/// Clauses between a cue and its content: appositions and relative clauses.
const SKIPPED: usize = 3;

/// The attributions of a unit with the content of each; `reported` tells that the unit before ends as speech.
pub(crate) fn read(
    tokens: &SpeechTokens<'_>,
    unit: &SpeechUnit,
    reported: bool,
) -> (Vec<CueClause>, Vec<Segments>) {
    let nodes = &tokens.nodes[..unit.nodes.end];
    let mut reader = Reader { tokens, nodes, clauses: Vec::new(), low: unit.nodes.start };
    reader.cut();
    let mut found = (Vec::new(), Vec::new());
    let (mut clause, mut free, mut nobody) = (0, unit.nodes.start, false);
    while clause < reader.clauses.len() {
        crate::interrupt::checkpoint();
        let Some((attribution, last)) = reader.attribution(clause, free) else {
            clause += 1;
            continue;
        };
        if attribution.is_by_nobody(tokens) {
            // What nobody said is no speech, whatever its mood.
            (nobody, clause) = (true, last + 1);
            continue;
        }
        let (mut segments, next) = reader.content(&attribution, last, free);
        if segments.is_empty() && !reported && reader.points_back(&attribution) {
            segments.extend(reader.unit_before(unit));
        }
        free = segments.iter().map(|segment| segment.end).fold(attribution.end, usize::max).max(free);
        clause = next.max(last + 1);
        found.0.push(attribution);
        found.1.push(segments);
    }
    if found.0.is_empty() {
        found.0.extend(reader.introduction());
        found.1.extend(found.0.iter().map(|_| Segments::new()));
    }
    if !nobody
        && tokens.pack.grammar().reported_subjunctive
        && found.1.iter().all(Vec::is_empty)
        && let Some((attribution, segment)) = reader.subjunctive(reported)
    {
        found.0.push(attribution);
        found.1.push(vec![segment]);
    }
    found
}

struct Reader<'a> {
    tokens: &'a SpeechTokens<'a>,
    nodes: &'a [Node],
    clauses: Vec<Range<usize>>,
    low: usize,
}

impl Reader<'_> {
    /// Cuts the unit into clauses, at marks and around quoted sentences.
    fn cut(&mut self) {
        let mut begin = self.low;
        for at in self.low..self.nodes.len() {
            let parts = match self.nodes[at].kind {
                Kind::Dash => !self.is_hyphen(at),
                Kind::Comma | Kind::Colon | Kind::Semicolon | Kind::Stop => true,
                Kind::Run(_) => !self.is_name_run(at),
                _ => false,
            };
            if parts {
                self.clauses.extend((begin < at).then_some(begin..at));
                begin = at + 1;
            }
        }
        self.clauses.extend((begin < self.nodes.len()).then_some(begin..self.nodes.len()));
    }

    /// Whether a dash joins what it stands between: „Bild“-Zeitung.
    fn is_hyphen(&self, at: usize) -> bool {
        let touches = |left: usize, right: usize| {
            let node = |i: usize| self.nodes.get(i).map(|node| node.span);
            node(left).zip(node(right)).is_some_and(|(left, right)| left.end() == right.begin())
        };
        at > self.low && touches(at - 1, at) && touches(at, at + 1)
    }

    /// Whether a run is part of a phrase, such as the name of a newspaper.
    fn is_name_run(&self, at: usize) -> bool {
        let Some(run) = self.nodes[at].run() else { return false };
        let text = self.tokens.runs[run].inner.of(self.tokens.text);
        let words = || text.split_whitespace().take(7);
        !matches!(self.tokens.run_end(run), '.' | ',' | '?' | '!' | '…')
            && text.starts_with(char::is_uppercase)
            && (words().count() < 3
                || (words().count() < 7 && words().all(|word| word.starts_with(char::is_uppercase))))
    }

    fn is(&self, at: usize, wanted: WordClass) -> bool {
        self.nodes.get(at).is_some_and(|node| node.is(wanted))
    }

    /// Where the noun phrase that begins at `begin` ends.
    fn phrase(&self, begin: usize, high: usize) -> Option<usize> {
        let high = high.min(begin + LONGEST);
        let first = self.nodes.get(begin)?;
        if first.is(WordClass::SubjectPronoun) && !first.is(WordClass::Determiner) {
            return (begin < high).then_some(begin + 1);
        }
        // One past the last noun, and whether a noun has to come yet.
        let (mut last, mut open, mut at) = (None, true, begin);
        while at < high {
            let node = &self.nodes[at];
            let next_fits = self.nodes.get(at + 1).is_some_and(|next| at + 1 < high && is_noun_part(next));
            match node.kind {
                Kind::Open if !open => {
                    let close = self.nodes[at..high].iter().take(12).position(|i| i.kind == Kind::Close);
                    let Some(close) = close else { break };
                    at += close;
                    last = Some(at + 1);
                }
                Kind::Run(_) if self.is_name_run(at) => (open, last) = (false, Some(at + 1)),
                Kind::Dash if !open && self.is_hyphen(at) => open = true,
                Kind::Figure if !open && at > begin && self.nodes[at - 1].is_name() => last = Some(at + 1),
                _ if node.is(WordClass::Determiner) && open && next_fits => {}
                // "der für den Bau zuständige Minister": what describes a noun stands before it.
                _ if node.is(WordClass::Preposition)
                    && at == begin + 1
                    && first.is(WordClass::Determiner) =>
                {
                    let Some(end) = self.phrase(at + 1, high).filter(|&end| self.is_participle(end)) else {
                        break;
                    };
                    at = end;
                }
                _ if node.classes.any(&[WordClass::GenitiveDeterminer, WordClass::NounPreposition])
                    && !open
                    && next_fits
                    && !self.nodes[at - 1].classes.any(&[WordClass::TimeAdverb, WordClass::Weekday]) =>
                {
                    open = true;
                }
                _ if node.is(WordClass::Coordinator) && !open && next_fits => open = true,
                Kind::Word { name: true } if is_noun_part(node) => (open, last) = (false, Some(at + 1)),
                Kind::Word { .. } | Kind::Figure if open && is_noun_part(node) && next_fits => {}
                _ => break,
            }
            at += 1;
        }
        last
    }

    /// What attributes speech in a clause: a source, "wie X mitteilte", a verb, or a noun; and the last of its clauses.
    fn attribution(&self, clause: usize, free: usize) -> Option<(CueClause, usize)> {
        let range = self.clauses[clause].clone();
        if let Some(source) = range.clone().find_map(|at| self.source(&range, at)) {
            return Some((source, clause));
        }
        if let Some(start) = self.leading_as(&range) {
            return self.parenthesis(clause, start);
        }
        let verb = self.verb(&range).and_then(|verb| {
            let relative = self.relative(clause, verb);
            relative.or_else(|| self.clause_of_verb(clause, free, verb))
        });
        verb.or_else(|| self.noun(clause)).map(|found| (found, clause))
    }

    /// Whether a word describes the noun after it.
    fn is_participle(&self, at: usize) -> bool {
        let noun = self.nodes.get(at + 1).is_some_and(|next| next.is_name() && is_noun_part(next));
        noun && self.nodes[at].is_word() && !self.nodes[at].is_name() && is_noun_part(&self.nodes[at])
    }

    /// To whom, where and when, as far as a clause tells it in a range.
    fn adjuncts(&self, range: Range<usize>) -> Adjuncts {
        let mut found = Adjuncts::default();
        let mut at = range.start;
        while at < range.end {
            let node = &self.nodes[at];
            let inner = at + usize::from(node.is(WordClass::Preposition));
            let Some(end) = self.phrase(inner, range.end) else {
                let time = node.is(WordClass::Weekday).then_some(node.span);
                found.time = found.time.or(time);
                at += 1;
                continue;
            };
            let span = cover(self.nodes, at, end);
            let time = (at..end).any(|i| self.is(i, WordClass::Weekday) || self.is(i, WordClass::TimeAdverb));
            let told = node.is(WordClass::DativeDeterminer) || self.is(at, WordClass::AddresseePreposition);
            if time {
                found.time = found.time.or(Some(span));
            } else if told {
                found.addressee = found.addressee.or(Some(cover(
                    self.nodes,
                    at + usize::from(self.is(at, WordClass::AddresseePreposition)),
                    end,
                )));
            } else if node.is(WordClass::PlacePreposition) && is_venue(self.nodes, inner) {
                found.venue = found.venue.or(Some(span));
            }
            at = end;
        }
        found
    }
}

fn is_noun_part(node: &Node) -> bool {
    use WordClass::{
        Adverb, Auxiliary, Complementizer, Preposition, Reflexive, SeparablePrefix, Subjunctive, Subordinator,
    };
    let holds = node.classes.any(&[
        Adverb,
        Auxiliary,
        Preposition,
        SeparablePrefix,
        Reflexive,
        Subjunctive,
        Subordinator,
        Complementizer,
    ]) || node.is(WordClass::Negation) && !node.is(WordClass::Determiner)
        || node.is(WordClass::Pronoun) && !node.is(WordClass::Determiner);
    let finite = node.cue.is_some_and(|cue| cue.form != Form::Participle) && !node.is_name();
    matches!(node.kind, Kind::Word { .. } | Kind::Figure | Kind::Run(_)) && !holds && !finite
}
