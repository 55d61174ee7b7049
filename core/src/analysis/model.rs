/// Which engine reads a text for names and speech.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Model {
    /// Rules and linear models: hundreds of thousands of words a second.
    #[default]
    Fast,
    /// An [encoder](crate::encoder): thousands of words a second, and finds more of what is said.
    Accurate,
}

impl Model {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Fast, Self::Accurate];

    /// What flags and metrics call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Fast => "fast",
            Self::Accurate => "accurate",
        }
    }
}
