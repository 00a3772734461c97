use eventlog::testing::TestStore;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::*;

const LIST: &str = "/surveys";

fn whose() -> Known {
    Known { trust: Uuid::now_v7(), person: Uuid::now_v7() }
}

fn view(name: &str, query: &str) -> SavedView {
    SavedView { name: name.to_owned(), query: query.to_owned() }
}

/// Views in a store, sealed by a new key.
fn views(store: &TestStore) -> SavedViews {
    SavedViews::new(Store::new(&store.config("web")), Arc::new(PageKey::draw()))
}

/// Every value that stands in the table of a person's views but for their times.
async fn rows_of(store: &TestStore, whose: Known) -> Vec<String> {
    const ROWS: &str = "select list || ' ' || name_mark || ' ' || sealed from web.saved_view \
        where trust_id = $1 and person_id = $2";
    let rows = store.admin().await.query(ROWS, &[&whose.trust, &whose.person]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn a_view_is_its_persons_alone_and_of_its_list_alone() {
    let store = TestStore::start().await;
    let (views, own) = (views(&store), whose());
    let (late, open) = (view("Late", "find=late"), view("An open one", "only-state=open"));
    for one in [&late, &open] {
        assert_eq!(views.keep(own, LIST, one, false).await.unwrap(), ViewOutcome::Kept);
    }
    assert_eq!(views.keep(own, "/reviews", &late, false).await.unwrap(), ViewOutcome::Kept);
    assert_eq!(views.of_list(own, LIST).await.unwrap(), [open, late.clone()], "by name");
    let lists: Vec<_> = views.all(own).await.unwrap().into_iter().map(|one| one.list).collect();
    assert_eq!(lists, ["/reviews", LIST, LIST]);
    // A colleague, and the same id in another trust.
    for other in [Known { person: whose().person, ..own }, Known { trust: whose().trust, ..own }] {
        assert!(views.all(other).await.unwrap().is_empty());
        views.forget(other, LIST, "Late").await.unwrap();
    }
    assert_eq!(views.of_list(own, LIST).await.unwrap().len(), 2, "somebody else removed one");
    views.forget(own, LIST, "LATE").await.unwrap();
    let left = views.all(own).await.unwrap();
    assert_eq!(left.iter().filter(|one| one.view == late).count(), 1, "that of the other list");
}

#[tokio::test]
async fn a_name_that_is_taken_is_replaced_only_where_that_is_asked() {
    let store = TestStore::start().await;
    let (views, own) = (views(&store), whose());
    let (first, other) = (view("Écoles", "rows=25"), view("éCOLES", "rows=100"));
    let keep =
        async |view: &SavedView, replaces| views.keep(own, LIST, view, replaces).await.unwrap();
    assert_eq!(keep(&first, false).await, ViewOutcome::Kept);
    assert_eq!(keep(&first, false).await, ViewOutcome::Kept, "the same sent twice");
    assert_eq!(keep(&other, false).await, ViewOutcome::NameTaken);
    assert_eq!(views.of_list(own, LIST).await.unwrap(), [first]);
    assert_eq!(keep(&other, true).await, ViewOutcome::Kept);
    assert_eq!(views.of_list(own, LIST).await.unwrap(), [other]);
}

#[tokio::test]
async fn twenty_of_a_list_are_kept_however_many_tabs_send_them() {
    let store = TestStore::start().await;
    let (views, own) = (views(&store), whose());
    let mut tabs = JoinSet::new();
    for number in 0..30 {
        let views = views.clone();
        tabs.spawn(async move {
            let view = view(&format!("View {number}"), "rows=25");
            views.keep(own, LIST, &view, false).await.unwrap()
        });
    }
    let outcomes = tabs.join_all().await;
    let full = outcomes.iter().filter(|one| **one == ViewOutcome::ListFull).count();
    assert_eq!((full, views.of_list(own, LIST).await.unwrap().len()), (10, 20));
    // One that is there is replaced, and another list has room.
    let kept = views.of_list(own, LIST).await.unwrap().remove(0);
    let changed = SavedView { query: "rows=200".to_owned(), ..kept };
    assert_eq!(views.keep(own, LIST, &changed, true).await.unwrap(), ViewOutcome::Kept);
    assert_eq!(views.keep(own, "/reviews", &changed, false).await.unwrap(), ViewOutcome::Kept);
}

#[tokio::test]
async fn of_two_tabs_that_send_one_name_the_second_is_told() {
    let store = TestStore::start().await;
    let (views, own) = (views(&store), whose());
    let mut tabs = JoinSet::new();
    for query in ["rows=25", "rows=100"] {
        let views = views.clone();
        tabs.spawn(
            async move { views.keep(own, LIST, &view("Ours", query), false).await.unwrap() },
        );
    }
    let mut outcomes = tabs.join_all().await;
    outcomes.sort_by_key(|one| *one != ViewOutcome::Kept);
    assert_eq!(outcomes, [ViewOutcome::Kept, ViewOutcome::NameTaken]);
}

#[tokio::test]
async fn two_hundred_of_all_lists_are_kept() {
    let store = TestStore::start().await;
    let (views, own) = (views(&store), whose());
    for list in 0..10 {
        for number in 0..20 {
            let view = view(&format!("View {number}"), "");
            let kept = views.keep(own, &format!("/list-{list}"), &view, false).await.unwrap();
            assert_eq!(kept, ViewOutcome::Kept);
        }
    }
    let more = view("One more", "");
    assert_eq!(views.keep(own, LIST, &more, false).await.unwrap(), ViewOutcome::Full);
    views.forget(own, "/list-3", "View 7").await.unwrap();
    assert_eq!(views.keep(own, LIST, &more, false).await.unwrap(), ViewOutcome::Kept);
}

#[tokio::test]
async fn a_dump_holds_no_word_and_another_key_opens_nothing() {
    let store = TestStore::start().await;
    let (views_then, own) = (views(&store), whose());
    let view = view("Absent on Thursdays", "find=thursday");
    views_then.keep(own, LIST, &view, false).await.unwrap();
    let rows = rows_of(&store, own).await.concat().to_lowercase();
    assert!(rows.contains(LIST) && !rows.contains("thursday"), "{rows}");
    // What a new key does not open says nothing, and is removed.
    assert!(views(&store).all(own).await.unwrap().is_empty());
    assert!(rows_of(&store, own).await.is_empty());
}

#[tokio::test]
async fn views_go_with_the_name_of_their_person() {
    const NAME: &str = "insert into identity.person (trust_id, person_id, name, email) \
        values ($1, $2, 'A. Person', '')";
    const ERASE: &str = "delete from identity.person where trust_id = $1 and person_id = $2";
    let store = TestStore::start().await;
    let (views, own) = (views(&store), whose());
    let colleague = Known { person: whose().person, ..own };
    for one in [own, colleague] {
        views.keep(one, LIST, &view("Late", "find=late"), false).await.unwrap();
    }
    let mut admin = store.admin().await;
    let tx = admin.transaction().await.unwrap();
    let trust = own.trust.to_string();
    tx.query_one("select set_config('plumbline.trust', $1, true)", &[&trust]).await.unwrap();
    tx.execute(NAME, &[&own.trust, &own.person]).await.unwrap();
    tx.execute(ERASE, &[&own.trust, &own.person]).await.unwrap();
    tx.commit().await.unwrap();
    assert!(rows_of(&store, own).await.is_empty());
    assert_eq!(rows_of(&store, colleague).await.len(), 1);
}
