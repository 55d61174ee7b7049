//! JSON-LD: the node of the story among those that a page has, also where the JSON is broken.
//!
//! Source: schema.org `NewsArticle`; JSON-LD 1.1, section 3 (graphs, references by `@id`).

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::LONGEST_VALUE;
use super::facts::Facts;
use super::vocabulary::{self, Kind};
use crate::text::squeezed;

/// Bytes of scripts that are read; what is longer is no metadata.
const LONGEST: usize = 1 << 20;

/// Nodes of a page that are looked at.
const MOST_NODES: usize = 2000;

/// Names that one value is read for.
const MOST_NAMES: usize = 16;

/// What the structured data say of the story; empty where they say nothing.
#[derive(Debug, Default)]
pub(super) struct Article {
    pub(super) headline: String,
    pub(super) published: String,
    pub(super) created: String,
    pub(super) authors: Vec<String>,
    /// The whole text, as some pages give it.
    pub(super) body: String,
    /// Names of the publisher.
    pub(super) publishers: Vec<String>,
}

/// The story that the scripts of a page describe.
pub(super) fn article(facts: &Facts) -> Article {
    let mut roots = Vec::new();
    let mut read = 0;
    for script in &facts.scripts {
        read += script.len();
        if read > LONGEST {
            break;
        }
        roots.extend(parse(script));
    }
    let mut nodes = Vec::new();
    roots.iter().for_each(|root| collect(root, &mut nodes));
    let known = Named::of(&nodes);
    let publishers: Vec<String> =
        nodes.iter().filter_map(|node| node.get("publisher")).flat_map(|value| known.names(value)).collect();
    let Some(node) = best(&nodes, facts) else { return Article { publishers, ..Article::default() } };
    let text = |key: &str| {
        let text = node.get(key).and_then(first_text).map(|text| squeezed(&text));
        text.filter(|text| text.len() <= LONGEST_VALUE).unwrap_or_default()
    };
    let authors = ["author", "creator"].iter().find_map(|key| {
        let found = known.names(node.get(*key)?);
        (!found.is_empty()).then_some(found)
    });
    Article {
        headline: text("headline"),
        published: text("datePublished"),
        created: text("dateCreated"),
        authors: authors.unwrap_or_default(),
        body: node.get("articleBody").and_then(first_text).unwrap_or_default(),
        publishers,
    }
}

/// The values of a script; broken JSON is mended where that is clear.
fn parse(script: &str) -> Option<Value> {
    let script = script.trim().trim_start_matches("<![CDATA[").trim_end_matches("]]>").trim();
    let script = script.strip_prefix("<!--").and_then(|inner| inner.strip_suffix("-->")).unwrap_or(script);
    let script = script.trim().trim_end_matches(';');
    serde_json::from_str(script).or_else(|_| serde_json::from_str(&mended(script))).ok()
}

/// JSON without raw control characters inside strings and without commas before a closing bracket.
fn mended(script: &str) -> String {
    let mut out = String::with_capacity(script.len());
    let (mut in_string, mut escaped) = (false, false);
    for c in script.chars() {
        if in_string {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => in_string = false,
                _ => {}
            }
            out.push(if c.is_control() { ' ' } else { c });
            continue;
        }
        match c {
            '"' => in_string = true,
            ']' | '}' => {
                let kept = out.trim_end().trim_end_matches(',').len();
                out.truncate(kept);
            }
            _ => {}
        }
        out.push(c);
    }
    out
}

/// All objects of a value, outermost first.
fn collect<'v>(root: &'v Value, nodes: &mut Vec<&'v Map<String, Value>>) {
    let mut open = vec![root];
    while let Some(value) = open.pop() {
        if nodes.len() >= MOST_NODES {
            return;
        }
        match value {
            Value::Array(values) => open.extend(values.iter().rev()),
            Value::Object(node) => {
                nodes.push(node);
                let inner = node.iter().filter(|(key, _)| !is_other_story(key)).map(|(_, value)| value);
                open.extend(inner);
            }
            _ => {}
        }
    }
}

