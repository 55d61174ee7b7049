//! What the model sees of a text: the hashes of its words and of the stretches of letters in them.

/// The longest stretch of letters that is looked at, the marks of the word's ends counted in.
const LONGEST: usize = 5;

/// Words are cut after this many letters: scripts without blanks, and what is no word at all.
const LONGEST_WORD: usize = 24;

/// Stands for either end of a word.
const END: u32 = 0;

/// Calls `found` with the hash of each feature of a text until so many letters are read; answers how many were.
///
/// Letters are folded to lower case, so that capitals say nothing. Linear in what is read.
pub fn each_feature(text: &str, most_letters: usize, mut found: impl FnMut(u32)) -> usize {
    let mut word = [END; LONGEST_WORD + 2];
    let (mut length, mut letters) = (0, 0);
    for c in text.chars() {
        if is_letter(c) {
            if length + 1 >= LONGEST_WORD {
                features_of(&mut word, &mut length, &mut found);
            }
            letters += 1;
            let (first, second) = folded(c);
            for c in [Some(first), second].into_iter().flatten() {
                length += 1;
                word[length] = c as u32;
            }
        } else if is_point(c) {
            // Hardly any text has them, and those that do mean the same without.
        } else if length > 0 {
            features_of(&mut word, &mut length, &mut found);
            if letters >= most_letters {
                return letters;
            }
        }
    }
    if length > 0 {
        features_of(&mut word, &mut length, &mut found);
    }
    letters
}

/// Whether a character is part of a word. Marks of vowels are; apostrophes, of whatever kind, are not.
fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    let is_apostrophe = matches!(c, '\u{2b9}'..='\u{2bf}');
    let is_mark = matches!(c, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{dff}' | '\u{200c}' | '\u{200d}');
    (c.is_alphabetic() && !is_apostrophe && !is_point(c)) || (is_mark && !c.is_numeric())
}

/// Points of vowels in Hebrew and Arabic.
fn is_point(c: char) -> bool {
    matches!(c, '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{64b}'..='\u{652}' | '\u{670}')
}

/// A letter in lower case, and in two where it stands for two.
fn folded(c: char) -> (char, Option<char>) {
    match c {
        _ if c.is_ascii() => (c.to_ascii_lowercase(), None),
        'İ' => ('i', None),
        'ς' => ('σ', None),
        '\u{5f0}' => ('\u{5d5}', Some('\u{5d5}')),
        '\u{5f1}' => ('\u{5d5}', Some('\u{5d9}')),
        '\u{5f2}' => ('\u{5d9}', Some('\u{5d9}')),
        _ => (c.to_lowercase().next().unwrap_or(c), None),
    }
}

/// The features of the word in `word[1..=length]`, which is then begun anew.
fn features_of(word: &mut [u32; LONGEST_WORD + 2], length: &mut usize, found: &mut impl FnMut(u32)) {
    word[*length + 1] = END;
    let word = &word[..*length + 2];
    *length = 0;
    for start in 0..word.len() {
        let mut hash = SEED;
        for (at, &c) in word[start..].iter().take(LONGEST).enumerate() {
            hash = mixed(hash, c);
            let is_bare_end = at == 0 && c == END;
            if !is_bare_end {
                found(finished(hash));
            }
        }
    }
    if word.len() > LONGEST {
        found(finished(word.iter().fold(!SEED, |hash, &c| mixed(hash, c))));
    }
}

const SEED: u32 = 0x811c_9dc5;

fn mixed(hash: u32, c: u32) -> u32 {
    (hash.rotate_left(5) ^ c).wrapping_mul(0x9e37_79b1)
}

/// Spreads a hash over all bits; the high ones are the best.
fn finished(hash: u32) -> u32 {
    (hash ^ (hash >> 15)).wrapping_mul(0x85eb_ca6b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn features(text: &str) -> Vec<u32> {
        let mut all = Vec::new();
        each_feature(text, usize::MAX, |feature| all.push(feature));
        all
    }

    #[test]
    fn capitals_digits_and_marks_say_nothing() {
        assert_eq!(features("ÉTÉ 1990: le PLUS chaud!"), features("été le plus chaud"));
        assert_eq!(features("oʻzbek"), features("o'zbek"));
        assert!(features("12, 45 —").is_empty());
    }

    #[test]
    fn a_word_gives_its_stretches_of_letters_and_itself() {
        // ^ab$: ^a ^ab ^ab$ a ab ab$ b b$.
        assert_eq!(features("ab").len(), 8);
        // Five orders of seven places less what does not fit and the bare ends, and the whole word.
        assert_eq!(features("house").len(), 7 + 6 + 5 + 4 + 3 - 2 + 1);
    }

    #[test]
    fn no_more_is_read_than_asked_for() {
        assert_eq!(each_feature("one two three four", 5, |_| ()), 6);
        assert_eq!(each_feature(&"x".repeat(1000), usize::MAX, |_| ()), 1000);
    }
}
