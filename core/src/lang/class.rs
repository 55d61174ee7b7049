//! The parts that words play in a clause: the closed classes of `words.tsv` and what `pronouns.tsv` tells of its forms.

/// Declares the classes with their names in `words.tsv`.
macro_rules! classes {
    ($($(#[$doc:meta])* $class:ident $name:literal)*) => {
        /// The part that a word may play in a clause.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum WordClass {
            $($(#[$doc])* $class,)*
        }

        impl WordClass {
            /// The class with a name in `words.tsv`.
            pub(super) fn parse(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$class),)*
                    _ => None,
                }
            }

            /// All classes.
            const ALL: &'static [Self] = &[$(Self::$class),*];
        }
    };
}

classes! {
    /// Articles, demonstratives, numerals before a noun.
    Determiner "determiner"
    /// A pronoun that is a subject.
    SubjectPronoun "subject_pronoun"
    /// A pronoun of any case.
    Pronoun "pronoun"
    /// "of", "mit".
    Preposition "preposition"
    /// A preposition that goes on with a noun phrase ("head of").
    NounPreposition "noun_preposition"
    /// "and", "or".
    Coordinator "coordinator"
    /// "but", "yet".
    Adversative "adversative"
    /// What opens a subordinate clause ("while").
    Subordinator "subordinator"
    /// What opens a question, direct or not ("whether").
    Interrogative "interrogative"
    /// "that" before a clause.
    Complementizer "complementizer"
    /// A relative pronoun.
    Relative "relative"
    /// "to" before an infinitive.
    InfinitiveMarker "infinitive_marker"
    /// "has", "wird".
    Auxiliary "auxiliary"
    /// What makes a passive with a participle.
    Copula "copula"
    /// A finite verb by which a clause is known.
    Modal "modal"
    /// "not", "never".
    Negation "negation"
    /// An adverb that may stand in a verb group or beside a cue.
    Adverb "adverb"
    /// A word that tells when.
    TimeAdverb "time_adverb"
    /// A day that tells when without a preposition.
    Weekday "weekday"
    /// "'s".
    PossessiveClitic "possessive_clitic"
    /// "his", "leur".
    PossessiveDeterminer "possessive_determiner"
    /// A noun for many who speak ("officials").
    Collective "collective"
    /// A noun for somebody without a name ("source").
    AnonymousSource "anonymous_source"
    /// What something is said in ("statement").
    Medium "medium"
    /// A participle behind a content that is no part of it ("citing").
    AdjunctParticiple "adjunct_participle"
    /// What names a source ("according").
    According "according"
    /// "out", as in "point out".
    VerbParticle "verb_particle"
    /// "as", as in "as X noted".
    Comparative "comparative"
    /// A preposition of place or occasion.
    PlacePreposition "place_preposition"
    /// A conjunction that gives a reason, which belongs to what is said.
    ReasonConjunction "reason_conjunction"
    /// What ends a clause and belongs to its verb ("teilte … mit").
    SeparablePrefix "separable_prefix"
    /// A finite verb in the mood of reported speech ("sei").
    Subjunctive "subjunctive"
    /// A finite verb that reports speech where speech is being reported ("wäre").
    Hypothetical "hypothetical"
    /// A determiner that may begin a genitive.
    GenitiveDeterminer "genitive_determiner"
    /// A determiner that may begin the one who is told.
    DativeDeterminer "dative_determiner"
    /// A preposition before the one who is told ("gegenüber").
    AddresseePreposition "addressee_preposition"
    /// A preposition before the agent of a passive.
    AgentPreposition "agent_preposition"
    /// A noun for what somebody makes known ("Angaben").
    SourceNoun "source_noun"
    /// What may begin a source of several words ("de acuerdo con").
    SourcePhrase "source_phrase"
    /// What stands after the source it names ("zufolge").
    Postposition "postposition"
    /// What introduces a name or a word as such ("titled", "the term").
    Naming "naming"
    /// A determiner that may stand for those it counts ("most", "another").
    Quantifier "quantifier"
    /// A pronoun or adverb that stands for what was said before ("das", "demnach").
    Anaphor "anaphor"
    /// What begins a phrase that is no subject ("dem", "den").
    ObliqueDeterminer "oblique_determiner"
    /// What tells that somebody is not named on purpose ("anonymat").
    Anonymity "anonymity"
    /// A verb that passes on what others say happened ("soll").
    Hearsay "hearsay"
    /// What ends an infinitive of the perfect ("gesehen haben").
    PerfectInfinitive "perfect_infinitive"
    /// An "as" behind which the verb precedes its subject ("comme l'a dit X").
    Inverting "inverting"
    /// A subject that nobody is ("nobody").
    Placeholder "placeholder"
    /// What tells that something is the subject's own ("eigenen").
    ReflexivePossessive "reflexive_possessive"
    /// A subject for whoever it may be ("on").
    IndefiniteSubject "indefinite_subject"
    /// "the", "this".
    DefiniteArticle "definite_article"
    /// "a", "an".
    IndefiniteArticle "indefinite_article"
    /// A verb behind which a description of its subject follows ("became").
    LinkingVerb "linking_verb"
    /// What opens a clause that may look ahead ("after his speech, …").
    ClauseOpener "clause_opener"
    /// A finite verb that is no verb of speech: what comes before it is its subject.
    PredicateVerb "predicate_verb"
    /// A word that no description goes across, in no other closed class.
    FunctionWord "function_word"
    /// A preposition that says where something is ("in", "from").
    LocativePreposition "locative_preposition"
    /// What stands before the name of a person, as the model of names knows it ("Mr").
    NameCue "name_cue"
    /// What joins the words of a name, so that no name ends with it ("Bank of England").
    NameConnective "name_connective"
    /// What stands behind the surname of a person ("Jr.").
    NameSuffix "name_suffix"
    /// The legal form of a firm ("Inc.").
    LegalForm "legal_form"
    /// What a name of an organisation or a place may do without at its end ("University").
    DispensableEnd "dispensable_end"
    /// A determiner that stands alone as well ("this").
    Demonstrative "demonstrative"
    /// What stands behind "it is" where "it" means nothing ("it is important").
    ExpletivePredicate "expletive_predicate"
    /// What joins a role to what it is of ("Secretary of State").
    ComplementPreposition "complement_preposition"
    /// A role that only companies and the like have ("founder").
    CompanyRole "company_role"
    /// What begins examples behind a noun ("brands like X").
    ExampleMarker "example_marker"
    /// What makes an "as" such a word ("such as").
    ExampleLead "example_lead"
    /// What makes a role another one ("vice president").
    RoleQualifier "role_qualifier"
    /// A modifier of roles that says nothing of what they are of ("former").
    StatusModifier "status_modifier"
    /// A noun for an organisation of any kind ("company").
    GenericBody "generic_body"
    /// What makes a name the first part of another word ("Exton-era").
    CompoundTail "compound_tail"
    /// What makes a day or a time of day more exact ("late Thursday").
    TimeModifier "time_modifier"
    /// What time is counted in ("years").
    TimeUnit "time_unit"
    /// What parts a counted time from another one ("ago").
    TimeDistance "time_distance"
    /// What tells which day or week behind an article ("the same evening").
    TimeLead "time_lead"
    /// A preposition before a time that lasts ("for a decade").
    DurationPreposition "duration_preposition"
    /// A preposition before what is spoken of ("about").
    TopicPreposition "topic_preposition"
    /// What completes a cue of two words ("made clear").
    CueComplement "cue_complement"
    /// A subject that means nothing ("it").
    Expletive "expletive"
    /// A preposition before those who hold an opinion ("among").
    HolderPreposition "holder_preposition"
    /// A conjunction behind an attribution that goes on with what was said ("although").
    ContentConjunction "content_conjunction"
    /// A noun for how something is said ("whisper").
    MannerNoun "manner_noun"
    /// A relative pronoun that people do not have ("which").
    ImpersonalRelative "impersonal_relative"
    /// A noun for what people hold of a firm ("shares").
    Holding "holding"
    /// A noun for what has a title ("film").
    Work "work"
    /// A verb behind which the title of a work stands ("wrote").
    MakesWorks "makes_works"
    /// A pronoun that leans on the verb after it ("l'a rappelé"); told by `pronouns.tsv`.
    Clitic "-clitic"
    /// A subject that leans on the verb before it ("-t-il"); told by `pronouns.tsv`.
    Enclitic "-enclitic"
    /// "sich"; told by `pronouns.tsv`.
    Reflexive "-reflexive"
}

