//! Expands the files of a command line: paths, folders, patterns.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::lines::STDIN;
use super::{about, files};
use crate::rpc::v1::Format;

/// The files of these names, in order, sorted within each.
///
/// A folder stands for the documents below it, by extension, without hidden ones and linked folders. A name with `*`, `?`
/// or `[` that is not a file is a pattern that the shell did not expand.
///
/// # Errors
/// A folder cannot be read, or a name matches nothing; the message names it.
pub(super) fn files(names: Vec<PathBuf>) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for name in names {
        let before = files.len();
        if name.as_os_str() == STDIN {
            files.push(name);
        } else if name.is_dir() {
            walk(&name, &mut files).map_err(|error| about(&name, error.kind(), &error))?;
            nothing_else(&name, "no documents in it", files.len() > before)?;
        } else if !name.exists() && is_pattern(&name) {
            matches(&name, &mut files)?;
            nothing_else(&name, "no file is called like that", files.len() > before)?;
        } else {
            files.push(name);
        }
    }
    Ok(files)
}

/// Whether a file is one of these by any name, or what standard input is read from where that is one of them.
pub(super) fn is_one_of(file: &Path, inputs: &[PathBuf]) -> bool {
    let identity = |path: &Path| {
        fs::metadata(path).ok().filter(fs::Metadata::is_file).map(|file| (file.dev(), file.ino()))
    };
    let Some(file) = identity(file) else { return false };
    let mut inputs =
        inputs.iter().map(|input| if input.as_os_str() == STDIN { Path::new("/dev/stdin") } else { input });
    let first = inputs.next().unwrap_or(Path::new("/dev/stdin"));
    inputs.chain([first]).any(|input| identity(input) == Some(file))
}

fn nothing_else(name: &Path, problem: &str, found: bool) -> io::Result<()> {
    if found { Ok(()) } else { Err(about(name, io::ErrorKind::NotFound, &problem)) }
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    let mut entries: Vec<_> = fs::read_dir(folder)?.collect::<io::Result<_>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        // Links are not followed: one to a parent folder would never end.
        if entry.file_type()?.is_dir() {
            walk(&path, files)?;
        } else if files::format(&path) != Format::Unspecified && path.is_file() {
            files.push(path);
        }
    }
    Ok(())
}

fn is_pattern(name: &Path) -> bool {
    name.to_str().is_some_and(|name| name.contains(['*', '?', '[']))
}

fn matches(pattern: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    let text = pattern.to_str().unwrap_or_default();
    let found = glob::glob(text).map_err(|error| about(pattern, io::ErrorKind::InvalidInput, &error.msg))?;
    for path in found {
        let path = path.map_err(io::Error::from)?;
        if path.is_file() {
            files.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_and_patterns_stand_for_the_documents_that_they_hold() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        fs::create_dir(root.join("b")).unwrap();
        for name in ["z.TXT", "a.md", "b/c.html", "b/picture.png", ".hidden.txt"] {
            fs::write(root.join(name), "Word.").unwrap();
        }
        std::os::unix::fs::symlink(root, root.join("b/loop")).unwrap();
        let found = |names: &[&str]| -> Result<Vec<String>, String> {
            let names = names.iter().map(|name| root.join(name)).collect();
            let files = files(names).map_err(|error| error.to_string())?;
            let inside = |path: PathBuf| path.strip_prefix(root).unwrap().display().to_string();
            Ok(files.into_iter().map(inside).collect())
        };
        assert_eq!(found(&[""]).unwrap(), ["a.md", "b/c.html", "z.TXT"]);
        assert_eq!(found(&["z.TXT", "*/*.html"]).unwrap(), ["z.TXT", "b/c.html"]);
        assert_eq!(
            found(&["missing.txt"]).unwrap(),
            ["missing.txt"],
            "help: opening it says why it cannot be"
        );
        assert!(found(&["*.pdf"]).unwrap_err().ends_with("*.pdf: no file is called like that"));
        fs::remove_file(root.join("b/c.html")).unwrap();
        assert!(found(&["b"]).unwrap_err().ends_with("no documents in it"));
    }
}
