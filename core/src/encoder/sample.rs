//! Small encoders for tests, written as the trainer writes them.

use std::collections::BTreeMap;

/// A file that is made line by line.
#[derive(Clone, Default)]
pub(crate) struct Writer {
    pub(super) lines: Vec<String>,
    pub(super) data: Vec<u8>,
}

impl Writer {
    pub(super) fn line(&mut self, line: impl Into<String>) {
        self.lines.push(line.into());
    }

    fn place(&mut self, bytes: impl IntoIterator<Item = u8>) -> usize {
        let place = self.data.len().next_multiple_of(64);
        self.data.resize(place, 0);
        self.data.extend(bytes);
        place
    }

    pub(super) fn reals(&mut self, name: &str, rows: usize, columns: usize, values: &[f32]) {
        assert_eq!(values.len(), rows * columns);
        let place = self.place(values.iter().flat_map(|value| value.to_le_bytes()));
        self.line(format!("tensor {name} f32 {rows} {columns} {place}"));
    }

    /// Whole numbers with a scale for each row.
    pub(super) fn whole(&mut self, name: &str, columns: usize, values: &[i8], scales: &[f32]) {
        assert_eq!(values.len(), scales.len() * columns);
        let place = self.place(values.iter().map(|&value| value as u8));
        let scales_place = self.place(scales.iter().flat_map(|scale| scale.to_le_bytes()));
        self.line(format!("tensor {name} i8 {} {columns} {place} {scales_place}", scales.len()));
    }

    pub(super) fn pieces(&mut self, pieces: &[(&str, f32)]) {
        let mut ends = vec![0_u32];
        for (piece, _) in pieces {
            ends.push(ends[ends.len() - 1] + piece.len() as u32);
        }
        let mut bytes: Vec<u8> = ends.iter().flat_map(|end| end.to_le_bytes()).collect();
        bytes.extend(pieces.iter().flat_map(|(_, score)| score.to_le_bytes()));
        bytes.extend(pieces.iter().flat_map(|(piece, _)| piece.bytes()));
        let place = self.place(bytes);
        self.line(format!("pieces {} {place}", pieces.len()));
    }

    pub(crate) fn finish(&self) -> Vec<u8> {
        let mut bytes = format!("ascribe-encoder 1\n{}\nend\n", self.lines.join("\n")).into_bytes();
        bytes.resize(bytes.len().next_multiple_of(64), 0);
        bytes.extend(&self.data);
        bytes
    }
}

/// The sizes of the samples.
pub(super) const HIDDEN: usize = 16;
pub(super) const HEADS: usize = 2;
pub(super) const FEED_FORWARD: usize = 32;
pub(super) const WINDOW: usize = 18;
pub(super) const LABELS: [(&str, &str); 3] = [
    ("names", "O B-PER I-PER B-ORG I-ORG"),
    ("content", "O B-DIRECT I-DIRECT B-INDIRECT I-INDIRECT B-MIXED I-MIXED"),
    ("parts", "O B-CUE I-CUE B-SOURCE I-SOURCE"),
];

/// The links with their ends.
const LINKS: [(&str, [&str; 2]); 3] = [
    ("cue", ["content", "part"]),
    ("source", ["content", "part"]),
    ("antecedent", ["anaphor", "antecedent"]),
];

/// The pieces that all samples know; the index of one is its place here.
pub(super) const PIECES: [(&str, f32); 14] = [
    ("<s>", 0.0),
    ("<pad>", 0.0),
    ("</s>", 0.0),
    ("<unk>", 0.0),
    ("▁Ada", -4.0),
    ("▁said", -4.0),
    ("▁rain", -4.0),
    ("▁fell", -4.0),
    (".", -2.0),
    ("▁", -3.0),
    ("a", -5.0),
    ("in", -4.5),
    ("r", -6.0),
    ("▁ra", -5.5),
];

/// What a file has beside the numbers of the encoder.
pub(super) fn head() -> Writer {
    let mut file = Writer::default();
    for line in [
        "name sample",
        "hidden 16",
        "layers 2",
        "heads 2",
        "feed_forward 32",
        "positions 32",
        "first_position 1",
        "eps 1e-12",
        "window 18",
        "gelu erf",
        "cls 0",
        "pad 1",
        "sep 2",
        "unk 3",
    ] {
        file.line(line);
    }
    for (head, labels) in LABELS {
        file.line(format!("labels {head} {labels}"));
        file.line(format!("penalty {head} 0.0"));
        file.line(format!("temperature {head} 1.0"));
    }
    file.pieces(&PIECES);
    file
}

/// The weights of an encoder by their names, as real numbers that the whole ones stand for.
pub(super) type Weights = BTreeMap<String, Vec<f32>>;

