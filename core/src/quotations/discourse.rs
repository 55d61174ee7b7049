//! From attributions to quotations, and the runs that no cue claims: they belong to who spoke before, to whom the
//! sentence introduces, or to nobody.

use std::ops::Range;

use super::content::Segments;
use super::cues::Attribution;
use super::speakers::{Mentions, speaker};
use super::stream::{Item, Kind, Stream, Unit};
use super::words::Trait;
use crate::analysis::{
    AttributionMethod, Cue, EntityType, MentionKind, Quotation, QuotationKind, Speaker, SpeakerKind,
};
use crate::text::Span;

/// Attributions on either side of a run among which its speaker is looked for.
const NEAREST: usize = 8;

/// Contents around a content, one in the other ("he said that she said that …"): what is deeper is not returned,
/// so that an answer stays as large as the text, times this.
const DEEPEST: usize = 8;

/// A document read unit by unit.
#[derive(Debug)]
pub(super) struct Discourse<'a> {
    stream: &'a Stream<'a>,
    mentions: &'a Mentions<'a>,
    quotations: Vec<Quotation>,
    claimed: Vec<bool>,
    /// Who spoke last in words of their own, and in which block.
    last: Option<Last>,
    /// Whom the unit before is about.
    topic: Option<Speaker>,
    /// One past the unit that says so.
    topic_end: usize,
    /// The last quotation that an attribution made, and one past the item that it ends with.
    reported: Option<(usize, usize)>,
    /// A quotation that lasts to the end of its paragraph and whose speaker may be told only later.
    open: Option<usize>,
}

#[derive(Clone, Copy, Debug)]
struct Last {
    quotation: usize,
    block: u32,
    /// One past its last item.
    end: usize,
}

impl<'a> Discourse<'a> {
    pub(super) fn new(stream: &'a Stream<'a>, mentions: &'a Mentions<'a>) -> Self {
        let claimed = vec![false; stream.runs.len()];
        Self {
            stream,
            mentions,
            quotations: Vec::new(),
            claimed,
            last: None,
            topic: None,
            topic_end: 0,
            reported: None,
            open: None,
        }
    }

    /// Whether speech lasts to the beginning of a unit.
    pub(super) fn reports_before(&self, unit: &Unit) -> bool {
        self.reported.is_some_and(|(_, end)| end == unit.items.start)
    }

