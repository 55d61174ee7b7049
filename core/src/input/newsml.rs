//! Stories of news agencies in XML: NITF and NewsML-G2, whose items hold a story in XHTML, in NITF or as text.

use std::fmt::Write as _;

use quick_xml::events::BytesStart;

use crate::analysis::{Warning, WarningCode};
use crate::input::blocks::Builder;
use crate::input::html::{render, text_of};
use crate::input::xml::{self, Part, attribute};
use crate::input::{Format, Refusal, Rendered};
use crate::lang::tag::is_well_formed;
use crate::metadata::{Claim, Metadata, Trust, declared};
use crate::text::squeezed;

/// The format of a document with this root, if it is one of these.
pub(super) fn format(root: &str) -> Option<Format> {
    match root {
        "nitf" => Some(Format::Nitf),
        "newsItem" | "newsMessage" => Some(Format::NewsmlG2),
        _ => None,
    }
}

/// Reads the first story of a document.
pub(super) fn read(text: &str) -> Result<Rendered, Refusal> {
    let mut story = Story::default();
    xml::walk(text, |part, _| story.take(part))?;
    if story.body.trim().is_empty() && story.data.trim().is_empty() && story.headline.trim().is_empty() {
        return Err(Refusal {
            reason: "NO_STORY",
            message: "the document has neither a headline nor a text; send one with `body.content` (NITF), \
                      `inlineXML` or `inlineData` (NewsML-G2)"
                .into(),
        });
    }
    Ok(story.rendered())
}

/// What a document says, gathered in one pass.
#[derive(Default)]
struct Story {
    /// The elements around this place.
    open: Vec<String>,
    headline: String,
    subheadline: String,
    title: String,
    people: Vec<String>,
    byline: String,
    dateline: String,
    summary: String,
    /// The text in HTML, or as it stands in `inlineData` and whether that is HTML.
    body: String,
    data: String,
    is_html: bool,
    /// Days of publication, and others.
    published: Vec<String>,
    other_days: Vec<String>,
    language: String,
    outlets: Vec<String>,
    items: usize,
    /// Whether what comes is part of the text.
    in_body: bool,
}

impl Story {
    fn take(&mut self, part: Part<'_>) {
        // A message may hold several items: the first with a text is read.
        let is_done = self.items > 1 && !(self.body.is_empty() && self.data.is_empty());
        match part {
            Part::Open(name, tag) => {
                self.items += usize::from(name == "newsItem");
                if !is_done {
                    self.start(name, tag);
                }
                self.open.push(name.to_owned());
            }
            Part::Text(text) if !is_done => self.text(&text),
            Part::Text(_) => {}
            Part::Close(name) => {
                self.open.pop();
                if !is_done {
                    self.end(name);
                }
            }
        }
    }

    fn is_in(&self, name: &str) -> bool {
        self.open.iter().any(|open| open == name)
    }

    fn start(&mut self, name: &str, tag: &BytesStart<'_>) {
        match name {
            "nitf" | "newsItem" | "body" | "inlineXML" if self.language.is_empty() => {
                self.set_language(attribute(tag, "lang"));
            }
            "language" if self.language.is_empty() => self.set_language(attribute(tag, "tag")),
            "date.issue" | "date.release" => self.published.push(attribute(tag, "norm")),
            "story.date" => self.other_days.push(attribute(tag, "norm")),
            "pubdata" => {
                self.published.push(attribute(tag, "date.publication"));
                self.outlets.push(attribute(tag, "name"));
            }
            "doc.copyright" => self.outlets.push(attribute(tag, "holder")),
            "inlineData" => self.is_html = attribute(tag, "contenttype").contains("html"),
            "person" if self.is_in("byline") => self.people.push(String::new()),
            _ => {}
        }
        match name {
            "inlineXML" | "body.content" => self.in_body = true,
            // The head of a story in NITF is none of its text.
            "nitf" => self.in_body = false,
            _ if self.in_body => self.write(name, false),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "inlineXML" | "body.content" => self.in_body = false,
            _ if self.in_body => self.write(name, true),
            _ => {}
        }
    }

