//! Looks through the doors, on a real store.

use std::sync::Arc;

use contract::events::ReviewEvent;
use contract::reviews::v1::ReviewRequested;
use contract::trail::v1::trail_service_server::TrailService as _;
use door::testing::TestService;
use eventlog::Projection as _;
use tonic::Code;

use super::*;
use crate::History;

const ANNE: Uuid = Uuid::from_u128(0xa);
const BOB: Uuid = Uuid::from_u128(0xb);
const SCHOOL: Uuid = Uuid::from_u128(0x51);
const REVIEW: Uuid = Uuid::from_u128(0x71);

struct Stand {
    service: TestService,
    doors: Doors,
}

impl std::ops::Deref for Stand {
    type Target = TestService;

    fn deref(&self) -> &TestService {
        &self.service
    }
}

/// Who looked, what was shown, of what kind of thing with which id, of which schools (`null`: all), when.
type Seen<'a> = (Uuid, &'a str, (&'a str, &'a str), Option<Vec<Uuid>>, &'a str);

impl Stand {
    async fn start() -> Self {
        let mut service = TestService::start("trail", vec![Arc::new(History)]).await;
        service.caller.actor = ANNE;
        service.caller.now = None;
        let requested = ReviewRequested {
            review_id: REVIEW.to_string(),
            host_school_id: SCHOOL.to_string(),
            ..ReviewRequested::default()
        };
        let requested = vec![ReviewEvent::ReviewRequested(requested)];
        service.store.record(service.trust, REVIEW, requested).await;
        service.catch_up().await;
        let doors = Doors {
            door: service.door().await,
            log: service.log().await,
            history: service.read_model(History.name()),
            backup_days: 2,
        };
        Self { service, doors }
    }

    /// As the reviews service would record it.
    async fn seen(&self, (person, shown, (kind, id), schools, at): Seen<'_>) {
        let insert = "insert into disclosure.look (trust_id, look_id, at, person_id, role, action, shown, thing_kind, \
            thing_id, schools, position, trace_id, why) \
            values ($1, $2, $3::text::timestamptz, $4, 'governor', 'x.Y', $5, $6, $7, $8, 3, '', '')";
        let client = self.store.log("reviews").await.across_trusts().await.unwrap();
        let parameters: [&(dyn ToSql + Sync); 8] =
            [&self.trust, &Uuid::new_v4(), &at, &person, &shown, &kind, &id, &schools];
        client.execute(insert, &parameters).await.unwrap();
    }

    async fn at(&self, request: ListDisclosuresRequest) -> Result<Page, Status> {
        let answer = self.doors.list_disclosures(self.request(request)).await?.into_inner();
        Ok((answer.looks, answer.next_before))
    }

    async fn by(&self, person: Uuid, before: u64) -> Page {
        let request =
            ListAccessRecordRequest { actor_id: person.to_string(), before, page_size: 2 };
        let answer = self.doors.list_access_record(self.request(request)).await.unwrap();
        let answer = answer.into_inner();
        (answer.looks, answer.next_before)
    }
}

fn report(id: &str) -> ListDisclosuresRequest {
    ListDisclosuresRequest { report_id: id.to_owned(), ..Default::default() }
}

#[tokio::test]
async fn looks_of_one_person_at_one_thing_on_one_british_day_are_one_line() {
    let stand = Stand::start().await;
    let id = Uuid::from_u128(1).to_string();
    // The second is a British summer's next day, an hour before midnight by the clock of the store.
    for at in ["2026-06-01T10:00:00Z", "2026-06-01T22:30:00Z", "2026-06-01T23:30:00Z"] {
        stand.seen((BOB, "report", ("report", &id), Some(vec![]), at)).await;
    }
    let (looks, _) = stand.at(report(&id)).await.unwrap();
    let told: Vec<_> = looks.iter().map(|look| (look.times, look.last_at.as_str())).collect();
    assert_eq!(told, [(1, "2026-06-01T23:30:00Z"), (2, "2026-06-01T22:30:00Z")]);
    assert_eq!(looks[1].first_at, "2026-06-01T10:00:00Z");
    assert_eq!(looks[1].person_id, BOB.to_string());
    let (none, _) = stand.at(report(&Uuid::from_u128(2).to_string())).await.unwrap();
    assert!(none.is_empty(), "another report");
}

#[tokio::test]
async fn a_review_was_seen_by_whoever_was_shown_its_schools_reviews() {
    let stand = Stand::start().await;
    let (school, trust) = (SCHOOL.to_string(), stand.trust.to_string());
    let at = "2026-06-01T10:00:00Z";
    let elsewhere = Uuid::from_u128(0x52);
    stand.seen((ANNE, "reviews", ("school", &school), Some(vec![SCHOOL]), at)).await;
    stand.seen((BOB, "reviews", ("trust", &trust), None, at)).await;
    stand.seen((BOB, "reviews", ("trust", &trust), Some(vec![elsewhere]), at)).await;
    let other = elsewhere.to_string();
    stand.seen((BOB, "reviews", ("school", &other), Some(vec![elsewhere]), at)).await;
    stand.seen((BOB, "judgements", ("school", &school), Some(vec![SCHOOL]), at)).await;
    let of_review =
        |id: Uuid| ListDisclosuresRequest { review_id: id.to_string(), ..Default::default() };
    let (looks, _) = stand.at(of_review(REVIEW)).await.unwrap();
    let told: Vec<_> = looks.iter().map(|look| (look.person_id.as_str(), look.times)).collect();
    assert_eq!(told, [(BOB.to_string().as_str(), 1), (ANNE.to_string().as_str(), 1)]);
    let unknown = stand.at(of_review(Uuid::from_u128(9))).await.unwrap_err();
    assert_eq!(unknown.code(), Code::NotFound);
    let of_school = ListDisclosuresRequest { school_id: school, ..Default::default() };
    assert_eq!(stand.at(of_school).await.unwrap().0.len(), 3);
}

