//! From cues to attributions, and the runs that no cue claims: they belong to who spoke before, to whom the sentence
//! introduces, or to nobody.

mod engine;
mod labels;
mod rejection;

use std::ops::Range;

use super::attribution::{Attribution, Link, Source, Spoke};
use super::clause::phrase_before;
use super::content::Segments;
use super::cues::CueClause;
use super::nodes::{Kind, Node, SpeechTokens, SpeechUnit};
use crate::analysis::{AttributionMethod, Cue, QuotationKind, RejectedRun};
use crate::lang::WordClass;
use crate::rules::Rule;
use crate::text::Span;

/// Attributions on either side of a run among which its speaker is looked for.
const NEAREST: usize = 8;

/// A line before a colon that tells what is spoken of has no more nodes, and a name below words in marks.
const LONGEST_TOPIC: usize = 8;
const LONGEST_SIGNATURE: usize = 6;

/// Contents around a content, one in the other ("he said that she said that …"): what is deeper is not returned,
/// so that an answer stays as large as the text, times this.
const DEEPEST: usize = 8;

/// A document read unit by unit.
#[derive(Debug)]
pub(super) struct Flow<'a, 't> {
    tokens: &'a SpeechTokens<'t>,
    attributions: Vec<Attribution>,
    spoke: Spoke,
    rejected: Vec<RejectedRun>,
    claimed: Vec<bool>,
    /// What was said last in words of the speaker's own.
    last: Option<Last>,
    /// The last attribution with a cue, and one past the node that it ends with.
    reported: Option<(usize, usize)>,
    /// The attribution with a cue that the unit before is made of, or those before what goes on from it.
    told: Option<usize>,
    /// The nodes of the unit before.
    before: Option<Range<usize>>,
    /// Speech that lasts to the end of its paragraph and whose speaker may be told only later.
    open: Option<usize>,
}

#[derive(Clone, Copy, Debug)]
struct Last {
    attribution: usize,
    block: u32,
    /// One past its last node.
    end: usize,
}

impl<'a, 't> Flow<'a, 't> {
    pub(super) fn new(tokens: &'a SpeechTokens<'t>) -> Self {
        Self {
            tokens,
            attributions: Vec::new(),
            spoke: Vec::with_capacity(tokens.units.len()),
            rejected: tokens.named.clone(),
            claimed: vec![false; tokens.runs.len()],
            last: None,
            reported: None,
            told: None,
            before: None,
            open: None,
        }
    }

    /// Whether speech lasts to the beginning of a unit.
    pub(super) fn reports_before(&self, unit: &SpeechUnit) -> bool {
        self.reported.is_some_and(|(_, end)| end == unit.nodes.start)
    }

    /// Takes in what the next unit says.
    pub(super) fn unit(&mut self, unit: &SpeechUnit, clauses: &[CueClause], contents: &[Segments]) {
        // Where the contents end that are around the next one.
        let mut around: Vec<usize> = Vec::new();
        let mut spoke = None;
        let first = self.attributions.len();
        for (clause, segments) in clauses.iter().zip(contents) {
            crate::interrupt::checkpoint();
            let Some((first, last)) = segments.first().zip(segments.last()) else {
                // "X bedauerte die Entscheidung": the mood of what follows tells that X said it.
                let told = clause.speaker.clone().filter(|_| self.tokens.pack.grammar().verb_bracket);
                spoke = told.map(|phrase| (phrase, clause.method)).or(spoke);
                continue;
            };
            around.retain(|&end| end > first.start);
            if around.len() == DEEPEST {
                continue;
            }
            around.push(last.end);
            if self.goes_on(unit, clause, segments) {
                continue;
            }
            let before = self.attributions.len();
            self.attributed(unit, clause, segments);
            if self.attributions.len() > before {
                self.reported = Some((before, unit.nodes.end));
            }
        }
        self.unclaimed(unit, clauses);
        self.spoke.push(spoke);
        self.end_unit(unit, first);
    }

    /// Attributes the runs of a unit that no attribution claims.
    fn unclaimed(&mut self, unit: &SpeechUnit, clauses: &[CueClause]) {
        // Asked once: a unit may consist of thousands of runs.
        let alone = self.tokens.nodes[unit.nodes.clone()].iter().all(|node| !node.is_word());
        for at in unit.nodes.clone() {
            crate::interrupt::checkpoint();
            if let Some(run) = self.tokens.nodes[at].run().filter(|&run| !self.claimed[run]) {
                self.unattributed(unit, clauses, (at, run), alone);
            }
        }
    }

