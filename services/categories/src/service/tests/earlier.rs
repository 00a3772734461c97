//! What was decided before Plumbline is brought in, listed beside nothing else, and taken back.

use super::*;

impl Trust {
    fn earlier(&self, area: &str, region: &str) -> BringInDecisionsRequest {
        let (area_id, region_id) = (area.to_owned(), region.to_owned());
        BringInDecisionsRequest {
            command_id: new_id(),
            school_id: self.schools[0].to_string(),
            framework_id: default_framework().framework_id,
            framework_version: 1,
            decided_on: "2024-07-12".to_owned(),
            paper: "Annual review 2023-24".to_owned(),
            decided_by: "Board of trustees".to_owned(),
            decisions: vec![EarlierDecision { area_id, region_id, ..EarlierDecision::default() }],
        }
    }

    fn by_its_own_names(&self, decided_on: &str) -> BringInDecisionsRequest {
        let (area_name, region_name) = ("Provision".to_owned(), "Good".to_owned());
        let in_words = EarlierDecision { area_name, region_name, ..EarlierDecision::default() };
        BringInDecisionsRequest {
            framework_id: String::new(),
            framework_version: 0,
            decided_on: decided_on.to_owned(),
            decisions: vec![in_words],
            ..self.earlier(AREA, "repair")
        }
    }

    async fn bring_in(&self, asked: BringInDecisionsRequest) -> Result<u64, Status> {
        let answer = self.doors.bring_in_decisions(self.request(asked)).await?;
        Ok(answer.into_inner().position)
    }

    async fn brought_in(&self, as_of_date: &str) -> Vec<BroughtInDecision> {
        let request = ListBroughtInRequest {
            at_least: self.catch_up().await,
            school_id: self.schools[0].to_string(),
            as_of_date: as_of_date.to_owned(),
        };
        let answer = self.doors.list_brought_in(self.request(request)).await.unwrap();
        answer.into_inner().decisions
    }
}

#[tokio::test]
async fn an_earlier_judgement_is_listed_with_its_day_and_paper_and_moves_nothing() {
    let trust = Trust::start().await;
    trust.agree().await;
    let position = trust.bring_in(trust.earlier(AREA, "repair")).await.unwrap();
    let [brought] = &trust.brought_in("").await[..] else { panic!("one judgement") };
    assert_eq!(brought.area_name, "Behaviour and attendance");
    assert_eq!((brought.region_name.as_str(), brought.position), ("Repair", position));
    assert_eq!(brought.paper.said(), "Annual review 2023-24");
    assert_eq!(brought.decided_by.said(), "Board of trustees");
    assert_eq!(brought.decided_on, "2024-07-12");
    assert_eq!(brought.brought_in_on, "2025-11-21");
    assert!(trust.brought_in("2025-11-20").await.is_empty(), "the day before it was not known");

    // The first sharing in Plumbline is compared with nothing.
    let round = trust.try_open("2025-26-autumn").await.unwrap();
    trust.view(&round).await.unwrap();
    trust.propose(&round, vec![visit()]).await.unwrap();
    trust.accept(&round).await;
    trust.decide(&round, "improve").await.unwrap();
    assert!(!trust.share(&round).await.unwrap().changed);
    assert_eq!(trust.listed(&round).await[0].previous_region_id, "");

    // From now on only what is older than that decision is brought in.
    let late = BringInDecisionsRequest {
        decided_on: "2025-11-21".to_owned(),
        ..trust.earlier(AREA, "repair")
    };
    assert_eq!(reason_of(&trust.bring_in(late).await.unwrap_err()), "DECIDED_HERE_BEFORE");
    // A paper's own name may mean any area, so it is older than the first decision in all of them.
    trust.catch_up().await;
    let late = trust.bring_in(trust.by_its_own_names("2025-11-21")).await.unwrap_err();
    assert_eq!(reason_of(&late), "DECIDED_HERE_BEFORE");
    trust.bring_in(trust.by_its_own_names("2025-11-20")).await.unwrap();
    let again = trust.bring_in(trust.earlier(AREA, "improve")).await.unwrap_err();
    assert_eq!(reason_of(&again), "BROUGHT_IN_BEFORE");
}

#[tokio::test]
async fn what_was_taken_back_stands_with_its_reason_and_rows_are_the_same_twice() {
    let trust = Trust::start().await;
    trust.agree().await;
    trust.bring_in(trust.earlier(AREA, "repair")).await.unwrap();
    trust.bring_in(trust.by_its_own_names("2024-07-12")).await.unwrap();
    let listed = trust.brought_in("").await;
    let names: Vec<_> = listed.iter().map(|one| one.area_name.as_str()).collect();
    assert_eq!(names, ["Behaviour and attendance", "Provision"]);

    let take_back = TakeBackBroughtInRequest {
        command_id: new_id(),
        school_id: trust.schools[0].to_string(),
        decision_ids: vec![listed[1].decision_id.clone()],
        reason: "It was of another school.".to_owned(),
    };
    trust.doors.take_back_brought_in(trust.request(take_back)).await.unwrap();
    let listed = trust.brought_in("").await;
    assert_eq!(listed[1].taken_back_on, "2025-11-21");
    assert_eq!(listed[1].taken_back_reason.said(), "It was of another school.");
    assert_eq!(listed[0].taken_back_on, "");

    let once = trust.documents().await;
    trust.take_in_again().await;
    assert_eq!(trust.documents().await, once);
}
