//! A call as a client makes it: what is UNAVAILABLE is sent again under the same id, and happens once.

use std::future::Future;

use tonic::{Code, Response, Status};

/// How often a call is sent before the measurement gives up. A service waits some seconds before it says that it is busy or behind.
const TRIES: usize = 500;

/// Sends a message until it is answered. Panics where it is refused.
pub async fn answered<M, A, F>(message: M, mut send: impl FnMut(M) -> F) -> A
where
    M: Clone,
    F: Future<Output = Result<Response<A>, Status>>,
{
    for _ in 0..TRIES {
        match send(message.clone()).await {
            Ok(answer) => return answer.into_inner(),
            Err(status) if status.code() == Code::Unavailable => {}
            Err(status) => panic!("refused: {status:?}"),
        }
    }
    panic!("UNAVAILABLE {TRIES} times");
}
