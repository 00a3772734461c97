mod citing;
mod closing;
mod drafts;
mod earlier;
mod meanwhile;
mod meeting;
mod together;

use std::sync::Arc;

use contract::categories::v1::categories_service_server::CategoriesService as _;
use contract::commands::CategoryCommand;
use contract::{Caller, Said as _};
use door::testing::{TestService, new_id, reason_of};
use eventlog::{Document as _, Knows, Lookup};
use tonic::Code;
use uuid::Uuid;

use super::*;
use crate::category::{Category as CategoryDecider, RoundFacts};
use crate::default_framework;

const AREA: &str = "behaviour-and-attendance";

/// The service on a store of its own, with one round open for two schools.
struct Trust {
    service: TestService,
    doors: Doors,
    schools: [Uuid; 2],
}

impl std::ops::Deref for Trust {
    type Target = TestService;

    fn deref(&self) -> &TestService {
        &self.service
    }
}

impl Trust {
    async fn start() -> Self {
        let projections: Vec<Arc<dyn eventlog::Projection>> = vec![
            Arc::new(Frameworks),
            Arc::new(FrameworkDraftsList),
            Arc::new(FrameworkCommentsList),
            Arc::new(Rounds),
            Arc::new(Cells),
            Arc::new(BroughtIn),
        ];
        let service = TestService::start("categories", projections).await;
        let doors = Doors {
            door: service.door().await,
            frameworks: Documents::new(service.read_model(Frameworks::NAME)),
            framework_drafts: Documents::new(service.read_model(FrameworkDraftsList::NAME)),
            framework_comments: Documents::new(service.read_model(FrameworkCommentsList::NAME)),
            rounds: Documents::new(service.read_model(Rounds::NAME)),
            cells: Documents::new(service.read_model(Cells::NAME)),
            brought_in: Documents::new(service.read_model(BroughtIn::NAME)),
        };
        let schools = [Uuid::from_u128(1), Uuid::from_u128(2)];
        Self { service, doors, schools }
    }

    async fn agree(&self) {
        let framework = Some(default_framework());
        let request = AgreeFrameworkRequest { command_id: new_id(), framework };
        self.doors.agree_framework(self.request(request)).await.unwrap();
    }

    async fn try_open(&self, term: &str) -> Result<String, Status> {
        let request = OpenRoundRequest {
            command_id: new_id(),
            term: term.to_owned(),
            framework_id: default_framework().framework_id,
            framework_version: 1,
            school_ids: self.schools.map(|id| id.to_string()).to_vec(),
            views_by: String::new(),
        };
        let answer = self.doors.open_round(self.request(request)).await?;
        Ok(answer.into_inner().round_id)
    }

    async fn view(&self, round_id: &str) -> Result<(), Status> {
        let request = StateSchoolViewRequest {
            command_id: new_id(),
            round_id: round_id.to_owned(),
            school_id: self.schools[0].to_string(),
            area_id: AREA.to_owned(),
            region_id: "improve".to_owned(),
            reason: " Fewer incidents. ".to_owned(),
            evidence: vec![],
        };
        self.doors.state_school_view(self.request(request)).await.map(drop)
    }

    async fn propose(&self, round_id: &str, evidence: Vec<Citation>) -> Result<(), Status> {
        let request = ProposeRegionRequest {
            command_id: new_id(),
            round_id: round_id.to_owned(),
            school_id: self.schools[0].to_string(),
            area_id: AREA.to_owned(),
            region_id: "improve".to_owned(),
            reason: "Attendance is at 95%.".to_owned(),
            evidence,
            answer_by: String::new(),
        };
        self.doors.propose_region(self.request(request)).await.map(drop)
    }

    async fn accept(&self, round_id: &str) {
        let request = AcceptProposalRequest {
            command_id: new_id(),
            round_id: round_id.to_owned(),
            school_id: self.schools[0].to_string(),
            area_id: AREA.to_owned(),
        };
        self.doors.accept_proposal(self.request(request)).await.unwrap();
    }

