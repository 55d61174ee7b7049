//! Where sentences end.
//!
//! `signs` finds what may end one, `run` reads all that belongs to it, `items` cuts lists that are written in one line;
//! [`Rules`] decide.

mod items;
mod run;
mod signs;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use crate::analysis::{Block, BlockKind, Sentence};
use crate::lang::CueWord;
use crate::lang::files;
use crate::lang::others;
use crate::lang::pack::{LanguagePack, Packs};
use crate::lang::phrases::{self, PhraseKind};
use crate::lang::pronouns::PronounReading;
use crate::lang::table::{self, Errors, PackError};
use crate::lang::{UNDETERMINED, primary_subtag};
use crate::text::{Span, is_blank, is_invisible, trim};
use crate::text::{WordMap, hash};
use crate::tokens::Tokenizer;
use crate::tokens::abbreviations::{Abbreviations, Stop, Stops};
use run::Run;
use signs::{is_opening, is_pause, is_wide};

/// Splits blocks into sentences.
#[derive(Debug)]
pub struct Splitter {
    abbreviations: Arc<Abbreviations>,
    packs: Arc<Packs>,
    by_language: HashMap<&'static str, Habits>,
    /// Articles and prepositions that names begin with in some languages ("M. Le Brun").
    particles: WordMap<()>,
}

/// How sentences of a language begin and end.
#[derive(Debug, Default)]
struct Habits {
    /// Words that begin sentences.
    starters: WordMap<()>,
    /// Signs that end a sentence and divide it elsewhere: the question mark of Greek, the full stop of Armenian.
    pauses: Vec<char>,
    /// Whether a colon before a new clause ends a sentence.
    colon_ends: bool,
}

/// An abbreviation, an initial or a letter ends a sentence only where so many words stand before it.
const ENOUGH_WORDS: usize = 4;

/// The longest sentence, in bytes. A page of text without a stop has about 3,000.
const LONGEST: usize = 16 << 10;

impl Splitter {
    /// Loads the words that begin sentences; the abbreviations are those of the tokenizer.
    #[must_use]
    pub fn load(tokenizer: &Tokenizer) -> Self {
        Self::read(tokenizer, Packs::load()).0
    }

    /// Reads the packs and says what is wrong in them.
    fn read(tokenizer: &Tokenizer, packs: Arc<Packs>) -> (Self, Vec<PackError>) {
        let errors = Errors::default();
        let mut by_language: HashMap<&'static str, Habits> = HashMap::new();
        for pack in packs.all() {
            let habits = by_language.entry(pack.code).or_default();
            habits.colon_ends = pack.settings.grammar.colon_ends_sentences;
            let file = files::get(pack.code, "starters.tsv");
            for row in file.into_iter().flat_map(|file| table::rows(file, &["words"], &errors)) {
                habits.starters.extend(row.forms(0).map(|word| (hash(word), ())));
            }
        }
        for other in others::read(&errors) {
            let habits = by_language.entry(other.language).or_default();
            let forms = other.row.forms(2);
            match other.what {
                "starter" => habits.starters.extend(forms.map(|word| (hash(word), ()))),
                "ending_pause" => habits.pauses.extend(forms.filter_map(|sign| sign.chars().next())),
                _ => {}
            }
        }
        let abbreviations = Arc::clone(tokenizer.abbreviations());
        let particles = phrases::load().into_iter().filter(|phrase| phrase.kind == PhraseKind::NameParticle);
        let particles = particles.map(|phrase| (hash(&phrase.text), ())).collect();
        (Self { abbreviations, packs, by_language, particles }, errors.into_vec())
    }

