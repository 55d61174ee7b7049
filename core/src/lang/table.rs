//! Reads the tables of language packs strictly: whatever is not as the format says is an error with its line.
//!
//! A table is UTF-8 text of one entry a line. Fields are parted by one tab, forms inside a field by one blank, words
//! inside a form by `_`. No field is empty: `-` stands for nothing. Lines that begin with `#` are comments.

use std::collections::HashMap;
use std::fmt::Display;

use super::files::File;

/// The columns of `cues.tsv`.
pub(super) const CUE_COLUMNS: [&str; 6] = ["lemma", "frames", "present", "past", "participle", "gerund"];
/// The columns of `words.tsv`.
pub(super) const WORD_COLUMNS: [&str; 2] = ["class", "words"];
/// The columns of `pronouns.tsv`.
pub(super) const PRONOUN_COLUMNS: [&str; 6] = ["form", "person", "number", "gender", "case", "kind"];

/// The columns of `roles.tsv` and `titles.tsv`.
pub(super) const ROLE_COLUMNS: [&str; 3] = ["word", "class", "gender"];

/// The columns of `variants.tsv`.
pub(super) const VARIANT_COLUMNS: [&str; 2] = ["word", "forms"];

/// What is wrong in a language pack, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {message}")]
pub struct PackError {
    /// File below `data/lang`: `de/words.tsv`.
    pub file: String,
    /// Line from 1; 0 where the whole file is meant.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl PackError {
    /// An error in a file of a pack.
    pub fn new(file: &File, line: usize, message: impl Display) -> Self {
        Self { file: format!("{}/{}", file.language, file.name), line, message: message.to_string() }
    }
}

/// One entry of a table.
#[derive(Clone, Debug)]
pub struct Row<'e> {
    file: File,
    /// Line from 1.
    pub line: usize,
    fields: Vec<&'static str>,
    errors: &'e Errors,
}

/// The errors found so far; shared by all readers, so that one run reports them all.
#[derive(Debug, Default)]
pub struct Errors(std::cell::RefCell<Vec<PackError>>);

impl Errors {
    /// Adds one.
    pub fn add(&self, error: PackError) {
        self.0.borrow_mut().push(error);
    }

    /// All of them, in order.
    pub fn into_vec(self) -> Vec<PackError> {
        self.0.into_inner()
    }
}

impl<'e> Row<'e> {
    /// Reports what is wrong in this row.
    pub fn error(&self, message: impl Display) {
        self.errors.add(PackError::new(&self.file, self.line, message));
    }

    /// The field of a column, from 0; `-` where there is nothing.
    pub fn field(&self, column: usize) -> &'static str {
        self.fields.get(column).copied().unwrap_or("-")
    }

    /// The field of a column; none where it is `-`.
    pub fn value(&self, column: usize) -> Option<&'static str> {
        Some(self.field(column)).filter(|&field| field != "-")
    }

    /// The forms in the field of a column, none where it is `-`.
    pub fn forms(&self, column: usize) -> impl Iterator<Item = &'static str> + use<'e> {
        self.value(column).into_iter().flat_map(|field| field.split(' '))
    }

    /// What a field means, one of a closed set; an error names the field where it is none of it.
    pub fn parse<T>(&self, what: &str, field: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let parsed = parse(field);
        if parsed.is_none() {
            self.error(format_args!("unknown {what} \"{field}\""));
        }
        parsed
    }
}

/// The rows of a table with these columns. Rows whose fields are not right are reported and left out.
pub fn rows<'e>(file: File, columns: &[&str], errors: &'e Errors) -> Vec<Row<'e>> {
    let mut seen = HashMap::new();
    let mut rows = Vec::new();
    for (index, text) in file.text.split_terminator('\n').enumerate() {
        if text.starts_with('#') {
            continue;
        }
        let row = Row { file, line: index + 1, fields: text.split('\t').collect(), errors };
        if let Some(first) = seen.insert(text, row.line) {
            row.error(format_args!("the same row as line {first}"));
        } else if let Some(message) = fault(&row.fields, columns) {
            row.error(message);
        } else {
            rows.push(row);
        }
    }
    rows
}

/// What is wrong with the fields of a row, whatever they mean.
fn fault(fields: &[&str], columns: &[&str]) -> Option<String> {
    if fields.len() != columns.len() {
        return Some(format!(
            "{} columns instead of {}: {}",
            fields.len(),
            columns.len(),
            columns.join(", ")
        ));
    }
    fields.iter().zip(columns).find_map(|(field, column)| {
        let empty_form = field.split(' ').any(str::is_empty);
        let odd_space = field.contains(|c: char| c.is_whitespace() && c != ' ');
        match field {
            &"" => Some(format!("{column} is empty: write - for nothing")),
            _ if empty_form => Some(format!("{column} has a blank too many")),
            _ if odd_space => Some(format!("{column} has white space that is no plain blank")),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(text: &'static str) -> Vec<String> {
        let errors = Errors::default();
        rows(File { language: "xx", name: "words.tsv", text }, &["class", "words"], &errors);
        errors.into_vec().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn an_error_names_file_and_line() {
        let text = "# class, words\nnegation\tnot\nnegation\nnegation\tnot\nadverb\ta  b\nadverb\t\nadverb\ta\u{a0}b\n";
        let expected = [
            "xx/words.tsv:3: 1 columns instead of 2: class, words",
            "xx/words.tsv:4: the same row as line 2",
            "xx/words.tsv:5: words has a blank too many",
            "xx/words.tsv:6: words is empty: write - for nothing",
            "xx/words.tsv:7: words has white space that is no plain blank",
        ];
        assert_eq!(messages(text), expected);
    }

    #[test]
    fn a_row_gives_its_forms() {
        let errors = Errors::default();
        let file = File { language: "xx", name: "cues.tsv", text: "say\tsays say\t-\n" };
        let rows = rows(file, &["lemma", "present", "past"], &errors);
        assert_eq!(rows[0].forms(1).collect::<Vec<_>>(), ["says", "say"]);
        assert_eq!((rows[0].forms(2).count(), rows[0].value(2)), (0, None));
    }
}