    /// What closing a round leaves unjudged: everything, but the first school's area where that stands.
    fn left(&self, stands: bool) -> Vec<LeftUnjudged> {
        let areas = default_framework().areas;
        let places = self.schools.iter().flat_map(|school| {
            areas.iter().map(move |area| (school.to_string(), area.area_id.clone()))
        });
        let first = (self.schools[0].to_string(), AREA.to_owned());
        let left = places.filter(|place| !stands || *place != first);
        let reason = || "The term ended first.".to_owned();
        left.map(|(school_id, area_id)| LeftUnjudged { school_id, area_id, reason: reason() })
            .collect()
    }

    fn closing(&self, round_id: &str, stands: bool) -> CloseRoundRequest {
        let (round_id, not_judged) = (round_id.to_owned(), self.left(stands));
        CloseRoundRequest { command_id: new_id(), round_id, not_judged }
    }

    async fn decide(&self, round_id: &str, region: &str) -> Result<DecideResponse, Status> {
        let request = DecideRequest {
            command_id: new_id(),
            round_id: round_id.to_owned(),
            school_id: self.schools[0].to_string(),
            area_id: AREA.to_owned(),
            region_id: region.to_owned(),
            reason: "Agreed by the executive.".to_owned(),
            evidence: vec![],
        };
        Ok(self.doors.decide(self.request(request)).await?.into_inner())
    }

    async fn challenge_and_moderate(&self, round_id: &str) {
        let (round_id, school_id) = (round_id.to_owned(), self.schools[0].to_string());
        let (area_id, region_id) = (AREA.to_owned(), "sustain".to_owned());
        let challenge = ChallengeProposalRequest {
            command_id: new_id(),
            round_id: round_id.clone(),
            school_id: school_id.clone(),
            area_id: area_id.clone(),
            reason: "Every group attends well.".to_owned(),
            region_id: region_id.clone(),
            evidence: vec![visit()],
            in_report: true,
        };
        self.doors.challenge_proposal(self.request(challenge)).await.unwrap();
        let reason = "Compared with the other schools.".to_owned();
        let command_id = new_id();
        let moderation =
            ModerateRequest { command_id, round_id, school_id, area_id, region_id, reason };
        self.doors.moderate(self.request(moderation)).await.unwrap();
    }

    async fn reopen(&self, round_id: &str) -> Result<(), Status> {
        let request = ReopenRequest {
            command_id: new_id(),
            round_id: round_id.to_owned(),
            school_id: self.schools[0].to_string(),
            area_id: AREA.to_owned(),
            reason: "The figures were corrected.".to_owned(),
        };
        self.doors.reopen(self.request(request)).await.map(drop)
    }

    async fn share(&self, round_id: &str) -> Result<ShareResponse, Status> {
        let request = ShareRequest {
            command_id: new_id(),
            round_id: round_id.to_owned(),
            school_id: self.schools[0].to_string(),
            area_id: AREA.to_owned(),
        };
        self.doors.share(self.request(request)).await.map(tonic::Response::into_inner)
    }

    async fn listed(&self, round_id: &str) -> Vec<contract::categories::v1::Category> {
        let at_least = self.catch_up().await;
        let request = ListCategoriesRequest {
            at_least,
            round_id: round_id.to_owned(),
            ..ListCategoriesRequest::default()
        };
        let answer = self.doors.list_categories(self.request(request)).await.unwrap().into_inner();
        assert_eq!(answer.as_of.unwrap().position, at_least);
        answer.categories
    }

    /// Every row of every projection, as text.
    async fn documents(&self) -> Vec<String> {
        let [frameworks, rounds, cells, brought_in] =
            ["frameworks", "rounds", "cells", "brought_in"]
                .map(|name| format!("categories_{name}.document"));
        self.rows(&[&frameworks, &rounds, &cells, &brought_in]).await
    }
}

fn visit() -> Citation {
    Citation {
        kind: EvidenceKind::Visit.into(),
        id: "visit-4".to_owned(),
        says: "Calm corridors.".to_owned(),
        position: 0,
    }
}

/// Evidence as a reader sees it.
fn cited(evidence: &Evidence) -> Citation {
    let Evidence { kind, id, says, position, .. } = evidence.clone();
    Citation { kind, id, says: says.said().into_owned(), position }
}

