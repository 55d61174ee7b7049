//! A document and its analysis as one readable string, and back: for tests, for training, for people.
//!
//! Marks stand in the text, as in `“{Q#0<1 It is}”, {cue#0 said} {by#0 {PER#1 Ola Berg}}`; what has no place in
//! the text stands in notes below a line `===`:
//!
//! ```text
//! {headline Port opens}
//! “{Q#0<0 It is open}”, {cue#0 said} {by#0 {PER#0 Ola Berg}}.
//! ===
//! language | en
//! PER#0 Ola Berg | role=harbour master
//! Q#0 direct | by=Ola Berg | as=named | how=inverted cue | cue=say
//! ```
//!
//! Notes that begin with `//` are remarks. A line that is a whole paragraph is not marked. A mark that another one crosses is cut there, and its second
//! piece begins with `+`. In the text, `\` takes the meaning of a mark from the character after it.
//!
//! Covered are the language, blocks, headline, byline, dateline and publication date, entities with all but their
//! salience, and quotations; confidences, sentences and tokens are not.

mod names;
mod notes;
mod read;
mod write;

pub use read::{MarkupError, read};
pub use write::write;

/// Between the text and the notes.
const RULE: &str = "\n===\n";

#[cfg(test)]
mod tests;
