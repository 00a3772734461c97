//! Three private nats-servers that keep streams together, on loopback.

use std::path::{Path, PathBuf};

use crate::nats::{Nats, NatsConfig};
use crate::place::StartError;

/// Three nats-servers that keep streams together.
#[derive(Debug)]
pub struct NatsCluster {
    servers: Vec<Nats>,
    data: PathBuf,
    ports: Vec<ClusterPorts>,
}

/// Where a server of a cluster listens for clients and for the other servers.
#[derive(Clone, Copy, Debug)]
struct ClusterPorts {
    clients: u16,
    routes: u16,
}

impl NatsCluster {
    const SERVERS: usize = 3;

    /// Starts three servers that keep all they have in `data`.
    pub async fn start(data: &Path) -> Result<Self, StartError> {
        let ports = (0..Self::SERVERS)
            .map(|_| Ok(ClusterPorts { clients: free_port()?, routes: free_port()? }))
            .collect::<std::io::Result<Vec<_>>>()
            .map_err(|error| StartError::Failed {
                program: "nats-server",
                said: error.to_string(),
            })?;
        let mut cluster = Self { servers: Vec::new(), data: data.to_owned(), ports };
        for number in 0..Self::SERVERS {
            let server = cluster.start_one(number).await?;
            cluster.servers.push(server);
        }
        Ok(cluster)
    }

    async fn start_one(&self, number: usize) -> Result<Nats, StartError> {
        let routes = self.ports.iter().map(|ports| format!("nats://127.0.0.1:{}", ports.routes));
        let routes = routes.collect::<Vec<_>>().join(", ");
        let ClusterPorts { clients, routes: own } = self.ports[number];
        let more = format!(
            "server_name: {}\ncluster {{ name: plumbline, listen: \"127.0.0.1:{own}\", routes: [{routes}] }}\n",
            Self::name(number)
        );
        let (data, passwords) = (self.data.join(Self::name(number)), self.data.join("passwords"));
        let config =
            NatsConfig { data: &data, passwords: &passwords, port: Some(clients), more: &more };
        Nats::start_as(config).await
    }

    /// The name of a server, counted from 0.
    pub fn name(number: usize) -> String {
        format!("n{number}")
    }

    /// The addresses of all, comma-separated, with the user who may do everything.
    pub fn operator_urls(&self) -> Result<String, StartError> {
        let urls = self.servers.iter().map(Nats::operator_url);
        Ok(urls.collect::<Result<Vec<_>, _>>()?.join(","))
    }

    /// Ends one server as a crash does.
    pub fn kill(&mut self, number: usize) {
        self.servers[number].kill();
    }

    /// Starts it again with what it had.
    pub async fn start_again(&mut self, number: usize) -> Result<(), StartError> {
        self.servers[number] = self.start_one(number).await?;
        Ok(())
    }
}

/// A port that no other process has now.
pub(crate) fn free_port() -> std::io::Result<u16> {
    Ok(std::net::TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
