//! E-mail (RFC 5322 and MIME): its text without its headers, which tell subject and day.

use encoding_rs::Encoding;
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};
use memchr::memmem;

use crate::analysis::{BlockKind, Warning, WarningCode};
use crate::input::blocks::Builder;
use crate::input::html::render;
use crate::input::{Refusal, Rendered, charset};
use crate::interrupt::checkpoint;
use crate::lang::tag::is_well_formed;
use crate::metadata::{Metadata, declared};

/// How much of a document is looked at for headers, in bytes.
const HEAD: usize = 64 << 10;

/// Headers that programs write and people leave out where they copy a mail into a text.
const OF_PROGRAMS: [&str; 8] = [
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "message-id",
    "return-path",
    "received",
    "delivered-to",
    "dkim-signature",
];

/// The most parts of a mail; newsletters have two, and mails with many attachments some dozens.
const MOST_PARTS: usize = 500;

/// The most mails that a mail may hold, one in the other; a parser recurses as deep.
const MOST_MAILS: usize = 30;

/// The most lines behind the mark of a signature.
const LONGEST_SIGNATURE: usize = 12;

/// A mail, and the encoding of its text.
pub(super) type Read = (Rendered, Option<&'static str>);

/// Whether bytes are a mail: headers and nothing else up to an empty line, with those that programs write among them.
pub(super) fn is_mail(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(HEAD)];
    let (mut sender, mut program) = (false, false);
    for (at, line) in head.split(|&byte| byte == b'\n').enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            return sender && program;
        }
        if at > 0 && line.starts_with(b" ")
            || line.starts_with(b"\t")
            || at == 0 && line.starts_with(b"From ")
        {
            continue;
        }
        let Some(colon) = memchr::memchr(b':', line) else { return false };
        let name = &line[..colon];
        if name.is_empty() || !name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-') {
            return false;
        }
        sender |= name.eq_ignore_ascii_case(b"from");
        program |= OF_PROGRAMS.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()));
    }
    false
}

/// Reads a mail; `is_text` says that its bytes are text already, whatever its parts declare.
pub(super) fn read(bytes: &[u8], is_text: bool, label: Option<&str>) -> Result<Read, Refusal> {
    let (mail, others) = first_of_mailbox(bytes);
    if is_too_much(mail) {
        return Err(Refusal {
            reason: "MAIL_TOO_COMPLEX",
            message: format!(
                "the mail has more than {MOST_PARTS} parts or {MOST_MAILS} mails in it; send its text"
            ),
        });
    }
    let message = MessageParser::default().parse(mail).ok_or_else(|| Refusal {
        reason: "MALFORMED_MAIL",
        message: "this is no mail, it has no headers; send it as text".into(),
    })?;
    let mut reader =
        Reader { is_text, label, charset: None, builder: Builder::default(), warnings: Vec::new() };
    reader.message(&message);
    let (text, layout) = reader.builder.finish();
    let (mut warnings, charset) = (reader.warnings, reader.charset.filter(|_| !is_text));
    if others > 0 {
        warnings.push(left_out(&format!("{others} more mails of a mailbox")));
    }
    Ok((Rendered { text, layout, metadata: metadata(&message), warnings }, charset))
}

fn left_out(what: &str) -> Warning {
    Warning {
        code: WarningCode::ContentTruncated,
        message: format!("{what} were left out; send each as a document of its own"),
    }
}

/// The first mail of a mailbox (`mbox`), and how many follow.
fn first_of_mailbox(bytes: &[u8]) -> (&[u8], usize) {
    const BETWEEN: &[u8] = b"\n\nFrom ";
    if !bytes.starts_with(b"From ") {
        return (bytes, 0);
    }
    let begin = memchr::memchr(b'\n', bytes).map_or(bytes.len(), |at| at + 1);
    let mut next = memmem::find_iter(&bytes[begin..], BETWEEN);
    match next.next() {
        Some(end) => (&bytes[begin..begin + end + 1], 1 + next.count()),
        None => (&bytes[begin..], 0),
    }
}

/// Whether a parser would recurse or allocate far more than the size of a mail allows.
fn is_too_much(bytes: &[u8]) -> bool {
    let lower = bytes.to_ascii_lowercase();
    let count = |text: &[u8]| memmem::find_iter(&lower, text).count();
    count(b"content-type") > MOST_PARTS
        || count(b"boundary") > MOST_PARTS
        || count(b"rfc822") + count(b"global") + count(b"digest") > MOST_MAILS
}

