//! What was said before its attribution, and what goes on behind it.

use std::ops::Range;

use super::{CueClause, CueFrame, Form, Kind, Node, Reader, WordClass};
use crate::analysis::{AttributionMethod, Tag};

impl Reader<'_> {
    /// The content that precedes its attribution: `"…," she said`, `It will rain, officials said.`
    pub(super) fn before(&self, attribution: &CueClause, claimed: usize) -> Option<Range<usize>> {
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
            CueFrame::Complementizer,
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
        if direct && self.tokens.follows_title(self.low, begin) {
            return None;
        }
        let quoted = direct
            && behind
            && begin > start
            && (closed || last.run().is_some_and(|run| self.expects_attribution(run)));
        if quoted {
            return Some(self.quoted_before(start, begin));
        }
        if self.is_fronted_adverbial(attribution, start) {
            return None;
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

    /// Whether what stands before a clause of speech only tells when, where or how: "After the match, X said, “…”", "In a
    /// statement, X said."
    fn is_fronted_adverbial(&self, attribution: &CueClause, start: usize) -> bool {
        use WordClass::{Adverb, ClauseOpener, Preposition, Subordinator, TimeAdverb};
        let begin = attribution.begin;
        if start != self.low || begin <= start + 1 || attribution.method != AttributionMethod::Cue {
            return false;
        }
        let lead = &self.nodes[start];
        let participle = lead
            .cue
            .or(lead.beside)
            .is_some_and(|cue| matches!(cue.form, Form::Participle | Form::Past | Form::Gerund));
        let leads = lead.classes.any(&[
            Adverb,
            ClauseOpener,
            Preposition,
            Subordinator,
            TimeAdverb,
            WordClass::TimeUnit,
        ]) || lead.tag == Tag::Adv
            || participle;
        if !leads || lead.classes.any(&[WordClass::Determiner, WordClass::SubjectPronoun]) {
            return false;
        }
        let next = self.nodes.get(attribution.end);
        let parted = next.is_some_and(|next| matches!(next.kind, Kind::Comma | Kind::Colon));
        let run = self.nodes.get(attribution.end + usize::from(parted)).and_then(Node::run);
        let sentence = run.is_some_and(|run| {
            let text = self.tokens.runs[run].inner.of(self.tokens.text);
            text.starts_with(char::is_uppercase)
        });
        let closed = next.is_none_or(|next| next.kind == Kind::Stop);
        let bare = || !self.nodes[start..begin].iter().any(|node| node.finite);
        sentence || participle && closed || closed && bare()
    }

    /// "As X noted, it rained", "But, X said, it rained": what follows the comma is content.
    pub(super) fn is_leading_parenthesis(&self, attribution: &CueClause) -> bool {
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
    pub(super) fn expects_attribution(&self, run: usize) -> bool {
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

    /// Whether a conjunction behind an attribution goes on with what was said: "…, he said, because the drains were
    /// blocked", "…, but only with private money".
    fn continues(&self, at: usize, index: usize) -> bool {
        use WordClass::{Adversative, ContentConjunction, Coordinator, ReasonConjunction};
        if self.tokens.pack.grammar().medial_attribution {
            return false;
        }
        let node = &self.nodes[at];
        let next = self.nodes.get(at + 1);
        let more = self.attributions.get(index + 1).is_some();
        // "as long as", "so that".
        let long = node.is(WordClass::Comparative) && next.is_some_and(|next| next.is(WordClass::Adverb));
        let phrase = || self.nodes[at..].iter().take(30).all(|node| !node.finite);
        let that = node.is(Coordinator) && next.is_some_and(|next| next.is(WordClass::Complementizer));
        node.classes.any(&[ReasonConjunction, ContentConjunction])
            || long
            || that
            || node.is(Adversative) && !more && phrase()
    }

    /// The rest of a content that its attribution interrupts.
    pub(super) fn resumed(&self, index: usize) -> Option<Range<usize>> {
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
        let told = next.classes.any(&[
            WordClass::Coordinator,
            WordClass::Adversative,
            WordClass::Subordinator,
            WordClass::Relative,
            WordClass::AdjunctParticiple,
            WordClass::According,
        ]);
        let goes_on = comma
            && !quoted
            && !other
            && next.is_word()
            && !next.cue.is_some_and(|cue| cue.form == Form::Gerund)
            && (!told || self.continues(at, index));
        let end = if goes_on { self.stop(at, index) } else { at };
        (end >= at + 2).then_some(at..end)
    }
}
