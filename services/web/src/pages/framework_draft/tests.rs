use contract::schools::v1::Role;

use super::*;
use crate::sample;

fn seen(visitor: &Visitor, asked: bool) -> String {
    let loaded = sample::framework_draft_page(visitor, asked);
    render(visitor, &loaded, &Told::default()).into_string()
}

#[test]
fn a_head_comments_until_the_last_day_without_reading_what_others_wrote() {
    let head = sample::head();
    let page = seen(&head, true);
    assert!(page.contains(&format!("/versions/2/comments/{}\"", sample::MARYS)), "{page}");
    assert!(
        !page.contains("Say it in fewer words") && page.contains("after the last day"),
        "{page}"
    );
    let after = seen(&head, false);
    assert!(!after.contains("/versions/2/comments/"), "{after}");
    assert!(after.contains("Say it in fewer words"), "{after}");
}

#[test]
fn a_trustee_agrees_once_the_last_day_is_over_and_sees_what_changed_since() {
    let trustee = sample::trustee();
    let page = seen(&trustee, true);
    assert!(!page.contains("/framework/new") && page.contains("Say it in fewer words"), "{page}");
    let after = seen(&trustee, false);
    assert!(after.contains("href=\"/framework/new\""), "{after}");
    assert!(after.contains("What changed since the headteachers were asked"), "{after}");
    assert!(!after.contains("/versions/2/withdrawal"), "{after}");
}

#[test]
fn what_headteachers_read_is_not_written_anew() {
    let lead = sample::lead();
    assert!(!seen(&lead, true).contains(framework_draft_new::AT));
    assert!(seen(&lead, false).contains(framework_draft_new::AT));
    assert!(seen(&lead, true).contains("Give them more time"));
}

#[test]
fn the_form_begins_with_the_draft_that_stands() {
    let lead = sample::somebody(Role::ImprovementLead);
    let mut loaded = sample::framework_draft_page(&lead, false);
    let begun = loaded.begun();
    assert_eq!((begun.version, begun.areas.len()), (1, sample::framework().areas.len() + 1));
    if let Shown::All(found) = &mut loaded.found
        && let Some(draft) = &mut found.draft
    {
        "2025-11-20".clone_into(&mut draft.withdrawn_on);
    }
    assert_eq!(loaded.begun(), sample::framework());
    assert_eq!(loaded.number(), "2");
}
