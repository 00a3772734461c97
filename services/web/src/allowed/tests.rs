use contract::schools::v1::ListMayResponse;

use super::*;

#[test]
fn an_answer_is_kept_for_its_person_and_its_day() {
    let mays = Mays::default();
    let key = (Uuid::from_u128(1), Uuid::from_u128(2));
    let answer = ListMayResponse { until: "2025-11-21".to_owned(), ..Default::default() };
    let may = May::read(answer);
    mays.keep(key, Arc::new(may));
    assert!(mays.find(&key, "2025-11-21").is_some());
    assert!(mays.find(&key, "2025-11-22").is_none(), "the day has ended");
    assert!(mays.find(&(key.0, key.0), "2025-11-21").is_none());
}
