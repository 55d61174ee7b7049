//! The handlers of the contract.
//!
//! [`DocumentAnalysis`] implements the rpcs. Each document goes through [`work`], which waits for a slot of the
//! [`Pool`](super::admission::Pool) and computes there, off the threads that serve connections.

mod call;
mod handlers;
mod stream;
mod work;

pub(super) use call::CallContext;
pub use handlers::DocumentAnalysis;
pub use work::Analyze;
