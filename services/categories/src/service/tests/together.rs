//! A school's views and answers, and a moderation meeting's outcomes, each in one act.

use super::*;

const OTHER: &str = "governance";

impl Trust {
    fn view_of(area: &str) -> AreaView {
        let (area_id, region_id) = (area.to_owned(), "improve".to_owned());
        let reason = "We see it daily.".to_owned();
        AreaView { area_id, region_id, reason, evidence: Vec::new() }
    }

    async fn views(&self, round_id: &str, views: Vec<AreaView>) -> Result<(), Status> {
        let request = StateSchoolViewsRequest {
            command_id: new_id(),
            round_id: round_id.to_owned(),
            school_id: self.schools[0].to_string(),
            views,
        };
        self.doors.state_school_views(self.request(request)).await.map(drop)
    }

    async fn propose_in(&self, round_id: &str, area: &str) {
        let request = ProposeRegionRequest {
            command_id: new_id(),
            round_id: round_id.to_owned(),
            school_id: self.schools[0].to_string(),
            area_id: area.to_owned(),
            region_id: "repair".to_owned(),
            reason: "Attendance is at 95%.".to_owned(),
            evidence: vec![visit()],
            answer_by: String::new(),
        };
        self.doors.propose_region(self.request(request)).await.unwrap();
    }

    async fn states(&self, round_id: &str) -> Vec<CategoryState> {
        self.listed(round_id).await.iter().map(contract::categories::v1::Category::state).collect()
    }
}

async fn viewed() -> (Trust, String) {
    let trust = Trust::start().await;
    trust.agree().await;
    let round = trust.try_open("2025-26-autumn").await.unwrap();
    trust.views(&round, vec![Trust::view_of(AREA), Trust::view_of(OTHER)]).await.unwrap();
    (trust, round)
}

#[tokio::test]
async fn the_views_of_all_areas_are_sent_together_or_not_at_all() {
    let (trust, round) = viewed().await;
    assert_eq!(trust.states(&round).await, [CategoryState::ViewStated; 2]);
    let before = trust.end().await;
    let some = vec![Trust::view_of("staff"), Trust::view_of("weather")];
    assert_eq!(reason_of(&trust.views(&round, some).await.unwrap_err()), "SOME_REFUSED");
    assert_eq!(trust.end().await, before);
}

#[tokio::test]
async fn the_proposals_for_a_school_are_sent_together_or_not_at_all() {
    let (trust, round) = viewed().await;
    let proposal = |area: &str| AreaProposal {
        area_id: area.to_owned(),
        region_id: "repair".to_owned(),
        reason: "Attendance is at 95%.".to_owned(),
        evidence: vec![visit()],
    };
    let propose = |areas: &[&str]| ProposeRegionsRequest {
        command_id: new_id(),
        round_id: round.clone(),
        school_id: trust.schools[0].to_string(),
        proposals: areas.iter().map(|area| proposal(area)).collect(),
        answer_by: "2025-11-27".to_owned(),
    };
    let some = propose(&[AREA, "staff"]);
    let status = trust.doors.propose_regions(trust.request(some)).await.unwrap_err();
    assert_eq!(reason_of(&status), "SOME_REFUSED", "the school has no view of staff yet");
    assert_eq!(trust.states(&round).await, [CategoryState::ViewStated; 2]);
    trust.doors.propose_regions(trust.request(propose(&[AREA, OTHER]))).await.unwrap();
    assert_eq!(trust.states(&round).await, [CategoryState::Proposed; 2]);
    let days: Vec<_> = trust.listed(&round).await.into_iter().map(|one| one.answer_by).collect();
    assert_eq!(days, ["2025-11-27", "2025-11-27"]);
}

