//! Migrations are compiled in; a new one is not missed.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
