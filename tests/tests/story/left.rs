//! A school takes its own part of three terms with it: every paper is there, and no other school is named.

use std::path::Path;
use std::process::Command;

use plumbline_tests::World;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::doors::Doors;

const ORACLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/oracle/verify_export.py");
const SCHOOL: &str = "quaymarsh";

pub async fn a_school_takes_its_papers_and_names_no_other(doors: &Doors, world: &World) {
    // In the world's folder no typed text may stand.
    let outside = tempfile::tempdir().unwrap();
    let folder = outside.path().join(SCHOOL);
    let (named, trust) = (folder.to_str().unwrap(), doors.caller.trust.to_string());
    let export = ["trust", "export", named, "--trust", &trust, "--school", &doors.schools[SCHOOL]];
    let exported = world.operator(&export).await;
    assert!(exported.status.success(), "{}", String::from_utf8_lossy(&exported.stderr));
    let checked = async || {
        let output = world.offline(&["verify", "export", named]).await;
        let said = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(said).unwrap())
    };
    let (code, said) = checked().await;
    assert!(code == Some(0), "{code:?} {said}");
    assert!(checked_by_python(&folder), "with Python alone");

    let events = std::fs::read_to_string(folder.join("events.jsonl")).unwrap();
    for (slug, id) in &doors.schools {
        assert_eq!(events.contains(id.as_str()), slug == SCHOOL, "{slug}");
    }
    let text = std::fs::read_to_string(folder.join("manifest.json")).unwrap();
    let manifest: Value = serde_json::from_str(&text).unwrap();
    let issued = manifest["events"]["plumbline.reports.v1.ReportIssued"].as_array().unwrap();
    assert!(issued.len() >= 3, "{issued:?}");
    let papers = issued.iter().map(|position| format!("report-{position}.pdf"));
    let missing: Vec<String> = papers.filter(|paper| !folder.join(paper).is_file()).collect();
    assert!(missing.is_empty(), "{missing:?}");

    // A forger who knows of the manifest exchanges a paper.
    let paper = format!("report-{}.pdf", issued[0]);
    std::fs::write(folder.join(&paper), b"%PDF-1.7").unwrap();
    let genuine = manifest["files"][&paper].as_str().unwrap();
    let forged = eventlog::hex(&Sha256::digest(b"%PDF-1.7"));
    std::fs::write(folder.join("manifest.json"), text.replace(genuine, &forged)).unwrap();
    let (code, said) = checked().await;
    assert!(code == Some(27) && said.contains(&paper), "{code:?} {said}");
    assert!(!checked_by_python(&folder));
}

fn checked_by_python(folder: &Path) -> bool {
    let output = Command::new("python3").arg(ORACLE).arg(folder).output();
    output.expect("python3 is installed").status.success()
}
