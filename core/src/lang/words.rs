//! What a language pack knows of single words: their classes, and whether they attribute speech.

use super::class::{WordClass, WordClasses};
use super::cue::{CueFrame, CueFrames, CueWord, Form};
use super::files::{self, File};
use super::table::{CUE_COLUMNS, Errors, PRONOUN_COLUMNS, PackError, Row, WORD_COLUMNS, rows};
use crate::text::{WordMap, hash};

/// What is known of one word.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct KnownWord {
    /// The parts it may play.
    pub(crate) classes: WordClasses,
    /// What it is as a word that attributes speech.
    pub(crate) cue: Option<CueWord>,
}

/// A part of a source of several words.
#[derive(Clone, Copy, Debug)]
enum PhrasePart {
    /// A word, by its hash.
    Word(u64),
    /// A word that has to follow and belongs to whom the source names: "secondo_(il)".
    Follows(u64),
    /// A word with a capital that has to follow: "secondo_(^)".
    CapitalFollows,
}

impl PhrasePart {
    fn parse(part: &str) -> Self {
        match part.strip_prefix('(').and_then(|part| part.strip_suffix(')')) {
            Some("^") => Self::CapitalFollows,
            Some(word) => Self::Follows(hash(word)),
            None => Self::Word(hash(part)),
        }
    }

    fn fits(self, word: &str) -> bool {
        match self {
            Self::Word(key) | Self::Follows(key) => hash(word) == key,
            Self::CapitalFollows => word.starts_with(char::is_uppercase),
        }
    }
}

/// The words of one language.
#[derive(Debug, Default)]
pub(crate) struct Words {
    known: WordMap<KnownWord>,
    lemmas: Vec<&'static str>,
    /// Sources of several words ("de acuerdo con").
    phrases: Vec<Vec<PhrasePart>>,
}

impl Words {
    /// Reads `words.tsv`, `pronouns.tsv` and `cues.tsv` of a language.
    pub(super) fn read(code: &str, errors: &Errors) -> Self {
        let mut words = Self::default();
        let table = |name, columns: &[&str]| {
            files::get(code, name).map_or_else(Vec::new, |file: File| rows(file, columns, errors))
        };
        table("words.tsv", &WORD_COLUMNS).iter().for_each(|row| words.add_class(row));
        table("pronouns.tsv", &PRONOUN_COLUMNS).iter().for_each(|row| words.add_pronoun(row));
        let cues = table("cues.tsv", &CUE_COLUMNS);
        if cues.len() >= usize::from(u16::MAX)
            && let Some(file) = files::get(code, "cues.tsv")
        {
            errors.add(PackError::new(&file, cues.len(), "more cues than can be told apart"));
        }
        cues.iter().for_each(|row| words.add_cue(row));
        words
    }

    /// What is known of the word with a hash.
    pub(super) fn get(&self, hash: u64) -> KnownWord {
        self.known.get(&hash).copied().unwrap_or_default()
    }

    /// All words, by their hashes.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u64, KnownWord)> {
        self.known.iter().map(|(&key, &known)| (key, known))
    }

    /// Whether any word attributes speech.
    pub(super) fn has_cues(&self) -> bool {
        !self.lemmas.is_empty()
    }

    /// Whether nothing is known.
    pub(super) fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// The lemma with an index.
    pub(super) fn lemma(&self, index: u16) -> &'static str {
        self.lemmas.get(usize::from(index)).copied().unwrap_or_default()
    }

    /// How many of the words ahead make up a source of several words; none where they make up none.
    pub(super) fn source_words<'t>(&self, words: &(impl Iterator<Item = &'t str> + Clone)) -> Option<usize> {
        let fits = |phrase: &&Vec<PhrasePart>| {
            let mut words = words.clone();
            phrase.iter().all(|part| words.next().is_some_and(|word| part.fits(word)))
        };
        let own = |phrase: &Vec<PhrasePart>| {
            phrase.iter().filter(|part| matches!(part, PhrasePart::Word(_))).count()
        };
        self.phrases.iter().filter(fits).map(own).max()
    }

    /// Adds a row of `words.tsv`.
    fn add_class(&mut self, row: &Row<'_>) {
        let Some(class) =
            row.parse("class", row.field(0), WordClass::parse).filter(|_| !row.field(0).starts_with('-'))
        else {
            return;
        };
        for form in row.forms(1) {
            if class == WordClass::SourcePhrase {
                self.phrases.push(form.split('_').map(PhrasePart::parse).collect());
                let first = form.split('_').next().unwrap_or(form);
                self.known.entry(hash(first)).or_default().classes.add(class);
            } else if is_word(row, form) && !self.known.entry(hash(form)).or_default().classes.add(class) {
                row.error(format_args!("\"{form}\" is a {} already", row.field(0)));
            }
        }
    }

    /// Adds what the clause needs to know of a pronoun.
    fn add_pronoun(&mut self, row: &Row<'_>) {
        let classes = &mut self.known.entry(hash(row.field(0))).or_default().classes;
        let told = match (row.field(5), row.field(4)) {
            ("clitic", _) => Some(WordClass::Clitic),
            ("enclitic", _) => Some(WordClass::Enclitic),
            (_, "reflexive") => Some(WordClass::Reflexive),
            _ => None,
        };
        if let Some(class) = told {
            classes.add(class);
        }
    }

    /// Adds a row of `cues.tsv`. The first row that has a form wins, so that a verb stands before the noun of the same
    /// letters, and its past before its participle; the frames of a noun are added to those of the verb.
    fn add_cue(&mut self, row: &Row<'_>) {
        let index = self.lemmas.len() as u16;
        self.lemmas.push(row.field(0));
        let named = row.field(1).split(',').filter_map(|name| row.parse("frame", name, CueFrame::parse));
        let frames = named.fold(CueFrames::default(), CueFrames::with);
        if (2..6).all(|column| row.value(column).is_none()) {
            row.error("a cue without any form");
        }
        for (column, form) in (2..).zip(Form::ALL) {
            for word in row.forms(column).filter(|word| is_word(row, word)) {
                match &mut self.known.entry(hash(word)).or_default().cue {
                    Some(cue) if frames.has(CueFrame::Noun) => cue.frames = cue.frames.or(frames),
                    Some(_) => {}
                    none => *none = Some(CueWord { lemma: index, frames, form }),
                }
            }
        }
    }
}

/// Whether a form is a single word; reports what is not.
fn is_word(row: &Row<'_>, form: &str) -> bool {
    let single = !form.contains('_');
    if !single {
        row.error(format_args!("\"{form}\" is a phrase, where only single words are looked up"));
    }
    single
}
