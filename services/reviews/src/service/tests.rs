use std::sync::Arc;

use contract::events::{PairingEvent, ReviewEvent};
use contract::log::v1::Words;
use contract::reviews::v1::reviews_service_server::ReviewsService as _;
use contract::{Caller, Said as _};
use door::testing::{TestService, new_id, reason_of};
use eventlog::Document as _;
use tonic::{Code, Status};
use uuid::Uuid;

use super::*;

/// The service on a store of its own.
pub(crate) struct House {
    service: TestService,
    pub doors: Doors,
}

pub(crate) const HOST: Uuid = Uuid::from_u128(0x40);

impl std::ops::Deref for House {
    type Target = TestService;

    fn deref(&self) -> &TestService {
        &self.service
    }
}

impl House {
    pub(crate) async fn start() -> Self {
        let projections: Vec<Arc<dyn eventlog::Projection>> =
            vec![Arc::new(ReviewsList), Arc::new(PairingsList)];
        let service = TestService::start("reviews", projections).await;
        let doors = Doors {
            door: service.door().await,
            reviews: Documents::new(service.read_model(ReviewsList::NAME)),
            pairings: Documents::new(service.read_model(PairingsList::NAME)),
        };
        Self { service, doors }
    }

    pub(crate) async fn pairings(&self) -> Vec<contract::reviews::v1::Pairing> {
        self.pairings_on("").await
    }

    async fn pairings_on(&self, day: &str) -> Vec<contract::reviews::v1::Pairing> {
        let (at_least, as_of_date) = (self.catch_up().await, day.to_owned());
        let request = self.request(ListPairingsRequest { at_least, as_of_date });
        self.doors.list_pairings(request).await.unwrap().into_inner().pairings
    }

    async fn reviews(&self, host: &str, term: &str) -> Vec<contract::reviews::v1::Review> {
        let at_least = self.catch_up().await;
        let (host_school_id, term) = (host.to_owned(), term.to_owned());
        let as_of_date = String::new();
        let request =
            self.request(ListReviewsRequest { at_least, host_school_id, term, as_of_date });
        self.doors.list_reviews(request).await.unwrap().into_inner().reviews
    }

    async fn ask(&self, term: &str) -> String {
        let request = RequestReviewRequest {
            command_id: new_id(),
            host_school_id: HOST.to_string(),
            areas: vec!["staff".to_owned(), "outcomes".to_owned(), "staff".to_owned()],
            focus: " Reading in Year 2 ".to_owned(),
            term: term.to_owned(),
            pairing_id: String::new(),
        };
        let answer = self.doors.request_review(self.request(request)).await.unwrap();
        answer.into_inner().review_id
    }

    async fn match_team(&self, review_id: &str, from: Uuid) -> Result<(), Status> {
        let reviewer = Reviewer {
            person_id: Uuid::from_u128(5).to_string(),
            school_id: from.to_string(),
            lead: true,
        };
        let (command_id, review_id) = (new_id(), review_id.to_owned());
        let request = MatchTeamRequest { command_id, review_id, reviewers: vec![reviewer] };
        self.doors.match_team(self.request(request)).await.map(drop)
    }

    async fn agree(&self, review_id: &str) {
        let request = AgreeDistributionRequest {
            command_id: new_id(),
            review_id: review_id.to_owned(),
            recipients: vec![Recipient::HostCommittee.into(), Recipient::HostCommittee.into()],
            counts_as_evidence: true,
        };
        self.doors.agree_distribution(self.request(request)).await.unwrap();
    }

    async fn hold(&self, review_id: &str) {
        let (command_id, review_id) = (new_id(), review_id.to_owned());
        let request = HoldReviewRequest { command_id, review_id, on: "2025-11-14".to_owned() };
        self.doors.hold_review(self.request(request)).await.unwrap();
    }

    async fn find(&self, review_id: &str) -> Result<RecordFindingResponse, Status> {
        let request = RecordFindingRequest {
            command_id: new_id(),
            review_id: review_id.to_owned(),
            areas: vec!["outcomes".to_owned()],
            kind: FindingKind::ToImprove.into(),
            text: "Phonics groups change too seldom.".to_owned(),
        };
        Ok(self.doors.record_finding(self.request(request)).await?.into_inner())
    }

    async fn complete(&self, review_id: &str) {
        let (command_id, review_id) = (new_id(), review_id.to_owned());
        let summary = "Clear priorities.".to_owned();
        let request = CompleteReviewRequest { command_id, review_id, summary };
        self.doors.complete_review(self.request(request)).await.unwrap();
    }