    /// Takes in what one unit says.
    pub(super) fn unit(&mut self, unit: &Unit, attributions: &[Attribution], contents: &[Segments]) {
        // Where the contents end that are around the next one.
        let mut around: Vec<usize> = Vec::new();
        let mut spoke = None;
        for (attribution, segments) in attributions.iter().zip(contents) {
            crate::interrupt::look();
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
                self.reported = Some((before, unit.items.end));
            }
        }
        // Asked once: a unit may consist of thousands of runs.
        let alone = self.stream.items[unit.items.clone()].iter().all(|item| !item.is_word());
        for at in unit.items.clone() {
            crate::interrupt::look();
            if let Some(run) = self.stream.items[at].run().filter(|&run| !self.claimed[run]) {
                self.leftover(unit, attributions, (at, run), alone);
            }
        }
        if let Some(topic) = spoke.or_else(|| self.topic_of(unit)) {
            (self.topic, self.topic_end) = (Some(topic), unit.items.end);
        }
    }

    /// Who speaks in a unit that does not say what ("X bedauerte die Entscheidung"), where the mood of what follows
    /// tells that it was said.
    fn spoke(&self, attribution: &Attribution) -> Option<Speaker> {
        let phrase = attribution.speaker.as_ref().filter(|_| self.stream.pack.brackets)?;
        let speaker = speaker(self.stream, self.mentions, phrase, attribution.method);
        Some(self.with_antecedent(speaker))
    }

    /// What was found.
    pub(super) fn quotations(self) -> Vec<Quotation> {
        self.quotations
    }

    /// Makes a unit that goes on with what was said without a cue one with the unit before that did so.
    fn goes_on(&mut self, unit: &Unit, attribution: &Attribution, segments: &Segments) -> bool {
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
        self.reported = Some((quotation, unit.items.end));
        true
    }

    /// Marks the runs of segments as belonging to a quotation.
    fn claim(&mut self, segments: &Segments) {
        for at in segments.iter().cloned().flatten() {
            if let Some(run) = self.stream.items[at].run() {
                self.claimed[run] = true;
            }
        }
    }

    fn attributed(&mut self, unit: &Unit, attribution: &Attribution, segments: &Segments) {
        let stream = self.stream;
        let speaker = attribution.subject(stream).map(|phrase| {
            let speaker = speaker(stream, self.mentions, phrase, attribution.method);
            self.with_antecedent(speaker)
        });
        let speaker = speaker.or_else(|| self.unsaid(unit, attribution));
        let (spans, kind) = self.segments(segments);
        if spans.is_empty() {
            return;
        }
        let relayed_by =
            attribution.relayer.as_ref().and_then(|phrase| speaker_entity(stream, self.mentions, phrase));
        let uncued =
            matches!(attribution.method, AttributionMethod::Continuation | AttributionMethod::Floating);
        let cue = (!uncued).then(|| self.cue(attribution));
        let circumstances = attribution.circumstances;
        let mut quotation = Quotation {
            kind,
            quoted_parts: self.quoted_parts(segments),
            segments: spans,
            cue,
            confidence: 0.0,
            speaker,
            addressee: circumstances.addressee,
            venue: circumstances.venue,
            time: circumstances.time,
            parent: None,
            relayed_by: relayed_by.into_iter().collect(),
        };
        let first_run = segments[0].clone().find_map(|at| stream.items[at].run());
        self.claim(segments);
        if let Some(open) = self.open.take()
            && first_run.is_some_and(|run| stream.runs[run].continued)
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
    fn unsaid(&self, unit: &Unit, attribution: &Attribution) -> Option<Speaker> {
        let cued = matches!(
            attribution.method,
            AttributionMethod::Cue | AttributionMethod::InvertedCue | AttributionMethod::AccordingTo
        );
        let fresh = self.topic_end == unit.items.start;
        let before = self.reported.and_then(|(before, _)| self.quotations[before].speaker.as_ref());
        if cued && self.stream.pack.drops_subjects {
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
        let guesses = self.stream.pack.brackets || self.stream.pack.incises;
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
        let items = &self.stream.items;
        let lemma = match attribution.method {
            AttributionMethod::AccordingTo => "according to",
            _ => self.stream.pack.lemma(attribution.word.lemma),
        };
        let span = items[attribution.at].span.cover(items[attribution.cue_end - 1].span);
        Cue { span, lemma: lemma.to_owned(), negated: attribution.negated }
    }

    /// The spans of segments, without their outer marks, and how much of them is quoted.
    fn segments(&self, segments: &Segments) -> (Vec<Span>, QuotationKind) {
        let mut spans = Vec::new();
        let (mut quoted, mut paraphrased) = (false, false);
        for segment in segments {
            let segment = self.trimmed(segment);
            let items = &self.stream.items[segment];
            let words = items.iter().any(|item| item.is_word() || item.kind == Kind::Figure);
            let runs = items.iter().filter_map(Item::run);
            quoted |= runs.clone().next().is_some();
            paraphrased |= words;
            if words {
                spans
                    .extend(items.first().zip(items.last()).map(|(first, last)| first.span.cover(last.span)));
            } else {
                spans.extend(runs.map(|run| self.stream.runs[run].inner));
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
                self.stream.items[at].kind,
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
        let runs = segments.iter().cloned().flatten().filter_map(|at| self.stream.items[at].run());
        runs.map(|run| self.stream.runs[run].inner).collect()
    }

    /// A run that no attribution of its unit claims: its item and its index; `alone` where the unit has no word
    /// outside of runs.
    fn leftover(
        &mut self,
        unit: &Unit,
        attributions: &[Attribution],
        (at, index): (usize, usize),
        alone: bool,
    ) {
        let run = self.stream.runs[index];
        if !self.is_speech(run.inner, alone) || (!alone && self.is_name_of_something(unit, at, run.inner)) {
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
        let speaker = self.introduced(unit, attributions, at, alone);
        let sentence = alone || self.stream.pack.is_empty() || self.is_sentence(run.inner);
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
            confidence: 0.0,
        });
        let quotation = self.quotations.len() - 1;
        self.open = (!run.closed).then_some(quotation);
        self.last = Some(Last { quotation, block: unit.block, end: at + 1 });
    }

    /// Who speaks a run that stands in `unit` without a cue of its own.
    fn introduced(
        &self,
        unit: &Unit,
        attributions: &[Attribution],
        at: usize,
        alone: bool,
    ) -> Option<Speaker> {
        if alone {
            return self.known().map(|speaker| implied(speaker, AttributionMethod::Floating));
        }
        if let Some(label) = self.stream.letter_before(unit, at) {
            return self.interviewed(label);
        }
        let colon = at > unit.items.start && self.stream.items[at - 1].kind == Kind::Colon;
        if colon && at >= unit.items.start + 2 {
            let phrase = super::clause::phrase_before(&self.stream.items, unit.items.start, at - 1);
            if let Some(phrase) = phrase.filter(|phrase| phrase.start <= unit.items.start + 1) {
                return Some(speaker(self.stream, self.mentions, &phrase, AttributionMethod::Colon));
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
            let speaker = speaker(self.stream, self.mentions, phrase, AttributionMethod::Floating);
            return Some(self.with_antecedent(speaker));
        }
        self.topic_of(unit).or_else(|| self.topic.clone())
    }

    /// Who speaks behind "Q:" and "A:": whom the interview is about, where it is an answer.
    fn interviewed(&self, label: &str) -> Option<Speaker> {
        let answers = matches!(label, "A" | "R");
        let topic = self.topic.as_ref().filter(|_| answers);
        topic.map(|speaker| implied(speaker, AttributionMethod::Alternation))
    }

    /// Whether words in marks are speech rather than a title, a name or a word held at arm's length.
    fn is_speech(&self, inner: Span, alone: bool) -> bool {
        let text = inner.of(self.stream.text);
        let words = || text.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic));
        let count = words().take(40).count();
        let ends = text.ends_with([',', '.', '?', '!', '…', '—']);
        if count < 3 {
            return alone && ends && count > 0;
        }
        let capitals = words()
            .take(40)
            .filter(|word| word.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase))
            .count();
        let short = words().take(40).filter(|word| word.chars().count() <= 3).count();
        // Where titles have no more capitals than sentences, and where all nouns have them, what begins with one inside
        // a sentence and ends without a mark is a name.
        let name = (self.stream.pack.brackets || self.stream.pack.incises) && !alone && !ends && count < 8;
        if name && text.starts_with(char::is_uppercase) && !self.text_before(inner).ends_with(':') {
            return false;
        }
        let title = !text.ends_with(['.', '?', '!']) && capitals + short >= count && capitals * 2 > count;
        !title || alone
    }

    /// Whether a run is the name of something: a play called “…”, the term “…”, and where it is short, what an article
    /// before it names: the “roof of the world”.
    fn is_name_of_something(&self, unit: &Unit, at: usize, inner: Span) -> bool {
        let before = &self.stream.items[unit.items.start..at];
        let text = inner.of(self.stream.text);
        let shorter = |words: usize| text.split_whitespace().take(words).count() < words;
        let introduced = before.iter().rev().find(|item| !item.is(Trait::As));
        if introduced.is_some_and(|item| item.is(Trait::Naming)) && shorter(12) {
            return true;
        }
        let article = self.stream.pack.incises
            && at > unit.items.start
            && self.stream.items[at - 1].is(Trait::Determiner);
        article && !text.ends_with([',', '.', '?', '!', '…']) && shorter(6)
    }

    /// What precedes the opening mark of a run.
    fn text_before(&self, inner: Span) -> &str {
        let before = &self.stream.text[..inner.begin() as usize];
        let opening = before.chars().next_back().map_or(0, char::len_utf8);
        before[..before.len() - opening].trim_end()
    }

    fn is_sentence(&self, inner: Span) -> bool {
        let text = inner.of(self.stream.text);
        text.starts_with(char::is_uppercase) && text.ends_with(['.', ',', '?', '!', '…'])
    }

    /// Whom a unit is about: the first person or body that it names outside of quotations.
    fn topic_of(&self, unit: &Unit) -> Option<Speaker> {
        let items = &self.stream.items[unit.items.clone()];
        let mut body = None;
        for (i, item) in items.iter().enumerate().take(60) {
            if !(item.is_name() || item.is(Trait::Subject)) {
                continue;
            }
            let Some(&(span, entity, kind)) = self.mentions.inside(item.span).first() else { continue };
            let person = self.mentions.entity(entity).kind == EntityType::Person;
            let owned = items[i + 1..]
                .iter()
                .take(6)
                .find(|next| next.span.begin() >= span.end())
                .is_some_and(|next| next.is(Trait::Possessive));
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

fn speaker_entity(stream: &Stream<'_>, mentions: &Mentions<'_>, phrase: &Range<usize>) -> Option<u32> {
    speaker(stream, mentions, phrase, AttributionMethod::Cue).entity
}

/// A speaker whom the context gives, and no words of the text.
fn implied(speaker: &Speaker, method: AttributionMethod) -> Speaker {
    Speaker { span: None, method, kind: SpeakerKind::Implicit, ..speaker.clone() }
}
