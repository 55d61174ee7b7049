//! Cuts one sentence into tokens, character by character.
//!
//! A token is a word with what belongs to it ([`Scanner::word`]), a run of the same punctuation, a quotation mark
//! or a symbol. Words in scripts without spaces are cut by the Unicode rules.

use unicode_segmentation::UnicodeSegmentation;

use super::abbreviations::{Stop, Stops};
use super::class::{Class, char_at, class_at, is_dense};
use super::clitics::Clitics;
use super::shape::{self, Letters};
use crate::analysis::{Shape, Tag, Tokens};
use crate::interrupt::checkpoint;
use crate::text::hash;
use crate::text::{Span, is_invisible};

/// What differs between languages.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style<'a> {
    /// Which parts of a word at an apostrophe are words of their own.
    pub(super) clitics: &'a Clitics,
    /// The abbreviations.
    pub(super) stops: &'a Stops,
}

/// Reads one sentence.
pub(super) struct Scanner<'a> {
    style: Style<'a>,
    text: &'a str,
    begin: usize,
    end: usize,
    out: &'a mut Tokens,
}

impl<'a> Scanner<'a> {
    /// A scanner of the sentence at `span`, which appends to `out`.
    pub(super) fn new(style: Style<'a>, text: &'a str, span: Span, out: &'a mut Tokens) -> Self {
        // The text is cut off where the sentence ends, so that nothing beyond it is seen.
        let range = span.range();
        Self { style, text: &text[..range.end], begin: range.start, end: range.end, out }
    }

    /// Appends the tokens of the sentence.
    pub(super) fn run(mut self) {
        let mut at = self.begin;
        while at < self.end {
            let (class, len) = class_at(self.text, at);
            at = match class {
                Class::Blank => at + len,
                Class::Joiner if is_invisible(char_at(self.text, at)) => at + len,
                Class::Lower | Class::Upper | Class::Caseless | Class::Digit => self.word(at),
                Class::Dense => self.dense(at),
                Class::Mark => self.mark(at, len),
                Class::Apostrophe => self.apostrophe(at, len),
                Class::Hyphen | Class::Punctuation => self.punctuation(at, len),
                Class::Joiner | Class::Symbol => self.symbol(at, len),
            };
        }
    }

    fn push(&mut self, begin: usize, end: usize, shape: Shape) {
        checkpoint();
        self.out.spans.push(Span::from(begin..end));
        self.out.shapes.push(shape);
        self.out.hashes.push(hash(&self.text[begin..end]));
        self.out.tags.push(match shape {
            Shape::Number => Tag::Num,
            Shape::Mark | Shape::Punctuation => Tag::Punct,
            Shape::Symbol => Tag::Sym,
            _ => Tag::X,
        });
    }

    /// The byte at an offset; NUL at the end.
    fn byte(&self, at: usize) -> u8 {
        self.text.as_bytes().get(at).copied().unwrap_or(0)
    }

    fn class(&self, at: usize) -> Class {
        class_at(self.text, at).0
    }

    /// Reads a word, its inner punctuation and the stop of an abbreviation; returns where the next token begins.
    fn word(&mut self, begin: usize) -> usize {
        let mut word = Word::new(begin);
        let mut at = begin;
        loop {
            let (class, len) = class_at(self.text, at);
            if class.is_wordlike() {
                word.add(class);
                at += len;
                continue;
            }
            match self.joint(&word, class, at, len) {
                Joint::None => break,
                Joint::Inner(width) => {
                    word.join(class, at, width);
                    at += width;
                }
                Joint::Address => {
                    let end = self.address_end(at);
                    self.push(begin, end, Shape::Lower);
                    return end;
                }
            }
        }
        let shape = word.letters.shape();
        let leans = word.hyphen && self.style.clitics.cut_hyphens();
        if word.apostrophe.is_some() || leans {
            self.push_parts(begin, at);
        } else {
            self.push(begin, at, shape);
        }
        at
    }

    /// Pushes the parts of a word with an apostrophe or a hyphen.
    fn push_parts(&mut self, begin: usize, end: usize) {
        let first = self.out.bounds.last().is_some_and(|&bound| bound as usize == self.out.spans.len());
        let word = &self.text[begin..end];
        let cuts = self.style.clitics.cuts(word, first);
        let mut from = begin;
        for cut in cuts.into_iter().flatten().chain([word.len()]) {
            let part = shape::of(&self.text[from..begin + cut]);
            self.push(from, begin + cut, part);
            from = begin + cut;
        }
    }

