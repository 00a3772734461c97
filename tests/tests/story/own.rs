//! What is a person's own: a form saved for later, and the link of a calendar. Nobody else sees it, and it goes with the person.

use plumbline_tests::{Browser, World};
use reqwest::StatusCode;

use crate::walked::{act_as, between, browser, forms, people, plain};

const TYPED: &str = "A focus that was typed on a Thursday and is finished on Monday";

pub(super) async fn is_kept_for_its_person_alone(world: &mut World) {
    let people = people(world).await;
    let (lead, head) = (&people["improvement lead"], &people["headteacher"]);
    let mut first = act_as(world, lead).await;
    save(&mut first).await;
    // Another device, after the pages were restarted.
    world.unit("web").kill().await;
    world.begin("web", "");
    world.open("web").await;
    let mut second = act_as(world, lead).await;
    for page in ["/reviews", "/saved"] {
        assert!(second.get(page).await.page.contains(TYPED), "{page}");
    }
    assert!(second.get("/").await.page.contains("You saved 1 form for later"));
    let mut other = act_as(world, head).await;
    assert!(!other.get("/saved").await.page.contains(TYPED));
    assert_eq!(sealed_and_erased(world).await, (1, 0));
    let page = second.get("/saved").await;
    let form = between(&page.page, "name=\"form\" value=\"", "\"").unwrap();
    let token = page.field("form-token");
    let thrown = second.post("/saved", &[("form-token", &token), ("form", form)]).await;
    assert_eq!(thrown.status, StatusCode::SEE_OTHER);
    assert!(!second.get("/saved").await.page.contains(TYPED));
    a_calendar_asks(world, &mut second).await;
}

/// Saves what was typed into the form that asks for a review, though nothing else of it is entered.
async fn save(browser: &mut Browser) {
    let page = browser.get("/reviews").await.page;
    let form = forms(&page).into_iter().find(|form| form.action() == "/reviews/new").unwrap();
    let token = between(&page, "name=\"form-token\" value=\"", "\"").map(plain).unwrap();
    let fields = [("form-token", &*token), ("focus", TYPED), ("save-for-later", "1")];
    let answer = browser.post(form.action(), &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.page);
    let page = browser.get("/reviews").await.page;
    assert!(page.contains("Saved for later.") && page.contains(TYPED), "{page}");
}

/// How many drafts there are, none of them readable; and how many are left where their person is erased.
async fn sealed_and_erased(world: &World) -> (i64, i64) {
    let mut store = world.owner().await;
    let tx = store.transaction().await.unwrap();
    let row = tx.query_one("select trust_id::text, sealed from web.draft", &[]).await.unwrap();
    let (trust, sealed): (String, String) = (row.get(0), row.get(1));
    assert!(!sealed.contains("Thursday"));
    tx.query_one("select set_config('plumbline.trust', $1, true)", &[&trust]).await.unwrap();
    let erase = "delete from identity.person where person_id = (select person_id from web.draft)";
    let count = "select count(*) from web.draft";
    let before = tx.query_one(count, &[]).await.unwrap().get(0);
    tx.execute(erase, &[]).await.unwrap();
    let after = tx.query_one(count, &[]).await.unwrap().get(0);
    tx.rollback().await.unwrap();
    (before, after)
}

async fn a_calendar_asks(world: &World, person: &mut Browser) {
    let token = person.get("/calendar").await.field("form-token");
    person.post("/calendar", &[("form-token", &token)]).await;
    let page = person.get("/calendar").await.page;
    let link = between(&page, "id=\"once\">", "<").map(plain).unwrap();
    // Nobody is signed in.
    let mut calendar = browser(world);
    let asked = calendar.get(&link).await;
    assert_eq!(asked.status, StatusCode::OK, "{}", asked.page);
    assert!(asked.page.starts_with("BEGIN:VCALENDAR"), "{}", asked.page);
    let tasks = asked.page.matches("BEGIN:VEVENT").count();
    assert!(tasks > 0 && asked.page.contains("DTSTART;VALUE=DATE:"), "{}", asked.page);
    assert_eq!(asked.page, calendar.get(&link).await.page, "a second look tells of other entries");
    // A changed letter is no link.
    let wrong = link.replace("/tasks.ics", "A/tasks.ics");
    assert_eq!(calendar.get(&wrong).await.status, StatusCode::NOT_FOUND);
    person.post("/calendar/end", &[("form-token", &token)]).await;
    assert_eq!(calendar.get(&link).await.status, StatusCode::NOT_FOUND);
}
