//! No import circle between the folders of a package, nor between the files of a folder.
//!
//! At each level of the module tree, siblings form a graph: an edge is an import, or a path in code, from anywhere in one
//! to anywhere in the other. Re-exports are followed to what they name; tests do not count, nor do a module and its
//! parent.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// A module path from the root of a crate: `["rpc", "contract", "convert"]`.
type Module = Vec<String>;

/// The modules of a package, with what each one imports and re-exports.
struct Package {
    modules: BTreeMap<Module, Source>,
}

#[derive(Default)]
struct Source {
    // Paths in `use` declarations and in code, relative to the module.
    paths: Vec<Vec<String>>,
    // Name of each public import, and its path.
    exports: BTreeMap<String, Vec<String>>,
}

impl Package {
    fn read(src: &Path) -> Self {
        let mut modules = BTreeMap::new();
        for path in super::rust_files(src) {
            let inside = path.strip_prefix(src).unwrap().with_extension("");
            let mut module: Module = inside.iter().map(|part| part.to_str().unwrap().to_owned()).collect();
            module.pop_if(|name| name == "mod" || name == "lib");
            if module != ["main"] {
                modules.insert(module, source(&fs::read_to_string(&path).unwrap()));
            }
        }
        Self { modules }
    }

    /// The module that a path in `from` leads to; none for another crate or an item of `from` itself.
    fn resolve(&self, from: &[String], path: &[String], depth: usize) -> Option<Module> {
        let mut rest = path.iter();
        let mut module: Module = match rest.as_slice().first()?.as_str() {
            "crate" => {
                rest.next();
                Vec::new()
            }
            "self" | "super" => from.to_vec(),
            first => {
                let mut child = from.to_vec();
                child.push(first.to_owned());
                self.modules.contains_key(&child).then(|| from.to_vec())?
            }
        };
        for name in rest {
            match name.as_str() {
                "self" => continue,
                "super" => {
                    module.pop();
                    continue;
                }
                _ => module.push(name.clone()),
            }
            if self.modules.contains_key(&module) {
                continue;
            }
            module.pop();
            let exports = &self.modules[&module].exports;
            return match exports.get(name) {
                Some(path) if depth > 0 => self.resolve(&module, path, depth - 1).or(Some(module)),
                _ => Some(module),
            };
        }
        Some(module)
    }

    /// The circles between siblings, each as `parent (a b c)`.
    fn circles(&self) -> Vec<String> {
        let mut levels: BTreeMap<Module, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
        for (from, source) in &self.modules {
            for target in source.paths.iter().filter_map(|path| self.resolve(from, path, 8)) {
                let common = from.iter().zip(&target).take_while(|(a, b)| a == b).count();
                if let (Some(a), Some(b)) = (from.get(common), target.get(common)) {
                    let level = levels.entry(from[..common].to_vec()).or_default();
                    level.entry(a.clone()).or_default().insert(b.clone());
                }
            }
        }
        let circle = |parent: &Module, names: BTreeSet<String>| {
            let names: Vec<String> = names.into_iter().collect();
            format!(
                "{} ({})",
                if parent.is_empty() { "/".to_owned() } else { parent.join("/") },
                names.join(" ")
            )
        };
        let circles = levels.iter().flat_map(|(parent, graph)| {
            components(graph).into_iter().map(move |names| circle(parent, names))
        });
        circles.collect()
    }
}

