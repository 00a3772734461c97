//! The limits of a server as settings; `deploy/env.example` lists each with its default.

use std::time::Duration;

use clap::Args;

use crate::{Networks, ProxyHeader, Rate};

/// The limits of a server, for all clients together and for each.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Limits")]
pub struct Limits {
    /// Connections open at once, at the doors and at the web application each.
    #[arg(long, env = "PLUMBLINE_CONNECTIONS", default_value_t = 4096)]
    pub connections: usize,
    /// Connections open at once from one address.
    #[arg(long, env = "PLUMBLINE_CONNECTIONS_PER_ADDRESS", default_value_t = 1024)]
    pub connections_per_address: usize,
    /// Requests under way at once.
    #[arg(long, env = "PLUMBLINE_REQUESTS", default_value_t = 4096)]
    pub requests: usize,
    /// Requests under way at once from one address.
    #[arg(long, env = "PLUMBLINE_REQUESTS_PER_ADDRESS", default_value_t = 256)]
    pub requests_per_address: usize,
    /// Seconds a client may take to send its headers, to send a form, and to take the next piece of an answer.
    #[arg(long, env = "PLUMBLINE_PATIENCE", default_value = "20", value_parser = seconds)]
    pub patience: Duration,
    /// Seconds after which the server gives up a request that is not answered.
    #[arg(long, env = "PLUMBLINE_ANSWER_WITHIN", default_value = "120", value_parser = seconds)]
    pub answer_within: Duration,
    /// Seconds after which a connection that asks nothing is closed; the web application waits no longer than its
    /// patience.
    #[arg(long, env = "PLUMBLINE_IDLE", default_value = "900", value_parser = seconds)]
    pub idle: Duration,
    /// Requests from one address (one /64 of version 6): `600/minute`, or `none` for no limit. A whole school shares an
    /// address.
    #[arg(long, env = "PLUMBLINE_RATE_ADDRESS", default_value_t = Rate::per_minute(6000))]
    pub rate_address: Rate,
    /// Pages for one person signed in.
    #[arg(long, env = "PLUMBLINE_RATE_PERSON", default_value_t = Rate::per_minute(600))]
    pub rate_person: Rate,
    /// Calls for one person at the doors.
    #[arg(long, env = "PLUMBLINE_RATE_CALLER", default_value_t = Rate::per_minute(12_000))]
    pub rate_caller: Rate,
    /// Attempts to sign in from one address.
    #[arg(long, env = "PLUMBLINE_RATE_SIGN_IN", default_value_t = Rate::per_minute(60))]
    pub rate_sign_in: Rate,
    /// Pages from one address behind survey links that have led to no survey yet. A link that has led to one pays for itself.
    #[arg(long, env = "PLUMBLINE_RATE_LINKS", default_value_t = Rate::per_minute(1200))]
    pub rate_links: Rate,
    /// Downloads, proofs and exports for one person, and for one address.
    #[arg(long, env = "PLUMBLINE_RATE_EXPORTS", default_value_t = Rate::per_minute(60))]
    pub rate_exports: Rate,
    /// Networks of the proxies in front of the web application; their header names the client.
    #[arg(long, env = "PLUMBLINE_PROXIES", default_value_t = Networks::default())]
    pub proxies: Networks,
    /// The header that these proxies write.
    #[arg(long, env = "PLUMBLINE_PROXY_HEADER", value_enum, default_value_t = ProxyHeader::XForwardedFor)]
    pub proxy_header: ProxyHeader,
    /// Networks of our own processes, whose calls at the doors are not limited by address.
    #[arg(long, env = "PLUMBLINE_OWN_NETWORKS", default_value_t = Networks::loopback())]
    pub own_networks: Networks,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 4096,
            connections_per_address: 1024,
            requests: 4096,
            requests_per_address: 256,
            patience: Duration::from_secs(20),
            answer_within: Duration::from_secs(120),
            idle: Duration::from_secs(900),
            rate_address: Rate::per_minute(6000),
            rate_person: Rate::per_minute(600),
            rate_caller: Rate::per_minute(12_000),
            rate_sign_in: Rate::per_minute(60),
            rate_links: Rate::per_minute(1200),
            rate_exports: Rate::per_minute(60),
            proxies: Networks::default(),
            proxy_header: ProxyHeader::XForwardedFor,
            own_networks: Networks::loopback(),
        }
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("must be a whole number of seconds, at least 1".to_owned()),
        Ok(seconds) => Ok(Duration::from_secs(seconds)),
    }
}

#[cfg(test)]
mod tests;
