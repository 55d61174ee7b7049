//! What each unit of the story is, and what belongs to the page around it.

use super::line_phrases::LineClass;
use super::pictures::{credit_kind, has_credit, is_agency_credit, is_caption};
use super::units::{Marker, marker};
use super::{Draft, Parser, byline, dateline, head, line_context, line_shape, wire};
use crate::analysis::{BlockKind, Byline};
use crate::dates::PartialDate;
use crate::lang::phrases::PhraseKind;

/// More short lines than these at the end of a story are a list of its own, not links to others.
const LONGEST_TAIL: usize = 10;

/// Codes for machines stand among so many units at the beginning of a text, and among so many at its end.
const FIRST_LINES: usize = 4;
const LAST_LINES: usize = 3;

/// Names the units that tell by themselves what they are.
pub(super) fn mark(draft: &mut Draft<'_>, parser: &Parser) {
    let mut links = 0;
    for at in 0..draft.units.len() {
        crate::interrupt::checkpoint();
        let text = wire::without_marks(draft.text, draft.units[at].span).of(draft.text);
        let hint = draft.units[at].hint.and_then(|hint| hint.kind);
        // What comes first is the headline, even if it begins like a label.
        let may_tell = || at > 0 || text.len() <= 30 || parser.phrases.is_phrase(text);
        let tells = parser.phrases.read(text).filter(|_| may_tell());
        let is_outer = at < FIRST_LINES || at + LAST_LINES >= draft.units.len();
        let is_for_machines =
            || (wire::is_codes(text) || at < FIRST_LINES && wire::is_slug(text)) && !is_date(text, parser);
        let kind = match tells {
            _ if is_outer && hint.is_none() && is_for_machines() => Some(BlockKind::Boilerplate),
            // The head makes something else of it where no headline follows.
            Some(LineClass::Section) if at < head::REACH && hint.is_none() => Some(BlockKind::Kicker),
            Some(LineClass::Boilerplate) if is_date(text, parser) || is_date_of_post(text, parser) => {
                Some(BlockKind::Date)
            }
            // "By Ada Lind · 4 min read".
            Some(LineClass::Boilerplate) if at < head::REACH && names_author(text, parser) => hint,
            Some(LineClass::Boilerplate | LineClass::Related) => Some(BlockKind::Boilerplate),
            _ if is_caption(text, parser) => Some(BlockKind::Caption),
            Some(LineClass::Credit) if !is_agency_credit(text, parser) => Some(credit_kind(text, parser)),
            Some(LineClass::Signoff) if hint.is_none() => Some(BlockKind::Signoff),
            Some(LineClass::Note) if hint.is_none() => Some(BlockKind::Note),
            _ if has_credit(text, parser) => Some(credit_kind(text, parser)),
            _ => hint.or_else(|| own_kind(text, parser)),
        };
        // What a lead-in to links announces is a link until a sentence comes.
        let is_link = links > 0 && is_title(text, 160) && matches!(kind, None | Some(BlockKind::ListItem));
        links = match tells {
            Some(LineClass::Related) => 8,
            _ if is_link => links - 1,
            Some(LineClass::Credit) => links,
            _ => 0,
        };
        draft.kinds[at] = if is_link { Some(BlockKind::Boilerplate) } else { kind };
    }
    line_context::mark(draft, &parser.lexicon);
}

