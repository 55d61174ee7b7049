//! Speakers: from the words of an attribution to somebody in the document.

use std::ops::Range;

use super::stream::{Item, Kind, Stream};
use super::words::Trait;
use crate::analysis::{AttributionMethod, Entity, EntityType, MentionKind, Speaker, SpeakerKind};
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
            crate::interrupt::look();
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
    fn resolve(&self, stream: &Stream<'_>, head: &Range<usize>) -> Option<(u32, MentionKind)> {
        let items = &stream.items[head.clone()];
        let span = items.first()?.span.cover(items.last()?.span);
        let exact = self.inside(span).iter().find(|(mention, ..)| *mention == span);
        if let Some(&(_, entity, kind)) = exact {
            return Some((entity, kind));
        }
        let owned = |mention: Span| {
            items.iter().any(|item| item.is(Trait::Possessive) && item.span.begin() == mention.end())
        };
        let governed = |mention: Span| {
            let at = items.iter().position(|item| item.span.end() > mention.begin()).unwrap_or(0);
            let before = items[..at].iter().rev().find(|item| !item.is(Trait::Determiner));
            let first = items.get(at).is_some_and(|item| at > 0 && item.is(Trait::Nominal));
            first || before.is_some_and(|item| item.is(Trait::Nominal))
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
        (ends && (last.2 != MentionKind::Pronoun || items.len() == 1)).then_some((last.1, last.2))
    }
}

fn can_speak(kind: EntityType) -> bool {
    use EntityType::{Date, Money, Ordinal, Percent, Quantity, Time};
    !matches!(kind, Date | Money | Ordinal | Percent | Quantity | Time)
}

/// The speaker that a phrase names.
pub(super) fn speaker(
    stream: &Stream<'_>,
    mentions: &Mentions<'_>,
    phrase: &Range<usize>,
    method: AttributionMethod,
) -> Speaker {
    let items = &stream.items[phrase.clone()];
    let span = items[0].span.cover(items[items.len() - 1].span);
    let length = items.iter().position(|item| {
        matches!(item.kind, Kind::Comma | Kind::Open) || item.is(Trait::Relative) && items.len() > 1
    });
    let head = phrase.start..phrase.start + length.filter(|&n| n > 0).unwrap_or(items.len());
    let compound = is_compound(&stream.items[head.clone()]);
    let apposed = if compound { None } else { apposed(stream, mentions, &head, method) };
    let span = apposed.map_or(span, |(_, name)| span.cover(name));
    let resolved = match apposed {
        Some((entity, _)) => Some((entity, MentionKind::Name)),
        None if compound => None,
        None => mentions.resolve(stream, &head),
    };
    let written = span.of(stream.text);
    let found = resolved.map(|(entity, kind)| (mentions.entity(entity).kind, kind));
    let kind = if apposed.is_some() { SpeakerKind::Named } else { kind(stream, &head, found, compound) };
    let name =
        resolved.map_or_else(|| written.to_owned(), |(entity, _)| mentions.entity(entity).name.clone());
    Speaker {
        span: Some(span),
        name,
        entity: resolved.map(|(entity, _)| entity),
        kind,
        description: match apposed {
            Some((entity, _)) => role(stream, mentions, &head, entity),
            None => description(stream, mentions, &head, resolved.map(|(entity, _)| entity), method),
        },
        method,
        confidence: if resolved.is_some() { 0.9 } else { 0.7 },
    }
}

/// Who is named beside a description: "The union's lawyer, Peter Obi, said".
fn apposed(
    stream: &Stream<'_>,
    mentions: &Mentions<'_>,
    head: &Range<usize>,
    method: AttributionMethod,
) -> Option<(u32, Span)> {
    let described = stream.items[head.clone()]
        .iter()
        .any(|item| item.traits.any(&[Trait::Determiner, Trait::Owner, Trait::Possessive]));
    let comma = stream.items.get(head.end).filter(|item| item.kind == Kind::Comma)?;
    // "Her husband, banker Leo Weller": a role of his stands before the name.
    let role = stream.items.get(head.end + 1).filter(|item| !item.is_name() && item.is_word());
    let at = head.end + 1 + usize::from(role.is_some());
    let first = stream.items.get(at).filter(|item| item.is_name() && described)?;
    // "Son avocate, Me Inès Roumagnac": a title stands before the name.
    let title = stream.items.get(at + 1).filter(|item| item.is_name() && stream.pack.incises);
    let at = [Some(first), title].into_iter().flatten().find_map(|item| mentions.inside(item.span).first());
    let &(name, entity, kind) = at?;
    let person = mentions.entity(entity).kind == EntityType::Person && kind == MentionKind::Name;
    let after = stream.items[head.end + 1..].iter().take(8).find(|item| item.span.begin() >= name.end());
    let apart = match method {
        // What a source is followed by may be the subject of what it says.
        AttributionMethod::AccordingTo => after.is_none_or(|item| item.kind == Kind::Stop),
        _ => after.is_none_or(|item| {
            matches!(item.kind, Kind::Comma | Kind::Stop | Kind::Colon | Kind::Open)
                || item.is(Trait::Nominal)
        }),
    };
    let is_his = |role: &Item| {
        let known = &mentions.entity(entity).descriptions;
        known.iter().any(|description| description.ends_with(role.span.of(stream.text)))
    };
    let before = role.map_or(comma.span, |role| role.span);
    (person && apart && role.is_none_or(is_his) && name.begin() < before.end() + 8).then_some((entity, name))
}

