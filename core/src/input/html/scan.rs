use std::borrow::Cow;

use memchr::memmem;

/// A piece of an HTML document, as a browser's tokenizer would cut it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Text between tags; character references are still in it.
    Text(&'a str),
    /// A start tag.
    Open(Tag<'a>),
    /// An end tag, by its lower-case name.
    Close(Cow<'a, str>),
    /// An element whose content is no mark-up (scripts, styles, the title), with that content.
    Raw(Tag<'a>, &'a str),
}

/// A start tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// Its name in lower case.
    pub(super) name: Cow<'a, str>,
    // What stands after the name, up to the closing bracket.
    attributes: &'a str,
}

impl<'a> Tag<'a> {
    /// Whether it is written `<name/>`.
    pub(super) fn closes_itself(&self) -> bool {
        self.attributes.ends_with('/')
    }

    /// The value of an attribute as written, if it is there; empty where it has none.
    pub(super) fn attribute(&self, name: &str) -> Option<&'a str> {
        let mut attributes = Attributes { rest: self.attributes };
        attributes.find_map(|(found, value)| found.eq_ignore_ascii_case(name).then_some(value))
    }

    /// What stands after the name, up to the end of so many attributes.
    pub(super) fn first_attributes(&self, count: usize) -> &'a str {
        let mut attributes = Attributes { rest: self.attributes };
        attributes.by_ref().take(count).for_each(drop);
        &self.attributes[..self.attributes.len() - attributes.rest.len()]
    }
}

/// The attributes of a tag by name and value.
struct Attributes<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() {
            return None;
        }
        // A name may begin with "=", so that each turn moves on.
        let skip = usize::from(rest.starts_with('='));
        let end = rest[skip..]
            .find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '/'))
            .map_or(rest.len(), |at| at + skip);
        let (name, after) = rest.split_at(end);
        let (value, after) = value(after);
        self.rest = after;
        Some((name, value))
    }
}

/// The value that follows the name of an attribute, and what comes after it.
fn value(after_name: &str) -> (&str, &str) {
    let Some(rest) = after_name.trim_ascii_start().strip_prefix('=') else { return ("", after_name) };
    let rest = rest.trim_ascii_start();
    let quoted =
        |mark: char| rest.strip_prefix(mark).map(|inner| inner.split_once(mark).unwrap_or((inner, "")));
    quoted('"')
        .or_else(|| quoted('\''))
        .unwrap_or_else(|| rest.split_at(rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len())))
}

/// Elements whose content is not mark-up.
const RAW: [&str; 9] =
    ["script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "plaintext"];

/// Cuts an HTML document into pieces, in one pass and without a tree; comments and declarations are left out.
pub(super) fn pieces(html: &str) -> Pieces<'_> {
    Pieces { rest: html, len: html.len() }
}

/// See [`pieces`].
pub(super) struct Pieces<'a> {
    rest: &'a str,
    len: usize,
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            let text = self.text();
            if !text.is_empty() {
                return Some(Piece::Text(text));
            }
            let bytes = self.rest.as_bytes();
            match bytes[1] {
                b'/' if bytes.get(2).is_some_and(u8::is_ascii_alphabetic) => {
                    let name = name(&self.rest[2..]);
                    self.rest = after_tag(&self.rest[2 + name.len()..]).1;
                    return Some(Piece::Close(lower(name)));
                }
                b'!' | b'/' | b'?' => self.skip_declaration(),
                _ => return Some(self.open()),
            }
        }
    }
}

impl<'a> Pieces<'a> {
    /// Where in the document the last piece ended, and the next begins with what is left out before it.
    pub(super) fn position(&self) -> usize {
        self.len - self.rest.len()
    }

