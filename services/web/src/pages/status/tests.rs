use super::*;
use crate::sample;

#[test]
fn a_stopped_projection_is_told_loudly_with_its_reason() {
    let page =
        render(&sample::lead(), &sample::projections(), &sample::sealed(), &sample::backed_up())
            .into_string();
    assert!(page.contains("govuk-warning-text") && page.contains("cannot read event 300"));
    assert!(page.contains("2 hours"), "and since when");
    let paused: Vec<_> =
        sample::projections().into_iter().filter(|line| line.state != "stopped").collect();
    let page =
        render(&sample::lead(), &paused, &sample::sealed(), &sample::backed_up()).into_string();
    assert!(page.contains("an operator has paused a projection") && page.contains("Paused"));
    let following: Vec<_> =
        sample::projections().into_iter().filter(|line| line.state == "following").collect();
    let page =
        render(&sample::lead(), &following, &sample::sealed(), &sample::backed_up()).into_string();
    assert!(page.contains("Everything you see is up to date."));
}

#[test]
fn a_record_that_was_altered_is_told_loudly() {
    let page = render(&sample::lead(), &[], &sample::sealed(), &sample::backed_up()).into_string();
    assert!(
        page.contains("every one was as it was sealed") && !page.contains("govuk-warning-text")
    );
    let altered = "position 4: the event is not the one that was sealed".to_owned();
    let seal = SealLine { altered, ..sample::sealed() };
    let page = render(&sample::lead(), &[], &seal, &sample::backed_up()).into_string();
    assert!(page.contains("govuk-warning-text") && page.contains("position 4"), "{page}");
    let page =
        render(&sample::lead(), &[], &SealLine::default(), &BackupLine::default()).into_string();
    assert!(!page.contains("seal"), "nothing is said where nothing is sealed");
}

#[test]
fn never_proved_proved_and_proved_long_ago_are_said_differently() {
    let said = |backup: BackupLine| {
        render(&sample::lead(), &[], &SealLine::default(), &backup).into_string()
    };
    let never = said(BackupLine { days_allowed: 2, ..BackupLine::default() });
    assert!(never.contains("never restored on trial") && !never.contains("govuk-warning-text"));
    let late = BackupLine { days_allowed: 2, late: true, ..BackupLine::default() };
    let late = said(late);
    assert!(late.contains("never restored on trial") && late.contains("govuk-warning-text"));
    assert!(late.contains("More than 2 days"), "{late}");
    let lately = said(sample::backed_up());
    assert!(lately.contains("is 1 day old") && !lately.contains("govuk-warning-text"), "{lately}");
    assert!(lately.contains("26 November 2025"), "{lately}");
    let old = said(BackupLine { days: 9, late: true, ..sample::backed_up() });
    assert!(old.contains("is 9 days old") && old.contains("govuk-warning-text"), "{old}");
    let new = said(BackupLine { days: 0, ..sample::backed_up() });
    assert!(new.contains("less than a day old"), "{new}");
}