    async fn follow_up(&self, review_id: &str, finding_id: &str) {
        let request = RecordFollowUpRequest {
            command_id: new_id(),
            review_id: review_id.to_owned(),
            finding_id: finding_id.to_owned(),
            outcome: "Groups now change every half-term.".to_owned(),
            improved: true,
        };
        self.doors.record_follow_up(self.request(request)).await.unwrap();
    }

    /// A review with one finding, followed up; its id and the finding's.
    async fn whole_review(&self, term: &str) -> (String, RecordFindingResponse) {
        let review = self.ask(term).await;
        self.match_team(&review, Uuid::from_u128(0x41)).await.unwrap();
        self.agree(&review).await;
        self.hold(&review).await;
        let finding = self.find(&review).await.unwrap();
        self.complete(&review).await;
        self.follow_up(&review, &finding.finding_id).await;
        (review, finding)
    }

    pub(crate) async fn propose(&self, giving: Uuid, receiving: Uuid) -> Result<String, Status> {
        let request = ProposePairingRequest {
            command_id: new_id(),
            area_id: "governance".to_owned(),
            giving_school_id: giving.to_string(),
            receiving_school_id: receiving.to_string(),
            ..ProposePairingRequest::default()
        };
        let answer = self.doors.propose_pairing(self.request(request)).await?;
        Ok(answer.into_inner().pairing_id)
    }

    async fn accept(&self, pairing_id: &str, school: Uuid) -> Result<(), Status> {
        let (command_id, pairing_id) = (new_id(), pairing_id.to_owned());
        let request =
            AcceptPairingRequest { command_id, pairing_id, school_id: school.to_string() };
        self.doors.accept_pairing(self.request(request)).await.map(drop)
    }

    async fn decline(&self, pairing_id: &str) -> Result<(), Status> {
        let (command_id, pairing_id) = (new_id(), pairing_id.to_owned());
        let request = DeclinePairingRequest { command_id, pairing_id, reason: "Far.".to_owned() };
        self.doors.decline_pairing(self.request(request)).await.map(drop)
    }

    /// Every row of both projections, as text.
    async fn documents(&self) -> Vec<String> {
        self.rows(&["reviews_reviews.document", "reviews_pairings.document"]).await
    }
}

#[tokio::test]
async fn a_review_is_listed_with_its_findings_and_what_became_of_them() {
    let house = House::start().await;
    let (review_id, finding) = house.whole_review("2025-26-autumn").await;
    let [review] = &house.reviews("", "").await[..] else { panic!("one review") };
    assert_eq!((&review.review_id, review.state()), (&review_id, ReviewState::Completed));
    assert_eq!((review.areas.len(), &*review.focus.said()), (2, "Reading in Year 2"));
    assert_eq!(review.reviewers.len(), 1);
    assert_eq!(review.recipients, [i32::from(Recipient::HostCommittee)]);
    assert!(review.counts_as_evidence);
    assert_eq!(
        (review.held_on.as_str(), review.completed_on.as_str()),
        ("2025-11-14", "2025-11-21")
    );
    assert_eq!(review.summary.said(), "Clear priorities.");
    let [found] = &review.findings[..] else { panic!("one finding") };
    assert_eq!((&found.finding_id, found.position), (&finding.finding_id, finding.position));
    assert_eq!(found.kind(), FindingKind::ToImprove);
    assert!(found.follow_ups[0].improved);
}

#[tokio::test]
async fn reviews_are_listed_newest_first_by_school_and_term() {
    let house = House::start().await;
    let autumn = house.ask("2025-26-autumn").await;
    let spring = house.ask("2025-26-spring").await;
    let ids = |reviews: Vec<contract::reviews::v1::Review>| {
        reviews.into_iter().map(|review| review.review_id).collect::<Vec<_>>()
    };
    assert_eq!(ids(house.reviews("", "").await), [spring.clone(), autumn.clone()]);
    assert_eq!(ids(house.reviews(&HOST.to_string(), "2025-26-autumn").await), [autumn]);
    assert!(house.reviews(&Uuid::from_u128(0x99).to_string(), "").await.is_empty());
}

#[tokio::test]
async fn a_team_named_anew_does_not_undo_the_agreement() {
    let house = House::start().await;
    let review = house.ask("2025-26-autumn").await;
    house.match_team(&review, Uuid::from_u128(0x41)).await.unwrap();
    house.agree(&review).await;
    house.match_team(&review, Uuid::from_u128(0x42)).await.unwrap();
    let [listed] = &house.reviews("", "").await[..] else { panic!("one review") };
    assert_eq!(listed.state(), ReviewState::Agreed);
    assert_eq!(listed.reviewers[0].school_id, Uuid::from_u128(0x42).to_string());
}

