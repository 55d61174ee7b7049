use std::error::Error;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use http::HeaderMap;
use http::header::AUTHORIZATION;
use subtle::{Choice, ConstantTimeEq};

/// The shortest token that is accepted, in bytes: shorter ones can be guessed.
const MIN_LENGTH: usize = 16;

/// The bearer tokens that are accepted. Clones share them.
#[derive(Clone)]
pub struct Tokens {
    // Invariant: none is shorter than `MIN_LENGTH`.
    accepted: Arc<RwLock<Vec<String>>>,
}

/// Why a list of tokens cannot be used. Never quotes a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokensError {
    /// There is none, which would reject every call.
    Empty,
    /// The token on this line is too short.
    TooShort(usize),
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
    /// Parses tokens, one per line; empty lines and lines that begin with `#` are skipped.
    ///
    /// # Errors
    /// There is none, or one is too short.
    pub fn parse(text: &str) -> Result<Self, TokensError> {
        Ok(Self { accepted: Arc::new(RwLock::new(parse(text)?)) })
    }

    /// Replaces them, for calls from now on.
    ///
    /// # Errors
    /// As for [`parse`](Self::parse); the old ones stay in force then.
    pub fn replace(&self, text: &str) -> Result<(), TokensError> {
        let tokens = parse(text)?;
        *self.accepted.write().unwrap_or_else(PoisonError::into_inner) = tokens;
        Ok(())
    }

    /// Whether a call has one of them.
    ///
    /// Takes the same time for every wrong token of a length, so that none can be guessed byte by byte.
    pub(super) fn allow(&self, headers: &HeaderMap) -> bool {
        let Some(given) = headers.get(AUTHORIZATION).and_then(|value| bearer(value.as_bytes())) else {
            return false;
        };
        let accepted = self.accepted.read().unwrap_or_else(PoisonError::into_inner);
        accepted.iter().fold(Choice::from(0), |any, token| any | token.as_bytes().ct_eq(given)).into()
    }
}

/// The token of an `authorization` header; the scheme is case-insensitive.
///
/// Source: <https://www.rfc-editor.org/rfc/rfc6750#section-2.1>.
fn bearer(value: &[u8]) -> Option<&[u8]> {
    let (scheme, token) = value.split_at_checked(7)?;
    scheme.eq_ignore_ascii_case(b"bearer ").then(|| token.trim_ascii())
}

fn parse(text: &str) -> Result<Vec<String>, TokensError> {
    let mut tokens = Vec::new();
    for (index, line) in text.lines().map(str::trim).enumerate() {
        if line.is_empty() || line.starts_with('#') {
            continue;
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
    }

    #[test]
    fn tokens_are_not_printed() {
        assert_eq!(format!("{:?}", Tokens::parse(FILE).unwrap()), "Tokens(secret)");
    }
}
