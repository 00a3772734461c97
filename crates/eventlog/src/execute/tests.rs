use deadpool_postgres::{PoolError, TimeoutType};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::{AppendError, ReadError};

fn told(timeout: TimeoutType) -> (Code, String) {
    reason(&Status::from(ReadError::Pool(PoolError::Timeout(timeout))))
}

fn reason(status: &Status) -> (Code, String) {
    let reason = status.get_details_error_info().map(|info| info.reason).unwrap_or_default();
    (status.code(), reason)
}

#[test]
fn a_store_that_is_busy_is_not_told_as_one_that_is_away() {
    assert_eq!(told(TimeoutType::Wait), (Code::Unavailable, "STORE_BUSY".to_owned()));
    assert_eq!(told(TimeoutType::Create), (Code::Unavailable, "STORE_AWAY".to_owned()));
    assert_eq!(told(TimeoutType::Recycle), (Code::Unavailable, "STORE_AWAY".to_owned()));
}

#[test]
fn an_append_that_was_not_answered_is_busy_and_one_that_could_not_be_asked_is_away() {
    let busy = reason(&Status::from(AppendError::Busy));
    assert_eq!(busy, (Code::Unavailable, "STORE_BUSY".to_owned()));
    let away = reason(&Status::from(AppendError::Unavailable));
    assert_eq!(away, (Code::Unavailable, "STORE_AWAY".to_owned()));
}
