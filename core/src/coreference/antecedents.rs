//! What speaks for a mention as the antecedent of a pronoun, in features that a linear model weighs.

use super::mention_in_context::MentionInContext;
use super::pronouns::{Case, Pronoun};
use super::resolve::Context;
use crate::analysis::{BlockKind, MentionKind, Shape};
use crate::data;
use crate::document_tokens::DocumentTokens;
use crate::lang::WordClass;
use crate::lang::lexicon::{Classes, Gender};
use crate::text::Span;

/// What is looked at; the names are those of the rows of the weights.
pub const FEATURES: [&str; 27] = [
    "sentences",
    "blocks",
    "tokens",
    "same sentence",
    "sentence before",
    "subject of subject",
    "subject of other",
    "possessive",
    "pronoun",
    "nominal",
    "gender known",
    "quoted",
    "headline",
    "reflexive of subject",
    "count",
    "ahead",
    "initial",
    "speaks",
    "last to speak",
    "parallel",
    "object before",
    "last pronoun",
    "nearest",
    "named in the speech",
    "same block",
    "quoted last to speak",
    "first of the block",
];

/// How many features there are.
pub const COUNT: usize = FEATURES.len();

/// The features of one mention.
pub type FeatureVector = [f32; COUNT];

/// How much each figure counts.
#[derive(Clone, Debug)]
pub struct Weights {
    /// Where the pronoun is the subject of a verb of speech.
    pub speaking: FeatureVector,
    /// Elsewhere.
    pub other: FeatureVector,
}

impl Weights {
    /// Reads the rows of a table of weights; what is not in it counts nothing.
    #[must_use]
    pub fn read(table: &str) -> Self {
        let mut weights = Self { speaking: [0.0; COUNT], other: [0.0; COUNT] };
        for row in data::rows(table) {
            let &[name, speaking, other] = row.as_slice() else { continue };
            let Some(at) = FEATURES.iter().position(|feature| *feature == name) else { continue };
            weights.speaking[at] = speaking.parse().unwrap_or(0.0);
            weights.other[at] = other.parse().unwrap_or(0.0);
        }
        weights
    }

    /// The weights of a pronoun.
    #[must_use]
    pub fn of(&self, speaks: bool) -> &FeatureVector {
        if speaks { &self.speaking } else { &self.other }
    }
}

/// The score of a mention.
#[must_use]
pub fn score(weights: &FeatureVector, features: &FeatureVector) -> f32 {
    weights.iter().zip(features).map(|(weight, figure)| weight * figure).sum()
}

/// A pronoun with those it may mean, as a trainer needs it.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The pronoun.
    pub span: Span,
    /// Whether it is the subject of a verb of speech.
    pub speaks: bool,
    /// The mentions that it may refer to.
    pub candidates: Vec<Candidate>,
}

/// A mention that a pronoun may refer to.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Where it stands.
    pub span: Span,
    /// The name of who is mentioned.
    pub name: String,
    /// What speaks for it.
    pub features: FeatureVector,
    /// What that is worth: the best candidate is chosen.
    pub score: f32,
}

/// How far a quotation is read for names, in tokens and in mentions.
const SPEECH: usize = 150;
const NAMED: usize = 16;

/// Where a pronoun stands.
pub(super) struct PronounContext {
    at: usize,
    pub(super) sentence: u32,
    block: u32,
    quoted: bool,
    case: Case,
    gender: Option<Gender>,
    initial: bool,
    /// Who spoke last before it.
    last_speaker: Option<usize>,
    /// Whom the last pronoun of its gender meant.
    last_pronoun: Option<usize>,
    /// Who is named in the speech that it is the speaker of.
    named: Vec<usize>,
}

impl PronounContext {
    pub(super) fn new(context: &Context<'_>, pronoun: Pronoun, at: usize) -> Self {
        let document = context.document;
        let mut case = pronoun.case;
        let noun_follows = document.same_sentence(at + 1, at).is_some_and(|next| {
            matches!(document.shape(next), Shape::Mark | Shape::Number)
                || (document.shape(next).is_word() && !document.is(next, Classes::FUNCTION))
        });
        if pronoun.gender == Some(Gender::Female) && case == Case::Possessive && !noun_follows {
            case = Case::Object;
        }
        let recent = || context.history.iter().rev().take(super::pronouns::WINDOW);
        let last_speaker = recent()
            .find(|mention| mention.speaks && !document.is_quoted(mention.tokens.start))
            .map(|mention| mention.cluster);
        let last_pronoun = recent()
            .find(|mention| {
                mention.kind == MentionKind::Pronoun
                    && document.is_quoted(mention.tokens.start) == document.is_quoted(at)
                    && context.clusters[mention.cluster].gender == pronoun.gender
            })
            .map(|mention| mention.cluster);
        let named = if speaks(context, pronoun, at) && !document.is_quoted(at) {
            named(context, at)
        } else {
            Vec::new()
        };
        Self {
            at,
            sentence: document.sentence(at),
            block: document.block(at),
            quoted: document.is_quoted(at),
            case,
            gender: pronoun.gender,
            initial: document.bounds(at).start == at,
            last_speaker,
            last_pronoun,
            named,
        }
    }

