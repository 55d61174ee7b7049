//! Quotation marks: which characters they are, and which runs of text stand inside them.
//!
//! A paragraph is read twice: `scan` lists its marks with what stands beside each, [`pair`](Reader::paragraph) then
//! decides which open and which close, with the marks that follow in view. Neither looks at a character twice, so a
//! megabyte of marks costs what a megabyte of letters costs.

mod scan;
#[cfg(test)]
mod tests;

use crate::text::Span;
use scan::{Family, Mark, begins_with_single, scan};

/// A stretch of text inside quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuotedRun {
    /// The run with its marks.
    pub outer: Span,
    /// The run without its marks.
    pub inner: Span,
    /// Whether the run has a closing mark. Without one it lasts to the end of its paragraph, as when a
    /// quotation goes on in the next.
    pub closed: bool,
    /// Whether it goes on from an unclosed run in the paragraph before it.
    pub continued: bool,
    /// How many other runs it stands in.
    pub depth: u8,
}

/// Runs inside runs inside runs: nobody writes more, and what does is noise.
const DEEPEST: usize = 4;

/// Reads the quotation marks of a text, paragraph by paragraph. Runs come back in order of where they begin.
///
/// Survives what real text does to its marks: a mark turned the wrong way, a closing mark left out at the end of a
/// paragraph (the run then lasts to its end) or before the next opening one, an opening mark left out where a quotation
/// goes on, the same mark for the inner and the outer run, two single marks for a double one. Apostrophes, feet and inches are not marks. Linear.
#[must_use]
pub fn quoted_runs(text: &str, paragraphs: &[Span]) -> Vec<QuotedRun> {
    let mut reader = Reader { text, runs: Vec::new(), open: Vec::new(), carried: false, goes_on: false };
    let mut marks = Vec::new();
    for (index, &paragraph) in paragraphs.iter().enumerate() {
        crate::interrupt::checkpoint();
        marks.clear();
        scan(text, paragraph, &mut marks);
        reader.goes_on = marks.iter().any(|mark| mark.opens_single())
            && paragraphs.get(index + 1).is_some_and(|&next| begins_with_single(text, next));
        reader.paragraph(paragraph, &marks);
    }
    let mut runs = reader.runs;
    runs.sort_by_key(|run| (run.outer.begin(), u32::MAX - run.outer.end()));
    runs
}

struct Reader<'a> {
    text: &'a str,
    runs: Vec<QuotedRun>,
    open: Vec<Mark>,
    // Whether a run of the paragraph before was left open.
    carried: bool,
    // Whether the next paragraph begins with a single mark, as one does in which a quotation goes on.
    goes_on: bool,
}

