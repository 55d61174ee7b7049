//! Who may compute, and when: the queue, deadlines, drain, and the memory that slow clients hold.
//!
//! [`Pool`] admits calls through the [`queue`], batches and streams through a gate of their own. A [`ByteBudget`] bounds
//! the bytes held for clients that are slow to send or to read.

mod byte_budget;
mod deadline;
mod drain;
mod lease;
mod pool;
mod queue;
mod slot;

pub(super) use byte_budget::{ByteBudget, Reservation};
pub(super) use deadline::Deadline;
pub use drain::Drain;
pub(super) use lease::{Lease, Tenant};
pub(super) use pool::{Pool, RETRY_AFTER};
