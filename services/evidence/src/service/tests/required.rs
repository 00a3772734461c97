//! The register, what schools made of it, and their levels of independence, through the doors.

use contract::Caller;
use contract::events::SchoolEvent;
use contract::schools::v1::{SchoolJoined, ScopeKind};

use super::*;
use crate::independence_scale::tests::levels;

const HEAD: Uuid = Uuid::from_u128(0x61);

impl House {
    async fn required(&self) -> String {
        let terms = RequirementTerms {
            title: "Safeguarding policy".to_owned(),
            kind: RequirementKind::Document.into(),
            obligation: Obligation::Required.into(),
            rhythm: RequirementRhythm::EachTerm.into(),
            due_on: String::new(),
        };
        let request = AddRequirementRequest {
            command_id: new_id(),
            year: "2025-26".to_owned(),
            terms: Some(terms),
            why: "Children have to be safe.".to_owned(),
        };
        let answer = self.doors.add_requirement(self.request(request)).await.unwrap();
        answer.into_inner().requirement_id
    }

    async fn adopt(&self, requirement: &str, period: &str) -> Result<u64, Status> {
        let request = AdoptRequirementRequest {
            command_id: new_id(),
            requirement_id: requirement.to_owned(),
            school_id: SCHOOL.to_string(),
            period: period.to_owned(),
            on: "2026-05-05".to_owned(),
        };
        Ok(self.doors.adopt_requirement(self.request(request)).await?.into_inner().position)
    }

    async fn waive(&self, requirement: &str, school: Uuid, period: &str) {
        let request = WaiveRequirementRequest {
            command_id: new_id(),
            requirement_id: requirement.to_owned(),
            school_id: school.to_string(),
            period: period.to_owned(),
            reason: "The school opened in May.".to_owned(),
        };
        self.doors.waive_requirement(self.request(request)).await.unwrap();
    }

    async fn adoptions(&self, asked: ListAdoptionsRequest) -> Vec<Adoption> {
        let at_least = self.service.catch_up().await;
        let asked = ListAdoptionsRequest { at_least, ..asked };
        self.doors.list_adoptions(self.request(asked)).await.unwrap().into_inner().adoptions
    }

    async fn register(&self, year: &str) -> Vec<RegisterLine> {
        let (at_least, year) = (self.service.catch_up().await, year.to_owned());
        let asked = ListRequirementsRequest { at_least, year, as_of_date: String::new() };
        self.doors.list_requirements(self.request(asked)).await.unwrap().into_inner().lines
    }

    async fn works_at(&self, term: &str, level: &str) {
        let request = RecordIndependenceRequest {
            command_id: new_id(),
            school_id: SCHOOL.to_string(),
            term: term.to_owned(),
            level_id: level.to_owned(),
            reasons: "It said what visitors found.".to_owned(),
        };
        self.doors.record_independence(self.request(request)).await.unwrap();
    }

    async fn independence(&self) -> Vec<SchoolIndependence> {
        let at_least = self.service.catch_up().await;
        let asked = ListIndependenceRequest { at_least, ..ListIndependenceRequest::default() };
        self.doors.list_independence(self.request(asked)).await.unwrap().into_inner().levels
    }
}

#[tokio::test]
async fn a_school_adopts_what_the_register_asks_for_and_takes_it_back() {
    let house = House::start().await;
    let requirement = house.required().await;
    let lines = house.register("2026-27").await;
    let [line] = lines.as_slice() else { panic!("{lines:?}") };
    assert_eq!(line.why.said(), "Children have to be safe.");
    assert_eq!((line.due.len(), line.change()), (3, RegisterChange::Unspecified));
    assert_eq!(line.due_since, "2026-06-01");

    let position = house.adopt(&requirement, "2025-26-summer").await.unwrap();
    house.waive(&requirement, OTHER, "2025-26-autumn").await;
    let status = house.adopt(&requirement, "2025-26").await.unwrap_err();
    assert_eq!(reason_of(&status), "REQUIREMENT_NOT_DUE");

    let all = house.adoptions(ListAdoptionsRequest::default()).await;
    let [waived, adopted] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!(waived.reason.said(), "The school opened in May.");
    assert_eq!((adopted.on.as_str(), adopted.position), ("2026-05-05", position));
    assert_eq!(adopted.by_id, house.service.caller.actor.to_string());
    let of = |school: Uuid, year: &str| ListAdoptionsRequest {
        school_id: school.to_string(),
        year: year.to_owned(),
        ..ListAdoptionsRequest::default()
    };
    assert_eq!(house.adoptions(of(SCHOOL, "2025-26")).await.len(), 1);
    assert!(house.adoptions(of(SCHOOL, "2026-27")).await.is_empty());

    let back = TakeBackAdoptionRequest {
        command_id: new_id(),
        requirement_id: requirement,
        school_id: SCHOOL.to_string(),
        period: "2025-26-summer".to_owned(),
    };
    let back = house.service.request_at("2026-06-03T10:00:00Z", back);
    house.doors.take_back_adoption(back).await.unwrap();
    assert!(house.adoptions(of(SCHOOL, "")).await.is_empty(), "what is open stands in no list");
    let before = ListAdoptionsRequest { as_of_date: "2026-06-02".to_owned(), ..of(SCHOOL, "") };
    assert_eq!(house.adoptions(before).await.len(), 1);
}

