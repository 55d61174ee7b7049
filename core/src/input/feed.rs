//! Feeds, RSS and Atom: one item is one document.

use std::borrow::Cow;
use std::ops::Range;

use chrono::{DateTime, Utc};
use feed_rs::model::{Entry, Feed, Person, Text};
use feed_rs::parser;

use crate::analysis::{Warning, WarningCode};
use crate::input::blocks::Builder;
use crate::input::html::{render, text_of};
use crate::input::xml::{self, Part};
use crate::input::{Refusal, Rendered, charset, hints};
use crate::lang::tag::is_well_formed;
use crate::metadata::{Claim, Metadata, Trust, declared};

/// What of a feed before its first item is kept for each, in bytes; the rest says nothing of an item.
const LONGEST_HEAD: usize = 32 << 10;

/// The root of a feed that is an item alone, with the names that items use.
const BARE_ITEM: &str = "<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
    xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel>";

/// Whether a document with this root is a feed.
pub(super) fn is_feed(root: &str, head: &str) -> bool {
    match root {
        "rss" => true,
        "RDF" => head.contains("purl.org/rss/1.0"),
        "feed" | "entry" => head.contains("www.w3.org/2005/Atom"),
        _ => false,
    }
}

/// A feed taken apart, so that each item can be read and sent by itself.
struct Parts<'a> {
    text: Cow<'a, str>,
    /// All before the first item that is kept, from the root on.
    head: String,
    /// The end tags that belong to it.
    tail: String,
    items: Vec<Range<usize>>,
}

impl<'a> Parts<'a> {
    fn of(text: Cow<'a, str>) -> Result<Self, Refusal> {
        let mut items: Vec<Range<usize>> = Vec::new();
        // The tags around an item, and where each begins and ends; those that are around the first one.
        let (mut open, mut around): (Vec<(String, Range<usize>)>, _) = (Vec::new(), None);
        let mut inside = None;
        xml::walk(&text, |part, span| match part {
            Part::Open("item" | "entry", _) if inside.is_none() && open.len() < 3 => {
                around.get_or_insert_with(|| open.clone());
                inside = Some(open.len());
                open.push((String::new(), span));
            }
            Part::Open(_, tag) => open.push((tag.name().into_inner().to_owned(), span)),
            Part::Close(_) => {
                let begin = open.pop().map_or(span.start, |(_, begin)| begin.start);
                if inside == Some(open.len()) {
                    items.push(begin..span.end);
                    inside = None;
                }
            }
            Part::Text(_) => {}
        })?;
        let around = around.unwrap_or_default();
        let first = items.first().map_or(text.len(), |item| item.start);
        let root = around.first().map_or(first, |(_, span)| span.start);
        let head = if first - root <= LONGEST_HEAD {
            text[root..first].to_owned()
        } else {
            around.iter().map(|(_, span)| &text[span.clone()]).collect()
        };
        let tail = around.iter().rev().map(|(name, _)| format!("</{name}>")).collect();
        Ok(Self { head, tail, items, text })
    }

    /// The feed with this item alone.
    fn item(&self, at: usize) -> String {
        let item = &self.text[self.items[at].clone()];
        if self.head.is_empty() && !item.starts_with("<entry") {
            return format!("{BARE_ITEM}{item}</channel></rss>");
        }
        format!("{}{item}{}", self.head, self.tail)
    }
}

/// The items of a feed, each as a feed that has it alone, in order; nothing where bytes are no feed. `charset` is their
/// encoding, where it is known.
///
/// A document of the service is one item: of a feed with several it reads the first.
///
/// ```
/// use ascribe_core::input::feed_items;
///
/// let feed = "<rss version='2.0'><channel><title>Port news</title>\
///     <item><title>Port opens</title></item><item><title>Port closes</title></item></channel></rss>";
/// let items: Vec<String> = feed_items(feed.as_bytes(), None).collect();
/// assert_eq!(items.len(), 2);
/// assert!(items[1].contains("Port news") && items[1].contains("Port closes") && !items[1].contains("opens"));
/// ```
pub fn feed_items<'a>(bytes: &'a [u8], charset: Option<&str>) -> impl Iterator<Item = String> + use<'a> {
    let text = match (charset, str::from_utf8(bytes)) {
        (None, Ok(text)) => Some(Cow::Borrowed(text)),
        // Bytes of other files need not be decoded to see that they are no feed.
        _ if !has_root(bytes) => None,
        _ => charset::decode(bytes, charset).ok().map(|decoded| Cow::Owned(decoded.text)),
    };
    let text = text.filter(|text| xml::root(text).is_some_and(|root| is_feed(root, text)));
    let parts = text.and_then(|text| Parts::of(text).ok());
    parts.into_iter().flat_map(|parts| {
        let count = parts.items.len();
        (0..count).map(move |at| parts.item(at))
    })
}

