//! The rules of attribution and coreference, each with an identifier, a claim and an example.
//!
//! The result carries the identifier of the rule that made it. Each example is a test: it must fire its rule and give
//! the answer beside it, so that no rule can go unused.

use std::fmt;

/// What a rule decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decides {
    /// That somebody said something; its answers are lines of "kind speaker: content".
    Attribution,
    /// That words in marks are no speech; its answers are the runs that it rejects.
    Rejection,
}

/// Defines [`Rule`] and its table.
macro_rules! rules {
    ($($(#[doc = $claim:literal])+ $name:ident, $id:literal, $decides:ident, $language:literal, $example:literal => $answer:literal;)+) => {
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

            /// A text that it applies to, its language by BCP 47, and the answer.
            #[must_use]
            pub const fn example(self) -> (&'static str, &'static str, &'static str) {
                match self { $(Self::$name => ($language, $example, $answer),)+ }
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
    CueSubject, "cue-subject", Attribution, "en",
    "Anna Moreno said the bridge was safe." => "indirect Anna Moreno: the bridge was safe";
    /// The subject stands before an apposition that a comma parts from the verb.
    CueApposition, "cue-apposition", Attribution, "en",
    "Anna Moreno, a farmer in Ohio, said the bridge was safe." => "indirect Anna Moreno: the bridge was safe";
    /// Of a relative clause the antecedent speaks.
    CueRelative, "cue-relative", Attribution, "en",
    "Police arrested Anna Moreno, who said the bridge was safe." => "indirect Anna Moreno: the bridge was safe";
    /// A verb without a subject of its own shares that of the clause before it.
    CueSharedSubject, "cue-shared-subject", Attribution, "en",
    "Anna Moreno crossed the river and said the bridge was safe." => "indirect Anna Moreno: the bridge was safe";
    /// Whom somebody cites "as saying" speaks, and who cites passes it on.
    CitedAsSaying, "cited-as-saying", Attribution, "en",
    "The paper quoted Anna Moreno as saying the bridge was safe." => "indirect Anna Moreno: the bridge was safe";
    /// Behind a quotation the verb may precede its subject.
    CueInverted, "cue-inverted", Attribution, "en",
    "“The bridge is safe,” said Anna Moreno." => "direct Anna Moreno: The bridge is safe,";
    /// The subject stands inside a verb of two words or leans on it.
    CueEnclitic, "cue-enclitic", Attribution, "fr",
    "Anna Moreno a traversé le fleuve. « Le pont est sûr », a-t-elle affirmé." => "direct Anna Moreno: Le pont est sûr";
    /// Behind "as", the verb precedes its subject.
    CueAsInverted, "cue-as-inverted", Attribution, "fr",
    "Comme l'a affirmé Anna Moreno, le pont est sûr." => "indirect Anna Moreno: le pont est sûr";
    /// A verb that nobody is the subject of names its source behind a preposition.
    CueImpersonal, "cue-impersonal", Attribution, "fr",
    "« Le pont est sûr », a-t-on appris de source policière." => "direct source policière: Le pont est sûr";
    /// A relative clause with a verb of speech of its own parts the subject from its verb.
    CueBehindRelative, "cue-behind-relative", Attribution, "es",
    "Un directivo que pidió el anonimato afirmó que el puente es seguro." => "indirect Un directivo: que el puente es seguro";
    /// Of a passive the agent speaks.
    PassiveAgent, "passive-agent", Attribution, "en",
    "It was said by Anna Moreno that the bridge was safe." => "indirect Anna Moreno: that the bridge was safe";
    /// Of a passive the subject is told, and who tells may not be named.
    PassiveClause, "passive-clause", Attribution, "en",
    "Reporters were told that the bridge was safe." => "indirect -: that the bridge was safe";
    /// A question may stand before the answer that it leads to.
    AskedFirst, "asked-first", Attribution, "en",
    "Asked whether the bridge was safe, Anna Moreno laughed." => "indirect -: whether the bridge was safe";
    /// A verb whose subject cannot be told attributes a clause that a complementizer begins.
    CueWithoutSubject, "cue-without-subject", Attribution, "en",
    "After a call saying that the bridge was safe." => "indirect -: that the bridge was safe";
    /// A verb may do without a subject where the grammar drops it.
    NullSubject, "null-subject", Attribution, "es",
    "Anna Moreno cruzó el río. Añadió que el puente es seguro." => "indirect Anna Moreno: que el puente es seguro";
    /// A verb for the manner of speaking attributes words in marks that touch its clause.
    MannerVerb, "manner-verb", Attribution, "en",
    "“The bridge is safe,” Anna Moreno beamed." => "direct Anna Moreno: The bridge is safe,";
    /// A noun of speech with an owner attributes the clause behind it.
    NounOfSpeech, "noun-of-speech", Attribution, "en",
    "Anna Moreno’s claim that the bridge was safe angered drivers." => "indirect Anna Moreno: that the bridge was safe angered drivers";
    /// A source behind a clause attributes it.
    AccordingTo, "according-to", Attribution, "en",
    "The bridge is safe, according to Anna Moreno." => "indirect Anna Moreno: The bridge is safe";
    /// A source before a clause attributes it.
    AccordingToFronted, "according-to-fronted", Attribution, "en",
    "According to Anna Moreno, the bridge is safe." => "indirect Anna Moreno: the bridge is safe";
    /// A source may be a verb alone, whose subject spoke before.
    AccordingToVerb, "according-to-verb", Attribution, "es",
    "Anna Moreno cruzó el río. Según explicó, el puente es seguro." => "indirect Anna Moreno: el puente es seguro";
    /// A clause whose verb is a verb of speech, its subject before it.
    BracketSubject, "bracket-subject", Attribution, "de",
    "Anna Moreno teilte mit, dass die Brücke sicher ist." => "indirect Anna Moreno: dass die Brücke sicher ist";
    /// A clause whose verb of speech leads it, its subject behind it.
    BracketInverted, "bracket-inverted", Attribution, "de",
    "„Die Brücke ist sicher“, sagte Anna Moreno." => "direct Anna Moreno: Die Brücke ist sicher";
    /// Of a passive the agent or the place it comes from speaks.
    BracketPassive, "bracket-passive", Attribution, "de",
    "Von der Polizei wurde erklärt, dass die Brücke sicher ist." => "indirect der Polizei: dass die Brücke sicher ist";
    /// A parenthesis that "as" begins attributes what is around it.
    BracketAs, "bracket-as", Attribution, "de",
    "Die Brücke ist sicher, wie Anna Moreno mitteilte." => "indirect Anna Moreno: Die Brücke ist sicher";
    /// Of a relative clause whose verb is a verb of speech the antecedent speaks.
    BracketRelative, "bracket-relative", Attribution, "de",
    "Anna Moreno, die sagte, die Brücke sei sicher, lachte." => "indirect Anna Moreno: die Brücke sei sicher";
    /// A noun of speech with an owner attributes the clause behind it.
    BracketNoun, "bracket-noun", Attribution, "de",
    "Die Behauptung von Anna Moreno, dass die Brücke sicher ist, ärgert viele." => "indirect Anna Moreno: dass die Brücke sicher ist";
    /// A source before or behind a clause attributes it.
    BracketSource, "bracket-source", Attribution, "de",
    "Laut Anna Moreno ist die Brücke sicher." => "indirect Anna Moreno: ist die Brücke sicher";
    /// What the subjunctive tells to be reported goes on with what was said.
    ReportedSubjunctive, "reported-subjunctive", Attribution, "de",
    "Anna Moreno teilte mit, dass die Brücke sicher ist. Das Geländer sei neu." => "indirect Anna Moreno: dass die Brücke sicher ist\nindirect Anna Moreno: Das Geländer sei neu";
    /// A verb of hearsay tells what others say happened.
    Hearsay, "hearsay", Attribution, "de",
    "Der Fahrer soll ein Auto gestohlen haben." => "indirect -: Der Fahrer soll ein Auto gestohlen haben";
    /// Speech in marks that stands alone belongs to whom the text is about, else to who spoke last.
    FloatingQuotation, "floating-quotation", Attribution, "en",
    "Anna Moreno crossed the river.\n\n“The bridge is safe. It will not fall.”" => "direct Anna Moreno: The bridge is safe. It will not fall.";
    /// The phrase before a colon speaks what is in marks behind it.
    ColonLabel, "colon-label", Attribution, "en",
    "Anna Moreno: “The bridge is safe and will not fall.”" => "direct Anna Moreno: The bridge is safe and will not fall.";
    /// In an interview answers belong to whom it is about, questions to nobody.
    InterviewTurn, "interview-turn", Attribution, "en",
    "Anna Moreno crossed the river.\n\nA: “The bridge is safe and will not fall.”" => "direct Anna Moreno: The bridge is safe and will not fall.";
    /// Words in marks belong to the nearest speaker of their sentence.
    NearestSpeaker, "nearest-speaker", Attribution, "en",
    "“Nobody will ever cross it” was on a wall that Anna Moreno mentioned." => "mixed Anna Moreno: Nobody will ever cross it";
    /// Words in marks in a sentence without a cue belong to whom the sentence is about.
    IntroducedQuotation, "introduced-quotation", Attribution, "en",
    "Anna Moreno was relieved: “The bridge is safe and will not fall.”" => "direct Anna Moreno: The bridge is safe and will not fall.";
    /// Fewer than three words in a sentence are a word as such, a name or a nickname.
    TooShort, "too-short", Rejection, "en",
    "The “safe” bridge fell." => "safe";
    /// Words that mostly have capitals and end without a mark are a title.
    TitleCapitals, "title-capitals", Rejection, "en",
    "The orchestra played “A Winter in the North” on Monday." => "A Winter in the North";
    /// Where titles are written like sentences, a few words that begin with a capital inside a sentence are a name.
    TitleInSentence, "title-in-sentence", Rejection, "fr",
    "Le film « Nul ne passe le pont » sort lundi." => "Nul ne passe le pont";
    /// A word that introduces names goes before a name.
    NamingWord, "naming-word", Rejection, "en",
    "The play is titled “the bridge that nobody crossed”." => "the bridge that nobody crossed";
    /// A few words behind an article are what it names.
    NamedByArticle, "named-by-article", Rejection, "fr",
    "La ville est le « toit du monde entier » des bergers." => "toit du monde entier";
}
