//! Opens a wave, by hand or on its day: the key first, then the event, then the links that the key makes.

use contract::commands::{Answered as _, WaveCommand};
use contract::events::WaveEvent;
use contract::surveys::v1::{
    HandOutLinksRequest, HandOutLinksResponse, Invited, OpenOnItsDayRequest, OpenOnItsDayResponse,
    OpenWaveRequest, OpenWaveResponse, SchoolTokens,
};
use contract::{Refusal as _, field, invalid};
use eventlog::{Decider as _, Envelope, FoundBefore, Log, Receipt, load};
use jiff::ToSpan as _;
use tonic::{Request, Response, Status};
use uuid::Uuid;

use crate::service::Doors;
use crate::tokens::{self, Links, SchoolAsked};
use crate::wave::{TakenLinks, Wave, WaveFacts};

/// Opens the wave. Returns the log's position and the links, also to a repeat of the same command within a day.
///
/// The key is made before the event that names it, and an earlier try's key is taken again. The links are derived from the key,
/// so no crash and no lost answer burns one: a repeat stores and shows the same. Two calls at once have the same key; the log
/// takes one of them.
pub(crate) async fn open(
    doors: &Doors,
    request: Request<OpenWaveRequest>,
) -> Result<Response<OpenWaveResponse>, Status> {
    let (envelope, asked) = doors.door.command(request).await?;
    let (trust, wave_id) = (envelope.trust(), field::uuid("wave_id", &asked.wave_id)?);
    let people = people_asked(&asked.invited)?;
    let (wave, _) = load::<Wave>(&doors.log, trust, wave_id).await?;
    let left = left(doors, &envelope, &wave).await?;
    let (mut facts, command) =
        (WaveFacts { left, ..WaveFacts::default() }, WaveCommand::from(asked.clone()));
    // A refusal and a repeat need no new key.
    if wave.decide(&command, &facts, &envelope.context).is_ok() {
        facts.key_id = doors.keys.make(wave_id).map_err(|trouble| trouble.to_status())?.id();
    }
    let facts = FoundBefore(facts);
    let (told, receipt) = doors.door.tell_admitted::<Wave, _>(&envelope, asked, &facts).await?;
    let opened = OpenedWave { trust, wave_id, key_id: key_id(&receipt), people };
    let late = receipt.repeated && !within_a_day(&doors.log, &envelope, told.position).await?;
    let tokens = if late { Vec::new() } else { links(doors, opened).await? };
    Ok(Response::new(OpenWaveResponse { position: told.position, tokens }))
}

/// Opens a wave whose day has come, as its numbers were planned, or records what holds it up. Its links wait to be handed out.
pub(crate) async fn on_its_day(
    doors: &Doors,
    request: Request<OpenOnItsDayRequest>,
) -> Result<Response<OpenOnItsDayResponse>, Status> {
    let (envelope, asked) = doors.door.command(request).await?;
    let (trust, wave_id) = (envelope.trust(), field::uuid("wave_id", &asked.wave_id)?);
    let (wave, _) = load::<Wave>(&doors.log, trust, wave_id).await?;
    let left = left(doors, &envelope, &wave).await?;
    let (mut facts, command) =
        (WaveFacts { left, ..WaveFacts::default() }, WaveCommand::from(asked.clone()));
    // Only an opening needs a key. Without one the wave does not open, and that is recorded.
    let decided = wave.decide(&command, &facts, &envelope.context).unwrap_or_default();
    if matches!(decided.as_slice(), [WaveEvent::WaveOpened(_)]) {
        match doors.keys.make(wave_id) {
            Ok(key) => facts.key_id = key.id(),
            Err(trouble) => {
                tracing::error!(%trouble, wave = %wave_id, "no key for a survey whose day has come");
                facts.keyless = true;
            }
        }
    }
    let facts = FoundBefore(facts);
    let (told, receipt) = doors.door.tell_admitted::<Wave, _>(&envelope, asked, &facts).await?;
    for event in &receipt.events {
        if let WaveEvent::WaveOpened(opened) = event {
            let people = people_asked(&opened.invited)?;
            let key_id = opened.key_id.parse().ok();
            // Stored now, so that the doctor knows of its key. The hand-out stores them again, if this fails.
            let kept = links(doors, OpenedWave { trust, wave_id, key_id, people }).await;
            if let Err(status) = kept {
                tracing::warn!(why = status.message(), wave = %wave_id, "links are stored at the hand-out");
            }
        }
    }
    Ok(Response::new(OpenOnItsDayRequest::answer(&told)))
}

