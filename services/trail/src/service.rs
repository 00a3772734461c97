//! The doors of the trail service: every one a read.

use contract::log::v1::StoredEvent;
use contract::trail::v1::trail_service_server::TrailService;
use contract::trail::v1::{
    GetConsistencyRequest, GetConsistencyResponse, GetEventRequest, GetEventResponse,
    GetProofRequest, GetProofResponse, GetSealRequest, GetSealResponse, HistoryLine,
    ListAccessRecordRequest, ListAccessRecordResponse, ListActsRequest, ListActsResponse,
    ListDisclosuresRequest, ListDisclosuresResponse, ListHistoryRequest, ListHistoryResponse,
    ListProjectionsRequest, ListProjectionsResponse, SearchWordsRequest, SearchWordsResponse,
};
use contract::{Kind, Refusal, field, invalid, not_found};
use door::{Door, Reading};
use eventlog::{Log, ReadError, ReadModel, Recorded, Snapshot, hex};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use crate::causes::Causes;
use crate::evidence::EventProof;
use crate::history::{Filter, Shown, list, schools_of_each, schools_of_thing};
use crate::opening::{Opening, ToOpen};
use crate::projections::{backup, projections, seal};
use crate::{acts, causes, evidence, outside, told};
use crate::{last_here, looks, search};

/// What the doors need.
#[derive(Debug)]
pub(crate) struct Doors {
    pub door: Door,
    pub log: Log,
    pub history: ReadModel,
    /// How many days old the newest proved backup may be.
    pub backup_days: u16,
}

/// A page that cannot be.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
enum Malformed {
    #[error("page_size: must be from 1 to 200, or left out for 50")]
    PageSize,
    #[error("before_position: must be a position of the log")]
    BeforePosition,
    #[error("until: must not lie before the first day")]
    Backwards,
}

impl Refusal for Malformed {
    fn code(&self) -> (Kind, &'static str) {
        (Kind::Malformed, "PAGE_MALFORMED")
    }
}

/// The sealer has not been here yet.
#[derive(Debug, thiserror::Error)]
#[error(
    "this is not sealed yet; the sealer follows a few seconds behind where the installation has a seal key"
)]
pub struct NotSealed;

impl Refusal for NotSealed {
    fn code(&self) -> (Kind, &'static str) {
        (Kind::State, "NOT_SEALED")
    }
}

/// The size of a page; 0 stands for the usual one.
pub(crate) fn page_size(wanted: u32) -> Result<u32, Status> {
    match wanted {
        0 => Ok(USUAL_PAGE),
        size @ 1..=LARGEST_PAGE => Ok(size),
        _ => Err(Malformed::PageSize.to_status()),
    }
}

/// The place before which a page ends; 0 stands for the newest.
pub(crate) fn before(place: u64) -> Result<i64, Status> {
    i64::try_from(place).map_err(|_| Malformed::BeforePosition.to_status())
}

const USUAL_PAGE: u32 = 50;
const LARGEST_PAGE: u32 = 200;
const LARGEST_POSITION: u64 = i64::MAX.cast_unsigned();

#[tonic::async_trait]
impl TrailService for Doors {
    async fn list_history(
        &self,
        request: Request<ListHistoryRequest>,
    ) -> Result<Response<ListHistoryResponse>, Status> {
        let reading = self.door.reading(&request).await?;
        let Reading { caller, reach, .. } = &reading;
        let trust = caller.trust;
        let shown = Shown::of(reach, caller.actor);
        let mut filter = Filter { shown, ..filter(request.get_ref())? };
        let mut last_here_on = String::new();
        if request.get_ref().since_last_here {
            match last_here::of(&self.log, caller, self.door.now(caller)).await? {
                Some(last) => {
                    (filter.after_position, filter.not_by) = (last.position, Some(caller.actor));
                    last_here_on = last.on.to_string();
                }
                None => return Ok(Response::new(ListHistoryResponse::default())),
            }
        }
        let mut reader = self.history.reader(trust, request.get_ref().at_least).await?;
        let snapshot = reader.snapshot().await?;
        let (mut lines, next_before) =
            list(&snapshot, trust, &filter).await.map_err(ReadError::from)?;
        self.say_what_opens(&reading, &snapshot, &mut lines).await?;
        let as_of = snapshot.as_of.clone();
        drop(snapshot);
        drop(reader);
        if outside::is_outside(reach) {
            told::leave_out(&mut lines);
        } else {
            told::fill(&self.log, caller, &mut lines).await?;
        }
        let as_of = Some(as_of);
        Ok(Response::new(ListHistoryResponse { as_of, lines, next_before, last_here_on }))
    }

