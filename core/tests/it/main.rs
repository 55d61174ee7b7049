//! The integration tests of the analysis: one binary, so that the library is linked once.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod descriptions;
mod golden;
mod hygiene;
mod linear;
mod marks;
mod people;
mod tidy;

use ascribe_core::analysis::Analysis;
use ascribe_core::input::{self, Content, Document};
use ascribe_core::interrupt::Interrupt;
use ascribe_core::pipeline::{Analyzer, Features};

/// The analysis of a text that is said to be in a language.
fn analysis(analyzer: &Analyzer, language: &str, text: &str) -> Analysis {
    let document = Document {
        content: Content::Text(text.to_owned()),
        language: Some(language.to_owned()),
        ..Document::default()
    };
    let source = input::read(document).unwrap();
    analyzer.analyze(&source, Features::DEFAULT, &Interrupt::never()).unwrap()
}
