//! Streams: order, identifiers, back-pressure, fairness.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ascribe::rpc::v1::stream_analyze_documents_response::Result as Either;
use ascribe::rpc::{Analyze, Limits, v1};
use ascribe_core::analysis::Analysis;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Code::{DeadlineExceeded, InvalidArgument};
use tonic::transport::Channel;

use super::{
    Client, Gate, Server, check_item, check_status, document, limits, raw, real, request, soon, until,
};

pub(super) fn item(id: &str, text: &str) -> v1::StreamAnalyzeDocumentsRequest {
    v1::StreamAnalyzeDocumentsRequest { request_id: id.into(), document: document(text), options: None }
}

#[tokio::test]
async fn every_request_of_a_stream_is_answered_with_its_id_and_its_own_status() {
    let server = Server::start(limits(), real()).await;
    let requests: Vec<_> =
        (0..50).map(|n| item(&n.to_string(), if n % 7 == 3 { " " } else { "Text." })).collect();
    let mut answers = server
        .client()
        .await
        .stream_analyze_documents(tokio_stream::iter(requests))
        .await
        .unwrap()
        .into_inner();
    let mut seen = BTreeSet::new();
    while let Some(answer) = soon(answers.message()).await.unwrap() {
        let id: u32 = answer.request_id.parse().unwrap();
        match answer.result.unwrap() {
            Either::Response(_) => assert_ne!(id % 7, 3),
            Either::Status(status) => {
                assert_eq!(id % 7, 3);
                check_item(&status, InvalidArgument, "EMPTY_DOCUMENT");
            }
        }
        assert!(seen.insert(id), "{id} was answered twice");
    }
    assert_eq!(seen.len(), 50);
}

#[tokio::test]
async fn results_come_as_they_finish() {
    let gate = Gate::default();
    let held = gate.analyze();
    // The first document waits for the gate, the others do not.
    let analyze: Arc<Analyze> = Arc::new(move |source, features, interrupt| match source.text.as_str() {
        "Slow." => held(source, features, interrupt),
        _ => Ok(Analysis::default()),
    });
    let server = Server::start(limits(), analyze).await;
    let requests = tokio_stream::iter([item("slow", "Slow."), item("quick", "Quick.")]);
    let mut answers = server.client().await.stream_analyze_documents(requests).await.unwrap().into_inner();
    assert_eq!(soon(answers.message()).await.unwrap().unwrap().request_id, "quick");
    gate.open();
    assert_eq!(soon(answers.message()).await.unwrap().unwrap().request_id, "slow");
    assert!(soon(answers.message()).await.unwrap().is_none());
}

#[tokio::test]
async fn a_stream_of_many_small_messages_is_not_taken_for_an_attack() {
    // h2 counts small frames against the window of the connection; with a small window it closes the connection.
    const COUNT: usize = 20_000;
    let server = Server::start(limits(), Arc::new(|_, _, _| Ok(Analysis::default()))).await;
    let requests = tokio_stream::iter((0..COUNT).map(|_| item("", "A")));
    let mut answers = server.client().await.stream_analyze_documents(requests).await.unwrap().into_inner();
    let mut count = 0;
    while soon(answers.message()).await.unwrap().is_some() {
        count += 1;
    }
    assert_eq!(count, COUNT);
}

/// A client with the smallest window, so that results which it does not take fill it at once.
async fn narrow_client(server: &Server) -> Client {
    let endpoint = Channel::from_shared(format!("http://{}", server.address)).unwrap();
    Client::new(endpoint.initial_stream_window_size(65_535).connect().await.unwrap())
}

