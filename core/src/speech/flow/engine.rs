//! What another engine labelled, as attributions, in place of what the rules would say.

use std::ops::Range;

use super::super::adjuncts::{self, Adjuncts};
use super::super::labelled::LabelledClause;
use super::{Attribution, AttributionMethod, Cue, CueClause, Flow, QuotationKind, Rule, Segments, Source};
use crate::lang::{CueFrames, WordClass};
use crate::speech::nodes::SpeechUnit;
use crate::text::{Span, squeezed};

impl Flow<'_, '_> {
    /// Takes in what another engine found in the next unit; the rules tell what stands beside its cues, and attribute what
    /// it left out of the words in marks.
    pub(in crate::speech) fn labelled_unit(
        &mut self,
        unit: &SpeechUnit,
        labelled: &[LabelledClause],
        clauses: &[CueClause],
        contents: &[Segments],
    ) {
        let first = self.attributions.len();
        for found in labelled {
            crate::interrupt::checkpoint();
            // Who speaks words in marks is told by rules where they find it.
            let ruled = |segments: &Segments| self.is_left_out(segments) && shares(segments, &found.segments);
            if !(self.is_left_out(&found.segments) && contents.iter().any(ruled)) {
                self.labelled(unit, found, clauses, contents);
            }
        }
        for (clause, segments) in clauses.iter().zip(contents) {
            crate::interrupt::checkpoint();
            if self.is_left_out(segments) {
                self.attributed(unit, clause, segments);
            }
        }
        self.unclaimed(unit, clauses);
        self.spoke.push(None);
        self.end_unit(unit, first);
    }

    /// Whether a content is in marks alone, none of which belongs to a quotation yet.
    fn is_left_out(&self, segments: &Segments) -> bool {
        let mut nodes = segments.iter().cloned().flatten().map(|at| &self.tokens.nodes[at]);
        nodes.clone().any(|node| node.run().is_some())
            && nodes.all(|node| match node.run() {
                Some(run) => !self.claimed[run],
                None => !node.is_word(),
            })
    }

    fn labelled(
        &mut self,
        unit: &SpeechUnit,
        found: &LabelledClause,
        clauses: &[CueClause],
        contents: &[Segments],
    ) {
        let (segments, kind) = self.segments(&found.segments);
        let alone = found.cue.is_none() && found.source.is_none();
        // Words in marks for which nobody is named beside them are attributed like those that were not labelled.
        let beside =
            |part: &Option<Range<usize>>| part.as_ref().is_some_and(|part| unit.nodes.contains(&part.start));
        let nobody = !beside(&found.cue) && !beside(&found.source);
        if segments.is_empty() || nobody && kind == QuotationKind::Direct {
            return;
        }
        let touches =
            |clause: &&CueClause, cue: &Range<usize>| clause.at < cue.end && cue.start < clause.cue_end;
        let touched = found.cue.as_ref().and_then(|cue| clauses.iter().find(|clause| touches(clause, cue)));
        let quoting = || {
            let mut ruled = clauses.iter().zip(contents);
            ruled.find(|(_, ruled)| self.share_marks(ruled, &found.segments)).map(|(clause, _)| clause)
        };
        let known = touched.or_else(quoting);
        let method = match known {
            Some(clause) => clause.method,
            None if alone => AttributionMethod::Continuation,
            None => AttributionMethod::Model,
        };
        let subject = known.and_then(|clause| clause.subject(self.tokens));
        let source =
            match subject.or(found.source.as_ref()) {
                Some(phrase) => Source::Phrase(phrase.clone()),
                None => Source::Implied(self.unsaid(
                    unit,
                    if alone { AttributionMethod::Continuation } else { AttributionMethod::Cue },
                )),
            };
        let adjuncts = match (known, &found.cue) {
            (Some(clause), _) => clause.adjuncts,
            (None, Some(cue)) => {
                let nodes = &self.tokens.nodes[..unit.nodes.end.max(cue.end)];
                adjuncts::read(nodes, cue.end, CueFrames::default(), false).0
            }
            (None, None) => Adjuncts::default(),
        };
        let said =
            |span: &Span| segments.iter().any(|said| said.begin() < span.end() && span.begin() < said.end());
        let beside = |span: Option<Span>| span.filter(|span| !said(span));
        let ends = [&found.cue, &found.source].map(|part| part.as_ref().map_or(0, |part| part.end));
        let attribution = Attribution {
            kind,
            quoted_parts: self.quoted_parts(&found.segments),
            cue: found.cue.as_ref().map(|cue| self.labelled_cue(cue, known)),
            source,
            relayer: known.and_then(|clause| clause.relayer.clone()),
            addressee: beside(adjuncts.addressee),
            venue: beside(adjuncts.venue),
            time: beside(adjuncts.time),
            method,
            rule: Rule::Encoder,
            confidence: Some(found.confidence),
            antecedent: found.antecedent,
            segments,
        };
        self.reported = Some((self.attributions.len(), unit.nodes.end));
        self.enter(unit, &found.segments, ends[0].max(ends[1]), attribution);
    }

    /// Whether two contents have words in marks in common.
    fn share_marks(&self, one: &Segments, other: &Segments) -> bool {
        let within = |at: usize| other.iter().any(|segment| segment.contains(&at));
        one.iter().cloned().flatten().any(|at| self.tokens.nodes[at].run().is_some() && within(at))
    }

    fn labelled_cue(&self, cue: &Range<usize>, known: Option<&CueClause>) -> Cue {
        let (pack, nodes) = (self.tokens.pack, &self.tokens.nodes);
        let span = nodes[cue.start].span.cover(nodes[cue.end - 1].span);
        let word = nodes[cue.clone()].iter().find_map(|node| node.cue.or(node.beside));
        let word = known.map(|clause| clause.word).or(word).map_or("", |word| pack.lemma(word.lemma));
        let lemma = match known {
            Some(clause) if clause.method == AttributionMethod::AccordingTo => "according to".to_owned(),
            _ if word.is_empty() => squeezed(span.of(self.tokens.text)).to_lowercase(),
            _ => word.to_owned(),
        };
        let around = &nodes[cue.start.saturating_sub(2)..cue.end];
        let negated = || around.iter().any(|node| node.is(WordClass::Negation));
        Cue { span, lemma, negated: known.map_or_else(negated, |clause| clause.negated) }
    }
}

/// Whether two contents have a node in common.
fn shares(one: &Segments, other: &Segments) -> bool {
    one.iter().any(|one| other.iter().any(|other| one.start < other.end && other.start < one.end))
}
