//! Reads news text and tells who said what: structure, language, entities, quotations.
//!
//! ```
//! use ascribe_core::input::{self, Content, Document};
//! use ascribe_core::interrupt::Interrupt;
//! use ascribe_core::pipeline::{Analyzer, Features};
//!
//! let analyzer = Analyzer::load();
//! let text = "LUND, Sweden (AP) — “We have begun,” Mayor Ada Lind said on Monday.";
//! let document = Document { content: Content::Text(text.into()), ..Document::default() };
//! let source = input::read(document)?;
//! let analysis = analyzer.analyze(&source, Features::DEFAULT, &Interrupt::never())?;
//!
//! let quotation = &analysis.quotations[0];
//! assert_eq!(quotation.segments[0].of(&source.text), "We have begun,");
//! assert_eq!(quotation.speaker.as_ref().unwrap().name, "Ada Lind");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The analysis is pure and synchronous, has no configuration file and touches neither network nor disk: everything it
//! knows is embedded. The modules stand in layering order, which is also the reading order: a module uses those above
//! it, never one below. [`pipeline::Analyzer`] alone knows how they follow each other.

pub mod interrupt;
pub mod text;
pub mod rules;
pub mod analysis;
pub mod markup;
pub mod data;
pub mod lang;
pub mod linear;
pub mod dates;
pub mod metadata;
pub mod input;
pub mod tokens;
pub mod langid;
pub mod structure;
pub mod sentences;
pub mod encoder;
mod document_tokens;
pub mod names;
mod values;
pub mod speech;
pub mod coreference;
pub mod quotations;
pub mod gazetteer;
pub mod pipeline;
