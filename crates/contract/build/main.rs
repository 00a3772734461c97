//! Turns `proto/` into Rust without protoc: messages, gRPC doors, proto3-JSON and the registry of events. It also reads
//! what the options of the contract say of requests and events.

mod answers;
mod commands;
mod limits;
mod names;
mod options;
mod packages;
mod placed;
mod registry;
mod requests;
mod rules;
mod words;

use std::{env, error::Error, fs, path::Path, path::PathBuf};

use prost::Message as _;
use prost_types::FileDescriptorSet;
use protox::Compiler;

const ROOT: &str = "../../proto";

#[expect(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    reason = "Cargo speaks to a build script through its environment and hears its output"
)]
fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed={ROOT}");
    println!("cargo:rerun-if-changed=build");
    let mut compiler = Compiler::new([ROOT])?;
    compiler.include_imports(true).include_source_info(true);
    compiler.open_files(proto_files(Path::new(ROOT))?)?;
    // These bytes keep the options; the messages of prost-types drop them.
    let bytes = compiler.encode_file_descriptor_set();
    let pool = compiler.descriptor_pool();
    let files = FileDescriptorSet::decode(bytes.as_slice())?;

    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("descriptors.bin"), &bytes)?;
    fs::write(out.join("registry.rs"), registry::registry(&files, &pool))?;
    fs::write(out.join("packages.rs"), packages::packages(&files))?;
    fs::write(out.join("placed.rs"), placed::placed(&pool)?)?;
    fs::write(out.join("asks.rs"), requests::asks(&pool)?)?;
    fs::write(out.join("rules.rs"), rules::rules(&pool)?)?;
    fs::write(out.join("limits.rs"), limits::limits(&pool))?;
    fs::write(out.join("words.rs"), words::words(&pool)?)?;
    fs::write(out.join("commands.rs"), commands::commands(&pool)?)?;
    fs::write(out.join("answers.rs"), answers::answers(&pool)?)?;

    pbjson_build::Builder::new()
        .register_descriptors(&bytes)?
        .ignore_unknown_fields()
        .build(&[".plumbline"])?;
    // Type names give each request's content a fingerprint of its own.
    let mut messages = prost_build::Config::new();
    messages.enable_type_names();
    tonic_prost_build::configure().compile_fds_with_config(files, messages)?;
    Ok(())
}

fn proto_files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(proto_files(&path)?);
        } else if path.extension().is_some_and(|ending| ending == "proto") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
