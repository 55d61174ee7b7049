//! The headline of a page: the story's, not that of the site or the section.

use super::facts::Facts;
use super::json_ld::Article;
use crate::text::squeezed;

/// What stands between a title and the name of the site.
const SEPARATORS: [&str; 8] = [" - ", " | ", " – ", " — ", " · ", " « ", " » ", " :: "];

/// The only first-level heading, or the one that shares at least half of its words with the title; else what the
/// structured data call the headline, else the title of the page less the name of the site.
pub(super) fn find(facts: &Facts, article: &Article, outlets: &[String]) -> String {
    let declared = ["og:title", "twitter:title", "dc.title", "headline", "title"]
        .iter()
        .filter_map(|name| facts.meta_named(name))
        .chain([article.headline.as_str(), facts.title.as_str()])
        .filter(|title| !title.is_empty());
    let titles: Vec<&str> = declared.collect();
    let headings: Vec<&String> =
        facts.headings.iter().filter(|heading| is_headline(heading, &facts.title, outlets)).collect();
    let parts: Vec<String> = titles.iter().map(|title| story_part(title, outlets)).collect();
    let agreement = |heading: &str| parts.iter().map(|part| shared_words(heading, part)).max().unwrap_or(0);
    // Of equal ones the first.
    let best = headings.iter().rev().max_by_key(|heading| agreement(heading));
    if let Some(heading) = best.filter(|heading| agreement(heading) > 0) {
        return without_kicker(heading, &titles, outlets);
    }
    // The only first-level heading of some pages is the logo of the site.
    let is_title = |heading: &&String| word_count(heading) > 2 && agreement(heading) == words(heading).len();
    if let Some(heading) = facts.subheadings.iter().find(is_title) {
        return heading.clone();
    }
    if let [only] = headings.as_slice()
        && (titles.is_empty() || word_count(only) > 2)
    {
        return (*only).clone();
    }
    let title =
        [article.headline.as_str()].into_iter().chain(titles).map(|title| without_site(title, outlets));
    title.into_iter().find(|title| !title.is_empty()).unwrap_or_default()
}

/// Whether a heading may be a headline: not the name of the site, nor what follows the headline in the title of the page.
fn is_headline(heading: &str, title: &str, outlets: &[String]) -> bool {
    let trails = SEPARATORS.iter().any(|separator| {
        title
            .split_once(separator)
            .is_some_and(|(head, tail)| head.len() > 3 && tail.eq_ignore_ascii_case(heading))
    });
    heading.chars().count() > 3 && !trails && !is_site(heading, outlets)
}

/// A heading without the kicker that stands in the same element, where a title has only what follows it.
fn without_kicker(heading: &str, titles: &[&str], outlets: &[String]) -> String {
    let follows = titles.iter().map(|title| without_site(title, outlets)).find(|title| {
        let before = heading.strip_suffix(title.as_str()).unwrap_or_default();
        before.ends_with(' ')
            && !before.trim_end().ends_with([':', '-', '–', '—', '|'])
            && word_count(title) > 2
    });
    follows.unwrap_or_else(|| heading.to_owned())
}

/// Whether a part of a title is the name of the site.
fn is_site(part: &str, outlets: &[String]) -> bool {
    super::is_outlet(part, outlets) || part.contains("www.")
}

/// How many words of a heading are words of a title; 0 where it is not half of them.
fn shared_words(heading: &str, title: &str) -> usize {
    let (heading, title) = (words(heading), words(title));
    let shared = heading.iter().filter(|word| title.contains(word)).count();
    if shared * 2 >= heading.len() { shared } else { 0 }
}

/// The words of a text in small letters.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// The part of a title that tells of the story: that with the most words of those between bars and dashes.
fn story_part(title: &str, outlets: &[String]) -> String {
    let mut part = without_site(title, outlets);
    for separator in SEPARATORS {
        let longest = part.split(separator).max_by_key(|part| word_count(part));
        part = longest.unwrap_or_default().to_owned();
    }
    part
}

fn word_count(text: &str) -> usize {
    text.split_whitespace().count()
}

/// A title without the name of the site at its end or its beginning.
fn without_site(title: &str, outlets: &[String]) -> String {
    let title = squeezed(title);
    for separator in SEPARATORS {
        if let Some((head, tail)) = title.rsplit_once(separator)
            && !head.is_empty()
            && is_site(tail, outlets)
        {
            return without_site(head, outlets);
        }
        if let Some((head, tail)) = title.split_once(separator)
            && !tail.is_empty()
            && is_site(head, outlets)
        {
            return tail.to_owned();
        }
    }
    title
}
