//! Names that an operator brings along: which identifiers of their own knowledge base entities have.
//!
//! A gazetteer links, it does not find: entities are recognised as without it, and those whose name it knows get its
//! identifiers. Names are kept as hashes, so a million of them take some twenty-five megabytes and a look-up costs the same
//! with any number.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufRead};

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use crate::analysis::{Entity, EntityType, MentionKind};

/// How many identifiers one entity gets at most.
const MOST_IDS: usize = 8;

/// What parts aliases in a field of CSV.
const ALIASES: char = '|';

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Columns `id` and `name`, and where wanted `aliases` (parted by `|`), `type` and `language`, named in the first
    /// line.
    Csv,
    /// One object a line with these as keys; `aliases` is a list.
    JsonLines,
}

/// Names with their identifiers.
#[derive(Debug, Default)]
pub struct Gazetteer {
    // Sorted once loading is done: hashes of names, each with the index of its entry.
    names: Vec<(u64, u32)>,
    entries: Vec<Entry>,
    // All identifiers, one behind the other.
    ids: String,
    // The languages that entries name.
    languages: Vec<String>,
}

#[derive(Debug)]
struct Entry {
    // Where its identifier ends; it begins where that of the entry before ends.
    id_end: u32,
    // Any where absent.
    kind: Option<EntityType>,
    // Index into the languages; any where absent.
    language: Option<u16>,
}

/// Why a gazetteer cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum GazetteerError {
    /// The input fails.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A line is no entry.
    #[error("line {line}: {problem}")]
    Malformed {
        /// Counted from 1.
        line: u64,
        /// What is wrong.
        problem: String,
    },
}

/// One line of a file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    name: String,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default)]
    language: String,
}

/// The same with its aliases in one field.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CsvRow {
    id: String,
    name: String,
    #[serde(default)]
    aliases: String,
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default)]
    language: String,
}

impl Gazetteer {
    /// Adds what an input holds; call [`sorted`](Self::sorted) after the last.
    ///
    /// # Errors
    /// The input cannot be read, or one of its lines is no entry.
    pub fn add(&mut self, input: impl BufRead, form: Form) -> Result<(), GazetteerError> {
        match form {
            Form::Csv => self.add_csv(input),
            Form::JsonLines => self.add_json_lines(input),
        }
    }

