//! The gRPC doors: read the request, ask the aggregate or the read model, answer.

use contract::log::v1::AsOf;
use contract::surveys::v1::{
    CloseWaveRequest, CloseWaveResponse, GetParticipationRequest, GetParticipationResponse,
    GetQuestionnaireRequest, GetQuestionnaireResponse, GetResultsRequest, GetResultsResponse,
    HandOutLinksRequest, HandOutLinksResponse, InstrumentPublished, ListInstrumentsRequest,
    ListInstrumentsResponse, ListWavesRequest, ListWavesResponse, OpenOnItsDayRequest,
    OpenOnItsDayResponse, OpenWaveRequest, OpenWaveResponse, PlanInvitationsRequest,
    PlanInvitationsResponse, ResponseRate, SubmitRequest, SubmitResponse, WaveState,
    WithdrawResponseRequest, WithdrawResponseResponse,
};
use contract::{Asks, Refusal as _, field, not_found, unavailable};
use door::{Door, Reading};
use eventlog::{Documents, Log, ReadModel, When};
use jiff::civil::Date;
use tonic::{Request, Response, Status};

use crate::answering::Answering;
use crate::instruments::Instruments;
use crate::keys::WaveKeys;
use crate::waves::{KnownWave, Waves};
use crate::{buffer, closing, opening, results, shown};
use printed::while_open;

/// The doors of the service.
#[derive(Clone, Debug)]
pub(crate) struct Doors {
    pub(crate) door: Door,
    pub(crate) log: Log,
    pub(crate) answering: Answering,
    pub(crate) keys: WaveKeys,
    pub(crate) instruments: Documents<Instruments>,
    pub(crate) waves: Documents<Waves>,
    pub(crate) results: ReadModel,
}

/// What decides the commands, by the names that the contract gives.
mod aggregates {
    pub(super) use crate::instrument::Instrument;
    pub(super) use crate::wave::Wave;
}

contract::surveys_service!(Doors);
eventlog::knows_nothing!(Doors: aggregates::Instrument);

#[tonic::async_trait]
impl contract::answers::SurveysAnswers for Doors {
    async fn open_wave(
        &self,
        request: Request<OpenWaveRequest>,
    ) -> Result<Response<OpenWaveResponse>, Status> {
        opening::open(self, request).await
    }

    async fn plan_invitations(
        &self,
        request: Request<PlanInvitationsRequest>,
    ) -> Result<Response<PlanInvitationsResponse>, Status> {
        opening::bounded(&request.get_ref().invited)?;
        self.door.tell_knowing::<aggregates::Wave, _>(request, self).await
    }

    async fn open_on_its_day(
        &self,
        request: Request<OpenOnItsDayRequest>,
    ) -> Result<Response<OpenOnItsDayResponse>, Status> {
        opening::on_its_day(self, request).await
    }

    async fn hand_out_links(
        &self,
        request: Request<HandOutLinksRequest>,
    ) -> Result<Response<HandOutLinksResponse>, Status> {
        opening::hand_out(self, request).await
    }

    async fn get_questionnaire(
        &self,
        request: Request<GetQuestionnaireRequest>,
    ) -> Result<Response<GetQuestionnaireResponse>, Status> {
        let today = self.today(&request).await?;
        let shown = self.answering.questionnaire(&request.get_ref().token, today).await?;
        Ok(Response::new(shown))
    }

    async fn submit(
        &self,
        request: Request<SubmitRequest>,
    ) -> Result<Response<SubmitResponse>, Status> {
        let today = self.today(&request).await?;
        let SubmitRequest { token, answers } = request.into_inner();
        let receipt_code = self.answering.submit(&token, answers, today).await?;
        Ok(Response::new(SubmitResponse { receipt_code }))
    }

    async fn withdraw_response(
        &self,
        request: Request<WithdrawResponseRequest>,
    ) -> Result<Response<WithdrawResponseResponse>, Status> {
        let today = self.today(&request).await?;
        self.answering.withdraw(&request.get_ref().receipt_code, today).await?;
        Ok(Response::new(WithdrawResponseResponse {}))
    }

    async fn close_wave(
        &self,
        request: Request<CloseWaveRequest>,
    ) -> Result<Response<CloseWaveResponse>, Status> {
        closing::close(self, request).await
    }