    /// What speaks for a mention; `ahead` tells that it comes after the pronoun, `nearest` that none is nearer.
    pub(super) fn features(
        &self,
        context: &Context<'_>,
        mention: &MentionInContext,
        ahead: bool,
        nearest: bool,
    ) -> FeatureVector {
        let document = context.document;
        let cluster = &context.clusters[mention.cluster];
        let begin = mention.tokens.start;
        let sentences = self.sentence.abs_diff(document.sentence(begin));
        let block = document.block(begin);
        let kind = document.layers.structure.blocks[block as usize].kind;
        let subject = mention.subject;
        let last_to_speak = self.last_speaker == Some(mention.cluster);
        let one = |holds: bool| f32::from(u8::from(holds));
        [
            sentences as f32,
            self.block.abs_diff(block).min(4) as f32,
            0.01 * self.at.abs_diff(begin).min(100) as f32,
            one(sentences == 0),
            one(sentences == 1),
            one(subject && self.case == Case::Subject),
            one(subject && self.case != Case::Subject),
            one(mention.possessive),
            one(mention.kind == MentionKind::Pronoun),
            one(mention.kind == MentionKind::Nominal),
            one(cluster.gender == self.gender),
            one(document.is_quoted(begin) && !self.quoted),
            one(matches!(kind, BlockKind::Headline | BlockKind::Caption | BlockKind::Heading)
                && block != self.block),
            one(sentences == 0 && subject && self.case == Case::Reflexive),
            (context.counts[mention.cluster] as f32).ln_1p(),
            one(ahead),
            one(mention.initial),
            one(mention.speaks),
            one(last_to_speak),
            one(self.initial && mention.initial),
            one(!subject && !mention.possessive && self.case == Case::Subject && sentences == 0),
            one(self.last_pronoun == Some(mention.cluster)),
            one(nearest),
            one(self.named.contains(&mention.cluster)),
            one(block == self.block),
            one(self.quoted && last_to_speak),
            one(mention.initial
                && document.layers.structure.blocks[block as usize].span.begin()
                    == document.layers.structure.sentences[document.sentence(begin) as usize].span.begin()),
        ]
    }

    /// Whom the pronoun cannot mean: in "Braun praised him", Braun.
    pub(super) fn bound(&self, document: &DocumentTokens<'_>, history: &[MentionInContext]) -> Option<usize> {
        let mention = history.last().filter(|mention| {
            self.case == Case::Object
                && mention.subject
                && document.sentence(mention.tokens.start) == self.sentence
                && !clause_between(document, mention.tokens.start, self.at)
        });
        mention.map(|mention| mention.cluster)
    }

    /// "In his speech, Biden said": a pronoun in a phrase that opens the sentence may mean the subject after it.
    pub(super) fn looks_ahead_to(&self, document: &DocumentTokens<'_>, mention: &MentionInContext) -> bool {
        let bounds = document.bounds(self.at);
        let begin = mention.tokens.start;
        bounds.contains(&begin)
            && mention.subject
            && begin - bounds.start < 30
            && document.is(bounds.start, Classes::OPENER)
            && document.before(begin).is_some_and(|comma| document.text(comma) == ",")
    }
}

/// Whether a pronoun is the subject beside a verb of speech: its source, or the subject of its content ("said he was").
pub(super) fn speaks(context: &Context<'_>, pronoun: Pronoun, at: usize) -> bool {
    context.speech.is_source(&(at..at + 1))
        || pronoun.case == Case::Subject && context.speech.is_behind_cue(at)
}

/// Who is named in the speech beside the verb of a pronoun: people seldom call themselves by their names.
fn named(context: &Context<'_>, at: usize) -> Vec<usize> {
    let document = context.document;
    let block = document.block(at);
    // The run before it, less the mark and the verb of an inversion that part them.
    let low = at.saturating_sub(SPEECH);
    let end = (at.saturating_sub(4)..at).rev().find(|&i| document.is_quoted(i));
    let begin =
        end.map_or(at, |end| (low..end).rev().find(|&i| !document.is_quoted(i)).map_or(low, |i| i + 1));
    let behind = context
        .history
        .iter()
        .rev()
        .take(NAMED)
        .filter(|mention| mention.tokens.start >= begin && document.block(mention.tokens.start) == block);
    let first = (at + 1..document.len().min(at + 12)).find(|&i| document.is_quoted(i));
    let ahead = context.upcoming.iter().take(NAMED).filter(|mention| {
        first.is_some_and(|first| {
            let start = mention.tokens.start;
            start >= first && start < at + SPEECH && document.block(start) == block
        })
    });
    let spoken = behind
        .chain(ahead)
        .filter(|mention| mention.kind == MentionKind::Name && document.is_quoted(mention.tokens.start));
    spoken.map(|mention| mention.cluster).collect()
}

/// Words behind which another clause may begin.
const CLAUSE_JOINTS: [WordClass; 4] =
    [WordClass::Complementizer, WordClass::Coordinator, WordClass::Adversative, WordClass::Relative];

/// Whether another clause begins between two tokens of a sentence.
pub(super) fn clause_between(document: &DocumentTokens<'_>, from: usize, to: usize) -> bool {
    let predicates = (from..to).filter(|&at| document.is(at, Classes::PREDICATE)).take(2).count();
    predicates > 1
        || (from..to).any(|at| {
            matches!(document.text(at), "," | ";" | "—" | "–" | ":")
                || CLAUSE_JOINTS.iter().any(|&class| document.has(at, class))
        })
}
