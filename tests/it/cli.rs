//! The program `ascribe` as people and scripts call it.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::{fs, thread};

use serde_json::Value;
use tempfile::TempDir;

/// A command with nothing of the environment that could be configuration.
fn ascribe(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ascribe"));
    command.env_clear().args(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs a command to its end with this input.
fn run(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = ascribe(arguments).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    thread::scope(|scope| {
        // On a thread of its own: who writes all before it reads waits for ever when pipes are full. A program that
        // ends early closes its input, which is its right.
        scope.spawn(move || stdin.write_all(input).ok());
        child.wait_with_output().unwrap()
    })
}

/// Runs a command that has to succeed and say nothing on standard error; gives its output.
#[track_caller]
fn print(arguments: &[&str], input: &[u8]) -> String {
    let output = run(arguments, input);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    String::from_utf8(output.stdout).unwrap()
}

/// The answers to a corpus, and what is said on standard error.
#[track_caller]
fn answers(arguments: &[&str], input: &[u8]) -> (Vec<Value>, String) {
    let output = run(arguments, input);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = str::from_utf8(&output.stdout).unwrap().lines();
    let answers = lines.map(|line| serde_json::from_str(line).unwrap()).collect();
    (answers, String::from_utf8(output.stderr).unwrap())
}

fn file(dir: &TempDir, name: &str, content: impl AsRef<[u8]>) -> String {
    let path: PathBuf = dir.path().join(name);
    fs::write(&path, content).unwrap();
    path.into_os_string().into_string().unwrap()
}

#[test]
fn a_corpus_is_answered_in_order_on_any_number_of_threads() {
    // Lengths differ, so that answers are ready in another order.
    let corpus: String = (0..200)
        .map(|id| {
            let text = "The mayor said the bridge would open in May. ".repeat(1 + (id * 37) % 60);
            format!("{}\n", serde_json::json!({"id": id.to_string(), "text": text}))
        })
        .collect();
    for jobs in ["1", "2", "5"] {
        let (answers, said) = answers(&["analyze", "--jsonl", "--jobs", jobs], corpus.as_bytes());
        let ids: Vec<_> = answers.iter().map(|answer| answer["documentId"].as_str().unwrap()).collect();
        assert_eq!(ids, (0..200).map(|id| id.to_string()).collect::<Vec<_>>());
        assert!(answers.iter().all(|answer| answer["error"].is_null()));
        assert_eq!(said, "");
    }
}

#[test]
fn a_bad_line_answers_with_an_error_and_the_run_goes_on() {
    let corpus = b"{\"id\": \"a\", \"text\": \"First.\"}\nnot JSON\n{\"id\": \"c\", \"text\": \"\xff\"}\n\
        {\"id\": \"d\"}\n\n{\"id\": \"f\", \"text\": \"Last.\"}";
    let (answers, said) = answers(&["analyze", "--jsonl"], corpus);
    let problems: Vec<_> = answers.iter().map(|answer| answer["error"]["reason"].as_str()).collect();
    let json = Some("MALFORMED_JSON");
    assert_eq!(problems, [None, json, Some("MALFORMED_TEXT"), Some("MISSING_CONTENT"), json, None]);
    for answer in &answers[1..5] {
        assert_eq!(answer["error"]["code"], "INVALID_ARGUMENT");
        assert!(!answer["error"]["message"].as_str().unwrap().is_empty());
    }
    assert_eq!((&answers[3]["documentId"], &answers[5]["documentId"]), (&"d".into(), &"f".into()));
    assert_eq!(said, "ascribe: 4 lines could not be analysed, such as line 2; the answers there say why\n");
}

#[test]
fn a_line_that_is_too_long_answers_with_an_error() {
    let long = serde_json::json!({"id": "b", "text": "x".repeat(2000)}).to_string();
    let far_too_long = serde_json::json!({"id": "c", "text": "x".repeat(100_000)}).to_string();
    let corpus = format!(
        "{{\"id\": \"a\", \"text\": \"First.\"}}\n{long}\n{far_too_long}\n{{\"id\": \"d\", \"text\": \"Last.\"}}\n"
    );
    let (answers, _) = answers(&["analyze", "--jsonl", "--max-document-bytes", "1KiB"], corpus.as_bytes());
    let problems: Vec<_> = answers.iter().map(|answer| answer["error"]["reason"].as_str()).collect();
    assert_eq!(problems, [None, Some("DOCUMENT_TOO_LARGE"), Some("DOCUMENT_TOO_LARGE"), None]);
}

#[test]
fn options_of_a_line_win_over_flags() {
    let corpus = r#"{"id": "a", "text": "Émile spoke."}
{"document": {"id": "b", "text": "Émile spoke."}, "options": {"offsetEncoding": "OFFSET_ENCODING_UTF8"}}
"#;
    let flags = [
        "analyze",
        "--jsonl",
        "--offset-encoding",
        "utf32",
        "--include-text",
        "--features",
        "structure,tokens",
    ];
    let (answers, _) = answers(&flags, corpus.as_bytes());
    let ends: Vec<_> =
        answers.iter().map(|answer| &answer["structure"]["sentences"][0]["span"]["end"]).collect();
    assert_eq!(ends, [12, 13]);
    assert_eq!((&answers[0]["text"], &answers[1]["text"]), (&"Émile spoke.".into(), &Value::Null));
    assert!(answers[0]["tokens"].is_array() && answers[0]["language"].is_null());
    assert!(answers[1]["tokens"].is_null() && answers[1]["language"].is_object());
}

#[test]
fn a_corpus_may_be_in_several_files() {
    let dir = TempDir::new().unwrap();
    let first = file(&dir, "first.jsonl", r#"{"id": "a", "text": "First."}"#);
    let second = file(&dir, "second.jsonl", "{\"id\": \"b\", \"text\": \"Second.\"}\n");
    let (answers, _) =
        answers(&["analyze", "--jsonl", &first, "-", &second], b"{\"id\": \"c\", \"text\": \"Third.\"}\n");
    let ids: Vec<_> = answers.iter().map(|answer| answer["documentId"].as_str().unwrap()).collect();
    assert_eq!(ids, ["a", "c", "b"]);
}

#[test]
fn whoever_waits_for_an_answer_gets_it_before_the_next_line() {
    let mut child = ascribe(&["analyze", "--jsonl"]).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    for id in ["a", "b", "c"] {
        writeln!(stdin, "{}", serde_json::json!({"id": id, "text": "A line."})).unwrap();
        let mut answer = String::new();
        stdout.read_line(&mut answer).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&answer).unwrap()["documentId"], id);
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_reader_that_leaves_ends_the_run_quietly() {
    let corpus =
        "{\"id\": \"a\", \"text\": \"The mayor said the bridge would open in May.\"}\n".repeat(20_000);
    let mut child = ascribe(&["analyze", "--jsonl"]).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    drop(child.stdout.take());
    let written = stdin.write_all(corpus.as_bytes());
    drop(stdin);
    assert!(written.is_err(), "help: the program read on though nobody reads it");
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()), (Some(0), ""));
}

#[test]
fn a_file_is_reported_on_for_a_person() {
    let dir = TempDir::new().unwrap();
    let path = file(&dir, "a.txt", "Bridge opens\n\nThe mayor of Exton opened the bridge.\n");
    let report = print(&["analyze", &path], b"");
    assert!(report.starts_with("Bridge opens\n") && report.contains(" · 9 words\n"), "{report}");
    assert!(report.contains("Who said what"), "{report}");
    assert!(!report.contains('\u{1b}'), "help: colours are for terminals");
    assert_eq!(print(&["analyze", "-"], &fs::read(&path).unwrap()), report);
    assert!(print(&["analyze", "--color", "always", &path], b"").contains("\u{1b}["));
}

#[test]
fn files_are_answered_in_order_as_json_each_with_its_name() {
    let dir = TempDir::new().unwrap();
    let paths = [("a.txt", "One."), ("b.html", "<p>Two.</p>"), ("c.md", "# Three")]
        .map(|(name, content)| file(&dir, name, content));
    let arguments = ["analyze", "--format", "json", &paths[0], &paths[1], &paths[2]];
    let (answers, _) = answers(&arguments, b"");
    let read: Vec<_> = answers.iter().map(|answer| answer["documentId"].as_str().unwrap()).collect();
    assert_eq!(read, paths);
    let formats: Vec<_> = answers.iter().map(|answer| answer["format"].as_str().unwrap()).collect();
    assert_eq!(formats, ["FORMAT_PLAIN_TEXT", "FORMAT_HTML", "FORMAT_MARKDOWN"]);
    let pretty = print(&["analyze", "--format", "json", "--pretty", &paths[0]], b"");
    assert!(pretty.lines().count() > 10, "{pretty}");
}

#[test]
fn each_item_of_a_feed_is_a_document() {
    let dir = TempDir::new().unwrap();
    let item = |title: &str| {
        format!("<item><title>{title}</title><description>The mayor came.</description></item>")
    };
    let feed = format!(
        "<rss version=\"2.0\"><channel>{}{}</channel></rss>",
        item("Bridge opens"),
        item("Ferry stops")
    );
    let path = file(&dir, "a.xml", feed);
    let (answers, _) = answers(&["analyze", "--format", "json", "--include-text", &path], b"");
    let read: Vec<_> = answers
        .iter()
        .map(|answer| (answer["documentId"].as_str().unwrap().to_owned(), answer["format"].as_str().unwrap()))
        .collect();
    assert_eq!(read, [(format!("{path}#1"), "FORMAT_FEED_ITEM"), (format!("{path}#2"), "FORMAT_FEED_ITEM")]);
    assert!(answers[1]["text"].as_str().unwrap().starts_with("Ferry stops"), "{}", answers[1]);
    let report = print(&["analyze", &path], b"");
    assert!(report.contains("Bridge opens") && report.contains("Ferry stops"), "{report}");
}

const SAID: &str =
    "\"It is safe,\" Mayor Ada Lindqvist told reporters. \"It is <b>open</b>, \"\"too\"\".\"\n";

#[test]
fn a_folder_becomes_one_page_whose_text_cannot_leave_its_place() {
    let dir = TempDir::new().unwrap();
    file(&dir, "a.txt", SAID);
    file(&dir, "b.md", format!("# Emoji 👍🏽</script><script>alert(1)</script>\n\n👍🏽 {SAID}"));
    file(&dir, "notes.pdf", "not a document");
    let page = print(&["analyze", "--format", "html", dir.path().to_str().unwrap()], b"");
    assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"), "{page}");
    assert_eq!(page.matches("</script>").count(), 2, "help: that of the analyses and that of the program");
    let analyses = page.split_once("id=\"analyses\">").unwrap().1.split_once("</script>").unwrap().0;
    let analyses: Vec<Value> = serde_json::from_str(analyses).unwrap();
    assert_eq!(analyses.len(), 2);
    assert!(analyses.iter().all(|analysis| analysis["offsetEncoding"] == "OFFSET_ENCODING_UTF16"));
    assert!(analyses[0]["text"].as_str().unwrap().contains("<b>open</b>"));
}

#[test]
fn json_lines_are_a_format_by_either_name() {
    let dir = TempDir::new().unwrap();
    let (a, b) = (file(&dir, "a.txt", SAID), file(&dir, "b.txt", SAID));
    let lines = print(&["analyze", "--format", "jsonl", &a, &b], b"");
    let ids: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["documentId"].clone())
        .collect();
    assert_eq!(ids, [a, b]);
    let line = br#"{"id": "c", "text": "One line."}"#;
    assert!(print(&["analyze", "--jsonl", "--format", "jsonl"], line).starts_with("{\"documentId\":\"c\""));
}

