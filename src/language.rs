//! The language of a text: `whatlang` behind our own type.

use whatlang::{Detector, Info, Lang, Script};

use crate::analysis::{Language, LanguageCandidate};
use crate::data;

/// Languages with a pack of their own for quotations, as BCP 47 tags.
pub const SUPPORTED: [&str; 4] = ["en", "de", "fr", "es"];

/// More text than this, in bytes, adds nothing to what is known of its language.
const ENOUGH: usize = 8 * 1024;

/// Fewer letters than this are no text; scripts in which a letter is a word aside.
const FEWEST_LETTERS: usize = 3;

/// Below this confidence a result is a guess.
const GUESS: f64 = 0.005;

/// From this confidence on a result can be acted on.
const RELIABLE: f64 = 0.9;

/// Detects the language of a text; undetermined where there is not enough of it. Linear in the text.
#[must_use]
pub fn detect(text: &str) -> Language {
    let sample = prose(&text[..text.floor_char_boundary(ENOUGH)]);
    let Some(info) = whatlang::detect(&sample) else { return Language::default() };
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    let latin = info.script() == Script::Latin;
    if latin && (letters < FEWEST_LETTERS || info.confidence() < GUESS) {
        return Language::default();
    }
    Language {
        confidence: info.confidence() as f32,
        reliable: info.confidence() > RELIABLE,
        script: script_code(&info).into(),
        alternatives: alternatives(&sample, &info),
        ..declared(info.lang().code())
    }
}

/// The language that surely is another than the document's, where a block of it is long enough to tell.
#[must_use]
pub fn differing(block: &str, document: &Language) -> Option<String> {
    const FEWEST_BYTES: usize = 80;
    const SAMPLE: usize = 512;
    let block = &block[..block.floor_char_boundary(SAMPLE)];
    if block.len() < FEWEST_BYTES || has_usual_words(block, &document.iso639_3) {
        return None;
    }
    let info = whatlang::detect(block)?;
    let differs = info.lang().code() != document.iso639_3 && info.confidence() > RELIABLE;
    differs.then(|| declared(info.lang().code()).code)
}

/// Whether a text has its share of the words that every text in a language has, and hardly one in another.
///
/// Far cheaper than to detect the language anew, which hardly any block of a document needs.
fn has_usual_words(text: &str, iso639_3: &str) -> bool {
    const FEWEST: usize = 2;
    const ONE_IN: usize = 16;
    let usual: &[&str] = match iso639_3 {
        "eng" => &["the", "and", "that", "for", "with", "said", "from", "has", "his", "this"],
        "deu" => &["der", "und", "das", "nicht", "ist", "mit", "dem", "sich", "ein", "eine"],
        "fra" => &["les", "des", "et", "une", "dans", "est", "au", "qui", "sur", "du"],
        "spa" => &["el", "los", "las", "del", "y", "una", "con", "en", "al", "por"],
        _ => return false,
    };
    let (mut words, mut found) = (0, 0);
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
        words += 1;
        found += usize::from(usual.iter().any(|usual| usual.eq_ignore_ascii_case(word)));
    }
    found >= FEWEST && found * ONE_IN >= words
}

/// The language that a caller declares by its BCP 47 tag.
///
/// The code is the tag in its usual capitals ("en-GB"); one that is not known keeps its tag and has no name.
#[must_use]
pub fn declared(tag: &str) -> Language {
    let mut subtags = tag.split(['-', '_']);
    let primary = subtags.next().unwrap_or_default().to_ascii_lowercase();
    if primary.is_empty() || primary == "und" {
        return Language::default();
    }
    let row = data::rows(data::LANGUAGES).find(|row| row[0] == primary || row[1] == primary);
    let (code, iso639_3, name, mut script) = match row.as_deref() {
        Some(&[code, iso639_3, name, script]) => (code, iso639_3, name, script.to_owned()),
        _ => (primary.as_str(), "und", "", String::new()),
    };
    let mut full = code.to_owned();
    for subtag in subtags {
        full.push('-');
        match subtag.len() {
            2 => full.push_str(&subtag.to_ascii_uppercase()),
            4 if subtag.bytes().all(|b| b.is_ascii_alphabetic()) => {
                script = subtag[..1].to_ascii_uppercase() + &subtag[1..].to_ascii_lowercase();
                full.push_str(&script);
            }
            _ => full.push_str(&subtag.to_ascii_lowercase()),
        }
    }
    Language {
        supported: SUPPORTED.contains(&code),
        code: full,
        iso639_3: iso639_3.into(),
        name: name.into(),
        script,
        confidence: 1.0,
        reliable: true,
        alternatives: Vec::new(),
    }
}

/// The text without what is in no language: addresses, handles, numbers.
fn prose(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !is_address(word) {
            kept.push_str(word);
            kept.push(' ');
        }
    }
    kept
}

fn is_address(word: &str) -> bool {
    word.contains("://") || word.starts_with("www.") || word.contains('@') || word.starts_with('#')
}