    async fn get_event(
        &self,
        request: Request<GetEventRequest>,
    ) -> Result<Response<GetEventResponse>, Status> {
        let reading = self.door.reading(&request).await?;
        let event = self.event(&reading, request.get_ref().position).await?;
        let trust = reading.caller.trust;
        let last_position = self.log.head(trust).await?.unwrap_or(event.position);
        if outside::is_outside(&reading.reach) {
            let event = Some(outside::event(trust, stored(event)));
            let alone = GetEventResponse { event, last_position, ..GetEventResponse::default() };
            return Ok(Response::new(alone));
        }
        let Causes { because_of, led_to, as_of } = causes::of(self, &reading, &event).await?;
        Ok(Response::new(GetEventResponse {
            event: Some(stored(event)),
            last_position,
            because_of: Some(because_of),
            led_to: Some(led_to),
            as_of: Some(as_of),
        }))
    }

    async fn get_seal(
        &self,
        request: Request<GetSealRequest>,
    ) -> Result<Response<GetSealResponse>, Status> {
        let trust = self.door.caller(&request).await?.trust;
        let seal =
            evidence::latest(&self.log, trust).await?.ok_or_else(|| NotSealed.to_status())?;
        Ok(Response::new(GetSealResponse {
            size: seal.size,
            sealed_at: seal.at.to_string(),
            checkpoint: seal.note,
            public_keys: evidence::public_keys(&self.log, trust).await?,
        }))
    }

    async fn get_proof(
        &self,
        request: Request<GetProofRequest>,
    ) -> Result<Response<GetProofResponse>, Status> {
        let reading = self.door.reading(&request).await?;
        let event = self.event(&reading, request.get_ref().position).await?;
        let outside = outside::is_outside(&reading.reach);
        if outside && !outside::is_open(&event.kind) {
            return Err(unknown());
        }
        let EventProof { inclusion, leaf, policy } = evidence::of(&self.log, &event).await?;
        let (proof, policy) = (inclusion.file(), policy.file());
        // It names who did it. The leaf's hash, which the proof is about, is in the event's answer.
        let leaf = if outside { String::new() } else { leaf };
        Ok(Response::new(GetProofResponse { proof, leaf, policy }))
    }

    async fn get_consistency(
        &self,
        request: Request<GetConsistencyRequest>,
    ) -> Result<Response<GetConsistencyResponse>, Status> {
        let trust = self.door.caller(&request).await?.trust;
        let GetConsistencyRequest { earlier_size, later_size } = request.into_inner();
        if earlier_size == 0 {
            return Err(invalid("earlier_size", "must be from 1"));
        }
        let proof = evidence::consistency(&self.log, trust, earlier_size, later_size).await?;
        Ok(Response::new(GetConsistencyResponse { proof: proof.file() }))
    }

    async fn list_projections(
        &self,
        request: Request<ListProjectionsRequest>,
    ) -> Result<Response<ListProjectionsResponse>, Status> {
        let trust = self.door.caller(&request).await?.trust;
        let seal = Some(seal(&self.log, trust).await?);
        let projections = projections(&self.log, trust).await?;
        let backup = Some(backup(&self.log, self.backup_days).await?);
        Ok(Response::new(ListProjectionsResponse { projections, seal, backup }))
    }

    async fn list_disclosures(
        &self,
        request: Request<ListDisclosuresRequest>,
    ) -> Result<Response<ListDisclosuresResponse>, Status> {
        let reading = self.door.reading(&request).await?;
        let (looks, next_before) = looks::at(self, &reading, request.get_ref()).await?;
        Ok(Response::new(ListDisclosuresResponse { looks, next_before }))
    }

    async fn list_access_record(
        &self,
        request: Request<ListAccessRecordRequest>,
    ) -> Result<Response<ListAccessRecordResponse>, Status> {
        let reading = self.door.reading(&request).await?;
        let (looks, next_before) = looks::by(self, &reading, request.get_ref()).await?;
        Ok(Response::new(ListAccessRecordResponse { looks, next_before }))
    }

    async fn list_acts(
        &self,
        request: Request<ListActsRequest>,
    ) -> Result<Response<ListActsResponse>, Status> {
        let reading = self.door.reading(&request).await?;
        Ok(Response::new(acts::list(self, &reading, request.get_ref()).await?))
    }