    /// Takes the text up to what begins a tag, a comment or a declaration.
    fn text(&mut self) -> &'a str {
        let bytes = self.rest.as_bytes();
        let begins = |&at: &usize| {
            bytes.get(at + 1).is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!' | b'?'))
        };
        let end = memchr::memchr_iter(b'<', bytes).find(begins).unwrap_or(bytes.len());
        let (text, rest) = self.rest.split_at(end);
        self.rest = rest;
        text
    }

    fn skip_declaration(&mut self) {
        self.rest = match self.rest.strip_prefix("<!--") {
            // "<!-->" is a whole comment.
            Some(comment) if comment.starts_with('>') => &comment[1..],
            Some(comment) => comment.split_once("-->").map_or("", |(_, rest)| rest),
            None => self.rest.split_once('>').map_or("", |(_, rest)| rest),
        };
    }

    fn open(&mut self) -> Piece<'a> {
        let name = name(&self.rest[1..]);
        let (attributes, rest) = after_tag(&self.rest[1 + name.len()..]);
        self.rest = rest;
        let tag = Tag { name: lower(name), attributes };
        if !RAW.contains(&tag.name.as_ref()) {
            return Piece::Open(tag);
        }
        let content = self.raw(&tag.name);
        Piece::Raw(tag, content)
    }

    /// Takes everything up to the end tag of an element, and the end tag.
    fn raw(&mut self, name: &str) -> &'a str {
        let bytes = self.rest.as_bytes();
        let ends = |&at: &usize| {
            let after = bytes.get(at + 2..at + 2 + name.len());
            after.is_some_and(|after| after.eq_ignore_ascii_case(name.as_bytes()))
        };
        let end = memmem::find_iter(bytes, "</").find(ends).unwrap_or(bytes.len());
        let (content, rest) = self.rest.split_at(end);
        self.rest = rest.get(2 + name.len()..).map_or("", |rest| after_tag(rest).1);
        content
    }
}

fn name(rest: &str) -> &str {
    let end = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '<'));
    &rest[..end.unwrap_or(rest.len())]
}

fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// The attributes of a tag, and what stands after its closing bracket; a bracket inside a quoted value closes nothing.
fn after_tag(rest: &str) -> (&str, &str) {
    let bytes = rest.as_bytes();
    let mut at = 0;
    while let Some(found) = memchr::memchr3(b'>', b'"', b'\'', &bytes[at..]) {
        at += found;
        if bytes[at] == b'>' {
            return (&rest[..at], &rest[at + 1..]);
        }
        // A mark opens a value only after "="; elsewhere it is a part of a name.
        let opens = rest[..at].trim_ascii_end().ends_with('=');
        at += 1;
        if opens {
            match memchr::memchr(bytes[at - 1], &bytes[at..]) {
                Some(length) => at += length + 1,
                None => break,
            }
        }
    }
    (rest, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes the pieces of a document so that a row of a test can show them.
    fn shown(html: &str) -> String {
        let mut out = String::new();
        for piece in pieces(html) {
            match piece {
                Piece::Text(text) => out += text,
                Piece::Open(tag) => out += &format!("[{}]", tag.name),
                Piece::Close(name) => out += &format!("[/{name}]"),
                Piece::Raw(tag, content) => out += &format!("[{}:{}]", tag.name, content.len()),
            }
        }
        out
    }

    #[test]
    fn a_document_is_cut_as_a_browser_cuts_it() {
        for (html, expect) in [
            ("<P CLASS=a>one</P >two<br/>", "[p]one[/p]two[br]"),
            ("<a title='2 > 1' href=\"x>y\">link</a>", "[a]link[/a]"),
            ("1 < 2 and 3 <4", "1 < 2 and 3 <4"),
            ("a<!-- <p>no</p> -->b<!-->c<!doctype html>d<?php ?>e", "abcde"),
            ("<script>if (a</b/.test('</p>')) {}</SCRIPT >x", "[script:26]x"),
            ("<style>p{}", "[style:3]"),
            ("<p", "[p]"),
            ("text <p title=\"never closed>more", "text [p]"),
            ("</>x<", "x<"),
        ] {
            assert_eq!(shown(html), expect, "{html}");
        }
    }

    #[test]
    fn attributes_are_found_however_they_are_written() {
        let html = "<meta CharSet = 'utf-8' content=\"a 'b' c\" data-x=1/2 hidden =odd title>";
        let Some(Piece::Open(tag)) = pieces(html).next() else { panic!("help: no start tag") };
        for (name, expect) in [
            ("charset", Some("utf-8")),
            ("content", Some("a 'b' c")),
            ("data-x", Some("1/2")),
            ("title", Some("")),
            ("absent", None),
        ] {
            assert_eq!(tag.attribute(name), expect, "{name}");
        }
    }
}
