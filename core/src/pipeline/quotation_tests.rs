use crate::analysis::{Analysis, QuotationKind};
use crate::input::{self, Content, Document};
use crate::interrupt::Interrupt;
use crate::pipeline::{Analyzer, Features};

fn analyze(text: &str, language: &str) -> Analysis {
    let document = Document {
        content: Content::Text(text.into()),
        language: Some(language.into()),
        publication_date: Some("2022-09-28".into()),
        ..Document::default()
    };
    let source = input::read(document).unwrap();
    Analyzer::load().analyze(&source, Features::DEFAULT, &Interrupt::never()).unwrap()
}

/// Each quotation as its kind, its segments joined by " / ", and its speaker.
#[track_caller]
fn check(language: &str, text: &str, expect: &[(QuotationKind, &str, &str)]) {
    let analysis = analyze(text, language);
    let found: Vec<_> = analysis
        .quotations
        .iter()
        .map(|quotation| {
            let segments: Vec<_> = quotation.segments.iter().map(|segment| segment.of(text)).collect();
            let speaker = quotation.speaker.as_ref().map(|speaker| speaker.name.clone()).unwrap_or_default();
            (quotation.kind, segments.join(" / "), speaker)
        })
        .collect();
    let found: Vec<_> = found.iter().map(|(kind, text, who)| (*kind, text.as_str(), who.as_str())).collect();
    assert_eq!(found, expect);
}

use QuotationKind::{Direct, Indirect, Mixed};

#[test]
fn direct_speech_is_found_before_after_and_around_its_cue() {
    check(
        "en",
        "“We will rebuild the harbour,” Mayor Anna Schmidt said.",
        &[(Direct, "We will rebuild the harbour,", "Anna Schmidt")],
    );
    check(
        "en",
        "\"We will rebuild the harbour,\" said Anna Schmidt.",
        &[(Direct, "We will rebuild the harbour,", "Anna Schmidt")],
    );
    check(
        "en",
        "Anna Schmidt said: “We will rebuild the harbour.”",
        &[(Direct, "We will rebuild the harbour.", "Anna Schmidt")],
    );
    check(
        "en",
        "“We will rebuild,” Anna Schmidt said, “and it will be better.”",
        &[(Direct, "We will rebuild, / and it will be better.", "Anna Schmidt")],
    );
}

#[test]
fn a_pronoun_is_resolved_and_a_missing_space_does_not_matter() {
    check(
        "en",
        "Anna Schmidt spoke to the council. “The storm took the pier,” she said.Earlier, it had rained.",
        &[(Direct, "The storm took the pier,", "Anna Schmidt")],
    );
}

#[test]
fn indirect_and_mixed_speech_have_their_clauses() {
    check(
        "en",
        "Peter Brown said that the bridge was closed.",
        &[(Indirect, "that the bridge was closed", "Peter Brown")],
    );
    check(
        "en",
        "The bridge was closed for repairs, Peter Brown said.",
        &[(Indirect, "The bridge was closed for repairs", "Peter Brown")],
    );
    check(
        "en",
        "According to Peter Brown, the bridge was closed.",
        &[(Indirect, "the bridge was closed", "Peter Brown")],
    );
    check(
        "en",
        "Peter Brown said the bridge was “a danger to all” in winter.",
        &[(Mixed, "the bridge was “a danger to all” in winter", "Peter Brown")],
    );
}

#[test]
fn words_that_are_passed_on_belong_to_whom_they_are_from() {
    let text = "Anna Schmidt repeated Governor Peter Brown’s warning that the dam “could break at any time” this year.";
    let analysis = analyze(text, "en");
    let quotation = &analysis.quotations[0];
    assert_eq!(quotation.speaker.as_ref().unwrap().name, "Peter Brown");
    let relay = quotation.relayed_by.first().map(|&id| analysis.entities[id as usize].name.as_str());
    assert_eq!(relay, Some("Anna Schmidt"));
}

#[test]
fn addressee_venue_and_time_are_read_beside_the_cue() {
    let text =
        "“The dam is safe,” Peter Brown told reporters during a televised meeting with engineers on Tuesday.";
    let quotation = analyze(text, "en").quotations.remove(0);
    assert_eq!(quotation.addressee.map(|span| span.of(text)), Some("reporters"));
    assert_eq!(quotation.time.map(|span| span.of(text)), Some("on Tuesday"));
    assert!(quotation.venue.is_some_and(|span| span.of(text).starts_with("during a televised meeting")));
}

#[test]
fn negation_is_kept() {
    let analysis = analyze("Peter Brown did not say that the dam was safe.", "en");
    assert!(analysis.quotations[0].cue.as_ref().unwrap().negated);
}

#[test]
fn a_word_in_marks_without_a_cue_is_no_quotation() {
    check("en", "The town opened its new “smart” library to everyone on the island.", &[]);
}

#[test]
fn the_place_of_a_telling_is_its_venue_and_a_cue_of_two_words_is_whole() {
    let text = "“The dam is safe,” Peter Brown told reporters at the opening. According to Anna Schmidt, the gates were old.";
    let quotations = analyze(text, "en").quotations;
    assert_eq!(quotations[0].addressee.map(|span| span.of(text)), Some("reporters"));
    assert_eq!(quotations[0].venue.map(|span| span.of(text)), Some("at the opening"));
    assert_eq!(quotations[1].cue.as_ref().map(|cue| cue.span.of(text)), Some("According to"));
}
