use super::*;
use crate::sample;

#[test]
fn a_stopped_projection_is_told_loudly_with_its_reason() {
    let page = render(
        &sample::lead(),
        &sample::projections(),
        &sample::sealed(),
        Some(&sample::backed_up()),
    )
    .into_string();
    assert!(page.contains("govuk-warning-text") && page.contains("cannot read event 300"));
    assert!(page.contains("2 hours"), "and since when");
    let paused: Vec<_> =
        sample::projections().into_iter().filter(|line| line.state != "stopped").collect();
    let page = render(&sample::lead(), &paused, &sample::sealed(), Some(&sample::backed_up()))
        .into_string();
    assert!(page.contains("an operator has paused a projection") && page.contains("Paused"));
    let following: Vec<_> =
        sample::projections().into_iter().filter(|line| line.state == "following").collect();
    let page = render(&sample::lead(), &following, &sample::sealed(), Some(&sample::backed_up()))
        .into_string();
    assert!(page.contains("Everything you see is up to date."));
}

#[test]
fn a_record_that_was_altered_is_told_loudly() {
    let page =
        render(&sample::lead(), &[], &sample::sealed(), Some(&sample::backed_up())).into_string();
    assert!(
        page.contains("every one was as it was sealed") && !page.contains("govuk-warning-text")
    );
    let altered = "position 4: the event is not the one that was sealed".to_owned();
    let seal = SealLine { altered, ..sample::sealed() };
    let page = render(&sample::lead(), &[], &seal, Some(&sample::backed_up())).into_string();
    assert!(page.contains("govuk-warning-text") && page.contains("position 4"), "{page}");
    let page = render(&sample::lead(), &[], &SealLine::default(), None).into_string();
    assert!(!page.contains("seal"), "nothing is said where nothing is sealed");
    assert!(!page.contains("backup"), "an earlier trail service says nothing of backups");
}

#[test]
fn never_proved_proved_and_proved_long_ago_are_said_differently() {
    let said = |backup: BackupLine| {
        render(&sample::lead(), &[], &SealLine::default(), Some(&backup)).into_string()
    };
    let never = said(BackupLine { days_allowed: 2, ..BackupLine::default() });
    assert!(never.contains("never restored on trial") && !never.contains("govuk-warning-text"));
    let late = BackupLine { days_allowed: 2, late: true, ..BackupLine::default() };
    let late = said(late);
    assert!(late.contains("never restored on trial") && late.contains("govuk-warning-text"));
    assert!(late.contains("The newest may be at most 2 days old."), "{late}");
    let lately = said(sample::backed_up());
    assert!(lately.contains("is 1 day old") && !lately.contains("govuk-warning-text"), "{lately}");
    assert!(lately.contains("26 November 2025"), "{lately}");
    let old = BackupLine { days: 1, days_allowed: 1, late: true, ..sample::backed_up() };
    let old = said(old);
    assert!(old.contains("is more than 1 day old") && old.contains("govuk-warning-text"), "{old}");
    assert!(old.contains("It may be at most 1 day old."), "{old}");
    let new = said(BackupLine { days: 0, ..sample::backed_up() });
    assert!(new.contains("less than a day old"), "{new}");
}
