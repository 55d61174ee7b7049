//! From attributions to quotations, and the runs that no cue claims: they belong to who spoke before, to whom the
//! sentence introduces, or to nobody.

mod rejection;

use std::ops::Range;

use super::speakers::{Mentions, speaker};
use crate::analysis::{
    AttributionMethod, Cue, EntityType, MentionKind, Quotation, QuotationKind, RejectedRun, Speaker,
    SpeakerKind,
};
use crate::lang::WordClass;
use crate::rules::Rule;
use crate::speech::content::Segments;
use crate::speech::cues::Attribution;
use crate::speech::nodes::{Kind, Node, SpeechTokens, SpeechUnit};
use crate::text::Span;

/// Attributions on either side of a run among which its speaker is looked for.
const NEAREST: usize = 8;

/// Contents around a content, one in the other ("he said that she said that …"): what is deeper is not returned,
/// so that an answer stays as large as the text, times this.
const DEEPEST: usize = 8;

/// A document read unit by unit.
#[derive(Debug)]
pub(super) struct Discourse<'a> {
    tokens: &'a SpeechTokens<'a>,
    mentions: &'a Mentions<'a>,
    quotations: Vec<Quotation>,
    rejected: Vec<RejectedRun>,
    claimed: Vec<bool>,
    /// Who spoke last in words of their own, and in which block.
    last: Option<Last>,
    /// Whom the unit before is about.
    topic: Option<Speaker>,
    /// One past the unit that says so.
    topic_end: usize,
    /// The last quotation that an attribution made, and one past the node that it ends with.
    reported: Option<(usize, usize)>,
    /// A quotation that lasts to the end of its paragraph and whose speaker may be told only later.
    open: Option<usize>,
}

#[derive(Clone, Copy, Debug)]
struct Last {
    quotation: usize,
    block: u32,
    /// One past its last node.
    end: usize,
}

impl<'a> Discourse<'a> {
    pub(super) fn new(tokens: &'a SpeechTokens<'a>, mentions: &'a Mentions<'a>) -> Self {
        let claimed = vec![false; tokens.runs.len()];
        Self {
            tokens,
            mentions,
            quotations: Vec::new(),
            rejected: Vec::new(),
            claimed,
            last: None,
            topic: None,
            topic_end: 0,
            reported: None,
            open: None,
        }
    }

    /// Whether speech lasts to the beginning of a unit.
    pub(super) fn reports_before(&self, unit: &SpeechUnit) -> bool {
        self.reported.is_some_and(|(_, end)| end == unit.nodes.start)
    }

    /// Takes in what one unit says.
    pub(super) fn unit(&mut self, unit: &SpeechUnit, attributions: &[Attribution], contents: &[Segments]) {
        // Where the contents end that are around the next one.
        let mut around: Vec<usize> = Vec::new();
        let mut spoke = None;
        for (attribution, segments) in attributions.iter().zip(contents) {
            crate::interrupt::checkpoint();
            let Some((first, last)) = segments.first().zip(segments.last()) else {
                spoke = self.spoke(attribution).or(spoke);
                continue;
            };
            around.retain(|&end| end > first.start);
            if around.len() == DEEPEST {
                continue;
            }
            around.push(last.end);
            if self.goes_on(unit, attribution, segments) {
                continue;
            }
            let before = self.quotations.len();
            self.attributed(unit, attribution, segments);
            if self.quotations.len() > before {
                self.reported = Some((before, unit.nodes.end));
            }
        }
        // Asked once: a unit may consist of thousands of runs.
        let alone = self.tokens.nodes[unit.nodes.clone()].iter().all(|node| !node.is_word());
        for at in unit.nodes.clone() {
            crate::interrupt::checkpoint();
            if let Some(run) = self.tokens.nodes[at].run().filter(|&run| !self.claimed[run]) {
                self.unattributed(unit, attributions, (at, run), alone);
            }
        }
        if let Some(topic) = spoke.or_else(|| self.topic_of(unit)) {
            (self.topic, self.topic_end) = (Some(topic), unit.nodes.end);
        }
    }

