//! From whatever a caller sends to text: charset, HTML, Markdown, mails, feeds, stories of agencies, subtitles.
//!
//! [`hints`] checks what the caller says of a document, [`foreign`] refuses what is no text, [`charset`] decodes the rest,
//! and [`sniff`] finds out its format. A module for each format renders it into text and blocks: [`html`], [`markdown`],
//! [`mail`], [`feed`], [`newsml`], [`ninjs`] and [`subtitles`]; [`xml`] walks what is XML.

mod blocks;
mod charset;
mod feed;
mod foreign;
mod hints;
mod html;
mod mail;
mod markdown;
mod newsml;
mod ninjs;
mod sniff;
mod subtitles;
mod xml;

use std::borrow::Cow;

pub use feed::feed_items;

use crate::analysis::{BlockKind, Warning};
use crate::metadata::{LONGEST_VALUE, Metadata};
use crate::text::{Clean, Span, is_blank};

/// A document as the caller sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Its content.
    pub content: Content,
    /// How the content is marked up; found out where absent.
    pub format: Option<Format>,
    /// WHATWG label of the encoding of [`Content::Data`].
    pub charset: Option<String>,
    /// BCP 47 tag, where the caller knows it.
    pub language: Option<String>,
    /// ISO 8601, maybe partial.
    pub publication_date: Option<String>,
    /// Its address, from which a date may be told; never fetched.
    pub uri: Option<String>,
}

/// The content of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Text that is already Unicode.
    Text(String),
    /// Bytes of any encoding.
    Data(Vec<u8>),
}

impl Default for Content {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

/// How a content is marked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Format {
    /// Paragraphs separated by line breaks.
    #[default]
    PlainText,
    /// A web page or a fragment of one.
    Html,
    /// CommonMark.
    Markdown,
    /// An e-mail with its headers, RFC 5322 and MIME.
    Email,
    /// A feed, RSS or Atom, whose first item is the document.
    FeedItem,
    /// A story in the News Industry Text Format.
    Nitf,
    /// A story in `NewsML-G2`.
    NewsmlG2,
    /// A story in JSON, ninjs or named like it.
    Ninjs,
    /// Subtitles of a broadcast, `SubRip` or `WebVTT`.
    Subtitles,
}

/// The text of a document and what its mark-up said of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Source {
    /// The text that all spans refer to. For plain text this is the input, unchanged; else it is clean ([`Clean`]).
    pub text: String,
    /// The format it was read as.
    pub format: Format,
    /// WHATWG name of the encoding that was decoded; absent where the caller sent text.
    pub charset: Option<&'static str>,
    /// The blocks that the mark-up gives, in order and disjoint; empty for plain text.
    pub layout: Vec<LayoutBlock>,
    /// What the page says of itself.
    pub metadata: Metadata,
    /// The caller's language tag.
    pub language: Option<String>,
    /// The caller's publication date, ISO 8601.
    pub publication_date: Option<String>,
    /// What was degraded on the way.
    pub warnings: Vec<Warning>,
}

/// One block that the mark-up of a document gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayoutBlock {
    /// Where its text stands.
    pub span: Span,
    /// What the mark-up says it is; absent for a plain paragraph.
    pub kind: Option<BlockKind>,
    /// Level of a heading, depth of a list item or block quote; else 0.
    pub level: u32,
}

/// Why a document cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct InputError {
    /// The field of [`Document`] at fault, by its name in the contract ("text", "publication_date").
    pub field: &'static str,
    /// The reason in upper snake case, for programs ("EMPTY_DOCUMENT").
    pub reason: &'static str,
    /// What is wrong and what to change, for people.
    pub message: String,
}

/// Why a content cannot be read: the reason and the message of an [`InputError`], whose field is that of the content.
#[derive(Debug)]
struct Refusal {
    reason: &'static str,
    message: String,
}

/// What a marked-up document comes out as.
#[derive(Debug, Default)]
struct Rendered {
    text: String,
    layout: Vec<LayoutBlock>,
    metadata: Metadata,
    warnings: Vec<Warning>,
}

