//! What is told beside content and speaker: to whom, where, when, whether at all, inside what, by way of whom, on what
//! ground.

use crate::analysis::{Analysis, AttributionMethod, Quotation, WarningCode};
use crate::input::{self, Content, Document};
use crate::interrupt::Interrupt;
use crate::pipeline::{Analyzer, Features};
use crate::text::Span;

fn analyze(language: &str, text: &str) -> Analysis {
    let document = Document {
        content: Content::Text(text.into()),
        language: Some(language.into()),
        ..Document::default()
    };
    let source = input::read(document).expect("plain text can be read");
    Analyzer::load().analyze(&source, Features::DEFAULT, &Interrupt::never()).expect("nobody interrupts")
}

fn first(text: &str) -> Quotation {
    let mut quotations = analyze("en", text).quotations;
    assert!(!quotations.is_empty(), "help: nothing is found in {text}");
    quotations.remove(0)
}

/// To whom, where and when the first quotation of a text was said.
#[track_caller]
fn check_circumstances(text: &str, addressee: Option<&str>, venue: Option<&str>, time: Option<&str>) {
    let quotation = first(text);
    let of = |span: Option<Span>| span.map(|span| span.of(text));
    let found = (of(quotation.addressee), of(quotation.venue), of(quotation.time));
    assert_eq!(found, (addressee, venue, time), "{text}");
}

#[test]
fn who_is_told_stands_beside_the_verb() {
    let rows = [
        ("Anna Moreno warned farmers that the river would rise.", "farmers"),
        ("Anna Moreno told the city council that the river would rise.", "the city council"),
        ("Anna Moreno told her brother to sell the farm.", "her brother"),
        ("Anna Moreno told Peter Brown not to sell the farm.", "Peter Brown"),
        ("Anna Moreno urged residents to leave their homes.", "residents"),
        ("Anna Moreno urged residents not to leave their homes.", "residents"),
        ("Anna Moreno asked Peter Brown whether he would sell the farm.", "Peter Brown"),
        ("Anna Moreno said to him, “Sell the farm.”", "him"),
        ("“Sell the farm,” Anna Moreno said to her.", "her"),
        ("Anna Moreno said to the crowd: “It will rain.”", "the crowd"),
        ("“It will rain,” Anna Moreno said to the camera. “It always does.”", "the camera"),
    ];
    for (text, addressee) in rows {
        check_circumstances(text, Some(addressee), None, None);
    }
}

#[test]
fn where_and_when_stand_behind_the_verb_or_open_the_sentence() {
    check_circumstances(
        "“It will rain,” Anna Moreno wrote on Twitter on Friday.",
        None,
        Some("on Twitter"),
        Some("on Friday"),
    );
    check_circumstances(
        "“The bridge is safe,” Ann Lee told reporters outside the town hall.",
        Some("reporters"),
        Some("outside the town hall"),
        None,
    );
    check_circumstances(
        "In a statement, Ann Lee said the bridge was safe.",
        None,
        Some("In a statement"),
        None,
    );
    check_circumstances("Ann Lee said Thursday that the bridge was safe.", None, None, Some("Thursday"));
    check_circumstances("“It is safe,” Ann Lee said last week.", None, None, Some("last week"));
}

#[test]
fn what_was_not_said_is_marked() {
    let rows = [
        ("Ann Lee said that the bridge was safe.", false),
        ("Ann Lee never said that the bridge was safe.", true),
        ("Ann Lee did not say whether the bridge was safe.", true),
        ("Ann Lee refused to say whether the bridge was safe.", true),
    ];
    for (text, negated) in rows {
        assert_eq!(first(text).cue.map(|cue| cue.negated), Some(negated), "{text}");
    }
}

#[test]
fn what_somebody_says_that_somebody_says_is_nested() {
    let text = "Ann Lee said that Peter Brown had told her that the dam was old.";
    let quotations = analyze("en", text).quotations;
    let told: Vec<_> = quotations
        .iter()
        .map(|quotation| (quotation.speaker.as_ref().map(|speaker| speaker.name.as_str()), quotation.parent))
        .collect();
    assert_eq!(told, [(Some("Ann Lee"), None), (Some("Peter Brown"), Some(0))]);
}

