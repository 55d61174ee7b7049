//! What a character does in a token.

use crate::text::is_invisible;

/// The part that a character can play in a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// White space, and invisible characters that part words.
    Blank,
    /// A lower-case letter.
    Lower,
    /// An upper-case letter.
    Upper,
    /// A letter of a script without case.
    Caseless,
    /// A character of a script that is written without spaces.
    Dense,
    /// A digit or a numeral.
    Digit,
    /// A combining or invisible character that goes on with the word before it.
    Joiner,
    /// An apostrophe, which may also be a quotation mark.
    Apostrophe,
    /// A quotation mark of any other kind.
    Mark,
    /// A hyphen.
    Hyphen,
    /// Other punctuation.
    Punctuation,
    /// Anything else: currency signs, operators, emoji.
    Symbol,
}

impl Class {
    /// Whether a word can begin and go on with such a character.
    pub(crate) fn is_wordlike(self) -> bool {
        self.is_letter() || self == Self::Digit
    }

    /// Whether it is a letter of a script that is written with spaces.
    pub(crate) fn is_letter(self) -> bool {
        matches!(self, Self::Lower | Self::Upper | Self::Caseless)
    }
}

/// Classes of the ASCII characters: nearly every lookup ends here.
const ASCII: [Class; 128] = {
    let mut table = [Class::Punctuation; 128];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = match byte as u8 {
            0 | b'\t'..=b'\r' | b' ' => Class::Blank,
            b'a'..=b'z' => Class::Lower,
            b'A'..=b'Z' => Class::Upper,
            b'0'..=b'9' => Class::Digit,
            b'\'' => Class::Apostrophe,
            b'"' | b'`' => Class::Mark,
            b'-' => Class::Hyphen,
            0..=0x1f
            | 0x7f
            | b'#'
            | b'$'
            | b'%'
            | b'&'
            | b'+'
            | b'<'
            | b'='
            | b'>'
            | b'@'
            | b'^'
            | b'|'
            | b'~' => Class::Symbol,
            _ => Class::Punctuation,
        };
        byte += 1;
    }
    table
};

/// The class of the character at a byte offset and its length in bytes; blank at the end of the text.
pub(crate) fn class_at(text: &str, at: usize) -> (Class, usize) {
    match text.as_bytes().get(at) {
        Some(&byte) if byte < 128 => (ASCII[byte as usize], 1),
        Some(_) => {
            let c = char_at(text, at);
            (classify(c), c.len_utf8())
        }
        None => (Class::Blank, 0),
    }
}

/// The character at a byte offset; NUL at the end of the text.
pub(crate) fn char_at(text: &str, at: usize) -> char {
    text[at..].chars().next().unwrap_or('\0')
}

/// The class of a character beyond ASCII.
fn classify(c: char) -> Class {
    if c.is_lowercase() {
        return Class::Lower;
    }
    match c {
        '\u{2018}'
        | '\u{201a}'..='\u{201f}'
        | '«'
        | '»'
        | '‹'
        | '›'
        | '「'..='』'
        | '〝'..='〟'
        | '＂'
        | '｢'
        | '｣' => Class::Mark,
        '’' | 'ʼ' | '´' | '＇' => Class::Apostrophe,
        '\u{2010}' | '\u{2011}' => Class::Hyphen,
        '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{2060}' => Class::Joiner,
        _ if c.is_whitespace() || is_invisible(c) => Class::Blank,
        _ if is_combining(c) => Class::Joiner,
        _ if is_dense(c) => Class::Dense,
        _ if c.is_uppercase() => Class::Upper,
        _ if c.is_alphabetic() => Class::Caseless,
        _ if c.is_numeric() => Class::Digit,
        _ if is_punctuation(c) => Class::Punctuation,
        _ => Class::Symbol,
    }
}

/// Combining characters, among them those of Indic and Semitic scripts, which Rust does not count as letters.
fn is_combining(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}'
        | '\u{5c4}' | '\u{5c5}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e4}'
        | '\u{6e7}' | '\u{6e8}' | '\u{6ea}'..='\u{6ed}' | '\u{93c}' | '\u{94d}' | '\u{9bc}' | '\u{9cd}' | '\u{a3c}'
        | '\u{a4d}' | '\u{abc}' | '\u{acd}' | '\u{b3c}' | '\u{b4d}' | '\u{bcd}' | '\u{c4d}' | '\u{cbc}' | '\u{ccd}'
        | '\u{d4d}' | '\u{dca}' | '\u{135d}'..='\u{135f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}')
}

/// Scripts written without spaces between words: Thai, Lao, Tibetan, Burmese, Khmer, kana, Chinese characters.
pub(crate) fn is_dense(c: char) -> bool {
    matches!(c,
        '\u{e01}'..='\u{e3a}' | '\u{e40}'..='\u{e4e}' | '\u{e81}'..='\u{ece}' | '\u{f40}'..='\u{fbc}'
        | '\u{1000}'..='\u{103f}' | '\u{1050}'..='\u{109d}' | '\u{1780}'..='\u{17d3}'
        | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3031}'..='\u{3035}' | '\u{3041}'..='\u{30ff}'
        | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
        && c != '・'
}

/// Punctuation beyond ASCII, by the blocks where it stands.
fn is_punctuation(c: char) -> bool {
    matches!(c,
        '¡' | '§' | '¶' | '·' | '¿' | '\u{37e}' | '\u{387}' | '\u{55a}'..='\u{55f}' | '\u{589}' | '\u{58a}'
        | '\u{5be}' | '\u{5c0}' | '\u{5c3}' | '\u{5c6}' | '\u{5f3}' | '\u{5f4}' | '\u{60c}' | '\u{60d}' | '\u{61b}'
        | '\u{61e}' | '\u{61f}' | '\u{66a}'..='\u{66d}' | '\u{6d4}' | '\u{964}' | '\u{965}' | '\u{970}' | '\u{df4}'
        | '\u{e4f}' | '\u{e5a}' | '\u{e5b}' | '\u{f04}'..='\u{f14}' | '\u{104a}'..='\u{104f}' | '\u{10fb}'
        | '\u{1360}'..='\u{1368}' | '\u{17d4}'..='\u{17da}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}'
        | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3020}' | '\u{30fb}' | '\u{fe10}'..='\u{fe6f}' | '\u{ff01}'..='\u{ff65}')
}
