//! Whom the sources of attributions mean.

use std::ops::Range;

use super::cluster::EntityCluster;
use crate::analysis::{AttributionMethod, EntityType, MentionKind, QuotationKind};
use crate::document_tokens::DocumentTokens;
use crate::interrupt::checkpoint;
use crate::lang::WordClass;
use crate::lang::lexicon::Classes;
use crate::names::span_of;
use crate::speech::attribution::{Link, Source, SpeechReading};
use crate::speech::nodes::{Kind, Node, SpeechTokens};
use crate::speech::source_phrase::{head, is_compound};
use crate::text::{Span, WordMap};

/// A unit is about somebody whom its first nodes mention.
const TOPIC_WITHIN: usize = 60;
/// What is no person is what a unit is about only where it stands at its beginning.
const BODY_WITHIN: usize = 6;
/// The most words between "of" and the name of whom somebody is: "an aide of the former president".
const WHOSE_WITHIN: usize = 5;

/// The mentions of those who can speak, in the order of the text.
#[derive(Debug)]
pub(super) struct Mentions<'a> {
    document: &'a DocumentTokens<'a>,
    clusters: &'a [EntityCluster],
    sorted: Vec<(Span, usize, MentionKind)>,
}

/// Whom a phrase means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PhraseReferent<R> {
    /// Who it is, where the document knows.
    pub(crate) referent: Option<(R, MentionKind)>,
    /// The name beside a description that tells who it is.
    pub(crate) apposed: Option<Span>,
}

/// Whom a unit is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Topic<R> {
    /// The first that it mentions: where, who and how.
    Mention(Span, R, MentionKind),
    /// Who speaks in it without a content: the index of the unit.
    Spoke(usize, PhraseReferent<R>),
}

/// Who speaks in an attribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Speaking<R> {
    /// Whom its phrase means.
    Phrase(PhraseReferent<R>),
    /// Who speaks in an earlier attribution.
    As(usize),
    /// Whom the text was about in a unit.
    About(usize),
    /// Nobody that the text tells.
    Nobody,
}

/// Who speaks in one reading of a document.
#[derive(Debug)]
pub(crate) struct Speakers<R> {
    /// By attribution.
    pub(crate) attributions: Vec<Speaking<R>>,
    /// Who passes each attribution on.
    pub(crate) relayers: Vec<Option<R>>,
    /// Whom the text is about behind each unit.
    pub(crate) topics: Vec<Option<Topic<R>>>,
}

impl<R: Copy> PhraseReferent<R> {
    fn map<S>(self, map: &impl Fn(R) -> S) -> PhraseReferent<S> {
        PhraseReferent { referent: self.referent.map(|(r, kind)| (map(r), kind)), apposed: self.apposed }
    }
}

impl<R: Copy> Speakers<R> {
    /// Who speaks in an attribution, where the document knows.
    pub(crate) fn of(&self, attribution: usize) -> Option<R> {
        match self.attributions[attribution] {
            Speaking::Phrase(phrase) => phrase.referent.map(|(referent, _)| referent),
            Speaking::As(other) => self.of(other),
            Speaking::About(unit) => match self.topics[unit]? {
                Topic::Mention(_, referent, _) => Some(referent),
                Topic::Spoke(_, phrase) => phrase.referent.map(|(referent, _)| referent),
            },
            Speaking::Nobody => None,
        }
    }

    /// The same with other names for those who speak.
    pub(super) fn map<S>(self, map: impl Fn(R) -> S) -> Speakers<S> {
        let speaking = |speaking| match speaking {
            Speaking::Phrase(phrase) => Speaking::Phrase(phrase.map(&map)),
            Speaking::As(other) => Speaking::As(other),
            Speaking::About(unit) => Speaking::About(unit),
            Speaking::Nobody => Speaking::Nobody,
        };
        let topic = |topic| match topic {
            Topic::Mention(span, referent, kind) => Topic::Mention(span, map(referent), kind),
            Topic::Spoke(unit, phrase) => Topic::Spoke(unit, phrase.map(&map)),
        };
        Speakers {
            attributions: self.attributions.into_iter().map(speaking).collect(),
            relayers: self.relayers.into_iter().map(|relayer| relayer.map(&map)).collect(),
            topics: self.topics.into_iter().map(|known| known.map(topic)).collect(),
        }
    }
}

