//! The integration tests: one binary, so that the library is linked once.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod cli;
mod fuzz;
mod golden;
#[cfg(target_os = "linux")]
mod hostile;
mod hygiene;
mod linear;
mod marks;
mod people;
mod properties;
mod reference;
mod rpc;
mod tidy;