/// What else a text may be written in. Only for results in doubt, since it takes a detection of its own.
fn alternatives(sample: &str, best: &Info) -> Vec<LanguageCandidate> {
    const SAMPLE: usize = 1024;
    const MOST: usize = 2;
    let mut found = Vec::new();
    let mut denied = vec![best.lang()];
    while best.confidence() <= RELIABLE && found.len() < MOST {
        let sample = &sample[..sample.floor_char_boundary(SAMPLE)];
        let Some(next) = Detector::with_denylist(denied.clone()).detect(sample) else { break };
        if next.script() != best.script() {
            break;
        }
        denied.push(next.lang());
        let Language { code, iso639_3, .. } = declared(next.lang().code());
        // What the best has left over bounds what the others can have.
        let confidence = (1.0 - best.confidence()).min(next.confidence()) as f32;
        found.push(LanguageCandidate { code, iso639_3, confidence });
    }
    found.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    found
}

/// The ISO 15924 code of the script that a text was found to be in.
fn script_code(info: &Info) -> &'static str {
    match info.script() {
        Script::Latin => "Latn",
        Script::Cyrillic => "Cyrl",
        Script::Arabic => "Arab",
        Script::Devanagari => "Deva",
        Script::Hiragana | Script::Katakana => "Jpan",
        Script::Mandarin if info.lang() == Lang::Jpn => "Jpan",
        Script::Ethiopic => "Ethi",
        Script::Hebrew => "Hebr",
        Script::Bengali => "Beng",
        Script::Georgian => "Geor",
        Script::Mandarin => "Hani",
        Script::Hangul => "Kore",
        Script::Greek => "Grek",
        Script::Kannada => "Knda",
        Script::Tamil => "Taml",
        Script::Thai => "Thai",
        Script::Gujarati => "Gujr",
        Script::Gurmukhi => "Guru",
        Script::Telugu => "Telu",
        Script::Malayalam => "Mlym",
        Script::Oriya => "Orya",
        Script::Myanmar => "Mymr",
        Script::Sinhala => "Sinh",
        Script::Khmer => "Khmr",
        Script::Armenian => "Armn",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, code: &str, script: &str) {
        let found = detect(text);
        assert_eq!((found.code.as_str(), found.script.as_str()), (code, script), "{text}");
    }

    #[test]
    fn sentences_are_recognised_in_their_script() {
        check("The minister said that the talks would go on until the end of the week.", "en", "Latn");
        check("Der Minister sagte, die Gespräche würden bis zum Ende der Woche fortgesetzt.", "de", "Latn");
        check("Министр заявил, что переговоры продолжатся до конца недели.", "ru", "Cyrl");
        check("部長は記者団に、会談は週末まで続くと述べた。", "ja", "Jpan");
        check("部长对记者说，会谈将持续到周末。", "zh", "Hani");
    }

    #[test]
    fn what_is_no_text_is_undetermined() {
        check("", "und", "");
        check("https://example.org/a/b/c @someone 12,345", "und", "");
        check("5 X", "und", "");
    }

    #[test]
    fn a_declared_tag_keeps_its_subtags() {
        let british = declared("en-gb");
        assert_eq!((british.code.as_str(), british.iso639_3.as_str()), ("en-GB", "eng"));
        assert!(british.supported);
        let chinese = declared("zh-hant");
        assert_eq!((chinese.code.as_str(), chinese.script.as_str()), ("zh-Hant", "Hant"));
        assert_eq!(declared("deu").code, "de");
        assert_eq!(declared("xx").name, "");
    }

    #[test]
    fn every_language_that_can_be_detected_has_a_name() {
        for lang in Lang::all() {
            assert!(!declared(lang.code()).name.is_empty(), "help: add {lang} to data/lexicon/languages.tsv");
        }
    }

    #[test]
    fn a_block_is_in_another_language_only_where_that_is_sure() {
        let english = declared("en");
        for block in [
            "The minister told the parliament on Tuesday that he would not step down from his post this year.",
            "Advertisement",
            "Reuters/John Smith, Kyiv, 12 May 2021, 14:35 GMT, updated 15:10 GMT, 16:20 GMT, 17:30 GMT, 18:40 GMT",
        ] {
            assert_eq!(differing(block, &english), None, "{block}");
        }
        let german = "Der Minister erklärte am Dienstag vor dem Parlament, dass er in diesem Jahr nicht zurücktreten werde.";
        let russian =
            "Министр заявил во вторник в парламенте, что в этом году не намерен уходить в отставку.";
        assert_eq!(differing(german, &english).as_deref(), Some("de"));
        assert_eq!(differing(russian, &english).as_deref(), Some("ru"));
        assert_eq!(differing(german, &declared("de-AT")), None);
    }

    #[test]
    fn doubtful_results_come_with_alternatives() {
        let found = detect("internet");
        assert!(found.reliable || !found.alternatives.is_empty() || found.code == "und");
    }
}