    /// Takes down what the unit leaves to the next one; its attributions begin with an index.
    fn end_unit(&mut self, unit: &SpeechUnit, first: usize) {
        self.before = Some(unit.nodes.clone());
        if self.tokens.nodes[unit.nodes.clone()].iter().any(Node::is_word) {
            self.told = self.main_attribution(first);
        }
    }

    /// Of the attributions from an index on the first with a cue, and if one quotes, that one.
    fn main_attribution(&self, first: usize) -> Option<usize> {
        let mut cued = (first..self.attributions.len()).filter(|&at| self.attributions[at].cue.is_some());
        let quotes = |&at: &usize| self.attributions[at].kind != QuotationKind::Indirect;
        cued.clone().find(quotes).or_else(|| cued.next())
    }

    /// The attributions, the acts of speech without content by unit, and the runs that are no speech.
    pub(super) fn finish(self) -> (Vec<Attribution>, Spoke, Vec<RejectedRun>) {
        (self.attributions, self.spoke, self.rejected)
    }

    /// Makes a unit that goes on with what was said without a cue one with the unit before that did so.
    fn goes_on(&mut self, unit: &SpeechUnit, clause: &CueClause, segments: &Segments) -> bool {
        let Some((index, _)) = self.reported.filter(|_| self.reports_before(unit)) else { return false };
        let without_cue = self.attributions[index].cue.is_none();
        if clause.method != AttributionMethod::Continuation || !without_cue {
            return false;
        }
        let (spans, kind) = self.segments(segments);
        let parts = self.quoted_parts(segments);
        let before = &mut self.attributions[index];
        if let (Some(last), Some(&more)) = (before.segments.last_mut(), spans.first()) {
            *last = last.cover(more);
        }
        if kind != before.kind {
            before.kind = QuotationKind::Mixed;
        }
        before.quoted_parts.extend(parts);
        self.claim(segments);
        self.reported = Some((index, unit.nodes.end));
        true
    }

    /// Marks the runs of segments as belonging to a quotation.
    fn claim(&mut self, segments: &Segments) {
        for at in segments.iter().cloned().flatten() {
            if let Some(run) = self.tokens.nodes[at].run() {
                self.claimed[run] = true;
            }
        }
    }

    fn attributed(&mut self, unit: &SpeechUnit, clause: &CueClause, segments: &Segments) {
        let tokens = self.tokens;
        let source = match clause.subject(tokens) {
            Some(phrase) => Source::Phrase(phrase.clone()),
            None => Source::Implied(self.unsaid(unit, clause.method)),
        };
        let (spans, kind) = self.segments(segments);
        if spans.is_empty() {
            return;
        }
        let uncued = matches!(clause.method, AttributionMethod::Continuation | AttributionMethod::Floating);
        let cue = (!uncued).then(|| self.cue(clause));
        let attribution = Attribution {
            kind,
            segments: spans,
            quoted_parts: self.quoted_parts(segments),
            cue,
            source,
            relayer: clause.relayer.clone(),
            addressee: clause.adjuncts.addressee,
            venue: clause.adjuncts.venue,
            time: clause.adjuncts.time,
            method: clause.method,
            rule: clause.rule,
            confidence: None,
            antecedent: None,
        };
        self.enter(unit, segments, clause.end, attribution);
    }

    /// Takes an attribution in, whose words end no earlier than the node `end`.
    fn enter(&mut self, unit: &SpeechUnit, segments: &Segments, end: usize, mut attribution: Attribution) {
        let first_run = segments[0].clone().find_map(|at| self.tokens.nodes[at].run());
        self.claim(segments);
        if let Some(open) = self.open.take()
            && first_run.is_some_and(|run| self.tokens.runs[run].continued)
        {
            // The paragraphs before were the beginning of it.
            let before = &mut self.attributions[open];
            attribution.segments.splice(0..0, std::mem::take(&mut before.segments));
            attribution.quoted_parts.splice(0..0, std::mem::take(&mut before.quoted_parts));
        }
        if attribution.kind != QuotationKind::Indirect || self.last.is_none() {
            let end = segments.last().map_or(end, |segment| segment.end).max(end);
            self.last = Some(Last { attribution: self.attributions.len(), block: unit.block, end });
        }
        self.attributions.push(attribution);
    }

