use std::time::Duration;

use crate::rpc::convert::duration;
use crate::rpc::v1;

/// The most requests that a batch may be allowed to hold; so many that say nothing take some ten megabytes.
pub(crate) const LARGEST_BATCH: u32 = 100_000;

/// Every limit that a request can run into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest content of one document, in bytes.
    pub max_document_bytes: u32,
    /// The largest number of requests in a batch.
    pub max_batch_size: u32,
    /// The largest message, in bytes, after decompression and before it is decoded.
    pub max_message_bytes: u32,
    /// How many documents are analysed at the same time; one thread each.
    pub max_concurrent_analyses: u32,
    /// How many calls may wait for their turn before others are refused.
    pub max_queue_length: u32,
    /// How many requests of one stream may be in flight before the server stops reading.
    pub max_stream_in_flight: u32,
    /// The longest that a call, or one document of a stream, may take.
    pub max_deadline: Duration,
    /// How many HTTP/2 streams one connection may have open.
    pub max_http2_streams: u32,
    /// How many connections may be open.
    pub max_connections: u32,
    /// How long a connection is kept before its client is asked to open a new one.
    pub max_connection_age: Option<Duration>,
}

impl From<&Limits> for v1::ServerLimits {
    fn from(limits: &Limits) -> Self {
        // Taken apart, so that a limit that is not shown to callers does not compile.
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
