use std::error::Error;
use std::fmt;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use subtle::{Choice, ConstantTimeEq};
use tokio::sync::watch;

/// The shortest token that is accepted, in bytes: shorter ones can be guessed.
const MIN_LENGTH: usize = 16;

/// What some editors put at the beginning of a file.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// The bearer tokens that are accepted. Clones share them.
#[derive(Clone)]
pub struct Tokens {
    // Invariant: none is shorter than `MIN_LENGTH`.
    accepted: Arc<watch::Sender<Vec<String>>>,
}

/// Why a list of tokens cannot be used. Never quotes a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokensError {
    /// There is none, which would reject every call.
    Empty,
    /// The token on this line is too short.
    TooShort(usize),
    /// The token on this line has a character that no client can send: a blank, a control character, a letter beyond ASCII.
    Character(usize),
}

impl fmt::Display for TokensError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "there is no token; write one per line"),
            Self::TooShort(line) => {
                write!(
                    f,
                    "the token on line {line} is shorter than {MIN_LENGTH} characters; choose a random one"
                )
            }
            Self::Character(line) => write!(
                f,
                "line {line} holds a blank, a control character or a letter beyond ASCII, which no token may hold; \
                 give a comment a line of its own that begins with `#`"
            ),
        }
    }
}

impl Error for TokensError {}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tokens(secret)")
    }
}

impl Tokens {
    /// Parses tokens, one per line; empty lines and lines that begin with `#` are skipped, and so is a byte order mark.
    ///
    /// # Errors
    /// There is none, or one cannot be used.
    pub fn parse(text: &str) -> Result<Self, TokensError> {
        Ok(Self { accepted: Arc::new(watch::Sender::new(parse(text)?)) })
    }

    /// Replaces them. Calls in progress whose token is no longer among them end.
    ///
    /// # Errors
    /// As for [`parse`](Self::parse); the old ones stay in force then.
    pub fn replace(&self, text: &str) -> Result<(), TokensError> {
        let tokens = parse(text)?;
        self.accepted.send_replace(tokens);
        Ok(())
    }

    /// Whether a call has one of them.
    ///
    /// Takes the same time for every wrong token of a length, so that none can be guessed byte by byte.
    pub(super) fn allow(&self, headers: &HeaderMap) -> bool {
        bearer(headers).is_some_and(|given| accepts(&self.accepted.borrow(), given))
    }

    /// Waits until the token of a call is accepted no longer; for ever if it never is.
    pub(super) fn revoked(&self, headers: &HeaderMap) -> BoxFuture<'static, ()> {
        let (given, mut accepted) = (bearer(headers).map(<[u8]>::to_vec), self.accepted.subscribe());
        Box::pin(async move {
            let Some(given) = given else { return std::future::pending().await };
            while accepts(&accepted.borrow_and_update(), &given) {
                if accepted.changed().await.is_err() {
                    return std::future::pending().await;
                }
            }
        })
    }
}

fn accepts(accepted: &[String], given: &[u8]) -> bool {
    accepted.iter().fold(Choice::from(0), |any, token| any | token.as_bytes().ct_eq(given)).into()
}

/// The token of the `authorization` header; the scheme is case-insensitive.
///
/// Source: <https://www.rfc-editor.org/rfc/rfc6750#section-2.1>.
fn bearer(headers: &HeaderMap) -> Option<&[u8]> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.as_bytes().split_at_checked(7)?;
    scheme.eq_ignore_ascii_case(b"bearer ").then(|| token.trim_ascii())
}

fn parse(text: &str) -> Result<Vec<String>, TokensError> {
    let mut tokens = Vec::new();
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    for (index, line) in text.lines().map(str::trim).enumerate() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if !line.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(TokensError::Character(index + 1));
        }
        if line.len() < MIN_LENGTH {
            return Err(TokensError::TooShort(index + 1));
        }
        tokens.push(line.to_owned());
    }
    if tokens.is_empty() { Err(TokensError::Empty) } else { Ok(tokens) }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    const FILE: &str = "# ours\n0123456789abcdef\n\n  fedcba9876543210\n";

    #[track_caller]
    fn check(authorization: &str, expect: bool) {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, authorization.parse().unwrap());
        assert_eq!(Tokens::parse(FILE).unwrap().allow(&headers), expect, "{authorization:?}");
    }

    #[test]
    fn any_of_the_tokens_is_accepted() {
        check("Bearer 0123456789abcdef", true);
        check("bearer fedcba9876543210", true);
    }

    #[test]
    fn nothing_else_is_accepted() {
        for wrong in [
            "",
            "Bearer",
            "Bearer ",
            "Bearer 0123456789abcdeF",
            "Bearer 0123456789abcde",
            "Basic 0123456789abcdef",
        ] {
            check(wrong, false);
        }
        check("Bearer # ours", false);
        assert!(!Tokens::parse(FILE).unwrap().allow(&HeaderMap::new()));
    }

    #[test]
    fn an_unusable_list_is_rejected() {
        assert_eq!(Tokens::parse("# none\n\n").unwrap_err(), TokensError::Empty);
        assert_eq!(Tokens::parse("0123456789abcdef\nsecret").unwrap_err(), TokensError::TooShort(2));
        for line in
            ["0123456789abcdef # ours", "0123456789\0abcdef", "0123456789abcdé", "0123456789\u{feff}abcdef"]
        {
            let file = format!("# first\n{line}\n");
            assert_eq!(Tokens::parse(&file).unwrap_err(), TokensError::Character(2), "{line:?}");
        }
    }

    #[test]
    fn a_byte_order_mark_is_not_part_of_a_token() {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, "Bearer 0123456789abcdef".parse().unwrap());
        assert!(Tokens::parse("\u{feff}0123456789abcdef\r\n").unwrap().allow(&headers));
    }

    #[tokio::test]
    async fn a_call_learns_that_its_token_is_revoked() {
        let tokens = Tokens::parse(FILE).unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, "Bearer 0123456789abcdef".parse().unwrap());
        let mut revoked = tokens.revoked(&headers);
        tokens.replace("0123456789abcdef").unwrap();
        assert!((&mut revoked).now_or_never().is_none(), "help: it is still accepted");
        tokens.replace("fedcba9876543210").unwrap();
        assert!((&mut revoked).now_or_never().is_some());
    }

    #[test]
    fn tokens_are_not_printed() {
        assert_eq!(format!("{:?}", Tokens::parse(FILE).unwrap()), "Tokens(secret)");
    }
}