    /// Who speaks in a unit that does not say what ("X bedauerte die Entscheidung"), where the mood of what follows
    /// tells that it was said.
    fn spoke(&self, attribution: &Attribution) -> Option<Speaker> {
        let phrase = attribution.speaker.as_ref().filter(|_| self.tokens.pack.grammar().verb_bracket)?;
        let speaker = speaker(self.tokens, self.mentions, phrase, attribution.method);
        Some(self.with_antecedent(speaker))
    }

    /// What was found, and the runs that are no speech.
    pub(super) fn finish(self) -> (Vec<Quotation>, Vec<RejectedRun>) {
        (self.quotations, self.rejected)
    }

    /// Makes a unit that goes on with what was said without a cue one with the unit before that did so.
    fn goes_on(&mut self, unit: &SpeechUnit, attribution: &Attribution, segments: &Segments) -> bool {
        let Some((quotation, _)) = self.reported.filter(|_| self.reports_before(unit)) else { return false };
        let without_cue = self.quotations[quotation].cue.is_none();
        if attribution.method != AttributionMethod::Continuation || !without_cue {
            return false;
        }
        let (spans, kind) = self.segments(segments);
        let parts = self.quoted_parts(segments);
        let before = &mut self.quotations[quotation];
        if let (Some(last), Some(&more)) = (before.segments.last_mut(), spans.first()) {
            *last = last.cover(more);
        }
        if kind != before.kind {
            before.kind = QuotationKind::Mixed;
        }
        before.quoted_parts.extend(parts);
        self.claim(segments);
        self.reported = Some((quotation, unit.nodes.end));
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

    fn attributed(&mut self, unit: &SpeechUnit, attribution: &Attribution, segments: &Segments) {
        let tokens = self.tokens;
        let speaker = attribution.subject(tokens).map(|phrase| {
            let speaker = speaker(tokens, self.mentions, phrase, attribution.method);
            self.with_antecedent(speaker)
        });
        let speaker = speaker.or_else(|| self.unsaid(unit, attribution));
        let (spans, kind) = self.segments(segments);
        if spans.is_empty() {
            return;
        }
        let relayed_by =
            attribution.relayer.as_ref().and_then(|phrase| speaker_entity(tokens, self.mentions, phrase));
        let uncued =
            matches!(attribution.method, AttributionMethod::Continuation | AttributionMethod::Floating);
        let cue = (!uncued).then(|| self.cue(attribution));
        let adjuncts = attribution.adjuncts;
        let mut quotation = Quotation {
            kind,
            quoted_parts: self.quoted_parts(segments),
            segments: spans,
            cue,
            confidence: 0.0,
            speaker,
            addressee: adjuncts.addressee,
            venue: adjuncts.venue,
            time: adjuncts.time,
            parent: None,
            relayed_by: relayed_by.into_iter().collect(),
            rule: Some(attribution.rule),
            explanation: None,
        };
        let first_run = segments[0].clone().find_map(|at| tokens.nodes[at].run());
        self.claim(segments);
        if let Some(open) = self.open.take()
            && first_run.is_some_and(|run| tokens.runs[run].continued)
        {
            // The paragraphs before were the beginning of it.
            let mut before = std::mem::take(&mut self.quotations[open].segments);
            before.append(&mut quotation.segments);
            quotation.segments = before;
            let mut parts = std::mem::take(&mut self.quotations[open].quoted_parts);
            parts.append(&mut quotation.quoted_parts);
            quotation.quoted_parts = parts;
        }
        if kind != QuotationKind::Indirect || self.last.is_none() {
            let end = segments.last().map_or(attribution.end, |segment| segment.end).max(attribution.end);
            self.last = Some(Last { quotation: self.quotations.len(), block: unit.block, end });
        }
        self.quotations.push(quotation);
    }

    /// Who speaks where speech goes on without a cue: who did before.
    fn unsaid(&self, unit: &SpeechUnit, attribution: &Attribution) -> Option<Speaker> {
        let cued = matches!(
            attribution.method,
            AttributionMethod::Cue | AttributionMethod::InvertedCue | AttributionMethod::AccordingTo
        );
        let fresh = self.topic_end == unit.nodes.start;
        let before = self.reported.and_then(|(before, _)| self.quotations[before].speaker.as_ref());
        if cued && self.tokens.pack.grammar().null_subject {
            let goes_on = before.filter(|_| !fresh && self.reports_before(unit));
            return goes_on.or_else(|| self.known()).map(|speaker| implied(speaker, attribution.method));
        }
        if !matches!(attribution.method, AttributionMethod::Continuation | AttributionMethod::AccordingTo) {
            return None;
        }
        let topic = self.topic.as_ref();
        let known = if fresh && !self.reports_before(unit) { topic.or(before) } else { before.or(topic) };
        known.map(|speaker| implied(speaker, attribution.method))
    }

    /// Whom the text is about, or else who spoke last.
    fn known(&self) -> Option<&Speaker> {
        let last = || self.quotations[self.last?.quotation].speaker.as_ref();
        self.topic.as_ref().or_else(last)
    }

    /// A pronoun that the entities leave open means who spoke last, or in other languages than English, whose entities
    /// know fewer names, whom the sentence before is about.
    fn with_antecedent(&self, mut speaker: Speaker) -> Speaker {
        let last = self.last.and_then(|last| self.quotations[last.quotation].speaker.as_ref());
        let guesses =
            self.tokens.pack.grammar().verb_bracket || self.tokens.pack.grammar().medial_attribution;
        let person = |topic: &&Speaker| {
            topic.entity.is_some_and(|entity| self.mentions.entity(entity).kind == EntityType::Person)
        };
        let topic = self.topic.as_ref().filter(|_| guesses).filter(person);
        if speaker.kind == SpeakerKind::Pronoun
            && speaker.entity.is_none()
            && let Some(before) = topic.or(last)
            && !matches!(speaker.name.to_lowercase().as_str(), "they" | "we" | "i" | "it" | "you" | "es")
        {
            speaker.name.clone_from(&before.name);
            speaker.entity = before.entity;
            speaker.confidence = 0.5;
        }
        speaker
    }

    fn cue(&self, attribution: &Attribution) -> Cue {
        let nodes = &self.tokens.nodes;
        let lemma = match attribution.method {
            AttributionMethod::AccordingTo => "according to",
            _ => self.tokens.pack.lemma(attribution.word.lemma),
        };
        let span = nodes[attribution.at].span.cover(nodes[attribution.cue_end - 1].span);
        Cue { span, lemma: lemma.to_owned(), negated: attribution.negated }
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
        attributions: &[Attribution],
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
            let quotation = &mut self.quotations[last.quotation];
            quotation.segments.push(run.inner);
            quotation.quoted_parts.push(run.inner);
            self.last = Some(Last { block: unit.block, end: at + 1, ..last });
            return;
        }
        let (speaker, rule) = self.introduced(unit, attributions, at, alone);
        let sentence = alone || self.tokens.pack.is_empty() || self.is_sentence(run.inner);
        let kind = if sentence { QuotationKind::Direct } else { QuotationKind::Mixed };
        self.quotations.push(Quotation {
            kind,
            segments: vec![run.inner],
            quoted_parts: vec![run.inner],
            cue: None,
            speaker,
            addressee: None,
            venue: None,
            time: None,
            parent: None,
            relayed_by: Vec::new(),
            rule: Some(rule),
            explanation: None,
            confidence: 0.0,
        });
        let quotation = self.quotations.len() - 1;
        self.open = (!run.closed).then_some(quotation);
        self.last = Some(Last { quotation, block: unit.block, end: at + 1 });
    }

