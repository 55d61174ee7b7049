//! The sources of metadata in a page, gathered in one pass over its tree.

use trafilatura::dom::{Document, NodeId};

use super::json_ld::Article;
use super::squeezed;
use super::vocabulary::{self, Kind};
use crate::interrupt::checkpoint;
use crate::lang::tag::is_well_formed;

/// The longest text of an element that may be a date, a byline or a heading, in bytes.
const LONGEST: usize = 400;

/// Elements behind the headline in which its date and authors are looked for.
const NEAR: usize = 120;

/// Characters of a name of an author in an element for one.
const LONGEST_BYLINE: usize = 160;

/// Everything in a page that may tell headline, authors, dates or language, in the order of the page.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// Names of meta elements in lower case with their contents.
    pub(super) metas: Vec<(String, String)>,
    /// Contents of JSON-LD scripts.
    pub(super) scripts: Vec<String>,
    /// The texts of `h1` elements.
    pub(super) headings: Vec<String>,
    /// The text of `title`.
    pub(super) title: String,
    /// Canonical address.
    pub(super) canonical: String,
    /// Microdata: property in lower case, value.
    pub(super) properties: Vec<(String, String)>,
    /// `time` elements: machine-readable value or text, and whether they stand behind the first heading and near it.
    pub(super) times: Vec<(String, bool)>,
    /// Short texts of elements whose class says date, and whether they stand behind the first heading and near it.
    pub(super) shown_dates: Vec<(String, bool)>,
    /// Texts of elements whose class says that they are one author's name.
    pub(super) author_names: Vec<String>,
    /// Texts of links with `rel=author`.
    pub(super) author_links: Vec<String>,
    /// Texts of elements whose class says byline.
    pub(super) bylines: Vec<String>,
    /// Values of the declarations of a language.
    languages: Vec<String>,
}

impl Facts {
    /// Gathers the sources of a page. Linear in the page.
    pub(super) fn gather(page: &Document) -> Self {
        let mut facts = Self::default();
        let mut behind = None;
        for (at, id) in page.iter(page.root(), &[]).into_iter().enumerate() {
            checkpoint();
            let tag = page.tag_name(id);
            match tag {
                "html" => facts.languages.extend(page.get_attribute(id, "lang")),
                "meta" => facts.meta(page, id),
                "script" => facts.script(page, id),
                "title" if facts.title.is_empty() => facts.title = squeezed(&page.text_content(id)),
                "link" => facts.link(page, id),
                "h1" => {
                    facts.headings.extend(short_text(page, id));
                    behind.get_or_insert(at);
                }
                "style" | "head" | "body" | "noscript" | "template" => {}
                _ => {
                    let near = behind.is_some_and(|heading| at - heading <= NEAR);
                    facts.element(page, id, tag, near);
                }
            }
        }
        facts
    }

    fn meta(&mut self, page: &Document, id: NodeId) {
        let Some(content) = page.get_attribute(id, "content").map(|content| squeezed(&content)) else {
            return;
        };
        if content.is_empty() {
            return;
        }
        for attribute in ["property", "name", "itemprop", "http-equiv"] {
            let Some(name) = page.get_attribute(id, attribute).map(|name| name.trim().to_ascii_lowercase())
            else {
                continue;
            };
            match name.as_str() {
                "og:locale" | "content-language" | "language" => self.languages.push(content.clone()),
                _ => {}
            }
            if attribute == "itemprop" {
                self.properties.push((name, content.clone()));
            } else {
                self.metas.push((name, content.clone()));
            }
        }
    }

    fn script(&mut self, page: &Document, id: NodeId) {
        let kind = page.get_attribute(id, "type").unwrap_or_default();
        if kind.trim().to_ascii_lowercase().starts_with("application/ld+json") {
            self.scripts.push(page.text_content(id));
        }
    }

    fn link(&mut self, page: &Document, id: NodeId) {
        let rel = page.get_attribute(id, "rel").unwrap_or_default();
        if rel.eq_ignore_ascii_case("canonical") && self.canonical.is_empty() {
            self.canonical = page.get_attribute(id, "href").unwrap_or_default();
        }
    }

