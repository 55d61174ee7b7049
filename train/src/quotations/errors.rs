//! What is wrong with the quotations found on a set, in groups, the largest first.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use ascribe_core::pipeline::Analyzer;
use ascribe_core::text::Span;

use super::compare::{Pairs, pair, same_name, same_speaker};
use super::corpus::{self, Gold};
use super::eval::{SAME, speaker_kind};

/// Examples printed of each group.
const EXAMPLES: usize = 15;

/// Prints the groups of errors on a set, each with how many there are and with examples; only those whose names
/// contain `group`, with all their examples, where one is given.
pub(crate) fn run(data: &Path, set: &str, group: Option<&str>) -> Result<(), Box<dyn Error>> {
    let analyzer = Analyzer::load();
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for document in corpus::read(&analyzer, data, set)? {
        collect(&pair(&document), &analyzer, &mut groups);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, examples)| std::cmp::Reverse(examples.len()));
    for (name, examples) in &groups {
        println!("{:>6}  {name}", examples.len());
    }
    for (name, examples) in groups.iter().filter(|(name, _)| group.is_none_or(|part| name.contains(part))) {
        println!("\n{name}: {}", examples.len());
        let step = if group.is_some() { 1 } else { (examples.len() / EXAMPLES).max(1) };
        for example in examples.iter().step_by(step) {
            println!("    {example}");
        }
    }
    Ok(())
}

fn collect(pairs: &Pairs<'_>, analyzer: &Analyzer, groups: &mut BTreeMap<String, Vec<String>>) {
    let mut add = |group: String, example: String| {
        groups.entry(group).or_default().push(format!("{}  {example}", pairs.document.id));
    };
    let mut found = vec![None; pairs.wanted.len()];
    let mut used = vec![false; pairs.found.len()];
    for &(i, j, overlap) in &pairs.pairs {
        found[i] = Some((j, overlap));
        used[j] = true;
    }
    for (gold, found) in pairs.wanted.iter().zip(found) {
        match found {
            Some((j, overlap)) if overlap >= SAME => {
                if let Some(group) = wrong_speaker(pairs, gold, j) {
                    let name = pairs.speaker(j).map_or("nobody", |speaker| &speaker.name);
                    add(
                        group,
                        format!("{}  SAID BY {name}, NOT {}", context(pairs, gold), wanted_speaker(gold)),
                    );
                }
            }
            Some((j, overlap)) if overlap > 0.1 => {
                let span = pairs.found[j].span;
                let text = &pairs.document.text;
                add(
                    boundary(gold.span, span),
                    format!("{}  FOUND <{}>", context(pairs, gold), span.of(text)),
                );
            }
            _ => add(missed(pairs, gold, analyzer), context(pairs, gold)),
        }
    }
    for (j, piece) in pairs.found.iter().enumerate().filter(|&(j, _)| !used[j]) {
        let example = around(&pairs.document.text, piece.span, piece.span);
        add(format!("invented: {}", pairs.method(j)), example);
    }
}

fn wanted_speaker(gold: &Gold) -> String {
    let written = gold.speaker.as_ref().map_or("nobody", |(_, text)| text);
    gold.name.as_ref().map_or(written.to_owned(), |name| format!("{written} = {name}"))
}

/// How a speaker is wrong, if at all.
fn wrong_speaker(pairs: &Pairs<'_>, gold: &Gold, found: usize) -> Option<String> {
    let (_, words) = gold.speaker.as_ref()?;
    let kind = speaker_kind(words);
    let Some(speaker) = pairs.speaker(found) else { return Some(format!("speaker not found: {kind}")) };
    let method = speaker.method;
    if !same_speaker(pairs.document, speaker, gold) {
        return Some(format!("speaker wrong: {kind}, {method:?}"));
    }
    let name = gold.name.as_ref()?;
    (!same_name(&speaker.name, name)).then(|| format!("speaker not resolved: {kind}, {method:?}"))
}

/// Which edges of a content are wrong.
fn boundary(gold: Span, found: Span) -> String {
    let edge = |wanted: u32, found: u32| match found.cmp(&wanted) {
        std::cmp::Ordering::Less => "early",
        std::cmp::Ordering::Equal => "right",
        std::cmp::Ordering::Greater => "late",
    };
    format!(
        "content boundary: begins {}, ends {}",
        edge(gold.begin(), found.begin()),
        edge(gold.end(), found.end())
    )
}

/// Why a content may have been missed.
fn missed(pairs: &Pairs<'_>, gold: &Gold, analyzer: &Analyzer) -> String {
    let kind = &gold.kind;
    let Some((_, cue)) = &gold.cue else { return format!("missed: {kind} without a cue") };
    let language = &pairs.document.analysis.language.code;
    let words = || cue.split_whitespace();
    if words().any(|word| analyzer.knows_cue(language, word)) {
        format!("missed: {kind}, cue known")
    } else if cue.chars().any(char::is_alphabetic) {
        format!("missed: {kind}, cue unknown ({} words)", words().count())
    } else {
        format!("missed: {kind}, cue is a mark")
    }
}

/// A content with the text around it that has its cue and its speaker.
fn context(pairs: &Pairs<'_>, gold: &Gold) -> String {
    let beside = [gold.cue.as_ref(), gold.speaker.as_ref()].into_iter().flatten();
    // What stands far away would fill the line.
    let near = beside
        .filter(|(span, _)| span.begin() < gold.span.end() + 200 && gold.span.begin() < span.end() + 200);
    let whole = near.fold(gold.span, |whole, (span, _)| whole.cover(*span));
    let cue = gold.cue.as_ref().map_or("-", |(_, text)| text);
    format!("{}  CUE {cue}", around(&pairs.document.text, gold.span, whole))
}

/// A span in brackets with a little of the text around a wider one.
fn around(text: &str, inner: Span, outer: Span) -> String {
    let (begin, end) = (outer.range().start, outer.range().end);
    let before: String = text[..begin].chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect();
    let after: String = text[end..].chars().take(50).collect();
    let (first, last) = (&text[begin..inner.range().start], &text[inner.range().end..end]);
    format!("{before}{first}[{}]{last}{after}", inner.of(text)).replace('\n', " ⏎ ")
}
