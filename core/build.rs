//! Lists the files of `data/lang` for [`lang::files`](src/lang/files.rs), so that a new folder is a new language, and the
//! models of names in `data/model/names` for [`data`](src/data.rs).
#![allow(clippy::disallowed_methods, reason = "Cargo tells a build script its folders in the environment")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("data/lang");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut source = String::from("[\n");
    for folder in sorted(&root)? {
        println!("cargo::rerun-if-changed={}", folder.display());
        for path in sorted(&folder)? {
            // A path that is read as text is watched by the compiler itself.
            let (language, name) = (name_of(&folder), name_of(&path));
            let fields = format!("language: {language:?}, name: {name:?}, text: include_str!({path:?})");
            let _ = writeln!(source, "    File {{ {fields} }},");
        }
    }
    source.push_str("]\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("lang_files.rs"), source)?;
    let models = root.with_file_name("model");
    fs::write(out.join("name_models.rs"), name_models(&models.join("names"))?)
}

/// The models in a folder as pairs of the languages that the file is called after, and the bytes.
fn name_models(folder: &Path) -> io::Result<String> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut source = String::from("[\n");
    for path in sorted(folder)? {
        let name = name_of(&path);
        let languages: Vec<&str> = name.strip_suffix(".bin").unwrap_or(&name).split('-').collect();
        let _ = writeln!(source, "    (&{languages:?}, include_bytes!({path:?})),");
    }
    source.push_str("]\n");
    Ok(source)
}

/// What lies in a folder, by name.
fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>()?;
    paths.retain(|path| !name_of(path).starts_with('.'));
    paths.sort();
    Ok(paths)
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
