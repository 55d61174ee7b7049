//! Stories in JSON: ninjs of every version, and objects that name headline and body as it does.

use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use crate::input::blocks::Builder;
use crate::input::html::render;
use crate::input::{Refusal, Rendered};
use crate::lang::tag::is_well_formed;
use crate::metadata::{Claim, Metadata, Trust, declared};
use crate::text::is_blank;

/// Names of a story's text, those with mark-up first (ninjs 1, schema.org, JSON Feed, and the plain word).
const BODIES: [&str; 7] =
    ["body_xhtml", "body_html", "content_html", "articleBody", "body_text", "content_text", "body"];

/// Names of who wrote it.
const BYLINES: [&str; 4] = ["byline", "by", "author", "authors"];

/// Names of the day of publication, and of days that may be another.
const PUBLISHED: [&str; 5] = ["firstcreated", "datePublished", "date_published", "published", "pubdate"];
const OTHER_DAYS: [&str; 3] = ["contentcreated", "versioncreated", "date"];

/// Names of the language, and of who publishes it.
const LANGUAGES: [&str; 3] = ["language", "inLanguage", "lang"];
const OUTLETS: [&str; 5] = ["copyrightholder", "publisher", "provider", "source", "infosources"];

/// Whether a text is JSON: an object or a list of objects, or such an object on each line.
pub(super) fn is_json(text: &str) -> bool {
    let text = text.trim_start_matches(|c| is_blank(c) || c == '\u{feff}');
    let begins = |open: char, then: char| {
        text.strip_prefix(open).is_some_and(|rest| rest.trim_start_matches(is_blank).starts_with(then))
    };
    (begins('{', '"') || begins('[', '{')) && (is_value(text) || is_value(first_line(text)))
}

fn is_value(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}

fn first_line(text: &str) -> &str {
    text.trim_start().lines().next().unwrap_or_default()
}

/// Reads a story.
pub(super) fn read(text: &str) -> Result<Rendered, Refusal> {
    let text = text.trim_start_matches('\u{feff}');
    let value: Value = serde_json::from_str(text).map_err(|error| {
        if is_value(first_line(text)) {
            refusal(
                "JSON_LINES",
                "these are several objects of JSON, one on each line; send each as a document",
            )
        } else {
            refusal(
                "MALFORMED_JSON",
                &format!("this is not JSON ({error}); mend it, or send the text of the story"),
            )
        }
    })?;
    let Value::Object(object) = value else {
        return Err(refusal("JSON_LIST", "this is a list in JSON; send each of its objects as a document"));
    };
    if object.get("version").and_then(Value::as_str).is_some_and(|version| version.contains("jsonfeed.org")) {
        return Err(refusal(
            "JSON_FEED",
            "this is a JSON Feed; send each object of its `items` as a document",
        ));
    }
    let body = valued(&object, "bodies", "contenttype", "html").or_else(|| first(&object, &BODIES)).ok_or_else(|| {
        let names = BODIES.map(|name| format!("`{name}`")).join(", ");
        refusal("JSON_WITHOUT_STORY", &format!(
            "this is JSON, but no story: it has neither `bodies` nor any of {names}; send the text, or an object as ninjs has it"
        ))
    })?;
    let metadata = metadata(&object);
    let mut builder = Builder::with_headline(&metadata.headline);
    if body.contains("</") {
        render(&body, &mut builder);
    } else {
        builder.push_plain(&body);
    }
    let (text, layout) = builder.finish();
    Ok(Rendered { text, layout, metadata, warnings: Vec::new() })
}

fn refusal(reason: &'static str, message: &str) -> Refusal {
    Refusal { reason, message: message.to_owned() }
}

fn metadata(object: &Map<String, Value>) -> Metadata {
    let headline =
        valued(object, "headlines", "role", "main").or_else(|| first(object, &["headline", "title"]));
    let days = |names: &'static [&'static str], trust: Trust| {
        let found = names.iter().filter_map(|name| first(object, &[name]));
        found.map(move |value| Claim { value, trust })
    };
    let authors = BYLINES.iter().map(|name| names(object.get(*name))).find(|names| !names.is_empty());
    Metadata {
        headline: headline.unwrap_or_default(),
        authors: declared(authors.unwrap_or_default()),
        dates: days(&PUBLISHED, Trust::Declared).chain(days(&OTHER_DAYS, Trust::Derived)).collect(),
        language: first(object, &LANGUAGES).filter(|tag| is_well_formed(tag)).unwrap_or_default(),
        month_first: false,
        outlets: OUTLETS.iter().flat_map(|name| names(object.get(*name))).collect(),
    }
}

