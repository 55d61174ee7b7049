//! What the fuzz targets share: the way of a request through the program, but for the network.

use std::sync::LazyLock;

use ascribe::rpc::convert::{self, Timing};
use ascribe::rpc::v1::document::Content;
use ascribe::rpc::v1::{self, AnalysisOptions, Document, Feature, Format, OffsetEncoding};
use ascribe_core::input;
use ascribe_core::interrupt::Interrupt;
use ascribe_core::pipeline::Analyzer;
use prost::Message;

static ANALYZER: LazyLock<Analyzer> = LazyLock::new(Analyzer::load);

/// Loads what analysis and the reader of pages need, so that the first run is not taken for a slow one.
pub fn load() {
    html(b"<p>The bridge is open again.</p>");
}

/// What is fuzzed, with the name of its seeds.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: [Target; 4] = [("text", text), ("html", html), ("bytes", bytes), ("request", request)];

/// A document as plain text.
pub fn text(input: &[u8]) {
    decoded(input, Format::PlainText);
}

/// A document as a web page.
pub fn html(input: &[u8]) {
    decoded(input, Format::Html);
}

fn decoded(input: &[u8], format: Format) {
    let content = Some(Content::Text(String::from_utf8_lossy(input).into_owned()));
    answer_in_full(Document { content, format: format.into(), ..Document::default() });
}

/// A document as bytes of which neither format nor encoding are known.
pub fn bytes(input: &[u8]) {
    answer_in_full(Document { content: Some(Content::Data(input.to_vec())), ..Document::default() });
}

/// A request as it comes from the network.
pub fn request(message: &[u8]) {
    if let Ok(request) = v1::AnalyzeDocumentRequest::decode(message) {
        answer(request);
    }
}

/// Answers a request as the server does.
///
/// A request that is refused is well; what must not happen is a panic, or an answer that cannot be sent.
fn answer(request: v1::AnalyzeDocumentRequest) {
    let Ok(job) = convert::job(request.document, request.options) else { return };
    let Ok(source) = input::read(job.document) else { return };
    let Ok(analysis) = ANALYZER.analyze(&source, job.features, &Interrupt::never()) else { return };
    let response = convert::response(job.reply, job.features, source, analysis, Timing::default());
    let sent = response.encode_to_vec();
    assert_eq!(v1::AnalyzeDocumentResponse::decode(&*sent), Ok(response));
}

/// Answers a request for everything about a document, with the text of each span, in the unit that is hardest to count.
fn answer_in_full(document: Document) {
    let features =
        [Feature::Structure, Feature::Language, Feature::Entities, Feature::Quotations, Feature::Tokens];
    let options = AnalysisOptions {
        features: features.map(i32::from).to_vec(),
        offset_encoding: OffsetEncoding::Utf16.into(),
        include_text: true,
        ..AnalysisOptions::default()
    };
    answer(v1::AnalyzeDocumentRequest { document: Some(document), options: Some(options) });
}
