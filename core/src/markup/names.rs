use crate::analysis::{AttributionMethod, BlockKind, EntityType, MentionKind, QuotationKind, SpeakerKind};

/// Names of the values of an enum, each once.
pub(super) trait Named: Copy + PartialEq + 'static {
    /// Each value with its name.
    const NAMES: &'static [(Self, &'static str)];

    /// The name of the value.
    fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(value, _)| *value == self).map_or("", |(_, name)| name)
    }

    /// The value with a name.
    fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(_, known)| *known == name).map(|(value, _)| *value)
    }
}

/// Writes [`Named`] for an enum.
macro_rules! named {
    ($($core:ident { $($variant:ident $name:literal)* })*) => {
        $(impl Named for $core {
            const NAMES: &'static [(Self, &'static str)] = &[$(($core::$variant, $name)),*];
        })*
    };
}

named! {
    BlockKind {
        Headline "headline" Subheadline "subheadline" Kicker "kicker" Byline "byline" Date "date" Lead "lead"
        Paragraph "paragraph" Heading "heading" ListItem "item" BlockQuote "blockquote" Caption "caption"
        Boilerplate "boilerplate" Signoff "signoff" Note "note" Speaker "speaker" Table "table"
    }
    EntityType {
        Person "PER" Organization "ORG" Location "LOC" Facility "FAC" Group "GRP" Event "EVT" Product "PRD"
        Work "WRK" Date "DAT" Time "TIM" Money "MON" Percent "PCT" Quantity "QTY" Ordinal "ORD" Other "OTH"
    }
    MentionKind { Name "name" Nominal "nominal" Pronoun "pronoun" }
    QuotationKind { Direct "direct" Indirect "indirect" Mixed "mixed" }
    SpeakerKind {
        Named "named" Nominal "nominal" Pronoun "pronoun" Collective "collective" Anonymous "anonymous"
        Implicit "implicit"
    }
    AttributionMethod {
        Cue "cue" InvertedCue "inverted cue" AccordingTo "according to" Noun "noun" Passive "passive"
        Continuation "continuation" Floating "floating" Colon "colon" Alternation "alternation" Model "model"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_has_a_name_of_its_own() {
        fn check<T: Named + std::fmt::Debug>(count: usize) {
            assert_eq!(T::NAMES.len(), count);
            for &(value, name) in T::NAMES {
                assert_eq!((T::named(name), value.name()), (Some(value), name));
            }
        }
        check::<BlockKind>(16);
        check::<EntityType>(15);
        check::<MentionKind>(3);
        check::<QuotationKind>(3);
        check::<SpeakerKind>(6);
        check::<AttributionMethod>(10);
    }
}