/// The sets of two nodes and more that reach one another.
fn components(graph: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<BTreeSet<String>> {
    let reach = |from: &String| {
        let (mut seen, mut next) = (BTreeSet::new(), vec![from.clone()]);
        while let Some(node) = next.pop() {
            for target in graph.get(&node).into_iter().flatten() {
                if seen.insert(target.clone()) {
                    next.push(target.clone());
                }
            }
        }
        seen
    };
    let reached: BTreeMap<&String, BTreeSet<String>> = graph.keys().map(|node| (node, reach(node))).collect();
    let together = |a: &String, b: &String| {
        reached[a].contains(b) && reached.get(b).is_some_and(|back| back.contains(a))
    };
    let component =
        |node: &String| graph.keys().filter(|other| together(node, other)).cloned().collect::<BTreeSet<_>>();
    graph.keys().map(component).filter(|component| component.len() > 1).collect()
}

/// Reads the paths of a source file, without its comments and its tests.
fn source(text: &str) -> Source {
    let lines = text.lines().take_while(|line| *line != "mod tests {");
    let code: Vec<&str> = lines.map(|line| line.split("//").next().unwrap_or_default()).collect();
    let code = code.join("\n");
    let (mut paths, mut exports, mut rest) = (Vec::new(), BTreeMap::new(), String::new());
    let mut statements = code.split_inclusive(';');
    for statement in &mut statements {
        let Some(at) = use_at(statement) else {
            rest.push_str(statement);
            continue;
        };
        rest.push_str(&statement[..at]);
        let public =
            statement[..at].rsplit('\n').next().is_some_and(|line| line.trim_start().starts_with("pub"));
        let tree = statement[at + "use ".len()..].trim_end_matches(';');
        for (path, name) in expand(&tree.split_whitespace().collect::<Vec<_>>().join(" ")) {
            if public {
                exports.insert(name, path.clone());
            }
            paths.push(path);
        }
    }
    paths.extend(paths_in_code(&rest));
    Source { paths, exports }
}

/// Where a statement has the keyword `use`, at the start of a line or behind a visibility.
fn use_at(statement: &str) -> Option<usize> {
    statement.match_indices("use ").map(|(at, _)| at).find(|&at| {
        let before = statement[..at].rsplit('\n').next().unwrap_or_default().trim();
        let starts_line = statement[..at].ends_with(['\n', ' ']) || at == 0;
        starts_line && (before.is_empty() || before.starts_with("pub") && !before.contains('='))
    })
}

/// The paths of a use tree, with the name that each binds.
fn expand(tree: &str) -> Vec<(Vec<String>, String)> {
    let tree = tree.trim();
    let Some(open) = tree.find('{') else {
        let (path, alias) = tree.split_once(" as ").unwrap_or((tree, ""));
        let mut path: Vec<String> = path.split("::").map(|part| part.trim().to_owned()).collect();
        let name =
            if alias.is_empty() { path.last().cloned().unwrap_or_default() } else { alias.trim().to_owned() };
        if path.last().is_some_and(|last| last == "*") {
            path.pop();
        }
        return vec![(path, name)];
    };
    let prefix: Vec<String> =
        tree[..open].split("::").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect();
    let inside = &tree[open + 1..tree.rfind('}').unwrap_or(tree.len())];
    let (mut depth, mut items, mut from) = (0, Vec::new(), 0);
    for (at, c) in inside.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                items.push(&inside[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    items.push(&inside[from..]);
    let items = items.into_iter().filter(|item| !item.trim().is_empty());
    let whole = |(path, name): (Vec<String>, String)| match path == ["self"] {
        true => (prefix.clone(), prefix.last().cloned().unwrap_or_default()),
        false => (prefix.iter().cloned().chain(path).collect(), name),
    };
    items.flat_map(expand).map(whole).collect()
}

/// The paths in expressions and types that begin with `crate::`, `super::` or a lower-case name.
fn paths_in_code(code: &str) -> Vec<Vec<String>> {
    let is_path = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':');
    let words = code.split(|c: char| !is_path(c)).filter(|word| word.contains("::"));
    words
        .map(|word| word.split("::").map(|part| part.trim_matches(':').to_owned()).collect::<Vec<_>>())
        .filter(|path| path.first().is_some_and(|first| !first.is_empty()))
        .collect()
}

#[track_caller]
fn check(folder: &str, known: &[&str]) {
    let src: PathBuf = Path::new(ROOT).join(folder);
    let found = Package::read(&src).circles();
    assert_eq!(
        found, known,
        "help: {folder}: break a circle that is new; take one that is gone off the list, which only shrinks"
    );
}

#[test]
fn the_service_has_no_circle() {
    check("src", &[]);
}

#[test]
fn the_core_has_only_known_circles() {
    check(
        "core/src",
        &[
            "coreference (antecedents pronouns resolve)",
            "coreference (cluster name_mentions person_clusters type_patterns)",
            "metadata (facts json_ld)",
        ],
    );
}

#[test]
fn use_trees_are_expanded() {
    let expanded: Vec<String> = expand("crate::{a::{b, c as d}, e::*, f::{self, G}}")
        .into_iter()
        .map(|(path, name)| format!("{} = {name}", path.join("::")))
        .collect();
    assert_eq!(
        expanded,
        ["crate::a::b = b", "crate::a::c = d", "crate::e = *", "crate::f = f", "crate::f::G = G"]
    );
}

/// The circles of a package of these modules, with their source.
fn circles_of(modules: &[(&[&str], &str)]) -> Vec<String> {
    let module =
        |(path, text): &(&[&str], &str)| (path.iter().map(|&name| name.to_owned()).collect(), source(text));
    Package { modules: modules.iter().map(module).collect() }.circles()
}

#[test]
fn circles_are_found_through_re_exports_and_paths_in_code() {
    let root = "pub mod a;\npub mod b;\npub use b::inner::{Thing as Alias};";
    let found = circles_of(&[
        (&[], root),
        (&["a"], "use crate::Alias;"),
        (&["b"], "pub mod inner;"),
        (&["b", "inner"], "pub struct Thing;\nfn f() { crate::a::g() }"),
    ]);
    assert_eq!(found, ["/ (a b)"]);
    let found = circles_of(&[
        (&[], ""),
        (&["a"], "mod x;\nmod y;"),
        (&["a", "x"], "use super::y::Y;"),
        (&["a", "y"], "mod z;"),
        (&["a", "y", "z"], "use super::super::{x};"),
    ]);
    assert_eq!(found, ["a (x y)"]);
}

#[test]
fn comments_tests_and_parents_make_no_circle() {
    let found = circles_of(&[
        (&[], "pub use a::x::X;"),
        (&["a"], "mod x;\nmod y;\npub use x::X;"),
        (&["a", "x"], "use super::y::Y;\nuse super::X;"),
        (&["a", "y"], "use crate::b::B;"),
        (&["b"], "pub struct B;\n// use crate::a;\nmod tests {\nuse crate::a;"),
        (&["c"], "use crate::a::X;"),
    ]);
    assert!(found.is_empty(), "{found:?}");
}
