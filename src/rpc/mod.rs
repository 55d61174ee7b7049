//! The contract on the wire. Generated types live here only.
//!
//! A call passes [`CallLayer`] (token, deadline, access line, details on every error), then [`DocumentAnalysis`], which
//! implements the contract. That hands each document to `work`, which waits for a place in the `pool` and does
//! there what takes time. [`convert`] stands between the contract and the core, [`Failure`] is the one table
//! of errors, and [`Drain`] tells everybody that the server is going away.

pub mod convert;
mod arrival;
mod auth;
mod call;
mod codec;
mod deadline;
mod drain;
mod info;
mod limits;
mod line;
pub mod metrics;
mod pool;
mod proto;
mod record;
mod service;
mod shelf;
mod sparing;
mod status;
mod stream;
mod trace;
mod work;

pub use auth::{Tokens, TokensError};
pub use call::CallLayer;
pub use drain::Drain;
pub(crate) use limits::LARGEST_BATCH;
pub use limits::Limits;
pub use proto::ascribe::v1;
pub use proto::google::rpc as google_rpc;
pub use record::Peer;
pub use service::DocumentAnalysis;
pub(crate) use sparing::Sparing;
pub use status::{DOMAIN, Failure};
pub use work::Analyze;
