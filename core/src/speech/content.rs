//! What was said: the stretch of a unit that an attribution claims, before it, after it or on both sides; [`stops`] tells
//! where it ends.

mod stops;

use std::ops::Range;

use super::boundary::{BoundaryModel, Content};
use super::clause::is_related;
use super::cues::CueClause;
use super::nodes::{Kind, Node, SpeechTokens, SpeechUnit};
use crate::analysis::{AttributionMethod, Tag};
use crate::lang::{CueFrame, CueFrames, Form, WordClass};

/// What one attribution claims, as ranges of nodes.
pub(crate) type Segments = Vec<Range<usize>>;

/// The contents of the attributions of a unit, in their order; empty for those that attribute nothing. `ends` weighs
/// where they end, where something is known of that.
pub(crate) fn contents(
    tokens: &SpeechTokens<'_>,
    unit: &SpeechUnit,
    attributions: &[CueClause],
    ends: Option<&BoundaryModel>,
) -> Vec<Segments> {
    let nodes = &tokens.nodes[..unit.nodes.end];
    let reader = Reader { tokens, nodes, low: unit.nodes.start, attributions, ends };
    let mut all: Vec<Segments> = Vec::with_capacity(attributions.len());
    // Where the content that an earlier attribution claimed ends.
    let mut claimed = unit.nodes.start;
    for index in 0..attributions.len() {
        let segments = reader.content(index, claimed);
        claimed = segments.iter().map(|segment| segment.end).fold(claimed, usize::max);
        all.push(segments);
    }
    all
}

/// The content that begins at an node and belongs to the attribution with an index.
pub(crate) fn content_of<'a>(
    tokens: &'a SpeechTokens<'a>,
    nodes: &'a [Node],
    attributions: &'a [CueClause],
    (begin, index): (usize, usize),
) -> Content<'a> {
    let cue = &attributions[index];
    let lemma = tokens.pack.lemma(cue.word.lemma);
    Content { text: tokens.text, nodes, begin, cue, lemma, following: &attributions[index + 1..] }
}

struct Reader<'a> {
    tokens: &'a SpeechTokens<'a>,
    nodes: &'a [Node],
    low: usize,
    attributions: &'a [CueClause],
    ends: Option<&'a BoundaryModel>,
}

