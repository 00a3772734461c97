//! Waits for what becomes true.

use std::time::Duration;

/// Asks again until there is an answer; the test runner's own limit ends a wait in vain.
pub async fn until<T>(mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let mut again = tokio::time::interval(Duration::from_millis(20));
    loop {
        again.tick().await;
        if let Some(answer) = ask().await {
            return answer;
        }
    }
}