    async fn search_words(
        &self,
        request: Request<SearchWordsRequest>,
    ) -> Result<Response<SearchWordsResponse>, Status> {
        let reading = self.door.reading(&request).await?;
        Ok(Response::new(search::words(self, &reading, request.into_inner()).await?))
    }
}

impl Doors {
    /// An event that the reader may see; one that the reader may not see is as unknown as one that is not there.
    async fn event(&self, reading: &Reading, position: u64) -> Result<Recorded, Status> {
        let trust = reading.caller.trust;
        if !(1..=LARGEST_POSITION).contains(&position) {
            return Err(unknown());
        }
        let event = self.log.read(trust, position - 1, 1).await?.pop().ok_or_else(unknown)?;
        if self.shows(reading, &event).await? { Ok(event) } else { Err(unknown()) }
    }

    /// An event holds everything that was recorded, so all it is about has to be in reach.
    async fn shows(&self, reading: &Reading, event: &Recorded) -> Result<bool, Status> {
        let about = self.schools_of(event).await?;
        let Recorded { position, kind, stream, .. } = event;
        let event = ToOpen { position: *position, kind, stream, about: &about };
        let (log, trust) = (&self.log, reading.caller.trust);
        Ok(Opening { log, trust, reach: Some(&reading.reach) }.opens(event).await?)
    }

    /// Says of each line whether its event opens for the reader of the list.
    pub(crate) async fn say_what_opens(
        &self,
        reading: &Reading,
        snapshot: &Snapshot<'_>,
        lines: &mut [HistoryLine],
    ) -> Result<(), Status> {
        let (log, trust) = (&self.log, reading.caller.trust);
        let reach = self.door.reach_of::<GetEventRequest>(reading).await?;
        Ok(Opening { log, trust, reach: reach.as_ref() }.say(snapshot, lines).await?)
    }

    /// The schools a thing that the history knows lies in, for example `review:0190...`.
    pub(crate) async fn schools_of_thing(
        &self,
        trust: Uuid,
        thing: &str,
    ) -> Result<Vec<String>, Status> {
        let mut reader = self.history.reader(trust, 0).await?;
        let snapshot = reader.snapshot().await?;
        schools_of_thing(&snapshot, trust, thing)
            .await
            .map_err(|error| ReadError::from(error).into())
    }

    /// The schools an event is about, once its line is told.
    async fn schools_of(&self, event: &Recorded) -> Result<Vec<String>, Status> {
        let mut reader = self.history.reader(event.trust, event.position).await?;
        let snapshot = reader.snapshot().await?;
        let of = schools_of_each(&snapshot, event.trust, &[event.position]).await;
        Ok(of.map_err(ReadError::from)?.remove(&event.position).unwrap_or_default())
    }
}

fn unknown() -> Status {
    not_found("EVENT_UNKNOWN", "There is no such event in this trust's log.")
}

fn filter(request: &ListHistoryRequest) -> Result<Filter, Status> {
    let page_size = page_size(request.page_size)?;
    before(request.before_position)?;
    let from = field::optional_date("from", &request.from)?;
    let until = field::optional_date("until", &request.until)?;
    if let (Some(from), Some(until)) = (from, until)
        && until < from
    {
        return Err(Malformed::Backwards.to_status());
    }
    let school_id = field::optional_uuid("school_id", &request.school_id)?;
    let area_id = match request.area_id.as_str() {
        "" => String::new(),
        area_id => field::slug("area_id", area_id)?,
    };
    Ok(Filter {
        school_id: school_id.map(|id| id.to_string()).unwrap_or_default(),
        actor_id: field::optional_uuid("actor_id", &request.actor_id)?,
        area_id,
        from,
        until,
        before_position: request.before_position,
        page_size,
        ..Filter::default()
    })
}

fn stored(event: Recorded) -> StoredEvent {
    // Where the metadata names no actor there is no leaf; the sealer says so too.
    let leaf_hash = event.leaf().map(|leaf| hex(&leaf.hash())).unwrap_or_default();
    StoredEvent {
        position: event.position,
        stream: event.stream,
        version: event.version,
        event_id: event.event_id.to_string(),
        body: event.body,
        r#type: event.kind,
        metadata: event.metadata,
        recorded_at: event.recorded_at.to_string(),
        leaf_hash,
    }
}

#[cfg(test)]
mod tests;