/// An encoder with weights at random.
pub(super) fn random() -> (Vec<u8>, Weights) {
    let mut state = 7_u32;
    let mut next = move || {
        state = state.wrapping_mul(0x0019_660d).wrapping_add(0x3c6e_f35f);
        (state >> 16) as f32 / 65_536.0 - 0.5
    };
    let mut file = head();
    let mut known = Weights::new();
    let mut whole = |file: &mut Writer, name: &str, rows: usize, columns: usize| {
        let values: Vec<i8> = (0..rows * columns).map(|_| (next() * 254.0) as i8).collect();
        let scales: Vec<f32> = (0..rows).map(|_| 0.002 + 0.004 * (next() + 0.5)).collect();
        file.whole(name, columns, &values, &scales);
        let reals = values.iter().enumerate().map(|(at, &value)| f32::from(value) * scales[at / columns]);
        known.insert(name.to_owned(), reals.collect());
    };
    whole(&mut file, "embeddings.word", PIECES.len(), HIDDEN);
    for layer in 0..2 {
        for part in ["query", "key", "value", "attention"] {
            whole(&mut file, &format!("layer.{layer}.{part}.weight"), HIDDEN, HIDDEN);
        }
        whole(&mut file, &format!("layer.{layer}.intermediate.weight"), FEED_FORWARD, HIDDEN);
        whole(&mut file, &format!("layer.{layer}.output.weight"), HIDDEN, FEED_FORWARD);
    }
    let mut real = |file: &mut Writer, name: &str, rows: usize, columns: usize, around: f32| {
        let values: Vec<f32> = (0..rows * columns).map(|_| around + next() / 4.0).collect();
        file.reals(name, rows, columns, &values);
        known.insert(name.to_owned(), values);
    };
    real(&mut file, "embeddings.position", 32, HIDDEN, 0.0);
    for norm in norms() {
        real(&mut file, &format!("{norm}.weight"), HIDDEN, 1, 1.0);
        real(&mut file, &format!("{norm}.bias"), HIDDEN, 1, 0.0);
    }
    for layer in 0..2 {
        for part in ["query", "key", "value", "attention", "output"] {
            real(&mut file, &format!("layer.{layer}.{part}.bias"), HIDDEN, 1, 0.0);
        }
        real(&mut file, &format!("layer.{layer}.intermediate.bias"), FEED_FORWARD, 1, 0.0);
    }
    for (head, labels) in LABELS {
        let count = labels.split(' ').count();
        real(&mut file, &format!("head.{head}.weight"), count, HIDDEN, 0.0);
        real(&mut file, &format!("head.{head}.bias"), count, 1, 0.0);
    }
    for (link, sides) in LINKS {
        for side in sides {
            real(&mut file, &format!("link.{link}.{side}.weight"), 64, HIDDEN, 0.0);
            real(&mut file, &format!("link.{link}.{side}.bias"), 1, 64, 0.0);
        }
        real(&mut file, &format!("link.{link}.distance"), 1, 24, 0.0);
    }
    (file.finish(), known)
}

/// The names of all normalisations.
pub(super) fn norms() -> Vec<String> {
    let layers = (0..2)
        .flat_map(|layer| ["attention_norm", "output_norm"].map(|norm| format!("layer.{layer}.{norm}")));
    std::iter::once("embeddings.norm".to_owned()).chain(layers).collect()
}

/// An encoder that reads nothing but the word itself: "Ada" is a person and a source, "ra" a source, "said" a cue, "rain"
/// begins a paraphrase, which goes on with "fell"; each content belongs to the nearest cue and source, and a source to the
/// nearest name.
pub(crate) fn by_word() -> Writer {
    let mut file = head();
    let mut words = vec![0_i8; PIECES.len() * HIDDEN];
    (0..PIECES.len()).for_each(|piece| words[piece * HIDDEN + piece] = 100);
    file.whole("embeddings.word", HIDDEN, &words, &[0.01; PIECES.len()]);
    file.reals("embeddings.position", 32, HIDDEN, &[0.0; 32 * HIDDEN]);
    for norm in norms() {
        file.reals(&format!("{norm}.weight"), HIDDEN, 1, &[1.0; HIDDEN]);
        file.reals(&format!("{norm}.bias"), 1, HIDDEN, &[0.0; HIDDEN]);
    }
    for layer in 0..2 {
        let shapes = [("intermediate", FEED_FORWARD, HIDDEN), ("output", HIDDEN, FEED_FORWARD)];
        let square = ["query", "key", "value", "attention"].map(|part| (part, HIDDEN, HIDDEN));
        for (part, rows, columns) in square.into_iter().chain(shapes) {
            let zeros = vec![0; rows * columns];
            file.whole(&format!("layer.{layer}.{part}.weight"), columns, &zeros, &vec![1.0; rows]);
            file.reals(&format!("layer.{layer}.{part}.bias"), rows, 1, &vec![0.0; rows]);
        }
    }
    let mut head = |name: &str, count: usize, strong: &[(usize, usize)]| {
        let mut weights = vec![0.0; count * HIDDEN];
        strong.iter().for_each(|&(label, piece)| weights[label * HIDDEN + piece] = 4.0);
        let mut bias = vec![0.0; count];
        bias[0] = 4.0;
        file.reals(&format!("head.{name}.weight"), count, HIDDEN, &weights);
        file.reals(&format!("head.{name}.bias"), count, 1, &bias);
    };
    head("names", 5, &[(1, 4)]);
    head("content", 7, &[(3, 6), (4, 7)]);
    head("parts", 5, &[(1, 5), (3, 4), (3, 13)]);
    for (link, sides) in LINKS {
        for side in sides {
            file.reals(&format!("link.{link}.{side}.weight"), 64, HIDDEN, &[0.0; 64 * HIDDEN]);
            file.reals(&format!("link.{link}.{side}.bias"), 1, 64, &[0.0; 64]);
        }
        let nearness: Vec<f32> =
            (0..24).map(|step: i32| 8.5 - (f64::from(step) - 11.5).abs() as f32).collect();
        file.reals(&format!("link.{link}.distance"), 1, 24, &nearness);
    }
    file
}
