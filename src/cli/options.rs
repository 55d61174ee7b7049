use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};

use crate::config;
use crate::rpc::Models;
use crate::rpc::v1;
use ascribe_core::input;

/// What to compute and how to return it: the options and hints of a request, as flags.
///
/// With `--jsonl` they are the defaults of lines without options or hints of their own.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Request")]
pub(super) struct RequestArgs {
    /// What to compute [default: all but tokens]
    #[arg(long, value_name = "FEATURE", value_delimiter = ',', ignore_case = true)]
    features: Vec<Choice<v1::Feature>>,

    /// Unit of the offsets in JSON: utf8 (bytes; the default), utf16 (Java, JavaScript, C#) or utf32 (Python)
    #[arg(long, value_name = "UNIT", ignore_case = true, hide_possible_values = true)]
    offset_encoding: Option<Choice<v1::OffsetEncoding>>,

    /// Return the text, and that of every span, in JSON
    #[arg(long)]
    include_text: bool,

    /// Leave out entity mentions and quotations below this confidence, from 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, hide_default_value = true)]
    min_confidence: f32,

    /// Explain each quotation: the rule, the candidates with their scores, and why runs in marks are none
    #[arg(long)]
    explain: bool,

    /// The engine that reads names and speech: fast, or accurate [default: fast]
    #[arg(long, value_name = "MODEL", ignore_case = true, hide_possible_values = true)]
    model: Option<Choice<v1::Model>>,

    /// How the input is marked up [default: told by the name of the file, else by a look at it]
    #[arg(long, value_name = "FORMAT", ignore_case = true)]
    input_format: Option<Choice<v1::Format>>,

    /// Character encoding of the files, as a WHATWG label [default: found out]
    #[arg(long, value_name = "LABEL", conflicts_with = "jsonl")]
    charset: Option<String>,

    /// Language as a BCP 47 tag [default: found out]
    #[arg(long, value_name = "TAG")]
    language: Option<String>,

    /// Day of publication in ISO 8601; relative dates such as "Tuesday" are resolved against it
    #[arg(long, value_name = "DATE")]
    publication_date: Option<String>,

    /// Largest content of one document (bytes, or with KiB or MiB)
    #[arg(long, value_name = "SIZE", default_value = "4MiB", value_parser = config::size)]
    pub(super) max_document_bytes: u32,

    /// The engines that are loaded.
    #[arg(skip)]
    pub(super) models: Models,
}

impl RequestArgs {
    /// Whether the accurate engine is asked for.
    pub(super) fn is_accurate(&self) -> bool {
        matches!(self.model, Some(Choice(v1::Model::Accurate)))
    }

    /// The format of a file whose name implies this one.
    pub(super) fn format(&self, implied: v1::Format) -> v1::Format {
        self.input_format.map_or(implied, |Choice(format)| format)
    }

    /// The items of a file, where it is a feed; nothing else is.
    pub(super) fn items<'a>(
        &self,
        bytes: &'a [u8],
        format: v1::Format,
    ) -> impl Iterator<Item = String> + use<'a> {
        let may_be = matches!(format, v1::Format::Unspecified | v1::Format::FeedItem);
        let bytes = if may_be { bytes } else { &[] };
        input::feed_items(bytes, self.charset.as_deref())
    }

    /// A request for one item of a feed, which is text by now.
    pub(super) fn item(&self, id: String, text: String) -> v1::AnalyzeDocumentRequest {
        let args = Self { charset: None, ..self.clone() };
        args.request(id, text.into_bytes(), v1::Format::FeedItem)
    }

    /// A request for a file's content.
    pub(super) fn request(
        &self,
        id: String,
        bytes: Vec<u8>,
        format: v1::Format,
    ) -> v1::AnalyzeDocumentRequest {
        // Text stays unchanged, so it is sent as such where it can be.
        let content = match (&self.charset, String::from_utf8(bytes)) {
            (None, Ok(text)) => v1::document::Content::Text(text),
            (Some(_), Ok(text)) => v1::document::Content::Data(text.into_bytes()),
            (_, Err(error)) => v1::document::Content::Data(error.into_bytes()),
        };
        let format = self.format(format);
        let charset = self.charset.clone().unwrap_or_default();
        let document =
            v1::Document { id, content: Some(content), format: format.into(), charset, ..Default::default() };
        let mut request = v1::AnalyzeDocumentRequest { document: Some(document), options: None };
        self.complete(&mut request);
        request
    }

    /// Fills in what a request leaves open.
    pub(super) fn complete(&self, request: &mut v1::AnalyzeDocumentRequest) {
        request.options.get_or_insert_with(|| self.options());
        let Some(document) = &mut request.document else { return };
        if let (Some(Choice(format)), 0) = (self.input_format, document.format) {
            document.format = format.into();
        }
        complete(&mut document.language_code, self.language.as_ref());
        complete(&mut document.publication_date, self.publication_date.as_ref());
    }

    fn options(&self) -> v1::AnalysisOptions {
        v1::AnalysisOptions {
            features: self.features.iter().map(|&Choice(feature)| feature.into()).collect(),
            offset_encoding: self.offset_encoding.map_or(0, |Choice(unit)| unit.into()),
            include_text: self.include_text,
            min_confidence: self.min_confidence,
            explain: self.explain,
            model: self.model.map_or(0, |Choice(model)| model.into()),
        }
    }
}

fn complete(field: &mut String, given: Option<&String>) {
    if let (true, Some(given)) = (field.is_empty(), given) {
        field.clone_from(given);
    }
}

/// An enum of the contract as the value of a flag.
#[derive(Clone, Copy, Debug)]
struct Choice<T>(T);

/// Makes an enum of the contract a flag with named values.
macro_rules! choices {
    ($($contract:ident { $($variant:ident = $name:literal),* })*) => {
        $(impl ValueEnum for Choice<v1::$contract> {
            fn value_variants<'a>() -> &'a [Self] {
                &[$(Self(v1::$contract::$variant)),*]
            }

            fn to_possible_value(&self) -> Option<PossibleValue> {
                match self.0 {
                    v1::$contract::Unspecified => None,
                    $(v1::$contract::$variant => Some(PossibleValue::new($name)),)*
                }
            }
        })*
    };
}

choices! {
    Feature {
        Structure = "structure",
        Language = "language",
        Entities = "entities",
        Quotations = "quotations",
        Tokens = "tokens"
    }
    Model { Fast = "fast", Accurate = "accurate" }
    OffsetEncoding { Utf8 = "utf8", Utf16 = "utf16", Utf32 = "utf32" }
    Format {
        PlainText = "text",
        Html = "html",
        Markdown = "markdown",
        Email = "email",
        FeedItem = "feed",
        Nitf = "nitf",
        NewsmlG2 = "newsml-g2",
        Ninjs = "ninjs",
        Subtitles = "subtitles"
    }
}