#[tokio::test]
async fn a_round_goes_from_view_to_sharing_and_every_step_stands_side_by_side() {
    let trust = Trust::start().await;
    trust.agree().await;
    let autumn = trust.try_open("2025-26-autumn").await.unwrap();
    trust.view(&autumn).await.unwrap();
    trust.propose(&autumn, vec![visit()]).await.unwrap();
    trust.challenge_and_moderate(&autumn).await;
    let decided = trust.decide(&autumn, "improve").await.unwrap();
    let shared = trust.share(&autumn).await.unwrap();
    assert!(!shared.changed, "the first sharing is no change");

    let [category] = &trust.listed(&autumn).await[..] else { panic!("one category") };
    assert_eq!(category.state(), CategoryState::Shared);
    let view = category.school_view.as_ref().unwrap();
    assert_eq!(view.reason.said(), "Fewer incidents.");
    assert_eq!(view.at, "2025-11-21T10:00:00Z");
    assert_eq!(
        category.proposal.as_ref().unwrap().evidence.iter().map(cited).collect::<Vec<_>>(),
        [visit()]
    );
    assert_eq!(category.challenge.as_ref().unwrap().region_id, "sustain");
    assert_eq!(category.moderation.as_ref().unwrap().region_id, "sustain");
    let decision = category.decision.as_ref().unwrap();
    assert_eq!((decision.region_id.as_str(), decision.position), ("improve", decided.position));
    assert_eq!(
        decision.evidence.iter().map(cited).collect::<Vec<_>>(),
        [visit()],
        "the decision rests on the proposal's evidence"
    );
    assert_eq!((category.previous_region_id.as_str(), category.changed), ("", false));
    assert_eq!(category.reopening, None);
}

#[tokio::test]
async fn the_next_terms_sharing_names_the_region_before_and_the_change() {
    let trust = Trust::start().await;
    trust.agree().await;
    for (term, region, changed) in
        [("2025-26-autumn", "improve", false), ("2025-26-spring", "sustain", true)]
    {
        let round = trust.try_open(term).await.unwrap();
        trust.view(&round).await.unwrap();
        trust.propose(&round, vec![visit()]).await.unwrap();
        trust.accept(&round).await;
        trust.decide(&round, region).await.unwrap();
        assert!(!trust.listed(&round).await[0].changed, "not shared yet");
        assert_eq!(trust.share(&round).await.unwrap().changed, changed);
        let [category] = &trust.listed(&round).await[..] else { panic!("one category") };
        assert_eq!(category.changed, changed);
        assert_eq!(category.previous_region_id, if changed { "improve" } else { "" });
    }
}

#[tokio::test]
async fn a_reopening_shows_what_stood_and_why_and_takes_the_decision_away() {
    let trust = Trust::start().await;
    trust.agree().await;
    let round = trust.try_open("2025-26-autumn").await.unwrap();
    trust.view(&round).await.unwrap();
    trust.propose(&round, vec![visit()]).await.unwrap();
    trust.challenge_and_moderate(&round).await;
    trust.decide(&round, "improve").await.unwrap();
    trust.reopen(&round).await.unwrap();

    let [category] = &trust.listed(&round).await[..] else { panic!("one category") };
    assert_eq!(category.state(), CategoryState::Reopened);
    let reopening = category.reopening.as_ref().unwrap();
    assert_eq!(reopening.region_id, "improve");
    assert_eq!(reopening.reason.said(), "The figures were corrected.");
    assert!(category.proposal.is_some());
    assert_eq!(
        (&category.challenge, &category.moderation, &category.decision),
        (&None, &None, &None)
    );

    trust.view(&round).await.unwrap();
    assert_eq!(trust.listed(&round).await[0].state(), CategoryState::Reopened);
    trust.decide(&round, "sustain").await.unwrap();
    let [category] = &trust.listed(&round).await[..] else { panic!("one category") };
    assert_eq!(category.state(), CategoryState::Decided);
    assert!(!trust.share(&round).await.unwrap().changed, "nothing had been shared before");
}

