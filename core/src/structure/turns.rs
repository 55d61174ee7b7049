//! The label that a turn of a transcript begins with: "LUND:", "PAUL REED, HOST:", "SEN. ADA LIND (D-NY):", "The Minister for
//! the Coast (Joan Fearn):", `[10:01] Greta Lund:`.

use std::ops::Range;

/// A label is no longer, in bytes, and a name and a role have no more words.
const LONGEST: usize = 90;
const MOST_NAMES: usize = 5;
const MOST_ROLES: usize = 8;
/// An office with small words inside has so many words at least.
const FEWEST_OFFICE: usize = 4;
/// The time before a label is no longer, in bytes.
const LONGEST_STAMP: usize = 30;

/// What a turn begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TurnLabel {
    /// Where the name stands in the text of the turn.
    pub(crate) name: Range<usize>,
    /// Where what is said begins: the end of the text where that stands below.
    pub(crate) content: usize,
    /// Whether the label tells by its form that it is one: capitals, a role, a remark in brackets, a time.
    pub(crate) is_formal: bool,
}

impl TurnLabel {
    /// The label of a text, if it begins with one.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let begin = after_stamp(text);
        let mut end = (begin + LONGEST).min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let mut colons = text[begin..end].match_indices([':', '：']);
        let colon = begin + colons.next()?.0;
        let mark = text[colon..].chars().next().map_or(0, char::len_utf8);
        let after = &text[colon + mark..];
        if !(after.is_empty() || after.starts_with(char::is_whitespace)) {
            return None;
        }
        let lead = &text[begin..colon];
        let (name, has_more) = name_of(lead)?;
        let name = begin + name.start..begin + name.end;
        let capitals = text[name.clone()].chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase)
            && name.len() > 2;
        let content = text.len() - after.trim_start().len();
        Some(Self { name, content, is_formal: capitals || has_more || begin > 0 })
    }

    /// What the name goes by in other turns: its last word, in lower case.
    pub(crate) fn key(&self, text: &str) -> String {
        let words = text[self.name.clone()].split_whitespace();
        words.last().unwrap_or_default().to_lowercase()
    }
}

/// Where a text goes on behind a time in brackets.
fn after_stamp(text: &str) -> usize {
    let Some(end) = text.starts_with('[').then(|| text.find(']')).flatten() else { return 0 };
    let is_time = end < LONGEST_STAMP
        && text[1..end].chars().any(|c| c.is_ascii_digit())
        && !text[1..end].contains(|c: char| c.is_alphabetic() && c.is_lowercase());
    if is_time { text.len() - text[end + 1..].trim_start().len() } else { 0 }
}

/// Where the name stands in what is before a colon, and whether more is told of it.
fn name_of(lead: &str) -> Option<(Range<usize>, bool)> {
    let end = lead.find([',', '(']).unwrap_or(lead.len());
    let name = lead[..end].trim_end();
    let rest = lead[name.len()..].trim();
    let inside = name_in_brackets(lead);
    if is_name(name) && !(inside.is_some() && is_office(name)) {
        let told = match rest.chars().next() {
            None => true,
            Some(',') => {
                let words = rest.trim_start_matches([',', ' ']).split_whitespace().count();
                // "Lund, Malmö and Ystad: …" is a list.
                (1..=MOST_ROLES).contains(&words)
            }
            Some(_) => rest.ends_with(')'),
        };
        return told.then_some((0..name.len(), !rest.is_empty()));
    }
    inside.map(|inside| (inside, true))
}

/// Where the name stands in the brackets that a label ends with: "The Minister for the Coast (Joan Fearn)".
fn name_in_brackets(lead: &str) -> Option<Range<usize>> {
    let (before, inside) = lead.strip_suffix(')')?.rsplit_once('(')?;
    let person = is_name(inside) && inside.split_whitespace().count() > 1;
    (person && lead.starts_with(char::is_uppercase)).then_some(before.len() + 1..lead.len() - 1)
}

/// Whether words that look like a name are an office: an article, and small words inside ("The Minister for the Coast").
fn is_office(text: &str) -> bool {
    let words = || text.split_whitespace();
    words().count() >= FEWEST_OFFICE
        && words().next().is_some_and(|first| first.chars().count() <= 3)
        && words().any(|word| word.starts_with(char::is_lowercase))
}

/// Whether all words begin with a capital, but for short ones inside ("van", "de la").
fn is_name(text: &str) -> bool {
    let capital = |word: &str| word.starts_with(char::is_uppercase);
    let words = || text.split_whitespace();
    (1..=MOST_NAMES).contains(&words().count())
        && words().all(|word| capital(word) || word.len() <= 3)
        && words().next().is_some_and(capital)
        && words().last().is_some_and(|last| capital(last) && !last.ends_with('.'))
        && !text.contains(|c: char| c.is_ascii_digit() || "\"“”«»?!/".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, name: Option<&str>) {
        let label = TurnLabel::read(text);
        assert_eq!(label.as_ref().map(|label| &text[label.name.clone()]), name, "{text}");
    }

    #[test]
    fn labels_of_turns_are_read() {
        check("LUND: And the goat?", Some("LUND"));
        check("PAUL REED, HOST: Good morning.", Some("PAUL REED"));
        check("SEN. ADA LIND (D-NY): No.", Some("SEN. ADA LIND"));
        check("Mr Quill (Sable North) (Lab): Will he?", Some("Mr Quill"));
        check("The Minister for the Coast (Joan Fearn): On Sunday.", Some("Joan Fearn"));
        check("ADU (laughing): Nine.", Some("ADU"));
        check("[08/05/2024, 10:01:12] Greta Lund: Is it in?", Some("Greta Lund"));
        check("RUTH VANE, HOST:", Some("RUTH VANE"));
    }

    #[test]
    fn other_colons_make_no_label() {
        check("The vote was close: nine to eight.", None);
        check("At 10:30 the doors opened.", None);
        check("\"No\": what she said.", None);
        check("He said: nothing.", None);
    }
}