#[test]
fn each_quotation_is_a_line_of_csv() {
    let dir = TempDir::new().unwrap();
    let said = "Bridge opens\n\n\"It is safe,\" Mayor Ada Lindqvist told reporters on Monday.\n";
    let path = file(&dir, "a.txt", said);
    let table = print(&["analyze", "--format", "csv", "--language", "en", &path, &path], b"");
    let lines: Vec<_> = table.lines().collect();
    assert!(lines[0].starts_with("document,quotation,kind,speaker,"), "{table}");
    assert!(lines[1].contains(",direct,Ada Lindqvist,named,Mayor,"), "{table}");
    assert_eq!(lines.iter().filter(|line| line.starts_with("document,")).count(), 1);
    assert_eq!(lines.iter().filter(|line| line.contains(",0,direct,")).count(), 2);
}

#[test]
fn entities_get_the_identifiers_of_a_gazetteer() {
    let dir = TempDir::new().unwrap();
    let path = file(&dir, "a.txt", SAID);
    let names = file(&dir, "names.csv", "id,name,aliases,type\nkb:7,Lindqvist,Ada Lindqvist|A. L.,person\n");
    let more = file(&dir, "more.jsonl", r#"{"id": "kb:8", "name": "ada lindqvist"}"#);
    let ids = |gazetteer: &str| -> Vec<String> {
        let answer = print(&["analyze", "--format", "json", "--gazetteer", gazetteer, &path], b"");
        let answer: Value = serde_json::from_str(&answer).unwrap();
        let entities = answer["entities"].as_array().unwrap();
        let ada = entities.iter().find(|entity| entity["name"] == "Ada Lindqvist").unwrap();
        ada["knowledgeBaseIds"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().into()).collect()
    };
    assert_eq!(ids(&names), ["kb:7"]);
    assert_eq!(ids(&format!("{names},{more}")), ["kb:7", "kb:8"]);
    let wrong = file(&dir, "wrong.csv", "id,name\n1\n");
    for (gazetteer, says) in [(&wrong, "wrong.csv: line 2: 1 fields"), (&path, "ends in .csv or .jsonl")] {
        let output = run(&["analyze", "--gazetteer", gazetteer, &path], b"");
        assert_eq!(output.status.code(), Some(1));
        assert!(String::from_utf8(output.stderr).unwrap().contains(says), "{says}");
    }
}

#[test]
fn a_pattern_that_stands_for_nothing_is_named() {
    let output = run(&["analyze", "/no/such/folder/*.txt"], b"");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("/*.txt: no file is called like that"));
}