    /// The sentences of all blocks, in order, each read in its own language where that is not `language`, a BCP 47 tag.
    /// Linear in the text.
    ///
    /// A closing mark or bracket belongs to the sentence that it closes. A stop without a blank after it ends a
    /// sentence where a word stands before it and a capital after it ("he said.Earlier").
    #[must_use]
    pub fn split(&self, text: &str, blocks: &[Block], language: &str) -> Vec<Sentence> {
        let usual = self.rules(language);
        let mut sentences = Vec::with_capacity(text.len() / 120 + blocks.len());
        for (index, block) in blocks.iter().enumerate() {
            crate::interrupt::checkpoint();
            let rules = block.language.as_deref().map_or(usual, |own| self.rules(own));
            // A text of one line is taken for a headline, be it what it may.
            let is_title = blocks.len() > 1
                && matches!(
                    block.kind,
                    BlockKind::Headline | BlockKind::Subheadline | BlockKind::Heading | BlockKind::Kicker
                );
            let rules = Rules { is_title, is_turn: block.kind == BlockKind::Speaker, ..rules };
            let first = block.span.range().start;
            rules.split(block.span.of(text), |from, to| {
                for part in parts(text, first + from, first + to) {
                    let span = trim(text, part);
                    if !span.is_empty() {
                        sentences.push(Sentence { span, block: index as u32 });
                    }
                }
            });
        }
        sentences
    }

    /// What decides in a language.
    fn rules(&self, language: &str) -> Rules<'_> {
        let pack = self.packs.of(language);
        let code = if pack.code.is_empty() { primary_subtag(language) } else { pack.code };
        let own = self.by_language.get(code);
        let usual = self.by_language.get(self.packs.of(UNDETERMINED).code);
        let starters = own.filter(|habits| !habits.starters.is_empty()).or(usual);
        Rules {
            stops: self.abbreviations.of(language),
            starters: starters.map(|habits| &habits.starters),
            particles: &self.particles,
            pauses: own.map_or(&[], |habits| &habits.pauses),
            colon_ends: own.is_some_and(|habits| habits.colon_ends),
            pack,
            is_title: false,
            is_turn: false,
        }
    }
}

/// What decides whether a terminator ends a sentence.
#[derive(Clone, Copy)]
struct Rules<'a> {
    stops: &'a Stops,
    starters: Option<&'a WordMap<()>>,
    particles: &'a WordMap<()>,
    pauses: &'a [char],
    colon_ends: bool,
    pack: &'a LanguagePack,
    /// Whether the block is a headline or a heading, in which any word may have a capital.
    is_title: bool,
    /// Whether the block is a turn of an interview, which a letter and a stop may begin ("Q. Why?").
    is_turn: bool,
}

/// Cuts a stretch of text that is longer than any sentence, at blanks if it has any. What reads a sentence takes memory
/// for all of it at once.
fn parts(text: &str, mut begin: usize, end: usize) -> impl Iterator<Item = Span> {
    std::iter::from_fn(move || {
        if begin >= end {
            return None;
        }
        let mut cut = end;
        if end - begin > LONGEST {
            cut = text.floor_char_boundary(begin + LONGEST);
            cut = text[begin..cut]
                .rfind(is_blank)
                .filter(|&blank| blank > LONGEST / 2)
                .map_or(cut, |at| begin + at);
        }
        let part = Span::from(begin..cut);
        begin = cut;
        Some(part)
    })
}

/// Makes one sentence of those that a stretch of text holds or begins, for a stop inside a dateline ends none.
pub fn join(sentences: &mut Vec<Sentence>, stretch: Span) {
    let first = sentences.partition_point(|sentence| sentence.span.end() <= stretch.begin());
    let end = sentences.partition_point(|sentence| sentence.span.begin() < stretch.end());
    if first + 1 < end {
        sentences[first].span = sentences[first].span.cover(sentences[end - 1].span);
        sentences.drain(first + 1..end);
    }
}