/// Whether bytes in an encoding of ASCII and more may be a feed.
fn has_root(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(LONGEST_HEAD)];
    ["<rss", "<feed", "RDF", "<entry"]
        .iter()
        .any(|root| memchr::memmem::find(head, root.as_bytes()).is_some())
}

/// Reads the first item of a feed.
pub(super) fn read(text: &str) -> Result<Rendered, Refusal> {
    let parts = Parts::of(Cow::Borrowed(text))?;
    if parts.items.is_empty() {
        return Err(Refusal {
            reason: "EMPTY_FEED",
            message: "the feed has no item; send one that has, or the page of the story".into(),
        });
    }
    let builder = parser::Builder::new().timestamp_parser(local_time).sanitize_content(false);
    let feed = builder.build().parse(parts.item(0).as_bytes()).map_err(|error| Refusal {
        reason: "MALFORMED_FEED",
        message: format!("the feed cannot be read ({error}); mend it, or send the text of the item"),
    })?;
    let Some(item) = feed.entries.first() else {
        return Err(Refusal {
            reason: "MALFORMED_FEED",
            message: "the item of the feed cannot be read; send its text, or the page of the story".into(),
        });
    };
    let mut rendered = item_text(&feed, item);
    if parts.items.len() > 1 {
        rendered.warnings.push(Warning {
            code: WarningCode::ContentTruncated,
            message: format!(
                "the feed has {} items, of which the first was read; send each as a document, as `ascribe analyze` does",
                parts.items.len()
            ),
        });
    }
    Ok(rendered)
}

fn item_text(feed: &Feed, item: &Entry) -> Rendered {
    let title =
        |title: &Option<Text>| title.as_ref().map_or_else(String::new, |title| text_of(&title.content));
    let metadata = Metadata {
        headline: title(&item.title),
        authors: declared(item.authors.iter().filter_map(author).collect()),
        dates: dates(item),
        language: language(feed, item),
        month_first: false,
        outlets: Some(title(&feed.title)).filter(|title| !title.is_empty()).into_iter().collect(),
    };
    let content = item.content.as_ref().and_then(|content| content.body.as_deref()).unwrap_or_default();
    let summary = item.summary.as_ref().map_or("", |summary| summary.content.as_str());
    let mut builder = Builder::with_headline(&metadata.headline);
    // A feed has the whole story in one of them, and in the other its first lines.
    render(if content.len() >= summary.len() { content } else { summary }, &mut builder);
    let (text, layout) = builder.finish();
    Rendered { text, layout, metadata, warnings: Vec::new() }
}

/// The name of an author; some feeds write it behind an address, in brackets ("news@port.example (Ada Lind)").
fn author(person: &Person) -> Option<String> {
    let name = person.name.as_deref().unwrap_or_default().trim();
    let inside = name.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(inside, _)| inside);
    let name = if name.contains('@') { inside.unwrap_or_default() } else { name };
    (!name.is_empty()).then(|| name.to_owned())
}

/// The day of publication; that of the last change is no more than a hint.
fn dates(item: &Entry) -> Vec<Claim<String>> {
    let claim = |time: &DateTime<Utc>, trust| Claim { value: time.date_naive().to_string(), trust };
    let published = item.published.iter().map(|time| claim(time, Trust::Declared));
    published.chain(item.updated.iter().map(|time| claim(time, Trust::Derived))).collect()
}

fn language(feed: &Feed, item: &Entry) -> String {
    let tags = [&item.language, &feed.language];
    let tag = tags.into_iter().flatten().find(|tag| is_well_formed(tag));
    tag.cloned().unwrap_or_default()
}

