//! Where a paraphrase ends: a log-linear choice among the places where its sentence could let go of it.
//!
//! Whether a relative clause, a conjunct or a prepositional phrase still belongs to what was said is told by no single
//! word, so what stands around each place is weighed, and the likeliest one is taken. Fitted by the trainer.

mod limits;

use super::cues::CueClause;
use super::nodes::{Kind, Node};
use crate::analysis::{AttributionMethod, Tag};
use crate::data;
use crate::lang::{Form, WordClass};
use crate::linear::{Part, Weights};
use limits::Limits;

/// Places that are weighed for one content; the end of the sentence comes on top.
const MOST: usize = 48;

/// Items that are looked at behind a place for its clause.
const CLAUSE: usize = 12;

/// Nodes that are looked at behind a place for a run in quotation marks: more than sentences have.
const AHEAD: usize = 200;

/// A content whose end is looked for.
#[derive(Clone, Copy)]
pub(crate) struct Content<'a> {
    pub(crate) text: &'a str,
    /// All nodes up to the end of the unit.
    pub(crate) nodes: &'a [Node],
    pub(crate) begin: usize,
    /// Who claims it.
    pub(crate) cue: &'a CueClause,
    pub(crate) lemma: &'a str,
    /// The attributions that follow.
    pub(crate) following: &'a [CueClause],
}

/// A paraphrase with the places where it could end, as a trainer needs it.
#[derive(Clone, Debug)]
pub struct BoundaryCandidate {
    /// Where it begins, in bytes.
    pub begin: u32,
    /// The places: where what is before them ends, and the names of what can be seen there.
    pub places: Vec<(u32, Vec<String>)>,
    /// The place that rules would take.
    pub ruled: u32,
}

/// The weights.
#[derive(Debug)]
pub(crate) struct BoundaryModel(Weights);

impl BoundaryModel {
    pub(crate) fn load() -> Self {
        Self(Weights::read(data::END_WEIGHTS))
    }

    /// One past the last node of a content.
    pub(crate) fn best(&self, content: &Content<'_>) -> usize {
        let mut best = (f32::MIN, content.nodes.len());
        content.places(|place| {
            let mut score = 0.0;
            place.signs(&mut |name| score += self.0.of_parts(name));
            if score > best.0 {
                best = (score, place.end);
            }
        });
        best.1
    }
}

/// What there is in a content up to a place and behind it. It is kept from place to place, so that all of them together
/// look over the content once.
struct Seen<'a> {
    opening: Part<'a>,
    lemma: Part<'a>,
    method: Part<'a>,
    /// Where the first verb is, and its tense.
    verb: Option<(usize, &'static str)>,
    /// Where the nodes begin that are not counted yet.
    uncounted: usize,
    commas: usize,
    opened: usize,
    closed: usize,
    /// The first run that is not before the place, or the end of the nodes.
    run: usize,
}

impl<'a> Seen<'a> {
    fn new(content: &Content<'a>) -> Self {
        let begin = content.begin;
        Self {
            opening: Part::new(class(content.nodes.get(begin))),
            lemma: Part::new(content.lemma),
            method: Part::new(method(content.cue)),
            verb: content
                .nodes
                .get(begin..)
                .and_then(|nodes| verb(nodes, content.text))
                .map(|(at, tense)| (begin + at, tense)),
            uncounted: begin,
            commas: 0,
            opened: 0,
            closed: 0,
            run: begin,
        }
    }

    /// Goes on to a place, which is not before the last one.
    fn advance(&mut self, nodes: &[Node], end: usize) {
        for node in &nodes[self.uncounted..end] {
            match node.kind {
                Kind::Comma => self.commas += 1,
                Kind::Open => self.opened += 1,
                Kind::Close => self.closed += 1,
                _ => {}
            }
        }
        self.uncounted = end;
        let first = first_behind(nodes, end);
        while self.run < nodes.len() && (self.run < first || nodes[self.run].run().is_none()) {
            self.run += 1;
        }
    }
}

/// A place where a content could end.
pub(crate) struct Place<'a> {
    content: &'a Content<'a>,
    /// One past the last node.
    pub(crate) end: usize,
    /// How many places there are before it.
    nth: usize,
    seen: &'a Seen<'a>,
    /// The attribution that begins here.
    follows: Option<&'a CueClause>,
}

