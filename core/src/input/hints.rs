//! What a caller says about a document, checked before anything is built on it.

use chrono::NaiveDate;

use crate::input::InputError;
use crate::lang::tag::is_well_formed;

/// The language tag, if it is well formed.
pub(super) fn language(tag: String) -> Result<String, InputError> {
    if is_well_formed(&tag) {
        return Ok(tag);
    }
    Err(InputError {
        field: "language_code",
        reason: "INVALID_LANGUAGE_TAG",
        message: format!("{tag:?} is not a BCP 47 language tag; write \"en\" or \"pt-BR\""),
    })
}

/// The day of publication in ISO 8601, maybe partial; a time after the day is checked for and dropped.
pub(super) fn publication_date(date: &str) -> Result<String, InputError> {
    let day = date.split_once(['T', ' ']).map_or(date, |(day, time)| if is_time(time) { day } else { date });
    let day = extended(day);
    if is_day(&day) {
        return Ok(day);
    }
    Err(InputError {
        field: "publication_date",
        reason: "INVALID_DATE",
        message: format!("{date:?} is not a date in ISO 8601; write \"2022-09-28\", \"2022-09\" or \"2022\""),
    })
}

/// A day of the basic format, "20240508", in the extended one; anything else as it is.
fn extended(day: &str) -> String {
    let is_basic = day.len() == 8 && day.bytes().all(|byte| byte.is_ascii_digit());
    if is_basic { format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..]) } else { day.to_owned() }
}

/// Whether a string is a year, a month of a year, a day, or a day without its year ("--09-28").
fn is_day(date: &str) -> bool {
    let number = |digits: &str, length: usize| {
        (digits.len() == length && digits.bytes().all(|b| b.is_ascii_digit())).then(|| digits.parse().ok())?
    };
    // A leap year, so that "--02-29" is a day.
    let dated = date.strip_prefix("--").map(|rest| format!("2000-{rest}"));
    let parts: Vec<&str> = dated.as_deref().unwrap_or(date).split('-').collect();
    let valid = |year: Option<u32>, month: Option<u32>, day: Option<u32>| match (year, month, day) {
        (Some(year), Some(month), Some(day)) if year > 0 => {
            NaiveDate::from_ymd_opt(year.cast_signed(), month, day).is_some()
        }
        _ => false,
    };
    match parts[..] {
        [year] => valid(number(year, 4), Some(1), Some(1)),
        [year, month] if dated.is_none() => valid(number(year, 4), number(month, 2), Some(1)),
        [year, month, day] => valid(number(year, 4), number(month, 2), number(day, 2)),
        _ => false,
    }
}

/// Whether a string is a time of ISO 8601, maybe with a zone: "14:05:00.5+02:00", "1405Z".
fn is_time(time: &str) -> bool {
    let (clock, zone) = time.find(['Z', '+', '-']).map_or((time, ""), |at| time.split_at(at));
    let is_clock = |clock: &str, most_hours: u32| {
        let (whole, fraction) = clock.split_once(['.', ',']).unwrap_or((clock, "0"));
        let digits: String = whole.chars().filter(|&c| c != ':').collect();
        let is_grouped = !whole.contains(':') || whole.split(':').all(|group| group.len() == 2);
        let number =
            |range: std::ops::Range<usize>| digits.get(range).map_or(Some(0), |part| part.parse().ok());
        let (hour, minute, second) = (number(0..2), number(2..4), number(4..6));
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        is_grouped
            && matches!(digits.len(), 2 | 4 | 6)
            && is_number(&digits)
            && is_number(fraction)
            && hour.is_some_and(|hour: u32| hour <= most_hours)
            && minute.is_some_and(|minute: u32| minute < 60)
            && second.is_some_and(|second: u32| second <= 60)
    };
    let is_zone = match zone.strip_prefix(['+', '-']) {
        Some(offset) => is_clock(offset, 14),
        None => matches!(zone, "" | "Z"),
    };
    is_zone && clock.len() >= 4 && is_clock(clock, 24)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_may_be_partial_but_must_exist() {
        for (date, day) in [
            ("2022", "2022"),
            ("2022-09", "2022-09"),
            ("2024-02-29", "2024-02-29"),
            ("--02-29", "--02-29"),
            ("2022-09-28T14:05:00Z", "2022-09-28"),
            ("2022-09-28 14:05", "2022-09-28"),
            ("2022-09-28T14:05:00.25+02:00", "2022-09-28"),
            ("2022-09-28T1405-0530", "2022-09-28"),
            ("20240508", "2024-05-08"),
        ] {
            assert_eq!(publication_date(date).as_deref(), Ok(day), "{date}");
        }
        for date in [
            "yesterday",
            "2022-13",
            "2023-02-29",
            "28.09.2022",
            "22-09-28",
            "0000",
            "2022-9-8",
            "--09",
            "2022-09-28Tnoon",
            "2022-09-28T25:10",
            "2022-09-28T14:75",
            "2022-09-28T14:05+99:00",
            "2022-09-28T1:4:05",
            "20241308",
        ] {
            assert!(publication_date(date).is_err(), "{date}");
        }
    }
}
