//! What the fuzz targets share: the way of a request through the program, but for the network.

use std::sync::LazyLock;

use ascribe::input;
use ascribe::interrupt::Interrupt;
use ascribe::pipeline::Analyzer;
use ascribe::rpc::convert::{self, Timing};
use ascribe::rpc::v1::{self, AnalysisOptions, Feature, OffsetEncoding};
use prost::Message;

static ANALYZER: LazyLock<Analyzer> = LazyLock::new(Analyzer::load);

/// Loads what analysis needs, so that the first run is not taken for a slow one.
pub fn load() {
    LazyLock::force(&ANALYZER);
}

/// Answers a request as the server does.
///
/// A request that is refused is well; what must not happen is a panic, or an answer that cannot be sent.
pub fn answer(request: v1::AnalyzeDocumentRequest) {
    let Ok(job) = convert::job(request.document, request.options) else { return };
    let Ok(source) = input::read(job.document) else { return };
    let Ok(analysis) = ANALYZER.analyze(&source, job.features, &Interrupt::never()) else { return };
    let response = convert::response(job.reply, job.features, source, analysis, Timing::default());
    let sent = response.encode_to_vec();
    assert_eq!(v1::AnalyzeDocumentResponse::decode(&*sent), Ok(response));
}

/// Answers a request for everything about a document, with the text of each span, in the unit that is hardest to count.
pub fn answer_in_full(document: v1::Document) {
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
