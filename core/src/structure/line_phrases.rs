//! Phrases that tell what a line of a news page is.

use crate::lang::phrases::{Phrase, PhraseKind, Place};
use crate::structure::line_shape;
use aho_corasick::automaton::{Automaton, OverlappingState};
use aho_corasick::dfa::DFA;
use aho_corasick::nfa::contiguous;
use aho_corasick::{Anchored, BuildError, Input, Match, StartKind};
use std::borrow::Cow;
use std::collections::HashSet;

/// What a phrase tells of its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum LineClass {
    /// It is the name of a section or a kind of text, above a headline.
    Section,
    /// It belongs to the page.
    Boilerplate,
    /// It belongs to the page, and the short lines after it are links to other stories.
    Related,
    /// It credits a picture.
    Credit,
    /// It ends the story.
    Signoff,
    /// It is an editor's note.
    Note,
}

impl LineClass {
    /// What phrases of a kind tell of their line; nothing where they are words inside of lines.
    fn of(kind: PhraseKind) -> Option<Self> {
        Some(match kind {
            PhraseKind::Section => Self::Section,
            PhraseKind::Boilerplate => Self::Boilerplate,
            PhraseKind::Related => Self::Related,
            PhraseKind::Credit => Self::Credit,
            PhraseKind::Signoff => Self::Signoff,
            PhraseKind::Note => Self::Note,
            _ => return None,
        })
    }
}

#[derive(Debug)]
struct Rule {
    class: LineClass,
    place: Place,
    /// Characters of the longest line that the phrase tells anything of.
    longest: usize,
}

/// The phrase lists of all languages at once.
#[derive(Debug)]
pub(super) struct Phrases {
    /// Those that stand where their line begins: no more than a few letters of most lines are looked at.
    leading: Searcher<contiguous::NFA>,
    /// Those that stand where it ends.
    trailing: Searcher<DFA>,
    /// Bytes of the longest of these.
    longest_trailing: usize,
    /// Those that may stand anywhere.
    inner: Searcher<DFA>,
    /// Words of which the bars are made that share a page.
    words: HashSet<Cow<'static, str>>,
    /// Characters of the longest line that any phrase tells anything of.
    longest: usize,
}

/// Phrases with what they tell.
#[derive(Debug)]
struct Searcher<A> {
    automaton: A,
    rules: Vec<Rule>,
}

impl<A: Automaton> Searcher<A> {
    fn new(
        phrases: Vec<(Cow<'static, str>, Rule)>,
        build: impl FnOnce(Vec<String>) -> Result<A, BuildError>,
    ) -> Self {
        let (phrases, rules): (Vec<String>, Vec<Rule>) =
            phrases.into_iter().map(|(phrase, rule)| (phrase.into_owned(), rule)).unzip();
        let automaton = build(phrases).expect("some hundreds of short phrases fit an automaton");
        Self { automaton, rules }
    }

    /// The rules of all phrases found, with where they stand.
    fn find<'a>(&'a self, input: Input<'a>) -> impl Iterator<Item = (&'a Rule, Match)> {
        let mut state = OverlappingState::start();
        let found = std::iter::from_fn(move || {
            self.automaton.try_find_overlapping(&input, &mut state).ok()?;
            state.get_match()
        });
        found.map(|found| (&self.rules[found.pattern()], found))
    }
}

impl Searcher<DFA> {
    fn anywhere(phrases: Vec<(Cow<'static, str>, Rule)>) -> Self {
        Self::new(phrases, |phrases| DFA::builder().start_kind(StartKind::Unanchored).build(phrases))
    }

    /// The same as [`Self::find`] in a part of a line, which first sees whether there is any: in most lines none is, and
    /// that takes half the time.
    fn find_any<'a>(&'a self, part: &'a str) -> impl Iterator<Item = (&'a Rule, Match)> {
        let start = self.automaton.start_state(Anchored::No).expect("it is built to search from anywhere");
        let step = |state, &byte: &u8| {
            let next = self.automaton.next_state(Anchored::No, state, byte);
            if self.automaton.is_match(next) { Err(()) } else { Ok(next) }
        };
        let has_any = part.as_bytes().iter().try_fold(start, step).is_err();
        has_any.then(|| self.find(Input::new(part))).into_iter().flatten()
    }
}

impl Phrases {
    /// Takes what tells of whole lines out of the phrases of all languages.
    pub(super) fn new(phrases: Vec<Phrase>) -> Self {
        let (mut leading, mut trailing, mut inner) = (Vec::new(), Vec::new(), Vec::new());
        let mut words = HashSet::new();
        for Phrase { kind, place, longest, text } in phrases {
            let Some(class) = LineClass::of(kind) else { continue };
            let list = match place {
                Place::Whole | Place::Beginning => &mut leading,
                Place::End => &mut trailing,
                Place::Anywhere => &mut inner,
                Place::Word => {
                    words.insert(text);
                    continue;
                }
            };
            list.push((text, Rule { class, place, longest }));
        }
        let all = [&leading, &trailing, &inner].into_iter().flatten();
        let longest = all.map(|(_, rule)| rule.longest).max().unwrap_or(0);
        Self {
            leading: Searcher::new(leading, contiguous::NFA::new),
            longest_trailing: trailing.iter().map(|(phrase, _)| phrase.len()).max().unwrap_or(0),
            trailing: Searcher::anywhere(trailing),
            inner: Searcher::anywhere(inner),
            words,
            longest,
        }
    }

