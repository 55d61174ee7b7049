//! What the language packs know of words: the part they play in a clause, and whether they attribute speech.

use std::collections::HashMap;

use crate::data;
use crate::lang::primary_subtag;
use crate::text::{WordMap, hash};

/// The part that a word may play in a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WordClass {
    Determiner,
    Subject,
    Pronoun,
    Male,
    Female,
    Plural,
    Preposition,
    /// A preposition that goes on with a noun phrase ("head of").
    Nominal,
    And,
    But,
    Subordinator,
    Question,
    That,
    Relative,
    To,
    Auxiliary,
    Be,
    Modal,
    Negation,
    Adverb,
    Time,
    Weekday,
    Possessive,
    Owner,
    Collective,
    Anonymous,
    Medium,
    Adjunct,
    According,
    /// "out", as in "point out".
    Particle,
    /// "as", as in "as X noted".
    As,
    /// A preposition of place or occasion.
    Place,
    /// A conjunction that gives a reason, which belongs to what is said.
    Reason,
    /// What ends a clause and belongs to its verb ("teilte … mit").
    Prefix,
    /// A finite verb in the mood of reported speech ("sei").
    Subjunctive,
    /// A finite verb that reports speech where speech is being reported ("wäre").
    Hypothetical,
    /// A determiner that may begin a genitive.
    Genitive,
    /// A determiner that may begin the one who is told.
    Dative,
    /// A preposition before the one who is told ("gegenüber").
    Toward,
    /// A preposition before the agent of a passive.
    Agent,
    Reflexive,
    /// A noun for what somebody makes known ("Angaben").
    Source,
    /// What stands after the source it names ("zufolge").
    Postposition,
    /// A subject that expects_attribution on the verb before it ("-t-il").
    Enclitic,
    /// What introduces a name or a word as such ("titled", "the term").
    Naming,
    /// A determiner that may stand for those it counts ("most", "another").
    Quantity,
    /// A pronoun or adverb that stands for what was said before ("das", "demnach").
    Anaphor,
    /// What begins a phrase that is no subject ("dem", "den").
    Oblique,
    /// What tells that somebody is not named on purpose ("anonymat").
    Unnamed,
    /// A verb that passes on what others say happened ("soll").
    Hearsay,
    /// What ends an infinitive of the perfect ("gesehen haben").
    Perfect,
    /// A pronoun that expects_attribution on the verb after it ("l'a rappelé").
    Clitic,
    /// An "as" behind which the verb precedes its subject ("comme l'a dit X").
    Inverting,
    /// A subject that nobody is ("nobody").
    Nobody,
    /// What tells that something is the subject's own ("eigenen").
    Own,
    /// A subject for whoever it may be ("on").
    Indefinite,
    /// What may begin a source of several words ("de acuerdo con").
    SourceLead,
}

impl WordClass {
    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "determiner" => Self::Determiner,
            "subject" => Self::Subject,
            "pronoun" => Self::Pronoun,
            "male" => Self::Male,
            "female" => Self::Female,
            "plural" => Self::Plural,
            "preposition" => Self::Preposition,
            "nominal" => Self::Nominal,
            "and" => Self::And,
            "but" => Self::But,
            "subordinator" => Self::Subordinator,
            "question" => Self::Question,
            "that" => Self::That,
            "relative" => Self::Relative,
            "to" => Self::To,
            "auxiliary" => Self::Auxiliary,
            "be" => Self::Be,
            "modal" => Self::Modal,
            "negation" => Self::Negation,
            "adverb" => Self::Adverb,
            "time" => Self::Time,
            "weekday" => Self::Weekday,
            "possessive" => Self::Possessive,
            "owner" => Self::Owner,
            "collective" => Self::Collective,
            "anonymous" => Self::Anonymous,
            "medium" => Self::Medium,
            "adjunct" => Self::Adjunct,
            "according" => Self::According,
            "particle" => Self::Particle,
            "as" => Self::As,
            "place" => Self::Place,
            "reason" => Self::Reason,
            "prefix" => Self::Prefix,
            "subjunctive" => Self::Subjunctive,
            "hypothetical" => Self::Hypothetical,
            "genitive" => Self::Genitive,
            "dative" => Self::Dative,
            "toward" => Self::Toward,
            "agent" => Self::Agent,
            "reflexive" => Self::Reflexive,
            "source" => Self::Source,
            "postposition" => Self::Postposition,
            "enclitic" => Self::Enclitic,
            "naming" => Self::Naming,
            "quantity" => Self::Quantity,
            "anaphor" => Self::Anaphor,
            "oblique" => Self::Oblique,
            "unnamed" => Self::Unnamed,
            "nobody" => Self::Nobody,
            "own" => Self::Own,
            "indefinite" => Self::Indefinite,
            "hearsay" => Self::Hearsay,
            "perfect" => Self::Perfect,
            "clitic" => Self::Clitic,
            "inverting" => Self::Inverting,
            "source_phrase" => Self::SourceLead,
            _ => return None,
        })
    }
}

