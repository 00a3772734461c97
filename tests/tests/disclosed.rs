//! A look is recorded before its answer leaves: through the doors, with killed processes, and with the record out of reach.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use contract::Caller;
use contract::reviews::v1::reviews_service_client::ReviewsServiceClient;
use contract::reviews::v1::{ListPairingsRequest, ListReviewsRequest};
use contract::surveys::v1::surveys_service_client::SurveysServiceClient;
use contract::surveys::v1::{GetQuestionnaireRequest, SubmitRequest};
use contract::trail::v1::trail_service_client::TrailServiceClient;
use contract::trail::v1::{ListAccessRecordRequest, ListDisclosuresRequest, Look};
use peers::Channel;
use plumbline_tests::{Subject, TODAY, TestTrust, World};
use rustix::process::Signal;
use tonic::{Code, Status};

const PROGRAM: &str = env!("CARGO_BIN_EXE_plumbline-under-test");
const READERS: usize = 16;
/// Answers before the process dies.
const ENOUGH: u64 = 400;

#[tokio::test]
async fn every_look_is_recorded_before_it_is_answered() {
    let mut world = World::start(PROGRAM).await;
    let ours = TestTrust::found(&world.peers()).await;
    those_who_may_see_who_has_seen(&world, &ours).await;
    what_cannot_be_recorded_is_not_shown(&world, &ours).await;
    whoever_answers_a_survey_leaves_no_look(&world).await;
    no_answer_is_missing_after_the_process(&mut world, &ours, Signal::KILL).await;
    no_answer_is_missing_after_the_process(&mut world, &ours, Signal::TERM).await;
}

fn reviews(world: &World) -> ReviewsServiceClient<Channel> {
    ReviewsServiceClient::new(world.peers().channel("reviews"))
}

fn of_school(ours: &TestTrust) -> ListReviewsRequest {
    let host_school_id = ours.things(Subject::Own).school.to_owned();
    ListReviewsRequest { host_school_id, ..ListReviewsRequest::default() }
}

async fn seen(
    world: &World,
    caller: &Caller,
    request: ListDisclosuresRequest,
) -> Result<Vec<Look>, Status> {
    let mut trail = TrailServiceClient::new(world.peers().channel("trail"));
    Ok(trail.list_disclosures(caller.request(request)).await?.into_inner().looks)
}

async fn record(world: &World, caller: &Caller, of: &Caller) -> Result<Vec<Look>, Status> {
    let mut trail = TrailServiceClient::new(world.peers().channel("trail"));
    let actor_id = of.actor.to_string();
    let request = ListAccessRecordRequest { actor_id, ..ListAccessRecordRequest::default() };
    Ok(trail.list_access_record(caller.request(request)).await?.into_inner().looks)
}

async fn those_who_may_see_who_has_seen(world: &World, ours: &TestTrust) {
    let (head, lead) = (&ours.asker("headteacher").caller, &ours.asker("improvement lead").caller);
    let (governor, officer) =
        (&ours.asker("governor").caller, &ours.asker("data protection officer").caller);
    reviews(world).list_reviews(head.request(of_school(ours))).await.unwrap();
    let own = ours.things(Subject::Own);
    let of_school =
        ListDisclosuresRequest { school_id: own.school.to_owned(), ..Default::default() };
    for reader in [head, lead, officer] {
        let looks = seen(world, reader, of_school.clone()).await.unwrap();
        let look = looks.iter().find(|look| look.person_id == head.actor.to_string()).unwrap();
        assert_eq!((look.role.as_str(), look.shown.as_str()), ("headteacher", "reviews"));
        assert_eq!((look.thing_kind.as_str(), look.thing_id.as_str()), ("school", own.school));
        assert!(look.position > 0 && look.times >= 1, "{look:?}");
        assert!(look.last_at.starts_with(TODAY), "the given clock: {look:?}");
    }
    let refused = |answer: Result<Vec<Look>, Status>| {
        assert_eq!(answer.unwrap_err().code(), Code::PermissionDenied);
    };
    refused(seen(world, governor, of_school.clone()).await);
    let elsewhere = ours.things(Subject::Other).school.to_owned();
    let elsewhere = ListDisclosuresRequest { school_id: elsewhere, ..Default::default() };
    refused(seen(world, head, elsewhere).await);

    let of = |caller: &Caller| ListDisclosuresRequest {
        person_id: caller.actor.to_string(),
        ..Default::default()
    };
    seen(world, governor, of(governor)).await.expect("who has looked at my data");
    refused(seen(world, governor, of(head)).await);
    refused(seen(world, head, of(governor)).await);
    seen(world, officer, of(governor)).await.unwrap();

    let own_record = record(world, head, head).await.unwrap();
    assert!(own_record.iter().any(|look| look.shown == "reviews"), "{own_record:?}");
    assert!(own_record.iter().any(|look| look.shown == "looks"), "asking is a look too");
    refused(record(world, head, governor).await);
    record(world, officer, head).await.unwrap();
}

