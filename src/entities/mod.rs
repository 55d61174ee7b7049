//! The things a document talks about: recognition, canonicalisation, coreference, values.
//!
//! [`recognize`] finds names by a trained model, `values` finds dates, amounts and their like by grammar. `people`
//! reads titles, roles and appositives around names; `merge` makes one thing of all names that mean the same; and
//! `pronouns` adds the pronouns and descriptions that refer to it.

mod lexicon;
mod merge;
mod people;
mod pronouns;
pub mod recognize;
mod values;

use crate::analysis::{
    BlockKind, Entity, EntityType, Layers, Mention, MentionKind, Quotation, QuotationKind, SpeakerKind,
};
use crate::interrupt::{Interrupt, Interrupted};
use crate::text::Span;
use crate::tokens::hash;
use lexicon::{Gender, Lexicon};

/// Finds entities.
#[derive(Debug)]
pub struct Finder {
    recognizer: recognize::Recognizer,
    lexicon: Lexicon,
    dates: crate::dates::Reader,
}

/// One thing while its mentions are gathered.
#[derive(Debug)]
struct Thing {
    kind: EntityType,
    name: String,
    /// Hashes of the words of its name, titles left out.
    parts: Vec<u64>,
    gender: Option<Gender>,
    value: String,
    mentions: Vec<Mention>,
    descriptions: Vec<String>,
    /// Hashes of the roles in its descriptions ("minister").
    roles: Vec<u64>,
}

impl Finder {
    /// Loads lexicons and models.
    #[must_use]
    pub fn load() -> Self {
        Self {
            recognizer: recognize::Recognizer::load(),
            lexicon: Lexicon::load(),
            dates: crate::dates::Reader::load(),
        }
    }

    /// The entities of a document in order of their first mention. Relative dates are resolved against the
    /// structure's publication date, else its dateline. Linear in the text.
    ///
    /// # Errors
    /// Interrupted.
    pub fn find(&self, layers: Layers<'_>, interrupt: &Interrupt) -> Result<Vec<Entity>, Interrupted> {
        let names = self.recognizer.recognize(layers);
        interrupt.check()?;
        let mut merged = merge::merge(layers, &self.lexicon, &names);
        interrupt.check()?;
        if layers.language.code.starts_with("en") || layers.language.code == "und" {
            people::describe(layers, &self.lexicon, &mut merged);
            pronouns::resolve(layers, &self.lexicon, &mut merged);
        }
        let mut things = merged.things;
        values::find(layers, &self.dates, &mut things);
        Ok(entities(layers, things))
    }

    /// Adds the pronouns of the first person inside direct quotations to the entity that speaks ("I" is who says it).
    pub fn add_first_person(&self, layers: Layers<'_>, quotations: &[Quotation], entities: &mut [Entity]) {
        let first = ["i", "me", "my", "mine", "myself"].map(hash);
        let tokens = layers.tokens;
        for quotation in quotations.iter().filter(|quotation| quotation.kind == QuotationKind::Direct) {
            let Some(speaker) = &quotation.speaker else { continue };
            if speaker.kind == SpeakerKind::Collective {
                continue;
            }
            let Some(entity) = speaker.entity.and_then(|id| entities.get_mut(id as usize)) else { continue };
            if entity.kind != EntityType::Person {
                continue;
            }
            for &segment in &quotation.segments {
                let from = tokens.spans.partition_point(|span| span.begin() < segment.begin());
                let inside =
                    (from..tokens.spans.len()).take_while(|&at| tokens.spans[at].end() <= segment.end());
                // Entities stand in the order of their first mention, which a pronoun before it would upset.
                let begin = entity.mentions.first().map_or(0, |mention| mention.span.begin());
                let inside = inside.filter(|&at| tokens.spans[at].begin() > begin);
                for at in inside.filter(|&at| first.contains(&tokens.hashes[at])) {
                    let confidence = 0.9 * speaker.confidence;
                    entity.mentions.push(Mention {
                        span: tokens.spans[at],
                        kind: MentionKind::Pronoun,
                        confidence,
                    });
                }
            }
            entity.mentions.sort_by_key(|mention| mention.span);
            entity.mentions.dedup_by_key(|mention| mention.span);
        }
    }
}

/// Brings things into the form and order of the result.
fn entities(layers: Layers<'_>, mut things: Vec<Thing>) -> Vec<Entity> {
    for thing in &mut things {
        thing.mentions.sort_by_key(|mention| mention.span);
        thing.mentions.dedup_by_key(|mention| mention.span);
    }
    things.retain(|thing| !thing.mentions.is_empty());
    things.sort_by_key(|thing| thing.mentions[0].span);
    let most = things.iter().map(|thing| weight(layers, thing)).fold(1.0, f32::max);
    things
        .into_iter()
        .map(|thing| Entity {
            salience: (weight(layers, &thing) / most).clamp(0.0, 1.0),
            name: thing.name,
            kind: thing.kind,
            mentions: thing.mentions,
            descriptions: thing.descriptions,
            value: thing.value,
            knowledge_base_ids: Vec::new(),
        })
        .collect()
}

/// How much of a document is about a thing: its mentions, those in the headline and early in the text counting more.
fn weight(layers: Layers<'_>, thing: &Thing) -> f32 {
    let early = Span::new(0, (layers.text.len() / 5).max(1) as u32);
    let headline = layers.structure.blocks.iter().find(|block| block.kind == BlockKind::Headline);
    let mention = |mention: &Mention| {
        let in_headline = headline.is_some_and(|block| block.span.contains(mention.span));
        let place =
            f32::from(u8::from(in_headline)) * 2.0 + f32::from(u8::from(early.contains(mention.span)));
        1.0 + place
    };
    let kind = match thing.kind {
        EntityType::Person | EntityType::Organization => 1.0,
        EntityType::Location | EntityType::Group | EntityType::Event => 0.7,
        _ => 0.3,
    };
    kind * thing.mentions.iter().map(mention).sum::<f32>()
}