impl Content<'_> {
    /// Shows the places where it could end, in order.
    pub(crate) fn places(&self, mut show: impl FnMut(Place<'_>)) {
        let nodes = self.nodes;
        let (mut nth, mut next) = (0, 0);
        let mut seen = Seen::new(self);
        let mut limits = Limits::new(self);
        let last = nodes.len() - usize::from(nodes.last().is_some_and(|node| node.kind == Kind::Stop));
        for end in self.begin + 1..last {
            while self.following.get(next).is_some_and(|other| other.begin.min(other.at) < end) {
                next += 1;
            }
            let follows = self.following.get(next).filter(|other| other.begin <= end + 1);
            if nth == MOST {
                break;
            }
            if limits.is_main(end) {
                seen.advance(nodes, end);
                show(Place { content: self, end, nth, seen: &seen, follows });
                return;
            }
            let apart = limits.allow(self, end);
            if apart && (follows.is_some_and(|other| other.begin == end) || self.parts(end)) {
                seen.advance(nodes, end);
                show(Place { content: self, end, nth, seen: &seen, follows });
                nth += 1;
            }
            // "…, according to X" tells of a source, whatever the weights say, and so does "…, court papers say."
            let source = self.nodes[end].kind == Kind::Comma
                && self.nodes[end + 1..].first().is_some_and(|next| next.is(WordClass::According));
            if source || limits.ends(self, end, follows) {
                return;
            }
        }
        if last > self.begin {
            seen.advance(nodes, last);
            show(Place { content: self, end: last, nth, seen: &seen, follows: None });
        }
    }

    /// The same with the names of all signs, and where rules would end it.
    pub(crate) fn choice(&self, ruled: usize) -> BoundaryCandidate {
        let offset = |end: usize| self.nodes[end - 1].span.end();
        let mut places = Vec::new();
        self.places(|place| {
            let mut names = Vec::new();
            place.signs(&mut |name| {
                names.push(name.iter().map(|part| part.text).collect::<Vec<_>>().join(" "));
            });
            places.push((offset(place.end), names));
        });
        BoundaryCandidate { begin: self.nodes[self.begin].span.begin(), places, ruled: offset(ruled) }
    }

    /// Whether something else may begin with an node.
    fn parts(&self, at: usize) -> bool {
        use WordClass::{
            Adversative, Coordinator, Interrogative, Medium, PlacePreposition, Preposition, Relative,
            Subordinator, TimeAdverb, Weekday,
        };
        let (before, node) = (&self.nodes[at - 1], &self.nodes[at]);
        match node.kind {
            Kind::Comma
            | Kind::Colon
            | Kind::Semicolon
            | Kind::Dash
            | Kind::Open
            | Kind::Close
            | Kind::Stop => {
                before.is_word()
                    || before.kind == Kind::Figure
                    || before.run().is_some()
                    || before.kind == Kind::Close
            }
            // The mark before it is the place.
            _ if !(before.is_word() || before.kind == Kind::Figure || before.run().is_some()) => false,
            Kind::Run(_) => true,
            _ if before.run().is_some() => true,
            _ if node.classes.any(&[
                Coordinator,
                Adversative,
                Relative,
                Subordinator,
                Interrogative,
                Weekday,
            ]) =>
            {
                true
            }
            _ if node.classes.any(&[Preposition, PlacePreposition]) => self.nodes[at + 1..]
                .iter()
                .take(3)
                .any(|next| next.classes.any(&[TimeAdverb, Weekday, Medium])),
            _ => node.cue.is_some_and(|cue| cue.form == Form::Gerund),
        }
    }
}

/// The words between what is seen, in the names of signs.
mod part {
    use crate::linear::Part;

    pub(super) const AFTER: Part<'_> = Part::new("after");
    pub(super) const BY: Part<'_> = Part::new("by");
    pub(super) const CLOSED: Part<'_> = Part::new("closed");
    pub(super) const COMMAS: Part<'_> = Part::new("commas");
    pub(super) const CUE: Part<'_> = Part::new("cue");
    pub(super) const FOLLOWS: Part<'_> = Part::new("follows");
    pub(super) const IN_BRACKET: Part<'_> = Part::new("in verb_bracket");
    pub(super) const OPENED_BY: Part<'_> = Part::new("opened by");
    pub(super) const PLACE: Part<'_> = Part::new("place");
    pub(super) const REST: Part<'_> = Part::new("rest");
    pub(super) const RUN_AHEAD: Part<'_> = Part::new("run ahead");
    pub(super) const SIZE: Part<'_> = Part::new("size");
    pub(super) const VERB: Part<'_> = Part::new("verb");
    pub(super) const VERBS: Part<'_> = Part::new("verbs");
    pub(super) const YES: Part<'_> = Part::new("yes");
    pub(super) const NO: Part<'_> = Part::new("no");
}

