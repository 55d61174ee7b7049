//! Words in marks that name something: a nickname inside a name, the title of a film or a programme. They stand where a
//! noun stands, so the sentence around them is read as if they had no marks.

use super::{Kind, Node, SpeechTokens};
use crate::lang::WordClass;
use crate::rules::Rule;
use crate::text::Span;
use crate::text::marks::QuotedRun;

/// A nickname has no more words, and a title no more.
const LONGEST_NICKNAME: usize = 3;
const LONGEST_TITLE: usize = 9;

/// Why a run is a name, where `tokens` end with what stands before it; `begins` tells that its sentence begins with it.
pub(super) fn rule(tokens: &SpeechTokens<'_>, run: QuotedRun, begins: bool) -> Option<Rule> {
    let words = Words { tokens, text: run.inner.of(tokens.text), next: next_word(tokens.text, run.outer) };
    let before = tokens.nodes.last().filter(|_| !begins);
    if before.is_some_and(|before| words.is_nickname(before)) {
        return Some(Rule::Nickname);
    }
    if !words.is_short(LONGEST_TITLE) {
        return None;
    }
    let work = words.is_work(before);
    (work || !tokens.pack.grammar().sentence_case_titles && words.is_title_in_place(before))
        .then_some(Rule::TitleInPlace)
}

/// The word behind a run, where nothing but a blank parts them.
fn next_word(text: &str, outer: Span) -> &str {
    let after = text[outer.range().end..].strip_prefix(' ').unwrap_or_default();
    let end = after.find(|c: char| !c.is_alphanumeric()).unwrap_or(after.len());
    &after[..end]
}

struct Words<'a, 't> {
    tokens: &'a SpeechTokens<'t>,
    text: &'t str,
    next: &'t str,
}

impl Words<'_, '_> {
    fn is_short(&self, longest: usize) -> bool {
        (1..=longest).contains(&self.text.split_whitespace().take(longest + 1).count())
    }

    fn is_ended(&self) -> bool {
        self.text.ends_with(['.', ',', '?', '!', '…'])
    }

    /// Whether a word is of a closed class of the language.
    fn is_closed(&self, word: &str) -> bool {
        !self.tokens.pack.known(word).classes.is_empty()
    }

    /// `Nick "the Axe" Malone`: between a given name and a surname.
    fn is_nickname(&self, before: &Node) -> bool {
        let name = before.is_name() && before.cue.is_none() && before.classes.is_empty();
        name && !self.tokens.pack.grammar().noun_capitals
            && self.is_short(LONGEST_NICKNAME)
            && !self.is_ended()
            && self.next.starts_with(char::is_uppercase)
            && !self.is_closed(self.next)
    }

    /// `the film "Slow Tide"`, `her second album, "Paper Boats,"`: behind a word for a work.
    fn is_work(&self, before: Option<&Node>) -> bool {
        let noun = match before {
            Some(node) if node.kind == Kind::Comma => self.tokens.nodes.iter().rev().nth(1),
            node => node,
        };
        let titled =
            self.is_capitalized() || !self.is_ended() || self.tokens.pack.grammar().sentence_case_titles;
        let asks = self.text.ends_with(['?', '!', '…']);
        noun.is_some_and(|noun| noun.is(WordClass::Work))
            && self.text.starts_with(char::is_uppercase)
            && titled
            && !asks
    }

    /// Words with capitals where a noun stands: behind a preposition, behind a verb for making works, before a verb.
    fn is_title_in_place(&self, before: Option<&Node>) -> bool {
        if !self.is_capitalized() {
            return false;
        }
        let Some(before) = before.filter(|before| before.kind != Kind::Stop) else {
            let verb =
                self.next.starts_with(char::is_lowercase) && self.tokens.pack.known(self.next).cue.is_none();
            return verb && !self.is_ended();
        };
        // "A goal of “Peace Through Strength”" is what somebody said.
        let of_work = || {
            let noun = self.tokens.nodes.iter().rev().nth(1);
            noun.is_some_and(|noun| noun.classes.any(&[WordClass::Work, WordClass::MakesWorks]))
        };
        if before.is(WordClass::ComplementPreposition) {
            return of_work();
        }
        let governed = [WordClass::Preposition, WordClass::NounPreposition, WordClass::MakesWorks];
        let listed = || {
            let [.., title, joint] = self.tokens.nodes.as_slice() else { return false };
            (joint.kind == Kind::Comma || joint.is(WordClass::Coordinator)) && self.tokens.is_title(title)
        };
        before.classes.any(&governed) || listed()
    }

    /// Whether all words but those of closed classes have capitals, and two at least.
    fn is_capitalized(&self) -> bool {
        let words = || self.text.split_whitespace().filter(|word| word.starts_with(char::is_alphabetic));
        let bare = |word: &str| word.trim_end_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let capital = |word: &&str| word.starts_with(char::is_uppercase);
        words().next().is_some_and(|first| capital(&first))
            && words().filter(capital).take(2).count() == 2
            && words().all(|word| capital(&word) || self.is_closed(&bare(word)))
    }
}
