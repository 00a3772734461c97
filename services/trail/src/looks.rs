//! Who has seen this, and what has a person seen?

#[cfg(test)]
mod tests;

use access::Shows;
use contract::trail::v1::{ListAccessRecordRequest, ListDisclosuresRequest, Look};
use contract::{Kind, Refusal, Shown, field, not_allowed, not_found};
use door::Reading;
use eventlog::ReadError;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use tonic::Status;
use uuid::Uuid;

use crate::service::{self, Doors, page_size};

/// A question about nothing, or about several things at once.
#[derive(Debug, thiserror::Error)]
#[error("say of which one thing: a report, a review, a school or a person")]
struct ThingMissing;

impl Refusal for ThingMissing {
    fn code(&self) -> (Kind, &'static str) {
        (Kind::Malformed, "THING_MISSING")
    }
}

/// Looks, newest first, and what to give as `before` for the next page.
type Page = (Vec<Look>, u64);

/// What one person was shown of one thing on one British day is one line.
const LINES: &str = "select person_id, role, shown, thing_kind, thing_id, max(position) as position, \
    to_char(min(at) at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') as first_at, \
    to_char(max(at) at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') as last_at, \
    count(*) as times, max(why) as why, max(number) as number from disclosure.look where trust_id = $1 ";
const ORDERED: &str = " group by person_id, role, shown, thing_kind, thing_id, \
    (at at time zone 'Europe/London')::date \
    having ($2::bigint = 0 or max(number) < $2) order by max(number) desc limit $3";

/// What was shown of one thing and nothing else.
const OF_THING: &str = "and thing_kind = $4 and thing_id = $5";
/// What was shown of a school, under its own name or in a list of several.
const OF_SCHOOL: &str = "and thing_kind in ('school', 'trust') \
    and (schools is null or $4::uuid = any (schools)) and shown = any ($5)";
/// What was shown of a person: asked for by id, or in the list of all.
const OF_PERSON: &str = "and ((thing_kind = 'person' and thing_id = $4) or shown = $5)";
const BY_PERSON: &str = "and person_id = $4";

/// Where a page begins and how long it may be, as asked.
struct Paging {
    before: u64,
    page_size: u32,
}

/// A condition on the lines, and its parameters from $4 on.
struct Narrowed<'a> {
    and: &'static str,
    by: &'a [&'a (dyn ToSql + Sync)],
}

/// Who has seen a thing.
pub(crate) async fn at(
    doors: &Doors,
    reading: &Reading,
    request: &ListDisclosuresRequest,
) -> Result<Page, Status> {
    let trust = reading.caller.trust;
    let paging = Paging { before: request.before, page_size: request.page_size };
    let anything = || allowed(reading.decision.shows(Shows::LooksAtAnything));
    match named(request)? {
        ("report", report) => {
            allowed(
                reading.decision.shows(Shows::LooksAtAnything)
                    || reading.decision.shows(Shows::LooksAtReports),
            )?;
            let about = report.to_string();
            list(doors, trust, paging, Narrowed { and: OF_THING, by: &[&"report", &about] }).await
        }
        ("review", review) => {
            anything()?;
            let lies = doors.schools_of_thing(trust, &format!("review:{review}")).await?;
            let host = lies.first().and_then(|id| Uuid::try_parse(id).ok());
            let host =
                host.ok_or_else(|| not_found("THING_UNKNOWN", "There is no such peer review."))?;
            let shown = vec![Shown::Reviews.to_string()];
            list(doors, trust, paging, Narrowed { and: OF_SCHOOL, by: &[&host, &shown] }).await
        }
        ("school", school) => {
            anything()?;
            let of_the_record = [
                Shown::Judgements,
                Shown::Reviews,
                Shown::History,
                Shown::RunningRecord,
                Shown::VisitNotes,
                Shown::SelfEvaluations,
                Shown::AttachedReport,
            ];
            let shown: Vec<String> = of_the_record.iter().map(Shown::to_string).collect();
            list(doors, trust, paging, Narrowed { and: OF_SCHOOL, by: &[&school, &shown] }).await
        }
        (_, person) => {
            // A person lies in no school, so only a reader of all of the trust may see this of others.
            allowed(reading.reach.shows(None, Shows::LooksAtAnything))?;
            let (about, shown) = (person.to_string(), Shown::People.to_string());
            list(doors, trust, paging, Narrowed { and: OF_PERSON, by: &[&about, &shown] }).await
        }
    }
}

/// What a person has seen.
pub(crate) async fn by(
    doors: &Doors,
    reading: &Reading,
    request: &ListAccessRecordRequest,
) -> Result<Page, Status> {
    let person = field::uuid("actor_id", &request.actor_id)?;
    allowed(reading.reach.covers(None))?;
    let paging = Paging { before: request.before, page_size: request.page_size };
    list(doors, reading.caller.trust, paging, Narrowed { and: BY_PERSON, by: &[&person] }).await
}

/// Part of what the reader asks may be open and this not.
fn allowed(shown: bool) -> Result<(), Status> {
    if shown { Ok(()) } else { Err(not_allowed("Your role does not include who has seen this.")) }
}

/// The one thing a request is about.
fn named(request: &ListDisclosuresRequest) -> Result<(&'static str, Uuid), Status> {
    let given = [
        ("report", "report_id", &request.report_id),
        ("review", "review_id", &request.review_id),
        ("school", "school_id", &request.school_id),
        ("person", "person_id", &request.person_id),
    ];
    let mut given = given.into_iter().filter(|(_, _, id)| !id.is_empty());
    match (given.next(), given.next()) {
        (Some((kind, field, id)), None) => Ok((kind, field::uuid(field, id)?)),
        _ => Err(ThingMissing.to_status()),
    }
}

async fn list(
    doors: &Doors,
    trust: Uuid,
    paging: Paging,
    narrowed: Narrowed<'_>,
) -> Result<Page, Status> {
    let Paging { before, page_size: wanted } = paging;
    let size = page_size(wanted)?;
    // One more than the page, to know whether there is a next.
    let (before, limit) = (service::before(before)?, i64::from(size) + 1);
    let mut parameters: Vec<&(dyn ToSql + Sync)> = vec![&trust, &before, &limit];
    parameters.extend(narrowed.by);
    let statement = [LINES, narrowed.and, ORDERED].concat();
    let client = doors.log.of(trust).await?;
    let rows = client.query(&statement, &parameters).await.map_err(ReadError::from)?;
    let page = &rows[..rows.len().min(size as usize)];
    let more = rows.len() > page.len();
    let next =
        page.last().filter(|_| more).map_or(0, |row| row.get::<_, i64>("number").unsigned_abs());
    Ok((page.iter().map(look).collect(), next))
}

fn look(row: &Row) -> Look {
    Look {
        person_id: row.get::<_, Uuid>("person_id").to_string(),
        role: row.get("role"),
        shown: row.get("shown"),
        thing_kind: row.get("thing_kind"),
        thing_id: row.get("thing_id"),
        position: row.get::<_, i64>("position").unsigned_abs(),
        first_at: row.get("first_at"),
        last_at: row.get("last_at"),
        times: row.get::<_, i64>("times").unsigned_abs(),
        why: row.get("why"),
    }
}