    /// Any element of the body.
    fn element(&mut self, page: &Document, id: NodeId, tag: &str, near: bool) {
        let property = page.get_attribute(id, "itemprop");
        let class = page.class_name(id);
        let rel = if tag == "a" { page.get_attribute(id, "rel").unwrap_or_default() } else { String::new() };
        let is_author_link = rel.split_ascii_whitespace().any(|rel| rel.eq_ignore_ascii_case("author"));
        if property.is_none() && class.is_empty() && !is_author_link && tag != "time" {
            return;
        }
        let Some(text) = short_text(page, id) else { return };
        if let Some(property) = property {
            let value = ["content", "datetime"].iter().find_map(|name| page.get_attribute(id, name));
            let value = value.map_or_else(|| text.clone(), |value| squeezed(&value));
            let names = property.split_ascii_whitespace().map(str::to_ascii_lowercase);
            for name in names {
                let value = if name == "author" {
                    named(page, id).unwrap_or_else(|| value.clone())
                } else {
                    value.clone()
                };
                self.properties.push((name, value));
            }
        }
        let is_update = vocabulary::has_word(&class, Kind::Modified);
        if tag == "time" && !is_update && !is_aside(page, id) {
            let beside = page.parent(id).and_then(|parent| short_text(page, parent)).unwrap_or_default();
            let updated = vocabulary::has_word(before(&beside, &text), Kind::Modified);
            if !updated {
                self.times.push((page.get_attribute(id, "datetime").unwrap_or_else(|| text.clone()), near));
            }
        }
        let is_shown =
            !is_update && text.len() <= LONGEST_BYLINE && vocabulary::has_class(&class, Kind::Shown);
        if is_shown && (near || !is_aside(page, id)) {
            self.shown_dates.push((text.clone(), near));
        }
        if text.chars().count() > LONGEST_BYLINE || is_aside(page, id) {
            return;
        }
        if is_author_link {
            self.author_links.push(text.clone());
        }
        if vocabulary::has_class(&class, Kind::AuthorName) {
            self.author_names.push(text.clone());
        }
        if vocabulary::has_class(&class, Kind::Byline) {
            self.bylines.push(text);
        }
    }

    /// The contents of the meta elements of a kind, in the order of the page.
    pub(super) fn metas(&self, kind: Kind) -> impl Iterator<Item = &str> {
        self.metas
            .iter()
            .filter(move |(name, _)| vocabulary::is(name, kind))
            .map(|(_, content)| content.as_str())
    }

    /// The content of the first meta element of a name.
    pub(super) fn meta_named(&self, name: &str) -> Option<&str> {
        self.metas.iter().find(|(known, _)| known == name).map(|(_, content)| content.as_str())
    }

    /// The values of a property of microdata.
    pub(super) fn properties(&self, name: &str) -> impl Iterator<Item = &str> {
        self.properties.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Names of the site and of who publishes it, and the host of its address.
    pub(super) fn outlets(&self, article: &Article, uri: Option<&str>) -> Vec<String> {
        let metas = self.metas(Kind::Site).map(|name| name.trim_start_matches('@').to_owned());
        let names = metas.chain(article.publishers.iter().cloned()).filter(|name| !name.contains("://"));
        let hosts = [Some(self.canonical.as_str()), uri].into_iter().flatten().filter_map(|address| {
            let (_, rest) = address.split_once("://")?;
            let host = rest.split(['/', ':', '?', '#']).next()?;
            (!host.is_empty()).then(|| host.trim_start_matches("www.").to_owned())
        });
        names.chain(hosts).collect()
    }

    /// The first declaration of a language that is a tag at all.
    pub(super) fn language(&self) -> String {
        let tags = self.languages.iter().map(|tag| tag.trim().replace('_', "-"));
        tags.into_iter().find(|tag| is_well_formed(tag)).unwrap_or_default()
    }
}

/// The text of an element, where it is short enough to be more than running text.
fn short_text(page: &Document, id: NodeId) -> Option<String> {
    let text = squeezed(&page.iter_text(id, " "));
    (!text.is_empty() && text.len() <= LONGEST).then_some(text)
}

/// The name inside an element for an author.
fn named(page: &Document, id: NodeId) -> Option<String> {
    let names = page.query_selector_all(id, "[itemprop~=name]");
    let name = *names.first()?;
    page.get_attribute(name, "content").or_else(|| short_text(page, name))
}

/// Whether an element stands beside the story: in navigation, an aside, a footer or a teaser of another story.
fn is_aside(page: &Document, id: NodeId) -> bool {
    let mut above = page.parent(id);
    while let Some(id) = above {
        if matches!(page.tag_name(id), "nav" | "aside" | "footer") {
            return true;
        }
        above = page.parent(id);
    }
    false
}

/// What stands before a part of a text.
fn before<'t>(text: &'t str, part: &str) -> &'t str {
    text.find(part).map_or("", |at| &text[..at])
}
