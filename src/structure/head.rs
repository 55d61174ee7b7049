//! The blocks before the story: kicker, headline, subheadline, byline, date, lead.

use super::{Draft, Parser, byline, dateline};
use crate::analysis::{BlockKind, PublicationDate, Structure};
use crate::input::Source;
use crate::text::Span;

/// How many blocks may stand before the story.
const DEEPEST: usize = 14;
/// Bytes of the longest headline.
const HEADLINE: usize = 260;

/// Names the blocks before the story; returns the index of the first block of the story.
pub(super) fn classify(
    parser: &Parser,
    source: &Source,
    drafts: &mut [Draft],
    structure: &mut Structure,
) -> usize {
    let text = source.text.as_str();
    let mut titles: Vec<usize> = Vec::new();
    let mut story = drafts.len().min(DEEPEST);
    for at in 0..drafts.len().min(DEEPEST) {
        let draft = &drafts[at];
        let (span, level) = (draft.span, draft.level);
        match draft.kind {
            None => {}
            Some(BlockKind::Headline) => {
                titles.push(at);
                continue;
            }
            Some(BlockKind::Heading) if titles.is_empty() && level <= 2 => {
                titles.push(at);
                continue;
            }
            Some(BlockKind::Caption | BlockKind::Boilerplate) => continue,
            Some(_) => {
                story = at;
                break;
            }
        }
        let kind = line_kind(parser, text, span, !titles.is_empty(), structure);
        if let Some(kind) = kind {
            drafts[at].kind = Some(kind);
        } else if is_title(parser, source, span, drafts.get(at + 1), &titles) {
            titles.push(at);
        } else {
            story = at;
            break;
        }
    }
    name_titles(text, drafts, &titles, structure);
    // A byline or a date may also stand below a lead.
    for draft in drafts.iter_mut().skip(story + 1).take(2).filter(|draft| draft.kind.is_none()) {
        draft.kind = line_kind(parser, text, draft.span, false, structure)
            .filter(|kind| matches!(kind, BlockKind::Byline | BlockKind::Date));
    }
    story
}

/// What a line is by itself, whatever stands around it.
fn line_kind(
    parser: &Parser,
    text: &str,
    span: Span,
    after_title: bool,
    structure: &mut Structure,
) -> Option<BlockKind> {
    let line = span.of(text);
    if line.len() > 300 {
        return None;
    }
    let lower = line.to_lowercase();
    if let Some(date) = parser.dates.parse(line) {
        structure
            .publication_date
            .get_or_insert_with(|| PublicationDate { span: Some(span), value: date.to_string() });
        return Some(BlockKind::Date);
    }
    if parser.phrases.is_caption(&lower) {
        return Some(BlockKind::Caption);
    }
    if parser.phrases.is_note(&lower) {
        return Some(BlockKind::Note);
    }
    if parser.phrases.is_boilerplate(&lower) {
        return Some(BlockKind::Boilerplate);
    }
    // Before a title a name alone is the title itself; and one byline is enough.
    if let Some(found) = byline::parse(text, span, &parser.phrases, after_title) {
        let introduced = after_title || !found.agency.is_empty();
        if structure.byline.is_none() && introduced {
            structure.byline = Some(found);
            return Some(BlockKind::Byline);
        }
    }
    None
}

/// Whether a block reads like a title: short, without the stop that ends a sentence, and not the start of the story.
fn is_title(parser: &Parser, source: &Source, span: Span, next: Option<&Draft>, titles: &[usize]) -> bool {
    let text = source.text.as_str();
    let line = span.of(text);
    if line == source.metadata.headline {
        return true;
    }
    let quotes = line.ends_with(['"', '”', '’', '»']);
    let stop = line.trim_end_matches(['"', '”', '’', '»', ')']).ends_with(['.', '。', ':', ';', ',']);
    let ellipsis = line.ends_with("...") || line.ends_with('…');
    let Some(next) = next else { return false };
    if line.len() > HEADLINE
        || titles.len() >= 3
        || dateline::find(text, span, &parser.phrases, &parser.dates).is_some()
    {
        return false;
    }
    if stop && !ellipsis {
        // Some houses end their headlines with a stop; then a longer paragraph follows, and only the first line is one.
        return titles.is_empty()
            && !quotes
            && line.len() < 120
            && next.span.len() > 2 * span.len()
            && !line.contains(". ");
    }
    titles.is_empty() || line.len() < 200
}

/// Tells kicker, headline and subheadline apart.
fn name_titles(text: &str, drafts: &mut [Draft], titles: &[usize], structure: &mut Structure) {
    let marked = titles.iter().position(|&at| drafts[at].kind.is_some());
    let first = titles.first().map(|&at| drafts[at].span.of(text));
    let kicker = titles.len() > 1
        && first.is_some_and(|line| {
            let words = line.split_whitespace().count();
            words <= 3 && line.len() < 30 && (!line.chars().any(char::is_lowercase) || words == 1)
        });
    let headline = marked.unwrap_or(usize::from(kicker));
    for (order, &at) in titles.iter().enumerate() {
        let draft = &mut drafts[at];
        draft.level = 0;
        draft.kind = Some(match order.cmp(&headline) {
            std::cmp::Ordering::Less => BlockKind::Kicker,
            std::cmp::Ordering::Equal => {
                structure.headline = Some(draft.span);
                BlockKind::Headline
            }
            std::cmp::Ordering::Greater => BlockKind::Subheadline,
        });
    }
}
