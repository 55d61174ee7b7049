use std::fmt::Write;

use anstyle::Style;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A run of text in one style.
pub(super) type Run<'a> = (Style, &'a str);

/// Adds a paragraph that is at most `width` columns wide where its words allow it.
///
/// `hang` stands before every line but the first, before which the caller has written as many columns already.
/// What could move the cursor of a terminal or reverse its text is left out, so that a document cannot.
pub(super) fn paragraph(out: &mut String, hang: &str, width: usize, runs: &[Run<'_>]) {
    let room = width.saturating_sub(hang.width());
    let mut pieces = Pieces::default();
    for &(style, text) in runs {
        pieces.add_run(style, text);
    }
    let mut used = 0;
    let mut current = Style::new();
    let mut rest = pieces.list.as_slice();
    while let Some(length) = unbroken(rest) {
        let (word, after) = rest.split_at(length);
        rest = after;
        let columns: usize = word.iter().map(|piece| piece.text.width()).sum();
        let space = usize::from(used > 0 && word[0].blank_before);
        if used > 0 && used + space + columns > room {
            change(out, &mut current, Style::new());
            out.push('\n');
            out.push_str(hang);
            used = 0;
        } else if space > 0 {
            if current != word[0].style {
                change(out, &mut current, Style::new());
            }
            out.push(' ');
            used += 1;
        }
        for piece in word {
            change(out, &mut current, piece.style);
            out.push_str(piece.text);
        }
        used += columns;
    }
    change(out, &mut current, Style::new());
    out.push('\n');
}

/// Writes what changes the style of the terminal.
fn change(out: &mut String, current: &mut Style, to: Style) {
    if *current != to {
        // Writing into a string cannot fail.
        let _ = write!(out, "{}{}", current.render_reset(), to.render());
        *current = to;
    }
}

/// A word or a part of one.
struct Piece<'a> {
    style: Style,
    text: &'a str,
    blank_before: bool,
    // Whether a line may begin with it.
    break_before: bool,
}

/// How many pieces come before the next possible break.
fn unbroken(pieces: &[Piece<'_>]) -> Option<usize> {
    let rest = pieces.get(1..)?;
    Some(1 + rest.iter().position(|piece| piece.break_before).unwrap_or(rest.len()))
}

/// Runs cut where lines may be broken: at blanks, and around the wide characters of scripts without any.
#[derive(Default)]
struct Pieces<'a> {
    list: Vec<Piece<'a>>,
    // Whether there was a blank since the last piece, and whether that was a wide character.
    blank: bool,
    wide: bool,
}

impl<'a> Pieces<'a> {
    fn add_run(&mut self, style: Style, text: &'a str) {
        let mut from = 0;
        for (at, c) in text.char_indices() {
            let blank = c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}');
            let wide = c.width() == Some(2) && c.is_alphanumeric();
            if blank || wide || is_unsafe(c) {
                self.add(style, &text[from..at], false);
                from = at + c.len_utf8();
                if wide {
                    self.add(style, &text[at..from], true);
                }
            }
            self.blank |= blank;
        }
        self.add(style, &text[from..], false);
    }

    fn add(&mut self, style: Style, text: &'a str, wide: bool) {
        if text.is_empty() {
            return;
        }
        // Closing punctuation stays with the wide character before it.
        let break_before = self.blank || wide || self.wide && text.starts_with(char::is_alphanumeric);
        self.list.push(Piece { style, text, blank_before: self.blank, break_before });
        self.blank = false;
        self.wide = wide;
    }
}

/// Whether a character commands a terminal instead of standing for itself.
fn is_unsafe(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use anstyle::AnsiColor;

    use super::*;

    #[track_caller]
    fn check(width: usize, runs: &[&str], expect: &str) {
        let runs: Vec<Run<'_>> = runs.iter().map(|&text| (Style::new(), text)).collect();
        let mut out = String::new();
        paragraph(&mut out, "  ", width, &runs);
        assert_eq!(out, expect);
    }

    #[test]
    fn lines_break_at_blanks_and_keep_to_the_width() {
        check(12, &["one two three four"], "one two\n  three four\n");
        check(12, &["one   two\n\tthree"], "one two\n  three\n");
        check(12, &[" a word-too-long-for-any-line b "], "a\n  word-too-long-for-any-line\n  b\n");
        check(12, &[""], "\n");
    }

    #[test]
    fn runs_join_into_words_and_lines() {
        check(12, &["“", "one two", "” three"], "“one two”\n  three\n");
        check(20, &["one ", "two"], "one two\n");
        check(20, &["one", " ", "two"], "one two\n");
    }

    #[test]
    fn wide_characters_take_two_columns_and_may_be_parted() {
        check(12, &["東京都知事は語った。"], "東京都知事\n  は語った。\n");
        check(40, &["東京 said"], "東京 said\n");
    }

    #[test]
    fn a_document_cannot_command_the_terminal() {
        check(40, &["a\u{1b}[2Jb\u{202e}c\u{7}d"], "a[2Jbcd\n");
    }

    #[test]
    fn every_style_ends_with_its_paragraph() {
        let mut out = String::new();
        paragraph(&mut out, "", 40, &[(AnsiColor::Red.on_default(), "one"), (Style::new(), " two")]);
        assert_eq!(out, "\u{1b}[31mone\u{1b}[0m two\n");
    }
}