fn metadata(message: &Message<'_>) -> Metadata {
    let subject = message.thread_name().or(message.subject()).unwrap_or_default();
    let day = message.date().filter(|date| date.is_valid());
    let day = day.map(|date| format!("{:04}-{:02}-{:02}", date.year, date.month, date.day));
    let language = message.header_raw("Content-Language").unwrap_or_default().trim();
    // Who sends a mail is the newsroom or a press office: its name is no byline.
    let sender = message.from().and_then(|from| from.first()).and_then(|from| from.address());
    let host = sender.and_then(|address| address.rsplit_once('@')).map(|(_, host)| host.to_owned());
    Metadata {
        headline: subject.trim().to_owned(),
        dates: declared(day.unwrap_or_default()),
        language: Some(language).filter(|tag| is_well_formed(tag)).unwrap_or_default().to_owned(),
        outlets: host.into_iter().collect(),
        ..Metadata::default()
    }
}

struct Reader<'l> {
    is_text: bool,
    label: Option<&'l str>,
    charset: Option<&'static str>,
    builder: Builder,
    warnings: Vec<Warning>,
}

impl Reader<'_> {
    /// Renders the subject and all parts that are shown: mark-up where a part comes with and without.
    fn message(&mut self, message: &Message<'_>) {
        self.builder = Builder::with_headline(&metadata(message).headline);
        let shown = || message.html_bodies();
        for part in shown() {
            checkpoint();
            self.part(message, part);
        }
        if shown().next().is_none() {
            // A mail that holds nothing but another one passes it on.
            let inner = message.attachments().find_map(MessagePart::message);
            return inner.into_iter().for_each(|inner| self.message(inner));
        }
        let is_document = |part: &&MessagePart<'_>| {
            let kind = part.content_type().map(|kind| kind.ctype().to_ascii_lowercase());
            !matches!(kind.as_deref(), Some("image" | "multipart"))
        };
        match message.attachments().filter(is_document).count() {
            0 => {}
            count => self.warnings.push(left_out(&format!("{count} attachments of the mail"))),
        }
    }

    fn part(&mut self, message: &Message<'_>, part: &MessagePart<'_>) {
        match &part.body {
            PartType::Html(html) => {
                let html = self.decoded(message, part, html);
                render(&html, &mut self.builder);
                self.builder.close(None, 0);
            }
            PartType::Text(text) => {
                let text = self.decoded(message, part, text).replace("\r\n", "\n");
                let kind = part.content_type();
                let is = |name: &str, value: &str| {
                    let found = kind.and_then(|kind| kind.attribute(name));
                    found.is_some_and(|found| found.eq_ignore_ascii_case(value))
                };
                let text = if is("format", "flowed") { unflowed(&text, is("delsp", "yes")) } else { text };
                self.plain(&text);
            }
            _ => {}
        }
    }

    /// The text of a part. The parser decodes it, but for what is text already or nobody declared.
    fn decoded(&mut self, message: &Message<'_>, part: &MessagePart<'_>, parsed: &str) -> String {
        let declared = part.content_type().and_then(|kind| kind.attribute("charset"));
        let raw = || message.raw_message.get(part.offset_body as usize..part.offset_end as usize);
        let is_encoded = part.encoding != mail_parser::Encoding::None;
        match raw().filter(|_| !is_encoded && (self.is_text || declared.is_none())) {
            Some(raw) if self.is_text => String::from_utf8_lossy(raw).into_owned(),
            Some(raw) => match charset::decode(raw, self.label) {
                Ok(decoded) => {
                    self.charset.get_or_insert(decoded.charset);
                    self.warnings.extend(decoded.warnings);
                    decoded.text
                }
                Err(_) => parsed.to_owned(),
            },
            None => {
                let encoding = declared.and_then(|label| Encoding::for_label(label.as_bytes()));
                self.charset.get_or_insert(encoding.unwrap_or(encoding_rs::UTF_8).name());
                parsed.to_owned()
            }
        }
    }

    /// Plain text; what stands below the mark of a signature is no part of the story.
    fn plain(&mut self, text: &str) {
        let text = text.trim_end();
        let mark = ["\n-- \n", "\n--\n"].iter().filter_map(|mark| text.rfind(mark)).max();
        let mark = mark.filter(|&at| text[at..].lines().count() <= LONGEST_SIGNATURE);
        let (story, signature) = text.split_at(mark.unwrap_or(text.len()));
        self.builder.push_plain(story);
        if !signature.is_empty() {
            self.builder.push_verbatim(signature.trim_start());
            self.builder.close(Some(BlockKind::Boilerplate), 0);
        }
    }
}

