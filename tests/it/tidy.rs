//! The rules of the house that no compiler checks: layers, circles, what is embedded, file sizes.

mod circles;

use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The longest that a hand-written file may be, in lines.
const MAX_LINES: usize = 500;

/// A source file of the library or the binary.
struct File {
    path: PathBuf,
    // Its module path from the root of the crate: ["rpc", "convert", "names"].
    module: Vec<String>,
    source: String,
}

/// The Rust files below a folder, in order.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// The source folders of the packages that ship.
fn packages() -> [PathBuf; 2] {
    ["src", "core/src"].map(|folder| Path::new(ROOT).join(folder))
}

fn sources(src: &Path) -> Vec<File> {
    let file = |path: PathBuf| {
        let inside = path.strip_prefix(src).unwrap().with_extension("");
        let mut module: Vec<String> = inside
            .iter()
            .map(|part| part.to_str().unwrap().to_owned())
            .filter(|part| part != "mod")
            .collect();
        if module == ["lib"] {
            module.clear();
        }
        File { source: fs::read_to_string(&path).unwrap(), module, path }
    };
    rust_files(src).into_iter().map(file).collect()
}

/// The modules of a crate in layering order.
fn layers(src: &Path) -> Vec<String> {
    let lib = fs::read_to_string(src.join("lib.rs")).unwrap();
    lib.lines()
        .filter_map(|line| {
            let line = line.strip_prefix("pub ").unwrap_or(line);
            Some(line.strip_prefix("mod ")?.strip_suffix(';')?.to_owned())
        })
        .collect()
}

/// The lines of a source that are code, with their number; in-line tests are `true`.
fn code(source: &str) -> impl Iterator<Item = (usize, &str, bool)> {
    let tests = source.lines().position(|line| line.starts_with("mod tests {")).unwrap_or(usize::MAX);
    let lines = source.lines().enumerate();
    lines
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(move |(at, line)| (at + 1, line, at > tests))
}

/// The modules at the root of the crate that a line of code names, by `crate::` or by a way out through `super::`.
fn roots_named(line: &str, depth: usize) -> Vec<&str> {
    let mut named = Vec::new();
    let out = "super::".repeat(depth.max(1));
    for prefix in ["crate::", out.as_str()] {
        for (at, _) in line.match_indices(prefix) {
            let continues =
                line[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | ':' | '$'));
            if continues {
                continue;
            }
            let rest = &line[at + prefix.len()..];
            match rest.strip_prefix('{') {
                Some(group) => named.extend(top_level(group)),
                None => named.push(identifier(rest)),
            }
        }
    }
    named
}

/// The first identifier of each item of a group `a, b::{c, d}}`.
fn top_level(group: &str) -> Vec<&str> {
    let mut depth = 0;
    let items = group.split(move |c: char| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        c == ',' && depth == 0
    });
    items.map(|item| identifier(item.trim_start())).collect()
}

fn identifier(text: &str) -> &str {
    &text[..text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len())]
}

#[test]
fn a_module_uses_only_modules_above_it() {
    let mut breaches = Vec::new();
    for src in packages() {
        let layers = layers(&src);
        assert!(layers.len() > 4, "help: {} lists no modules", src.display());
        let rank = |module: &str| layers.iter().position(|layer| layer == module);
        for file in sources(&src) {
            let Some(own) = file.module.first().and_then(|module| rank(module)) else { continue };
            for (number, line, in_tests) in code(&file.source) {
                let depth = file.module.len() + usize::from(in_tests);
                for named in roots_named(line, depth) {
                    if rank(named).is_some_and(|used| used > own) {
                        breaches.push(format!("{}:{number}: {}", file.path.display(), line.trim()));
                    }
                }
            }
        }
    }
    assert!(
        breaches.is_empty(),
        "help: lib.rs lists what a module may use above it\n{}",
        breaches.join("\n")
    );
}

#[test]
fn what_is_embedded_says_where_it_comes_from() {
    let table = fs::read_to_string(Path::new(ROOT).join("core/data/README.md")).unwrap();
    for entry in fs::read_dir(Path::new(ROOT).join("core/data/lexicon")).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("lexicon/{}", path.file_name().unwrap().to_str().unwrap());
        assert!(table.contains(&format!("| {name} |")), "help: data/README.md has no row for {name}");
        let lexicon = fs::read_to_string(&path).unwrap();
        let header: Vec<&str> = lexicon.lines().take_while(|line| line.starts_with('#')).collect();
        let header = header.join("\n");
        let licences = ["MIT", "Apache", "BSD", "CC BY", "CC0", "Unicode", "ublic domain"];
        assert!(
            licences.iter().any(|licence| header.contains(licence)),
            "help: the `#` lines at the top of {name} must name its source and licence"
        );
    }
}

#[test]
fn packages_in_the_embedded_page_have_a_row_with_their_licence() {
    let readme = fs::read_to_string(Path::new(ROOT).join("README.md")).unwrap();
    let licences = readme.split("\n## Licence\n").nth(1).expect("help: README.md has no section on licences");
    let mut packages = Vec::new();
    for entry in fs::read_dir(Path::new(ROOT).join("web/src")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            continue;
        }
        let source = fs::read_to_string(path).unwrap();
        let imports = source.lines().filter_map(|line| Some(line.split_once("from \"@")?.1.to_owned()));
        packages.extend(imports.filter_map(|path| Some(path.split(['"', '\'']).next()?.to_owned())));
    }
    assert!(!packages.is_empty(), "help: the page imports no package");
    for package in packages {
        let name: Vec<&str> = package.splitn(3, '/').take(2).collect();
        let name = format!("`@{}`", name.join("/"));
        assert!(licences.contains(&name), "help: README.md has no row with the licence of {name}");
    }
}

#[test]
fn files_are_short_and_finished() {
    // Put together here, so that this file does not fail its own test.
    let unfinished =
        [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("#[ign", "ore"), concat!("dbg", "!(")];
    let folders = ["src", "core", "tests", "train", "benches"].map(|folder| Path::new(ROOT).join(folder));
    for path in folders.iter().filter(|folder| folder.exists()).flat_map(|folder| rust_files(folder)) {
        let source = fs::read_to_string(&path).unwrap();
        let lines = source.lines().count();
        assert!(lines <= MAX_LINES, "{}: {lines} lines; help: split it by purpose", path.display());
        for word in unfinished {
            assert!(!source.contains(word), "{}: {word}; help: finish it or take it out", path.display());
        }
    }
}

#[test]
fn ways_to_a_root_module_are_seen() {
    for (line, depth, expect) in [
        ("use crate::rpc::v1;", 1, vec!["rpc"]),
        ("use crate::{text::{Span, trim}, rpc};", 1, vec!["text", "rpc"]),
        ("use super::super::rpc::v1;", 2, vec!["rpc"]),
        ("use super::scan::Piece;", 2, vec![]),
        ("use my_crate::rpc;", 1, vec![]),
    ] {
        assert_eq!(roots_named(line, depth), expect, "{line}");
    }
}