/// The classes that tell something of names and descriptions and nothing of the clause.
const PARTLESS: [WordClass; 33] = [
    WordClass::DefiniteArticle,
    WordClass::IndefiniteArticle,
    WordClass::LinkingVerb,
    WordClass::ClauseOpener,
    WordClass::PredicateVerb,
    WordClass::FunctionWord,
    WordClass::LocativePreposition,
    WordClass::NameCue,
    WordClass::NameConnective,
    WordClass::NameSuffix,
    WordClass::LegalForm,
    WordClass::DispensableEnd,
    WordClass::ExpletivePredicate,
    WordClass::Demonstrative,
    WordClass::ComplementPreposition,
    WordClass::CompanyRole,
    WordClass::ExampleMarker,
    WordClass::ExampleLead,
    WordClass::RoleQualifier,
    WordClass::StatusModifier,
    WordClass::GenericBody,
    WordClass::CompoundTail,
    WordClass::TimeModifier,
    WordClass::TimeUnit,
    WordClass::TimeDistance,
    WordClass::TimeLead,
    WordClass::MannerNoun,
    WordClass::ContentConjunction,
    WordClass::CueComplement,
    WordClass::ImpersonalRelative,
    WordClass::Holding,
    WordClass::Work,
    WordClass::MakesWorks,
];

// Each class has a bit of its own; without room for it, it would be taken for another.
const _: () = assert!(WordClass::ALL.len() <= u128::BITS as usize);

/// A set of classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct WordClasses(u128);

impl WordClasses {
    /// Whether a class is among them.
    pub(crate) fn has(self, wanted: WordClass) -> bool {
        self.0 & (1 << wanted as u32) != 0
    }

    /// Whether any of these is among them.
    pub(crate) fn any(self, wanted: &[WordClass]) -> bool {
        wanted.iter().any(|&one| self.has(one))
    }

    /// Whether there is none that plays a part in a clause.
    pub(crate) fn is_empty(self) -> bool {
        self.0 & !Self::PARTLESS == 0
    }

    /// Those that tell something of names and descriptions and nothing of the clause.
    const PARTLESS: u128 = {
        let (mut bits, mut at) = (0, 0);
        while at < PARTLESS.len() {
            bits |= 1 << PARTLESS[at] as u32;
            at += 1;
        }
        bits
    };

    /// Adds one; tells whether it is new.
    pub(super) fn add(&mut self, more: WordClass) -> bool {
        let before = self.0;
        self.0 |= 1 << more as u32;
        self.0 != before
    }
}
