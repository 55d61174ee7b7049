//! When a story was published, by the sources that pages have for it; never when it was changed.

use super::facts::Facts;
use super::json_ld::Article;
use super::vocabulary::{self, Kind};
use super::{Claim, Trust};

/// Claims of one source that are kept.
const MOST: usize = 4;

/// The claims, the most trusted first; an empty text is no claim.
///
/// The order is that of how often a source is right on saved pages of the press.
pub(super) fn find(facts: &Facts, article: &Article, uri: Option<&str>) -> Vec<Claim<String>> {
    use Trust::{Declared, Derived};
    let mut claims = Vec::new();
    let mut add = |text: &str, trust: Trust| {
        if text.bytes().any(|byte| byte.is_ascii_digit()) {
            claims.push(Claim { value: text.to_owned(), trust });
        }
    };
    facts.metas(Kind::Published).take(MOST).for_each(|text| add(text, Declared));
    add(&article.published, Declared);
    facts.properties("datepublished").take(MOST).for_each(|text| add(text, Declared));
    facts.times.iter().filter(|(_, near)| *near).take(1).for_each(|(text, _)| add(text, Declared));
    let shown = |wanted: bool| {
        let texts = facts.shown_dates.iter().filter(move |(_, near)| *near == wanted);
        texts.filter_map(|(text, _)| unchanged(text)).take(MOST)
    };
    shown(true).for_each(|text| add(text, Declared));
    add(&article.created, Declared);
    facts.metas(Kind::Created).take(MOST).for_each(|text| add(text, Declared));
    let addresses = [Some(facts.canonical.as_str()), facts.meta_named("og:url"), uri];
    for address in addresses.into_iter().flatten() {
        address_date(address).iter().for_each(|text| add(text, Derived));
    }
    facts.metas(Kind::Generic).take(MOST).for_each(|text| add(text, Derived));
    facts.times.iter().take(1).for_each(|(text, _)| add(text, Derived));
    shown(false).for_each(|text| add(text, Derived));
    claims
}

/// A visible date up to the words that tell of a change; none where it tells of nothing else.
fn unchanged(text: &str) -> Option<&str> {
    let word = text.split_inclusive(|c: char| !c.is_alphabetic());
    let mut at = 0;
    for word in word {
        if vocabulary::has_word(word, Kind::Modified) {
            let before = &text[..at];
            return before.bytes().any(|byte| byte.is_ascii_digit()).then_some(before);
        }
        at += word.len();
    }
    Some(text)
}

/// The date in the path of an address: "/2021/04/21/", "/2021-04-21-", "/20210421".
fn address_date(address: &str) -> Option<String> {
    let path = address.split_once("://").map_or(address, |(_, rest)| rest);
    let path = &path[path.find('/')?..];
    let bytes = path.as_bytes();
    (0..bytes.len()).find_map(|at| {
        let begins = at == 0 || !bytes[at - 1].is_ascii_digit();
        let year = path
            .get(at..at + 4)
            .filter(|year| begins && (year.starts_with("19") || year.starts_with("20")))?;
        let rest = &path[at + 4..];
        let (month, day, end) = match rest.chars().next()? {
            mark @ ('/' | '-' | '_') => {
                let mut parts = rest[1..].splitn(3, |c: char| c == mark || !c.is_ascii_digit());
                (parts.next()?, parts.next()?, "")
            }
            _ => (rest.get(..2)?, rest.get(2..4)?, rest.get(4..5).unwrap_or_default()),
        };
        let number = |part: &str, most: u8| {
            let is_number = (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse().ok().filter(|n: &u8| is_number && (1..=most).contains(n))
        };
        let ends = !end.starts_with(|c: char| c.is_ascii_digit());
        let (year, month, day) = (year.parse::<u16>().ok()?, number(month, 12)?, number(day, 31)?);
        ends.then(|| format!("{year:04}-{month:02}-{day:02}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_of_an_address_is_read_from_its_path() {
        for (address, expect) in [
            ("https://news.example/2021/04/21/port-opens", Some("2021-04-21")),
            ("https://news.example/sport/2021-4-2-final.html", Some("2021-04-02")),
            ("https://news.example/a20210421b", Some("2021-04-21")),
            ("https://news.example/2021/13/21/x", None),
            ("https://news.example/article/120210421", None),
            ("https://news.example/id/202104217", None),
            ("https://2021.example/", None),
            ("https://news.example/2021/", None),
        ] {
            assert_eq!(address_date(address).as_deref(), expect, "{address}");
        }
    }

    #[test]
    fn a_date_of_a_change_is_no_date_of_publication() {
        for (text, expect) in [
            ("3 May 2021", Some("3 May 2021")),
            ("Published 3 May 2021, updated 5 May 2021", Some("Published 3 May 2021, ")),
            ("Aktualisiert am 5. Mai 2021", None),
            ("Mis à jour le 5 mai 2021", Some("Mis à jour le 5 mai 2021")),
        ] {
            assert_eq!(unchanged(text), expect, "{text}");
        }
    }
}
