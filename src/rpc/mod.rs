//! gRPC: the contract on the wire.
//!
//! A call passes [`CallLayer`] (`http`), then [`DocumentAnalysis`] (`service`), which sends each document through the
//! admission queue to a worker (`admission`). [`convert`] joins the contract to the core (`contract`). The folders stand
//! in layering order.

mod contract;
mod observe;
mod admission;
mod service;
mod http;

pub use self::http::{CallLayer, Calls, ObservedBody, Tokens, TokensError};
pub use admission::Drain;
pub(crate) use contract::LARGEST_BATCH;
pub use contract::{DOMAIN, Failure, Limits, Models, convert, google_rpc, v1};
pub(crate) use observe::LogThrottle;
pub use observe::{Peer, metrics};
pub use service::{Analyze, DocumentAnalysis};
