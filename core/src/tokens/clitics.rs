//! Words that lean on their neighbour: "’s" and "n’t", "l’" and "qu’", "-t-il", "-based" and "anti-".

use crate::text::hash;

/// Which of them a language has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clitics {
    /// None that are cut off ("foto's").
    None,
    /// At the end of a word: "’s", "’ll", "n’t"; what a hyphen ties to a name: "London" and "-based", "pro-" and "Kremlin".
    English,
    /// At the beginning of a word ("l’", "qu’"), and pronouns after a hyphen ("dit-il").
    French,
    /// At the beginning of a word: anything before an apostrophe ("dell’", "un’").
    Italian,
}

impl Clitics {
    /// The habits of a language, by its primary subtag.
    pub(super) fn of(language: &str) -> Self {
        match language {
            "fr" | "ca" | "oc" => Self::French,
            "it" => Self::Italian,
            "en" | "und" | "de" | "es" | "pt" => Self::English,
            _ => Self::None,
        }
    }
}

/// The most places at which a word is cut.
const MOST: usize = 3;

/// Where a word is to be cut, as ascending offsets into it. `first` tells that it begins its sentence.
pub(super) fn cuts(word: &str, clitics: Clitics, first: bool) -> [Option<usize>; MOST] {
    let mut cuts = [None; MOST];
    match clitics {
        Clitics::None => {}
        Clitics::English => english(word, &mut cuts),
        Clitics::French => french(word, &mut cuts, first),
        Clitics::Italian => elided(word, &mut cuts, |prefix| is_italian_prefix(prefix, first)),
    }
    cuts
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '´' | '＇')
}

/// Cuts from the end: "he’d’ve" has two. A name is cut from what a hyphen ties to it.
fn english(word: &str, cuts: &mut [Option<usize>; MOST]) {
    if let Some(cut) = tied_cut(word) {
        cuts[0] = Some(cut);
        return;
    }
    let mut host = word;
    for slot in cuts.iter_mut().rev() {
        let Some(cut) = english_cut(host) else { break };
        *slot = Some(cut);
        host = &host[..cut];
    }
}

/// Where a name ends before a participle or the like ("London-based"), or begins behind a prefix ("pro-Kremlin").
fn tied_cut(word: &str) -> Option<usize> {
    const PREFIXES: [&str; 5] = ["anti", "ex", "non", "pro", "then"];
    const ENDINGS: [&str; 46] = [
        "administered",
        "affiliated",
        "aligned",
        "appointed",
        "area",
        "authored",
        "backed",
        "based",
        "born",
        "bound",
        "brokered",
        "built",
        "chaired",
        "controlled",
        "dominated",
        "educated",
        "era",
        "flagged",
        "founded",
        "friendly",
        "funded",
        "headquartered",
        "held",
        "hosted",
        "imposed",
        "influenced",
        "inspired",
        "installed",
        "language",
        "led",
        "linked",
        "listed",
        "made",
        "manufactured",
        "mediated",
        "occupied",
        "organised",
        "owned",
        "produced",
        "registered",
        "run",
        "speaking",
        "sponsored",
        "style",
        "supplied",
        "trained",
    ];
    let is_capital = |part: &str| part.starts_with(char::is_uppercase);
    let (before, ending) = word.rsplit_once('-')?;
    if is_capital(before) && ENDINGS.contains(&ending) {
        return Some(before.len());
    }
    let (prefix, name) = word.split_once('-')?;
    // "Anti-Doping Agency" is a name as a whole.
    (PREFIXES.contains(&prefix) && is_capital(name)).then_some(prefix.len() + 1)
}

fn english_cut(word: &str) -> Option<usize> {
    let apostrophe = word.rfind(is_apostrophe)?;
    let suffix = word[apostrophe..].trim_start_matches(is_apostrophe);
    let is = |letters: &str| suffix.eq_ignore_ascii_case(letters);
    let before = word[..apostrophe].bytes().next_back();
    let cut = if is("t") && matches!(before, Some(b'n' | b'N')) {
        apostrophe - 1
    } else if ["s", "m", "re", "ve", "ll", "d"].iter().any(|letters| is(letters)) {
        apostrophe
    } else {
        return None;
    };
    (cut > 0).then_some(cut)
}

/// Cuts elided words from the front, then a pronoun from the end.
fn french(word: &str, cuts: &mut [Option<usize>; MOST], first: bool) {
    elided(word, &mut *cuts, |prefix| is_french_prefix(prefix, first));
    let begin = cuts.iter().flatten().last().copied().unwrap_or(0);
    if let (Some(slot), Some(cut)) =
        (cuts.iter_mut().find(|slot| slot.is_none()), inverted_pronoun(&word[begin..]))
    {
        *slot = Some(begin + cut);
    }
}

/// Where the pronoun of an inversion begins: "dit-il", "a-t-elle".
fn inverted_pronoun(word: &str) -> Option<usize> {
    const PRONOUNS: [&str; 9] = ["il", "elle", "on", "ils", "elles", "je", "tu", "ce", "nous"];
    let hyphen = word.rfind('-')?;
    if !PRONOUNS.iter().any(|pronoun| word[hyphen + 1..].eq_ignore_ascii_case(pronoun)) {
        return None;
    }
    let host = &word[..hyphen];
    let cut = host.strip_suffix("-t").or_else(|| host.strip_suffix("-T")).map_or(hyphen, str::len);
    (cut > 0).then_some(cut)
}

fn elided(word: &str, cuts: &mut [Option<usize>; MOST], is_prefix: impl Fn(&str) -> bool) {
    let mut begin = 0;
    for slot in cuts.iter_mut().take(MOST - 1) {
        let Some((at, apostrophe)) = word[begin..].char_indices().find(|&(_, c)| is_apostrophe(c)) else {
            break;
        };
        let end = begin + at + apostrophe.len_utf8();
        if !is_prefix(&word[begin..begin + at]) || end == word.len() {
            break;
        }
        *slot = Some(end);
        begin = end;
    }
}

fn is_french_prefix(prefix: &str, first: bool) -> bool {
    const PREFIXES: [&str; 13] =
        ["l", "d", "j", "m", "t", "s", "c", "n", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"];
    let key = hash(prefix);
    // "D’Estaing" is a name, and so is anything capital but the article.
    let name = !first && prefix.starts_with(['D', 'M', 'N', 'T']);
    !name && PREFIXES.iter().any(|known| hash(known) == key)
}

fn is_italian_prefix(prefix: &str, first: bool) -> bool {
    // "D’Alema" is a name; "L’Unità" is an article and a name.
    let capital = prefix.starts_with(char::is_uppercase);
    !prefix.is_empty()
        && (first || !capital || prefix.eq_ignore_ascii_case("l") || prefix.eq_ignore_ascii_case("un"))
}

/// The length of a word that is written with an apostrophe in front ("’em", "’90s"), where one begins here.
pub(super) fn shortened(rest: &str) -> Option<usize> {
    let len = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    let word = &rest[..len];
    let decade = len == 3 && word.ends_with('s') && word.as_bytes()[..2].iter().all(u8::is_ascii_digit);
    let closed = rest[len..].starts_with(is_apostrophe);
    let known = ["em", "til", "tis", "twas", "cause", "s", "re", "ve", "ll", "m", "d"];
    (decade || (!closed && known.iter().any(|known| word.eq_ignore_ascii_case(known)))).then_some(len)
}
