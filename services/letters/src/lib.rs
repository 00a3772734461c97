//! E-mail that people expect: what was sent to them or asked of them, and once a day what waits.

mod choices;
mod digest;
mod kind;
mod occasions;
mod outbox;
mod recipients;
mod sender;
mod service;
mod texts;

use std::sync::Arc;

use contract::letters::v1::letters_service_server::{LettersServiceServer, SERVICE_NAME};
use eventlog::Projection;
use host::{OpenError, Opened, Parts};
use mail::MailSettings;
use peers::Peers;
use tonic::service::Routes;

use occasions::Occasions;
pub use occasions::READS;
use outbox::Outbox;
use sender::Sender;
use service::LetterDoors;

/// The letters service. It decides nothing; what led to a letter stands in the log.
#[derive(Debug)]
pub struct Letters;

#[async_trait::async_trait]
impl host::Service for Letters {
    fn name(&self) -> &'static str {
        "letters"
    }

    fn grpc_name(&self) -> &'static str {
        SERVICE_NAME
    }

    fn projections(&self, peers: &Peers) -> Vec<Arc<dyn Projection>> {
        vec![Arc::new(Occasions::new(peers.clone()))]
    }

    async fn open(&self, parts: Parts) -> Result<Opened, OpenError> {
        let settings = parts.sign_in.as_deref().map(MailSettings::read);
        let settings = settings.transpose().map_err(|error| OpenError(error.to_string()))?;
        let settings = settings.flatten();
        match &settings {
            Some(settings) => tracing::info!(address = settings.address, "e-mail is sent"),
            None => tracing::warn!("no [mail] is set, so this installation sends no e-mail"),
        }
        let sender = Arc::new(Sender {
            settings: settings.clone(),
            outbox: Outbox::new(parts.log.clone()),
            occasions: parts.read_model(Occasions::NAME)?,
            peers: parts.peers.clone(),
        });
        let doors = LetterDoors {
            door: parts.door.clone(),
            log: parts.log,
            peers: parts.peers,
            settings,
            sender: Arc::clone(&sender),
        };
        let mut opened = Opened::doors(Routes::new(LettersServiceServer::new(doors)));
        // With a given clock only callers know what time it is; they say when to send.
        if !parts.door.clock().is_given() {
            let sends = sender.run(parts.door.clock(), parts.shutdown);
            opened.tasks.push(("the sender of letters", Box::pin(sends)));
        }
        Ok(opened)
    }
}
