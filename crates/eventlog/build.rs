//! Migrations are compiled in; a new one is not missed.
#![expect(clippy::disallowed_macros, reason = "how a build script speaks to cargo")]

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
