//! The HTTP layer around the handlers: tokens, deadlines, the access log, bodies within a byte budget.

mod auth;
mod buffered_body;
mod call_layer;
mod observed_body;

pub use auth::{Tokens, TokensError};
pub use call_layer::{CallLayer, Calls};
pub use observed_body::ObservedBody;
