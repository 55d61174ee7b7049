//! What a phrase tells of a source by its words alone.

use std::ops::Range;

use super::nodes::{Kind, Node, SpeechTokens};
use crate::lang::WordClass;

/// The part of a source phrase that says who it is: up to a comma, a bracket or a relative clause.
pub(crate) fn head(tokens: &SpeechTokens<'_>, phrase: &Range<usize>) -> Range<usize> {
    let nodes = &tokens.nodes[phrase.clone()];
    // "Ann Lee, 31, and Tom Day", "Sweden, Norway and Denmark": a list is meant as a whole.
    let listed = |node: &Node| {
        node.is_name()
            || matches!(node.kind, Kind::Comma | Kind::Figure)
            || node.classes.any(&[WordClass::Coordinator, WordClass::NameConnective])
    };
    let joined = nodes.iter().skip(1).any(|node| node.is(WordClass::Coordinator) && !node.is_name());
    if joined && nodes.iter().all(listed) {
        return phrase.clone();
    }
    let length = nodes.iter().position(|node| {
        matches!(node.kind, Kind::Comma | Kind::Open) || node.is(WordClass::Relative) && nodes.len() > 1
    });
    phrase.start..phrase.start + length.filter(|&n| n > 0).unwrap_or(nodes.len())
}

/// Whether a head is a pronoun alone.
pub(crate) fn is_pronoun(tokens: &SpeechTokens<'_>, head: &Range<usize>) -> bool {
    let nodes = &tokens.nodes[head.clone()];
    nodes.len() == 1 && nodes[0].is(WordClass::Pronoun) && !nodes[0].is(WordClass::Determiner)
}

/// Whether a head names several speakers.
pub(crate) fn is_compound(tokens: &SpeechTokens<'_>, head: &Range<usize>) -> bool {
    let nodes = &tokens.nodes[head.clone()];
    nodes.iter().enumerate().any(|(i, node)| {
        node.is(WordClass::Coordinator)
            && !node.is_name()
            && i > 0
            && nodes.get(i + 1).is_some_and(|next| {
                next.is_name()
                    || next.is(WordClass::PossessiveDeterminer)
                    || next.is(WordClass::DefiniteArticle) && nodes[0].classes.any(&[WordClass::Determiner])
            })
            && !nodes[..i].iter().any(|node| node.is(WordClass::NounPreposition))
    })
}

/// Whether a noun has its determiner or owner.
pub(crate) fn is_determined(tokens: &SpeechTokens<'_>, head: &Range<usize>) -> bool {
    use WordClass::{Determiner, PossessiveClitic, PossessiveDeterminer};
    let nodes = &tokens.nodes[head.clone()];
    nodes[0].classes.any(&[Determiner, PossessiveDeterminer])
        || nodes.iter().any(|node| node.is(PossessiveClitic))
}

/// Whether a head may describe one person: no pronoun, and its noun is none for a crowd or a paper.
pub(crate) fn may_be_person(tokens: &SpeechTokens<'_>, head: &Range<usize>) -> bool {
    use WordClass::{
        AnonymousSource, Collective, Medium, NounPreposition, Placeholder, Preposition, SourceNoun,
        SubjectPronoun,
    };
    let nodes = &tokens.nodes[head.clone()];
    let complement = nodes.iter().skip(1).position(|node| node.classes.any(&[NounPreposition, Preposition]));
    let noun = head.start + complement.unwrap_or(nodes.len() - 1);
    let crowd = [Collective, AnonymousSource, Medium, SourceNoun, SubjectPronoun, Placeholder];
    !tokens.nodes[noun].classes.any(&crowd)
        && !tokens.ends_like(noun, SourceNoun)
        && !is_pronoun(tokens, head)
        && !is_compound(tokens, head)
        && tokens.nodes[noun].is_word()
}
