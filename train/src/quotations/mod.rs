//! Who said what: how much of it is right, what is not, and the weights for whom a pronoun means.
//!
//! [`corpus`] reads the sets and analyses them, [`compare`] puts what is found beside what the set has; [`eval`] and
//! [`errors`] print it. [`pronouns`] and [`confidence`] fit weights.

pub(crate) mod compare;
pub(crate) mod confidence;
pub(crate) mod corpus;
pub(crate) mod errors;
pub(crate) mod eval;
pub(crate) mod pronouns;
