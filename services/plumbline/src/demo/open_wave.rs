//! The wave left open at the end, so that a visitor can answer on a phone.

use contract::surveys::v1::{
    GetQuestionnaireRequest, Invited, OpenWaveRequest, Privacy, ScheduleWaveRequest, Wave,
    WaveState,
};
use contract::{Caller, SYSTEM_ACTOR};
use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::demo::cast::Cast;
use crate::demo::open_term::term_of;
use crate::demo::script::AudienceKey;
use crate::demo::stage::{Stage, at, command, send};
use crate::demo::survey::{instrument, waves};
use crate::demo::tokens::Tokens;
use crate::demo::{DemoError, OpenToken};

const TITLE: &str = "Parents' survey to try";
const SCHOOLS: [&str; 2] = ["sallowfield", "quaymarsh"];
/// Number of people invited; enough that a visitor can reach a floor of ten by hand.
const INVITED: u32 = 15;
const DAYS_OPEN: i64 = 28;
const ATTEMPTS: u32 = 50;
/// Number of a school's tokens that are shown.
const SHOWN: usize = 3;

/// Opens a wave on this day and keeps its tokens, unless there is one; gives the position of its opening.
pub(crate) async fn open(
    stage: &Stage,
    cast: &Cast,
    today: Date,
    tokens: &mut Tokens,
) -> Result<u64, DemoError> {
    let lead = cast.caller(stage, "improvement-lead", at(today, 0))?;
    for attempt in 1..=ATTEMPTS {
        let step = format!("wave/to try/{today}/{attempt}");
        let wave_id = schedule(stage, &step, &lead, to_try(cast, today)?).await?;
        let opening = format!("{step}/open");
        let invited = |slug: &&str| {
            Ok(Invited { school_id: cast.school(slug)?.school_id.clone(), count: INVITED })
        };
        let message = OpenWaveRequest {
            command_id: command(&opening),
            wave_id: wave_id.clone(),
            invited: SCHOOLS.iter().map(invited).collect::<Result<_, DemoError>>()?,
        };
        let opened = send!(stage.surveys.open_wave, &opening, &lead, message)?;
        if !opened.tokens.is_empty() {
            tokens.keep(&wave_id, opened.tokens)?;
            return Ok(opened.position);
        }
        // A repeat: an earlier play opened the wave. Its tokens are kept, or were lost.
        if tokens.of(&wave_id).is_some() {
            return Ok(opened.position);
        }
    }
    Err(DemoError::missing("open survey whose tokens were kept", &today.to_string()))
}

async fn schedule(
    stage: &Stage,
    step: &str,
    lead: &Caller,
    planned: ScheduleWaveRequest,
) -> Result<String, DemoError> {
    let step = format!("{step}/schedule");
    let message = ScheduleWaveRequest { command_id: command(&step), ..planned };
    Ok(send!(stage.surveys.schedule_wave, &step, lead, message)?.wave_id)
}

/// The survey of parents that opens today.
fn to_try(cast: &Cast, today: Date) -> Result<ScheduleWaveRequest, DemoError> {
    let school_ids = SCHOOLS.iter().map(|slug| Ok(cast.school(slug)?.school_id.clone()));
    Ok(ScheduleWaveRequest {
        command_id: String::new(),
        instrument_id: AudienceKey::Parents.instrument_id().to_owned(),
        instrument_version: instrument(AudienceKey::Parents)?.version,
        title: TITLE.to_owned(),
        term: term_of(today),
        opens_on: today.to_string(),
        closes_on: today.saturating_add(DAYS_OPEN.days()).to_string(),
        school_ids: school_ids.collect::<Result<_, DemoError>>()?,
        floor: 0,
        privacy: Privacy::Anonymous.into(),
    })
}

/// The wave that is open on this day and whose tokens are kept, if there is one.
pub(crate) async fn standing(
    stage: &Stage,
    today: Date,
    tokens: &Tokens,
    at_least: u64,
) -> Result<Option<Wave>, DemoError> {
    let waves = waves(stage, "wave/to try/look up", &stage.lead(at(today, 0)), at_least).await?;
    let open = |wave: &Wave| {
        wave.title == TITLE
            && wave.state() == WaveState::Open
            && wave.closes_on.parse().is_ok_and(|closes: Date| closes >= today)
            && tokens.of(&wave.wave_id).is_some()
    };
    Ok(waves.into_iter().find(open))
}

/// A few unused tokens of the wave.
pub(crate) async fn unspent(
    stage: &Stage,
    wave: &Wave,
    today: Date,
    tokens: &Tokens,
) -> Result<Vec<OpenToken>, DemoError> {
    let step = "wave/to try/unspent tokens";
    let caller =
        Caller { now: Some(at(today, 0)), ..Caller::new(stage.trust, SYSTEM_ACTOR, "respondent") };
    let mut unspent = Vec::new();
    for (school_id, all) in tokens.of(&wave.wave_id).into_iter().flatten() {
        let mut shown = 0;
        for token in all {
            if shown == SHOWN {
                break;
            }
            let message = GetQuestionnaireRequest { token: token.clone() };
            match send!(stage.surveys.get_questionnaire, step, &caller, message) {
                Ok(_) => {
                    unspent.push(OpenToken { school_id: school_id.clone(), token: token.clone() });
                    shown += 1;
                }
                Err(error) if error.reason() == Some("TOKEN_SPENT") => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(unspent)
}
