//! What was said behind its attribution.

use std::ops::Range;

use super::super::clause::{is_venue, phrase_after};
use super::{CueClause, CueFrame, CueFrames, Form, Kind, Node, Reader, WordClass, is_related};
use crate::analysis::{AttributionMethod, Tag};

impl Reader<'_> {
    /// The content that follows its attribution.
    pub(super) fn after(&self, index: usize) -> Option<Range<usize>> {
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
                // "is said to have", "was accused by X of", "was described by X as".
                let said =
                    next.is(WordClass::InfinitiveMarker) && !attribution.frames().has(CueFrame::Infinitive);
                let label = attribution.speaker.is_some()
                    && attribution.frames().has(CueFrame::LabelAs)
                    && next.is(WordClass::Preposition)
                    && !next.is(WordClass::AgentPreposition);
                if label && self.nodes.get(at + 1).is_some_and(|node| node.run().is_some()) {
                    return Some(self.quoted_after(at + 1, index, false));
                }
                match () {
                    () if said => Some(at),
                    () if clause => self.clause_after(attribution, at, lead.kind),
                    () if label => Some(at + 1).filter(|&begin| begin < self.nodes.len()),
                    () => None,
                }
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
        let romance = self.tokens.pack.grammar().medial_attribution;
        let next = &self.nodes[at];
        if next.is(WordClass::Complementizer) {
            return frames
                .any(&[
                    CueFrame::Quote,
                    CueFrame::That,
                    CueFrame::Addressee,
                    CueFrame::Wh,
                    CueFrame::Complementizer,
                ])
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
        let after = self.nodes.get(at + 1);
        // "referred to her as".
        let toward = frames.has(CueFrame::LabelAs)
            && !romance
            && after.is_some_and(|node| {
                node.is_name() || node.classes.any(&[WordClass::Determiner, WordClass::Pronoun])
            });
        if next.is(WordClass::InfinitiveMarker) && toward {
            return self.has_predicate(at + 1).then_some(at + 1);
        }
        if next.is(WordClass::InfinitiveMarker) && self.nodes.get(at + 1).is_some_and(Node::is_word) {
            let pointed = frames.has(CueFrame::Np) && !frames.has(CueFrame::Infinitive);
            // "claimed to have won".
            let perfect = frames.has(CueFrame::That)
                && !pointed
                && self.nodes[at + 1].is(WordClass::Auxiliary)
                && !self.tokens.pack.grammar().medial_attribution;
            return if perfect {
                Some(at)
            } else if pointed {
                Some(at + 1)
            } else {
                frames.has(CueFrame::Infinitive).then_some(at)
            };
        }
        if frames.any(&[CueFrame::Quote, CueFrame::That]) && (self.is_fronted(at) || self.is_amount(at)) {
            return Some(at);
        }
        if let Some(begin) = romance.then(|| self.romance_clause(frames, at)).flatten() {
            return begin;
        }
        let governs = frames.any(&[CueFrame::LabelAs, CueFrame::Np, CueFrame::Wh])
            || frames.has(CueFrame::Infinitive) && !romance;
        // "They announced themselves with two goals".
        if next.is(WordClass::Reflexive)
            && !romance
            && !frames.has(CueFrame::LabelAs)
            && !self.is_clause(at, frames)
        {
            return None;
        }
        // "would not comment on how much was paid".
        let asked = next.is(WordClass::TopicPreposition)
            && after.is_some_and(|node| node.is(WordClass::Interrogative))
            && frames.any(&[CueFrame::Quote, CueFrame::That, CueFrame::Addressee, CueFrame::Wh]);
        if asked && !romance {
            return Some(at + 1);
        }
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
        // A verb that a clause may follow tells a noun phrase only where it says so.
        let clausal =
            frames.has(CueFrame::That) && !romance && !frames.any(&[CueFrame::LabelAs, CueFrame::Np]);
        if governs && (!clausal || self.asks(at)) {
            let told = !frames.has(CueFrame::Predicate) || self.asks(at) || self.has_predicate(at);
            return told.then_some(at);
        }
        (frames.any(&[CueFrame::That, CueFrame::Addressee, CueFrame::Quote]) && self.is_clause(at, frames))
            .then_some(at)
    }

    /// Whether an infinitive follows the noun phrase that begins here: "called on him to go".
    fn asks(&self, at: usize) -> bool {
        let phrase = phrase_after(self.nodes, at, self.nodes.len());
        let end = phrase.map_or(at, |phrase| phrase.end);
        (at..=end).any(|i| {
            let verb = self.nodes.get(i + 1).is_some_and(|verb| verb.is_word() && !verb.is_name());
            verb && self.nodes.get(i).is_some_and(|node| node.is(WordClass::InfinitiveMarker))
        })
    }

    /// Whether something is said of the object that begins here: "called the plan a mess", "called it “odd”", but not
    /// "called a taxi".
    fn has_predicate(&self, at: usize) -> bool {
        use WordClass::{
            Comparative, Coordinator, Determiner, NounPreposition, PossessiveDeterminer, Preposition,
            Pronoun, Subordinator, TimeAdverb,
        };
        let inside = &self.nodes[at..];
        let ends = |i: &usize| {
            let node = &inside[*i];
            matches!(node.kind, Kind::Stop | Kind::Semicolon | Kind::Comma | Kind::Colon)
                || node.is(Coordinator) && inside.get(i + 1).is_some_and(|next| next.finite)
                || node.is(Subordinator) && !node.is(Comparative)
        };
        let length = (0..inside.len().min(24)).find(ends).unwrap_or(inside.len().min(24));
        let inside = &inside[..length];
        (0..inside.len()).any(|i| {
            let node = &inside[i];
            let Some(before) = i.checked_sub(1).map(|i| &inside[i]) else { return node.run().is_some() };
            let fresh = before.is_nounlike() && !before.classes.any(&[Determiner, PossessiveDeterminer]);
            let object = before.is(Pronoun) && !before.is(Determiner) || fresh;
            let joined = before.is(Coordinator);
            node.run().is_some()
                || node.is(Comparative)
                || object && !joined && node.is(Determiner) && !node.classes.any(&[Preposition, TimeAdverb])
                || before.is(Pronoun)
                    && i == 1
                    && node.is_nounlike()
                    && !node.classes.any(&[TimeAdverb, NounPreposition, WordClass::VerbParticle])
                || object && (matches!(node.tag, Tag::Adj | Tag::Verb) || node.manner) && !node.is(TimeAdverb)
        })
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
        let mark = |node: &Node| !node.is_word() && node.kind != Kind::Figure;
        let comma = self.nodes[at..].iter().take(16).position(mark).map(|n| at + n);
        let Some(comma) = comma.filter(|&comma| comma > at + 1 && self.nodes[comma].kind == Kind::Comma)
        else {
            return false;
        };
        // "said in rural districts, where no bus runs, patients wait".
        let aside = self
            .nodes
            .get(comma + 1)
            .is_some_and(|node| node.is(WordClass::Interrogative) && !node.is(WordClass::Complementizer));
        let second = self.nodes[comma + 1..].iter().take(16).position(mark);
        let second = second.map(|n| comma + 1 + n).filter(|&at| aside && self.nodes[at].kind == Kind::Comma);
        let comma = second.unwrap_or(comma);
        let subject = self.nodes.get(comma + 1).is_some_and(|node| {
            (node.classes.any(&[
                WordClass::SubjectPronoun,
                WordClass::Determiner,
                WordClass::PossessiveDeterminer,
            ]) || node.is_name()
                || node.tag == Tag::Noun && second.is_some())
                && !node.is(WordClass::Relative)
        });
        lead.any(&[WordClass::Preposition, WordClass::Subordinator])
            && !lead.has(WordClass::InfinitiveMarker)
            && (!lead.has(WordClass::PlacePreposition) || second.is_some() && !is_venue(self.nodes, at + 1))
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
    pub(super) fn is_clause(&self, at: usize, frames: CueFrames) -> bool {
        let window = self.nodes[at..].iter().take(if frames.has(CueFrame::That) { 18 } else { 10 });
        // "claimed their third win when he scored": a clause that a conjunction opens has a verb of its own.
        let romance = self.tokens.pack.grammar().medial_attribution;
        let apart = |node: &Node| node.is(WordClass::Subordinator) && !node.is(WordClass::Comparative);
        let mut inside = window.enumerate().take_while(|(i, node)| {
            let over = !romance && *i > 0 && apart(node);
            !over && !matches!(node.kind, Kind::Stop | Kind::Semicolon | Kind::Comma)
        });
        frames.has(CueFrame::Bare)
            || inside.any(|(_, node)| {
                node.run().is_some()
                    || node.classes.any(&[WordClass::Modal, WordClass::SubjectPronoun])
                    || node.cue.is_some_and(|cue| cue.form == Form::Past)
                    || matches!(node.tag, Tag::Verb | Tag::Aux) && node.is_word()
            })
    }
}
