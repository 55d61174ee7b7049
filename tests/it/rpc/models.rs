//! The engine that a request chooses.

use std::sync::Arc;

use ascribe::rpc::{Analyze, Models, v1};
use ascribe_core::analysis::{Analysis, Model};
use tonic::Code;

use super::{Gate, Server, check_item, check_status, document, limits, real, request, soon};

/// Says which engine was asked for.
fn echo() -> Arc<Analyze> {
    Arc::new(|_, features, _| Ok(Analysis { model: features.model, ..Analysis::default() }))
}

fn both(default: Model) -> Models {
    Models::new(vec![Model::Fast, Model::Accurate], default, "a small encoder".into()).unwrap()
}

fn choosing(model: v1::Model) -> v1::AnalyzeDocumentRequest {
    let options = v1::AnalysisOptions { model: model.into(), ..Default::default() };
    v1::AnalyzeDocumentRequest { options: Some(options), ..request("A word.") }
}

#[tokio::test]
async fn the_engine_that_is_asked_for_answers_and_the_default_where_none_is() {
    for (default, contract) in [(Model::Fast, v1::Model::Fast), (Model::Accurate, v1::Model::Accurate)] {
        let server = Server::start_offering(limits(), echo(), both(default)).await;
        let mut client = server.client().await;
        for (wanted, answers) in [
            (v1::Model::Unspecified, contract),
            (v1::Model::Fast, v1::Model::Fast),
            (v1::Model::Accurate, v1::Model::Accurate),
        ] {
            let response = client.analyze_document(choosing(wanted)).await.unwrap().into_inner();
            assert_eq!(response.model(), answers, "{wanted:?}");
        }
        let info = client.get_server_info(v1::GetServerInfoRequest {}).await.unwrap().into_inner();
        let engines = info.models.iter().filter(|model| model.model() != v1::Model::Unspecified);
        let listed: Vec<_> = engines.map(|one| (one.name.as_str(), one.model(), one.is_default)).collect();
        let is = |model| contract == model;
        let [fast, accurate] = [v1::Model::Fast, v1::Model::Accurate];
        assert_eq!(
            listed,
            [("rules and linear models", fast, is(fast)), ("a small encoder", accurate, is(accurate))]
        );
        assert!(info.models.iter().all(|one| one.model() == v1::Model::Unspecified || one.language_codes.contains(&"en".into())));
    }
}

#[tokio::test]
async fn an_engine_that_is_not_loaded_is_a_failed_precondition() {
    let server = Server::start(limits(), real()).await;
    let mut client = server.client().await;
    let status = client.analyze_document(choosing(v1::Model::Accurate)).await.unwrap_err();
    check_status(&status, Code::FailedPrecondition, "MODEL_NOT_LOADED");
    assert!(status.message().contains("--models"), "{}", status.message());
    let batch = v1::BatchAnalyzeDocumentsRequest {
        requests: vec![choosing(v1::Model::Accurate), choosing(v1::Model::Fast)],
    };
    let results = client.batch_analyze_documents(batch).await.unwrap().into_inner().results;
    let [v1::BatchResult { result: Some(v1::batch_result::Result::Status(status)) }, second] = &*results
    else {
        panic!("{results:?}")
    };
    check_item(status, Code::FailedPrecondition, "MODEL_NOT_LOADED");
    let Some(v1::batch_result::Result::Response(response)) = &second.result else { panic!("{second:?}") };
    assert_eq!(response.model(), v1::Model::Fast);
    let status = client.analyze_document(choosing_number(7)).await.unwrap_err();
    check_status(&status, Code::InvalidArgument, "UNKNOWN_ENUM_VALUE");
}

fn choosing_number(model: i32) -> v1::AnalyzeDocumentRequest {
    let options = v1::AnalysisOptions { model, ..Default::default() };
    v1::AnalyzeDocumentRequest { document: document("A word."), options: Some(options) }
}

#[tokio::test]
async fn documents_of_the_accurate_engine_leave_a_worker_to_others() {
    let gate = Gate::default();
    let held = gate.analyze();
    let analyze: Arc<Analyze> = Arc::new(move |source, features, interrupt| match features.model {
        Model::Fast => Ok(Analysis::default()),
        Model::Accurate => held(source, features, interrupt),
    });
    let server = Server::start_offering(limits(), analyze, both(Model::Fast)).await;
    let mut clients = Vec::new();
    for _ in 0..5 {
        clients.push(server.client().await);
    }
    let call = |mut client: super::Client| async move {
        client.analyze_document(choosing(v1::Model::Accurate)).await
    };
    let calls = tokio::spawn(futures_util::future::join_all(clients.into_iter().map(call)));
    gate.until_started(1).await;
    let mut client = server.client().await;
    for _ in 0..20 {
        soon(client.analyze_document(choosing(v1::Model::Fast))).await.unwrap();
    }
    assert_eq!(gate.started(), 1, "help: there is one place for the accurate engine beside two workers");
    gate.open();
    assert!(soon(calls).await.unwrap().into_iter().all(|answer| answer.is_ok()));
}
