//! Why quotations are as they are, with `--explain`.

use super::wrap::paragraph;
use super::{DIM, PLAIN, WORDS, heading, text};
use crate::rpc::v1;

/// Columns before the lines of an explanation.
const MARGIN: &str = "     ";

/// Columns before a candidate.
const CANDIDATE: &str = "       ";

/// Adds the rule of a quotation, and what was weighed for it.
pub(super) fn write(out: &mut String, explanation: &v1::Explanation, width: usize) {
    let v1::Explanation { rule, claim, speakers, antecedents } = explanation;
    out.push_str(MARGIN);
    paragraph(out, MARGIN, width, &[(DIM, "rule "), (PLAIN, rule), (DIM, ": "), (DIM, claim)]);
    write_candidates(out, "speakers", speakers, width);
    write_candidates(out, "antecedents", antecedents, width);
}

fn write_candidates(out: &mut String, what: &str, candidates: &[v1::Candidate], width: usize) {
    if candidates.is_empty() {
        return;
    }
    out.push_str(MARGIN);
    paragraph(out, MARGIN, width, &[(DIM, what)]);
    for v1::Candidate { span, name, score, chosen } in candidates {
        let mark = if *chosen { "→ " } else { "· " };
        let score = format!("{score:.2} ");
        let written = text(span.as_ref());
        let mut runs = vec![(DIM, mark), (DIM, &*score), (PLAIN, name)];
        if !written.is_empty() && written != name {
            runs.extend([(DIM, " (“"), (DIM, written), (DIM, "”)")]);
        }
        out.push_str(CANDIDATE);
        paragraph(out, CANDIDATE, width, &runs);
    }
}

/// Adds the runs in marks that are no quotations, each with its reason.
pub(super) fn write_rejected(out: &mut String, rejected: &[v1::RejectedRun], width: usize) {
    if rejected.is_empty() {
        return;
    }
    heading(out, "In marks, and no quotation");
    for v1::RejectedRun { span, rule, claim } in rejected {
        out.push_str("  ");
        let words = text(span.as_ref());
        paragraph(
            out,
            MARGIN,
            width,
            &[(WORDS, "“"), (WORDS, words), (WORDS, "” "), (PLAIN, rule), (DIM, ": "), (DIM, claim)],
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(name: &str, written: &str, score: f32, chosen: bool) -> v1::Candidate {
        let span = Some(v1::Span { text: written.into(), ..Default::default() });
        v1::Candidate { span, name: name.into(), score, chosen }
    }

    #[test]
    fn an_explanation_names_the_rule_and_the_candidates_with_their_scores() {
        let explanation = v1::Explanation {
            rule: "cue-subject".into(),
            claim: "The noun phrase before a verb of speech speaks.".into(),
            speakers: Vec::new(),
            antecedents: vec![
                candidate("Ann Bell", "Bell", 2.5, true),
                candidate("Ola Berg", "Ola Berg", -0.25, false),
            ],
        };
        let mut out = String::new();
        write(&mut out, &explanation, 80);
        assert_eq!(
            anstream::adapter::strip_str(&out).to_string(),
            "     rule cue-subject: The noun phrase before a verb of speech speaks.\n     antecedents\n       \
             → 2.50 Ann Bell (“Bell”)\n       · -0.25 Ola Berg\n"
        );
    }

    #[test]
    fn a_rejected_run_names_its_rule() {
        let span = Some(v1::Span { text: "Night Harbour".into(), ..Default::default() });
        let run = v1::RejectedRun { span, rule: "title".into(), claim: "A title of a work.".into() };
        let mut out = String::new();
        write_rejected(&mut out, &[run], 80);
        assert_eq!(
            anstream::adapter::strip_str(&out).to_string(),
            "\nIn marks, and no quotation\n\n  “Night Harbour” title: A title of a work.\n"
        );
    }
}
