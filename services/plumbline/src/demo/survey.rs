//! A term's survey: planned, opened, answered, closed, released.

use std::collections::BTreeMap;

use contract::surveys::v1::{
    Answer, CloseWaveRequest, GetResultsRequest, GetResultsResponse, InstrumentPublished, Invited,
    ListWavesRequest, OpenWaveRequest, Privacy, ReleaseResultsRequest, ScheduleWaveRequest,
    SubmitRequest, Wave, WaveState,
};
use contract::{Caller, SYSTEM_ACTOR};
use futures::{StreamExt as _, TryStreamExt as _};
use tonic::Code;

use crate::demo::DemoError;
use crate::demo::answers::answers;
use crate::demo::cast::Cast;
use crate::demo::script::{AudienceKey, SchoolScript, Script, TermDays, TermKey};
use crate::demo::stage::{Stage, at, command, send};
use crate::demo::tokens::Tokens;

/// How many people answer at the same moment.
const AT_ONCE: usize = 16;

/// How often a survey is asked again, when its tokens were lost.
const ATTEMPTS: u32 = 5;

/// A survey of the story in its term.
#[derive(Debug)]
pub(crate) struct Survey<'a> {
    pub(crate) stage: &'a Stage,
    pub(crate) script: &'a Script,
    pub(crate) cast: &'a Cast,
    pub(crate) term: TermKey,
}

