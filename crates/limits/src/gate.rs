//! Admits requests: a place for each, and a rate for each address, person and purpose.

use std::hash::Hash;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use crate::client::group;
use crate::pace::Pace;
use crate::places::{Place, Places};
use crate::{Connection, Connections, Limits, Rate, Refusal};

/// Keeps the limits of one server. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Gate(Arc<Kept>);

#[derive(Debug)]
struct Kept {
    limits: Limits,
    connections: Connections,
    places: Places<IpAddr>,
    address: Pace,
    person: Pace,
    purposes: Vec<(&'static str, Pace)>,
}

/// What the limits have to know of a request.
#[derive(Clone, Debug, Default)]
pub struct Visit<'a> {
    /// The connection it came on.
    pub connection: Option<&'a Arc<Connection>>,
    /// The client's address, whose allowance the request spends; none for our own processes.
    pub address: Option<IpAddr>,
    /// Bytes that tell one person from another, for example those of the session cookie.
    pub person: Option<&'a [u8]>,
    /// The purpose, if it has a rate of its own, for example `exports`.
    pub purpose: Option<&'static str>,
    /// Whether the person is known to be one. Then the person's own allowance pays, and that of the address does not: a whole
    /// school may share an address.
    pub vouched: bool,
}

/// An admitted request. Dropping it gives the place back.
#[derive(Debug)]
pub struct Pass {
    connection: Option<Arc<Connection>>,
    _place: Place<IpAddr>,
}

impl Pass {
    pub(crate) fn connection(&self) -> Option<&Arc<Connection>> {
        self.connection.as_ref()
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        if let Some(connection) = &self.connection {
            connection.ends();
        }
    }
}

impl Gate {
    /// A gate with a rate for each `person`, and for each purpose one for an address and one for a person.
    pub fn new(
        limits: &Limits,
        idle: Duration,
        person: Rate,
        purposes: &[(&'static str, Rate)],
    ) -> Self {
        Self(Arc::new(Kept {
            connections: Connections::new(limits, idle),
            places: Places::new(limits.requests, limits.requests_per_address),
            address: Pace::new(limits.rate_address),
            person: Pace::new(person),
            purposes: purposes.iter().map(|(name, rate)| (*name, Pace::new(*rate))).collect(),
            limits: limits.clone(),
        }))
    }

    /// The limits as set.
    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// The connections of this server's listener.
    pub fn connections(&self) -> &Connections {
        &self.0.connections
    }

    /// Admits a request, or says why not.
    pub fn admit(&self, visit: &Visit<'_>) -> Result<Pass, Refusal> {
        let admitted = self
            .charge(visit)
            .and_then(|()| self.0.places.take(visit.address.map(group)).ok_or(Refusal::Busy));
        let connection = visit.connection.cloned();
        match admitted {
            Ok(place) => {
                if let Some(connection) = &connection {
                    connection.taken_on();
                    connection.begins();
                }
                Ok(Pass { connection, _place: place })
            }
            Err(refusal) => {
                if let Some(connection) = &connection {
                    connection.refused();
                }
                Err(refusal)
            }
        }
    }

    fn charge(&self, visit: &Visit<'_>) -> Result<(), Refusal> {
        let address = visit.address.map(group);
        let purpose = visit.purpose.and_then(|wanted| {
            self.0.purposes.iter().find(|(name, _)| *name == wanted).map(|(_, pace)| pace)
        });
        // The narrow limit first: a request that it refuses spends nothing of the wider ones.
        if let Some(pace) = purpose {
            charge(pace, ("address", address.map(|known| known.to_string())), address.is_some())?;
            charge(pace, ("person", visit.person), visit.person.is_some())?;
        }
        charge(&self.0.person, visit.person, visit.person.is_some())?;
        charge(&self.0.address, address, address.is_some() && !visit.vouched)
    }
}

fn charge(pace: &Pace, whom: impl Hash, known: bool) -> Result<(), Refusal> {
    if !known {
        return Ok(());
    }
    pace.charge(whom).map_err(Refusal::Often)
}

#[cfg(test)]
mod tests;
