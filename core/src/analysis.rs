//! The result of an analysis: plain layers of spans over one text.
//!
//! Layers point at each other by spans and by indices. Everything is public, owned and free of lifetimes, so that
//! a result can be kept, compared and sent. Offsets are bytes; callers count in units of their own, which are no business of the analysis.

mod explanation;
mod model;
mod spans;

use std::ops::Range;

use crate::rules::Rule;
use crate::text::Span;
use crate::text::marks::QuotedRun;
pub use explanation::{Explanation, RejectedRun, WeighedCandidate};
pub use model::Model;

/// All that is known about one document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Analysis {
    /// The language of the document.
    pub language: Language,
    /// Its parts.
    pub structure: Structure,
    /// Its tokens.
    pub tokens: Tokens,
    /// The things it talks about.
    pub entities: Vec<Entity>,
    /// Who said what.
    pub quotations: Vec<Quotation>,
    /// Words in marks that are no speech, in order; only where an explanation was asked for.
    pub rejected_runs: Vec<RejectedRun>,
    /// What was degraded and why.
    pub warnings: Vec<Warning>,
    /// The engine that read it.
    pub model: Model,
}

/// The layers that [`entities`](crate::coreference) and [`quotations`](crate::quotations) build on.
#[derive(Clone, Copy, Debug)]
pub struct Layers<'a> {
    /// The text that all spans refer to.
    pub text: &'a str,
    /// Its language.
    pub language: &'a Language,
    /// Its blocks and sentences.
    pub structure: &'a Structure,
    /// Its tokens.
    pub tokens: &'a Tokens,
    /// What stands in quotation marks.
    pub quoted: &'a [QuotedRun],
}

/// A language and how sure we are of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Language {
    /// BCP 47 tag, or "und".
    pub code: String,
    /// ISO 639-3 code, or "und".
    pub iso639_3: String,
    /// English name; empty where undetermined.
    pub name: String,
    /// ISO 15924 code of the script; empty where undetermined.
    pub script: String,
    /// From 0 to 1.
    pub confidence: f32,
    /// Whether the result can be acted on without a second look.
    pub reliable: bool,
    /// Whether there is a language pack for it.
    pub supported: bool,
    /// Other candidates, best first.
    pub alternatives: Vec<LanguageCandidate>,
}

impl Default for Language {
    /// An undetermined language.
    fn default() -> Self {
        Self {
            code: "und".into(),
            iso639_3: "und".into(),
            name: String::new(),
            script: String::new(),
            confidence: 0.0,
            reliable: false,
            supported: false,
            alternatives: Vec::new(),
        }
    }
}

/// A language that a text might also be written in.
#[derive(Clone, Debug, PartialEq)]
pub struct LanguageCandidate {
    /// BCP 47 tag.
    pub code: String,
    /// ISO 639-3 code.
    pub iso639_3: String,
    /// From 0 to 1.
    pub confidence: f32,
}

/// A news document taken apart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Structure {
    /// The headline.
    pub headline: Option<Span>,
    /// Who wrote it.
    pub byline: Option<Byline>,
    /// Where it was filed.
    pub dateline: Option<Dateline>,
    /// When it was published.
    pub publication_date: Option<PublicationDate>,
    /// In order, disjoint, covering every character that is not blank.
    pub blocks: Vec<Block>,
    /// In order, each inside one block.
    pub sentences: Vec<Sentence>,
    /// Words of the whole text.
    pub word_count: u32,
}

/// Who wrote a document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Byline {
    /// Absent where it comes from metadata.
    pub span: Option<Span>,
    /// The people named.
    pub authors: Vec<Author>,
    /// The agency or newsroom; empty where none is named.
    pub agency: String,
}

/// One person in a byline.
#[derive(Clone, Debug, PartialEq)]
pub struct Author {
    /// The name alone.
    pub name: String,
    /// Absent where it comes from metadata.
    pub span: Option<Span>,
}

/// Where, when and by which agency a story was filed.
#[derive(Clone, Debug, PartialEq)]
pub struct Dateline {
    /// From the place to the mark that ends the dateline.
    pub span: Span,
    /// The place as written; may be empty.
    pub location: String,
    /// The agency; may be empty.
    pub agency: String,
    /// ISO 8601, without a year "--09-28"; may be empty.
    pub date: String,
}

