use std::sync::Arc;
use std::time::Instant;

use tonic::Request;

use crate::rpc::admission::Deadline;
use crate::rpc::contract::Limits;
use crate::rpc::observe::CallStats;

/// What the HTTP layer passes to the handlers, in the extensions of the request.
#[derive(Clone, Debug)]
pub(in crate::rpc) struct CallContext {
    pub(in crate::rpc) deadline: Deadline,
    pub(in crate::rpc) stats: Arc<CallStats>,
}

impl CallContext {
    /// The context of a request; without the layer, a call has the server's deadline.
    pub(super) fn of<T>(request: &Request<T>, limits: &Limits) -> Self {
        request.extensions().get().cloned().unwrap_or_else(|| Self {
            deadline: Deadline::of_server(Instant::now(), limits.max_deadline),
            stats: Arc::default(),
        })
    }
}
