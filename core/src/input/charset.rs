//! Bytes of any encoding into text.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::analysis::{Warning, WarningCode};
use crate::input::html::declared_charset;
use crate::input::{InputError, xml};
use crate::interrupt::look_now;

/// Text and how it was come by.
pub(super) struct Decoded {
    /// The text, without a byte-order mark.
    pub(super) text: String,
    /// WHATWG name of its encoding.
    pub(super) charset: &'static str,
    /// What was degraded.
    pub(super) warnings: Vec<Warning>,
}

/// How much of the bytes the declaration of a web page is looked for in.
///
/// Source: <https://html.spec.whatwg.org/multipage/parsing.html#prescan-a-byte-stream-to-determine-its-encoding>.
const PRESCAN: usize = 1024;

/// Decodes bytes by the declared label, else by a byte-order mark, a page's own declaration, or a guess.
///
/// What the caller declares is held to strictly. A page's declaration and a guess may be slightly wrong: bytes
/// that do not fit are then replaced, with a warning, unless so many do not fit that this is no text at all.
pub(super) fn decode(bytes: &[u8], label: Option<&str>) -> Result<Decoded, InputError> {
    if let Some(label) = label {
        return decode_declared(bytes, label);
    }
    let mut warnings = Vec::new();
    let (encoding, skipped) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, length),
        None => (found_out(bytes, &mut warnings), 0),
    };
    let (text, replaced) = encoding.decode_without_bom_handling(&bytes[skipped..]);
    if is_binary(&text) {
        return Err(undecodable("these bytes are not text in any encoding that is known here"));
    }
    if replaced {
        warnings.push(Warning {
            code: WarningCode::BytesReplaced,
            message: format!("some bytes are not valid {}; U+FFFD stands in their place", encoding.name()),
        });
    }
    Ok(Decoded { text: text.into_owned(), charset: encoding.name(), warnings })
}

fn decode_declared(bytes: &[u8], label: &str) -> Result<Decoded, InputError> {
    let mut encoding = Encoding::for_label(label.as_bytes()).ok_or_else(|| InputError {
        field: "charset",
        reason: "UNKNOWN_CHARSET",
        message: format!(
            "{label:?} is not an encoding of the WHATWG standard; write \"utf-8\" or \"windows-1252\""
        ),
    })?;
    let mut skipped = 0;
    if let Some((marked, length)) = Encoding::for_bom(bytes) {
        // The label "utf-16" leaves the order of bytes to the mark.
        let utf16 = |e: &'static Encoding| e == UTF_16LE || e == UTF_16BE;
        if marked == encoding || utf16(marked) && utf16(encoding) {
            (encoding, skipped) = (marked, length);
        }
    }
    let text = encoding
        .decode_without_bom_handling_and_without_replacement(&bytes[skipped..])
        .ok_or_else(|| undecodable(&format!("these bytes are not valid {}", encoding.name())))?;
    Ok(Decoded { text: text.into_owned(), charset: encoding.name(), warnings: Vec::new() })
}

/// The encoding of bytes that nobody declared.
fn found_out(bytes: &[u8], warnings: &mut Vec<Warning>) -> &'static Encoding {
    // Valid UTF-8 beyond ASCII is hardly ever anything else; a page's own word that says otherwise is stale.
    let (valid, ascii) = (std::str::from_utf8(bytes).is_ok(), bytes.is_ascii());
    let encoding = match utf16_without_mark(bytes) {
        Some(utf16) => utf16,
        None if valid && !ascii => return UTF_8,
        None => match declared(&bytes[..bytes.len().min(PRESCAN)]) {
            // Old texts are pasted into pages that say they are UTF-8.
            Some(declared) if declared != UTF_8 || ascii || is_mostly_utf8(bytes) => return declared,
            None if !ascii && is_mostly_utf8(bytes) => return UTF_8,
            _ => guessed(bytes),
        },
    };
    if encoding != UTF_8 {
        warnings.push(Warning {
            code: WarningCode::CharsetGuessed,
            message: format!(
                "the bytes were read as {}, which is a guess; declare `charset`",
                encoding.name()
            ),
        });
    }
    encoding
}

/// The encoding that a page, or a document in XML, declares at its beginning.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    xml::declared_encoding(head).or_else(|| declared_charset(head))
}

/// Whether some bytes of a text in UTF-8 are wrong, or missing at its end: other encodings have hardly any sequence that is
/// valid there.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    /// How many characters beyond ASCII there are for each stretch of wrong bytes, at least.
    const FOR_EACH: usize = 3;
    let (mut valid, mut wrong) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        look_now();
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        wrong += usize::from(!chunk.invalid().is_empty());
    }
    valid >= FOR_EACH * wrong
}