async fn what_cannot_be_recorded_is_not_shown(world: &World, ours: &TestTrust) {
    let head = &ours.asker("headteacher").caller;
    let owner = world.owner().await;
    let right = |word: &str| {
        format!(
            "{word} insert on disclosure.look {} plumbline_reviews",
            if word == "grant" { "to" } else { "from" }
        )
    };
    owner.batch_execute(&right("revoke")).await.unwrap();
    let refused = reviews(world).list_reviews(head.request(of_school(ours))).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unavailable);
    assert!(refused.message().contains("who has seen it is always recorded"), "{refused:?}");
    let pairings = ListPairingsRequest::default();
    reviews(world)
        .list_pairings(head.request(pairings))
        .await
        .expect("what is not recorded is shown as before");
    owner.batch_execute(&right("grant")).await.unwrap();
    reviews(world).list_reviews(head.request(of_school(ours))).await.unwrap();
}

/// No look is recorded for survey answers, since its time would tell whose they are.
async fn whoever_answers_a_survey_leaves_no_look(world: &World) {
    let mut surveys = SurveysServiceClient::new(world.peers().channel("surveys"));
    let token = "no-such-token".to_owned();
    let asked = surveys.get_questionnaire(GetQuestionnaireRequest { token: token.clone() }).await;
    assert_eq!(asked.unwrap_err().code(), Code::NotFound);
    let sent = surveys.submit(SubmitRequest { token, answers: Vec::new() }).await;
    assert_ne!(sent.unwrap_err().code(), Code::Unavailable);
    let count = "select count(*) from disclosure.look where action like 'surveys.%'";
    let row = world.owner().await.query_one(count, &[]).await.unwrap();
    assert_eq!(row.get::<_, i64>(0), 0);
}

/// Readers count the answers they got. When the process has ended, the store has at least as many looks. It may have one
/// more for each reader, whose answer did not arrive.
async fn no_answer_is_missing_after_the_process(
    world: &mut World,
    ours: &TestTrust,
    signal: Signal,
) {
    let caller = ours.asker("headteacher").caller.clone();
    let before = recorded(world, &caller).await;
    let answered = Arc::new(AtomicU64::new(0));
    let readers: Vec<_> = (0..READERS)
        .map(|_| {
            let (mut client, caller) = (reviews(world), caller.clone());
            let (request, answered) = (of_school(ours), Arc::clone(&answered));
            tokio::spawn(async move {
                while client.list_reviews(caller.request(request.clone())).await.is_ok() {
                    answered.fetch_add(1, Ordering::SeqCst);
                }
            })
        })
        .collect();
    while answered.load(Ordering::SeqCst) < ENOUGH {
        tokio::task::yield_now().await;
    }
    world.unit("reviews").signal(signal);
    world.unit("reviews").ended().await;
    for reader in readers {
        reader.await.unwrap();
    }
    let answered = answered.load(Ordering::SeqCst);
    let written = recorded(world, &caller).await - before;
    assert!(written >= answered, "{signal:?}: {answered} answers, {written} looks");
    assert!(
        written <= answered + READERS as u64,
        "{signal:?}: {answered} answers, {written} looks"
    );
    world.begin("reviews", "");
    until_it_answers(world, ours).await;
}

async fn recorded(world: &World, caller: &Caller) -> u64 {
    let count = "select count(*) from disclosure.look where person_id = $1 and action = 'reviews.ListReviews'";
    let row = world.owner().await.query_one(count, &[&caller.actor]).await.unwrap();
    row.get::<_, i64>(0).unsigned_abs()
}

async fn until_it_answers(world: &World, ours: &TestTrust) {
    let lead = &ours.asker("improvement lead").caller;
    while reviews(world).list_reviews(lead.request(of_school(ours))).await.is_err() {
        tokio::task::yield_now().await;
    }
}