/// When a document was published.
#[derive(Clone, Debug, PartialEq)]
pub struct PublicationDate {
    /// Absent where it comes from the caller or from metadata.
    pub span: Option<Span>,
    /// ISO 8601, maybe partial.
    pub value: String,
}

/// A visual unit of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// Without surrounding blanks.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
    /// Level of a heading, depth of a list item or block quote; else 0.
    pub level: u32,
    /// BCP 47 tag, only where it surely differs from the document's.
    pub language: Option<String>,
}

/// What a block is; see the contract for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names are those of the contract, which explains them")]
pub enum BlockKind {
    Headline,
    Subheadline,
    Kicker,
    Byline,
    Date,
    Lead,
    Paragraph,
    Heading,
    ListItem,
    BlockQuote,
    Caption,
    Boilerplate,
    Signoff,
    Note,
    Speaker,
    Table,
}

impl BlockKind {
    /// Whether the block is part of the story that is told, so that quotations and entities are looked for in it.
    #[must_use]
    pub fn is_story(self) -> bool {
        use BlockKind::{Boilerplate, Byline, Date, Signoff};
        !matches!(self, Byline | Date | Boilerplate | Signoff)
    }
}

/// One sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Without surrounding blanks.
    pub span: Span,
    /// Index into [`Structure::blocks`].
    pub block: u32,
}

/// The tokens of a text as columns of equal length.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tokens {
    /// Where each token stands; in order and disjoint.
    pub spans: Vec<Span>,
    /// What each token looks like.
    pub shapes: Vec<Shape>,
    /// The part of speech of each token.
    pub tags: Vec<Tag>,
    /// [`tokens::hash`](crate::text::hash) of the lower-cased token: lexicons are looked up by it, without a copy of the text.
    pub hashes: Vec<u64>,
    /// For sentence `i`, its tokens are those from `bounds[i]` up to `bounds[i + 1]`; one longer than there are sentences.
    pub bounds: Vec<u32>,
}

impl Tokens {
    /// The indices of the tokens that a span covers, whole or in part. Logarithmic in the text.
    #[must_use]
    pub fn covered_by(&self, span: Span) -> Range<usize> {
        self.spans.partition_point(|token| token.end() <= span.begin())
            ..self.spans.partition_point(|token| token.begin() < span.end())
    }

    /// For each token the index of the sentence that it is in.
    #[must_use]
    pub fn sentences(&self) -> Vec<u32> {
        let mut sentences = Vec::with_capacity(self.spans.len());
        for (sentence, bounds) in self.bounds.windows(2).enumerate() {
            sentences.resize(sentences.len() + (bounds[1] - bounds[0]) as usize, sentence as u32);
        }
        sentences
    }
}

/// What a token looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Shape {
    /// All letters lower case, or of a script without case.
    Lower,
    /// The first letter upper case, the others lower case.
    Title,
    /// Two or more letters, all upper case.
    Upper,
    /// Upper and lower case otherwise mixed ("McKinsey", "iPhone").
    Mixed,
    /// Digits, maybe with separators ("1,000", "3.5").
    Number,
    /// Letters and digits ("G20", "19th").
    Alphanumeric,
    /// A quotation mark of any kind.
    Mark,
    /// Other punctuation.
    Punctuation,
    /// A symbol ("$", "%", an emoji).
    Symbol,
}

impl Shape {
    /// Whether the token is a word: it has a letter.
    #[must_use]
    pub fn is_word(self) -> bool {
        matches!(self, Self::Lower | Self::Title | Self::Upper | Self::Mixed | Self::Alphanumeric)
    }

    /// Whether the token begins like a name.
    #[must_use]
    pub fn is_capitalized(self) -> bool {
        matches!(self, Self::Title | Self::Upper | Self::Mixed)
    }
}

/// Universal Dependencies part of speech.
///
/// Source: <https://universaldependencies.org/u/pos/>.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names are those of the standard cited above")]
pub enum Tag {
    Adj,
    Adp,
    Adv,
    Aux,
    Cconj,
    Det,
    Intj,
    Noun,
    Num,
    Part,
    Pron,
    Propn,
    Punct,
    Sconj,
    Sym,
    Verb,
    X,
}

