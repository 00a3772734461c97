//! The client's address: that of the peer, or the one that a proxy of ours names.

use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

use clap::ValueEnum;
use http::HeaderMap;
use ipnet::IpNet;

/// Networks such as `10.0.0.0/8`, or single addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Networks(Vec<IpNet>);

/// The header that our proxies write. A client may have written the other one, so only one is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ProxyHeader {
    /// `X-Forwarded-For: 203.0.113.7, 10.0.0.1`
    #[default]
    XForwardedFor,
    /// `Forwarded: for=203.0.113.7, for="[2001:db8::1]:4711"`, as RFC 7239 has it.
    Forwarded,
}

impl Networks {
    /// Whether an address lies in one of the networks.
    pub fn contain(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// The loopback networks.
    pub fn loopback() -> Self {
        Self(vec![
            IpNet::new_assert(IpAddr::from([127, 0, 0, 0]), 8),
            IpNet::new_assert(Ipv6Addr::LOCALHOST.into(), 128),
        ])
    }
}

impl FromStr for Networks {
    type Err = String;

    /// Reads a comma-separated list; `none` is the empty one.
    fn from_str(text: &str) -> Result<Self, String> {
        if text == "none" {
            return Ok(Self::default());
        }
        let network = |part: &str| -> Result<IpNet, String> {
            let alone = part.parse::<IpAddr>().map(IpNet::from);
            alone
                .or_else(|_| part.parse())
                .map_err(|_| format!("{part} is no network: write 10.0.0.0/8, an address, or none"))
        };
        Ok(Self(text.split(',').map(|part| network(part.trim())).collect::<Result<_, _>>()?))
    }
}

impl std::fmt::Display for Networks {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let written: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        out.write_str(if written.is_empty() { "none" } else { "" })?;
        out.write_str(&written.join(","))
    }
}

/// The client's address. The header is read from the right, as long as the addresses are proxies of ours.
pub fn client(
    headers: &HeaderMap,
    peer: IpAddr,
    proxies: &Networks,
    written: ProxyHeader,
) -> IpAddr {
    let mut nearest = peer.to_canonical();
    let named = match written {
        ProxyHeader::XForwardedFor => entries(headers, "x-forwarded-for"),
        ProxyHeader::Forwarded => entries(headers, "forwarded"),
    };
    for entry in named.iter().rev() {
        if !proxies.contain(nearest) {
            break;
        }
        let address = match written {
            ProxyHeader::XForwardedFor => address(entry),
            ProxyHeader::Forwarded => forwarded_for(entry),
        };
        // A proxy may hide its client's address; then the proxy's own stands for it.
        let Some(address) = address else { break };
        nearest = address.to_canonical();
    }
    nearest
}

fn entries<'a>(headers: &'a HeaderMap, name: &str) -> Vec<&'a str> {
    let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).map(str::trim).collect()
}

fn forwarded_for(entry: &str) -> Option<IpAddr> {
    let mut pairs = entry.split(';').filter_map(|pair| pair.trim().split_once('='));
    let (_, value) = pairs.find(|(name, _)| name.eq_ignore_ascii_case("for"))?;
    address(value.trim_matches('"'))
}

/// An address with or without a port; a version 6 one with a port stands in brackets.
fn address(text: &str) -> Option<IpAddr> {
    if let Some(inner) = text.strip_prefix('[') {
        return inner.split(']').next()?.parse().ok();
    }
    let plain = text.parse().ok();
    plain.or_else(|| text.parse::<std::net::SocketAddr>().ok().map(|both| both.ip()))
}

/// The address whose allowance a client spends. For version 6 it is the /64, which one household has to itself.
pub fn group(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        four => four,
    }
}

#[cfg(test)]
mod tests;