fn guessed(bytes: &[u8]) -> &'static Encoding {
    /// How much is looked at in one go, which takes a few milliseconds.
    const PIECE: usize = 64 << 10;
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    for piece in bytes.chunks(PIECE) {
        look_now();
        detector.feed(piece, false);
    }
    if !detector.feed(&[], true) && !bytes.contains(&0x1b) {
        return UTF_8;
    }
    detector.guess(None, Utf8Detection::Allow)
}

/// UTF-16 shows by its zero bytes: text of the web's scripts has them at every other place, other text has none.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(PRESCAN) & !1];
    let zeros = |first: usize| head.iter().skip(first).step_by(2).filter(|&&byte| byte == 0).count();
    let (high_first, low_first, pairs) = (zeros(0), zeros(1), head.len() / 2);
    match (high_first * 4 > pairs, low_first * 4 > pairs) {
        (true, false) if low_first == 0 => Some(UTF_16BE),
        (false, true) if high_first == 0 => Some(UTF_16LE),
        _ => None,
    }
}

/// Whether more than a twentieth of a text is control characters or replacements.
fn is_binary(text: &str) -> bool {
    let odd = |c: &char| matches!(c, '\u{fffd}' | '\0'..='\u{8}' | '\u{e}'..='\u{1a}' | '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}');
    let (mut count, mut strange) = (0_usize, 0_usize);
    for c in text.chars() {
        count += 1;
        strange += usize::from(odd(&c));
    }
    strange * 20 > count
}