#[tokio::test]
async fn a_school_answers_all_proposals_and_a_meeting_moderates_what_it_challenged() {
    let (trust, round) = viewed().await;
    for area in [AREA, OTHER] {
        trust.propose_in(&round, area).await;
    }
    let listed = trust.listed(&round).await;
    assert_eq!(listed[0].answer_by, "2025-11-28", "five school days");
    let challenge = AreaChallenge {
        area_id: OTHER.to_owned(),
        region_id: "improve".to_owned(),
        reason: "See the minutes.".to_owned(),
        in_report: false,
    };
    let answers = AnswerProposalsRequest {
        command_id: new_id(),
        round_id: round.clone(),
        school_id: trust.schools[0].to_string(),
        accepted_area_ids: vec![AREA.to_owned()],
        challenges: vec![challenge],
    };
    trust.doors.answer_proposals(trust.request(answers.clone())).await.unwrap();
    let states = [CategoryState::Accepted, CategoryState::Challenged];
    assert_eq!(trust.states(&round).await, states);
    let again = AnswerProposalsRequest { command_id: new_id(), ..answers };
    let status = trust.doors.answer_proposals(trust.request(again)).await.unwrap_err();
    assert_eq!(reason_of(&status), "SOME_REFUSED");

    let outcome = CellModeration {
        school_id: trust.schools[0].to_string(),
        area_id: OTHER.to_owned(),
        region_id: "improve".to_owned(),
        reason: "The minutes show it.".to_owned(),
    };
    let met = ModerateCategoriesRequest {
        command_id: new_id(),
        round_id: round.clone(),
        present_ids: vec![Uuid::from_u128(0xce).to_string()],
        interests: String::new(),
        agreement: Agreement::Consensus.into(),
        cells: vec![outcome],
    };
    let answer = trust.doors.moderate_categories(trust.request(met)).await.unwrap().into_inner();
    let listed = trust.listed(&round).await;
    let moderated = listed.iter().find(|one| one.moderation.is_some()).unwrap();
    let held = moderated.moderation_meeting.as_ref().unwrap();
    assert_eq!((&held.meeting_id, held.present_ids.len()), (&answer.meeting_id, 1));
}

#[tokio::test]
async fn what_is_not_answered_yet_is_not_decided() {
    let (trust, round) = viewed().await;
    trust.propose_in(&round, AREA).await;
    let status = trust.decide(&round, "repair").await.unwrap_err();
    assert_eq!(
        (status.code(), reason_of(&status).as_str()),
        (Code::FailedPrecondition, "ANSWER_AWAITED")
    );
    assert!(status.message().contains("28 November 2025"), "{}", status.message());
}

#[tokio::test]
async fn decisions_are_shared_together_or_not_at_all() {
    let (trust, round) = viewed().await;
    for area in [AREA, OTHER] {
        trust.propose_in(&round, area).await;
    }
    let answers = AnswerProposalsRequest {
        command_id: new_id(),
        round_id: round.clone(),
        school_id: trust.schools[0].to_string(),
        accepted_area_ids: vec![AREA.to_owned(), OTHER.to_owned()],
        challenges: Vec::new(),
    };
    trust.doors.answer_proposals(trust.request(answers)).await.unwrap();
    trust.decide(&round, "repair").await.unwrap();
    let share = |areas: &[&str]| ShareDecisionsRequest {
        command_id: new_id(),
        round_id: round.clone(),
        cells: areas
            .iter()
            .map(|area| DecidedCell {
                school_id: trust.schools[0].to_string(),
                area_id: (*area).to_owned(),
            })
            .collect(),
    };
    let before = trust.end().await;
    let both = share(&[AREA, OTHER]);
    let status = trust.doors.share_decisions(trust.request(both)).await.unwrap_err();
    assert_eq!(reason_of(&status), "SOME_REFUSED", "the other one is not decided");
    assert_eq!(trust.end().await, before);

    let one = share(&[AREA]);
    let first = trust.doors.share_decisions(trust.request(one.clone())).await.unwrap();
    assert!(trust.states(&round).await.contains(&CategoryState::Shared));
    let again = trust.doors.share_decisions(trust.request(one)).await.unwrap();
    assert_eq!(again.get_ref().position, first.get_ref().position);
}