impl Survey<'_> {
    /// Plays the survey and returns what was released.
    ///
    /// A wave shows its tokens once. They are lost if a play ends between the opening and the file that keeps them. Then the
    /// wave is closed unanswered, and the survey is asked again as another wave.
    pub(crate) async fn play(&self, tokens: &mut Tokens) -> Result<GetResultsResponse, DemoError> {
        for attempt in 1..=ATTEMPTS {
            let (wave_id, scheduled) = self.schedule(attempt).await?;
            let answered = match self.state(&wave_id, scheduled).await? {
                WaveState::Scheduled => {
                    self.open(attempt, &wave_id, tokens).await?;
                    self.answer(attempt, &wave_id, tokens).await?
                }
                WaveState::Open => self.answer(attempt, &wave_id, tokens).await?,
                // A wave closed unanswered answers the repeat of that closing; any other refuses it.
                WaveState::Closed => {
                    !self
                        .close(&format!("{}/close-unanswered", self.key(attempt)), &wave_id)
                        .await?
                }
                WaveState::Released | WaveState::Unspecified => true,
            };
            if answered {
                return self.release(attempt, &wave_id).await;
            }
        }
        Err(DemoError::missing("survey whose tokens were kept", self.term.word()))
    }

    fn days(&self) -> &TermDays {
        self.script.trust.terms.of(self.term)
    }

    fn key(&self, attempt: u32) -> String {
        format!("wave/{}/{attempt}", self.term.word())
    }

    fn lead(&self, day: jiff::civil::Date, minute: usize) -> Result<Caller, DemoError> {
        self.cast.caller(self.stage, "improvement-lead", at(day, minute))
    }

    /// Gives the wave's id and the position of its planning.
    async fn schedule(&self, attempt: u32) -> Result<(String, u64), DemoError> {
        let (stage, days) = (self.stage, self.days());
        let step = format!("{}/schedule", self.key(attempt));
        let audience = match days.wave {
            AudienceKey::Parents => "Parents' survey",
            AudienceKey::Staff => "Staff workload survey",
        };
        let again = if attempt == 1 { "" } else { " (asked again)" };
        let message = ScheduleWaveRequest {
            command_id: command(&step),
            instrument_id: days.wave.instrument_id().to_owned(),
            instrument_version: instrument(days.wave)?.version,
            title: format!("{audience}, {}{again}", self.term.said()),
            term: self.term.term(),
            opens_on: days.wave_opens.to_string(),
            closes_on: days.wave_closes.to_string(),
            school_ids: self.school_ids()?,
            floor: 0,
            privacy: Privacy::Anonymous.into(),
        };
        let caller = self.lead(days.wave_scheduled, 16 * 60 + 30)?;
        let scheduled = send!(stage.surveys.schedule_wave, &step, &caller, message)?;
        Ok((scheduled.wave_id, scheduled.position))
    }

    fn school_ids(&self) -> Result<Vec<String>, DemoError> {
        self.script
            .schools
            .iter()
            .map(|school| Ok(self.cast.school(&school.slug)?.school_id.clone()))
            .collect()
    }

    async fn state(&self, wave_id: &str, scheduled: u64) -> Result<WaveState, DemoError> {
        let step = format!("wave/{}/look up", self.term.word());
        let caller = self.lead(self.days().wave_opens, 7 * 60)?;
        let waves = self.stage.until(&step, || async {
            let waves = waves(self.stage, &step, &caller, scheduled).await?;
            Ok(waves.into_iter().find(|wave| wave.wave_id == wave_id))
        });
        Ok(waves.await?.state())
    }

    async fn open(
        &self,
        attempt: u32,
        wave_id: &str,
        tokens: &mut Tokens,
    ) -> Result<(), DemoError> {
        let (stage, days) = (self.stage, self.days());
        let step = format!("{}/open", self.key(attempt));
        let invited = |school: &SchoolScript| {
            let school_id = self.cast.school(&school.slug)?.school_id.clone();
            Ok(Invited { school_id, count: school.asked.of(days.wave) })
        };
        let message = OpenWaveRequest {
            command_id: command(&step),
            wave_id: wave_id.to_owned(),
            invited: self.script.schools.iter().map(invited).collect::<Result<_, DemoError>>()?,
        };
        let caller = self.lead(days.wave_opens, 7 * 60 + 30)?;
        let opened = send!(stage.surveys.open_wave, &step, &caller, message)?;
        if opened.tokens.is_empty() { Ok(()) } else { tokens.keep(wave_id, opened.tokens) }
    }

    /// All respondents answer and the wave closes. False if the tokens were lost and it closes unanswered.
    async fn answer(
        &self,
        attempt: u32,
        wave_id: &str,
        tokens: &mut Tokens,
    ) -> Result<bool, DemoError> {
        let Some(by_school) = tokens.of(wave_id) else {
            self.close(&format!("{}/close-unanswered", self.key(attempt)), wave_id).await?;
            return Ok(false);
        };
        let submissions = self.submissions(by_school)?;
        futures::stream::iter(submissions)
            .map(|(token, answers)| self.submit(token, answers))
            .buffer_unordered(AT_ONCE)
            .try_collect::<Vec<()>>()
            .await?;
        self.close(&format!("{}/close", self.key(attempt)), wave_id).await?;
        tokens.forget(wave_id)?;
        Ok(true)
    }

    /// Each respondent's token with the answers given.
    fn submissions(
        &self,
        by_school: &BTreeMap<String, Vec<String>>,
    ) -> Result<Vec<(String, Vec<Answer>)>, DemoError> {
        let audience = self.days().wave;
        let instrument = instrument(audience)?;
        let mut submissions = Vec::new();
        for school in &self.script.schools {
            let tokens = by_school.get(&self.cast.school(&school.slug)?.school_id);
            let answers = answers(&instrument, audience, school, self.term);
            submissions.extend(tokens.into_iter().flatten().cloned().zip(answers));
        }
        Ok(submissions)
    }

    async fn submit(&self, token: String, answers: Vec<Answer>) -> Result<(), DemoError> {
        let stage = self.stage;
        let step = format!("wave/{}/answer", self.term.word());
        let now = Some(at(self.days().wave_opens, 18 * 60));
        let caller = Caller { now, ..Caller::new(stage.trust, SYSTEM_ACTOR, "respondent") };
        let message = SubmitRequest { token, answers };
        match send!(stage.surveys.submit, &step, &caller, message) {
            // An earlier play has sent this answer, or its reply was lost.
            Err(error) if error.reason() == Some("TOKEN_SPENT") => Ok(()),
            other => other.map(|_| ()),
        }
    }

    /// Closes the wave; false if it is not open any more.
    async fn close(&self, step: &str, wave_id: &str) -> Result<bool, DemoError> {
        let stage = self.stage;
        let message = CloseWaveRequest { command_id: command(step), wave_id: wave_id.to_owned() };
        let caller = self.lead(self.days().wave_closes, 17 * 60)?;
        match send!(stage.surveys.close_wave, step, &caller, message) {
            Err(error) if error.code() == Some(Code::FailedPrecondition) => Ok(false),
            other => other.map(|_| true),
        }
    }

    async fn release(&self, attempt: u32, wave_id: &str) -> Result<GetResultsResponse, DemoError> {
        let stage = self.stage;
        let step = format!("{}/release", self.key(attempt));
        let caller = self.lead(self.days().wave_released, 10 * 60)?;
        let message =
            ReleaseResultsRequest { command_id: command(&step), wave_id: wave_id.to_owned() };
        let released = send!(stage.surveys.release_results, &step, &caller, message)?;
        let step = format!("{}/results", self.key(attempt));
        let message = GetResultsRequest {
            at_least: released.position,
            wave_id: wave_id.to_owned(),
            school_id: String::new(),
        };
        send!(stage.surveys.get_results, &step, &caller, message)
    }
}

/// Every wave there is, at least up to a position.
pub(crate) async fn waves(
    stage: &Stage,
    step: &str,
    caller: &Caller,
    at_least: u64,
) -> Result<Vec<Wave>, DemoError> {
    let message = ListWavesRequest { at_least, ..Default::default() };
    Ok(send!(stage.surveys.list_waves, step, caller, message)?.waves)
}

/// The newest version of the shipped instrument that asks an audience.
pub(crate) fn instrument(audience: AudienceKey) -> Result<InstrumentPublished, DemoError> {
    let shipped = surveys::shipped_instruments().into_iter();
    let asked = shipped.filter(|instrument| instrument.instrument_id == audience.instrument_id());
    asked
        .max_by_key(|instrument| instrument.version)
        .ok_or_else(|| DemoError::missing("instrument", audience.instrument_id()))
}
