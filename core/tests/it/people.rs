//! People in sentences of their own, where nothing else of a document helps to tell them.

use ascribe_core::analysis::{EntityType, MentionKind};
use ascribe_core::pipeline::Analyzer;

use crate::analysis;

/// How many of the names may be missed: those that are places or words as much as names ("Georgia Lamb", "Penny Banks").
const MISSED: usize = 12;

#[test]
fn people_are_told_from_words_and_places() {
    let analyzer = Analyzer::load();
    let mut missed = Vec::new();
    for line in include_str!("../fixtures/people.txt").lines().filter(|line| !line.starts_with('#')) {
        let (text, names) = unmarked(line);
        let analysis = analysis(&analyzer, "en", &text);
        let people = analysis.entities.iter().filter(|entity| entity.kind == EntityType::Person);
        let mentions = people.flat_map(|person| &person.mentions);
        let found: Vec<_> = mentions
            .filter(|mention| mention.kind == MentionKind::Name)
            .map(|mention| mention.span.range())
            .collect();
        missed
            .extend(names.into_iter().filter(|name| !found.contains(name)).map(|name| text[name].to_owned()));
    }
    assert!(missed.len() <= MISSED, "{} names are missed: {missed:?}", missed.len());
}

/// A line without its braces, and where the names in them are.
fn unmarked(line: &str) -> (String, Vec<std::ops::Range<usize>>) {
    let (mut text, mut names, mut begin) = (String::new(), Vec::new(), 0);
    for c in line.chars() {
        match c {
            '{' => begin = text.len(),
            '}' => names.push(begin..text.len()),
            _ => text.push(c),
        }
    }
    (text, names)
}
