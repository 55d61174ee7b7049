//! Log-linear models: reading weights, scoring.

mod weights;

pub(crate) use weights::Weights;
