//! Which tokens and accounts are believed, and how long.

#![allow(clippy::unwrap_used, reason = "a test can do nothing better than panic")]

#[path = "tokens/accounts.rs"]
mod accounts;
#[path = "tokens/token.rs"]
mod token;
