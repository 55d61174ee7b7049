//! Names by which pages publish what they say of themselves.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::data;

/// What a name tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// A meta element for the day of publication.
    Published,
    /// A meta element for the day of creation.
    Created,
    /// A meta element for a date that may be another.
    Generic,
    /// A class of visible dates.
    Shown,
    /// A word beside a date of the last change.
    Modified,
    /// A meta element for authors.
    Author,
    /// A meta element for authors that often holds the outlet.
    Outlet,
    /// A class of an element with one name.
    AuthorName,
    /// A class of a line with names.
    Byline,
    /// A meta element for the name of the site.
    Site,
    /// A type of JSON-LD that is a story.
    Article,
}

/// The names of each kind; a name may be of several.
static NAMES: LazyLock<HashMap<&'static str, Vec<Kind>>> = LazyLock::new(|| {
    let mut names: HashMap<&str, Vec<Kind>> = HashMap::new();
    for row in data::rows(data::METADATA) {
        let (field, source) = (row[0], row[1]);
        let kind = kind(field, source).unwrap_or_else(|| panic!("metadata.tsv: {field} {source}"));
        row[2].split(' ').for_each(|name| names.entry(name).or_default().push(kind));
    }
    names
});

fn kind(field: &str, source: &str) -> Option<Kind> {
    Some(match (field, source) {
        ("date", "published") => Kind::Published,
        ("date", "created") => Kind::Created,
        ("date", "generic") => Kind::Generic,
        ("date", "shown") => Kind::Shown,
        ("date", "modified") => Kind::Modified,
        ("author", "meta") => Kind::Author,
        ("author", "outlet") => Kind::Outlet,
        ("author", "class") => Kind::AuthorName,
        ("author", "byline") => Kind::Byline,
        ("site", "meta") => Kind::Site,
        ("article", "type") => Kind::Article,
        _ => return None,
    })
}

/// Whether a name in lower case is of a kind.
pub(super) fn is(name: &str, kind: Kind) -> bool {
    NAMES.get(name).is_some_and(|kinds| kinds.contains(&kind))
}

/// Whether any of the class names of an element is of a kind.
pub(super) fn has_class(class: &str, kind: Kind) -> bool {
    class.split_ascii_whitespace().any(|name| is(&name.to_ascii_lowercase(), kind))
}

/// Whether a text has a word of a kind.
pub(super) fn has_word(text: &str, kind: Kind) -> bool {
    text.split(|c: char| !c.is_alphabetic()).any(|word| is(&word.to_lowercase(), kind))
}
