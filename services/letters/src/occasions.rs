//! What leads to letters: follows the record, asks who holds which role, and puts a letter to each into the outbox.

use contract::Clock;
use contract::categories::v1::{Cell, RegionProposed};
use contract::events::{AnyEvent, CategoryEvent, ReportEvent, RoundEvent};
use contract::letters::v1::LetterKind;
use contract::reports::v1::{CorrectionIssued, QuestionAnswered, QuestionAsked, ReportIssued};
use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use contract::schools::v1::{GetTrustRequest, ListPeopleRequest, Role};
use eventlog::{ApplyError, Projection, Reaction, ReadError, ReadModel, Recorded, Transaction};
use jiff::Timestamp;
use peers::{Channel, Peers};
use tonic::Status;
use uuid::Uuid;

use crate::kind::{READ_REPORTS, roles_of};
use crate::outbox::{self, OLDEST, Occasion};
use crate::recipients::{SchoolPlaces, holders};

const TABLES: &str = "
-- Proposals that wait for the school's answer.
create table proposal (
    trust_id  uuid not null,
    school_id text not null,
    area_id   text not null,
    round_id  text not null,
    -- ISO 8601 dates.
    answer_by text not null,
    made_on   text not null,
    primary key (trust_id, school_id, area_id)
);
create table report (
    trust_id  uuid not null,
    report_id text not null,
    school_id text not null,
    primary key (trust_id, report_id)
);
-- Who opened a report, or was told of its issue: they hear of its corrections.
create table reader (
    trust_id  uuid not null,
    report_id text not null,
    person    uuid not null,
    primary key (trust_id, report_id, person)
);
-- Who asked, and for whom: both hear of the answer.
create table question (
    trust_id    uuid not null,
    question_id text not null,
    asker       uuid not null,
    asked_for   text not null,
    primary key (trust_id, question_id)
);
";

/// Full names of the events that lead to letters, or settle what letters are about.
pub const READS: &[&str] = &[
    "plumbline.categories.v1.RegionProposed",
    "plumbline.categories.v1.ProposalAccepted",
    "plumbline.categories.v1.ProposalChallenged",
    "plumbline.categories.v1.ProposalWithdrawn",
    "plumbline.categories.v1.AnswerNotGiven",
    "plumbline.categories.v1.CategoryDecided",
    "plumbline.categories.v1.CategoryNotJudged",
    "plumbline.categories.v1.RoundClosed",
    "plumbline.reports.v1.ReportIssued",
    "plumbline.reports.v1.ReportOpened",
    "plumbline.reports.v1.CorrectionIssued",
    "plumbline.reports.v1.QuestionAsked",
    "plumbline.reports.v1.QuestionAnswered",
];

/// A proposal's answer that is due, of all areas of a school in a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AnswerDue {
    pub school_id: String,
    pub round_id: String,
    pub answer_by: String,
}

/// Turns what happened into letters.
#[derive(Debug)]
pub(crate) struct Occasions {
    peers: Peers,
    clock: Clock,
}

impl Occasions {
    /// The name of the projection and of its schema.
    pub(crate) const NAME: &'static str = "letters_occasions";

    pub(crate) fn new(peers: Peers) -> Self {
        Self { peers, clock: Clock::new(false) }
    }

    fn schools(&self) -> SchoolsServiceClient<Channel> {
        SchoolsServiceClient::new(self.peers.channel("schools"))
    }

    /// Whether an event is old news: of a rebuild, or of a time in which this service was not there.
    fn is_old(&self, event: &Recorded) -> bool {
        event.recorded_at < self.clock.machine() - OLDEST
    }

    /// Puts a letter into the outbox for each holder of the kind's roles over the school.
    async fn tell_holders(
        &self,
        tx: &Transaction<'_>,
        event: &Recorded,
        occasion: &Occasion,
    ) -> Result<(), ApplyError> {
        if self.is_old(event) || already_told(tx, event.trust, occasion).await? {
            return Ok(());
        }
        let persons = self.holding(event, &occasion.school_id, roles_of(occasion.kind)).await?;
        Ok(outbox::put(tx, event.trust, occasion, &persons).await?)
    }