impl<'a> Mentions<'a> {
    /// Sorts the mentions of those who can speak.
    pub(super) fn new(document: &'a DocumentTokens<'a>, clusters: &'a [EntityCluster]) -> Self {
        let mut sorted: Vec<(Span, usize, MentionKind)> = Vec::new();
        for (index, cluster) in clusters.iter().enumerate().filter(|(_, cluster)| can_speak(cluster.kind)) {
            checkpoint();
            sorted.extend(cluster.mentions.iter().map(|mention| {
                (span_of(document.layers, &mention.tokens, cluster.kind), index, mention.kind)
            }));
        }
        sorted.sort_by_key(|&(span, ..)| span);
        Self { document, clusters, sorted }
    }

    /// The mentions that begin inside a span.
    fn inside(&self, span: Span) -> &[(Span, usize, MentionKind)] {
        let begin = self.sorted.partition_point(|&(mention, ..)| mention.begin() < span.begin());
        let end = self.sorted.partition_point(|&(mention, ..)| mention.begin() < span.end());
        &self.sorted[begin..end.max(begin)]
    }

    /// Whether a word is a title, as "Dr".
    fn is_title(&self, node: &Node) -> bool {
        self.is(node, Classes::TITLE)
    }

    fn is(&self, node: &Node, classes: Classes) -> bool {
        let tokens = self.document.layers.tokens.covered_by(node.span);
        tokens.len() == 1 && self.document.is(tokens.start, classes)
    }

    fn is_person(&self, cluster: usize) -> bool {
        self.clusters[cluster].kind == EntityType::Person
    }

    /// Who speaks in a reading; `first_person` has the pronouns of the first person that are resolved, by token.
    pub(super) fn speakers(
        &self,
        reading: &SpeechReading<'_>,
        first_person: &WordMap<usize>,
    ) -> Speakers<usize> {
        let topics = self.topics(reading);
        let mut attributions: Vec<Speaking<usize>> = Vec::with_capacity(reading.attributions.len());
        let mut relayers = Vec::with_capacity(reading.attributions.len());
        for attribution in &reading.attributions {
            checkpoint();
            let topic = |unit: usize| topics[unit].1.map(|_| Speaking::About(unit));
            let speaking = match &attribution.source {
                Source::Phrase(phrase) => {
                    let mut found = self.phrase(&reading.tokens, phrase, attribution.method);
                    if found.referent.is_none() {
                        found.referent = self.first_person(&reading.tokens, phrase, first_person);
                    }
                    if found.referent.is_none()
                        && let Some(name) = attribution.antecedent
                    {
                        found.referent = self.meant(&reading.tokens, phrase, name);
                    }
                    Some(Speaking::Phrase(found))
                }
                // Words that are no sentence belong to whom their own sentence is about, or to nobody; but a sentence may do
                // without its subject.
                Source::Introduced(unit) => {
                    let small =
                        |segment: &Span| segment.of(reading.tokens.text).starts_with(char::is_lowercase);
                    let sentence = reading.tokens.pack.grammar().null_subject
                        || attribution.kind == QuotationKind::Direct
                        || !attribution.segments.first().is_some_and(small);
                    topic(*unit).filter(|_| sentence || topics[*unit].0)
                }
                Source::Implied(links) => links.iter().find_map(|link| match *link {
                    Link::Continues(other) => match attributions[other] {
                        Speaking::Nobody => None,
                        as_before @ Speaking::As(_) => Some(as_before),
                        _ => Some(Speaking::As(other)),
                    },
                    Link::Introduced(unit) => topic(unit),
                    Link::JustIntroduced(unit) => topic(unit).filter(|_| topics[unit].0),
                }),
            };
            attributions.push(speaking.unwrap_or(Speaking::Nobody));
            let relayer = attribution.relayer.as_ref();
            let relayer = relayer.map(|phrase| self.phrase(&reading.tokens, phrase, AttributionMethod::Cue));
            relayers.push(relayer.and_then(|found| found.referent).map(|(cluster, _)| cluster));
        }
        let topics = topics.into_iter().map(|(_, topic)| topic).collect();
        Speakers { attributions, relayers, topics }
    }

