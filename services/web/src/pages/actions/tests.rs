use super::*;
use crate::listing::testing::taken;
use crate::sample;

fn shown(visitor: &Visitor) -> String {
    render(visitor, &sample::actions_page(visitor), None).into_string()
}

#[test]
fn the_lead_sees_the_actions_of_visits_meetings_and_reviews_in_one_list() {
    let page = shown(&sample::lead());
    for at in ["/visits/visit-", "/committees/", "/reviews/"] {
        assert!(page.contains(&format!("class=\"govuk-link\" href=\"{at}")), "{at}: {page}");
    }
    assert!(page.contains("Count the queue for a week."));
    assert!(!page.contains(NOT_ALL), "{page}");
}

#[test]
fn what_is_withheld_or_away_is_said_part_by_part() {
    let visitor = sample::lead();
    let known = sample::actions_page(&visitor);
    let loaded = ActionsLoaded {
        notes: Shown::Withheld("Not for you."),
        reviews: Shown::Away,
        records: Shown::All(Vec::new()),
        ..known
    };
    let page = render(&visitor, &loaded, None).into_string();
    assert!(page.contains("Actions of visits: Not for you."));
    assert!(page.contains("What peer reviews look at again cannot be shown at the moment."));
    assert!(page.contains(NOT_ALL) && !page.contains("has been agreed yet"));
    let nothing =
        ActionsLoaded { notes: Shown::All(Vec::new()), reviews: Shown::All(Vec::new()), ..loaded };
    let page = render(&visitor, &nothing, None).into_string();
    assert!(page.contains("No action has been agreed yet.") && !page.contains(NOT_ALL));
}

#[test]
fn the_page_of_a_school_holds_its_own_actions() {
    let visitor = sample::lead();
    let loaded = sample::actions_page(&visitor);
    let school = |id| loaded.ground.school(id, &visitor).unwrap();
    assert!(!loaded.actions(&visitor, Some(school(sample::MARYS))).is_empty());
    assert!(loaded.actions(&visitor, Some(school(sample::BROOK))).is_empty());
    assert_eq!(only_committee(&loaded.ground, sample::MARYS), sample::COMMITTEE);
    assert_eq!(only_committee(&loaded.ground, sample::BROOK), "");
}

#[tokio::test]
async fn the_list_is_taken_as_a_file_that_says_what_is_not_in_it() {
    let file = taken(AT, "", |view| {
        let visitor = Visitor { view, ..sample::clerk() };
        render(&visitor, &sample::actions_page(&visitor), None)
    });
    let file = file.await;
    assert!(
        file.contains("Action,School,Owner,By,State,What became of it,Agreed in\r\n"),
        "{file}"
    );
    assert!(file.contains("Actions of visits: Notes of visits are not shown to you"), "{file}");
}
