//! The contract: generated types, conversion between them and the core, errors, limits.
//!
//! Generated types appear in `rpc` only. [`convert`] joins them to the core, and [`Failure`] is the one table of errors.

pub(super) mod codec;
pub mod convert;
mod info;
mod limits;
mod models;
mod proto;
mod status;

pub(super) use info::{describe, describe_gazetteer};
pub(crate) use limits::LARGEST_BATCH;
pub use limits::Limits;
pub use models::Models;
pub use proto::ascribe::v1;
pub use proto::google::rpc as google_rpc;
pub use status::{DOMAIN, Failure};
pub(super) use status::{explain, item};
