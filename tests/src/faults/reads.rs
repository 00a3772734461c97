//! Reads of one view through one process, written down for the checker to compare with the log.

use std::time::Duration;

use contract::Caller;
use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use contract::schools::v1::{ListTermsRequest, ListTermsResponse};
use peers::Channel;
use serde_json::json;
use tokio::time::timeout;
use tonic::{Code, Status};

use super::history::Lines;
use super::pause;

/// The year that is asked for; clients of the run set its terms again and again.
const YEAR: &str = "2025-26";
/// Longer than a service waits for a position.
const PATIENCE: Duration = Duration::from_secs(15);
const PACE: Duration = Duration::from_millis(150);

/// Reads the terms of a year through one process.
#[derive(Clone, Debug)]
pub(super) struct TermsReader {
    pub(super) unit: &'static str,
    pub(super) door: SchoolsServiceClient<Channel>,
    pub(super) caller: Caller,
    pub(super) lines: Lines,
}

impl TermsReader {
    /// Reads once, from rows that hold at least a position. Returns the position they hold; `None` where no rows came.
    pub(super) async fn read(&self, at_least: u64) -> Option<u64> {
        let answer = timeout(PATIENCE, self.ask(at_least)).await;
        let answer = answer.unwrap_or_else(|_| Err(Status::deadline_exceeded("no answer in time")));
        let (code, said, found) = match answer {
            Ok(answer) => (Code::Ok, String::new(), Some(answer)),
            Err(status) => (status.code(), status.message().to_owned(), None),
        };
        let found = found.unwrap_or_default();
        let position = found.as_of.map(|as_of| as_of.position);
        let terms = found.terms.iter().map(|t| json!([t.term, t.starts_on, t.ends_on]));
        self.lines.write(&json!({
            "kind": "read",
            "unit": self.unit,
            "year": YEAR,
            "at_least": at_least,
            "position": position,
            "code": format!("{code:?}"),
            "said": said,
            "terms": terms.collect::<Vec<_>>(),
        }));
        position
    }

    async fn ask(&self, at_least: u64) -> Result<ListTermsResponse, Status> {
        let academic_year = YEAR.to_owned();
        let request = ListTermsRequest { at_least, academic_year, ..ListTermsRequest::default() };
        let mut door = self.door.clone();
        Ok(door.list_terms(self.caller.request(request)).await?.into_inner())
    }

    /// Reads again and again. No answer may stand before the one that came last.
    pub(super) async fn go_on(self) {
        let mut last = 0;
        loop {
            last = self.read(last).await.unwrap_or(last);
            pause(PACE).await;
        }
    }
}
