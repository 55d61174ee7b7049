//! Where knowledge of languages may stand: in packs, never in code.

use std::fs;
use std::path::{Path, PathBuf};

/// Files that still name a language, each with how often. Rows only leave this list.
const KNOWN: &[(&str, usize)] = &[("speech/verb_bracket/verbs.rs", 1), ("tokens/tag/lexicon.rs", 1)];

/// Tags of the languages that have or get a pack, as code would write them.
const TAGS: [&str; 7] = ["\"en\"", "\"de\"", "\"fr\"", "\"es\"", "\"pt\"", "\"it\"", "\"nl\""];

/// The source files below a folder that are neither tests nor the reader of packs.
fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the sources lie here") {
        let path = entry.expect("an entry can be read").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if name != "lang" {
                sources(&path, files);
            }
        } else if name.ends_with(".rs") && !name.contains("tests") {
            files.push(path);
        }
    }
}

/// The code of a file: without comments, and without the tests at its end.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let end = text.find("#[cfg(test)]\nmod tests {").unwrap_or(text.len());
    text[..end]
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line.split("//").next().unwrap_or_default()))
}

#[test]
fn no_code_names_a_language() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    files.sort();
    let mut wrong = Vec::new();
    for path in &files {
        let text = fs::read_to_string(path).expect("a source is text");
        let name = path.strip_prefix(&root).expect("it lies below").to_string_lossy().into_owned();
        let sites: Vec<_> =
            code(&text).filter(|(_, line)| TAGS.iter().any(|tag| line.contains(tag))).collect();
        let known = KNOWN.iter().find(|(known, _)| *known == name).map_or(0, |(_, count)| *count);
        if sites.len() != known {
            wrong.push(format!("{name}: {} lines name a language, {known} are known", sites.len()));
            wrong.extend(
                sites.iter().map(|(line, text)| format!("  core/src/{name}:{line}: {}", text.trim())),
            );
        }
    }
    assert!(wrong.is_empty(), "knowledge of a language belongs to its pack:\n{}", wrong.join("\n"));
}
