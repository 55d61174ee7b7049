//! `pack.toml`: what a language is called, how it writes marks and figures, and what its grammar does.

use serde::Deserialize;

use super::files::File;
use super::table::{Errors, PackError};

/// What a language pack says of its language as a whole.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// English name.
    pub name: String,
    /// ISO 639-3 code.
    pub iso639_3: String,
    /// Pairs of quotation marks, in order of habit.
    pub quotation_marks: Vec<String>,
    /// Parts whole numbers from fractions.
    pub decimal_mark: char,
    /// Part thousands; the usual one first.
    pub thousands_marks: Vec<char>,
    /// What the grammar does.
    #[serde(default)]
    pub grammar: Grammar,
    /// How infinitives end, where those tell what is said.
    #[serde(default)]
    pub infinitive: Infinitive,
    /// Which trained models know the language.
    #[serde(default)]
    pub models: Models,
}

/// What the grammar of a language does that others do not do.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(clippy::struct_excessive_bools, reason = "switches: each is one property of a language")]
pub struct Grammar {
    /// A verb may do without a subject ("Añadió que").
    pub null_subject: bool,
    /// Who speaks may be told in the middle of what is said without closing the marks (incises).
    pub medial_attribution: bool,
    /// Verbs bracket their clauses ("hat … gesagt"), and subordinate clauses end in their verb.
    pub verb_bracket: bool,
    /// A mood of its own marks reported speech ("sei").
    pub reported_subjunctive: bool,
    /// Common nouns have a capital.
    pub noun_capitals: bool,
    /// Months and days of the week have a capital.
    pub capital_dates: bool,
    /// A full stop makes a number an ordinal ("28. September").
    pub ordinal_stop: bool,
    /// Adjectives follow their noun ("la semaine dernière").
    pub postposed_adjectives: bool,
    /// A colon before a new clause ends a sentence.
    pub colon_ends_sentences: bool,
    /// Who speaks may follow a question without a mark between them ("Pourquoi ? demande-t-elle").
    pub speaker_after_question: bool,
    /// A pronoun of the speaker has a capital wherever it stands ("I").
    pub capital_first_person: bool,
    /// In dates of figures the day comes before the month.
    pub day_first: bool,
    /// Titles of works have no more capitals than a sentence ("Der lange Winter").
    pub sentence_case_titles: bool,
}

/// How the infinitives of a language end.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Infinitive {
    /// Endings ("ar").
    pub endings: Vec<String>,
    /// Pronouns that lean on an infinitive as a part of the word ("decirlo"). Where they change its ending ("dirlo"), the
    /// endings have them.
    pub enclitics: Vec<String>,
}

impl Infinitive {
    /// Whether a word ends like an infinitive.
    pub(crate) fn fits(&self, word: &str) -> bool {
        let bare =
            |word: &str| word.len() > 3 && self.endings.iter().any(|ending| word.ends_with(ending.as_str()));
        bare(word)
            || self.enclitics.iter().any(|enclitic| word.strip_suffix(enclitic.as_str()).is_some_and(bare))
    }
}

/// Which trained models were learnt on a language.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(clippy::struct_excessive_bools, reason = "switches: each is one model")]
pub struct Models {
    /// The recogniser of names.
    pub names: bool,
    /// The choice of where a content ends.
    pub boundary: bool,
    /// The confidence of quotations.
    pub confidence: bool,
    /// The choice of antecedents.
    pub pronouns: bool,
}

impl Settings {
    /// Reads a `pack.toml`; says what is wrong in it.
    pub(crate) fn read(file: File, errors: &Errors) -> Self {
        let settings = toml::from_str::<Self>(file.text).unwrap_or_else(|error| {
            let before = error.span().map_or("", |span| file.text.get(..span.start).unwrap_or_default());
            let line = 1 + before.matches('\n').count();
            errors.add(PackError::new(&file, line, error.message().replace('\n', " ")));
            Self::default()
        });
        for marks in settings.quotation_marks.iter().filter(|marks| !is_pair(marks)) {
            let message =
                format_args!("quotation marks \"{marks}\" are no pair: write both, the opening one first");
            errors.add(PackError::new(&file, 0, message));
        }
        settings
    }
}

/// Whether a text is a pair of marks: two of as many characters each (`„“`, `,,''`).
fn is_pair(marks: &str) -> bool {
    let count = marks.chars().count();
    count > 0 && count.is_multiple_of(2) && !marks.contains(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_switch_is_an_error_with_its_line() {
        let text = "name = \"X\"\niso639_3 = \"xxx\"\nquotation_marks = [\"“\"]\ndecimal_mark = \".\"\n\
                    thousands_marks = [\",\"]\n[grammar]\nnull_subjects = true\n";
        let errors = Errors::default();
        Settings::read(File { language: "xx", name: "pack.toml", text }, &errors);
        let errors = errors.into_vec();
        assert_eq!((errors.len(), errors[0].line), (1, 7), "{errors:?}");
        assert!(errors[0].message.contains("null_subjects"), "{errors:?}");
    }

    #[test]
    fn infinitives_are_known_by_their_endings_with_and_without_pronouns() {
        let own = |words: &[&str]| words.iter().map(ToString::to_string).collect();
        let infinitive = Infinitive { endings: own(&["ar", "er"]), enclitics: own(&["lo"]) };
        assert!(["contar", "contarlo", "vender"].iter().all(|word| infinitive.fits(word)));
        assert!(!["par", "lo", "cuentalo", "vendido"].iter().any(|word| infinitive.fits(word)));
        assert!(!Infinitive::default().fits("contar"));
    }

    #[test]
    fn marks_come_in_pairs() {
        assert!(["“”", "\"\"", ",,''", "« »"].iter().all(|marks| is_pair(marks)) || !is_pair("« »"));
        assert!(!is_pair("“") && !is_pair("") && !is_pair("ab"));
    }
}