// The last trait has a bit of its own; without room for it, it would be taken for another.
const _: () = assert!((WordClass::SourceLead as u32) < u64::BITS);

/// A set of classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct WordClasses(u64);

impl WordClasses {
    pub(crate) fn has(self, wanted: WordClass) -> bool {
        self.0 & (1 << wanted as u64) != 0
    }

    pub(crate) fn any(self, wanted: &[WordClass]) -> bool {
        wanted.iter().any(|&one| self.has(one))
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    fn add(&mut self, more: WordClass) {
        self.0 |= 1 << more as u64;
    }
}

/// What a cue does with the words around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CueFrame {
    /// It stands beside words in marks.
    Say,
    /// A clause follows, with "that" or without.
    Clause,
    /// Its object is the one who is told.
    Tell,
    /// A question follows.
    Ask,
    /// What is said of its object is content.
    Call,
    /// An infinitive follows.
    Infinitive,
    /// A noun phrase is content.
    Object,
    /// It passes on somebody else's words.
    Relay,
    /// It is a noun.
    Noun,
    /// Its base form is a noun as well ("claims").
    Ambiguous,
    /// Any clause may follow without "that".
    Bare,
    /// It attributes words in marks beside it and nothing else: it tells in which manner they were said.
    Beside,
    /// Its subject is nobody; who speaks is where it comes from ("es hieß aus Paris").
    Impersonal,
}

const _: () = assert!((CueFrame::Impersonal as u32) < u16::BITS);

/// What a cue can do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct CueFrames(u16);

impl CueFrames {
    fn parse(list: &str) -> Self {
        let bit = |name: &str| match name {
            "say" => Some(CueFrame::Say),
            "clause" => Some(CueFrame::Clause),
            "tell" => Some(CueFrame::Tell),
            "ask" => Some(CueFrame::Ask),
            "call" => Some(CueFrame::Call),
            "infinitive" => Some(CueFrame::Infinitive),
            "object" => Some(CueFrame::Object),
            "relay" => Some(CueFrame::Relay),
            "noun" => Some(CueFrame::Noun),
            "ambiguous" => Some(CueFrame::Ambiguous),
            "bare" => Some(CueFrame::Bare),
            "beside" => Some(CueFrame::Beside),
            "impersonal" => Some(CueFrame::Impersonal),
            _ => None,
        };
        Self(list.split(',').filter_map(bit).fold(0, |set, act| set | 1 << act as u16))
    }

    pub(crate) fn has(self, act: CueFrame) -> bool {
        self.0 & (1 << act as u16) != 0
    }

    pub(crate) fn any(self, frames: &[CueFrame]) -> bool {
        frames.iter().any(|&act| self.has(act))
    }
}

/// The form that a cue stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Present,
    Past,
    Participle,
    Gerund,
}

/// A word that attributes speech.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CueWord {
    /// Index of the lemma, for [`LanguagePack::lemma`].
    pub(crate) lemma: u16,
    pub(crate) frames: CueFrames,
    pub(crate) form: Form,
}

impl CueWord {
    /// What attributes speech without being in a lexicon.
    pub(crate) const NONE: Self = Self { lemma: u16::MAX, frames: CueFrames(0), form: Form::Present };
}

