//! What introduces somebody's words: reporting verbs, "according to", nouns of speech.

use crate::data;
use crate::tokens::{WordMap, hash};

/// What a reporting verb introduces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// A clause or a quotation ("say").
    Content,
    /// A quotation alone ("joke").
    Quoting,
    /// What its object is in the speaker's view ("call").
    Judging,
}

/// One form of a reporting verb.
#[derive(Clone, Copy, Debug)]
pub(super) struct Verb {
    pub(super) lemma: &'static str,
    pub(super) class: Class,
}

/// The cues of one language.
#[derive(Debug)]
pub(super) struct Cues {
    verbs: WordMap<Verb>,
    nouns: WordMap<()>,
    helpers: WordMap<()>,
    pronouns: WordMap<()>,
}

/// Nouns of speech that a content clause can follow.
const NOUNS: &str = "threat claim warning promise statement assertion announcement suggestion allegation argument \
    accusation pledge vow prediction assurance insistence contention complaint remark comment admission declaration \
    demand denial conclusion belief";

/// Words that may stand between a subject and its verb.
const HELPERS: &str = "has had have also meanwhile however later then earlier would will could may might can must did \
    does do not n't never once again now recently repeatedly reportedly just further previously separately still even \
    often already simply flatly first is was are were been be being immediately quickly publicly privately falsely \
    habe hat hatte haben auch a ont avait aussi ha han había también";

const PRONOUNS: [(&str, &str); 4] = [
    ("en", "he she they it we i you who"),
    ("de", "er sie es wir ich"),
    ("fr", "il elle ils elles on nous je"),
    ("es", "él ella ellos ellas"),
];

impl Cues {
    /// Reads the verbs of a language, given by its primary subtag; English where it has none.
    pub(super) fn load(language: &str) -> Self {
        let mut verbs = WordMap::default();
        for row in data::rows(data::REPORTING_VERBS) {
            let &[of, lemma, class, forms] = row.as_slice() else { continue };
            if of != language {
                continue;
            }
            let class = match class {
                "content" => Class::Content,
                "judging" => Class::Judging,
                _ => Class::Quoting,
            };
            for form in forms.split(' ') {
                verbs.entry(hash(form)).or_insert(Verb { lemma, class });
            }
        }
        let pronouns = PRONOUNS.iter().find(|(of, _)| *of == language).map_or("", |(_, words)| words);
        let set = |words: &str| words.split_whitespace().map(|word| (hash(word), ())).collect();
        Self { verbs, nouns: set(NOUNS), helpers: set(HELPERS), pronouns: set(pronouns) }
    }

    pub(super) fn verb(&self, key: u64) -> Option<Verb> {
        self.verbs.get(&key).copied()
    }

    pub(super) fn is_noun(&self, key: u64) -> bool {
        self.nouns.contains_key(&key)
    }

    pub(super) fn is_helper(&self, key: u64) -> bool {
        self.helpers.contains_key(&key)
    }

    pub(super) fn is_pronoun(&self, key: u64) -> bool {
        self.pronouns.contains_key(&key)
    }
}
