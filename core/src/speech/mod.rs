//! Attributions as the text writes them: cue, content, source phrase.
//!
//! [`nodes`] reads a document as words, marks and quoted runs, cut into units; [`dialogue`] finds the speech that no
//! marks bound. In each unit [`cues`] finds attributions with their source phrases ([`clause`]) and [`adjuncts`], and
//! [`content`] gives each its content, whose end is weighed by [`boundary`]; where verbs bracket their clauses, as in
//! German, [`verb_bracket`] does both.

pub(crate) mod adjuncts;
pub mod boundary;
pub(crate) mod clause;
pub(crate) mod content;
pub(crate) mod cues;
mod dialogue;
pub(crate) mod nodes;
pub(crate) mod verb_bracket;
