//! The doors of each service whose rpcs tell aggregates: what only tells one is answered here, the rest by the service itself.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use prost_reflect::{DescriptorPool, MethodDescriptor};

use crate::commands::answer;
use crate::names::{camel, gives_command, rpcs, rust_type, service, snake};
use crate::options::rpc_rule;

/// A trait and a macro for each service that tells an aggregate.
pub fn answers(pool: &DescriptorPool) -> Result<String, String> {
    let mut services = BTreeMap::<String, Vec<MethodDescriptor>>::new();
    for rpc in rpcs(pool) {
        services.entry(rpc.parent_service().name().to_owned()).or_default().push(rpc);
    }
    let mut code = String::new();
    for (name, rpcs) in &services {
        let (told, itself): (Vec<_>, Vec<_>) = rpcs.iter().partition(|rpc| tells_only(rpc));
        if told.is_empty() {
            continue;
        }
        if let Some(rpc) = rpcs.iter().find(|rpc| rpc.is_server_streaming()) {
            return Err(format!("{} streams, and {name} tells aggregates", rpc.name()));
        }
        write_trait(&mut code, name, &itself);
        write_macro(&mut code, name, &told, &itself);
    }
    Ok(code)
}

/// Whether the aggregate's decision is all of the answer.
fn tells_only(rpc: &MethodDescriptor) -> bool {
    let rule = rpc_rule(rpc);
    !rule.tells.is_empty()
        && !rule.by_service
        && gives_command(&rpc.input())
        && answer(&rule.tells, rpc).is_some()
}

fn write_trait(code: &mut String, name: &str, itself: &[&MethodDescriptor]) {
    let mut methods = String::new();
    for rpc in itself {
        let (input, output) = (rust_type(&rpc.input()), rust_type(&rpc.output()));
        let _ = writeln!(
            methods,
            "    /// {}\n    async fn {}(&self, request: tonic::Request<{input}>) -> Result<tonic::Response<{output}>, tonic::Status>;",
            rpc.name(),
            snake(rpc.name())
        );
    }
    let _ = writeln!(
        code,
        "/// The rpcs of {name} that its service answers itself.\n#[tonic::async_trait]\npub trait {}: Send + Sync + 'static {{\n{methods}}}\n",
        answers_of(name)
    );
}

fn write_macro(
    code: &mut String,
    name: &str,
    told: &[&MethodDescriptor],
    itself: &[&MethodDescriptor],
) {
    let mut methods = String::new();
    let tells = |rpc: &MethodDescriptor| {
        format!(
            "self.door.tell_knowing::<aggregates::{}, _>(request, self).await",
            rpc_rule(rpc).tells
        )
    };
    let asks = |rpc: &MethodDescriptor| {
        format!("$crate::answers::{}::{}(self, request).await", answers_of(name), snake(rpc.name()))
    };
    let told = told.iter().map(|rpc| (*rpc, tells(rpc)));
    for (rpc, body) in told.chain(itself.iter().map(|rpc| (*rpc, asks(rpc)))) {
        let (input, output) =
            (outside(&rust_type(&rpc.input())), outside(&rust_type(&rpc.output())));
        let _ = writeln!(
            methods,
            "            async fn {}(&self, request: ::tonic::Request<{input}>) -> Result<::tonic::Response<{output}>, ::tonic::Status> {{\n                {body}\n            }}",
            snake(rpc.name())
        );
    }
    let package = itself.iter().next().map(|rpc| rpc.input());
    let package = package.map(|input| service(input.package_name()).to_owned()).unwrap_or_default();
    let (server, snake) = (format!("{}_server", snake(name)), snake(name));
    let _ = writeln!(
        code,
        r#"/// Implements {name} for the doors of its service. Beside it a module `aggregates` names what decides, as the contract does.
#[macro_export]
macro_rules! {snake} {{
    ($doors:ty) => {{
        #[::tonic::async_trait]
        impl $crate::{package}::v1::{server}::{name} for $doors {{
{methods}        }}
    }};
}}
"#
    );
}

/// `SchoolsAnswers` of `SchoolsService`.
fn answers_of(name: &str) -> String {
    camel(&snake(name).replace("_service", "_answers"))
}

/// A type's path where a macro stands for it in another crate.
fn outside(path: &str) -> String {
    path.replacen("crate::", "$crate::", 1)
}
