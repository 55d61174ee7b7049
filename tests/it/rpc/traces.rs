//! Traces as a collector receives them from the program.

use std::collections::BTreeMap;

use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{
    TraceService, TraceServiceServer,
};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTraceServiceRequest, ExportTraceServiceResponse,
};
use opentelemetry_proto::tonic::common::v1::KeyValue;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::Span;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{Request, Response, Status};

use super::process::{Program, serve};
use super::request;

const CALLER: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
const NOT_SAMPLED: &str = "00-11111111111111111111111111111111-00f067aa0ba902b7-00";

/// A collector that passes on what it gets.
struct Collector(mpsc::UnboundedSender<ExportTraceServiceRequest>);

#[tonic::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        self.0.send(request.into_inner()).unwrap();
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

async fn collector() -> (String, mpsc::UnboundedReceiver<ExportTraceServiceRequest>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (sender, receiver) = mpsc::unbounded_channel();
    let server = tonic::transport::Server::builder().add_service(TraceServiceServer::new(Collector(sender)));
    tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
    (address, receiver)
}

fn facts(attributes: &[KeyValue]) -> BTreeMap<&str, String> {
    let text = |attribute: &KeyValue| match attribute.value.as_ref().unwrap().value.as_ref().unwrap() {
        Value::StringValue(text) => text.clone(),
        Value::IntValue(number) => number.to_string(),
        other => panic!("{other:?}"),
    };
    attributes.iter().map(|attribute| (&*attribute.key, text(attribute))).collect()
}

/// Calls the program with this trace of the caller, ends it, and gives what the collector got, with the log.
async fn spans_of(text: &str, traceparent: &'static str) -> (Vec<Span>, BTreeMap<String, String>, String) {
    let (endpoint, mut exported) = collector().await;
    let program = Program::start(serve(&["--lame-duck", "0s", "--otlp-endpoint", &endpoint]));
    let mut client = program.client().await;
    let mut call = Request::new(request(text));
    call.metadata_mut().insert("traceparent", traceparent.parse().unwrap());
    let _ = client.analyze_document(call).await;
    drop(client);
    // What was not sent until then is sent at the end.
    program.signal("TERM");
    let (success, log) = program.end();
    assert!(success, "{log}");
    let (mut spans, mut resource) = (Vec::new(), BTreeMap::new());
    while let Ok(request) = exported.try_recv() {
        for of_resource in request.resource_spans {
            let attributes = of_resource.resource.unwrap().attributes;
            resource.extend(facts(&attributes).into_iter().map(|(key, value)| (key.to_owned(), value)));
            spans.extend(of_resource.scope_spans.into_iter().flat_map(|scope| scope.spans));
        }
    }
    (spans, resource, log)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_continues_the_trace_of_its_caller_and_shows_where_its_time_went() {
    let (spans, resource, log) = spans_of("A confidential sentence.", CALLER).await;
    assert_eq!(resource["service.name"], "ascribe");
    let named = |name: &str| spans.iter().find(|span| span.name == name).unwrap();
    let call = named("ascribe.v1.DocumentAnalysisService/AnalyzeDocument");
    assert_eq!(hex(&call.trace_id), "4bf92f3577b34da6a3ce929d0e0e4736");
    assert_eq!(hex(&call.parent_span_id), "00f067aa0ba902b7");
    let said = facts(&call.attributes);
    assert_eq!((&*said["rpc.system"], &*said["rpc.method"]), ("grpc", "AnalyzeDocument"));
    assert_eq!((&*said["rpc.grpc.status_code"], &*said["network.peer.address"]), ("0", "127.0.0.1"));
    let document = named("document");
    assert_eq!(document.parent_span_id, call.span_id);
    let said = facts(&document.attributes);
    assert_eq!(said["ascribe.document.bytes"], "24");
    let mut before = document.start_time_unix_nano;
    for stage in ["queue", "read", "analyze", "respond"].map(named) {
        assert_eq!((&stage.parent_span_id, stage.start_time_unix_nano), (&document.span_id, before));
        before = stage.end_time_unix_nano;
    }
    assert_eq!(before, document.end_time_unix_nano);
    assert!(document.start_time_unix_nano >= call.start_time_unix_nano && before <= call.end_time_unix_nano);
    assert!(log.contains("\"trace\":\"4bf92f3577b34da6a3ce929d0e0e4736\""), "{log}");
    assert!(!format!("{spans:?}").contains("confidential"), "help: a trace never holds a document's text");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_fault_of_a_caller_is_no_error_of_the_server() {
    let (spans, _, _) = spans_of("", CALLER).await;
    let [call] = &*spans else { panic!("{spans:?}") };
    assert_eq!(facts(&call.attributes)["rpc.grpc.status_code"], "3");
    assert_eq!(call.status.as_ref().map_or(0, |status| status.code), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_caller_does_not_sample_is_not_sent() {
    let (spans, _, log) = spans_of("Text.", NOT_SAMPLED).await;
    assert_eq!(spans, []);
    assert!(log.contains("\"trace\":\"11111111111111111111111111111111\""), "{log}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_collector_that_is_away_harms_no_call() {
    let program = Program::start(serve(&["--lame-duck", "0s", "--otlp-endpoint", "http://127.0.0.1:9"]));
    let mut client = program.client().await;
    client.analyze_document(request("Text.")).await.unwrap();
    drop(client);
    program.signal("TERM");
    let (success, log) = program.end();
    assert!(success && log.contains("telemetry data will be lost"), "{log}");
}
