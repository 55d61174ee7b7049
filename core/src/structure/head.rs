//! The parts above a story: kicker, headline, subheadline, byline, date, lead.

use super::dateline::{self, Context, Reading};
use super::{Draft, Parser, byline, line_shape};
use crate::analysis::{BlockKind, Byline, PublicationDate};
use crate::text::Span;

/// The parts above a story are looked for among so many units behind the headline.
pub(super) const REACH: usize = 9;

/// Lines in capitals that may stand above a headline.
const MOST_KICKERS: usize = 3;

/// Names the units above the story and says where the story begins.
pub(super) fn find(draft: &mut Draft<'_>, parser: &Parser, declared: &str) -> usize {
    let story = find_with_sections(draft, parser, declared);
    let headline = draft.kinds.iter().take(REACH).rposition(|&kind| kind == Some(BlockKind::Headline));
    forget_sections(draft, headline.unwrap_or(0));
    story
}

/// The same, with names of sections wherever they stand.
fn find_with_sections(draft: &mut Draft<'_>, parser: &Parser, declared: &str) -> usize {
    let Some(first) = (0..draft.units.len().min(REACH)).find(|&at| !is_page(draft, at)) else { return 0 };
    if is_credited_story(draft, parser, first) {
        set_byline(draft, parser, first);
        return after_credits(draft, parser, first + 1, false);
    }
    let first = if is_byline_on_top(draft, parser, first) {
        set_byline(draft, parser, first);
        let story = after_credits(draft, parser, first + 1, false);
        if story >= draft.units.len() || line_shape::ends_with_stop(draft.unit(story)) {
            return story;
        }
        story
    } else {
        first
    };
    let Some(headline) = headline(draft, parser, first, declared) else {
        for at in 0..first {
            credit(draft, parser, at);
        }
        return after_credits(draft, parser, first, false);
    };
    for at in 0..headline {
        if draft.kinds[at] == Some(BlockKind::Date) {
            set_date(draft, parser, at);
        } else if draft.kinds[at].is_none_or(|kind| kind == BlockKind::Heading) {
            draft.kinds[at] = Some(BlockKind::Kicker);
        }
    }
    draft.kinds[headline] = Some(BlockKind::Headline);
    after_credits(draft, parser, headline + 1, true)
}

/// Whether a unit is a byline right above a dateline, with no headline at all.
fn is_credited_story(draft: &Draft<'_>, parser: &Parser, at: usize) -> bool {
    let text = draft.unit(at);
    let is_filed = draft.units.get(at + 1).is_some_and(|next| starts_story(next.of(draft.text), parser));
    let is_named = || {
        let introduced = byline::introduced(text, 0, &parser.lexicon, byline::Trust::Placed);
        introduced.is_some_and(|credits| {
            credits.authors.iter().any(|author| line_shape::begins_sentence(&author.name))
        }) || byline::bare(text, 0, &parser.lexicon).is_some_and(|credits| credits.authors.is_empty())
    };
    draft.kinds[at].is_none() && text.len() <= 80 && is_filed && is_named()
}

/// Whether a unit is a byline that stands above all else: whole names behind "By", and no other byline below.
fn is_byline_on_top(draft: &Draft<'_>, parser: &Parser, at: usize) -> bool {
    let byline = |at: usize| {
        let credits = byline::introduced(draft.unit(at), 0, &parser.lexicon, byline::Trust::Alone)?;
        let is_name = |author: &crate::analysis::Author| author.name.split(' ').count() <= 3;
        (!credits.authors.is_empty() && credits.authors.iter().all(is_name)).then_some(())
    };
    let mut near = at + 1..draft.units.len().min(at + 4);
    draft.kinds[at].is_none()
        && draft.unit(at).len() <= 80
        && byline(at).is_some()
        && at + 1 < draft.units.len()
        && !near.any(|next| byline(next).is_some() || draft.kinds[next] == Some(BlockKind::Byline))
}

/// Whether a unit belongs to the page, so that the headline may still come.
fn is_page(draft: &Draft<'_>, at: usize) -> bool {
    matches!(
        draft.kinds[at],
        Some(
            BlockKind::Boilerplate
                | BlockKind::Date
                | BlockKind::Byline
                | BlockKind::Caption
                | BlockKind::Kicker
        )
    )
}

/// Makes plain units of the names of sections that have no headline below them.
fn forget_sections(draft: &mut Draft<'_>, headline: usize) {
    let end = draft.units.len().min(REACH);
    for kind in
        draft.kinds[headline.min(end)..end].iter_mut().filter(|kind| **kind == Some(BlockKind::Kicker))
    {
        *kind = None;
    }
}

