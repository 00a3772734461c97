//! Who may, as the trust's default policy says; asked of the rules that are shipped.

#![allow(clippy::unwrap_used, reason = "a test can do nothing better than panic")]

#[path = "access/accounts.rs"]
mod accounts;
#[path = "access/default_policy.rs"]
mod default_policy;
#[path = "access/explaining.rs"]
mod explaining;
#[path = "access/guest.rs"]
mod guest;
#[path = "access/may.rs"]
mod may;
#[path = "access/over_time.rs"]
mod over_time;
#[path = "access/policies.rs"]
mod policies;
#[path = "access/table.rs"]
mod table;
#[path = "access/team.rs"]
mod team;
#[path = "access/tightening.rs"]
mod tightening;
#[path = "access/trust.rs"]
mod trust;
