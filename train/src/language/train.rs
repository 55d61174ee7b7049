//! Makes the model file from lists of words: texts are drawn from them at random, always the same ones.

use std::error::Error;
use std::fs;
use std::path::Path;

use ascribe_core::langid::model::{self, WIDTH, Weights};
use ascribe_core::langid::ngrams::each_feature;
use ascribe_core::langid::{KNOWN_TURNS, is_known};

/// Buckets of features.
const BUCKETS: usize = 245_000;
/// Texts that are drawn in one epoch.
const TEXTS: u64 = 4_000_000;
/// How far a weight moves at first.
const RATE: f32 = 0.2;
/// The words of one language, to draw from.
struct Words {
    code: String,
    words: Vec<String>,
    // Running sums of the words' shares, as they are and with the rare ones raised.
    usual: Vec<f64>,
    raised: Vec<f64>,
    has_blanks: bool,
}

/// Trains on `language/lists` in a folder and writes the file.
pub(crate) fn run(data: &Path, out: &Path, epochs: Option<u32>) -> Result<(), Box<dyn Error>> {
    let lists = read(&data.join("language/lists"))?;
    println!("{} languages", lists.len());
    let mut learner = Learner::new(lists.len());
    let mut random = Random(0x5eed);
    let texts = TEXTS * u64::from(epochs.unwrap_or(10));
    let turns: Vec<usize> = lists.iter().enumerate().flat_map(|(at, list)| vec![at; list.turns()]).collect();
    let (mut text, mut features) = (String::new(), Vec::new());
    let mut loss = 0.0;
    for step in 0..texts {
        let language = turns[random.below(turns.len())];
        lists[language].draw(&mut random, &mut text);
        features.clear();
        each_feature(&text, usize::MAX, |feature| features.push(model::bucket(feature, BUCKETS)));
        if features.is_empty() {
            continue;
        }
        let rate = RATE * (1.0 - step as f32 / texts as f32);
        loss += f64::from(learner.learn(&features, language, rate));
        if (step + 1) % 1_000_000 == 0 {
            println!("{} M texts: {:.4}", (step + 1) / 1_000_000, loss / 1e6);
            loss = 0.0;
        }
    }
    let bytes = learner.weights(lists.into_iter().map(|list| list.code).collect()).write();
    println!("{} bytes", bytes.len());
    fs::write(out, bytes)?;
    Ok(())
}

/// The lists of a folder, in the order of their names.
fn read(folder: &Path) -> Result<Vec<Words>, Box<dyn Error>> {
    let mut paths: Vec<_> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_, std::io::Error>>()?;
    paths.sort();
    let mut lists = Vec::new();
    for path in paths {
        let code = path.file_stem().and_then(|name| name.to_str()).ok_or("a file without a name")?;
        let mut list = Words {
            code: code.into(),
            words: Vec::new(),
            usual: Vec::new(),
            raised: Vec::new(),
            has_blanks: !matches!(code, "jpn" | "cmn"),
        };
        let (mut usual, mut raised) = (0.0, 0.0);
        for line in fs::read_to_string(&path)?.lines() {
            let (word, share) = line.split_once('\t').ok_or("a line without a share")?;
            let share: f64 = share.parse()?;
            usual += share;
            raised += share.sqrt();
            list.words.push(word.into());
            list.usual.push(usual);
            list.raised.push(raised);
        }
        lists.push(list);
    }
    Ok(lists)
}

impl Words {
    /// How often it has its turn.
    fn turns(&self) -> usize {
        if is_known(&self.code) { KNOWN_TURNS } else { 1 }
    }

    /// Draws a text: often one word, as rare as words are in a dictionary; else some, as usual as they are in texts.
    fn draw(&self, random: &mut Random, text: &mut String) {
        text.clear();
        let (count, sums) = match random.below(10) {
            0..4 => (1, &self.raised),
            4..6 => (2 + random.below(2), &self.usual),
            6..9 => (3 + random.below(5), &self.usual),
            _ => (8 + random.below(16), &self.usual),
        };
        for _ in 0..count {
            let at = random.unit() * sums[sums.len() - 1];
            let at = sums.partition_point(|&sum| sum <= at).min(self.words.len() - 1);
            text.push_str(&self.words[at]);
            if self.has_blanks {
                text.push(' ');
            }
        }
    }
}

/// Weights that are being learnt.
struct Learner {
    table: Vec<[f32; WIDTH]>,
    output: Vec<[f32; WIDTH + 1]>,
}

impl Learner {
    fn new(languages: usize) -> Self {
        let mut random = Random(1);
        let mut small = || (random.unit() as f32 - 0.5) / WIDTH as f32;
        let table = (0..BUCKETS).map(|_| std::array::from_fn(|_| small())).collect();
        Self { table, output: vec![[0.0; WIDTH + 1]; languages] }
    }

    /// Moves the weights so that the text reads more like its language; answers how surprising that was.
    fn learn(&mut self, features: &[usize], language: usize, rate: f32) -> f32 {
        let scale = model::spread(features.len() as u32);
        let mut hidden = [0.0; WIDTH];
        for &feature in features {
            for (sum, number) in hidden.iter_mut().zip(&self.table[feature]) {
                *sum += number;
            }
        }
        hidden = hidden.map(|sum| sum * scale);
        let mut shares: Vec<f32> = self.output.iter().map(|weights| model::logit(weights, &hidden)).collect();
        model::softmax(&mut shares);
        let surprise = -shares[language].max(1e-9).ln();
        let mut back = [0.0; WIDTH];
        for (at, (weights, share)) in self.output.iter_mut().zip(&shares).enumerate() {
            let wrong = share - f32::from(at == language);
            if wrong.abs() < 1e-5 {
                continue;
            }
            for ((weight, back), number) in weights.iter_mut().zip(&mut back).zip(&hidden) {
                *back += wrong * *weight;
                *weight -= rate * wrong * number;
            }
            weights[WIDTH] -= rate * wrong * 0.1;
        }
        let step = back.map(|back| back * rate * scale);
        for &feature in features {
            for (number, step) in self.table[feature].iter_mut().zip(&step) {
                *number -= step;
            }
        }
        surprise
    }

    /// The weights with the numbers of the features rounded to bytes.
    fn weights(self, languages: Vec<String>) -> Weights {
        let mut sizes: Vec<f32> = self.table.iter().flatten().map(|number| number.abs()).collect();
        sizes.sort_by(f32::total_cmp);
        // One in ten thousand is cut short, so that the others are kept the more exactly.
        let most = sizes[sizes.len() - sizes.len() / 10_000 - 1];
        let unit = most / 127.0;
        let mut output = self.output;
        for weight in output.iter_mut().flat_map(|weights| &mut weights[..WIDTH]) {
            *weight *= unit;
        }
        let table = self.table.iter().map(|row| row.map(|number| (number / unit).round() as i8)).collect();
        Weights { languages, output, table }
    }
}

/// Numbers that look random and are the same each time (`SplitMix64`).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}
