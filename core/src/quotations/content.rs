//! What was said: the stretch of a unit that an attribution claims, before it, after it or on both sides.

use std::ops::Range;

use super::clause::is_related;
use super::cues::Attribution;
use super::ends::{Content, Ends};
use super::stream::{Item, Kind, Stream, Unit};
use super::words::{Act, Acts, Form, Trait};
use crate::analysis::{AttributionMethod, Tag};

/// What one attribution claims, as ranges of items.
pub(super) type Segments = Vec<Range<usize>>;

/// The contents of the attributions of a unit, in their order; empty for those that attribute nothing. `ends` weighs
/// where they end, where something is known of that.
pub(super) fn contents(
    stream: &Stream<'_>,
    unit: &Unit,
    attributions: &[Attribution],
    ends: Option<&Ends>,
) -> Vec<Segments> {
    let items = &stream.items[..unit.items.end];
    let reader = Reader { stream, items, low: unit.items.start, attributions, ends };
    let mut all: Vec<Segments> = Vec::with_capacity(attributions.len());
    // Where the content that an earlier attribution claimed ends.
    let mut claimed = unit.items.start;
    for index in 0..attributions.len() {
        let segments = reader.content(index, claimed);
        claimed = segments.iter().map(|segment| segment.end).fold(claimed, usize::max);
        all.push(segments);
    }
    all
}

/// The content that begins at an item and belongs to the attribution with an index.
pub(super) fn content_of<'a>(
    stream: &'a Stream<'a>,
    items: &'a [Item],
    attributions: &'a [Attribution],
    (begin, index): (usize, usize),
) -> Content<'a> {
    let cue = &attributions[index];
    let lemma = stream.pack.lemma(cue.word.lemma);
    Content { text: stream.text, items, begin, cue, lemma, following: &attributions[index + 1..] }
}

struct Reader<'a> {
    stream: &'a Stream<'a>,
    items: &'a [Item],
    low: usize,
    attributions: &'a [Attribution],
    ends: Option<&'a Ends>,
}

