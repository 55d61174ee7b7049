//! What is known of languages that have no pack: abbreviations, words that begin sentences, habits of writing.

use super::files::{self, COMMON};
use super::table::{self, Errors, Row};

/// The columns of `common/other_languages.tsv`.
pub(crate) const COLUMNS: [&str; 3] = ["language", "what", "forms"];

/// What may be said of a language.
const WHAT: [&str; 9] = [
    "abbreviation_title",
    "abbreviation_number",
    "abbreviation_never",
    "abbreviation_usual",
    "starter",
    "ordinal_stop",
    "ending_pause",
    "elided",
    "elided_capital",
];

/// A row of `common/other_languages.tsv`.
#[derive(Debug)]
pub(crate) struct Other<'e> {
    /// BCP 47 primary subtag.
    pub(crate) language: &'static str,
    /// What is said of it.
    pub(crate) what: &'static str,
    /// The row, for its forms.
    pub(crate) row: Row<'e>,
}

/// All rows, in order.
pub(crate) fn read(errors: &Errors) -> Vec<Other<'_>> {
    let file = files::get(COMMON, "other_languages.tsv");
    let rows = file.map(|file| table::rows(file, &COLUMNS, errors)).unwrap_or_default();
    let known = |row: &Row<'_>| {
        let what = |field: &str| WHAT.contains(&field).then_some(());
        row.parse("property of a language", row.field(1), what).is_some()
    };
    let rows = rows.into_iter().filter(known);
    rows.map(|row| Other { language: row.field(0), what: row.field(1), row }).collect()
}
