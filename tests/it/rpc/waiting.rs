//! Deadlines, cancellation and overload.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ascribe::rpc::{Analyze, Limits, v1};
use ascribe_core::analysis::Analysis;
use futures_util::future::select_all;
use tokio::task::JoinHandle;
use tonic::Code::{DeadlineExceeded, ResourceExhausted};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;
use tonic_types::StatusExt;

use super::{Client, Gate, Server, check_item, check_status, limits, raw, real, request, soon, until};

const SHORT: Duration = Duration::from_millis(50);

/// One place to compute, and this many to wait.
fn one_at_a_time(max_queue_length: u32) -> Limits {
    Limits { max_concurrent_analyses: 1, max_queue_length, ..limits() }
}

/// Sends a document with a deadline; the server alone watches over it.
async fn send_with_deadline(server: &Server, timeout: Duration) -> raw::RawCall {
    let body = raw::framed(&request("Text."));
    raw::send(server.address, &raw::path("AnalyzeDocument"), Some(timeout), body).await
}

#[tokio::test]
async fn a_deadline_ends_the_call_and_its_work() {
    let gate = Gate::default();
    let server = Server::start(limits(), gate.analyze()).await;
    let call = send_with_deadline(&server, SHORT).await;
    check_status(&call.status().await, DeadlineExceeded, "DEADLINE_EXCEEDED");
    gate.until_interrupted(1).await;
}

#[tokio::test]
async fn a_real_analysis_stops_at_its_deadline() {
    let server = Server::start(limits(), real()).await;
    let text = "“Yes,” he said. ”No,“ she (the minister) told A.B.C. ".repeat(15_000);
    let body = raw::framed(&request(&text));
    let tiny = Some(Duration::from_millis(1));
    let call = raw::send(server.address, &raw::path("AnalyzeDocument"), tiny, body).await;
    check_status(&call.status().await, DeadlineExceeded, "DEADLINE_EXCEEDED");
    // Its place is free again.
    server.client().await.analyze_document(request("Text.")).await.unwrap();
}

