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

#[test]
fn what_is_no_text_and_json_without_a_story_is_refused_by_what_it_is() {
    let data = |bytes: &[u8]| Document { content: Content::Data(bytes.to_vec()), ..Document::default() };
    check_refused(data(b"%PDF-1.7\n\x80"), "data", "UNSUPPORTED_FORMAT");
    check_refused(data(b"\x1f\x8b\x08\0\0\0"), "data", "UNSUPPORTED_FORMAT");
    check_refused(text("{\\rtf1 The port opened.}"), "text", "UNSUPPORTED_FORMAT");
    check_refused(text("{\"port\": \"open\"}"), "text", "JSON_WITHOUT_STORY");
    check_refused(text("<rss version='2.0'><channel/></rss>"), "text", "EMPTY_FEED");
    let declared = |format, content: &str| Document { format: Some(format), ..text(content) };
    check_refused(declared(Format::FeedItem, "The port opened."), "text", "EMPTY_FEED");
    check_refused(declared(Format::Email, ""), "text", "MALFORMED_MAIL");
    let source = read(declared(Format::PlainText, "{\"port\": \"open\"}")).expect("declared text is text");
    assert_eq!(source.format, Format::PlainText);
}

#[test]
fn formats_of_newsrooms_are_found_out() {
    for (content, format) in [
        (
            "From: a@b.example\nMessage-ID: <1@b.example>\nSubject: Port opens\n\nThe port opened.",
            Format::Email,
        ),
        (
            "<rss version='2.0'><channel><item><title>Port opens</title></item></channel></rss>",
            Format::FeedItem,
        ),
        ("<nitf><body><body.content><p>The port opened.</p></body.content></body></nitf>", Format::Nitf),
        ("<newsItem><contentMeta><headline>Port opens</headline></contentMeta></newsItem>", Format::NewsmlG2),
        ("{\"headline\": \"Port opens\", \"body_text\": \"The port opened.\"}", Format::Ninjs),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nThe port opened.", Format::Subtitles),
    ] {
        let source = read(text(content)).unwrap_or_else(|error| panic!("{content}: {error}"));
        assert_eq!(source.format, format, "{content}");
        assert!(
            source.text.starts_with("Port opens") || source.text == "The port opened.",
            "{}",
            source.text
        );
    }
}

#[test]
fn a_list_of_a_thousand_authors_is_none() {
    let names: Vec<String> = (0..1000).map(|number| format!("\"Ada Lind{number}\"")).collect();
    let json = format!("{{\"headline\": \"A\", \"body\": \"B.\", \"authors\": [{}]}}", names.join(","));
    let source = read(text(&json)).expect("a story");
    assert_eq!(source.metadata.authors[0].value.len(), 100);
}
