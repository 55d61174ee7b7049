//! Who said what: how much of it is right, what is not, and the weights for whom a pronoun means, where a
//! paraphrase ends and how sure a quotation is.
//!
//! [`corpus`] reads the sets and analyses them, [`compare`] puts what is found beside what the set has; [`eval`] and
//! [`errors`] print it. [`pronouns`], [`ends`] and [`confidence`] fit weights.

pub(crate) mod compare;
pub(crate) mod confidence;
pub(crate) mod corpus;
pub(crate) mod ends;
pub(crate) mod errors;
pub(crate) mod eval;
pub(crate) mod pronouns;
