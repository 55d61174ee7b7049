//! A token and a run of capitals as the features see them.

use super::word_clusters::{Cluster, Path};

/// One token as the features see it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Word {
    /// The key of the word.
    pub(super) hash: u64,
    /// Which kinds of characters it consists of, in order.
    pub(super) pattern: u32,
    /// The lists it stands on.
    pub(super) lists: u16,
    /// What the rest of the document tells of it.
    pub(super) context: u8,
    /// The class of words that it belongs to.
    pub(super) class: Cluster,
    /// Its path in the tree of classes.
    pub(super) path: Path,
    /// Its shape, where the sentence tells names by capitals.
    pub(super) shape: u8,
    /// Whether it begins like a name.
    pub(super) capital: bool,
    /// Whether it can be part of a name at all.
    pub(super) open: bool,
    /// Whether it is the first word of its sentence or of speech inside it.
    pub(super) first: bool,
    /// How many words of its run of capitals come before it, and how many after it; each at most three.
    pub(super) place: (u8, u8),
    /// Its run of capitals, if it has one: an index into the runs of the document.
    pub(super) run: u32,
}

/// A run of words with capitals, and what stands around it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    /// How many words it has, at most six.
    pub(super) length: u8,
    /// The lists that any of its words stands on.
    pub(super) lists: u16,
    /// The first word and the last.
    pub(super) ends: [u64; 2],
    /// The two words before it and the two after it, the nearer ones first.
    pub(super) around: [[u64; 2]; 2],
    /// The classes of the first word and the last.
    pub(super) end_classes: [Cluster; 2],
    /// The classes of the words just before it and just after it.
    pub(super) around_classes: [Cluster; 2],
    /// The paths of the word before it, of the word after it, and of its last word.
    pub(super) paths: [Path; 3],
}