/// Reads a document: decodes it, finds out its format, extracts the main text of a page.
///
/// ```
/// use ascribe_core::input::{Content, Document, Format, read};
///
/// let page = "<!doctype html><h1>Port opens</h1><p>The caf&eacute; was full.</p>".as_bytes().to_vec();
/// let source = read(Document { content: Content::Data(page), ..Document::default() })?;
/// assert_eq!(source.format, Format::Html);
/// assert!(source.text.ends_with("The café was full."));
/// # Ok::<(), ascribe_core::input::InputError>(())
/// ```
///
/// # Errors
/// The document is empty, its bytes cannot be decoded or are no text, its format is malformed or nests too deeply, or a
/// hint is malformed.
pub fn read(document: Document) -> Result<Source, InputError> {
    let Document { content, format, charset, language, publication_date, uri } = document;
    let language = language.map(hints::language).transpose()?;
    let publication_date = publication_date.as_deref().map(hints::publication_date).transpose()?;
    let field = if matches!(content, Content::Text(_)) { "text" } else { "data" };
    let Read { rendered, format, charset } =
        read_content(content, field, format, charset.as_deref(), uri.as_deref())?;
    let Rendered { text, layout, mut metadata, warnings } = rendered;
    bound(&mut metadata);
    let names = metadata.authors.iter_mut().flat_map(|claim| &mut claim.value);
    for said in names.chain([&mut metadata.headline]) {
        if let Some(clean) = Clean::of(said) {
            *said = clean.text;
        }
    }
    check_length(&text, field)?;
    Ok(Source { text, format, charset, layout, metadata, language, publication_date, warnings })
}

/// Takes out of metadata what is too long, and of lists what is too much, to be what it is given for.
fn bound(metadata: &mut Metadata) {
    const MOST: usize = 100;
    let is_short = |text: &String| text.len() <= LONGEST_VALUE;
    if !is_short(&metadata.headline) {
        metadata.headline.clear();
    }
    metadata.dates.retain(|claim| is_short(&claim.value));
    metadata.dates.truncate(MOST);
    metadata.outlets.retain(is_short);
    metadata.outlets.truncate(MOST);
    metadata.authors.truncate(MOST);
    for claim in &mut metadata.authors {
        claim.value.retain(is_short);
        claim.value.truncate(MOST);
    }
}

/// A content as the text of its format.
struct Read {
    rendered: Rendered,
    format: Format,
    charset: Option<&'static str>,
}

fn read_content(
    content: Content,
    field: &'static str,
    format: Option<Format>,
    label: Option<&str>,
    uri: Option<&str>,
) -> Result<Read, InputError> {
    let refused = |Refusal { reason, message }| InputError { field, reason, message };
    let (bytes, is_text) = match &content {
        Content::Text(text) => (text.as_bytes(), true),
        Content::Data(bytes) => (&**bytes, false),
    };
    if let Some(refusal) = foreign::refusal(bytes).filter(|_| !is_text || format.is_none()) {
        return Err(refused(refusal));
    }
    // The parts of a mail may each have an encoding of their own.
    let is_mail = format.map_or_else(|| mail::is_mail(bytes), |format| format == Format::Email);
    if is_mail && !(is_text && label.is_some()) {
        let (rendered, charset) = mail::read(bytes, is_text, label).map_err(refused)?;
        return Ok(Read { rendered, format: Format::Email, charset });
    }
    let (text, charset, warnings) = decoded(content, label)?;
    let format = format.unwrap_or_else(|| sniff::format(&text));
    let rendered = match format {
        Format::PlainText | Format::Email => Ok(Rendered { text, ..Rendered::default() }),
        Format::Html => Ok(html::read(&text, uri)),
        Format::Markdown => Ok(markdown::read(&text)),
        Format::FeedItem => feed::read(&text),
        Format::Nitf | Format::NewsmlG2 => newsml::read(&text),
        Format::Ninjs => ninjs::read(&text),
        Format::Subtitles => Ok(subtitles::read(&text)),
    };
    let mut rendered = rendered.map_err(refused)?;
    rendered.warnings.splice(..0, warnings);
    Ok(Read { rendered, format, charset })
}

/// Text out of mark-up without what nobody sees.
fn clean(text: &str) -> Cow<'_, str> {
    Clean::of(text).map_or(Cow::Borrowed(text), |clean| Cow::Owned(clean.text))
}

/// The text of a content, the encoding it was in, and what was degraded.
fn decoded(
    content: Content,
    label: Option<&str>,
) -> Result<(String, Option<&'static str>, Vec<Warning>), InputError> {
    match content {
        Content::Text(_) if label.is_some() => Err(InputError {
            field: "charset",
            reason: "CHARSET_WITH_TEXT",
            message: "text is already decoded; leave `charset` out, or send the bytes as `data`".into(),
        }),
        Content::Text(text) => Ok((text, None, Vec::new())),
        Content::Data(bytes) => {
            let charset::Decoded { text, charset, warnings } = charset::decode(&bytes, label)?;
            Ok((text, Some(charset), warnings))
        }
    }
}

/// Refuses a text with nothing in it, and one in which a span cannot point everywhere.
fn check_length(text: &str, field: &'static str) -> Result<(), InputError> {
    if text.chars().all(is_blank) {
        return Err(InputError {
            field,
            reason: "EMPTY_DOCUMENT",
            message: "the document has no text; send at least one word".into(),
        });
    }
    if u32::try_from(text.len()).is_err() {
        return Err(InputError {
            field,
            reason: "DOCUMENT_TOO_LARGE",
            message: "a document has less than 4 GiB of text; cut it into parts".into(),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