    /// The persons who hold one of the roles over the school, without the one who led to the event.
    async fn holding(
        &self,
        event: &Recorded,
        school_id: &str,
        roles: &[Role],
    ) -> Result<Vec<Uuid>, ApplyError> {
        let reaction = Reaction::to(event);
        let wanted = ListPeopleRequest { at_least: event.position, ..Default::default() };
        let people = self.schools().list_people(reaction.request(wanted)?).await;
        let Some(people) = reaction.settled(people)? else { return Ok(Vec::new()) };
        let wanted = GetTrustRequest { at_least: event.position };
        let trust = self.schools().get_trust(reaction.request(wanted)?).await;
        let Some(trust) = reaction.settled(trust)? else { return Ok(Vec::new()) };
        let places = SchoolPlaces::of(&trust, school_id);
        Ok(holders(&people, &places, roles, event.metadata()?.actor))
    }

    async fn proposed(
        &self,
        tx: &Transaction<'_>,
        event: &Recorded,
        proposed: RegionProposed,
    ) -> Result<(), ApplyError> {
        const KEEP: &str = "insert into proposal (trust_id, school_id, area_id, round_id, answer_by, made_on) \
            values ($1, $2, $3, $4, $5, $6) on conflict (trust_id, school_id, area_id) do update \
            set round_id = excluded.round_id, answer_by = excluded.answer_by, made_on = excluded.made_on";
        let (cell, at) = (proposed.cell.unwrap_or_default(), event.at()?);
        let (Cell { school_id, area_id, round_id, .. }, answer_by) = (cell, proposed.answer_by);
        let made_on = contract::british_day(at).to_string();
        tx.execute(KEEP, &[&event.trust, &school_id, &area_id, &round_id, &answer_by, &made_on])
            .await?;
        // One letter a school, round and day, however many areas are proposed.
        let key = format!("proposed/{round_id}/{school_id}/{made_on}");
        let occasion = Occasion {
            school_id,
            thing_id: round_id,
            due_on: answer_by,
            ..plain(LetterKind::ProposalSent, key, at)
        };
        self.tell_holders(tx, event, &occasion).await
    }

    async fn issued(
        &self,
        tx: &Transaction<'_>,
        event: &Recorded,
        issued: ReportIssued,
    ) -> Result<(), ApplyError> {
        const KEEP: &str = "insert into report (trust_id, report_id, school_id) values ($1, $2, $3) on conflict do nothing";
        let ReportIssued { report_id, school_id, .. } = issued;
        tx.execute(KEEP, &[&event.trust, &report_id, &school_id]).await?;
        let key = format!("issued/{report_id}");
        let at = event.at()?;
        let plain = plain(LetterKind::ReportIssued, key, at);
        let occasion = Occasion { school_id, thing_id: report_id, ..plain };
        self.tell_holders(tx, event, &occasion).await?;
        // The outbox forgets them after a while.
        const TOLD: &str = "insert into reader (trust_id, report_id, person) \
            select trust_id, thing_id, person_id from letters.outbox \
            where trust_id = $1 and kind = $2 and thing_id = $3 on conflict do nothing";
        let kind = LetterKind::ReportIssued.as_str_name();
        tx.execute(TOLD, &[&event.trust, &kind, &occasion.thing_id]).await?;
        Ok(())
    }

    /// Tells those who opened the report or were told of its issue, and hold a role that reads it.
    async fn corrected(
        &self,
        tx: &Transaction<'_>,
        event: &Recorded,
        corrected: CorrectionIssued,
    ) -> Result<(), ApplyError> {
        const READERS: &str = "select person from reader where trust_id = $1 and report_id = $2";
        if self.is_old(event) {
            return Ok(());
        }
        let CorrectionIssued { report_id, correction_id, .. } = corrected;
        let rows = tx.query(READERS, &[&event.trust, &report_id]).await?;
        let readers: Vec<Uuid> = rows.iter().map(|row| row.get("person")).collect();
        let school_id = school_of(tx, event.trust, &report_id).await?;
        let mut persons = self.holding(event, &school_id, &READ_REPORTS).await?;
        persons.retain(|person| readers.contains(person));
        let key = format!("corrected/{correction_id}");
        let plain = plain(LetterKind::ReportCorrected, key, event.at()?);
        let occasion = Occasion { school_id, thing_id: report_id, ..plain };
        Ok(outbox::put(tx, event.trust, &occasion, &persons).await?)
    }