/// What a unit is by its own form.
fn own_kind(text: &str, parser: &Parser) -> Option<BlockKind> {
    if is_date(text, parser) {
        return Some(BlockKind::Date);
    }
    if text.len() <= 20 && !text.chars().any(char::is_alphanumeric) {
        return Some(BlockKind::Boilerplate);
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
    if is_contact(text) || is_trail(text, parser) {
        return Some(BlockKind::Boilerplate);
    }
    if is_setext(text) || is_time(text, parser) || is_flash(text) {
        return Some(BlockKind::Heading);
    }
    if is_question_or_answer(text) {
        return Some(BlockKind::Speaker);
    }
    is_table(text).then_some(BlockKind::Table)
}

/// Whether a unit is a full date and what accompanies one, the place of a dateline as well.
fn is_date(text: &str, parser: &Parser) -> bool {
    let has_digits = text.len() <= 120 && text.chars().any(char::is_numeric);
    has_digits
        && (parser.dates.parse(text).is_some_and(PartialDate::is_full)
            || dateline::line(text, 0, &parser.lexicon, &parser.dates).is_some()
            || is_date_with_name(text, parser))
}

/// Whether a unit names who wrote, behind "By".
fn names_author(text: &str, parser: &Parser) -> bool {
    text.len() <= 80
        && byline::introduced(text, 0, &parser.lexicon, byline::Trust::Alone)
            .is_some_and(|credits| !credits.authors.is_empty())
}

/// Whether a unit is a full date between words that accompany one and who wrote: "Posted on May 8, 2024 by admin".
fn is_date_of_post(text: &str, parser: &Parser) -> bool {
    let Some(found) = parser.dates.find(text).filter(|found| found.date.is_full()) else { return false };
    let span = found.span.range();
    let mut before = text[..span.start].split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let after = text[span.end..].split_whitespace().next().unwrap_or_default();
    text.len() <= 80
        && before.all(|word| parser.dates.is_beside(&word.to_lowercase()))
        && parser.lexicon.is_prefix(after)
}

/// Whether a unit is a full date with the time of day and a name beside it, the outlet's behind it or that of a place before
/// it: "May 3, 2024 / 10:22 AM EDT / Harbour News", "Exton - 03 MAY 2024 - 10:12 CEST".
fn is_date_with_name(text: &str, parser: &Parser) -> bool {
    const MARKS: [&str; 5] = [" / ", " | ", " · ", " - ", " – "];
    let is_date = |part: &str| parser.dates.parse(part).is_some_and(PartialDate::is_full);
    let is_word = |part: &str| part.starts_with(char::is_uppercase) && part.chars().all(char::is_alphabetic);
    // Two words that are no outlet may be who wrote.
    let is_outlet = |part: &str| {
        is_word(part)
            || parser.lexicon.is_agency(part)
            || part.split(' ').any(|word| parser.lexicon.has_any_case(PhraseKind::Outlet, word))
    };
    // Prose, which most lines with a number are.
    if line_shape::ends_sentence(text) {
        return false;
    }
    MARKS.iter().any(|mark| {
        let parts: Vec<&str> = text.splitn(4, mark).collect();
        match parts[..] {
            [date, outlet] => is_date(date) && is_outlet(outlet),
            [date, time, outlet] if is_date(date) => is_time(time, parser) && is_outlet(outlet),
            [place, date, time] => is_word(place) && is_date(date) && is_time(time, parser),
            _ => false,
        }
    })
}

/// Whether a unit is the heading of an entry between marks ("+++ 16:40 Trains stop +++").
fn is_flash(text: &str) -> bool {
    const LONGEST: usize = 200;
    text.len() <= LONGEST && text.len() > 6 && text.starts_with("+++") && text.ends_with("+++")
}

/// Whether a unit is nothing but an address or a number to reach somebody by.
fn is_contact(text: &str) -> bool {
    let is_mail = || text.contains('@') && text.contains('.') && !text.contains(char::is_whitespace);
    let is_phone = || {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        text.starts_with('+')
            && (8..=15).contains(&digits)
            && text.bytes().all(|byte| byte.is_ascii_digit() || b"+-./() ".contains(&byte))
    };
    text.len() <= 80 && (is_mail() || is_phone())
}

/// Whether a unit is the way to a page through the sections of its site ("Home > News > Local").
fn is_trail(text: &str, parser: &Parser) -> bool {
    let is_short = |part: &str| (1..=3).contains(&part.split_whitespace().count());
    let is_chain = |mark: &str, fewest: usize| {
        text.split(mark).count() >= fewest && text.split(mark).all(is_short) && !text.contains(['<', '‹'])
    };
    let is_from_home = || {
        let home = text.split(" > ").next().and_then(|first| parser.phrases.read(first));
        home == Some(LineClass::Boilerplate) && is_chain(" > ", 2)
    };
    text.len() <= 100
        && !line_shape::ends_sentence(text)
        && (is_chain(" › ", 2) || is_chain(" > ", 3) || is_from_home())
}

/// Whether a unit is a heading with its underline.
fn is_setext(text: &str) -> bool {
    text.trim_end().rsplit_once('\n').is_some_and(|(_, line)| {
        line.len() >= 3 && (line.bytes().all(|b| b == b'=') || line.bytes().all(|b| b == b'-'))
    })
}

/// Whether a unit is a time of day, as above the entries of a live blog.
fn is_time(text: &str, parser: &Parser) -> bool {
    if text.len() > 20 || !text.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let mut parts = text.splitn(2, |c: char| c.is_whitespace());
    let clock = parts.next().unwrap_or_default().to_lowercase();
    let zone = parts.next().unwrap_or_default();
    let digits = clock.trim_end_matches(char::is_alphabetic);
    let clock = if parser.lexicon.has(PhraseKind::Clock, &clock[digits.len()..]) { digits } else { &clock };
    let is_clock = clock.split_once([':', '.', 'h']).is_some_and(|(hour, minute)| {
        hour.parse::<u8>().is_ok_and(|hour| hour < 24)
            && minute.len() == 2
            && minute.parse::<u8>().is_ok_and(|minute| minute < 60)
    });
    let is_zone = zone.split_whitespace().all(|word| {
        let is_half = || parser.lexicon.has_any_case(PhraseKind::Clock, word);
        word.len() <= 5 && (line_shape::is_capitals(word) || is_half())
    });
    is_clock && is_zone
}

/// Whether a unit is a question or an answer of an interview in which they are marked by letters.
fn is_question_or_answer(text: &str) -> bool {
    let mut chars = text.trim_start_matches('*').chars();
    matches!(chars.next(), Some('Q' | 'A' | 'F' | 'P' | 'R' | 'D'))
        && matches!(chars.next(), Some(':'))
        && line_shape::has_letter(chars.as_str())
}

/// Whether a unit has columns.
fn is_table(text: &str) -> bool {
    let end = memchr::memchr(b'\n', text.as_bytes()).unwrap_or(text.len());
    let line = text[..end].trim_end_matches('\r');
    let cells = memchr::memchr_iter(b'\t', line.as_bytes()).count() >= 2
        || line.len() > 2 && line.starts_with('|') && line.ends_with('|');
    let has_gap = || line.len() < 200 && memchr::memmem::find(line.as_bytes(), b"   ").is_some();
    cells || has_gap() && line.matches("   ").count() >= 2 && line_shape::digits_percent(line) > 20
}

/// Names the rest of the units from `story` on.
pub(super) fn finish(draft: &mut Draft<'_>, story: usize, parser: &Parser) {
    let count = draft.units.len();
    for at in story..count {
        crate::interrupt::checkpoint();
        if draft.kinds[at] == Some(BlockKind::Date) {
            draft.kinds[at] = Some(BlockKind::Boilerplate);
        }
    }
    for at in count.saturating_sub(4).max(story)..count {
        sign_off(draft, at, parser);
    }
    mark_repeated(draft, story);
    mark_biographies(draft, story);
    let end = page_end(draft, story);
    let is_interview = is_interview(draft, story);
    let turns = line_context::turns(draft, story);
    for (at, &is_turn) in turns.iter().enumerate().skip(story) {
        crate::interrupt::checkpoint();
        if draft.kinds[at] == Some(BlockKind::ListItem) && is_numbered_heading(draft, at) {
            draft.kinds[at] = Some(BlockKind::Heading);
        }
        if draft.kinds[at].is_some() {
            continue;
        }
        let kind = if at >= end || is_bracketed(draft.unit(at)) {
            BlockKind::Boilerplate
        } else if is_heading(draft, at, parser)
            && !is_turn
            && !(is_interview && draft.unit(at).ends_with('?'))
        {
            BlockKind::Heading
        } else {
            BlockKind::Paragraph
        };
        draft.kinds[at] = Some(kind);
    }
}

/// Long lines that come again right away, or three times, belong to the page: captions of a gallery, calls to subscribe.
fn mark_repeated(draft: &mut Draft<'_>, story: usize) {
    let may_repeat = |&(length, _, at): &(usize, &str, usize)| {
        draft.kinds[at].is_none_or(|kind| kind == BlockKind::Caption) && (80..1000).contains(&length)
    };
    let line = |at: usize| {
        crate::interrupt::checkpoint();
        (draft.units[at].span.len() as usize, draft.units[at].of(draft.text), at)
    };
    let mut lines: Vec<_> = (story..draft.units.len()).map(line).filter(may_repeat).collect();
    // Hardly any two lines are of one length, so that hardly any are compared.
    lines.sort_unstable();
    let is_repeated = |same: &&[(usize, &str, usize)]| match same {
        [(.., first), (.., second)] => *second == first + 1,
        _ => same.len() >= 3,
    };
    let groups = lines.chunk_by(|a, b| a.1 == b.1).filter(is_repeated);
    let repeated: Vec<usize> = groups.flatten().map(|&(.., at)| at).collect();
    // A brief is not thrown away as its own repetition.
    let others = (story..draft.units.len()).filter(|&at| draft.kinds[at].is_none()).count();
    let kept = usize::from(others == repeated.len());
    for at in repeated.into_iter().skip(kept) {
        draft.kinds[at] = Some(BlockKind::Boilerplate);
    }
}

/// What is said at the end about an author that the byline names belongs to the page.
fn mark_biographies(draft: &mut Draft<'_>, story: usize) {
    let Some(byline) = &draft.byline else { return };
    let count = draft.units.len();
    for at in count.saturating_sub(6).max(story + 3).min(count)..count {
        let text = draft.units[at].of(draft.text);
        let is_author = |author: &crate::analysis::Author| {
            author.name.contains(' ') && text.starts_with(author.name.as_str())
        };
        if draft.kinds[at].is_none() && byline.authors.iter().any(is_author) {
            draft.kinds[at] = Some(BlockKind::Boilerplate);
        }
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
    // Who wrote and who checked, as agencies say it: "ri/jlm", "an/ jann/", "ABC // XYZ", "(Hina) abc de".
    let is_code = |code: &str| {
        let bytes = code.as_bytes();
        code.len() <= 5
            && (bytes.iter().all(u8::is_ascii_lowercase) || bytes.iter().all(u8::is_ascii_uppercase))
    };
    let is_codes = text.len() <= 30 && text.contains('/') && text.split(['/', ' ', '-']).all(is_code)
        || text.len() <= 40
            && text.split_once(' ').is_some_and(|(agency, codes)| {
                parser.lexicon.is_agency(agency) && codes.split(['/', ' ', '-']).all(is_code)
            });
    let is_agency = text.len() <= 24 && parser.lexicon.is_agency(text);
    if is_initials || is_codes || is_agency {
        draft.kinds[at] = Some(BlockKind::Signoff);
        return;
    }
    let credits =
        byline::introduced(text, draft.units[at].span.begin(), &parser.lexicon, byline::Trust::Alone);
    if let Some(credits) = credits.filter(|credits| draft.byline.is_none() && !credits.authors.is_empty()) {
        let span = Some(draft.units[at].span);
        draft.byline = Some(Byline { span, authors: credits.authors, agency: credits.agency });
        draft.kinds[at] = Some(BlockKind::Byline);
    }
}

/// The unit behind the last that could belong to the story: links and labels at the end belong to the page.
fn page_end(draft: &Draft<'_>, story: usize) -> usize {
    let count = draft.units.len();
    let is_prose = |at: usize| {
        crate::interrupt::checkpoint();
        let text = draft.unit(at);
        draft.kinds[at].is_none_or(|kind| kind == BlockKind::Paragraph)
            && (line_shape::ends_sentence(text) && text.len() >= 60 || text.len() >= 160)
    };
    let paragraphs = (story..count).filter(|&at| is_prose(at)).count();
    let last = (story..count).rev().find(|&at| is_prose(at));
    let Some(last) = last.filter(|_| paragraphs >= 3) else { return count };
    // A short last sentence still belongs to the story.
    let first =
        (last + 1..count).find(|&at| draft.kinds[at].is_some() || !line_shape::ends_sentence(draft.unit(at)));
    let rest = first.unwrap_or(count)..count;
    let lines = rest.clone().filter(|&at| draft.kinds[at].is_none()).count();
    // So many lines are a list that the story ends with.
    if lines > LONGEST_TAIL && lines * 2 > rest.len() {
        return count;
    }
    let all_titles = rest.clone().filter(|&at| draft.kinds[at].is_none()).all(|at| {
        let text = draft.unit(at);
        draft.units[at].gap && line_shape::digits_percent(text) < 40 && !line_shape::ends_with_colon(text)
    });
    if all_titles { first.unwrap_or(count) } else { count }
}

/// Whether a story is made of questions and answers: most of its short lines are questions, or they are answered in
/// quotation marks.
fn is_interview(draft: &Draft<'_>, story: usize) -> bool {
    let (mut titles, mut questions, mut quoted) = (0, 0, 0);
    for at in story..draft.units.len() {
        crate::interrupt::checkpoint();
        if draft.kinds[at].is_none() && is_title(draft.unit(at), 110) {
            let is_question = draft.unit(at).ends_with(['?', '？']);
            let is_answered = draft
                .units
                .get(at + 1)
                .is_some_and(|next| next.of(draft.text).starts_with(line_shape::is_opening));
            titles += 1;
            questions += usize::from(is_question);
            quoted += usize::from(is_question && is_answered);
        }
    }
    questions >= 8 && (questions * 10 > titles * 7 || quoted * 2 > questions)
}

/// Whether a numbered line heads a paragraph, rather than standing in a list.
fn is_numbered_heading(draft: &Draft<'_>, at: usize) -> bool {
    let text = draft.unit(at);
    let is_alone = |at: usize| draft.kinds.get(at).is_some_and(|&kind| kind != Some(BlockKind::ListItem));
    let is_apart = at > 0 && is_alone(at - 1) && is_alone(at + 1) && draft.units[at].hint.is_none();
    let is_short = text.chars().count() <= 130
        && !line_shape::has_inner_sentence(
            text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ')')),
        );
    is_apart && draft.units[at].gap && is_short && text.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a unit is a short remark in brackets, as credits and labels are.
fn is_bracketed(text: &str) -> bool {
    text.len() <= 60
        && text.starts_with(['(', '['])
        && text.ends_with([')', ']'])
        && !line_shape::ends_with_stop(text)
}

/// Whether a line leads on to the next item of a list.
fn is_continued(text: &str, parser: &Parser) -> bool {
    let last = line_shape::tail(text, 16).rsplit_once(' ').map_or("", |(_, last)| last);
    parser.lexicon.has(PhraseKind::ListConjunction, last)
}

/// Whether a number with decimals or thousands stands inside a text: a line of a table, not a heading.
fn has_amount(text: &str) -> bool {
    let begin = text.find(' ').unwrap_or(text.len());
    text.as_bytes()[begin..].windows(3).any(|bytes| {
        bytes[0].is_ascii_digit() && matches!(bytes[1], b'.' | b',') && bytes[2].is_ascii_digit()
    })
}

/// Whether a unit is a heading: a short line without a stop before running text.
fn is_heading(draft: &Draft<'_>, at: usize, parser: &Parser) -> bool {
    let text = line_shape::without_emphasis(draft.unit(at));
    if !is_title(text, 110)
        || !line_shape::begins_sentence(text)
        || line_shape::word_count(text) > 16
        || line_shape::digits_percent(text) > 40
        || has_amount(text)
        || is_continued(text, parser)
        || line_shape::has_no_stops(text) && text.chars().count() > 60
        || text.len() <= 3
    {
        return false;
    }
    let is_ours =
        |next: &usize| !matches!(draft.kinds[*next], Some(BlockKind::Boilerplate | BlockKind::Caption));
    let Some(next) = (at + 1..draft.units.len()).take(1).find(is_ours) else { return false };
    let is_text = match draft.kinds[next] {
        None => {
            let following = draft.unit(next);
            line_shape::ends_sentence(following)
                || line_shape::ends_with_colon(following)
                || following.len() > 140
        }
        kind => matches!(
            kind,
            Some(BlockKind::Paragraph | BlockKind::ListItem | BlockKind::BlockQuote | BlockKind::Speaker)
        ),
    };
    let is_apart = draft.units[at].gap || at > 0 && is_time(draft.unit(at - 1), parser);
    is_text && is_apart && !follows_title(draft, at)
}

/// Whether the unit before is a short line too that is no heading: the two are part of a list.
fn follows_title(draft: &Draft<'_>, at: usize) -> bool {
    at > 0 && draft.kinds[at - 1] == Some(BlockKind::Paragraph) && is_title(draft.unit(at - 1), 60)
}

/// Whether a text is one line without the end of a sentence, but for a question.
fn is_title(text: &str, longest: usize) -> bool {
    let is_question =
        || text.ends_with(['?', '？', '!', '"', '”', '“', '’']) && !line_shape::has_inner_sentence(text);
    // What most texts are not comes first.
    text.len() <= 4 * longest
        && (!line_shape::ends_sentence(text) || !line_shape::ends_with_stop(text) && is_question())
        && line_shape::is_at_most(text, longest)
        && !text.contains('\n')
        && line_shape::has_letter(text)
        && !line_shape::ends_with_colon(text)
}
