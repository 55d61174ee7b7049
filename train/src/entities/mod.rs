//! The model that recognises names.
//!
//! [`corpus`] reads the sets and cuts them as the service does, [`scheme`] reconciles their labels, [`crf`] learns
//! weights, [`train`] makes the file; [`eval`] and [`errors`] look at what it does.

pub(crate) mod corpus;
pub(crate) mod crf;
pub(crate) mod errors;
pub(crate) mod eval;
pub(crate) mod scheme;
pub(crate) mod train;