impl Rules<'_> {
    /// Hands the sentences of a block on, with the blanks around them.
    fn split(&self, slice: &str, mut push: impl FnMut(usize, usize)) {
        let items = items::begins(slice, self.stops.have_ordinals());
        let mut items = items.into_iter().peekable();
        let (mut begin, mut at) = (0, 0);
        let (mut counted, mut in_quotes) = (0, false);
        let (has_corners, mut corners) = (slice.contains('「'), 0_usize);
        while let Some(found) = signs::next(slice, at) {
            crate::interrupt::checkpoint();
            while let Some(item) = items.next_if(|&item| item <= found) {
                push(begin, item);
                begin = item;
            }
            let marks = memchr::memchr_iter(b'"', &slice.as_bytes()[counted..found]).count();
            in_quotes ^= marks % 2 == 1;
            if has_corners {
                for c in slice[counted..found].chars() {
                    match c {
                        '「' | '『' => corners += 1,
                        '」' | '』' => corners = corners.saturating_sub(1),
                        _ => {}
                    }
                }
            }
            counted = found;
            let run = Run::read(slice, begin, found, in_quotes);
            at = run.end;
            if !(corners > 0 && is_quoted_on(slice, &run)) && self.ends(slice, &run) {
                push(begin, run.end);
                begin = run.end;
            }
        }
        for item in items {
            push(begin, item);
            begin = item;
        }
        push(begin, slice.len());
    }

    fn ends(&self, slice: &str, run: &Run) -> bool {
        let after = &slice[run.end..];
        let Some(next) = after.chars().next() else { return true };
        let before = slice[run.sentence..run.begin].trim_end_matches(is_invisible);
        if is_pause(run.sign) {
            return is_blank(next) && self.pause_ends(run.sign, after);
        }
        if is_wide(run.sign) {
            // A number in full width.
            return run.sign != '．' || !(before.ends_with(char::is_numeric) && next.is_numeric());
        }
        let is_letter = self.is_turn && run.sentence == 0 && before.trim_start().len() == 1;
        if run.is_omission || is_letter || is_label(before) || is_remainder(before, run) {
            return false;
        }
        let word = last_word(before);
        if !is_blank(next) {
            return self.glued_ends(run, before, word, after);
        }
        let follower = after.trim_start_matches(is_blank).trim_start_matches(",,");
        let opened = follower.trim_start_matches(|c| is_blank(c) || is_opening(c) || is_dash(c));
        let Some(first) = opened.chars().next() else { return true };
        if first.is_lowercase() && !is_address(opened) {
            return opened.len() == follower.len() && self.ends_before_lower(run, word);
        }
        // What goes on with a sign, goes on with the sentence: ":-)", "№ 5", a stray bracket.
        if matches!(first, ':' | ';' | ',' | ')' | ']' | '%' | '=' | '№' | '&') {
            return false;
        }
        // The capital of "I" says nothing after an ellipsis.
        if self.pack.settings.grammar.capital_first_person && run.is_ellipsis() && !run.closed {
            let word = first_word(opened);
            return !self.is_first_person(word.split(['\'', '’']).next().unwrap_or_default());
        }
        if run.closed && matches!(run.sign, '?' | '!') && self.is_attribution(opened) {
            return false;
        }
        !run.is_single_stop() || run.closed || self.stop_ends(before, word, opened, first)
    }

    /// Whether a text begins with a name and a verb of speech that ends its clause: “Is it deep?” Nora asked.
    fn is_attribution(&self, text: &str) -> bool {
        const MOST_NAMES: usize = 3;
        let text = &text[..text.floor_char_boundary(100)];
        let clause = text.split(['.', ',']).next().filter(|clause| clause.len() < text.len());
        let words: Vec<&str> = clause.unwrap_or_default().split(' ').collect();
        let [names @ .., verb] = words.as_slice() else { return false };
        let is_name =
            |word: &&str| word.starts_with(char::is_uppercase) && word.chars().all(char::is_alphabetic);
        (1..=MOST_NAMES).contains(&names.len())
            && names.iter().all(is_name)
            && !self.is_starter(names[0])
            && self.pack.known(verb).cue.is_some_and(CueWord::is_speech_verb)
    }

    /// Whether a colon or a semicolon ends a sentence: a sign that ends them in the language, or one before a new clause
    /// with a capital.
    fn pause_ends(&self, sign: char, after: &str) -> bool {
        match sign {
            _ if self.pauses.contains(&sign) => true,
            ':' if !self.colon_ends => false,
            ':' | ';' => {
                let follower = after.trim_start_matches(is_blank);
                follower.starts_with(char::is_uppercase) && self.is_starter(follower)
            }
            _ => false,
        }
    }

    /// Whether a sentence ends before a word without a capital, as in letters and chats.
    fn ends_before_lower(&self, run: &Run, word: &str) -> bool {
        if run.closed {
            return false;
        }
        match run.sign {
            '?' => !self.pack.settings.grammar.speaker_after_question,
            '!' => run.count > 1,
            '.' if run.count == 1 => {
                let shortest = match word.starts_with(char::is_lowercase) {
                    true if self.stops.are_own() => 4,
                    _ => 6,
                };
                word.chars().all(char::is_alphabetic)
                    && word.chars().count() >= shortest
                    && !self.stops.list(word)
            }
            _ => false,
        }
    }

    /// Whether a sentence ends although no blank follows: a word before the stop, a capitalised one after it.
    fn glued_ends(&self, run: &Run, before: &str, word: &str, after: &str) -> bool {
        let opened = after.trim_start_matches(is_opening);
        let mut next = opened.chars();
        let is_capital = next.next().is_some_and(char::is_uppercase);
        let second = next.next();
        let is_word = second.is_none_or(|c| c.is_lowercase() || is_blank(c) || c == '\'' || c == '’');
        let is_acronym = second.is_some_and(char::is_uppercase) && word.len() >= 4;
        let token = opened[..opened.floor_char_boundary(80)].split(is_blank).next().unwrap_or_default();
        if !is_capital || run.is_ellipsis() || token.contains('@') {
            return false;
        }
        let near = &before[before.ceil_char_boundary(before.len().saturating_sub(80))..];
        let clean = !near.rsplit(is_blank).next().is_some_and(|token| token.contains(['.', '@', '/', '_']))
            && self.stop_of(word).is_none();
        let is_lower = word.chars().rev().take(2).filter(|c| c.is_lowercase()).count() == 2;
        if is_acronym {
            return clean && word.chars().all(char::is_lowercase);
        }
        let is_capitals = word.chars().count() >= 2 && word.chars().all(char::is_uppercase);
        let is_number =
            !self.stops.have_ordinals() && word.len() >= 3 && word.bytes().all(|b| b.is_ascii_digit());
        let is_closed = run.closed || before.ends_with(signs::is_closing) || before.ends_with('"');
        is_word && (is_closed || clean && (is_lower || is_capitals || is_number))
    }

    /// Whether a single full stop before a word that may begin a sentence ends one.
    fn stop_ends(&self, before: &str, word: &str, follower: &str, first: char) -> bool {
        let rest = &before[..before.len() - word.len()];
        let starts = || self.is_starter(follower);
        let has_clause = || {
            let begin = &before[..before.floor_char_boundary(200)];
            begin.split_whitespace().take(ENOUGH_WORDS).count() == ENOUGH_WORDS
        };
        let mut letters = word.chars();
        if let (Some(letter), None) = (letters.next(), letters.next())
            && letter.is_alphabetic()
        {
            return self.letter_ends(rest, letter, follower, first);
        }
        match self.stop_of(word) {
            Some(Stop::Title | Stop::Never) => return false,
            Some(Stop::Number) => return !first.is_ascii_digit(),
            Some(Stop::Usual) => return starts() && has_clause(),
            None => {}
        }
        if is_initials(word) {
            return starts() && has_clause();
        }
        let is_ordinal =
            self.stops.have_ordinals() && word.len() <= 2 && word.bytes().all(|b| b.is_ascii_digit());
        !(is_ordinal && !word.is_empty() && first.is_alphabetic()) || starts()
    }

    /// Whether the stop after a single letter ends a sentence: not after an initial, nor inside "z. B." or "U. S.".
    fn letter_ends(&self, rest: &str, letter: char, follower: &str, first: char) -> bool {
        let is_uncased = !letter.is_lowercase() && !letter.is_uppercase();
        let next = first_word(follower);
        let is_chain = next.chars().count() == 1 && follower[next.len()..].starts_with('.');
        if is_chain || is_uncased && !is_ideograph(letter) {
            return false;
        }
        let rest = rest.trim_end_matches(is_blank);
        let previous = last_word(rest.trim_end_matches('.'));
        let is_end_of_chain = previous.chars().count() == 1 && rest.ends_with('.');
        let entry = self.stop_of(letter.encode_utf8(&mut [0; 4]));
        let stop = if letter.is_uppercase() && entry != Some(Stop::Title) { None } else { entry };
        let after_name = previous.starts_with(char::is_uppercase) || previous.is_empty() || is_end_of_chain;
        match stop {
            Some(Stop::Title | Stop::Never) => false,
            Some(Stop::Number) => !first.is_ascii_digit(),
            _ if letter.is_lowercase() => {
                !is_end_of_chain && !first.is_ascii_digit() && self.is_starter(follower)
            }
            _ if is_end_of_chain => previous.starts_with(char::is_uppercase) && self.is_starter(follower),
            _ if !after_name
                && self.pack.settings.grammar.capital_first_person
                && self.is_first_person(letter.encode_utf8(&mut [0; 4])) =>
            {
                true
            }
            _ => {
                let is_particle = self.particles.contains_key(&hash(next));
                self.is_starter(follower) && !(after_name && is_particle)
            }
        }
    }

    /// Whether a word stands for the speaker as the subject: "I".
    fn is_first_person(&self, word: &str) -> bool {
        self.pack.pronouns.readings(hash(word)).iter().any(PronounReading::is_speaker)
    }

    /// What the stop after a word means; an elided article before it does not count ("l'art.").
    fn stop_of(&self, word: &str) -> Option<Stop> {
        self.stops.get(word).or_else(|| {
            let (article, noun) = word.split_once(['\'', '’'])?;
            (article.len() <= 5 && noun.len() >= 2).then(|| self.stops.get(noun))?
        })
    }

    /// Whether a text begins with a word that sentences begin with.
    fn is_starter(&self, follower: &str) -> bool {
        let word = first_word(follower);
        let elided = word.split_inclusive(['\'', '’']).next().unwrap_or_default();
        let knows = |word: &str| self.starters.is_some_and(|starters| starters.contains_key(&hash(word)));
        !self.is_title && word.len() <= 20 && (knows(word) || elided.len() < word.len() && knows(elided))
    }
}