#[tokio::test]
async fn the_place_of_work_that_does_not_stop_is_given_back_but_not_without_end() {
    let open = Arc::new(AtomicBool::new(false));
    let gate = Arc::clone(&open);
    let deaf: Arc<Analyze> = Arc::new(move |source, _, _| {
        while source.text == "Text." && !gate.load(Ordering::SeqCst) {
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(Analysis::default())
    });
    let server = Server::start(one_at_a_time(8), deaf).await;
    let good = async || server.client().await.analyze_document(request("Good.")).await;
    // The first is an orphan after its deadline, and its place is free.
    let call = send_with_deadline(&server, SHORT).await;
    check_status(&call.status().await, DeadlineExceeded, "DEADLINE_EXCEEDED");
    soon(good()).await.unwrap();
    // One worker has one orphan: the second keeps the place until it ends.
    let call = send_with_deadline(&server, SHORT).await;
    check_status(&call.status().await, DeadlineExceeded, "DEADLINE_EXCEEDED");
    let mut waiting = std::pin::pin!(good());
    assert!(tokio::time::timeout(Duration::from_secs(1), &mut waiting).await.is_err());
    open.store(true, Ordering::SeqCst);
    soon(waiting).await.unwrap();
    soon(good()).await.unwrap();
}

#[tokio::test]
async fn a_deadline_in_the_queue_ends_the_call_and_its_work_never_starts() {
    let gate = Gate::default();
    let server = Server::start(one_at_a_time(8), gate.analyze()).await;
    let mut client = server.client().await;
    let first = tokio::spawn(async move { client.analyze_document(request("First.")).await });
    gate.until_started(1).await;
    let second = send_with_deadline(&server, SHORT).await;
    check_status(&second.status().await, DeadlineExceeded, "DEADLINE_EXCEEDED");
    gate.open();
    soon(first).await.unwrap().unwrap();
    server.client().await.analyze_document(request("Third.")).await.unwrap();
    assert_eq!(gate.started(), 2, "help: the second was to be skipped");
}

#[tokio::test]
async fn the_server_has_a_deadline_of_its_own() {
    let gate = Gate::default();
    let server = Server::start(Limits { max_deadline: SHORT, ..limits() }, gate.analyze()).await;
    let status = server.client().await.analyze_document(request("Text.")).await.unwrap_err();
    check_status(&status, DeadlineExceeded, "DEADLINE_EXCEEDED");
    let batch = v1::BatchAnalyzeDocumentsRequest { requests: vec![request("Text."); 3] };
    let status = server.client().await.batch_analyze_documents(batch).await.unwrap_err();
    check_status(&status, DeadlineExceeded, "DEADLINE_EXCEEDED");
}

#[tokio::test]
async fn a_request_that_never_arrives_whole_has_a_deadline_too() {
    let server = Server::start(limits(), real()).await;
    let mut call = raw::open(server.address, &raw::path("AnalyzeDocument"), Some(SHORT)).await;
    let whole = raw::framed(&request("A text of which only a part is sent."));
    call.body.send_data(whole.slice(..10), false).unwrap();
    check_status(&call.status().await, DeadlineExceeded, "DEADLINE_EXCEEDED");
}

#[tokio::test]
async fn a_call_beyond_the_queue_is_refused_and_told_when_to_come_back() {
    for queue in [0, 1] {
        let gate = Gate::default();
        let server = Server::start(one_at_a_time(queue), gate.analyze()).await;
        let client = server.client().await;
        let calls = (0..queue + 2).map(|_| call(&client, "Text."));
        // None of the others ends before the gate opens.
        let (first, _, others) = soon(select_all(calls)).await;
        let status = first.unwrap().unwrap_err();
        check_status(&status, ResourceExhausted, "QUEUE_FULL");
        let wait = status.get_details_retry_info().unwrap().retry_delay.unwrap();
        let pushback: u128 =
            status.metadata().get("grpc-retry-pushback-ms").unwrap().to_str().unwrap().parse().unwrap();
        assert_eq!(pushback, wait.as_millis());
        gate.open();
        for call in others {
            soon(call).await.unwrap().unwrap();
        }
    }
}

#[tokio::test]
async fn who_waits_longest_in_a_full_queue_is_refused_for_who_comes_and_once_it_is_short_calls_are_not_even_read()
 {
    let gate = Gate::default();
    let server = Server::start(one_at_a_time(6), gate.analyze()).await;
    let client = server.client().await;
    let mut served = vec![call(&client, "First.")];
    gate.until_started(1).await;
    // On one connection, so that they arrive in this order.
    let mut waiting: Vec<_> = (0..6).map(|_| call(&client, "Waiting.")).collect();
    served.extend((0..3).map(|_| call(&client, "Coming.")));
    for call in waiting.drain(..3) {
        check_status(&soon(call).await.unwrap().unwrap_err(), ResourceExhausted, "QUEUE_FULL");
    }
    for method in ["AnalyzeDocument", "DetectLanguage"] {
        let unread = raw::open(server.address, &raw::path(method), None).await;
        check_status(&unread.status().await, ResourceExhausted, "QUEUE_FULL");
    }
    gate.open();
    for call in served.into_iter().chain(waiting) {
        soon(call).await.unwrap().unwrap();
    }
}

pub(super) type Answer = Result<tonic::Response<v1::AnalyzeDocumentResponse>, tonic::Status>;

/// Calls over this client's connection.
pub(super) fn call(client: &Client, text: &'static str) -> JoinHandle<Answer> {
    let mut client = client.clone();
    tokio::spawn(async move { client.analyze_document(request(text)).await })
}

#[tokio::test]
async fn a_batch_beyond_the_queue_is_refused_as_a_whole() {
    let gate = Gate::default();
    let server = Server::start(one_at_a_time(0), gate.analyze()).await;
    let batch = v1::BatchAnalyzeDocumentsRequest { requests: vec![request("Text."); 2] };
    let (mut client, first) = (server.client().await, batch.clone());
    let first = tokio::spawn(async move { client.batch_analyze_documents(first).await });
    gate.until_started(1).await;
    let status = server.client().await.batch_analyze_documents(batch).await.unwrap_err();
    check_status(&status, ResourceExhausted, "QUEUE_FULL");
    gate.open();
    assert_eq!(soon(first).await.unwrap().unwrap().into_inner().results.len(), 2);
}

#[tokio::test]
async fn work_stops_when_its_caller_hangs_up() {
    let gate = Gate::default();
    let server = Server::start(limits(), gate.analyze()).await;
    let mut client = server.client().await;
    let call = tokio::spawn(async move { client.analyze_document(request("Text.")).await });
    gate.until_started(1).await;
    call.abort();
    gate.until_interrupted(1).await;
}

#[tokio::test]
async fn queued_work_is_skipped_when_its_caller_hangs_up() {
    let gate = Gate::default();
    let server = Server::start(one_at_a_time(1), gate.analyze()).await;
    let client = server.client().await;
    let first = call(&client, "First.");
    gate.until_started(1).await;
    let second = call(&client, "Second.");
    let third = call(&client, "Third.");
    // The queue has one place: when one of the two is refused, the other is in it.
    let (refused, _, mut waiting) = soon(select_all([second, third])).await;
    check_status(&refused.unwrap().unwrap_err(), ResourceExhausted, "QUEUE_FULL");
    waiting.remove(0).abort();
    // On the same connection, so that it is heard after the hanging up.
    client.clone().get_server_info(v1::GetServerInfoRequest {}).await.unwrap();
    tokio::time::sleep(2 * SHORT).await;
    gate.open();
    soon(first).await.unwrap().unwrap();
    server.client().await.analyze_document(request("Fourth.")).await.unwrap();
    assert_eq!(gate.started(), 2, "help: the one that was in the queue was to be skipped");
}

#[tokio::test]
async fn health_answers_while_every_place_is_taken() {
    let gate = Gate::default();
    let server = Server::start(one_at_a_time(0), gate.analyze()).await;
    let mut client = server.client().await;
    let busy = tokio::spawn(async move { client.analyze_document(request("Text.")).await });
    gate.until_started(1).await;
    let mut health = HealthClient::new(server.channel().await);
    soon(health.check(HealthCheckRequest::default())).await.unwrap();
    server.client().await.get_server_info(v1::GetServerInfoRequest {}).await.unwrap();
    gate.open();
    soon(busy).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_document_of_a_stream_has_the_deadline_of_the_server() {
    let gate = Gate::default();
    let server = Server::start(Limits { max_deadline: SHORT, ..limits() }, gate.analyze()).await;
    let requests = tokio_stream::iter([super::streams::item("a", "Text.")]);
    let mut answers = server.client().await.stream_analyze_documents(requests).await.unwrap().into_inner();
    let answer = soon(answers.message()).await.unwrap().unwrap();
    let Some(v1::stream_analyze_documents_response::Result::Status(status)) = answer.result else {
        panic!("{answer:?}")
    };
    check_item(&status, DeadlineExceeded, "DEADLINE_EXCEEDED");
    assert!(soon(answers.message()).await.unwrap().is_none());
}

/// Limits under which forty answers to [`large`] are too many to wait for their callers.
fn little_room() -> Limits {
    Limits { max_document_bytes: 100_000, max_message_bytes: 128 << 10, max_stream_in_flight: 40, ..limits() }
}

/// A request that is answered by nearly a hundred kilobytes.
fn large() -> v1::AnalyzeDocumentRequest {
    let options = Some(v1::AnalysisOptions { include_text: true, ..Default::default() });
    v1::AnalyzeDocumentRequest { options, ..request(&"a".repeat(99_000)) }
}

#[tokio::test]
async fn answers_that_nobody_takes_are_given_up_for_later_ones() {
    let gate = Gate::default();
    let server = Server::start(little_room(), gate.analyze()).await;
    let mut calls = Vec::new();
    for _ in 0..40 {
        let body = raw::framed(&large());
        calls.push(raw::send(server.address, &raw::path("AnalyzeDocument"), None, body).await);
    }
    gate.open();
    gate.until_started(40).await;
    // The last of them is being written.
    tokio::time::sleep(4 * SHORT).await;
    let mut ends = Vec::new();
    for call in calls {
        ends.push(call.status().await);
    }
    let (taken, given_up): (Vec<_>, Vec<_>) = ends.into_iter().partition(|end| end.code() == tonic::Code::Ok);
    assert!(taken.len() >= 20 && given_up.len() >= 10, "{} {}", taken.len(), given_up.len());
    for status in given_up {
        check_status(&status, ResourceExhausted, "ANSWER_NOT_TAKEN");
    }
    // Who takes them gets all of them.
    let mut client = server.client().await;
    for _ in 0..40 {
        assert_eq!(client.analyze_document(large()).await.unwrap().into_inner().text.len(), 99_000);
    }
}

#[tokio::test]
async fn requests_whose_rest_does_not_come_are_given_up_for_later_ones() {
    // Two of the largest size may be under way.
    let limits = Limits {
        max_concurrent_analyses: 1,
        max_queue_length: 1,
        max_document_bytes: 100_000,
        max_message_bytes: 100_000,
        ..limits()
    };
    let server = Server::start(limits, real()).await;
    let mut body = raw::framed(&request(&"Some words. ".repeat(8000)));
    let rest = body.split_off(body.len() - 10);
    let mut calls = Vec::new();
    for _ in 0..10 {
        let mut call = raw::open(server.address, &raw::path("AnalyzeDocument"), None).await;
        call.body.send_data(body.clone(), false).unwrap();
        tokio::time::sleep(SHORT).await;
        calls.push(call);
    }
    let end = async |mut call: raw::RawCall| {
        let _ = call.body.send_data(rest.clone(), true);
        call.status().await
    };
    check_status(&end(calls.remove(0)).await, ResourceExhausted, "REQUEST_NOT_SENT");
    assert_eq!(end(calls.pop().unwrap()).await.code(), tonic::Code::Ok);
}

#[tokio::test]
async fn a_stream_whose_answers_nobody_takes_loses_some_of_them_and_is_told_so() {
    use v1::stream_analyze_documents_response::Result as Either;
    let gate = Gate::default();
    let server = Server::start(little_room(), gate.analyze()).await;
    let v1::AnalyzeDocumentRequest { document, options } = large();
    let requests = (0..40).map(move |number| v1::StreamAnalyzeDocumentsRequest {
        request_id: number.to_string(),
        document: document.clone(),
        options: options.clone(),
    });
    let endpoint = tonic::transport::Endpoint::new(format!("http://{}", server.address)).unwrap();
    let narrow = endpoint.initial_stream_window_size(65_535).connect().await.unwrap();
    let answers = Client::new(narrow).stream_analyze_documents(tokio_stream::iter(requests)).await.unwrap();
    let mut answers = answers.into_inner();
    // They are read while none is answered: an answer that waits would keep further ones from being read.
    tokio::time::sleep(10 * SHORT).await;
    gate.open();
    until(|| gate.started() > 30, "most of them to be answered").await;
    tokio::time::sleep(4 * SHORT).await;
    let mut taken = 0;
    loop {
        match soon(answers.message()).await {
            Ok(Some(answer)) => match answer.result.unwrap() {
                Either::Response(_) => taken += 1,
                Either::Status(status) => {
                    break check_item(&status, ResourceExhausted, "ANSWER_NOT_TAKEN");
                }
            },
            // The one that was being taken is among those.
            Err(status) => break check_status(&status, ResourceExhausted, "ANSWER_NOT_TAKEN"),
            Ok(None) => panic!("all {taken} answers were kept for a caller who takes none"),
        }
    }
}
