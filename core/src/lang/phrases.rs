//! Phrases of news pages and words of bylines, datelines and dates: `phrases.tsv` of all packs and of what they share.
//! Where they are read the language is not known yet, so that all are read together.

use std::borrow::Cow;
use std::collections::HashSet;

use super::files;
use super::table::{self, Errors, PackError};

/// The columns of `phrases.tsv`.
const COLUMNS: [&str; 4] = ["kind", "where", "longest", "phrase"];

/// Defines the kinds with their names in the tables.
macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $text:literal,)*) => {
        /// What a phrase or word tells of where it stands.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(crate) enum PhraseKind { $($(#[$doc])* $variant,)* }

        impl PhraseKind {
            fn parse(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

kinds! {
    /// The line is a label above headlines.
    Section = "section",
    /// The line belongs to the page.
    Boilerplate = "boilerplate",
    /// The line leads on to links.
    Related = "related",
    /// The line credits a picture.
    Credit = "credit",
    /// The line ends the story.
    Signoff = "signoff",
    /// The line is an editor's note.
    Note = "note",
    /// A byline begins with it: "by".
    BylinePrefix = "byline_prefix",
    /// May stand before such a word: "written by".
    BylineBefore = "byline_before",
    /// Joins two names.
    BylineAnd = "byline_and",
    /// The names of a byline end before it: "in", "for".
    BylineCut = "byline_cut",
    /// What a person is, not who.
    BylineRole = "byline_role",
    /// A part of names that has no capital.
    BylineParticle = "byline_particle",
    /// The name of an account that is nobody's: "admin".
    BylineAccount = "byline_account",
    /// Stands before the name of who wrote: "Dr".
    BylineHonorific = "byline_honorific",
    /// Stands for where a text comes from: "agencies".
    BylineSource = "byline_source",
    /// Stands behind the name of a reporter.
    BylineTitle = "byline_title",
    /// Stands beside a date on a line of its own: "updated".
    DateLabel = "date_label",
    /// The same: weekdays, parts of a time.
    DateWord = "date_word",
    /// Stands between day, month and year.
    DateFiller = "date_filler",
    /// Stands before the number of a month.
    DateMonth = "date_month",
    /// In capitals, tells that the month stands before the day.
    AmericanClock = "american_clock",
    /// Behind or between hours and minutes on a line of their own.
    Clock = "clock",
    /// In capitals before a colon or a dash it is no place.
    DatelineLabel = "dateline_label",
    /// A word in small letters inside names of places.
    PlaceParticle = "place_particle",
    /// A part of the name of a newspaper or a station.
    Outlet = "outlet",
    /// A line that ends in it leads on to the next item of a list.
    ListConjunction = "list_conjunction",
    /// Stands before a colon and whose picture it is.
    PictureLabel = "picture_label",
    /// Begins a credit behind the description of a picture.
    CaptionCredit = "caption_credit",
    /// In capitals and in brackets, whose picture it is.
    PictureSource = "picture_source",
    /// Stands before the colon of a line in the header of a mail.
    MailHeader = "mail_header",
    /// The same for its subject.
    MailSubject = "mail_subject",
    /// The letters of question and answer in an interview.
    QuestionAnswer = "question_answer",
    /// A small word that names begin with inside a sentence ("Le Brun").
    NameParticle = "name_particle",
}

/// Where in its line a phrase stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    /// It is the whole line.
    Whole,
    /// The line begins with it.
    Beginning,
    /// The line ends with it.
    End,
    /// It stands anywhere in it.
    Anywhere,
    /// It is one word.
    Word,
}

impl Place {
    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "is" => Self::Whole,
            "begins" => Self::Beginning,
            "ends" => Self::End,
            "has" => Self::Anywhere,
            "word" => Self::Word,
            _ => return None,
        })
    }
}

/// A phrase and what it tells.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Phrase {
    /// What it tells.
    pub(crate) kind: PhraseKind,
    /// Where it has to stand.
    pub(crate) place: Place,
    /// Characters of the longest line that it tells anything of; 0 for words.
    pub(crate) longest: usize,
    /// The phrase in lower case.
    pub(crate) text: Cow<'static, str>,
}

/// The phrases of all languages, each once.
pub(crate) fn load() -> Vec<Phrase> {
    read().0
}

/// The phrases of all languages, and what is wrong in their tables.
pub(crate) fn read() -> (Vec<Phrase>, Vec<PackError>) {
    let errors = Errors::default();
    let mut phrases = Vec::new();
    let mut seen = HashSet::new();
    for row in files::all()
        .filter(|file| file.name == "phrases.tsv")
        .flat_map(|file| table::rows(file, &COLUMNS, &errors))
    {
        let kind = row.parse("kind", row.field(0), PhraseKind::parse);
        let place = row.parse("place in the line", row.field(1), Place::parse);
        let longest = row.parse("length", row.value(2).unwrap_or("0"), |field| field.parse().ok());
        let (Some(kind), Some(place), Some(longest)) = (kind, place, longest) else { continue };
        let longest = if place == Place::Word { 0 } else { longest };
        let phrase = Phrase { kind, place, longest, text: with_blanks(row.field(3)) };
        if seen.insert(phrase.clone()) {
            phrases.push(phrase);
        }
    }
    (phrases, errors.into_vec())
}

/// A phrase with the blanks that an underscore at either end stands for.
fn with_blanks(field: &'static str) -> Cow<'static, str> {
    let inner = field.trim_matches('_');
    if inner.len() == field.len() {
        return Cow::Borrowed(field);
    }
    let blank = |is: bool| if is { " " } else { "" };
    Cow::Owned(format!("{}{inner}{}", blank(field.starts_with('_')), blank(field.ends_with('_'))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_a_known_kind_and_place() {
        let (phrases, errors) = read();
        let report: Vec<_> = errors.iter().map(ToString::to_string).collect();
        assert!(report.is_empty(), "{}", report.join("\n"));
        assert!(phrases.iter().all(|phrase| phrase.place == Place::Word || phrase.longest > 0));
    }

    #[test]
    fn what_is_looked_up_word_by_word_is_one_word_in_small_letters() {
        let several = [PhraseKind::QuestionAnswer, PhraseKind::CaptionCredit];
        for phrase in load() {
            assert_eq!(phrase.text, phrase.text.to_lowercase());
            let words = phrase.place == Place::Word && !several.contains(&phrase.kind);
            assert!(!words || !phrase.text.trim().contains(' '), "{phrase:?}");
        }
    }

    #[test]
    fn an_underscore_at_the_end_is_a_blank() {
        assert_eq!(with_blanks("photo:_"), "photo: ");
        assert_eq!(with_blanks("_foto:_"), " foto: ");
        assert_eq!(with_blanks("read more"), "read more");
    }
}
