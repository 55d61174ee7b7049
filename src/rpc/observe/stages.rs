use std::time::Duration;

/// Time of one document by stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::rpc) struct Stages {
    pub(in crate::rpc) queue: Duration,
    pub(in crate::rpc) read: Duration,
    pub(in crate::rpc) analyze: Duration,
    pub(in crate::rpc) respond: Duration,
}

impl Stages {
    /// Reading and analysing: what a response reports as its analysis.
    pub(in crate::rpc) fn analysis(self) -> Duration {
        self.read + self.analyze
    }
}
