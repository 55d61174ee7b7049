//! What stands in quotation marks and is no speech: titles, names, nicknames, words as such.

mod speech;

use ascribe_core::pipeline::Analyzer;

use crate::analysis;

/// How many of the sentences without speech may be taken for some: those where an article stands before the mark, and
/// in news as often somebody's words as not, and a title that is a question.
const TAKEN_FOR_SPEECH: usize = 5;

#[test]
fn titles_and_nicknames_are_told_from_speech() {
    let analyzer = Analyzer::load();
    let quoted = |text: &str| {
        let analysis = analysis(&analyzer, "en", text);
        analysis.quotations.iter().any(|quotation| !quotation.quoted_parts.is_empty())
    };
    let table = include_str!("../fixtures/marks.tsv");
    let rows: Vec<(&str, &str)> = table.lines().filter_map(|line| line.split_once('\t')).collect();
    let wrong = |kind: &str| -> Vec<&str> {
        let own = rows.iter().filter(|(is_speech, _)| *is_speech == kind);
        own.filter(|(_, text)| quoted(text) != (kind == "yes")).map(|(_, text)| *text).collect()
    };
    let (missed, invented) = (wrong("yes"), wrong("no"));
    assert!(missed.is_empty(), "speech that is not found: {missed:#?}");
    assert!(invented.len() <= TAKEN_FOR_SPEECH, "taken for speech: {invented:#?}");
}
