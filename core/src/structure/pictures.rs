//! What stands below a picture: its description and whose it is.

use super::{Parser, byline, line_shape};
use crate::analysis::BlockKind;
use crate::lang::phrases::PhraseKind;

/// A credit alone belongs to the page; with a description before it, it is the caption of a picture.
pub(super) fn credit_kind(text: &str, parser: &Parser) -> BlockKind {
    const FEWEST_WORDS: usize = 3;
    let lower = text.to_lowercase();
    let described = |credit: &str| {
        lower.find(credit).is_some_and(|at| line_shape::word_count(&lower[..at]) >= FEWEST_WORDS)
    };
    let is_caption =
        text.ends_with([')', ']']) && parser.lexicon.all(PhraseKind::CaptionCredit).any(described);
    if is_caption { BlockKind::Caption } else { BlockKind::Boilerplate }
}

/// Whether a sentence of description comes before the credit of a picture: "The quay at dawn. Photo: Ann Lee/Harbour Press".
pub(super) fn is_caption(text: &str, parser: &Parser) -> bool {
    const FEWEST_WORDS: usize = 4;
    const LONGEST_CREDIT: usize = 80;
    if text.len() > 700 || !text.contains(": ") {
        return false;
    }
    let labelled = |(at, mark): (usize, &str)| {
        let label = text[..at].rsplit(' ').next().filter(|label| label.starts_with(char::is_uppercase))?;
        let is_label = parser.lexicon.has_any_case(PhraseKind::PictureLabel, label);
        is_label.then(|| (&text[..at - label.len()], &text[at + mark.len()..]))
    };
    let Some((description, credit)) = text.rmatch_indices(": ").find_map(labelled) else { return false };
    let described = line_shape::ends_sentence(description.trim_end())
        && description.ends_with(' ')
        && line_shape::word_count(description) >= FEWEST_WORDS;
    let named = credit.len() <= LONGEST_CREDIT
        && credit.starts_with(|c: char| c.is_uppercase() || c == '©')
        && !line_shape::has_inner_sentence(credit);
    described && named
}

/// Whether a description has the credit of a picture behind it or around it.
pub(super) fn has_credit(text: &str, parser: &Parser) -> bool {
    has_bracketed_credit(text, parser)
        || has_trailing_credit(text, parser)
        || is_between_credits(text, parser)
}

/// Whether a description stands between the name of an agency and the same name glued to its end, as a page has it that is
/// read without its layout: "Reuters The bridge at dawnReuters".
fn is_between_credits(text: &str, parser: &Parser) -> bool {
    const LONGEST: usize = 400;
    let repeats = |words: usize| {
        let end = text.match_indices(' ').nth(words - 1).map_or(0, |(at, _)| at);
        end >= 3
            && text.len() > 3 * end
            && text.ends_with(&text[..end])
            && parser.lexicon.is_agency(&text[..end])
    };
    // A sentence ends with a mark.
    text.len() <= LONGEST && text.ends_with(char::is_alphabetic) && (repeats(1) || repeats(2))
}

/// Whether a description ends with a photographer and an agency in brackets: "(Ann Lee/Harbour Press)", "(AP)".
fn has_bracketed_credit(text: &str, parser: &Parser) -> bool {
    if text.len() > 700 {
        return false;
    }
    let end = text.trim_end_matches('.');
    let Some(inside) = end.strip_suffix(')').and_then(|text| text.rsplit_once('(')).map(|(_, inside)| inside)
    else {
        return false;
    };
    let is_name = |name: &str| {
        name.split_whitespace()
            .all(|word| word.starts_with(char::is_uppercase) || parser.lexicon.is_particle(word))
    };
    let (photographer, agency) =
        inside.split_once('/').map_or(("", inside), |(name, agency)| (name.trim(), agency.trim()));
    let is_chain = !photographer.is_empty()
        && photographer.len() + agency.len() <= 60
        && photographer.len() > 3
        && is_name(photographer)
        && is_name(agency);
    let is_wire = !inside.contains(char::is_lowercase)
        && parser.lexicon.has_any_case(PhraseKind::PictureSource, inside);
    (is_chain || is_wire) && text.len() > inside.len() + 12
}

/// Whether a description ends with an agency and a photographer behind a stop: "… on Monday. REUTERS/Ann Lee".
fn has_trailing_credit(text: &str, parser: &Parser) -> bool {
    const LONGEST_CREDIT: usize = 60;
    if text.len() > 700
        || memchr::memchr(b'/', &text.as_bytes()[text.len().saturating_sub(LONGEST_CREDIT)..]).is_none()
    {
        return false;
    }
    let Some((_, credit)) = text.rsplit_once(". ") else { return false };
    let is_name = |name: &str| name.split_whitespace().all(|word| word.starts_with(char::is_uppercase));
    credit.len() <= LONGEST_CREDIT
        && credit.split_once('/').is_some_and(|(left, right)| {
            let is_agency = |name: &str| parser.lexicon.is_agency(name);
            is_name(left) && is_name(right) && (is_agency(left) || is_agency(right))
        })
}

/// Whether what looks like the credit of a picture is a byline, or an agency's: its code behind a sentence ("(mue/AFP)"),
/// its name behind several or behind what somebody said ("(ANSA).").
pub(super) fn is_agency_credit(text: &str, parser: &Parser) -> bool {
    let is_codes = text.len() <= 16
        && text
            .split('/')
            .all(|code| (2..=8).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_lowercase()));
    let bracket = text.trim_end_matches('.').strip_suffix(')').and_then(|text| text.rsplit_once('('));
    bracket.is_some_and(|(before, code)| {
        code.len() <= 16 && code.starts_with(|c: char| c.is_lowercase()) && !code.contains(' ')
            || parser.lexicon.is_agency(code) && (line_shape::has_inner_sentence(before) || quotes(before))
    }) || is_codes
        || byline::introduced(text, 0, &parser.lexicon, byline::Trust::Alone).is_some()
}

/// Whether a text begins with quoted speech.
fn quotes(text: &str) -> bool {
    text.starts_with(line_shape::is_opening)
}
