//! Phrases that tell what a line of a news page is.

use crate::data;
use crate::structure::look;
use aho_corasick::automaton::OverlappingState;
use aho_corasick::{AhoCorasick, AhoCorasickKind, Anchored, Input, Match, StartKind};

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
    /// Those that stand where their line begins: no more than a few letters of most lines are looked at.
    leading: Searcher,
    /// Those that may stand anywhere.
    inner: Searcher,
    /// Characters of the longest line that any phrase tells anything of.
    longest: usize,
}

/// Phrases with what they tell.
#[derive(Debug)]
struct Searcher {
    automaton: AhoCorasick,
    rules: Vec<Rule>,
}

impl Searcher {
    fn new(phrases: Vec<(&str, Rule)>, start: StartKind, kind: AhoCorasickKind) -> Self {
        let (phrases, rules): (Vec<&str>, Vec<Rule>) = phrases.into_iter().unzip();
        let automaton = AhoCorasick::builder()
            .start_kind(start)
            .kind(Some(kind))
            .build(phrases)
            .expect("some hundreds of short phrases fit an automaton");
        Self { automaton, rules }
    }

    /// The rules of all phrases found, with where they stand.
    fn find<'a>(&'a self, input: Input<'a>) -> impl Iterator<Item = (&'a Rule, Match)> {
        let mut state = OverlappingState::start();
        let found = std::iter::from_fn(move || {
            self.automaton.find_overlapping(input.clone(), &mut state);
            state.get_match()
        });
        found.map(|found| (&self.rules[found.pattern()], found))
    }
}

impl Phrases {
    pub(super) fn load() -> Self {
        let (mut leading, mut inner) = (Vec::new(), Vec::new());
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
            let rule = Rule { tells, place, longest: longest.parse().unwrap_or(0) };
            let leads = matches!(place, Place::Whole | Place::Beginning);
            (if leads { &mut leading } else { &mut inner }).push((phrase, rule));
        }
        let longest = leading.iter().chain(&inner).map(|(_, rule)| rule.longest).max().unwrap_or(0);
        let leading = Searcher::new(leading, StartKind::Anchored, AhoCorasickKind::ContiguousNFA);
        let inner = Searcher::new(inner, StartKind::Unanchored, AhoCorasickKind::DFA);
        Self { leading, inner, longest }
    }

    /// What the phrases tell of a line; the strongest where several do.
    pub(super) fn read(&self, line: &str) -> Option<Tells> {
        if line.chars().nth(self.longest).is_some() {
            return None;
        }
        let lower = lowered(line);
        let begin = lower.find(char::is_alphabetic).unwrap_or(0);
        let end = lower.trim_end_matches(|c: char| !c.is_alphabetic()).len();
        let chars = line.chars().count();
        let stop = lower.trim_end_matches(['.', ' ', ':', '!']).len();
        let fits = |(rule, found): &(&Rule, Match)| {
            let stands = match rule.place {
                Place::Whole => found.start() == begin && found.end() == end,
                Place::Beginning => found.start() == 0 && ends_word(&lower, found.end()),
                Place::End => found.end() == lower.len() || found.end() == stop,
                Place::Anywhere => true,
            };
            stands && chars <= rule.longest
        };
        let leading =
            |from: usize| self.leading.find(Input::new(&lower).range(from..).anchored(Anchored::Yes));
        // One phrase is looked for faster than all, and most lines have none.
        let has_inner = self.inner.automaton.is_match(&lower);
        leading(0)
            .chain((begin > 0).then(|| leading(begin)).into_iter().flatten())
            .chain(has_inner.then(|| self.inner.find(Input::new(&lower))).into_iter().flatten())
            .filter(fits)
            .map(|(rule, _)| rule.tells)
            .max()
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
    let inside = look::tail(&lower[..at], 4).chars().next_back();
    let after = lower[at..].chars().next();
    !(inside.is_some_and(char::is_alphabetic)
        && after.is_some_and(|c| c.is_alphabetic() && !look::is_ideograph(c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_letters_are_those_of_the_standard_library() {
        for line in
            ["Read MORE", "À LIRE AUSSI", "ΔΙΑΒΑΣΤΕ ΑΚΟΜΗ: ΟΔΟΣ", "İSTANBUL’DA", "ЧИТАЙТЕ ТАКЖЕ", "Straße"]
        {
            assert_eq!(lowered(line), line.to_lowercase());
        }
    }
}
