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

use super::call::Call;
use super::shelf::Shelved;
use super::status::{self, Failure};
use super::work::{Urgency, Worker};
use crate::rpc::{Drain, v1};

type Item = v1::StreamAnalyzeDocumentsResponse;

/// A result that the transport has not asked for yet.
struct Waiting {
    request_id: String,
    item: Shelved<Item>,
}

/// The results of a stream, as they finish.
///
/// A request is read only when there are fewer than `max_stream_in_flight` whose results were not yet taken, and
/// only when the transport asks for more: a client that does not take its results is not read from.
pub(super) struct Answers {
    // Absent when no more requests are to be read.
    requests: Option<Streaming<v1::StreamAnalyzeDocumentsRequest>>,
    // Spawned, not polled from here: a client that stops reading must not keep work from going on that already
    // has its place in the line, for that would stop everybody behind it.
    in_flight: FuturesUnordered<AbortOnDropHandle<Waiting>>,
    // What ends the reading early: then what was read is still answered.
    end: BoxFuture<'static, Failure>,
    // Then it is not.
    stopped: Pin<Box<WaitForCancellationFutureOwned>>,
    // What to say when the results in flight have been delivered.
    last: Option<Status>,
    worker: Arc<Worker>,
    call: Call,
}

impl Answers {
    pub(super) fn new(
        requests: Streaming<v1::StreamAnalyzeDocumentsRequest>,
        worker: Arc<Worker>,
        call: Call,
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

    /// Reads requests while there is room for their results.
    fn read(&mut self, context: &mut Context<'_>) {
        let most = self.worker.limits.max_stream_in_flight as usize;
        if self.requests.is_some()
            && let Poll::Ready(failure) = self.end.as_mut().poll(context)
        {
            self.stop_reading(Some(failure.into()));
        }
        while let Some(requests) = &mut self.requests
            && self.in_flight.len() < most
        {
            match requests.poll_next_unpin(context) {
                Poll::Ready(Some(Ok(request))) => {
                    let work = answer(Arc::clone(&self.worker), self.call.clone(), request);
                    self.in_flight.push(AbortOnDropHandle::new(tokio::spawn(work)));
                }
                Poll::Ready(Some(Err(error))) => {
                    let error = status::explain(&error, self.worker.limits.max_message_bytes);
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

impl Stream for Answers {
    type Item = Result<Item, Status>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if this.stopped.as_mut().poll(context).is_ready() {
            this.stop_reading(Some(Failure::Draining.into()));
            this.in_flight.clear();
        }
        this.read(context);
        match this.in_flight.poll_next_unpin(context) {
            Poll::Ready(Some(Ok(Waiting { request_id, item }))) => {
                let not_taken = || {
                    use v1::stream_analyze_documents_response::Result::Status;
                    Item { request_id, result: Some(Status(status::item(Failure::NotTaken))) }
                };
                Poll::Ready(Some(Ok(item.take().unwrap_or_else(not_taken))))
            }
            // Aborted or panicked outside of the analysis: the request that it belonged to is not known any more.
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

/// Answers one request of a stream. Each has the server's longest deadline for itself; the caller's is for the
/// whole stream.
async fn answer(worker: Arc<Worker>, call: Call, request: v1::StreamAnalyzeDocumentsRequest) -> Waiting {
    use v1::stream_analyze_documents_response::Result as Either;
    let v1::StreamAnalyzeDocumentsRequest { request_id, document, options } = request;
    let server = Instant::now() + worker.limits.max_deadline;
    let deadline = call.deadline.client.map_or(server, |client| client.min(server));
    let result = match worker.job(document, options, &call.tally) {
        Ok(job) => worker.run_until(job, Urgency::Bulk, deadline, &call.tally).await,
        Err(failure) => Err(failure),
    };
    let result = result.map_or_else(|failure| Either::Status(status::item(failure)), Either::Response);
    let item = Item { request_id: request_id.clone(), result: Some(result) };
    let size = item.encoded_len();
    Waiting { request_id, item: worker.shelf.put(item, size) }
}
