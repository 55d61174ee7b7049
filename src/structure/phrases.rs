//! Phrases that tell what a line of a news page is.

use crate::data;
use crate::structure::look;
use aho_corasick::{AhoCorasick, MatchKind};

/// What a phrase tells of its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tells {
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

/// Where in its line a phrase has to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Whole,
    Beginning,
    End,
    Anywhere,
}

#[derive(Debug)]
struct Rule {
    tells: Tells,
    place: Place,
    /// Characters of the longest line that the phrase tells anything of.
    longest: usize,
}

/// The phrase lists of all languages at once.
#[derive(Debug)]
pub(super) struct Phrases {
    automaton: AhoCorasick,
    rules: Vec<Rule>,
    /// Characters of the longest line that any phrase tells anything of.
    longest: usize,
}

impl Phrases {
    pub(super) fn load() -> Self {
        let (mut rules, mut phrases) = (Vec::new(), Vec::new());
        for row in data::rows(data::PHRASES) {
            let [kind, place, longest, phrase] = row[..] else { continue };
            let tells = match kind {
                "related" => Tells::Related,
                "credit" => Tells::Credit,
                "signoff" => Tells::Signoff,
                "note" => Tells::Note,
                _ => Tells::Boilerplate,
            };
            let place = match place {
                "is" => Place::Whole,
                "begins" => Place::Beginning,
                "ends" => Place::End,
                _ => Place::Anywhere,
            };
            rules.push(Rule { tells, place, longest: longest.parse().unwrap_or(0) });
            phrases.push(phrase);
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(&phrases)
            .expect("some hundreds of short phrases fit an automaton");
        let longest = rules.iter().map(|rule| rule.longest).max().unwrap_or(0);
        Self { automaton, rules, longest }
    }

    /// What the phrases tell of a line; the strongest where several do.
    pub(super) fn read(&self, line: &str) -> Option<Tells> {
        if line.chars().nth(self.longest).is_some() {
            return None;
        }
        let lower = line.to_lowercase();
        let begin = lower.find(char::is_alphabetic).unwrap_or(0);
        let end = lower.trim_end_matches(|c: char| !c.is_alphabetic()).len();
        let chars = line.chars().count();
        let stop = lower.trim_end_matches(['.', ' ', ':', '!']).len();
        self.automaton
            .find_overlapping_iter(&lower)
            .filter(|found| {
                let rule = &self.rules[found.pattern()];
                let fits = match rule.place {
                    Place::Whole => found.start() == begin && found.end() == end,
                    Place::Beginning => found.start() == 0 && ends_word(&lower, found.end()),
                    Place::End => found.end() == lower.len() || found.end() == stop,
                    Place::Anywhere => true,
                };
                fits && chars <= rule.longest
            })
            .map(|found| self.rules[found.pattern()].tells)
            .max()
    }
}

/// Whether no letter goes on after a phrase, unless the phrase itself ends in something else.
fn ends_word(lower: &str, at: usize) -> bool {
    let inside = look::tail(&lower[..at], 4).chars().next_back();
    let after = lower[at..].chars().next();
    !(inside.is_some_and(char::is_alphabetic)
        && after.is_some_and(|c| c.is_alphabetic() && !look::is_ideograph(c)))
}