    /// The gazetteer, ready to link.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        // By entry within a name, so that identifiers come in the order of the file.
        self.names.sort_unstable();
        self.names.dedup();
        self.names.shrink_to_fit();
        self.entries.shrink_to_fit();
        self.ids.shrink_to_fit();
        self
    }

    /// How many names it knows, aliases included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// How many entries it has, each with an identifier.
    #[must_use]
    pub fn entries(&self) -> usize {
        self.entries.len()
    }

    /// Whether it knows none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Gives the entities of a text their identifiers.
    pub fn link(&self, text: &str, language: &str, entities: &mut [Entity]) {
        if self.is_empty() {
            return;
        }
        for entity in entities.iter_mut().filter(|entity| is_named(entity.kind)) {
            entity.knowledge_base_ids = self.ids_of(text, language, entity);
        }
    }

    /// By its fullest name; where that is not known, by the longest other one that is.
    fn ids_of(&self, text: &str, language: &str, entity: &Entity) -> Vec<String> {
        let found = self.look_up(&entity.name, entity.kind, language);
        if !found.is_empty() {
            return found;
        }
        let written = entity.mentions.iter().filter(|mention| mention.kind == MentionKind::Name);
        let mut written: Vec<&str> = written.map(|mention| mention.span.of(text)).collect();
        // One word of somebody's name is that of many.
        written.retain(|name| entity.kind != EntityType::Person || name.split_whitespace().nth(1).is_some());
        written.sort_unstable_by_key(|name| (std::cmp::Reverse(name.len()), *name));
        written.dedup();
        let mut ids = written.into_iter().map(|name| self.look_up(name, entity.kind, language));
        ids.find(|ids| !ids.is_empty()).unwrap_or_default()
    }

    fn look_up(&self, name: &str, kind: EntityType, language: &str) -> Vec<String> {
        let key = key(name);
        let first = self.names.partition_point(|&(hash, _)| hash < key);
        let same = self.names[first..].iter().take_while(|&&(hash, _)| hash == key);
        let fitting = same.filter(|&&(_, entry)| self.fits(entry as usize, kind, language));
        fitting.take(MOST_IDS).map(|&(_, entry)| self.id(entry as usize).to_owned()).collect()
    }

    fn fits(&self, entry: usize, kind: EntityType, language: &str) -> bool {
        let entry = &self.entries[entry];
        let speaks = |named: u16| {
            let rest = language.strip_prefix(self.languages[named as usize].as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        };
        entry.kind.is_none_or(|named| named == kind) && entry.language.is_none_or(speaks)
    }

    fn id(&self, entry: usize) -> &str {
        let begin = entry.checked_sub(1).map_or(0, |before| self.entries[before].id_end as usize);
        &self.ids[begin..self.entries[entry].id_end as usize]
    }

    fn add_csv(&mut self, input: impl BufRead) -> Result<(), GazetteerError> {
        // A mark that is never closed takes the break of its line into the field, if the line has one.
        let mut reader = csv::Reader::from_reader(input.chain(&b"\n"[..]));
        let mut header = reader.headers().map_err(|error| csv_problem(&error))?.clone();
        whole_fields(&header, 1)?;
        header.trim();
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record).map_err(|error| csv_problem(&error))? {
            let line = record.position().map_or(0, csv::Position::line);
            whole_fields(&record, line)?;
            record.trim();
            let row = record.deserialize(Some(&header)).map_err(|error| csv_problem(&error))?;
            let CsvRow { id, name, aliases, kind, language } = row;
            let aliases = aliases.split(ALIASES).map(str::to_owned).collect();
            self.add_row(&Row { id, name, aliases, kind, language }, line)?;
        }
        Ok(())
    }

    fn add_json_lines(&mut self, input: impl BufRead) -> Result<(), GazetteerError> {
        for (number, line) in input.lines().enumerate() {
            let (line, number) = (line?, number as u64 + 1);
            if line.trim().is_empty() {
                continue;
            }
            let malformed = |error: serde_json::Error| {
                let message = error.to_string();
                let problem = message.split(" at line ").next().unwrap_or_default().to_owned();
                GazetteerError::Malformed { line: number, problem }
            };
            self.add_row(&serde_json::from_str(&line).map_err(malformed)?, number)?;
        }
        Ok(())
    }

    fn add_row(&mut self, row: &Row, line: u64) -> Result<(), GazetteerError> {
        let malformed = |problem: String| GazetteerError::Malformed { line, problem };
        if [&row.id, &row.name].into_iter().chain(&row.aliases).any(|field| field.contains(char::is_control))
        {
            return Err(malformed("a control character in a field".into()));
        }
        if row.id.is_empty() || row.name.trim().is_empty() {
            return Err(malformed("an entry needs an id and a name".into()));
        }
        let kind = match row.kind.as_str() {
            "" => None,
            name => {
                Some(kind(name).ok_or_else(|| malformed(format!("`{name}` is no type of a named entity")))?)
            }
        };
        let language = self.language(&row.language).ok_or_else(|| malformed("too many languages".into()))?;
        self.ids.push_str(&row.id);
        let full = || malformed("there is no room for more".into());
        let id_end = u32::try_from(self.ids.len()).map_err(|_| full())?;
        let entry = u32::try_from(self.entries.len()).map_err(|_| full())?;
        self.entries.push(Entry { id_end, kind, language });
        let names = std::iter::once(&row.name).chain(&row.aliases).filter(|name| !name.trim().is_empty());
        self.names.extend(names.map(|name| (key(name), entry)));
        Ok(())
    }

    /// The index of a language; nothing in nothing where there is no more room.
    fn language(&mut self, tag: &str) -> Option<Option<u16>> {
        if tag.is_empty() {
            return Some(None);
        }
        let known = self.languages.iter().position(|known| known == tag);
        let index = known.unwrap_or_else(|| {
            self.languages.push(tag.to_owned());
            self.languages.len() - 1
        });
        u16::try_from(index).ok().map(Some)
    }
}

