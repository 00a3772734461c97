//! The rpcs of the contract, found by name in the descriptors that are built in.

mod codec;

use peers::Channel;
use prost_reflect::{DescriptorPool, DynamicMessage, MethodDescriptor};
use tonic::client::Grpc;
use tonic::codegen::http::uri::PathAndQuery;
use tonic::{Request, Status};

use crate::Failure;
use codec::DynamicCodec;

/// One rpc of one service.
#[derive(Debug)]
pub(crate) struct Rpc {
    method: MethodDescriptor,
}

impl Rpc {
    /// Every rpc, in the order of the proto files.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        let pool = DescriptorPool::decode(contract::DESCRIPTORS)
            .expect("the build has read these descriptors before");
        let services: Vec<_> = pool.services().collect();
        services
            .into_iter()
            .flat_map(|service| service.methods().collect::<Vec<_>>())
            .map(|method| Self { method })
    }

    /// The rpc of a name such as `GetHeatmap`, `dashboards.GetHeatmap` or `<full service name>/GetHeatmap`.
    pub(crate) fn named(name: &str) -> Result<Self, Failure> {
        let mut found: Vec<Self> = Self::all().filter(|rpc| rpc.is(name)).collect();
        match (found.pop(), found.as_slice()) {
            (Some(rpc), []) => Ok(rpc),
            (Some(rpc), others) => {
                let actions: Vec<String> = others.iter().chain([&rpc]).map(Self::action).collect();
                Err(Failure::Input(format!(
                    "Several services have an rpc {name}. Say which: {}.",
                    actions.join(", ")
                )))
            }
            (None, _) => Err(Failure::Input(format!(
                "There is no rpc {name}. `plumbline ask` without a name lists them all."
            ))),
        }
    }

    fn is(&self, name: &str) -> bool {
        name == self.method.name()
            || name == self.action()
            || name.trim_start_matches('/') == self.path().trim_start_matches('/')
    }

    /// The service as its unit is called, for example `dashboards`.
    pub(crate) fn service(&self) -> &str {
        self.method.full_name().split('.').nth(1).unwrap_or_default()
    }

    /// For example `dashboards.GetHeatmap`, as docs/access/ and the policies name it.
    pub(crate) fn action(&self) -> String {
        format!("{}.{}", self.service(), self.method.name())
    }

    fn path(&self) -> String {
        format!("/{}/{}", self.method.parent_service().full_name(), self.method.name())
    }

    /// The request that the JSON describes. A field that the rpc does not know is refused.
    pub(crate) fn request(&self, json: &str) -> Result<DynamicMessage, Failure> {
        let input = self.method.input();
        let wrong = |error: serde_json::Error| {
            Failure::Input(format!("The JSON is no {}: {error}", input.name()))
        };
        let mut json = serde_json::Deserializer::from_str(json);
        let message = DynamicMessage::deserialize(input.clone(), &mut json).map_err(wrong)?;
        json.end().map_err(wrong)?;
        Ok(message)
    }

    /// The answer of the service at the end of the channel.
    pub(crate) async fn call(
        &self,
        channel: Channel,
        request: Request<DynamicMessage>,
    ) -> Result<DynamicMessage, Status> {
        let path = PathAndQuery::try_from(self.path())
            .map_err(|error| Status::internal(error.to_string()))?;
        let mut client = Grpc::new(channel);
        client.ready().await?;
        let codec = DynamicCodec { answer: self.method.output() };
        Ok(client.unary(request, path, codec).await?.into_inner())
    }
}

#[cfg(test)]
mod tests;
