//! A meeting decides many categories in one act.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use eventlog::Receipt;

use super::*;
use crate::meeting::DecidingMeeting;

const LEAD: Uuid = Uuid::from_u128(9);
const CHIEF: Uuid = Uuid::from_u128(0xce);

fn cell(school: Uuid, region: &str, reason: &str) -> CellDecision {
    CellDecision {
        school_id: school.to_string(),
        area_id: AREA.to_owned(),
        region_id: region.to_owned(),
        reason: reason.to_owned(),
    }
}

fn asked(round_id: &str, cells: Vec<CellDecision>) -> DecideCategoriesRequest {
    DecideCategoriesRequest {
        command_id: new_id(),
        round_id: round_id.to_owned(),
        present_ids: [LEAD, CHIEF].map(|id| id.to_string()).to_vec(),
        interests: "The chair’s sister works at one of the schools.".to_owned(),
        agreement: Agreement::Vote.into(),
        cells,
    }
}

/// One school with a proposal that it accepted, and another of which nothing was said.
async fn proposed_for_the_first() -> (Trust, String) {
    let trust = Trust::start().await;
    trust.agree().await;
    let round = trust.try_open("2025-26-autumn").await.unwrap();
    trust.view(&round).await.unwrap();
    trust.propose(&round, vec![visit()]).await.unwrap();
    trust.accept(&round).await;
    (trust, round)
}

impl Trust {
    async fn meet(&self, act: DecideCategoriesRequest) -> Result<DecideCategoriesResponse, Status> {
        Ok(self.doors.decide_categories(self.request(act)).await?.into_inner())
    }

    fn both(&self) -> Vec<CellDecision> {
        let [first, second] = self.schools;
        vec![cell(first, "improve", ""), cell(second, "", "A new head.")]
    }
}