/// The first of these that is a text.
fn first(object: &Map<String, Value>, names: &[&str]) -> Option<String> {
    let texts = names.iter().filter_map(|name| object.get(*name).and_then(Value::as_str));
    texts.map(str::trim).find(|text| !text.is_empty()).map(str::to_owned)
}

/// Of a list of objects the `value` of the one in which a field holds a word, else of the first (ninjs from 2.0 on).
fn valued(object: &Map<String, Value>, list: &str, field: &str, wanted: &str) -> Option<String> {
    let list = object.get(list)?.as_array()?;
    let is_wanted = |item: &&Value| item[field].as_str().is_some_and(|value| value.contains(wanted));
    let item = list.iter().find(is_wanted).or_else(|| list.first())?;
    item["value"].as_str().map(str::to_owned)
}

/// The names in a text, an object with a name, or a list of these.
fn names(value: Option<&Value>) -> Vec<String> {
    let name =
        |value: &Value| value.as_str().or_else(|| value["name"].as_str()).map(|name| name.trim().to_owned());
    let found: Vec<String> = match value {
        Some(Value::Array(list)) => list.iter().filter_map(name).collect(),
        Some(value) => name(value).into_iter().collect(),
        None => Vec::new(),
    };
    found.into_iter().filter(|name| !name.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_told_from_text_that_begins_like_it() {
        for (text, expect) in [
            ("{\"headline\": \"Lock open\"}", true),
            (" [ {\"headline\": 1} ]", true),
            ("{\"a\": 1}\n{\"a\": 2}\n", true),
            ("{\"Open\" is what the lock was.}", false),
            ("[1] A note.", false),
            ("{}", false),
            ("", false),
        ] {
            assert_eq!(is_json(text), expect, "{text}");
        }
    }

    #[test]
    fn stories_of_each_version_are_read() {
        for json in [
            r#"{"uri":"urn:a","headline":"Lock open","byline":"By Ada Lind","language":"en-GB","firstcreated":"2024-05-08T10:00:00Z",
                "body_xhtml":"<p>One.</p><p>Two.</p>","body_text":"One.","copyrightholder":"Sund Press"}"#,
            r#"{"uri":"urn:a","headlines":[{"role":"short","value":"Open"},{"role":"main","value":"Lock open"}],"by":"By Ada Lind","language":"en-GB",
                "bodies":[{"contenttype":"text/plain","value":"One."},{"contenttype":"text/html","value":"<p>One.</p><p>Two.</p>"}],
                "firstcreated":"2024-05-08T10:00:00Z","infosources":[{"name":"Sund Press"}]}"#,
            r#"{"@type":"NewsArticle","headline":"Lock open","author":[{"name":"By Ada Lind"}],"inLanguage":"en-GB",
                "datePublished":"2024-05-08T10:00:00Z","articleBody":"One.\n\nTwo.","publisher":{"name":"Sund Press"}}"#,
        ] {
            let Rendered { text, metadata, .. } = read(json).expect("a story");
            assert_eq!(text, "Lock open\n\nOne.\n\nTwo.", "{json}");
            assert_eq!(metadata.authors, declared(vec!["By Ada Lind".to_owned()]), "{json}");
            assert_eq!(metadata.dates, declared("2024-05-08T10:00:00Z".to_owned()), "{json}");
            assert_eq!(
                (metadata.language.as_str(), &metadata.outlets[..]),
                ("en-GB", &["Sund Press".to_owned()][..])
            );
        }
    }

    #[test]
    fn other_json_is_refused_by_what_it_is() {
        for (json, expect) in [
            ("{\"a\": 1}", "JSON_WITHOUT_STORY"),
            ("{\"id\": \"a\", \"text\": \"One.\"}", "JSON_WITHOUT_STORY"),
            ("[{\"headline\": \"Lock open\"}]", "JSON_LIST"),
            ("{\"a\": 1}\n{\"a\": 2}", "JSON_LINES"),
            ("{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": []}", "JSON_FEED"),
            ("The lock.", "MALFORMED_JSON"),
        ] {
            assert_eq!(read(json).err().map(|refusal| refusal.reason), Some(expect), "{json}");
        }
    }
}
