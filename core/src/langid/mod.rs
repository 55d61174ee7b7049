//! The language of a text: `whatlang` first, and a model of our own where that is not enough.
//!
//! [`ngrams`] is what the model sees of a text, [`model`] the model, `verdict` weighs the two against each other.

pub mod model;
pub mod ngrams;
#[cfg(test)]
mod tests;
mod verdict;

use whatlang::{Info, Lang, Script};

use crate::analysis::{Language, LanguageCandidate};
use crate::data;
use crate::lang::files;
use crate::lang::pack::{LanguagePack, Packs};
use crate::lang::table::{self, Errors};
use model::{Model, Opinion};
use verdict::Verdict;

/// Whether quotations are read in a language, given by its BCP 47 primary subtag: whether its pack has verbs of speech.
#[must_use]
pub fn is_supported(code: &str) -> bool {
    Packs::load().supported(code).is_some()
}

/// More text than this, in bytes, adds nothing to what is known of its language.
const ENOUGH: usize = 1024;

/// The letters that the model reads; more add nothing.
const ENOUGH_LETTERS: usize = 400;

/// Fewer letters than this are no text; scripts in which a letter is a word aside.
const FEWEST_LETTERS: usize = 3;

/// From this confidence on a result can be acted on.
const RELIABLE: f32 = 0.9;

/// How often the model is taught a language that `whatlang` knows for each time it is taught another.
pub const KNOWN_TURNS: usize = 4;

/// Whether `whatlang` knows a language, given its ISO 639-3 code.
#[must_use]
pub fn is_known(iso639_3: &str) -> bool {
    Lang::from_code(iso639_3).is_some()
}

/// Tells languages.
#[derive(Debug)]
pub struct Detector {
    model: Model,
    // For each language of the model what `whatlang` calls it, where that knows it as well.
    known: Vec<Option<Lang>>,
    // Words that every text in a language has.
    frequent: Vec<(String, Vec<u64>)>,
}

impl Detector {
    /// Loads the embedded model.
    #[must_use]
    pub fn load() -> Self {
        let model = Model::read(data::LANGUAGE_MODEL);
        let known = model.languages().iter().map(Lang::from_code).collect();
        Self { model, known, frequent: frequent_words() }
    }

    /// Detects the language of a text in pieces; undetermined where there is not enough of it.
    ///
    /// Of long texts some stretches are read, so that the time does not grow with the text.
    #[must_use]
    pub fn detect(&self, pieces: &[&str]) -> Language {
        let sample = uncapitalised(sample(pieces));
        let Some((info, opinion)) = self.opinions(&sample) else { return Language::default() };
        let letters = sample.chars().filter(|c| c.is_alphabetic()).take(FEWEST_LETTERS).count();
        if info.script() == Script::Latin && letters < FEWEST_LETTERS {
            return Language::default();
        }
        let Some(Verdict { candidates, reliable }) = self.verdict(&sample, &info, opinion.as_ref()) else {
            return Language::default();
        };
        let mut candidates =
            candidates.into_iter().map(|(code, confidence)| Language { confidence, ..declared(&code) });
        let Some(best) = candidates.next() else { return Language::default() };
        let alternatives = candidates.map(|Language { code, iso639_3, confidence, .. }| LanguageCandidate {
            code,
            iso639_3,
            confidence,
        });
        Language {
            reliable,
            script: script_code(&info, &best.iso639_3).into(),
            alternatives: alternatives.collect(),
            ..best
        }
    }

    /// What each of the two detectors makes of a text; the model nothing where its script tells the language.
    fn opinions(&self, sample: &str) -> Option<(Info, Option<Opinion>)> {
        let script = if is_mostly_latin(sample) { Script::Latin } else { whatlang::detect_script(sample)? };
        let opinion =
            if verdict::is_shared(script) { self.model.opinion(sample, ENOUGH_LETTERS) } else { None };
        let info = match &opinion {
            Some(opinion) if script == Script::Latin && self.is_sure(opinion) => {
                self.nearest(sample, opinion)
            }
            _ => whatlang::detect(sample),
        };
        Some((info?, opinion))
    }

    /// Whether the model has read enough of a text, and found it to be in a language that `whatlang` knows.
    fn is_sure(&self, opinion: &Opinion) -> bool {
        const LETTERS: usize = 300;
        let mut likely = self.known.iter().zip(&opinion.shares);
        opinion.letters >= LETTERS && likely.any(|(lang, &share)| lang.is_some() && share > RELIABLE)
    }

