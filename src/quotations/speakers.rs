//! Whose words: the noun phrase at a cue, and the entity that it means.

use super::cues::Cues;
use crate::analysis::{AttributionMethod, Entity, EntityType, Layers, MentionKind, Speaker, SpeakerKind};
use crate::text::Span;
use crate::tokens::hash;
use std::ops::Range;

/// Tokens of the longest subject.
const LONGEST: usize = 14;

/// Every mention of a person, a body or a place, in order.
pub(super) struct Mentions {
    all: Vec<(Span, u32, MentionKind, EntityType)>,
}

impl Mentions {
    pub(super) fn of(entities: &[Entity]) -> Self {
        let mut all: Vec<_> = entities
            .iter()
            .enumerate()
            .flat_map(|(id, entity)| {
                entity
                    .mentions
                    .iter()
                    .map(move |mention| (mention.span, id as u32, mention.kind, entity.kind))
            })
            .collect();
        all.sort_by_key(|&(span, ..)| span);
        Self { all }
    }

    /// The mentions inside a span.
    pub(super) fn inside(&self, span: Span) -> impl Iterator<Item = &(Span, u32, MentionKind, EntityType)> {
        let from = self.all.partition_point(|(mention, ..)| mention.begin() < span.begin());
        self.all[from..].iter().take_while(move |(mention, ..)| mention.end() <= span.end())
    }

    /// The mention that a token begins or is part of.
    pub(super) fn at(&self, span: Span) -> Option<&(Span, u32, MentionKind, EntityType)> {
        let until = self.all.partition_point(|(mention, ..)| mention.begin() <= span.begin());
        self.all[..until].iter().rev().take(3).find(|(mention, ..)| mention.contains(span))
    }
}

/// Finds noun phrases beside cues.
#[derive(Clone, Copy)]
pub(super) struct Phrases<'a> {
    pub(super) layers: Layers<'a>,
    pub(super) cues: &'a Cues,
    pub(super) mentions: &'a Mentions,
}

