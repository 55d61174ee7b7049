//! The `ascribe` service: gRPC, command line, configuration, telemetry around the analysis of `ascribe-core`.
//!
//! The modules stand in layering order, which is also the reading order: a module uses those above it, never one below.

pub mod rpc;
pub mod config;
pub mod telemetry;
mod page;
pub mod server;
pub mod cli;
