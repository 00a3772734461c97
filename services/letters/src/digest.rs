//! What a day brings by itself: the e-mail about what waits, and the one on the day before an answer is due.

use access::role_name;
use contract::dashboards::v1::ListTasksRequest;
use contract::dashboards::v1::dashboards_service_client::DashboardsServiceClient;
use contract::field::isolated;
use contract::letters::v1::LetterKind;
use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use contract::schools::v1::{GetTrustResponse, ListPeopleRequest, ListPeopleResponse, Person};
use contract::{Caller, tell_apart};
use eventlog::ReadError;
use jiff::Timestamp;
use jiff::civil::{Date, Weekday, time};
use tonic::{Request, Status};
use uuid::Uuid;

use crate::choices;
use crate::kind::roles_of;
use crate::occasions::{self, AnswerDue};
use crate::outbox::{self, Occasion};
use crate::recipients::{SchoolPlaces, holders};
use crate::sender::{PATIENCE, Sender, SendingPass};

/// What a day brings to a trust, as far as it stands in this service's own rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DayToMake {
    today: Date,
    /// Answers that are due tomorrow.
    due: Vec<AnswerDue>,
    /// Whether the digests of the day are still to be made.
    digests: bool,
}

impl DayToMake {
    /// Whether it brings any letter.
    pub(crate) fn brings_letters(&self) -> bool {
        self.digests || !self.due.is_empty()
    }
}

impl Sender {
    /// What the day brings by a time.
    pub(crate) async fn day_to_make(
        &self,
        trust: Uuid,
        now: Timestamp,
    ) -> Result<DayToMake, Status> {
        let now = now.to_zoned_datetime(contract::LONDON.clone());
        let today = now.date();
        let due = match today.tomorrow() {
            Ok(tomorrow) => self.due_on(trust, tomorrow, today).await?,
            Err(_) => Vec::new(),
        };
        let digests = !matches!(today.weekday(), Weekday::Saturday | Weekday::Sunday)
            && now.time() >= time(7, 0, 0, 0)
            && !self.made_on(trust, today).await?;
        Ok(DayToMake { today, due, digests })
    }

    /// Puts the letters of the day into the outbox, once a day each.
    pub(crate) async fn make_daily(
        &self,
        pass: &SendingPass,
        day: &DayToMake,
    ) -> Result<(), Status> {
        if !day.brings_letters() {
            return Ok(());
        }
        let people = self.people(pass).await?;
        self.make_due(pass, &day.due, &people).await?;
        if day.digests {
            self.make_digests(pass, &people).await?;
            self.note_made(pass.trust, day.today).await?;
        }
        Ok(())
    }

    async fn due_on(&self, trust: Uuid, day: Date, today: Date) -> Result<Vec<AnswerDue>, Status> {
        let (day, today) = (day.to_string(), today.to_string());
        occasions::answers_due(&self.occasions, trust, &day, &today).await
    }

    async fn people(&self, pass: &SendingPass) -> Result<ListPeopleResponse, Status> {
        let mut schools = SchoolsServiceClient::new(self.peers.channel("schools"));
        let request =
            pass.request(ListPeopleRequest { at_least: pass.at_least, ..Default::default() });
        Ok(schools.list_people(request).await?.into_inner())
    }

    async fn make_due(
        &self,
        pass: &SendingPass,
        due: &[AnswerDue],
        people: &ListPeopleResponse,
    ) -> Result<(), Status> {
        for AnswerDue { school_id, round_id, answer_by } in due {
            let places = SchoolPlaces::of(&pass.known, school_id);
            let kind = LetterKind::AnswerDue;
            let persons = holders(people, &places, roles_of(kind), Uuid::nil());
            let occasion = Occasion {
                kind,
                key: format!("due/{round_id}/{school_id}/{answer_by}"),
                school_id: school_id.clone(),
                thing_id: round_id.clone(),
                due_on: answer_by.clone(),
                waiting: 0,
                overdue: 0,
                at: pass.now,
            };
            self.put(pass.trust, &occasion, &persons).await?;
        }
        Ok(())
    }

