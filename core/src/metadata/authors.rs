//! Who wrote a story, by the sources that pages have for it.

use super::facts::Facts;
use super::json_ld::Article;
use super::vocabulary::Kind;
use super::{Claim, Trust};

/// More names than this are no byline but those of other stories on the page, or of the newsroom.
const MOST: usize = 4;

/// The claims, the most trusted first.
///
/// The order is that of how often a source is right on saved pages of the press: names of JSON-LD, elements of one author,
/// links, bylines; a plain `author` meta element comes last, for it often holds the outlet.
pub(super) fn find(facts: &Facts, article: &Article) -> Vec<Claim<Vec<String>>> {
    let owned = |names: &[String]| names.to_vec();
    let metas = |kind: Kind| facts.metas(kind).map(str::to_owned).collect::<Vec<String>>();
    let sources = [
        (facts.properties("author").map(str::to_owned).collect(), Trust::Declared),
        (owned(&article.authors), Trust::Declared),
        (metas(Kind::Author), Trust::Declared),
        (owned(&facts.author_names), Trust::Declared),
        (owned(&facts.author_links), Trust::Declared),
        (owned(&facts.bylines), Trust::Derived),
        (metas(Kind::Outlet), Trust::Derived),
    ];
    let told = |names: &Vec<String>| !names.is_empty() && names.len() <= MOST;
    sources
        .into_iter()
        .map(|(names, trust)| (without_repetitions(names), trust))
        .filter(|(names, _)| told(names))
        .map(|(value, trust)| Claim { value, trust })
        .collect()
}

fn without_repetitions(names: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for name in names {
        // A source with more names is not read.
        if kept.len() > MOST {
            break;
        }
        if !name.contains("://") && !kept.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
            kept.push(name);
        }
    }
    kept
}
