use std::sync::{Arc, LazyLock};

use super::quotation_tests::show;
use crate::analysis::{Analysis, AttributionMethod, Model};
use crate::encoder::{Encoder, sample};
use crate::input::{self, Content, Document};
use crate::interrupt::Interrupt;
use crate::pipeline::{Analyzer, Features};
use crate::rules::Rule;

/// With an encoder that knows five words: Ada, said, rain, fell, and the stop.
static ANALYZER: LazyLock<Analyzer> = LazyLock::new(|| {
    let encoder = Encoder::read(sample::by_word().finish()).expect("the sample is an encoder");
    Analyzer::load().with_encoder(Arc::new(encoder))
});

fn analyze(model: Model, text: &str) -> Analysis {
    let document =
        Document { content: Content::Text(text.into()), language: Some("en".into()), ..Document::default() };
    let source = input::read(document).expect("plain text can be read");
    let features = Features { model, ..Features::DEFAULT };
    ANALYZER.analyze(&source, features, &Interrupt::never()).expect("nobody interrupts")
}

#[track_caller]
fn check(text: &str, expect: &str) -> Analysis {
    let analysis = analyze(Model::Accurate, text);
    assert_eq!(show(text, &analysis.quotations), expect);
    assert_eq!(analysis.model, Model::Accurate);
    analysis
}

#[test]
fn what_an_encoder_labels_becomes_quotations_with_their_speakers() {
    let found = check("Ada said rain fell.", "indirect Ada: rain fell");
    let quotation = &found.quotations[0];
    assert_eq!(quotation.rule, Some(Rule::Encoder));
    assert!(quotation.confidence > 0.5);
    let speaker = quotation.speaker.as_ref().expect("somebody speaks");
    assert_eq!((speaker.method, speaker.entity), (AttributionMethod::Cue, Some(0)));
    let cue = quotation.cue.as_ref().expect("there is a cue");
    assert_eq!((cue.lemma.as_str(), cue.negated), ("say", false));
    assert_eq!(found.entities[0].name, "Ada");
}

#[test]
fn a_description_speaks_for_whom_the_encoder_says_that_it_means() {
    let found =
        check("Ada said rain fell. ra said rain fell.", "indirect Ada: rain fell\nindirect Ada: rain fell");
    let speaker = found.quotations[1].speaker.as_ref().expect("somebody speaks");
    assert_eq!(speaker.entity, Some(0));
}

#[test]
fn a_run_in_marks_is_all_said_where_most_of_it_is_labelled() {
    check("“Slowly, rain fell fell,” Ada said.", "direct Ada: Slowly, rain fell fell,");
    check("“rain fell,” Ada said, “fell rain fell.”", "direct Ada: rain fell, | fell rain fell.");
}

#[test]
fn rules_attribute_what_is_in_marks_and_was_not_labelled() {
    let found = check("“The mayor will not resign,” Ada said.", "direct Ada: The mayor will not resign,");
    assert_eq!(found.quotations[0].rule, Some(Rule::CueSubject));
    check("Ada said the mayor would resign.", "");
}

#[test]
fn nothing_changes_for_those_who_ask_for_the_fast_engine() {
    let text = "Bert Ahlgren said the mayor would resign. Ada said rain fell.";
    let fast = analyze(Model::Fast, text);
    assert_eq!(fast.model, Model::Fast);
    let document =
        Document { content: Content::Text(text.into()), language: Some("en".into()), ..Document::default() };
    let source = input::read(document).expect("plain text can be read");
    let accurate = Features { model: Model::Accurate, ..Features::DEFAULT };
    let without =
        Analyzer::load().analyze(&source, accurate, &Interrupt::never()).expect("nobody interrupts");
    assert_eq!(without, fast, "without an encoder the fast engine answers, and says so");
}
