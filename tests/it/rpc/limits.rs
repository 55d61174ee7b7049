//! Every limit that `GetServerInfo` shows, and what becomes of who runs into it.

use std::collections::BTreeMap;
use std::time::Duration;

use ascribe::rpc::{Limits, v1};
use futures_util::future::{BoxFuture, select_all};
use prost::Message;
use prost_types::FileDescriptorSet;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tonic::Code::{DeadlineExceeded, InvalidArgument, ResourceExhausted};
use tonic_types::StatusExt;

use super::streams::item;
use super::waiting::call;
use super::{Client, Gate, Server, check_status, limits, real, request, soon};

/// Who is not held back by a limit has done what it forbids within this time.
const MEANWHILE: Duration = Duration::from_millis(100);

type Case = fn() -> BoxFuture<'static, ()>;

/// The limits by the names of their fields, each with what runs into it.
fn cases() -> BTreeMap<String, Case> {
    let cases: [(&str, Case); 10] = [
        ("max_document_bytes", || Box::pin(a_larger_document_is_refused())),
        ("max_batch_size", || Box::pin(a_larger_batch_is_refused())),
        ("max_message_bytes", || Box::pin(a_larger_message_is_refused())),
        ("max_concurrent_analyses", || Box::pin(further_documents_wait())),
        ("max_queue_length", || Box::pin(one_more_who_waits_is_one_too_many())),
        ("max_stream_in_flight", || Box::pin(a_stream_is_read_no_further())),
        ("max_deadline", || Box::pin(a_call_takes_no_longer())),
        ("max_http2_streams", || Box::pin(a_connection_has_no_more_calls_open())),
        ("max_connections", || Box::pin(one_more_connection_is_closed())),
        ("max_connection_age", || Box::pin(an_old_connection_is_ended())),
    ];
    cases.into_iter().map(|(name, case)| (name.to_owned(), case)).collect()
}

#[tokio::test]
async fn who_runs_into_a_limit_that_is_shown_is_held_by_it() {
    let contract = FileDescriptorSet::decode(v1::FILE_DESCRIPTOR_SET).unwrap();
    let mut messages = contract.file.iter().flat_map(|file| &file.message_type);
    let shown = messages.find(|message| message.name() == "ServerLimits").unwrap();
    let mut cases = cases();
    for field in &shown.field {
        let case = cases.remove(field.name());
        let case = case.unwrap_or_else(|| panic!("help: add a case that runs into {}", field.name()));
        soon(case()).await;
    }
    assert!(cases.is_empty(), "no limit has these names: {:?}", cases.keys());
}

/// A server, which shows the limits that it was given.
async fn start(limits: Limits, gate: Option<&Gate>) -> Server {
    let server = Server::start(limits.clone(), gate.map_or_else(real, Gate::analyze)).await;
    if limits.max_connections > 1 {
        let info = server.client().await.get_server_info(v1::GetServerInfoRequest {}).await.unwrap();
        assert_eq!(info.into_inner().limits, Some((&limits).into()));
    }
    server
}

async fn a_larger_document_is_refused() {
    let server = start(Limits { max_document_bytes: 100, ..limits() }, None).await;
    let mut client = server.client().await;
    client.analyze_document(request(&"a".repeat(100))).await.unwrap();
    let status = client.analyze_document(request(&"a".repeat(101))).await.unwrap_err();
    check_status(&status, InvalidArgument, "DOCUMENT_TOO_LARGE");
    assert!(status.message().contains("101") && status.message().contains("100"), "{}", status.message());
    let facts = status.get_details_error_info().unwrap().metadata;
    assert_eq!((&*facts["limit"], &*facts["allowed"], &*facts["size"]), ("max_document_bytes", "100", "101"));
}

async fn a_larger_batch_is_refused() {
    let server = start(Limits { max_batch_size: 2, ..limits() }, None).await;
    let mut client = server.client().await;
    let batch = |size| v1::BatchAnalyzeDocumentsRequest { requests: vec![request("Text."); size] };
    assert_eq!(client.batch_analyze_documents(batch(2)).await.unwrap().into_inner().results.len(), 2);
    let status = client.batch_analyze_documents(batch(3)).await.unwrap_err();
    check_status(&status, InvalidArgument, "BATCH_TOO_LARGE");
    assert_eq!(status.get_details_bad_request().unwrap().field_violations[0].field, "requests");
}

