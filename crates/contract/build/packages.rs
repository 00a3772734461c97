//! A module for each package of `proto/`, with its messages, its gRPC doors and their proto3-JSON.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use prost_types::FileDescriptorSet;

/// What the contract says of itself: read here, and no message of a service.
const OPTIONS: &str = "plumbline.options.v1";

/// The modules, for example `schools::v1`.
pub(crate) fn packages(files: &FileDescriptorSet) -> String {
    let of_proto = files.file.iter().map(|file| file.package());
    let packages: BTreeSet<&str> =
        of_proto.filter(|name| name.starts_with("plumbline.") && *name != OPTIONS).collect();
    let mut code = String::new();
    for package in packages {
        let service = crate::names::service(package);
        // Writing to a String cannot fail.
        let _ = write!(
            code,
            r#"/// Messages of `{package}`.
pub mod {service} {{
    #[allow(missing_docs, clippy::all, missing_debug_implementations)]
    pub mod v1 {{
        tonic::include_proto!("{package}");
        include!(concat!(env!("OUT_DIR"), "/{package}.serde.rs"));
    }}
}}
"#
        );
    }
    code
}
