use std::time::Duration;

use prost::Message;
use tonic::metadata::MetadataMap;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

use super::convert::InvalidArgument;
use crate::rpc::google_rpc;
use ascribe_core::interrupt::Interrupted;

/// The domain of every `google.rpc.ErrorInfo` of this service.
pub const DOMAIN: &str = "ascribe";

/// The trailer by which gRPC clients with a retry policy are told when to come back.
const PUSHBACK: &str = "grpc-retry-pushback-ms";

/// Why a document is not analysed: the one table from what went wrong to what the caller sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The request has to be changed.
    Invalid(InvalidArgument),
    /// Something is larger than a limit.
    TooLarge {
        /// Path of the field at fault; empty for the whole message.
        field: String,
        /// The reason in upper snake case.
        reason: &'static str,
        /// The name of the limit in `ServerLimits`.
        limit: &'static str,
        /// The limit in force.
        allowed: u64,
        /// What was sent.
        size: u64,
    },
    /// There are as many callers waiting as may wait.
    QueueFull {
        /// When to try again.
        retry_after: Duration,
    },
    /// The caller did not take the answer while there was room for it.
    NotTaken,
    /// The caller did not send the rest of a request while there was room for its beginning.
    NotSent,
    /// The deadline passed, in the queue or while working.
    DeadlineExceeded,
    /// The caller hung up, so nobody reads this.
    Cancelled,
    /// The call brings no token, or a wrong one.
    Unauthenticated,
    /// The server is going away.
    Draining,
    /// A defect of ours.
    Internal,
}

impl Failure {
    /// Refuses a document, or a line that holds one, that is larger than `max_document_bytes` allows.
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
                let message = format!("{size} is over the limit of {allowed} ({limit}); send less");
                let facts =
                    [("limit", limit.into()), ("allowed", allowed.to_string()), ("size", size.to_string())];
                bad_request(reason, &facts, field, message)
            }
            Failure::QueueFull { retry_after } => queue_full(retry_after),
            Failure::NotTaken => plain(
                Code::ResourceExhausted,
                "ANSWER_NOT_TAKEN",
                "too much of what was answered waits to be taken; read answers as they come, or ask for fewer at a time",
            ),
            Failure::NotSent => plain(
                Code::ResourceExhausted,
                "REQUEST_NOT_SENT",
                "too much of what others send arrived while the rest of this request did not; send it in one go",
            ),
            Failure::DeadlineExceeded => plain(
                Code::DeadlineExceeded,
                "DEADLINE_EXCEEDED",
                "the deadline passed before the answer was complete; allow more time or send a shorter document",
            ),
            Failure::Cancelled => plain(Code::Cancelled, "CANCELLED", "the caller cancelled"),
            Failure::Unauthenticated => plain(
                Code::Unauthenticated,
                "UNAUTHENTICATED",
                "there is no valid token; send `authorization: Bearer TOKEN` with the call",
            ),
            Failure::Draining => plain(
                Code::Unavailable,
                "DRAINING",
                "the server is shutting down; try again with another one",
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
pub(super) fn item(failure: Failure) -> google_rpc::Status {
    let status = Status::from(failure);
    // Details written by `tonic_types` are a whole `google.rpc.Status`, code and message included.
    google_rpc::Status::decode(status.details()).unwrap_or_else(|_| google_rpc::Status {
        code: status.code() as i32,
        message: status.message().into(),
        details: Vec::new(),
    })
}

/// Explains an error that `tonic` raised before a handler saw the call, or on a stream; it brings no details of its own.
///
/// What cannot be decoded is the caller's to change, so it is an invalid argument here; `tonic` says
/// `OUT_OF_RANGE`, `RESOURCE_EXHAUSTED` or `INTERNAL`.
pub(super) fn explain(status: &Status, max_message_bytes: u32) -> Status {
    // What is ours explains itself.
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
    // Keeps what `tonic` says beside the code, such as the compressions that it accepts.
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
    let message = "as many calls are waiting as may wait (max_queue_length); try again later";
    Status::with_error_details_and_metadata(Code::ResourceExhausted, message, details, metadata)
}

fn plain(code: Code, reason: &str, message: &str) -> Status {
    Status::with_error_details(code, message, info(reason, &[]))
}

fn info(reason: &str, facts: &[(&str, String)]) -> ErrorDetails {
    let facts = facts.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
    ErrorDetails::with_error_info(reason, DOMAIN, facts.collect::<std::collections::HashMap<_, _>>())
}