#[tokio::test]
async fn ones_own_data_was_seen_in_lists_of_everybody_and_under_ones_name() {
    let stand = Stand::start().await;
    let (trust, anne, bob) = (stand.trust.to_string(), ANNE.to_string(), BOB.to_string());
    let at = "2026-06-01T10:00:00Z";
    stand.seen((BOB, "people", ("trust", &trust), None, at)).await;
    stand.seen((BOB, "history", ("person", &anne), Some(vec![]), at)).await;
    stand.seen((ANNE, "history", ("person", &bob), Some(vec![]), at)).await;
    let about = ListDisclosuresRequest { person_id: anne, ..Default::default() };
    let (looks, _) = stand.at(about).await.unwrap();
    let told: Vec<_> = looks.iter().map(|look| look.shown.as_str()).collect();
    assert_eq!(told, ["history", "people"]);
}

#[tokio::test]
async fn an_access_record_is_read_page_by_page() {
    let stand = Stand::start().await;
    for number in 1..=5_u128 {
        let id = Uuid::from_u128(number).to_string();
        let seen = (BOB, "report", ("report", id.as_str()), Some(vec![]), "2026-06-01T10:00:00Z");
        stand.seen(seen).await;
    }
    let (mut before, mut all) = (0, Vec::new());
    loop {
        let (looks, next) = stand.by(BOB, before).await;
        all.extend(looks.into_iter().map(|look| look.thing_id));
        before = next;
        if before == 0 {
            break;
        }
    }
    let wanted: Vec<_> = (1..=5).rev().map(|number| Uuid::from_u128(number).to_string()).collect();
    assert_eq!(all, wanted);
    assert!(stand.by(ANNE, 0).await.0.is_empty());
}

#[tokio::test]
async fn nothing_or_two_things_are_no_question() {
    let stand = Stand::start().await;
    let (one, two) = (Uuid::from_u128(1).to_string(), Uuid::from_u128(2).to_string());
    let both = ListDisclosuresRequest { school_id: two, ..report(&one) };
    for request in [ListDisclosuresRequest::default(), both, report("no-id")] {
        assert_eq!(stand.at(request).await.unwrap_err().code(), Code::InvalidArgument);
    }
}

#[tokio::test]
async fn services_add_and_cannot_read_and_nobody_changes() {
    let stand = Stand::start().await;
    stand.seen((BOB, "people", ("trust", "x"), None, "2026-06-01T10:00:00Z")).await;
    let statements = [
        ("reviews", "select from disclosure.look"),
        ("reviews", "update disclosure.look set role = 'x'"),
        ("reviews", "delete from disclosure.look"),
        ("trail", "update disclosure.look set role = 'x'"),
        ("trail", "delete from disclosure.look"),
        ("trail", "truncate disclosure.look"),
    ];
    for (role, statement) in statements {
        let client = stand.store.log(role).await.across_trusts().await.unwrap();
        assert!(client.execute(statement, &[]).await.is_err(), "{role}: {statement}");
    }
    let admin = stand.store.admin().await;
    for statement in ["update disclosure.look set role = 'x'", "truncate disclosure.look"] {
        assert!(admin.execute(statement, &[]).await.is_err(), "the owner: {statement}");
    }
}

#[tokio::test]
async fn what_is_new_is_what_others_did_since_the_last_look_of_an_earlier_day() {
    use contract::reviews::v1::ReviewHeld;
    use contract::trail::v1::{ListHistoryRequest, ListHistoryResponse};
    let stand = Stand::start().await;
    let held =
        ReviewEvent::ReviewHeld(ReviewHeld { review_id: REVIEW.to_string(), on: String::new() });
    let news = async |today: &str| {
        let asked = ListHistoryRequest { since_last_here: true, ..Default::default() };
        let request = stand.request_at(&format!("{today}T12:00:00Z"), asked);
        stand.doors.list_history(request).await.unwrap().into_inner()
    };
    assert_eq!(news("2026-11-21").await, ListHistoryResponse::default(), "she was never here");
    let history = |at| (ANNE, "history", ("trust", "t"), None, at);
    stand.seen(history("2026-11-19T09:00:00Z")).await;
    stand.seen(history("2026-11-21T08:00:00Z")).await;
    let position = stand.store.record(stand.trust, REVIEW, vec![held]).await;
    let follower = stand.store.follower("trail", Arc::new(History)).await;
    follower.catch_up(stand.trust).await.unwrap();
    let told = news("2026-11-21").await;
    assert_eq!(told.last_here_on, "2026-11-19", "looks of today do not count");
    let positions: Vec<u64> = told.lines.iter().map(|line| line.position).collect();
    assert_eq!(positions, (4..=position).collect::<Vec<_>>());
}
