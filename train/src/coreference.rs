//! Which names and pronouns mean the same person: measures the rules of the service on annotated documents.
//!
//! Names are given as they are annotated, so that what is measured is who is who and not what is a name.

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::ops::Range;
use std::path::Path;

use ascribe_core::analysis::{Entity, EntityType, MentionKind};
use ascribe_core::interrupt::Interrupt;
use ascribe_core::names::NameSpan;
use ascribe_core::pipeline::Analyzer;
use ascribe_core::text::Span;
use serde::Deserialize;

use crate::entities::corpus::{Cutter, Document};
use crate::sets;

/// The set that is scored where none is named.
const SET: &str = "gum_coref_train";

/// A document with its mentions.
#[derive(Debug, Deserialize)]
struct Row {
    text: String,
    genre: String,
    mentions: Vec<Mention>,
}

/// Words that mean something, and what they mean.
#[derive(Debug, Deserialize)]
struct Mention {
    start: usize,
    end: usize,
    #[serde(rename = "type")]
    kind: String,
    /// Mentions with the same one mean the same thing.
    cluster: String,
    named: bool,
    pron: bool,
    /// The name in it.
    core: Option<[usize; 2]>,
}

/// A mention of a person as it is scored: where, and which thing of the document it means.
struct Gold<'a> {
    span: Span,
    cluster: &'a str,
}

/// Sums over mentions.
#[derive(Clone, Copy, Debug, Default)]
struct Score {
    names: u32,
    precision: f64,
    recall: f64,
    pronouns: u32,
    right: u32,
    unresolved: u32,
}

/// Prints for each genre and for all how well names of people are put together and he and she are resolved.
pub(crate) fn run(data: &Path, sets: &[String]) -> Result<(), Box<dyn Error>> {
    let usual = [SET.to_owned()];
    let (cutter, analyzer) = (Cutter::load(), Analyzer::load());
    for set in if sets.is_empty() { &usual } else { sets } {
        let rows: Vec<Row> = sets::read(&data.join(format!("{set}.jsonl")))?;
        let (mut genres, mut all) = (BTreeMap::<&str, Score>::new(), Score::default());
        for row in &rows {
            let score = score(row, &cutter, &analyzer)?;
            genres.entry(&row.genre).or_default().add(&score);
            all.add(&score);
        }
        println!(
            "{set:<16} {:>6} {:>6} {:>6} {:>6} {:>8} {:>6} {:>5}",
            "names", "P", "R", "B3", "he, she", "right", "open"
        );
        for (genre, score) in genres.into_iter().chain([("all", all)]) {
            println!("{genre:<16} {score}");
        }
    }
    Ok(())
}

/// Scores one document.
fn score(row: &Row, cutter: &Cutter, analyzer: &Analyzer) -> Result<Score, Box<dyn Error>> {
    let document = cutter.cut_text(row.text.clone(), SET);
    let quoted = document.quoted();
    let layers = ascribe_core::analysis::Layers { quoted: &quoted, ..document.layers() };
    let (names, people) = names(row, &document);
    let entities = analyzer.entities(layers, &names, &Interrupt::never())?;
    let mut score = Score::default();
    score_names(&people, &entities, &mut score);
    score_pronouns(row, &people, &entities, &mut score);
    Ok(score)
}

/// The annotated names as the recogniser would hand them on, and those of people.
fn names<'a>(row: &'a Row, document: &Document) -> (Vec<NameSpan>, Vec<Gold<'a>>) {
    let offsets = sets::byte_offsets(&row.text);
    let mut named: Vec<(Span, &Mention)> = row
        .mentions
        .iter()
        .filter(|mention| mention.named)
        .filter_map(|mention| {
            mention.core.map(|[start, end]| (Span::new(offsets[start], offsets[end]), mention))
        })
        // A group of people is annotated with the name of one of them in it.
        .filter(|(span, mention)| {
            let whole = Span::new(offsets[mention.start], offsets[mention.end]);
            span.of(&row.text).starts_with(char::is_uppercase) && !whole.of(&row.text).contains(" and ")
        })
        .collect();
    named.sort_by_key(|(span, _)| (span.begin(), std::cmp::Reverse(span.end())));
    let (mut names, mut people, mut end) = (Vec::new(), Vec::new(), 0);
    for (span, mention) in named {
        let spans = &document.tokens.spans;
        let Range { start: begin, end: last } = document.tokens.covered_by(span);
        if span.begin() < end || begin >= last || !in_story(document, span) {
            continue;
        }
        end = span.end();
        let kind = match mention.kind.as_str() {
            "person" => EntityType::Person,
            "organization" => EntityType::Organization,
            "place" => EntityType::Location,
            _ => EntityType::Other,
        };
        names.push(NameSpan {
            span: spans[begin].cover(spans[last - 1]),
            tokens: begin as u32..last as u32,
            kind,
            confidence: 1.0,
            is_place: false,
        });
        if kind == EntityType::Person {
            people.push(Gold { span, cluster: &mention.cluster });
        }
    }
    (names, people)
}