/// The unit of the headline: the one the page declares, else its main heading, else the first if it looks like one.
fn headline(draft: &Draft<'_>, parser: &Parser, first: usize, declared: &str) -> Option<usize> {
    let near = first..draft.units.len().min(first + REACH);
    let same = |&at: &usize| is_same(draft.unit(at), declared);
    if let Some(found) = (!declared.is_empty()).then(|| near.clone().find(same)).flatten() {
        return Some(found);
    }
    let marked = |&at: &usize| draft.kinds[at] == Some(BlockKind::Heading);
    let top = |&at: &usize| draft.units[at].hint.is_some_and(|hint| hint.level == 1) && marked(&at);
    if let Some(found) = near.clone().find(top) {
        return Some(found);
    }
    if !looks_like_headline(draft, parser, first) {
        return None;
    }
    // A wire has several lines in capitals above its headline.
    let is_label = |&at: &usize| is_kicker(draft.unit(at)) && !draft.unit(at).contains(char::is_numeric);
    let labels = (first..draft.units.len()).take(MOST_KICKERS).take_while(is_label).count();
    let behind = first + labels.max(1);
    let is_below = labels > 1 && behind < draft.units.len() && !line_shape::is_capitals(draft.unit(behind));
    let next = if is_below { behind } else { first + 1 };
    let is_kicker = (is_kicker(draft.unit(first)) || is_section(draft, parser, first))
        && next + 1 < draft.units.len()
        && line_shape::word_count(draft.unit(next)) >= 3
        && !line_shape::ends_with_stop(draft.unit(next))
        && looks_like_headline(draft, parser, next)
        && byline::introduced(draft.unit(next), 0, &parser.lexicon, byline::Trust::Alone).is_none();
    Some(if is_kicker { next } else { first })
}

/// Whether a unit is short, in capitals and no sentence, like the name of a section.
fn is_kicker(text: &str) -> bool {
    text.len() <= 40
        && line_shape::word_count(text) <= 4
        && line_shape::is_capitals(text)
        && !line_shape::ends_sentence(text)
}

/// Whether a unit is a word above a line that a byline or a date follows, like the name of a section.
fn is_section(draft: &Draft<'_>, parser: &Parser, at: usize) -> bool {
    let text = draft.unit(at);
    let is_credit = |at: usize| {
        draft.kinds.get(at).is_some_and(|&kind| kind == Some(BlockKind::Date))
            || draft.units.get(at).is_some_and(|unit| {
                byline::introduced(unit.of(draft.text), 0, &parser.lexicon, byline::Trust::Alone).is_some()
            })
    };
    text.len() <= 24
        && text.chars().all(char::is_alphabetic)
        && draft.units.get(at + 1).is_some_and(|next| line_shape::word_count(next.of(draft.text)) >= 4)
        && is_credit(at + 2)
}

fn looks_like_headline(draft: &Draft<'_>, parser: &Parser, at: usize) -> bool {
    let text = draft.unit(at);
    let kind = draft.kinds[at];
    if kind == Some(BlockKind::Heading) {
        return true;
    }
    if kind.is_some() || text.len() > 900 || text.chars().count() > 300 || starts_story(text, parser) {
        return false;
    }
    let is_open = text.ends_with("...")
        || text.ends_with('…')
        || text.starts_with(line_shape::is_opening) && !text.ends_with('.');
    if !line_shape::ends_with_stop(text) || is_open && text.chars().count() <= 120 {
        return is_open || !line_shape::has_inner_sentence(text) || text.chars().count() <= 200;
    }
    let is_shorter = draft.units.get(at + 1).is_some_and(|next| next.span.len() > draft.units[at].span.len());
    is_shorter && text.chars().count() <= 120 && !line_shape::has_inner_sentence(text)
}

/// Whether a unit has a dateline, of the kinds that need no support from their place.
fn starts_story(text: &str, parser: &Parser) -> bool {
    let context = Context { is_first: false, is_transcript: false };
    dateline::read(text, 0, Reading { lexicon: &parser.lexicon, dates: &parser.dates, context }).is_some()
}

/// Names bylines, dates, subheadline and lead from `at` on; returns where the story begins.
fn after_credits(draft: &mut Draft<'_>, parser: &Parser, from: usize, has_headline: bool) -> usize {
    let end = draft.units.len().min(from + REACH);
    let mut is_beside_headline = has_headline;
    let mut at = from;
    while at < end {
        let is_repeated = at > 0
            && draft.kinds[at].is_none_or(|kind| kind == BlockKind::Heading)
            && (0..at).any(|before| {
                draft.kinds[before] == Some(BlockKind::Headline)
                    && is_same(draft.unit(at), draft.unit(before))
            });
        if is_repeated {
            draft.kinds[at] = Some(BlockKind::Headline);
        } else if !credit(draft, parser, at) {
            match draft.kinds[at] {
                Some(BlockKind::Boilerplate | BlockKind::Caption | BlockKind::Byline | BlockKind::Date) => {}
                None | Some(BlockKind::Heading | BlockKind::Lead | BlockKind::Subheadline) => {
                    let Some(kind) = standfirst(draft, parser, at, end, is_beside_headline) else { break };
                    draft.kinds[at] = Some(kind);
                    is_beside_headline = kind != BlockKind::Lead;
                }
                _ if credits_follow(draft, parser, at, end) => {}
                _ => break,
            }
        }
        at += 1;
    }
    story_from(draft, from, at)
}

