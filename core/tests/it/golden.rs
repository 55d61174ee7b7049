//! Whole articles with the answer that is expected of them, written into them (see [`ascribe_core::markup`]).
//!
//! Each file of `tests/golden` is at once the input and the expected answer. `UPDATE_EXPECT=1 cargo test golden`
//! writes what is answered today into the files: read the diff before you keep it. What is known to be wrong in
//! an answer is remarked at the end of its file (`// …`), and such remarks are kept.

use std::fs;
use std::path::Path;

use ascribe_core::input::{self, Content, Document};
use ascribe_core::interrupt::Interrupt;
use ascribe_core::markup;
use ascribe_core::pipeline::{Analyzer, Features};

#[test]
#[expect(clippy::disallowed_methods, reason = "the tests have no command line to ask through")]
fn articles_are_analysed_as_they_are_marked() {
    let update = std::env::var("UPDATE_EXPECT").is_ok_and(|value| value == "1");
    let analyzer = Analyzer::load();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 12, "help: the golden articles are missing");
    let mut differences = String::new();
    for path in paths {
        let expect = fs::read_to_string(&path).unwrap();
        let text = markup::read(&expect).unwrap_or_else(|error| panic!("{}: {error}", path.display())).0;
        let document = Document { content: Content::Text(text), ..Document::default() };
        let source = input::read(document).unwrap();
        let analysis = analyzer.analyze(&source, Features::DEFAULT, &Interrupt::never()).unwrap();
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