fn in_story(document: &Document, span: Span) -> bool {
    document.structure.blocks.iter().any(|block| block.kind.is_story() && block.span.overlaps(span))
}

/// The entity that a stretch of text is a mention of.
fn entity_at(entities: &[Entity], span: Span, kind: MentionKind) -> Option<usize> {
    let here = |entity: &Entity| entity.mentions.iter().any(|m| m.kind == kind && m.span.overlaps(span));
    entities.iter().position(here)
}

/// B³: how pure and how whole the entity of each name is. Source: Bagga and Baldwin 1998.
fn score_names(people: &[Gold<'_>], entities: &[Entity], score: &mut Score) {
    let mut together: HashMap<(&str, usize), u32> = HashMap::new();
    let (mut gold, mut found) = (HashMap::<&str, u32>::new(), HashMap::<usize, u32>::new());
    let mut keys = Vec::with_capacity(people.len());
    for (at, name) in people.iter().enumerate() {
        // A name that is in no entity stands alone.
        let entity = entity_at(entities, name.span, MentionKind::Name).unwrap_or(entities.len() + at);
        *together.entry((name.cluster, entity)).or_default() += 1;
        *gold.entry(name.cluster).or_default() += 1;
        *found.entry(entity).or_default() += 1;
        keys.push((name.cluster, entity));
    }
    for (cluster, entity) in keys {
        let both = f64::from(together[&(cluster, entity)]);
        score.names += 1;
        score.precision += both / f64::from(found[&entity]);
        score.recall += both / f64::from(gold[cluster]);
    }
}

/// He and she are right where they go to an entity with a name of the person they mean. Only people whose name
/// stands in the document are asked for.
fn score_pronouns(row: &Row, people: &[Gold<'_>], entities: &[Entity], score: &mut Score) {
    const WORDS: [&str; 8] = ["he", "him", "his", "himself", "she", "her", "hers", "herself"];
    let offsets = sets::byte_offsets(&row.text);
    for mention in row.mentions.iter().filter(|mention| mention.pron) {
        let span = Span::new(offsets[mention.start], offsets[mention.end]);
        let named = people.iter().any(|name| name.cluster == mention.cluster);
        if !named || !WORDS.contains(&span.of(&row.text).to_lowercase().as_str()) {
            continue;
        }
        score.pronouns += 1;
        let Some(entity) = entity_at(entities, span, MentionKind::Pronoun) else {
            score.unresolved += 1;
            continue;
        };
        let right = people
            .iter()
            .filter(|name| name.cluster == mention.cluster)
            .any(|name| entity_at(entities, name.span, MentionKind::Name) == Some(entity));
        score.right += u32::from(right);
    }
}

impl Score {
    fn add(&mut self, other: &Self) {
        self.names += other.names;
        self.precision += other.precision;
        self.recall += other.recall;
        self.pronouns += other.pronouns;
        self.right += other.right;
        self.unresolved += other.unresolved;
    }
}

impl std::fmt::Display for Score {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let share = |part: f64, all: u32| 100.0 * part / f64::from(all.max(1));
        let (precision, recall) = (share(self.precision, self.names), share(self.recall, self.names));
        let b3 = 2.0 * precision * recall / (precision + recall).max(f64::MIN_POSITIVE);
        let right = share(f64::from(self.right), self.pronouns);
        let open = share(f64::from(self.unresolved), self.pronouns);
        let (names, pronouns) = (self.names, self.pronouns);
        write!(
            f,
            "{names:>6} {precision:>6.1} {recall:>6.1} {b3:>6.1} {pronouns:>8} {right:>6.1} {open:>5.1}"
        )
    }
}
