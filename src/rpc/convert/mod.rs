//! Between the contract and the core: [`job`] takes a request apart, [`response()`] puts an answer together.
//!
//! The caller's offset unit exists only here.

mod confidence;
mod names;
mod request;
mod response;

pub use request::{InvalidArgument, Job, Reply, job};
pub(in crate::rpc) use response::duration;
pub use response::{Timing, language, response};