/// The paragraphs of a text whose lines end with a blank where they go on (RFC 3676).
fn unflowed(text: &str, deletes: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let line = line.strip_prefix(' ').unwrap_or(line);
        if line.ends_with(' ') && line != "-- " {
            out.push_str(if deletes { &line[..line.len() - 1] } else { line });
        } else {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADERS: &str = "From: Melby Post <post@melby.example>\r\nSubject: Fwd: Lock open =?utf-8?q?=E2=80=93?= at last\r\n\
        Date: Wed, 8 May 2024 00:30:00 +0200\r\nMIME-Version: 1.0\r\nContent-Language: en-GB\r\n";

    fn of(rest: &str) -> (Rendered, Option<&'static str>) {
        read(format!("{HEADERS}{rest}").as_bytes(), false, None).expect("a mail")
    }

    #[test]
    fn mails_are_told_by_headers_of_programs() {
        for (text, expect) in [
            (HEADERS.to_owned() + "\r\nText.", true),
            ("From a@b.example Wed May 8\nFrom: a@b.example\nMessage-ID: <1>\n\nText.".into(), true),
            ("From: Ada Lind\nDate: 8 May 2024\nSubject: Lock open\n\nText.".into(), false),
            ("From: a\nReceived: b\nThe port opened.\n\nText.".into(), false),
            ("From: a\nReceived: b".into(), false),
            ("The subject: money.\n\nText.".into(), false),
            (String::new(), false),
        ] {
            assert_eq!(is_mail(text.as_bytes()), expect, "{text}");
        }
    }

    #[test]
    fn headers_tell_subject_day_and_language_and_are_no_text() {
        let (Rendered { text, metadata, .. }, charset) = of(
            "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nThe caf=E9 was=\r\n full.\r\n",
        );
        assert_eq!(text, "Lock open – at last\n\nThe café was full.");
        assert_eq!(
            (metadata.headline.as_str(), metadata.language.as_str()),
            ("Lock open – at last", "en-GB")
        );
        assert_eq!(metadata.dates, declared("2024-05-08".to_owned()));
        assert_eq!((metadata.outlets, charset), (vec!["melby.example".to_owned()], Some("windows-1252")));
    }

    #[test]
    fn of_two_forms_the_one_with_mark_up_is_read_and_attachments_are_told() {
        let (Rendered { text, warnings, .. }, _) = of(
            "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n\
            --b\r\nContent-Type: text/plain\r\n\r\nPlain.\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>One.</p><p>Two.</p>\r\n--b--\r\n\
            --a\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment\r\n\r\n%PDF\r\n--a--\r\n",
        );
        assert_eq!(text, "Lock open – at last\n\nOne.\n\nTwo.");
        assert_eq!(
            warnings.iter().map(|warning| warning.code).collect::<Vec<_>>(),
            [WarningCode::ContentTruncated]
        );
    }

    #[test]
    fn what_is_text_already_is_not_decoded_again() {
        let mail = format!("{HEADERS}Content-Type: text/plain; charset=iso-8859-1\r\n\r\nThe café was full.");
        let (Rendered { text, .. }, charset) = read(mail.as_bytes(), true, None).expect("a mail");
        assert!(text.ends_with("The café was full."), "{text}");
        assert_eq!(charset, None);
    }

    #[test]
    fn flowed_lines_are_joined_and_signatures_are_no_story() {
        let (Rendered { text, layout, .. }, _) = of(
            "Content-Type: text/plain; format=flowed\r\n\r\nThe lock \r\nis open.\r\n-- \r\nMelby Post\r\n",
        );
        assert_eq!(text, "Lock open – at last\n\nThe lock is open.\n\n-- \nMelby Post");
        assert_eq!(layout.last().map(|block| block.kind), Some(Some(BlockKind::Boilerplate)));
    }

    #[test]
    fn the_first_mail_of_a_mailbox_is_read() {
        let mail = format!(
            "From a@b.example Wed May 8\n{}\nOne.\n\nFrom b@b.example Wed May 8\nFrom: b\n\nTwo.\n",
            HEADERS.replace('\r', "")
        );
        let (Rendered { text, warnings, .. }, _) = read(mail.as_bytes(), false, None).expect("a mail");
        assert!(text.ends_with("One."), "{text}");
        assert_eq!(warnings.len(), 1);
    }

    #[test]
    fn mails_in_mails_are_bounded() {
        let deep = format!("{HEADERS}{}", "Content-Type: message/rfc822\n\n".repeat(100_000));
        assert_eq!(
            read(deep.as_bytes(), false, None).err().map(|refusal| refusal.reason),
            Some("MAIL_TOO_COMPLEX")
        );
    }
}
