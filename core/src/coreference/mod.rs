//! Which mentions mean one thing, and who speaks: clusters of names, what is said of them, the pronouns that refer to
//! them, and the sources of attributions.
//!
//! `name_mentions` makes names comparable, `name_parts` finds where they begin, `speaker_labels` has those of transcripts;
//! `person_clusters` and `organization_clusters` decide which of them mean one cluster. `descriptions` reads what the text
//! says that somebody is. `resolve` finds whom pronouns, by the features of [`antecedents`], and descriptions without a
//! name mean; `nameless` has those whom no name is known for. Attributions are evidence (`speech_context`): `sources`
//! tells whom their source phrases mean, and `first_person` whom "I" does. `assemble` makes entities.
//!
//! Whom a pronoun means is scored in `pronouns::scores` alone, candidate by candidate, apart from who is a candidate and
//! from decoding: there a second engine's scores enter.

mod cluster;
mod name_mentions;
mod name_parts;
mod speaker_labels;
mod type_patterns;
mod person_clusters;
mod organization_clusters;
mod descriptions;
mod sources;
mod speech_context;
mod mention_in_context;
pub mod antecedents;
mod pronouns;
mod nominals;
mod nameless;
mod resolve;
mod first_person;
mod assemble;

use std::ops::Range;

use crate::analysis::{Entity, EntityType, MentionKind};
use crate::data;
use crate::document_tokens::DocumentTokens;
use crate::interrupt::{Interrupt, Interrupted, checkpoint};
use crate::lang::lexicon::Lexicon;
use crate::names::NameSpan;
use crate::speech::attribution::SpeechReading;
use crate::text::{Span, WordMap, hash};
use crate::values::Value;
use antecedents::{Choice, Weights};
use cluster::{EntityCluster, MentionSpan, NameMention};
use person_clusters::People;
use pronouns::Pronouns;
use sources::Mentions;
pub(crate) use sources::{PhraseReferent, Speakers, Speaking, Topic};
use speech_context::SpeechContext;

/// Finds whom the words of a document mean.
#[derive(Debug)]
pub(crate) struct Resolver {
    weights: Weights,
}

/// Whom a source means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Referent {
    /// An entity, by its index.
    Entity(u32),
    /// Somebody who has no name in the text, by the description of whoever it is.
    Described(Span),
}

/// Whom the words of a document mean.
#[derive(Debug)]
pub(crate) struct Coreference {
    /// The entities in order of their first mention.
    pub(crate) entities: Vec<Entity>,
    /// Who speaks, for each reading of the speech.
    pub(crate) speakers: Vec<Speakers<Referent>>,
    /// What pronouns were resolved by, where that was asked for.
    pub(crate) choices: Vec<Choice>,
}

/// What coreference rests on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Evidence<'a> {
    /// The tokens of the document.
    pub(crate) document: &'a DocumentTokens<'a>,
    /// What is known of words.
    pub(crate) lexicon: &'a Lexicon,
    /// The names in it.
    pub(crate) names: &'a [NameSpan],
    /// Its attributions.
    pub(crate) speech: &'a [SpeechReading<'a>],
}

impl Resolver {
    /// Loads the weights of the antecedents of pronouns.
    pub(crate) fn load() -> Self {
        Self { weights: Weights::read(data::PRONOUN_WEIGHTS) }
    }

    /// The entities of a document and who speaks in its attributions; `explain` takes down what was weighed. Linear in
    /// the text.
    ///
    /// # Errors
    /// Interrupted.
    pub(crate) fn resolve(
        &self,
        evidence: Evidence<'_>,
        values: Vec<Value>,
        explain: bool,
        interrupt: &Interrupt,
    ) -> Result<Coreference, Interrupted> {
        let Evidence { document, lexicon, names, .. } = evidence;
        let names = name_mentions::clean(document, lexicon, names);
        let (names, values) = apart(names, values);
        let (mut clusters, people) = clusters(document, lexicon, names);
        interrupt.check()?;
        descriptions::describe(document, &mut clusters);
        let pronouns = Pronouns { pack: document.pack, weights: &self.weights };
        let mut choices = Vec::new();
        let wanted = explain.then_some(&mut choices);
        let speakers = speakers(&evidence, &pronouns, &mut clusters, wanted);
        people.add_authors(document, lexicon, &mut clusters);
        add_values(document, values, &mut clusters);
        let (entities, referents) = assemble::entities(document, clusters);
        let known = |speakers: Speakers<usize>| speakers.map(|cluster| referents[cluster]);
        Ok(Coreference { entities, speakers: speakers.into_iter().map(known).collect(), choices })
    }

    /// What each pronoun of an English text may mean, for those who fit the weights of that choice.
    pub(crate) fn pronoun_choices(&self, evidence: Evidence<'_>) -> Vec<Choice> {
        let Evidence { document, lexicon, names, .. } = evidence;
        let names = name_mentions::clean(document, lexicon, names);
        let (mut clusters, _) = clusters(document, lexicon, names);
        descriptions::describe(document, &mut clusters);
        let mut choices = Vec::new();
        let pronouns = Pronouns { pack: document.pack, weights: &self.weights };
        speakers(&evidence, &pronouns, &mut clusters, Some(&mut choices));
        choices
    }
}

/// Resolves pronouns and nominals, and tells who speaks in each reading of the speech.
fn speakers(
    evidence: &Evidence<'_>,
    pronouns: &Pronouns<'_>,
    clusters: &mut Vec<EntityCluster>,
    choices: Option<&mut Vec<Choice>>,
) -> Vec<Speakers<usize>> {
    let &Evidence { document, lexicon, speech: readings, .. } = evidence;
    let context = SpeechContext::new(document, &Mentions::new(document, clusters), readings);
    resolve::resolve((document, lexicon), pronouns, (&context, readings), clusters, choices);
    first_person::resolve(document, pronouns, (&context, readings), clusters)
}

/// One cluster for all names that mean it, with these names as its mentions; and the people among them by their names.
fn clusters(
    document: &DocumentTokens<'_>,
    lexicon: &Lexicon,
    mut names: Vec<NameMention>,
) -> (Vec<EntityCluster>, People) {
    let mut clusters = Vec::new();
    let mut assigned = vec![None; names.len()];
    let mut people = People::default();
    people.full_names(document, lexicon, &names, &mut clusters, &mut assigned);
    people.short_names(document, lexicon, &mut names, &mut clusters, &mut assigned);
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
