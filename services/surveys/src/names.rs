//! What a trust and a school are called: a respondent is told who asks.

use std::collections::BTreeMap;

use contract::events::{SchoolEvent, StoredEvent as _, TrustEvent};
use eventlog::{Log, ReadError, Stream};
use jiff::civil::Date;
use uuid::Uuid;

/// The name of a trust; empty where the log does not begin with it.
pub(crate) async fn of_trust(log: &Log, trust: Uuid) -> Result<String, ReadError> {
    let history = log.load(trust, &Stream::new(TrustEvent::CATEGORY, trust)).await?;
    let Some(first) = history.first() else { return Ok(String::new()) };
    Ok(match first.decode()? {
        TrustEvent::TrustFounded(founded) => founded.name,
        TrustEvent::RetentionExecuted(_)
        | TrustEvent::TrustMarkSet(_)
        | TrustEvent::TrustMarkRemoved(_)
        | TrustEvent::TrustColourSet(_) => String::new(),
    })
}

/// The name that a school has on a day; empty where the log knows no such school.
pub(crate) async fn of_school(
    log: &Log,
    trust: Uuid,
    school: Uuid,
    on: Date,
) -> Result<String, ReadError> {
    let mut names = SchoolNames::default();
    for happened in log.load(trust, &Stream::new(SchoolEvent::CATEGORY, school)).await? {
        names.take(happened.decode()?);
    }
    Ok(names.on(on))
}

/// The names of a school by their first days, ISO 8601. The one with which it joined is there from no day on.
#[derive(Debug, Default)]
struct SchoolNames(BTreeMap<String, String>);

impl SchoolNames {
    fn take(&mut self, event: SchoolEvent) {
        match event {
            SchoolEvent::JoinArranged(arranged) => {
                self.begins(arranged.school.unwrap_or_default().name);
            }
            SchoolEvent::SchoolJoined(joined) => self.begins(joined.name),
            SchoolEvent::SchoolDescribed(described) => {
                self.0.insert(described.from, described.name);
            }
            // The school was never there.
            SchoolEvent::ArrangementTakenBack(taken) => {
                if taken.joining && !taken.returning {
                    self.0.clear();
                }
            }
            SchoolEvent::SchoolSucceeded(_)
            | SchoolEvent::SchoolLeft(_)
            | SchoolEvent::UniquenessStated(_)
            | SchoolEvent::LeaveArranged(_)
            | SchoolEvent::LeaveCorrected(_)
            | SchoolEvent::SchoolReturned(_)
            | SchoolEvent::ReturnArranged(_) => {}
        }
    }

    /// The join that follows an arrangement says the same again.
    fn begins(&mut self, name: String) {
        self.0.entry(String::new()).or_insert(name);
    }

    fn on(&self, day: Date) -> String {
        let known = self.0.range(..=day.to_string()).next_back();
        known.map(|(_, name)| name.clone()).unwrap_or_default()
    }
}
