//! What a word that is in no lexicon can be, by its ending: the rows of `tagging.tsv`.

use super::reading::{Forms, Reading, tag_named};
use crate::analysis::Tag;
use crate::lang::table::Row;

/// What unknown words can be.
#[derive(Debug, Default)]
pub(super) struct Guesses {
    /// Endings in the order in which they are tried.
    endings: Vec<(&'static str, Reading)>,
    /// The same of the last part of a compound with a hyphen.
    compounds: Vec<(&'static str, Reading)>,
    /// Last parts of compounds, whole.
    parts: Vec<(&'static str, Reading)>,
    other: Option<Reading>,
    other_compound: Option<Reading>,
}

impl Guesses {
    /// Adds a row: kind, readings, endings.
    pub(super) fn add(&mut self, row: &Row<'_>) {
        let Some(reading) = row.parse("reading", row.field(1), parse_readings) else { return };
        let list = match row.field(0) {
            "ending" => &mut self.endings,
            "compound_ending" => &mut self.compounds,
            "compound" => &mut self.parts,
            "other" => return self.other = Some(reading),
            "other_compound" => return self.other_compound = Some(reading),
            kind => return row.error(format_args!("unknown kind \"{kind}\"")),
        };
        list.extend(row.forms(2).map(|ending| (ending, reading)));
    }

    /// The reading of an unknown word in lower case: "19-year-old", "Moscow-appointed", "ice-cream" by their last part.
    pub(super) fn guess(&self, word: &str) -> Reading {
        let ending = |list: &[(&str, Reading)], word: &str| {
            list.iter().find(|(ending, _)| word.ends_with(ending)).map(|(_, reading)| *reading)
        };
        let found = match word.rsplit_once('-') {
            Some((_, last)) => ending(&self.compounds, last)
                .or_else(|| self.parts.iter().find(|(part, _)| *part == last).map(|(_, reading)| *reading))
                .or(self.other_compound),
            None => ending(&self.endings, word).or(self.other),
        };
        found.unwrap_or(Reading::new(Tag::X, Forms::default()))
    }
}

/// The reading that "VERB+gerund,NOUN" describes: tags, the most usual first, with the forms of each.
fn parse_readings(text: &str) -> Option<Reading> {
    let mut reading: Option<Reading> = None;
    for part in text.split(',') {
        let mut names = part.split('+');
        let tag = tag_named(names.next()?)?;
        let forms = names.try_fold(Forms::default(), |forms, name| Some(forms.or(Forms::parse(name)?)))?;
        match &mut reading {
            Some(reading) => reading.add(tag, forms),
            None => reading = Some(Reading::new(tag, forms)),
        }
    }
    reading
}