async fn a_larger_message_is_refused() {
    let server = start(Limits { max_document_bytes: 100, max_message_bytes: 1000, ..limits() }, None).await;
    let mut client = server.client().await;
    let of_size = |size: usize| {
        let rest = request(&"a".repeat(size)).encoded_len() - size;
        request(&"a".repeat(size - rest))
    };
    let status = client.analyze_document(of_size(1000)).await.unwrap_err();
    check_status(&status, InvalidArgument, "DOCUMENT_TOO_LARGE");
    let status = client.analyze_document(of_size(1001)).await.unwrap_err();
    check_status(&status, InvalidArgument, "MESSAGE_TOO_LARGE");
    assert_eq!(status.get_details_error_info().unwrap().metadata["allowed"], "1000");
}

async fn further_documents_wait() {
    let gate = Gate::default();
    let server = start(Limits { max_concurrent_analyses: 3, ..limits() }, Some(&gate)).await;
    let client = server.client().await;
    let calls: Vec<_> = (0..5).map(|_| call(&client, "Text.")).collect();
    gate.until_started(3).await;
    tokio::time::sleep(MEANWHILE).await;
    assert_eq!(gate.started(), 3);
    gate.open();
    for call in calls {
        call.await.unwrap().unwrap();
    }
}

async fn one_more_who_waits_is_one_too_many() {
    let gate = Gate::default();
    let limits = Limits { max_concurrent_analyses: 1, max_queue_length: 2, ..limits() };
    let server = start(limits, Some(&gate)).await;
    let client = server.client().await;
    // One is computed and two wait. None of them ends before the gate opens.
    let (refused, _, others) = select_all((0..4).map(|_| call(&client, "Text."))).await;
    check_status(&refused.unwrap().unwrap_err(), ResourceExhausted, "QUEUE_FULL");
    gate.open();
    for call in others {
        call.await.unwrap().unwrap();
    }
}

async fn a_stream_is_read_no_further() {
    let gate = Gate::default();
    let limits = Limits { max_concurrent_analyses: 8, max_stream_in_flight: 3, ..limits() };
    let server = start(limits, Some(&gate)).await;
    let requests = tokio_stream::iter((0..10).map(|_| item("", "Text.")));
    let mut answers = server.client().await.stream_analyze_documents(requests).await.unwrap().into_inner();
    gate.until_started(3).await;
    tokio::time::sleep(MEANWHILE).await;
    assert_eq!(gate.started(), 3);
    gate.open();
    let mut count = 0;
    while answers.message().await.unwrap().is_some() {
        count += 1;
    }
    assert_eq!(count, 10);
}

async fn a_call_takes_no_longer() {
    let gate = Gate::default();
    let limits = Limits { max_deadline: Duration::from_millis(50), ..limits() };
    let server = start(limits, Some(&gate)).await;
    let status = server.client().await.analyze_document(request("Text.")).await.unwrap_err();
    check_status(&status, DeadlineExceeded, "DEADLINE_EXCEEDED");
}

async fn a_connection_has_no_more_calls_open() {
    let gate = Gate::default();
    let limits = Limits { max_http2_streams: 2, max_concurrent_analyses: 8, ..limits() };
    let server = start(limits, Some(&gate)).await;
    let mut client = server.client().await;
    // Until its settings have arrived, a client does not know of the limit.
    client.get_server_info(v1::GetServerInfoRequest {}).await.unwrap();
    let calls: Vec<_> = (0..3).map(|_| call(&client, "Text.")).collect();
    gate.until_started(2).await;
    tokio::time::sleep(MEANWHILE).await;
    assert_eq!(gate.started(), 2);
    // On another connection there is room.
    let other = call(&server.client().await, "Text.");
    gate.until_started(3).await;
    gate.open();
    for call in calls.into_iter().chain([other]) {
        call.await.unwrap().unwrap();
    }
}

async fn one_more_connection_is_closed() {
    let server = start(Limits { max_connections: 1, ..limits() }, None).await;
    let mut client = server.client().await;
    let info = client.get_server_info(v1::GetServerInfoRequest {}).await.unwrap().into_inner();
    assert_eq!(info.limits.unwrap().max_connections, 1);
    let mut refused = TcpStream::connect(server.address).await.unwrap();
    assert_eq!(refused.read(&mut [0; 64]).await.unwrap_or(0), 0, "help: it was not hung up on");
    client.get_server_info(v1::GetServerInfoRequest {}).await.unwrap();
    drop(client);
    loop {
        let Ok(mut next) = Client::connect(format!("http://{}", server.address)).await else { continue };
        if next.get_server_info(v1::GetServerInfoRequest {}).await.is_ok() {
            break;
        }
    }
}

async fn an_old_connection_is_ended() {
    let limits = Limits { max_connection_age: Some(Duration::from_millis(50)), ..limits() };
    let server = start(limits, None).await;
    let tcp = TcpStream::connect(server.address).await.unwrap();
    let (_calls, connection) = h2::client::handshake(tcp).await.unwrap();
    // It would go on for as long as calls can be made on it.
    connection.await.unwrap();
}
