//! Hears that a trust's log has grown, a moment after it is committed.

use futures::{StreamExt as _, stream};
use tokio::sync::mpsc;
use tokio_postgres::{AsyncMessage, Client};
use uuid::Uuid;

use crate::StoreConfig;

/// The name under which PostgreSQL carries the notifications.
pub(crate) const CHANNEL: &str = "plumbline_log";

/// Sends the id of every trust whose log grows. Ends when the connection does or the last listener leaves;
/// a hint only: its listeners also look for themselves now and then.
pub async fn listen(config: &StoreConfig) -> Result<mpsc::Receiver<Uuid>, tokio_postgres::Error> {
    let (client, mut heard) = listening(config).await?;
    // The connection lives as long as its client; it goes with the last of the two.
    let (forward, receiver) = mpsc::channel(1_024);
    tokio::spawn(async move {
        let _client = client;
        while let Some(trust) = heard.recv().await {
            if forward.send(trust).await.is_err() {
                return;
            }
        }
    });
    Ok(receiver)
}

/// A connection to ask on that hears the same. It ends when the client or the receiver is dropped.
pub async fn listening(
    config: &StoreConfig,
) -> Result<(Client, mpsc::Receiver<Uuid>), tokio_postgres::Error> {
    let (client, mut connection) = config.open().await?;
    let (grown, heard) = mpsc::channel(1_024);
    let mut messages = stream::poll_fn(move |context| connection.poll_message(context));
    tokio::spawn(async move {
        while let Some(Ok(message)) = messages.next().await {
            if let AsyncMessage::Notification(note) = message
                && let Ok(trust) = note.payload().parse()
            {
                // A full queue already says that there is something to do.
                if let Err(mpsc::error::TrySendError::Closed(_)) = grown.try_send(trust) {
                    return;
                }
            }
        }
    });
    client.batch_execute(&format!("listen {CHANNEL}")).await?;
    Ok((client, heard))
}
