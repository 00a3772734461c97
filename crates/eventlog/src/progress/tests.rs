use futures::FutureExt as _;

use super::*;

const PATIENCE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn whoever_waits_is_called_at_its_own_position() {
    let (progress, trust) = (Progress::default(), Uuid::from_u128(1));
    let mut early = Box::pin(progress.wait(trust, 3, PATIENCE));
    let mut late = Box::pin(progress.wait(trust, 5, PATIENCE));
    let mut elsewhere = Box::pin(progress.wait(Uuid::from_u128(2), 1, PATIENCE));
    for waiting in [&mut early, &mut late, &mut elsewhere] {
        assert_eq!(waiting.now_or_never(), None);
    }
    progress.reached(trust, 4);
    assert_eq!((&mut early).now_or_never(), Some(true));
    assert_eq!((&mut late).now_or_never(), None);
    progress.reached(trust, 5);
    assert_eq!(late.now_or_never(), Some(true));
    assert!(progress.wait(trust, 5, PATIENCE).await);
    assert_eq!((elsewhere.now_or_never(), progress.position(trust)), (None, 5));
}

#[tokio::test]
async fn whoever_gives_up_leaves_nothing_behind() {
    let (progress, trust) = (Progress::default(), Uuid::from_u128(1));
    assert!(!progress.wait(trust, 1, Duration::ZERO).await);
    assert!(progress.trusts().is_empty());
    progress.reached(trust, 1);
    let gone = Box::pin(progress.wait(trust, 2, PATIENCE)).now_or_never();
    assert_eq!(gone, None);
    assert!(progress.trusts()[&trust].waiting.is_empty());
}
