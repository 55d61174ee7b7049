use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, LazyLock};
use std::task::{Context, Poll};
use std::time::Instant;

use futures_util::future::BoxFuture;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Request, Response};
use http_body::{Body as HttpBody, Frame, SizeHint};
use prost::bytes::{Buf, Bytes};
use tonic::Status;
use tonic::body::Body;
use tower::{Layer, Service};

use super::arrival::Arriving;
use super::deadline::Deadline;
use super::metrics::Method;
use super::pool::RETRY_AFTER;
use super::record::{Record, Refusals, Tally};
use super::shelf::{Shelf, Shelved};
use super::status::{self, Failure};
use super::trace::Trace;
use crate::rpc::{DocumentAnalysis, Tokens};

/// What the layer found out about a call; handlers find it among the extensions of the request.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) deadline: Deadline,
    pub(super) tally: Arc<Tally>,
}

/// Asks every call for its token, gives it a deadline and an access line, and every error its details.
#[derive(Clone)]
pub struct CallLayer {
    service: DocumentAnalysis,
    tokens: Option<Tokens>,
    refusals: Refusals,
}

impl CallLayer {
    /// A layer around this service; without tokens everybody may call.
    #[must_use]
    pub fn new(service: &DocumentAnalysis, tokens: Option<Tokens>) -> Self {
        Self { service: service.clone(), tokens, refusals: Refusals::default() }
    }

    /// Whether a call may be served. Health is told to everybody: probes have no tokens.
    fn allows(&self, request: &Request<Body>) -> bool {
        let exempt = || request.uri().path().starts_with("/grpc.health.v1.Health/");
        self.tokens.as_ref().is_none_or(|tokens| tokens.allow(request.headers()) || exempt())
    }
}

impl<S> Layer<S> for CallLayer {
    type Service = Calls<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Calls { inner, layer: self.clone() }
    }
}

/// The service that [`CallLayer`] makes of another.
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
    type Response = Response<Watched>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        let began = Instant::now();
        let service = &self.layer.service;
        let max_message_bytes = service.limits().max_message_bytes;
        let deadline = Deadline::new(request.headers(), began, service.limits().max_deadline);
        let method = Method::of(request.uri().path());
        let trace = service.tracer().zip(method);
        let trace = trace.map(|(tracer, method)| Trace::begin(&tracer, &request, method));
        let tally = Arc::new(Tally::traced(trace));
        let shelf = service.shelf();
        let mut record = Record::new(&self.layer.refusals, &request, method, began, Arc::clone(&tally));
        let refused = if !self.layer.allows(&request) {
            Some(refusal(Failure::Unauthenticated))
        } else if method.is_some_and(Method::waits) && service.turns_away() {
            Some(queue_full())
        } else {
            None
        };
        if let Some(response) = refused {
            record.saw(response.headers());
            return Box::pin(async { Ok(response.map(|body| Watched::new(body, record, shelf))) });
        }
        request.extensions_mut().insert(Call { deadline, tally });
        // Most clients accept compressed answers whether they need them or not, and compressing costs as much as
        // analysing. Those who send compressed requests have a reason.
        if request.headers().get("grpc-encoding").is_none_or(|encoding| encoding == "identity") {
            request.headers_mut().remove("grpc-accept-encoding");
        }
        let arriving = service.arriving();
        let request = request.map(|body| Body::new(Arriving::new(body, arriving, max_message_bytes)));
        let answer = self.inner.call(request);
        let stopped = self.layer.service.drain().stopped();
        Box::pin(async move {
            // Whatever comes first. The handler is dropped with its future, and that stops its work. Receiving the
            // request counts too, so a client that sends half of one is not waited for.
            let response = tokio::select! {
                biased;
                response = answer => with_details(response?, max_message_bytes),
                () = tokio::time::sleep_until(deadline.call.into()) => refusal(Failure::DeadlineExceeded),
                () = stopped => refusal(Failure::Draining),
            };
            record.saw(response.headers());
            Ok(response.map(|body| Watched::new(body, record, shelf)))
        })
    }
}

fn refusal(failure: Failure) -> Response<Body> {
    Status::from(failure).into_http()
}

/// Refuses a call before it is read.
fn queue_full() -> Response<Body> {
    // Made once: in a rush, that is most of what there is to do for a call.
    static HEAD: LazyLock<HeaderMap> =
        LazyLock::new(|| refusal(Failure::QueueFull { retry_after: RETRY_AFTER }).into_parts().0.headers);
    let mut response = Response::new(Body::empty());
    response.headers_mut().clone_from(&HEAD);
    response
}

