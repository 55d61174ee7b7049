use std::cmp::Reverse;

use super::wrap::{Run, paragraph};
use super::{BOLD, DIM, PLAIN, add, heading};
use crate::rpc::v1;

/// What a type is called, and whether each of its entities has a line of its own.
const TYPES: [(v1::EntityType, &str, bool); 15] = [
    (v1::EntityType::Person, "People", true),
    (v1::EntityType::Organization, "Organisations", true),
    (v1::EntityType::Location, "Places", false),
    (v1::EntityType::Facility, "Facilities", false),
    (v1::EntityType::Group, "Groups", false),
    (v1::EntityType::Event, "Events", false),
    (v1::EntityType::Product, "Products", false),
    (v1::EntityType::Work, "Works", false),
    (v1::EntityType::Other, "Other names", false),
    (v1::EntityType::Date, "Dates", false),
    (v1::EntityType::Time, "Times", false),
    (v1::EntityType::Money, "Money", false),
    (v1::EntityType::Percent, "Percentages", false),
    (v1::EntityType::Quantity, "Quantities", false),
    (v1::EntityType::Ordinal, "Ordinals", false),
];

/// Columns before the entities of a type.
const MARGIN: &str = "                 ";

/// Adds the entities by type, those mentioned most first.
pub(super) fn write(out: &mut String, response: &v1::AnalyzeDocumentResponse, width: usize) {
    if response.entities.is_empty() {
        return;
    }
    heading(out, "Entities");
    for (of_type, label, own_lines) in TYPES {
        let mut entities: Vec<_> =
            response.entities.iter().filter(|entity| entity.r#type() == of_type).collect();
        entities.sort_by_key(|entity| Reverse(entity.mentions.len()));
        let all: Vec<Shown<'_>> = entities.into_iter().map(Shown::new).collect();
        let lines: Vec<&[Shown<'_>]> =
            if own_lines { all.chunks(1).collect() } else { all.chunks(usize::MAX).collect() };
        for (at, line) in lines.into_iter().enumerate() {
            let label = if at == 0 { label } else { "" };
            out.push_str(&format!("  {label:<15}"));
            paragraph(out, MARGIN, width, &runs(line));
        }
    }
}

/// An entity as it is shown.
struct Shown<'a> {
    entity: &'a v1::Entity,
    // How often it is mentioned, where that is more than once.
    times: String,
    // What the text calls it, or the value that it stands for.
    note: String,
}

impl<'a> Shown<'a> {
    fn new(entity: &'a v1::Entity) -> Self {
        let times =
            if entity.mentions.len() > 1 { format!(" ×{}", entity.mentions.len()) } else { String::new() };
        let value = &entity.normalized_value;
        let note = match (entity.descriptions.as_slice(), value.as_str()) {
            ([], "") => String::new(),
            ([], value) if entity.name == value => String::new(),
            // Held together, so that a line does not begin with the sign.
            ([], value) => format!("\u{a0}=\u{a0}{value}"),
            (descriptions, _) => format!(", {}", descriptions.join(", ")),
        };
        Self { entity, times, note }
    }
}

fn runs<'a>(line: &'a [Shown<'_>]) -> Vec<Run<'a>> {
    let mut runs = Vec::new();
    for Shown { entity, times, note } in line {
        let style = if line.len() == 1 { BOLD } else { PLAIN };
        add(&mut runs, " · ", style, &entity.name);
        runs.push((DIM, times));
        runs.push((if entity.descriptions.is_empty() { DIM } else { PLAIN }, note));
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entity(
        of_type: v1::EntityType,
        name: &str,
        mentions: usize,
        description: &str,
        value: &str,
    ) -> v1::Entity {
        let description = (!description.is_empty()).then(|| description.to_owned());
        v1::Entity {
            name: name.into(),
            r#type: of_type.into(),
            mentions: vec![v1::EntityMention::default(); mentions],
            descriptions: description.into_iter().collect(),
            normalized_value: value.into(),
            ..Default::default()
        }
    }

    #[test]
    fn entities_stand_by_type_with_what_is_known_of_them() {
        let entities = vec![
            entity(v1::EntityType::Date, "Monday", 1, "", "2024-05-06"),
            entity(v1::EntityType::Person, "Carl Dorn", 1, "", ""),
            entity(v1::EntityType::Location, "Exton", 1, "", ""),
            entity(v1::EntityType::Person, "Ann Bell", 3, "mayor of Exton", ""),
            entity(v1::EntityType::Location, "Fiji", 2, "", "FJ"),
        ];
        let mut out = String::new();
        write(&mut out, &v1::AnalyzeDocumentResponse { entities, ..Default::default() }, 60);
        assert_eq!(
            anstream::adapter::strip_str(&out).to_string(),
            "\nEntities\n\n  People         Ann Bell ×3, mayor of Exton\n                 Carl Dorn\n  \
             Places         Fiji ×2\u{a0}=\u{a0}FJ · Exton\n  Dates          Monday\u{a0}=\u{a0}2024-05-06\n"
        );
    }

    #[test]
    fn every_type_is_shown() {
        let types = (1..).map_while(|number| v1::EntityType::try_from(number).ok());
        assert!(types.into_iter().all(|of_type| TYPES.iter().any(|&(shown, ..)| shown == of_type)));
    }
}
