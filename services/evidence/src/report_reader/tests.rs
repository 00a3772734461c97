use std::os::unix::fs::PermissionsExt as _;

use door::testing::reason_of;
use tonic::Code;

use super::*;

/// What is said of a file where the program that reads it is a script.
async fn read_by(script: &str, patience: Duration) -> Result<u32, Status> {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("reader");
    std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    // Larger than what a pipe holds.
    ReportReader::Program { program, patience }.pages(&vec![b' '; 200_000]).await
}

async fn reason(script: &str) -> String {
    let refused = read_by(script, PATIENCE).await.unwrap_err();
    reason_of(&refused)
}

#[tokio::test]
async fn the_file_goes_in_and_the_number_of_its_pages_comes_out() {
    let script = r#"test "$1" = read-report || exit 9; /usr/bin/wc -c"#;
    assert_eq!(read_by(script, PATIENCE).await.unwrap(), 200_000);
}

#[tokio::test]
async fn why_a_file_is_not_attached_is_said_by_the_exit_code() {
    assert_eq!(reason("exit 11").await, "REPORT_NOT_A_PDF");
    assert_eq!(reason("exit 12").await, "REPORT_PROTECTED");
    assert_eq!(reason("/bin/cat > /dev/null; exit 13").await, "REPORT_RUNS_CODE");
}

#[tokio::test]
async fn a_file_that_takes_too_much_is_refused() {
    assert_eq!(reason("kill -9 $$").await, "REPORT_TAKES_TOO_MUCH");
    assert_eq!(reason("exit 101").await, "REPORT_TAKES_TOO_MUCH");
    let slow = read_by("while :; do :; done", Duration::from_millis(200)).await.unwrap_err();
    assert!(contract::says_no_for(&slow, "REPORT_TAKES_TOO_MUCH"), "{slow:?}");
}

#[tokio::test]
async fn a_reader_that_says_nothing_of_the_file_is_away() {
    assert_eq!(reason("exit 1").await, "UNAVAILABLE");
    assert_eq!(reason("echo a lot of pages").await, "UNAVAILABLE");
    let nowhere = ReportReader::Program { program: "/nowhere".into(), patience: PATIENCE };
    assert_eq!(nowhere.pages(b"%PDF-1.7").await.unwrap_err().code(), Code::Unavailable);
}

#[tokio::test]
async fn the_reader_sees_nothing_of_our_surroundings() {
    let script = "/bin/cat > /dev/null; /usr/bin/env | /usr/bin/cut -d= -f1 | /bin/grep -c -x HOME";
    assert_eq!(read_by(&format!("{script}; exit 0"), PATIENCE).await.unwrap(), 0);
}

#[tokio::test]
async fn a_larger_file_than_a_report_has_is_not_read() {
    let nowhere = ReportReader::Program { program: "/nowhere".into(), patience: PATIENCE };
    let refused = nowhere.pages(&vec![b' '; LARGEST_REPORT + 1]).await.unwrap_err();
    assert!(contract::says_no_for(&refused, "REPORT_TOO_LARGE"), "{refused:?}");
}
