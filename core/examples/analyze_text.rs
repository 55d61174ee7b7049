//! The library without the service: who said what in one text.
//!
//! ```text
//! cargo run -p ascribe-core --example analyze_text
//! cargo run -p ascribe-core --example analyze_text -- article.txt
//! cargo run -p ascribe-core --example analyze_text -- article.txt encoder.bin
//! ```
//!
//! The second file holds the weights of the encoder, which reads more slowly and finds more of what is said.

use std::error::Error;
use std::io::Write;
use std::sync::Arc;
use std::{env, fs, io};

use ascribe_core::analysis::Model;
use ascribe_core::encoder::Encoder;
use ascribe_core::input::{self, Content, Document};
use ascribe_core::interrupt::Interrupt;
use ascribe_core::pipeline::{Analyzer, Features};

const TEXT: &str = "PORT HALDEN, Velmar (Northwire) — Halden Line suspended all night crossings on Monday after a fire.

“We will not put a single passenger on the water until we know what happened,” chief executive Marta Quist told reporters. \
“That is not a promise we make lightly.”

The transport minister, Edgar Lindholm, did not rule out fines. He said inspectors had warned the company in March.";

fn main() -> Result<(), Box<dyn Error>> {
    let text = env::args().nth(1).map_or_else(|| Ok(TEXT.into()), fs::read_to_string)?;
    // Loading takes some time and memory: do it once and share it, also between threads.
    let mut analyzer = Analyzer::load();
    let mut features = Features::DEFAULT;
    if let Some(weights) = env::args().nth(2) {
        analyzer = analyzer.with_encoder(Arc::new(Encoder::read(fs::read(weights)?)?));
        features.model = Model::Accurate;
    }

    let document = Document { content: Content::Text(text), ..Document::default() };
    let source = input::read(document)?;
    let analysis = analyzer.analyze(&source, features, &Interrupt::never())?;

    let mut out = io::stdout().lock();
    for quotation in &analysis.quotations {
        let speaker = quotation.speaker.as_ref().map_or("?", |speaker| speaker.name.as_str());
        let content: Vec<&str> = quotation.segments.iter().map(|segment| segment.of(&source.text)).collect();
        writeln!(out, "{speaker}: {}", content.join(" … "))?;
    }
    writeln!(out, "{} quotations, {} entities", analysis.quotations.len(), analysis.entities.len())?;
    Ok(())
}
