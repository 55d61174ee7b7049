//! Every row of every language pack can match: its words are what the tokenizer of the language makes of a text.

use crate::analysis::{Sentence, Tokens};
use crate::lang::Packs;
use crate::lang::files::{self, File};
use crate::lang::table::{self, Errors, Row};
use crate::text::marks::quoted_runs;
use crate::text::{Span, hash};
use crate::tokens::Tokenizer;

/// Around a word, what lets it stand as texts have it: alone, before and behind others, leaning on a name.
const CARRIERS: [&str; 12] = [
    "{}",
    "{} dane",
    "{}Dane",
    "{}ann",
    "5{}",
    "{}5",
    "5 {}",
    "Dane{}",
    "dan{}",
    "dit-{}",
    "{}-Dane",
    "x. Dane, {} 5",
];

/// The table of a pack, the column with its words, how many of a word's parts may stand together.
const TABLES: [(&str, &[usize], usize); 10] = [
    ("words.tsv", &[1], 5),
    ("cues.tsv", &[2, 3, 4, 5], 1),
    ("pronouns.tsv", &[0], 1),
    ("roles.tsv", &[0], 1),
    ("titles.tsv", &[0], 1),
    ("tags.tsv", &[0], 1),
    ("names.tsv", &[1], 5),
    ("cognates.tsv", &[1], 1),
    ("time.tsv", &[2], 5),
    ("numbers.tsv", &[2], 5),
];

/// Classes of parts of words, which stand in no token of their own.
const PARTS: [&str; 7] = [
    "future_ending",
    "ordinal_ending",
    "decade_ending",
    "glued_scale",
    "glued_unit",
    "glued_cent",
    "hour_mark",
];

fn tokens(tokenizer: &Tokenizer, language: &str, text: &str) -> Tokens {
    let sentence = Sentence { span: Span::whole(text), block: 0 };
    tokenizer.tokenize(text, &[sentence], language)
}

/// Whether a text can be written in which these words are tokens in a row.
fn can_stand(tokenizer: &Tokenizer, language: &str, form: &str) -> bool {
    // What has to follow a source stands in brackets; "^" for a capital.
    let form = form
        .replace("_(^)", "_Dane")
        .replace("_(", "_")
        .replace(')', if form.contains("_(") { "" } else { ")" });
    let keys: Vec<u64> = form.split('_').map(hash).collect();
    let phrase = form.replace('_', " ");
    let capital: String =
        phrase.chars().take(1).flat_map(char::to_uppercase).chain(phrase.chars().skip(1)).collect();
    [phrase.clone(), phrase.replace("' ", "'"), capital].iter().any(|phrase| {
        CARRIERS.iter().any(|carrier| {
            let text = carrier.replace("{}", phrase);
            let cut = tokens(tokenizer, language, &text);
            let words: Vec<&str> = cut.spans.iter().map(|span| span.of(&text)).collect();
            // The sign of a currency and the letters before it are looked up together.
            let joined = |pair: &[&str]| pair[1] == "$" && pair.concat() == *phrase;
            cut.hashes.windows(keys.len()).any(|window| window == keys) || words.windows(2).any(joined)
        })
    })
}

/// What is wrong with the words of a row.
fn dead<'r>(
    tokenizer: &Tokenizer,
    file: File,
    row: &'r Row<'_>,
    columns: &[usize],
    longest: usize,
) -> Vec<&'r str> {
    let forms = columns.iter().flat_map(|&column| row.forms(column));
    let lives = |form: &&str| form.split('_').count() <= longest && can_stand(tokenizer, file.language, form);
    forms.filter(|form| !PARTS.contains(&row.field(0)) && !lives(form)).collect()
}

#[test]
fn every_word_of_every_table_is_a_token() {
    let (tokenizer, errors) = (Tokenizer::load(), Errors::default());
    let mut report = String::new();
    for file in files::all() {
        let Some((_, columns, longest)) = TABLES.iter().find(|(name, ..)| *name == file.name) else {
            continue;
        };
        let width =
            file.text.lines().find(|line| !line.starts_with('#')).map_or(0, |line| line.split('\t').count());
        for row in table::rows(file, &vec!["-"; width], &errors) {
            for form in dead(&tokenizer, file, &row, columns, *longest) {
                report += &format!("{}/{}:{}: {form}\n", file.language, file.name, row.line);
            }
        }
    }
    assert!(report.is_empty(), "no text has these words as tokens:\n{report}");
}

#[test]
fn every_pair_of_marks_of_a_pack_is_read() {
    let mut report = String::new();
    for pack in Packs::load().all() {
        for pair in &pack.settings.quotation_marks {
            let marks: Vec<char> = pair.chars().collect();
            let (open, close) = marks.split_at(marks.len() / 2);
            let words = "Dane left the harbour at dawn";
            let text = format!("{}{words}{}, 5.", String::from_iter(open), String::from_iter(close));
            let runs = quoted_runs(&text, &[Span::whole(&text)]);
            if !runs.iter().any(|run| run.inner.of(&text) == words && run.closed) {
                report += &format!("{}/pack.toml: {pair}\n", pack.code);
            }
        }
    }
    assert!(report.is_empty(), "these are no marks of quotations:\n{report}");
}
