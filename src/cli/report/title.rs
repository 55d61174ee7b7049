use super::wrap::{Run, paragraph};
use super::{BOLD, DIM, PLAIN, add, text};
use crate::rpc::v1;

/// Adds the headline, and in one line below who wrote it, when, where, in which language and how much.
pub(super) fn write(out: &mut String, response: &v1::AnalyzeDocumentResponse, width: usize) {
    let structure = response.structure.as_ref();
    if let Some(headline) = structure.and_then(|structure| structure.headline.as_ref()) {
        paragraph(out, "", width, &[(BOLD, &headline.text)]);
    }
    let authors = structure.and_then(|structure| structure.byline.as_ref()).map(authors).unwrap_or_default();
    let words = structure.map(|structure| words(structure.word_count)).unwrap_or_default();
    let mut runs: Vec<Run<'_>> = Vec::new();
    add(&mut runs, " · ", PLAIN, &authors);
    if let Some(structure) = structure {
        add_origin(&mut runs, structure);
    }
    if let Some(language) = &response.language {
        let name = if language.name.is_empty() { "language unknown" } else { &language.name };
        add(&mut runs, " · ", PLAIN, name);
    }
    add(&mut runs, " · ", DIM, &words);
    if !runs.is_empty() {
        paragraph(out, "", width, &runs);
    }
}

fn authors(byline: &v1::Byline) -> String {
    let names: Vec<&str> = byline.authors.iter().map(|author| author.name.as_str()).collect();
    match names.split_last() {
        Some((last, [])) => format!("by {last}"),
        Some((last, others)) => format!("by {} and {last}", others.join(", ")),
        None => String::new(),
    }
}

/// Adds agency, date and place.
fn add_origin<'a>(runs: &mut Vec<Run<'a>>, structure: &'a v1::Structure) {
    let dateline = structure.dateline.as_ref();
    let agency =
        structure.byline.as_ref().map(|byline| byline.agency.as_str()).filter(|agency| !agency.is_empty());
    let agency = agency.or(dateline.map(|dateline| dateline.agency.as_str()));
    add(runs, " · ", PLAIN, agency.unwrap_or_default());
    let date = structure.publication_date.as_ref().map(|date| date.value.as_str());
    add(runs, " · ", PLAIN, date.unwrap_or_default());
    let place = dateline.map(|dateline| match dateline.location.as_str() {
        "" => text(dateline.span.as_ref()),
        place => place,
    });
    add(runs, " · ", PLAIN, place.unwrap_or_default());
}

fn words(count: u32) -> String {
    if count == 1 { "1 word".into() } else { format!("{count} words") }
}