    async fn asked(
        &self,
        tx: &Transaction<'_>,
        event: &Recorded,
        asked: QuestionAsked,
    ) -> Result<(), ApplyError> {
        const KEEP: &str = "insert into question (trust_id, question_id, asker, asked_for) \
            values ($1, $2, $3, $4) on conflict do nothing";
        let QuestionAsked { report_id, question_id, asked_for_id, .. } = asked;
        let (asker, at) = (event.metadata()?.actor, event.at()?);
        tx.execute(KEEP, &[&event.trust, &question_id, &asker, &asked_for_id]).await?;
        let school_id = school_of(tx, event.trust, &report_id).await?;
        let plain = plain(LetterKind::QuestionAsked, format!("asked/{question_id}"), at);
        let occasion = Occasion { school_id, thing_id: report_id, ..plain };
        self.tell_holders(tx, event, &occasion).await
    }

    /// Tells the person who asked, and the one who was asked for.
    async fn answered(
        &self,
        tx: &Transaction<'_>,
        event: &Recorded,
        answered: QuestionAnswered,
    ) -> Result<(), ApplyError> {
        const ASKED: &str =
            "select asker, asked_for from question where trust_id = $1 and question_id = $2";
        let QuestionAnswered { report_id, question_id, .. } = answered;
        let Some(row) = tx.query_opt(ASKED, &[&event.trust, &question_id]).await? else {
            return Ok(());
        };
        if self.is_old(event) {
            return Ok(());
        }
        let asked_for = row.get::<_, String>("asked_for").parse::<Uuid>().ok();
        let mut persons = vec![row.get::<_, Uuid>("asker")];
        persons.extend(asked_for);
        let caused_by = event.metadata()?.actor;
        persons.retain(|person| *person != caused_by);
        let school_id = school_of(tx, event.trust, &report_id).await?;
        let key = format!("answered/{question_id}");
        let plain = plain(LetterKind::QuestionAnswered, key, event.at()?);
        let occasion = Occasion { school_id, thing_id: report_id, ..plain };
        Ok(outbox::put(tx, event.trust, &occasion, &persons).await?)
    }

    async fn category(
        &self,
        tx: &Transaction<'_>,
        event: &Recorded,
        said: CategoryEvent,
    ) -> Result<(), ApplyError> {
        let cell = match said {
            CategoryEvent::RegionProposed(proposed) => {
                return self.proposed(tx, event, proposed).await;
            }
            CategoryEvent::ProposalAccepted(said) => said.cell,
            CategoryEvent::ProposalChallenged(said) => said.cell,
            CategoryEvent::ProposalWithdrawn(said) => said.cell,
            CategoryEvent::AnswerNotGiven(said) => said.cell,
            CategoryEvent::CategoryDecided(said) => said.cell,
            CategoryEvent::CategoryNotJudged(said) => said.cell,
            CategoryEvent::SchoolViewStated(_)
            | CategoryEvent::ViewNotGiven(_)
            | CategoryEvent::Moderated(_)
            | CategoryEvent::CategoryChanged(_)
            | CategoryEvent::CategoryShared(_)
            | CategoryEvent::CategoryReopened(_) => return Ok(()),
        };
        const SETTLED: &str =
            "delete from proposal where trust_id = $1 and school_id = $2 and area_id = $3";
        let Cell { school_id, area_id, .. } = cell.unwrap_or_default();
        tx.execute(SETTLED, &[&event.trust, &school_id, &area_id]).await?;
        Ok(())
    }
}

/// Whether the occasion led to letters before: further areas of the same school on one day do.
async fn already_told(
    tx: &Transaction<'_>,
    trust: Uuid,
    occasion: &Occasion,
) -> Result<bool, ApplyError> {
    const TOLD: &str = "select from letters.outbox where trust_id = $1 and kind = $2 and school_id = $3 \
        and thing_id = $4 and made_at >= $5::text::timestamptz limit 1";
    if occasion.kind != LetterKind::ProposalSent {
        return Ok(false);
    }
    let Occasion { kind, school_id, thing_id, at, .. } = occasion;
    let day = contract::british_day(*at);
    let midnight = day.to_zoned_datetime(contract::LONDON.clone()).map(|zoned| zoned.timestamp());
    let since = midnight.unwrap_or(*at).to_string();
    let row =
        tx.query_opt(TOLD, &[&trust, &kind.as_str_name(), school_id, thing_id, &since]).await?;
    Ok(row.is_some())
}

