use std::convert::Infallible;
use std::sync::{Arc, LazyLock};
use std::task::{Context, Poll};
use std::time::Instant;

use futures_util::future::BoxFuture;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, Method as Verb, Request, Response, StatusCode};
use tonic::Status;
use tonic::body::Body;
use tower::{Layer, Service};

use super::auth::Tokens;
use super::buffered_body::BufferedBody;
use super::observed_body::{ObservedBody, Revoked};
use crate::rpc::admission::{Deadline, RETRY_AFTER};
use crate::rpc::contract::convert::InvalidArgument;
use crate::rpc::contract::{self, Failure};
use crate::rpc::observe::metrics::Method;
use crate::rpc::observe::{AccessLog, AccessThrottle, CallStats, Trace};
use crate::rpc::service::{CallContext, DocumentAnalysis};

/// Checks the token of each call, sets its deadline, logs it, and completes the details of errors.
#[derive(Clone)]
pub struct CallLayer {
    service: DocumentAnalysis,
    tokens: Option<Tokens>,
    throttle: AccessThrottle,
}

impl CallLayer {
    /// A layer around this service; without tokens everybody may call.
    #[must_use]
    pub fn new(service: &DocumentAnalysis, tokens: Option<Tokens>) -> Self {
        Self { service: service.clone(), tokens, throttle: AccessThrottle::default() }
    }

    /// Admits a call by its head, and gives its deadline.
    ///
    /// # Errors
    /// The response that rejects it before it is read.
    fn admit(
        &self,
        request: &Request<Body>,
        method: Option<&'static Method>,
        now: Instant,
    ) -> Result<Deadline, Box<Response<Body>>> {
        if !self.allows(request) {
            return Err(rejection(Failure::Unauthenticated).into());
        }
        check_protocol(request)?;
        let deadline = Deadline::new(request.headers(), now, self.service.limits().max_deadline);
        let deadline = deadline.map_err(|error| Box::new(rejection(error.into())))?;
        if method.is_some_and(Method::is_queued) && self.service.sheds() {
            return Err(queue_full().into());
        }
        Ok(deadline)
    }

    /// Whether a call is authorised. Health checks need no token: probes have none.
    fn allows(&self, request: &Request<Body>) -> bool {
        self.tokens.as_ref().is_none_or(|tokens| tokens.allow(request.headers()) || is_health(request))
    }

    /// The revocation of a call's token.
    fn revoked(&self, request: &Request<Body>) -> Option<Revoked> {
        let tokens = self.tokens.as_ref().filter(|_| !is_health(request))?;
        Some(Revoked(tokens.revoked(request.headers())))
    }
}

fn is_health(request: &Request<Body>) -> bool {
    request.uri().path().starts_with("/grpc.health.v1.Health/")
}

/// Rejects what is not gRPC: any method but POST, any content type but `application/grpc`.
///
/// Source: <https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md>.
fn check_protocol(request: &Request<Body>) -> Result<(), Box<Response<Body>>> {
    let reject = |http, field: &str, reason, message: &str| {
        let error = InvalidArgument { field: field.into(), reason, message: message.into() };
        let mut response = rejection(error.into());
        *response.status_mut() = http;
        Err(Box::new(response))
    };
    if request.method() != Verb::POST {
        let message = "a call of gRPC is a POST";
        return reject(StatusCode::METHOD_NOT_ALLOWED, ":method", "METHOD_NOT_ALLOWED", message);
    }
    let content_type = request.headers().get(CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    let parameters = content_type.strip_prefix(b"application/grpc");
    if parameters.is_none_or(|rest| !matches!(rest, [] | [b'+' | b';', ..])) {
        let message = "a call of gRPC has the content type application/grpc";
        return reject(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "content-type",
            "UNSUPPORTED_CONTENT_TYPE",
            message,
        );
    }
    Ok(())
}

impl<S> Layer<S> for CallLayer {
    type Service = Calls<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Calls { inner, layer: self.clone() }
    }
}

/// The service of [`CallLayer`].
#[derive(Clone)]
pub struct Calls<S> {
    inner: S,
    layer: CallLayer,
}

impl<S> Service<Request<Body>> for Calls<S>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>,
    S::Future: Send + 'static,
{
    type Response = Response<ObservedBody>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        let began = Instant::now();
        let service = &self.layer.service;
        let max_message_bytes = service.limits().max_message_bytes;
        let method = Method::of(request.uri().path());
        let trace = service.tracer().zip(method);
        let trace = trace.map(|(tracer, method)| Trace::begin(&tracer, &request, method));
        let stats = Arc::new(CallStats::traced(trace));
        let budget = service.response_budget();
        let mut log = AccessLog::new(&self.layer.throttle, &request, method, began, Arc::clone(&stats));
        let deadline = match self.layer.admit(&request, method, began) {
            Ok(deadline) => deadline,
            Err(response) => {
                log.observe(response.headers());
                return Box::pin(async { Ok(response.map(|body| ObservedBody::new(body, log, budget))) });
            }
        };
        let revoked = self.layer.revoked(&request);
        request.extensions_mut().insert(CallContext { deadline, stats });
        // Most clients accept compressed responses whether they need them or not, and compression costs as much as
        // the analysis. Clients that compress their requests have a reason.
        if request.headers().get("grpc-encoding").is_none_or(|encoding| encoding == "identity") {
            request.headers_mut().remove("grpc-accept-encoding");
        }
        let requests = service.request_budget();
        let messages = if method.is_some_and(Method::is_unary) { 1 } else { usize::MAX };
        let request =
            request.map(|body| Body::new(BufferedBody::new(body, requests, max_message_bytes, messages)));
        let response = self.inner.call(request);
        let stopped = self.layer.service.drain().stopped();
        Box::pin(async move {
            // Dropping the handler's future cancels its work. The deadline covers receiving the request, so a client
            // that sends half of one is not waited for.
            let response = tokio::select! {
                biased;
                response = response => with_details(response?, max_message_bytes),
                () = tokio::time::sleep_until(deadline.call.into()) => rejection(Failure::DeadlineExceeded),
                () = stopped => rejection(Failure::Draining),
            };
            log.observe(response.headers());
            Ok(response.map(|body| ObservedBody::new(body, log, budget).until(revoked)))
        })
    }
}

fn rejection(failure: Failure) -> Response<Body> {
    Status::from(failure).into_http()
}

/// Rejects a call before it is read.
fn queue_full() -> Response<Body> {
    // Built once: under overload this is most of the work for a call.
    static HEAD: LazyLock<HeaderMap> =
        LazyLock::new(|| rejection(Failure::QueueFull { retry_after: RETRY_AFTER }).into_parts().0.headers);
    let mut response = Response::new(Body::empty());
    response.headers_mut().clone_from(&HEAD);
    response
}

/// Adds the details to an error that `tonic` raised.
fn with_details(response: Response<Body>, max_message_bytes: u32) -> Response<Body> {
    let headers: &HeaderMap = response.headers();
    if headers.get("grpc-status").is_none_or(|code| code == "0")
        || headers.contains_key("grpc-status-details-bin")
    {
        return response;
    }
    match Status::from_header_map(headers) {
        Some(status) => contract::explain(&status, max_message_bytes).into_http(),
        None => response,
    }
}
