use std::borrow::Cow;

use serde::Deserialize;

use super::lines::Line;

/// The first pass over a line: whether it is a whole request, and its identifier.
#[derive(Default, Deserialize)]
pub(super) struct Look<'a> {
    #[serde(borrow)]
    id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) document: Option<Inner<'a>>,
}

impl Look<'_> {
    pub(super) fn id(self) -> String {
        self.document.map_or(self.id, |document| document.id).unwrap_or_default().into_owned()
    }
}

/// The identifier of the document in a line, as its answer bears it; empty where it has none.
pub(super) fn document_id(line: &Line) -> String {
    let text = line.content.as_deref().ok().and_then(|bytes| str::from_utf8(bytes).ok());
    text.and_then(|text| serde_json::from_str::<Look<'_>>(text).ok()).unwrap_or_default().id()
}

#[derive(Default, Deserialize)]
pub(super) struct Inner<'a> {
    #[serde(borrow)]
    id: Option<Cow<'a, str>>,
}
