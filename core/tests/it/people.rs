//! People in sentences of their own, where nothing else of a document helps to tell them.

use ascribe_core::analysis::{EntityType, MentionKind};
use ascribe_core::pipeline::Analyzer;

use crate::analysis;

#[test]
fn people_are_told_from_words_and_places() {
    let analyzer = Analyzer::load();
    let (mut missed, mut known) = (Vec::new(), Vec::new());
    for line in include_str!("../fixtures/people.txt").lines().filter(|line| !line.starts_with('#')) {
        let (text, names) = unmarked(line);
        let analysis = analysis(&analyzer, "en", &text);
        let people = analysis.entities.iter().filter(|entity| entity.kind == EntityType::Person);
        let mentions = people.flat_map(|person| &person.mentions);
        let found: Vec<_> = mentions
            .filter(|mention| mention.kind == MentionKind::Name)
            .map(|mention| mention.span.range())
            .collect();
        for (name, is_known) in names {
            let written = text[name.clone()].to_owned();
            known.extend(is_known.then(|| written.clone()));
            missed.extend((!found.contains(&name)).then_some(written));
        }
    }
    assert_eq!(missed, known, "help: names that are known to be missed are marked by ~ in the table");
}

/// A line without its braces, where the names in them are, and which of them are known to be missed.
fn unmarked(line: &str) -> (String, Vec<(std::ops::Range<usize>, bool)>) {
    let (mut text, mut names, mut begin, mut is_known) = (String::new(), Vec::new(), 0, false);
    for c in line.chars() {
        match c {
            '{' => (begin, is_known) = (text.len(), false),
            '~' => is_known = true,
            '}' => names.push((begin..text.len(), is_known)),
            _ => text.push(c),
        }
    }
    (text, names)
}
