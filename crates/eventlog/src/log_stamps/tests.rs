use super::*;
use crate::testing::TestStore;

#[tokio::test]
async fn a_log_that_is_hours_ahead_of_the_stores_clock_is_told_and_a_small_step_back_is_not() {
    let store = TestStore::start().await;
    let (admin, log) = (store.admin().await, store.log("trail").await);
    let stamped = async |ahead: &str| {
        let head = format!(
            "insert into log.head (trust_id, position, recorded_at) \
             values (gen_random_uuid(), 1, clock_timestamp() + interval '{ahead}')"
        );
        admin.batch_execute(&head).await.unwrap();
        LogStamps::now(&**log.across_trusts().await.unwrap()).await.unwrap()
    };
    assert_eq!(stamped("-1 day").await, LogStamps::default());
    let small = stamped("50 minutes").await;
    assert_eq!((small, small.trouble()), (LogStamps::default(), None));
    let day = stamped("1 day").await;
    let said = "1 log is stamped with times to come, up to 24 hours ahead of the store's clock";
    assert_eq!(day.trouble().as_deref(), Some(said));
    let year = stamped("365 days").await;
    assert_eq!(year.trusts, 2);
    assert!(year.trouble().unwrap().contains("2 logs are stamped"), "{year:?}");
    assert!(year.ahead > Duration::from_secs(364 * 24 * 60 * 60), "{year:?}");
}