#[test]
fn a_corpus_that_was_stopped_goes_on_behind_its_last_whole_answer() {
    let dir = TempDir::new().unwrap();
    let line =
        |id: usize| format!("{{\"id\": \"{id}\", \"text\": \"{}\"}}\n", if id == 7 { " " } else { "Word." });
    let corpus = file(&dir, "corpus.jsonl", (0..10).map(line).collect::<String>());
    let output = dir.path().join("answers.jsonl").into_os_string().into_string().unwrap();
    let arguments = ["analyze", "--jsonl", &corpus, "--features", "structure", "-o", &output];
    let said = String::from_utf8(run(&arguments, b"").stderr).unwrap();
    assert!(said.contains(&format!("{corpus}:8 could not be analysed")), "{said}");
    let whole = fs::read_to_string(&output).unwrap();
    let ids = |text: &str| -> Vec<usize> {
        let id = |line| serde_json::from_str::<Value>(line).unwrap()["documentId"].as_str().unwrap().parse();
        text.lines().map(id).collect::<Result<_, _>>().unwrap()
    };
    assert_eq!(ids(&whole), (0..10).collect::<Vec<_>>());
    for kept in [0, 1, whole.len() / 2, whole.len() - 1, whole.len()] {
        fs::write(&output, &whole[..kept]).unwrap();
        let resumed = run(&[&arguments[..], &["--resume"]].concat(), b"");
        assert_eq!(resumed.status.code(), Some(0));
        assert_eq!(
            ids(&fs::read_to_string(&output).unwrap()),
            (0..10).collect::<Vec<_>>(),
            "{kept} bytes kept"
        );
    }
    // Without the flag it begins anew; what cannot be a beginning of the answers is left alone.
    run(&arguments, b"");
    assert_eq!(ids(&fs::read_to_string(&output).unwrap()).len(), 10);
    let other = whole.replacen("\"3\"", "\"4\"", 1);
    for (held, problem) in [
        (format!("{whole}{}\n", whole.lines().next().unwrap()), "11 answers, the input only 10 lines"),
        ("{}\n".into(), "line 1 is no answer"),
        (format!("{}\nnotes\n", whole.lines().next().unwrap()), "line 2 is no answer"),
        (other, ":4 is not the document that line 4 of the output answers"),
    ] {
        fs::write(&output, &held).unwrap();
        let refused = run(&[&arguments[..], &["--resume"]].concat(), b"");
        assert_eq!(refused.status.code(), Some(1), "{problem}");
        let said = String::from_utf8(refused.stderr).unwrap();
        assert!(said.contains(problem), "{said}");
        assert_eq!(fs::read_to_string(&output).unwrap(), held);
    }
}