    /// A letter for each person for whom something waits and who did not turn it off.
    async fn make_digests(
        &self,
        pass: &SendingPass,
        people: &ListPeopleResponse,
    ) -> Result<(), Status> {
        let off = choices::turned_off(&self.outbox.log, pass.trust).await?;
        for person in people.people.iter().filter(|person| !person.roles.is_empty()) {
            let Ok(id) = person.person_id.parse::<Uuid>() else { continue };
            if off.contains(&id) {
                continue;
            }
            let (waiting, overdue) = self.waiting(pass, person, id).await?;
            if waiting == 0 {
                continue;
            }
            let (school_id, thing_id, due_on) = Default::default();
            let key = format!("digest/{}", contract::british_day(pass.now));
            let (kind, at) = (LetterKind::Digest, pass.now);
            let occasion =
                Occasion { kind, key, school_id, thing_id, due_on, waiting, overdue, at };
            self.put(pass.trust, &occasion, &[id]).await?;
        }
        Ok(())
    }

    /// How many things wait for a person, and how many of them are overdue: as the person's own page has it.
    async fn waiting(
        &self,
        pass: &SendingPass,
        person: &Person,
        id: Uuid,
    ) -> Result<(i32, i32), Status> {
        let role = person.roles.first().map(|granted| role_name(granted.role()));
        let caller = Caller::new(pass.trust, id, role.as_deref().unwrap_or("unknown"));
        let caller = Caller { now: Some(pass.now), ..caller };
        let wanted = ListTasksRequest { at_least: pass.at_least, ..Default::default() };
        let mut request: Request<ListTasksRequest> = caller.request(wanted);
        request.set_timeout(PATIENCE);
        let mut dashboards = DashboardsServiceClient::new(self.peers.channel("dashboards"));
        let tasks = dashboards.list_tasks(request).await?.into_inner().tasks;
        let count = |overdue: bool| {
            let counted = tasks.iter().filter(|task| task.yours && (task.overdue || !overdue));
            i32::try_from(counted.count()).unwrap_or(i32::MAX)
        };
        Ok((count(false), count(true)))
    }

    async fn put(&self, trust: Uuid, occasion: &Occasion, persons: &[Uuid]) -> Result<(), Status> {
        let mut client = self.outbox.log.of(trust).await?;
        let tx = client.transaction().await.map_err(ReadError::from)?;
        outbox::put(&tx, trust, occasion, persons).await.map_err(ReadError::from)?;
        Ok(tx.commit().await.map_err(ReadError::from)?)
    }

    async fn made_on(&self, trust: Uuid, day: Date) -> Result<bool, Status> {
        const MADE: &str =
            "select from letters.digest_day where trust_id = $1 and on_day = $2::text::date";
        let client = self.outbox.log.of(trust).await?;
        let found = client.query_opt(MADE, &[&trust, &day.to_string()]).await;
        Ok(found.map_err(ReadError::from)?.is_some())
    }

    async fn note_made(&self, trust: Uuid, day: Date) -> Result<(), Status> {
        const NOTE: &str = "insert into letters.digest_day (trust_id, on_day) values ($1, $2::text::date) on conflict do nothing";
        let client = self.outbox.log.of(trust).await?;
        Ok(client.execute(NOTE, &[&trust, &day.to_string()]).await.map_err(ReadError::from)?)
    }
}

/// The name of a school, as pages show it: told from another school of that name, and isolated. Empty where the trust has none of
/// that id.
pub(crate) fn school_name(known: &GetTrustResponse, school_id: &str) -> String {
    let mut schools = known.schools.clone();
    tell_apart(&mut schools);
    let school = schools.iter().find(|school| school.school_id == school_id);
    school.map(|school| isolated(&school.name)).unwrap_or_default()
}

#[cfg(test)]
mod tests;
