//! What holds for any text whatever.

use std::sync::LazyLock;

use ascribe::rpc::convert::{self, Reply, Timing};
use ascribe::rpc::v1;
use ascribe_core::analysis::Analysis;
use ascribe_core::input::{self, Content, Document, Format, Source};
use ascribe_core::interrupt::Interrupt;
use ascribe_core::pipeline::{Analyzer, Features};
use ascribe_core::text::offsets::Unit;
use ascribe_core::text::{Span, is_blank};
use proptest::collection::vec;
use proptest::prelude::*;
use prost::Message;

static ANALYZER: LazyLock<Analyzer> = LazyLock::new(Analyzer::load);

const EVERYTHING: Features = Features { tokens: true, ..Features::DEFAULT };

/// Words and signs that news is made of, and what makes it go wrong.
const PIECES: [&str; 64] = [
    "said",
    "says",
    "told",
    "according to",
    "that",
    "he",
    "she",
    "they",
    "I",
    "we",
    "who",
    "the",
    "not",
    "Olaf Berg",
    "Berg",
    "Mrs. Vik",
    "U.S.",
    "the minister",
    "officials",
    "NATO",
    "Saltby",
    "on Tuesday",
    "28 September 2022",
    "\"",
    "“",
    "”",
    "‘",
    "’",
    "'",
    "''",
    "«",
    "»",
    "„",
    "‚",
    "「",
    "」",
    "--",
    "—",
    "-",
    ".",
    ".”",
    ",”",
    "?",
    "!",
    ":",
    ";",
    ",",
    "(",
    ")",
    "\n",
    "\n\n",
    "\r\n",
    "\u{a0}",
    "\u{feff}",
    "\u{200b}",
    "\u{0}",
    "👍🏽",
    "e\u{301}",
    "שלום",
    "مرحبا",
    "東京で",
    "By Ida Brandt",
    "LONDON (AFP) —",
    "By",
];

fn texts() -> impl Strategy<Value = String> {
    let piece = (0..PIECES.len()).prop_map(|at| PIECES[at].to_owned());
    let newslike = vec((piece, any::<bool>()), 0..120).prop_map(|pieces| {
        let spaced = |(piece, space): (String, bool)| if space { piece + " " } else { piece };
        pieces.into_iter().map(spaced).collect::<String>()
    });
    let long_line = ("[a-zA-Z“”\".,() ]{1,40}", 1..400_usize).prop_map(|(unit, times)| unit.repeat(times));
    prop_oneof![4 => newslike, 1 => any::<String>(), 1 => "\\PC{0,300}", 1 => long_line]
}

/// The source and analysis of a text, unless there is nothing in it to analyse.
fn analysed(text: &str, format: Format) -> Option<(Source, Analysis)> {
    let content = Content::Text(text.to_owned());
    let source = input::read(Document { content, format: Some(format), ..Document::default() }).ok()?;
    let analysis = ANALYZER.analyze(&source, EVERYTHING, &Interrupt::never()).unwrap();
    Some((source, analysis))
}

/// Spans in order, disjoint, not empty.
#[track_caller]
fn check_disjoint(what: &str, spans: &[Span]) {
    for pair in spans.windows(2) {
        assert!(
            pair[0].end() <= pair[1].begin(),
            "{what}: {:?} and {:?} overlap or are out of order",
            pair[0],
            pair[1]
        );
    }
    assert!(spans.iter().all(|span| !span.is_empty()), "{what}: an empty span");
}

