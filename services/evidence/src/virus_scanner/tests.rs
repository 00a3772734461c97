use std::path::Path;

use tokio::net::UnixListener;

use super::*;

const SHELL: &str = "/bin/sh";

#[test]
fn a_setting_names_a_clamd_or_a_program() {
    assert_eq!(VirusScanner::named(None), Ok(VirusScanner::Unset));
    assert_eq!(VirusScanner::named(Some(" ")), Ok(VirusScanner::Unset));
    let socket = VirusScanner::named(Some("clamd:/run/clamav/clamd.ctl"));
    assert_eq!(socket, Ok(VirusScanner::Socket("/run/clamav/clamd.ctl".into())));
    let address = VirusScanner::named(Some("clamd:10.0.0.9:3310"));
    assert_eq!(address, Ok(VirusScanner::Address("10.0.0.9:3310".to_owned())));
    let program = VirusScanner::Program {
        program: "/usr/bin/clamdscan".into(),
        arguments: vec!["--no-summary".to_owned(), "-".to_owned()],
    };
    assert_eq!(VirusScanner::named(Some("/usr/bin/clamdscan --no-summary -")), Ok(program));
    for wrong in ["clamdscan -", "clamd:", "clamd:10.0.0.9", "clamd::3310", "clamd:host:port"] {
        assert!(VirusScanner::named(Some(wrong)).is_err(), "{wrong}");
    }
}

/// A program that looks for a word, written into a folder.
fn looking_for(folder: &Path, script: &str) -> VirusScanner {
    let file = folder.join("scan.sh");
    std::fs::write(&file, script).unwrap();
    VirusScanner::Program { program: SHELL.into(), arguments: vec![file.display().to_string()] }
}

#[tokio::test]
async fn a_program_says_by_its_end_whether_a_file_is_clean() {
    let folder = tempfile::tempdir().unwrap();
    let script = "if /usr/bin/grep -q -a worm; then exit 1; else exit 0; fi";
    let scanner = looking_for(folder.path(), script);
    assert_eq!(scanner.check(b"%PDF-1.7 apple").await, Ok(()));
    assert_eq!(scanner.check(b"%PDF-1.7 a worm in it").await, Err(ReportFileRefusal::Infected));
    let broken = looking_for(folder.path(), "exit 2");
    assert_eq!(broken.check(b"%PDF-1.7").await, Err(ReportFileRefusal::NotChecked));
    let program = "/nowhere/scan".into();
    let missing = VirusScanner::Program { program, arguments: Vec::new() };
    assert_eq!(missing.check(b"%PDF-1.7").await, Err(ReportFileRefusal::NotChecked));
}

/// Takes in one file as clamd does, and answers with a line; gives the bytes it was sent.
async fn answered(listener: UnixListener, line: &str) -> Vec<u8> {
    let (mut caller, _) = listener.accept().await.unwrap();
    let mut command = [0; 10];
    caller.read_exact(&mut command).await.unwrap();
    assert_eq!(&command, b"zINSTREAM\0");
    let mut file = Vec::new();
    loop {
        let length = caller.read_u32().await.unwrap();
        if length == 0 {
            break;
        }
        let mut chunk = vec![0; length as usize];
        caller.read_exact(&mut chunk).await.unwrap();
        file.extend(chunk);
    }
    caller.write_all(line.as_bytes()).await.unwrap();
    file
}

async fn said_by_clamd(line: &str) -> Result<(), ReportFileRefusal> {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("clamd.ctl");
    let listener = UnixListener::bind(&socket).unwrap();
    // Larger than one chunk.
    let file = vec![7; CHUNK + 1];
    let scanner = VirusScanner::Socket(socket);
    let (said, sent) = tokio::join!(scanner.check(&file), answered(listener, line));
    assert_eq!(sent, file, "the whole file, and nothing else");
    said
}

#[tokio::test]
async fn clamd_is_sent_the_whole_file_and_believed() {
    assert_eq!(said_by_clamd("stream: OK\0").await, Ok(()));
    let found = said_by_clamd("stream: Win.Test.EICAR_HDB-1 FOUND\0").await;
    assert_eq!(found, Err(ReportFileRefusal::Infected));
    let too_large = said_by_clamd("INSTREAM size limit exceeded. ERROR\0").await;
    assert_eq!(too_large, Err(ReportFileRefusal::NotChecked));
    assert_eq!(said_by_clamd("").await, Err(ReportFileRefusal::NotChecked));
}

#[tokio::test]
async fn a_clamd_that_is_away_leaves_the_file_unchecked() {
    let folder = tempfile::tempdir().unwrap();
    let away = VirusScanner::Socket(folder.path().join("clamd.ctl"));
    assert_eq!(away.check(b"%PDF-1.7").await, Err(ReportFileRefusal::NotChecked));
}

/// The clock stands still, and goes on by itself once nothing else is left to do.
#[tokio::test(start_paused = true)]
async fn a_clamd_that_never_answers_is_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("clamd.ctl");
    let _silent = UnixListener::bind(&socket).unwrap();
    let said = VirusScanner::Socket(socket).check(b"%PDF-1.7").await;
    assert_eq!(said, Err(ReportFileRefusal::NotChecked));
}

#[tokio::test]
async fn a_scanner_sees_nothing_of_our_surroundings() {
    let folder = tempfile::tempdir().unwrap();
    let script = "/bin/cat > /dev/null; test -z \"$HOME$PLUMBLINE_STORE\"";
    assert_eq!(looking_for(folder.path(), script).check(b"%PDF-1.7").await, Ok(()));
}
