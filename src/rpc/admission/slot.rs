use tokio::sync::OwnedSemaphorePermit;

use super::queue::Permit;
use crate::rpc::observe::metrics::GaugeGuard;

/// The right to compute, which is lent to the work: a caller that hangs up does not free the worker that
/// still runs.
#[derive(Debug)]
pub(in crate::rpc) struct Slot {
    _permit: Permit,
    _place: Option<Permit>,
    _gate: Option<OwnedSemaphorePermit>,
    _running: GaugeGuard,
}

impl Slot {
    pub(super) fn new(permit: Permit, place: Option<Permit>, gate: Option<OwnedSemaphorePermit>) -> Self {
        Self { _permit: permit, _place: place, _gate: gate, _running: GaugeGuard::running() }
    }
}
