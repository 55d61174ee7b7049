//! What a word can be, before its neighbours decide.

use crate::analysis::Tag;

/// The inflected forms that a word can be, as a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Forms(u8);

impl Forms {
    /// Infinitive and present tense without an ending.
    pub(super) const BASE: Self = Self(1);
    /// Third person singular.
    pub(super) const THIRD: Self = Self(2);
    /// Past tense.
    pub(super) const PAST: Self = Self(4);
    /// Past participle.
    pub(super) const PARTICIPLE: Self = Self(8);
    /// Present participle and gerund.
    pub(super) const GERUND: Self = Self(16);
    /// Plural of a noun.
    pub(super) const PLURAL: Self = Self(32);

    /// The form of this name.
    pub(super) fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "base" => Self::BASE,
            "third" => Self::THIRD,
            "past" => Self::PAST,
            "participle" => Self::PARTICIPLE,
            "gerund" => Self::GERUND,
            "plural" => Self::PLURAL,
            _ => return None,
        })
    }

    /// Those of both.
    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether it has one of the others.
    pub(super) const fn any(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }
}

/// A word that has a rule of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Role {
    /// None.
    #[default]
    None,
    /// "to": before an infinitive or a place.
    To,
    /// "that": article, pronoun or conjunction.
    That,
    /// "’s": genitive or "is".
    Genitive,
    /// A form of "be".
    Be,
    /// A form of "have".
    Have,
    /// A form of "do".
    Do,
    /// "can", "will", …
    Modal,
    /// "there": before "is" a pronoun.
    There,
    /// "more", "most": before an adjective an adverb.
    Degree,
    /// "before", "as": before a clause a conjunction.
    Clause,
    /// A pronoun that is a subject: "he".
    Subject,
    /// A pronoun that stands for an article: "his".
    Possessive,
    /// "not".
    Negation,
}

impl Role {
    /// The role of this name.
    pub(super) fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "to" => Self::To,
            "that" => Self::That,
            "genitive" => Self::Genitive,
            "be" => Self::Be,
            "have" => Self::Have,
            "do" => Self::Do,
            "modal" => Self::Modal,
            "there" => Self::There,
            "degree" => Self::Degree,
            "clause" => Self::Clause,
            "subject" => Self::Subject,
            "possessive" => Self::Possessive,
            "negation" => Self::Negation,
            _ => return None,
        })
    }
}

/// What a word can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    /// The most usual part of speech.
    pub(super) first: Tag,
    // All of them, a bit each.
    tags: u32,
    /// Its forms.
    pub(super) forms: Forms,
    /// Its rule.
    pub(super) role: Role,
}

impl Reading {
    /// A word that can be one thing only.
    pub(super) const fn new(first: Tag, forms: Forms) -> Self {
        Self { first, tags: 1 << first as u32, forms, role: Role::None }
    }

    /// Adds what the word can be as well.
    pub(super) fn add(&mut self, tag: Tag, forms: Forms) {
        self.tags |= 1 << tag as u32;
        self.forms = self.forms.or(forms);
    }

    /// Whether the word can be that.
    pub(super) const fn can(&self, tag: Tag) -> bool {
        self.tags & (1 << tag as u32) != 0
    }

    /// Whether it belongs to a class that gets no new words, such as articles.
    pub(super) fn is_closed(&self) -> bool {
        use Tag::{Adp, Aux, Cconj, Det, Part, Pron, Sconj};
        matches!(self.first, Adp | Aux | Cconj | Det | Part | Pron | Sconj)
    }

    /// Whether it can stand in a group of a noun.
    pub(super) fn is_nominal(&self) -> bool {
        self.can(Tag::Noun) || self.first == Tag::Propn
    }

    /// Whether it can be a verb in one of the forms.
    pub(super) fn is_verb_in(&self, forms: Forms) -> bool {
        self.can(Tag::Verb) && self.forms.any(forms)
    }
}

/// The tag of that name in the Universal Dependencies standard.
pub(super) fn tag_named(name: &str) -> Option<Tag> {
    Some(match name {
        "ADJ" => Tag::Adj,
        "ADP" => Tag::Adp,
        "ADV" => Tag::Adv,
        "AUX" => Tag::Aux,
        "CCONJ" => Tag::Cconj,
        "DET" => Tag::Det,
        "INTJ" => Tag::Intj,
        "NOUN" => Tag::Noun,
        "NUM" => Tag::Num,
        "PART" => Tag::Part,
        "PRON" => Tag::Pron,
        "PROPN" => Tag::Propn,
        "SCONJ" => Tag::Sconj,
        "VERB" => Tag::Verb,
        "X" => Tag::X,
        _ => return None,
    })
}
