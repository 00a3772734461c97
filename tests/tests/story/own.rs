//! What is a person's own: a form saved for later, views of lists, and the link of a calendar. No other person sees it, and it goes
//! with the person.

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
    a_view_is_kept(world, &mut second, &mut other).await;
    a_calendar_asks(world, &mut second).await;
}

const LIST: &str = "/surveys";
const NAME: &str = "Surveys of a Thursday";

/// Saves a view of a list, finds it above the list, is asked before another takes its name, and removes it.
async fn a_view_is_kept(world: &World, own: &mut Browser, other: &mut Browser) {
    let token = own.get("/saved").await.field("form-token");
    let send = |name: &str, query: &str| {
        let fields = [("form-token", &*token), ("list", LIST), ("name", name), ("query", query)];
        fields.map(|(field, value)| (field, value.to_owned())).to_vec()
    };
    let first = sent(own, "/views", &send(NAME, "rows=25&page=2")).await;
    assert!(first.contains("notification-banner--success"), "{first}");
    assert!(first.contains("href=\"/surveys?rows=25\"") && first.contains("(shown now)"));
    // The same once more is the same view. Another of its name is asked about first.
    let again = sent(own, "/views", &send(NAME, "rows=25")).await;
    assert!(again.contains("notification-banner--success"), "{again}");
    let doubled = sent(own, "/views", &send(NAME, "rows=100")).await;
    assert!(
        doubled.contains("You have a view of this name") && doubled.contains("view-name-error")
    );
    let mut replacing = send(NAME, "rows=100");
    replacing.push(("replace", "1".to_owned()));
    let replaced = sent(own, "/views", &replacing).await;
    assert!(replaced.contains("href=\"/surveys?rows=100\""), "{replaced}");
    assert!(!replaced.contains("href=\"/surveys?rows=25\""), "{replaced}");
    assert!(!other.get(LIST).await.page.contains(NAME), "another person sees a view");
    assert_eq!(views_sealed_and_erased(world).await, (true, 0));
    let all = own.get("/saved").await.page;
    assert!(all.contains("href=\"/surveys?rows=100\"") && all.contains(NAME), "{all}");
    assert!(!other.get("/saved").await.page.contains(NAME), "another person sees a view");
    // The other one's form names the same list and view, and removes nothing of theirs.
    let others = other.get("/saved").await.field("form-token");
    let fields = [("form-token", &*others), ("list", LIST), ("name", NAME)];
    assert_eq!(other.post("/views/remove", &fields).await.status, StatusCode::SEE_OTHER);
    assert!(own.get(LIST).await.page.contains(NAME), "another person removed a view");
    for elsewhere in ["//example.org", "https://example.org", "/\\example.org"] {
        let fields = [("form-token", &*token), ("list", elsewhere), ("name", NAME)];
        for to in ["/views", "/views/remove"] {
            let answer = own.post(to, &fields).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{to} leads to {elsewhere}");
        }
    }
    let mut removing = send(NAME, "");
    removing.push(("among-all", "1".to_owned()));
    let removed = sent(own, "/views/remove", &removing).await;
    assert!(removed.contains("notification-banner--success"), "{removed}");
    assert!(!removed.contains("href=\"/surveys?rows=100\""), "{removed}");
    assert!(!own.get(LIST).await.page.contains(NAME), "a view that was removed");
}

/// The page that a form leads to.
async fn sent(browser: &mut Browser, to: &str, fields: &[(&str, String)]) -> String {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = browser.post(to, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.page);
    browser.get(answer.location()).await.page
}

/// Whether the person who saved a view last has views, none of them readable; and how many are left where that person is erased. Those
/// who walked every page saved views, too.
async fn views_sealed_and_erased(world: &World) -> (bool, i64) {
    const LAST: &str = "select trust_id::text, person_id::text, name_mark || sealed \
        from web.saved_view order by saved_at desc limit 1";
    const COUNT: &str = "select count(*) from web.saved_view where person_id::text = $1";
    let mut store = world.owner().await;
    let tx = store.transaction().await.unwrap();
    let row = tx.query_one(LAST, &[]).await.unwrap();
    let (trust, person, kept): (String, String, String) = (row.get(0), row.get(1), row.get(2));
    assert!(!kept.contains("Thursday"), "{kept}");
    tx.query_one("select set_config('plumbline.trust', $1, true)", &[&trust]).await.unwrap();
    let before: i64 = tx.query_one(COUNT, &[&person]).await.unwrap().get(0);
    let erase = "delete from identity.person where person_id::text = $1";
    tx.execute(erase, &[&person]).await.unwrap();
    let after = tx.query_one(COUNT, &[&person]).await.unwrap().get(0);
    tx.rollback().await.unwrap();
    (before > 0, after)
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
