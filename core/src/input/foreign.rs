//! Files that are no text: known by their first bytes, and refused with what to send instead.

use crate::input::Refusal;

/// Kinds of files by the bytes at a place near their beginning, what they are and what to send instead.
const KINDS: [(usize, &[u8], &str, &str); 25] = [
    (0, b"%PDF-1.", "a PDF", "the text that `pdftotext` or your reader gets out of it"),
    (0, b"{\\rtf", "a document in RTF", "its text"),
    (0, b"\xd0\xcf\x11\xe0", "an old document of Office", "its text"),
    (0, b"\x1f\x8b", "compressed with gzip", "what `gunzip` makes of it"),
    (0, b"\x28\xb5\x2f\xfd", "compressed with Zstandard", "what `unzstd` makes of it"),
    (0, b"BZh", "compressed with bzip2", "what `bunzip2` makes of it"),
    (0, b"\xfd7zXZ\0", "compressed with xz", "what `unxz` makes of it"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive", "the files in it, one by one"),
    (0, b"Rar!\x1a\x07", "a RAR archive", "the files in it, one by one"),
    (257, b"ustar", "a tar archive", "the files in it, one by one"),
    (0, b"\x89PNG\r\n", "an image (PNG)", PICTURE),
    (0, b"\xff\xd8\xff", "an image (JPEG)", PICTURE),
    (0, b"GIF87a", "an image (GIF)", PICTURE),
    (0, b"GIF89a", "an image (GIF)", PICTURE),
    (0, b"II*\0", "an image (TIFF)", PICTURE),
    (0, b"MM\0*", "an image (TIFF)", PICTURE),
    (8, b"WEBP", "an image (WebP)", PICTURE),
    (8, b"WAVE", "a recording (WAV)", RECORDING),
    (0, b"ID3", "a recording (MP3)", RECORDING),
    (0, b"OggS", "a recording (Ogg)", RECORDING),
    (0, b"fLaC", "a recording (FLAC)", RECORDING),
    (4, b"ftyp", "a recording or an image (MP4, HEIF)", RECORDING),
    (0, b"\x1a\x45\xdf\xa3", "a recording (Matroska, WebM)", RECORDING),
    (0, b"SQLite format 3\0", "a database of SQLite", "the texts in it, one by one"),
    (0, b"PAR1", "a file in Parquet", "the texts in it, one by one"),
];

const PICTURE: &str = "the text that recognition finds in it";
const RECORDING: &str = "a transcript, as text or subtitles";

/// How much of an archive is looked at for the names of its files, in bytes.
const HEAD: usize = 8 << 10;

/// Why bytes that begin like this cannot be read, where they are of a known kind of file.
pub(super) fn refusal(bytes: &[u8]) -> Option<Refusal> {
    let (what, instead) = if bytes.starts_with(b"PK\x03\x04") {
        archive(&bytes[..bytes.len().min(HEAD)])
    } else {
        let is_kind = |&&(at, mark, ..): &&(usize, &[u8], _, _)| {
            bytes.get(at..).is_some_and(|rest| rest.starts_with(mark))
        };
        let &(_, mark, what, instead) = KINDS.iter().find(is_kind)?;
        // A text may begin with letters that are a mark, but has none of the bytes that follow it in a file.
        let is_sure = mark.starts_with(b"%") || mark.starts_with(b"{") || has_controls(bytes);
        if !is_sure {
            return None;
        }
        (what, instead)
    };
    Some(Refusal {
        reason: "UNSUPPORTED_FORMAT",
        message: format!("the content is {what}, no text; send {instead}"),
    })
}

/// Whether there are control characters near the beginning that no text has.
fn has_controls(bytes: &[u8]) -> bool {
    bytes[..bytes.len().min(HEAD)].iter().any(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31))
}

/// What a ZIP archive is, by the names of the first files in it.
fn archive(head: &[u8]) -> (&'static str, &'static str) {
    let has = |name: &str| memchr::memmem::find(head, name.as_bytes()).is_some();
    if has("word/") {
        ("a document of Word (DOCX)", "its text, or the file saved as HTML")
    } else if has("application/vnd.oasis.opendocument") {
        ("a document of OpenDocument", "its text, or the file saved as HTML")
    } else if has("application/epub") {
        ("a book (EPUB)", "its chapters, one by one, as HTML")
    } else if has("[Content_Types].xml") || has("xl/") || has("ppt/") {
        ("a document of Office", "its text, or the file saved as HTML")
    } else {
        ("a ZIP archive", "the files in it, one by one")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_and_told_what_to_send() {
        for (bytes, expect) in [
            (&b"%PDF-1.7\n"[..], Some("a PDF")),
            (b"\x1f\x8b\x08\0", Some("gzip")),
            (b"PK\x03\x04....word/document.xml", Some("DOCX")),
            (b"PK\x03\x04....a.txt", Some("ZIP")),
            (b"\x89PNG\r\n\x1a\n", Some("PNG")),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", Some("JPEG")),
            (b"\0\0\0\x18ftypmp42", Some("MP4")),
            (b"{\\rtf1\\ansi", Some("RTF")),
            (b"ID3 tags are in files of music.", None),
            (b"The port opened.", None),
            (b"", None),
        ] {
            let message = refusal(bytes).map(|refusal| refusal.message);
            let is_right = match (&message, expect) {
                (Some(message), Some(expect)) => message.contains(expect) && message.contains("; send "),
                (message, expect) => message.is_none() && expect.is_none(),
            };
            assert!(is_right, "{expect:?}: {message:?}");
        }
    }
}
