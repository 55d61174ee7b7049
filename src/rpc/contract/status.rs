use std::time::Duration;

use prost::Message;
use tonic::metadata::MetadataMap;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

use super::convert::InvalidArgument;
use super::google_rpc;
use ascribe_core::analysis::Model;
use ascribe_core::interrupt::Interrupted;

/// The domain of every `google.rpc.ErrorInfo` of this service.
pub const DOMAIN: &str = "ascribe";

/// The trailer that tells gRPC clients with a retry policy when to retry.
const PUSHBACK: &str = "grpc-retry-pushback-ms";

/// Why a request failed: the one table from failures to statuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The request is invalid.
    Invalid(InvalidArgument),
    /// A limit is exceeded.
    TooLarge {
        /// Path of the field at fault; empty for the whole message.
        field: String,
        /// The reason in upper snake case.
        reason: &'static str,
        /// The name of the limit in `ServerLimits`.
        limit: &'static str,
        /// The limit in force.
        allowed: u64,
        /// The size that was sent.
        size: u64,
    },
    /// The engine that was asked for is not loaded.
    ModelNotLoaded(Model),
    /// The queue is full.
    QueueFull {
        /// When to retry.
        retry_after: Duration,
    },
    /// The client read too slowly, and its response was evicted.
    ResponseEvicted,
    /// The client sent too slowly, and its partial request was evicted.
    RequestEvicted,
    /// The deadline passed, in the queue or during analysis.
    DeadlineExceeded,
    /// The client cancelled; nobody reads this.
    Cancelled,
    /// The call has no valid token, or its token was revoked.
    Unauthenticated,
    /// A unary call holds a second message.
    SecondMessage,
    /// The server is shutting down.
    Draining,
    /// A defect of the server.
    Internal,
}

impl Failure {
    /// A document, or a line that holds one, exceeds `max_document_bytes`.
    #[must_use]
    pub fn document_too_large(field: &str, size: u64, allowed: u64) -> Self {
        Self::TooLarge {
            field: field.into(),
            reason: "DOCUMENT_TOO_LARGE",
            limit: "max_document_bytes",
            allowed,
            size,
        }
    }

    /// A batch holds more requests than `allowed`.
    pub(in crate::rpc) fn batch_too_large(size: usize, allowed: u32) -> Self {
        Self::TooLarge {
            field: "requests".into(),
            reason: "BATCH_TOO_LARGE",
            limit: "max_batch_size",
            allowed: allowed.into(),
            size: size as u64,
        }
    }
}

impl From<InvalidArgument> for Failure {
    fn from(error: InvalidArgument) -> Self {
        Self::Invalid(error)
    }
}

impl From<Interrupted> for Failure {
    fn from(interrupted: Interrupted) -> Self {
        match interrupted {
            Interrupted::DeadlineExceeded => Self::DeadlineExceeded,
            Interrupted::Cancelled => Self::Cancelled,
        }
    }
}

impl From<Failure> for Status {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Invalid(InvalidArgument { field, reason, message }) => {
                bad_request(reason, &[], field, message)
            }
            Failure::TooLarge { field, reason, limit, allowed, size } => {
                let message = format!("{size} exceeds the limit of {allowed} ({limit}); send less");
                let facts =
                    [("limit", limit.into()), ("allowed", allowed.to_string()), ("size", size.to_string())];
                bad_request(reason, &facts, field, message)
            }
            Failure::ModelNotLoaded(model) => plain(
                Code::FailedPrecondition,
                "MODEL_NOT_LOADED",
                match model {
                    Model::Fast => {
                        "MODEL_FAST is not loaded; leave `options.model` out, or start with `--models fast,accurate`"
                    }
                    Model::Accurate => {
                        "MODEL_ACCURATE is not loaded; leave `options.model` out, or start without `--models fast`"
                    }
                },
            ),
            Failure::QueueFull { retry_after } => queue_full(retry_after),
            Failure::ResponseEvicted => plain(
                Code::ResourceExhausted,
                "ANSWER_NOT_TAKEN",
                "the response was not read in time and others needed the memory; read responses as they arrive, or send fewer requests at a time",
            ),
            Failure::RequestEvicted => plain(
                Code::ResourceExhausted,
                "REQUEST_NOT_SENT",
                "the request was not sent to its end in time and others needed the memory; send it in one go",
            ),
            Failure::DeadlineExceeded => plain(
                Code::DeadlineExceeded,
                "DEADLINE_EXCEEDED",
                "the deadline passed before the response was complete; allow more time or send a shorter document",
            ),
            Failure::Cancelled => plain(Code::Cancelled, "CANCELLED", "the client cancelled"),
            Failure::Unauthenticated => plain(
                Code::Unauthenticated,
                "UNAUTHENTICATED",
                "there is no valid token; send `authorization: Bearer TOKEN` with the call",
            ),
            // The code that gRPC gives to a violated cardinality (doc/statuscodes.md).
            Failure::SecondMessage => plain(
                Code::Unimplemented,
                "SECOND_MESSAGE",
                "a unary call takes one message; use StreamAnalyzeDocuments for several",
            ),
            Failure::Draining => plain(
                Code::Unavailable,
                "DRAINING",
                "the server is shutting down; retry with another replica",
            ),
            Failure::Internal => plain(
                Code::Internal,
                "INTERNAL",
                "the analysis failed by a defect of the server; only this document is affected",
            ),
        }
    }
}

