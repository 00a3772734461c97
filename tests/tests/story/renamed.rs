//! The register says another name of a school. Papers that were issued before keep the name it had then.

use std::path::Path;
use std::process::Command;

use contract::reports::v1::GetPdfRequest;
use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use contract::schools::v1::{GetTrustRequest, RefreshSchoolsRequest};
use plumbline::demo::script::TermKey;
use plumbline::demo::{Played, REGISTER};
use plumbline_tests::World;
use uuid::Uuid;

use crate::doors::Doors;

const NEW: &str = "Heron Reach Academy";
const TODAY: &str = "2026-11-24";

pub async fn an_issued_paper_keeps_the_name_its_school_had(
    doors: &Doors,
    played: &Played,
    world: &World,
) {
    let school = &doors.script.schools[0];
    let (school_id, old) = (&doors.schools[&school.slug], school.name.as_str());
    let reports = doors.reports_of(&TermKey::Summer.term()).await;
    let report = reports.into_iter().find(|report| report.school_id == *school_id).unwrap();
    let paper = async || {
        let wanted = GetPdfRequest { report_id: report.report_id.clone(), with_proof: false };
        let pdf = doors.reports().get_pdf(doors.caller.request(wanted)).await.unwrap();
        printed(world.folder(), &pdf.into_inner().pdf)
    };
    let before = paper().await;
    assert!(before.contains(old) && !before.contains(NEW), "{before}");

    let position = refresh(doors, played, [old, NEW]).await;
    let mut schools = SchoolsServiceClient::new(doors.peers.channel("schools"));
    let wanted = GetTrustRequest { at_least: position };
    let trust = schools.get_trust(doors.caller.request(wanted)).await.unwrap().into_inner();
    let now = trust.schools.iter().find(|known| known.school_id == *school_id).unwrap();
    assert_eq!(now.name, NEW);
    assert_eq!(paper().await, before);
}

/// Takes in the demo's register with another name; returns the position.
async fn refresh(doors: &Doors, played: &Played, [old, new]: [&str; 2]) -> u64 {
    let administrator = doors.administrator(played);
    // The file is no UTF-8, as the Department publishes it.
    let mut named = REGISTER.windows(old.len()).enumerate().filter(|(_, at)| *at == old.as_bytes());
    let (at, _) = named.next().expect("the school is in the register");
    assert!(named.next().is_none(), "its name is there once");
    let establishments = [&REGISTER[..at], new.as_bytes(), &REGISTER[at + old.len()..]].concat();
    let refresh = RefreshSchoolsRequest {
        command_id: Uuid::now_v7().to_string(),
        establishments,
        links: Vec::new(),
        on: TODAY.to_owned(),
        dry_run: false,
    };
    let mut schools = SchoolsServiceClient::new(doors.peers.channel("schools"));
    schools.refresh_schools(administrator.request(refresh)).await.unwrap().into_inner().position
}

/// The words of a paper, without the breaks of its lines.
fn printed(folder: &Path, pdf: &[u8]) -> String {
    let file = folder.join("paper.pdf");
    std::fs::write(&file, pdf).unwrap();
    let read = Command::new("pdftotext").arg(&file).arg("-").output().expect("poppler is there");
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    let text = String::from_utf8(read.stdout).unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
