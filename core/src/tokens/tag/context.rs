//! Which reading of a word its neighbours ask for.

use super::reading::{Forms, Reading, Role};
use crate::analysis::Tag;

/// Forms that a finite verb can have next to its subject.
const FINITE: Forms = Forms::BASE.or(Forms::THIRD).or(Forms::PAST);

/// A sentence while it is tagged from left to right: all words before `tags.len()` have their tag.
pub(super) struct Context<'a> {
    /// What each word can be.
    pub(super) readings: &'a [Reading],
    /// What the words so far are.
    pub(super) tags: &'a [Tag],
}

impl Context<'_> {
    /// The tag of the next word.
    pub(super) fn decide(&self) -> Tag {
        let reading = self.here();
        match reading.role {
            Role::To => self.to(),
            Role::That => self.that(),
            Role::Genitive => self.genitive(),
            // "the will of the people"
            Role::Modal if self.tags.last() == Some(&Tag::Det) => Tag::Noun,
            Role::Be | Role::Modal => Tag::Aux,
            Role::Have => self.have(),
            Role::Do => self.auxiliary_do(),
            Role::There if self.follows(1, |r| matches!(r.role, Role::Be | Role::Modal | Role::Genitive)) => {
                Tag::Pron
            }
            Role::Degree => {
                let degree = self.next().is_some_and(|r| matches!(r.first, Tag::Adj | Tag::Adv));
                if degree { Tag::Adv } else { Tag::Adj }
            }
            Role::Clause => self.clause(),
            _ if reading.can(Tag::Verb) || (reading.can(Tag::Adj) && !reading.is_closed()) => {
                self.open(reading)
            }
            _ => reading.first,
        }
    }

    fn here(&self) -> &Reading {
        &self.readings[self.tags.len()]
    }

    fn next(&self) -> Option<&Reading> {
        self.readings.get(self.tags.len() + 1)
    }

    /// Whether the word that many places on is such a one.
    fn follows(&self, places: usize, is: impl Fn(&Reading) -> bool) -> bool {
        self.readings.get(self.tags.len() + places).is_some_and(is)
    }

    /// The next word behind adverbs, negation and, in a question, the subject.
    fn next_verbal(&self) -> Option<&Reading> {
        const FARTHEST: usize = 4;
        self.readings.iter().skip(self.tags.len() + 1).take(FARTHEST).find(|r| {
            let passed = matches!(r.role, Role::Negation | Role::Subject)
                || (r.first == Tag::Adv && !r.can(Tag::Verb));
            !passed
        })
    }

    /// Tag and reading of the last word, adverbs and negation left out.
    fn before(&self) -> Option<(Tag, &Reading)> {
        const FARTHEST: usize = 4;
        let known = self.tags.iter().zip(self.readings).rev().take(FARTHEST);
        known
            .map(|(tag, reading)| (*tag, reading))
            .find(|(tag, r)| *tag != Tag::Adv && r.role != Role::Negation)
    }

    fn to(&self) -> Tag {
        match self.next() {
            Some(r) if r.role == Role::Be || r.role == Role::Have || r.role == Role::Do => Tag::Part,
            Some(r) if r.is_verb_in(Forms::BASE) => Tag::Part,
            Some(r) if r.first == Tag::Adv && self.follows(2, |r| r.is_verb_in(Forms::BASE)) => Tag::Part,
            _ => Tag::Adp,
        }
    }

    fn that(&self) -> Tag {
        let Some(next) = self.next() else { return Tag::Pron };
        let behind = self.next_verbal().unwrap_or(next);
        let verb_follows = next.role != Role::Subject
            && (behind.first == Tag::Aux || (behind.first == Tag::Verb && behind.forms.any(FINITE)));
        match self.tags.last() {
            Some(Tag::Verb | Tag::Aux | Tag::Adj | Tag::Adv | Tag::Cconj) if !verb_follows => {
                // "said that talks", but "told that story": a bare singular noun asks for an article.
                let article =
                    next.first == Tag::Noun && !next.forms.any(Forms::PLURAL) && !next.can(Tag::Verb);
                let clause = self.follows(2, |r| r.can(Tag::Verb) || r.first == Tag::Aux);
                if article && !clause { Tag::Det } else { Tag::Sconj }
            }
            Some(Tag::Noun | Tag::Propn) if verb_follows => Tag::Pron,
            Some(Tag::Noun | Tag::Propn) => Tag::Sconj,
            _ if verb_follows || next.first == Tag::Punct => Tag::Pron,
            _ if next.is_nominal() || next.first == Tag::Adj => Tag::Det,
            _ => Tag::Pron,
        }
    }

    fn genitive(&self) -> Tag {
        let Some((tag, before)) = self.tags.last().zip(self.readings.get(self.tags.len().wrapping_sub(1)))
        else {
            return Tag::Part;
        };
        let clause = self.next().is_none_or(|r| {
            matches!(r.first, Tag::Det | Tag::Adp | Tag::Pron | Tag::Part) || r.role == Role::Negation
        });
        let pronoun = *tag == Tag::Pron || before.role == Role::That || before.role == Role::There;
        if pronoun || (clause && self.next().is_some()) || *tag == Tag::Adv { Tag::Aux } else { Tag::Part }
    }

    fn have(&self) -> Tag {
        let participle =
            |r: &Reading| r.role == Role::Be || r.role == Role::Have || r.is_verb_in(Forms::PARTICIPLE);
        if self.next_verbal().is_some_and(participle) { Tag::Aux } else { Tag::Verb }
    }

    fn auxiliary_do(&self) -> Tag {
        let negated = self.follows(1, |r| r.role == Role::Negation);
        if negated || self.next_verbal().is_some_and(|r| r.is_verb_in(Forms::BASE)) {
            Tag::Aux
        } else {
            Tag::Verb
        }
    }

    fn clause(&self) -> Tag {
        let clause =
            |r: &Reading| r.role == Role::Subject || r.is_verb_in(Forms::GERUND) || r.role == Role::There;
        if self.next().is_some_and(clause) { Tag::Sconj } else { Tag::Adp }
    }

    /// A word of an open class that can be a verb or an adjective.
    fn open(&self, reading: &Reading) -> Tag {
        if let Some(tag) = self.after_auxiliary(reading) {
            return tag;
        }
        let Some(&last) = self.tags.last() else { return self.at_the_beginning(reading) };
        let role = self.readings[self.tags.len() - 1].role;
        match last {
            Tag::Pron if role == Role::Possessive => self.in_noun_group(reading),
            Tag::Det | Tag::Num | Tag::Adj => self.in_noun_group(reading),
            Tag::Part if role == Role::Genitive => self.in_noun_group(reading),
            Tag::Adp => self.after_preposition(reading),
            Tag::Pron if reading.is_verb_in(FINITE) => Tag::Verb,
            Tag::Noun | Tag::Propn => self.after_noun(reading),
            Tag::Cconj => self.coordinated(reading),
            Tag::Verb => self.after_verb(reading),
            _ => self.at_the_beginning(reading),
        }
    }

    /// What "to", a modal, "do", "have" and "be" ask for.
    fn after_auxiliary(&self, reading: &Reading) -> Option<Tag> {
        let (tag, before) = self.before()?;
        let asks = |forms| reading.is_verb_in(forms).then_some(Tag::Verb);
        match (tag, before.role) {
            (Tag::Part, Role::To) | (Tag::Aux, Role::Modal | Role::Do) => asks(Forms::BASE),
            (Tag::Aux, Role::Have) => asks(Forms::PARTICIPLE),
            (Tag::Aux, Role::Be | Role::Genitive) => {
                if reading.first == Tag::Adj {
                    return Some(Tag::Adj);
                }
                asks(Forms::PARTICIPLE.or(Forms::GERUND)).or_else(|| self.complement(reading))
            }
            // "did he say", "will they go"
            (Tag::Pron, Role::Subject) => {
                let at = self.tags.len().checked_sub(2)?;
                let question = matches!(self.readings[at].role, Role::Modal | Role::Do);
                if question { asks(Forms::BASE) } else { None }
            }
            _ => None,
        }
    }

    fn complement(&self, reading: &Reading) -> Option<Tag> {
        if reading.can(Tag::Adv) && reading.first == Tag::Adv {
            return Some(Tag::Adv);
        }
        [Tag::Adj, Tag::Noun].into_iter().find(|tag| reading.can(*tag))
    }

    /// After an article, an adjective or a number a noun is due.
    fn in_noun_group(&self, reading: &Reading) -> Tag {
        let noun_follows =
            self.next().is_some_and(|r| r.is_nominal() && (!r.can(Tag::Verb) || r.first == Tag::Noun));
        if noun_follows && (reading.can(Tag::Adj) || reading.is_verb_in(Forms::PARTICIPLE.or(Forms::GERUND)))
        {
            return if reading.first == Tag::Noun { Tag::Noun } else { Tag::Adj };
        }
        if reading.can(Tag::Noun) {
            return Tag::Noun;
        }
        if reading.can(Tag::Adj) {
            return Tag::Adj;
        }
        let after_adjective = self.tags.last() == Some(&Tag::Adj) || self.tags.last() == Some(&Tag::Num);
        if after_adjective && reading.is_verb_in(FINITE) || reading.first == Tag::Adv {
            reading.first
        } else if reading.forms.any(Forms::PARTICIPLE) {
            Tag::Adj
        } else {
            Tag::Noun
        }
    }

    fn after_preposition(&self, reading: &Reading) -> Tag {
        let noun_follows = self.next().is_some_and(Reading::is_nominal);
        if reading.first == Tag::Adj && (noun_follows || !reading.can(Tag::Noun)) {
            Tag::Adj
        } else if reading.is_verb_in(Forms::GERUND) && reading.first == Tag::Verb {
            Tag::Verb
        } else if reading.can(Tag::Noun) {
            Tag::Noun
        } else if reading.is_verb_in(Forms::PARTICIPLE) && noun_follows {
            Tag::Adj
        } else {
            reading.first
        }
    }

    fn after_noun(&self, reading: &Reading) -> Tag {
        if !reading.can(Tag::Verb) {
            return reading.first;
        }
        let subject = &self.readings[self.tags.len() - 1];
        let plural = subject.forms.any(Forms::PLURAL);
        // A base form wants a subject in the plural, a third person one in the singular.
        let agrees = reading.forms.any(Forms::PAST.or(Forms::PARTICIPLE).or(Forms::GERUND))
            || (plural && reading.forms.any(Forms::BASE))
            || (!plural && reading.forms.any(Forms::THIRD));
        if !reading.can(Tag::Noun) {
            return if reading.first == Tag::Adj && !agrees { Tag::Adj } else { Tag::Verb };
        }
        if reading.forms.any(Forms::PAST) && !reading.forms.any(Forms::BASE) {
            return Tag::Verb;
        }
        let object_follows = self.next().is_some_and(|r| {
            matches!(r.first, Tag::Det | Tag::Pron | Tag::Sconj | Tag::Part) || r.role == Role::That
        });
        let likely = reading.first == Tag::Verb || object_follows;
        if agrees && likely { Tag::Verb } else { Tag::Noun }
    }

    /// After "and" and "or" a word is likely what stood before them.
    fn coordinated(&self, reading: &Reading) -> Tag {
        let before = self.tags.iter().rev().skip(1).find(|tag| !matches!(tag, Tag::Punct | Tag::Adv));
        match before {
            Some(&tag) if reading.can(tag) => tag,
            Some(Tag::Noun | Tag::Propn) if reading.is_verb_in(Forms::PAST) => Tag::Verb,
            _ => self.at_the_beginning(reading),
        }
    }

    fn after_verb(&self, reading: &Reading) -> Tag {
        if reading.is_verb_in(Forms::PARTICIPLE.or(Forms::GERUND)) && !reading.can(Tag::Noun) {
            return if reading.first == Tag::Adj { Tag::Adj } else { Tag::Verb };
        }
        match reading.first {
            Tag::Verb if reading.can(Tag::Noun) && !reading.forms.any(Forms::PAST) => Tag::Noun,
            first => first,
        }
    }

    /// At the beginning of a clause.
    fn at_the_beginning(&self, reading: &Reading) -> Tag {
        let noun_follows = self.next().is_some_and(|r| r.is_nominal() && r.first != Tag::Propn);
        if reading.first == Tag::Adv && reading.can(Tag::Adj) && noun_follows {
            return Tag::Adj;
        }
        if reading.forms.any(Forms::PLURAL)
            && self.next().is_some_and(|r| r.can(Tag::Verb) || r.first == Tag::Aux)
        {
            return Tag::Noun;
        }
        reading.first
    }
}