impl Reader<'_> {
    /// Pairs the marks of one paragraph.
    fn paragraph(&mut self, paragraph: Span, marks: &[Mark]) {
        if marks.is_empty() {
            // Only a caption or a heading may stand between the parts of a quotation; a second one ends it.
            self.carried &= paragraph.len() < 200;
            return;
        }
        let closers = count(marks, Family::Curly, |mark| mark.closes_by_shape);
        let openers = count(marks, Family::Curly, |mark| mark.opens_by_shape);
        let balanced = closers >= openers;
        let carried = std::mem::take(&mut self.carried);
        let first_run = self.runs.len();
        for (i, &mark) in marks.iter().enumerate() {
            crate::interrupt::checkpoint();
            if mark.family == Family::Single {
                self.single(mark, &marks[i + 1..]);
            } else {
                let first = i == 0 && carried;
                self.double(mark, &marks[i + 1..], balanced, first.then_some(paragraph));
            }
        }
        self.close_paragraph(paragraph);
        if carried && let Some(run) = self.runs[first_run..].iter_mut().min_by_key(|run| run.outer.begin()) {
            run.continued = run.outer.begin() == paragraph.begin();
        }
    }

    /// What a double mark does. `continued` is the paragraph where the mark may close a run that began before it.
    fn double(&mut self, mark: Mark, rest: &[Mark], balanced: bool, continued: Option<Span>) {
        let top = self.open.iter().rev().find(|open| open.family != Family::Single).copied();
        match top {
            None if mark.looks_like_closer() => {
                // Stray, or the end of a run whose opening mark was left out at the start of its paragraph.
                if let Some(paragraph) = continued {
                    let opener = Mark { begin: paragraph.begin(), end: paragraph.begin(), ..mark };
                    self.push_run(opener, mark.begin, Some(mark.end));
                }
            }
            None => self.open.push(mark),
            Some(open) if open.family != mark.family => {
                if self.open.len() < DEEPEST && mark.opens(rest) {
                    self.open.push(mark);
                } else if mark.looks_like_closer() && self.is_open(mark.family) {
                    self.close(mark);
                } else if mark.looks_like_closer() && Family::mixable(open.family, mark.family) {
                    self.close(Mark { family: open.family, ..mark });
                }
            }
            Some(open) => {
                if mark.reopens(open) && !mark.nests(open, rest, balanced) {
                    let end = self.text[..mark.begin as usize].trim_end().len() as u32;
                    self.close(Mark { begin: end, end, ..mark });
                    self.open.push(mark);
                } else if open.is_closed_by(mark, rest, balanced) {
                    self.close(mark);
                } else if self.open.len() < DEEPEST && mark.nests(open, rest, balanced) {
                    self.open.push(mark);
                }
            }
        }
    }

    /// Whether a capital stands behind a mark: "'68" and "'em" are clipped words.
    fn begins_sentence(&self, mark: Mark) -> bool {
        self.text[mark.end as usize..].starts_with(char::is_uppercase)
    }

    /// What a single mark does: it opens only where a mark that can close it follows, and is an apostrophe else.
    fn single(&mut self, mark: Mark, rest: &[Mark]) {
        if self.open.last().is_some_and(|open| open.lasts) {
            // Nothing behind it can close it.
        } else if self.open.last().is_some_and(|open| open.family == Family::Single) {
            let possessive = mark.after_s && rest.iter().take(4).any(Mark::closes_single);
            if mark.closes_single() && !possessive {
                self.close(mark);
            }
        } else if mark.opens_single() && self.open.len() < DEEPEST {
            // A closing mark far away is an apostrophe; so only the next few are looked at.
            let closed = rest
                .iter()
                .take(12)
                .take_while(|next| next.family == Family::Single || self.open.is_empty())
                .any(Mark::closes_single);
            if closed {
                self.open.push(mark);
            } else if self.goes_on && self.open.is_empty() && self.begins_sentence(mark) {
                self.open.push(Mark { lasts: true, ..mark });
            }
        }
    }

    fn is_open(&self, family: Family) -> bool {
        self.open.iter().any(|open| open.family == family)
    }

    /// Closes the innermost run of the mark's family, and drops what was opened inside it and never closed.
    fn close(&mut self, mark: Mark) {
        while let Some(open) = self.open.pop() {
            if open.family == mark.family {
                self.push_run(open, mark.begin, Some(mark.end));
                return;
            }
        }
    }

    /// Ends the paragraph: the outermost double run that is still open lasts to here, and a single one that goes on.
    fn close_paragraph(&mut self, paragraph: Span) {
        let left = self.open.iter().position(|open| open.family != Family::Single || open.lasts);
        if let Some(at) = left {
            let open = self.open[at];
            self.open.clear();
            self.push_run(open, paragraph.end(), None);
            self.carried = true;
        }
        self.open.clear();
    }

    fn push_run(&mut self, open: Mark, end: u32, closed: Option<u32>) {
        let inner = crate::text::trim(self.text, Span::new(open.end, end.max(open.end)));
        if inner.is_empty() {
            return;
        }
        self.runs.push(QuotedRun {
            outer: Span::new(open.begin, closed.unwrap_or(end).max(inner.end())),
            inner,
            closed: closed.is_some(),
            continued: false,
            depth: self.open.len() as u8,
        });
    }
}

fn count(marks: &[Mark], family: Family, what: impl Fn(&Mark) -> bool) -> usize {
    marks.iter().filter(|mark| mark.family == family && what(mark)).count()
}
