//! Maps the enums of the core to those of the contract.

use crate::rpc::contract::v1;
use ascribe_core::analysis::{
    AttributionMethod, BlockKind, EntityType, MentionKind, Model, QuotationKind, SpeakerKind, Tag,
    WarningCode,
};
use ascribe_core::input::Format;
use ascribe_core::text::offsets::Unit;

/// Defines a function from an enum of the core to the one of the contract with the same variants.
macro_rules! same_names {
    ($($name:ident: $core:ident => $contract:ident { $($variant:ident)* })*) => {
        $(pub(super) fn $name(value: $core) -> v1::$contract {
            match value {
                $($core::$variant => v1::$contract::$variant,)*
            }
        })*
    };
}

same_names! {
    unit: Unit => OffsetEncoding { Utf8 Utf16 Utf32 }
    model: Model => Model { Fast Accurate }
    format: Format => Format { PlainText Html Markdown Email FeedItem Nitf NewsmlG2 Ninjs Subtitles }
    warning_code: WarningCode => WarningCode { LanguageNotSupported LanguageUndetermined CharsetGuessed BytesReplaced MainTextNotFound EntitiesLimited ContentTruncated }
    block_kind: BlockKind => BlockKind { Headline Subheadline Kicker Byline Date Lead Paragraph Heading ListItem BlockQuote Caption Boilerplate Signoff Note Speaker Table }
    entity_type: EntityType => EntityType { Person Organization Location Facility Group Event Product Work Date Time Money Percent Quantity Ordinal Other }
    mention_kind: MentionKind => MentionKind { Name Nominal Pronoun }
    quotation_kind: QuotationKind => QuotationKind { Direct Indirect Mixed }
    speaker_kind: SpeakerKind => SpeakerKind { Named Nominal Pronoun Collective Anonymous Implicit }
    attribution_method: AttributionMethod => AttributionMethod { Cue InvertedCue AccordingTo Noun Passive Continuation Floating Colon Alternation Model }
}

/// The Universal Dependencies name of a part of speech.
pub(super) fn tag(tag: Tag) -> &'static str {
    match tag {
        Tag::Adj => "ADJ",
        Tag::Adp => "ADP",
        Tag::Adv => "ADV",
        Tag::Aux => "AUX",
        Tag::Cconj => "CCONJ",
        Tag::Det => "DET",
        Tag::Intj => "INTJ",
        Tag::Noun => "NOUN",
        Tag::Num => "NUM",
        Tag::Part => "PART",
        Tag::Pron => "PRON",
        Tag::Propn => "PROPN",
        Tag::Punct => "PUNCT",
        Tag::Sconj => "SCONJ",
        Tag::Sym => "SYM",
        Tag::Verb => "VERB",
        Tag::X => "X",
    }
}
