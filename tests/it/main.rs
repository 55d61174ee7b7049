//! The integration tests: one binary, so that the library is linked once.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod cli;
mod fuzz;
mod golden;
#[cfg(target_os = "linux")]
mod hostile;
mod hygiene;
mod linear;
mod marks;
mod people;
mod properties;
mod reference;
mod rpc;
mod tidy;

use ascribe::analysis::Analysis;
use ascribe::input::{self, Content, Document};
use ascribe::interrupt::Interrupt;
use ascribe::pipeline::{Analyzer, Features};

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
