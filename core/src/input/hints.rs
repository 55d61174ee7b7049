//! What a caller says about a document, checked before anything is built on it.

use chrono::NaiveDate;

use crate::input::InputError;

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
    if is_day(day) {
        return Ok(day.to_owned());
    }
    Err(InputError {
        field: "publication_date",
        reason: "INVALID_DATE",
        message: format!("{date:?} is not a date in ISO 8601; write \"2022-09-28\", \"2022-09\" or \"2022\""),
    })
}

/// Whether a tag has the form that BCP 47 asks for; whether its subtags are registered is not looked at.
///
/// Source: RFC 5646, section 2.1.
pub(crate) fn is_well_formed(tag: &str) -> bool {
    let mut subtags = tag.split('-');
    let primary = subtags.next().unwrap_or_default();
    if primary.eq_ignore_ascii_case("x") {
        return are_extensions(tag.split('-'));
    }
    if !(2..=8).contains(&primary.len()) || !is_alphabetic(primary) {
        return false;
    }
    // What comes after a singleton is free in form; before it language, script, region and variants stand in order.
    let rest: Vec<&str> = subtags.collect();
    let singleton = rest.iter().position(|subtag| subtag.len() == 1).unwrap_or(rest.len());
    let mut rank = 0;
    for subtag in &rest[..singleton] {
        let Some(next) = rank_of(subtag, rank, primary.len()) else { return false };
        rank = next;
    }
    are_extensions(rest[singleton..].iter().copied())
}

/// The place in the order of subtags that one takes after those up to `rank`: extended language, script, region,
/// variant.
fn rank_of(subtag: &str, rank: u8, primary_length: usize) -> Option<u8> {
    let starts_with_digit = subtag.starts_with(|c: char| c.is_ascii_digit());
    let next = match subtag.len() {
        3 if is_alphabetic(subtag) && rank <= 1 && primary_length <= 3 => 1,
        4 if is_alphabetic(subtag) && rank < 2 => 2,
        2 if is_alphabetic(subtag) && rank < 3 => 3,
        3 if subtag.bytes().all(|b| b.is_ascii_digit()) && rank < 3 => 3,
        5..=8 if is_alphanumeric(subtag) => 4,
        4 if starts_with_digit && is_alphanumeric(subtag) => 4,
        _ => return None,
    };
    Some(next)
}

/// Whether subtags are extensions or private use: singletons, each followed by at least one longer subtag.
fn are_extensions<'a>(subtags: impl Iterator<Item = &'a str>) -> bool {
    let (mut private, mut owes_one) = (false, false);
    for subtag in subtags {
        if !is_alphanumeric(subtag) || subtag.len() > 8 {
            return false;
        }
        if subtag.len() == 1 && !private {
            if owes_one {
                return false;
            }
            private = subtag.eq_ignore_ascii_case("x");
            owes_one = true;
        } else {
            owes_one = false;
        }
    }
    !owes_one
}

fn is_alphabetic(subtag: &str) -> bool {
    !subtag.is_empty() && subtag.bytes().all(|b| b.is_ascii_alphabetic())
}

fn is_alphanumeric(subtag: &str) -> bool {
    !subtag.is_empty() && subtag.bytes().all(|b| b.is_ascii_alphanumeric())
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

/// Whether a string can be a time of ISO 8601, maybe with a zone ("14:05:00.5+02:00").
fn is_time(time: &str) -> bool {
    let bytes = time.as_bytes();
    bytes.len() >= 4
        && bytes[..2].iter().all(u8::is_ascii_digit)
        && bytes.iter().all(|b| b.is_ascii_digit() || b":.,+-Z".contains(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_judged_by_their_form() {
        for tag in [
            "en",
            "pt-BR",
            "zh-Hant-TW",
            "es-419",
            "sl-rozaj-biske",
            "de-CH-1996",
            "zh-cmn-Hans-CN",
            "en-u-ca-gregory",
            "x-private",
            "und",
            "gsw",
            "EN-us",
        ] {
            assert!(is_well_formed(tag), "{tag}");
        }
        for tag in [
            "",
            "e",
            "english language",
            "en_US",
            "en-",
            "-en",
            "en-US-en",
            "e1",
            "en-u",
            "en-x-",
            "日本語",
            "en--US",
        ] {
            assert!(!is_well_formed(tag), "{tag}");
        }
    }

    #[test]
    fn dates_may_be_partial_but_must_exist() {
        for (date, day) in [
            ("2022", "2022"),
            ("2022-09", "2022-09"),
            ("2024-02-29", "2024-02-29"),
            ("--02-29", "--02-29"),
            ("2022-09-28T14:05:00Z", "2022-09-28"),
            ("2022-09-28 14:05", "2022-09-28"),
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
        ] {
            assert!(publication_date(date).is_err(), "{date}");
        }
    }
}
