//! Where knowledge of languages may stand: in packs, hardly in code.

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

/// The most words that code compares a text with or has a list of. It only falls: a word of a language is a row of its pack.
const MOST_WORDS: usize = 104;

/// Folders whose words are those of formats, not of languages.
const OF_FORMATS: [&str; 4] = ["encoder", "input", "markup", "metadata"];

/// The words on a line of code that a text is compared with, or that make a list.
fn compared_words(line: &str) -> usize {
    const COMPARES: [&str; 8] =
        ["== \"", "!= \"", "with(\"", "with([", "fix(\"", "contains(\"", "contains(&\"", "matches!("];
    let literals: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
    let is_word = |text: &&&str| {
        text.starts_with(char::is_alphabetic)
            && text.chars().all(|c| c.is_alphabetic() || " '’-.".contains(c))
    };
    let compares = COMPARES.iter().any(|sign| line.contains(sign)) || literals.len() > 2;
    if compares { literals.iter().filter(is_word).count() } else { 0 }
}

#[test]
fn words_of_languages_are_rows_of_packs() {
    assert_eq!(compared_words("let known = matches!(word, \"said\" | \"told\") && word != \"no\";"), 3);
    assert_eq!(compared_words("const ENDINGS: [&str; 3] = [\"ed\", \"ing\", \", \"];"), 2);
    assert_eq!(compared_words("Self::Month => \"month\","), 0);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut found = Vec::new();
    for path in &files {
        let name = path.strip_prefix(&root).expect("it lies below");
        if OF_FORMATS.iter().any(|folder| name.starts_with(folder)) {
            continue;
        }
        let text = fs::read_to_string(path).expect("a source is text");
        found.extend(code(&text).filter_map(|(line, code)| {
            let count = compared_words(code);
            (count > 0).then(|| (count, format!("{}:{line}: {}", name.display(), code.trim())))
        }));
    }
    let count: usize = found.iter().map(|(count, _)| count).sum();
    let lines: Vec<&str> = found.iter().map(|(_, line)| line.as_str()).collect();
    assert!(count <= MOST_WORDS, "{count} words of languages stand in code:\n{}", lines.join("\n"));
}
