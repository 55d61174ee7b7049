//! The rules of attribution, each with an identifier and a claim.
//!
//! The result carries the identifier of the rule that made it. The examples stand in `rules.tsv` of the language packs.
//! Each is a test: it must fire its rule and give the answer beside it, so that no rule goes unused.

use std::fmt;

/// What a rule decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decides {
    /// That somebody said something; its answers are lines of "kind speaker: content".
    Attribution,
    /// That words in marks are no speech; its answers are the runs that it rejects.
    Rejection,
    /// Nothing: it stands for an engine that does without rules, and so has no example in a language pack.
    Engine,
}

/// Defines [`Rule`] and its table.
macro_rules! rules {
    ($($(#[doc = $claim:literal])+ $name:ident, $id:literal, $decides:ident;)+) => {
        /// A rule by its identifier.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Rule {
            $($(#[doc = $claim])+ $name,)+
        }

        impl Rule {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Its identifier in kebab case.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)+ }
            }

            /// What it claims, in a line.
            #[must_use]
            pub fn claim(self) -> &'static str {
                match self { $(Self::$name => concat!($($claim),+).trim(),)+ }
            }

            /// What it decides.
            #[must_use]
            pub const fn decides(self) -> Decides {
                match self { $(Self::$name => Decides::$decides,)+ }
            }

            /// The rule with an identifier.
            pub(crate) fn parse(id: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|rule| rule.id() == id)
            }
        }
    };
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

rules! {
    /// The noun phrase before a verb of speech is its subject and speaks.
    CueSubject, "cue-subject", Attribution;
    /// The subject stands before an apposition that a comma parts from the verb.
    CueApposition, "cue-apposition", Attribution;
    /// Of a relative clause the antecedent speaks.
    CueRelative, "cue-relative", Attribution;
    /// A verb without a subject of its own shares that of the clause before it.
    CueSharedSubject, "cue-shared-subject", Attribution;
    /// A participle at the head of a sentence has the subject behind its comma.
    CueFronted, "cue-fronted", Attribution;
    /// Whom somebody cites "as saying" speaks, and who cites passes it on.
    CitedAsSaying, "cited-as-saying", Attribution;
    /// Behind a quotation the verb may precede its subject.
    CueInverted, "cue-inverted", Attribution;
    /// The subject stands inside a verb of two words or leans on it.
    CueEnclitic, "cue-enclitic", Attribution;
    /// Behind "as", the verb precedes its subject.
    CueAsInverted, "cue-as-inverted", Attribution;
    /// A verb that nobody is the subject of names its source behind a preposition.
    CueImpersonal, "cue-impersonal", Attribution;
    /// A relative clause with a verb of speech of its own parts the subject from its verb.
    CueBehindRelative, "cue-behind-relative", Attribution;
    /// Of a passive the agent speaks.
    PassiveAgent, "passive-agent", Attribution;
    /// Of a passive the subject is told, and who tells may not be named.
    PassiveClause, "passive-clause", Attribution;
    /// A question may stand before the answer that it leads to.
    AskedFirst, "asked-first", Attribution;
    /// A verb whose subject cannot be told attributes a clause that a complementizer begins.
    CueWithoutSubject, "cue-without-subject", Attribution;
    /// A verb may do without a subject where the grammar drops it.
    NullSubject, "null-subject", Attribution;
    /// A verb for the manner of speaking attributes words in marks that touch its clause.
    MannerVerb, "manner-verb", Attribution;
    /// A noun of speech with an owner attributes the clause behind it.
    NounOfSpeech, "noun-of-speech", Attribution;
    /// Of a noun of speech that a clause is said to be, those behind it speak.
    NounPredicate, "noun-predicate", Attribution;
    /// A noun of speech without an owner may say who speaks by the noun before it.
    NounWithoutOwner, "noun-without-owner", Attribution;
    /// A source behind a clause attributes it.
    AccordingTo, "according-to", Attribution;
    /// A source before a clause attributes it.
    AccordingToFronted, "according-to-fronted", Attribution;
    /// A source may be a verb alone, whose subject spoke before.
    AccordingToVerb, "according-to-verb", Attribution;
    /// A clause whose verb is a verb of speech, its subject before it.
    BracketSubject, "bracket-subject", Attribution;
    /// A clause whose verb of speech leads it, its subject behind it.
    BracketInverted, "bracket-inverted", Attribution;
    /// Of a passive the agent or the place it comes from speaks.
    BracketPassive, "bracket-passive", Attribution;
    /// A parenthesis that "as" begins attributes what is around it.
    BracketAs, "bracket-as", Attribution;
    /// Of a relative clause whose verb is a verb of speech the antecedent speaks.
    BracketRelative, "bracket-relative", Attribution;
    /// A noun of speech with an owner attributes the clause behind it.
    BracketNoun, "bracket-noun", Attribution;
    /// A source before or behind a clause attributes it.
    BracketSource, "bracket-source", Attribution;
    /// What the subjunctive tells to be reported goes on with what was said.
    ReportedSubjunctive, "reported-subjunctive", Attribution;
    /// A verb of hearsay tells what others say happened.
    Hearsay, "hearsay", Attribution;
    /// Speech in marks that stands alone belongs to whom the text is about, else to who spoke last.
    FloatingQuotation, "floating-quotation", Attribution;
    /// The phrase before a colon speaks what is in marks behind it.
    ColonLabel, "colon-label", Attribution;
    /// A dash and a name behind or below words in marks sign them.
    Signature, "signature", Attribution;
    /// A phrase with a preposition before a colon tells what words in marks are about; who spoke before speaks.
    TopicLine, "topic-line", Attribution;
    /// In an interview answers belong to whom it is about, questions to nobody.
    InterviewTurn, "interview-turn", Attribution;
    /// Words in marks belong to the nearest speaker of their sentence.
    NearestSpeaker, "nearest-speaker", Attribution;
    /// Words in marks in a sentence without a cue belong to whom the sentence is about.
    IntroducedQuotation, "introduced-quotation", Attribution;
    /// An encoder labelled what was said, what makes it speech and who speaks.
    Encoder, "encoder", Engine;
    /// Fewer than three words in a sentence are a word as such, a name or a nickname.
    TooShort, "too-short", Rejection;
    /// Words that mostly have capitals and end without a mark are a title.
    TitleCapitals, "title-capitals", Rejection;
    /// Where titles are written like sentences, a few words that begin with a capital inside a sentence are a name.
    TitleInSentence, "title-in-sentence", Rejection;
    /// A few words between a given name and a surname are a nickname.
    Nickname, "nickname", Rejection;
    /// Behind a word for a work, and with capitals where a noun stands, words are a title.
    TitleInPlace, "title-in-place", Rejection;
    /// A word that introduces names goes before a name.
    NamingWord, "naming-word", Rejection;
    /// A few words behind an article are what it names.
    NamedByArticle, "named-by-article", Rejection;
}
