use crate::rpc::contract::v1;
use ascribe_core::analysis::Model;
use ascribe_core::input::{Content, Document, Format, InputError};
use ascribe_core::pipeline::Features;
use ascribe_core::text::offsets::Unit;

/// A validated request.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// The document to analyse.
    pub document: Document,
    /// The layers to compute.
    pub features: Features,
    /// The engine that the caller chooses, if any.
    pub model: Option<Model>,
    /// The form of the response.
    pub reply: Reply,
}

impl Job {
    /// The field that holds the document's content, and its size in bytes.
    #[must_use]
    pub fn size(&self) -> (&'static str, u64) {
        match &self.document.content {
            Content::Text(text) => ("document.text", text.len() as u64),
            Content::Data(bytes) => ("document.data", bytes.len() as u64),
        }
    }
}

/// The form of a response.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reply {
    /// The caller's identifier of the document.
    pub document_id: String,
    /// The unit of offsets.
    pub unit: Unit,
    /// Whether to return the text of the document and of every span.
    pub include_text: bool,
    /// Mentions and quotations below this confidence are left out; from 0 to 1.
    pub min_confidence: f32,
}

/// A field that cannot be accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {message}")]
pub struct InvalidArgument {
    /// Path of the field ("document.language_code").
    pub field: String,
    /// The reason in upper snake case.
    pub reason: &'static str,
    /// What is wrong and how to fix it.
    pub message: String,
}

impl From<InputError> for InvalidArgument {
    fn from(error: InputError) -> Self {
        Self { field: format!("document.{}", error.field), reason: error.reason, message: error.message }
    }
}

/// Parses a request.
///
/// # Errors
/// A field is missing, out of range, or an enum value unknown to this version.
pub fn job(
    document: Option<v1::Document>,
    options: Option<v1::AnalysisOptions>,
) -> Result<Job, InvalidArgument> {
    let document = document.ok_or_else(|| {
        invalid(
            "document",
            "MISSING_DOCUMENT",
            "there is no document; set `document.text` or `document.data`",
        )
    })?;
    let options = options.unwrap_or_default();
    let v1::Document { id, content, format, charset, language_code, publication_date, uri } = document;
    let content = match content {
        Some(v1::document::Content::Text(text)) => Content::Text(text),
        Some(v1::document::Content::Data(data)) => Content::Data(data),
        None => {
            return Err(invalid(
                "document.content",
                "MISSING_CONTENT",
                "the document has no content; set `text`, or `data` for bytes of another encoding",
            ));
        }
    };
    Ok(Job {
        document: Document {
            content,
            format: format_of(format)?,
            charset: given(charset),
            language: given(language_code),
            publication_date: given(publication_date),
            uri: given(uri),
        },
        features: Features { explain: options.explain, ..features(&options.features)? },
        model: model(options.model)?,
        reply: Reply {
            document_id: id,
            unit: unit(options.offset_encoding)?,
            include_text: options.include_text,
            min_confidence: min_confidence(options.min_confidence)?,
        },
    })
}

fn given(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

fn format_of(value: i32) -> Result<Option<Format>, InvalidArgument> {
    match v1::Format::try_from(value) {
        Ok(v1::Format::Unspecified) => Ok(None),
        Ok(v1::Format::PlainText) => Ok(Some(Format::PlainText)),
        Ok(v1::Format::Html) => Ok(Some(Format::Html)),
        Ok(v1::Format::Markdown) => Ok(Some(Format::Markdown)),
        Ok(v1::Format::Email) => Ok(Some(Format::Email)),
        Ok(v1::Format::FeedItem) => Ok(Some(Format::FeedItem)),
        Ok(v1::Format::Nitf) => Ok(Some(Format::Nitf)),
        Ok(v1::Format::NewsmlG2) => Ok(Some(Format::NewsmlG2)),
        Ok(v1::Format::Ninjs) => Ok(Some(Format::Ninjs)),
        Ok(v1::Format::Subtitles) => Ok(Some(Format::Subtitles)),
        Err(_) => Err(unknown("document.format", value)),
    }
}

fn features(values: &[i32]) -> Result<Features, InvalidArgument> {
    if values.is_empty() {
        return Ok(Features::DEFAULT);
    }
    let mut features = Features::NONE;
    for &value in values {
        match v1::Feature::try_from(value) {
            Ok(v1::Feature::Structure) => features.structure = true,
            Ok(v1::Feature::Language) => features.language = true,
            Ok(v1::Feature::Entities) => features.entities = true,
            Ok(v1::Feature::Quotations) => features.quotations = true,
            Ok(v1::Feature::Tokens) => features.tokens = true,
            Ok(v1::Feature::Unspecified) | Err(_) => return Err(unknown("options.features", value)),
        }
    }
    Ok(features)
}

fn model(value: i32) -> Result<Option<Model>, InvalidArgument> {
    match v1::Model::try_from(value) {
        Ok(v1::Model::Unspecified) => Ok(None),
        Ok(v1::Model::Fast) => Ok(Some(Model::Fast)),
        Ok(v1::Model::Accurate) => Ok(Some(Model::Accurate)),
        Err(_) => Err(unknown("options.model", value)),
    }
}

fn unit(value: i32) -> Result<Unit, InvalidArgument> {
    match v1::OffsetEncoding::try_from(value) {
        Ok(v1::OffsetEncoding::Unspecified | v1::OffsetEncoding::Utf8) => Ok(Unit::Utf8),
        Ok(v1::OffsetEncoding::Utf16) => Ok(Unit::Utf16),
        Ok(v1::OffsetEncoding::Utf32) => Ok(Unit::Utf32),
        Err(_) => Err(unknown("options.offset_encoding", value)),
    }
}

fn min_confidence(value: f32) -> Result<f32, InvalidArgument> {
    if (0.0..=1.0).contains(&value) {
        return Ok(value);
    }
    let message = format!("{value} is not a confidence; choose one from 0 to 1");
    Err(invalid("options.min_confidence", "OUT_OF_RANGE", &message))
}

fn unknown(field: &str, value: i32) -> InvalidArgument {
    let message = format!("{value} is not a value that this server knows; see the enum in proto/ascribe/v1");
    invalid(field, "UNKNOWN_ENUM_VALUE", &message)
}

fn invalid(field: &str, reason: &'static str, message: &str) -> InvalidArgument {
    InvalidArgument { field: field.into(), reason, message: message.into() }
}