    /// What the phrases tell of a line; the strongest where several do.
    pub(super) fn read(&self, line: &str) -> Option<LineClass> {
        if !line_shape::is_at_most(line, self.longest) {
            return None;
        }
        let lower = lowered(line);
        if self.is_bar(&lower) {
            return Some(LineClass::Boilerplate);
        }
        let begin = lower.find(char::is_alphabetic).unwrap_or(0);
        let end = lower.trim_end_matches(|c: char| !c.is_alphabetic()).len();
        let stop = lower.trim_end_matches(['.', ' ', ':', '!']).len();
        let fits = |(rule, found): &(&Rule, Match)| {
            let stands = match rule.place {
                Place::Whole => found.start() == begin && found.end() == end,
                Place::Beginning => found.start() == 0 && ends_word(&lower, found.end()),
                Place::End => found.end() == lower.len() || found.end() == stop,
                Place::Anywhere | Place::Word => true,
            };
            stands && line_shape::is_at_most(line, rule.longest)
        };
        let leading =
            |from: usize| self.leading.find(Input::new(&lower).range(from..).anchored(Anchored::Yes));
        let tail = lower.floor_char_boundary(stop.saturating_sub(self.longest_trailing));
        let trailing = self.trailing.find_any(&lower[tail..]);
        let trailing = trailing.map(|(rule, found)| {
            (rule, Match::new(found.pattern(), tail + found.start()..tail + found.end()))
        });
        leading(0)
            .chain((begin > 0).then(|| leading(begin)).into_iter().flatten())
            .chain(trailing)
            .chain(self.inner.find_any(&lower))
            .filter(fits)
            .map(|(rule, _)| rule.class)
            .max()
    }
}

impl Phrases {
    /// Whether a line is one of the phrases and nothing else.
    pub(super) fn is_phrase(&self, line: &str) -> bool {
        let lower = lowered(line);
        let begin = lower.find(char::is_alphabetic).unwrap_or(0);
        let end = lower.trim_end_matches(|c: char| !c.is_alphabetic()).len();
        let mut found = self.leading.find(Input::new(&lower).range(begin..).anchored(Anchored::Yes));
        found.any(|(rule, found)| rule.place == Place::Whole && found.end() == end)
    }

    /// Whether a line is a bar to share the page ("Facebook Twitter Email").
    fn is_bar(&self, lower: &str) -> bool {
        const LONGEST: usize = 80;
        let words =
            || lower.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| !word.is_empty());
        lower.len() <= LONGEST && words().all(|word| self.words.contains(word)) && words().nth(1).is_some()
    }
}

/// A line in small letters: what `str::to_lowercase` makes of it, which is slow from the first accent on.
fn lowered(line: &str) -> String {
    // The one letter whose small form depends on its place.
    if line.is_ascii() || line.contains('Σ') {
        return line.to_lowercase();
    }
    let mut lower = String::with_capacity(line.len() + 8);
    for c in line.chars() {
        if c.is_ascii() {
            lower.push(c.to_ascii_lowercase());
        } else {
            lower.extend(c.to_lowercase());
        }
    }
    lower
}

/// Whether no letter goes on after a phrase, unless the phrase itself ends in something else.
fn ends_word(lower: &str, at: usize) -> bool {
    let inside = line_shape::tail(&lower[..at], 4).chars().next_back();
    let after = lower[at..].chars().next();
    !(inside.is_some_and(char::is_alphabetic)
        && after.is_some_and(|c| c.is_alphabetic() && !line_shape::is_ideograph(c)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::phrases;

    /// A line in which a phrase stands where it has to.
    fn line_with(phrase: &Phrase) -> String {
        let text = &phrase.text;
        let blank = |at: Option<char>| if at.is_some_and(char::is_alphabetic) { " " } else { "" };
        let (before, after) = (blank(text.chars().next()), blank(text.chars().next_back()));
        match phrase.place {
            Place::Whole => text.to_string(),
            Place::Beginning if phrase.longest < text.len() + 4 => text.to_string(),
            Place::Beginning => format!("{text}{after}5 x"),
            Place::End => format!("x 5{before}{text}"),
            Place::Anywhere => format!("x 5{before}{text}{after}5 x"),
            Place::Word => format!("{text} {text}"),
        }
    }

    #[test]
    fn every_phrase_tells_its_line() {
        let all = phrases::load();
        let phrases = Phrases::new(all.clone());
        let mut report = String::new();
        for phrase in &all {
            let Some(class) = LineClass::of(phrase.kind) else { continue };
            let line = line_with(phrase);
            let told = phrases.read(&line);
            if told < Some(class) {
                report += &format!("{class:?} {:?}: {line:?} is {told:?}\n", phrase.place);
            }
        }
        assert!(report.is_empty(), "no line has these phrases:\n{report}");
    }

    #[test]
    fn small_letters_are_those_of_the_standard_library() {
        for line in
            ["Read MORE", "À LIRE AUSSI", "ΔΙΑΒΑΣΤΕ ΑΚΟΜΗ: ΟΔΟΣ", "İSTANBUL’DA", "ЧИТАЙТЕ ТАКЖЕ", "Straße"]
        {
            assert_eq!(lowered(line), line.to_lowercase());
        }
    }
}
