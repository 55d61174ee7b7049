//! What nobody sees in a text changes nothing in what is found in it.

use std::cell::RefCell;
use std::fs;

use ascribe_core::analysis::Analysis;
use ascribe_core::input::{self, Content, Document, Format};
use ascribe_core::interrupt::Interrupt;
use ascribe_core::pipeline::{Analyzer, Features};
use ascribe_core::text::{Clean, Span, is_invisible};
use unicode_normalization::UnicodeNormalization;

const EVERYTHING: Features = Features { tokens: true, ..Features::DEFAULT };

/// A way to write a text that looks the same, and its name.
type Disguise = (&'static str, fn(&str) -> String);

const DISGUISES: [Disguise; 11] = [
    ("a byte-order mark", |text| format!("\u{feff}{text}")),
    ("no-break spaces", |text| {
        let mut out = String::new();
        for (at, c) in text.char_indices() {
            // Between digits they would be one number.
            let is_split = text[..at].ends_with(|c: char| c.is_ascii_digit())
                && text[at + 1..].starts_with(|c: char| c.is_ascii_digit());
            out.push(if c == ' ' && !is_split { '\u{a0}' } else { c });
        }
        out
    }),
    ("zero-width spaces", |text| text.replace(' ', "\u{200b} \u{200b}")),
    ("direction marks", |text| text.replace(". ", ".\u{200e} ").replace('"', "\u{202a}\"\u{202c}")),
    ("soft hyphens", |text| {
        let mut out = String::new();
        for (at, c) in text.char_indices() {
            out.push(c);
            if c.is_alphabetic() && at % 3 == 0 {
                out.push('\u{ad}');
            }
        }
        out
    }),
    ("NUL", |text| text.chars().flat_map(|c| ['\0', c]).collect()),
    ("paragraph separators", |text| text.replace('\n', "\u{2029}")),
    ("vertical tabs", |text| text.replace('\n', "\u{b}")),
    ("accents apart from their letters", |text| text.nfd().collect()),
    ("names of characters", |text| {
        let named = [
            ('&', "&amp;"),
            ('"', "&quot;"),
            ('’', "&rsquo;"),
            ('“', "&ldquo;"),
            ('”', "&rdquo;"),
            ('é', "&eacute;"),
        ];
        named.iter().fold(text.to_owned(), |text, (c, name)| text.replace(*c, name))
    }),
    ("numbers of characters", |text| {
        let numbered = |c: char| c != '\n' && c != ' ' && !c.is_ascii_alphanumeric();
        text.chars()
            .map(|c| if numbered(c) { format!("&#{};", u32::from(c)) } else { c.to_string() })
            .collect()
    }),
];

fn analysed(analyzer: &Analyzer, text: &str) -> Analysis {
    let content = Content::Text(text.to_owned());
    let document = Document { content, format: Some(Format::PlainText), ..Document::default() };
    let source = input::read(document).unwrap();
    assert_eq!(source.text, text, "plain text is returned as it was sent");
    analyzer.analyze(&source, EVERYTHING, &Interrupt::never()).unwrap()
}

/// The text of every span, as it is seen, and the analysis without its spans.
fn seen(text: &str, mut analysis: Analysis) -> (Vec<String>, Analysis) {
    let spans = RefCell::new(Vec::new());
    analysis.place_spans(|span| {
        spans.borrow_mut().push(span);
        Span::default()
    });
    let look = |span: Span| {
        let part = span.of(text);
        assert!(!part.starts_with(is_invisible) && !part.ends_with(is_invisible), "{part:?}");
        Clean::of(part).map_or_else(|| part.to_owned(), |clean| clean.text)
    };
    (spans.into_inner().into_iter().map(look).collect(), analysis)
}

#[test]
fn texts_that_look_the_same_are_understood_the_same() {
    let analyzer = Analyzer::load();
    for entry in fs::read_dir("../examples/articles").unwrap() {
        let path = entry.unwrap().path();
        let text: String = fs::read_to_string(&path).unwrap().nfc().collect();
        let (parts, plain) = seen(&text, analysed(&analyzer, &text));
        for (name, disguise) in DISGUISES {
            let other = disguise(&text);
            let (other_parts, other) = seen(&other, analysed(&analyzer, &other));
            for (other_part, part) in other_parts.iter().zip(&parts) {
                assert_eq!(other_part, part, "{}, {name}", path.display());
            }
            assert_eq!(other_parts.len(), parts.len(), "{}, {name}", path.display());
            assert_eq!(other, plain, "{}, {name}", path.display());
        }
    }
}

#[test]
fn windows_and_old_mac_lines_have_the_same_parts() {
    let analyzer = Analyzer::load();
    let text = fs::read_to_string("../examples/articles/wire.txt").unwrap();
    let (parts, _) = seen(&text, analysed(&analyzer, &text));
    for line_end in ["\r\n", "\r"] {
        let other = text.replace('\n', line_end);
        let (other_parts, _) = seen(&other, analysed(&analyzer, &other));
        let same = other_parts.iter().map(|part| part.replace(line_end, "\n"));
        assert_eq!(same.collect::<Vec<_>>(), parts, "{line_end:?}");
    }
}

#[test]
fn the_text_of_a_page_has_nothing_that_nobody_sees() {
    let page = "<!doctype html><title>Port&nbsp;opens</title><article><h1>Port&nbsp;opens</h1><p>\u{feff}The \
        min&shy;ister&nbsp;said it was &ldquo;a&#8203; good day&rdquo; for 10&nbsp;000 people.</p><p>Ele\u{301}na \
        Brandt&#8239;: &laquo;&nbsp;oui&nbsp;&raquo;, she said on her way into the new building at the port.</p></article>";
    let content = Content::Text(page.to_owned());
    let source = input::read(Document { content, ..Document::default() }).unwrap();
    assert_eq!(
        source.text,
        "Port opens\n\nThe minister said it was “a good day” for 10 000 people.\n\nEléna Brandt : « oui », she \
         said on her way into the new building at the port."
    );
    assert_eq!(source.metadata.headline, "Port opens");
}

#[test]
fn a_wide_colon_behind_who_speaks_is_one() {
    let text = "Ada Lindqvist： The bridge is safe.\n\nTom Ek： I had my doubts.\n\nAda Lindqvist： We tested it twice.";
    let speakers = |text: &str| {
        let analysis = crate::analysis(&Analyzer::load(), "en", text);
        let speakers = analysis.quotations.into_iter().filter_map(|quotation| quotation.speaker);
        speakers.map(|speaker| speaker.name).collect::<Vec<_>>()
    };
    assert_eq!(speakers(text), ["Ada Lindqvist", "Tom Ek", "Ada Lindqvist"]);
    assert_eq!(speakers(text), speakers(&text.replace('：', ":")));
}
