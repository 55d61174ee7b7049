//! An analysis as a table: one line for each quotation, to be opened in a spreadsheet.
//!
//! Source of the form: RFC 4180, with a line feed at the end of a line. No field is a formula to a spreadsheet.

use crate::rpc::v1::{self, AttributionMethod, QuotationKind, SpeakerKind};

/// The first line.
pub(super) const HEADER: &str = "document,quotation,kind,speaker,speaker_kind,description,content,cue,negated,\
    addressee,venue,time,method,begin,end,confidence,speaker_confidence\n";

/// The lines of one response, whose spans carry their text.
pub(super) fn rows(response: &v1::AnalyzeDocumentResponse) -> String {
    lines(response.quotations.iter().map(|quotation| {
        let speaker = quotation.speaker.clone().unwrap_or_default();
        let cue = quotation.cue.clone().unwrap_or_default();
        let segments: Vec<&str> = quotation.segments.iter().map(|span| span.text.as_str()).collect();
        let begin = quotation.segments.first().map_or(0, |span| span.begin);
        let end = quotation.segments.last().map_or(0, |span| span.end);
        let kind = QuotationKind::try_from(quotation.kind).unwrap_or_default().as_str_name();
        let speaker_kind = SpeakerKind::try_from(speaker.kind).unwrap_or_default().as_str_name();
        let method = AttributionMethod::try_from(speaker.method).unwrap_or_default().as_str_name();
        [
            response.document_id.clone(),
            quotation.id.to_string(),
            value(kind, "QUOTATION_KIND_"),
            speaker.name,
            value(speaker_kind, "SPEAKER_KIND_"),
            speaker.description,
            segments.join(" … "),
            text(cue.span.as_ref()),
            cue.negated.to_string(),
            text(quotation.addressee.as_ref()),
            text(quotation.venue.as_ref()),
            text(quotation.time.as_ref()),
            value(method, "ATTRIBUTION_METHOD_"),
            begin.to_string(),
            end.to_string(),
            share(quotation.confidence),
            share(speaker.confidence),
        ]
    }))
}

fn lines<const N: usize>(records: impl Iterator<Item = [String; N]>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for record in records {
        writer
            .write_record(record.map(harmless))
            .expect("memory takes all of it, and each has as many fields");
    }
    let lines = writer.into_inner().expect("memory takes all of it");
    String::from_utf8(lines).expect("what is written are strings and ASCII")
}

/// A field that no spreadsheet takes for a formula: one that begins like it gets an apostrophe in front.
///
/// Source: <https://owasp.org/www-community/attacks/CSV_Injection>.
fn harmless(field: String) -> String {
    if field.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        format!("'{field}")
    } else {
        field
    }
}

fn text(span: Option<&v1::Span>) -> String {
    span.map_or_else(String::new, |span| span.text.clone())
}

/// The name of a value without that of its enum; nothing where there is no value.
fn value(name: &str, of: &str) -> String {
    let name = name.strip_prefix(of).unwrap_or(name);
    if name == "UNSPECIFIED" { String::new() } else { name.to_ascii_lowercase() }
}

/// A share, rounded to what it is worth.
fn share(confidence: f32) -> String {
    ((confidence * 1000.0).round() / 1000.0).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_keeps_what_it_holds() {
        for (text, expect) in
            [("plain", "plain"), ("a, b", "\"a, b\""), ("\"a\"", "\"\"\"a\"\"\""), ("a\r\nb", "\"a\r\nb\"")]
        {
            assert_eq!(lines([[text.to_owned()]].into_iter()), format!("{expect}\n"));
        }
    }

    #[test]
    fn no_field_is_a_formula() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"] {
            let line = lines([[text.to_owned()]].into_iter());
            assert!(line.trim_start_matches('"').starts_with(&format!("'{text}")), "{line}");
        }
        assert_eq!(lines([["a = 1 - 2".to_owned()]].into_iter()), "a = 1 - 2\n");
    }

    #[test]
    fn a_quotation_is_a_line_with_a_field_for_each_of_the_header() {
        let span = |text: &str| v1::Span { begin: 1, end: 5, text: text.into() };
        let speaker = v1::Speaker { name: "Ada Lindqvist".into(), kind: 1, ..Default::default() };
        let segments = vec![span("It is"), span("safe")];
        let quotation = v1::Quotation { kind: 1, segments, speaker: Some(speaker), ..Default::default() };
        let response = v1::AnalyzeDocumentResponse {
            document_id: "a.txt".into(),
            quotations: vec![quotation],
            ..Default::default()
        };
        let row = rows(&response);
        assert_eq!(row, "a.txt,0,direct,Ada Lindqvist,named,,It is … safe,,false,,,,,1,5,0,0\n");
        assert_eq!(row.split(',').count(), HEADER.split(',').count());
        assert_eq!(rows(&v1::AnalyzeDocumentResponse::default()), "");
    }
}