#[tokio::test]
async fn a_head_sees_what_the_own_school_made_of_it() {
    let mut house = House::start().await;
    for school in [SCHOOL, OTHER] {
        let school_id = school.to_string();
        let joined = SchoolJoined { school_id, ..SchoolJoined::default() };
        house.happens(school, SchoolEvent::SchoolJoined(joined)).await;
    }
    let own = Scope { kind: ScopeKind::School.into(), id: SCHOOL.to_string() };
    house.grants(HEAD, Role::Headteacher, own).await;
    let requirement = house.required().await;
    house.waive(&requirement, OTHER, "2025-26-autumn").await;
    house.waive(&requirement, SCHOOL, "2025-26-autumn").await;
    house.doors.door = house.service.guarded_door().await;
    let by = |message| {
        let now = Some("2026-06-01T10:00:00Z".parse().unwrap());
        Caller { now, ..Caller::new(house.service.trust, HEAD, "unknown") }.request(message)
    };
    let at_least = house.service.catch_up().await;
    let asked = ListAdoptionsRequest { at_least, ..ListAdoptionsRequest::default() };
    let seen = house.doors.list_adoptions(by(asked)).await.unwrap().into_inner().adoptions;
    let schools: Vec<_> = seen.into_iter().map(|one| one.school_id).collect();
    assert_eq!(schools, [SCHOOL.to_string()]);
}

#[tokio::test]
async fn a_schools_level_stands_term_by_term_until_it_is_withdrawn() {
    let house = House::start().await;
    let set = SetIndependenceLevelsRequest {
        command_id: new_id(),
        version: 1,
        levels: levels(&["Guided", "Free"]),
    };
    house.doors.set_independence_levels(house.request(set)).await.unwrap();
    house.works_at("2025-26-summer", "guided").await;
    house.works_at("2025-26-autumn", "guided").await;
    house.works_at("2025-26-summer", "free").await;
    let told = house.independence().await;
    let told: Vec<_> = told.iter().map(|one| (one.term.as_str(), one.level_id.as_str())).collect();
    assert_eq!(told, [("2025-26-summer", "free"), ("2025-26-autumn", "guided")]);
    let withdraw = WithdrawIndependenceRequest {
        command_id: new_id(),
        school_id: SCHOOL.to_string(),
        term: "2025-26-autumn".to_owned(),
        reason: "It was another school.".to_owned(),
    };
    house.doors.withdraw_independence(house.request(withdraw)).await.unwrap();
    let left = house.independence().await;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].reasons.said(), "It said what visitors found.");
    let at_least = house.service.catch_up().await;
    let asked = ListIndependenceLevelsRequest { at_least, ..Default::default() };
    let answer = house.doors.list_independence_levels(house.request(asked)).await.unwrap();
    let versions = answer.into_inner().versions;
    assert_eq!((versions.len(), versions[0].levels.len()), (1, 2));
}

#[test]
fn the_largest_of_each_fits() {
    let terms = RequirementTerms {
        title: "T".repeat(200),
        kind: RequirementKind::Routine.into(),
        obligation: Obligation::Optional.into(),
        rhythm: RequirementRhythm::OnDay.into(),
        due_on: "2026-05-05".to_owned(),
    };
    let words = || Some(contract::log::v1::Words::from("c".repeat(64)));
    // A version for each of 40 years; an event holds what commits to words, and so does the document.
    let version = |number: u32| RequirementVersion {
        year: format!("20{number}-26"),
        terms: Some(terms.clone()),
        why: words(),
        dropped: true,
        recorded_on: "2026-05-05".to_owned(),
        position: u64::MAX,
        due_since: "2026-05-05".to_owned(),
    };
    fits::<RequirementsList>(&Requirement {
        requirement_id: Uuid::max().to_string(),
        versions: (10..50).map(version).collect(),
    });
    fits::<AdoptionsList>(&Adoption {
        requirement_id: Uuid::max().to_string(),
        school_id: Uuid::max().to_string(),
        period: "2025-26-autumn".to_owned(),
        state: AdoptionState::Adopted.into(),
        on: "2026-05-05".to_owned(),
        by_id: Uuid::max().to_string(),
        reason: words(),
        position: u64::MAX,
    });
    let level = IndependenceLevel {
        level_id: "l".repeat(64),
        name: "N".repeat(100),
        means: "M".repeat(1_000),
    };
    fits::<IndependenceLevelsList>(&IndependenceLevels {
        version: u32::MAX,
        levels: vec![level; 12],
        set_on: "2026-05-05".to_owned(),
        position: u64::MAX,
    });
    fits::<SchoolIndependenceList>(&SchoolIndependence {
        school_id: Uuid::max().to_string(),
        term: "2025-26-autumn".to_owned(),
        level_id: "l".repeat(64),
        levels_version: u32::MAX,
        reasons: words(),
        by_id: Uuid::max().to_string(),
        recorded_on: "2026-05-05".to_owned(),
        position: u64::MAX,
        withdrawn: true,
    });
}
