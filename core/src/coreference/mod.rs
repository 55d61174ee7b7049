//! Which mentions mean one thing: clusters of names, what is said of them, and the pronouns that refer to them.
//!
//! `name_mentions` makes names comparable; `person_clusters` and `organization_clusters` decide which of them mean one
//! cluster. `descriptions` reads what the text says that somebody is. `pronouns`, by the features of [`antecedents`], and
//! `nominals` find whom a pronoun and a description without a name mean.

mod cluster;
mod name_mentions;
mod type_patterns;
mod person_clusters;
mod organization_clusters;
mod descriptions;
pub mod antecedents;
mod pronouns;
mod nominals;
mod resolve;
mod assemble;
mod first_person;

#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::analysis::{Entity, EntityType, Layers, MentionKind, Quotation};
use crate::document_tokens::DocumentTokens;
use crate::interrupt::{Interrupt, Interrupted, checkpoint};
use crate::lang::lexicon::Lexicon;
use crate::names::{NameSpan, Recognizer};
use crate::text::{WordMap, hash};
use crate::values::{Value, Values};
use antecedents::Choice;
use cluster::{EntityCluster, MentionSpan, NameMention};
use person_clusters::People;
use pronouns::AllPronouns;

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
        names: &[NameSpan],
        interrupt: &Interrupt,
    ) -> Result<Vec<Entity>, Interrupted> {
        let document = DocumentTokens::new(layers, self.pronouns.pack(&layers.language.code));
        let values = self.values.find(&document);
        let names = name_mentions::clean(&document, &self.lexicon, names);
        let (names, values) = apart(names, values);
        let (mut clusters, people) = self.clusters(&document, names);
        interrupt.check()?;
        if document.pack.settings.models.pronouns {
            descriptions::describe(&document, &mut clusters);
        }
        if let Some(pronouns) = self.pronouns.of(&layers.language.code) {
            resolve::resolve(&document, &pronouns, &mut clusters, None);
        }
        people.add_authors(&document, &self.lexicon, &mut clusters);
        add_values(&document, values, &mut clusters);
        Ok(assemble::entities(&document, clusters))
    }

    /// What each pronoun of an English text may mean, for those who fit the weights of that choice.
    #[must_use]
    pub fn pronoun_choices(&self, layers: Layers<'_>) -> Vec<Choice> {
        let names = self.recognizer.recognize(layers);
        let document = DocumentTokens::new(layers, self.pronouns.pack(&layers.language.code));
        let names = name_mentions::clean(&document, &self.lexicon, &names);
        let (mut clusters, _) = self.clusters(&document, names);
        descriptions::describe(&document, &mut clusters);
        let mut choices = Vec::new();
        if let Some(pronouns) = self.pronouns.of(&layers.language.code) {
            resolve::resolve(&document, &pronouns, &mut clusters, Some(&mut choices));
        }
        choices
    }

    /// One cluster for all names that mean it, with these names as its mentions; and the people among them by their names.
    fn clusters(
        &self,
        document: &DocumentTokens<'_>,
        mut names: Vec<NameMention>,
    ) -> (Vec<EntityCluster>, People) {
        let mut clusters = Vec::new();
        let mut assigned = vec![None; names.len()];
        let mut people = People::default();
        people.full_names(document, &self.lexicon, &names, &mut clusters, &mut assigned);
        people.short_names(document, &self.lexicon, &mut names, &mut clusters, &mut assigned);
        organization_clusters::Bodies::default().assign(document, &names, &mut clusters, &mut assigned);
        for (name, cluster) in names.into_iter().zip(assigned) {
            checkpoint();
            let Some(cluster) = cluster else { continue };
            clusters[cluster].mentions.push(MentionSpan {
                tokens: name.tokens,
                kind: MentionKind::Name,
                confidence: name.confidence,
            });
        }
        (clusters, people)
    }

    /// Adds the pronouns of the first person inside quotations to the entity that speaks ("I" is who says it).
    /// Entities stay in the order of their first mention, and quotations keep pointing at theirs.
    pub fn add_first_person(
        &self,
        layers: Layers<'_>,
        quotations: &mut [Quotation],
        entities: &mut Vec<Entity>,
    ) {
        let pronouns = self.pronouns.of(&layers.language.code);
        let is_speaker = |key: u64| pronouns.is_some_and(|pronouns| pronouns.is_speaker(key));
        first_person::add(layers, is_speaker, quotations, entities);
    }
}

/// Names and values that do not overlap: a value wins over a name that is part of it ("May" in "May 3"), and a
/// name over a value that is part of it or crosses its border ("September" in "Black September").
fn apart(mut names: Vec<NameMention>, mut values: Vec<Value>) -> (Vec<NameMention>, Vec<Value>) {
    let inside =
        |inner: &Range<usize>, outer: &Range<usize>| outer.start <= inner.start && inner.end <= outer.end;
    names.retain(|name| {
        checkpoint();
        let next = values.partition_point(|value| value.tokens.end <= name.tokens.start);
        !values.get(next).is_some_and(|value| inside(&name.tokens, &value.tokens))
    });
    values.retain(|value| {
        checkpoint();
        let next = names.partition_point(|name| name.tokens.end <= value.tokens.start);
        names.get(next).is_none_or(|name| name.tokens.start >= value.tokens.end)
    });
    (names, values)
}

/// One cluster for all values of one kind that are the same; those without a normal form are the same if the words are.
fn add_values(document: &DocumentTokens<'_>, values: Vec<Value>, clusters: &mut Vec<EntityCluster>) {
    let mut known: WordMap<usize> = WordMap::default();
    for value in values {
        checkpoint();
        let words = if value.normal.is_empty() {
            name_mentions::key(document, &value.tokens)
        } else {
            hash(&value.normal)
        };
        let key = words.wrapping_add(value.kind as u64);
        let cluster = *known.entry(key).or_insert_with(|| {
            clusters.push(EntityCluster::value(value.kind, value.tokens.clone(), value.normal));
            clusters.len() - 1
        });
        clusters[cluster].mentions.push(MentionSpan {
            tokens: value.tokens,
            kind: MentionKind::Name,
            confidence: 0.95,
        });
    }
}

/// Whether a kind of cluster can be meant by "it".
fn is_impersonal(kind: EntityType) -> bool {
    matches!(kind, EntityType::Organization | EntityType::Location | EntityType::Facility)
}
