//! Lists the policy files that are shipped: those of the folder, so that none is forgotten.

use std::{env, error::Error, fmt::Write as _, fs, path::PathBuf};

#[expect(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    reason = "Cargo speaks to a build script through its environment and hears its output"
)]
fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=policies");
    let folder = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("policies");
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "cedar") {
            files.push(path);
        }
    }
    files.sort();
    let mut code = format!("const SHIPPED: [(&str, &str); {}] = [\n", files.len());
    for path in &files {
        let name = path.file_name().unwrap_or_default();
        writeln!(code, "    ({name:?}, include_str!({path:?})),")?;
    }
    code.push_str("];\n");
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("shipped.rs"), code)?;
    Ok(())
}
