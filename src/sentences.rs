//! Where sentences end.

use crate::analysis::{Block, Sentence};
use crate::text::{Span, is_blank, trim};
use crate::tokens::abbreviations::{Abbreviations, Stop, Stops};
use crate::tokens::primary_subtag;

/// Splits blocks into sentences.
#[derive(Debug)]
pub struct Splitter {
    abbreviations: Abbreviations,
}

/// Words that begin a sentence more often than they go on from an abbreviation ("in the U.S. The talks …").
const STARTERS: &str = " the a an in on at he she it they we i but and for from this that these those his her its \
    their our my if when while as after before since there here what who why how no not yes so or yet with by to of \
    all some many most one two meanwhile however according also another both each even every more now then under \
    der die das ein eine er sie es wir ich und aber in im am le la les un une il elle ils elles nous je mais et el los \
    las una yo pero y en por con ";

/// Languages that write ordinals with a stop ("28. September").
const ORDINALS: [&str; 12] = ["de", "da", "nb", "nn", "no", "fi", "cs", "sk", "hu", "hr", "sl", "et"];

impl Splitter {
    /// Loads the lists of abbreviations.
    #[must_use]
    pub fn load() -> Self {
        Self { abbreviations: Abbreviations::load() }
    }

    /// The sentences of all blocks, in order. `language` is a BCP 47 tag. Linear in the text.
    ///
    /// A closing mark or bracket belongs to the sentence that it closes. A stop without a blank after it ends a
    /// sentence where a lower-cased word stands before it and a capital after it ("he said.Earlier").
    #[must_use]
    pub fn split(&self, text: &str, blocks: &[Block], language: &str) -> Vec<Sentence> {
        let rules = Rules {
            stops: self.abbreviations.of(language),
            ordinals: ORDINALS.contains(&primary_subtag(language)),
        };
        let mut sentences = Vec::with_capacity(text.len() / 120 + blocks.len());
        for (index, block) in blocks.iter().enumerate() {
            let slice = block.span.of(text);
            let mut begin = 0;
            let mut push = |from: usize, to: usize| {
                let span = Span::from(block.span.range().start + from..block.span.range().start + to);
                let span = trim(text, span);
                if !span.is_empty() {
                    sentences.push(Sentence { span, block: index as u32 });
                }
            };
            let mut at = 0;
            while let Some(found) = next_terminator(slice, at) {
                let run = Run::read(slice, begin, found);
                at = run.end;
                if rules.ends(slice, &run) {
                    push(begin, run.end);
                    begin = run.end;
                }
            }
            push(begin, slice.len());
        }
        sentences
    }
}

/// Where the next character stands that may end a sentence, and its width.
fn next_terminator(slice: &str, from: usize) -> Option<usize> {
    let bytes = slice.as_bytes();
    let mut at = from;
    while at < bytes.len() {
        match bytes[at] {
            b'.' | b'!' | b'?' => return Some(at),
            byte if byte < 0xc0 => at += 1,
            _ => {
                let c = slice[at..].chars().next()?;
                if is_terminator(c) {
                    return Some(at);
                }
                at += c.len_utf8();
            }
        }
    }
    None
}

/// A terminator with all that belongs to it.
struct Run {
    /// Where the sentence begins so far.
    sentence: usize,
    /// Where the first terminator stands.
    begin: usize,
    /// After the last terminator and the closing marks behind it.
    end: usize,
    /// The first terminator.
    sign: char,
    /// Whether it is one full stop alone.
    single_stop: bool,
    /// Whether closing marks follow.
    closed: bool,
}

impl Run {
    fn read(slice: &str, sentence: usize, begin: usize) -> Self {
        let sign = slice[begin..].chars().next().unwrap_or('.');
        let rest = &slice[begin..];
        let stops = rest.find(|c| !is_terminator(c)).unwrap_or(rest.len());
        let mut end = begin + stops;
        let mut closed = false;
        for c in slice[end..].chars() {
            let next = slice[end + c.len_utf8()..].chars().next();
            let straight = matches!(c, '"' | '\'') && !next.is_some_and(char::is_alphanumeric);
            if !(straight || matches!(c, '”' | '’' | '»' | '›' | ')' | ']' | '“' | '」' | '』' | '）' | '】'))
            {
                break;
            }
            end += c.len_utf8();
            closed = true;
        }
        Self { sentence, begin, end, sign, single_stop: stops == 1 && sign == '.', closed }
    }
}

/// What decides whether a terminator ends a sentence.
struct Rules<'a> {
    stops: &'a Stops,
    ordinals: bool,
}