#[tokio::test]
async fn refusals_carry_their_code_and_reason() {
    let house = House::start().await;
    let review = house.ask("2025-26-autumn").await;
    let status = house.match_team(&review, HOST).await.unwrap_err();
    assert_eq!(status.code(), Code::FailedPrecondition);
    assert_eq!(reason_of(&status), "REVIEWER_FROM_HOST");
    let status = house.find(&review).await.unwrap_err();
    assert_eq!(status.code(), Code::FailedPrecondition);
    assert_eq!(reason_of(&status), "DISTRIBUTION_NOT_AGREED");
    let status = house.find(&Uuid::from_u128(404).to_string()).await.unwrap_err();
    assert_eq!((status.code(), reason_of(&status).as_str()), (Code::NotFound, "REVIEW_UNKNOWN"));
    let status = house.find("reading").await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    assert!(status.message().contains("review_id"), "{}", status.message());

    let school = Uuid::from_u128(1);
    let status = house.propose(school, school).await.unwrap_err();
    assert_eq!(
        (status.code(), reason_of(&status).as_str()),
        (Code::InvalidArgument, "SAME_SCHOOL")
    );
    house.propose(school, HOST).await.unwrap();
    let status = house.propose(school, HOST).await.unwrap_err();
    assert_eq!(
        (status.code(), reason_of(&status).as_str()),
        (Code::AlreadyExists, "ALREADY_PROPOSED")
    );
    let status = house.accept(&Uuid::from_u128(404).to_string(), HOST).await.unwrap_err();
    assert_eq!((status.code(), reason_of(&status).as_str()), (Code::NotFound, "PAIRING_UNKNOWN"));
}

#[tokio::test]
async fn another_trusts_review_is_unknown() {
    let house = House::start().await;
    let review_id = house.ask("2025-26-autumn").await;
    let other = Caller::new(house.store.trust().await, Uuid::from_u128(9), "improvement_lead");
    let (command_id, on) = (new_id(), "2025-11-14".to_owned());
    let request = HoldReviewRequest { command_id, review_id, on };
    let status = house.doors.hold_review(other.request(request)).await.unwrap_err();
    assert_eq!((status.code(), reason_of(&status).as_str()), (Code::NotFound, "REVIEW_UNKNOWN"));
}

#[tokio::test]
async fn pairings_are_listed_with_their_answers_newest_first() {
    let house = House::start().await;
    let school = Uuid::from_u128(1);
    let taken_up = house.propose(school, HOST).await.unwrap();
    let declined = house.propose(HOST, school).await.unwrap();
    house.accept(&taken_up, school).await.unwrap();
    let one = house.pairings().await;
    let one = one.iter().find(|pairing| pairing.pairing_id == taken_up).unwrap();
    assert_eq!(
        (one.state(), &one.taken_up_by[..]),
        (PairingState::Proposed, &[school.to_string()][..])
    );
    house.accept(&taken_up, HOST).await.unwrap();
    house.decline(&declined).await.unwrap();
    let listed: Vec<_> =
        house.pairings().await.iter().map(|p| (p.pairing_id.clone(), p.state())).collect();
    assert_eq!(listed, [(declined, PairingState::Declined), (taken_up, PairingState::Accepted)]);
}

#[tokio::test]
async fn an_accepted_pairing_says_which_review_it_led_to_and_that_its_decision_is_open_again() {
    let house = House::start().await;
    let school = Uuid::from_u128(1);
    let pairing_id = house.propose(school, HOST).await.unwrap();
    let ask = async |areas: &[&str]| {
        let request = RequestReviewRequest {
            command_id: new_id(),
            host_school_id: HOST.to_string(),
            areas: areas.iter().map(|area| (*area).to_owned()).collect(),
            focus: "What the pairing agreed".to_owned(),
            term: "2025-26-autumn".to_owned(),
            pairing_id: pairing_id.clone(),
        };
        house.doors.request_review(house.request(request)).await
    };
    house.accept(&pairing_id, HOST).await.unwrap();
    let refused = |status: Status| reason_of(&status);
    assert_eq!(refused(ask(&["governance"]).await.unwrap_err()), "PAIRING_NOT_ACCEPTED");
    house.accept(&pairing_id, school).await.unwrap();
    assert_eq!(refused(ask(&["staff"]).await.unwrap_err()), "AREA_NOT_IN_REVIEW");
    let review_id = ask(&["governance"]).await.unwrap().into_inner().review_id;
    let withdraw = WithdrawPairingRequest {
        command_id: new_id(),
        pairing_id: pairing_id.clone(),
        because_event_id: Uuid::from_u128(5).to_string(),
        because_position: 9,
    };
    house.doors.withdraw_pairing(house.request(withdraw)).await.unwrap();
    let [listed] = &house.pairings().await[..] else { panic!("one pairing") };
    assert_eq!(listed.state(), PairingState::Accepted);
    assert_eq!((&listed.review_ids[..], listed.reopened_position), (&[review_id.clone()][..], 9));
    let [review] = &house.reviews("", "").await[..] else { panic!("one review") };
    assert_eq!((&review.review_id, &review.pairing_id), (&review_id, &pairing_id));
}