fn named(status: &Status) -> Vec<(String, String, String)> {
    let details = tonic_types::StatusExt::get_error_details(status);
    let violations = details.precondition_failure().map(|failure| failure.violations.clone());
    let violations = violations.unwrap_or_default().into_iter();
    violations.map(|one| (one.subject, one.r#type, one.description)).collect()
}

#[tokio::test]
async fn a_meeting_decides_all_and_each_decision_says_which_meeting_it_was() {
    let (trust, round) = proposed_for_the_first().await;
    let before = trust.end().await;
    let answer = trust.meet(asked(&round, trust.both())).await.unwrap();
    assert_eq!((trust.end().await, answer.position), (before + 2, before + 2));

    let listed = trust.listed(&round).await;
    let states: Vec<_> = listed.iter().map(contract::categories::v1::Category::state).collect();
    assert_eq!(states, [CategoryState::Decided, CategoryState::NotJudged]);
    for category in &listed {
        let held = category.meeting.as_ref().unwrap();
        assert_eq!((&held.meeting_id, held.agreement()), (&answer.meeting_id, Agreement::Vote));
        assert_eq!(held.present_ids.len(), 2);
        assert!(held.interests.said().contains("sister"));
    }
    assert_eq!(listed[1].decision.as_ref().unwrap().reason.said(), "A new head.");
}

#[tokio::test]
async fn one_refused_category_keeps_all_back_and_is_named() {
    let (trust, round) = proposed_for_the_first().await;
    let before = trust.end().await;
    let [first, second] = trust.schools;
    let stranger = Uuid::from_u128(404);
    let cells = vec![
        cell(first, "improve", ""),
        cell(second, "", "A new head."),
        cell(stranger, "improve", ""),
    ];
    let status = trust.meet(asked(&round, cells)).await.unwrap_err();
    assert_eq!(status.code(), Code::FailedPrecondition);
    assert_eq!(reason_of(&status), "SOME_REFUSED");
    assert_eq!(status.message(), "1 of 3 were refused, so nothing was recorded.");
    let refused = (
        format!("{stranger}.{AREA}"),
        "SCHOOL_NOT_IN_ROUND".to_owned(),
        "This school is not in the round.".to_owned(),
    );
    assert_eq!(named(&status), [refused]);
    assert_eq!(trust.end().await, before, "nothing was appended");
    let [category] = &trust.listed(&round).await[..] else { panic!("one category") };
    assert_eq!(category.state(), CategoryState::Accepted);
}

#[tokio::test]
async fn as_many_refused_categories_as_a_header_holds_are_named() {
    let (trust, round) = proposed_for_the_first().await;
    let cells = (1_000..1_800).map(|id| cell(Uuid::from_u128(id), "improve", ""));
    let status = trust.meet(asked(&round, cells.collect())).await.unwrap_err();
    assert_eq!(status.message(), "800 of 800 were refused, so nothing was recorded.");
    assert_eq!(named(&status).len(), 20);
    assert!(status.details().len() < 12_000, "base64 makes 16 kB of it");
}

#[tokio::test]
async fn a_category_named_twice_is_decided_once() {
    let (trust, round) = proposed_for_the_first().await;
    let [first, _] = trust.schools;
    let twice = vec![cell(first, "improve", ""), cell(first, "repair", "")];
    let status = trust.meet(asked(&round, twice)).await.unwrap_err();
    assert_eq!(named(&status)[0].1, "DECISION_STANDS");
}

#[tokio::test]
async fn a_meeting_of_the_proposer_alone_decides_nothing() {
    let (trust, round) = proposed_for_the_first().await;
    let act = asked(&round, trust.both());
    let alone = DecideCategoriesRequest { present_ids: vec![LEAD.to_string()], ..act };
    let status = trust.meet(alone).await.unwrap_err();
    assert_eq!(named(&status)[0].1, "PROPOSER_ALONE");
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_and_other_content_is_refused() {
    let (trust, round) = proposed_for_the_first().await;
    let act = asked(&round, trust.both());
    let first = trust.meet(act.clone()).await.unwrap();
    let head = trust.end().await;
    assert_eq!(trust.meet(act.clone()).await.unwrap(), first);
    for other in [
        DecideCategoriesRequest { agreement: Agreement::Consensus.into(), ..act.clone() },
        DecideCategoriesRequest { interests: "None that matter.".to_owned(), ..act },
    ] {
        assert_eq!(reason_of(&trust.meet(other).await.unwrap_err()), "COMMAND_ID_REUSED");
    }
    assert_eq!(trust.end().await, head);
}

/// What happens between look-up and append.
enum Happening {
    RoundCloses,
    AnotherDecides,
}

/// Does something once, just after the facts of the second category were looked up.
struct Meanwhile<'a> {
    trust: &'a Trust,
    round: &'a str,
    meeting: DecidingMeeting<'a>,
    looked_up: AtomicUsize,
    happening: Happening,
}

#[tonic::async_trait]
impl Knows<CategoryDecider> for Meanwhile<'_> {
    async fn facts(
        &self,
        command: &CategoryCommand,
        lookup: &Lookup<'_>,
    ) -> Result<RoundFacts, Status> {
        let facts = self.meeting.facts(command, lookup).await?;
        if self.looked_up.fetch_add(1, Ordering::Relaxed) == 1 {
            match self.happening {
                Happening::RoundCloses => {
                    let close = self.trust.closing(self.round, false);
                    self.trust.doors.close_round(self.trust.request(close)).await?;
                }
                Happening::AnotherDecides => {
                    self.trust.decide(self.round, "sustain").await?;
                }
            }
        }
        Ok(facts)
    }
}

impl Trust {
    /// Holds the meeting while something else happens. Returns how often facts were looked up as well.
    async fn meet_while(
        &self,
        round: &str,
        happening: Happening,
    ) -> (Result<Receipt<CategoryEvent>, Status>, usize) {
        let act = self.request(asked(round, self.both()));
        let (envelope, act) = self.doors.door.command(act).await.unwrap();
        let (commands, meeting) = DecidingMeeting::called(&self.doors, act, &envelope.context);
        let looked_up = AtomicUsize::new(0);
        let meanwhile = Meanwhile { trust: self, round, meeting, looked_up, happening };
        let door = &self.doors.door;
        let told = door.tell_each::<CategoryDecider>(&envelope, commands, &meanwhile).await;
        (told, meanwhile.looked_up.into_inner())
    }
}

#[tokio::test]
async fn a_round_that_closes_on_the_way_has_the_whole_meeting_decided_again() {
    let (trust, round) = proposed_for_the_first().await;
    let (told, looked_up) = trust.meet_while(&round, Happening::RoundCloses).await;
    let status = told.unwrap_err();
    assert_eq!((named(&status).len(), looked_up), (2, 4), "the closing left both unjudged");
    assert_eq!(named(&status)[0].1, "DECISION_STANDS");
}

#[tokio::test]
async fn a_decision_taken_on_the_way_keeps_the_whole_meeting_back() {
    let (trust, round) = proposed_for_the_first().await;
    let before = trust.end().await;
    let (told, _) = trust.meet_while(&round, Happening::AnotherDecides).await;
    let status = told.unwrap_err();
    assert_eq!(named(&status)[0].1, "DECISION_STANDS");
    assert_eq!(trust.end().await, before + 1, "the other decision alone");
}

#[tokio::test]
async fn of_two_meetings_in_two_processes_one_decides() {
    let (trust, round) = proposed_for_the_first().await;
    let other = Doors { door: trust.door().await, ..trust.doors.clone() };
    let before = trust.end().await;
    let mut turned = trust.both();
    turned.reverse();
    let theirs = trust.request(asked(&round, turned));
    let (ours, theirs) =
        tokio::join!(trust.meet(asked(&round, trust.both())), other.decide_categories(theirs));
    let refused = match (ours, theirs) {
        (Ok(_), Err(refused)) | (Err(refused), Ok(_)) => refused,
        both => panic!("one decides: {both:?}"),
    };
    assert_eq!(reason_of(&refused), "SOME_REFUSED");
    assert_eq!(named(&refused).len(), 2);
    assert_eq!(trust.end().await, before + 2);
}

/// Nine areas, as the largest framework we know.
fn nine_areas() -> FrameworkAgreed {
    let mut framework = default_framework();
    while framework.areas.len() < 9 {
        let area_id = format!("area-{}", framework.areas.len());
        let name = area_id.clone();
        for region in framework.regions.clone() {
            let (area_id, region_id) = (area_id.clone(), region.region_id);
            let text = "Much as elsewhere.".to_owned();
            framework.descriptors.push(Descriptor { area_id, region_id, text });
        }
        framework.areas.push(Area { area_id, name });
    }
    framework
}

#[tokio::test]
async fn ninety_schools_in_nine_areas_are_decided_in_one_act() {
    let trust = Trust::start().await;
    let framework = nine_areas();
    let areas: Vec<String> = framework.areas.iter().map(|area| area.area_id.clone()).collect();
    let agree = AgreeFrameworkRequest { command_id: new_id(), framework: Some(framework) };
    trust.doors.agree_framework(trust.request(agree)).await.unwrap();
    let schools: Vec<String> = (1..=90).map(|id| Uuid::from_u128(id).to_string()).collect();
    let open = OpenRoundRequest {
        command_id: new_id(),
        term: "2025-26-autumn".to_owned(),
        framework_id: default_framework().framework_id,
        framework_version: 1,
        school_ids: schools.clone(),
        views_by: String::new(),
    };
    let round = trust.doors.open_round(trust.request(open)).await.unwrap().into_inner().round_id;
    let cells = schools.iter().flat_map(|school| {
        areas.iter().map(move |area| CellDecision {
            school_id: school.clone(),
            area_id: area.clone(),
            region_id: String::new(),
            reason: format!("Not yet: {school} in {area}."),
        })
    });
    let act = asked(&round, cells.collect());
    let before = trust.end().await;
    let started = Instant::now();
    let answer = trust.meet(act.clone()).await.unwrap();
    let took = started.elapsed();
    assert_eq!(answer.position, before + 810);
    assert_eq!(trust.meet(act).await.unwrap(), answer);
    assert_eq!(trust.listed(&round).await.len(), 810);
    assert!(took.as_secs() < 10, "810 categories took {took:?}");
}
