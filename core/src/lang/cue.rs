//! Words that attribute speech, as `cues.tsv` has them: what may stand around each, and in which form it is.

/// What may stand around a cue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CueFrame {
    /// It stands beside words in marks.
    Quote,
    /// A clause follows, with a complementizer or without.
    That,
    /// Its object is the one who is told.
    Addressee,
    /// A question follows.
    Wh,
    /// What is said of its object is content ("called him a liar").
    LabelAs,
    /// An infinitive follows ("promised to").
    Infinitive,
    /// A noun phrase is content.
    Np,
    /// It passes on somebody else's words.
    Relay,
    /// It is a noun ("the claim that").
    Noun,
    /// One of its forms is another word as well ("claims").
    Ambiguous,
    /// Any clause may follow without a complementizer.
    Bare,
    /// It attributes words in marks beside it and nothing else: a manner of speaking ("sighed").
    QuoteOnly,
    /// Its subject is nobody; who speaks is where it comes from ("es hieß aus Paris").
    Impersonal,
    /// A clause follows, and only behind a complementizer ("found that").
    Complementizer,
    /// Its object alone is no content: words in marks, an "as" or a second phrase has to follow ("called him a liar").
    Predicate,
    /// It is a cue only with a word that completes it ("made clear").
    Phrase,
}

const _: () = assert!((CueFrame::Phrase as u32) < u16::BITS);

impl CueFrame {
    /// The frame with a name in `cues.tsv`.
    pub(super) fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "quote" => Self::Quote,
            "that" => Self::That,
            "addressee" => Self::Addressee,
            "wh" => Self::Wh,
            "label_as" => Self::LabelAs,
            "infinitive" => Self::Infinitive,
            "np" => Self::Np,
            "relay" => Self::Relay,
            "noun" => Self::Noun,
            "ambiguous" => Self::Ambiguous,
            "bare" => Self::Bare,
            "quote_only" => Self::QuoteOnly,
            "impersonal" => Self::Impersonal,
            "complementizer" => Self::Complementizer,
            "predicate" => Self::Predicate,
            "phrase" => Self::Phrase,
            _ => return None,
        })
    }
}

/// The frames of a cue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct CueFrames(u16);

impl CueFrames {
    /// Whether a frame is among them.
    pub(crate) fn has(self, frame: CueFrame) -> bool {
        self.0 & (1 << frame as u16) != 0
    }

    /// Whether any of these is among them.
    pub(crate) fn any(self, frames: &[CueFrame]) -> bool {
        frames.iter().any(|&frame| self.has(frame))
    }

    /// These and one more.
    pub(super) fn with(self, frame: CueFrame) -> Self {
        Self(self.0 | 1 << frame as u16)
    }

    /// Both sets together.
    pub(super) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// The form that a cue stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Finite: "says", also the future where that is one word.
    Present,
    /// Finite: "said".
    Past,
    /// "said", as in "has said".
    Participle,
    /// "saying".
    Gerund,
}

impl Form {
    /// The forms in the order of the columns of `cues.tsv`.
    pub(super) const ALL: [Self; 4] = [Self::Present, Self::Past, Self::Participle, Self::Gerund];
}

/// A word that attributes speech.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CueWord {
    /// Index of the lemma, for [`LanguagePack::lemma`](super::pack::LanguagePack::lemma).
    pub(crate) lemma: u16,
    /// What may stand around it.
    pub(crate) frames: CueFrames,
    /// The form that it is in.
    pub(crate) form: Form,
}

impl CueWord {
    /// What attributes speech without being in a lexicon.
    pub(crate) const NONE: Self = Self { lemma: u16::MAX, frames: CueFrames(0), form: Form::Present };

    /// Whether it is a verb of speech: the one answer for all modules.
    pub(crate) fn is_speech_verb(self) -> bool {
        self.frames.any(&[CueFrame::Quote, CueFrame::Addressee, CueFrame::Wh, CueFrame::LabelAs])
    }
}
