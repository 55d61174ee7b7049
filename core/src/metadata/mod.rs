//! What a page says of itself: headline, authors, dates, language, each from the sources in an order of trust.
//!
//! [`Facts`] gathers the sources in one pass over the tree, whose `outline` tells which texts are short: `meta`
//! elements, microdata, links, `time` elements and short texts beside the headline; [`json_ld`] reads the structured
//! data of scripts. [`headline`], [`authors`] and [`dates`] each rank what was gathered. The vocabulary of the sources
//! is `data/metadata.tsv`.

mod authors;
mod dates;
mod facts;
mod headline;
mod json_ld;
mod outline;
mod vocabulary;
#[cfg(test)]
mod tests;

use trafilatura::dom::Document;

use facts::Facts;

/// The longest value that is read, in bytes: no headline, name or date is longer.
pub(crate) const LONGEST_VALUE: usize = 2000;

/// What a document says of itself outside its story, source by source. Fields are empty where it says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// The headline.
    pub headline: String,
    /// Who wrote it, by every source that tells, the most trusted first: names, or lines that hold names.
    pub authors: Vec<Claim<Vec<String>>>,
    /// When it was published, by every source that tells, the most trusted first, as written.
    pub dates: Vec<Claim<String>>,
    /// BCP 47 tag.
    pub language: String,
    /// Whether numbers of dates have the month first, as in the United States.
    pub month_first: bool,
    /// Names of the site and its publisher and the host of its address, which are no authors.
    pub outlets: Vec<String>,
}

/// What one source says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim<T> {
    /// What it says.
    pub value: T,
    /// How far it can be trusted.
    pub trust: Trust,
}

/// How far a source can be trusted, beside what the story itself says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trust {
    /// Derived, or often something else: the story comes first.
    Derived,
    /// Shown to readers or declared for programs: comes before the story.
    Declared,
}

/// What a trusted source says; nothing where it is empty.
pub(crate) fn declared<T: Default + PartialEq>(value: T) -> Vec<Claim<T>> {
    if value == T::default() { Vec::new() } else { vec![Claim { value, trust: Trust::Declared }] }
}

/// What a page says of itself, and the text of the story where its structured data hold it; `uri` is its address, where
/// the caller knows it. Linear in the page.
pub(crate) fn read(page: &Document, uri: Option<&str>) -> (Metadata, String) {
    let facts = Facts::gather(page);
    let article = json_ld::article(&facts);
    let language = facts.language();
    let outlets = facts.outlets(&article, uri);
    let metadata = Metadata {
        headline: headline::find(&facts, &article, &outlets),
        authors: authors::find(&facts, &article),
        dates: dates::find(&facts, &article, uri),
        month_first: language.to_ascii_lowercase().ends_with("-us"),
        language,
        outlets,
    };
    (metadata, article.body)
}

/// Takes out of a page what is [read] by now and what nobody reads: structured data, and titles that are none for their
/// length, which a search for the main text would compare with every heading.
pub(crate) fn take_out(page: &mut Document) {
    for id in page.iter(page.root(), &["title", "meta", "script"]) {
        match page.tag_name(id) {
            "title" if page.text_content(id).len() > LONGEST_VALUE => page.remove(id, true),
            "meta" => {
                let content = page.get_attribute(id, "content");
                if content.is_some_and(|content| content.len() > LONGEST_VALUE) {
                    page.remove(id, true);
                }
            }
            "script" if facts::is_structured_data(page, id) => page.remove(id, true),
            _ => {}
        }
    }
}

/// Whether a name is one of the outlets, or their host without its ending ("La Stampa" of "lastampa.it").
pub(crate) fn is_outlet(name: &str, outlets: &[String]) -> bool {
    let folded = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let name = folded(name);
    let is_host = |outlet: &str| outlet.contains('.') && !outlet.contains(' ');
    !name.is_empty()
        && outlets.iter().any(|outlet| {
            folded(outlet) == name
                || is_host(outlet) && outlet.split('.').any(|label| label.len() > 3 && folded(label) == name)
        })
}
