//! The day that a text counts from, and the arithmetic from there.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::time_words::Unit;
use crate::analysis::Structure;

/// The day of publication, else that of the dateline; nothing is counted where neither is known in full.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Anchor {
    day: Option<NaiveDate>,
}

impl Anchor {
    /// Reads the anchor of a document.
    pub(super) fn of(structure: &Structure) -> Self {
        let published = structure.publication_date.as_ref().map(|date| date.value.as_str());
        let filed = structure.dateline.as_ref().map(|dateline| dateline.date.as_str());
        let full = |value: &str| value.get(..10)?.parse().ok();
        Self { day: published.and_then(full).or_else(|| filed.and_then(full)) }
    }

    /// A day some days away; empty without an anchor.
    pub(super) fn day(self, offset: i64) -> String {
        self.day.and_then(|day| shift_days(day, offset)).map(iso).unwrap_or_default()
    }

    /// A weekday (1 is Monday): the last one up to the anchor, or for a positive step the first one after it.
    pub(super) fn weekday(self, weekday: u8, step: i8) -> String {
        let Some(day) = self.day else { return String::new() };
        let back = (7 + i64::from(day.weekday().number_from_monday()) - i64::from(weekday)) % 7;
        let offset = match step {
            1 => 7 - back,
            // "last Monday", said on a Monday, is a week ago.
            -1 if back == 0 => -7,
            _ => -back,
        };
        self.day(offset)
    }

    /// A unit of time some steps away.
    pub(super) fn unit(self, unit: Unit, steps: i64) -> String {
        let Some(day) = self.day else { return String::new() };
        let value = match unit {
            Unit::Second | Unit::Minute => Some(iso(day)),
            Unit::Hour => Some(iso(day)),
            Unit::Day => shift_days(day, steps).map(iso),
            Unit::Week => shift_days(day, steps.saturating_mul(7)).map(week),
            Unit::Weekend => shift_days(day, steps.saturating_mul(7)).and_then(weekend),
            Unit::Month => shift_months(day, steps).map(month),
            Unit::Quarter => shift_months(day, steps.saturating_mul(3)).map(quarter),
            Unit::Half => None,
            Unit::Year => shift_months(day, steps.saturating_mul(12)).map(year),
            Unit::Decade if steps.abs() <= 1 => shift_months(day, steps * 120).map(decade),
            Unit::Decade => shift_months(day, steps.saturating_mul(120)).map(year),
            Unit::Century => shift_months(day, steps.saturating_mul(1200)).map(century),
        };
        value.unwrap_or_default()
    }

    /// A number of decades ago, as the year.
    pub(super) fn years(self, steps: i64) -> String {
        self.unit(Unit::Year, steps)
    }

    /// A month without year: the one nearest to the anchor, up to three months ahead; by step the last or the next.
    pub(super) fn month(self, month: u8, step: Option<i8>) -> String {
        let Some(day) = self.day else { return format!("--{month:02}") };
        let ahead = i32::from(month) - day.month() as i32;
        let year = match step {
            Some(-1) => day.year() - i32::from(ahead >= 0),
            Some(1) => day.year() + i32::from(ahead <= 0),
            _ if ahead > 3 => day.year() - 1,
            _ if ahead < -8 => day.year() + 1,
            _ => day.year(),
        };
        format!("{year:04}-{month:02}")
    }

    /// A day of the month without year: the one nearest to the anchor; without one "--09-28".
    pub(super) fn day_of_year(self, month: u8, day: u8) -> String {
        let near = self.day.and_then(|anchor| {
            let years = anchor.year() - 1..=anchor.year() + 1;
            let days = years.filter_map(|year| NaiveDate::from_ymd_opt(year, month.into(), day.into()));
            days.min_by_key(|day| (*day - anchor).num_days().abs())
        });
        near.map_or_else(|| format!("--{month:02}-{day:02}"), iso)
    }

