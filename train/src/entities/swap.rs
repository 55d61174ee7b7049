//! Documents once more, with other people in them.
//!
//! Sets name the people of their time over and over, and many names not at all. In a copy of a document everybody has
//! another name, the same one throughout, so that who is a person is learnt from what is said of people.
//! Source: mention replacement as in Dai and Adel 2020, by person instead of by mention.

use std::collections::HashMap;

use ascribe_core::analysis::EntityType;
use ascribe_core::data;
use ascribe_core::linear::bio::KINDS;

use super::crf::next;
use super::scheme;
use crate::sets::{Annotation, Document};

/// Names to give to people.
pub(crate) struct People {
    given: Vec<&'static str>,
    surnames: Vec<&'static str>,
    random: u64,
}

impl People {
    /// The names of the embedded lists.
    pub(crate) fn load() -> Self {
        let listed = |lexicon| data::rows(lexicon).map(|row| row[0]);
        let parts = |letter| {
            data::rows(data::NAME_PARTS).filter(move |row| row[1].contains(letter)).map(|row| row[0])
        };
        let usable = |name: &&str| name.len() > 2 && name.chars().all(char::is_alphabetic);
        Self {
            given: listed(data::FIRST_NAMES).chain(parts('f')).filter(usable).collect(),
            surnames: listed(data::SURNAMES).chain(parts('l')).filter(usable).collect(),
            random: 0x9e37_79b9_7f4a_7c15,
        }
    }

    /// A document of the set `set` with other people in it; none if there is nobody in it.
    pub(crate) fn rename(&mut self, document: &Document, set: &str) -> Option<Document> {
        let text: Vec<char> = document.text.chars().collect();
        let mut annotations = document.entities.clone();
        annotations.sort_by_key(|annotation| (annotation.start, annotation.end));
        let people: Vec<&Annotation> =
            annotations.iter().filter(|annotation| is_person(annotation, &text, set)).collect();
        let names = self.names(&people, &text);
        if names.is_empty() {
            return None;
        }
        let mut renamed = String::with_capacity(document.text.len() + 256);
        // Where each code point of the text is in the new one.
        let mut moved = Vec::with_capacity(text.len() + 1);
        let (mut at, mut length) = (0, 0);
        for person in people {
            if person.start < at {
                continue;
            }
            copy(&text[at..person.start], &mut renamed, &mut moved, &mut length);
            for part in text[person.start..person.end].split_inclusive(|c| !is_letter(*c)) {
                let letters = part.iter().take_while(|c| is_letter(**c)).count();
                let word: String = part[..letters].iter().collect();
                match names.get(&word.to_lowercase()) {
                    Some(name) => {
                        let name = like(name, &word);
                        moved.extend((0..letters).map(|i| if i == 0 { length } else { length + 1 }));
                        length += name.chars().count();
                        renamed.push_str(&name);
                    }
                    None => copy(&part[..letters], &mut renamed, &mut moved, &mut length),
                }
                copy(&part[letters..], &mut renamed, &mut moved, &mut length);
            }
            at = person.end;
        }
        copy(&text[at..], &mut renamed, &mut moved, &mut length);
        moved.push(length);
        for annotation in &mut annotations {
            (annotation.start, annotation.end) = (moved[annotation.start], moved[annotation.end]);
        }
        Some(Document {
            text: renamed,
            genre: document.genre.clone(),
            lang: document.lang.clone(),
            entities: annotations,
        })
    }

    /// A new name for each part of the names of these people, by the part in small letters.
    fn names(&mut self, people: &[&Annotation], text: &[char]) -> HashMap<String, &'static str> {
        let mut names = HashMap::new();
        for whole in [true, false] {
            for person in people {
                let name: String = text[person.start..person.end].iter().collect();
                let parts: Vec<&str> =
                    name.split(|c: char| !is_letter(c)).filter(|part| !part.is_empty()).collect();
                if (parts.len() > 1) != whole {
                    continue;
                }
                for (place, part) in parts.iter().enumerate().filter(|(_, part)| is_name(part)) {
                    let list = if place + 1 == parts.len() { &self.surnames } else { &self.given };
                    let at = (next(&mut self.random) % list.len() as u64) as usize;
                    names.entry(part.to_lowercase()).or_insert(list[at]);
                }
            }
        }
        names
    }
}

