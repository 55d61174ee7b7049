//! From scores to probabilities.
//!
//! Source: Platt 1999.

/// The logistic function: log odds to a probability.
#[must_use]
pub fn logistic(log_odds: f32) -> f32 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// A logistic curve over the margin of a decision.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Platt {
    /// Log odds for each unit of margin.
    pub slope: f32,
    /// Log odds at a margin of zero.
    pub offset: f32,
}

impl Platt {
    /// How likely a decision with this margin is right.
    #[must_use]
    pub fn probability(self, margin: i32) -> f32 {
        logistic(self.slope * margin as f32 + self.offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_larger_margin_is_likelier_right() {
        let curve = Platt { slope: 0.1, offset: -1.0 };
        assert_eq!(curve.probability(10), 0.5);
        assert!(curve.probability(0) < 0.5 && curve.probability(40) > 0.9);
    }
}
