//! What a command rests on may move between the look-up and the append.

use std::sync::atomic::{AtomicBool, Ordering};

use super::*;

/// Closes the round once, just after the facts for a command were looked up.
struct ClosedMeanwhile<'a> {
    trust: &'a Trust,
    round_id: &'a str,
    is_open: AtomicBool,
}

#[tonic::async_trait]
impl Knows<CategoryDecider> for ClosedMeanwhile<'_> {
    async fn facts(
        &self,
        command: &CategoryCommand,
        lookup: &Lookup<'_>,
    ) -> Result<RoundFacts, Status> {
        let doors: &dyn Knows<CategoryDecider> = &self.trust.doors;
        let facts = doors.facts(command, lookup).await?;
        if self.is_open.swap(false, Ordering::Relaxed) {
            let close = self.trust.closing(self.round_id, false);
            self.trust.doors.close_round(self.trust.request(close)).await?;
        }
        Ok(facts)
    }
}

#[tokio::test]
async fn a_view_is_refused_where_its_round_closes_while_it_is_on_its_way() {
    let trust = Trust::start().await;
    trust.agree().await;
    let round_id = trust.try_open("2025-26-autumn").await.unwrap();
    let meanwhile =
        ClosedMeanwhile { trust: &trust, round_id: &round_id, is_open: AtomicBool::new(true) };
    let view = StateSchoolViewRequest {
        command_id: new_id(),
        round_id: round_id.clone(),
        school_id: trust.schools[0].to_string(),
        area_id: AREA.to_owned(),
        region_id: "improve".to_owned(),
        reason: "Fewer incidents.".to_owned(),
        evidence: vec![],
    };
    let request = trust.request(view);
    let told = trust.doors.door.tell_knowing::<CategoryDecider, _>(request, &meanwhile).await;
    assert_eq!(reason_of(&told.unwrap_err()), "ROUND_CLOSED");
    assert!(!meanwhile.is_open.load(Ordering::Relaxed));
}