/// Nothing that was passed over at the end belongs to the head unless a credit follows it.
fn story_from(draft: &Draft<'_>, from: usize, at: usize) -> usize {
    let mut story = at;
    while story > from && matches!(draft.kinds[story - 1], Some(BlockKind::ListItem | BlockKind::BlockQuote))
    {
        story -= 1;
    }
    story
}

/// Whether a unit between headline and story is a subheadline or a lead, and which.
fn standfirst(
    draft: &Draft<'_>,
    parser: &Parser,
    at: usize,
    end: usize,
    is_beside: bool,
) -> Option<BlockKind> {
    let text = draft.unit(at);
    if let Some(kind @ (BlockKind::Lead | BlockKind::Subheadline)) = draft.kinds[at] {
        return Some(kind);
    }
    let follow = credits_follow(draft, parser, at, end);
    let is_sentence = line_shape::ends_sentence(text);
    if is_sentence && draft.kinds[at].is_none() {
        let is_lead = follow && !starts_story(text, parser) && !is_signed(draft, at, end);
        return is_lead.then_some(BlockKind::Lead);
    }
    let fits = text.chars().count() <= 250
        && !super::line_context::begins_with_time(text)
        && line_shape::word_count(text) >= 3
        && line_shape::digits_percent(text) < 30
        && line_shape::begins_sentence(text)
        && !line_shape::ends_with_colon(text)
        && !starts_story(text, parser)
        && !line_shape::begins_with_speaker(text);
    let is_heading = draft.kinds[at] == Some(BlockKind::Heading);
    // Where the mark-up says that this is a paragraph, the length of the next one says nothing.
    let is_read_on = draft.units[at].hint.is_none()
        && draft.units.get(at + 1).is_some_and(|next| next.span.len() > draft.units[at].span.len());
    (is_beside && fits && at + 1 < draft.units.len() && (follow || is_read_on && !is_heading)).then(|| {
        // A second headline is short; a whole clause is a summary.
        if text.chars().count() <= 50 { BlockKind::Subheadline } else { BlockKind::Lead }
    })
}

/// Whether a byline or a date stands among the next few units.
fn credits_follow(draft: &Draft<'_>, parser: &Parser, at: usize, end: usize) -> bool {
    let is_ours = |at: &usize| !matches!(draft.kinds[*at], Some(BlockKind::Boilerplate | BlockKind::Caption));
    (at + 1..end.max(at + 1)).filter(is_ours).take(3).any(|next| {
        matches!(draft.kinds[next], Some(BlockKind::Date | BlockKind::Byline))
            || byline::introduced(draft.unit(next), 0, &parser.lexicon, byline::Trust::Alone).is_some()
    })
}

/// Whether the credits that follow a unit end the story: names without a date, and no paragraph behind them.
fn is_signed(draft: &Draft<'_>, at: usize, end: usize) -> bool {
    let is_dated = (at + 1..end.min(at + 4)).any(|next| draft.kinds[next] == Some(BlockKind::Date));
    let is_prose = |at: usize| draft.kinds[at].is_none() && line_shape::ends_sentence(draft.unit(at));
    !is_dated && !(at + 2..draft.units.len().min(end + REACH)).any(is_prose)
}

/// Names a unit that is a date or a byline; says whether it is one.
fn credit(draft: &mut Draft<'_>, parser: &Parser, at: usize) -> bool {
    match draft.kinds[at] {
        Some(BlockKind::Date) => {
            set_date(draft, parser, at);
            true
        }
        None | Some(BlockKind::Byline | BlockKind::Heading | BlockKind::Signoff) => {
            set_byline(draft, parser, at)
        }
        _ => false,
    }
}

/// Reads a date line; the first of a document is that of its publication.
fn set_date(draft: &mut Draft<'_>, parser: &Parser, at: usize) {
    let begin = draft.units[at].span.begin();
    let found = parser.dates.find_in_order(draft.unit(at), draft.month_first);
    if let Some(found) = found.filter(|_| draft.date.is_none()) {
        let span = Span::new(begin + found.span.begin(), begin + found.span.end());
        draft.date = Some(PublicationDate { span: Some(span), value: found.date.to_string() });
    }
}

