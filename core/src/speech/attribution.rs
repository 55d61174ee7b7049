//! Attributions as the text writes them, before anybody asks whom a phrase means.

use std::ops::Range;

use super::nodes::SpeechTokens;
use crate::analysis::{AttributionMethod, Cue, QuotationKind, RejectedRun};
use crate::rules::Rule;
use crate::text::Span;

/// Somebody's words with what the text writes about them.
#[derive(Clone, Debug)]
pub(crate) struct Attribution {
    /// How much of it stands in marks.
    pub(crate) kind: QuotationKind,
    /// The content without its outer marks, in order.
    pub(crate) segments: Vec<Span>,
    /// The runs in marks inside the content.
    pub(crate) quoted_parts: Vec<Span>,
    /// What makes it an attribution; none where speech goes on without one.
    pub(crate) cue: Option<Cue>,
    /// Who speaks.
    pub(crate) source: Source,
    /// Who passes it on, in nodes.
    pub(crate) relayer: Option<Range<usize>>,
    /// To whom.
    pub(crate) addressee: Option<Span>,
    /// Where or on which occasion.
    pub(crate) venue: Option<Span>,
    /// When.
    pub(crate) time: Option<Span>,
    /// What it rests on.
    pub(crate) method: AttributionMethod,
    /// What found it.
    pub(crate) rule: Rule,
    /// How sure that is, where what found it tells.
    pub(crate) confidence: Option<f32>,
    /// The name of whom its source phrase means, where what found it tells.
    pub(crate) antecedent: Option<Span>,
}

/// How the text says who speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// By a phrase beside the content, in nodes.
    Phrase(Range<usize>),
    /// By whom the unit with this index is about, or if that is nobody, the ones before it.
    Introduced(usize),
    /// Not here: the first of these that is somebody.
    Implied(Vec<Link>),
}

/// To whom speech without a source of its own may belong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Link {
    /// Who speaks in an earlier attribution: its index.
    Continues(usize),
    /// Whom a unit is about, or if that is nobody, the ones before it: its index.
    Introduced(usize),
    /// Whom a unit is about, and no other: its index.
    JustIntroduced(usize),
}

/// For each unit the source of an act of speech in it that has no content, in nodes.
pub(crate) type Spoke = Vec<Option<(Range<usize>, AttributionMethod)>>;

/// What one reading of a document finds: that of one language, at one depth of marks.
#[derive(Debug)]
pub(crate) struct SpeechReading<'a> {
    /// The words and marks that it rests on.
    pub(crate) tokens: SpeechTokens<'a>,
    /// In the order of reading; links lead to earlier ones.
    pub(crate) attributions: Vec<Attribution>,
    /// Who spoke without a content that is given.
    pub(crate) spoke: Spoke,
    /// The words in marks that are no speech.
    pub(crate) rejected: Vec<RejectedRun>,
    /// How many marks stand around it.
    pub(crate) depth: usize,
}

impl Attribution {
    /// The parts that are in the speaker's own words.
    pub(crate) fn literal(&self) -> &[Span] {
        match self.kind {
            QuotationKind::Direct => &self.segments,
            _ => &self.quoted_parts,
        }
    }
}