    /// Whether the character at `at`, which is no letter and no digit, goes on with the word before it.
    fn joint(&self, word: &Word, class: Class, at: usize, len: usize) -> Joint {
        let next = self.class(at + len);
        let previous = word.last;
        let inner = |joins: bool| if joins { Joint::Inner(len) } else { Joint::None };
        match (class, self.byte(at)) {
            (Class::Blank, _) => Joint::None,
            (Class::Joiner, _) => inner(next.is_wordlike() || is_mark_of_letter(self.text, at, len)),
            (Class::Apostrophe, _) => inner(next.is_letter() && previous != Class::Hyphen),
            // A range of numbers is three tokens, a compound one.
            (Class::Hyphen, _) => {
                inner(next.is_wordlike() && !(next == Class::Digit && previous == Class::Digit))
            }
            (_, b'.') => self.stop(word, at, next),
            (_, b',' | b':' | b'/') if previous == Class::Digit && next == Class::Digit => Joint::Inner(1),
            (_, b':') if self.text[at..].starts_with("://") && word.letters.letters() > 1 => Joint::Address,
            (_, b'/') if word.domain && next.is_wordlike() => Joint::Address,
            (_, b'&') => inner(previous == Class::Upper && next == Class::Upper),
            (_, b'_') => inner(next.is_wordlike()),
            (_, b'@') if next.is_wordlike() && self.is_mail(at + 1) => Joint::Address,
            _ => Joint::None,
        }
    }

    /// What a full stop after a word is: part of it, or not.
    fn stop(&self, word: &Word, at: usize, next: Class) -> Joint {
        let inner = |joins: bool| if joins { Joint::Inner(1) } else { Joint::None };
        match next {
            Class::Digit => inner(word.last == Class::Digit),
            Class::Lower => inner(true),
            Class::Upper | Class::Caseless => {
                // "U.S" and "Ph.D", but not "said.Earlier" or "J.Smith".
                let single = !self.class(at + 1 + class_at(self.text, at + 1).1).is_wordlike();
                inner(
                    (single && word.part <= 2 && word.last != Class::Digit) || self.is_abbreviation(word, at),
                )
            }
            _ if word.last == Class::Punctuation => Joint::None,
            _ => inner(self.byte(at + 1) != b'.' && self.is_abbreviation(word, at)),
        }
    }

