//! Where the other services are reached.

use std::collections::BTreeMap;

use tonic::transport::{Channel, Endpoint};

/// Channels to the services of this installation, opened when first used. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Peers {
    fallback: Channel,
    named: BTreeMap<String, Channel>,
}

/// An address that is none.
#[derive(Debug, thiserror::Error)]
#[error("the address {address} of the service {service} is no URL such as http://127.0.0.1:7400")]
pub struct UnknownPeer {
    /// Which service.
    pub service: String,
    /// What was given.
    pub address: String,
}

impl Peers {
    /// Services without an address of their own are looked for at `fallback`.
    pub fn try_new(fallback: &str, named: &BTreeMap<String, String>) -> Result<Self, UnknownPeer> {
        let named = named
            .iter()
            .map(|(service, address)| Ok((service.clone(), channel(service, address)?)))
            .collect::<Result<_, UnknownPeer>>()?;
        Ok(Self { fallback: channel("any", fallback)?, named })
    }

    /// The channel to a service, for a generated client.
    pub fn channel(&self, service: &str) -> Channel {
        self.named.get(service).unwrap_or(&self.fallback).clone()
    }
}

fn channel(service: &str, address: &str) -> Result<Channel, UnknownPeer> {
    let unknown = || UnknownPeer { service: service.to_owned(), address: address.to_owned() };
    let endpoint = Endpoint::from_shared(address.to_owned()).map_err(|_| unknown())?;
    if endpoint.uri().host().is_none() {
        return Err(unknown());
    }
    Ok(endpoint.connect_lazy())
}