    /// Whom a source phrase means that stands for a name.
    fn meant(
        &self,
        tokens: &SpeechTokens<'_>,
        phrase: &Range<usize>,
        name: Span,
    ) -> Option<(usize, MentionKind)> {
        let &(_, cluster, _) = self.inside(name).first()?;
        let kind = match &tokens.nodes[phrase.clone()] {
            [node] if node.is(WordClass::SubjectPronoun) => MentionKind::Pronoun,
            _ => MentionKind::Nominal,
        };
        Some((cluster, kind))
    }

    /// "I told him" inside of quoted words is who says them.
    fn first_person(
        &self,
        tokens: &SpeechTokens<'_>,
        phrase: &Range<usize>,
        first_person: &WordMap<usize>,
    ) -> Option<(usize, MentionKind)> {
        let [node] = &tokens.nodes[phrase.clone()] else { return None };
        let token = self.document.layers.tokens.covered_by(node.span).start;
        first_person.get(&(token as u64)).map(|&cluster| (cluster, MentionKind::Pronoun))
    }

    /// Whom the text is about behind each unit, and whether that unit says so.
    fn topics(&self, reading: &SpeechReading<'_>) -> Vec<(bool, Option<Topic<usize>>)> {
        let mut topics = Vec::with_capacity(reading.spoke.len());
        let mut before = None;
        for (index, spoke) in reading.spoke.iter().enumerate() {
            checkpoint();
            let spoke = spoke
                .as_ref()
                .map(|(phrase, method)| Topic::Spoke(index, self.phrase(&reading.tokens, phrase, *method)));
            let own = spoke.or_else(|| self.topic(&reading.tokens, &reading.tokens.units[index].nodes));
            before = own.or(before);
            topics.push((own.is_some(), before));
        }
        topics
    }

    /// Whom a unit is about: the first person or body that it names outside of quotations.
    fn topic(&self, tokens: &SpeechTokens<'_>, unit: &Range<usize>) -> Option<Topic<usize>> {
        let nodes = &tokens.nodes[unit.clone()];
        let mut body = None;
        for (i, node) in nodes.iter().enumerate().take(TOPIC_WITHIN) {
            let refers = node.is_name() && !node.is(WordClass::PossessiveDeterminer);
            if !refers && !node.is(WordClass::SubjectPronoun) {
                continue;
            }
            let Some(&(span, cluster, kind)) = self.inside(node.span).first() else { continue };
            let owned = nodes[i + 1..]
                .iter()
                .take(BODY_WITHIN)
                .find(|next| next.span.begin() >= span.end())
                .is_some_and(|next| next.is(WordClass::PossessiveClitic));
            let owned = owned || kind == MentionKind::Name && self.only_tells_whose(nodes, span);
            let topic = Topic::Mention(span, cluster, kind);
            if self.is_person(cluster) && !owned {
                return Some(topic);
            }
            body = body.or(Some(topic).filter(|_| !owned && i < BODY_WITHIN && kind == MentionKind::Name));
        }
        body
    }

    /// Whom a source phrase means.
    pub(super) fn phrase(
        &self,
        tokens: &SpeechTokens<'_>,
        phrase: &Range<usize>,
        method: AttributionMethod,
    ) -> PhraseReferent<usize> {
        let head = head(tokens, phrase);
        if is_compound(tokens, &head) {
            return PhraseReferent { referent: None, apposed: None };
        }
        match self.apposed(tokens, &head, method) {
            Some((cluster, name)) => {
                PhraseReferent { referent: Some((cluster, MentionKind::Name)), apposed: Some(name) }
            }
            None => PhraseReferent { referent: self.head(tokens, &head), apposed: None },
        }
    }

