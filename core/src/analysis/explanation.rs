//! Why a result is as it is: for people and debugging, only when asked for.

use crate::rules::Rule;
use crate::text::Span;

/// What was weighed for one quotation. The rule that made it stands in [`Quotation::rule`](super::Quotation::rule).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Explanation {
    /// Whom the attribution could mean, best first.
    pub speakers: Vec<WeighedCandidate>,
    /// Whom the pronoun could mean that the speaker is written as, best first; empty where it is none.
    pub antecedents: Vec<WeighedCandidate>,
}

/// One of several candidates of a choice.
#[derive(Clone, Debug, PartialEq)]
pub struct WeighedCandidate {
    /// Where it stands.
    pub span: Span,
    /// The name of its entity; as written where it has none.
    pub name: String,
    /// What the choice is made by: of two candidates of one choice the higher is better.
    pub score: f32,
    /// Whether it was chosen.
    pub chosen: bool,
}

/// Words in quotation marks that are no speech.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RejectedRun {
    /// The words without their marks.
    pub span: Span,
    /// Why.
    pub rule: Rule,
}