    /// A season some steps away, as ISO 8601-2 writes it ("2016-22").
    pub(super) fn season(self, season: u8, step: i8) -> String {
        let Some(day) = self.day else { return String::new() };
        // The month in which the season ends; winter ends in the next year.
        let last = (u32::from(season) - 20) * 3 + 2;
        let mut year = day.year();
        match step {
            -1 if day.month() <= last.min(12) => year -= 1,
            1 if day.month() > last - 2 => year += 1,
            _ => {}
        }
        format!("{year:04}-{season}")
    }

    /// A span of time that ends or begins at the anchor, as ISO 8601 writes it.
    pub(super) fn span(self, duration: &str, step: i8) -> String {
        match self.day.map(iso) {
            Some(day) if step > 0 => format!("{day}/{duration}"),
            Some(day) => format!("{duration}/{day}"),
            None => duration.to_owned(),
        }
    }
}

/// An ISO 8601 duration.
pub(super) fn duration(count: f64, unit: Unit) -> Option<String> {
    let number = super::numbers::plain(count);
    let (prefix, letter) = match unit {
        Unit::Second => ("PT", "S"),
        Unit::Minute => ("PT", "M"),
        Unit::Hour => ("PT", "H"),
        Unit::Day => ("P", "D"),
        Unit::Week => ("P", "W"),
        Unit::Month => ("P", "M"),
        Unit::Quarter => return duration(count * 3.0, Unit::Month),
        Unit::Half => return duration(count * 6.0, Unit::Month),
        Unit::Year => ("P", "Y"),
        Unit::Decade => return duration(count * 10.0, Unit::Year),
        Unit::Century => return duration(count * 100.0, Unit::Year),
        Unit::Weekend => return None,
    };
    Some(format!("{prefix}{number}{letter}"))
}

/// Whether a year has such a day; without a year, any leap year may.
pub(super) fn exists(year: Option<i32>, month: u8, day: u8) -> bool {
    NaiveDate::from_ymd_opt(year.unwrap_or(2000), month.into(), day.into()).is_some()
}

/// A day some days away.
pub(super) fn shift_days(day: NaiveDate, offset: i64) -> Option<NaiveDate> {
    let days = Days::new(offset.unsigned_abs());
    if offset < 0 { day.checked_sub_days(days) } else { day.checked_add_days(days) }.filter(in_era)
}

fn shift_months(day: NaiveDate, offset: i64) -> Option<NaiveDate> {
    let months = Months::new(u32::try_from(offset.unsigned_abs()).ok()?);
    if offset < 0 { day.checked_sub_months(months) } else { day.checked_add_months(months) }.filter(in_era)
}

/// ISO 8601 has four digits for a year.
fn in_era(day: &NaiveDate) -> bool {
    (0..10_000).contains(&day.year())
}

/// A day as ISO 8601 writes it.
pub(super) fn iso(day: NaiveDate) -> String {
    day.to_string()
}

/// The week of a day, as ISO 8601 writes it.
pub(super) fn week(day: NaiveDate) -> String {
    let week = day.iso_week();
    format!("{:04}-W{:02}", week.year(), week.week())
}

/// Saturday and Sunday of a day's week; the weekend before a weekday is that of the week before.
fn weekend(day: NaiveDate) -> Option<String> {
    let saturday = shift_days(day, 6 - i64::from(day.weekday().number_from_monday()))?;
    Some(format!("{}/{}", iso(saturday), iso(shift_days(saturday, 1)?)))
}

fn month(day: NaiveDate) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

fn quarter(day: NaiveDate) -> String {
    format!("{:04}-Q{}", day.year(), day.month0() / 3 + 1)
}

fn year(day: NaiveDate) -> String {
    format!("{:04}", day.year())
}

fn decade(day: NaiveDate) -> String {
    format!("{:03}X", day.year() / 10)
}

fn century(day: NaiveDate) -> String {
    format!("{:02}XX", day.year() / 100)
}