/// The hash of a name: case, composition of marks and width of blanks make no difference.
fn key(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    for word in name.split_whitespace() {
        for letter in word.nfkc().flat_map(char::to_lowercase) {
            letter.hash(&mut hasher);
        }
        ' '.hash(&mut hasher);
    }
    hasher.finish()
}

/// Whether things of this kind have names rather than values.
fn is_named(kind: EntityType) -> bool {
    !matches!(
        kind,
        EntityType::Date
            | EntityType::Time
            | EntityType::Money
            | EntityType::Percent
            | EntityType::Quantity
            | EntityType::Ordinal
    )
}

/// The kind that a name of the contract stands for, in any case, with the name of its enum or without.
fn kind(name: &str) -> Option<EntityType> {
    let name = name.to_ascii_uppercase();
    Some(match name.strip_prefix("ENTITY_TYPE_").unwrap_or(&name) {
        "PERSON" => EntityType::Person,
        "ORGANIZATION" => EntityType::Organization,
        "LOCATION" => EntityType::Location,
        "FACILITY" => EntityType::Facility,
        "GROUP" => EntityType::Group,
        "EVENT" => EntityType::Event,
        "PRODUCT" => EntityType::Product,
        "WORK" => EntityType::Work,
        "OTHER" => EntityType::Other,
        _ => return None,
    })
}

/// Refuses a field that goes on over the end of its line.
fn whole_fields(record: &csv::StringRecord, line: u64) -> Result<(), GazetteerError> {
    if record.iter().any(|field| field.contains(['\n', '\r'])) {
        let problem = "a quotation mark is not closed in its line".into();
        return Err(GazetteerError::Malformed { line, problem });
    }
    Ok(())
}

