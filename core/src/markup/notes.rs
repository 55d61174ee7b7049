/// One line of the notes: a head, and fields each with or without a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Note {
    /// What the note is about.
    pub(super) head: String,
    /// `key=value`, in order; a flag has an empty value.
    pub(super) fields: Vec<(String, String)>,
}

impl Note {
    /// A note without fields.
    pub(super) fn new(head: impl Into<String>) -> Self {
        Self { head: head.into(), fields: Vec::new() }
    }

    /// Adds a field, unless its value is empty.
    pub(super) fn field(mut self, key: &str, value: &str) -> Self {
        if !value.is_empty() {
            self.fields.push((key.into(), value.into()));
        }
        self
    }

    /// Adds a field without a value, if `set`.
    pub(super) fn flag(mut self, key: &str, set: bool) -> Self {
        if set {
            self.fields.push((key.into(), String::new()));
        }
        self
    }

    /// The value of a field; empty where it is absent.
    pub(super) fn value<'a>(&'a self, key: &str) -> &'a str {
        self.fields.iter().find(|(found, _)| found == key).map_or("", |(_, value)| value)
    }

    /// The values of all fields with a key.
    pub(super) fn values<'a, 'k: 'a>(&'a self, key: &'k str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(found, _)| found == key).map(|(_, value)| value.as_str())
    }

    /// Whether a field is there.
    pub(super) fn has(&self, key: &str) -> bool {
        self.fields.iter().any(|(found, _)| found == key)
    }

    /// The note as a line.
    pub(super) fn line(&self) -> String {
        let mut line = escaped(&self.head);
        for (key, value) in &self.fields {
            line.push_str(" | ");
            line.push_str(key);
            if !value.is_empty() {
                line.push('=');
                line.push_str(&escaped(value));
            }
        }
        line
    }

    /// Reads a line.
    pub(super) fn parse(line: &str) -> Self {
        let mut parts = line.split(" | ");
        let mut note = Self::new(unescaped(parts.next().unwrap_or_default()));
        for part in parts {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            note.fields.push((key.into(), unescaped(value)));
        }
        note
    }
}

/// Text without line breaks and bars, so that it stays one field of one line.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '|' => out.push_str("\\p"),
            _ => out.push(c),
        }
    }
    out
}

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, if c == '\\' { chars.next() } else { None }) {
            ('\\', Some('n')) => out.push('\n'),
            ('\\', Some('r')) => out.push('\r'),
            ('\\', Some('p')) => out.push('|'),
            ('\\', Some(other)) => out.push(other),
            _ => out.push(c),
        }
    }
    out
}
