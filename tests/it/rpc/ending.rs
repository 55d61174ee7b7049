//! The orderly end: not serving, lame duck, drain, hard limit.

use std::time::Duration;

use ascribe::server::Shutdown;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Code::Unavailable;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;

use super::streams::item;
use super::{Gate, PATIENCE, Server, check_status, limits, request, soon, until};

#[tokio::test]
async fn accepted_calls_complete_and_new_connections_are_refused() {
    let gate = Gate::default();
    let mut server = Server::start(limits(), gate.analyze()).await;
    let client = server.client().await;
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let mut client = client.clone();
            tokio::spawn(async move { client.analyze_document(request("Text.")).await })
        })
        .collect();
    gate.until_started(2).await;
    server.shut_down();
    soon(async {
        while TcpStream::connect(server.address).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    })
    .await;
    gate.open();
    for call in calls {
        soon(call).await.unwrap().unwrap();
    }
    drop(client);
    server.ended().await;
}

#[tokio::test]
async fn a_lame_duck_says_so_and_goes_on_serving() {
    let how = Shutdown { lame_duck: Duration::from_millis(500), drain: PATIENCE };
    let gate = Gate::default();
    gate.open();
    let mut server = Server::start_ending(limits(), gate.analyze(), how).await;
    let mut client = server.client().await;
    let mut health = HealthClient::new(server.channel().await);
    let mut watch = health.watch(HealthCheckRequest::default()).await.unwrap().into_inner();
    assert_eq!(soon(watch.message()).await.unwrap().unwrap().status().as_str_name(), "SERVING");
    server.shut_down();
    assert_eq!(soon(watch.message()).await.unwrap().unwrap().status().as_str_name(), "NOT_SERVING");
    client.analyze_document(request("Text.")).await.unwrap();
    // A watcher would hold its connection, and with it the drain, to the end.
    assert!(soon(watch.message()).await.unwrap().is_none());
    server.ended().await;
}

#[tokio::test]
async fn a_stream_answers_what_it_read_and_ends() {
    let gate = Gate::default();
    let mut server = Server::start(limits(), gate.analyze()).await;
    let (send, requests) = mpsc::channel(1);
    let requests = ReceiverStream::new(requests);
    let mut answers = server.client().await.stream_analyze_documents(requests).await.unwrap().into_inner();
    send.send(item("a", "Text.")).await.unwrap();
    gate.until_started(1).await;
    server.shut_down();
    until(|| send.is_closed() || server.task.is_finished() || gate.started() == 1, "the drain").await;
    gate.open();
    assert_eq!(soon(answers.message()).await.unwrap().unwrap().request_id, "a");
    check_status(&soon(answers.message()).await.unwrap_err(), Unavailable, "DRAINING");
    server.ended().await;
}

#[tokio::test]
async fn what_is_unfinished_at_the_hard_limit_is_given_up_with_a_word() {
    let how = Shutdown { lame_duck: Duration::ZERO, drain: Duration::from_millis(50) };
    let gate = Gate::default();
    let mut server = Server::start_ending(limits(), gate.analyze(), how).await;
    let mut client = server.client().await;
    let unary = tokio::spawn(async move { client.analyze_document(request("Text.")).await });
    let (send, requests) = mpsc::channel(1);
    let requests = ReceiverStream::new(requests);
    let mut answers = server.client().await.stream_analyze_documents(requests).await.unwrap().into_inner();
    send.send(item("a", "Text.")).await.unwrap();
    gate.until_started(2).await;
    server.shut_down();
    check_status(&soon(unary).await.unwrap().unwrap_err(), Unavailable, "DRAINING");
    check_status(&soon(answers.message()).await.unwrap_err(), Unavailable, "DRAINING");
    gate.until_interrupted(2).await;
    server.ended().await;
}
