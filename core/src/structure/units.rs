//! Lines, and the units that they form: a hard-wrapped paragraph is one unit of several lines.

use crate::input::{LayoutBlock, Source};
use crate::structure::line_shape;
use crate::text::{Span, is_blank, trim};

/// What becomes one block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    /// Without surrounding blanks.
    pub(super) span: Span,
    /// Whether a blank line, or the beginning of the text, stands before it.
    pub(super) gap: bool,
    /// What the mark-up says of it.
    pub(super) hint: Option<LayoutBlock>,
}

impl Unit {
    /// Its text.
    pub(super) fn of(self, text: &str) -> &str {
        self.span.of(text)
    }
}

/// A line that shows something.
#[derive(Clone, Copy, Debug)]
struct Line {
    span: Span,
    /// Blanks before its first character.
    indent: u32,
    gap: bool,
    /// Characters, or a number above [`WIDEST`] for a line too long to be wrapped.
    width: u32,
}

/// How a text is broken into lines of a fixed width.
#[derive(Clone, Copy, Debug)]
struct Wrap {
    /// Characters of its longest line.
    width: u32,
    /// Whether an indented line begins a paragraph.
    is_indented: bool,
}

/// Hard-wrapped lines are at most this many characters wide.
const WIDEST: u32 = 100;
/// And paragraphs are at least this wide where there is more than one line.
const NARROWEST: u32 = 40;

/// With a paragraph as long as this, in bytes, the story has begun.
const STORY: u32 = 200;

/// The most units of a text, in bytes of it. Verse has one for every 40 bytes; a list of words has one for each, and its
/// end is one unit, for each block costs many times the memory of what stands in it.
fn most(text: &str) -> usize {
    const ALWAYS: usize = 20_000;
    ALWAYS + text.len() / 16
}

/// The units of a document: those of its mark-up, and its lines wherever the mark-up says nothing.
pub(super) fn units(source: &Source) -> Vec<Unit> {
    let mut units = all_units(source);
    let rest = units.split_off(units.len().min(most(&source.text)));
    if let [first, .., last] = rest[..] {
        units.push(Unit { span: first.span.cover(last.span), gap: true, hint: None });
    } else {
        units.extend(rest);
    }
    units
}

fn all_units(source: &Source) -> Vec<Unit> {
    let text = source.text.as_str();
    if source.layout.is_empty() {
        return plain(text, Span::whole(text));
    }
    let mut out = Vec::with_capacity(source.layout.len());
    let mut at = 0;
    // Pages put byline and date into one paragraph, a line each.
    let mut is_head = true;
    for block in &source.layout {
        crate::interrupt::checkpoint();
        out.extend(plain(text, Span::new(at, block.span.begin().max(at))));
        let span = trim(text, block.span);
        if is_head && block.kind.is_none() && span.len() < STORY && span.of(text).contains('\n') {
            let lines = plain(text, span);
            out.extend(lines.iter().enumerate().map(|(at, line)| Unit { gap: line.gap || at == 0, ..*line }));
        } else if !span.is_empty() {
            out.push(Unit { span, gap: true, hint: Some(*block) });
        }
        is_head &= span.len() < STORY;
        at = at.max(block.span.end());
    }
    out.extend(plain(text, Span::new(at, text.len() as u32)));
    out
}

/// The units of plain text.
fn plain(text: &str, within: Span) -> Vec<Unit> {
    let lines = lines(text, within);
    let wrap = wrap(text, &lines);
    let mut out: Vec<Unit> = Vec::with_capacity(lines.len());
    // How far the item of a list is indented whose lines are being read.
    let mut item = None;
    for (at, line) in lines.iter().enumerate() {
        crate::interrupt::checkpoint();
        let mark = marker(line.span.of(text));
        let hangs = mark.is_none() && !line.gap && item.is_some_and(|indent| line.indent >= indent + 2);
        if !hangs {
            item = (mark == Some(Marker::Item)).then_some(line.indent);
        }
        let joins = at > 0
            && (hangs
                || is_quoted_on(text, &lines[at - 1], line)
                || is_underline(line.span.of(text)) && !line.gap
                || wrap.is_some_and(|wrap| goes_on(text, &lines, at, wrap)));
        match out.last_mut() {
            Some(unit) if joins => unit.span = Span::new(unit.span.begin(), line.span.end()),
            _ => out.push(Unit { span: line.span, gap: line.gap, hint: None }),
        }
    }
    out
}

/// The lines that show something; CR, LF and CRLF end a line.
fn lines(text: &str, within: Span) -> Vec<Line> {
    let bytes = &text.as_bytes()[..within.range().end];
    let (mut out, most) = (Vec::new(), most(text));
    let (mut begin, mut gap) = (within.range().start, true);
    while begin < bytes.len() {
        crate::interrupt::checkpoint();
        let found = memchr::memchr2(b'\n', b'\r', &bytes[begin..]).filter(|_| out.len() < most);
        let end = found.map_or(bytes.len(), |at| begin + at);
        let span = trim(text, Span::from(begin..end));
        if span.is_empty() {
            gap = true;
        } else {
            let width =
                if span.len() > 4 * WIDEST { WIDEST + 1 } else { span.of(text).chars().count() as u32 };
            let indent = span.begin() - begin as u32;
            out.push(Line { span, indent, gap, width });
            gap = false;
        }
        let is_pair = bytes.get(end) == Some(&b'\r') && bytes.get(end + 1) == Some(&b'\n');
        begin = end + if is_pair { 2 } else { 1 };
    }
    out
}

