//! The integration tests: one binary, so that the library is linked once.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod cli;
mod fuzz;
#[cfg(target_os = "linux")]
mod hostile;
mod properties;
mod reference;
mod rpc;
mod tidy;
