//! The blocks of the story: headings, lists, captions, notes, credits, speakers, and what belongs to the page.

use super::{Draft, Parser, lines};
use crate::analysis::BlockKind;

/// Names the blocks from `story` on that the mark-up does not name.
pub(super) fn classify(parser: &Parser, text: &str, drafts: &mut [Draft], story: usize) {
    let count = drafts.len();
    for at in story..count {
        let line = drafts[at].span.of(text);
        let known = drafts[at].kind;
        if known.is_some_and(|kind| kind != BlockKind::Heading && kind != BlockKind::ListItem) {
            continue;
        }
        let near_end = at + 4 >= count;
        let next = drafts[at + 1..].iter().find(|draft| draft.kind != Some(BlockKind::Boilerplate));
        let next = next.map(|draft| draft.span.of(text));
        let kind = kind(parser, line, near_end, next);
        if known.is_none() || matches!(kind, Some(BlockKind::Boilerplate | BlockKind::Caption)) {
            drafts[at].kind = kind;
            drafts[at].level = u32::from(matches!(kind, Some(BlockKind::Heading | BlockKind::ListItem)));
        }
    }
}

fn kind(parser: &Parser, line: &str, near_end: bool, next: Option<&str>) -> Option<BlockKind> {
    if line.len() > 600 {
        return None;
    }
    let lower = line.to_lowercase();
    if near_end && parser.phrases.is_signoff(&lower) || is_credit(parser, line, &lower) {
        return Some(BlockKind::Signoff);
    }
    if parser.phrases.is_boilerplate(&lower) {
        return Some(BlockKind::Boilerplate);
    }
    if parser.phrases.is_caption(&lower) {
        return Some(BlockKind::Caption);
    }
    if parser.phrases.is_note(&lower) {
        return Some(BlockKind::Note);
    }
    if lines::is_item(line) {
        return Some(BlockKind::ListItem);
    }
    if is_turn(line) {
        return Some(BlockKind::Speaker);
    }
    if line.contains('\t') && line.matches('\t').count() >= 2 || line.matches(" | ").count() >= 2 {
        return Some(BlockKind::Table);
    }
    is_heading(line, next).then_some(BlockKind::Heading)
}

/// A turn of an interview: "Q:", "A.", a name in capitals and a colon.
fn is_turn(line: &str) -> bool {
    let Some((who, said)) = line.split_once(':') else { return false };
    let letter = matches!(who.trim(), "Q" | "A" | "Question" | "Answer" | "Frage" | "Antwort");
    letter && !said.trim().is_empty()
}

/// Credits stand in brackets anywhere at the end, and name what was done: "(Reporting by …; Editing by …)".
fn is_credit(parser: &Parser, line: &str, lower: &str) -> bool {
    line.starts_with(['(', '—', '–', '_']) && lower.contains(" by ") && parser.phrases.is_signoff(lower)
}

/// A short line without a stop, before a longer block that is written as a sentence.
fn is_heading(line: &str, next: Option<&str>) -> bool {
    let Some(next) = next else { return false };
    let words = line.split_whitespace().count();
    let open = line.starts_with(['"', '“', '„', '«', '(', '\'', '‘']);
    let ends = line.ends_with(['.', ',', ';', ':', '"', '”', '…', ')', '。', '!', '»', '“']);
    let begins = line.chars().next().is_some_and(|c| !c.is_lowercase() && c.is_alphanumeric());
    let long_next = next.len() > 2 * line.len() && next.len() > 60;
    line.len() < 110 && words <= 14 && !open && !ends && begins && long_next && !line.contains(". ")
}
