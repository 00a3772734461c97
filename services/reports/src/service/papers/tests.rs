use contract::reports::v1::ReportSchool;

use super::*;

#[test]
fn a_file_name_holds_plain_letters_only() {
    let school = ReportSchool { name: "St Mary's & <b> ../Ysgol Ô".into(), ..Default::default() };
    let data =
        ReportData { school: Some(school), term: "2025-26-autumn".into(), ..Default::default() };
    let name = file_name(canonical::text(&data).as_bytes());
    assert_eq!(name, "st-mary-s-b-ysgol-sgc-report-2025-26-autumn.pdf");
    assert_eq!(file_name(b"not json"), "sgc-report.pdf");
}
