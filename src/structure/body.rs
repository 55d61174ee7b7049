//! What each unit of the story is, and what belongs to the page around it.

use super::phrases::Tells;
use super::units::{Marker, marker};
use super::{Draft, Parser, byline, look};
use crate::analysis::{BlockKind, Byline};

/// Names the units that tell by themselves what they are.
pub(super) fn mark(draft: &mut Draft<'_>, parser: &Parser) {
    let mut links = 0;
    for at in 0..draft.units.len() {
        let text = draft.units[at].of(draft.text);
        let hint = draft.units[at].hint.and_then(|hint| hint.kind);
        let tells = parser.phrases.read(text).filter(|_| at > 0 || text.len() <= 30);
        let kind = match tells {
            Some(Tells::Boilerplate | Tells::Related) => Some(BlockKind::Boilerplate),
            Some(Tells::Credit) if !is_agency_credit(text, parser) => Some(credit_kind(text)),
            Some(Tells::Signoff) if hint.is_none() => Some(BlockKind::Signoff),
            Some(Tells::Note) if hint.is_none() => Some(BlockKind::Note),
            _ => hint.or_else(|| own_kind(text, parser)),
        };
        // What a lead-in to links announces is a link until a sentence comes.
        let is_link = links > 0 && is_title(text, 160) && matches!(kind, None | Some(BlockKind::ListItem));
        links = match tells {
            Some(Tells::Related) => 8,
            _ if is_link => links - 1,
            Some(Tells::Credit) => links,
            _ => 0,
        };
        draft.kinds[at] = if is_link { Some(BlockKind::Boilerplate) } else { kind };
    }
}

/// A credit alone belongs to the page; with a description before it, it is the caption of a picture.
fn credit_kind(text: &str) -> BlockKind {
    let is_bracketed = text.ends_with([')', ']']);
    if look::word_count(text) >= 8 && is_bracketed && text.contains("AP Photo")
        || text.contains("(Photo by ") && !text.starts_with('(')
    {
        BlockKind::Caption
    } else {
        BlockKind::Boilerplate
    }
}

/// Whether what looks like the credit of a picture is a byline, or an agency's behind a sentence ("(mue/AFP)").
fn is_agency_credit(text: &str, parser: &Parser) -> bool {
    let code = text.strip_suffix(')').and_then(|text| text.rsplit_once('(')).map(|(_, code)| code);
    code.is_some_and(|code| {
        code.len() <= 16 && code.starts_with(|c: char| c.is_lowercase()) && !code.contains(' ')
    }) || byline::introduced(text, 0, &parser.lexicon, byline::Trust::Alone).is_some()
}

/// What a unit is by its own form.
fn own_kind(text: &str, parser: &Parser) -> Option<BlockKind> {
    let has_digits = text.len() <= 120 && text.chars().any(char::is_numeric);
    if has_digits && parser.dates.parse(text).is_some_and(crate::dates::PartialDate::is_full) {
        return Some(BlockKind::Date);
    }
    match marker(text) {
        Some(Marker::Item) => return Some(BlockKind::ListItem),
        Some(Marker::Quote(_)) => return Some(BlockKind::BlockQuote),
        Some(Marker::Heading(_)) => return Some(BlockKind::Heading),
        None => {}
    }
    if text.len() > 400 {
        return is_table(text).then_some(BlockKind::Table);
    }
    if !text.chars().any(char::is_alphanumeric) {
        return Some(BlockKind::Boilerplate);
    }
    if is_setext(text) || is_time(text) {
        return Some(BlockKind::Heading);
    }
    if is_question_or_answer(text) {
        return Some(BlockKind::Speaker);
    }
    is_table(text).then_some(BlockKind::Table)
}

/// Whether a unit is a heading with its underline.
fn is_setext(text: &str) -> bool {
    text.trim_end().rsplit_once('\n').is_some_and(|(_, line)| {
        line.len() >= 3 && (line.bytes().all(|b| b == b'=') || line.bytes().all(|b| b == b'-'))
    })
}

