use std::time::{Duration, SystemTime};

use http::{HeaderMap, Request};
use opentelemetry::propagation::{Extractor, TextMapPropagator};
use opentelemetry::trace::{Span, SpanKind, Status, TraceContextExt, TraceId, Tracer};
use opentelemetry::{Context, KeyValue};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracer;
use tonic::Code;

use super::metrics::Method;
use super::peer::Peer;
use super::stages::Stages;

/// The span of one call, a child of the caller's `traceparent`.
///
/// Names and attributes follow OpenTelemetry's conventions for RPCs. Source: <https://www.w3.org/TR/trace-context/>, <https://opentelemetry.io/docs/specs/semconv/rpc/grpc/>.
#[derive(Debug)]
pub(in crate::rpc) struct Trace {
    tracer: SdkTracer,
    call: Context,
}

impl Trace {
    /// Starts the span of a call.
    pub(in crate::rpc) fn begin<B>(
        tracer: &SdkTracer,
        request: &Request<B>,
        method: &'static Method,
    ) -> Self {
        let caller =
            TraceContextPropagator::new().extract_with_context(&Context::new(), &Headers(request.headers()));
        let mut attributes = vec![
            KeyValue::new("rpc.system", "grpc"),
            KeyValue::new("rpc.service", method.service()),
            KeyValue::new("rpc.method", method.name()),
        ];
        if let Some(Peer::Address(address)) = request.extensions().get() {
            attributes.push(KeyValue::new("network.peer.address", address.ip().to_string()));
            attributes.push(KeyValue::new("network.peer.port", i64::from(address.port())));
        }
        let span = tracer.span_builder(format!("{}/{}", method.service(), method.name()));
        let span = span.with_kind(SpanKind::Server).with_attributes(attributes);
        let span = span.start_with_context(tracer, &caller);
        Self { tracer: tracer.clone(), call: caller.with_span(span) }
    }

    /// The identifier that logs and other services share.
    pub(in crate::rpc) fn id(&self) -> TraceId {
        self.call.span().span_context().trace_id()
    }

    /// Adds a span for a document whose work has just ended, with a child for each stage.
    pub(in crate::rpc) fn document(&self, stages: Stages, language: &str, bytes: usize) {
        if !self.call.span().is_recording() {
            return;
        }
        let end = SystemTime::now();
        let named = [
            ("queue", stages.queue),
            ("read", stages.read),
            ("analyze", stages.analyze),
            ("respond", stages.respond),
        ];
        let whole: Duration = named.iter().map(|(_, elapsed)| *elapsed).sum();
        let mut begin = end.checked_sub(whole).unwrap_or(end);
        let attributes = [
            KeyValue::new("ascribe.document.language", language.to_owned()),
            KeyValue::new("ascribe.document.bytes", i64::try_from(bytes).unwrap_or(i64::MAX)),
        ];
        let document =
            self.tracer.span_builder("document").with_start_time(begin).with_attributes(attributes);
        let document = self.call.with_span(document.start_with_context(&self.tracer, &self.call));
        for (name, elapsed) in named {
            let stage = self.tracer.span_builder(name).with_start_time(begin);
            begin += elapsed;
            stage.start_with_context(&self.tracer, &document).end_with_timestamp(begin);
        }
        document.span().end_with_timestamp(end);
    }

    /// Ends the span of the call.
    pub(in crate::rpc) fn end(&self, code: Code) {
        let span = self.call.span();
        span.set_attribute(KeyValue::new("rpc.grpc.status_code", i64::from(code as i32)));
        // OpenTelemetry counts only these as errors of a server.
        if matches!(
            code,
            Code::Unknown
                | Code::DeadlineExceeded
                | Code::Unimplemented
                | Code::Internal
                | Code::Unavailable
                | Code::DataLoss
        ) {
            span.set_status(Status::error(code.description()));
        }
        span.end();
    }
}

struct Headers<'h>(&'h HeaderMap);

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(http::HeaderName::as_str).collect()
    }
}