    /// Whether the full stop at `at` belongs to an abbreviation or an ordinal.
    fn is_abbreviation(&self, word: &Word, at: usize) -> bool {
        if word.initials && word.part == 1 {
            return true;
        }
        let rest = self.text[at + 1..].trim_start();
        let goes_on =
            rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '(' | '"' | '“' | '„' | '«'));
        if word.letters.letters() == 0 {
            return self.style.stops.have_ordinals() && goes_on && word.letters.digits() <= 2;
        }
        match self.style.stops.get(&self.text[word.begin..at]) {
            Some(Stop::Number) => rest.starts_with(|c: char| c.is_numeric()),
            Some(Stop::Usual) => true,
            Some(Stop::Title | Stop::Never) => goes_on,
            None => word.letters.letters() == 1 && word.letters.digits() == 0 && goes_on,
        }
    }

    /// Whether an e-mail host begins at `at`: its first label is followed by a full stop and a letter.
    fn is_mail(&self, at: usize) -> bool {
        let host = &self.text.as_bytes()[at..self.end.min(at + 64)];
        let label = host.iter().position(|b| !b.is_ascii_alphanumeric() && *b != b'-').unwrap_or(host.len());
        host.get(label) == Some(&b'.') && host.get(label + 1).is_some_and(u8::is_ascii_alphanumeric)
    }

    /// Where an address ends that goes on at `at`: at a blank or a bracket, before closing punctuation.
    fn address_end(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        let stops = |c: char| {
            c.is_whitespace() || matches!(c, '<' | '>' | '"' | '“' | '”' | '«' | '»' | '|') || is_dense(c)
        };
        let address = &rest[..rest.find(stops).unwrap_or(rest.len())];
        let kept =
            address.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '}', '\'', '’', '*', '_']);
        at + kept.len().max(1)
    }

    /// A run of a script without spaces, word by word.
    fn dense(&mut self, begin: usize) -> usize {
        let rest = &self.text[begin..];
        let goes_on = |c: char| is_dense(c) || class_at(c.encode_utf8(&mut [0; 4]), 0).0 == Class::Joiner;
        let run = &rest[..rest.find(|c| !goes_on(c)).unwrap_or(rest.len())];
        for (at, word) in run.split_word_bound_indices() {
            self.push(begin + at, begin + at + word.len(), Shape::Lower);
        }
        begin + run.len()
    }

    /// A quotation mark; `''` and ` `` ` are one.
    fn mark(&mut self, at: usize, len: usize) -> usize {
        let doubled = self.byte(at) == b'`' && self.byte(at + 1) == b'`';
        let end = at + if doubled { 2 } else { len };
        self.push(at, end, Shape::Mark);
        end
    }

    /// An apostrophe that does not stand inside a word: it opens a shortened word, or is a quotation mark.
    fn apostrophe(&mut self, at: usize, len: usize) -> usize {
        let rest = &self.text[at + len..];
        if let Some(word) = self.style.clitics.shortened(rest) {
            let end = at + len + word;
            self.push(at, end, shape::of(&self.text[at..end]));
            return end;
        }
        let doubled = self.byte(at) == b'\'' && self.byte(at + 1) == b'\'';
        let end = at + if doubled { 2 } else { len };
        let previous = self.text[self.begin..at].chars().next_back();
        // "the voters' choice", "5'10": the marks of a text are paired elsewhere, this is the look of the token.
        let prime = previous.is_some_and(|c| c.is_ascii_digit()) && self.class(end) == Class::Digit;
        self.push(at, end, if prime { Shape::Symbol } else { Shape::Mark });
        end
    }

    /// Punctuation; the same character several times over is one token, brackets aside.
    fn punctuation(&mut self, at: usize, len: usize) -> usize {
        let c = char_at(self.text, at);
        let free = at == self.begin || matches!(self.byte(at - 1), b' ' | b'\n' | b'\t' | b'(');
        if c == '.' && free && self.byte(at + 1).is_ascii_digit() {
            return self.decimal(at);
        }
        let mut end = at + len;
        if matches!(c, '.' | '!' | '?' | '-' | '–' | '—' | '_' | '*' | '…' | '\\' | '/') {
            let same = |other: char| other == c || (matches!(c, '!' | '?') && matches!(other, '!' | '?'));
            let rest = &self.text[at..];
            end = at + rest.find(|other| !same(other)).unwrap_or(rest.len());
        }
        self.push(at, end, Shape::Punctuation);
        end
    }

    /// A number that begins with its decimal point.
    fn decimal(&mut self, point: usize) -> usize {
        let rest = &self.text[point + 1..];
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let end = point + 1 + digits;
        self.push(point, end, Shape::Number);
        end
    }

    /// A symbol: an emoji with all its parts, a handle, a tag, a run of the same sign.
    fn symbol(&mut self, at: usize, len: usize) -> usize {
        let rest = &self.text[at..];
        let c = self.byte(at);
        let next = self.class(at + len);
        if (c == b'@' && next.is_wordlike()) || (c == b'#' && next.is_letter()) {
            let name = rest[1..].find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len() - 1);
            self.push(at, at + 1 + name, shape::of(&rest[1..=name]));
            return at + 1 + name;
        }
        let end = match c {
            b'#' | b'=' | b'~' | b'+' | b'<' | b'>' | b'|' | b'^' => {
                at + rest.bytes().position(|other| other != c).unwrap_or(rest.len())
            }
            0..128 => at + len,
            _ => at + rest.graphemes(true).next().map_or(len, str::len),
        };
        self.push(at, end, Shape::Symbol);
        end
    }
}

/// Whether a joiner is a combining mark, which belongs to the letter before it wherever that stands.
fn is_mark_of_letter(text: &str, at: usize, len: usize) -> bool {
    len > 1 && !is_invisible(char_at(text, at))
}

/// What a character between the parts of a word is.
enum Joint {
    /// The end of the word.
    None,
    /// So many bytes inside it.
    Inner(usize),
    /// Part of a web or mail address.
    Address,
}

/// A word while it is read.
struct Word {
    begin: usize,
    letters: Letters,
    /// Class of the last character.
    last: Class,
    /// Letters and digits since the last full stop.
    part: u32,
    /// Whether all parts before a full stop are single letters, and there is at least one.
    initials: bool,
    /// Whether it looks like the name of a host: lower-case letters follow a full stop.
    domain: bool,
    /// The first apostrophe inside it.
    apostrophe: Option<usize>,
    /// Whether it has a hyphen.
    hyphen: bool,
}

impl Word {
    fn new(begin: usize) -> Self {
        Self {
            begin,
            letters: Letters::default(),
            last: Class::Blank,
            part: 0,
            initials: false,
            domain: false,
            apostrophe: None,
            hyphen: false,
        }
    }

    /// A letter or digit more.
    fn add(&mut self, class: Class) {
        self.domain |= self.last == Class::Punctuation && self.part == 0 && class == Class::Lower;
        self.letters.add(class);
        self.part += 1;
        self.last = class;
    }

    /// Inner punctuation of some class.
    fn join(&mut self, class: Class, at: usize, width: usize) {
        match class {
            Class::Joiner => return,
            Class::Apostrophe => self.apostrophe = self.apostrophe.or(Some(at)),
            Class::Hyphen => self.hyphen = true,
            Class::Punctuation if width == 1 => {
                self.initials = self.part == 1 && (self.initials || self.letters.letters() == 1);
                self.part = 0;
            }
            _ => {}
        }
        self.letters.add(class);
        self.last = class;
    }
}
