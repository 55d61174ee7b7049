//! Measures with their units, and numbers and units in one word.

use super::numbers::plain;
use super::words::{Language, Measure};
use super::{Read, Reader};
use crate::text::hash;

/// What is measured per what, and the symbols of times.
const PER: [(&str, &str); 7] = [
    ("second", "s"),
    ("minute", "min"),
    ("hour", "h"),
    ("day", "d"),
    ("week", "wk"),
    ("month", "mo"),
    ("year", "a"),
];

impl Reader<'_> {
    /// "40 miles", "3.5 million barrels a day", "minus 20 degrees Celsius", "5 square kilometers", "50mph", "6-foot".
    pub(super) fn quantity(&self, at: usize) -> Read {
        if let Some((value, Measure::Unit(unit))) = self.glued(at) {
            return Some((format!("{} {unit}", plain(value)), at + 1));
        }
        if self.is_one_of(at, at, &["minus"]) {
            let (value, end) = self.measured(self.next(at + 1, at)?, at)?;
            return value.contains('°').then(|| (format!("-{value}"), end));
        }
        let (value, end) = self.measured(at, at)?;
        if let Some((rest, last)) = self.smaller_measure(&value, end, at) {
            return Some((format!("{value} {rest}"), last));
        }
        if self.is_one_of(end, at, &["/"]) && self.is_one_of(end + 1, at, &["h", "s", "d"]) {
            return Some((format!("{value}/{}", self.document.text(end + 1)), end + 2));
        }
        let per = self.is_one_of(end, at, &["per", "a", "an"]);
        let time = PER.iter().find(|(word, _)| per && self.is_one_of(end + 1, at, &[word]));
        Some(time.map_or((value.clone(), end), |(_, symbol)| (format!("{value}/{symbol}"), end + 2)))
    }

    /// A number and its unit.
    fn measured(&self, at: usize, first: usize) -> Read {
        let number = self.number(at)?;
        let power = match () {
            () if self.is_one_of(number.end, first, &["square", "sq", "sq."]) => "2",
            () if self.is_one_of(number.end, first, &["cubic", "cu"]) => "3",
            () => "",
        };
        let unit_at = self.next(number.end + usize::from(!power.is_empty()), first)?;
        let (mut unit, mut end) = match self.measure(unit_at)? {
            Measure::Unit(unit) => (unit, unit_at + 1),
            // "m" is a metre where it does not touch the digits.
            Measure::Scale(6) if self.document.text(unit_at) == "m" => ("m", unit_at + 1),
            _ => return None,
        };
        // "in" is a preposition more often than an inch.
        if self.document.text(unit_at).eq_ignore_ascii_case("in") {
            return None;
        }
        if unit == "°" {
            match self.next(end, first).map(|at| (self.measure(at), self.document.text(at))) {
                Some((Some(Measure::Unit(scale)), _)) => (unit, end) = (scale, end + 1),
                Some((_, "C")) => (unit, end) = ("°C", end + 1),
                Some((_, "F")) => (unit, end) = ("°F", end + 1),
                _ => {}
            }
        }
        Some((format!("{} {unit}{power}", plain(number.value)), end))
    }

    /// The inches behind feet and the ounces behind pounds.
    fn smaller_measure(&self, value: &str, end: usize, first: usize) -> Read {
        let smaller = match value.rsplit_once(' ')?.1 {
            "ft" => "in",
            "lb" => "oz",
            _ => return None,
        };
        let next = end + usize::from(self.is_one_of(end, first, &["and", ","]));
        let (rest, last) = self.measured(self.next(next, first)?, first)?;
        rest.strip_suffix(smaller).is_some_and(|number| number.ends_with(' ')).then_some((rest, last))
    }

    /// A number and what it counts in one word: "45kg", "30C", "25p", "6-foot", "10-percent", "50-basis-point".
    pub(super) fn glued(&self, at: usize) -> Option<(f64, Measure)> {
        let text = self.document.text(at);
        if let Some((number, unit)) = text.split_once('-') {
            let value = match self.vocabulary.measure(hash(number)) {
                Some(Measure::Number(value)) => value.into(),
                _ => self.digits(number).map(|(value, _)| value)?,
            };
            return match unit {
                "basis-point" => Some((value / 100.0, Measure::Percent)),
                "percentage-point" | "per-cent" => Some((value, Measure::Percent)),
                _ => self.unit_word(unit).map(|unit| (value, unit)),
            };
        }
        let letters = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ','))?;
        let (number, unit) = text.split_at(letters);
        let (value, _) = self.digits(number)?;
        let unit = match unit {
            "C" | "F" if self.is_temperature(at, number) => {
                Measure::Unit(if unit == "C" { "°C" } else { "°F" })
            }
            "p" if self.language == Language::English => Measure::Cent("GBP"),
            _ if unit.len() > 1 && unit.is_ascii() => match self.vocabulary.measure(hash(unit))? {
                unit @ Measure::Unit(_) => unit,
                _ => return None,
            },
            _ => return None,
        };
        Some((value, unit))
    }

    /// The unit behind a hyphen, which is a word and in the singular: "foot", "foot-tall", "euro", "percent".
    fn unit_word(&self, unit: &str) -> Option<Measure> {
        let unit = ["-tall", "-high", "-long", "-wide", "-deep", "-thick"]
            .iter()
            .find_map(|ending| unit.strip_suffix(ending))
            .unwrap_or(unit);
        let measure = self.vocabulary.measure(hash(unit)).filter(|_| unit.len() > 1 && unit != "in")?;
        matches!(measure, Measure::Unit(_) | Measure::Currency(_) | Measure::Cent(_) | Measure::Percent)
            .then_some(measure)
    }

    /// Whether digits before "C" or "F" are degrees: two of them, and no name or seat before them.
    fn is_temperature(&self, at: usize, number: &str) -> bool {
        let named = self.document.before(at).is_some_and(|before| {
            self.document.capitalized(before) && self.document.before(before).is_some()
                || matches!(
                    self.document.text(before),
                    "seat" | "gate" | "room" | "section" | "flat" | "unit"
                )
        });
        self.language == Language::English && (number.len() == 2 || number.contains('.')) && !named
    }

    /// A part of one before "of a" or "a": "half a", "three-quarters of a"; nothing where another word follows.
    pub(super) fn part_of_one(&self, at: usize) -> Option<(f64, usize)> {
        let (part, end) = match self.document.text(at).to_ascii_lowercase().as_str() {
            "half" => (0.5, at + 1),
            "three-quarters" => (0.75, at + 1),
            "one-quarter" => (0.25, at + 1),
            "three" if self.is_one_of(at + 1, at, &["quarters"]) => (0.75, at + 2),
            "a" | "one" if self.is_one_of(at + 1, at, &["quarter"]) => (0.25, at + 2),
            _ => return None,
        };
        let of = end + usize::from(self.is_one_of(end, at, &["of"]));
        self.is_one_of(of, at, &["a", "one"]).then_some((part, of + 1))
    }
}
