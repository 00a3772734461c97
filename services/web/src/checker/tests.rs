use std::os::unix::fs::PermissionsExt as _;

use super::*;

async fn checked(script: &str) -> Option<PaperVerdict> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("checker");
    std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    Checker::new(path).check(vec![b'x'; 200_000]).await
}

#[tokio::test]
async fn the_pdf_goes_in_and_the_steps_come_out() {
    let script = r#"test "$1 $2" = "verify report" || exit 9; echo "$3:"; echo "  $(cat "$3" | wc -c) bytes.""#;
    let verdict = checked(script).await.unwrap();
    assert_eq!(
        (verdict.outcome, verdict.steps),
        (PaperOutcome::Holds, vec!["200000 bytes.".to_owned()])
    );
}

#[tokio::test]
async fn each_end_is_told_apart_and_none_is_taken_for_holding() {
    let broken = checked(
        "cat > /dev/null; echo f; echo '  The data is.'; echo 'the pages are not' >&2; exit 16",
    );
    let broken = broken.await.unwrap();
    assert_eq!(
        (broken.outcome, broken.fault.as_str()),
        (PaperOutcome::Broken, "the pages are not")
    );
    assert_eq!(checked("exit 10").await.unwrap().outcome, PaperOutcome::NoProof);
    assert_eq!(checked("exit 17").await.unwrap().outcome, PaperOutcome::OtherEdition);
    assert_eq!(checked("exit 0").await, None, "it said nothing");
    assert_eq!(checked("exit 101").await, None);
    assert_eq!(checked("kill -9 $$").await, None);
    assert!(Checker::new("/nowhere/plumbline".into()).check(Vec::new()).await.is_none());
}

#[tokio::test]
async fn it_sees_nothing_of_our_surroundings() {
    let verdict = checked("cat > /dev/null; echo f; env").await.unwrap();
    let told = verdict.steps.join(" ");
    assert!(told.contains("MALLOC_ARENA_MAX=2") && !told.contains("CARGO"), "{told}");
}
