//! Numbers in digits and in words.

use super::Reader;
use super::number_words::NumberClass;
use super::time_words::TimeClass;
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

impl Number {
    const fn plain(value: f64, end: usize) -> Self {
        Self { value, end, scaled: false }
    }
}

impl Reader<'_> {
    /// The number that begins at a token: "1,250", "5m", "3.5 million", "twenty-five", "half a million", "a hundred".
    pub(super) fn number(&self, at: usize) -> Option<Number> {
        let first = at;
        let mut number = self.unscaled(at)?;
        if let Some(half) = self.and_a_half(number.end, first).filter(|_| number.value.fract() == 0.0) {
            number.value += 0.5;
            number.end = half;
        }
        while let Some(power) = self.scale(number.end, first) {
            number.value *= 10_f64.powi(power.into());
            number.end += 1;
            number.scaled = true;
            // "two hundred and fifty", "five thousand two hundred".
            if let Some(rest) = self.remainder(number.end, first, power) {
                number.value += rest.value;
                number.end = rest.end;
            }
        }
        Some(number)
    }

    /// The power of ten that a token multiplies the number before it by; "k" and "m" do so only right behind digits.
    fn scale(&self, at: usize, first: usize) -> Option<u8> {
        let word = self.number_word(self.next(at, first)?)?;
        word.scale.or_else(|| word.glued_scale.filter(|_| at > first && self.touches_next(at - 1)))
    }

    /// What a number in words goes on with behind a scale.
    fn remainder(&self, at: usize, first: usize, power: u8) -> Option<Number> {
        let at = self.next(at + usize::from(self.is(at, first, TimeClass::And)), first)?;
        let in_words =
            !self.digit(at) && self.is_number(at, at, NumberClass::Number) || self.hyphenated(at).is_some();
        let mut rest = self.unscaled(at).filter(|_| in_words)?;
        if let Some(smaller) = self.next(rest.end, first).and_then(|next| self.number_word(next)?.scale) {
            if smaller >= power {
                return None;
            }
            rest.value *= 10_f64.powi(smaller.into());
            rest.end += 1;
        }
        (rest.value < 10_f64.powi(power.into())).then_some(rest)
    }

    /// A number without scale.
    fn unscaled(&self, at: usize) -> Option<Number> {
        // "$50-million" is a number before a sign only: behind it the hyphen joins what is counted.
        if let Some((digits, scale)) = self.document.text(at).split_once('-')
            && let Some(power @ 6..) = self.words.numbers.get(hash(scale)).and_then(|word| word.scale)
            && let Some((value, false)) = self.digits(digits)
        {
            return Some(Number { value: value * 10_f64.powi(power.into()), end: at + 1, scaled: true });
        }
        if self.digit(at) {
            if let Some(number) = self.in_groups(at) {
                return Some(number);
            }
            let (value, scaled) = self.digits(self.document.text(at))?;
            return Some(Number { value, end: at + 1, scaled });
        }
        self.in_words(at).or_else(|| self.half_or_one(at))
    }

    /// "12 000", "1 250 000,50" where the language parts thousands by a blank: each group is a token.
    fn in_groups(&self, at: usize) -> Option<Number> {
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let lead = self.document.text(at);
        if !self.words.thousands_blank || lead.len() > 3 || lead.starts_with('0') || !is_digits(lead) {
            return None;
        }
        let group = |at: usize| {
            let text = self.document.text(self.next(at, at - 1).filter(|_| !self.touches_next(at - 1))?);
            let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
            (end == 3).then_some((text, end == text.len()))
        };
        let (mut digits, mut end) = (lead.to_owned(), at + 1);
        while let Some((text, whole)) = group(end) {
            digits.push_str(text);
            end += 1;
            if !whole {
                break;
            }
        }
        let (value, scaled) = self.digits(&digits).filter(|_| end > at + 1)?;
        Some(Number { value, end, scaled })
    }

    /// "seven", "twenty-five", "treinta y cinco".
    fn in_words(&self, at: usize) -> Option<Number> {
        if let Some(value) = self.hyphenated(at) {
            return Some(Number::plain(value, at + 1));
        }
        let value = self.number_word(at)?.number?;
        let tens = (20.0..100.0).contains(&value) && value % 10.0 == 0.0;
        let ones = self
            .next(at + 2, at)
            .filter(|_| tens && self.is(at + 1, at, TimeClass::And))
            .and_then(|ones| self.number_word(ones)?.number)
            .filter(|ones| *ones < 10.0 && ones.fract() == 0.0);
        Some(ones.map_or(Number::plain(value, at + 1), |ones| Number::plain(value + ones, at + 3)))
    }

    /// "half a million", "a million".
    fn half_or_one(&self, at: usize) -> Option<Number> {
        let is_one = |at: usize| {
            self.next(at, at).and_then(|at| self.time_word(at)).is_some_and(|word| word.number == Some(1))
        };
        let one = is_one(at);
        let half = at + usize::from(one);
        if self.is(half, at, TimeClass::Half) {
            let article = self.next(half + 1, at).is_some_and(is_one);
            let end = half + 1 + usize::from(article);
            return self.scale(end, at).map(|_| Number::plain(0.5, end));
        }
        let scale = self.next(at + 1, at).and_then(|next| self.number_word(next)?.scale);
        scale.filter(|&power| one && power >= 2).map(|_| Number::plain(1.0, at + 1))
    }

    /// The value of a number in words that is a part of a token.
    pub(super) fn number_in(&self, part: &str) -> Option<f64> {
        self.words.numbers.get(hash(part))?.number
    }

    /// "twenty-five".
    fn hyphenated(&self, at: usize) -> Option<f64> {
        let (tens, ones) = self.document.text(at).split_once('-')?;
        let (tens, ones) = (self.number_in(tens)?, self.number_in(ones)?);
        (tens >= 20.0 && ones < 10.0).then_some(tens + ones)
    }

    /// The token behind "and a half".
    pub(super) fn and_a_half(&self, at: usize, first: usize) -> Option<usize> {
        self.phrase(at, first, TimeClass::AndAHalf).map(|(end, _)| end)
    }

    /// A number in digits, with the separators of the language, and whether a scale is glued to it ("5bn").
    pub(super) fn digits(&self, text: &str) -> Option<(f64, bool)> {
        let end = text
            .find(|c: char| !c.is_ascii_digit() && !matches!(c, ',' | '.' | '’' | '\''))
            .unwrap_or(text.len());
        let (digits, tail) = text.split_at(end);
        let power = match tail {
            "" => 0,
            _ => self.words.numbers.get(hash(tail))?.glued_scale?,
        };
        let value = parse(digits.trim_end_matches(['.', ',']), self.words.decimal_comma)?;
        Some((value * 10_f64.powi(power.into()), power > 0))
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
