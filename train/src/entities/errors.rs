//! What a model gets wrong, in groups, the largest first.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use ascribe_core::text::Span;

use super::corpus::{self, Cutter, Document, Letters};
use super::eval::{OtherModel, class, core, gold_class, recognizer};

const CLASSES: [&str; 3] = ["PER", "ORG", "LOC"];

/// Prints the groups of errors on a set, each with how many there are and with examples.
pub(crate) fn run(data: &Path, other: Option<&OtherModel>, set: &str) -> Result<(), Box<dyn Error>> {
    let recognizer = recognizer(other)?;
    let cutter = Cutter::load();
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in corpus::read(data, set)? {
        let document = cutter.cut(&row, set, Letters::Kept);
        let names = recognizer.recognize(document.layers());
        let found: Vec<(Span, usize)> = names
            .iter()
            .filter_map(|name| Some((core(&document.text, name.span), class(name.kind)?)))
            .collect();
        collect(&document, &found, &mut groups);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, examples)| std::cmp::Reverse(examples.len()));
    for (group, examples) in groups {
        println!("\n{group}: {}", examples.len());
        let step = (examples.len() / 15).max(1);
        for example in examples.iter().step_by(step) {
            println!("    {example}");
        }
    }
    Ok(())
}

fn collect(document: &Document, found: &[(Span, usize)], groups: &mut BTreeMap<String, Vec<String>>) {
    let text = &document.text;
    let gold: Vec<(Span, usize)> = document
        .names
        .iter()
        .filter_map(|name| Some((core(text, name.span), gold_class(name.kinds)?)))
        .collect();
    for &(span, class) in gold.iter().filter(|name| !found.contains(name)) {
        let other = found.iter().find(|(other, _)| other.overlaps(span));
        let group = match other {
            None => format!("{} missed", CLASSES[class]),
            Some((other, kind)) if *other == span => {
                format!("{} taken for {}", CLASSES[class], CLASSES[*kind])
            }
            Some(_) => format!("{} with other edges", CLASSES[class]),
        };
        let seen = other.map_or(String::new(), |(other, _)| format!("  found [{}]", other.of(text)));
        groups.entry(group).or_default().push(format!("{}{seen}", context(text, span)));
    }
    for &(span, class) in found.iter().filter(|name| !gold.iter().any(|(other, _)| other.overlaps(name.0))) {
        groups.entry(format!("{} invented", CLASSES[class])).or_default().push(context(text, span));
    }
}

/// The name in brackets with a little of the text around it.
fn context(text: &str, span: Span) -> String {
    let range = span.range();
    let before: String =
        text[..range.start].chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect();
    let after: String = text[range.end..].chars().take(30).collect();
    format!("{before}[{}]{after}", span.of(text)).replace('\n', " ⏎ ")
}