    /// The cluster that a head means: that of the last name before a comma or a preposition.
    fn head(&self, tokens: &SpeechTokens<'_>, head: &Range<usize>) -> Option<(usize, MentionKind)> {
        let nodes = &tokens.nodes[head.clone()];
        let span = nodes.first()?.span.cover(nodes.last()?.span);
        let exact = self.inside(span).iter().find(|(mention, ..)| *mention == span);
        if let Some(&(_, cluster, kind)) = exact {
            return Some((cluster, kind));
        }
        let owned = |mention: Span| {
            nodes
                .iter()
                .any(|node| node.is(WordClass::PossessiveClitic) && node.span.begin() == mention.end())
        };
        let governed = |mention: Span| {
            let at = nodes.iter().position(|node| node.span.end() > mention.begin()).unwrap_or(0);
            let before = nodes[..at].iter().rev().find(|node| !node.is(WordClass::Determiner));
            let first = nodes.get(at).is_some_and(|node| at > 0 && node.is(WordClass::NounPreposition));
            first || before.is_some_and(|node| node.is(WordClass::NounPreposition))
        };
        let inside = self.inside(span);
        let whose = |&(mention, cluster, _): &(Span, usize, MentionKind)| {
            self.is_person(cluster) && self.only_tells_whose(nodes, mention)
        };
        let names = inside.iter().filter(|found| {
            let mention = found.0;
            mention.end() <= span.end() && !owned(mention) && !governed(mention) && !whose(found)
        });
        // The name at the end is the head; a body, a place or a people before it only describes it.
        let last = names.max_by_key(|(mention, cluster, kind)| {
            (self.is_person(*cluster) && *kind != MentionKind::Pronoun, mention.end())
        })?;
        let ends = last.0.end() == span.end() || self.is_person(last.1);
        (ends && (last.2 != MentionKind::Pronoun || nodes.len() == 1)).then_some((last.1, last.2))
    }

    /// Whether a name only tells whose somebody or something is: "the Anstey government", "Hale attorney Nina Frost", "a
    /// cousin of the goalkeeper Darko Illes".
    fn only_tells_whose(&self, nodes: &[Node], mention: Span) -> bool {
        const OWNED: Classes = Classes::BODY.or(Classes::ROLE).or(Classes::ROLES).or(Classes::RELATION);
        let Some(begin) = nodes.iter().position(|node| node.span.end() > mention.begin()) else {
            return false;
        };
        let capitals = self.document.pack.grammar().noun_capitals;
        let noun = |node: &Node| {
            (capitals || !node.is_name())
                && (self.is(node, OWNED) || node.classes.any(&[WordClass::Collective, WordClass::SourceNoun]))
        };
        let after = nodes[begin..].iter().find(|node| node.span.begin() >= mention.end());
        if after.is_some_and(|node| !node.is_name() && noun(node)) {
            return true;
        }
        let before = &nodes[..begin];
        let person = Classes::TITLE.or(Classes::RANK).or(Classes::ROLE).or(Classes::RELATION);
        if before
            .last()
            .is_some_and(|node| noun(node) && self.is(node, Classes::BODY) && !self.is(node, person))
        {
            return true;
        }
        let leads = |node: &&Node| {
            self.is(node, person)
                || node.classes.any(&[
                    WordClass::Determiner,
                    WordClass::PossessiveDeterminer,
                    WordClass::StatusModifier,
                ])
        };
        let lead = before.iter().rev().take(WHOSE_WITHIN).take_while(leads).count();
        let [.., owner, of] = &before[..begin - lead] else { return false };
        lead > 0 && of.is(WordClass::ComplementPreposition) && noun(owner)
    }

