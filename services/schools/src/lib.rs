//! The trust, its schools, hubs, committees, terms and people.

mod academic_year;
mod clock;
mod committee;
mod committees;
mod directory;
pub mod erasures;
mod founding;
#[cfg(test)]
mod given;
mod hub;
mod identity;
mod kept_marks;
mod known;
mod meeting;
mod meeting_records;
mod people;
mod people_file;
mod person;
mod register;
pub mod retention;
mod rows;
mod school;
mod service;
mod sign_in;
mod terms;
mod trust;
mod trust_mark;
mod urn;
mod words;

use std::sync::Arc;

use eventlog::{Document as _, Documents, Projection};
use host::{OpenError, Opened, Parts};
use peers::Peers;
use tonic::service::Routes;

pub use clock::due_kinds_of;
use committees::CommitteesList;
use meeting_records::MeetingRecords;
use service::Doors;

/// Reads the national register's files as an import does, and keeps nothing; for fuzzing.
#[cfg(feature = "fuzzing")]
pub fn read_register(bytes: &[u8]) {
    let (establishments, links) = register::parted(bytes);
    // Faults are an answer as good as a register.
    let _ = register::Register::read(establishments, links);
}

/// The service as its host sees it.
#[derive(Debug)]
pub struct Schools;

#[async_trait::async_trait]
impl host::Service for Schools {
    fn name(&self) -> &'static str {
        "schools"
    }

    fn grpc_name(&self) -> &'static str {
        "plumbline.schools.v1.SchoolsService"
    }

    fn projections(&self, _: &Peers) -> Vec<Arc<dyn Projection>> {
        vec![
            Arc::new(directory::Directory),
            Arc::new(terms::Terms),
            Arc::new(people::People),
            Arc::new(CommitteesList),
            Arc::new(MeetingRecords),
            Arc::new(clock::DueDays),
        ]
    }

    async fn open(&self, parts: Parts) -> Result<Opened, OpenError> {
        let again =
            erasures::replay(&parts.log).await.map_err(|error| OpenError(error.to_string()))?;
        if again > 0 {
            tracing::warn!(
                names = again,
                "names had come back from a backup and were erased again"
            );
        }
        let texts = erasures::erase_words_again(&parts.log).await;
        let texts = texts.map_err(|error| OpenError(error.to_string()))?;
        if texts > 0 {
            tracing::warn!(texts, "texts had come back from a backup and were erased again");
        }
        // Made here, so that a backup finds it before anything was erased, and that a path which cannot be written is told early.
        let ledger = parts.erasures.as_deref().map(erasures::Ledger::open).transpose();
        if let Err(error) = ledger {
            tracing::error!(%error, "the ledger of erasures");
        }
        let due = parts.read_model(clock::DueDays::NAME)?;
        let clock = Arc::new(clock::ActsOnDays::new(due, parts.peers.clone()));
        // With a given clock only callers know what day it is; they say when to act.
        let by_itself = !parts.door.clock().is_given();
        let acts = Arc::clone(&clock).run(parts.door.clock(), parts.shutdown.clone());
        let doors = Doors {
            clock,
            register: parts.read_model(directory::REGISTER)?,
            terms: Documents::new(parts.read_model(terms::Terms::NAME)?),
            people: parts.read_model(people::PEOPLE)?,
            committees: Documents::new(parts.read_model(CommitteesList::NAME)?),
            meeting_records: Documents::new(parts.read_model(MeetingRecords::NAME)?),
            log: parts.log,
            erasures: parts.erasures,
            door: parts.door.clone(),
        };
        let mut opened = Opened::doors(Routes::new(doors.server()));
        if by_itself {
            opened.tasks.push(("the clock", Box::pin(acts)));
        }
        Ok(opened)
    }
}