/// Whether a terminator of full width stands inside of corner brackets that go on, or at their end before the particle of
/// quotation.
fn is_quoted_on(slice: &str, run: &Run) -> bool {
    /// No quotation is looked at further than this, in bytes.
    const REACH: usize = 600;
    let after = &slice[run.end..];
    let reach = &after[..after.floor_char_boundary(REACH)];
    is_wide(run.sign) && if run.closed { after.starts_with('と') } else { reach.contains(['」', '』']) }
}

/// Whether a sentence so far is no more than the label of an item ("1.", "a.").
fn is_label(sentence: &str) -> bool {
    let label = sentence.trim_start_matches(|c: char| is_blank(c) || is_dash(c) || "•⁃*(".contains(c));
    let is_number = !label.is_empty() && label.len() <= 3 && label.bytes().all(|byte| byte.is_ascii_digit());
    is_number || label.len() == 1 && label.starts_with(|c: char| c.is_ascii_lowercase())
}

/// Whether a sentence so far is but dots: what the stop of the sentence before left of ". . . .".
fn is_remainder(sentence: &str, run: &Run) -> bool {
    // A few blanks at the most, so that many runs behind many blanks cost no more.
    run.is_ellipsis() && sentence.len() <= 8 && sentence.chars().all(is_blank)
}

