//! Where the other services are reached, and how this process shows who it is there.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tonic::transport::Endpoint;

use identity::{Identity, IdentityError, IdentitySettings};

use crate::{CallSigner, Channel, ServiceConnection};

/// Channels to the services of this installation, opened when first used. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Peers {
    fallback: Endpoint,
    named: BTreeMap<String, Endpoint>,
    identity: Identity,
    opened: Arc<Mutex<BTreeMap<String, Channel>>>,
}

/// An address that is none.
#[derive(Debug, thiserror::Error)]
pub enum UnknownPeer {
    /// No URL.
    #[error("the address {1} of the service {0} is no URL such as http://127.0.0.1:7400")]
    Address(String, String),
    /// Not the way of speaking that goes with the certificates.
    #[error(
        "the address {1} of the service {0} has to begin with {2}://: certificates and https go together (PLUMBLINE_AUTHORITY)"
    )]
    Scheme(String, String, &'static str),
    /// The certificate or the authority's cannot be used.
    #[error("the certificates cannot be used: {0}")]
    Certificate(#[from] tonic::transport::Error),
    /// A key or certificate cannot be read.
    #[error(transparent)]
    Identity(#[from] IdentityError),
}

impl Peers {
    /// Services without an address of their own are looked for at `fallback`; nothing shows who asks.
    pub fn try_new(fallback: &str, named: &BTreeMap<String, String>) -> Result<Self, UnknownPeer> {
        Self::try_as(Identity::default(), fallback, named)
    }

    /// The same, showing who asks by the key and certificate of these settings.
    pub fn try_shown(
        settings: &IdentitySettings,
        fallback: &str,
        named: &BTreeMap<String, String>,
    ) -> Result<Self, UnknownPeer> {
        Self::try_as(settings.read()?, fallback, named)
    }

    /// The same, showing who asks by an identity that was read.
    pub fn try_as(
        identity: Identity,
        fallback: &str,
        named: &BTreeMap<String, String>,
    ) -> Result<Self, UnknownPeer> {
        let scheme = identity.scheme();
        let named = named
            .iter()
            .map(|(service, address)| Ok((service.clone(), endpoint(service, address, scheme)?)))
            .collect::<Result<_, UnknownPeer>>()?;
        let fallback = endpoint("any", fallback, scheme)?;
        if let Some(tls) = identity.to("any") {
            // What is wrong with a certificate is said at the start.
            fallback.clone().tls_config(tls)?;
        }
        Ok(Self { fallback, named, identity, opened: Arc::default() })
    }

    /// The channel to a service, for a generated client.
    pub fn channel(&self, service: &str) -> Channel {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(channel) = opened.get(service) {
            return channel.clone();
        }
        let channel = self.open(service);
        opened.insert(service.to_owned(), channel.clone());
        channel
    }

    fn open(&self, service: &str) -> Channel {
        let plain = self.named.get(service).unwrap_or(&self.fallback).clone();
        let endpoint = match self.identity.to(service) {
            // Tried when these were made; only the name differs.
            Some(tls) => plain.clone().tls_config(tls).unwrap_or(plain),
            None => plain,
        };
        let speaking = CallSigner::to(service, self.identity.key.clone());
        Channel::new(ServiceConnection::over(endpoint.connect_lazy()), speaking)
    }
}

fn endpoint(service: &str, address: &str, scheme: &'static str) -> Result<Endpoint, UnknownPeer> {
    let unknown = || UnknownPeer::Address(service.to_owned(), address.to_owned());
    let endpoint = Endpoint::from_shared(address.to_owned()).map_err(|_| unknown())?;
    if endpoint.uri().host().is_none() {
        return Err(unknown());
    }
    if endpoint.uri().scheme_str() != Some(scheme) {
        return Err(UnknownPeer::Scheme(service.to_owned(), address.to_owned(), scheme));
    }
    Ok(endpoint)
}