/// The time of an item by the clock of its newsroom, as if that were in Greenwich: the day counts as it is written.
fn local_time(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    let exact = DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_rfc2822(text));
    if let Ok(time) = exact {
        return Some(time.naive_local().and_utc());
    }
    // The day alone, or behind the name of its weekday ("Fri, 14 July 2023 09:00 EST").
    let day = hints::publication_date(text).ok().and_then(|day| day.parse().ok());
    let day = day.or_else(|| {
        let words: Vec<&str> = text.split([' ', ',']).filter(|word| !word.is_empty()).collect();
        let days = words.windows(3).map(|words| words.join(" "));
        days.filter_map(|day| chrono::NaiveDate::parse_from_str(&day, "%d %B %Y").ok()).next()
    });
    day.and_then(|day: chrono::NaiveDate| day.and_hms_opt(12, 0, 0)).map(|time| time.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    const RSS: &str = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
        xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>Melby Post</title><language>en-gb</language>\
        <item><title>Lock &amp;amp; gate open</title><dc:creator><![CDATA[Ada Lind]]></dc:creator><pubDate>Wed, 08 May 2024 00:30:00 +0200</pubDate>\
        <description>Short.</description><content:encoded><![CDATA[<h2>At last</h2><p>The caf&eacute; was full.</p>]]></content:encoded></item>\
        <item><title>Second</title><description>&lt;p&gt;Other.&lt;/p&gt;</description></item></channel></rss>";

    #[test]
    fn the_first_item_is_the_document() {
        let Rendered { text, metadata, warnings, .. } = read(RSS).expect("a feed");
        assert_eq!(text, "Lock & gate open\n\nAt last\n\nThe café was full.");
        assert_eq!(metadata.authors, declared(vec!["Ada Lind".to_owned()]));
        assert_eq!(metadata.dates[0], Claim { value: "2024-05-08".into(), trust: Trust::Declared });
        assert_eq!(
            (metadata.language.as_str(), &metadata.outlets[..]),
            ("en-gb", &["Melby Post".to_owned()][..])
        );
        assert!(warnings[0].message.contains("2 items"), "{}", warnings[0].message);
    }

    #[test]
    fn each_item_can_be_read_by_itself() {
        let items: Vec<String> = feed_items(RSS.as_bytes(), None).collect();
        let Rendered { text, metadata, warnings, .. } = read(&items[1]).expect("a feed");
        assert_eq!((text.as_str(), warnings.len(), items.len()), ("Second\n\nOther.", 0, 2));
        assert_eq!(metadata.outlets, ["Melby Post"]);
    }

    #[test]
    fn atom_and_items_alone_are_read() {
        let atom = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Melby Post</title><entry xml:lang=\"en\"><title>Lock opens</title>\
            <author><name>Bo Hale</name></author><updated>2024-05-09T10:00:00Z</updated>\
            <content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>It is <b>open</b>.</p></div></content></entry></feed>";
        let Rendered { text, metadata, .. } = read(atom).expect("a feed");
        assert_eq!(text, "Lock opens\n\nIt is open.");
        assert_eq!(metadata.dates, [Claim { value: "2024-05-09".into(), trust: Trust::Derived }]);
        let item =
            read("<item><title>Lock opens</title><description>It is.</description></item>").expect("an item");
        assert_eq!(item.text, "Lock opens\n\nIt is.");
    }

    #[test]
    fn what_is_no_feed_is_refused() {
        let reason = |text: &str| read(text).map(|rendered| rendered.text).map_err(|refusal| refusal.reason);
        assert_eq!(reason("<rss version=\"2.0\"><channel></channel></rss>"), Err("EMPTY_FEED"));
        assert_eq!(reason("<rss version=\"9\"><channel><item/></channel></rss>"), Err("MALFORMED_FEED"));
        assert_eq!(feed_items(b"no feed", None).count(), 0);
        assert_eq!(feed_items(RSS.as_bytes(), Some("latin1")).count(), 2);
    }

    #[test]
    fn days_are_those_of_the_newsroom() {
        for (text, expect) in [
            ("Wed, 08 May 2024 00:30:00 +0200", "2024-05-08"),
            ("2024-05-08T23:30:00-07:00", "2024-05-08"),
            ("Fri, 14 July 2023 09:00 EST", "2023-07-14"),
            ("2024-05-08", "2024-05-08"),
        ] {
            assert_eq!(
                local_time(text).map(|time| time.date_naive().to_string()).as_deref(),
                Some(expect),
                "{text}"
            );
        }
        assert_eq!(local_time("yesterday"), None);
    }
}