    /// What `whatlang` makes of the beginning of a text if it compares no more than the languages which the model finds
    /// likeliest.
    ///
    /// What it says rests on the first two of its languages alone, and where the model is sure it only has to agree:
    /// more languages and more text cost time for nothing.
    fn nearest(&self, sample: &str, opinion: &Opinion) -> Option<Info> {
        const NEAR: usize = 4;
        const BEGINNING: usize = 512;
        let likely = self.known.iter().zip(&opinion.shares);
        let mut likely: Vec<(f32, Lang)> =
            likely.filter_map(|(lang, share)| Some((*share, (*lang)?))).collect();
        likely.select_nth_unstable_by(NEAR, |a, b| b.0.total_cmp(&a.0));
        let near = likely[..NEAR].iter().map(|(_, lang)| *lang).collect();
        let beginning = &sample[..sample.floor_char_boundary(BEGINNING)];
        whatlang::Detector::with_allowlist(near).detect(beginning)
    }

    /// What the two detectors together make of a text.
    fn verdict(&self, sample: &str, info: &Info, opinion: Option<&Opinion>) -> Option<Verdict> {
        if let Some(code) = verdict::betrayed(sample) {
            return Some(Verdict { candidates: vec![(code.into(), RELIABLE)], reliable: false });
        }
        if !verdict::is_shared(info.script()) {
            return Some(Verdict { candidates: vec![(info.lang().code().into(), 1.0)], reliable: true });
        }
        Some(verdict::weigh(&self.model, &self.known, info, opinion?))
    }

    /// Whether a text may well be in a language, by a look at its beginning: cheaper than to detect it anew.
    fn may_be_in(&self, iso639_3: &str, text: &str) -> bool {
        const LETTERS: usize = 80;
        const SHARE: f32 = 0.2;
        let Some(at) = self.model.languages().iter().position(|code| code == iso639_3) else { return false };
        self.model.opinion(text, LETTERS).is_none_or(|opinion| opinion.shares[at] >= SHARE)
    }

    /// Whether a text has its share of the words that every text in a language has.
    fn has_frequent_words(&self, text: &str, iso639_3: &str) -> bool {
        let frequent = self.frequent.iter().find(|(language, _)| language == iso639_3);
        frequent.is_some_and(|(_, words)| has_frequent_words(text, words))
    }

    /// The language that surely is another than the document's, where a block of it is long enough to tell.
    #[must_use]
    pub fn differing(&self, block: &str, document: &Language) -> Option<String> {
        const FEWEST_BYTES: usize = 80;
        const SAMPLE: usize = 512;
        let block = &block[..block.floor_char_boundary(SAMPLE)];
        if block.len() < FEWEST_BYTES
            || self.has_frequent_words(block, &document.iso639_3)
            || self.may_be_in(&document.iso639_3, block)
        {
            return None;
        }
        let (info, opinion) = self.opinions(block)?;
        let first = info.lang().code();
        if first == document.iso639_3 || info.confidence() <= f64::from(RELIABLE) {
            return None;
        }
        let Verdict { candidates, reliable } = self.verdict(block, &info, opinion.as_ref())?;
        (reliable && candidates[0].0 == first).then(|| declared(first).code)
    }
}

/// Whether more than half of a text is Latin letters, so that no other script can have as many.
fn is_mostly_latin(text: &str) -> bool {
    let letters: usize = text.as_bytes().iter().map(|byte| usize::from(byte.is_ascii_alphabetic())).sum();
    letters * 2 > text.len()
}

/// The words that every text in a language has, as numbers: `frequent.tsv` of the packs, by ISO 639-3 code.
fn frequent_words() -> Vec<(String, Vec<u64>)> {
    let errors = Errors::default();
    let packs = Packs::load();
    let words = |code: &str| {
        let file = files::get(code, "frequent.tsv")?;
        let rows = table::rows(file, &["words"], &errors);
        Some(rows.iter().flat_map(|row| row.forms(0)).map(word_key).collect())
    };
    let known = |pack: &LanguagePack| Some((pack.settings.iso639_3.clone(), words(pack.code)?));
    packs.all().into_iter().filter_map(known).collect()
}

/// The last letters of a word in one number: as none of them is zero, a longer word is never a shorter one.
fn word_key(word: &str) -> u64 {
    word.bytes().fold(0, with_letter)
}

fn with_letter(word: u64, letter: u8) -> u64 {
    word << 8 | letter as u64
}

