//! What stands in quotation marks and is no speech: titles, names, nicknames, words as such.

mod speech;

use ascribe_core::pipeline::Analyzer;

use crate::analysis;

#[test]
fn titles_and_nicknames_are_told_from_speech() {
    let analyzer = Analyzer::load();
    let quoted = |text: &str| {
        let analysis = analysis(&analyzer, "en", text);
        analysis.quotations.iter().any(|quotation| !quotation.quoted_parts.is_empty())
    };
    let table = include_str!("../fixtures/marks.tsv");
    let rows: Vec<(&str, &str)> = table.lines().filter_map(|line| line.split_once('\t')).collect();
    let wrong: Vec<_> = rows.iter().filter(|(kind, text)| quoted(text) != (*kind != "no")).collect();
    assert!(wrong.is_empty(), "taken for speech, or not: {wrong:#?}");
}
