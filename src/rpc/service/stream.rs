use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::{Stream, StreamExt};
use prost::Message;
use tokio_util::sync::WaitForCancellationFutureOwned;
use tokio_util::task::AbortOnDropHandle;
use tonic::{Status, Streaming};

use super::call::CallContext;
use super::work::{Priority, Worker};
use crate::rpc::admission::{Drain, Reservation};
use crate::rpc::contract::{self, Failure, v1};

type Item = v1::StreamAnalyzeDocumentsResponse;

/// A result that the transport has not polled for yet.
struct Finished {
    request_id: String,
    item: Reservation<Item>,
}

/// The results of a stream, in order of completion, with back-pressure.
///
/// A request is read only while fewer than `max_stream_in_flight` are unanswered, and only when the transport polls for
/// more: a client that does not read its results is not read from.
pub(super) struct ResponseStream {
    // Absent once reading has ended.
    requests: Option<Streaming<v1::StreamAnalyzeDocumentsRequest>>,
    // Spawned, not polled from here: a client that stops reading must not stall queued work, which would stall
    // everybody behind it in the queue.
    in_flight: FuturesUnordered<AbortOnDropHandle<Finished>>,
    // Ends the reading; requests already read are still answered.
    end: BoxFuture<'static, Failure>,
    // Ends the stream at once.
    stopped: Pin<Box<WaitForCancellationFutureOwned>>,
    // The status that follows the results in flight.
    last: Option<Status>,
    worker: Arc<Worker>,
    call: CallContext,
}

impl ResponseStream {
    pub(super) fn new(
        requests: Streaming<v1::StreamAnalyzeDocumentsRequest>,
        worker: Arc<Worker>,
        call: CallContext,
        drain: &Drain,
    ) -> Self {
        let begun = drain.begun();
        let deadline = call.deadline.client;
        let end = Box::pin(async move {
            tokio::select! {
                () = begun => Failure::Draining,
                () = passed(deadline) => Failure::DeadlineExceeded,
            }
        });
        let stopped = Box::pin(drain.stopped());
        let in_flight = FuturesUnordered::new();
        Self { requests: Some(requests), in_flight, end, stopped, last: None, worker, call }
    }

    /// Reads requests while there is room in flight.
    fn read(&mut self, context: &mut Context<'_>) {
        let max = self.worker.limits.max_stream_in_flight as usize;
        if self.requests.is_some()
            && let Poll::Ready(failure) = self.end.as_mut().poll(context)
        {
            self.stop_reading(Some(failure.into()));
        }
        while let Some(requests) = &mut self.requests
            && self.in_flight.len() < max
        {
            match requests.poll_next_unpin(context) {
                Poll::Ready(Some(Ok(request))) => {
                    let work = answer(Arc::clone(&self.worker), self.call.clone(), request);
                    self.in_flight.push(AbortOnDropHandle::new(tokio::spawn(work)));
                }
                Poll::Ready(Some(Err(error))) => {
                    let error = contract::explain(&error, self.worker.limits.max_message_bytes);
                    self.stop_reading(Some(error));
                }
                Poll::Ready(None) => self.stop_reading(None),
                Poll::Pending => return,
            }
        }
    }

    fn stop_reading(&mut self, last: Option<Status>) {
        self.requests = None;
        self.last = last;
    }
}

impl Stream for ResponseStream {
    type Item = Result<Item, Status>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if this.stopped.as_mut().poll(context).is_ready() {
            this.stop_reading(Some(Failure::Draining.into()));
            this.in_flight.clear();
        }
        this.read(context);
        match this.in_flight.poll_next_unpin(context) {
            Poll::Ready(Some(Ok(Finished { request_id, item }))) => {
                let evicted = || {
                    use v1::stream_analyze_documents_response::Result::Status;
                    Item { request_id, result: Some(Status(contract::item(Failure::ResponseEvicted))) }
                };
                Poll::Ready(Some(Ok(item.take().unwrap_or_else(evicted))))
            }
            // Aborted or panicked outside of the analysis: its request is unknown.
            Poll::Ready(Some(Err(_))) => Poll::Ready(Some(Err(Failure::Internal.into()))),
            Poll::Ready(None) if this.requests.is_none() => Poll::Ready(this.last.take().map(Err)),
            Poll::Ready(None) | Poll::Pending => Poll::Pending,
        }
    }
}

async fn passed(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => tokio::time::sleep_until(deadline.into()).await,
        None => std::future::pending().await,
    }
}

/// Answers one request of a stream. Each has the server's full deadline; the client's covers the whole stream.
async fn answer(
    worker: Arc<Worker>,
    call: CallContext,
    request: v1::StreamAnalyzeDocumentsRequest,
) -> Finished {
    use v1::stream_analyze_documents_response::Result as Either;
    let v1::StreamAnalyzeDocumentsRequest { request_id, document, options } = request;
    let server = Instant::now() + worker.limits.max_deadline;
    let deadline = call.deadline.client.map_or(server, |client| client.min(server));
    let result = match worker.job(document, options, &call.stats) {
        Ok(job) => worker.run_until(job, Priority::Bulk, deadline, &call.stats).await,
        Err(failure) => Err(failure),
    };
    let result = result.map_or_else(|failure| Either::Status(contract::item(failure)), Either::Response);
    let item = Item { request_id: request_id.clone(), result: Some(result) };
    let size = item.encoded_len();
    Finished { request_id, item: worker.responses.reserve(item, size) }
}
