//! Whether words name a place, and datelines that are a place and no more.

use super::{Parts, Reading, is_dash};
use crate::lang::phrases::PhraseKind;
use crate::structure::lexicon::Lexicon;
use crate::structure::line_shape;

/// The most words that name a place, with its region.
const MOST_WORDS: usize = 7;

/// A place without the marks and blanks around it.
pub(super) fn tidy(before: &str) -> &str {
    before.trim_matches(|c: char| {
        crate::text::is_blank(c) || matches!(c, ',' | '،' | '、' | ';' | '*' | '_' | '—' | '–' | '-')
    })
}

/// A town in capitals without the stop behind it ("EXTON. May 8"), which that of a region keeps ("OSTHAVEN, Nld.").
pub(super) fn without_stop(location: &str) -> &str {
    let is_town = |town: &&str| line_shape::is_capitals(town) && town.chars().count() > 3;
    let town = location.strip_suffix('.').filter(|town| !town.contains(['.', ' ', ',']));
    town.filter(is_town).unwrap_or(location)
}

/// Whether words could name a place: all have a capital but for particles, and no sentence ends among them.
pub(super) fn is_place(words: &str, lexicon: &Lexicon) -> bool {
    let count = words.split_whitespace().count();
    let fits = |word: &str| {
        let bare = word.trim_matches(|c: char| matches!(c, ',' | '(' | ')' | '/' | '*'));
        let first = bare.chars().next().unwrap_or('A');
        let short_stop =
            bare.strip_suffix('.').is_none_or(|stem| stem.chars().count() <= 5 && !stem.is_empty());
        let clean = !bare.contains([':', '"', '“', '”', '?', '!', '=', '<', '>'])
            && !bare.chars().any(char::is_numeric);
        let known = first.is_uppercase() || line_shape::is_uncased(first) || is_small_part(bare, lexicon);
        known && clean && short_stop
    };
    let letters_first = words.chars().next().is_some_and(|c| c.is_uppercase() || line_shape::is_uncased(c));
    let limit = if line_shape::is_uncased_start(words) { 4 } else { MOST_WORDS };
    letters_first && (1..=limit).contains(&count) && words.len() <= 90 && words.split_whitespace().all(fits)
}

/// Whether words are letters alone, as places are in a text without capitals.
pub(super) fn is_lower(words: &str) -> bool {
    (1..=3).contains(&words.split_whitespace().count())
        && words.chars().all(|c| c.is_alphabetic() || c == ' ')
}

/// Whether names of places have this word in small letters ("Boca do Acre", "Frankfurt an der Oder").
pub(super) fn is_small_part(word: &str, lexicon: &Lexicon) -> bool {
    lexicon.is_particle(word) || lexicon.has(PhraseKind::PlaceParticle, word)
}

/// "WASHINGTON:", "OTTAWA —", "München/London –", "Hamburg.": a place, a mark, and then a sentence begins.
pub(super) fn alone<'a>(head: &'a str, reading: Reading<'_>) -> Option<Parts<'a>> {
    let head = line_shape::head(head, 80);
    let (location, end, mark) = marked(head, reading.lexicon)?;
    let rest = head[end..].trim_start();
    let is_followed = line_shape::begins_sentence(rest);
    if rest.is_empty() || !is_followed || !is_place(location, reading.lexicon) {
        return None;
    }
    let known = is_known(location, reading.lexicon);
    let capitals = is_in_capitals(location);
    let is_label = location.split_whitespace().map(|word| word.trim_matches(':')).any(|word| {
        line_shape::is_capitals(word) && reading.lexicon.has_any_case(PhraseKind::DatelineLabel, word)
    });
    let first = reading.context.is_first;
    let accepted = match mark {
        ':' => {
            let is_word = !location.contains(char::is_whitespace) && location.chars().count() >= 4;
            capitals && !is_label && (known || first && is_word && !reading.context.is_transcript)
        }
        // "SUNDVIKEN. Two trains …"
        '.' => {
            let is_town = || is_town(location) && capitals && !is_label;
            first && !head[end..].starts_with('.') && (known || is_town())
        }
        _ => {
            // "GOLF - LINDQVIST TAKES LEAD" is the headline of a section.
            let is_place = || capitals && !line_shape::is_capitals(&head[end..]);
            known
                || first
                    && !is_label
                    && (is_place()
                        || is_town_with_region(location)
                        || location.contains('/') && location.chars().count() >= 8)
        }
    };
    accepted.then_some(Parts { end, location, ..Parts::default() })
}

/// The words before the first mark that could end a dateline, where they end with it, and the mark. Absent where a word
/// comes before that is in no place's name.
fn marked<'a>(head: &'a str, lexicon: &Lexicon) -> Option<(&'a str, usize, char)> {
    let mut at = 0;
    for (count, token) in head.split_inclusive(char::is_whitespace).enumerate() {
        let word = token.trim_end();
        let is_small = word.bytes().all(|byte| byte.is_ascii_lowercase()) && !word.is_empty();
        if count > MOST_WORDS || is_small && !is_small_part(word, lexicon) {
            return None;
        }
        let first = word.chars().next()?;
        let stands_alone = !word.is_empty() && word.chars().all(|c| is_dash(c) || c == '―');
        if stands_alone {
            return Some((tidy(&head[..at]), at + word.len(), first));
        }
        if let Some(dash) = word.find(['—', '–']).filter(|&dash| dash > 0) {
            return Some((tidy(&head[..at + dash]), at + dash + '—'.len_utf8(), '—'));
        }
        let stem = word.trim_end_matches([':', '.']);
        if stem.len() < word.len() && (word.ends_with(':') || stem.chars().count() > 5 || count == 0) {
            let mark = if word.ends_with(':') { ':' } else { '.' };
            return Some((tidy(&head[..at + stem.len()]), at + word.len(), mark));
        }
        at += token.len();
    }
    None
}

/// Whether a location is one word, long enough to be the name of a town rather than an acronym.
fn is_town(location: &str) -> bool {
    location.chars().count() >= 6 && location.chars().all(char::is_alphabetic)
}

/// Whether one of the places that a location names is in the lexicon ("KYIV/GENEVA", "TAMPA, Fla.").
fn is_known(location: &str, lexicon: &Lexicon) -> bool {
    lexicon.is_place(location) || location.split(['/', ',', '(']).any(|place| lexicon.is_place(place))
}

/// Whether a location is a city in capitals with its region, whose abbreviation may stand for the comma before a date
/// ("TAMPA, Fla. Feb 26 -").
pub(super) fn is_city_with_region(location: &str) -> bool {
    location.contains(',') && location.ends_with('.') && is_in_capitals(location)
}

/// Whether a location is a town and its region, a word or two each ("Ansel, Northland").
fn is_town_with_region(location: &str) -> bool {
    let is_name = |part: &str| {
        (1..=2).contains(&part.split(' ').count())
            && part.split(' ').all(|word| {
                word.starts_with(char::is_uppercase)
                    && word.len() > 2
                    && word.chars().all(char::is_alphabetic)
            })
    };
    location.split_once(", ").is_some_and(|(town, region)| is_name(town) && is_name(region))
}

/// Whether a location is in capitals, but for the abbreviation of a region and a country after a comma.
pub(super) fn is_in_capitals(location: &str) -> bool {
    let city = location.split([',', '(']).next().unwrap_or(location);
    line_shape::is_capitals(city)
}
