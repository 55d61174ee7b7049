//! XML as feeds and wires send it, in one pass and without a tree: no entity of its own is expanded, and nesting is bounded.

use std::borrow::Cow;
use std::ops::Range;

use encoding_rs::Encoding;
use memchr::memmem;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::input::Refusal;
use crate::interrupt::checkpoint;
use crate::text::char_refs::resolved;
use crate::text::is_blank;

/// The most elements that may be open at once; feeds and wires have about 20.
const MAX_DEPTH: usize = 200;

/// The longest start tag, in bytes: what compares its attributes with each other must not take long.
const LONGEST_TAG: usize = 16 << 10;

/// A part of an XML document.
pub(super) enum Part<'a> {
    /// A start tag, by its name without prefix.
    Open(&'a str, &'a BytesStart<'a>),
    /// Text; references are resolved.
    Text(Cow<'a, str>),
    /// An end tag, by its name without prefix.
    Close(&'a str),
}

/// Gives the parts of a document, each with the bytes that it takes in it.
///
/// An element that is not closed ends with the one around it.
pub(super) fn walk(text: &str, mut take: impl FnMut(Part<'_>, Range<usize>)) -> Result<(), Refusal> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    (config.check_end_names, config.allow_unmatched_ends, config.allow_dangling_amp) = (false, true, true);
    let mut open: Vec<String> = Vec::new();
    loop {
        checkpoint();
        let begin = position(&reader);
        let event = reader.read_event().map_err(|error| malformed(&error))?;
        let span = begin..position(&reader);
        match event {
            Event::Start(tag) | Event::Empty(tag) if span.len() > LONGEST_TAG => {
                return Err(too_much(&format!("a tag of {} bytes", tag.len())));
            }
            Event::Start(tag) => {
                if open.len() >= MAX_DEPTH {
                    return Err(too_much(&format!("elements that are more than {MAX_DEPTH} deep")));
                }
                let name = local(&tag);
                take(Part::Open(name, &tag), span);
                open.push(name.to_owned());
            }
            Event::Empty(tag) => {
                take(Part::Open(local(&tag), &tag), span.clone());
                take(Part::Close(local(&tag)), span.end..span.end);
            }
            Event::End(tag) => {
                let name = tag.local_name();
                let Some(at) = open.iter().rposition(|name_open| *name_open == *name.as_ref()) else {
                    continue;
                };
                for name in open.drain(at..).rev() {
                    take(Part::Close(&name), span.clone());
                }
            }
            Event::Text(piece) => take(Part::Text(Cow::Borrowed(&piece)), span),
            Event::CData(piece) => take(Part::Text(Cow::Borrowed(&piece)), span),
            Event::GeneralRef(_) => {
                let reference = resolved(&text[span.clone()]);
                take(Part::Text(reference), span);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    for name in open.drain(..).rev() {
        take(Part::Close(&name), text.len()..text.len());
    }
    Ok(())
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

fn local<'a>(tag: &'a BytesStart<'a>) -> &'a str {
    let name = tag.name().into_inner();
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// The value of an attribute, by its name without prefix; empty where it is not there.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> String {
    let found = tag.attributes().with_checks(false).flatten().find(|attribute| {
        let key: &str = attribute.key.into_inner();
        key.rsplit_once(':').map_or(key, |(_, local)| local) == name
    });
    found.map_or_else(String::new, |attribute| resolved(&attribute.value).trim().to_owned())
}

/// The name of the root of a document without its prefix; nothing where this is no XML.
pub(super) fn root(text: &str) -> Option<&str> {
    let mut rest = text.trim_start_matches(|c| is_blank(c) || c == '\u{feff}');
    loop {
        rest = rest.strip_prefix('<')?;
        let skipped = match rest.as_bytes().first()? {
            b'?' => rest.find("?>")? + 2,
            b'!' if rest.starts_with("!--") => rest.find("-->")? + 3,
            b'!' => doctype(rest)?,
            _ => break,
        };
        rest = rest[skipped..].trim_start_matches(is_blank);
    }
    let end = rest.find([' ', '\t', '\r', '\n', '>', '/'])?;
    let name = &rest[..end];
    let name = name.rsplit_once(':').map_or(name, |(_, local)| local);
    (!name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric())).then_some(name)
}

/// Where a document type ends, with what it declares in brackets.
fn doctype(rest: &str) -> Option<usize> {
    let end = rest.find('>')?;
    match rest[..end].find('[') {
        Some(_) => {
            let close = rest.find(']')?;
            Some(close + rest[close..].find('>')? + 1)
        }
        None => Some(end + 1),
    }
}

/// The encoding that the first line of a document declares (`<?xml version="1.0" encoding="ISO-8859-1"?>`).
pub(super) fn declared_encoding(head: &[u8]) -> Option<&'static Encoding> {
    let declaration = head.trim_ascii_start().strip_prefix(b"<?xml")?;
    let declaration = &declaration[..memmem::find(declaration, b"?>")?];
    let value = &declaration[memmem::find(declaration, b"encoding")? + "encoding".len()..];
    let value = value.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let (quote, value) = value.split_first()?;
    let label = &value[..memchr::memchr(*quote, value)?];
    // What could be read so far cannot be UTF-16, whatever it says.
    Encoding::for_label(label).map(Encoding::output_encoding)
}

fn malformed(error: &quick_xml::Error) -> Refusal {
    Refusal {
        reason: "MALFORMED_XML",
        message: format!("this is not well-formed XML ({error}); mend it, or send the text of the story"),
    }
}

fn too_much(what: &str) -> Refusal {
    Refusal {
        reason: "XML_TOO_COMPLEX",
        message: format!("{what} are no news in XML; send the text of the story"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walked(text: &str) -> Result<String, &'static str> {
        let mut seen = String::new();
        let take = |part: Part<'_>, _: Range<usize>| {
            seen += &match part {
                Part::Open(name, _) => format!("+{name} "),
                Part::Text(text) => format!("{text:?} "),
                Part::Close(name) => format!("-{name} "),
            };
        };
        walk(text, take).map_err(|refusal| refusal.reason)?;
        Ok(seen)
    }

    #[test]
    fn documents_are_walked_whatever_their_prefixes_and_faults() {
        assert_eq!(
            walked("<n:a><b/>x &amp;<![CDATA[<y>]]></n:a>").as_deref(),
            Ok("+a +b -b \"x \" \"&\" \"<y>\" -a ")
        );
        assert_eq!(walked("<a><b>x</a>").as_deref(), Ok("+a +b \"x\" -b -a "));
        assert_eq!(walked("<a>x</b>").as_deref(), Ok("+a \"x\" -a "));
        assert_eq!(walked("<a><b"), Err("MALFORMED_XML"));
    }

    #[test]
    fn entities_of_a_document_are_not_expanded() {
        let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;\">]><a>&c;&nbsp;</a>";
        assert_eq!(walked(bomb).as_deref(), Ok("+a \"&c;\" \"\\u{a0}\" -a "));
    }

    #[test]
    fn the_declared_encoding_is_told() {
        let name = |head: &str| declared_encoding(head.as_bytes()).map(Encoding::name);
        assert_eq!(name("<?xml version='1.0' encoding='ISO-8859-1'?><a>"), Some("windows-1252"));
        assert_eq!(name("<?xml version='1.0'?><a encoding='koi8-r'>"), None);
    }

    #[test]
    fn depth_and_tags_are_bounded() {
        assert_eq!(walked(&"<a>".repeat(100_000)), Err("XML_TOO_COMPLEX"));
        assert_eq!(walked(&format!("<a {}>", "b='1' ".repeat(10_000))), Err("XML_TOO_COMPLEX"));
    }

    #[test]
    fn the_root_is_found_behind_what_stands_before_it() {
        for (text, expect) in [
            ("<?xml version='1.0'?>\n<!-- a -->\n<rss version='2.0'>", Some("rss")),
            ("<!DOCTYPE nitf [<!ENTITY a '>'>]><nitf>", Some("nitf")),
            ("<!DOCTYPE html><html>", Some("html")),
            ("<rdf:RDF xmlns='x'>", Some("RDF")),
            ("The <port> opened.", None),
            ("<", None),
            ("< a", None),
        ] {
            assert_eq!(root(text), expect, "{text}");
        }
    }
}