fn undecodable(problem: &str) -> InputError {
    InputError {
        field: "data",
        reason: "UNDECODABLE",
        message: format!("{problem}; declare the right `charset`, or send text"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: &str = "“It’s a fair price – £40 – for a café,” said Zoë Müller of the naïve façade.";
    const RUSSIAN: &str = "Министр заявил во вторник, что переговоры продолжатся на следующей неделе.";
    const JAPANESE: &str = "首相は火曜日、協議は来週再開されると述べた。反対派はこれを強く批判している。";
    const CHINESE: &str = "总理星期二表示，谈判将于下周恢复。反对派对此提出了强烈批评。";
    const TAIWANESE: &str = "總理星期二表示，談判將於下週恢復。反對派對此提出了強烈批評。";
    const KOREAN: &str = "총리는 화요일 협상이 다음 주에 재개된다고 말했다. 야당은 이를 강하게 비판했다.";
    const POLISH: &str =
        "Premier powiedział we wtorek, że rozmowy zostaną wznowione; żądają też głów państw.";
    const GREEK: &str = "Ο πρωθυπουργός είπε την Τρίτη ότι οι συνομιλίες θα ξαναρχίσουν την άλλη εβδομάδα.";

    fn encoded(text: &str, label: &str) -> Vec<u8> {
        Encoding::for_label(label.as_bytes()).expect("a label of the standard").encode(text).0.into_owned()
    }

    #[track_caller]
    fn check(bytes: &[u8], label: Option<&str>, charset: &str, text: &str, warnings: &[WarningCode]) {
        let decoded = decode(bytes, label).expect("text");
        assert_eq!((decoded.charset, decoded.text.as_str()), (charset, text));
        let codes: Vec<WarningCode> = decoded.warnings.iter().map(|warning| warning.code).collect();
        assert_eq!(codes, warnings);
    }

    #[test]
    fn a_declared_charset_is_used() {
        for (text, label, name) in [
            (ENGLISH, "latin1", "windows-1252"),
            (JAPANESE, "sjis", "Shift_JIS"),
            (CHINESE, "gb18030", "gb18030"),
            (RUSSIAN, "koi8-r", "KOI8-R"),
            (RUSSIAN, "windows-1251", "windows-1251"),
            (RUSSIAN, "iso-8859-5", "ISO-8859-5"),
            (RUSSIAN, "utf8", "UTF-8"),
            (JAPANESE, "euc-jp", "EUC-JP"),
            (TAIWANESE, "big5", "Big5"),
            (KOREAN, "euc-kr", "EUC-KR"),
            (POLISH, "iso-8859-2", "ISO-8859-2"),
            (GREEK, "iso-8859-7", "ISO-8859-7"),
            ("Zwölf Euro, 12 €, sagt Zoë.", "iso-8859-15", "ISO-8859-15"),
        ] {
            check(&encoded(text, label), Some(label), name, text, &[]);
        }
    }

    #[test]
    fn an_undeclared_charset_is_guessed_and_told() {
        let guess = [WarningCode::CharsetGuessed];
        check(&encoded(ENGLISH, "windows-1252"), None, "windows-1252", ENGLISH, &guess);
        check(&encoded(JAPANESE, "shift_jis"), None, "Shift_JIS", JAPANESE, &guess);
        check(&encoded(CHINESE, "gb18030"), None, "GBK", CHINESE, &guess);
        check(&encoded(RUSSIAN, "koi8-r"), None, "KOI8-U", RUSSIAN, &guess);
        check(&encoded(RUSSIAN, "windows-1251"), None, "windows-1251", RUSSIAN, &guess);
        check(&encoded(JAPANESE, "euc-jp"), None, "EUC-JP", JAPANESE, &guess);
        check(&encoded(TAIWANESE, "big5"), None, "Big5", TAIWANESE, &guess);
        check(&encoded(KOREAN, "euc-kr"), None, "EUC-KR", KOREAN, &guess);
        check(&encoded(POLISH, "iso-8859-2"), None, "ISO-8859-2", POLISH, &guess);
        check(&encoded(GREEK, "iso-8859-7"), None, "windows-1253", GREEK, &guess);
    }

    #[test]
    fn a_few_wrong_bytes_do_not_make_utf_8_something_else() {
        let told = [WarningCode::BytesReplaced];
        let mut bytes = ENGLISH.as_bytes().to_vec();
        bytes.insert(20, 0xff);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        check(&bytes, None, "UTF-8", &text, &told);
        // The last character is cut in two.
        let cut = &RUSSIAN.as_bytes()[..RUSSIAN.len() - 2];
        check(cut, None, "UTF-8", &String::from_utf8_lossy(cut), &told);
    }

    #[test]
    fn a_page_that_says_it_is_utf_8_and_is_not_is_guessed() {
        let page = format!("<!doctype html><meta charset=utf-8><p>{ENGLISH}");
        check(&encoded(&page, "windows-1252"), None, "windows-1252", &page, &[WarningCode::CharsetGuessed]);
    }

    #[test]
    fn utf_8_needs_no_declaration() {
        check(RUSSIAN.as_bytes(), None, "UTF-8", RUSSIAN, &[]);
        check(b"plain", None, "UTF-8", "plain", &[]);
    }

    #[test]
    fn a_byte_order_mark_decides_and_is_taken_off() {
        let utf16 = |order: fn(u16) -> [u8; 2], mark: bool| -> Vec<u8> {
            mark.then_some(0xfeff).into_iter().chain(RUSSIAN.encode_utf16()).flat_map(order).collect()
        };
        check(&utf16(u16::to_le_bytes, true), None, "UTF-16LE", RUSSIAN, &[]);
        check(&utf16(u16::to_be_bytes, true), None, "UTF-16BE", RUSSIAN, &[]);
        check(&utf16(u16::to_be_bytes, true), Some("utf-16"), "UTF-16BE", RUSSIAN, &[]);
        check(&utf16(u16::to_le_bytes, false), Some("utf-16"), "UTF-16LE", RUSSIAN, &[]);
        check(format!("\u{feff}{RUSSIAN}").as_bytes(), None, "UTF-8", RUSSIAN, &[]);
    }

    #[test]
    fn utf_16_without_a_mark_is_known_by_its_zeros() {
        let bytes: Vec<u8> = "Talks resume.".encode_utf16().flat_map(u16::to_be_bytes).collect();
        check(&bytes, None, "UTF-16BE", "Talks resume.", &[WarningCode::CharsetGuessed]);
    }

    #[test]
    fn a_page_declares_its_own_charset() {
        for declaration in [
            "<meta charset=koi8-r>",
            "<META http-equiv='Content-Type' content='text/html; charset=\"KOI8-R\"'>",
        ] {
            let page = format!("<!doctype html>{declaration}<p>{RUSSIAN}");
            check(&encoded(&page, "koi8-r"), None, "KOI8-R", &page, &[]);
        }
    }

    #[test]
    fn bytes_that_do_not_fit_are_an_error_only_where_the_caller_declared_them() {
        let bytes =
            [b"<meta charset=utf-8><p>The caf\xe9 opened on Tuesday after a year of repairs".as_slice()]
                .concat();
        let decoded = decode(&bytes, None).expect("text");
        assert_eq!(decoded.warnings[0].code, WarningCode::CharsetGuessed);
        assert!(decoded.text.contains("café opened"));
        let error = decode(&bytes, Some("utf-8")).err().expect("an error");
        assert_eq!((error.field, error.reason), ("data", "UNDECODABLE"));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let image: Vec<u8> = (0..4096_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert_eq!(decode(&image, None).err().map(|error| error.reason), Some("UNDECODABLE"));
        assert_eq!(decode(b"text", Some("klingon")).err().map(|error| error.field), Some("charset"));
    }
}
