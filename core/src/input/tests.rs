use super::*;
use crate::analysis::WarningCode;

fn text(text: &str) -> Document {
    Document { content: Content::Text(text.into()), ..Document::default() }
}

#[track_caller]
fn check_refused(document: Document, field: &str, reason: &str) {
    let error = read(document).expect_err("help: this document should be refused");
    assert_eq!((error.field, error.reason), (field, reason));
}

#[test]
fn plain_text_is_returned_unchanged() {
    let plain = "\u{feff}Port opens\r\n\r\n  It opened\u{a0}today.\0 ";
    let source = read(text(plain)).expect("a document");
    assert_eq!(source, Source { text: plain.into(), ..Source::default() });
}

#[test]
fn faulty_documents_are_refused_by_the_field_at_fault() {
    check_refused(text(""), "text", "EMPTY_DOCUMENT");
    check_refused(text(" \u{a0}\u{200b}\n\0"), "text", "EMPTY_DOCUMENT");
    check_refused(
        Document { content: Content::Data(Vec::new()), ..Document::default() },
        "data",
        "EMPTY_DOCUMENT",
    );
    check_refused(text("<html><head><title></title></head><body></body></html>"), "text", "EMPTY_DOCUMENT");
    let hinted = |language: &str, date: &str, charset: &str| {
        let given = |hint: &str| (!hint.is_empty()).then(|| hint.to_owned());
        Document {
            language: given(language),
            publication_date: given(date),
            charset: given(charset),
            ..text("Port opens.")
        }
    };
    check_refused(hinted("en_GB", "", ""), "language_code", "INVALID_LANGUAGE_TAG");
    check_refused(hinted("", "last week", ""), "publication_date", "INVALID_DATE");
    check_refused(hinted("", "", "utf-8"), "charset", "CHARSET_WITH_TEXT");
}

#[test]
fn a_declared_format_wins_over_what_the_text_looks_like() {
    let page = "<p>The port opened.</p><p>It had been closed.</p>";
    let source = read(Document { format: Some(Format::PlainText), ..text(page) }).expect("a document");
    assert_eq!(source.text, page);
    let source = read(Document { format: Some(Format::Html), ..text("5 &gt; 4") }).expect("a document");
    assert_eq!((source.text.as_str(), source.warnings.len()), ("5 > 4", 0));
}

#[test]
fn bytes_of_a_page_go_through_both_decoding_and_extraction() {
    let page = "<html><head><meta charset='windows-1252'></head><body><p>Der Minister \u{84}schweigt\u{93}.</p></body></html>";
    let bytes: Vec<u8> = page.chars().map(|c| c as u8).collect();
    let source = read(Document { content: Content::Data(bytes), ..Document::default() }).expect("a document");
    assert_eq!((source.text.as_str(), source.charset), ("Der Minister „schweigt“.", Some("windows-1252")));
    assert!(source.warnings.iter().all(|warning| warning.code != WarningCode::CharsetGuessed));
}
