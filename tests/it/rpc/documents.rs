//! What each rpc answers when all is well.

use std::sync::Arc;

use ascribe::rpc::{Analyze, v1};
use ascribe_core::analysis::{Analysis, Structure};
use ascribe_core::lang::examples;
use ascribe_core::rules::{Decides, Rule};
use ascribe_core::text::Span;
use tonic::codec::CompressionEncoding;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;

use super::{Server, check_status, document, limits, real, request, soon};

#[tokio::test]
async fn a_document_is_analysed_and_its_id_echoed() {
    let server = Server::start(limits(), real()).await;
    let mut request = request("“It is a good day,” said Ada Lindqvist in Berlin.");
    request.document.as_mut().unwrap().id = "a-1".into();
    let response = server.client().await.analyze_document(request).await.unwrap().into_inner();
    assert_eq!(response.document_id, "a-1");
    assert_eq!(response.offset_encoding(), v1::OffsetEncoding::Utf8);
    assert_eq!(response.structure.unwrap().blocks.len(), 1);
    assert!(response.timing.unwrap().analysis_duration.is_some());
}

#[tokio::test]
async fn an_explanation_is_given_to_those_who_ask_for_it() {
    let server = Server::start(limits(), real()).await;
    let mut client = server.client().await;
    let mut ask = async |rule: Rule, explain| {
        let example = examples::load().into_iter().find(|example| example.rule == rule).unwrap();
        let mut request = request(&example.text);
        request.document.as_mut().unwrap().language_code = example.language.into();
        request.options = Some(v1::AnalysisOptions { explain, include_text: true, ..Default::default() });
        client.analyze_document(request).await.unwrap().into_inner()
    };
    let of = |decides| *Rule::ALL.iter().find(|rule| rule.decides() == decides).unwrap();
    let attribution = of(Decides::Attribution);
    let response = ask(attribution, true).await;
    let explained: Vec<_> = response.quotations.iter().filter_map(|one| one.explanation.as_ref()).collect();
    assert!(explained.iter().any(|one| one.rule == attribution.id() && one.claim == attribution.claim()));
    let rejection = of(Decides::Rejection);
    let rejected = ask(rejection, true).await.rejected_runs;
    assert!(rejected.iter().any(|run| run.rule == rejection.id() && run.span.is_some()), "{rejected:?}");
    for rule in [attribution, rejection] {
        let response = ask(rule, false).await;
        let unasked = response.quotations.iter().any(|quotation| quotation.explanation.is_some());
        assert!(!unasked && response.rejected_runs.is_empty(), "help: nobody asked for an explanation");
    }
}

#[tokio::test]
async fn a_batch_is_answered_in_order_and_item_by_item() {
    use v1::batch_result::Result as Either;
    let server = Server::start(limits(), real()).await;
    let requests = vec![request("One."), request("  "), request("Three, and a little longer.")];
    let batch = v1::BatchAnalyzeDocumentsRequest { requests };
    let results = server.client().await.batch_analyze_documents(batch).await.unwrap().into_inner().results;
    let [Some(Either::Response(one)), Some(Either::Status(two)), Some(Either::Response(three))] =
        [0, 1, 2].map(|index: usize| results[index].result.clone())
    else {
        panic!("{results:?}")
    };
    super::check_item(&two, tonic::Code::InvalidArgument, "EMPTY_DOCUMENT");
    let end = |response: v1::AnalyzeDocumentResponse| {
        response.structure.unwrap().blocks[0].span.clone().unwrap().end
    };
    assert_eq!((end(one), end(three)), (4, 27));
}

#[tokio::test]
async fn an_empty_batch_has_an_empty_answer() {
    let server = Server::start(limits(), real()).await;
    let batch = v1::BatchAnalyzeDocumentsRequest::default();
    let response = server.client().await.batch_analyze_documents(batch).await.unwrap();
    assert!(response.into_inner().results.is_empty());
}

#[tokio::test]
async fn a_language_is_detected() {
    let server = Server::start(limits(), real()).await;
    let document = document("The chancellor said on Monday that the government would not give in.");
    let request = v1::DetectLanguageRequest { document };
    let language =
        server.client().await.detect_language(request).await.unwrap().into_inner().language.unwrap();
    assert_eq!(language.language_code, "en");
}

#[tokio::test]
async fn the_server_names_its_trained_model_as_the_card_does() {
    let server = Server::start(limits(), real()).await;
    let info = server.client().await.get_server_info(v1::GetServerInfoRequest {}).await.unwrap().into_inner();
    let model = info.models.iter().find(|model| !model.training_sets.is_empty()).unwrap();
    let date: Vec<u32> = model.version.split('-').filter_map(|part| part.parse().ok()).collect();
    assert_eq!(date.len(), 3, "{} is a date", model.version);
    assert_eq!(model.license, "MIT OR Apache-2.0");
    assert!(model.training_sets.iter().any(|set| set == "conll03_train"), "{:?}", model.training_sets);
}

#[tokio::test]
async fn the_server_shows_every_limit() {
    let server = Server::start(limits(), real()).await;
    let info = server.client().await.get_server_info(v1::GetServerInfoRequest {}).await.unwrap().into_inner();
    assert_eq!(info.version, env!("CARGO_PKG_VERSION"));
    assert!(info.languages.iter().any(|language| language.language_code == "en"));
    assert_eq!(info.limits, Some((&limits()).into()));
}