/// The status of one item of a batch or a stream.
pub(in crate::rpc) fn item(failure: Failure) -> google_rpc::Status {
    let status = Status::from(failure);
    // Details written by `tonic_types` are a whole `google.rpc.Status`, code and message included.
    google_rpc::Status::decode(status.details()).unwrap_or_else(|_| google_rpc::Status {
        code: status.code() as i32,
        message: status.message().into(),
        details: Vec::new(),
    })
}

/// Adds the missing details to an error that `tonic` raised before a handler saw the call, or on a stream.
///
/// A message that cannot be decoded is `INVALID_ARGUMENT` here, where `tonic` says `OUT_OF_RANGE`, `RESOURCE_EXHAUSTED` or
/// `INTERNAL`.
pub(in crate::rpc) fn explain(status: &Status, max_message_bytes: u32) -> Status {
    // One of ours is complete.
    if !status.details().is_empty() {
        return status.clone();
    }
    let message = status.message();
    let explained = match status.code() {
        Code::OutOfRange | Code::ResourceExhausted => {
            let facts = [("limit", "max_message_bytes".into()), ("allowed", max_message_bytes.to_string())];
            bad_request("MESSAGE_TOO_LARGE", &facts, String::new(), message.into())
        }
        Code::Internal => {
            let message = format!(
                "the message cannot be decoded: {message}; text that is not UTF-8 goes into `document.data`"
            );
            bad_request("MALFORMED_MESSAGE", &[], String::new(), message)
        }
        Code::Unimplemented => plain(Code::Unimplemented, "UNIMPLEMENTED", message),
        Code::NotFound => plain(Code::NotFound, "NOT_FOUND", message),
        code => plain(code, "TRANSPORT", message),
    };
    // Keeps the metadata of `tonic`, such as the encodings that it accepts.
    let details = explained.details().to_vec();
    Status::with_details_and_metadata(
        explained.code(),
        explained.message(),
        details.into(),
        status.metadata().clone(),
    )
}

fn bad_request(reason: &str, facts: &[(&str, String)], field: String, message: String) -> Status {
    let mut details = info(reason, facts);
    let summary = if field.is_empty() { message.clone() } else { format!("{field}: {message}") };
    details.add_bad_request_violation(field, message);
    Status::with_error_details(Code::InvalidArgument, summary, details)
}

fn queue_full(retry_after: Duration) -> Status {
    let mut details = info("QUEUE_FULL", &[]);
    details.set_retry_info(Some(retry_after));
    let mut metadata = MetadataMap::new();
    let millis = u64::try_from(retry_after.as_millis()).unwrap_or(u64::MAX);
    metadata.insert(PUSHBACK, millis.into());
    let message = "the queue is full (max_queue_length); retry later";
    Status::with_error_details_and_metadata(Code::ResourceExhausted, message, details, metadata)
}

fn plain(code: Code, reason: &str, message: &str) -> Status {
    Status::with_error_details(code, message, info(reason, &[]))
}

fn info(reason: &str, facts: &[(&str, String)]) -> ErrorDetails {
    let facts = facts.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
    ErrorDetails::with_error_info(reason, DOMAIN, facts.collect::<std::collections::HashMap<_, _>>())
}
