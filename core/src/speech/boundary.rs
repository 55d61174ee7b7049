//! Where a paraphrase ends: a log-linear choice among the places where its sentence could let go of it.
//!
//! Whether a relative clause, a conjunct or a prepositional phrase still belongs to what was said is told by no single
//! word, so what stands around each place is weighed, and the likeliest one is taken. Fitted by the trainer.

use super::cues::Attribution;
use super::nodes::{Kind, Node};
use crate::analysis::{AttributionMethod, Tag};
use crate::data;
use crate::lang::{Form, WordClass};
use crate::linear::Weights;

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
    pub(crate) cue: &'a Attribution,
    pub(crate) lemma: &'a str,
    /// The attributions that follow.
    pub(crate) following: &'a [Attribution],
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
            place.signs(&mut |name| score += self.0.of(name));
            if score > best.0 {
                best = (score, place.end);
            }
        });
        best.1
    }
}

/// A place where a content could end.
pub(crate) struct Place<'a> {
    content: &'a Content<'a>,
    /// One past the last node.
    pub(crate) end: usize,
    /// How many places there are before it.
    nth: usize,
    /// The attribution that begins here.
    follows: Option<&'a Attribution>,
}

impl Content<'_> {
    /// Shows the places where it could end, in order.
    pub(crate) fn places(&self, mut show: impl FnMut(Place<'_>)) {
        let nodes = self.nodes;
        let (mut nth, mut next) = (0, 0);
        let last = nodes.len() - usize::from(nodes.last().is_some_and(|node| node.kind == Kind::Stop));
        for end in self.begin + 1..last {
            while self.following.get(next).is_some_and(|other| other.begin.min(other.at) < end) {
                next += 1;
            }
            let follows = self.following.get(next).filter(|other| other.begin <= end + 1);
            if nth == MOST {
                break;
            }
            if follows.is_some_and(|other| other.begin == end) || self.parts(end) {
                show(Place { content: self, end, nth, follows });
                nth += 1;
            }
            // "…, according to X" tells of a source, whatever the weights say.
            if self.nodes[end].kind == Kind::Comma
                && self.nodes[end + 1..].first().is_some_and(|next| next.is(WordClass::According))
            {
                return;
            }
        }
        if last > self.begin {
            show(Place { content: self, end: last, nth, follows: None });
        }
    }

    /// The same with the names of all signs, and where rules would end it.
    pub(crate) fn choice(&self, ruled: usize) -> BoundaryCandidate {
        let offset = |end: usize| self.nodes[end - 1].span.end();
        let mut places = Vec::new();
        self.places(|place| {
            let mut names = Vec::new();
            place.signs(&mut |name| names.push(name.join(" ")));
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

impl Place<'_> {
    /// Shows the names of what can be seen at the place.
    pub(crate) fn signs(&self, see: &mut impl FnMut(&[&str])) {
        let Content { text, nodes, begin, .. } = *self.content;
        let mark = nodes
            .get(self.end)
            .filter(|node| !node.is_word())
            .map_or(if self.end < nodes.len() { "none" } else { "end" }, |node| mark(node.kind));
        let first = self.end + usize::from(mark != "none" && mark != "run" && mark != "figure");
        let (one, two) = (nodes.get(first), nodes.get(first + 1));
        let word = one.map_or("", |node| name(node, text));
        let (one, two) = (class(one), class(two));
        let opening = class(nodes.get(begin));
        see(&[mark, word]);
        see(&[mark, one, two]);
        see(&[mark, word, two]);
        see(&[mark, one, "opened by", opening]);
        let last = class(nodes.get(self.end - 1));
        see(&[mark, "after", last]);
        see(&[mark, one, "after", last]);
        let follows = self.follows.map_or("nothing", |other| method(other));
        see(&[mark, one, "follows", follows]);
        let (content, clause) = (&nodes[begin..self.end], self.clause(first));
        let (here, there) = (tense(content, text), tense(clause, text));
        see(&[mark, one, "verb", there]);
        see(&[mark, "verbs", here, there]);
        see(&[mark, word, "verb", there]);
        see(&[mark, one, two, class(nodes.get(first + 2))]);
        see(&[mark, one, "verbs", here, there]);
        see(&[mark, word, "by", method(self.content.cue)]);
        let count = |kind: Kind| content.iter().filter(|node| node.kind == kind).count();
        see(&[mark, "commas", bucket(3 * count(Kind::Comma))]);
        // Whether the sentence goes on behind a second comma.
        let closes = nodes.get(first + clause.len()).is_some_and(|node| node.kind == Kind::Comma);
        let closed = clause.len() < CLAUSE && closes;
        see(&[mark, one, "closed", if closed { "yes" } else { "no" }]);
        see(&[mark, "size", bucket(self.end - begin)]);
        see(&[mark, "rest", bucket(nodes.len() - self.end)]);
        see(&[mark, one, "rest", bucket(nodes.len() - self.end)]);
        see(&[mark, "place", bucket(self.nth)]);
        see(&[mark, one, "cue", self.content.lemma]);
        see(&[mark, "by", method(self.content.cue)]);
        let run = nodes[first.min(nodes.len())..].iter().take(AHEAD).any(|node| node.run().is_some());
        see(&[mark, "run ahead", if run { "yes" } else { "no" }]);
        if count(Kind::Open) != count(Kind::Close) {
            see(&[mark, "in verb_bracket"]);
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

/// The tense of the first verb.
fn tense(nodes: &[Node], text: &str) -> &'static str {
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
    nodes.iter().take(2 * CLAUSE).find_map(of).unwrap_or("none")
}

fn bucket(count: usize) -> &'static str {
    match count {
        0..=2 => "two",
        3..=4 => "four",
        5..=7 => "seven",
        8..=12 => "twelve",
        13..=20 => "twenty",
        21..=35 => "thirty",
        _ => "more",
    }
}

fn method(attribution: &Attribution) -> &'static str {
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