/// How a text is wrapped; absent where it is not.
///
/// It is wrapped where no line that others follow is long, and somewhere a line breaks off in the middle of a sentence.
fn wrap(text: &str, lines: &[Line]) -> Option<Wrap> {
    let breaks_off = |pair: &[Line]| {
        crate::interrupt::checkpoint();
        let (line, next) = (pair[0], pair[1]);
        !next.gap
            && next.indent == 0
            && (NARROWEST..=WIDEST).contains(&line.width)
            && !line_shape::ends_sentence(line.span.of(text))
            && next.span.of(text).starts_with(|c: char| c.is_lowercase())
            && !next.span.of(text).starts_with("http")
    };
    let joined = lines.windows(2).filter(|pair| breaks_off(pair)).count();
    let is_long = |pair: &[Line]| !pair[1].gap && pair[0].width > WIDEST;
    let long = lines.windows(2).filter(|pair| is_long(pair)).count();
    if joined == 0 || long * 20 > joined {
        return None;
    }
    let width = lines.windows(2).filter(|pair| breaks_off(pair)).map(|pair| pair[0].width).max()?;
    let is_indented = lines.windows(2).any(|pair| !pair[1].gap && pair[1].indent > 1 && pair[0].indent == 0);
    Some(Wrap { width, is_indented })
}

/// Whether a line goes on with the paragraph of the line before it: it was broken off for want of room.
fn goes_on(text: &str, lines: &[Line], at: usize, wrap: Wrap) -> bool {
    let (line, before) = (lines[at], lines[at - 1]);
    let is_new =
        if wrap.is_indented { line.indent > 0 } else { line.indent > 0 && line.indent != before.indent };
    if line.gap || is_new || before.width > WIDEST || is_marked(line.span.of(text)) {
        return false;
    }
    let (previous, this) = (before.span.of(text), line.span.of(text));
    let starts_lower = this.starts_with(|c: char| c.is_lowercase());
    if at == 1
        && (!starts_lower || line_shape::is_capitals(previous))
        && !(line_shape::is_capitals(previous) && line_shape::is_capitals(this))
    {
        return false;
    }
    let is_open = !line_shape::ends_sentence(previous);
    if is_open && at > 1 && (starts_lower || wrap.is_indented && before.indent == 0 && at > 2) {
        return true;
    }
    // A right-hand margin that is not straight: the first word of this line did not fit on the one before.
    let word = this.split_whitespace().next().unwrap_or_default().chars().count() as u32;
    let room = before.width + before.indent + 1 + word;
    let slack = if is_open { 6 } else { 2 };
    room + slack > wrap.width && (before.width >= NARROWEST || starts_lower)
}

/// Whether a line goes on with what the line before it quotes behind ">", broken off for want of room.
fn is_quoted_on(text: &str, before: &Line, line: &Line) -> bool {
    let (previous, this) = (before.span.of(text), line.span.of(text));
    let is_quoted = matches!((marker(previous), marker(this)), (Some(Marker::Quote(a)), Some(Marker::Quote(b))) if a == b);
    let said = this.trim_start_matches(|c: char| c == '>' || is_blank(c));
    is_quoted
        && !line.gap
        && (NARROWEST..=WIDEST).contains(&before.width)
        && !line_shape::ends_sentence(previous)
        && said.starts_with(|c: char| c.is_lowercase() || c.is_numeric())
}

/// Whether a line is the underline of a heading in Markdown.
fn is_underline(line: &str) -> bool {
    line.len() >= 3 && (line.bytes().all(|b| b == b'=') || line.len() >= 5 && line.bytes().all(|b| b == b'-'))
}

/// Whether a line begins with the mark of a list item, a quotation or a heading.
fn is_marked(line: &str) -> bool {
    marker(line).is_some()
}

/// The mark that a line of its own kind begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Marker {
    /// A bullet or a number.
    Item,
    /// `>`, so many times.
    Quote(u32),
    /// `#`, so many times.
    Heading(u32),
}

/// The mark that a line begins with, if any.
pub(super) fn marker(line: &str) -> Option<Marker> {
    let mut chars = line.chars();
    let first = chars.next()?;
    let spaced = |text: &str| text.chars().next().is_some_and(is_blank);
    match first {
        '•' | '◦' | '▪' | '●' | '■' | '‣' | '·' | '∙' | '►' | '▶' | '➤' => {
            (!chars.as_str().trim().is_empty()).then_some(Marker::Item)
        }
        '*' | '-' | '+' if spaced(chars.as_str()) => {
            let rest = chars.as_str().trim_start();
            // A dash may also open a line of dialogue or a credit; an item of a list begins with a letter.
            rest.starts_with(char::is_alphanumeric).then_some(Marker::Item)
        }
        '>' => {
            let depth = line.bytes().take_while(|&b| b == b'>' || b == b' ').filter(|&b| b == b'>').count();
            (spaced(chars.as_str()) && depth == 1 || depth > 1 && !line.starts_with(">>"))
                .then_some(Marker::Quote(depth as u32))
        }
        '#' => {
            let level = line.bytes().take_while(|&b| b == b'#').count();
            (level <= 6 && spaced(&line[level..])).then_some(Marker::Heading(level as u32))
        }
        '0'..='9' => {
            let digits = line.bytes().take_while(u8::is_ascii_digit).count();
            let rest = &line[digits..];
            let is_item = digits <= 2 && rest.starts_with(['.', ')']) && spaced(&rest[1..]);
            let begins = rest.get(1..).is_some_and(|rest| {
                line_shape::begins_sentence(rest) && !rest.trim_start().starts_with(|c: char| c.is_numeric())
            });
            (is_item && begins).then_some(Marker::Item)
        }
        _ => None,
    }
}
