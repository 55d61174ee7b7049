//! Each frame of each English cue is read: the words of `cues.tsv` are put into sentences, and who says what in them is
//! compared.

use crate::analysis::Quotation;
use crate::input::{self, Content, Document};
use crate::interrupt::Interrupt;
use crate::lang::files;
use crate::pipeline::{Analyzer, Features};

/// The columns of `cues.tsv` with the forms of a word.
const FORMS: [&str; 4] = ["present", "past", "participle", "gerund"];

/// A frame, a sentence with a form of the cue in it, who speaks and what is said.
const SENTENCES: [(&str, &str, &str, &str); 21] = [
    ("quote", "“The bridge is safe,” Anna Moreno {past}.", "Anna Moreno", "The bridge is safe"),
    ("quote", "“The bridge is safe,” {past} Anna Moreno.", "Anna Moreno", "The bridge is safe"),
    (
        "quote",
        "The bridge is not safe in winter, the ministry {past}.",
        "ministry",
        "The bridge is not safe in winter",
    ),
    (
        "quote",
        "The bridge is not safe in winter, {past} the minister.",
        "minister",
        "The bridge is not safe in winter",
    ),
    ("quote_only", "“The bridge is safe,” Anna Moreno {past}.", "Anna Moreno", "The bridge is safe"),
    ("that", "Anna Moreno {past} that the bridge was safe.", "Anna Moreno", "the bridge was safe"),
    ("that", "The mayor {past} late on Thursday that the bridge was safe.", "mayor", "the bridge was safe"),
    ("that", "The mayor, who {past} that the bridge was safe, left.", "mayor", "the bridge was safe"),
    ("that", "The mayor met the farmers, {gerund} that the bridge was safe.", "mayor", "the bridge was safe"),
    ("complementizer", "Anna Moreno {past} that the bridge was safe.", "Anna Moreno", "the bridge was safe"),
    (
        "complementizer",
        "The study has {participle} that the bridge was safe.",
        "study",
        "the bridge was safe",
    ),
    (
        "addressee",
        "Anna Moreno {past} reporters that the bridge was safe.",
        "Anna Moreno",
        "the bridge was safe",
    ),
    (
        "addressee",
        "Anna Moreno has {participle} them that the bridge was safe.",
        "Anna Moreno",
        "the bridge was safe",
    ),
    ("wh", "Anna Moreno {past} how the bridge had fallen.", "Anna Moreno", "how the bridge had fallen"),
    (
        "infinitive",
        "Anna Moreno {past} the council to close the bridge.",
        "Anna Moreno",
        "to close the bridge",
    ),
    (
        "label_as",
        "Anna Moreno {past} the plan as “a bridge to nowhere at all”.",
        "Anna Moreno",
        "a bridge to nowhere at all",
    ),
    ("np", "Anna Moreno {past} a “bridge to nowhere at all”.", "Anna Moreno", "bridge to nowhere at all"),
    (
        "noun",
        "They know Anna Moreno’s {noun} that the bridge was safe.",
        "Anna Moreno",
        "the bridge was safe",
    ),
    ("noun", "The {noun} of the council is that the bridge was safe.", "council", "the bridge was safe"),
    ("bare", "Anna Moreno {past} the bridge was safe.", "Anna Moreno", "the bridge was safe"),
    (
        "relay",
        "Anna Moreno {past} the mayor’s claim that the bridge was safe.",
        "mayor",
        "the bridge was safe",
    ),
];

fn read(analyzer: &Analyzer, text: &str) -> Vec<Quotation> {
    let document =
        Document { content: Content::Text(text.into()), language: Some("en".into()), ..Document::default() };
    let source = input::read(document).expect("plain text can be read");
    analyzer.analyze(&source, Features::DEFAULT, &Interrupt::never()).expect("nobody interrupts").quotations
}

/// The words of the first row for each frame: form by name.
fn sentences() -> Vec<(String, &'static str, &'static str)> {
    let file = files::get("en", "cues.tsv").expect("English has cues");
    let mut all = Vec::new();
    for row in file.text.lines().filter(|row| !row.starts_with('#')) {
        let fields: Vec<&str> = row.split('\t').collect();
        for frame in fields[1].split(',') {
            for (_, template, speaker, content) in SENTENCES.iter().filter(|sentence| sentence.0 == frame) {
                let mut text = (*template).to_owned();
                let missing =
                    |(form, field): (&&str, &&str)| *field == "-" && text.contains(&format!("{{{form}}}"));
                if FORMS.iter().zip(&fields[2..]).any(missing) {
                    continue;
                }
                for (form, field) in FORMS.iter().zip(&fields[2..]) {
                    let word = field.split(' ').next().unwrap_or_default();
                    let word =
                        if fields[1].contains("phrase") { format!("{word} clear") } else { word.to_owned() };
                    text = text.replace(&format!("{{{form}}}"), &word);
                }
                all.push((text.replace("{noun}", fields[0]), *speaker, *content));
            }
        }
    }
    all
}

#[test]
fn each_frame_of_each_cue_is_read() {
    let analyzer = Analyzer::load();
    let mut wrong = Vec::new();
    let sentences = sentences();
    for (text, speaker, content) in &sentences {
        let found = read(&analyzer, text);
        let right = found.iter().any(|quotation| {
            let name = quotation.speaker.as_ref().map_or("", |speaker| speaker.name.as_str());
            let said = quotation.segments.iter().any(|span| span.of(text).contains(content));
            said && name.to_lowercase().ends_with(&speaker.to_lowercase())
        });
        if !right {
            wrong.push(text.as_str());
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), sentences.len(), wrong.join("\n"));
}
