//! `ascribe` reads news text and answers who said what.
//!
//! The modules stand in layering order, which is also the reading order: a module uses those above it, never
//! one below. The core (everything up to [`pipeline`]) is pure and synchronous; the outside world (gRPC,
//! configuration, logs, the command line) comes after it.

pub mod interrupt;
pub mod text;
pub mod analysis;
pub mod markup;
pub mod data;
pub mod dates;
pub mod input;
pub mod tokens;
pub mod language;
pub mod structure;
pub mod sentences;
pub mod entities;
pub mod quotations;
pub mod gazetteer;
pub mod pipeline;
pub mod rpc;
pub mod config;
pub mod telemetry;
pub mod server;
pub mod cli;
