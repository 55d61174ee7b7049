//! Datelines of Chinese, Japanese and Korean agencies.

use super::{Parts, Reading};
use crate::analysis::Dateline;
use crate::structure::lexicon::Lexicon;
use crate::structure::line_shape;
use crate::text::Span;

/// "新华社北京9月28日电", "【ソウル＝山田太郎】", "(서울=연합뉴스) 김철수 기자 =".
pub(super) fn read<'a>(head: &'a str, reading: Reading<'_>) -> Option<Parts<'a>> {
    let lexicon = reading.lexicon;
    let first = head.chars().next()?;
    if line_shape::is_ideograph(first) {
        let parts = cable(head, lexicon)?;
        return Some(Parts { date: reading.dates.find(&head[..parts.end]), ..parts });
    }
    let closing = match first {
        '(' => ')',
        '（' => '）',
        '[' => ']',
        '【' => '】',
        _ => return None,
    };
    let from = first.len_utf8();
    let close = from + head[from..].find(closing)?;
    bracketed(head, &head[from..close], close + closing.len_utf8(), lexicon)
}

/// An agency, a place, a day and the word for a cable.
fn cable<'a>(head: &'a str, lexicon: &Lexicon) -> Option<Parts<'a>> {
    let head = line_shape::head(head, 90);
    let wire = head.find(['电', '電'])?;
    let end = wire + '电'.len_utf8();
    let agency =
        head.char_indices().map(|(at, _)| at).take(7).skip(2).find(|&at| lexicon.is_agency(&head[..at]))?;
    let inside = &head[agency..wire];
    let place = inside.find(|c: char| c.is_numeric()).unwrap_or(inside.len());
    // A clause between agency and cable means that this is a sentence.
    if inside.contains(['，', '。', '、', ',']) {
        return None;
    }
    Some(Parts { end, location: &inside[..place], agency: &head[..agency], date: None })
}

/// The names behind "记者" in the brackets that follow a cable, before "기자" at the end of a Korean dateline or behind the
/// place of a Japanese one, and where they begin.
pub(super) fn reporters<'a>(text: &'a str, dateline: &Dateline, paragraph: Span) -> Option<(usize, &'a str)> {
    const LONGEST: usize = 120;
    let written = dateline.span.of(text);
    let (begin, end) = (dateline.span.range().start, dateline.span.range().end);
    let after = &text[end..paragraph.range().end.max(end)];
    let opening =
        ["（记者", "(记者", "（記者", "(記者"].into_iter().find(|opening| after.starts_with(opening));
    let (from, names) = match opening {
        Some(opening) => (end + opening.len(), after[opening.len()..].split(['）', ')']).next()?),
        None => match written.find(')') {
            Some(close) => (begin + close + 1, text[begin + close + 1..end].split_once(" 기자")?.0),
            // In Japan the place has the reporter behind it.
            None if dateline.agency.is_empty() => {
                let inside = written.strip_suffix('】')?;
                let equals = inside.find('＝')? + '＝'.len_utf8();
                (begin + equals, &inside[equals..])
            }
            None => return None,
        },
    };
    let blank = names.len() - names.trim_start().len();
    let is_name =
        |name: &str| (2..=5).contains(&name.chars().count()) && name.chars().all(line_shape::is_uncased);
    let named = names.split(['、', '，', ',', ' ']).filter(|name| !name.is_empty()).all(is_name);
    (named && names.len() <= LONGEST).then(|| (from + blank, names.trim()))
}

/// A place and an agency or a reporter with an equals sign between them, in brackets.
fn bracketed<'a>(head: &'a str, inside: &'a str, end: usize, lexicon: &Lexicon) -> Option<Parts<'a>> {
    if inside.chars().count() > 30 {
        return None;
    }
    let Some((location, source)) = inside.split_once(['=', '＝']) else {
        let city = inside.strip_suffix("共同").or_else(|| inside.strip_suffix("時事"))?;
        return Some(Parts { end, location: city, agency: &inside[city.len()..], date: None });
    };
    let agency = if lexicon.is_agency(source) { source } else { "" };
    // In Korea the reporter's name follows, and another equals sign.
    let reporter = line_shape::head(&head[end..], 60).find(" = ").map(|at| end + at + 2);
    Some(Parts { end: reporter.unwrap_or(end), location, agency, date: None })
}
