//! What sentences of German, French and Spanish news say that somebody said, and what they do not.

use std::fs;
use std::path::Path;

use ascribe_core::analysis::{Quotation, QuotationKind};
use ascribe_core::pipeline::Analyzer;

use crate::analysis;

/// Rows of a language: a language without a table fails the test.
const FEWEST: usize = 60;

#[test]
fn sentences_of_other_languages_are_read_as_the_table_says() {
    let analyzer = Analyzer::load();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/speech.tsv");
    let table = fs::read_to_string(path).unwrap();
    let rows = table.lines().filter(|line| !line.starts_with('#'));
    let rows: Vec<Vec<&str>> = rows.map(|line| line.split('\t').collect()).collect();
    for language in ["de", "fr", "es"] {
        let own = rows.iter().filter(|row| row[0] == language);
        assert!(own.count() >= FEWEST, "{language}");
    }
    let answers = rows.iter().map(|row| (row[1], row[2], answer(&analyzer, row[0], row[1])));
    let wrong: Vec<_> = answers.filter(|(_, wanted, answer)| wanted != answer).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The quotations of a text, as a row of the table has them.
fn answer(analyzer: &Analyzer, language: &str, text: &str) -> String {
    let analysis = analysis(analyzer, language, text);
    let all: Vec<String> = analysis.quotations.iter().map(|quotation| row(quotation, text)).collect();
    if all.is_empty() { "-".to_owned() } else { all.join(" ;; ") }
}

fn row(quotation: &Quotation, text: &str) -> String {
    let kind = match quotation.kind {
        QuotationKind::Direct => "direct",
        QuotationKind::Indirect => "indirect",
        QuotationKind::Mixed => "mixed",
    };
    let speaker = quotation.speaker.as_ref().map_or("", |speaker| &speaker.name);
    let cue = quotation.cue.as_ref().map_or("", |cue| &cue.lemma);
    let segments: Vec<&str> = quotation.segments.iter().map(|span| span.of(text)).collect();
    format!("{kind}|{speaker}|{cue}|{}", segments.join(" … "))
}