impl<'a> Phrases<'a> {
    pub(super) fn word(&self, at: usize) -> &'a str {
        self.layers.tokens.spans[at].of(self.layers.text)
    }

    fn key(&self, at: usize) -> u64 {
        self.layers.tokens.hashes[at]
    }

    /// The subject that ends right before a verb, helpers and one aside between commas left out.
    pub(super) fn before(&self, verb: usize, from: usize) -> Option<Range<usize>> {
        let mut end = verb;
        while end > from && self.cues.is_helper(self.key(end - 1)) {
            end -= 1;
        }
        if end > from && self.word(end - 1) == "," {
            // "Ida Lund, the mayor of Osthaven, said": the name stands before the aside.
            let open = (from.max(end.saturating_sub(18))..end - 1).rev().find(|&at| self.word(at) == ",")?;
            let subject = self.phrase_ending(open, from)?;
            let named =
                self.mentions.inside(self.span(&subject)).any(|&(.., kind)| kind == EntityType::Person);
            return named.then_some(subject);
        }
        self.phrase_ending(end, from)
    }

    /// The noun phrase that ends at a token.
    fn phrase_ending(&self, end: usize, from: usize) -> Option<Range<usize>> {
        let last = end.checked_sub(1).filter(|&last| last >= from)?;
        if self.cues.is_pronoun(self.key(last)) {
            return Some(last..end);
        }
        if !self.layers.tokens.shapes[last].is_word() && self.word(last) != ")" {
            return None;
        }
        let mut begin = last;
        let least = from.max(end.saturating_sub(LONGEST));
        while begin > least && self.goes_on(begin - 1) {
            begin -= 1;
        }
        // Leading words that belong to no noun phrase.
        while begin < last && self.is_loose(begin) {
            begin += 1;
        }
        (begin < end).then_some(begin..end)
    }

    /// The noun phrase that begins right after a verb.
    pub(super) fn after(&self, verb: usize, to: usize) -> Option<Range<usize>> {
        let begin = verb + 1;
        if begin >= to {
            return None;
        }
        if self.cues.is_pronoun(self.key(begin)) {
            return Some(begin..begin + 1);
        }
        let mut end = begin;
        let most = to.min(begin + LONGEST);
        while end < most && self.goes_on(end) {
            let named = self.mentions.at(self.layers.tokens.spans[end]);
            end += 1;
            // A name ends the phrase: what follows it says when, where or to whom.
            if let Some(&(span, _, MentionKind::Name, EntityType::Person)) = named {
                while end < to && self.layers.tokens.spans[end].end() <= span.end() {
                    end += 1;
                }
                break;
            }
        }
        while end > begin && (self.is_loose(end - 1) || self.word(end - 1) == "the") {
            end -= 1;
        }
        (end > begin).then_some(begin..end)
    }

    /// Whether a token can be inside a noun phrase.
    fn goes_on(&self, at: usize) -> bool {
        const STOPS: [&str; 34] = [
            "that", "as", "when", "while", "but", "because", "if", "after", "before", "which", "who",
            "although", "though", "since", "where", "so", "or", "than", "on", "by", "to", "is", "was",
            "were", "are", "has", "had", "have", "will", "would", "during", "about", "what", "how",
        ];
        let word = self.word(at);
        let shape = self.layers.tokens.shapes[at];
        let joins = matches!(word, "'s" | "’s" | "." | "’" | "'" | "&" | "(" | ")" | "-");
        (shape.is_word() || shape == crate::analysis::Shape::Number || joins)
            && !STOPS.contains(&word.to_ascii_lowercase().as_str())
            && (self.cues.verb(self.key(at)).is_none()
                || self.mentions.at(self.layers.tokens.spans[at]).is_some())
    }

    /// Whether a token at the edge of a noun phrase is no part of it.
    fn is_loose(&self, at: usize) -> bool {
        const LOOSE: [&str; 27] = [
            "and",
            "meanwhile",
            "however",
            "also",
            "in",
            "of",
            "at",
            "for",
            "with",
            "from",
            "later",
            "then",
            ",",
            "earlier",
            "still",
            "yet",
            "now",
            "indeed",
            "instead",
            "there",
            "here",
            "nor",
            "-",
            ".",
            "under",
            "into",
            "(",
        ];
        LOOSE.contains(&self.word(at).to_ascii_lowercase().as_str())
    }

    pub(super) fn span(&self, tokens: &Range<usize>) -> Span {
        let spans = &self.layers.tokens.spans;
        spans[tokens.start].cover(spans[tokens.end - 1])
    }

    /// The speaker that a noun phrase names.
    pub(super) fn speaker(
        &self,
        phrase: &Range<usize>,
        entities: &[Entity],
        method: AttributionMethod,
    ) -> Speaker {
        let span = self.span(phrase);
        let written = span.of(self.layers.text);
        let pronoun = phrase.len() == 1 && self.cues.is_pronoun(self.key(phrase.start));
        let entity = self.entity(phrase, span, pronoun);
        let (name, description) = match entity {
            Some(id) => {
                let entity = &entities[id as usize];
                (entity.name.clone(), entity.descriptions.first().cloned().unwrap_or_default())
            }
            None => (written.split_whitespace().collect::<Vec<_>>().join(" "), String::new()),
        };
        let kind = self.kind(phrase, pronoun, entity.map(|id| entities[id as usize].kind));
        let confidence = match (entity, pronoun) {
            (Some(_), false) => 0.95,
            (Some(_), true) => 0.8,
            (None, false) => 0.75,
            (None, true) => 0.4,
        };
        Speaker { span: Some(span), name, entity, kind, description, method, confidence }
    }

    /// The entity that a noun phrase means: a person named in it, or a body or place that is all of it.
    fn entity(&self, phrase: &Range<usize>, span: Span, pronoun: bool) -> Option<u32> {
        let collective = phrase.clone().any(|at| self.word(at) == "and");
        let mut found: Option<(u32, u8)> = None;
        for &(mention, id, kind, entity) in self.mentions.inside(span) {
            let last = self.last_of(mention);
            let owner = phrase.contains(&last)
                && last + 1 < phrase.end
                && matches!(self.word(last + 1), "'s" | "’s" | "'" | "’");
            let whole = mention.end() == span.end();
            let rank = match (entity, kind) {
                _ if owner || collective => continue,
                (EntityType::Person, MentionKind::Name) => 4,
                (EntityType::Person, MentionKind::Nominal) if whole => 3,
                (EntityType::Person, MentionKind::Pronoun) if pronoun => 3,
                (EntityType::Organization | EntityType::Location, MentionKind::Name)
                    if whole && self.is_bare(phrase, mention) =>
                {
                    2
                }
                _ => continue,
            };
            if found.is_none_or(|(_, best)| rank >= best) {
                found = Some((id, rank));
            }
        }
        found.map(|(id, _)| id)
    }

    fn last_of(&self, mention: Span) -> usize {
        self.layers.tokens.spans.partition_point(|span| span.begin() < mention.end()).saturating_sub(1)
    }

    /// Whether nothing but an article stands before a mention in its phrase.
    fn is_bare(&self, phrase: &Range<usize>, mention: Span) -> bool {
        let first = self.layers.tokens.spans[phrase.start];
        let article = matches!(first.of(self.layers.text), "the" | "The" | "a" | "A");
        first.begin() == mention.begin()
            || article
                && self
                    .layers
                    .tokens
                    .spans
                    .get(phrase.start + 1)
                    .is_some_and(|next| next.begin() == mention.begin())
    }

    fn kind(&self, phrase: &Range<usize>, pronoun: bool, entity: Option<EntityType>) -> SpeakerKind {
        const ANONYMOUS: [&str; 9] =
            ["source", "sources", "person", "people", "official", "insider", "insiders", "aide", "witness"];
        if pronoun {
            return SpeakerKind::Pronoun;
        }
        if entity == Some(EntityType::Person) {
            return SpeakerKind::Named;
        }
        let words = || phrase.clone().map(|at| self.word(at));
        if words().any(|word| word == "and") {
            return SpeakerKind::Collective;
        }
        if words().any(|word| ANONYMOUS.contains(&word)) && entity.is_none() {
            return SpeakerKind::Anonymous;
        }
        if entity.is_some() {
            return SpeakerKind::Named;
        }
        let head =
            words().take_while(|word| !matches!(*word, "of" | "in" | "for" | "at" | "from" | "with")).last();
        match head {
            Some(head) if head.ends_with('s') && !head.ends_with("ss") => SpeakerKind::Collective,
            Some(head) if [hash("police"), hash("government")].contains(&hash(head)) => {
                SpeakerKind::Collective
            }
            _ => SpeakerKind::Nominal,
        }
    }
}