    /// Who may speak where the clause does not say.
    fn unsaid(&self, unit: &SpeechUnit, method: AttributionMethod) -> Vec<Link> {
        use AttributionMethod::{AccordingTo, Continuation, Cue, InvertedCue};
        let fresh = self.unit_before().map(Link::JustIntroduced);
        let topic = self.unit_before().map(Link::Introduced);
        let before = self.reported.map(|(index, _)| Link::Continues(index));
        let last = self.last.map(|last| Link::Continues(last.attribution));
        let goes_on = self.reports_before(unit);
        let dropped =
            matches!(method, Cue | InvertedCue | AccordingTo) && self.tokens.pack.grammar().null_subject;
        let links: &[Option<Link>] = match (dropped, goes_on, method) {
            (true, true, _) => &[fresh, before, topic, last],
            (true, false, _) => &[topic, last],
            (false, true, Continuation | AccordingTo) => &[before, topic],
            (false, false, Continuation | AccordingTo) => &[fresh, before, topic],
            _ => &[],
        };
        links.iter().copied().flatten().collect()
    }

    /// Who spoke in the unit before, or else whom the text is about, or else who spoke last.
    fn known(&self) -> Source {
        let told = self.told.map(Link::Continues);
        let topic = self.unit_before().map(Link::Introduced);
        let last = self.last.map(|last| Link::Continues(last.attribution));
        Source::Implied([told, topic, last].into_iter().flatten().collect())
    }

    /// The index of the unit before the one that is read.
    fn unit_before(&self) -> Option<usize> {
        self.spoke.len().checked_sub(1)
    }

    fn cue(&self, clause: &CueClause) -> Cue {
        let nodes = &self.tokens.nodes;
        let lemma = match clause.method {
            AttributionMethod::AccordingTo => "according to",
            _ => self.tokens.pack.lemma(clause.word.lemma),
        };
        let span = nodes[clause.at].span.cover(nodes[clause.cue_end - 1].span);
        Cue { span, lemma: lemma.to_owned(), negated: clause.negated }
    }

    /// The spans of segments, without their outer marks, and how much of them is quoted.
    fn segments(&self, segments: &Segments) -> (Vec<Span>, QuotationKind) {
        let mut spans = Vec::new();
        let (mut quoted, mut paraphrased) = (false, false);
        for segment in segments {
            let segment = self.trimmed(segment);
            let nodes = &self.tokens.nodes[segment];
            let words = nodes.iter().any(|node| node.is_word() || node.kind == Kind::Figure);
            let runs = nodes.iter().filter_map(Node::run);
            quoted |= runs.clone().next().is_some();
            paraphrased |= words;
            if words {
                spans
                    .extend(nodes.first().zip(nodes.last()).map(|(first, last)| first.span.cover(last.span)));
            } else {
                spans.extend(runs.map(|run| self.tokens.runs[run].inner));
            }
        }
        let kind = match (quoted, paraphrased) {
            (true, false) => QuotationKind::Direct,
            (true, true) => QuotationKind::Mixed,
            _ => QuotationKind::Indirect,
        };
        (spans, kind)
    }

    fn trimmed(&self, segment: &Range<usize>) -> Range<usize> {
        let loose = |at: usize| {
            matches!(
                self.tokens.nodes[at].kind,
                Kind::Comma | Kind::Stop | Kind::Dash | Kind::Colon | Kind::Semicolon | Kind::Other
            )
        };
        let (mut begin, mut end) = (segment.start, segment.end);
        while begin < end && loose(begin) {
            begin += 1;
        }
        while end > begin && loose(end - 1) {
            end -= 1;
        }
        begin..end
    }

    fn quoted_parts(&self, segments: &Segments) -> Vec<Span> {
        let runs = segments.iter().cloned().flatten().filter_map(|at| self.tokens.nodes[at].run());
        runs.map(|run| self.tokens.runs[run].inner).collect()
    }