#[test]
fn a_file_is_not_read_and_written_at_once() {
    let dir = TempDir::new().unwrap();
    let line = "{\"id\": \"a\", \"text\": \"Word.\"}\n";
    let corpus = file(&dir, "corpus.jsonl", line);
    let link = dir.path().join("link.jsonl").into_os_string().into_string().unwrap();
    fs::hard_link(&corpus, &link).unwrap();
    for output in [&corpus, &link] {
        for more in [&[][..], &["--resume"]] {
            let refused = run(&[&["analyze", "--jsonl", &corpus, "--output", output], more].concat(), b"");
            assert_eq!(refused.status.code(), Some(2));
            assert!(String::from_utf8(refused.stderr).unwrap().contains("both read and written"));
        }
        let mut from_stdin = ascribe(&["analyze", "--jsonl", "--output", output]);
        let refused = from_stdin.stdin(fs::File::open(&corpus).unwrap()).output().unwrap();
        assert_eq!(refused.status.code(), Some(2));
        assert_eq!(fs::read_to_string(&corpus).unwrap(), line);
    }
}

#[test]
fn the_name_of_a_file_reaches_the_terminal_without_its_control_characters() {
    let dir = TempDir::new().unwrap();
    let name = dir.path().join("a\u{1b}c\u{7}\nb.txt").into_os_string().into_string().unwrap();
    for arguments in [&["analyze", &name][..], &["analyze", "--jsonl", &name]] {
        let said = String::from_utf8(run(arguments, b"").stderr).unwrap();
        assert!(said.contains("a\\u{1b}c\\u{7}\\nb.txt: No such file"), "{said:?}");
    }
}

