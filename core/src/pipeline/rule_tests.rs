use std::collections::BTreeSet;

use super::quotation_tests::show;
use crate::analysis::Analysis;
use crate::input::{self, Content, Document};
use crate::interrupt::Interrupt;
use crate::lang::examples::{self, RuleExample};
use crate::pipeline::{Analyzer, Features};
use crate::rules::{Decides, Rule};

fn analyze(analyzer: &Analyzer, language: &str, text: &str) -> Analysis {
    let document = Document {
        content: Content::Text(text.into()),
        language: Some(language.into()),
        ..Document::default()
    };
    let source = input::read(document).expect("plain text can be read");
    let features = Features { explain: true, ..Features::DEFAULT };
    analyzer.analyze(&source, features, &Interrupt::never()).expect("nobody interrupts")
}

/// The answer of an analysis to what a rule decides, and whether the rule made it.
fn answer(rule: Rule, text: &str, analysis: &Analysis) -> (String, bool) {
    match rule.decides() {
        Decides::Attribution => {
            let fired = analysis.quotations.iter().any(|quotation| quotation.rule == Some(rule));
            (show(text, &analysis.quotations), fired)
        }
        Decides::Engine => (String::new(), false),
        Decides::Rejection => {
            let runs: Vec<&str> = analysis.rejected_runs.iter().map(|run| run.span.of(text)).collect();
            (runs.join("\n"), analysis.rejected_runs.iter().any(|run| run.rule == rule))
        }
    }
}

#[test]
fn every_rule_fires_on_its_examples() {
    let analyzer = Analyzer::load();
    let mut wrong = String::new();
    for RuleExample { rule, language, text, found } in examples::load() {
        let analysis = analyze(&analyzer, language, &text);
        let (answer, fired) = answer(rule, &text, &analysis);
        if !fired || answer != found {
            let made: Vec<_> = analysis.quotations.iter().map(|quotation| quotation.rule).collect();
            wrong += &format!("{rule}: {text}\n  expected {found}\n  found    {answer} by {made:?}\n");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn identifiers_are_distinct_and_in_kebab_case() {
    let ids: BTreeSet<&str> = Rule::ALL.iter().map(|rule| rule.id()).collect();
    assert_eq!(ids.len(), Rule::ALL.len());
    let kebab = |id: &&str| id.bytes().all(|c| c.is_ascii_lowercase() || c == b'-');
    assert!(ids.iter().all(kebab), "{ids:?}");
    assert!(Rule::ALL.iter().all(|rule| !rule.claim().is_empty() && rule.claim().ends_with('.')));
}
