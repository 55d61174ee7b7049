//! Speakers: from the words of an attribution to somebody in the document.

use std::ops::Range;

use crate::analysis::{AttributionMethod, Entity, EntityType, MentionKind, Speaker, SpeakerKind};
use crate::lang::WordClass;
use crate::speech::nodes::{Kind, Node, SpeechTokens};
use crate::text::Span;

/// The mentions of all entities, in the order of the text.
#[derive(Debug)]
pub(super) struct Mentions<'a> {
    entities: &'a [Entity],
    sorted: Vec<(Span, u32, MentionKind)>,
}

impl<'a> Mentions<'a> {
    /// Sorts the mentions of those who can speak.
    pub(super) fn new(entities: &'a [Entity]) -> Self {
        let mut sorted: Vec<(Span, u32, MentionKind)> = Vec::new();
        for (index, entity) in entities.iter().enumerate().filter(|(_, entity)| can_speak(entity.kind)) {
            crate::interrupt::checkpoint();
            sorted.extend(entity.mentions.iter().map(|mention| (mention.span, index as u32, mention.kind)));
        }
        sorted.sort_by_key(|&(span, ..)| span);
        Self { entities, sorted }
    }

    /// The mentions that begin inside a span.
    pub(super) fn inside(&self, span: Span) -> &[(Span, u32, MentionKind)] {
        let begin = self.sorted.partition_point(|&(mention, ..)| mention.begin() < span.begin());
        let end = self.sorted.partition_point(|&(mention, ..)| mention.begin() < span.end());
        &self.sorted[begin..end.max(begin)]
    }

    pub(super) fn entity(&self, index: u32) -> &Entity {
        &self.entities[index as usize]
    }