fn check_structure(text: &str, analysis: &Analysis) {
    let structure = &analysis.structure;
    let blocks: Vec<Span> = structure.blocks.iter().map(|block| block.span).collect();
    check_disjoint("blocks", &blocks);
    let mut covered = 0;
    for gap in blocks.iter().map(|span| span.range()).chain(std::iter::once(text.len()..text.len())) {
        let between = &text[covered..gap.start];
        assert!(between.chars().all(is_blank), "blocks leave out {between:?}");
        covered = gap.end;
    }
    let sentences: Vec<Span> = structure.sentences.iter().map(|sentence| sentence.span).collect();
    check_disjoint("sentences", &sentences);
    for sentence in &structure.sentences {
        let block = blocks[sentence.block as usize];
        assert!(block.contains(sentence.span), "sentence {:?} is not in its block {block:?}", sentence.span);
    }
    let tokens = &analysis.tokens;
    check_disjoint("tokens", &tokens.spans);
    let columns = [tokens.shapes.len(), tokens.tags.len(), tokens.hashes.len()];
    assert_eq!(columns, [tokens.spans.len(); 3]);
    assert_eq!(tokens.bounds.len(), sentences.len() + 1);
    for (bounds, sentence) in tokens.bounds.windows(2).zip(&sentences) {
        let inside = &tokens.spans[bounds[0] as usize..bounds[1] as usize];
        assert!(inside.iter().all(|&token| sentence.contains(token)), "tokens beyond sentence {sentence:?}");
    }
}

fn check_meaning(analysis: &Analysis) {
    let (entities, quotations) = (analysis.entities.len() as u32, analysis.quotations.len() as u32);
    let sure = |confidence: f32| assert!((0.0..=1.0).contains(&confidence), "a confidence of {confidence}");
    let mut first = 0;
    for entity in &analysis.entities {
        let mentions: Vec<Span> = entity.mentions.iter().map(|mention| mention.span).collect();
        check_disjoint(&entity.name, &mentions);
        assert!(
            !mentions.is_empty() && mentions[0].begin() >= first,
            "{}: entities are out of order",
            entity.name
        );
        first = mentions[0].begin();
        entity.mentions.iter().for_each(|mention| sure(mention.confidence));
        sure(entity.salience);
    }
    for (id, quotation) in analysis.quotations.iter().enumerate() {
        assert!(!quotation.segments.is_empty(), "a quotation without content");
        check_disjoint("segments", &quotation.segments);
        sure(quotation.confidence);
        assert!(quotation.parent.is_none_or(|parent| parent < quotations && parent != id as u32));
        assert!(quotation.relayed_by.iter().all(|&entity| entity < entities));
        if let Some(speaker) = &quotation.speaker {
            assert!(speaker.entity.is_none_or(|entity| entity < entities));
            sure(speaker.confidence);
        }
    }
}

/// Every span of a response, found in its JSON by its text.
fn spans(value: &serde_json::Value, found: &mut Vec<(usize, usize, String)>) {
    match value {
        serde_json::Value::Object(fields) => {
            if let Some(text) =
                fields.get("text").and_then(|text| text.as_str()).filter(|_| fields.contains_key("end"))
            {
                let number =
                    |name: &str| fields.get(name).and_then(serde_json::Value::as_u64).unwrap_or(0) as usize;
                found.push((number("begin"), number("end"), text.to_owned()));
            }
            fields.values().for_each(|field| spans(field, found));
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| spans(item, found)),
        _ => {}
    }
}

/// In each unit, what a caller cuts out of the text is what the response says it is.
fn check_offsets(source: &Source, analysis: &Analysis) {
    let text = &source.text;
    let utf16: Vec<u16> = text.encode_utf16().collect();
    let utf32: Vec<char> = text.chars().collect();
    for unit in [Unit::Utf8, Unit::Utf16, Unit::Utf32] {
        let reply = Reply { unit, include_text: true, ..Reply::default() };
        let response: v1::AnalyzeDocumentResponse =
            convert::response(reply, EVERYTHING, source.clone(), analysis.clone(), Timing::default());
        let mut found = Vec::new();
        spans(&serde_json::to_value(&response).unwrap(), &mut found);
        assert!(!found.is_empty() || analysis.structure.blocks.is_empty());
        for (begin, end, expect) in found {
            let cut = match unit {
                Unit::Utf8 => text[begin..end].to_owned(),
                Unit::Utf16 => String::from_utf16(&utf16[begin..end]).unwrap(),
                Unit::Utf32 => utf32[begin..end].iter().collect(),
            };
            assert_eq!(cut, expect, "{unit:?} {begin}..{end}");
        }
    }
}