impl Place<'_> {
    /// Shows the names of what can be seen at the place.
    pub(crate) fn signs(&self, see: &mut impl FnMut(&[Part<'_>])) {
        let Content { text, nodes, begin, .. } = *self.content;
        let Seen { opening, lemma, method: by, .. } = *self.seen;
        let first = first_behind(nodes, self.end);
        let mark = Part::new(mark_at(nodes, self.end));
        let word = Part::new(nodes.get(first).map_or("", |node| name(node, text)));
        let class_at = |at: usize| Part::new(class(nodes.get(at)));
        let (one, two, last) = (class_at(first), class_at(first + 1), class_at(self.end - 1));
        see(&[mark, word]);
        see(&[mark, one, two]);
        see(&[mark, word, two]);
        see(&[mark, one, part::OPENED_BY, opening]);
        see(&[mark, part::AFTER, last]);
        see(&[mark, one, part::AFTER, last]);
        see(&[mark, one, part::FOLLOWS, Part::new(self.follows.map_or("nothing", method))]);
        let clause = self.clause(first);
        let tense = |verb: Option<(usize, &'static str)>| Part::new(verb.map_or("none", |(_, tense)| tense));
        let here = tense(self.seen.verb.filter(|&(at, _)| at < self.end));
        let there = tense(verb(clause, text));
        see(&[mark, one, part::VERB, there]);
        see(&[mark, part::VERBS, here, there]);
        see(&[mark, word, part::VERB, there]);
        see(&[mark, one, two, class_at(first + 2)]);
        see(&[mark, one, part::VERBS, here, there]);
        see(&[mark, word, part::BY, by]);
        see(&[mark, part::COMMAS, bucket(3 * self.seen.commas)]);
        // Whether the sentence goes on behind a second comma.
        let closes = nodes.get(first + clause.len()).is_some_and(|node| node.kind == Kind::Comma);
        see(&[mark, one, part::CLOSED, answer(clause.len() < CLAUSE && closes)]);
        see(&[mark, part::SIZE, bucket(self.end - begin)]);
        let rest = bucket(nodes.len() - self.end);
        see(&[mark, part::REST, rest]);
        see(&[mark, one, part::REST, rest]);
        see(&[mark, part::PLACE, bucket(self.nth)]);
        see(&[mark, one, part::CUE, lemma]);
        see(&[mark, part::BY, by]);
        let run = self.seen.run < nodes.len().min(first + AHEAD);
        see(&[mark, part::RUN_AHEAD, answer(run)]);
        if self.seen.opened != self.seen.closed {
            see(&[mark, part::IN_BRACKET]);
        }
    }

    /// What follows, up to the next mark.
    fn clause(&self, first: usize) -> &[Node] {
        let rest = &self.content.nodes[first.min(self.content.nodes.len())..];
        let ends = |node: &Node| {
            matches!(node.kind, Kind::Comma | Kind::Semicolon | Kind::Dash | Kind::Colon | Kind::Stop)
        };
        &rest[..rest.iter().take(CLAUSE).position(ends).unwrap_or(rest.len().min(CLAUSE))]
    }
}

/// The mark at the end of a content.
fn mark_at(nodes: &[Node], end: usize) -> &'static str {
    nodes.get(end).map_or("end", |node| mark(node.kind))
}

/// Where that begins which follows a content, behind the mark between them.
fn first_behind(nodes: &[Node], end: usize) -> usize {
    end + usize::from(!matches!(mark_at(nodes, end), "none" | "run" | "figure"))
}

fn answer(yes: bool) -> Part<'static> {
    if yes { part::YES } else { part::NO }
}

