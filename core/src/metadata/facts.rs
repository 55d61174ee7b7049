//! The sources of metadata in a page, gathered in one pass over its tree.

use trafilatura::dom::{Document, NodeId};

use super::LONGEST_VALUE;
use super::json_ld::Article;
use super::outline::Outline;
use super::vocabulary::{self, Kind};
use crate::interrupt::checkpoint;
use crate::lang::tag::is_well_formed;
use crate::text::squeezed;

/// First-level headings that are weighed.
const MOST_HEADINGS: usize = 64;

/// Names of the site and its publishers that are kept.
const MOST_OUTLETS: usize = 16;

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
    /// Texts of links to pages about authors: with `rel=author`, or near the headline with an address that says so.
    pub(super) author_links: Vec<String>,
    /// Texts of elements whose class says byline, a line each, of the innermost where they nest.
    pub(super) bylines: Vec<String>,
    /// The element of the last byline.
    byline: Option<NodeId>,
    /// Texts of the second-level headings.
    pub(super) subheadings: Vec<String>,
    /// Values of the declarations of a language.
    languages: Vec<String>,
}

impl Facts {
    /// Gathers the sources of a page. Linear in the page.
    pub(super) fn gather(page: &Document) -> Self {
        let mut facts = Self::default();
        let mut behind = None;
        let elements = page.iter(page.root(), &[]);
        let outline = Outline::of(page, &elements);
        for (at, id) in elements.into_iter().enumerate() {
            checkpoint();
            let tag = page.tag_name(id);
            match tag {
                "html" => facts.languages.extend(page.get_attribute(id, "lang")),
                "meta" => facts.meta(page, id),
                "script" => facts.script(page, id),
                "title" if facts.title.is_empty() => {
                    facts.title = value(&page.text_content(id)).unwrap_or_default();
                }
                "link" => facts.link(page, id),
                "h1" => {
                    if facts.headings.len() < MOST_HEADINGS {
                        facts.headings.extend(outline.short_text(id));
                    }
                    behind.get_or_insert(at);
                }
                "h2" if facts.subheadings.len() < MOST_HEADINGS => {
                    facts.subheadings.extend(outline.short_text(id));
                }
                "style" | "head" | "body" | "noscript" | "template" => {}
                _ => {
                    let near = behind.is_some_and(|heading| at - heading <= NEAR);
                    facts.element(page, &outline, id, near);
                }
            }
        }
        facts
    }

    fn meta(&mut self, page: &Document, id: NodeId) {
        let Some(content) = page.get_attribute(id, "content").and_then(|content| value(&content)) else {
            return;
        };
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
        if is_structured_data(page, id) {
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
    fn element(&mut self, page: &Document, outline: &Outline<'_>, id: NodeId, near: bool) {
        let tag = page.tag_name(id);
        let property = page.get_attribute(id, "itemprop");
        let class = page.class_name(id);
        let is_author_link = tag == "a" && is_author_link(page, id, near);
        if property.is_none() && class.is_empty() && !is_author_link && tag != "time" {
            return;
        }
        let Some(text) = outline.short_text(id) else { return };
        if let Some(property) = property {
            let value = ["content", "datetime"].iter().find_map(|name| page.get_attribute(id, name));
            let value = value.map_or_else(|| text.clone(), |value| squeezed(&value));
            let names = property.split_ascii_whitespace().map(str::to_ascii_lowercase);
            for name in names {
                let value = if name == "author" {
                    named(page, outline, id).unwrap_or_else(|| value.clone())
                } else {
                    value.clone()
                };
                self.properties.push((name, value));
            }
        }
        let is_update = vocabulary::has_word(&class, Kind::Modified);
        if tag == "time" && !is_update && !outline.is_aside(id) {
            let beside = page.parent(id).and_then(|parent| outline.short_text(parent)).unwrap_or_default();
            let updated = vocabulary::has_word(before(&beside, &text), Kind::Modified);
            if !updated {
                self.times.push((page.get_attribute(id, "datetime").unwrap_or_else(|| text.clone()), near));
            }
        }
        let is_shown =
            !is_update && text.len() <= LONGEST_BYLINE && vocabulary::has_class(&class, Kind::Shown);
        if is_shown && (near || !outline.is_aside(id)) {
            self.shown_dates.push((text.clone(), near));
        }
        if text.chars().count() > LONGEST_BYLINE || outline.is_aside(id) {
            return;
        }
        if is_author_link {
            self.author_links.push(text.clone());
        }
        if vocabulary::has_class_of_theme(&class, Kind::AuthorName) {
            self.author_names.push(text.clone());
        }
        if vocabulary::has_class(&class, Kind::Byline) {
            let mut around = std::iter::successors(page.parent(id), |&around| page.parent(around));
            if self.byline.is_some_and(|byline| around.any(|around| around == byline)) {
                self.bylines.pop();
            }
            self.byline = Some(id);
            self.bylines.extend(outline.short_lines(id));
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

    /// Names of the site and of who publishes it, and the host of its address, each once.
    pub(super) fn outlets(&self, article: &Article, uri: Option<&str>) -> Vec<String> {
        let metas = self.metas(Kind::Site).map(|name| name.trim_start_matches('@').to_owned());
        let names = metas.chain(article.publishers.iter().cloned()).filter(|name| !name.contains("://"));
        let hosts = [Some(self.canonical.as_str()), uri].into_iter().flatten().filter_map(|address| {
            let (_, rest) = address.split_once("://")?;
            let host = rest.split(['/', ':', '?', '#']).next()?;
            (!host.is_empty()).then(|| host.trim_start_matches("www.").to_owned())
        });
        let mut outlets: Vec<String> = Vec::new();
        for name in hosts.chain(names) {
            if outlets.len() < MOST_OUTLETS && name.len() <= LONGEST_VALUE && !outlets.contains(&name) {
                outlets.push(name);
            }
        }
        outlets
    }

    /// The first declaration of a language that is a tag at all.
    pub(super) fn language(&self) -> String {
        let tags = self.languages.iter().map(|tag| tag.trim().replace('_', "-"));
        tags.into_iter().find(|tag| is_well_formed(tag)).unwrap_or_default()
    }
}

/// Whether a link leads to a page about an author.
fn is_author_link(page: &Document, link: NodeId, near: bool) -> bool {
    let rel = page.get_attribute(link, "rel").unwrap_or_default();
    rel.split_ascii_whitespace().any(|rel| rel.eq_ignore_ascii_case("author"))
        || near
            && page
                .get_attribute(link, "href")
                .is_some_and(|address| vocabulary::has_folder(&address, Kind::AuthorFolder))
}

/// Whether a script holds structured data.
pub(super) fn is_structured_data(page: &Document, script: NodeId) -> bool {
    let kind = page.get_attribute(script, "type").unwrap_or_default();
    kind.trim().to_ascii_lowercase().starts_with("application/ld+json")
}

/// A value as it is compared and shown; none where it is empty or too long to be one.
fn value(text: &str) -> Option<String> {
    let value = squeezed(text);
    (!value.is_empty() && value.len() <= LONGEST_VALUE).then_some(value)
}

/// The name inside an element for an author.
fn named(page: &Document, outline: &Outline<'_>, id: NodeId) -> Option<String> {
    let names = page.query_selector_all(id, "[itemprop~=name]");
    let name = *names.first()?;
    page.get_attribute(name, "content").or_else(|| outline.short_text(name))
}

/// What stands before a part of a text.
fn before<'t>(text: &'t str, part: &str) -> &'t str {
    text.find(part).map_or("", |at| &text[..at])
}
