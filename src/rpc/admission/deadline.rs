use std::time::{Duration, Instant};

use http::HeaderMap;

use crate::rpc::contract::convert::InvalidArgument;

/// When a call has to be answered.
#[derive(Clone, Copy, Debug)]
pub(in crate::rpc) struct Deadline {
    /// The earlier of the client's deadline and the server's.
    pub(in crate::rpc) call: Instant,
    /// The client's own, if any; it also ends a stream.
    pub(in crate::rpc) client: Option<Instant>,
}

impl Deadline {
    /// Reads the deadline of a call that arrives at `now`.
    ///
    /// `tonic` has a timer of its own for `grpc-timeout`, which would answer `CANCELLED`. This one starts no later and is
    /// polled first, so it always wins.
    ///
    /// # Errors
    /// The client's deadline is malformed.
    pub(in crate::rpc) fn new(
        headers: &HeaderMap,
        now: Instant,
        max: Duration,
    ) -> Result<Self, InvalidArgument> {
        let client = match headers.get("grpc-timeout") {
            Some(value) => now.checked_add(timeout(value.as_bytes()).ok_or_else(malformed)?),
            None => None,
        };
        let server = now + max;
        Ok(Self { call: client.map_or(server, |client| client.min(server)), client })
    }

    /// The deadline of a call that arrives at `now` and states none.
    pub(in crate::rpc) fn of_server(now: Instant, max: Duration) -> Self {
        Self { call: now + max, client: None }
    }
}

fn malformed() -> InvalidArgument {
    InvalidArgument {
        field: "grpc-timeout".into(),
        reason: "MALFORMED_TIMEOUT",
        message: "write at most eight digits and a unit, one of H, M, S, m, u, n; for example 250m".into(),
    }
}

/// Parses the value of `grpc-timeout`: at most eight digits and a unit.
///
/// Source: <https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md>.
fn timeout(value: &[u8]) -> Option<Duration> {
    let (&unit, digits) = value.split_last()?;
    if digits.is_empty() || digits.len() > 8 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let amount = digits.iter().fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0'));
    match unit {
        b'H' => Some(Duration::from_secs(amount * 3600)),
        b'M' => Some(Duration::from_secs(amount * 60)),
        b'S' => Some(Duration::from_secs(amount)),
        b'm' => Some(Duration::from_millis(amount)),
        b'u' => Some(Duration::from_micros(amount)),
        b'n' => Some(Duration::from_nanos(amount)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, expect: Option<Duration>) {
        assert_eq!(timeout(value.as_bytes()), expect, "{value:?}");
    }

    #[test]
    fn timeouts_are_read_in_every_unit() {
        check("2H", Some(Duration::from_secs(7200)));
        check("3M", Some(Duration::from_secs(180)));
        check("42S", Some(Duration::from_secs(42)));
        check("250m", Some(Duration::from_millis(250)));
        check("7u", Some(Duration::from_micros(7)));
        check("99999999n", Some(Duration::from_nanos(99_999_999)));
    }

    #[test]
    fn a_malformed_timeout_is_none() {
        for value in ["", "S", "12", "123456789S", "-1S", "1.5S", "1s", "१S"] {
            check(value, None);
        }
    }

    #[test]
    fn a_client_can_only_lower_the_deadline() {
        let (now, max) = (Instant::now(), Duration::from_secs(10));
        let deadline = |value: &'static str| {
            let headers = HeaderMap::from_iter([(
                http::HeaderName::from_static("grpc-timeout"),
                http::HeaderValue::from_static(value),
            )]);
            Deadline::new(&headers, now, max).map(|deadline| deadline.call - now)
        };
        assert_eq!(deadline("1S"), Ok(Duration::from_secs(1)));
        assert_eq!(deadline("1H"), Ok(max));
        assert_eq!(deadline("soon").unwrap_err().reason, "MALFORMED_TIMEOUT");
    }
}
