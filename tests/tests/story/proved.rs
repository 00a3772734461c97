//! A governor checks a report offline: with the code of our own command, and with only Python and poppler.

use std::path::Path;
use std::process::Command;

use contract::reports::v1::GetPdfRequest;
use plumbline::demo::script::TermKey;
use plumbline::paper::Paper;
use plumbline_tests::World;
use tonic_types::StatusExt as _;

use crate::doors::Doors;

const VERIFIER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/oracle/verify_proof.py");
const ATTACHED: [&str; 5] = [
    "report.tlog-proof",
    "report-issued.leaf.json",
    "policy.txt",
    "report-issued.json",
    "report-data.json",
];

pub async fn a_report_is_checked_with_nothing_of_ours(doors: &Doors, world: &World) {
    let report = doors.reports_of(&TermKey::Summer.term()).await.remove(0);
    let pdf = with_proof(doors, &report.report_id).await;
    let paper = Paper::read(&pdf).unwrap();
    paper.check(None, |_| {}).unwrap();
    paper.check_pages(|_| {}).unwrap();

    let folder = world.folder().join("proved");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("report.pdf"), &pdf).unwrap();
    let detached = Command::new("pdfdetach")
        .args(["-saveall", "-o", ".", "report.pdf"])
        .current_dir(&folder)
        .status()
        .unwrap();
    assert!(detached.success());
    assert!(verified(&folder), "as issued");
    for name in ATTACHED {
        let file = folder.join(name);
        let text = std::fs::read(&file).unwrap();
        for place in (0..text.len()).step_by(text.len() / 7 + 1) {
            let mut altered = text.clone();
            altered[place] ^= 1 << (place % 7);
            std::fs::write(&file, altered).unwrap();
            assert!(!verified(&folder), "{name}, byte {place}");
        }
        std::fs::write(&file, text).unwrap();
    }
    assert!(verified(&folder), "put right again");
}

/// The sealer follows a few seconds behind. Until it has sealed the event, the door refuses.
pub async fn with_proof(doors: &Doors, report_id: &str) -> Vec<u8> {
    loop {
        let wanted = GetPdfRequest { report_id: report_id.to_owned(), with_proof: true };
        match doors.reports().get_pdf(doors.caller.request(wanted)).await {
            Ok(answer) => return answer.into_inner().pdf,
            Err(status) => {
                let reason = status.get_details_error_info().map(|info| info.reason);
                assert_eq!(reason.as_deref(), Some("NOT_SEALED"), "{status:?}");
                tokio::task::yield_now().await;
            }
        }
    }
}

fn verified(folder: &Path) -> bool {
    let output = Command::new("python3").arg(VERIFIER).args(ATTACHED).current_dir(folder).output();
    output.expect("python3 is installed").status.success()
}
