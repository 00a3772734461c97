use super::*;
use crate::sample;

#[test]
fn a_stopped_projection_is_told_loudly_with_its_reason() {
    let page = render(&sample::lead(), &sample::projections(), &sample::sealed()).into_string();
    assert!(page.contains("govuk-warning-text") && page.contains("cannot read event 300"));
    assert!(page.contains("2 hours"), "and since when");
    let paused: Vec<_> =
        sample::projections().into_iter().filter(|line| line.state != "stopped").collect();
    let page = render(&sample::lead(), &paused, &sample::sealed()).into_string();
    assert!(page.contains("an operator has paused a projection") && page.contains("Paused"));
    let following: Vec<_> =
        sample::projections().into_iter().filter(|line| line.state == "following").collect();
    let page = render(&sample::lead(), &following, &sample::sealed()).into_string();
    assert!(page.contains("Everything you see is up to date."));
}

#[test]
fn a_record_that_was_altered_is_told_loudly() {
    let page = render(&sample::lead(), &[], &sample::sealed()).into_string();
    assert!(
        page.contains("every one was as it was sealed") && !page.contains("govuk-warning-text")
    );
    let altered = "position 4: the event is not the one that was sealed".to_owned();
    let seal = SealLine { altered, ..sample::sealed() };
    let page = render(&sample::lead(), &[], &seal).into_string();
    assert!(page.contains("govuk-warning-text") && page.contains("position 4"), "{page}");
    let page = render(&sample::lead(), &[], &SealLine::default()).into_string();
    assert!(!page.contains("seal"), "nothing is said where nothing is sealed");
}