impl Reader<'_> {
    fn content(&self, index: usize, claimed: usize) -> Segments {
        let attribution = &self.attributions[index];
        let mut segments = Segments::new();
        // What is passed on is told by the noun that follows ("repeated Y's threat that").
        if attribution.frames().has(CueFrame::Relay)
            && self.attributions.get(index + 1).is_some_and(|next| next.relayer.is_some())
        {
            return segments;
        }
        // "un responsable qui a requis l'anonymat": who wants not to be named tells nothing by it.
        if self.nodes[attribution.at + 1..].iter().take(3).any(|node| node.is(WordClass::Anonymity)) {
            return segments;
        }
        if let Some(before) = self.before(attribution, claimed) {
            segments.push(before);
            segments.extend(self.resumed(index));
        } else if self.is_leading_parenthesis(attribution) {
            let begin = attribution.end + 1;
            segments.extend((begin < self.nodes.len()).then(|| begin..self.stop(begin, index)));
        } else if let Some(after) = self.after(index) {
            segments.push(after);
        }
        segments
    }

    /// The content that precedes its attribution: `"…," she said`, `It will rain, officials said.`
    fn before(&self, attribution: &CueClause, claimed: usize) -> Option<Range<usize>> {
        let begin = attribution.begin;
        if begin <= self.low
            || attribution.method == AttributionMethod::Noun
            || attribution.method == AttributionMethod::Passive
        {
            return None;
        }
        if !attribution.frames().any(&[
            CueFrame::Quote,
            CueFrame::Addressee,
            CueFrame::Wh,
            CueFrame::That,
            CueFrame::QuoteOnly,
        ]) && attribution.method != AttributionMethod::AccordingTo
            || attribution.word.form == Form::Gerund
        {
            return None;
        }
        let next = self.nodes.get(attribution.end);
        let closed =
            next.is_none_or(|next| !next.is_word() && next.kind != Kind::Figure) || attribution.is_inverted();
        let last = &self.nodes[begin - 1];
        let start = claimed.max(self.low);
        let direct = last.run().is_some()
            || (begin >= start + 2 && self.nodes[begin - 2].run().is_some() && !last.is_word());
        // "Smith, citing “rain,” said": what stands in marks belongs to "citing".
        let behind = attribution.speaker.as_ref().is_none_or(|speaker| speaker.start >= begin);
        let quoted = direct
            && behind
            && begin > start
            && (closed || last.run().is_some_and(|run| self.expects_attribution(run)));
        if quoted {
            return Some(self.quoted_before(start, begin));
        }
        let according = attribution.method == AttributionMethod::AccordingTo;
        let parted = matches!(last.kind, Kind::Comma | Kind::Dash) || (according && last.is_word());
        // "Le glacier recule, la vallée s'interroge": what a subject follows with its verb is a clause of its own.
        let apart = self.tokens.pack.grammar().medial_attribution && !according && !attribution.is_inverted();
        if !parted
            || apart
            || !closed
            || next.is_some_and(|next| next.run().is_some() || next.kind == Kind::Colon)
        {
            return None;
        }
        let end = begin - usize::from(last.kind == Kind::Comma || last.kind == Kind::Dash);
        let start = self.clause_start(start, end);
        let words =
            self.nodes.get(start..end).unwrap_or_default().iter().filter(|node| node.is_word()).count();
        // What a parenthesis interrupts may be short: "The rain, she said, would stop."
        let medial = next.is_some_and(|next| next.kind == Kind::Comma);
        let fewest = if medial { 1 } else { 3 };
        (words >= fewest).then_some(start..end)
    }

    /// "As X noted, it rained", "But, X said, it rained": what follows the comma is content.
    fn is_leading_parenthesis(&self, attribution: &CueClause) -> bool {
        let (low, begin) = (self.low, attribution.begin);
        let parenthesis = begin <= low + 1 && self.nodes[begin].is(WordClass::Comparative);
        let behind_conjunction = begin == low + 2
            && self.nodes[low].classes.any(&[WordClass::Adversative, WordClass::Coordinator])
            && self.nodes[low + 1].kind == Kind::Comma;
        (parenthesis || behind_conjunction)
            && (attribution.method == AttributionMethod::Cue || parenthesis && attribution.is_inverted())
            && self.nodes.get(attribution.end).is_some_and(|node| node.kind == Kind::Comma)
    }

    /// Whether a run ends with a comma or the like, so that an attribution must follow.
    fn expects_attribution(&self, run: usize) -> bool {
        matches!(self.tokens.run_end(run), ',' | '?' | '!' | '…' | '—' | '-')
    }

    /// The quoted content that ends before `begin`: the runs alone, or with the paraphrase that leads to them.
    fn quoted_before(&self, start: usize, begin: usize) -> Range<usize> {
        let is_run = |i: usize| self.nodes[i].run().is_some();
        let mut first = begin;
        while first > start
            && (is_run(first - 1)
                || matches!(self.nodes[first - 1].kind, Kind::Comma | Kind::Dash | Kind::Other))
        {
            first -= 1;
        }
        while first < begin && !is_run(first) {
            first += 1;
        }
        let end = (first..begin).rev().find(|&i| is_run(i)).map_or(begin, |i| i + 1);
        let words = (start..first).filter(|&i| self.nodes[i].is_word()).count();
        let parted = first > start
            && matches!(self.nodes[first - 1].kind, Kind::Colon | Kind::Comma | Kind::Stop | Kind::Dash);
        let other = self.attributions.partition_point(|other| other.at < start);
        let attributed = self.attributions.get(other).is_some_and(|other| other.at < first);
        let whole = words > 2 && !parted && !attributed;
        (if whole { start } else { first })..end
    }

    /// Where the clause that ends at `end` begins: leading conjunctions are not said.
    fn clause_start(&self, start: usize, end: usize) -> usize {
        let mut start = start;
        if let Some(colon) = (start..end).rev().take(60).find(|&i| self.nodes[i].kind == Kind::Semicolon) {
            start = colon + 1;
        }
        while start < end
            && (!self.nodes[start].is_word()
                && self.nodes[start].run().is_none()
                && self.nodes[start].kind != Kind::Figure
                || self.nodes[start].classes.any(&[WordClass::Adversative]))
        {
            start += 1;
        }
        start
    }

    /// The rest of a content that its attribution interrupts.
    fn resumed(&self, index: usize) -> Option<Range<usize>> {
        let attribution = &self.attributions[index];
        let mut at = attribution.end;
        let comma = self.nodes.get(at).is_some_and(|node| {
            matches!(node.kind, Kind::Comma | Kind::Dash | Kind::Colon | Kind::Semicolon)
        });
        at += usize::from(comma);
        // "—respondió—, nunca".
        let pause = |node: &Node| matches!(node.kind, Kind::Comma | Kind::Colon | Kind::Semicolon);
        let again = self.tokens.pack.grammar().medial_attribution && self.nodes.get(at).is_some_and(pause);
        at += usize::from(comma && again);
        let next = self.nodes.get(at)?;
        if next.run().is_some() {
            // "She said at the “old” gate": it is a word of the place.
            if self.nodes[at - 1].is(WordClass::Determiner) {
                return None;
            }
            let mut end = at + 1;
            while self.nodes.get(end).is_some_and(|node| node.run().is_some()) {
                end += 1;
            }
            return Some(at..end);
        }
        let run_at = |at: usize| at > self.low && self.nodes[at - 1].run().is_some();
        let quoted = run_at(attribution.begin)
            || attribution.begin > self.low + 1
                && self.nodes[attribution.begin - 1].kind == Kind::Comma
                && run_at(attribution.begin - 1);
        // What is said may itself be a passive ("X said, they were asked to").
        let other = self.attributions.get(index + 1).is_some_and(|other| {
            other.begin <= at + 1 && (other.method != AttributionMethod::Passive || other.begin == at)
        });
        let goes_on = comma
            && !quoted
            && !other
            && next.is_word()
            && !next.cue.is_some_and(|cue| cue.form == Form::Gerund)
            && !next.classes.any(&[
                WordClass::Coordinator,
                WordClass::Adversative,
                WordClass::Subordinator,
                WordClass::Relative,
                WordClass::AdjunctParticiple,
                WordClass::According,
            ]);
        let end = if goes_on { self.stop(at, index) } else { at };
        (end >= at + 2).then_some(at..end)
    }

    /// The content that follows its attribution.
    fn after(&self, index: usize) -> Option<Range<usize>> {
        let attribution = &self.attributions[index];
        let mut at = attribution.end;
        let lead = self.nodes.get(at)?;
        let parted = matches!(lead.kind, Kind::Comma | Kind::Colon | Kind::Dash);
        at += usize::from(parted);
        if let Some(colon) = self.colon_behind_object(attribution) {
            return Some(self.quoted_after(colon + 1, index, true));
        }
        let next = self.nodes.get(at)?;
        if let Some(_run) = next.run()
            && (parted
                || attribution.frames().any(&[
                    CueFrame::Quote,
                    CueFrame::Addressee,
                    CueFrame::Wh,
                    CueFrame::LabelAs,
                    CueFrame::Np,
                ])
                || attribution.method == AttributionMethod::Passive)
        {
            return Some(self.quoted_after(at, index, parted));
        }
        if attribution.is_inverted() {
            return None;
        }
        let begin = match attribution.method {
            AttributionMethod::AccordingTo => (parted && attribution.begin <= self.low + 1).then_some(at),
            AttributionMethod::Passive => {
                let clause = self.nodes[at].classes.any(&[
                    WordClass::Complementizer,
                    WordClass::Interrogative,
                    WordClass::InfinitiveMarker,
                ]);
                if clause { self.clause_after(attribution, at, lead.kind) } else { None }
            }
            AttributionMethod::Noun => Some(at),
            _ => self.clause_after(attribution, at, lead.kind),
        }?;
        let end = self.stop(begin, index);
        let words =
            self.nodes[begin..end].iter().filter(|node| node.is_word() || node.run().is_some()).count();
        (words > 0).then_some(begin..end)
    }

    /// The colon before words in marks that an object parts from its verb: "defendió su plan: «…»".
    fn colon_behind_object(&self, attribution: &CueClause) -> Option<usize> {
        let say = self.tokens.pack.grammar().medial_attribution && attribution.frames().has(CueFrame::Quote);
        let object = |node: &&Node| node.is_nounlike() || node.is(WordClass::NounPreposition);
        let words = self.nodes[attribution.end..].iter().take(10).take_while(object).count();
        let colon = attribution.end + words;
        let run = self.nodes.get(colon + 1).is_some_and(|next| next.run().is_some());
        (say && words > 0 && run && self.nodes[colon].kind == Kind::Colon).then_some(colon)
    }

    /// The runs after a cue, with the paraphrase around them where there is one.
    fn quoted_after(&self, at: usize, index: usize, parted: bool) -> Range<usize> {
        let mut end = at + 1;
        while self.nodes.get(end).is_some_and(|node| node.run().is_some()) {
            end += 1;
        }
        let complete = self.nodes[end - 1]
            .run()
            .is_some_and(|run| matches!(self.tokens.run_end(run), '.' | ',' | '?' | '!' | '…'));
        let next = self.nodes.get(end);
        let over = next.is_none_or(|next| !next.is_word());
        if complete || parted || over { at..end } else { at..self.stop(at, index) }
    }

    /// Where the content of a verb begins, if one follows at `at`.
    #[expect(
        clippy::too_many_lines,
        reason = "the openings of a clause, in the order in which they are tried"
    )]
    fn clause_after(&self, attribution: &CueClause, at: usize, lead: Kind) -> Option<usize> {
        let frames = attribution.frames();
        let next = &self.nodes[at];
        if next.is(WordClass::Complementizer) {
            return frames
                .any(&[CueFrame::Quote, CueFrame::That, CueFrame::Addressee, CueFrame::Wh])
                .then_some(at);
        }
        if lead == Kind::Colon {
            return frames
                .any(&[CueFrame::Quote, CueFrame::That, CueFrame::Addressee, CueFrame::Wh])
                .then_some(at);
        }
        if lead == Kind::Comma
            && self.tokens.pack.grammar().medial_attribution
            && frames.any(&[CueFrame::Quote, CueFrame::That])
        {
            return self.behind_parenthesis(at);
        }
        if lead == Kind::Comma
            || lead == Kind::Dash
            || !(next.is_word() || next.kind == Kind::Figure || next.kind == Kind::Open)
        {
            return None;
        }
        if next.is(WordClass::Interrogative) && !next.is(WordClass::Subordinator)
            || next.is(WordClass::Interrogative)
                && frames.any(&[CueFrame::Wh, CueFrame::That, CueFrame::Addressee])
        {
            return frames.any(&[CueFrame::Wh, CueFrame::That, CueFrame::Addressee]).then_some(at);
        }
        if next.is(WordClass::Negation)
            && self.nodes.get(at + 1).is_some_and(|to| to.is(WordClass::InfinitiveMarker))
        {
            // Who "asked not to be named" is anonymous, and told nothing.
            if self.nodes[at..].iter().take(5).any(|node| node.is(WordClass::Naming)) {
                return None;
            }
            return frames.has(CueFrame::Infinitive).then_some(at);
        }
        if next.is(WordClass::InfinitiveMarker) && self.nodes.get(at + 1).is_some_and(Node::is_word) {
            let pointed = frames.has(CueFrame::Np) && !frames.has(CueFrame::Infinitive);
            return if pointed { Some(at + 1) } else { frames.has(CueFrame::Infinitive).then_some(at) };
        }
        if frames.any(&[CueFrame::Quote, CueFrame::That]) && (self.is_fronted(at) || self.is_amount(at)) {
            return Some(at);
        }
        let romance = self.tokens.pack.grammar().medial_attribution;
        if let Some(begin) = romance.then(|| self.romance_clause(frames, at)).flatten() {
            return begin;
        }
        let governs = frames.any(&[CueFrame::LabelAs, CueFrame::Np, CueFrame::Wh])
            || frames.has(CueFrame::Infinitive) && !romance;
        if next.is(WordClass::Preposition) && !next.is(WordClass::Subordinator)
            || next.is(WordClass::VerbParticle)
        {
            return governs.then_some(at + 1);
        }
        // "what she said is growing", "the job that they say is the future": the relative is the subject of what is said.
        if next.is(WordClass::Auxiliary)
            && frames.any(&[CueFrame::Quote, CueFrame::That])
            && is_related(self.nodes, self.low, attribution.begin)
        {
            return Some(at);
        }
        // "said having them there was a comfort": a gerund is a subject.
        let gerund = next.is(WordClass::Auxiliary) && next.span.of(self.tokens.text).ends_with("ing");
        if next.classes.any(&[
            WordClass::Subordinator,
            WordClass::Coordinator,
            WordClass::Adversative,
            WordClass::Relative,
            WordClass::Auxiliary,
        ]) && !next.is(WordClass::SubjectPronoun)
            && !gerund
        {
            return None;
        }
        if governs {
            return Some(at);
        }
        (frames.any(&[CueFrame::That, CueFrame::Addressee, CueFrame::Quote]) && self.is_clause(at, frames))
            .then_some(at)
    }

    /// The clause behind a circumstance between commas: "a assuré, lors d'une visite, que".
    fn behind_parenthesis(&self, at: usize) -> Option<usize> {
        let led = self.nodes[at].classes.any(&[WordClass::Preposition, WordClass::PlacePreposition]);
        let that = at + 1 + self.nodes[at..].iter().take(16).take_while(|node| node.is_word()).count();
        let parted = self.nodes.get(that - 1)?.kind == Kind::Comma;
        (led && parted && self.nodes.get(that)?.is(WordClass::Complementizer)).then_some(that)
    }

    /// Where the content of a French or Spanish verb begins; none where nothing tells.
    fn romance_clause(&self, frames: CueFrames, at: usize) -> Option<Option<usize>> {
        let next = &self.nodes[at];
        if frames.has(CueFrame::Infinitive) && self.opens_infinitive(at) {
            return Some(Some(at));
        }
        // "advirtió de que", "insistió en que".
        if next.is(WordClass::Preposition)
            && self.nodes.get(at + 1).is_some_and(|that| that.is(WordClass::Complementizer))
        {
            return Some(frames.any(&[CueFrame::Quote, CueFrame::That]).then_some(at + 1));
        }
        // "acusó al alcalde de mentir".
        if next.is(WordClass::AddresseePreposition) && frames.has(CueFrame::LabelAs) {
            return Some(Some(at));
        }
        // "la definió como": what somebody is called.
        next.is(WordClass::Comparative).then(|| frames.has(CueFrame::LabelAs).then_some(at + 1))
    }

    /// Whether a clause begins with what leads to its subject: "said despite the rain, they would play".
    fn is_fronted(&self, at: usize) -> bool {
        let lead = self.nodes[at].classes;
        let comma = self.nodes[at..].iter().take(16).position(|node| !node.is_word()).map(|n| at + n);
        let Some(comma) = comma.filter(|&comma| comma > at + 1 && self.nodes[comma].kind == Kind::Comma)
        else {
            return false;
        };
        let subject = self.nodes.get(comma + 1).is_some_and(|node| {
            (node.classes.any(&[
                WordClass::SubjectPronoun,
                WordClass::Determiner,
                WordClass::PossessiveDeterminer,
            ]) || node.is_name())
                && !node.is(WordClass::Relative)
        });
        lead.any(&[WordClass::Preposition, WordClass::Subordinator])
            && !lead.any(&[WordClass::InfinitiveMarker, WordClass::PlacePreposition])
            && subject
            && self.is_clause(comma + 1, CueFrames::default())
    }

    /// Whether a clause begins with a number that is not told to the full: "said about half of them would go".
    fn is_amount(&self, at: usize) -> bool {
        let number = self
            .nodes
            .get(at + 1)
            .is_some_and(|next| next.kind == Kind::Figure || next.is(WordClass::Quantifier));
        number
            && self.nodes[at].is(WordClass::Preposition)
            && !self.nodes[at].classes.any(&[WordClass::InfinitiveMarker, WordClass::PlacePreposition])
            && self.is_clause(at + 1, CueFrames::default())
    }

    /// Whether an infinitive begins here, behind a preposition or not: "de rembourser", "a no subir", "reabrir".
    fn opens_infinitive(&self, at: usize) -> bool {
        let skipped = |node: &&Node| {
            node.classes.any(&[
                WordClass::Preposition,
                WordClass::Clitic,
                WordClass::Negation,
                WordClass::Adverb,
            ])
        };
        let at = at + self.nodes[at..].iter().take(4).take_while(skipped).count();
        self.nodes.get(at).is_some_and(|node| node.infinitive && !node.is(WordClass::Determiner))
    }

    /// Whether a clause of its own begins here: a verb follows within a few words.
    fn is_clause(&self, at: usize, frames: CueFrames) -> bool {
        let window = self.nodes[at..].iter().take(if frames.has(CueFrame::That) { 18 } else { 10 });
        let mut inside =
            window.take_while(|node| !matches!(node.kind, Kind::Stop | Kind::Semicolon | Kind::Comma));
        frames.has(CueFrame::Bare)
            || inside.any(|node| {
                node.run().is_some()
                    || node.classes.any(&[WordClass::Modal, WordClass::SubjectPronoun])
                    || node.cue.is_some_and(|cue| cue.form == Form::Past)
                    || matches!(node.tag, Tag::Verb | Tag::Aux) && node.is_word()
            })
    }
}
