//! Stretches of time that a date bounds or parts: ranges, halves of years, weeks that end on a day, ends of months.

use chrono::NaiveDate;

use super::anchor::{duration, iso, shift_days, week};
use super::time_words::{TimeClass, Unit};
use super::{Read, Reader};

impl Reader<'_> {
    /// The longest reading of a stretch of time that begins at a token.
    pub(super) fn period(&self, at: usize) -> Read {
        let readings = [
            self.part_of_year(at),
            self.fiscal(at),
            self.first_months(at),
            self.bounded(at),
            self.edge(at),
            self.portion(at),
            self.part_of_day(at),
        ];
        readings.into_iter().flatten().max_by_key(|(_, end)| *end)
    }

    /// Two dates of one form that are the ends of a stretch: "July 12 to July 16", "between June and August".
    pub(super) fn range_to(&self, at: usize, from: &str, end: usize) -> Read {
        let joined = self.joins(end, at);
        if !joined || from.is_empty() || from.contains('/') {
            return None;
        }
        let next = end + 1 + usize::from(self.is(end + 1, at, TimeClass::Article));
        let (to, last) = self.next(next, at).and_then(|next| self.plain_date(next))?;
        let from = match (self.has_year(at..end), self.has_year(next..last)) {
            (false, true) => in_year_of(from, &to)?,
            _ => from.to_owned(),
        };
        (from.len() == to.len() && from <= to && !to.contains('/')).then(|| (format!("{from}/{to}"), last))
    }

    fn has_year(&self, mut tokens: std::ops::Range<usize>) -> bool {
        tokens.any(|at| self.year(at).is_some())
    }

    /// "third quarter of 2016", "Q3 2016", "first half of next year", "premier semestre 2022"; without a year only
    /// quarters, whose year is left open.
    fn part_of_year(&self, at: usize) -> Read {
        let (number, unit, end) = self.numbered_part(at)?;
        let (year, end) = match self.whole_year(end, at) {
            Some(read) => read,
            None if unit == Unit::Quarter && number.is_some() && end > at + 1 => {
                return Some((String::new(), end));
            }
            None => return None,
        };
        let value = match (unit, number) {
            _ if year.is_empty() => year,
            (Unit::Quarter, Some(number @ 1..=4)) => format!("{year}-Q{number}"),
            (Unit::Quarter, None) => format!("{year}-Q4"),
            (Unit::Half, Some(1)) => format!("{year}-01/{year}-06"),
            (Unit::Half, Some(2) | None) => format!("{year}-07/{year}-12"),
            _ => return None,
        };
        Some((value, end))
    }

    /// Which half or quarter of a year, without a number for the last one: "Q3", "H1", "third quarter", "letztes Quartal", "2e trimestre".
    fn numbered_part(&self, at: usize) -> Option<(Option<u8>, Unit, usize)> {
        let text = self.document.text(at);
        let short = |letter, unit| {
            let number = text.strip_prefix(letter)?.parse::<u8>().ok()?;
            Some((Some(number), unit, at + 1))
        };
        if let Some(part) = short('Q', Unit::Quarter).or_else(|| short('H', Unit::Half)) {
            return Some(part);
        }
        let (number, end) = self.place(at)?;
        let part = self.next(end, at)?;
        let unit = match self.time_word(part).and_then(|word| word.unit) {
            Some(unit @ (Unit::Quarter | Unit::Half)) => unit,
            _ if self.is(part, at, TimeClass::HalfYear) => Unit::Half,
            _ => return None,
        };
        Some((number, unit, end + 1))
    }

    /// A place in a row; the last one has no number.
    pub(super) fn place(&self, at: usize) -> Option<(Option<u8>, usize)> {
        let word = self.time_word(at).unwrap_or_default();
        if word.ordinal.is_some() {
            return Some((word.ordinal, at + 1));
        }
        if word.step == Some(-1) || word.is(TimeClass::Final) {
            return Some((None, at + 1));
        }
        if let Some((number, end)) = self.ordinal(at) {
            return Some((Some(number.parse().ok()?), end));
        }
        let digits = self.document.text(at).strip_suffix('.')?;
        let number = digits.parse().ok().filter(|_| self.words.grammar.ordinal_stop)?;
        Some((Some(number), at + 1))
    }

    /// The year behind a part of it: "2016", "of 2016", "of next year", "de l'année"; empty where it is left open.
    fn whole_year(&self, at: usize, first: usize) -> Read {
        if let Some((year, end)) = self.year_behind(at, first) {
            return Some((format!("{year:04}"), end));
        }
        let next = self.next(self.behind_of(at, first), first)?;
        if let Some((_, end)) = self.fiscal(next) {
            return Some((String::new(), end));
        }
        let stepped = self.stepped(next).or_else(|| self.step_behind(next));
        if let Some((year, end)) = stepped.filter(|(year, _)| year.is_empty() || year.len() == 4) {
            return Some((year, end));
        }
        let year = next > at && self.time_word(next)?.unit == Some(Unit::Year);
        year.then(|| (self.anchor.unit(Unit::Year, 0), next + 1))
    }

    /// The token behind "of the" and its like.
    fn behind_of(&self, at: usize, first: usize) -> usize {
        let mut next = at;
        while next < at + 3 && self.is(next, first, TimeClass::PartOf) {
            next += 1;
        }
        next
    }

    /// "fiscal 2023", "fiscal year 2023", "FY2023", "2023 fiscal year": when it begins only the company knows.
    fn fiscal(&self, at: usize) -> Read {
        let fiscal = |at| self.is(at, at, TimeClass::Fiscal);
        let is_year = |next| usize::from(self.unit_at(next, at) == Some(Unit::Year));
        if fiscal(at) {
            let year = at + 1 + is_year(at + 1);
            let year = self.next(year, at).filter(|&year| self.year(year).is_some())?;
            return Some((String::new(), year + 1));
        }
        if self.next(at + 1, at).is_some_and(fiscal) && self.year(at).is_some() {
            return Some((String::new(), at + 2 + is_year(at + 2)));
        }
        let digits = self.document.text(at).strip_prefix("FY")?;
        let year = matches!(digits.len(), 2 | 4) && digits.bytes().all(|b| b.is_ascii_digit());
        year.then(|| (String::new(), at + 1))
    }

    /// "first nine months of 2022", "last three months of the year".
    fn first_months(&self, at: usize) -> Read {
        let (place, next) = self.place(at)?;
        let (count, unit, end) = self.counted(next, at)?;
        let fits = unit == Unit::Month && (2.0..12.0).contains(&count) && count.fract() == 0.0;
        let (year, end) = self.whole_year(end, at).filter(|_| fits)?;
        let value = match place {
            _ if year.is_empty() => year,
            Some(1) => format!("{year}-01/{year}-{count:02}"),
            None => format!("{year}-{:02}/{year}-12", 13.0 - count),
            Some(_) => return None,
        };
        Some((value, end))
    }

    /// "week ending March 5", "week of June 3", "three months ended June 30", "semaine du 3 octobre".
    fn bounded(&self, at: usize) -> Read {
        let alone = self.time_word(at).and_then(|word| word.unit).map(|unit| (1.0, unit, at + 1));
        let (count, unit, end) = self.counted(at, at).or(alone)?;
        let ends = self.is(end, at, TimeClass::Ending);
        let begins = self.is(end, at, TimeClass::Beginning);
        let of = unit == Unit::Week && self.is(end, at, TimeClass::PartOf);
        if !ends && !begins && !of {
            return None;
        }
        let next = end + 1 + usize::from(self.is(end + 1, at, TimeClass::Article));
        let (date, last) = self.next(next, at).and_then(|next| self.plain_date(next))?;
        let value = match date.parse::<NaiveDate>() {
            Ok(day) if unit == Unit::Week && count == 1.0 => match () {
                () if ends => format!("{}/{date}", iso(shift_days(day, -6)?)),
                () if begins => format!("{date}/{}", iso(shift_days(day, 6)?)),
                () => week(day),
            },
            _ if of => return None,
            _ if date.starts_with('-') || date.contains('/') => String::new(),
            _ if ends => format!("{}/{date}", duration(count, unit)?),
            _ => format!("{date}/{}", duration(count, unit)?),
        };
        Some((value, last))
    }

    /// "end of 2020", "beginning of the month", "fin de l'année", "Ende des Jahres": the value is that of the whole.
    fn edge(&self, at: usize) -> Read {
        let word = self.time_word(at)?;
        if !word.is(TimeClass::Edge) {
            return None;
        }
        let next = self.behind_of(at + 1, at);
        let next = self.next(next, at).filter(|_| next > at + 1)?;
        if let Some((value, end)) = self.plain_date(next).filter(|(value, _)| !value.contains('/')) {
            return Some((value, end));
        }
        if let Some(read) = self.stepped(next).or_else(|| self.step_behind(next)) {
            return Some(read);
        }
        match self.time_word(next)?.unit? {
            unit @ (Unit::Week | Unit::Month | Unit::Quarter | Unit::Year | Unit::Decade | Unit::Century) => {
                Some((self.anchor.unit(unit, 0), next + 1))
            }
            _ => None,
        }
    }

    /// "last week of August", "first days of March": which days those are is left open, the month is not.
    fn portion(&self, at: usize) -> Read {
        let (_, unit) = self.place(at)?;
        let unit = self.next(unit, at)?;
        let short = matches!(self.time_word(unit)?.unit?, Unit::Day | Unit::Week | Unit::Weekend);
        let next = self.behind_of(unit + 1, at);
        let next = self.next(next, at).filter(|_| short && next > unit + 1)?;
        self.plain_date(next).filter(|(value, _)| !value.contains('/') && value.len() <= 7)
    }

    /// "evening of May 4", "early hours of Monday", "nuit du 3 mars": the value is the day.
    fn part_of_day(&self, at: usize) -> Read {
        let hours = self.is(at, at, TimeClass::SmallHours) && self.unit_at(at + 1, at) == Some(Unit::Hour);
        let part = self.is(at, at, TimeClass::Part);
        let of = at + 1 + usize::from(hours);
        if !(hours || part) || !self.is(of, at, TimeClass::PartOf) {
            return None;
        }
        let next = of + 1 + usize::from(self.is(of + 1, at, TimeClass::Article));
        let next = self.next(next, at)?;
        let day = self.plain_date(next).filter(|(value, _)| value.len() > 6 && !value.contains('/'));
        day.or_else(|| self.weekday(next))
    }
}

/// A date whose year is not written, in the year of another date that comes behind it.
fn in_year_of(from: &str, to: &str) -> Option<String> {
    let year: i32 = to.get(..4)?.parse().ok()?;
    let rest = from.strip_prefix("--").or_else(|| from.get(5..))?;
    let same = format!("{year:04}-{rest}");
    Some(if same.as_str() <= to { same } else { format!("{:04}-{rest}", year - 1) })
}
