//! The things a document talks about: recognition, canonicalisation, coreference, values.
//!
//! [`recognize`] finds names, `names` makes them comparable, `people` and `bodies` decide which of them mean one
//! thing, `descriptions` reads what the text says that somebody is, and `discourse` resolves pronouns, by the figures of
//! [`antecedents`], and descriptions without a name. `values` reads dates, sums and measures.

pub mod recognize;
mod lexicon;
mod document;
mod thing;
mod names;
mod told;
mod people;
mod bodies;
mod descriptions;
pub mod antecedents;
mod pronouns;
mod nominals;
mod discourse;
mod values;
mod finish;
mod first_person;

#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::analysis::{Entity, EntityType, Layers, MentionKind, Quotation};
use crate::interrupt::{Interrupt, Interrupted, look};
use crate::tokens::{WordMap, hash};
use antecedents::Choice;
use document::Document;
use lexicon::Lexicon;
use people::People;
use pronouns::AllPronouns;
use recognize::{Name, Recognizer};
use thing::{Named, Reference, Thing};
use values::{Value, Values};

/// Finds entities.
#[derive(Debug)]
pub struct Finder {
    recognizer: Recognizer,
    lexicon: Lexicon,
    values: Values,
    pronouns: AllPronouns,
}

impl Finder {
    /// Loads lexicons and models.
    #[must_use]
    pub fn load() -> Self {
        Self {
            recognizer: Recognizer::load(),
            lexicon: Lexicon::load(),
            values: Values::load(),
            pronouns: AllPronouns::load(),
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
        self.find_named(layers, &names, interrupt)
    }

    /// The entities of a document whose names are found, as [`Finder::find`] has them.
    ///
    /// # Errors
    /// Interrupted.
    pub fn find_named(
        &self,
        layers: Layers<'_>,
        names: &[Name],
        interrupt: &Interrupt,
    ) -> Result<Vec<Entity>, Interrupted> {
        let document = Document::new(layers, &self.lexicon);
        let values = self.values.find(&document);
        let names = names::clean(&document, &self.lexicon, names);
        let (names, values) = apart(names, values);
        let (mut things, people) = self.things(&document, names);
        interrupt.check()?;
        if layers.language.is_english() {
            descriptions::describe(&document, &mut things);
        }
        if let Some(pronouns) = self.pronouns.of(&layers.language.code) {
            discourse::resolve(&document, pronouns, &mut things, None);
        }
        people.add_authors(&document, &self.lexicon, &mut things);
        add_values(&document, values, &mut things);
        Ok(finish::entities(&document, things))
    }

    /// What each pronoun of an English text may mean, for those who fit the weights of that choice.
    #[must_use]
    pub fn pronoun_choices(&self, layers: Layers<'_>) -> Vec<Choice> {
        let names = self.recognizer.recognize(layers);
        let document = Document::new(layers, &self.lexicon);
        let names = names::clean(&document, &self.lexicon, &names);
        let (mut things, _) = self.things(&document, names);
        descriptions::describe(&document, &mut things);
        let mut choices = Vec::new();
        if let Some(pronouns) = self.pronouns.of(&layers.language.code) {
            discourse::resolve(&document, pronouns, &mut things, Some(&mut choices));
        }
        choices
    }

    /// One thing for all names that mean it, with these names as its mentions; and the people among them by their names.
    fn things(&self, document: &Document<'_>, mut names: Vec<Named>) -> (Vec<Thing>, People) {
        let mut things = Vec::new();
        let mut assigned = vec![None; names.len()];
        let mut people = People::default();
        people.full_names(document, &self.lexicon, &names, &mut things, &mut assigned);
        people.short_names(document, &self.lexicon, &mut names, &mut things, &mut assigned);
        bodies::Bodies::default().assign(document, &names, &mut things, &mut assigned);
        for (name, thing) in names.into_iter().zip(assigned) {
            look();
            let Some(thing) = thing else { continue };
            things[thing].mentions.push(Reference {
                tokens: name.tokens,
                kind: MentionKind::Name,
                confidence: name.confidence,
            });
        }
        (things, people)
    }

    /// Adds the pronouns of the first person inside quotations to the entity that speaks ("I" is who says it).
    /// Entities stay in the order of their first mention, and quotations keep pointing at theirs.
    pub fn add_first_person(
        &self,
        layers: Layers<'_>,
        quotations: &mut [Quotation],
        entities: &mut Vec<Entity>,
    ) {
        first_person::add(layers, quotations, entities);
    }
}

/// Names and values that do not overlap: a value wins over a name that is part of it ("May" in "May 3"), and a
/// name over a value that is part of it or crosses its border ("September" in "Black September").
fn apart(mut names: Vec<Named>, mut values: Vec<Value>) -> (Vec<Named>, Vec<Value>) {
    let inside =
        |inner: &Range<usize>, outer: &Range<usize>| outer.start <= inner.start && inner.end <= outer.end;
    names.retain(|name| {
        look();
        let next = values.partition_point(|value| value.tokens.end <= name.tokens.start);
        !values.get(next).is_some_and(|value| inside(&name.tokens, &value.tokens))
    });
    values.retain(|value| {
        look();
        let next = names.partition_point(|name| name.tokens.end <= value.tokens.start);
        names.get(next).is_none_or(|name| name.tokens.start >= value.tokens.end)
    });
    (names, values)
}

/// One thing for all values of one kind that are the same; those without a normal form are the same if the words are.
fn add_values(document: &Document<'_>, values: Vec<Value>, things: &mut Vec<Thing>) {
    let mut known: WordMap<usize> = WordMap::default();
    for value in values {
        look();
        let words =
            if value.normal.is_empty() { names::key(document, &value.tokens) } else { hash(&value.normal) };
        let key = words.wrapping_add(value.kind as u64);
        let thing = *known.entry(key).or_insert_with(|| {
            things.push(Thing::value(value.kind, value.tokens.clone(), value.normal));
            things.len() - 1
        });
        things[thing].mentions.push(Reference {
            tokens: value.tokens,
            kind: MentionKind::Name,
            confidence: 0.95,
        });
    }
}

/// Whether a kind of thing can be meant by "it".
fn is_impersonal(kind: EntityType) -> bool {
    matches!(kind, EntityType::Organization | EntityType::Location | EntityType::Facility)
}