    /// Puts the tag of an element of the text as HTML has it.
    fn write(&mut self, name: &str, closes: bool) {
        let name = match name {
            "hl2" | "hedline" => "h2",
            "block" | "media" => "div",
            "media-caption" => "figcaption",
            // Who took a picture, and data of programs, are none of the text.
            "media-producer" | "media-metadata" | "media-reference" | "head" => "template",
            "bq" => "blockquote",
            name => name,
        };
        let mark = if closes { "/" } else { "" };
        write!(self.body, "<{mark}{name}>").expect("memory takes all of it");
    }

    fn text(&mut self, text: &str) {
        let Some(name) = self.open.last().map(String::as_str) else { return };
        if self.in_body {
            // Text of XML, of which no sign is mark-up any more.
            let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
            self.body.push_str(&escaped);
            return;
        }
        let is_provider =
            || ["provider", "copyrightHolder", "infoSource"].iter().any(|name| self.is_in(name));
        match name {
            "inlineData" => self.data.push_str(text),
            "title" => self.title.push_str(text),
            "contentCreated" | "versionCreated" => self.other_days.push(text.to_owned()),
            "firstCreated" => self.published.push(text.to_owned()),
            "by" => self.byline.push_str(text),
            "distributor" | "org" if self.is_in("distributor") => self.outlets.push(text.to_owned()),
            "name" if is_provider() => self.outlets.push(text.to_owned()),
            _ if self.is_in("hl1") || name == "headline" => self.headline.push_str(text),
            _ if self.is_in("hl2") => self.subheadline.push_str(text),
            _ if self.is_in("person") && self.is_in("byline") => {
                if let Some(person) = self.people.last_mut() {
                    person.push_str(text);
                }
            }
            "byttl" => {}
            _ if self.is_in("byline") => self.byline.push_str(text),
            _ if self.is_in("dateline") => self.dateline.push_str(text),
            _ if self.is_in("abstract") => self.summary.push_str(text),
            _ => {}
        }
    }

    fn set_language(&mut self, tag: String) {
        if is_well_formed(&tag) {
            self.language = tag;
        }
    }

    fn rendered(self) -> Rendered {
        let headline = [&self.headline, &self.title].map(|text| squeezed(text));
        let headline = headline.into_iter().find(|text| !text.is_empty()).unwrap_or_default();
        let mut builder = Builder::with_headline(&headline);
        for (text, kind) in [
            (&self.subheadline, Some(crate::analysis::BlockKind::Subheadline)),
            (&self.dateline, None),
            (&self.summary, Some(crate::analysis::BlockKind::Lead)),
        ] {
            builder.push(text);
            builder.close(kind, 0);
        }
        if !self.body.trim().is_empty() {
            render(&self.body, &mut builder);
        } else if self.is_html {
            render(&self.data, &mut builder);
        } else {
            builder.push_plain(&self.data);
        }
        let (text, layout) = builder.finish();
        let warnings = (self.items > 1).then(|| Warning {
            code: WarningCode::ContentTruncated,
            message: format!(
                "the message has {} items, of which one was read; send each as a document",
                self.items
            ),
        });
        let metadata = self.metadata(headline);
        Rendered { text, layout, metadata, warnings: warnings.into_iter().collect() }
    }

