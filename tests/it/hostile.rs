//! Pages of ten megabytes that were made to exhaust whoever reads them.
//!
//! Each is given to a process of its own that may use so much time of the processor and so much memory, and no more.

use std::fs;
use std::process::Command;

use serde_json::Value;

/// What a page is filled up to, in bytes.
const SIZE: usize = 10_000_000;

/// Seconds of the processor, far more than an unoptimised build needs.
const SECONDS: u32 = 60;

/// Address space in KiB, of which the program itself with its models takes a tenth.
const MEMORY: u32 = 2 << 20;

const PROSE: &str = "The bridge is open again, the mayor told reporters on Tuesday.";

/// The text that the program finds in `begin`, as many of `unit` as fit, and `end`.
#[track_caller]
fn text_of(begin: &str, unit: &str, end: &str) -> String {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("page.html");
    let count = (SIZE - begin.len() - end.len()) / unit.len();
    fs::write(&path, format!("{begin}{}{end}", unit.repeat(count))).unwrap();
    let limits = format!("ulimit -t {SECONDS} && ulimit -v {MEMORY} && exec \"$@\"");
    let output = Command::new("/bin/sh")
        .env_clear()
        .args(["-c", &limits, "sh", env!("CARGO_BIN_EXE_ascribe"), "analyze", "--format", "json"])
        .args(["--features", "structure,language", "--max-document-bytes", "16MiB"])
        .arg(&path)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{unit}: {:?} {}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(answer["error"].is_null(), "{unit}: {}", answer["error"]);
    answer["text"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn deep_nesting_ends_and_keeps_the_text() {
    let prose = format!("<p>{PROSE}</p>");
    assert_eq!(text_of("<html><body>", "<div>", &prose), PROSE);
    let deep = format!("<html><body>{}{prose}", "<span><b>".repeat(50_000));
    assert!(text_of(&deep, "word ", "").starts_with(PROSE));
}

#[test]
fn what_is_never_closed_ends() {
    let text = text_of("<html><body>", "<p><b><i><a href=\"x\"><table><tr><td>word ", "");
    assert!(text.starts_with("word"), "{}", &text[..text.len().min(80)]);
}

#[test]
fn entities_are_not_expanded_by_declarations_of_the_page() {
    let begin = "<!DOCTYPE html [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><html><body><p>";
    let text = text_of(begin, "&b;", "</p>");
    assert!(text.len() <= SIZE && !text.contains("aaaa"));
}

#[test]
fn megabytes_of_what_is_hidden_never_show() {
    let begin = |open: &str| format!("<html><body><p>{PROSE}</p>{open}");
    for (open, unit) in [
        ("<script>", "var secret = 1; "),
        ("<style>", ".secret { color: red } "),
        ("<!-- ", "secret "),
        ("<div hidden>", "<p>The secret is out.</p>"),
        ("<p ", "a=\"secret\" "),
    ] {
        let text = text_of(&begin(open), unit, "");
        assert!(!text.contains("secret"), "{open}");
        assert!(text.starts_with(PROSE), "{open}");
    }
}
