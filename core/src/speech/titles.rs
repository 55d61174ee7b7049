//! Words in marks that are a title by the way they are written and by what stands before them.

use super::nodes::{Kind, Node, SpeechTokens};
use crate::lang::WordClass;

/// A title has no more words.
const LONGEST_TITLE: usize = 12;

impl SpeechTokens<'_> {
    /// Whether a run at a node is the title of something: its words have capitals, and a word leads to it that nobody
    /// speaks by ("an episode of “The Late Debate,”").
    pub(crate) fn is_title_at(&self, low: usize, at: usize) -> bool {
        let Some(run) = self.nodes[at].run() else { return false };
        let before = at.checked_sub(1).filter(|&before| before >= low).map(|before| &self.nodes[before]);
        let leads = |node: &Node| {
            node.is_word()
                && node.cue.or(node.beside).is_none()
                && !node.classes.any(&[
                    WordClass::Complementizer,
                    WordClass::Comparative,
                    WordClass::Auxiliary,
                    WordClass::SubjectPronoun,
                    WordClass::Coordinator,
                ])
                && (!node.is(WordClass::Adverb) || node.is(WordClass::Preposition))
        };
        let sentence_case = self.pack.grammar().sentence_case_titles;
        !sentence_case && before.is_some_and(leads) && self.has_capitals(self.runs[run].inner.of(self.text))
    }

    /// Whether all words but function words have a capital, and more than one does.
    fn has_capitals(&self, text: &str) -> bool {
        let words = || {
            text.split_whitespace()
                .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
                .filter(|word| !word.is_empty())
        };
        let capital = |word: &str| word.starts_with(char::is_uppercase);
        let function = |word: &str| {
            let classes = self.pack.known(word).classes;
            word.len() < 4 || !classes.is_empty()
        };
        let count = words().take(LONGEST_TITLE + 1).count();
        let capitals = words().filter(|word| capital(word)).count();
        (2..=LONGEST_TITLE).contains(&count)
            && capitals > 1
            && words().all(|word| capital(word) || function(word))
            && words().next_back().is_some_and(capital)
            && !text.ends_with(['?', '!'])
    }

    /// Whether a mark of an adverbial comes right before a node: nothing but a comma stands between it and a title.
    pub(crate) fn follows_title(&self, low: usize, begin: usize) -> bool {
        let comma = begin > low && self.nodes[begin - 1].kind == Kind::Comma;
        let last = begin - usize::from(comma);
        last > low && self.is_title_at(low, last - 1)
    }
}
