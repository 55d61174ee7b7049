//! The only module that knows where models and the lexicons of no language in particular come from; [`lang`](crate::lang)
//! has those of each language.
//!
//! Lexicons are text files under `data/lexicon/`, embedded in the binary: one entry a line, fields separated by
//! tabs, comments after `#` at the beginning of a line. Each begins with a comment that names its source and licence.

/// The entries of a lexicon: each line that is neither empty nor a comment.
pub fn lines(lexicon: &str) -> impl Iterator<Item = &str> {
    lexicon.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The fields of each entry of a lexicon.
pub fn rows(lexicon: &str) -> impl Iterator<Item = Vec<&str>> {
    lines(lexicon).map(|line| line.split('\t').collect())
}

/// The first two fields of each entry of a lexicon; the second is empty where there is none. For long ones.
pub fn pairs(lexicon: &str) -> impl Iterator<Item = (&str, &str)> {
    lines(lexicon).map(|line| line.split_once('\t').unwrap_or((line, "")))
}

/// First names: name; f for women, m for men, e for either.
pub const FIRST_NAMES: &str = include_str!("../data/lexicon/first_names.tsv");

/// Surnames.
pub const SURNAMES: &str = include_str!("../data/lexicon/surnames.txt");

/// Words that names of people begin or end with: word; f for the beginning, l for the end.
pub const NAME_PARTS: &str = include_str!("../data/lexicon/name_parts.tsv");

/// Places: name; n for countries, r for regions, c for cities, t for towns, s for other spellings of cities.
pub const PLACES: &str = include_str!("../data/lexicon/places.tsv");

/// Peoples, believers and political families.
pub const GROUPS: &str = include_str!("../data/lexicon/groups.txt");

/// Organisations.
pub const ORGANIZATIONS: &str = include_str!("../data/lexicon/organizations.txt");

/// Football clubs, in full and in short.
pub const CLUBS: &str = include_str!("../data/lexicon/clubs.txt");

/// Classes of words: numbers of the class among few to very many classes, words.
pub const WORD_CLASSES: &str = include_str!("../data/lexicon/word_classes.tsv");

/// Classes of words as paths in a tree: the path, the words.
pub const WORD_PATHS: &str = include_str!("../data/lexicon/word_paths.tsv");

/// Models that recognise names, one for each file in `data/model/names`: the languages that it is called after, weights.
pub const NAME_MODELS: &[(&[&str], &[u8])] = &include!(concat!(env!("OUT_DIR"), "/name_models.rs"));

/// The weights of the encoder of [`Model::Accurate`](crate::analysis::Model); `encoder.md` beside them says what they are.
pub const ENCODER: &[u8] = include_bytes!("../data/model/encoder.bin");

/// What counts how much in the choice of whom a pronoun means: feature, weight.
pub const PRONOUN_WEIGHTS: &str = include_str!("../data/model/pronouns.tsv");

/// What tells where a paraphrase ends: sign, weight.
pub const END_WEIGHTS: &str = include_str!("../data/model/ends.tsv");

/// What makes a quotation sure: sign, weight.
pub const QUOTATION_WEIGHTS: &str = include_str!("../data/model/quotations.tsv");

/// Weights of the model that tells languages.
pub const LANGUAGE_MODEL: &[u8] = include_bytes!("../data/model/language.bin");

/// What there is to say of [`NAME_MODELS`]: training sets, licences, scores, how it is made.
pub const ENTITY_MODEL_CARD: &str = include_str!("../data/model/README.md");

/// What a model card says under a heading of its first table; empty where it says nothing.
#[must_use]
pub fn card_row<'a>(card: &'a str, heading: &str) -> &'a str {
    let row = |line: &'a str| {
        line.strip_prefix("| ")?.strip_prefix(heading)?.strip_prefix(" | ")?.strip_suffix(" |")
    };
    card.lines().find_map(row).unwrap_or_default()
}

/// Languages: BCP 47 tag, ISO 639-3 code, English name, ISO 15924 code of the usual script.
pub const LANGUAGES: &str = include_str!("../data/lexicon/languages.tsv");

/// Given names whose gender [`FIRST_NAMES`] leaves open: name, `m` or `f`.
pub const GIVEN_NAMES: &str = include_str!("../data/lexicon/given_names.tsv");

/// Short and variant forms of given names: variant, standard form.
pub const NICKNAMES: &str = include_str!("../data/lexicon/nicknames.tsv");

/// Countries: ISO 3166-1 alpha-2 code, names, names of the people; several are parted by `|`.
pub const NATIONS: &str = include_str!("../data/lexicon/nations.tsv");

/// Names of agencies and newsrooms, lower case.
pub const AGENCIES: &str = include_str!("../data/lexicon/agencies.tsv");

/// Cities that datelines name, lower case.
pub const DATELINE_PLACES: &str = include_str!("../data/lexicon/dateline_places.txt");

/// Names by which pages publish what they say of themselves: field, source, names.
pub const METADATA: &str = include_str!("../data/metadata.tsv");