/// Whether a unit is a time of day, as above the entries of a live blog.
fn is_time(text: &str) -> bool {
    if text.len() > 20 || !text.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let mut parts = text.splitn(2, |c: char| c.is_whitespace());
    let clock = parts.next().unwrap_or_default().to_lowercase();
    let zone = parts.next().unwrap_or_default();
    let clock = clock.trim_end_matches("am").trim_end_matches("pm");
    let is_clock = clock.split_once([':', '.', 'h']).is_some_and(|(hour, minute)| {
        hour.parse::<u8>().is_ok_and(|hour| hour < 24)
            && minute.len() == 2
            && minute.parse::<u8>().is_ok_and(|minute| minute < 60)
    });
    let is_zone = zone
        .split_whitespace()
        .all(|word| word.len() <= 5 && word.chars().all(|c| c.is_alphabetic() || c == '.'));
    is_clock && is_zone
}

/// Whether a unit is a question or an answer of an interview in which they are marked by letters.
fn is_question_or_answer(text: &str) -> bool {
    let mut chars = text.trim_start_matches('*').chars();
    matches!(chars.next(), Some('Q' | 'A' | 'F' | 'P' | 'R' | 'D'))
        && matches!(chars.next(), Some(':'))
        && look::has_letter(chars.as_str())
}

/// Whether a unit begins with a name in capitals and a colon, as the turns of a transcript do.
pub(super) fn begins_with_speaker(text: &str) -> bool {
    let head = look::head(text, 60);
    head.split_once(':').is_some_and(|(name, _)| look::is_capitals(name) && !name.contains(','))
}

/// Whether a unit has columns.
fn is_table(text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default();
    let cells =
        line.matches('\t').count() >= 2 || line.len() > 2 && line.starts_with('|') && line.ends_with('|');
    cells || line.len() < 200 && line.matches("   ").count() >= 2 && look::digits_percent(line) > 20
}

/// Names the rest of the units from `story` on.
pub(super) fn finish(draft: &mut Draft<'_>, story: usize, parser: &Parser) {
    let count = draft.units.len();
    for at in story..count {
        if draft.kinds[at] == Some(BlockKind::Date) {
            draft.kinds[at] = Some(BlockKind::Boilerplate);
        }
    }
    for at in count.saturating_sub(4).max(story)..count {
        sign_off(draft, at, parser);
    }
    let end = page_end(draft, story);
    let is_interview = is_interview(draft, story);
    for at in story..count {
        if draft.kinds[at] == Some(BlockKind::ListItem) && is_numbered_heading(draft, at) {
            draft.kinds[at] = Some(BlockKind::Heading);
        }
        if draft.kinds[at].is_some() {
            continue;
        }
        let kind = if at >= end {
            BlockKind::Boilerplate
        } else if is_heading(draft, at) && !(is_interview && draft.unit(at).ends_with('?')) {
            BlockKind::Heading
        } else {
            BlockKind::Paragraph
        };
        draft.kinds[at] = Some(kind);
    }
}

/// Names what ends a story: initials, an agency, or a byline that was not seen before.
fn sign_off(draft: &mut Draft<'_>, at: usize, parser: &Parser) {
    if draft.kinds[at].is_some() {
        return;
    }
    let text = draft.unit(at);
    let inner = text.trim_matches(['(', ')', '[', ']']);
    let is_bracketed = inner.len() + 2 == text.len() && inner.chars().count() <= 14;
    let is_initials =
        is_bracketed && inner.chars().all(|c| c.is_alphabetic() || matches!(c, '/' | '-' | ',' | ' ' | '.'));
    if is_initials {
        draft.kinds[at] = Some(BlockKind::Signoff);
        return;
    }
    let credits =
        byline::introduced(text, draft.units[at].span.begin(), &parser.lexicon, byline::Trust::Alone);
    if let Some(credits) = credits.filter(|credits| draft.byline.is_none() && !credits.authors.is_empty()) {
        let span = super::whole(draft.units[at]);
        draft.byline = Some(Byline { span, authors: credits.authors, agency: credits.agency });
        draft.kinds[at] = Some(BlockKind::Byline);
    }
}