#[tokio::test]
async fn categories_and_rounds_can_be_read_as_they_stood_on_a_day() {
    let trust = Trust::start().await;
    trust.agree().await;
    let round = trust.try_open("2025-26-autumn").await.unwrap();
    trust.view(&round).await.unwrap();
    let [category] = &trust.listed(&round).await[..] else { panic!("one category") };
    let later = "2025-11-24T10:00:00Z".parse().unwrap();
    let proposed = RegionProposed { cell: category.cell.clone(), ..RegionProposed::default() };
    let stream_id = CategoryDecider::id(&trust.schools[0].to_string(), AREA);
    let events = vec![CategoryEvent::from(proposed)];
    trust.store.record_at(trust.trust, stream_id, events, later).await;
    let closed = RoundClosed { round_id: round.clone(), not_judged: vec![] };
    trust.store.record_at(trust.trust, &round, vec![RoundEvent::from(closed)], later).await;
    trust.catch_up().await;
    let listed = async |day: &str| {
        let (round_id, as_of_date) = (round.clone(), day.to_owned());
        let request = ListCategoriesRequest { round_id, as_of_date, ..Default::default() };
        let categories = trust.doors.list_categories(trust.request(request)).await?.into_inner();
        let request = ListRoundsRequest { as_of_date: day.to_owned(), ..Default::default() };
        let rounds = trust.doors.list_rounds(trust.request(request)).await?.into_inner();
        Ok::<_, Status>((categories.categories[0].state(), rounds.rounds[0].closed))
    };
    assert_eq!(listed("2025-11-23").await.unwrap(), (CategoryState::ViewStated, false));
    assert_eq!(listed("2025-11-24").await.unwrap(), (CategoryState::Proposed, true));
    assert_eq!(reason_of(&listed("2025-11-20").await.unwrap_err()), "ROUND_UNKNOWN");
    assert_eq!(reason_of(&listed("November").await.unwrap_err()), "AS_OF_MALFORMED");
}

#[test]
fn a_round_of_a_thousand_schools_fits_into_a_document() {
    let school_ids = (0..1_000).map(|id| Uuid::from_u128(id).to_string()).collect();
    let round = contract::categories::v1::Round { school_ids, ..Default::default() };
    eventlog::testing::fits::<Rounds>(&round);
}

#[test]
fn a_framework_of_long_descriptions_fits_into_a_document() {
    let mut framework = default_framework();
    for descriptor in &mut framework.descriptors {
        descriptor.text = "Leaders know every pupil who is often away. ".repeat(15);
    }
    eventlog::testing::fits::<Frameworks>(&framework);
}

#[tokio::test]
async fn every_projection_run_twice_gives_the_same_rows() {
    let trust = Trust::start().await;
    trust.agree().await;
    for term in ["2025-26-autumn", "2025-26-spring"] {
        let round = trust.try_open(term).await.unwrap();
        trust.view(&round).await.unwrap();
        trust.propose(&round, vec![visit()]).await.unwrap();
        trust.challenge_and_moderate(&round).await;
        trust.decide(&round, "repair").await.unwrap();
        trust.reopen(&round).await.unwrap();
        trust.view(&round).await.unwrap();
        trust.decide(&round, "sustain").await.unwrap();
        let request = trust.closing(&round, true);
        trust.doors.close_round(trust.request(request)).await.unwrap();
    }
    trust.catch_up().await;
    let once = trust.documents().await;
    assert!(once.len() > 10, "{once:?}");
    trust.take_in_again().await;
    assert_eq!(trust.documents().await, once);
}