    /// Who speaks a run that stands in `unit` without a cue of its own.
    fn introduced(
        &self,
        unit: &SpeechUnit,
        attributions: &[Attribution],
        at: usize,
        alone: bool,
    ) -> (Option<Speaker>, Rule) {
        if alone {
            let known = self.known().map(|speaker| implied(speaker, AttributionMethod::Floating));
            return (known, Rule::FloatingQuotation);
        }
        if let Some(label) = self.tokens.letter_before(unit, at) {
            return (self.interviewed(label), Rule::InterviewTurn);
        }
        let colon = at > unit.nodes.start && self.tokens.nodes[at - 1].kind == Kind::Colon;
        if colon && at >= unit.nodes.start + 2 {
            let phrase = crate::speech::clause::phrase_before(&self.tokens.nodes, unit.nodes.start, at - 1);
            if let Some(phrase) = phrase.filter(|phrase| phrase.start <= unit.nodes.start + 1) {
                let speaker = speaker(self.tokens, self.mentions, &phrase, AttributionMethod::Colon);
                return (Some(speaker), Rule::ColonLabel);
            }
        }
        // They stand in the order of the text; one with a speaker is hardly ever further than a few away.
        let after = attributions.partition_point(|other| other.at < at);
        let around = attributions[..after]
            .iter()
            .rev()
            .take(NEAREST)
            .chain(attributions[after..].iter().take(NEAREST));
        let nearest =
            around.filter(|other| other.speaker.is_some()).min_by_key(|other| other.at.abs_diff(at));
        if let Some(phrase) = nearest.and_then(|other| other.speaker.as_ref()) {
            let speaker = speaker(self.tokens, self.mentions, phrase, AttributionMethod::Floating);
            return (Some(self.with_antecedent(speaker)), Rule::NearestSpeaker);
        }
        (self.topic_of(unit).or_else(|| self.topic.clone()), Rule::IntroducedQuotation)
    }

