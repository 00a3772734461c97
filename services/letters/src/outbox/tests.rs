#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use door::testing::TestService;
use eventlog::tokio_postgres::types::ToSql;

use super::*;

const PERSON: Uuid = Uuid::from_u128(7);

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn occasion(key: &str) -> Occasion {
    Occasion {
        kind: LetterKind::ReportIssued,
        key: key.to_owned(),
        school_id: "school".to_owned(),
        thing_id: "report".to_owned(),
        due_on: String::new(),
        waiting: 0,
        overdue: 0,
        at: at("2026-11-24T10:00:00Z"),
    }
}

struct Post {
    service: TestService,
    outbox: Outbox,
}

impl Post {
    async fn start() -> Self {
        let service = TestService::start("letters", Vec::new()).await;
        let outbox = Outbox::new(service.log().await);
        Self { service, outbox }
    }

    async fn put(&self, occasion: &Occasion) {
        let mut client = self.outbox.log.of(self.service.trust).await.unwrap();
        let tx = client.transaction().await.unwrap();
        put(&tx, self.service.trust, occasion, &[PERSON]).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn claim(&self, now: &str) -> Option<ClaimedLetter> {
        self.outbox.claim(self.service.trust, at(now)).await.unwrap()
    }

    async fn has_waiting(&self, now: &str) -> bool {
        self.outbox.has_waiting(self.service.trust, at(now)).await.unwrap()
    }

    async fn note(&self, letter: &ClaimedLetter, outcome: SendOutcome, now: &str) {
        self.outbox.note(self.service.trust, letter, &outcome, at(now)).await.unwrap();
    }

    async fn states(&self) -> Vec<String> {
        let trust: &(dyn ToSql + Sync) = &self.service.trust;
        let client = self.outbox.log.of(self.service.trust).await.unwrap();
        let states = "select state from letters.outbox where trust_id = $1 order by made_at";
        let rows = client.query(states, &[trust]).await.unwrap();
        rows.iter().map(|row| row.get("state")).collect()
    }
}

#[tokio::test]
async fn the_same_occasion_twice_is_one_letter() {
    let post = Post::start().await;
    post.put(&occasion("issued/1")).await;
    post.put(&occasion("issued/1")).await;
    post.put(&occasion("issued/2")).await;
    assert_eq!(post.states().await, ["waiting", "waiting"]);
}

#[tokio::test]
async fn a_letter_in_hand_is_sent_again_with_the_same_id_once_the_process_is_given_up() {
    let post = Post::start().await;
    post.put(&occasion("issued/1")).await;
    let first = post.claim("2026-11-24T10:00:00Z").await.unwrap();
    // The process dies here: the letter was sent or not, and nothing was noted.
    assert!(!post.has_waiting("2026-11-24T10:04:59Z").await);
    assert_eq!(post.claim("2026-11-24T10:04:59Z").await, None);
    assert!(post.has_waiting("2026-11-24T10:05:00Z").await);
    let again = post.claim("2026-11-24T10:05:00Z").await.unwrap();
    assert_eq!(again.letter_id, first.letter_id, "the Message-ID is made of it");
    post.note(&again, SendOutcome::Taken, "2026-11-24T10:05:01Z").await;
    assert_eq!(post.claim("2026-11-24T11:00:00Z").await, None);
    assert!(!post.has_waiting("2026-11-24T11:00:00Z").await);
    assert_eq!(post.states().await, ["sent"]);
}

#[tokio::test]
async fn what_the_server_did_not_take_is_tried_again_later_each_time() {
    let post = Post::start().await;
    post.put(&occasion("issued/1")).await;
    let first = post.claim("2026-11-24T10:00:00Z").await.unwrap();
    post.note(&first, SendOutcome::Delayed("451".to_owned()), "2026-11-24T10:00:00Z").await;
    assert_eq!(post.claim("2026-11-24T10:04:59Z").await, None);
    let second = post.claim("2026-11-24T10:05:00Z").await.unwrap();
    post.note(&second, SendOutcome::Delayed("451".to_owned()), "2026-11-24T10:05:00Z").await;
    assert_eq!(post.claim("2026-11-24T10:14:59Z").await, None);
    assert!(post.claim("2026-11-24T10:15:00Z").await.is_some());
}

#[tokio::test]
async fn a_refusal_for_good_is_listed_and_not_tried_again() {
    let post = Post::start().await;
    post.put(&occasion("issued/1")).await;
    let letter = post.claim("2026-11-24T10:00:00Z").await.unwrap();
    post.note(&letter, SendOutcome::Returned("550".to_owned()), "2026-11-24T10:00:00Z").await;
    assert_eq!(post.claim("2026-11-24T12:00:00Z").await, None);
    let returned = post.outbox.returned(post.service.trust).await.unwrap();
    let told = &returned[0];
    assert_eq!((told.code.as_str(), told.at.as_str()), ("550", "2026-11-24T10:00:00Z"));
    assert_eq!(told.person_id, PERSON.to_string());
    assert_eq!(told.kind(), LetterKind::ReportIssued);
}

#[tokio::test]
async fn no_backlog_is_older_than_three_days() {
    let post = Post::start().await;
    post.put(&occasion("issued/1")).await;
    let tidy = |now: &str| post.outbox.tidy(post.service.trust, at(now));
    tidy("2026-11-27T10:00:00Z").await.unwrap();
    assert_eq!(post.states().await, ["waiting"]);
    tidy("2026-11-27T10:00:01Z").await.unwrap();
    assert_eq!(post.states().await, ["too old"]);
    assert_eq!(post.claim("2026-11-27T10:00:02Z").await, None);
    tidy("2027-03-24T10:00:00Z").await.unwrap();
    assert_eq!(post.states().await, Vec::<String>::new(), "and it is forgotten");
}
