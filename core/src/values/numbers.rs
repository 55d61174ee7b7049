//! Numbers in digits and in words.

use super::Reader;
use super::words::{Language, Measure};
use crate::text::hash;

/// A number and the token after it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Number {
    /// Its value.
    pub(super) value: f64,
    /// The token after its last one.
    pub(super) end: usize,
    /// Whether a scale ("million") belongs to it.
    pub(super) scaled: bool,
}

impl Reader<'_> {
    /// The number that begins at a token: "1,250", "5m", "3.5 million", "twenty-five", "half a million", "a hundred".
    pub(super) fn number(&self, at: usize) -> Option<Number> {
        let first = at;
        let mut number = self.plain(at)?;
        if let Some(half) = self.and_a_half(number.end, first).filter(|_| number.value.fract() == 0.0) {
            number.value += 0.5;
            number.end = half;
        }
        while let Some(next) = self.next(number.end, first)
            && let Some(Measure::Scale(power)) = self.measure(next)
            && self.is_scale(next, number.end - 1)
        {
            number.value *= 10_f64.powi(power.into());
            number.end = next + 1;
            number.scaled = true;
            // "two hundred and fifty", "five thousand two hundred".
            if let Some(rest) = self.remainder(number.end, first, power) {
                number.value += rest.value;
                number.end = rest.end;
            }
        }
        Some(number)
    }

    /// "k", "m" and "b" are scales only right behind digits.
    fn is_scale(&self, at: usize, before: usize) -> bool {
        self.document.text(at).len() > 2 || self.touches_next(before) || self.document.text(at) == "bn"
    }

    /// What a number in words goes on with behind a scale.
    fn remainder(&self, at: usize, first: usize, power: u8) -> Option<Number> {
        let at = self.next(at, first)?;
        let at = if self.is_one_of(at, first, &["and"]) { self.next(at + 1, first)? } else { at };
        let in_words = !self.digit(at) && matches!(self.measure(at), Some(Measure::Number(_)))
            || self.hyphenated(at).is_some();
        let mut rest = self.plain(at).filter(|_| in_words)?;
        if let Some(next) = self.next(rest.end, first)
            && let Some(Measure::Scale(smaller)) = self.measure(next)
        {
            if smaller >= power {
                return None;
            }
            rest.value *= 10_f64.powi(smaller.into());
            rest.end = next + 1;
        }
        (rest.value < 10_f64.powi(power.into())).then_some(rest)
    }

    /// A number without scale.
    fn plain(&self, at: usize) -> Option<Number> {
        let number = |value, end| Some(Number { value, end, scaled: false });
        // "$50-million" is a number before a sign only: behind it the hyphen joins what is counted.
        if let Some((digits, scale)) = self.document.text(at).split_once('-')
            && let Some(Measure::Scale(power @ 6..)) = self.vocabulary.measure(hash(scale))
            && let Some((value, false)) = self.digits(digits)
        {
            return Some(Number { value: value * 10_f64.powi(power.into()), end: at + 1, scaled: true });
        }
        if self.digit(at) {
            let (value, scaled) = self.digits(self.document.text(at))?;
            return Some(Number { value, end: at + 1, scaled });
        }
        if let Some(Measure::Number(value)) = self.measure(at) {
            return number(value.into(), at + 1);
        }
        if let Some(value) = self.hyphenated(at) {
            return number(value, at + 1);
        }
        let a = self.is_one_of(at, at, &["a", "an"]);
        let half = if a { at + 1 } else { at };
        if self.is_one_of(half, at, &["half"]) {
            let skip = half + 1 + usize::from(self.is_one_of(half + 1, at, &["a"]));
            let scale = self.next(skip, at).filter(|&at| matches!(self.measure(at), Some(Measure::Scale(_))));
            return scale.and_then(|scale| number(0.5, scale));
        }
        let scale =
            self.next(at + 1, at).is_some_and(|next| matches!(self.measure(next), Some(Measure::Scale(2..))));
        (a && scale && self.document.text(at + 1).len() > 2).then_some(Number {
            value: 1.0,
            end: at + 1,
            scaled: false,
        })
    }

    /// "twenty-five".
    fn hyphenated(&self, at: usize) -> Option<f64> {
        let (tens, ones) = self.document.text(at).split_once('-')?;
        let part = |word: &str| match self.vocabulary.measure(hash(word)) {
            Some(Measure::Number(value)) => Some(f64::from(value)),
            _ => None,
        };
        let (tens, ones) = (part(tens)?, part(ones)?);
        (tens >= 20.0 && ones < 10.0).then_some(tens + ones)
    }

    /// A number in digits, with the separators of the language, and a scale glued to it ("5bn").
    pub(super) fn digits(&self, text: &str) -> Option<(f64, bool)> {
        let end = text
            .find(|c: char| !c.is_ascii_digit() && !matches!(c, ',' | '.' | '’' | '\''))
            .unwrap_or(text.len());
        let (digits, tail) = text.split_at(end);
        let scale = match tail {
            "" => 1.0,
            "k" | "K" => 1e3,
            "m" | "M" | "mn" | "mln" => 1e6,
            "bn" | "b" | "B" | "Bn" => 1e9,
            "tn" | "trn" => 1e12,
            _ => return None,
        };
        let decimal_comma = matches!(self.language, Language::German | Language::French | Language::Spanish);
        let value = parse(digits.trim_end_matches(['.', ',']), decimal_comma)?;
        Some((value * scale, scale > 1.0))
    }
}

/// Digits with separators. Three digits behind a separator are thousands, unless the separator is the decimal one.
fn parse(digits: &str, decimal_comma: bool) -> Option<f64> {
    let decimal = if decimal_comma { ',' } else { '.' };
    let thousands = digits.contains([',', '.', '’', '\'']) && {
        let mut groups = digits.split([',', '.', '’', '\'']);
        groups.next().is_some_and(|first| (1..=3).contains(&first.len()))
            && groups.all(|group| (2..=3).contains(&group.len()))
    };
    let mut plain = String::with_capacity(digits.len());
    let last_decimal = digits.rfind(decimal);
    for (at, c) in digits.char_indices() {
        match c {
            '0'..='9' => plain.push(c),
            _ if Some(at) == last_decimal => plain.push('.'),
            _ if thousands => {}
            _ => return None,
        }
    }
    plain.parse().ok()
}

/// A number as people write it down for programs: no exponent, no more digits than it needs.
pub(super) fn plain(value: f64) -> String {
    let rounded = (value * 1e6).round() / 1e6;
    if rounded.abs() >= 1e6 || rounded.fract() == 0.0 {
        format!("{rounded:.0}")
    } else {
        format!("{rounded}")
    }
}
