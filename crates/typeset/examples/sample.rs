//! Writes a sample request to standard output, to be fed to `plumbline-typeset`: `sample [facts]`.

#[path = "../tests/sample/mod.rs"]
mod sample;

use std::io::Write as _;

fn main() -> std::io::Result<()> {
    let facts = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(40);
    let request = typeset::Request {
        identifier: "report/sample".into(),
        timestamp: "2025-11-27T00:00:00Z".into(),
        kind: typeset::PaperKind::Report,
        data: serde_json::to_string(&sample::report(facts))
            .expect("a proto message always has a JSON form"),
        proof: None,
    };
    let text = serde_json::to_string(&request).expect("a request is plain data");
    std::io::stdout().write_all(text.as_bytes())
}