#[tokio::test]
async fn lists_can_be_read_as_they_stood_on_a_day() {
    let house = House::start().await;
    let pairing = house.propose(Uuid::from_u128(1), HOST).await.unwrap();
    let review = house.ask("2025-26-autumn").await;
    let later = "2025-11-24T10:00:00Z".parse().unwrap();
    let taken_up = PairingAccepted { pairing_id: pairing.clone(), ..Default::default() };
    house.store.record_at(house.trust, pairing, vec![PairingEvent::from(taken_up)], later).await;
    let named = TeamMatched { review_id: review.clone(), ..TeamMatched::default() };
    house.store.record_at(house.trust, review, vec![ReviewEvent::from(named)], later).await;

    let at_least = house.catch_up().await;
    let expected = [
        ("2025-11-20", None),
        ("2025-11-21", Some((PairingState::Proposed, ReviewState::Requested))),
        ("2025-11-23", Some((PairingState::Proposed, ReviewState::Requested))),
        ("2025-11-24", Some((PairingState::Accepted, ReviewState::Matched))),
        ("", Some((PairingState::Accepted, ReviewState::Matched))),
    ];
    for (day, states) in expected {
        let pairings = house.pairings_on(day).await;
        let as_of_date = day.to_owned();
        let asked = ListReviewsRequest { at_least, as_of_date, ..Default::default() };
        let reviews = house.doors.list_reviews(house.request(asked)).await.unwrap().into_inner();
        let seen = pairings.first().zip(reviews.reviews.first());
        assert_eq!(
            seen.map(|(pairing, review)| (pairing.state(), review.state())),
            states,
            "{day}"
        );
    }
    let asked = ListPairingsRequest { as_of_date: "Monday".to_owned(), ..Default::default() };
    let status = house.doors.list_pairings(house.request(asked)).await.unwrap_err();
    assert_eq!(reason_of(&status), "AS_OF_MALFORMED");
}

#[test]
fn a_large_review_fits_into_a_document() {
    // A document keeps what commits to words, so their length is of no account.
    let sealed = || Some(Words { commitment: "5c".repeat(32), ..Words::default() });
    let follow_up = FollowUpRecorded { outcome: sealed(), ..Default::default() };
    let finding = Finding {
        finding_id: Uuid::nil().to_string(),
        areas: vec!["behaviour-and-attendance".to_owned(); 2],
        text: sealed(),
        follow_ups: vec![follow_up; 2],
        ..Default::default()
    };
    let review = contract::reviews::v1::Review {
        reviewers: vec![
            Reviewer {
                person_id: Uuid::nil().to_string(),
                school_id: Uuid::nil().to_string(),
                lead: false
            };
            8
        ],
        focus: sealed(),
        postponed_because: sealed(),
        cancelled_because: sealed(),
        comments: vec![
            ReviewCommented {
                comment: sealed(),
                on: "2026-05-02".to_owned(),
                ..Default::default()
            };
            30
        ],
        summary: sealed(),
        findings: vec![finding; 40],
        ..Default::default()
    };
    eventlog::testing::fits::<ReviewsList>(&review);
}

#[test]
fn a_pairing_that_was_turned_down_fits_into_a_document() {
    let sealed = || Some(Words { commitment: "5c".repeat(32), ..Words::default() });
    let (proposed_because, declined_because) = (sealed(), sealed());
    eventlog::testing::fits::<PairingsList>(&contract::reviews::v1::Pairing {
        proposed_because,
        declined_because,
        ..Default::default()
    });
}

#[tokio::test]
async fn every_projection_run_twice_gives_the_same_rows() {
    let house = House::start().await;
    house.whole_review("2025-26-autumn").await;
    house.ask("2025-26-spring").await;
    let pairing = house.propose(Uuid::from_u128(1), HOST).await.unwrap();
    house.decline(&pairing).await.unwrap();
    house.propose(Uuid::from_u128(1), HOST).await.unwrap();
    house.catch_up().await;
    let once = house.documents().await;
    assert_eq!(once.len(), 7 + 1 + 3, "a version an event that a list shows: {once:?}");
    house.take_in_again().await;
    assert_eq!(house.documents().await, once);
}