fn csv_problem(error: &csv::Error) -> GazetteerError {
    let line = error.position().map_or(1, csv::Position::line);
    let problem = match error.kind() {
        csv::ErrorKind::Deserialize { err, .. } => err.to_string(),
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("{len} fields, where the first line has {expected_len}")
        }
        _ => error.to_string(),
    };
    GazetteerError::Malformed { line, problem }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Mention;
    use crate::text::Span;

    const CSV: &str = "id,name,aliases,type,language\n\
        Q1,Ada Lindqvist,Lindqvist|A. Lindqvist,person,\n\
        Q2,Harbour Authority,HA,organization,en\n\
        Q3,\"Quist, Marta\",Marta Quist,ENTITY_TYPE_PERSON,\n\
        Q4,Lindqvist,,organization,\n\
        Q5,Ada Lindqvist,,,\n";

    fn gazetteer(text: &str, form: Form) -> Gazetteer {
        let mut gazetteer = Gazetteer::default();
        gazetteer.add(text.as_bytes(), form).unwrap();
        gazetteer.sorted()
    }

    /// The identifiers of an entity that is called this at first, and so in the text.
    fn linked(gazetteer: &Gazetteer, name: &str, text: &str, kind: EntityType, language: &str) -> String {
        let span = Span::new(0, u32::try_from(text.len()).unwrap());
        let mention = Mention { span, kind: MentionKind::Name, confidence: 1.0 };
        let mut entities = [Entity {
            name: name.into(),
            kind,
            mentions: vec![mention],
            descriptions: Vec::new(),
            value: String::new(),
            knowledge_base_ids: Vec::new(),
            salience: 0.0,
        }];
        gazetteer.link(text, language, &mut entities);
        entities[0].knowledge_base_ids.join(" ")
    }

    #[test]
    fn an_entity_gets_the_identifiers_of_its_name_where_type_and_language_fit() {
        use EntityType::{Date, Organization, Person};
        let csv = gazetteer(CSV, Form::Csv);
        for (name, text, kind, language, expect) in [
            ("Ada Lindqvist", "x", Person, "en", "Q1 Q5"),
            ("ADA  LINDQVIST", "x", Person, "de", "Q1 Q5"),
            ("Ada Lindqvist", "x", Organization, "en", "Q5"),
            ("Harbour Authority", "x", Organization, "en", "Q2"),
            ("Harbour Authority", "x", Organization, "en-GB", "Q2"),
            ("Harbour Authority", "x", Organization, "de", ""),
            ("Harbour Authority of Exton", "HA", Organization, "en", "Q2"),
            ("Marta Quist", "x", Person, "en", "Q3"),
            ("Ada Maria Lindqvist", "A. Lindqvist", Person, "en", "Q1"),
            // Somebody else of that surname.
            ("Bo Lindqvist", "Lindqvist", Person, "en", ""),
            ("Lindqvist", "Lindqvist", Person, "en", "Q1"),
            ("Ada Lindqvist", "x", Date, "en", ""),
        ] {
            assert_eq!(linked(&csv, name, text, kind, language), expect, "{name} {kind:?} {language}");
        }
        assert_eq!(csv.len(), 9);
    }

    #[test]
    fn names_are_the_same_however_they_are_composed() {
        let json = "{\"id\": \"a\", \"name\": \"Rene\u{301}e\", \"aliases\": [\"Reinette\"]}\n\n";
        let json = gazetteer(json, Form::JsonLines);
        for name in ["Ren\u{e9}e", "RENE\u{301}E", "reinette"] {
            assert_eq!(linked(&json, name, "x", EntityType::Person, "fr"), "a", "{name}");
        }
    }

    #[track_caller]
    fn check_refusal(text: &str, form: Form, expect: &str) {
        let refused = Gazetteer::default().add(text.as_bytes(), form).unwrap_err().to_string();
        assert!(refused.contains(expect), "{refused}");
    }

    #[test]
    fn a_line_that_is_no_entry_is_named() {
        check_refusal("id,name,typ\na,A,person\n", Form::Csv, "line 2: unknown field `typ`");
        check_refusal("id,name\na,A\nb\n", Form::Csv, "line 3: 1 fields, where the first line has 2");
        check_refusal("id,name,type\na,A,person\nb,B,planet\n", Form::Csv, "line 3: `planet` is no type");
        check_refusal("id,name,type\na,A,date\n", Form::Csv, "line 2: `date` is no type");
        check_refusal("id,name\na,\n", Form::Csv, "line 2: an entry needs an id and a name");
        let unclosed = "id,name\na,A\nb,\"B\nc,C\n";
        check_refusal(unclosed, Form::Csv, "line 3: a quotation mark is not closed");
        check_refusal(unclosed.trim_end(), Form::Csv, "line 3: a quotation mark is not closed");
        check_refusal("id,name\na,A\nb,\"B", Form::Csv, "line 3: a quotation mark is not closed");
        check_refusal("id,\"name\na,A\n", Form::Csv, "line 1: a quotation mark is not closed");
        check_refusal("id,name\na,A\0B\n", Form::Csv, "line 2: a control character");
        check_refusal(
            "{\"id\": \"a\", \"name\": \"A\\u0000\"}",
            Form::JsonLines,
            "line 1: a control character",
        );
        check_refusal("{\"id\": \"a\"}\n", Form::JsonLines, "line 1: missing field `name`");
        check_refusal("{\"id\": \"a\", \"name\": \"A\"}\n[]", Form::JsonLines, "line 2: ");
    }
}