#[tokio::test]
async fn a_stream_whose_results_are_not_taken_is_not_read_further() {
    const COUNT: usize = 100;
    let started = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&started);
    let analyze: Arc<Analyze> = Arc::new(move |_, _, _| {
        count.fetch_add(1, Ordering::SeqCst);
        Ok(Analysis::default())
    });
    let server = Server::start(limits(), analyze).await;
    let text = "word ".repeat(12_000);
    let options = Some(v1::AnalysisOptions { include_text: true, ..Default::default() });
    let requests = tokio_stream::iter((0..COUNT).map(move |n| v1::StreamAnalyzeDocumentsRequest {
        options: options.clone(),
        ..item(&n.to_string(), &text)
    }));
    let mut answers =
        narrow_client(&server).await.stream_analyze_documents(requests).await.unwrap().into_inner();
    until(|| started.load(Ordering::SeqCst) > 0, "work to start").await;
    // As many may have been read as may be in flight, and the few whose results fit into buffers on the way.
    tokio::time::sleep(Duration::from_millis(300)).await;
    let most = limits().max_stream_in_flight as usize + 16;
    assert!(
        started.load(Ordering::SeqCst) <= most,
        "{started:?} documents were analysed for a client that takes none"
    );
    // Others are served meanwhile.
    soon(server.client().await.analyze_document(request("Text."))).await.unwrap();
    let mut taken = 0;
    while soon(answers.message()).await.unwrap().is_some() {
        taken += 1;
    }
    assert_eq!(taken, COUNT);
}

#[tokio::test]
async fn an_interactive_call_waits_for_at_most_one_round_of_a_stream() {
    let order = Arc::new(AtomicUsize::new(0));
    let (count, turn) = (Arc::clone(&order), Arc::new(AtomicUsize::new(0)));
    let mine = Arc::clone(&turn);
    let analyze: Arc<Analyze> = Arc::new(move |source, _, _| {
        let now = count.fetch_add(1, Ordering::SeqCst);
        if source.text == "Mine." {
            mine.store(now, Ordering::SeqCst);
        }
        std::thread::sleep(Duration::from_millis(5));
        Ok(Analysis::default())
    });
    let one = Limits { max_concurrent_analyses: 1, max_stream_in_flight: 50, ..limits() };
    let server = Server::start(one, analyze).await;
    let requests = tokio_stream::iter((0..50).map(|_| item("", "Bulk.")));
    let mut answers = server.client().await.stream_analyze_documents(requests).await.unwrap().into_inner();
    soon(answers.message()).await.unwrap().unwrap();
    let before = order.load(Ordering::SeqCst);
    soon(server.client().await.analyze_document(request("Mine."))).await.unwrap();
    // The call takes a while to arrive, but not as long as the fifty documents do.
    let waited_for = turn.load(Ordering::SeqCst) - before;
    assert!(waited_for < 25, "{waited_for} documents of the stream went first");
}

#[tokio::test]
async fn the_deadline_of_the_caller_ends_a_stream() {
    let gate = Gate::default();
    let server = Server::start(limits(), gate.analyze()).await;
    let timeout = Some(Duration::from_millis(50));
    let mut call = raw::open(server.address, &raw::path("StreamAnalyzeDocuments"), timeout).await;
    call.body.send_data(raw::framed(&item("a", "Text.")), false).unwrap();
    check_status(&call.status().await, DeadlineExceeded, "DEADLINE_EXCEEDED");
    gate.until_interrupted(1).await;
}

#[tokio::test]
async fn an_undecodable_message_ends_a_stream_after_the_answers_before_it() {
    let gate = Gate::default();
    let server = Server::start(limits(), gate.analyze()).await;
    let mut call = raw::open(server.address, &raw::path("StreamAnalyzeDocuments"), None).await;
    call.body.send_data(raw::framed(&item("a", "Text.")), false).unwrap();
    call.body.send_data(raw::framed_bytes(&[0xff; 8]), true).unwrap();
    gate.until_started(1).await;
    gate.open();
    check_status(&call.status().await, InvalidArgument, "MALFORMED_MESSAGE");
}

#[tokio::test]
async fn work_of_a_stream_stops_when_its_caller_hangs_up() {
    let gate = Gate::default();
    let server = Server::start(limits(), gate.analyze()).await;
    let (send, requests) = mpsc::channel(1);
    let answers =
        server.client().await.stream_analyze_documents(ReceiverStream::new(requests)).await.unwrap();
    send.send(item("a", "Text.")).await.unwrap();
    gate.until_started(1).await;
    drop((send, answers));
    gate.until_interrupted(1).await;
}
