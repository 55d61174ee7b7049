//! Clusters of words with a like distribution, so that a word which training never saw is read like those it saw.
//!
//! Two clusterings side by side: nested clusters of word vectors ([`ClusterLevels`]), and a Brown tree ([`BrownPaths`]) in
//! which a cluster is its path from the root, words in capitals apart.

use crate::data;
use crate::text::{WordMap, hash};

/// A cluster: its number among 32, 128, 512 and 2,048 clusters, each a part of the one before. Zeros for a word without
/// a cluster.
pub(super) type Cluster = [u16; 4];

/// Nested clusters of words.
#[derive(Debug, Default)]
pub(super) struct ClusterLevels {
    clusters: Vec<Cluster>,
    // For each word its place among the clusters.
    words: WordMap<u16>,
}

impl ClusterLevels {
    /// Loads the embedded clusters.
    pub(super) fn load() -> Self {
        let mut words: WordMap<u16> = WordMap::default();
        words.reserve(370_000);
        let mut clusters = Vec::new();
        for row in data::rows(data::WORD_CLASSES) {
            let mut numbers = row[0].split(' ').map(|number| number.parse().unwrap_or(0));
            let cluster = [(); 4].map(|()| numbers.next().unwrap_or(0));
            for word in row[1].split_ascii_whitespace() {
                words.entry(hash(word)).or_insert(clusters.len() as u16);
            }
            clusters.push(cluster);
        }
        Self { clusters, words }
    }

    /// The cluster of a word, given its key.
    pub(super) fn of(&self, word: u64) -> Cluster {
        self.words.get(&word).map_or([0; 4], |&at| self.clusters[usize::from(at)])
    }
}

/// The path to a cluster from the root of the tree, the first step in the lowest bit. Zero for a word without a cluster.
pub(super) type Path = u32;

/// The first `steps` of the path to a cluster: the wider cluster that it is part of.
pub(super) fn wider(path: Path, steps: u32) -> Path {
    path & ((1 << steps) - 1)
}

/// The Brown paths of words.
#[derive(Debug)]
pub(super) struct BrownPaths {
    // In small letters, and with a capital.
    words: WordMap<[Path; 2]>,
}

impl BrownPaths {
    /// Loads the embedded clusters.
    pub(super) fn load() -> Self {
        let mut words: WordMap<[Path; 2]> = WordMap::default();
        words.reserve(100_000);
        for row in data::rows(data::WORD_PATHS) {
            let path = row[0].bytes().rev().fold(0, |path, step| path << 1 | Path::from(step == b'1'));
            for word in row[1].split_ascii_whitespace() {
                words.entry(hash(word)).or_default()[usize::from(is_capital(word))] = path;
            }
        }
        Self { words }
    }

    /// The path to the cluster of a word, given its key and whether a capital tells something of it.
    pub(super) fn of(&self, word: u64, capital: bool) -> Path {
        let Some(&[small, large]) = self.words.get(&word) else { return 0 };
        let (written, other) = if capital { (large, small) } else { (small, large) };
        if written == 0 { other } else { written }
    }
}

fn is_capital(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}
