//! Between the contract and the core: [`job`] parses a request, [`response()`] builds a response.
//!
//! The caller's offset unit exists only here.

mod confidence;
mod names;
mod request;
mod response;

pub use request::{InvalidArgument, Job, Reply, job};
pub(in crate::rpc::contract) use response::duration;
pub use response::{Timing, language, response};
