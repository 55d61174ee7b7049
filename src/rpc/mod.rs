//! The contract on the wire. Generated types live here only.

pub mod convert;
mod proto;

pub use proto::ascribe::v1;
pub use proto::google::rpc as google_rpc;
