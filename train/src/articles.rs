//! The articles of `train/corpus`, which the project wrote itself.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use ascribe_core::analysis::Analysis;
use ascribe_core::markup;

/// One article in so many is kept for measuring: those whose number is a multiple.
const HELD_OUT: u32 = 5;

/// A text with what is to be found in it.
pub(crate) type Article = (String, Analysis);

/// The articles in a language that may be learnt from, in the order of their numbers.
///
/// # Errors
/// A file cannot be read, or has a mark that means nothing.
pub(crate) fn of_language(language: &str) -> io::Result<Vec<Article>> {
    let paths = paths(language)?;
    paths.iter().filter(|path| !number(path).is_multiple_of(HELD_OUT)).map(|path| read(path)).collect()
}

fn paths(language: &str) -> io::Result<Vec<PathBuf>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(language);
    let mut paths = fs::read_dir(folder)?.map(|file| Ok(file?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort_by_key(|path| (number(path), path.clone()));
    Ok(paths)
}

/// The number that the name of a file begins with.
fn number(path: &Path) -> u32 {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.split('_').next().and_then(|number| number.parse().ok()).unwrap_or_default()
}

fn read(path: &Path) -> io::Result<Article> {
    let marked = fs::read_to_string(path)?;
    markup::read(&marked)
        .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, format!("{}: {error}", path.display())))
}

#[cfg(test)]
mod tests {
    use super::{number, paths, read};

    #[test]
    fn every_article_can_be_read_and_has_contents_and_names_where_its_notes_say() {
        for language in ["de", "en", "es", "fr", "it", "nl", "pt"] {
            let paths = paths(language).expect("there are articles");
            assert!(!paths.is_empty(), "{language}");
            for path in paths {
                let (text, analysis) = read(&path).expect("an article can be read");
                let contents = analysis.quotations.iter().all(|quotation| !quotation.segments.is_empty());
                let names = analysis.entities.iter().all(|entity| !entity.mentions.is_empty());
                assert!(contents && names && !text.contains('{'), "{}", path.display());
                assert_eq!(analysis.language.code, language, "{}", path.display());
                assert_ne!(number(&path), 0, "{} has a number", path.display());
            }
        }
    }
}
