//! The table of errors, row by row.

use std::sync::Arc;

use ascribe::rpc::{Analyze, Limits, v1};
use ascribe_core::analysis::Analysis;
use prost::Message;
use tonic::Code::{Internal, InvalidArgument, Unimplemented};
use tonic_types::StatusExt;

use super::{Server, check_item, check_status, document, limits, raw, real, request};

/// Checks how a request is refused: with this reason, naming this field.
async fn check(request: v1::AnalyzeDocumentRequest, reason: &str, field: &str) {
    let server = Server::start(limits(), real()).await;
    let status = server.client().await.analyze_document(request).await.unwrap_err();
    check_status(&status, InvalidArgument, reason);
    let violations = status.get_details_bad_request().unwrap().field_violations;
    assert_eq!(violations.iter().map(|violation| &*violation.field).collect::<Vec<_>>(), [field]);
}

fn with_options(options: v1::AnalysisOptions) -> v1::AnalyzeDocumentRequest {
    v1::AnalyzeDocumentRequest { options: Some(options), ..request("Text.") }
}

#[tokio::test]
async fn a_request_without_a_document_is_refused() {
    check(v1::AnalyzeDocumentRequest::default(), "MISSING_DOCUMENT", "document").await;
}

#[tokio::test]
async fn a_document_without_content_is_refused() {
    let document = Some(v1::Document::default());
    check(v1::AnalyzeDocumentRequest { document, options: None }, "MISSING_CONTENT", "document.content")
        .await;
}

#[tokio::test]
async fn a_document_without_text_is_refused() {
    check(request(""), "EMPTY_DOCUMENT", "document.text").await;
    check(request(" \r\n\t"), "EMPTY_DOCUMENT", "document.text").await;
}

#[tokio::test]
async fn an_unknown_enum_value_is_refused_and_does_not_break_the_connection() {
    let mut format = request("Text.");
    format.document.as_mut().unwrap().format = 99;
    check(format, "UNKNOWN_ENUM_VALUE", "document.format").await;
    let unit = v1::AnalysisOptions { offset_encoding: -1, ..Default::default() };
    check(with_options(unit), "UNKNOWN_ENUM_VALUE", "options.offset_encoding").await;
    for feature in [0, 77] {
        let features = v1::AnalysisOptions { features: vec![feature], ..Default::default() };
        check(with_options(features), "UNKNOWN_ENUM_VALUE", "options.features").await;
    }
}

#[tokio::test]
async fn a_confidence_out_of_range_is_refused() {
    for min_confidence in [-0.1, 1.5, f32::NAN] {
        let options = v1::AnalysisOptions { min_confidence, ..Default::default() };
        check(with_options(options), "OUT_OF_RANGE", "options.min_confidence").await;
    }
}

#[tokio::test]
async fn bytes_over_the_limit_are_refused_too() {
    let server = Server::start(Limits { max_document_bytes: 100, ..limits() }, real()).await;
    let content = Some(v1::document::Content::Data(vec![b'a'; 101]));
    let document = Some(v1::Document { content, ..Default::default() });
    let request = v1::DetectLanguageRequest { document };
    let status = server.client().await.detect_language(request).await.unwrap_err();
    check_status(&status, InvalidArgument, "DOCUMENT_TOO_LARGE");
}

#[tokio::test]
async fn a_message_that_inflates_over_the_limit_is_an_invalid_argument() {
    let limits = Limits { max_document_bytes: 100, max_message_bytes: 100_000, ..limits() };
    let server = Server::start(limits, real()).await;
    let mut client = server.client().await.send_compressed(tonic::codec::CompressionEncoding::Gzip);
    let status = client.analyze_document(request(&"a".repeat(1 << 20))).await.unwrap_err();
    check_status(&status, InvalidArgument, "MESSAGE_TOO_LARGE");
}

#[tokio::test]
async fn a_batch_of_a_million_requests_that_say_nothing_is_refused_before_they_take_memory() {
    let server = Server::start(limits(), real()).await;
    let batch = raw::framed_bytes(&b"\x0a\x00".repeat(1 << 19));
    let call = raw::send(server.address, &raw::path("BatchAnalyzeDocuments"), None, batch).await;
    let status = call.status().await;
    check_status(&status, InvalidArgument, "BATCH_TOO_LARGE");
    // The most that may be allowed; the batch is not read far enough to be held against what is.
    assert_eq!(status.get_details_error_info().unwrap().metadata["allowed"], "100000");
}

#[tokio::test]
async fn text_that_is_not_utf8_is_an_invalid_argument() {
    let server = Server::start(limits(), real()).await;
    let mut message = request("caf_").encode_to_vec();
    *message.last_mut().unwrap() = 0xe9;
    let call =
        raw::send(server.address, &raw::path("AnalyzeDocument"), None, raw::framed_bytes(&message)).await;
    let status = call.status().await;
    check_status(&status, InvalidArgument, "MALFORMED_MESSAGE");
    assert!(status.message().contains("document.data"), "{}", status.message());
}

#[tokio::test]
async fn a_message_that_is_not_protobuf_is_an_invalid_argument() {
    let server = Server::start(limits(), real()).await;
    let garbage = raw::framed_bytes(&[0xff; 32]);
    let call = raw::send(server.address, &raw::path("AnalyzeDocument"), None, garbage).await;
    check_status(&call.status().await, InvalidArgument, "MALFORMED_MESSAGE");
}

#[tokio::test]
async fn an_unknown_method_is_unimplemented() {
    let server = Server::start(limits(), real()).await;
    for path in [raw::path("NoSuchMethod"), "/no.such.Service/Method".into()] {
        let call = raw::send(server.address, &path, None, raw::framed_bytes(&[])).await;
        check_status(&call.status().await, Unimplemented, "UNIMPLEMENTED");
    }
}

/// An analysis with a defect that one word brings out.
fn fragile() -> Arc<Analyze> {
    Arc::new(|source, _, _| {
        assert!(!source.text.contains("fatal"), "a defect");
        Ok(Analysis::default())
    })
}

#[tokio::test]
async fn a_panic_ends_its_own_document_and_nothing_else() {
    use v1::batch_result::Result as Either;
    let server = Server::start(Limits { max_concurrent_analyses: 1, ..limits() }, fragile()).await;
    let mut client = server.client().await;
    for _ in 0..3 {
        // More often than there are places to compute, which shows that the place is given back.
        let status = client.analyze_document(request("A fatal word.")).await.unwrap_err();
        check_status(&status, Internal, "INTERNAL");
    }
    let requests = vec![request("Fine."), request("A fatal word."), request("Fine.")];
    let batch = v1::BatchAnalyzeDocumentsRequest { requests };
    let results = client.batch_analyze_documents(batch).await.unwrap().into_inner().results;
    let [Some(Either::Response(_)), Some(Either::Status(status)), Some(Either::Response(_))] =
        [0, 1, 2].map(|index: usize| results[index].result.clone())
    else {
        panic!("{results:?}")
    };
    check_item(&status, Internal, "INTERNAL");
    client
        .analyze_document(v1::AnalyzeDocumentRequest { document: document("Fine."), options: None })
        .await
        .unwrap();
}
