//! What the page says of itself beside what the story says: authors and day of publication.

use chrono::DateTime;

use super::byline::{self, Credits};
use super::lexicon::Lexicon;
use super::line_shape;
use crate::analysis::{Author, Byline, Dateline, PublicationDate};
use crate::dates::Reader;
use crate::input::Source;
use crate::metadata::{Metadata, Trust};

/// Nothing on the web was published before.
const FIRST_YEAR: u16 = 1985;

/// The byline: of a source that can be trusted before the one in the text, of any other after it.
pub(super) fn byline(found: Option<Byline>, metadata: &Metadata, lexicon: &Lexicon) -> Option<Byline> {
    let claims = metadata
        .authors
        .iter()
        .map(|claim| (byline::declared(&claim.value, &metadata.outlets, lexicon), claim.trust));
    let claims = claims.map(|(mut credits, trust)| {
        // One word beside a story may be anything ("Follow").
        credits.authors.retain(|author| trust == Trust::Declared || is_whole(&author.name));
        (credits, trust)
    });
    let told = |credits: &Credits| !credits.authors.is_empty() || !credits.agency.is_empty();
    let mut claims: Vec<(Credits, Trust)> = claims.filter(|(credits, _)| told(credits)).collect();
    // Names of people before that of a newsroom.
    let best = claims.iter().position(|(credits, _)| !credits.authors.is_empty()).unwrap_or(0);
    if claims.is_empty() {
        return found;
    }
    let best = fuller(&claims, best).unwrap_or(best);
    let (credits, trust) = claims.swap_remove(best);
    match found {
        Some(found) if trust < Trust::Declared || credits.authors.is_empty() => Some(found),
        found => Some(joined(found.unwrap_or_default(), credits)),
    }
}

/// A claim with the whole name of the one author whom another tells by a word alone: "Ada Lind" for "Ada".
fn fuller(claims: &[(Credits, Trust)], short: usize) -> Option<usize> {
    let [author] = claims[short].0.authors.as_slice() else { return None };
    let word = author.name.to_lowercase();
    let extends = |name: &str| {
        let name = name.to_lowercase();
        name.split(' ').next() == Some(word.as_str()) && name.contains(' ')
    };
    claims
        .iter()
        .position(|(credits, _)| matches!(credits.authors.as_slice(), [other] if extends(&other.name)))
        .filter(|_| !is_whole(&author.name))
}

/// Whether a name has more than one word, or is in a script that does not part them.
fn is_whole(name: &str) -> bool {
    name.contains(' ') || line_shape::is_uncased_start(name)
}

/// The authors that a page declares, with the places in the text at which the byline has them.
fn joined(found: Byline, credits: Credits) -> Byline {
    let place = |name: &str| {
        let same = found.authors.iter().find(|author| author.name.to_lowercase() == name.to_lowercase());
        same.and_then(|author| author.span)
    };
    let authors = credits.authors.into_iter();
    let authors = authors.map(|author| Author { span: place(&author.name), name: author.name }).collect();
    let agency = if found.agency.is_empty() { credits.agency } else { found.agency };
    Byline { span: found.span, authors, agency }
}

/// The day of publication: the caller's, then that of a source that can be trusted, then the one that the text gives
/// whole, on a line of its own or in its dateline, then any other.
pub(super) fn publication_date(
    found: Option<PublicationDate>,
    dateline: Option<&Dateline>,
    source: &Source,
    reader: &Reader,
) -> Option<PublicationDate> {
    let span = found.as_ref().and_then(|date| date.span);
    if let Some(value) = &source.publication_date {
        return Some(PublicationDate { span, value: value.clone() });
    }
    let claimed = |trust: Trust| {
        let claims = source.metadata.dates.iter().filter(move |claim| claim.trust == trust);
        claims.filter_map(|claim| read(&claim.value, source.metadata.month_first, reader)).next()
    };
    let is_full = |value: &str| value.len() == "2022-09-28".len() && !value.starts_with('-');
    if let Some(value) = claimed(Trust::Declared) {
        let span = span.filter(|_| found.as_ref().is_some_and(|found| found.value == value));
        return Some(PublicationDate { span, value });
    }
    if found.as_ref().is_some_and(|found| is_full(&found.value)) {
        return found;
    }
    let filed = dateline.filter(|dateline| is_full(&dateline.date)).map(|dateline| dateline.date.clone());
    let other = filed.or_else(|| claimed(Trust::Derived)).map(|value| PublicationDate { span: None, value });
    other.or(found)
}

/// The day that a source gives, ISO 8601: of a timestamp, a number of seconds, or words.
fn read(text: &str, month_first: bool, reader: &Reader) -> Option<String> {
    let text = text.trim();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let is_number = digits == text.len();
    let written = match digits {
        10 | 13 if is_number => {
            let seconds = text[..10].parse().ok()?;
            DateTime::from_timestamp(seconds, 0)?.date_naive().to_string()
        }
        8 | 14 if is_number || text[digits..].starts_with('T') => {
            format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..8])
        }
        _ => text.to_owned(),
    };
    let date = reader.find_in_order(&written, month_first)?.date;
    (date.is_full() && date.year? >= FIRST_YEAR).then(|| date.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::Claim;

    #[test]
    fn the_day_of_a_source_is_read_however_it_is_written() {
        let reader = Reader::load();
        for (text, month_first, expect) in [
            ("2024-05-06T23:30:00-07:00", false, Some("2024-05-06")),
            ("2024/05/06 09:00", false, Some("2024-05-06")),
            ("20240506", false, Some("2024-05-06")),
            ("20240506T093000Z", false, Some("2024-05-06")),
            ("1714980600", false, Some("2024-05-06")),
            ("1714980600000", false, Some("2024-05-06")),
            ("Mon, 06 May 2024 07:30:00 GMT", false, Some("2024-05-06")),
            ("6. Mai 2024, 09:30 Uhr", false, Some("2024-05-06")),
            ("03/09/2024", false, Some("2024-09-03")),
            ("03/09/2024", true, Some("2024-03-09")),
            ("23/09/2024", true, Some("2024-09-23")),
            ("May 2024", false, None),
            ("0001-01-01T00:00:00", false, None),
        ] {
            assert_eq!(read(text, month_first, &reader).as_deref(), expect, "{text}");
        }
    }

    #[test]
    fn an_account_is_an_author_and_a_whole_name_comes_before_a_part_of_it() {
        let lexicon = crate::structure::Parser::load().lexicon;
        for (sources, expect) in [
            (vec!["slowtide7"], "slowtide7"),
            (vec!["by slowtide7"], "slowtide7"),
            (vec!["admin"], ""),
            (vec!["news"], ""),
            (vec!["Ada", "Ada Lind"], "Ada Lind"),
            (vec!["Ada", "Bo Hale"], "Ada"),
            (vec!["Ada Lind", "Ada Lind-Berg"], "Ada Lind"),
        ] {
            let authors = sources
                .iter()
                .map(|name| Claim { value: vec![(*name).to_owned()], trust: Trust::Declared })
                .collect();
            let metadata = Metadata { authors, outlets: vec!["news".into()], ..Metadata::default() };
            let found = byline(None, &metadata, &lexicon).unwrap_or_default();
            let names: Vec<String> = found.authors.into_iter().map(|author| author.name).collect();
            assert_eq!(names.join(", "), expect, "{sources:?}");
        }
    }
}
