//! Phrases that tell what a line is.

use crate::data;
use std::collections::HashSet;

/// The phrase lists, in lower case.
#[derive(Debug)]
pub(super) struct Phrases {
    agencies: HashSet<&'static str>,
    boilerplate: HashSet<&'static str>,
    boilerplate_starts: Vec<&'static str>,
    caption_starts: Vec<&'static str>,
    caption_ends: Vec<&'static str>,
    note_starts: Vec<&'static str>,
    signoff_starts: Vec<&'static str>,
    signoff_lines: HashSet<&'static str>,
}

impl Phrases {
    pub(super) fn load() -> Self {
        let of = |class: &'static str| {
            data::rows(data::LINE_PHRASES)
                .filter(move |row| row[0] == class)
                .filter_map(|row| row.get(1).copied())
        };
        Self {
            agencies: of("agency").collect(),
            boilerplate: of("boilerplate").collect(),
            boilerplate_starts: of("boilerplate-start").collect(),
            caption_starts: of("caption-start").collect(),
            caption_ends: of("caption-end").collect(),
            note_starts: of("note-start").collect(),
            signoff_starts: of("signoff-start").collect(),
            signoff_lines: of("signoff").collect(),
        }
    }

    /// Whether a name is a news agency's, or several agencies' with a slash between them.
    pub(super) fn is_agency(&self, name: &str) -> bool {
        let name = name.trim();
        name.len() <= 40
            && !name.is_empty()
            && name.split('/').all(|part| {
                let lower = part.trim().to_lowercase();
                self.agencies.contains(lower.as_str())
                    || (lower.len() == 3 && name.contains('/') && part.chars().all(char::is_lowercase))
            })
    }

    pub(super) fn is_boilerplate(&self, lower: &str) -> bool {
        let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
        bare.is_empty() && !lower.contains(char::is_alphanumeric)
            || self.boilerplate.contains(bare)
            || lower.len() < 240 && starts_with_any(lower, &self.boilerplate_starts)
    }

    pub(super) fn is_caption(&self, lower: &str) -> bool {
        lower.len() < 600
            && (starts_with_any(lower, &self.caption_starts)
                || self.caption_ends.iter().any(|phrase| lower.ends_with(phrase)))
    }

    pub(super) fn is_note(&self, lower: &str) -> bool {
        starts_with_any(lower, &self.note_starts)
    }

    pub(super) fn is_signoff(&self, lower: &str) -> bool {
        let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
        self.signoff_lines.contains(bare)
            || lower.len() < 400
                && starts_with_any(
                    lower.trim_start_matches(|c: char| !c.is_alphanumeric()),
                    &self.signoff_starts,
                )
    }
}

fn starts_with_any(text: &str, phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| text.starts_with(phrase))
}