    /// Who speaks behind "Q:" and "A:": whom the interview is about, where it is an answer.
    fn interviewed(&self, label: &str) -> Option<Speaker> {
        let answers = matches!(label, "A" | "R");
        let topic = self.topic.as_ref().filter(|_| answers);
        topic.map(|speaker| implied(speaker, AttributionMethod::Alternation))
    }

    /// Whom a unit is about: the first person or body that it names outside of quotations.
    fn topic_of(&self, unit: &SpeechUnit) -> Option<Speaker> {
        let nodes = &self.tokens.nodes[unit.nodes.clone()];
        let mut body = None;
        for (i, node) in nodes.iter().enumerate().take(60) {
            if !(node.is_name() || node.is(WordClass::SubjectPronoun)) {
                continue;
            }
            let Some(&(span, entity, kind)) = self.mentions.inside(node.span).first() else { continue };
            let person = self.mentions.entity(entity).kind == EntityType::Person;
            let owned = nodes[i + 1..]
                .iter()
                .take(6)
                .find(|next| next.span.begin() >= span.end())
                .is_some_and(|next| next.is(WordClass::PossessiveClitic));
            let topic = self.topic_speaker(span, entity, kind);
            if person && !owned {
                return Some(topic);
            }
            body = body.or(Some(topic).filter(|_| !owned && i < 6 && kind == MentionKind::Name));
        }
        body
    }

    fn topic_speaker(&self, span: Span, entity: u32, kind: MentionKind) -> Speaker {
        let described = self.mentions.entity(entity);
        Speaker {
            span: Some(span),
            name: described.name.clone(),
            entity: Some(entity),
            kind: match kind {
                MentionKind::Name => SpeakerKind::Named,
                MentionKind::Nominal => SpeakerKind::Nominal,
                MentionKind::Pronoun => SpeakerKind::Pronoun,
            },
            description: described.descriptions.first().cloned().unwrap_or_default(),
            method: AttributionMethod::Floating,
            confidence: 0.6,
        }
    }
}

fn speaker_entity(tokens: &SpeechTokens<'_>, mentions: &Mentions<'_>, phrase: &Range<usize>) -> Option<u32> {
    speaker(tokens, mentions, phrase, AttributionMethod::Cue).entity
}

/// A speaker whom the context gives, and no words of the text.
fn implied(speaker: &Speaker, method: AttributionMethod) -> Speaker {
    Speaker { span: None, method, kind: SpeakerKind::Implicit, ..speaker.clone() }
}
