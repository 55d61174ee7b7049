//! Speakers: what the result says of those whom coreference found.

use std::ops::Range;

use crate::analysis::{AttributionMethod, Entity, MentionKind, Speaker, SpeakerKind};
use crate::coreference::{PhraseReferent, Referent, Speakers, Speaking, Topic};
use crate::interrupt::checkpoint;
use crate::lang::WordClass;
use crate::speech::adjuncts::skip_apposition;
use crate::speech::attribution::{Attribution, Source, SpeechReading};
use crate::speech::nodes::{Kind, Node, SpeechTokens};
use crate::speech::source_phrase::{head, is_compound, is_pronoun};
use crate::text::Span;

/// How sure a speaker is who is an entity, and one of whom there is nothing but words.
const KNOWN: f32 = 0.9;
const UNKNOWN: f32 = 0.7;
/// How sure it is that a unit introduces who speaks next.
const INTRODUCED: f32 = 0.6;

/// The speakers of a reading, by attribution.
pub(super) fn speakers(
    reading: &SpeechReading<'_>,
    known: &Speakers<Referent>,
    entities: &[Entity],
) -> Vec<Option<Speaker>> {
    let naming = Naming { tokens: &reading.tokens, entities };
    let mut found: Vec<Option<Speaker>> = Vec::with_capacity(reading.attributions.len());
    for (attribution, speaking) in reading.attributions.iter().zip(&known.attributions) {
        checkpoint();
        let speaker = match (speaking, &attribution.source) {
            (Speaking::Phrase(referent), Source::Phrase(phrase)) => {
                Some(naming.phrase(phrase, referent, attribution.method))
            }
            (Speaking::As(other), _) => found[*other].clone(),
            (Speaking::About(unit), _) => naming.topic(known.topics[*unit].as_ref(), reading),
            _ => None,
        };
        found.push(speaker.map(|speaker| said_by(speaker, attribution)));
    }
    found
}

/// A speaker whom the context gives, and no words beside what is said.
fn said_by(speaker: Speaker, attribution: &Attribution) -> Speaker {
    match attribution.source {
        Source::Implied(_) => {
            Speaker { span: None, method: attribution.method, kind: SpeakerKind::Implicit, ..speaker }
        }
        _ => speaker,
    }
}

/// Names those who speak.
struct Naming<'a> {
    tokens: &'a SpeechTokens<'a>,
    entities: &'a [Entity],
}

impl Naming<'_> {
    /// The speaker that a phrase names.
    fn phrase(
        &self,
        phrase: &Range<usize>,
        found: &PhraseReferent<Referent>,
        method: AttributionMethod,
    ) -> Speaker {
        let tokens = self.tokens;
        let nodes = &tokens.nodes[phrase.clone()];
        let written = nodes[0].span.cover(nodes[nodes.len() - 1].span);
        let span = found.apposed.map_or(written, |name| written.cover(name));
        let head = head(tokens, phrase);
        let known = found.referent.filter(|(referent, kind)| {
            // A description that no name is known for is what it says.
            matches!(referent, Referent::Entity(_)) || *kind == MentionKind::Pronoun
        });
        let (name, entity) = match known {
            Some((referent, _)) => self.name(referent),
            None => (span.of(tokens.text).to_owned(), None),
        };
        let kind = match found.apposed {
            Some(_) => SpeakerKind::Named,
            None => kind(tokens, &head, known.map(|(_, kind)| kind), is_compound(tokens, &head)),
        };
        let description = match (found.apposed, entity) {
            (Some(_), Some(entity)) => self.role(&head, entity),
            _ => self.description(&head, entity, method),
        };
        let confidence = if entity.is_some() { KNOWN } else { UNKNOWN };
        Speaker { span: Some(span), name, entity, kind, description, method, confidence }
    }

    /// The name that the result has for somebody, and which entity it is.
    fn name(&self, referent: Referent) -> (String, Option<u32>) {
        match referent {
            Referent::Entity(entity) => (self.entities[entity as usize].name.clone(), Some(entity)),
            Referent::Described(span) => (span.of(self.tokens.text).to_owned(), None),
        }
    }

    /// Whom a unit is about, as a speaker.
    fn topic(&self, topic: Option<&Topic<Referent>>, reading: &SpeechReading<'_>) -> Option<Speaker> {
        match topic? {
            Topic::Spoke(unit, referent) => {
                let (phrase, method) = reading.spoke[*unit].as_ref()?;
                Some(self.phrase(phrase, referent, *method))
            }
            Topic::Mention(span, referent, kind) => Some(self.mentioned(*span, *referent, *kind)),
        }
    }

    fn mentioned(&self, span: Span, referent: Referent, kind: MentionKind) -> Speaker {
        let (name, entity) = self.name(referent);
        let descriptions = entity.map(|entity| &self.entities[entity as usize].descriptions);
        Speaker {
            span: Some(span),
            name,
            entity,
            kind: match kind {
                MentionKind::Name => SpeakerKind::Named,
                MentionKind::Nominal => SpeakerKind::Nominal,
                MentionKind::Pronoun => SpeakerKind::Pronoun,
            },
            description: descriptions.and_then(|all| all.first()).cloned().unwrap_or_default(),
            method: AttributionMethod::Floating,
            confidence: INTRODUCED,
        }
    }

    /// What a description says that somebody is, where the document has no words of its own for it.
    fn role(&self, head: &Range<usize>, entity: u32) -> String {
        let known = self.entities[entity as usize].descriptions.first();
        known.cloned().unwrap_or_else(|| {
            let nodes = &self.tokens.nodes[head.clone()];
            let begin = nodes.iter().position(|node| !node.is(WordClass::Determiner)).unwrap_or(0);
            nodes[begin].span.cover(nodes[nodes.len() - 1].span).of(self.tokens.text).to_owned()
        })
    }

    /// The role that a speaker is given beside the name, else by the rest of the document.
    fn description(&self, head: &Range<usize>, entity: Option<u32>, method: AttributionMethod) -> String {
        let tokens = self.tokens;
        let after = head.end;
        let end = skip_apposition(&tokens.nodes[..tokens.nodes.len().min(after + 45)], after);
        // "According to X, the bridge": what ends with the sentence is what X says.
        let ends = tokens.nodes.get(end).is_some_and(|node| node.kind == Kind::Comma);
        let comma = tokens.nodes.get(after).is_some_and(|node| node.kind == Kind::Comma)
            && (ends || method != AttributionMethod::AccordingTo && !is_inverting(tokens, head));
        if comma && end > after + 1 && !tokens.nodes[after + 1].is(WordClass::Relative) {
            return tokens.nodes[after + 1].span.cover(tokens.nodes[end - 1].span).of(tokens.text).to_owned();
        }
        let Some(entity) = entity else { return String::new() };
        self.entities[entity as usize].descriptions.first().cloned().unwrap_or_default()
    }
}

fn kind(
    tokens: &SpeechTokens<'_>,
    phrase: &Range<usize>,
    resolved: Option<MentionKind>,
    compound: bool,
) -> SpeakerKind {
    let head = &tokens.nodes[phrase.clone()];
    let any = |wanted: WordClass| head.iter().any(|node| node.is(wanted));
    if is_pronoun(tokens, phrase) {
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
        Some(MentionKind::Name) => return SpeakerKind::Named,
        Some(MentionKind::Pronoun) => return SpeakerKind::Pronoun,
        Some(MentionKind::Nominal) => return SpeakerKind::Nominal,
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
