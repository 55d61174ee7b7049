//! The model that recognises names.
//!
//! [`corpus`] reads the sets and cuts them as the service does, [`scheme`] reconciles their labels, [`crf`] and
//! `learn` make weights of them, `calibrate` tells how far to trust them, [`train`] makes the file; [`eval`] and [`errors`] look at what it does.

mod calibrate;
pub(crate) mod corpus;
pub(crate) mod crf;
pub(crate) mod errors;
pub(crate) mod eval;
mod learn;
pub(crate) mod scheme;
mod swap;
pub(crate) mod train;