#[tokio::test]
async fn offsets_count_in_the_unit_of_the_caller() {
    // Bytes 5..16 of the text; a face outside of the basic plane and a combining accent stand before and inside.
    const TEXT: &str = "😀 Cafe\u{301}s👍🏽 open";
    let headline = |begin, end| {
        let structure = Structure { headline: Some(Span::new(begin, end)), ..Structure::default() };
        let analysis = Analysis { structure, ..Analysis::default() };
        let analyze: Arc<Analyze> = Arc::new(move |_, _, _| Ok(analysis.clone()));
        analyze
    };
    let server = Server::start(limits(), headline(5, 20)).await;
    for (unit, begin, end) in [
        (v1::OffsetEncoding::Unspecified, 5, 20),
        (v1::OffsetEncoding::Utf8, 5, 20),
        (v1::OffsetEncoding::Utf16, 3, 13),
        (v1::OffsetEncoding::Utf32, 2, 10),
    ] {
        let options =
            v1::AnalysisOptions { offset_encoding: unit.into(), include_text: true, ..Default::default() };
        let request = v1::AnalyzeDocumentRequest { document: document(TEXT), options: Some(options) };
        let response = server.client().await.analyze_document(request).await.unwrap().into_inner();
        let text = "Cafe\u{301}s👍🏽".into();
        assert_eq!(response.structure.unwrap().headline, Some(v1::Span { begin, end, text }), "{unit:?}");
        assert_eq!(response.text, TEXT);
    }
}

#[tokio::test]
async fn an_answer_is_compressed_when_its_request_was() {
    use tonic::codec::CompressionEncoding::{Gzip, Zstd};
    let server = Server::start(limits(), real()).await;
    for (sent, accepted, answered) in
        [(None, Gzip, None), (Some(Gzip), Gzip, Some("gzip")), (Some(Gzip), Zstd, Some("zstd"))]
    {
        let mut client = server.client().await.accept_compressed(accepted);
        if let Some(sent) = sent {
            client = client.send_compressed(sent);
        }
        let answer = client.analyze_document(request("“It is safe,” said Ada Lindqvist.")).await.unwrap();
        let encoding = answer.metadata().get("grpc-encoding").map(|encoding| encoding.to_str().unwrap());
        assert_eq!(encoding, answered);
        assert_eq!(answer.into_inner().quotations.len(), 1);
    }
}

#[tokio::test]
async fn a_compressed_request_is_understood() {
    let server = Server::start(limits(), real()).await;
    for encoding in [CompressionEncoding::Gzip, CompressionEncoding::Zstd] {
        let mut client = server.client().await.send_compressed(encoding);
        client.analyze_document(request("The same words again. ".repeat(200).as_str())).await.unwrap();
    }
}

#[tokio::test]
async fn health_is_told_overall_and_for_the_service() {
    let server = Server::start(limits(), real()).await;
    let mut health = HealthClient::new(server.channel().await);
    for service in ["", "ascribe.v1.DocumentAnalysisService"] {
        let check = health.check(HealthCheckRequest { service: service.into() }).await.unwrap().into_inner();
        assert_eq!(check.status().as_str_name(), "SERVING", "{service:?}");
        let mut watch =
            health.watch(HealthCheckRequest { service: service.into() }).await.unwrap().into_inner();
        let first = soon(watch.message()).await.unwrap().unwrap();
        assert_eq!(first.status().as_str_name(), "SERVING", "{service:?}");
    }
    let unknown = health.check(HealthCheckRequest { service: "nobody".into() }).await.unwrap_err();
    check_status(&unknown, tonic::Code::NotFound, "NOT_FOUND");
}

/// Asks the server for the file that declares a symbol, in one version of reflection.
macro_rules! reflected {
    ($server:expr, $version:ident, $symbol:expr) => {{
        use tonic_reflection::pb::$version::server_reflection_client::ServerReflectionClient;
        use tonic_reflection::pb::$version::server_reflection_request::MessageRequest;
        use tonic_reflection::pb::$version::server_reflection_response::MessageResponse;
        let ask = MessageRequest::FileContainingSymbol($symbol.into());
        let ask = tonic_reflection::pb::$version::ServerReflectionRequest {
            message_request: Some(ask),
            ..Default::default()
        };
        let mut client = ServerReflectionClient::new($server.channel().await);
        let mut answers =
            client.server_reflection_info(tokio_stream::iter([ask])).await.unwrap().into_inner();
        match answers.message().await.unwrap().unwrap().message_response {
            Some(MessageResponse::FileDescriptorResponse(files)) => files.file_descriptor_proto.len(),
            other => panic!("{}: {other:?}", $symbol),
        }
    }};
}

#[tokio::test]
async fn reflection_knows_the_contract_and_the_details_of_errors_in_both_versions() {
    let server = Server::start(limits(), real()).await;
    for symbol in [
        "ascribe.v1.DocumentAnalysisService",
        "ascribe.v1.Quotation",
        "grpc.health.v1.Health",
        "google.rpc.Status",
        "google.rpc.ErrorInfo",
        "google.rpc.BadRequest",
        "google.rpc.RetryInfo",
    ] {
        assert_eq!(reflected!(server, v1, symbol), 1, "{symbol}");
        assert_eq!(reflected!(server, v1alpha, symbol), 1, "{symbol}");
    }
}