    /// The entity that a phrase means by its head: the last name before a comma or a preposition.
    fn resolve(&self, tokens: &SpeechTokens<'_>, head: &Range<usize>) -> Option<(u32, MentionKind)> {
        let nodes = &tokens.nodes[head.clone()];
        let span = nodes.first()?.span.cover(nodes.last()?.span);
        let exact = self.inside(span).iter().find(|(mention, ..)| *mention == span);
        if let Some(&(_, entity, kind)) = exact {
            return Some((entity, kind));
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
        let names = inside
            .iter()
            .filter(|(mention, ..)| mention.end() <= span.end() && !owned(*mention) && !governed(*mention));
        // The name at the end is the head; a body, a place or a people before it only describes it.
        let last = names.max_by_key(|(mention, entity, kind)| {
            let person = self.entity(*entity).kind == EntityType::Person && *kind != MentionKind::Pronoun;
            (person, mention.end())
        })?;
        let ends = last.0.end() == span.end() || self.entity(last.1).kind == EntityType::Person;
        (ends && (last.2 != MentionKind::Pronoun || nodes.len() == 1)).then_some((last.1, last.2))
    }
}

fn can_speak(kind: EntityType) -> bool {
    use EntityType::{Date, Money, Ordinal, Percent, Quantity, Time};
    !matches!(kind, Date | Money | Ordinal | Percent | Quantity | Time)
}

/// The speaker that a phrase names.
pub(super) fn speaker(
    tokens: &SpeechTokens<'_>,
    mentions: &Mentions<'_>,
    phrase: &Range<usize>,
    method: AttributionMethod,
) -> Speaker {
    let nodes = &tokens.nodes[phrase.clone()];
    let span = nodes[0].span.cover(nodes[nodes.len() - 1].span);
    let length = nodes.iter().position(|node| {
        matches!(node.kind, Kind::Comma | Kind::Open) || node.is(WordClass::Relative) && nodes.len() > 1
    });
    let head = phrase.start..phrase.start + length.filter(|&n| n > 0).unwrap_or(nodes.len());
    let compound = is_compound(&tokens.nodes[head.clone()]);
    let apposed = if compound { None } else { apposed(tokens, mentions, &head, method) };
    let span = apposed.map_or(span, |(_, name)| span.cover(name));
    let resolved = match apposed {
        Some((entity, _)) => Some((entity, MentionKind::Name)),
        None if compound => None,
        None => mentions.resolve(tokens, &head),
    };
    let written = span.of(tokens.text);
    let found = resolved.map(|(entity, kind)| (mentions.entity(entity).kind, kind));
    let kind = if apposed.is_some() { SpeakerKind::Named } else { kind(tokens, &head, found, compound) };
    let name =
        resolved.map_or_else(|| written.to_owned(), |(entity, _)| mentions.entity(entity).name.clone());
    Speaker {
        span: Some(span),
        name,
        entity: resolved.map(|(entity, _)| entity),
        kind,
        description: match apposed {
            Some((entity, _)) => role(tokens, mentions, &head, entity),
            None => description(tokens, mentions, &head, resolved.map(|(entity, _)| entity), method),
        },
        method,
        confidence: if resolved.is_some() { 0.9 } else { 0.7 },
    }
}

/// Who is named beside a description: "The union's lawyer, Peter Obi, said".
fn apposed(
    tokens: &SpeechTokens<'_>,
    mentions: &Mentions<'_>,
    head: &Range<usize>,
    method: AttributionMethod,
) -> Option<(u32, Span)> {
    let described = tokens.nodes[head.clone()].iter().any(|node| {
        node.classes.any(&[
            WordClass::Determiner,
            WordClass::PossessiveDeterminer,
            WordClass::PossessiveClitic,
        ])
    });
    let comma = tokens.nodes.get(head.end).filter(|node| node.kind == Kind::Comma)?;
    // "Her husband, banker Leo Weller": a role of his stands before the name.
    let role = tokens.nodes.get(head.end + 1).filter(|node| !node.is_name() && node.is_word());
    let at = head.end + 1 + usize::from(role.is_some());
    let first = tokens.nodes.get(at).filter(|node| node.is_name() && described)?;
    // "Son avocate, Me Inès Roumagnac": a title stands before the name.
    let title =
        tokens.nodes.get(at + 1).filter(|node| node.is_name() && tokens.pack.grammar().medial_attribution);
    let at = [Some(first), title].into_iter().flatten().find_map(|node| mentions.inside(node.span).first());
    let &(name, entity, kind) = at?;
    let person = mentions.entity(entity).kind == EntityType::Person && kind == MentionKind::Name;
    let after = tokens.nodes[head.end + 1..].iter().take(8).find(|node| node.span.begin() >= name.end());
    let apart = match method {
        // What a source is followed by may be the subject of what it says.
        AttributionMethod::AccordingTo => after.is_none_or(|node| node.kind == Kind::Stop),
        _ => after.is_none_or(|node| {
            matches!(node.kind, Kind::Comma | Kind::Stop | Kind::Colon | Kind::Open)
                || node.is(WordClass::NounPreposition)
        }),
    };
    let is_his = |role: &Node| {
        let known = &mentions.entity(entity).descriptions;
        known.iter().any(|description| description.ends_with(role.span.of(tokens.text)))
    };
    let before = role.map_or(comma.span, |role| role.span);
    (person && apart && role.is_none_or(is_his) && name.begin() < before.end() + 8).then_some((entity, name))
}

/// What a description says that somebody is, where the document has no words of its own for it.
fn role(tokens: &SpeechTokens<'_>, mentions: &Mentions<'_>, head: &Range<usize>, entity: u32) -> String {
    let known = mentions.entity(entity).descriptions.first();
    known.cloned().unwrap_or_else(|| {
        let nodes = &tokens.nodes[head.clone()];
        let begin = nodes.iter().position(|node| !node.is(WordClass::Determiner)).unwrap_or(0);
        nodes[begin].span.cover(nodes[nodes.len() - 1].span).of(tokens.text).to_owned()
    })
}

/// Whether a phrase names several speakers.
fn is_compound(nodes: &[Node]) -> bool {
    nodes.iter().enumerate().any(|(i, node)| {
        node.is(WordClass::Coordinator)
            && !node.is_name()
            && i > 0
            && nodes.get(i + 1).is_some_and(|next| next.is_name() || next.is(WordClass::PossessiveDeterminer))
            && !nodes[..i].iter().any(|node| node.is(WordClass::NounPreposition))
    })
}

fn kind(
    tokens: &SpeechTokens<'_>,
    phrase: &Range<usize>,
    resolved: Option<(EntityType, MentionKind)>,
    compound: bool,
) -> SpeakerKind {
    let head = &tokens.nodes[phrase.clone()];
    let lone = head.len() == 1;
    let any = |wanted: WordClass| head.iter().any(|node| node.is(wanted));
    if lone && head[0].is(WordClass::Pronoun) && !head[0].is(WordClass::Determiner) {
        return SpeakerKind::Pronoun;
    }
    if compound {
        return SpeakerKind::Collective;
    }
    let unnamed = tokens.nodes[phrase.end..].iter().take(8).take_while(|node| node.kind != Kind::Stop);
    let hides = unnamed.clone().any(|node| node.is(WordClass::Anonymity));
    let romance = tokens.pack.grammar().medial_attribution;
    let noun =
        head.iter().find(|node| !node.classes.any(&[WordClass::Determiner, WordClass::PossessiveDeterminer]));
    if romance && noun.is_some_and(|noun| noun.is(WordClass::AnonymousSource)) {
        return SpeakerKind::Anonymous;
    }
    if tokens.pack.grammar().verb_bracket {
        return german_kind(tokens, phrase, hides);
    }
    match resolved {
        Some((_, MentionKind::Name)) => return SpeakerKind::Named,
        Some((_, MentionKind::Pronoun)) => return SpeakerKind::Pronoun,
        Some((_, MentionKind::Nominal)) => return SpeakerKind::Nominal,
        None => {}
    }
    if any(WordClass::Collective) {
        SpeakerKind::Collective
    } else if any(WordClass::AnonymousSource) || hides {
        SpeakerKind::Anonymous
    } else if head.last().is_some_and(Node::is_name)
        && !(romance && any(WordClass::NounPreposition) && noun.is_some_and(|noun| !noun.is_name()))
    {
        SpeakerKind::Named
    } else {
        SpeakerKind::Nominal
    }
}

/// How a speaker is named where all nouns have a capital: what an article leads is a name only where a name follows
/// its noun or it is written in capitals.
fn german_kind(tokens: &SpeechTokens<'_>, phrase: &Range<usize>, hides: bool) -> SpeakerKind {
    let nodes = &tokens.nodes[phrase.clone()];
    let any = |wanted: WordClass| phrase.clone().any(|at| tokens.ends_like(at, wanted));
    if any(WordClass::AnonymousSource) || hides {
        return SpeakerKind::Anonymous;
    }
    let led = nodes[0].classes.any(&[WordClass::Determiner, WordClass::PossessiveDeterminer]);
    let acronym = |node: &Node| {
        let text = node.span.of(tokens.text);
        text.len() > 1 && text.chars().all(|c| c.is_uppercase() || c.is_numeric())
    };
    // A noun and its genitive ("der Präsident Polens") are no name.
    let pair = nodes.windows(2).any(|pair| {
        pair[0].is_name()
            && !pair[0].is(WordClass::Determiner)
            && pair[1].is_name()
            && !pair[1].is(WordClass::TimeAdverb)
            && !pair[1].span.of(tokens.text).ends_with('s')
    });
    let quoted = nodes.iter().any(|node| node.run().is_some());
    if nodes.iter().any(acronym) || pair || quoted {
        SpeakerKind::Named
    } else if nodes.iter().any(|node| node.is(WordClass::Collective)) {
        SpeakerKind::Collective
    } else if led || any(WordClass::SourceNoun) || nodes.len() > 2 {
        SpeakerKind::Nominal
    } else {
        SpeakerKind::Named
    }
}

/// Whether a subject ends a clause that leads to what is said: "Comme l'a dit X, …".
fn is_inverting(tokens: &SpeechTokens<'_>, head: &Range<usize>) -> bool {
    let before = tokens.nodes[..head.start].iter().rev().take(6);
    before.take_while(|node| node.is_word()).any(|node| node.is(WordClass::Inverting))
}

/// The role that a speaker is given beside the name, else by the rest of the document.
fn description(
    tokens: &SpeechTokens<'_>,
    mentions: &Mentions<'_>,
    head: &Range<usize>,
    entity: Option<u32>,
    method: AttributionMethod,
) -> String {
    let after = head.end;
    let end =
        crate::speech::adjuncts::skip_apposition(&tokens.nodes[..tokens.nodes.len().min(after + 45)], after);
    // "According to X, the bridge": what ends with the sentence is what X says.
    let ends = tokens.nodes.get(end).is_some_and(|node| node.kind == Kind::Comma);
    let comma = tokens.nodes.get(after).is_some_and(|node| node.kind == Kind::Comma)
        && (ends || method != AttributionMethod::AccordingTo && !is_inverting(tokens, head));
    if comma && end > after + 1 && !tokens.nodes[after + 1].is(WordClass::Relative) {
        return tokens.nodes[after + 1].span.cover(tokens.nodes[end - 1].span).of(tokens.text).to_owned();
    }
    let Some(entity) = entity else { return String::new() };
    mentions.entity(entity).descriptions.first().cloned().unwrap_or_default()
}
