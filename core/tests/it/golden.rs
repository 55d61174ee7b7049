//! Whole articles with the answer that is expected of them, written into them (see [`ascribe_core::markup`]).
//!
//! Each file of `tests/golden` is at once the input and the expected answer. `UPDATE_EXPECT=1 cargo test golden`
//! writes what is answered today into the files: read the diff before you keep it. What is known to be wrong in
//! an answer is remarked at the end of its file (`// …`), and such remarks are kept.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use ascribe_core::input::{self, Content, Document};
use ascribe_core::interrupt::Interrupt;
use ascribe_core::markup;
use ascribe_core::pipeline::{Analyzer, Features};

/// How many golden documents there are.
const DOCUMENTS: usize = 61;

/// How many remarks they have of what is wrong.
const KNOWN: usize = 44;

static ANALYZER: LazyLock<Analyzer> = LazyLock::new(Analyzer::load);

#[test]
fn articles_are_analysed_as_they_are_marked() {
    let paths = documents();
    let input = |path: &Path| {
        let expect = fs::read_to_string(path).unwrap();
        let text = markup::read(&expect).unwrap_or_else(|error| panic!("{}: {error}", path.display())).0;
        Document { content: Content::Text(text), ..Document::default() }
    };
    check(paths.into_iter().map(|path| (input(&path), path)));
}

/// Files of the formats of newsrooms, each as it is sent, beside the text that it becomes (`name.txt`).
#[test]
fn formats_of_newsrooms_are_read_and_analysed() {
    let paths = files("tests/golden/formats");
    let inputs = paths.into_iter().filter(|path| path.extension().is_none_or(|ending| ending != "txt"));
    let inputs: Vec<(Document, PathBuf)> = inputs
        .map(|path| {
            let content = Content::Data(fs::read(&path).unwrap());
            let answer = PathBuf::from(format!("{}.txt", path.display()));
            (Document { content, ..Document::default() }, answer)
        })
        .collect();
    assert!(!inputs.is_empty(), "help: the golden files of formats are missing");
    check(inputs.into_iter());
}

#[test]
fn every_known_error_is_listed_and_none_is_stale() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let table = fs::read_to_string(folder.join("KNOWN.md")).unwrap();
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` | "));
    let mut listed: Vec<(String, String)> = rows
        .map(|(file, rest)| (file.to_owned(), rest.split(" | ").next().unwrap_or_default().to_owned()))
        .collect();
    listed.sort();
    let mut remarked: Vec<(String, String)> = Vec::new();
    for path in documents() {
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap();
        let remarks = text.lines().filter_map(|line| line.strip_prefix("// "));
        let known = |remark: &str| remark.trim_start_matches("Wrong: ").trim_end_matches('.').to_owned();
        remarked.extend(remarks.map(|remark| (file.clone(), known(remark))));
    }
    remarked.sort();
    assert_eq!(listed, remarked, "help: KNOWN.md has a row for each remark and no others");
    assert_eq!(
        listed.len(),
        KNOWN,
        "help: the number of known errors only falls; lower it where one is mended"
    );
}

/// The golden documents, of which there are as many as are said to be.
fn documents() -> Vec<PathBuf> {
    let mut paths = files("tests/golden");
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
    assert_eq!(paths.len(), DOCUMENTS, "help: a golden document is missing, or new and not counted");
    paths
}

/// The files of a folder, in order.
fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<_> = entries.filter(|path| path.is_file()).collect();
    paths.sort();
    paths
}

/// Compares what is answered to each document with the file that holds what is expected.
#[expect(clippy::disallowed_methods, reason = "the tests have no command line to ask through")]
fn check(documents: impl Iterator<Item = (Document, PathBuf)>) {
    let update = std::env::var("UPDATE_EXPECT").is_ok_and(|value| value == "1");
    let mut differences = String::new();
    for (document, path) in documents {
        let expect = fs::read_to_string(&path).unwrap_or_default();
        let source = input::read(document).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let analysis = ANALYZER.analyze(&source, Features::DEFAULT, &Interrupt::never()).unwrap();
        let remarks = expect.lines().filter(|line| line.starts_with("// ")).map(|line| format!("{line}\n"));
        let answer = markup::write(&source.text, &analysis) + &remarks.collect::<String>();
        if answer != expect && update {
            fs::write(&path, answer).unwrap();
        } else if answer != expect {
            differences += &format!("{}:\n{}", path.display(), difference(&expect, &answer));
        }
    }
    assert!(
        differences.is_empty(),
        "{differences}help: if the answer is better now, run `UPDATE_EXPECT=1 cargo test golden`"
    );
}

/// The lines of one text that are not in the other, each way.
fn difference(expect: &str, answer: &str) -> String {
    let only = |sign: char, one: &str, other: &str| -> String {
        let lines = one.lines().filter(|line| !other.lines().any(|known| known == *line));
        lines.map(|line| format!("{sign} {line}\n")).collect()
    };
    only('-', expect, answer) + &only('+', answer, expect)
}