fn mark(kind: Kind) -> &'static str {
    match kind {
        Kind::Word { .. } => "none",
        Kind::Figure => "figure",
        Kind::Run(_) => "run",
        Kind::Comma => "comma",
        Kind::Colon => "colon",
        Kind::Semicolon => "semicolon",
        Kind::Dash => "dash",
        Kind::Open => "open",
        Kind::Close => "close",
        Kind::Stop => "stop",
        Kind::Other => "other",
    }
}

/// A word that begins nothing with a capital, as it is written.
fn name<'a>(node: &Node, text: &'a str) -> &'a str {
    match node.kind {
        Kind::Word { name: false } => node.span.of(text),
        Kind::Word { name: true } => "Name",
        other => mark(other),
    }
}

/// The part that a word plays.
fn class(node: Option<&Node>) -> &'static str {
    const CLASSES: [(WordClass, &str); 18] = [
        (WordClass::Complementizer, "that"),
        (WordClass::Relative, "relative"),
        (WordClass::Interrogative, "question"),
        (WordClass::InfinitiveMarker, "to"),
        (WordClass::Coordinator, "and"),
        (WordClass::Adversative, "but"),
        (WordClass::ReasonConjunction, "reason"),
        (WordClass::Subordinator, "subordinator"),
        (WordClass::According, "according"),
        (WordClass::AdjunctParticiple, "adjunct"),
        (WordClass::SubjectPronoun, "subject"),
        (WordClass::Modal, "modal"),
        (WordClass::Auxiliary, "auxiliary"),
        (WordClass::Weekday, "weekday"),
        (WordClass::Preposition, "preposition"),
        (WordClass::PossessiveDeterminer, "owner"),
        (WordClass::Determiner, "determiner"),
        (WordClass::TimeAdverb, "time"),
    ];
    let Some(node) = node else { return "end" };
    if !node.is_word() {
        return mark(node.kind);
    }
    if node.is_name() && !node.is(WordClass::SubjectPronoun) {
        return "name";
    }
    if let Some((_, class)) = CLASSES.iter().find(|(wanted, _)| node.is(*wanted)) {
        return class;
    }
    match node.cue.map(|cue| cue.form) {
        Some(Form::Past) => return "said",
        Some(Form::Present) => return "says",
        Some(Form::Gerund) => return "saying",
        _ => {}
    }
    match node.tag {
        Tag::Verb | Tag::Aux => "verb",
        Tag::Adv => "adverb",
        Tag::Adj => "adjective",
        Tag::Noun | Tag::Propn => "noun",
        Tag::Pron => "pronoun",
        Tag::Num => "number",
        _ => "word",
    }
}

/// Where the first verb is, and its tense.
fn verb(nodes: &[Node], text: &str) -> Option<(usize, &'static str)> {
    let of = |node: &Node| {
        let word = node.span.of(text);
        if node.is_name() {
            None
        } else if node.classes.any(&[WordClass::Modal, WordClass::Auxiliary]) {
            Some(match word {
                "is" | "are" | "am" | "has" | "have" | "do" | "does" => "present",
                "was" | "were" | "had" | "did" => "past",
                _ => "modal",
            })
        } else if node.cue.is_some_and(|cue| cue.form == Form::Past) {
            Some("past")
        } else if node.tag == Tag::Verb && node.is_word() {
            Some(if word.ends_with("ed") {
                "past"
            } else if word.ends_with("ing") {
                "gerund"
            } else {
                "verb"
            })
        } else {
            None
        }
    };
    nodes.iter().take(2 * CLAUSE).enumerate().find_map(|(at, node)| Some((at, of(node)?)))
}

fn bucket(count: usize) -> Part<'static> {
    Part::new(match count {
        0..=2 => "two",
        3..=4 => "four",
        5..=7 => "seven",
        8..=12 => "twelve",
        13..=20 => "twenty",
        21..=35 => "thirty",
        _ => "more",
    })
}

fn method(attribution: &CueClause) -> &'static str {
    match attribution.method {
        AttributionMethod::Cue => match attribution.word.form {
            Form::Gerund => "gerund",
            Form::Present => "says",
            Form::Past | Form::Participle => "cue",
        },
        AttributionMethod::AccordingTo => "according",
        AttributionMethod::Noun => "noun",
        AttributionMethod::Passive => "passive",
        AttributionMethod::InvertedCue => "inverted",
        _ => "other",
    }
}