/// The unit behind the last that could belong to the story: links and labels at the end belong to the page.
fn page_end(draft: &Draft<'_>, story: usize) -> usize {
    let count = draft.units.len();
    let is_prose = |at: usize| {
        let text = draft.unit(at);
        draft.kinds[at].is_none_or(|kind| kind == BlockKind::Paragraph)
            && (look::ends_sentence(text) && text.len() >= 60 || text.len() >= 160)
    };
    let paragraphs = (story..count).filter(|&at| is_prose(at)).count();
    let last = (story..count).rev().find(|&at| is_prose(at));
    let Some(last) = last.filter(|_| paragraphs >= 3) else { return count };
    let rest = last + 1..count;
    let all_titles = rest.clone().filter(|&at| draft.kinds[at].is_none()).all(|at| {
        let text = draft.unit(at);
        draft.units[at].gap && look::digits_percent(text) < 40 && !look::ends_with_colon(text)
    });
    if all_titles { last + 1 } else { count }
}

/// Whether a story is made of questions and answers: more than a third of its units are questions.
fn is_interview(draft: &Draft<'_>, story: usize) -> bool {
    let questions = (story..draft.units.len()).filter(|&at| draft.unit(at).ends_with(['?', '？'])).count();
    questions >= 6 && questions * 3 > draft.units.len() - story
}

/// Whether a numbered line heads a paragraph, rather than standing in a list.
fn is_numbered_heading(draft: &Draft<'_>, at: usize) -> bool {
    let text = draft.unit(at);
    let is_item = |at: usize| draft.kinds.get(at).is_some_and(|&kind| kind == Some(BlockKind::ListItem));
    let is_apart = at > 0 && !is_item(at - 1) && !is_item(at + 1) && draft.units[at].hint.is_none();
    let heads = draft.units.get(at + 1).is_some_and(|next| next.gap && next.of(draft.text).len() > 60);
    is_apart
        && heads
        && draft.units[at].gap
        && is_title(text, 130)
        && text.starts_with(|c: char| c.is_numeric())
}

/// Whether a unit is a heading: a short line without a stop before running text.
fn is_heading(draft: &Draft<'_>, at: usize) -> bool {
    let text = look::without_emphasis(draft.unit(at));
    if !is_title(text, 110)
        || !look::begins_sentence(text)
        || look::word_count(text) > 16
        || look::digits_percent(text) > 40
    {
        return false;
    }
    let is_ours =
        |next: &usize| !matches!(draft.kinds[*next], Some(BlockKind::Boilerplate | BlockKind::Caption));
    let Some(next) = (at + 1..draft.units.len()).take(4).find(is_ours) else { return false };
    let is_text = match draft.kinds[next] {
        None => {
            let following = draft.unit(next);
            look::ends_sentence(following) || look::ends_with_colon(following) || following.len() > 140
        }
        kind => matches!(
            kind,
            Some(BlockKind::Paragraph | BlockKind::ListItem | BlockKind::BlockQuote | BlockKind::Speaker)
        ),
    };
    is_text && draft.units[at].gap
}

/// Whether a text is one line without the end of a sentence, but for a question.
fn is_title(text: &str, longest: usize) -> bool {
    let is_question = text.ends_with(['?', '？', '!', '"', '”', '“', '’']) && !look::has_inner_sentence(text);
    text.len() <= 4 * longest
        && text.chars().count() <= longest
        && !text.contains('\n')
        && look::has_letter(text)
        && !look::ends_with_colon(text)
        && (!look::ends_sentence(text) || is_question && !look::ends_with_stop(text))
}
