//! Gives contents to speakers.

use super::circumstances;
use super::cues::Class;
use super::frames::{Frame, frames};
use super::speakers::Phrases;
use super::unit::{Run, Unit};
use crate::analysis::{AttributionMethod, BlockKind, Cue, Entity, Quotation, QuotationKind, Speaker};
use crate::text::trim;
use std::ops::Range;

/// Reads units in order and keeps what the next may depend on.
pub(super) struct Reader<'a> {
    phrases: Phrases<'a>,
    entities: &'a [Entity],
    found: Vec<Quotation>,
    /// Who spoke last, and in which block.
    last: Option<(Speaker, u32)>,
    /// A speaker that a line announces: "Lund:".
    announced: Option<(Speaker, u32)>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(phrases: Phrases<'a>, entities: &'a [Entity]) -> Self {
        Self { phrases, entities, found: Vec::new(), last: None, announced: None }
    }

    /// All quotations, in order of their first segment.
    pub(super) fn finish(mut self) -> Vec<Quotation> {
        self.found.sort_by_key(|quotation| quotation.segments[0]);
        self.found
    }

    /// Finds the quotations of one unit.
    pub(super) fn read(&mut self, unit: &Unit) {
        let frames = frames(self.phrases, unit);
        let mut used = vec![false; frames.len()];
        let mut contents: Vec<(Option<usize>, Range<usize>, Vec<usize>)> = Vec::new();
        for (index, run) in unit.runs.iter().enumerate() {
            self.place(unit, &frames, index, run, &mut contents);
        }
        for (frame, tokens, runs) in contents {
            if let Some(frame) = frame {
                used[frame] = true;
            }
            self.push(unit, frame.map(|at| &frames[at]), tokens, &runs);
        }
        for (at, frame) in frames.iter().enumerate().filter(|&(at, _)| !used[at]) {
            let covered = |tokens: &Range<usize>| {
                let span = self.phrases.span(tokens);
                self.found
                    .iter()
                    .rev()
                    .take(6)
                    .any(|known| known.segments.iter().any(|segment| segment.overlaps(span)))
            };
            let clause = self.clause(unit, &frames, at).filter(|_| frame.class == Class::Content);
            if let Some(tokens) = clause.filter(|tokens| !covered(tokens)) {
                self.push(unit, Some(frame), tokens, &[]);
            }
        }
    }

    /// Gives a quoted run to a frame before or after it.
    fn place(
        &self,
        unit: &Unit,
        frames: &[Frame],
        index: usize,
        run: &Run,
        contents: &mut Vec<(Option<usize>, Range<usize>, Vec<usize>)>,
    ) {
        if let Some((_, _, runs)) = contents.last_mut().filter(|(_, tokens, _)| tokens.end >= run.outer.end) {
            // It lies in a clause that is a content already.
            runs.push(index);
            return;
        }
        let before = frames.iter().rposition(|frame| frame.whole.end <= run.outer.start);
        let after = frames.iter().position(|frame| frame.whole.start >= run.outer.end);
        let gap = |from: usize, to: usize| (from..to).filter(|&at| self.is_word(at)).count();
        let previous_run = index.checked_sub(1).map(|at| &unit.runs[at]);
        let open = |frame: &Frame| previous_run.is_none_or(|previous| frame.whole.end > previous.outer.start);
        let directly = before.filter(|&at| {
            let words = gap(frames[at].whole.end.max(frames[at].cue.end), run.outer.start);
            words == 0
                || (words <= 8 && self.word(run.outer.start - 1) == ":")
                || (words <= 3 && self.word(run.outer.start - 1) == ",")
        });
        let behind = after.filter(|&at| {
            let next_run = unit.runs.get(index + 1).map_or(unit.tokens.end, |next| next.outer.start);
            frames[at].whole.start < next_run
                && gap(run.outer.end, frames[at].whole.start) <= 6
                && self.ends_open(run)
        });
        let inner = run.outer.clone();
        if let Some(at) = directly.filter(|&at| open(&frames[at])) {
            contents.push((Some(at), inner, vec![index]));
        } else if let Some(at) = behind {
            let from = before.map_or(unit.tokens.start, |before| frames[before].whole.end);
            let from = previous_run.map_or(from, |previous| from.max(previous.outer.end));
            let lead = self.words_before(from, run.outer.start);
            contents.push((Some(at), lead.start..run.outer.end, vec![index]));
        } else if let Some(at) = before.filter(|&at| frames[at].class != Class::Quoting || run.words > 2) {
            let tokens = self.clause(unit, frames, at).filter(|tokens| tokens.end >= run.outer.end);
            match tokens {
                Some(tokens) => contents.push((Some(at), tokens, vec![index])),
                None => contents.push((Some(at), inner, vec![index])),
            }
        } else if let Some((frame, ..)) = contents.last().filter(|_| run.words > 2) {
            contents.push((*frame, inner, vec![index]));
        } else if run.words > 2 || run.continued {
            contents.push((after.filter(|_| run.words > 2), inner, vec![index]));
        }
    }

    /// Whether a run ends as if its sentence went on: with a comma, or with a mark and something behind it.
    fn ends_open(&self, run: &Run) -> bool {
        let last = run.inner.end.checked_sub(1).map_or("", |at| self.word(at));
        let next = self.word_or_empty(run.outer.end);
        matches!(last, "," | "?" | "!" | "-" | "—" | "–" | "..." | "…")
            || matches!(next, "," | "—" | "–" | "-")
            || self.phrases.cues.verb(self.key(run.outer.end)).is_some()
    }

    /// The words before a run that belong to the same content ("Some people … and others").
    fn words_before(&self, from: usize, to: usize) -> Range<usize> {
        let mut begin = from;
        while begin < to && !self.is_word(begin) {
            begin += 1;
        }
        begin..to
    }

    /// The clause that a frame introduces, or the one before it.
    fn clause(&self, unit: &Unit, frames: &[Frame], at: usize) -> Option<Range<usize>> {
        let frame = &frames[at];
        if frame.class == Class::Quoting {
            return None;
        }
        let next = frames.get(at + 1).map_or(unit.tokens.end, |next| next.whole.start);
        let mut end = unit.tokens.end;
        if next < unit.tokens.end
            && matches!(self.word(next.saturating_sub(1)), "while" | "as" | "and" | "," | "but")
        {
            end = next - 1;
        }
        let begin = self.content_begin(frame, end);
        let end = self.trimmed(begin, self.clause_end(begin, end));
        let long = begin < end && (begin..end).filter(|&at| self.is_word(at)).count() >= 3;
        if long && !matches!(self.word_or_empty(frame.whole.end), ".") {
            return Some(begin..end);
        }
        // "…, she said."
        let from = at.checked_sub(1).map_or(unit.tokens.start, |before| frames[before].whole.end);
        let comma =
            frame.whole.start.checked_sub(1).filter(|&comma| comma > from && self.word(comma) == ",")?;
        let begin = self.words_before(from, comma).start;
        (comma > begin + 2).then_some(begin..comma)
    }

    /// Where the content after a cue begins: behind its addressee, a time, a comma.
    fn content_begin(&self, frame: &Frame, end: usize) -> usize {
        let mut begin = frame.whole.end.max(frame.cue.end);
        if frame.method == AttributionMethod::AccordingTo && self.word_or_empty(begin) == "," {
            return begin + 1;
        }
        let stop = end.min(begin + 9);
        if let Some(that) =
            (begin..stop).find(|&at| matches!(self.word(at), "that" | "dass" | "que" | "qu'" | "qu’"))
        {
            return that;
        }
        if matches!(frame.lemma, "tell" | "inform" | "remind" | "assure") && begin < end {
            begin += 1;
            while begin < end
                && self.phrases.layers.tokens.shapes[begin].is_capitalized()
                && !self.phrases.cues.is_pronoun(self.key(begin))
            {
                begin += 1;
            }
        }
        while begin < end {
            let dated = self.phrases.mentions.at(self.phrases.layers.tokens.spans[begin]).is_some_and(
                |&(.., kind)| {
                    matches!(kind, crate::analysis::EntityType::Date | crate::analysis::EntityType::Time)
                },
            );
            if dated || matches!(self.word(begin), "," | ":" | "on" | "On") && begin + 1 < end {
                begin += 1;
            } else {
                break;
            }
        }
        begin
    }

    /// A clause ends before one that a comma and a conjunction set off.
    fn clause_end(&self, begin: usize, end: usize) -> usize {
        (begin + 3..end.saturating_sub(1))
            .find(|&at| {
                self.word(at) == ","
                    && matches!(
                        self.word(at + 1),
                        "while"
                            | "saying"
                            | "adding"
                            | "which"
                            | "referring"
                            | "according"
                            | "citing"
                            | "noting"
                    )
            })
            .unwrap_or(end)
    }

    /// The end of a clause without the stop and the closing marks of its sentence.
    fn trimmed(&self, begin: usize, mut end: usize) -> usize {
        while end > begin && matches!(self.word(end - 1), "." | "," | ";" | "!" | "?" | ":") {
            end -= 1;
        }
        end
    }

    /// Adds one quotation.
    fn push(&mut self, unit: &Unit, frame: Option<&Frame>, tokens: Range<usize>, runs: &[usize]) {
        if tokens.is_empty() {
            return;
        }
        let text = self.phrases.layers.text;
        let whole = self.phrases.span(&tokens);
        let only =
            runs.first().map(|&run| &unit.runs[run]).filter(|run| runs.len() == 1 && run.outer == tokens);
        let (kind, segment) = match only {
            Some(run) => (QuotationKind::Direct, run.span),
            None if runs.is_empty() => (QuotationKind::Indirect, whole),
            None => (QuotationKind::Mixed, whole),
        };
        let segment = trim(text, segment);
        if segment.is_empty() {
            return;
        }
        let speaker = self.speaker(unit, frame);
        if speaker.is_none() && kind != QuotationKind::Direct {
            return;
        }
        let mut quotation = Quotation {
            kind,
            segments: vec![segment],
            quoted_parts: runs
                .iter()
                .map(|&run| unit.runs[run].span)
                .filter(|_| kind != QuotationKind::Direct)
                .collect(),
            cue: frame.map(|frame| self.cue(frame)),
            confidence: confidence(kind, frame.is_some(), speaker.is_some()),
            speaker,
            addressee: None,
            venue: None,
            time: None,
            parent: None,
            relayed_by: Vec::new(),
        };
        if let Some(frame) = frame {
            let clause = self.frame_clause(unit, frame, &tokens);
            circumstances::add(self.phrases, frame, clause, &mut quotation);
            if let Some(relay) = &frame.relay {
                quotation.relayed_by.extend(self.phrases.speaker(relay, self.entities, frame.method).entity);
            }
        }
        self.last = quotation.speaker.clone().map(|speaker| (speaker, unit.block)).or(self.last.take());
        self.join_or_push(quotation, frame);
    }

    /// A part of a split quotation joins the part before it; anything else is a quotation of its own.
    fn join_or_push(&mut self, quotation: Quotation, frame: Option<&Frame>) {
        let layers = self.phrases.layers;
        let split = self.found.last_mut().filter(|before| {
            let end = before.segments.last().map_or(0, |span| span.end());
            let same_cue =
                before.cue.as_ref().map(|cue| cue.span) == quotation.cue.as_ref().map(|cue| cue.span);
            let between =
                layers.text.get(end as usize..quotation.segments[0].begin() as usize).unwrap_or_default();
            same_cue
                && frame.is_some()
                && quotation.kind == before.kind
                && between.len() < 160
                && quotation.kind == QuotationKind::Direct
        });
        match split {
            Some(before) => before.segments.extend(quotation.segments),
            None => self.found.push(quotation),
        }
    }

    /// The tokens around a cue that may say when and where: those between contents.
    fn frame_clause(&self, unit: &Unit, frame: &Frame, tokens: &Range<usize>) -> Range<usize> {
        if tokens.start >= frame.whole.end {
            return frame.cue.end..tokens.start;
        }
        let next = unit.runs.iter().map(|run| run.outer.start).find(|&start| start >= frame.whole.end);
        frame.cue.end..next.unwrap_or(unit.tokens.end)
    }

    fn cue(&self, frame: &Frame) -> Cue {
        Cue { span: self.phrases.span(&frame.cue), lemma: frame.lemma.into(), negated: frame.negated }
    }

    /// The subject of the frame; without one whoever the paragraph names, or who spoke last.
    fn speaker(&mut self, unit: &Unit, frame: Option<&Frame>) -> Option<Speaker> {
        if let Some(frame) = frame {
            return Some(self.phrases.speaker(&frame.subject, self.entities, frame.method));
        }
        if let Some(named) = self.colon(unit) {
            return Some(named);
        }
        let headline = self.phrases.layers.structure.blocks[unit.block as usize].kind == BlockKind::Headline;
        let subject = self.first_person_named(unit);
        let (method, confidence) = match &self.last {
            Some((_, block)) if *block == unit.block => (AttributionMethod::Continuation, 0.8),
            _ => (AttributionMethod::Floating, 0.6),
        };
        let last = self.last.as_ref().map(|(speaker, _)| speaker.clone()).filter(|_| !headline);
        let mut speaker = match (subject, last) {
            (Some(subject), _) => self.phrases.speaker(&subject, self.entities, AttributionMethod::Floating),
            (None, Some(last)) => last,
            (None, None) => return None,
        };
        speaker.method = method;
        speaker.confidence *= confidence;
        Some(speaker)
    }

    /// "Lund: …"
    fn colon(&mut self, unit: &Unit) -> Option<Speaker> {
        let run = unit.runs.first()?;
        let colon =
            run.outer.start.checked_sub(1).filter(|&at| at > unit.tokens.start && self.word(at) == ":")?;
        let phrase = unit.tokens.start..colon;
        if phrase.len() > 8 {
            return None;
        }
        let speaker = self.phrases.speaker(&phrase, self.entities, AttributionMethod::Colon);
        self.announced = Some((speaker.clone(), unit.block));
        Some(speaker)
    }

    /// The first person named outside the marks of a unit.
    fn first_person_named(&self, unit: &Unit) -> Option<Range<usize>> {
        let outside = |at: &usize| !unit.runs.iter().take(16).any(|run| run.outer.contains(at));
        unit.tokens.clone().take(200).filter(outside).find_map(|at| {
            let span = self.phrases.layers.tokens.spans[at];
            let &(mention, _, _, kind) = self.phrases.mentions.at(span)?;
            let begins = kind == crate::analysis::EntityType::Person && mention.begin() == span.begin();
            let end = (at + 1..unit.tokens.end)
                .find(|&end| self.phrases.layers.tokens.spans[end].begin() >= mention.end())
                .unwrap_or(unit.tokens.end);
            begins.then_some(at..end)
        })
    }

    fn word(&self, at: usize) -> &'a str {
        self.phrases.word(at)
    }

    fn word_or_empty(&self, at: usize) -> &'a str {
        if at < self.phrases.layers.tokens.spans.len() { self.word(at) } else { "" }
    }

    fn key(&self, at: usize) -> u64 {
        self.phrases.layers.tokens.hashes.get(at).copied().unwrap_or_default()
    }

    fn is_word(&self, at: usize) -> bool {
        super::unit::is_word(self.phrases.layers.tokens.shapes[at])
    }
}

/// How sure a quotation is, by what it rests on.
fn confidence(kind: QuotationKind, cue: bool, speaker: bool) -> f32 {
    match (kind, cue, speaker) {
        (QuotationKind::Direct, true, _) => 0.95,
        (QuotationKind::Direct, false, true) => 0.8,
        (QuotationKind::Direct, false, false) => 0.6,
        (QuotationKind::Mixed, ..) => 0.85,
        (QuotationKind::Indirect, ..) => 0.7,
    }
}
