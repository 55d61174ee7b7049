//! The articles of `train/corpus` are marked as they should be.

use std::fs;
use std::path::Path;

use ascribe_core::markup;

#[test]
fn every_article_can_be_read_and_has_contents_and_names_where_its_notes_say() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for language in ["de", "en", "es", "fr", "it", "nl", "pt"] {
        let files: Vec<_> = fs::read_dir(corpus.join(language)).expect("there are articles").collect();
        assert!(!files.is_empty(), "{language}");
        for file in files {
            let path = file.expect("the folder can be read").path();
            let marked = fs::read_to_string(&path).expect("an article is text");
            let (text, analysis) =
                markup::read(&marked).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let contents = analysis.quotations.iter().all(|quotation| !quotation.segments.is_empty());
            let names = analysis.entities.iter().all(|entity| !entity.mentions.is_empty());
            assert!(contents && names && !text.contains('{'), "{}", path.display());
            assert_eq!(analysis.language.code, language, "{}", path.display());
        }
    }
}