#[test]
fn who_passes_words_on_is_told_apart_from_who_said_them() {
    let rows = [
        "Anna Moreno echoed Peter Brown’s claim that the dam was old.",
        "Anna Moreno cited Peter Brown as saying the dam was old.",
    ];
    for text in rows {
        let analysis = analyze("en", text);
        let quotation = &analysis.quotations[0];
        let relays: Vec<_> =
            quotation.relayed_by.iter().map(|&id| analysis.entities[id as usize].name.as_str()).collect();
        assert_eq!(quotation.speaker.as_ref().map(|speaker| speaker.name.as_str()), Some("Peter Brown"));
        assert_eq!(relays, ["Anna Moreno"], "{text}");
    }
}

#[test]
fn the_ground_of_an_attribution_is_told() {
    use AttributionMethod::{AccordingTo, Colon, Cue, InvertedCue, Noun};
    let rows = [
        ("Ann Lee said the bridge was safe.", Cue),
        ("“The bridge is safe,” said Ann Lee.", InvertedCue),
        ("According to Ann Lee, the bridge was safe.", AccordingTo),
        ("Ann Lee: “The bridge is safe for everyone.”", Colon),
        ("Peter Brown echoed Ann Lee’s claim that the bridge was safe.", Noun),
    ];
    for (text, method) in rows {
        assert_eq!(first(text).speaker.map(|speaker| speaker.method), Some(method), "{text}");
    }
}

#[test]
fn a_source_may_be_described_behind_its_noun() {
    let rows = [
        "The bridge was rusted through, according to an inspection report released on Monday.",
        "The bridge was rusted through, according to an inspection report.",
    ];
    for text in rows {
        assert_eq!(first(text).segments[0].of(text), "The bridge was rusted through");
    }
}

#[test]
fn turns_of_an_interview_belong_to_who_is_named_before_them() {
    let text = "Ten minutes at the dam\n\nAnn Lee met Peter Brown at the old dam in March.\n\n\
                ANN LEE: How old is the dam by now?\n\nPETER BROWN: It was built when I was born.\n\n\
                ANN LEE: Will it hold this spring?";
    let quotations = analyze("en", text).quotations;
    let names: Vec<_> = quotations
        .iter()
        .filter_map(|quotation| quotation.speaker.as_ref())
        .map(|s| s.name.as_str())
        .collect();
    assert_eq!(names.len(), 3);
    assert_eq!(names[0].to_lowercase(), "ann lee");
    assert_eq!(names[1].to_lowercase(), "peter brown");
}

#[test]
fn a_language_without_a_pack_has_marks_and_a_warning() {
    let text = "«El vaixell surt demà», ha dit Anna Moreno.";
    let analysis = analyze("ca", text);
    assert_eq!(analysis.quotations[0].segments[0].of(text), "El vaixell surt demà");
    assert!(analysis.warnings.iter().any(|warning| warning.code == WarningCode::LanguageNotSupported));
}

#[test]
fn marks_that_hold_no_speech_are_left_alone() {
    let english = [
        "The “parole” status of the farm was unclear.",
        "Her book “The Long Rain” came out in May.",
        "Anna “Rainy” Moreno grew up in Ohio.",
        "The robot “Robogee” was switched off at noon.",
        "He was 6'2\" tall and played for the town.",
        "The film “Two Days in Exton” opens on Friday.",
        "So-called “smart” meters were fitted in the street.",
        "The ship “Aurora” left the harbour at dawn.",
    ];
    let others = [
        ("fr", "Le peintre, surnommé le « roi du sel », expose à Valbrune."),
        ("fr", "Le film « Marées blanches » sort mercredi."),
        ("es", "La novela «El faro de Abril» vuelve a las librerías."),
        ("es", "El llamado «plan azul» protegerá su casa."),
        ("de", "Das Projekt „Starke Kinder“ wird im Mai fortgesetzt."),
        ("de", "Sein Buch „Auf der Matte“ erscheint im Herbst."),
    ];
    let all = english.iter().map(|text| ("en", *text)).chain(others);
    for (language, text) in all {
        assert_eq!(analyze(language, text).quotations, [], "{text}");
    }
}
