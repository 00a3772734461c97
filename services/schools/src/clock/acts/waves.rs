//! Surveys open on their first day and close when their last is over.

use contract::Caller;
use contract::events::{AnyEvent, WaveEvent};
use contract::surveys::v1::surveys_service_client::SurveysServiceClient;
use contract::surveys::v1::{CloseWaveRequest, OpenOnItsDayRequest, OpeningObstacle};
use jiff::civil::Date;
use peers::Peers;
use tonic::Status;
use uuid::Uuid;

use super::DueAct;
use crate::clock::due::{DueStep, DueThing};

/// A planned wave opens on its first day. What holds it up is recorded by the surveys service, and each day it is tried again.
pub(super) struct WaveOpens;

#[async_trait::async_trait]
impl DueAct for WaveOpens {
    fn kind(&self) -> &'static str {
        "opening"
    }

    fn reads(&self) -> &'static [&'static str] {
        &[
            "plumbline.surveys.v1.WaveScheduled",
            "plumbline.surveys.v1.InvitationsPlanned",
            "plumbline.surveys.v1.OpeningHeldUp",
            "plumbline.surveys.v1.WaveOpened",
        ]
    }

    fn take(&self, event: &AnyEvent, _: Date) -> Option<DueStep> {
        let AnyEvent::Wave(event) = event else { return None };
        match event {
            WaveEvent::WaveScheduled(wave) => DueStep::due(&wave.wave_id, &wave.opens_on, 0),
            // Numbers that come late are taken at once, and not on the next day only.
            WaveEvent::InvitationsPlanned(plan) => Some(DueStep::counts_again(&plan.wave_id)),
            WaveEvent::OpeningHeldUp(held) if held.obstacle() == OpeningObstacle::WindowOver => {
                Some(DueStep::over(&held.wave_id).for_good())
            }
            WaveEvent::WaveOpened(opened) => Some(DueStep::over(&opened.wave_id).for_good()),
            WaveEvent::OpeningHeldUp(_)
            | WaveEvent::LinksHandedOut(_)
            | WaveEvent::WaveExtended(_)
            | WaveEvent::AnswersCollected(_)
            | WaveEvent::WaveClosed(_)
            | WaveEvent::ResultsReleased(_) => None,
        }
    }

    async fn act(
        &self,
        peers: &Peers,
        caller: Caller,
        due: &DueThing,
        command_id: Uuid,
    ) -> Result<(), Status> {
        let mut surveys = SurveysServiceClient::new(peers.channel("surveys"));
        let (command_id, wave_id) = (command_id.to_string(), due.thing.clone());
        let request = OpenOnItsDayRequest { command_id, wave_id };
        surveys.open_on_its_day(caller.request(request)).await.map(drop)
    }
}

/// An open wave closes when its last day is over.
pub(super) struct WaveCloses;

#[async_trait::async_trait]
impl DueAct for WaveCloses {
    fn kind(&self) -> &'static str {
        "wave"
    }

    fn reads(&self) -> &'static [&'static str] {
        &[
            "plumbline.surveys.v1.WaveScheduled",
            "plumbline.surveys.v1.WaveOpened",
            "plumbline.surveys.v1.WaveExtended",
            "plumbline.surveys.v1.WaveClosed",
        ]
    }

    fn take(&self, event: &AnyEvent, _: Date) -> Option<DueStep> {
        let AnyEvent::Wave(event) = event else { return None };
        match event {
            // The closing day is the last on which it takes answers.
            WaveEvent::WaveScheduled(wave) => {
                Some(DueStep::due(&wave.wave_id, &wave.closes_on, 1)?.once_begun())
            }
            WaveEvent::WaveOpened(opened) => Some(DueStep::counts_again(&opened.wave_id)),
            // Only an open wave is extended, so the new day counts at once.
            WaveEvent::WaveExtended(extended) => {
                DueStep::due(&extended.wave_id, &extended.closes_on, 1)
            }
            WaveEvent::WaveClosed(closed) => Some(DueStep::over(&closed.wave_id)),
            WaveEvent::InvitationsPlanned(_)
            | WaveEvent::OpeningHeldUp(_)
            | WaveEvent::LinksHandedOut(_)
            | WaveEvent::AnswersCollected(_)
            | WaveEvent::ResultsReleased(_) => None,
        }
    }

    async fn act(
        &self,
        peers: &Peers,
        caller: Caller,
        due: &DueThing,
        command_id: Uuid,
    ) -> Result<(), Status> {
        let mut surveys = SurveysServiceClient::new(peers.channel("surveys"));
        let (command_id, wave_id) = (command_id.to_string(), due.thing.clone());
        let request = CloseWaveRequest { command_id, wave_id };
        surveys.close_wave(caller.request(request)).await.map(drop)
    }
}
