//! Mentions as those who look for an antecedent see them, and the verbs that follow.

use std::ops::Range;

use crate::analysis::{MentionKind, Shape, Tag};
use crate::document_tokens::DocumentTokens;
use crate::lang::WordClass;

/// A mention as those who look for an antecedent see it.
#[derive(Clone, Debug)]
pub(super) struct MentionInContext {
    /// Index of the cluster.
    pub(super) cluster: usize,
    /// Its tokens.
    pub(super) tokens: Range<usize>,
    /// Whether it is the subject of a clause.
    pub(super) subject: bool,
    /// Whether it stands before "'s" or is "his".
    pub(super) possessive: bool,
    /// Whether it is the subject of a verb of speech.
    pub(super) speaks: bool,
    /// Whether it begins its sentence, but for a title.
    pub(super) initial: bool,
    /// How it refers.
    pub(super) kind: MentionKind,
}

/// A verb that begins here, maybe behind an adverb; or one that no list has: lower case and ending as verbs do.
pub(super) fn verb_at(document: &DocumentTokens<'_>, at: usize) -> Option<usize> {
    if document.is_predicate(at) {
        return Some(at);
    }
    let text = document.text(at);
    if document.shape(at) != Shape::Lower {
        return None;
    }
    if text.ends_with("ed") && text.len() > 4 {
        return Some(at);
    }
    let adverb = document.tag(at) == Tag::Adv || document.has(at, WordClass::Adverb);
    document.same_sentence(at + 1, at).filter(|&verb| adverb && document.is_predicate(verb))
}
