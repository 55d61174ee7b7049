//! Names by which pages publish what they say of themselves.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::data;

/// The longest name of a class that is looked at part by part.
const LONGEST_CLASS: usize = 64;

/// Folders of an address that are looked at.
const MOST_FOLDERS: usize = 8;

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
    /// A folder of the addresses of pages about authors.
    AuthorFolder,
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
        ("author", "folder") => Kind::AuthorFolder,
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

/// Whether any of the class names of an element is of a kind, maybe behind that of a theme ("nova-author-name"); not one
/// of comments.
pub(super) fn has_class_of_theme(class: &str, kind: Kind) -> bool {
    let short = class.split_ascii_whitespace().filter(|name| name.len() <= LONGEST_CLASS);
    short.map(str::to_ascii_lowercase).any(|name| {
        let behind_dash = name.match_indices('-').map(|(at, _)| &name[at + 1..]);
        !name.contains("comment")
            && std::iter::once(name.as_str()).chain(behind_dash).any(|name| is(name, kind))
    })
}

/// Whether a folder of an address is of a kind.
pub(super) fn has_folder(address: &str, kind: Kind) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    // What the address ends with is the page itself.
    let folders = path.trim_end_matches('/').rsplit('/').skip(1).take(MOST_FOLDERS);
    folders.map(str::to_ascii_lowercase).any(|folder| is(&folder, kind))
}

/// Whether a text has a word of a kind.
pub(super) fn has_word(text: &str, kind: Kind) -> bool {
    text.split(|c: char| !c.is_alphabetic()).any(|word| is(&word.to_lowercase(), kind))
}