/// Adds the details to an error that `tonic` raised by itself.
fn with_details(response: Response<Body>, max_message_bytes: u32) -> Response<Body> {
    let headers: &HeaderMap = response.headers();
    if headers.get("grpc-status").is_none_or(|code| code == "0")
        || headers.contains_key("grpc-status-details-bin")
    {
        return response;
    }
    match Status::from_header_map(headers) {
        Some(status) => status::explain(&status, max_message_bytes).into_http(),
        None => response,
    }
}

/// The most that is handed to the transport at a time, in bytes; what it has, it keeps until its caller takes it.
const PIECE: usize = 16 << 10;

/// The body of a response, watched for its size and its status, and handed out as it is taken.
#[derive(Debug)]
pub struct Watched {
    body: Body,
    record: Record,
    shelf: Arc<Shelf>,
    // What was written and is not handed out yet, and what ends it.
    rest: Option<Shelved<Bytes>>,
    last: Option<Frame<Bytes>>,
}

type Polled = Poll<Option<Result<Frame<Bytes>, Status>>>;

impl Watched {
    fn new(body: Body, record: Record, shelf: Arc<Shelf>) -> Self {
        Self { body, record, shelf, rest: None, last: None }
    }

    /// The next piece of what is written, or the end of an answer that nobody took.
    fn next_piece(&mut self) -> Option<Frame<Bytes>> {
        let rest = self.rest.take()?;
        let piece = rest.with(|bytes| {
            // A copy, for a part of it would keep all of it.
            let piece = Bytes::copy_from_slice(&bytes[..bytes.len().min(PIECE)]);
            bytes.advance(piece.len());
            (piece, bytes.is_empty())
        });
        match piece {
            Some((piece, is_last)) => {
                self.rest = (!is_last).then_some(rest);
                Some(Frame::data(piece))
            }
            None => {
                (self.body, self.last) = (Body::empty(), None);
                let mut trailers = refusal(Failure::NotTaken).into_parts().0.headers;
                trailers.remove(CONTENT_TYPE);
                self.record.saw(&trailers);
                Some(Frame::trailers(trailers))
            }
        }
    }

    /// Whether the transport has all that was written.
    fn is_handed_out(&self) -> bool {
        self.rest.is_none() && self.last.is_none()
    }

    /// Takes what ends an answer, which is there as soon as that is written, and lets go of what wrote it.
    fn poll_last(&mut self, context: &mut Context<'_>) {
        if let Poll::Ready(Some(Ok(frame))) = Pin::new(&mut self.body).poll_frame(context)
            && frame.is_trailers()
        {
            (self.body, self.last) = (Body::empty(), Some(frame));
        }
    }

    fn poll_body(&mut self, context: &mut Context<'_>) -> Polled {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        let Poll::Ready(Some(Ok(frame))) = polled else { return polled };
        if let Some(trailers) = frame.trailers_ref() {
            self.record.saw(trailers);
        }
        match frame.into_data() {
            Ok(data) => {
                self.record.add_sent(data.len());
                if data.len() <= PIECE {
                    return Poll::Ready(Some(Ok(Frame::data(data))));
                }
                // What writes answers has a buffer that is up to twice as large, and keeps it as long as it lives.
                let exact = Bytes::copy_from_slice(&data);
                drop(data);
                let size = exact.len();
                self.rest = Some(self.shelf.put(exact, size));
                if self.record.is_of_one_answer() {
                    self.poll_last(context);
                }
                Poll::Ready(self.next_piece().map(Ok))
            }
            Err(frame) => Poll::Ready(Some(Ok(frame))),
        }
    }
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Polled {
        let this = self.get_mut();
        if let Some(piece) = this.next_piece() {
            return Poll::Ready(Some(Ok(piece)));
        }
        let Some(last) = this.last.take() else { return this.poll_body(context) };
        if let Some(trailers) = last.trailers_ref() {
            this.record.saw(trailers);
        }
        Poll::Ready(Some(Ok(last)))
    }

    fn is_end_stream(&self) -> bool {
        self.is_handed_out() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        if self.is_handed_out() { self.body.size_hint() } else { SizeHint::default() }
    }
}
