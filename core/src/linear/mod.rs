//! Linear models: the one place that reads weights, scores, decodes and calibrates.
//!
//! [`sequence_model`] scores the labels of tokens ([`bio`]) by hashed features, [`viterbi`] decodes them; `log_linear` weighs
//! candidates by named features; [`calibration`] turns scores into probabilities. Which features there are is told by the
//! modules that use these.

pub mod bio;
pub mod calibration;
mod log_linear;
pub mod sequence_model;
pub mod viterbi;

pub(crate) use log_linear::{Part, Weights};
