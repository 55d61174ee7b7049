use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::future::BoxFuture;
use http::header::CONTENT_TYPE;
use http_body::{Body as HttpBody, Frame, SizeHint};
use prost::bytes::{Buf, Bytes};
use tonic::Status;
use tonic::body::Body;

use crate::rpc::admission::{ByteBudget, Reservation};
use crate::rpc::contract::Failure;
use crate::rpc::observe::AccessLog;

/// The largest piece handed to the transport, in bytes, which holds it until the client reads it.
const PIECE: usize = 16 << 10;

/// The body of a response: logs its size and status, and holds what is unread within the byte budget.
#[derive(Debug)]
pub struct ObservedBody {
    body: Body,
    log: AccessLog,
    budget: Arc<ByteBudget>,
    // What the body has produced and the transport has not polled, and the trailers after it.
    rest: Option<Reservation<Bytes>>,
    trailers: Option<Frame<Bytes>>,
    // Absent without tokens, and once the response has failed.
    revoked: Option<Revoked>,
}

/// Completes when the token of the call is revoked.
pub(super) struct Revoked(pub(super) BoxFuture<'static, ()>);

impl fmt::Debug for Revoked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Revoked")
    }
}

type Polled = Poll<Option<Result<Frame<Bytes>, Status>>>;

impl ObservedBody {
    pub(super) fn new(body: Body, log: AccessLog, budget: Arc<ByteBudget>) -> Self {
        Self { body, log, budget, rest: None, trailers: None, revoked: None }
    }

    /// The same, ended by `UNAUTHENTICATED` when its token is revoked.
    pub(super) fn until(self, revoked: Option<Revoked>) -> Self {
        Self { revoked, ..self }
    }

    /// The next piece, or the trailers of a response that was evicted.
    fn next_piece(&mut self) -> Option<Frame<Bytes>> {
        let rest = self.rest.take()?;
        let piece = rest.with(|bytes| {
            // A copy, since a slice would keep the whole buffer alive.
            let piece = Bytes::copy_from_slice(&bytes[..bytes.len().min(PIECE)]);
            bytes.advance(piece.len());
            (piece, bytes.is_empty())
        });
        match piece {
            Some((piece, is_last)) => {
                self.rest = (!is_last).then_some(rest);
                Some(Frame::data(piece))
            }
            None => Some(self.fail(Failure::ResponseEvicted)),
        }
    }

    /// Drops the rest of the body; returns the trailers of this failure.
    fn fail(&mut self, failure: Failure) -> Frame<Bytes> {
        (self.body, self.rest, self.trailers, self.revoked) = (Body::empty(), None, None, None);
        let mut trailers = Status::from(failure).into_http::<Body>().into_parts().0.headers;
        trailers.remove(CONTENT_TYPE);
        self.log.observe(&trailers);
        Frame::trailers(trailers)
    }

    fn is_drained(&self) -> bool {
        self.rest.is_none() && self.trailers.is_none()
    }

    /// Takes the trailers of a unary response, which are ready with its message, and frees the encoder.
    fn poll_trailers(&mut self, context: &mut Context<'_>) {
        if let Poll::Ready(Some(Ok(frame))) = Pin::new(&mut self.body).poll_frame(context)
            && frame.is_trailers()
        {
            (self.body, self.trailers) = (Body::empty(), Some(frame));
        }
    }

    fn poll_body(&mut self, context: &mut Context<'_>) -> Polled {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        let Poll::Ready(Some(Ok(frame))) = polled else { return polled };
        if let Some(trailers) = frame.trailers_ref() {
            self.log.observe(trailers);
        }
        match frame.into_data() {
            Ok(data) => {
                self.log.add_sent(data.len());
                if data.len() <= PIECE {
                    return Poll::Ready(Some(Ok(Frame::data(data))));
                }
                // The encoder's buffer is up to twice as large, and lives as long as the encoder.
                let exact = Bytes::copy_from_slice(&data);
                drop(data);
                let size = exact.len();
                self.rest = Some(self.budget.reserve(exact, size));
                if self.log.is_unary() {
                    self.poll_trailers(context);
                }
                Poll::Ready(self.next_piece().map(Ok))
            }
            Err(frame) => Poll::Ready(Some(Ok(frame))),
        }
    }
}

impl HttpBody for ObservedBody {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Polled {
        let this = self.get_mut();
        if this.revoked.as_mut().is_some_and(|revoked| revoked.0.as_mut().poll(context).is_ready()) {
            return Poll::Ready(Some(Ok(this.fail(Failure::Unauthenticated))));
        }
        if let Some(piece) = this.next_piece() {
            return Poll::Ready(Some(Ok(piece)));
        }
        let Some(trailers) = this.trailers.take() else { return this.poll_body(context) };
        if let Some(trailers) = trailers.trailers_ref() {
            this.log.observe(trailers);
        }
        Poll::Ready(Some(Ok(trailers)))
    }

    fn is_end_stream(&self) -> bool {
        self.is_drained() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        if self.is_drained() { self.body.size_hint() } else { SizeHint::default() }
    }
}