impl Reader<'_> {
    fn content(&self, index: usize, claimed: usize) -> Segments {
        let attribution = &self.attributions[index];
        let mut segments = Segments::new();
        // What is passed on is told by the noun that follows ("repeated Y's threat that").
        if attribution.acts().has(Act::Relay)
            && self.attributions.get(index + 1).is_some_and(|next| next.relayer.is_some())
        {
            return segments;
        }
        // "un responsable qui a requis l'anonymat": who wants not to be named tells nothing by it.
        if self.items[attribution.at + 1..].iter().take(3).any(|item| item.is(Trait::Unnamed)) {
            return segments;
        }
        if let Some(before) = self.before(attribution, claimed) {
            segments.push(before);
            segments.extend(self.resumed(index));
        } else if self.is_leading_parenthesis(attribution) {
            let begin = attribution.end + 1;
            segments.extend((begin < self.items.len()).then(|| begin..self.stop(begin, index)));
        } else if let Some(after) = self.after(index) {
            segments.push(after);
        }
        segments
    }

    /// The content that precedes its attribution: `"…," she said`, `It will rain, officials said.`
    fn before(&self, attribution: &Attribution, claimed: usize) -> Option<Range<usize>> {
        let begin = attribution.begin;
        if begin <= self.low
            || attribution.method == AttributionMethod::Noun
            || attribution.method == AttributionMethod::Passive
        {
            return None;
        }
        if !attribution.acts().any(&[Act::Say, Act::Tell, Act::Ask, Act::Clause, Act::Beside])
            && attribution.method != AttributionMethod::AccordingTo
            || attribution.word.form == Form::Gerund
        {
            return None;
        }
        let next = self.items.get(attribution.end);
        let closed =
            next.is_none_or(|next| !next.is_word() && next.kind != Kind::Figure) || attribution.is_inverted();
        let last = &self.items[begin - 1];
        let start = claimed.max(self.low);
        let direct = last.run().is_some()
            || (begin >= start + 2 && self.items[begin - 2].run().is_some() && !last.is_word());
        // "Smith, citing “rain,” said": what stands in marks belongs to "citing".
        let behind = attribution.speaker.as_ref().is_none_or(|speaker| speaker.start >= begin);
        let quoted =
            direct && behind && begin > start && (closed || last.run().is_some_and(|run| self.leans(run)));
        if quoted {
            return Some(self.quoted_before(start, begin));
        }
        let according = attribution.method == AttributionMethod::AccordingTo;
        let parted = matches!(last.kind, Kind::Comma | Kind::Dash) || (according && last.is_word());
        // "Le glacier recule, la vallée s'interroge": what a subject follows with its verb is a clause of its own.
        let apart = self.stream.pack.incises && !according && !attribution.is_inverted();
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
            self.items.get(start..end).unwrap_or_default().iter().filter(|item| item.is_word()).count();
        // What a parenthesis interrupts may be short: "The rain, she said, would stop."
        let medial = next.is_some_and(|next| next.kind == Kind::Comma);
        let fewest = if medial { 1 } else { 3 };
        (words >= fewest).then_some(start..end)
    }

    /// "As X noted, it rained", "But, X said, it rained": what follows the comma is content.
    fn is_leading_parenthesis(&self, attribution: &Attribution) -> bool {
        let (low, begin) = (self.low, attribution.begin);
        let parenthesis = begin <= low + 1 && self.items[begin].is(Trait::As);
        let behind_conjunction = begin == low + 2
            && self.items[low].traits.any(&[Trait::But, Trait::And])
            && self.items[low + 1].kind == Kind::Comma;
        (parenthesis || behind_conjunction)
            && (attribution.method == AttributionMethod::Cue || parenthesis && attribution.is_inverted())
            && self.items.get(attribution.end).is_some_and(|item| item.kind == Kind::Comma)
    }

    /// Whether a run ends with a comma or the like, so that an attribution must follow.
    fn leans(&self, run: usize) -> bool {
        matches!(self.stream.run_end(run), ',' | '?' | '!' | '…' | '—' | '-')
    }

    /// The quoted content that ends before `begin`: the runs alone, or with the paraphrase that leads to them.
    fn quoted_before(&self, start: usize, begin: usize) -> Range<usize> {
        let is_run = |i: usize| self.items[i].run().is_some();
        let mut first = begin;
        while first > start
            && (is_run(first - 1)
                || matches!(self.items[first - 1].kind, Kind::Comma | Kind::Dash | Kind::Other))
        {
            first -= 1;
        }
        while first < begin && !is_run(first) {
            first += 1;
        }
        let end = (first..begin).rev().find(|&i| is_run(i)).map_or(begin, |i| i + 1);
        let words = (start..first).filter(|&i| self.items[i].is_word()).count();
        let parted = first > start
            && matches!(self.items[first - 1].kind, Kind::Colon | Kind::Comma | Kind::Stop | Kind::Dash);
        let other = self.attributions.partition_point(|other| other.at < start);
        let attributed = self.attributions.get(other).is_some_and(|other| other.at < first);
        let whole = words > 2 && !parted && !attributed;
        (if whole { start } else { first })..end
    }

    /// Where the clause that ends at `end` begins: leading conjunctions are not said.
    fn clause_start(&self, start: usize, end: usize) -> usize {
        let mut start = start;
        if let Some(colon) = (start..end).rev().take(60).find(|&i| self.items[i].kind == Kind::Semicolon) {
            start = colon + 1;
        }
        while start < end
            && (!self.items[start].is_word()
                && self.items[start].run().is_none()
                && self.items[start].kind != Kind::Figure
                || self.items[start].traits.any(&[Trait::But]))
        {
            start += 1;
        }
        start
    }

    /// The rest of a content that its attribution interrupts.
    fn resumed(&self, index: usize) -> Option<Range<usize>> {
        let attribution = &self.attributions[index];
        let mut at = attribution.end;
        let comma = self.items.get(at).is_some_and(|item| {
            matches!(item.kind, Kind::Comma | Kind::Dash | Kind::Colon | Kind::Semicolon)
        });
        at += usize::from(comma);
        // "—respondió—, nunca".
        let again = self.stream.pack.incises
            && self
                .items
                .get(at)
                .is_some_and(|item| matches!(item.kind, Kind::Comma | Kind::Colon | Kind::Semicolon));
        at += usize::from(comma && again);
        let next = self.items.get(at)?;
        if next.run().is_some() {
            let mut end = at + 1;
            while self.items.get(end).is_some_and(|item| item.run().is_some()) {
                end += 1;
            }
            return Some(at..end);
        }
        let run_at = |at: usize| at > self.low && self.items[at - 1].run().is_some();
        let quoted = run_at(attribution.begin)
            || attribution.begin > self.low + 1
                && self.items[attribution.begin - 1].kind == Kind::Comma
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
            && !next.traits.any(&[
                Trait::And,
                Trait::But,
                Trait::Subordinator,
                Trait::Relative,
                Trait::Adjunct,
                Trait::According,
            ]);
        let end = if goes_on { self.stop(at, index) } else { at };
        (end >= at + 2).then_some(at..end)
    }

    /// The content that follows its attribution.
    fn after(&self, index: usize) -> Option<Range<usize>> {
        let attribution = &self.attributions[index];
        let mut at = attribution.end;
        let lead = self.items.get(at)?;
        let parted = matches!(lead.kind, Kind::Comma | Kind::Colon | Kind::Dash);
        at += usize::from(parted);
        if let Some(colon) = self.colon_behind_object(attribution) {
            return Some(self.quoted_after(colon + 1, index, true));
        }
        let next = self.items.get(at)?;
        if let Some(_run) = next.run()
            && (parted
                || attribution.acts().any(&[Act::Say, Act::Tell, Act::Ask, Act::Call, Act::Object])
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
                let clause = self.items[at].traits.any(&[Trait::That, Trait::Question, Trait::To]);
                if clause { self.clause_after(attribution, at, lead.kind) } else { None }
            }
            AttributionMethod::Noun => Some(at),
            _ => self.clause_after(attribution, at, lead.kind),
        }?;
        let end = self.stop(begin, index);
        let words =
            self.items[begin..end].iter().filter(|item| item.is_word() || item.run().is_some()).count();
        (words > 0).then_some(begin..end)
    }

    /// The colon before words in marks that an object parts from its verb: "defendió su plan: «…»".
    fn colon_behind_object(&self, attribution: &Attribution) -> Option<usize> {
        let say = self.stream.pack.incises && attribution.acts().has(Act::Say);
        let object = |item: &&Item| item.is_nounlike() || item.is(Trait::Nominal);
        let words = self.items[attribution.end..].iter().take(10).take_while(object).count();
        let colon = attribution.end + words;
        let run = self.items.get(colon + 1).is_some_and(|next| next.run().is_some());
        (say && words > 0 && run && self.items[colon].kind == Kind::Colon).then_some(colon)
    }

    /// The runs after a cue, with the paraphrase around them where there is one.
    fn quoted_after(&self, at: usize, index: usize, parted: bool) -> Range<usize> {
        let mut end = at + 1;
        while self.items.get(end).is_some_and(|item| item.run().is_some()) {
            end += 1;
        }
        let complete = self.items[end - 1]
            .run()
            .is_some_and(|run| matches!(self.stream.run_end(run), '.' | ',' | '?' | '!' | '…'));
        let next = self.items.get(end);
        let over = next.is_none_or(|next| !next.is_word());
        if complete || parted || over { at..end } else { at..self.stop(at, index) }
    }

    /// Where the content of a verb begins, if one follows at `at`.
    fn clause_after(&self, attribution: &Attribution, at: usize, lead: Kind) -> Option<usize> {
        let acts = attribution.acts();
        let next = &self.items[at];
        if next.is(Trait::That) {
            return acts.any(&[Act::Say, Act::Clause, Act::Tell, Act::Ask]).then_some(at);
        }
        if lead == Kind::Colon {
            return acts.any(&[Act::Say, Act::Clause, Act::Tell, Act::Ask]).then_some(at);
        }
        if lead == Kind::Comma && self.stream.pack.incises && acts.any(&[Act::Say, Act::Clause]) {
            return self.behind_parenthesis(at);
        }
        if lead == Kind::Comma
            || lead == Kind::Dash
            || !(next.is_word() || next.kind == Kind::Figure || next.kind == Kind::Open)
        {
            return None;
        }
        if next.is(Trait::Question) && !next.is(Trait::Subordinator)
            || next.is(Trait::Question) && acts.any(&[Act::Ask, Act::Clause, Act::Tell])
        {
            return acts.any(&[Act::Ask, Act::Clause, Act::Tell]).then_some(at);
        }
        if next.is(Trait::Negation) && self.items.get(at + 1).is_some_and(|to| to.is(Trait::To)) {
            // Who "asked not to be named" is anonymous, and told nothing.
            if self.items[at..].iter().take(5).any(|item| item.is(Trait::Naming)) {
                return None;
            }
            return acts.has(Act::Infinitive).then_some(at);
        }
        if next.is(Trait::To) && self.items.get(at + 1).is_some_and(Item::is_word) {
            let pointed = acts.has(Act::Object) && !acts.has(Act::Infinitive);
            return if pointed { Some(at + 1) } else { acts.has(Act::Infinitive).then_some(at) };
        }
        if acts.any(&[Act::Say, Act::Clause]) && (self.is_fronted(at) || self.is_amount(at)) {
            return Some(at);
        }
        let romance = self.stream.pack.incises;
        if let Some(begin) = romance.then(|| self.romance_clause(acts, at)).flatten() {
            return begin;
        }
        let governs = acts.any(&[Act::Call, Act::Object, Act::Ask]) || acts.has(Act::Infinitive) && !romance;
        if next.is(Trait::Preposition) && !next.is(Trait::Subordinator) || next.is(Trait::Particle) {
            return governs.then_some(at + 1);
        }
        // "what she said is growing", "the job that they say is the future": the relative is the subject of what is said.
        if next.is(Trait::Auxiliary)
            && acts.any(&[Act::Say, Act::Clause])
            && is_related(self.items, self.low, attribution.begin)
        {
            return Some(at);
        }
        // "said having them there was a comfort": a gerund is a subject.
        let gerund = next.is(Trait::Auxiliary) && next.span.of(self.stream.text).ends_with("ing");
        if next.traits.any(&[Trait::Subordinator, Trait::And, Trait::But, Trait::Relative, Trait::Auxiliary])
            && !next.is(Trait::Subject)
            && !gerund
        {
            return None;
        }
        if governs {
            return Some(at);
        }
        (acts.any(&[Act::Clause, Act::Tell, Act::Say]) && self.is_clause(at, acts)).then_some(at)
    }

    /// The clause behind a circumstance between commas: "a assuré, lors d'une visite, que".
    fn behind_parenthesis(&self, at: usize) -> Option<usize> {
        let led = self.items[at].traits.any(&[Trait::Preposition, Trait::Place]);
        let that = at + 1 + self.items[at..].iter().take(16).take_while(|item| item.is_word()).count();
        let parted = self.items.get(that - 1)?.kind == Kind::Comma;
        (led && parted && self.items.get(that)?.is(Trait::That)).then_some(that)
    }

    /// Where the content of a French or Spanish verb begins; none where nothing tells.
    fn romance_clause(&self, acts: Acts, at: usize) -> Option<Option<usize>> {
        let next = &self.items[at];
        if acts.has(Act::Infinitive) && self.opens_infinitive(at) {
            return Some(Some(at));
        }
        // "advirtió de que", "insistió en que".
        if next.is(Trait::Preposition) && self.items.get(at + 1).is_some_and(|that| that.is(Trait::That)) {
            return Some(acts.any(&[Act::Say, Act::Clause]).then_some(at + 1));
        }
        // "acusó al alcalde de mentir".
        if next.is(Trait::Toward) && acts.has(Act::Call) {
            return Some(Some(at));
        }
        // "la definió como": what somebody is called.
        next.is(Trait::As).then(|| acts.has(Act::Call).then_some(at + 1))
    }

    /// Whether a clause begins with what leads to its subject: "said despite the rain, they would play".
    fn is_fronted(&self, at: usize) -> bool {
        let lead = self.items[at].traits;
        let comma = self.items[at..].iter().take(16).position(|item| !item.is_word()).map(|n| at + n);
        let Some(comma) = comma.filter(|&comma| comma > at + 1 && self.items[comma].kind == Kind::Comma)
        else {
            return false;
        };
        let subject = self.items.get(comma + 1).is_some_and(|item| {
            (item.traits.any(&[Trait::Subject, Trait::Determiner, Trait::Owner]) || item.is_name())
                && !item.is(Trait::Relative)
        });
        lead.any(&[Trait::Preposition, Trait::Subordinator])
            && !lead.any(&[Trait::To, Trait::Place])
            && subject
            && self.is_clause(comma + 1, Acts::default())
    }

    /// Whether a clause begins with a number that is not told to the full: "said about half of them would go".
    fn is_amount(&self, at: usize) -> bool {
        let number =
            self.items.get(at + 1).is_some_and(|next| next.kind == Kind::Figure || next.is(Trait::Quantity));
        number
            && self.items[at].is(Trait::Preposition)
            && !self.items[at].traits.any(&[Trait::To, Trait::Place])
            && self.is_clause(at + 1, Acts::default())
    }

    /// Whether an infinitive begins here, behind a preposition or not: "de rembourser", "a no subir", "reabrir".
    fn opens_infinitive(&self, at: usize) -> bool {
        let skipped = |item: &&Item| {
            item.traits.any(&[Trait::Preposition, Trait::Clitic, Trait::Negation, Trait::Adverb])
        };
        let at = at + self.items[at..].iter().take(4).take_while(skipped).count();
        self.items.get(at).is_some_and(|item| item.infinitive && !item.is(Trait::Determiner))
    }

    /// Whether a clause of its own begins here: a verb follows within a few words.
    fn is_clause(&self, at: usize, acts: Acts) -> bool {
        let window = self.items[at..].iter().take(if acts.has(Act::Clause) { 18 } else { 10 });
        let mut inside =
            window.take_while(|item| !matches!(item.kind, Kind::Stop | Kind::Semicolon | Kind::Comma));
        acts.has(Act::Bare)
            || inside.any(|item| {
                item.run().is_some()
                    || item.traits.any(&[Trait::Modal, Trait::Subject])
                    || item.cue.is_some_and(|cue| cue.form == Form::Past)
                    || matches!(item.tag, Tag::Verb | Tag::Aux) && item.is_word()
            })
    }

    /// Where the content that begins at `begin` ends: at the end of the unit, or where the narrator takes over.
    fn stop(&self, begin: usize, index: usize) -> usize {
        match self.ends {
            Some(ends) => ends.best(&content_of(self.stream, self.items, self.attributions, (begin, index))),
            None => self.stop_by_rule(begin, index),
        }
    }

    /// Where the narrator takes over by the marks and conjunctions alone.
    fn stop_by_rule(&self, begin: usize, index: usize) -> usize {
        let mut next = index + 1;
        let mut at = begin;
        while at < self.items.len() {
            while self.attributions.get(next).is_some_and(|other| other.begin.min(other.at) < at) {
                next += 1;
            }
            let item = &self.items[at];
            let following = self.attributions.get(next).filter(|other| other.begin == at + 1);
            let ends = match item.kind {
                Kind::Semicolon => true,
                Kind::Stop => at + 1 == self.items.len(),
                Kind::Comma => self.ends_at_comma(at, next, following),
                Kind::Dash => at > begin + 2,
                _ => self.ends_at_word(at, self.attributions.get(next)),
            };
            if ends && at > begin {
                return at;
            }
            at += 1;
        }
        self.items.len()
    }

    /// Whether the narrator takes over at a word: `next` is the next attribution.
    fn ends_at_word(&self, at: usize, next: Option<&Attribution>) -> bool {
        let Some(next) = next else { return false };
        let item = &self.items[at];
        let conjoined = next.begin == at + 1
            && next.method == AttributionMethod::Cue
            && item.traits.any(&[Trait::And, Trait::But, Trait::Subordinator])
            && !item.is(Trait::Question);
        let leaning = || self.items[at - 1].run().is_some_and(|run| self.leans(run));
        conjoined || next.begin == at && (next.method == AttributionMethod::AccordingTo || leaning())
    }

    /// Whether the narrator takes over after a comma.
    fn ends_at_comma(&self, comma: usize, index: usize, following: Option<&Attribution>) -> bool {
        let Some(next) = self.items.get(comma + 1) else { return true };
        let narrator = next.traits.any(&[Trait::But, Trait::Adjunct, Trait::According])
            || next.is(Trait::Subordinator) && !next.is(Trait::Question) && !next.is(Trait::Reason)
            || next.cue.is_some_and(|cue| cue.form == Form::Gerund);
        let conjoined = next.is(Trait::And)
            && self.attributions[index..].iter().take(8).any(|other| {
                other.begin >= comma + 2 && other.begin <= comma + 3 && other.method == AttributionMethod::Cue
            });
        let attributed = following.is_some_and(|other| other.method != AttributionMethod::Noun);
        narrator || conjoined || attributed
    }
}