/// One thing in the world.
#[derive(Clone, Debug, PartialEq)]
pub struct Entity {
    /// The fullest, cleanest form.
    pub name: String,
    /// What kind of thing it is.
    pub kind: EntityType,
    /// In order.
    pub mentions: Vec<Mention>,
    /// Titles and roles the text gives it.
    pub descriptions: Vec<String>,
    /// ISO 8601, ISO 4217, ISO 3166 …; may be empty.
    pub value: String,
    /// From the operator's gazetteer.
    pub knowledge_base_ids: Vec<String>,
    /// From 0 to 1.
    pub salience: f32,
}

/// One place where a text refers to an entity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mention {
    /// Where.
    pub span: Span,
    /// How.
    pub kind: MentionKind,
    /// From 0 to 1.
    pub confidence: f32,
}

/// How a text refers to an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MentionKind {
    /// By a name.
    Name,
    /// By a description.
    Nominal,
    /// By a pronoun.
    Pronoun,
}

/// What kind of thing an entity is; see the contract for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names are those of the contract, which explains them")]
pub enum EntityType {
    Person,
    Organization,
    Location,
    Facility,
    Group,
    Event,
    Product,
    Work,
    Date,
    Time,
    Money,
    Percent,
    Quantity,
    Ordinal,
    Other,
}

/// One act of attribution.
#[derive(Clone, Debug, PartialEq)]
pub struct Quotation {
    /// How much of it is in the speaker's own words.
    pub kind: QuotationKind,
    /// The content without its outer marks; in order.
    pub segments: Vec<Span>,
    /// The runs in marks inside the content.
    pub quoted_parts: Vec<Span>,
    /// What makes it an attribution.
    pub cue: Option<Cue>,
    /// Who is quoted.
    pub speaker: Option<Speaker>,
    /// To whom.
    pub addressee: Option<Span>,
    /// Where or on which occasion.
    pub venue: Option<Span>,
    /// When.
    pub time: Option<Span>,
    /// Index of the quotation it is part of.
    pub parent: Option<u32>,
    /// Indices of the entities that pass it on.
    pub relayed_by: Vec<u32>,
    /// The rule that made it; none where it was read from mark-up.
    pub rule: Option<Rule>,
    /// What was weighed; only where an explanation was asked for.
    pub explanation: Option<Box<Explanation>>,
    /// From 0 to 1.
    pub confidence: f32,
}

/// How much of a quotation is in the speaker's own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QuotationKind {
    /// All in marks.
    Direct,
    /// A paraphrase.
    Indirect,
    /// A paraphrase with quoted parts.
    Mixed,
}

/// What marks a content as somebody's words.
#[derive(Clone, Debug, PartialEq)]
pub struct Cue {
    /// Where it stands.
    pub span: Span,
    /// Its dictionary form.
    pub lemma: String,
    /// Whether it is denied.
    pub negated: bool,
}

/// The source of a quotation.
#[derive(Clone, Debug, PartialEq)]
pub struct Speaker {
    /// As written; absent where only implied.
    pub span: Option<Span>,
    /// Resolved.
    pub name: String,
    /// Index into [`Analysis::entities`].
    pub entity: Option<u32>,
    /// How the text refers to it.
    pub kind: SpeakerKind,
    /// Its role; may be empty.
    pub description: String,
    /// What the attribution rests on.
    pub method: AttributionMethod,
    /// From 0 to 1.
    pub confidence: f32,
}

/// How a text refers to a source; see the contract for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are those of the contract, which explains them")]
pub enum SpeakerKind {
    Named,
    Nominal,
    Pronoun,
    Collective,
    Anonymous,
    Implicit,
}

/// What an attribution rests on; see the contract for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are those of the contract, which explains them")]
pub enum AttributionMethod {
    Cue,
    InvertedCue,
    AccordingTo,
    Noun,
    Passive,
    Continuation,
    Floating,
    Colon,
    Alternation,
    Model,
}

/// Says that a result is less than it could be, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The reason, for programs.
    pub code: WarningCode,
    /// The reason, for people.
    pub message: String,
}

/// The reason for a warning; see the contract for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are those of the contract, which explains them")]
pub enum WarningCode {
    LanguageNotSupported,
    LanguageUndetermined,
    CharsetGuessed,
    BytesReplaced,
    MainTextNotFound,
    EntitiesLimited,
    ContentTruncated,
}
