//! Where the blocks of a plain text lie: lines, and the paragraphs that hard wraps cut into lines.

use crate::text::{Span, trim};

/// Columns that hard-wrapped text is filled to.
const WRAP: std::ops::RangeInclusive<usize> = 45..=90;

/// The blocks of a plain text. A line break ends a block, unless the text is hard-wrapped and the line is full.
pub(super) fn blocks(text: &str) -> Vec<Span> {
    let lines = lines(text);
    let Some(width) = wrap_width(&lines) else {
        return lines.into_iter().map(|line| line.span).filter(|span| !span.is_empty()).collect();
    };
    let mut blocks: Vec<Span> = Vec::new();
    let mut goes_on = false;
    for line in lines {
        if line.span.is_empty() {
            goes_on = false;
            continue;
        }
        let starts_anew = line.indent >= 2 || is_item(line.span.of(text));
        match blocks.last_mut() {
            Some(block) if goes_on && !starts_anew => *block = block.cover(line.span),
            _ => blocks.push(line.span),
        }
        // A line that had room for the next word was ended on purpose.
        goes_on = line.columns + 14 > width;
    }
    blocks
}

struct Line {
    /// Without surrounding blanks.
    span: Span,
    /// Characters of the line, blanks at its end left out.
    columns: usize,
    /// Blanks at its beginning.
    indent: usize,
}

fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut begin = 0;
    for raw in text.split_inclusive(['\n', '\r', '\u{2028}', '\u{2029}', '\u{0b}', '\u{0c}']) {
        let span = trim(text, Span::from(begin..begin + raw.len()));
        let indent = span.range().start - begin;
        begin += raw.len();
        lines.push(Line { span, columns: indent + span.of(text).chars().count(), indent });
    }
    lines
}

/// The width that a text is wrapped to; nothing where its lines are paragraphs.
fn wrap_width(lines: &[Line]) -> Option<usize> {
    let widest = lines.iter().map(|line| line.columns).max()?;
    let filled: Vec<&Line> = lines.iter().filter(|line| !line.span.is_empty()).collect();
    let full = filled.iter().filter(|line| line.columns + 14 > widest).count();
    (WRAP.contains(&widest) && filled.len() >= 4 && full * 2 > filled.len()).then_some(widest)
}

/// Whether a line begins like an item of a list.
pub(super) fn is_item(line: &str) -> bool {
    let rest = line.trim_start_matches(['•', '*', '-', '–', '·', '▪', '●', '◦', '‣']);
    if rest.len() < line.len() {
        return rest.starts_with([' ', '\t', '\u{a0}'])
            && line.len() - rest.len() <= 3
            && rest.trim().len() > 1;
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    (1..=2).contains(&digits) && (line[digits..].starts_with(". ") || line[digits..].starts_with(") "))
}
