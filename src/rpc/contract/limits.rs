use std::time::Duration;

use super::convert::duration;
use super::v1;

/// Upper bound of `max_batch_size`: this many empty requests take some ten megabytes.
pub(crate) const LARGEST_BATCH: u32 = 100_000;

/// The limits in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest content of one document, in bytes.
    pub max_document_bytes: u32,
    /// The largest number of requests in a batch.
    pub max_batch_size: u32,
    /// The largest message, in bytes, after decompression and before it is decoded.
    pub max_message_bytes: u32,
    /// Documents analysed at the same time, on a thread each.
    pub max_concurrent_analyses: u32,
    /// Calls that may wait in the admission queue.
    pub max_queue_length: u32,
    /// Requests of one stream in flight before the server stops reading.
    pub max_stream_in_flight: u32,
    /// The longest time for a call, or for one document of a stream.
    pub max_deadline: Duration,
    /// Concurrent HTTP/2 streams per connection.
    pub max_http2_streams: u32,
    /// Open connections.
    pub max_connections: u32,
    /// Age at which a connection is asked to reconnect (GOAWAY).
    pub max_connection_age: Option<Duration>,
}

impl From<&Limits> for v1::ServerLimits {
    fn from(limits: &Limits) -> Self {
        // Destructured, so that a limit missing from the contract does not compile.
        let &Limits {
            max_document_bytes,
            max_batch_size,
            max_message_bytes,
            max_concurrent_analyses,
            max_queue_length,
            max_stream_in_flight,
            max_deadline,
            max_http2_streams,
            max_connections,
            max_connection_age,
        } = limits;
        Self {
            max_document_bytes,
            max_batch_size,
            max_message_bytes,
            max_concurrent_analyses,
            max_queue_length,
            max_stream_in_flight,
            max_deadline: Some(duration(max_deadline)),
            max_http2_streams,
            max_connections,
            max_connection_age: max_connection_age.map(duration),
        }
    }
}