/// Whether a text begins with the address of a page.
fn is_address(text: &str) -> bool {
    ["http://", "https://", "www."].iter().any(|begin| text.starts_with(begin))
}

fn is_dash(c: char) -> bool {
    matches!(c, '–' | '—' | '-')
}

/// Whether a letter is a word or a syllable by itself.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0e7f}' | '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

/// The word that a text ends with, its inner stops included ("U.S"); the end of one that is very long.
fn last_word(text: &str) -> &str {
    let text = &text[text.ceil_char_boundary(text.len().saturating_sub(80))..];
    let is_mark = |c: char| {
        matches!(
            c,
            '(' | ')' | '[' | ']' | '"' | '“' | '”' | '‘' | '«' | '»' | '/' | '—' | '–' | ',' | ';' | ':'
        )
    };
    let is_outer = |c: char| !c.is_ascii_alphanumeric() && (is_mark(c) || is_blank(c));
    let from = text.char_indices().rev().find(|&(_, c)| is_outer(c));
    let word = from.map_or(text, |(at, c)| &text[at + c.len_utf8()..]);
    word.trim_start_matches('\'')
}

/// The word that a text begins with, with its apostrophes.
fn first_word(text: &str) -> &str {
    let is_outer = |c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’');
    let end = text.char_indices().take(40).find(|&(_, c)| is_outer(c)).map_or(text.len(), |(at, _)| at);
    &text[..end]
}

/// Whether a word is made of single letters with stops between them ("U.S", "J.K").
fn is_initials(word: &str) -> bool {
    word.len() <= 8 && word.contains('.') && word.split('.').all(|part| part.chars().count() == 1)
}