impl Rules<'_> {
    fn ends(&self, slice: &str, run: &Run) -> bool {
        let after = &slice[run.end..];
        let Some(next) = after.chars().next() else { return true };
        if is_wide(run.sign) {
            return true;
        }
        let word = last_word(&slice[run.sentence..run.begin]);
        if !is_blank(next) {
            return !run.closed && is_glued(word, after) && self.stops.get(word).is_none();
        }
        let follower = after.trim_start_matches(is_blank);
        let opened = follower.trim_start_matches(|c| "\"“”‘'«„([¿¡–—-".contains(c));
        let Some(first) = opened.chars().next() else { return true };
        if first.is_lowercase() {
            return false;
        }
        if !run.single_stop || run.closed {
            return true;
        }
        self.stop_ends(slice, run, word, opened, first)
    }

    /// Whether a single full stop before a word that may begin a sentence ends one.
    fn stop_ends(&self, slice: &str, run: &Run, word: &str, follower: &str, first: char) -> bool {
        let starter = || {
            let next = follower.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            STARTERS.contains(&format!(" {} ", next.to_lowercase()))
        };
        match self.stops.get(word) {
            Some(Stop::Title | Stop::Never) => return false,
            Some(Stop::Number) => return !first.is_ascii_digit(),
            Some(Stop::Usual) => return starter(),
            None => {}
        }
        let mut letters = word.chars();
        if let (Some(letter), None) = (letters.next(), letters.next())
            && letter.is_uppercase()
            && letter != 'I'
        {
            return false;
        }
        if is_initials(word) {
            return starter();
        }
        if !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit()) {
            let enumerates = trim_front(&slice[run.sentence..run.begin]) == word;
            return !(enumerates || (self.ordinals && word.len() <= 2 && first.is_alphabetic()));
        }
        true
    }
}

fn trim_front(text: &str) -> &str {
    text.trim_start_matches(is_blank)
}

/// The word that a text ends with, its inner stops included ("U.S").
fn last_word(text: &str) -> &str {
    let is_outer = |c: char| is_blank(c) || "()[]\"“”‘«»/—–,;:".contains(c);
    let from = text.char_indices().rev().take(40).find(|&(_, c)| is_outer(c));
    from.map_or(text, |(at, c)| &text[at + c.len_utf8()..])
}

/// Whether a word is made of single letters with stops between them ("U.S", "J.K").
fn is_initials(word: &str) -> bool {
    word.len() <= 8 && word.contains('.') && word.split('.').all(|part| part.chars().count() == 1)
}

/// Whether a sentence ends although no blank follows: a lower-cased word before the stop, a capitalised one after it.
fn is_glued(word: &str, after: &str) -> bool {
    let mut next = after.chars();
    let capital = next.next().is_some_and(char::is_uppercase)
        && next.next().is_none_or(|c| c.is_lowercase() || is_blank(c) || c == '\'' || c == '’');
    let mut back = word.chars().rev();
    let lower = back.by_ref().take(2).filter(|c| c.is_lowercase()).count() == 2;
    capital && lower && !word.contains(['.', '@', '/', '_'])
}

fn is_terminator(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '‼' | '⁇' | '⁈' | '⁉') || is_wide(c)
}

/// Terminators that need no blank after them or never stand for anything else.
fn is_wide(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '．' | '｡' | '؟' | '۔' | '।' | '॥' | '።' | '։' | '။')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::BlockKind;

    #[track_caller]
    fn check(language: &str, marked: &str) {
        let text = marked.replace('¦', "");
        let block = Block { span: Span::whole(&text), kind: BlockKind::Paragraph, level: 0, language: None };
        let found = Splitter::load().split(&text, &[block], language);
        let found: Vec<&str> = found.iter().map(|sentence| sentence.span.of(&text)).collect();
        let expect: Vec<&str> = marked.split('¦').map(str::trim).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn sentences_end_at_stops_and_keep_their_closing_marks() {
        check("en", "It rained. ¦Nobody came! ¦Did you?");
        check("en", "“It rained.” ¦“It did not,” she said.");
        check("en", "\"It rained. ¦Nobody came,\" he said.¦Earlier, it had been dry.");
        check("en", "\"Why?\" asked the clerk. ¦(Nobody knew.) ¦That was all…");
    }

    #[test]
    fn abbreviations_initials_and_numbers_do_not_end_a_sentence() {
        check("en", "Mr. Okoro met Dr. A. B. Lund at 5.30 p.m. on Monday. ¦He left.");
        check("en", "The U.S. Senate voted on No. 5. ¦It passed in the U.S. ¦The vote was close.");
        check("de", "Am 28. September kam er. ¦Dann ging er.");
        check("en", "See www.example.org for more. ¦Thanks.");
    }

    #[test]
    fn other_scripts_have_stops_of_their_own() {
        check("ja", "雨が降った。¦誰も来なかった。");
        check("hi", "बारिश हुई। ¦कोई नहीं आया।");
    }
}
