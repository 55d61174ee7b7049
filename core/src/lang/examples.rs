//! The examples of rules, `rules.tsv` of the packs: what a rule does, shown in each language that has one.

use super::files;
use super::table::{self, Errors, PackError};
use crate::rules::Rule;

/// The columns of `rules.tsv`.
pub(super) const COLUMNS: [&str; 3] = ["rule", "text", "found"];

/// A text that a rule applies to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleExample {
    /// The rule that has to fire.
    pub rule: Rule,
    /// BCP 47 primary subtag.
    pub language: &'static str,
    /// The text.
    pub text: String,
    /// What is found in it, a line each: "kind speaker: content" of attributions, the run in marks of a rejection.
    pub found: String,
}

/// The examples of all packs.
#[must_use]
pub fn load() -> Vec<RuleExample> {
    read().0
}

/// The examples of all packs, and what is wrong in their tables.
fn read() -> (Vec<RuleExample>, Vec<PackError>) {
    let errors = Errors::default();
    let mut examples = Vec::new();
    for file in files::all().filter(|file| file.name == "rules.tsv") {
        for row in table::rows(file, &COLUMNS, &errors) {
            let lines = |column| row.field(column).replace("\\n", "\n");
            if let Some(rule) = row.parse("rule", row.field(0), Rule::parse) {
                let (text, found) = (lines(1), lines(2));
                examples.push(RuleExample { rule, language: file.language, text, found });
            }
        }
    }
    (examples, errors.into_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Decides;

    #[test]
    fn every_row_names_a_rule_and_every_rule_has_a_row() {
        let (examples, errors) = read();
        assert_eq!(errors, []);
        let without: Vec<_> = Rule::ALL
            .iter()
            .filter(|rule| {
                rule.decides() != Decides::Engine && !examples.iter().any(|example| example.rule == **rule)
            })
            .collect();
        assert!(without.is_empty(), "without an example: {without:?}");
    }
}
