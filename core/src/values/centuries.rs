//! Tens and hundreds of years by name.

use super::time_words::{TimeClass, Unit};
use super::{Read, Reader};

impl Reader<'_> {
    /// "1990s", "the ’90s", "1990er Jahre", "années 1990", "años noventa", "Neunzigerjahre".
    pub(super) fn decade(&self, at: usize) -> Read {
        let word = self.time_word(at).unwrap_or_default();
        if let Some(decade) = word.decade {
            return Some((decade.to_owned(), at + 1));
        }
        if word.is(TimeClass::DecadeLead) {
            let next = at + 1 + usize::from(self.is(at + 1, at, TimeClass::Of));
            let number = self.next(next, at)?;
            let named = self.time_word(number).and_then(|word| word.decade_number).map(str::to_owned);
            let digits = self.document.text(number).trim_start_matches(['\'', '’']);
            return named.or_else(|| decade_in(digits)).map(|decade| (decade, number + 1));
        }
        let decade = self.decade_of(self.document.text(at))?;
        Some((decade, at + 1 + usize::from(self.is(at + 1, at, TimeClass::DecadeNoun))))
    }

    /// The decade that a word in digits names: "1990s", "’90s", "1990er".
    pub(super) fn decade_of(&self, text: &str) -> Option<String> {
        let text = text.trim_start_matches(['\'', '’']);
        let digits = &text[..text.bytes().take_while(u8::is_ascii_digit).count()];
        let ending = &text[digits.len()..];
        if self.words.time.part_is(ending, TimeClass::DecadeEnding) { decade_in(digits) } else { None }
    }

    /// "19th century", "the twentieth century", "19. Jahrhundert", "XIXe siècle", "siglo XIX", "XX secolo".
    pub(super) fn century(&self, at: usize) -> Read {
        let (number, end) = if self.unit_at(at, at) == Some(Unit::Century) {
            let number = self.next(at + 1, at)?;
            (self.roman(number)?, number + 1)
        } else {
            let (number, next) = match self.roman(at) {
                Some(number) => (number, at + 1),
                None => {
                    let (number, next) = self.place(at)?;
                    (number?.into(), next)
                }
            };
            (self.unit_at(next, at) == Some(Unit::Century)).then_some((number, next + 1))?
        };
        (1..=22).contains(&number).then(|| (format!("{:02}XX", number - 1), end))
    }

    /// A Roman number with or without the ending of an ordinal, up to those of centuries.
    fn roman(&self, at: usize) -> Option<u32> {
        const CENTURIES: [&str; 21] = [
            "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV",
            "XVI", "XVII", "XVIII", "XIX", "XX", "XXI",
        ];
        let text = self.document.text(at);
        let number = text.trim_end_matches(|c: char| !matches!(c, 'I' | 'V' | 'X'));
        let ending = &text[number.len()..];
        let fits = ending.is_empty() || self.words.time.part_is(ending, TimeClass::OrdinalEnding);
        let at = CENTURIES.iter().position(|century| *century == number).filter(|_| fits)?;
        Some(at as u32 + 1)
    }
}

/// The decade of a number of four or two digits that ends in nought.
fn decade_in(digits: &str) -> Option<String> {
    let number: i32 = digits.parse().ok()?;
    let year = match digits.len() {
        4 if (1000..2100).contains(&number) => number,
        2 if number >= 20 => 1900 + number,
        2 => 2000 + number,
        _ => return None,
    };
    (year % 10 == 0).then(|| format!("{:03}X", year / 10))
}
