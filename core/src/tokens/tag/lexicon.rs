//! Words with their readings: `tags.tsv` of a pack, with regular inflections worked out where it has `tagging.tsv`.

use super::guess::Guesses;
use super::reading::{Forms, Reading, Role, tag_named};
use crate::analysis::Tag;
use crate::lang::files;
use crate::lang::table::{self, Errors, Row};
use crate::text::{WordMap, hash};

/// What the words of one language can be.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    words: WordMap<Reading>,
    /// What unknown words are; none where the language is tagged without context.
    guesses: Option<Guesses>,
}

impl Lexicon {
    /// Reads `tags.tsv`, `inflections.tsv` and `tagging.tsv` of a pack.
    pub(super) fn read(code: &str, errors: &Errors) -> Self {
        let rows = |name: &str, columns: &[&str]| {
            files::get(code, name).map(|file| table::rows(file, columns, errors)).unwrap_or_default()
        };
        let tagging = rows("tagging.tsv", &["kind", "value", "forms"]);
        let inflections = rows("inflections.tsv", &["verb", "past", "participle"]);
        let irregular: WordMap<[&str; 2]> =
            inflections.iter().map(|row| (hash(row.field(0)), [row.field(1), row.field(2)])).collect();
        let mut words = WordMap::default();
        for row in rows("tags.tsv", &["word", "tags"]) {
            for tag in row.field(1).split(',').filter_map(|tag| row.parse("tag", tag, tag_named)) {
                add(&mut words, row.field(0), tag, base_forms(tag));
                if !tagging.is_empty() {
                    inflect(&mut words, row.field(0), tag, irregular.get(&hash(row.field(0))).copied());
                }
            }
        }
        let guesses = (!tagging.is_empty()).then(|| read_tagging(&tagging, &mut words));
        Self { words, guesses }
    }

    /// Whether the neighbours of a word decide what it is.
    pub(super) fn is_contextual(&self) -> bool {
        self.guesses.is_some()
    }

    /// What a known word can be.
    pub(super) fn reading(&self, key: u64) -> Option<Reading> {
        self.words.get(&key).copied()
    }

    /// What an unknown word in lower case can be.
    pub(super) fn guess(&self, word: &str) -> Reading {
        let guess = self.guesses.as_ref().map(|guesses| guesses.guess(word));
        guess.unwrap_or(Reading::new(Tag::X, Forms::default()))
    }
}

/// Gives words their role in context; what is left tells unknown words.
fn read_tagging(rows: &[Row<'_>], words: &mut WordMap<Reading>) -> Guesses {
    let mut guesses = Guesses::default();
    for row in rows {
        let value = row.field(1);
        if row.field(0) != "role" {
            guesses.add(row);
            continue;
        }
        let Some(role) = row.parse("role", value, Role::parse) else { continue };
        for word in row.forms(2) {
            match words.get_mut(&hash(word)) {
                Some(reading) => reading.role = role,
                None => row.error(format_args!("\"{word}\" has no row in tags.tsv")),
            }
        }
    }
    guesses
}

fn base_forms(tag: Tag) -> Forms {
    if tag == Tag::Verb { Forms::BASE } else { Forms::default() }
}

fn add(words: &mut WordMap<Reading>, word: &str, tag: Tag, forms: Forms) {
    words
        .entry(hash(word))
        .and_modify(|reading| reading.add(tag, forms))
        .or_insert_with(|| Reading::new(tag, forms));
}

/// Adds the forms of a word that are not written in the lexicon.
fn inflect(words: &mut WordMap<Reading>, word: &str, tag: Tag, irregular: Option<[&str; 2]>) {
    match tag {
        Tag::Noun => add(words, &with_s(word), Tag::Noun, Forms::PLURAL),
        Tag::Verb => {
            add(words, &with_s(word), Tag::Verb, Forms::THIRD);
            if let Some([past, participle]) = irregular {
                add(words, past, Tag::Verb, Forms::PAST);
                add(words, participle, Tag::Verb, Forms::PARTICIPLE);
            }
            for stem in stems(word) {
                add(words, &(stem.clone() + "ing"), Tag::Verb, Forms::GERUND);
                if irregular.is_none() {
                    let past = if stem.ends_with('y') && !ends_in_vowel_and_y(&stem) {
                        stem[..stem.len() - 1].to_owned() + "ied"
                    } else {
                        stem + "ed"
                    };
                    add(words, &past, Tag::Verb, Forms::PAST.or(Forms::PARTICIPLE));
                }
            }
        }
        _ => {}
    }
}

fn is_vowel(byte: u8) -> bool {
    matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u')
}

fn ends_in_vowel_and_y(word: &str) -> bool {
    matches!(word.as_bytes(), [.., before, b'y'] if is_vowel(*before))
}

/// The plural of a noun, or the third person of a verb.
fn with_s(word: &str) -> String {
    if word.ends_with('y') && !ends_in_vowel_and_y(word) {
        return word[..word.len() - 1].to_owned() + "ies";
    }
    let hisses = ["s", "x", "z", "ch", "sh", "o"].iter().any(|ending| word.ends_with(ending));
    word.to_owned() + if hisses { "es" } else { "s" }
}

/// The stems before "-ing" and "-ed": without a silent e, or with the last consonant doubled. Where the stress
/// decides, both spellings are given.
fn stems(word: &str) -> Vec<String> {
    if let Some(stem) = word.strip_suffix('e').filter(|stem| !stem.ends_with(['e', 'o', 'y'])) {
        return vec![stem.to_owned()];
    }
    let &[.., first, vowel, last] = word.as_bytes() else { return vec![word.to_owned()] };
    let doubles =
        !is_vowel(first) && is_vowel(vowel) && !is_vowel(last) && !matches!(last, b'w' | b'x' | b'y');
    let vowels = word.bytes().filter(|&byte| is_vowel(byte)).count();
    let doubled = || format!("{word}{}", last as char);
    match (doubles, vowels) {
        (false, _) => vec![word.to_owned()],
        (true, 1) => vec![doubled()],
        (true, _) => vec![word.to_owned(), doubled()],
    }
}