#[test]
fn a_file_that_cannot_be_read_is_named_and_the_others_are_analysed() {
    let dir = TempDir::new().unwrap();
    let good = file(&dir, "good.txt", "One word.");
    let empty = file(&dir, "empty.txt", " ");
    let output = run(&["analyze", "--format", "json", "missing.txt", &empty, &good], b"");
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("ascribe: missing.txt: No such file"), "{said}");
    assert!(said.contains("empty.txt: "), "{said}");
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 1);
    let corpus = run(&["analyze", "--jsonl", "missing.jsonl"], b"");
    assert_eq!(corpus.status.code(), Some(1));
    assert!(String::from_utf8(corpus.stderr).unwrap().starts_with("ascribe: missing.jsonl: No such file"));
}

#[test]
fn a_wrong_command_line_is_explained_and_ends_with_2() {
    for arguments in [
        &["analyze"][..],
        &["analyze", "--features", "sentiment", "-"],
        &["analyze", "--offset-encoding", "utf7", "-"],
        &["analyze", "--jsonl", "--format", "text"],
        &["analyze", "--jsonl", "--format", "csv"],
        &["analyze", "--jsonl", "--resume"],
        &["analyze", "--output", "a.html", "a.txt"],
        &["completions", "cmd"],
        &["praise"],
        &[],
    ] {
        let output = run(arguments, b"");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(!output.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn help_version_and_completions_are_there() {
    assert_eq!(print(&["--version"], b""), format!("ascribe {}\n", env!("CARGO_PKG_VERSION")));
    for arguments in [&["--help"][..], &["analyze", "--help"], &["serve", "--help"]] {
        assert!(print(arguments, b"").contains("Usage: ascribe"), "{arguments:?}");
    }
    assert!(print(&["--help"], b"").contains("Exit codes:"));
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(print(&["completions", shell], b"").contains("jsonl"), "{shell}");
    }
}

#[test]
fn a_script_that_nobody_reads_is_no_failure() {
    let mut child = ascribe(&["completions", "bash"]).spawn().unwrap();
    drop(child.stdout.take());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(said.is_empty() && child.wait().unwrap().success(), "{said}");
}