    async fn list_instruments(
        &self,
        request: Request<ListInstrumentsRequest>,
    ) -> Result<Response<ListInstrumentsResponse>, Status> {
        let caller = self.door.caller(&request).await?;
        let asked = request.into_inner();
        let when = When::asked(asked.at_least, &asked.as_of_date)?;
        let every = InstrumentPublished::default();
        let (as_of, mut instruments) = self.instruments.list(caller.trust, when, &every).await?;
        instruments.sort_by(|a, b| {
            a.instrument_id.cmp(&b.instrument_id).then_with(|| b.version.cmp(&a.version))
        });
        Ok(Response::new(ListInstrumentsResponse { as_of: Some(as_of), instruments }))
    }

    async fn list_waves(
        &self,
        request: Request<ListWavesRequest>,
    ) -> Result<Response<ListWavesResponse>, Status> {
        let caller = self.door.caller(&request).await?;
        let asked = request.into_inner();
        if !asked.term.is_empty() {
            field::term("term", &asked.term)?;
        }
        let mut like = KnownWave::default();
        like.wave.term = asked.term;
        let when = When::asked(asked.at_least, &asked.as_of_date)?;
        let (as_of, known) = self.waves.list(caller.trust, when, &like).await?;
        let mut waves: Vec<_> = known.into_iter().map(|known| known.wave).collect();
        waves.sort_by(|a, b| b.opens_on.cmp(&a.opens_on).then_with(|| a.wave_id.cmp(&b.wave_id)));
        Ok(Response::new(ListWavesResponse { as_of: Some(as_of), waves }))
    }

    async fn get_participation(
        &self,
        request: Request<GetParticipationRequest>,
    ) -> Result<Response<GetParticipationResponse>, Status> {
        let Reading { caller, reach, .. } = self.door.reading(&request).await?;
        let wave_id = field::uuid("wave_id", &request.get_ref().wave_id)?;
        let at_least = request.get_ref().at_least;
        let today = contract::british_day(self.door.now(&caller));
        let day = buffer::OpenDay { trust: caller.trust, wave: wave_id, today };
        let (as_of, mut rates) = self.participation(day, at_least).await?;
        rates.retain(|rate| reach.covers_of(&rate.school_id));
        Ok(Response::new(GetParticipationResponse { rates, as_of: Some(as_of) }))
    }

    async fn get_results(
        &self,
        request: Request<GetResultsRequest>,
    ) -> Result<Response<GetResultsResponse>, Status> {
        let Reading { caller, reach, .. } = self.door.reading(&request).await?;
        let wave_id = field::uuid("wave_id", &request.get_ref().wave_id)?;
        let school = field::optional_uuid("school_id", &request.get_ref().school_id)?;
        let mut reader = self.results.reader(caller.trust, request.get_ref().at_least).await?;
        let snapshot = reader.snapshot().await?;
        let mut found = results::results(&snapshot, caller.trust, wave_id, school).await?;
        shown::keep(&mut found, &reach);
        Ok(Response::new(found))
    }
}

impl Doors {
    /// Today for a respondent, who has no account and sends neither trust nor actor.
    async fn today<M: Asks + Sync>(&self, request: &Request<M>) -> Result<Date, Status> {
        let respondent = self.door.visitor(request).await?;
        Ok(contract::british_day(self.door.now(&respondent)))
    }

    /// The rates of a wave: of an open one as at last midnight, afterwards as released. In between they are not told.
    async fn participation(
        &self,
        day: buffer::OpenDay,
        at_least: u64,
    ) -> Result<(AsOf, Vec<ResponseRate>), Status> {
        let (trust, wave_id) = (day.trust, day.wave);
        let when = When::now(at_least);
        let (as_of, known) = self.waves.get(trust, when, &wave_id.to_string()).await?;
        let known =
            known.ok_or_else(|| not_found("WAVE_UNKNOWN", "There is no such survey here."))?;
        let rates = match known.wave.state() {
            WaveState::Unspecified | WaveState::Scheduled => Vec::new(),
            WaveState::Open => {
                let answered = buffer::taken_part(&self.log, day).await?;
                let answered = answered.ok_or_else(|| {
                    unavailable("This survey is being closed; please ask again in a moment.")
                })?;
                while_open(&known.participation(&answered))
            }
            WaveState::Closed => return Err(results::NotReleased.to_status()),
            WaveState::Released => {
                let mut reader = self.results.reader(trust, as_of.position).await?;
                let snapshot = reader.snapshot().await?;
                results::results(&snapshot, trust, wave_id, None).await?.response_rates
            }
        };
        Ok((as_of, rates))
    }
}
