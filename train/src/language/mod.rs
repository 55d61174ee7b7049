//! The second opinion on the language of short texts.

pub(crate) mod eval;
pub(crate) mod train;
