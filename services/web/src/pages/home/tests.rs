//! What each person finds on the first page.

use contract::dashboards::v1::{Task, TaskKind};

use super::*;
use crate::sample;

fn shown(visitor: &Visitor) -> String {
    render(visitor, &sample::home(visitor), "").into_string()
}

#[test]
fn a_head_finds_what_is_due_first_with_the_areas_that_wait() {
    let page = shown(&sample::head());
    let place = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text} is missing"));
    assert!(place(">Overdue<") < place("Answer a governor’s question"));
    assert!(place("Answer a governor’s question") < place(">Without a day<"));
    assert!(
        page.contains("Was due by Thursday 20 November 2025, for the meeting on 20 November 2025")
    );
    assert!(page.contains(&format!("href=\"/schools/{}/areas/governance\"", sample::MARYS)));
    assert!(page.contains("2 of 5 areas at St Mary's &amp; &lt;b&gt;"), "{page}");
    assert!(
        page.contains("Nothing for you to do yet")
            && page.contains("Waits for the chief executive")
    );
    assert!(!page.contains("Oakfield Church of England Primary School: "), "another school's task");
}

#[test]
fn a_head_finds_what_a_day_brings_and_the_lead_is_told_of_no_draft() {
    let page = shown(&sample::head());
    assert!(page.contains("Adopt “Safeguarding policy”, Academic year 2025-26"), "{page}");
    assert!(page.contains(&format!("href=\"/schools/{}/requirements/2025-26\"", sample::MARYS)));
    assert!(page.contains("Finish the self-evaluation and sign it off, Autumn 2025-26"));
    assert!(page.contains(&format!("href=\"/schools/{}/sef/2025-26-autumn\"", sample::MARYS)));
    assert!(page.contains("Comment on the draft of the framework"));
    assert!(page.contains("Due by Friday 5 December 2025"));
    assert!(!shown(&sample::lead()).contains("Finish the self-evaluation"));
}

#[test]
fn the_lead_finds_one_line_for_many_schools_and_how_much_waits_at_each() {
    let page = shown(&sample::lead());
    assert_eq!(page.matches("Propose regions, Autumn 2025-26").count(), 1);
    assert!(page.contains("What waits at each school") && page.contains("/?school="));
    assert!(page.contains("Since you were last here, 14 November 2025"));
    assert!(page.contains("href=\"/trail?from=2025-11-14\""));
    let one = render(&sample::lead(), &sample::home(&sample::lead()), sample::OAK).into_string();
    assert!(one.contains("At Oakfield") && one.contains("All schools"));
}

#[test]
fn who_has_nothing_to_do_is_told_so_and_what_comes_next() {
    let page = shown(&sample::governor());
    assert!(page.contains("Nothing waits for you. Next: St Mary's committee"), "{page}");
    assert!(
        page.contains("Thursday 27 November 2025") && !page.contains("What waits at each school")
    );
    let earlier = Visitor { today: "2025-11-18".parse().unwrap(), ..sample::governor() };
    assert!(shown(&earlier).contains("Its paper comes by Wednesday 19 November 2025"));
    assert!(!page.contains("Its paper comes by"), "that day has passed");
    let member = sample::somebody(contract::schools::v1::Role::Member);
    let page = shown(&member);
    assert!(
        page.contains("Next: the Spring 2025-26 term begins on Monday 5 January 2026"),
        "{page}"
    );
    let loaded = HomePage { next_term: None, ..sample::home(&member) };
    assert!(render(&member, &loaded, "").into_string().contains("appears here on the day"));
}

#[test]
fn a_service_that_is_away_is_no_empty_list() {
    let loaded =
        HomePage { tasks: Shown::Away, news: Shown::Away, ..sample::home(&sample::head()) };
    let page = render(&sample::head(), &loaded, "").into_string();
    assert!(page.contains("What waits for you cannot be shown") && !page.contains("Nothing waits"));
}

#[test]
fn the_demonstration_invites_nobody_and_so_asks_nobody_to() {
    let invitation = Task { yours: true, ..Task::default() };
    let invitation = Task { kind: TaskKind::FollowUpInvitation.into(), ..invitation };
    assert!(is_offered(&sample::administrator(), &invitation));
    let chosen = Visitor { chosen: true, ..sample::administrator() };
    assert!(!is_offered(&chosen, &invitation));
}

#[test]
fn every_task_leads_to_a_page_that_there_is() {
    let routes: Vec<_> = crate::router::routes().into_iter().map(|(_, path)| path).collect();
    let fits = |path: &str, route: &str| {
        let (path, route) = (path.split('/'), route.split('/'));
        path.clone().count() == route.clone().count()
            && path.zip(route).all(|(part, known)| part == known || known.starts_with('{'))
    };
    for kind in (1..100).filter_map(|number| TaskKind::try_from(number).ok()) {
        let (school_id, thing_id) = (sample::MARYS.to_owned(), sample::WAVE.to_owned());
        let part_ids = vec!["governance".to_owned()];
        let task = Task { kind: kind.into(), school_id, thing_id, part_ids, ..Task::default() };
        let to = words::address(&task);
        let path = to.split('#').next().unwrap();
        assert!(routes.iter().any(|route| fits(path, route)), "{kind:?} leads to {to}");
        assert!(!words::what(&task, &sample::ground()).is_empty());
    }
}
