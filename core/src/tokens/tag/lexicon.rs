//! Words with their readings, regular inflections worked out.

use std::collections::HashMap;

use super::reading::{Forms, Reading, Role};
use crate::analysis::Tag;
use crate::data;
use crate::text::{WordMap, hash};

/// Reads the English lexicon.
pub(super) fn english() -> WordMap<Reading> {
    let mut words = WordMap::with_capacity_and_hasher(1 << 14, Default::default());
    for row in data::rows(data::ENGLISH_WORDS) {
        let tags: Vec<Tag> = row[1].split(',').map(tag_named).collect();
        let irregular = (row.len() == 4).then(|| [row[2], row[3]]);
        for tag in tags {
            add(&mut words, row[0], tag, base_forms(tag));
            inflect(&mut words, row[0], tag, irregular);
        }
    }
    for (role, list) in ROLES {
        for word in list.split(' ') {
            if let Some(reading) = words.get_mut(&hash(word)) {
                reading.role = role;
            }
        }
    }
    words
}

/// Reads the function words of other languages.
pub(super) fn others() -> HashMap<&'static str, WordMap<Tag>> {
    let mut languages: HashMap<_, WordMap<Tag>> = HashMap::new();
    for row in data::rows(data::FUNCTION_WORDS) {
        languages.entry(row[0]).or_default().insert(hash(row[1]), tag_named(row[2]));
    }
    languages
}

/// The words that have a rule of their own.
const ROLES: [(Role, &str); 13] = [
    (Role::To, "to"),
    (Role::That, "that"),
    (Role::Genitive, "'s"),
    (Role::Be, "be am is are was were been being 'm 're"),
    (Role::Have, "have has had having 've"),
    (Role::Do, "do does did"),
    (Role::Modal, "can ca cannot could will wo would shall sha should may might must 'll 'd"),
    (Role::There, "there"),
    (Role::Degree, "more most less least"),
    (Role::Clause, "before after since until till as than once"),
    (Role::Subject, "i he she we they it who you"),
    (Role::Possessive, "my your his her its our their whose"),
    (Role::Negation, "not n't"),
];

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

/// The tag of that name in the Universal Dependencies standard.
fn tag_named(name: &str) -> Tag {
    match name {
        "ADJ" => Tag::Adj,
        "ADP" => Tag::Adp,
        "ADV" => Tag::Adv,
        "AUX" => Tag::Aux,
        "CCONJ" => Tag::Cconj,
        "DET" => Tag::Det,
        "INTJ" => Tag::Intj,
        "NOUN" => Tag::Noun,
        "NUM" => Tag::Num,
        "PART" => Tag::Part,
        "PRON" => Tag::Pron,
        "PROPN" => Tag::Propn,
        "SCONJ" => Tag::Sconj,
        "VERB" => Tag::Verb,
        _ => Tag::X,
    }
}
