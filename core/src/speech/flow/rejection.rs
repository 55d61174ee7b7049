//! Why a run in marks is no speech.

use super::{Flow, Rule, SpeechUnit, WordClass};
use crate::text::Span;

impl Flow<'_, '_> {
    /// Why words in marks are a title, a name or a word held at arm's length rather than speech.
    pub(super) fn rejection(&self, unit: &SpeechUnit, at: usize, inner: Span, alone: bool) -> Option<Rule> {
        let text = inner.of(self.tokens.text);
        let words = || text.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic));
        let count = words().take(40).count();
        let ends = text.ends_with([',', '.', '?', '!', '…', '—']);
        if count < 3 && !(count > 0 && self.is_turn(at)) {
            return (!alone || !ends || count == 0).then_some(Rule::TooShort);
        }
        if alone || self.is_turn(at) {
            return None;
        }
        let plain = self.tokens.pack.grammar().sentence_case_titles;
        let name = plain && !ends && count < 8 && text.starts_with(char::is_uppercase);
        if name && !self.text_before(inner).ends_with(':') {
            return Some(Rule::TitleInSentence);
        }
        let capital = |word: &&str| word.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase);
        let capitals = words().take(40).filter(capital).count();
        let short = words().take(40).filter(|word| word.chars().count() <= 3).count();
        if !text.ends_with(['.', '?', '!']) && capitals + short >= count && capitals * 2 > count {
            return Some(Rule::TitleCapitals);
        }
        if self.tokens.is_title_at(unit.nodes.start, at) {
            return Some(Rule::TitleCapitals);
        }
        self.named(unit, at, text)
    }

    /// Whether a run is the name of something: a play called “…”, the term “…”, and where it is short, what an article
    /// before it names: the “roof of the world”.
    fn named(&self, unit: &SpeechUnit, at: usize, text: &str) -> Option<Rule> {
        let before = &self.tokens.nodes[unit.nodes.start..at];
        let shorter = |words: usize| text.split_whitespace().take(words).count() < words;
        let introduced = before.iter().rev().find(|node| !node.is(WordClass::Comparative));
        if introduced.is_some_and(|node| node.is(WordClass::Naming)) && shorter(12) {
            return Some(Rule::NamingWord);
        }
        let article = self.tokens.pack.grammar().medial_attribution
            && before.last().is_some_and(|node| node.is(WordClass::Determiner));
        (article && !text.ends_with([',', '.', '?', '!', '…']) && shorter(6)).then_some(Rule::NamedByArticle)
    }

    /// What precedes the opening mark of a run.
    fn text_before(&self, inner: Span) -> &str {
        let before = &self.tokens.text[..inner.begin() as usize];
        let opening = before.chars().next_back().map_or(0, char::len_utf8);
        before[..before.len() - opening].trim_end()
    }

    pub(super) fn is_sentence(&self, inner: Span) -> bool {
        let text = inner.of(self.tokens.text);
        text.starts_with(char::is_uppercase) && text.ends_with(['.', ',', '?', '!', '…'])
    }
}