/// All that holds for any text; looking at the response touches every span, on character boundaries or not at all.
fn check(text: &str, format: Format) {
    let Some((source, analysis)) = analysed(text, format) else { return };
    check_structure(&source.text, &analysis);
    check_meaning(&analysis);
    check_offsets(&source, &analysis);
    let again = ANALYZER.analyze(&source, EVERYTHING, &Interrupt::never()).unwrap();
    assert_eq!(again, analysis, "help: an analysis must depend on nothing but its document");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_analysed_soundly(text in texts()) {
        check(&text, Format::PlainText);
    }

    #[test]
    fn any_text_is_sound_as_a_page_or_as_markdown(
        text in texts(),
        tags in vec((0..400_usize, "</?(p|div|b|h1|li|ul|table|td|blockquote|script|br|!--)( hidden| a=\"x>)?>?"), 0..20),
    ) {
        let mut page = text;
        for (at, tag) in tags {
            let at = (at..).find(|&at| at >= page.len() || page.is_char_boundary(at)).unwrap_or(0).min(page.len());
            page.insert_str(at, &tag);
        }
        check(&page, Format::Html);
        check(&page, Format::Markdown);
    }

    #[test]
    fn any_bytes_are_text_or_refused(bytes in vec(any::<u8>(), 0..400), label in "(utf-8|utf-16|shift_jis|gb18030|koi8-r|)") {
        let charset = (!label.is_empty()).then_some(label);
        let document = Document { content: Content::Data(bytes), charset, ..Document::default() };
        if let Ok(source) = input::read(document) {
            check_structure(&source.text, &ANALYZER.analyze(&source, EVERYTHING, &Interrupt::never()).unwrap());
        }
    }

    #[test]
    fn any_message_is_answered_or_refused(
        text in texts(),
        options in vec((0..16_u8, any::<u8>()), 0..6),
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
    ) {
        let content = Some(v1::document::Content::Data(text.into_bytes()));
        let document = Some(v1::Document { content, ..v1::Document::default() });
        let mut message = v1::AnalyzeDocumentRequest { document, options: None }.encode_to_vec();
        // Fields of numbers, some of them unknown, as the options; then bytes changed anywhere.
        let options: Vec<u8> = options.into_iter().flat_map(|(field, value)| [field << 3, value & 0x7f]).collect();
        message.extend([2 << 3 | 2, options.len() as u8]);
        message.extend(options);
        for (at, byte) in changes {
            let at = at.index(message.len());
            message[at] = byte;
        }
        answer(&message);
    }
}

/// Answers a message as it comes from the network; whatever may be wrong with it is an error that says so.
fn answer(message: &[u8]) {
    let Ok(request) = v1::AnalyzeDocumentRequest::decode(message) else { return };
    let Ok(job) = convert::job(request.document, request.options) else { return };
    let Ok(source) = input::read(job.document) else { return };
    let analysis = ANALYZER.analyze(&source, job.features, &Interrupt::never()).unwrap();
    let response = convert::response(job.reply, job.features, source, analysis, Timing::default());
    assert_eq!(v1::AnalyzeDocumentResponse::decode(&*response.encode_to_vec()).unwrap(), response);
}

#[test]
fn texts_that_were_once_wrong_stay_right() {
    for text in [
        "",
        "\u{feff}",
        "\"",
        "”",
        "“He said\r\n\r\n“",
        "👍🏽 said “👍🏽” he.",
        "e\u{301}\u{301} “e\u{301}” said\u{a0}e\u{301}.",
        "שלום “שלום” said שלום.",
        "he said.Earlier, she said \"no\"\"yes\"",
        "\0\0\0 said \0",
    ] {
        check(text, Format::PlainText);
    }
}
