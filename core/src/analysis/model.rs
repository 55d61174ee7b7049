/// Which engine reads a text for names and speech.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Model {
    /// Rules and linear models: hundreds of thousands of words a second.
    #[default]
    Fast,
    /// An [encoder](crate::encoder): thousands of words a second, and right more often.
    Accurate,
}

impl Model {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Fast, Self::Accurate];
}