/// Whether a text has its share of the words that every text in a language has, and hardly one in another.
///
/// Far cheaper than to detect the language anew, which hardly any block of a document needs.
fn has_frequent_words(text: &str, frequent: &[u64]) -> bool {
    const FEWEST: usize = 2;
    const ONE_IN: usize = 16;
    // So many that the rest of the text need not be read.
    const PLENTY: usize = 3;
    const PLENTY_ONE_IN: usize = 8;
    // Most words are told apart by a few of their bits.
    let slot = |word: u64| (word ^ word >> 6 ^ word >> 13) % 64;
    let slots = frequent.iter().fold(0, |slots, &word| slots | 1u64 << slot(word));
    let (mut words, mut found) = (0, 0);
    let mut word = 0;
    for (at, &byte) in text.as_bytes().iter().enumerate() {
        if byte.is_ascii_alphabetic() {
            word = with_letter(word, byte.to_ascii_lowercase());
        } else if byte >= 0x80 && !text.is_char_boundary(at) {
            // The rest of a character that has been looked at.
        } else if byte >= 0x80 && text[at..].starts_with(char::is_alphabetic) {
            word = with_letter(word, u8::MAX);
        } else if word != 0 {
            words += 1;
            found += usize::from(slots & 1 << slot(word) != 0 && frequent.contains(&word));
            word = 0;
            if found >= PLENTY && found * PLENTY_ONE_IN >= words {
                return true;
            }
        }
    }
    found >= FEWEST && found * ONE_IN >= words
}

/// A language in doubt, decided by the tag that the page has: pages are often built in another language than their
/// text, so the tag counts only where it names one of the candidates, or where there are none.
#[must_use]
pub fn hinted(found: Language, tag: &str) -> Language {
    let hint = declared(tag);
    let share = match found.alternatives.iter().find(|other| other.iso639_3 == hint.iso639_3) {
        Some(other) => other.confidence,
        None if found.code == "und" || found.iso639_3 == hint.iso639_3 => found.confidence,
        None => return found,
    };
    if found.reliable || hint.iso639_3 == "und" {
        return found;
    }
    let Language { code, iso639_3, confidence, script, alternatives, .. } = found;
    let mut others = alternatives;
    others.retain(|other| other.iso639_3 != hint.iso639_3);
    if iso639_3 != "und" && iso639_3 != hint.iso639_3 {
        others.insert(0, LanguageCandidate { code, iso639_3, confidence });
    }
    let script = if script.is_empty() { hint.script.clone() } else { script };
    Language { confidence: share, reliable: false, script, alternatives: others, ..hint }
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
        supported: is_supported(code),
        code: full,
        iso639_3: iso639_3.into(),
        name: name.into(),
        script,
        confidence: 1.0,
        reliable: true,
        alternatives: Vec::new(),
    }
}

/// Enough of a text to tell its language by: all of a short one, else stretches from its whole length.
fn sample(pieces: &[&str]) -> String {
    const STRETCH: usize = 256;
    let whole: usize = pieces.iter().map(|piece| piece.len()).sum();
    let mut kept = String::with_capacity(ENOUGH.min(whole) + pieces.len());
    let mut owed = 0;
    for piece in pieces {
        owed += piece.len() * ENOUGH / whole.max(ENOUGH);
        if owed >= STRETCH.min(piece.len()) || whole <= ENOUGH {
            let end = piece.floor_char_boundary(owed);
            add_prose(&mut kept, &piece[..end]);
            owed -= end;
        }
    }
    kept
}

/// Adds a text without what is in no language: addresses and handles.
fn add_prose(kept: &mut String, text: &str) {
    let bytes = text.as_bytes();
    if memchr::memchr3(b'/', b'@', b'#', bytes).is_none() && memchr::memmem::find(bytes, b"www.").is_none() {
        kept.push_str(text);
        kept.push(' ');
        return;
    }
    for word in text.split_whitespace().filter(|word| !is_address(word)) {
        kept.push_str(word);
        kept.push(' ');
    }
}

fn is_address(word: &str) -> bool {
    word.contains("://") || word.starts_with("www.") || word.contains('@') || word.starts_with('#')
}

/// A text in capitals in lower case, any other as it is.
fn uncapitalised(text: String) -> String {
    let mut capitals = text.bytes().filter(u8::is_ascii_uppercase).count();
    let mut small = text.bytes().filter(u8::is_ascii_lowercase).count();
    if !text.is_ascii() {
        let others = || text.chars().filter(|c| !c.is_ascii());
        capitals += others().filter(|c| c.is_uppercase()).count();
        small += others().filter(|c| c.is_lowercase()).count();
    }
    if capitals > small { text.to_lowercase() } else { text }
}

/// The ISO 15924 code of the script that a text was found to be in.
fn script_code(info: &Info, iso639_3: &str) -> &'static str {
    match info.script() {
        Script::Latin => "Latn",
        Script::Cyrillic => "Cyrl",
        Script::Arabic => "Arab",
        Script::Devanagari => "Deva",
        Script::Hiragana | Script::Katakana => "Jpan",
        Script::Mandarin if iso639_3 == Lang::Jpn.code() => "Jpan",
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
