use super::*;

#[test]
fn a_refusal_is_told_with_its_step() {
    let error = DemoError::refused(
        "wave/autumn/1/open",
        &Status::failed_precondition("the wave is closed"),
    );
    assert_eq!(
        error.to_string(),
        "The demo stopped at the step “wave/autumn/1/open”: the wave is closed."
    );
    assert_eq!(error.code(), Some(Code::FailedPrecondition));
}
