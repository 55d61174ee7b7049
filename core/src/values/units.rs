//! Measures with their units, and numbers and units in one word.

use super::number_words::NumberClass;
use super::numbers::plain;
use super::time_words::{TimeClass, Unit};
use super::{Read, Reader};
use crate::text::hash;

/// A number and what it counts in one word.
pub(super) enum Glued {
    /// The symbol of a unit.
    Unit(f64, &'static str),
    /// An ISO 4217 code.
    Currency(f64, &'static str),
    /// Hundredths of a currency.
    Cent(f64, &'static str),
    /// Hundredths.
    Percent(f64),
}

impl Reader<'_> {
    /// "40 miles", "3.5 million barrels a day", "minus 20 degrees Celsius", "5 square kilometers", "50mph", "6-foot".
    pub(super) fn quantity(&self, at: usize) -> Read {
        if let Some(Glued::Unit(value, unit)) = self.glued(at) {
            return Some((format!("{} {unit}", plain(value)), at + 1));
        }
        if self.is_number(at, at, NumberClass::Minus) {
            let (value, end) = self.measured(self.next(at + 1, at)?, at)?;
            return value.contains('°').then(|| (format!("-{value}"), end));
        }
        let (value, end) = self.measured(at, at)?;
        if let Some((rest, last)) = self.smaller_measure(&value, end, at) {
            return Some((format!("{value} {rest}"), last));
        }
        if self.is_mark(end, at, &["/"]) && self.is_mark(end + 1, at, &["h", "s", "d"]) {
            return Some((format!("{value}/{}", self.document.text(end + 1)), end + 2));
        }
        let per = self.is_number(end, at, NumberClass::Per);
        let time = self.unit_at(end + 1, at).filter(|_| per).and_then(Unit::symbol);
        Some(time.map_or((value.clone(), end), |symbol| (format!("{value}/{symbol}"), end + 2)))
    }

    /// A number and its unit.
    fn measured(&self, at: usize, first: usize) -> Read {
        let number = self.number(at)?;
        let power = match () {
            () if self.is_number(number.end, first, NumberClass::Square) => "2",
            () if self.is_number(number.end, first, NumberClass::Cubic) => "3",
            () => "",
        };
        let of = number.scaled && self.is(number.end, first, TimeClass::Of);
        let (unit, end) = self.unit(number.end + usize::from(of || !power.is_empty()), first)?;
        Some((format!("{} {unit}{power}", plain(number.value)), end))
    }

    /// The symbol of the unit that stands at an index, and the token behind it.
    pub(super) fn unit(&self, at: usize, first: usize) -> Option<(&'static str, usize)> {
        if let Some((end, symbol)) = self.number_phrase(at, first, NumberClass::Unit) {
            return Some((symbol, end));
        }
        let symbol = self.number_word(self.next(at, first)?)?.unit?;
        // "20 °C" is three tokens.
        let scale = self.next(at + 1, first).and_then(|next| self.number_word(next)?.unit);
        match scale.filter(|scale| symbol == "°" && scale.starts_with('°')) {
            Some(scale) => Some((scale, at + 2)),
            None => Some((symbol, at + 1)),
        }
    }

    /// The inches behind feet and the ounces behind pounds.
    fn smaller_measure(&self, value: &str, end: usize, first: usize) -> Read {
        let smaller = match value.rsplit_once(' ')?.1 {
            "ft" => "in",
            "lb" => "oz",
            _ => return None,
        };
        let joined = self.is(end, first, TimeClass::And) || self.is_mark(end, first, &[","]);
        let (rest, last) = self.measured(self.next(end + usize::from(joined), first)?, first)?;
        rest.strip_suffix(smaller).is_some_and(|number| number.ends_with(' ')).then_some((rest, last))
    }

    /// A number and what it counts in one word: "45kg", "30C", "25p", "6-foot", "10-percent", "50-basis-point".
    pub(super) fn glued(&self, at: usize) -> Option<Glued> {
        let text = self.document.text(at);
        if let Some((number, unit)) = text.split_once('-') {
            let value = self.number_in(number).or_else(|| self.digits(number).map(|(value, _)| value))?;
            return self.counted_word(value, unit);
        }
        let letters = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ','))?;
        let (number, tail) = text.split_at(letters);
        let (value, _) = self.digits(number)?;
        let word = self.words.numbers.get(hash(tail))?;
        if let Some(unit) = word.glued_unit {
            return self.is_temperature(at, number, tail).then_some(Glued::Unit(value, unit));
        }
        if let Some(code) = word.glued_cent.filter(|_| tail.chars().all(char::is_lowercase)) {
            return Some(Glued::Cent(value, code));
        }
        word.unit.filter(|_| tail.len() > 1 && tail.is_ascii()).map(|unit| Glued::Unit(value, unit))
    }

    /// What a word behind a hyphen counts, in the singular: "foot", "foot-tall", "euro", "percent".
    fn counted_word(&self, value: f64, unit: &str) -> Option<Glued> {
        let has_dimension = |ending: &str| {
            self.words.numbers.get(hash(ending)).is_some_and(|word| word.is(NumberClass::Dimension))
        };
        let unit = match unit.rsplit_once('-') {
            Some((unit, ending)) if has_dimension(ending) => unit,
            _ => unit,
        };
        let word = self.words.numbers.get(hash(unit)).filter(|_| unit.len() > 1)?;
        if word.is(NumberClass::BasisPoints) {
            return Some(Glued::Percent(value / 100.0));
        }
        if word.is(NumberClass::Percent) || word.is(NumberClass::Points) {
            return Some(Glued::Percent(value));
        }
        let unit = word.unit.map(|unit| Glued::Unit(value, unit));
        let currency = || word.currency.map(|code| Glued::Currency(value, code));
        unit.or_else(currency).or_else(|| word.cent.map(|code| Glued::Cent(value, code)))
    }

    /// Whether digits before "C" or "F" are degrees: two of them, and no name or seat before them.
    fn is_temperature(&self, at: usize, number: &str, scale: &str) -> bool {
        let named = self.document.before(at).is_some_and(|before| {
            self.document.capitalized(before) && self.document.before(before).is_some()
                || self.is_number(before, before, NumberClass::Labelled)
        });
        let capital = scale.starts_with(char::is_uppercase);
        capital && (number.len() == 2 || number.contains('.')) && !named
    }

    /// A part of one before "of a" or "a": "half a", "three-quarters of a"; nothing where another word follows.
    pub(super) fn part_of_one(&self, at: usize) -> Option<(f64, usize)> {
        let (end, part) = self.number_phrase(at, at, NumberClass::Fraction)?;
        let of = end + usize::from(self.is(end, at, TimeClass::Of));
        let one = self.next(of, at).and_then(|at| self.time_word(at)?.number) == Some(1);
        part.parse().ok().filter(|_| one).map(|part| (part, of + 1))
    }
}