#[tokio::test]
async fn refusals_carry_their_code_and_reason() {
    let trust = Trust::start().await;
    let status = trust.try_open("2025-26-autumn").await.unwrap_err();
    assert_eq!((status.code(), reason_of(&status).as_str()), (Code::NotFound, "FRAMEWORK_UNKNOWN"));
    trust.agree().await;

    let nowhere = Uuid::from_u128(404).to_string();
    let status = trust.view(&nowhere).await.unwrap_err();
    assert_eq!((status.code(), reason_of(&status).as_str()), (Code::NotFound, "ROUND_UNKNOWN"));
    let status = trust.view("autumn").await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    assert!(status.message().contains("round_id"), "{}", status.message());

    let round = trust.try_open("2025-26-autumn").await.unwrap();
    let status = trust.try_open("2025-26-autumn").await.unwrap_err();
    assert_eq!(reason_of(&status), "ROUND_ALREADY_OPEN");
    let status = trust.decide(&round, "improve").await.unwrap_err();
    assert_eq!(status.code(), Code::FailedPrecondition);
    assert_eq!(reason_of(&status), "NOTHING_PROPOSED");
    let unsaid = Citation { kind: 0, ..visit() };
    let status = trust.propose(&round, vec![unsaid]).await.unwrap_err();
    assert!(status.message().contains("evidence.kind"), "{}", status.message());
    let status = trust.propose(&round, vec![]).await.unwrap_err();
    assert_eq!(reason_of(&status), "EVIDENCE_MISSING");
}

#[tokio::test]
async fn another_trusts_round_is_unknown() {
    let trust = Trust::start().await;
    trust.agree().await;
    let round_id = trust.try_open("2025-26-autumn").await.unwrap();
    let other = Caller::new(trust.store.trust().await, Uuid::from_u128(9), "improvement_lead");
    let request =
        CloseRoundRequest { command_id: new_id(), round_id: round_id.clone(), not_judged: vec![] };
    let status = trust.doors.close_round(other.request(request)).await.unwrap_err();
    assert_eq!((status.code(), reason_of(&status).as_str()), (Code::NotFound, "ROUND_UNKNOWN"));
    trust.catch_up().await;
    let request = ListCategoriesRequest { round_id, ..ListCategoriesRequest::default() };
    let status = trust.doors.list_categories(other.request(request)).await.unwrap_err();
    assert_eq!((status.code(), reason_of(&status).as_str()), (Code::NotFound, "ROUND_UNKNOWN"));
}

#[tokio::test]
async fn the_same_command_twice_is_answered_the_same() {
    let trust = Trust::start().await;
    trust.agree().await;
    let round = trust.try_open("2025-26-autumn").await.unwrap();
    let request = trust.closing(&round, false);
    let first = trust.doors.close_round(trust.request(request.clone())).await.unwrap().into_inner();
    let again = trust.doors.close_round(trust.request(request)).await.unwrap().into_inner();
    assert_eq!(first, again);
}

#[tokio::test]
async fn rounds_are_listed_newest_first_and_frameworks_found_by_version() {
    let trust = Trust::start().await;
    trust.agree().await;
    for term in ["2025-26-spring", "2025-26-autumn", "2025-26-summer"] {
        trust.try_open(term).await.unwrap();
    }
    let at_least = trust.catch_up().await;
    let asked = ListRoundsRequest { at_least, ..Default::default() };
    let answer = trust.doors.list_rounds(trust.request(asked)).await;
    let terms: Vec<_> = answer.unwrap().into_inner().rounds.into_iter().map(|r| r.term).collect();
    assert_eq!(terms, ["2025-26-summer", "2025-26-spring", "2025-26-autumn"]);

    let get = async |framework_id: &str, version, as_of_date: &str| {
        let (framework_id, as_of_date) = (framework_id.to_owned(), as_of_date.to_owned());
        let request = GetFrameworkRequest { at_least, framework_id, version, as_of_date };
        let answer = trust.doors.get_framework(trust.request(request)).await;
        answer.map(|answer| answer.into_inner().framework).map_err(|status| reason_of(&status))
    };
    let named = default_framework().framework_id;
    let found = Ok(Some(default_framework()));
    for version in [0, 1] {
        assert_eq!(get(&named, version, "").await, found);
    }
    let unknown = Err("FRAMEWORK_UNKNOWN".to_owned());
    assert_eq!(get(&named, 2, "").await, unknown);
    // Agreed, and in use, from the day of these commands on.
    for framework_id in [named.as_str(), ""] {
        assert_eq!(get(framework_id, 0, "2025-11-21").await, found, "{framework_id:?}");
        assert_eq!(get(framework_id, 0, "2025-11-20").await, unknown, "{framework_id:?}");
    }
    assert_eq!(get(&named, 0, "2025-11-31").await, Err("AS_OF_MALFORMED".to_owned()));
}
