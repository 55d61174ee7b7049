//! Those who speak without a name, and words in marks that name something and are not said.

use ascribe_core::input::{self, Content, Document};
use ascribe_core::interrupt::Interrupt;
use ascribe_core::pipeline::{Analyzer, Features};

use crate::analysis;

/// Checks who says each quotation of a text, by name or description.
#[track_caller]
fn check(language: &str, text: &str, speakers: &[&str]) {
    let analysis = analysis(&Analyzer::load(), language, text);
    let found = analysis
        .quotations
        .iter()
        .map(|quotation| quotation.speaker.as_ref().map(|speaker| speaker.name.clone()).unwrap_or_default());
    assert_eq!(found.collect::<Vec<_>>(), speakers, "{text}");
}

/// Checks which words in marks a text is not thought to quote.
#[track_caller]
fn check_named(text: &str, named: &[&str]) {
    let document = Document {
        content: Content::Text(text.to_owned()),
        language: Some("en".to_owned()),
        ..Document::default()
    };
    let source = input::read(document).unwrap();
    let features = Features { explain: true, ..Features::DEFAULT };
    let analysis = Analyzer::load().analyze(&source, features, &Interrupt::never()).unwrap();
    let found = analysis.rejected_runs.iter().map(|run| run.span.of(text));
    assert_eq!(found.collect::<Vec<_>>(), named, "{text}");
}

#[test]
fn a_pronoun_means_whom_a_description_tells() {
    check(
        "en",
        "A farmer from the upper valley stood up at the meeting. He said the dam would drown his fields.",
        &["A farmer from the upper valley"],
    );
    check(
        "en",
        "Two nurses came forward last week. They said the ward had been short of beds since May.",
        &["Two nurses"],
    );
    check(
        "en",
        "The council met on Monday. It said the bridge would stay closed until spring.",
        &["The council"],
    );
    check(
        "en",
        "Marta Olsen met a farmer on Monday. She said the bridge would stay closed until spring.",
        &["Marta Olsen"],
    );
}

#[test]
fn one_noun_describes_one_person_but_for_one_that_is_new() {
    check(
        "en",
        "A diver found the wreck. The diver said it lay on its side. “It was dark,” he said.",
        &["The diver", "A diver"],
    );
}

#[test]
fn descriptions_mean_those_whom_the_text_has_named() {
    check(
        "it",
        "Il sindaco Fabio Grandini ha aperto la seduta. Il sindaco ha negato che l'incontro fosse segreto.",
        &["Fabio Grandini"],
    );
    check(
        "pt",
        "A delegada Helena Brandão chegou cedo. A delegada afirmou que a versão não convence os investigadores.",
        &["Helena Brandão"],
    );
    check(
        "nl",
        "De burgemeester Anouk Reinders kwam laat. De burgemeester zei dat de brug dicht blijft.",
        &["Anouk Reinders"],
    );
}

#[test]
fn the_first_of_two_roles_is_that_of_who_is_named_behind_them() {
    let text = "The lawyer of the mayor, Nina Frost, said the sale was legal.";
    let analysis = analysis(&Analyzer::load(), "en", text);
    let speaker = analysis.quotations[0].speaker.as_ref().unwrap();
    assert_eq!((speaker.name.as_str(), speaker.description.as_str()), ("Nina Frost", "lawyer of the mayor"));
}

#[test]
fn words_in_marks_that_name_something_are_not_said() {
    check_named("Nick “the Axe” Malone lost on Saturday.", &["the Axe"]);
    check_named("Her second film, “Slow Tide,” opened in March.", &["Slow Tide,"]);
    check_named(
        "He starred in “The Long Way Home” and “Paper Boats” in his youth.",
        &["The Long Way Home", "Paper Boats"],
    );
    check_named("“We are closed until spring,” Malone said.", &[]);
    check_named("Malone told the crew: “Go Home Now.”", &[]);
}