    fn metadata(self, headline: String) -> Metadata {
        let told = |texts: Vec<String>| -> Vec<String> {
            let texts = texts.iter().map(|text| text_of(&text.replace('<', "&lt;")));
            texts.filter(|text| !text.is_empty()).collect()
        };
        let days = |texts: Vec<String>, trust| {
            let told = told(texts).into_iter();
            told.map(move |value| Claim { value, trust })
        };
        let people = told(self.people);
        Metadata {
            headline,
            authors: declared(if people.is_empty() { told(vec![self.byline]) } else { people }),
            dates: days(self.published, Trust::Declared)
                .chain(days(self.other_days, Trust::Derived))
                .collect(),
            language: self.language,
            month_first: false,
            outlets: told(self.outlets),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NITF: &str = "<?xml version=\"1.0\"?><nitf xml:lang=\"en\"><head><title>melby-lock</title><docdata><date.issue norm=\"20240508T0900Z\"/>\
        <doc.copyright holder=\"Sund Press\"/></docdata></head><body><body.head><hedline><hl1>Lock <org>Melby</org> open</hl1><hl2>Barges return</hl2></hedline>\
        <byline>By <person>Ada Lind</person><byttl>Reporter</byttl></byline><dateline><location>MELBY</location></dateline></body.head>\
        <body.content><media media-type=\"image\"><media-reference source=\"a.jpg\">a</media-reference><media-caption>The lock.</media-caption></media>\
        <block><p>The lock is open &amp; full.</p><hl2>Why</h2><p>1 &lt; 2.</p></block></body.content></body></nitf>";

    #[test]
    fn nitf_gives_its_head_and_its_text() {
        let Rendered { text, metadata, .. } = read(NITF).expect("a story");
        assert_eq!(
            text,
            "Lock Melby open\n\nBarges return\n\nMELBY\n\nThe lock.\n\nThe lock is open & full.\n\nWhy\n\n1 < 2."
        );
        assert_eq!(metadata.headline, "Lock Melby open");
        assert_eq!(metadata.authors, declared(vec!["Ada Lind".to_owned()]));
        assert_eq!(metadata.dates, declared("20240508T0900Z".to_owned()));
        assert_eq!(
            (metadata.language.as_str(), &metadata.outlets[..]),
            ("en", &["Sund Press".to_owned()][..])
        );
    }

    fn item(content: &str) -> String {
        format!(
            "<newsItem xmlns=\"http://iptc.org/std/nar/2006-10-01/\" xml:lang=\"en-GB\"><itemMeta><provider><name>Sund Press</name></provider>\
             <versionCreated>2024-05-09T10:00:00Z</versionCreated><firstCreated>2024-05-08T10:00:00Z</firstCreated></itemMeta>\
             <contentMeta><headline>Lock open</headline><by>Ada Lind</by></contentMeta><contentSet>{content}</contentSet></newsItem>"
        )
    }

    #[test]
    fn newsml_holds_its_text_in_several_forms() {
        for (content, expect) in [
            (
                "<inlineXML contenttype=\"application/xhtml+xml\"><h:html><h:head><h:title>x</h:title></h:head><h:body><h:p>One.</h:p><h:p>Two.</h:p></h:body></h:html></inlineXML>",
                "Lock open\n\nOne.\n\nTwo.",
            ),
            (
                "<inlineXML contenttype=\"application/nitf+xml\"><nitf><body><body.head><byline>x</byline></body.head><body.content><p>One.</p></body.content></body></nitf></inlineXML>",
                "Lock open\n\nOne.",
            ),
            (
                "<inlineData contenttype=\"text/html\">&lt;p&gt;One.&lt;/p&gt;</inlineData>",
                "Lock open\n\nOne.",
            ),
            ("<inlineData contenttype=\"text/plain\">One.\nTwo.</inlineData>", "Lock open\n\nOne.\nTwo."),
        ] {
            assert_eq!(read(&item(content)).expect("a story").text, expect, "{content}");
        }
        let metadata = read(&item("")).expect("a story").metadata;
        assert_eq!(metadata.authors, declared(vec!["Ada Lind".to_owned()]));
        assert_eq!(metadata.dates[0].value, "2024-05-08T10:00:00Z");
        assert_eq!(
            (metadata.language.as_str(), &metadata.outlets[..]),
            ("en-GB", &["Sund Press".to_owned()][..])
        );
    }

    #[test]
    fn of_a_message_with_several_items_one_is_read() {
        let data = "<inlineData contenttype=\"text/plain\">One.</inlineData>";
        let message = format!("<newsMessage><itemSet>{}{}</itemSet></newsMessage>", item(data), item(data));
        let Rendered { text, warnings, .. } = read(&message).expect("a story");
        assert_eq!((text.as_str(), warnings.len()), ("Lock open\n\nOne.", 1));
    }

    #[test]
    fn a_document_without_a_story_is_refused() {
        let refusal = read("<newsItem><itemMeta/></newsItem>").expect_err("a refusal");
        assert_eq!(refusal.reason, "NO_STORY");
    }
}