async fn opened(tx: &Transaction<'_>, event: &Recorded, report_id: &str) -> Result<(), ApplyError> {
    const KEEP: &str = "insert into reader (trust_id, report_id, person) values ($1, $2, $3) \
        on conflict do nothing";
    let reader = event.metadata()?.actor;
    tx.execute(KEEP, &[&event.trust, &report_id, &reader]).await?;
    Ok(())
}

async fn school_of(
    tx: &Transaction<'_>,
    trust: Uuid,
    report_id: &str,
) -> Result<String, ApplyError> {
    const OF: &str = "select school_id from report where trust_id = $1 and report_id = $2";
    let row = tx.query_opt(OF, &[&trust, &report_id]).await?;
    Ok(row.map(|row| row.get("school_id")).unwrap_or_default())
}

fn plain(kind: LetterKind, key: String, at: Timestamp) -> Occasion {
    let (school_id, thing_id, due_on) = Default::default();
    Occasion { kind, key, school_id, thing_id, due_on, waiting: 0, overdue: 0, at }
}

#[async_trait::async_trait]
impl Projection for Occasions {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn tables(&self) -> &'static str {
        TABLES
    }

    fn reads(&self) -> Option<&'static [&'static str]> {
        Some(READS)
    }

    async fn apply(&self, tx: &Transaction<'_>, event: &Recorded) -> Result<(), ApplyError> {
        if !READS.contains(&event.kind.as_str()) {
            return Ok(());
        }
        match event.event()? {
            AnyEvent::Category(said) => self.category(tx, event, said).await,
            AnyEvent::Round(RoundEvent::RoundClosed(closed)) => {
                const CLOSED: &str = "delete from proposal where trust_id = $1 and round_id = $2";
                tx.execute(CLOSED, &[&event.trust, &closed.round_id]).await?;
                Ok(())
            }
            AnyEvent::Report(ReportEvent::ReportIssued(issued)) => {
                self.issued(tx, event, issued).await
            }
            AnyEvent::Report(ReportEvent::ReportOpened(read)) => {
                opened(tx, event, &read.report_id).await
            }
            AnyEvent::Report(ReportEvent::CorrectionIssued(corrected)) => {
                self.corrected(tx, event, corrected).await
            }
            AnyEvent::Report(ReportEvent::QuestionAsked(asked)) => {
                self.asked(tx, event, asked).await
            }
            AnyEvent::Report(ReportEvent::QuestionAnswered(answered)) => {
                self.answered(tx, event, answered).await
            }
            _ => Ok(()),
        }
    }
}

/// The trusts whose record the projection follows.
pub(crate) async fn trusts(rows: &ReadModel) -> Result<Vec<Uuid>, Status> {
    let mut reader = rows.reader(Uuid::nil(), 0).await?;
    let rows = reader.snapshot().await?;
    let found = rows.query("select trust_id from checkpoint order by trust_id", &[]).await;
    Ok(found.map_err(ReadError::from)?.iter().map(|row| row.get("trust_id")).collect())
}

/// The answers whose last day is a given one and that were asked for on an earlier day than `told_on`.
pub(crate) async fn answers_due(
    rows: &ReadModel,
    trust: Uuid,
    answer_by: &str,
    told_on: &str,
) -> Result<Vec<AnswerDue>, Status> {
    const DUE: &str = "select distinct school_id, round_id, answer_by from proposal \
        where trust_id = $1 and answer_by = $2 and made_on < $3 order by school_id, round_id";
    let mut reader = rows.reader(trust, 0).await?;
    let rows = reader.snapshot().await?;
    let found = rows.query(DUE, &[&trust, &answer_by, &told_on]).await.map_err(ReadError::from)?;
    let due = |row: &eventlog::tokio_postgres::Row| AnswerDue {
        school_id: row.get("school_id"),
        round_id: row.get("round_id"),
        answer_by: row.get("answer_by"),
    };
    Ok(found.iter().map(due).collect())
}