/// What a description says that somebody is, where the document has no words of its own for it.
fn role(stream: &Stream<'_>, mentions: &Mentions<'_>, head: &Range<usize>, entity: u32) -> String {
    let known = mentions.entity(entity).descriptions.first();
    known.cloned().unwrap_or_else(|| {
        let items = &stream.items[head.clone()];
        let begin = items.iter().position(|item| !item.is(Trait::Determiner)).unwrap_or(0);
        items[begin].span.cover(items[items.len() - 1].span).of(stream.text).to_owned()
    })
}

/// Whether a phrase names several speakers.
fn is_compound(items: &[Item]) -> bool {
    items.iter().enumerate().any(|(i, item)| {
        item.is(Trait::And)
            && !item.is_name()
            && i > 0
            && items.get(i + 1).is_some_and(|next| next.is_name() || next.is(Trait::Owner))
            && !items[..i].iter().any(|item| item.is(Trait::Nominal))
    })
}

fn kind(
    stream: &Stream<'_>,
    phrase: &Range<usize>,
    resolved: Option<(EntityType, MentionKind)>,
    compound: bool,
) -> SpeakerKind {
    let head = &stream.items[phrase.clone()];
    let lone = head.len() == 1;
    let any = |wanted: Trait| head.iter().any(|item| item.is(wanted));
    if lone && head[0].is(Trait::Pronoun) && !head[0].is(Trait::Determiner) {
        return SpeakerKind::Pronoun;
    }
    if compound {
        return SpeakerKind::Collective;
    }
    let unnamed = stream.items[phrase.end..].iter().take(8).take_while(|item| item.kind != Kind::Stop);
    let hides = unnamed.clone().any(|item| item.is(Trait::Unnamed));
    let romance = stream.pack.incises;
    let noun = head.iter().find(|item| !item.traits.any(&[Trait::Determiner, Trait::Owner]));
    if romance && noun.is_some_and(|noun| noun.is(Trait::Anonymous)) {
        return SpeakerKind::Anonymous;
    }
    if stream.pack.brackets {
        return german_kind(stream, phrase, hides);
    }
    match resolved {
        Some((_, MentionKind::Name)) => return SpeakerKind::Named,
        Some((_, MentionKind::Pronoun)) => return SpeakerKind::Pronoun,
        Some((_, MentionKind::Nominal)) => return SpeakerKind::Nominal,
        None => {}
    }
    if any(Trait::Collective) {
        SpeakerKind::Collective
    } else if any(Trait::Anonymous) || hides {
        SpeakerKind::Anonymous
    } else if head.last().is_some_and(Item::is_name)
        && !(romance && any(Trait::Nominal) && noun.is_some_and(|noun| !noun.is_name()))
    {
        SpeakerKind::Named
    } else {
        SpeakerKind::Nominal
    }
}

/// How a speaker is named where all nouns have a capital: what an article leads is a name only where a name follows
/// its noun or it is written in capitals.
fn german_kind(stream: &Stream<'_>, phrase: &Range<usize>, hides: bool) -> SpeakerKind {
    let items = &stream.items[phrase.clone()];
    let any = |wanted: Trait| phrase.clone().any(|at| stream.ends_like(at, wanted));
    if any(Trait::Anonymous) || hides {
        return SpeakerKind::Anonymous;
    }
    let led = items[0].traits.any(&[Trait::Determiner, Trait::Owner]);
    let acronym = |item: &Item| {
        let text = item.span.of(stream.text);
        text.len() > 1 && text.chars().all(|c| c.is_uppercase() || c.is_numeric())
    };
    // A noun and its genitive ("der Präsident Polens") are no name.
    let pair = items.windows(2).any(|pair| {
        pair[0].is_name()
            && !pair[0].is(Trait::Determiner)
            && pair[1].is_name()
            && !pair[1].is(Trait::Time)
            && !pair[1].span.of(stream.text).ends_with('s')
    });
    let quoted = items.iter().any(|item| item.run().is_some());
    if items.iter().any(acronym) || pair || quoted {
        SpeakerKind::Named
    } else if items.iter().any(|item| item.is(Trait::Collective)) {
        SpeakerKind::Collective
    } else if led || any(Trait::Source) || items.len() > 2 {
        SpeakerKind::Nominal
    } else {
        SpeakerKind::Named
    }
}

/// Whether a subject ends a clause that leads to what is said: "Comme l'a dit X, …".
fn is_inverting(stream: &Stream<'_>, head: &Range<usize>) -> bool {
    let before = stream.items[..head.start].iter().rev().take(6);
    before.take_while(|item| item.is_word()).any(|item| item.is(Trait::Inverting))
}

/// The role that a speaker is given beside the name, else by the rest of the document.
fn description(
    stream: &Stream<'_>,
    mentions: &Mentions<'_>,
    head: &Range<usize>,
    entity: Option<u32>,
    method: AttributionMethod,
) -> String {
    let after = head.end;
    let end =
        super::circumstances::skip_apposition(&stream.items[..stream.items.len().min(after + 45)], after);
    // "According to X, the bridge": what ends with the sentence is what X says.
    let ends = stream.items.get(end).is_some_and(|item| item.kind == Kind::Comma);
    let comma = stream.items.get(after).is_some_and(|item| item.kind == Kind::Comma)
        && (ends || method != AttributionMethod::AccordingTo && !is_inverting(stream, head));
    if comma && end > after + 1 && !stream.items[after + 1].is(Trait::Relative) {
        return stream.items[after + 1].span.cover(stream.items[end - 1].span).of(stream.text).to_owned();
    }
    let Some(entity) = entity else { return String::new() };
    mentions.entity(entity).descriptions.first().cloned().unwrap_or_default()
}
