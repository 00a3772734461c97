use std::os::unix::fs::PermissionsExt as _;

use tonic::Code;

use super::*;

struct Script {
    _folder: tempfile::TempDir,
    typesetter: Typesetter,
}

fn script(text: &str, limits: Limits) -> Script {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("typesetter");
    std::fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    Script { typesetter: Typesetter::new(path, limits), _folder: folder }
}

async fn set(text: &str, limits: Limits) -> Result<Vec<u8>, Status> {
    let data = "x".repeat(200_000);
    let paper = Paper {
        identifier: "report/1",
        timestamp: "2025-11-27T00:00:00Z",
        kind: PaperForm::Report,
        data: &data,
        proof: None,
    };
    script(text, limits).typesetter.set(&paper).await
}

#[tokio::test]
async fn the_paper_goes_in_and_the_pdf_comes_out() {
    let pdf = set(r#"test "$1" = typeset || exit 9; printf '%%PDF '; wc -c"#, Limits::default())
        .await
        .unwrap();
    let text = String::from_utf8(pdf).unwrap();
    let length: usize = text.trim_start_matches("%PDF").trim().parse().unwrap();
    assert!(length > 200_000, "{text}");
}

#[tokio::test]
async fn the_typesetter_sees_nothing_of_our_surroundings() {
    let pdf = set(
        "printf %%PDF; /usr/bin/env | /usr/bin/cut -d= -f1 | /usr/bin/sort; /bin/cat > /dev/null",
        Limits::default(),
    );
    let text = String::from_utf8(pdf.await.unwrap()).unwrap();
    assert!(text.contains("RAYON_NUM_THREADS") && !text.contains("HOME"), "{text}");
}

#[tokio::test]
async fn one_that_takes_too_long_is_ended() {
    let limits = Limits { time: Duration::from_millis(200), ..Limits::default() };
    let status = set("while :; do :; done", limits).await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable);
    assert!(status.message().contains("Nothing was issued"), "{}", status.message());
}

#[tokio::test]
async fn one_that_writes_without_end_is_ended() {
    let limits = Limits { pdf_bytes: 10_000, ..Limits::default() };
    let status = set("while :; do echo %PDF; done", limits).await.unwrap_err();
    assert_eq!(status.code(), Code::Internal);
}

#[tokio::test]
async fn one_that_wants_too_much_memory_is_refused_it() {
    let limits = Limits { memory_bytes: 200 * 1024 * 1024, ..Limits::default() };
    let status =
        set("exec /usr/bin/head -c 2G /dev/zero | /usr/bin/tail", limits).await.unwrap_err();
    assert_eq!(status.code(), Code::Internal);
}

#[tokio::test]
async fn what_it_complains_of_stays_with_us() {
    let status =
        set("cat > /dev/null; echo secret >&2; exit 1", Limits::default()).await.unwrap_err();
    assert_eq!(status.code(), Code::Internal);
    assert!(!status.message().contains("secret"), "{}", status.message());
}

#[tokio::test]
async fn something_that_is_no_pdf_is_refused() {
    let status = set("cat > /dev/null; echo hello", Limits::default()).await.unwrap_err();
    assert_eq!(status.code(), Code::Internal);
}

#[tokio::test]
async fn a_missing_program_is_unavailable() {
    let typesetter = Typesetter::new(PathBuf::from("/nowhere/plumbline"), Limits::default());
    let paper = Paper {
        identifier: "report/1",
        timestamp: "2025-11-27T00:00:00Z",
        kind: PaperForm::Report,
        data: "{}",
        proof: None,
    };
    assert!(typesetter.set(&paper).await.is_err());
}
