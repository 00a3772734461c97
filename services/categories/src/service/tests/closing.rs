//! A round ends with a reason for all that is open, and is opened again with it.

use super::*;

impl Trust {
    async fn close(&self, request: CloseRoundRequest) -> Result<CloseRoundResponse, Status> {
        Ok(self.doors.close_round(self.request(request)).await?.into_inner())
    }

    async fn reopen_round(
        &self,
        request: ReopenRoundRequest,
    ) -> Result<ReopenRoundResponse, Status> {
        Ok(self.doors.reopen_round(self.request(request)).await?.into_inner())
    }

    async fn is_closed(&self) -> bool {
        let at_least = self.catch_up().await;
        let asked = ListRoundsRequest { at_least, ..Default::default() };
        let listed = self.doors.list_rounds(self.request(asked)).await.unwrap().into_inner();
        listed.rounds[0].closed
    }
}

/// One category of the first school is decided, the rest is open.
async fn one_is_decided() -> (Trust, String) {
    let trust = Trust::start().await;
    trust.agree().await;
    let round = trust.try_open("2025-26-autumn").await.unwrap();
    trust.view(&round).await.unwrap();
    trust.propose(&round, vec![visit()]).await.unwrap();
    trust.accept(&round).await;
    trust.decide(&round, "improve").await.unwrap();
    (trust, round)
}

fn again(round: &str) -> ReopenRoundRequest {
    let reason = "The figures came after all.".to_owned();
    ReopenRoundRequest { command_id: new_id(), round_id: round.to_owned(), reason }
}

#[tokio::test]
async fn closing_leaves_what_is_open_unjudged_with_its_reason() {
    let (trust, round) = one_is_decided().await;
    trust.close(trust.closing(&round, true)).await.unwrap();
    assert!(trust.is_closed().await);
    let listed = trust.listed(&round).await;
    let left = listed.iter().filter(|one| one.state() == CategoryState::NotJudged);
    let reasons = left.map(|one| one.decision.as_ref().unwrap().reason.said().into_owned());
    let reasons: Vec<String> = reasons.collect();
    assert_eq!((listed.len(), reasons.len()), (14, 13));
    assert!(reasons.iter().all(|reason| reason == "The term ended first."), "{reasons:?}");
}

#[tokio::test]
async fn a_round_with_something_open_stays_as_it_is() {
    let (trust, round) = one_is_decided().await;
    let before = trust.end().await;
    let mut some = trust.closing(&round, true);
    some.not_judged.pop();
    let none = CloseRoundRequest { not_judged: vec![], ..some.clone() };
    for (request, sentence) in [(some, "still has one category"), (none, "still has 13 categories")]
    {
        let status = trust.close(request).await.unwrap_err();
        assert_eq!(reason_of(&status), "CATEGORIES_OPEN");
        assert!(status.message().contains(sentence), "{}", status.message());
    }
    let status = trust.close(trust.closing(&round, false)).await.unwrap_err();
    assert_eq!(reason_of(&status), "SOME_REFUSED", "one is decided, and so not left");
    assert_eq!(trust.end().await, before, "nothing was appended");
}

#[tokio::test]
async fn closing_twice_is_answered_the_same_and_other_words_are_refused() {
    let (trust, round) = one_is_decided().await;
    let request = trust.closing(&round, true);
    let first = trust.close(request.clone()).await.unwrap();
    assert_eq!(trust.close(request.clone()).await.unwrap(), first);
    let mut other = request;
    "Nothing was heard.".clone_into(&mut other.not_judged[0].reason);
    assert_eq!(reason_of(&trust.close(other).await.unwrap_err()), "COMMAND_ID_REUSED");
}

#[tokio::test]
async fn a_round_is_opened_again_with_what_its_closing_left() {
    let (trust, round) = one_is_decided().await;
    trust.close(trust.closing(&round, true)).await.unwrap();
    let request = again(&round);
    let first = trust.reopen_round(request.clone()).await.unwrap();
    assert_eq!(trust.reopen_round(request).await.unwrap(), first, "a repeat");
    assert!(!trust.is_closed().await);
    let listed = trust.listed(&round).await;
    let states = |state| listed.iter().filter(|one| one.state() == state).count();
    assert_eq!((states(CategoryState::Reopened), states(CategoryState::Decided)), (13, 1));
    let reopening = listed.iter().find_map(|one| one.reopening.as_ref()).unwrap();
    assert_eq!(reopening.reason.said(), "The figures came after all.");
    let status = trust.reopen_round(again(&round)).await.unwrap_err();
    assert_eq!(reason_of(&status), "ROUND_OPEN");
}

#[tokio::test]
async fn a_school_joins_a_round_and_is_taken_out() {
    let (trust, round) = one_is_decided().await;
    let (third, reason) = (Uuid::from_u128(3).to_string(), "It joins on 1 December.".to_owned());
    let add = AddSchoolToRoundRequest {
        command_id: new_id(),
        round_id: round.clone(),
        school_id: third.clone(),
        reason: reason.clone(),
        views_by: String::new(),
    };
    trust.doors.add_school_to_round(trust.request(add)).await.unwrap();
    let out = TakeSchoolOutOfRoundRequest {
        command_id: new_id(),
        round_id: round.clone(),
        school_id: trust.schools[0].to_string(),
        reason,
    };
    trust.doors.take_school_out_of_round(trust.request(out)).await.unwrap();
    let at_least = trust.catch_up().await;
    let asked = ListRoundsRequest { at_least, ..Default::default() };
    let listed = trust.doors.list_rounds(trust.request(asked)).await.unwrap().into_inner();
    assert_eq!(listed.rounds[0].school_ids, [trust.schools[1].to_string(), third]);
    let status = trust.share(&round).await.unwrap_err();
    assert_eq!(reason_of(&status), "SCHOOL_NOT_IN_ROUND");
}