fn is_person(annotation: &Annotation, text: &[char], set: &str) -> bool {
    let name: String = text[annotation.start..annotation.end].iter().collect();
    let person = KINDS.iter().position(|kind| *kind == EntityType::Person);
    person.is_some_and(|person| scheme::kinds(set, &annotation.label, &name) == 1 << person)
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '\'' | '’')
}

/// Whether a part of a name is more than an initial, a particle or a title.
fn is_name(part: &str) -> bool {
    const OTHER: [&str; 24] = [
        "Al", "Bin", "De", "Del", "Der", "Dr", "El", "Haj", "III", "Imam", "Jr", "King", "La", "Le", "Lord",
        "Mc", "Mr", "Mrs", "Pope", "Prince", "Queen", "Sheikh", "Sir", "Van",
    ];
    let mut letters = part.chars();
    letters.next().is_some_and(char::is_uppercase)
        && part.chars().count() > 2
        && !OTHER.contains(&part)
        && !part.contains(['\'', '’'])
}

/// The name in capitals if the word is in capitals.
fn like(name: &str, word: &str) -> String {
    if word.chars().all(char::is_uppercase) { name.to_uppercase() } else { name.to_owned() }
}

fn copy(from: &[char], to: &mut String, moved: &mut Vec<usize>, length: &mut usize) {
    to.extend(from);
    moved.extend(*length..*length + from.len());
    *length += from.len();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn annotation(text: &str, name: &str, label: &str) -> Annotation {
        let start = text[..text.find(name).expect("the name is in the text")].chars().count();
        Annotation { start, end: start + name.chars().count(), label: label.to_owned() }
    }

    #[test]
    fn a_copy_has_other_people_at_offsets_that_fit() {
        let text =
            "É: Mr. Olaf O. Lindqvist met RITA SAND in Exton. Lindqvist left; Sand’s Café stayed.".to_owned();
        let late = text.rfind("Lindqvist").map(|at| text[..at].chars().count()).expect("it is there");
        let mut entities = vec![
            annotation(&text, "Olaf O. Lindqvist", "PER"),
            annotation(&text, "RITA SAND", "PER"),
            annotation(&text, "Exton", "LOC"),
            Annotation { start: late, end: late + 9, label: "PER".to_owned() },
        ];
        entities.reverse();
        let document = Document { text, genre: String::new(), lang: String::new(), entities };
        let renamed = People::load().rename(&document, "conll03_train").expect("there are people in it");
        let all: Vec<char> = renamed.text.chars().collect();
        let names: Vec<String> =
            renamed.entities.iter().map(|name| all[name.start..name.end].iter().collect()).collect();
        let [first, second, place, again] = names.as_slice() else { panic!("{names:?}") };
        assert!(
            first.contains(" O. ") && !first.contains("Olaf") && first.ends_with(again.as_str()),
            "{names:?}"
        );
        assert!(
            !again.contains("Lindqvist") && second.chars().all(|c| c == ' ' || c.is_uppercase()),
            "{names:?}"
        );
        assert_eq!(place, "Exton");
        assert!(renamed.text.starts_with("É: Mr. ") && renamed.text.ends_with("; Sand’s Café stayed."));
    }

    #[test]
    fn a_document_without_people_has_no_copy() {
        let text = "Exton is far from Osthaven.".to_owned();
        let entities = vec![annotation(&text, "Exton", "LOC")];
        let document = Document { text, genre: String::new(), lang: String::new(), entities };
        assert!(People::load().rename(&document, "conll03_train").is_none());
    }
}