/// Gives out the links of a wave that opened by itself: the first time, and again within a day after it.
pub(crate) async fn hand_out(
    doors: &Doors,
    request: Request<HandOutLinksRequest>,
) -> Result<Response<HandOutLinksResponse>, Status> {
    let (envelope, asked) = doors.door.command(request).await?;
    let (trust, wave_id) = (envelope.trust(), field::uuid("wave_id", &asked.wave_id)?);
    let (wave, _) = load::<Wave>(&doors.log, trust, wave_id).await?;
    if let Some((key_id, _)) = wave.open_with() {
        // Nothing is recorded as handed out that the key cannot make any more.
        doors.keys.find(wave_id, key_id).map_err(|trouble| trouble.to_status())?;
    }
    let (told, _) = doors.door.tell_admitted::<Wave, _>(&envelope, asked, doors).await?;
    let (wave, _) = load::<Wave>(&doors.log, trust, wave_id).await?;
    let Some(TakenLinks { key_id, asked }) = wave.hands_out(envelope.context.now) else {
        return Ok(Response::new(HandOutLinksResponse { position: told.position, tokens: vec![] }));
    };
    let of_school = |(school_id, count): (&String, &u32)| {
        let school = field::uuid("school_id", school_id)?;
        Ok::<_, Status>(SchoolAsked { school, count: *count })
    };
    let people = asked.iter().map(of_school).collect::<Result<Vec<_>, _>>()?;
    let opened = OpenedWave { trust, wave_id, key_id: Some(key_id), people };
    let tokens = links(doors, opened).await?;
    Ok(Response::new(HandOutLinksResponse { position: told.position, tokens }))
}

/// The schools of a planned wave that have left the trust.
async fn left(doors: &Doors, envelope: &Envelope, wave: &Wave) -> Result<Vec<String>, Status> {
    let schools = wave.schools().iter().filter_map(|school| Uuid::try_parse(school).ok());
    let (schools, today) = (schools.collect::<Vec<_>>(), envelope.context.today());
    let left = doors.door.have_left(envelope.trust(), &schools, today).await?;
    Ok(left.iter().map(Uuid::to_string).collect())
}

/// A wave that was opened, now or by an earlier try.
struct OpenedWave {
    trust: Uuid,
    wave_id: Uuid,
    key_id: Option<Uuid>,
    people: Vec<SchoolAsked>,
}

/// Stores the links of an open wave and returns them; none once it is closed.
async fn links(doors: &Doors, opened: OpenedWave) -> Result<Vec<SchoolTokens>, Status> {
    let OpenedWave { trust, wave_id, key_id, people } = opened;
    let (wave, _) = load::<Wave>(&doors.log, trust, wave_id).await?;
    let Some(key_id) = key_id.filter(|_| wave.is_open()) else { return Ok(Vec::new()) };
    let key = doors.keys.find(wave_id, key_id).map_err(|trouble| trouble.to_status())?;
    let links = Links { trust, wave: wave_id, key: &key, asked: &people };
    tokens::store(&doors.log, links).await?;
    Ok(tokens::texts(links))
}

/// All tokens of a wave come in one answer, which has to fit a gRPC message.
const MOST_INVITED: u64 = 100_000;

/// Refuses more people than the links of one answer are for.
pub(crate) fn bounded(invited: &[Invited]) -> Result<(), Status> {
    let all: u64 = invited.iter().map(|school| u64::from(school.count)).sum();
    match all > MOST_INVITED {
        true => Err(invalid("invited", "must not be more than 100,000 people")),
        false => Ok(()),
    }
}

fn people_asked(invited: &[Invited]) -> Result<Vec<SchoolAsked>, Status> {
    bounded(invited)?;
    let asked = invited.iter().map(|invited| {
        let school = field::uuid("invited.school_id", &invited.school_id)?;
        Ok(SchoolAsked { school, count: invited.count })
    });
    asked.collect()
}

fn key_id(receipt: &Receipt<WaveEvent>) -> Option<Uuid> {
    receipt.events.iter().find_map(|event| match event {
        WaveEvent::WaveOpened(opened) => opened.key_id.parse().ok(),
        WaveEvent::WaveScheduled(_)
        | WaveEvent::InvitationsPlanned(_)
        | WaveEvent::OpeningHeldUp(_)
        | WaveEvent::LinksHandedOut(_)
        | WaveEvent::WaveExtended(_)
        | WaveEvent::AnswersCollected(_)
        | WaveEvent::WaveClosed(_)
        | WaveEvent::ResultsReleased(_) => None,
    })
}

/// Whether the wave was opened less than 24 hours before this command was given.
async fn within_a_day(log: &Log, envelope: &Envelope, position: u64) -> Result<bool, Status> {
    let recorded = log.at(envelope.trust(), &[position]).await?;
    let opened = recorded.first().map(|event| event.at()).transpose();
    let opened = opened.map_err(eventlog::ReadError::from)?;
    Ok(opened.is_some_and(|opened| envelope.context.now < opened + 24.hours()))
}