/// Whether a property leads to other stories than that of the page.
fn is_other_story(key: &str) -> bool {
    matches!(
        key,
        "itemListElement" | "hasPart" | "isPartOf" | "relatedLink" | "citation" | "comment" | "blogPost"
    )
}

/// The node of the story: one that is a story by its type, that of the page's own address before others, and one that
/// says who wrote it and when before one that does not.
fn best<'v>(nodes: &[&'v Map<String, Value>], facts: &Facts) -> Option<&'v Map<String, Value>> {
    let own = |node: &Map<String, Value>| {
        let address = |key: &str| {
            let value = node.get(key)?;
            value.as_str().or_else(|| value.get("@id")?.as_str()).map(str::to_owned)
        };
        let addresses = ["mainEntityOfPage", "url", "@id"].iter().filter_map(|key| address(key));
        !facts.canonical.is_empty() && addresses.into_iter().any(|known| same_page(&known, &facts.canonical))
    };
    let told = |node: &Map<String, Value>| {
        ["datePublished", "author", "headline"].iter().filter(|key| node.contains_key(**key)).count()
    };
    let score = |node: &Map<String, Value>| {
        let is_story = types(node).any(|kind| kind != "webpage");
        (is_story, own(node), told(node))
    };
    let stories = nodes.iter().filter(|node| types(node).any(|kind| vocabulary::is(&kind, Kind::Article)));
    // Of equal ones the first.
    stories.rev().max_by_key(|node| score(node)).copied()
}

fn types(node: &Map<String, Value>) -> impl Iterator<Item = String> {
    let kinds = match node.get("@type") {
        Some(Value::String(kind)) => vec![kind.as_str()],
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    kinds.into_iter().map(|kind| kind.rsplit(['/', ':']).next().unwrap_or(kind).to_ascii_lowercase())
}

/// Whether two addresses are one but for scheme, fragment and a final slash.
fn same_page(one: &str, other: &str) -> bool {
    let bare = |address: &str| {
        let address = address.split('#').next().unwrap_or_default();
        address.split_once("://").map_or(address, |(_, rest)| rest).trim_end_matches('/').to_owned()
    };
    bare(one) == bare(other)
}

/// The first text of a value.
fn first_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(values) => values.iter().find_map(first_text),
        Value::Object(node) => node.get("@value").or_else(|| node.get("name")).and_then(first_text),
        _ => None,
    }
}

/// The nodes that have a name, by their `@id`.
struct Named<'v>(HashMap<&'v str, &'v Map<String, Value>>);

impl<'v> Named<'v> {
    fn of(nodes: &[&'v Map<String, Value>]) -> Self {
        let mut named = HashMap::new();
        for node in nodes.iter().filter(|node| node.contains_key("name")) {
            if let Some(id) = node.get("@id").and_then(Value::as_str) {
                named.entry(id).or_insert(*node);
            }
        }
        Self(named)
    }

    /// The names of people: texts, objects with a name, or references to objects elsewhere in the page.
    fn names(&self, value: &Value) -> Vec<String> {
        let mut found = Vec::new();
        self.gather(value, &mut found);
        found
    }

    fn gather(&self, value: &Value, found: &mut Vec<String>) {
        match value {
            Value::String(name) => add(name, found),
            Value::Array(values) => values.iter().for_each(|value| self.gather(value, found)),
            Value::Object(node) => {
                let reference = || self.0.get(node.get("@id")?.as_str()?)?.get("name");
                match node.get("name").or_else(reference) {
                    Some(Value::Array(all)) => {
                        all.iter().filter_map(first_text).for_each(|name| add(&name, found));
                    }
                    Some(name) => first_text(name).iter().for_each(|name| add(name, found)),
                    None => {}
                }
            }
            _ => {}
        }
    }
}

/// Adds a name, while there are few: references could name a crowd again and again.
fn add(name: &str, found: &mut Vec<String>) {
    let name = squeezed(name);
    if found.len() < MOST_NAMES && !name.is_empty() {
        found.push(name);
    }
}
