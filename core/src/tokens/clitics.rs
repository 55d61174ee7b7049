//! Words that lean on their neighbour: "’s" and "n’t", "l’" and "qu’", "-t-il", "-based" and "anti-".

use std::collections::HashMap;
use std::sync::Arc;

use crate::lang::files;
use crate::lang::others;
use crate::lang::pack::Packs;
use crate::lang::primary_subtag;
use crate::lang::table::{self, Errors, PackError};
use crate::text::{WordMap, hash};

/// The columns of `clitics.tsv`.
const COLUMNS: [&str; 2] = ["kind", "forms"];

/// Where a clitic stands and how it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Before an apostrophe, at the beginning of a word: "l’", "dell’".
    Elided,
    /// The same with a capital inside a sentence, where others are parts of names ("D’Estaing").
    ElidedCapital,
    /// A pronoun behind a hyphen: "dit-il", "a-t-elle".
    Inverted,
    /// Behind an apostrophe, at the end of a word: "’s", "’ll".
    Enclitic,
    /// The same with the "n" before the apostrophe: "n’t".
    Negation,
    /// Before a hyphen and a name: "pro-Kremlin".
    TiedPrefix,
    /// Behind a name and a hyphen: "London-based".
    TiedEnding,
    /// A word that begins with an apostrophe: "’em".
    Shortened,
}

impl Kind {
    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "elided" => Self::Elided,
            "elided_capital" => Self::ElidedCapital,
            "inverted" => Self::Inverted,
            "enclitic" => Self::Enclitic,
            "negation" => Self::Negation,
            "tied_prefix" => Self::TiedPrefix,
            "tied_ending" => Self::TiedEnding,
            "shortened" => Self::Shortened,
            _ => return None,
        })
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// The clitics of one language.
#[derive(Debug, Default)]
pub(super) struct Clitics {
    forms: WordMap<u8>,
    kinds: u8,
}

/// The clitics of all languages.
#[derive(Debug)]
pub(super) struct AllClitics {
    packs: Arc<Packs>,
    by_language: HashMap<&'static str, Clitics>,
    none: Clitics,
}

impl AllClitics {
    /// Reads the packs.
    pub(super) fn load() -> Self {
        Self::read(Packs::load()).0
    }

    /// Reads the packs and says what is wrong in them.
    pub(super) fn read(packs: Arc<Packs>) -> (Self, Vec<PackError>) {
        let errors = Errors::default();
        let mut by_language: HashMap<&'static str, Clitics> = HashMap::new();
        for pack in packs.all() {
            let Some(file) = files::get(pack.code, "clitics.tsv") else { continue };
            let clitics = by_language.entry(pack.code).or_default();
            for row in table::rows(file, &COLUMNS, &errors) {
                if let Some(kind) = row.parse("kind of clitic", row.field(0), Kind::parse) {
                    row.forms(1).for_each(|form| clitics.add(kind, form));
                }
            }
        }
        for other in others::read(&errors) {
            if let Some(kind) = Kind::parse(other.what) {
                let clitics = by_language.entry(other.language).or_default();
                other.row.forms(2).for_each(|form| clitics.add(kind, form));
            }
        }
        (Self { packs, by_language, none: Clitics::default() }, errors.into_vec())
    }

    /// The clitics of a language, given by its BCP 47 tag.
    pub(super) fn of(&self, language: &str) -> &Clitics {
        let code = self.packs.of(language).code;
        let code = if code.is_empty() { primary_subtag(language) } else { code };
        self.by_language.get(code).unwrap_or(&self.none)
    }
}

/// The most places at which a word is cut.
const MOST: usize = 3;

/// Where a word is cut, as ascending offsets into it.
type Cuts = [Option<usize>; MOST];

impl Clitics {
    fn add(&mut self, kind: Kind, form: &str) {
        *self.forms.entry(hash(form)).or_default() |= kind.bit();
        self.kinds |= kind.bit();
    }

    fn has(&self, kind: Kind) -> bool {
        self.kinds & kind.bit() != 0
    }

    fn is(&self, form: &str, kind: Kind) -> bool {
        self.forms.get(&hash(form)).is_some_and(|kinds| kinds & kind.bit() != 0)
    }

    /// Whether words are cut at hyphens.
    pub(super) fn cut_hyphens(&self) -> bool {
        self.kinds & (Kind::Inverted.bit() | Kind::TiedPrefix.bit() | Kind::TiedEnding.bit()) != 0
    }