/// What is known of one word.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Known {
    pub(crate) classes: WordClasses,
    pub(crate) cue: Option<CueWord>,
}

/// The words of one language.
#[derive(Debug, Default)]
pub(crate) struct LanguagePack {
    words: WordMap<Known>,
    lemmas: Vec<String>,
    /// Sources of several words ("de acuerdo con"), by the hashes of the words.
    sources: Vec<Vec<u64>>,
    /// Whether verbs bracket their clauses (see [`super::bracket`]).
    pub(crate) verb_bracket: bool,
    /// Whether who speaks may be told in the middle of what is said (see [`super::dialogue`]).
    pub(crate) medial_attribution: bool,
    /// Whether a verb may do without a subject.
    pub(crate) null_subject: bool,
}

impl LanguagePack {
    /// What is known of the word with a hash.
    pub(crate) fn get(&self, hash: u64) -> Known {
        self.words.get(&hash).copied().unwrap_or_default()
    }

    /// What is known of a word.
    pub(crate) fn known(&self, word: &str) -> Known {
        self.get(hash(word))
    }

    /// Whether nothing is known of the language.
    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    pub(crate) fn lemma(&self, index: u16) -> &str {
        self.lemmas.get(usize::from(index)).map_or("", String::as_str)
    }

    /// How many of the words ahead make up a source of several words; none where they make up none.
    pub(crate) fn source_words<'t>(&self, words: &(impl Iterator<Item = &'t str> + Clone)) -> Option<usize> {
        let fits = |phrase: &&Vec<u64>| {
            let mut words = words.clone();
            phrase.iter().all(|&part| words.next().is_some_and(|word| hash(word) == part))
        };
        self.sources.iter().filter(fits).map(Vec::len).max()
    }

    fn add_cue(&mut self, row: &[&str]) {
        let &[_, lemma, frames, ref forms @ ..] = row else { return };
        let (index, frames) = (self.lemmas.len() as u16, CueFrames::parse(frames));
        self.lemmas.push(lemma.to_owned());
        let kinds = [Form::Present, Form::Past, Form::Participle, Form::Gerund];
        for (forms, form) in forms.iter().zip(kinds) {
            for word in forms.split(',').filter(|word| !word.is_empty()) {
                let known = self.words.entry(hash(word)).or_default();
                // The verb comes before the noun of the same letters, and the past before the participle.
                match &mut known.cue {
                    Some(cue) if frames.has(CueFrame::Noun) => cue.frames.0 |= frames.0,
                    Some(_) => {}
                    none => *none = Some(CueWord { lemma: index, frames, form }),
                }
            }
        }
    }
}

/// The packs of all languages.
#[derive(Debug, Default)]
pub(crate) struct LanguagePacks {
    by_language: HashMap<&'static str, LanguagePack>,
    none: LanguagePack,
}

impl LanguagePacks {
    /// Reads the lexicons.
    pub(crate) fn load() -> Self {
        let mut by_language: HashMap<&'static str, LanguagePack> = HashMap::new();
        for row in data::rows(data::CLAUSE_WORDS) {
            let &[language, name, words] = row.as_slice() else { continue };
            let Some(kind) = WordClass::parse(name) else { continue };
            let pack = by_language.entry(language).or_default();
            pack.verb_bracket |= kind == WordClass::Prefix;
            pack.medial_attribution = matches!(language, "fr" | "es");
            pack.null_subject = language == "es";
            for word in words.split(' ') {
                let mut word = word;
                if kind == WordClass::SourceLead {
                    pack.sources.push(word.split('_').map(hash).collect());
                    word = word.split('_').next().unwrap_or(word);
                }
                pack.words.entry(hash(word)).or_default().classes.add(kind);
            }
        }
        for row in data::rows(data::CUES) {
            by_language.entry(row[0]).or_default().add_cue(&row);
        }
        Self { by_language, none: LanguagePack::default() }
    }

    /// The pack of a language, given by its BCP 47 tag; an empty one where there is none.
    pub(crate) fn of(&self, language: &str) -> &LanguagePack {
        let primary = primary_subtag(language);
        self.by_language.get(if primary == "und" { "en" } else { primary }).unwrap_or(&self.none)
    }
}