/// Reads a byline; the first of a document counts.
fn set_byline(draft: &mut Draft<'_>, parser: &Parser, at: usize) -> bool {
    let (text, begin) = (draft.units[at].of(draft.text), draft.units[at].span.begin());
    let lexicon = &parser.lexicon;
    let is_next_line = !draft.units[at].gap;
    if at > 0
        && draft.kinds[at - 1] == Some(BlockKind::Byline)
        && byline::is_continued(text, is_next_line, lexicon)
    {
        let byline = draft
            .byline
            .as_mut()
            .filter(|byline| byline.agency.is_empty() && byline::is_agency_alone(text, lexicon));
        if let Some(byline) = byline {
            text.clone_into(&mut byline.agency);
        }
        draft.kinds[at] = Some(BlockKind::Byline);
        return true;
    }
    let is_dated = draft.kinds.get(at + 1).is_some_and(|&kind| kind == Some(BlockKind::Date));
    let is_under = at == 0
        || matches!(draft.kinds[at - 1], Some(BlockKind::Headline | BlockKind::Date | BlockKind::Byline));
    let trust = if is_dated || is_under { byline::Trust::Placed } else { byline::Trust::Alone };
    let credits = byline::introduced(text, begin, lexicon, trust).or_else(|| {
        ((at == 0 || may_be_bare(draft, parser, at, is_dated)) && !is_greeting(draft, parser, at))
            .then(|| byline::bare(text, begin, lexicon))
            .flatten()
    });
    let Some(credits) = credits.filter(|_| !starts_story(text, parser)) else { return false };
    if draft.byline.is_none() {
        draft.byline = Some(Byline {
            span: Some(draft.units[at].span),
            authors: credits.authors,
            agency: credits.agency,
        });
    }
    draft.kinds[at] = Some(BlockKind::Byline);
    // "By Ada Lind May 8, 2024".
    if parser.dates.find(text).is_some_and(|found| found.date.is_full()) {
        set_date(draft, parser, at);
    }
    true
}

/// Whether names alone would be a byline here: a date, the story or, in the next line, an office comes next.
fn may_be_bare(draft: &Draft<'_>, parser: &Parser, at: usize, is_dated: bool) -> bool {
    // What belongs to the page may stand between.
    let is_ours = |at: &usize| !matches!(draft.kinds[*at], Some(BlockKind::Boilerplate | BlockKind::Caption));
    let mut above = (at.saturating_sub(REACH)..at).rev().filter(is_ours).take(3);
    let is_under = above.any(|before| draft.kinds[before] == Some(BlockKind::Headline));
    let is_read_on = (at + 1..draft.units.len().min(at + REACH)).find(is_ours).is_some_and(|next| {
        let (next, text) = (draft.units[next], draft.unit(next));
        let shortest = if line_shape::is_uncased_start(text) { 60 } else { 30 };
        next.span.len() >= shortest && line_shape::ends_sentence(text)
    });
    let has_office = draft.units.get(at + 1).is_some_and(|next| {
        let line = next.of(draft.text);
        let is_credit = byline::is_office(line, &parser.lexicon) || parser.lexicon.is_agency(line);
        !next.gap && line.starts_with(char::is_uppercase) && is_credit
    });
    draft.byline.is_none() && (is_dated || is_under && (is_read_on || has_office))
}

/// Whether a unit ends with a comma that no office follows, as what a letter begins with.
fn is_greeting(draft: &Draft<'_>, parser: &Parser, at: usize) -> bool {
    let below = draft.units.get(at + 1).map(|next| next.of(draft.text));
    let is_credit = |line: &str| byline::is_office(line, &parser.lexicon) || parser.lexicon.is_agency(line);
    draft.unit(at).ends_with(',') && !below.is_some_and(is_credit)
}

/// Whether two lines say the same, but for capitals and marks, and for the name of the site behind one of them.
fn is_same(left: &str, right: &str) -> bool {
    const MARKS: [&str; 4] = [" | ", " - ", " – ", " — "];
    const SHORTEST: usize = 10;
    let shorter =
        |line: &str| MARKS.iter().filter_map(|mark| line.rfind(mark)).max().filter(|&end| end >= SHORTEST);
    // Hardly any two lines begin with the same letter.
    let first = |line: &str| line.chars().find(|c| c.is_alphanumeric()).map(|c| c.to_lowercase().next());
    if first(left) != first(right) {
        return false;
    }
    is_same_line(left, right)
        || shorter(left).is_some_and(|end| is_same_line(&left[..end], right))
        || shorter(right).is_some_and(|end| is_same_line(left, &right[..end]))
}

fn is_same_line(left: &str, right: &str) -> bool {
    let letters = |text: &str| -> Vec<char> {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    left.len().abs_diff(right.len()) <= 24 && left.len() <= 900 && letters(left) == letters(right)
}
