//! Attributions as the text writes them: cue, content, source phrase. Whom a phrase means is asked later.
//!
//! [`nodes`] reads a document as words, marks and quoted runs, cut into units, and finds the marks that bound no speech;
//! [`dialogue`] finds the speech that no marks bound. In each unit [`cues`] finds clauses of speech with their source
//! phrases ([`clause`]) and [`adjuncts`], and [`content`] gives each its content, whose end is weighed by [`boundary`];
//! where verbs bracket their clauses, as in German, [`verb_bracket`] does both. [`flow`] makes attributions of them and attributes what no cue claims;
//! [`reader`] does so in each language of a document ([`by_language`]) and at each depth of marks.
//!
//! A second engine, the [encoder](crate::encoder), labels contents, cues and source phrases: [`labelled`] lays them over
//! the nodes, and [`flow`] takes them in place of what the rules say, which still tell what stands beside a known cue and
//! attribute words in marks that were not labelled.

pub(crate) mod adjuncts;
pub(crate) mod attribution;
pub mod boundary;
mod by_language;
pub(crate) mod clause;
pub(crate) mod content;
pub(crate) mod cues;
mod dialogue;
mod flow;
mod labelled;
pub(crate) mod nodes;
mod reader;
pub(crate) mod source_phrase;
mod titles;
pub(crate) mod verb_bracket;

pub(crate) use reader::SpeechReader;