    /// Who is named beside a description: "The union's lawyer, Peter Obi, said".
    fn apposed(
        &self,
        tokens: &SpeechTokens<'_>,
        head: &Range<usize>,
        method: AttributionMethod,
    ) -> Option<(usize, Span)> {
        let described = tokens.nodes[head.clone()].iter().any(|node| {
            node.classes.any(&[
                WordClass::Determiner,
                WordClass::PossessiveDeterminer,
                WordClass::PossessiveClitic,
            ])
        });
        let comma = tokens.nodes.get(head.end).filter(|node| node.kind == Kind::Comma)?;
        // "Her husband, banker Leo Weller": a role of his stands before the name.
        let plain = |node: &&Node| !node.is_name() && node.is_word() && !self.is_title(node);
        let role = tokens.nodes.get(head.end + 1).filter(plain);
        let at = head.end + 1 + usize::from(role.is_some());
        let first = tokens.nodes.get(at).filter(|node| node.is_name() || self.is_title(node))?;
        // "Son avocate, Me Inès Roumagnac": a title stands before the name.
        let titled = tokens.pack.grammar().medial_attribution || self.is_title(first);
        let second = tokens.nodes.get(at + 1).filter(|node| node.is_name() && titled);
        // "The coroner, Mrs Justice Pell": titles may be two.
        let third = tokens
            .nodes
            .get(at + 2)
            .filter(|node| node.is_name() && second.is_some_and(|node| self.is_title(node)));
        let names = [Some(first), second, third].into_iter().flatten().filter(|_| described);
        let &(name, cluster, kind) = names.filter_map(|node| self.inside(node.span).first()).next()?;
        let person = self.is_person(cluster) && kind == MentionKind::Name;
        let after = tokens.nodes[head.end + 1..].iter().take(8).find(|node| node.span.begin() >= name.end());
        // "According to her lawyer, Ann Lee, the pair will appeal".
        let noun = &tokens.nodes[head.end - 1];
        let leads = |comma: u32| {
            let next = tokens.nodes[head.end + 1..].iter().take(9).find(|node| node.span.begin() >= comma);
            !noun.classes.any(&[WordClass::Medium, WordClass::Collective, WordClass::GenericBody])
                && next.is_some_and(|node| {
                    node.is_name()
                        || node.classes.any(&[WordClass::Determiner, WordClass::SubjectPronoun])
                            && !node.is(WordClass::Relative)
                })
        };
        let apart = match method {
            // What a source is followed by may be the subject of what it says.
            AttributionMethod::AccordingTo => after.is_none_or(|node| {
                node.kind == Kind::Stop || node.kind == Kind::Comma && leads(node.span.end())
            }),
            _ => after.is_none_or(|node| {
                matches!(node.kind, Kind::Comma | Kind::Stop | Kind::Colon | Kind::Open)
                    || node.is(WordClass::NounPreposition)
            }),
        };
        let is_his = |role: &Node| {
            let known = &self.clusters[cluster].descriptions;
            known.iter().any(|description| {
                self.document.phrase(&description.tokens).ends_with(role.span.of(tokens.text))
            })
        };
        let before = role.map_or(comma.span, |role| role.span);
        (person && apart && role.is_none_or(is_his) && name.begin() < before.end() + 16)
            .then_some((cluster, name))
    }
}

/// Who speaks in the outermost marks, as far as what stands outside of them tells.
pub(super) fn outer_speakers(
    document: &DocumentTokens<'_>,
    clusters: &[EntityCluster],
    readings: &[SpeechReading<'_>],
) -> Vec<Speakers<usize>> {
    let mentions = Mentions::new(document, clusters);
    readings.iter().map(|reading| mentions.speakers(reading, &WordMap::default())).collect()
}

fn can_speak(kind: EntityType) -> bool {
    use EntityType::{Date, Money, Ordinal, Percent, Quantity, Time};
    !matches!(kind, Date | Money | Ordinal | Percent | Quantity | Time)
}