    /// A run that no attribution of its unit claims: its node and its index; `alone` where the unit has no word
    /// outside of runs.
    fn unattributed(
        &mut self,
        unit: &SpeechUnit,
        clauses: &[CueClause],
        (at, index): (usize, usize),
        alone: bool,
    ) {
        let run = self.tokens.runs[index];
        if let Some(rule) = self.rejection(unit, at, run.inner, alone) {
            self.rejected.push(RejectedRun { span: run.inner, rule });
            return;
        }
        self.claimed[index] = true;
        let follows = self
            .last
            .filter(|last| alone && (last.block == unit.block && last.end + 2 >= at || run.continued));
        if let Some(last) = follows {
            // The same speaker goes on: one quotation.
            let before = &mut self.attributions[last.attribution];
            before.segments.push(run.inner);
            before.quoted_parts.push(run.inner);
            self.last = Some(Last { block: unit.block, end: at + 1, ..last });
            return;
        }
        let (source, method, rule) = self.introduced(unit, clauses, at, alone);
        let sentence = alone || self.tokens.pack.is_empty() || self.is_sentence(run.inner);
        let kind = if sentence { QuotationKind::Direct } else { QuotationKind::Mixed };
        let attribution = self.attributions.len();
        self.attributions.push(Attribution {
            kind,
            segments: vec![run.inner],
            quoted_parts: vec![run.inner],
            cue: None,
            source,
            relayer: None,
            addressee: None,
            venue: None,
            time: None,
            method,
            rule,
            confidence: None,
            antecedent: None,
        });
        self.open = (!run.closed).then_some(attribution);
        self.last = Some(Last { attribution, block: unit.block, end: at + 1 });
    }

    /// Who speaks a run that stands in `unit` without a cue of its own.
    fn introduced(
        &self,
        unit: &SpeechUnit,
        clauses: &[CueClause],
        at: usize,
        alone: bool,
    ) -> (Source, AttributionMethod, Rule) {
        if let Some(phrase) = self.signature(unit, at) {
            return (Source::Phrase(phrase), AttributionMethod::Floating, Rule::Signature);
        }
        if alone {
            // A label may stand alone above what is said.
            let above = unit.nodes.start.checked_sub(1).filter(|&above| self.is_turn(at) && above > 0);
            let label = above.filter(|&above| self.tokens.nodes[above].kind == Kind::Colon);
            let start = self.before.as_ref().map(|before| before.start);
            if let Some((start, colon)) = start.zip(label) {
                return (
                    Source::Phrase(self.label(start, colon)),
                    AttributionMethod::Colon,
                    Rule::ColonLabel,
                );
            }
            return (self.known(), AttributionMethod::Floating, Rule::FloatingQuotation);
        }
        if let Some(label) = self.tokens.letter_before(unit, at) {
            // Whom the interview is about gives the answers; who asks is nobody in the text.
            let topic = self.unit_before().filter(|_| matches!(label, "A" | "R"));
            let source = Source::Implied(topic.map(Link::Introduced).into_iter().collect());
            return (source, AttributionMethod::Alternation, Rule::InterviewTurn);
        }
        let colon = at > unit.nodes.start && self.tokens.nodes[at - 1].kind == Kind::Colon;
        if colon && self.is_turn(at) {
            let phrase = self.label(unit.nodes.start, at - 1);
            return (Source::Phrase(phrase), AttributionMethod::Colon, Rule::ColonLabel);
        }
        let topic = self.tokens.nodes[unit.nodes.start].classes;
        if colon && at - unit.nodes.start <= LONGEST_TOPIC && topic.has(WordClass::Preposition) {
            return (self.known(), AttributionMethod::Floating, Rule::TopicLine);
        }
        if colon && at >= unit.nodes.start + 2 {
            let phrase = phrase_before(&self.tokens.nodes, unit.nodes.start, at - 1);
            if let Some(phrase) = phrase.filter(|phrase| phrase.start <= unit.nodes.start + 1) {
                return (Source::Phrase(phrase), AttributionMethod::Colon, Rule::ColonLabel);
            }
        }
        // They stand in the order of the text; one with a speaker is hardly ever further than a few away.
        let after = clauses.partition_point(|other| other.at < at);
        let around = clauses[..after].iter().rev().take(NEAREST).chain(clauses[after..].iter().take(NEAREST));
        let nearest =
            around.filter(|other| other.speaker.is_some()).min_by_key(|other| other.at.abs_diff(at));
        if let Some(phrase) = nearest.and_then(|other| other.speaker.clone()) {
            return (Source::Phrase(phrase), AttributionMethod::Floating, Rule::NearestSpeaker);
        }
        (Source::Introduced(self.spoke.len()), AttributionMethod::Floating, Rule::IntroducedQuotation)
    }
}
