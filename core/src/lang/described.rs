//! What single words of a language tell about people, bodies and places: its `roles.tsv` and `titles.tsv`, with what its
//! closed classes and its verbs of speech mean for descriptions.

use super::class::{WordClass, WordClasses};
use super::cue::{CueFrame, Form};
use super::files;
use super::lexicon::{Classes, Gender, Word};
use super::pronouns::{Case, PronounTable};
use super::table::{Errors, ROLE_COLUMNS, Row, VARIANT_COLUMNS, rows};
use super::words::{KnownWord, Words};
use crate::text::{WordMap, hash};

/// Words that no description goes across.
const FUNCTION: [WordClass; 17] = [
    WordClass::Determiner,
    WordClass::SubjectPronoun,
    WordClass::Pronoun,
    WordClass::Preposition,
    WordClass::Coordinator,
    WordClass::Adversative,
    WordClass::Subordinator,
    WordClass::Interrogative,
    WordClass::Complementizer,
    WordClass::Relative,
    WordClass::InfinitiveMarker,
    WordClass::Auxiliary,
    WordClass::Modal,
    WordClass::Negation,
    WordClass::PossessiveClitic,
    WordClass::PossessiveDeterminer,
    WordClass::Comparative,
];

/// Reads what the words of a language tell, by their hashes.
pub(super) fn read(code: &str, words: &Words, pronouns: &PronounTable, errors: &Errors) -> WordMap<Word> {
    let mut described: WordMap<Word> =
        words.iter().map(|(key, known)| (key, Word { classes: classes(known), ..Word::default() })).collect();
    for (key, readings) in pronouns.iter() {
        let possessive = readings.iter().any(|reading| reading.case == Case::Possessive);
        let entry = described.entry(key).or_default();
        entry.classes = entry.classes.or(Classes::FUNCTION);
        let determiner = possessive && words.get(key).classes.has(WordClass::PossessiveDeterminer);
        if determiner {
            entry.classes = entry.classes.or(Classes::POSSESSIVE);
        }
    }
    add(&mut described, code, "roles.tsv", Classes::role, errors);
    add(&mut described, code, "titles.tsv", Classes::title, errors);
    let variants = files::get(code, "variants.tsv");
    for row in variants.into_iter().flat_map(|file| rows(file, &VARIANT_COLUMNS, errors)) {
        for form in row.forms(1) {
            match described.get_mut(&hash(form)) {
                Some(word) => word.standard = Some(hash(row.field(0))),
                None => row.error(format_args!("\"{form}\" has no row in roles.tsv or titles.tsv")),
            }
        }
    }
    described
}

/// Adds the rows of a table of people and bodies.
fn add(
    described: &mut WordMap<Word>,
    code: &str,
    name: &str,
    class: fn(&str) -> Option<Classes>,
    errors: &Errors,
) {
    let file = files::get(code, name);
    for row in file.into_iter().flat_map(|file| rows(file, &ROLE_COLUMNS, errors)) {
        let Some((class, gender)) = row.parse("class", row.field(1), class).zip(gender(&row)) else {
            continue;
        };
        let entry = described.entry(hash(row.field(0))).or_default();
        entry.classes = entry.classes.or(class);
        entry.gender = entry.gender.or(gender);
    }
}

/// The gender that a row tells, if any; none at all where it is not written as it should.
fn gender(row: &Row<'_>) -> Option<Option<Gender>> {
    row.parse("gender", row.field(2), |name| match Gender::read(name) {
        None if name != "-" => None,
        gender => Some(gender),
    })
}

/// What a word is for descriptions by its part in a clause.
fn classes(known: KnownWord) -> Classes {
    let has = |class| known.classes.has(class);
    let function = has(WordClass::FunctionWord)
        || known.classes.any(&FUNCTION) && !has(WordClass::Quantifier)
        || is_finite(known);
    let told = [
        (function, Classes::FUNCTION),
        (has(WordClass::DefiniteArticle), Classes::DEFINITE),
        (has(WordClass::IndefiniteArticle), Classes::INDEFINITE),
        (has(WordClass::LinkingVerb), Classes::BE),
        (has(WordClass::ClauseOpener), Classes::OPENER),
        (
            is_finite(known) || has(WordClass::PredicateVerb) || is_auxiliary(known.classes),
            Classes::PREDICATE,
        ),
    ];
    told.iter().filter(|(told, _)| *told).fold(Classes::default(), |set, &(_, class)| set.or(class))
}

/// Whether a word is an auxiliary and no clitic that may be the possessive.
fn is_auxiliary(classes: WordClasses) -> bool {
    classes.any(&[WordClass::Auxiliary, WordClass::Modal]) && !classes.has(WordClass::PossessiveClitic)
}

/// Whether a word is a finite verb of speech and nothing else.
fn is_finite(known: KnownWord) -> bool {
    known.cue.is_some_and(|cue| {
        matches!(cue.form, Form::Present | Form::Past)
            && cue.is_speech_verb()
            && !cue.frames.has(CueFrame::Ambiguous)
    })
}