    /// Where a word is to be cut, as ascending offsets into it. `first` tells that it begins its sentence.
    pub(super) fn cuts(&self, word: &str, first: bool) -> Cuts {
        let mut cuts = [None; MOST];
        if let Some(cut) = self.tied_cut(word) {
            cuts[0] = Some(cut);
            return cuts;
        }
        if self.has(Kind::Elided) {
            self.elided(word, &mut cuts, first);
        }
        let begin = cuts.iter().flatten().last().copied().unwrap_or(0);
        let free = cuts.iter().position(Option::is_none).unwrap_or(MOST);
        if let (Some(slot), Some(cut)) = (cuts.get_mut(free), self.inverted_pronoun(&word[begin..])) {
            *slot = Some(begin + cut);
        } else if free == 0 {
            self.enclitics(word, &mut cuts);
        }
        cuts
    }

    /// Cuts from the end: "he’d’ve" has two.
    fn enclitics(&self, word: &str, cuts: &mut Cuts) {
        let mut host = word;
        for slot in cuts.iter_mut().rev() {
            let Some(cut) = self.enclitic_cut(host) else { break };
            *slot = Some(cut);
            host = &host[..cut];
        }
    }

    fn enclitic_cut(&self, word: &str) -> Option<usize> {
        let apostrophe = word.rfind(is_apostrophe)?;
        let suffix = word[apostrophe..].trim_start_matches(is_apostrophe);
        let before = word[..apostrophe].bytes().next_back();
        let cut = if self.is(suffix, Kind::Negation) && matches!(before, Some(b'n' | b'N')) {
            apostrophe - 1
        } else if self.is(suffix, Kind::Enclitic) {
            apostrophe
        } else {
            return None;
        };
        (cut > 0).then_some(cut)
    }

    /// Where a name ends before a participle or the like ("London-based"), or begins behind a prefix ("pro-Kremlin").
    fn tied_cut(&self, word: &str) -> Option<usize> {
        let is_capital = |part: &str| part.starts_with(char::is_uppercase);
        let (before, ending) = word.rsplit_once('-')?;
        let is_lower = |part: &str| part.starts_with(char::is_lowercase);
        if is_capital(before) && is_lower(ending) && self.is(ending, Kind::TiedEnding) {
            return Some(before.len());
        }
        let (prefix, name) = word.split_once('-')?;
        // "Anti-Doping Agency" is a name as a whole.
        (is_lower(prefix) && is_capital(name) && self.is(prefix, Kind::TiedPrefix))
            .then_some(prefix.len() + 1)
    }

    /// Cuts elided words from the front.
    fn elided(&self, word: &str, cuts: &mut Cuts, first: bool) {
        let mut begin = 0;
        for slot in cuts.iter_mut().take(MOST - 1) {
            let Some((at, apostrophe)) = word[begin..].char_indices().find(|&(_, c)| is_apostrophe(c)) else {
                break;
            };
            let end = begin + at + apostrophe.len_utf8();
            if !self.is_elided(&word[begin..begin + at], first) || end == word.len() {
                break;
            }
            *slot = Some(end);
            begin = end;
        }
    }

    fn is_elided(&self, prefix: &str, first: bool) -> bool {
        // "D’Alema" is a name; "L’Unità" is an article and a name.
        let is_name = !first && prefix.starts_with(char::is_uppercase);
        self.is(prefix, if is_name { Kind::ElidedCapital } else { Kind::Elided })
    }

    /// Where the pronoun of an inversion begins: "dit-il", "a-t-elle".
    fn inverted_pronoun(&self, word: &str) -> Option<usize> {
        let hyphen = word.rfind('-')?;
        if !self.is(&word[hyphen + 1..], Kind::Inverted) {
            return None;
        }
        let host = &word[..hyphen];
        let cut = host.strip_suffix("-t").or_else(|| host.strip_suffix("-T")).map_or(hyphen, str::len);
        (cut > 0).then_some(cut)
    }

    /// The length of a word that is written with an apostrophe in front ("’em", "’90s"), where one begins here.
    pub(super) fn shortened(&self, rest: &str) -> Option<usize> {
        let len = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        let word = &rest[..len];
        let decade = len == 3 && word.ends_with('s') && word.as_bytes()[..2].iter().all(u8::is_ascii_digit);
        let closed = rest[len..].starts_with(is_apostrophe);
        (decade || !closed && len > 0 && self.is(word, Kind::Shortened)).then_some(len)
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '´' | '＇')
}
