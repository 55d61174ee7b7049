//! From decoded spans to names: spans on which connectives lead are one name, and none ends with a connective.

use std::ops::Range;

use super::NameSpan;
use crate::analysis::{EntityType, Layers, Shape};
use crate::lang::{LanguagePack, WordClass};
use crate::text::Span;

/// Whether a word joins what stands around it, so that no name ends with it.
fn is_connective(layers: Layers<'_>, pack: &LanguagePack, at: usize) -> bool {
    pack.get(layers.tokens.hashes[at]).classes.has(WordClass::NameConnective)
}

/// The span of a name of these tokens. The stop of an abbreviation that ends the sentence as well is left to the sentence
/// ("Exton Corp", "Mich"), as in the sets that the model learns from; but a person is "Jr." and a country "U.S.".
pub(crate) fn span_of(layers: Layers<'_>, tokens: &Range<usize>, kind: EntityType) -> Span {
    let spans = &layers.tokens.spans;
    let span = spans[tokens.start].cover(spans[tokens.end - 1]);
    let word = spans[tokens.end - 1].of(layers.text);
    let shares = matches!(kind, EntityType::Organization | EntityType::Location | EntityType::Facility);
    let ends_sentence = || {
        let bounds = &layers.tokens.bounds;
        let end = bounds[bounds.partition_point(|&bound| bound as usize <= tokens.start)] as usize;
        (tokens.end..end).all(|at| layers.tokens.shapes[at] == Shape::Mark)
    };
    match word.strip_suffix('.') {
        Some(letters) if letters.len() > 1 && !letters.contains('.') && shares && ends_sentence() => {
            Span::new(span.begin(), span.end() - 1)
        }
        _ => span,
    }
}

/// Takes a name in, after those before it in the text: "Bank of" and "Exton" are one.
pub(super) fn push(names: &mut Vec<NameSpan>, mut name: NameSpan, layers: Layers<'_>, pack: &LanguagePack) {
    let leads_on = |before: &mut NameSpan| {
        before.tokens.end == name.tokens.start && is_connective(layers, pack, name.tokens.start as usize - 1)
    };
    if let Some(before) = names.pop_if(leads_on) {
        name.tokens.start = before.tokens.start;
        name.kind = before.kind;
        name.confidence = name.confidence.min(before.confidence);
        name.is_place &= before.is_place;
        name.span = span_of(layers, &(name.tokens.start as usize..name.tokens.end as usize), name.kind);
    }
    names.push(name);
}

/// Takes the connectives off the ends of names.
pub(super) fn trim(names: &mut [NameSpan], layers: Layers<'_>, pack: &LanguagePack) {
    for name in names {
        let mut tokens = name.tokens.start as usize..name.tokens.end as usize;
        while tokens.len() > 1 && is_connective(layers, pack, tokens.end - 1) {
            tokens.end -= 1;
            name.tokens.end = tokens.end as u32;
            name.span = span_of(layers, &tokens, name.kind);
        }
    }
}
