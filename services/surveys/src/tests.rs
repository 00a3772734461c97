//! The service at its gRPC doors, on a real PostgreSQL.

mod answering;
mod attack;
mod attack_pages;
mod by_itself;
mod closing;
mod closing_large;
mod key_folder;
mod opening;
mod read_models;

use std::sync::Arc;

use contract::events::{AnyEvent, PersonEvent, SchoolEvent, WaveEvent};
use contract::schools::v1::{Role, RoleGranted, SchoolJoined, Scope, ScopeKind};
use contract::surveys::v1::surveys_service_server::SurveysService as _;
use contract::surveys::v1::{
    Answer, CloseWaveRequest, ExtendWaveRequest, Invited, OpenWaveRequest, Privacy,
    PublishInstrumentRequest, ReleaseResultsRequest, Response, ScheduleWaveRequest, SubmitRequest,
    WithdrawResponseRequest,
};
use door::testing::{TestService, new_id, reason_of as reason};
use eventlog::{Document as _, Documents, Log, Projection};
use tonic::{Request, Status};
use uuid::Uuid;

use crate::answering::Answering;
use crate::batches;
use crate::instruments::Instruments;
use crate::keys::{Measure, WaveKeys};
use crate::results::Results;
use crate::samples::{answer, instrument, school};
use crate::service::Doors;
use crate::waves::Waves;

/// A trust of its own, and the service over it.
struct Stand {
    service: TestService,
    log: Log,
    doors: Doors,
    keys: WaveKeys,
    folder: tempfile::TempDir,
}

impl std::ops::Deref for Stand {
    type Target = TestService;

    fn deref(&self) -> &TestService {
        &self.service
    }
}

/// A wave that was opened, with its tokens by school.
struct Opened {
    wave_id: Uuid,
    tokens: Vec<Vec<String>>,
}

const NOW: &str = "2025-11-21T10:00:00Z";

impl Stand {
    async fn start() -> Self {
        Self::leaving_out(None).await
    }

    /// The same in a build that leaves out one of the measures against an attacker.
    async fn leaving_out(left_out: Option<Measure>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut keys = WaveKeys::in_folder(Some(folder.path()));
        keys.left_out = left_out;
        let projections: Vec<Arc<dyn Projection>> =
            vec![Arc::new(Instruments), Arc::new(Waves), Arc::new(Results)];
        let service = TestService::start("surveys", projections).await;
        let (log, config) = (service.log().await, service.store.config("surveys"));
        let doors = Doors {
            door: service.door().await,
            log: log.clone(),
            answering: Answering::start(log.clone(), &config, keys.clone()),
            keys: keys.clone(),
            instruments: Documents::new(service.read_model(Instruments::NAME)),
            waves: Documents::new(service.read_model(Waves::NAME)),
            results: service.read_model(Results.name()),
        };
        Self { service, log, doors, keys, folder }
    }

    /// Publishes the sample instrument and schedules a wave for so many schools.
    async fn scheduled(&self, schools: u128) -> Uuid {
        let publish =
            PublishInstrumentRequest { command_id: new_id(), instrument: Some(instrument()) };
        self.doors.publish_instrument(self.request(publish)).await.unwrap();
        self.another_scheduled(schools).await
    }

    async fn another_scheduled(&self, schools: u128) -> Uuid {
        let schedule = ScheduleWaveRequest {
            command_id: new_id(),
            instrument_id: "sample".to_owned(),
            title: "Autumn parent survey".to_owned(),
            term: "2025-26-autumn".to_owned(),
            opens_on: "2025-11-10".to_owned(),
            closes_on: "2025-11-28".to_owned(),
            school_ids: (1..=schools).map(|number| school(number).to_string()).collect(),
            privacy: Privacy::Anonymous.into(),
            ..ScheduleWaveRequest::default()
        };
        let scheduled =
            self.doors.schedule_wave(self.request(schedule)).await.unwrap().into_inner();
        scheduled.wave_id.parse().unwrap()
    }

    /// An open wave; so many are asked in each school.
    async fn opened(&self, asked: &[u32]) -> Opened {
        let publish =
            PublishInstrumentRequest { command_id: new_id(), instrument: Some(instrument()) };
        self.doors.publish_instrument(self.request(publish)).await.unwrap();
        self.another_opened(asked).await
    }

    /// The same, where the instrument is published.
    async fn another_opened(&self, asked: &[u32]) -> Opened {
        let wave_id = self.another_scheduled(asked.len() as u128).await;
        let request = self.request(open_request(wave_id, asked));
        let opened = self.doors.open_wave(request).await.unwrap().into_inner();
        Opened { wave_id, tokens: opened.tokens.into_iter().map(|school| school.tokens).collect() }
    }

    async fn submit(&self, token: &str, answers: &[(&str, &str)]) -> Result<String, Status> {
        self.submit_on(NOW, token, answers).await
    }

    async fn submit_on(
        &self,
        now: &str,
        token: &str,
        answers: &[(&str, &str)],
    ) -> Result<String, Status> {
        let answers = answers.iter().map(|(question, option)| answer(question, option)).collect();
        let request = on(now, SubmitRequest { token: token.to_owned(), answers });
        Ok(self.doors.submit(request).await?.into_inner().receipt_code)
    }

    async fn withdraw(&self, receipt_code: &str) -> Result<(), Status> {
        let request = respondent(WithdrawResponseRequest { receipt_code: receipt_code.to_owned() });
        self.doors.withdraw_response(request).await.map(|_| ())
    }

    async fn close(&self, wave_id: Uuid, command_id: &str) -> Result<u64, Status> {
        let request =
            CloseWaveRequest { command_id: command_id.to_owned(), wave_id: wave_id.to_string() };
        Ok(self.doors.close_wave(self.request(request)).await?.into_inner().position)
    }

    async fn extend(&self, wave_id: Uuid, closes_on: &str) -> Result<u64, Status> {
        let (wave_id, closes_on) = (wave_id.to_string(), closes_on.to_owned());
        let request = ExtendWaveRequest { command_id: new_id(), wave_id, closes_on };
        Ok(self.doors.extend_wave(self.request(request)).await?.into_inner().position)
    }

    async fn release(&self, wave_id: Uuid) -> Result<u64, Status> {
        let request = ReleaseResultsRequest { command_id: new_id(), wave_id: wave_id.to_string() };
        Ok(self.doors.release_results(self.request(request)).await?.into_inner().position)
    }

    async fn events(&self) -> Vec<WaveEvent> {
        let recorded = self.log.read(self.trust, 0, 10_000).await.unwrap();
        let events = recorded.iter().filter_map(|recorded| match recorded.event().unwrap() {
            AnyEvent::Wave(event) => Some(event),
            _ => None,
        });
        events.collect()
    }

    /// Every response in the batches that the log commits to, in their order.
    async fn collected(&self, wave_id: Uuid) -> Vec<Response> {
        let kept = batches::all(&self.log, self.trust, wave_id).await.unwrap();
        let committed = self.events().await.into_iter().filter_map(|event| match event {
            WaveEvent::AnswersCollected(batch) => Some(batch.commitment),
            _ => None,
        });
        let commitments: Vec<String> = kept.iter().map(batches::KeptBatch::commitment).collect();
        assert_eq!(committed.collect::<Vec<_>>(), commitments);
        kept.iter().flat_map(|batch| batch.responses().unwrap()).collect()
    }

    async fn count(&self, sql: &str) -> i64 {
        self.store.admin().await.query_one(sql, &[]).await.unwrap().get(0)
    }

    async fn tokens_left(&self) -> i64 {
        self.count("select count(*) from invitation.token").await
    }

    fn keys_left(&self) -> Vec<std::ffi::OsString> {
        let files = std::fs::read_dir(self.folder.path()).unwrap();
        files.map(|file| file.unwrap().file_name()).collect()
    }

    async fn buffered(&self) -> i64 {
        self.count("select count(*) from collector.response").await
    }

    /// The same doors behind the rules, where looks are recorded. The caller's role and the first school stand in the log.
    async fn guarded(&self) -> Doors {
        let school_id = school(1).to_string();
        let joined = SchoolEvent::from(SchoolJoined { school_id, ..SchoolJoined::default() });
        self.store.record(self.trust, school(1), vec![joined]).await;
        let granted = PersonEvent::from(RoleGranted {
            person_id: self.caller.actor.to_string(),
            grant_id: new_id(),
            role: Role::ImprovementLead.into(),
            scope: Some(Scope { kind: ScopeKind::Trust.into(), id: self.trust.to_string() }),
            from: "2025-09-01".to_owned(),
            until: String::new(),
        });
        self.store.record(self.trust, self.caller.actor, vec![granted]).await;
        Doors { door: self.guarded_door().await, ..self.doors.clone() }
    }

    /// The recorded looks at a wave in their order: who looked, as what, and by which rpc.
    async fn looks_at(&self, wave_id: Uuid) -> Vec<String> {
        let looks = "select concat_ws(' ', person_id, role, action) as look from disclosure.look \
            where trust_id = $1 and thing_kind = 'wave' and thing_id = $2 order by number";
        let admin = self.store.admin().await;
        let rows = admin.query(looks, &[&self.trust, &wave_id.to_string()]).await.unwrap();
        rows.iter().map(|row| row.get("look")).collect()
    }
}

/// A request as a respondent's phone makes it: no trust, no actor.
fn respondent<T>(message: T) -> Request<T> {
    on(NOW, message)
}

fn on<T>(now: &str, message: T) -> Request<T> {
    let mut request = Request::new(message);
    request.metadata_mut().insert("plumbline-now", now.parse().unwrap());
    request
}

fn open_request(wave_id: Uuid, asked: &[u32]) -> OpenWaveRequest {
    let invited = (1..)
        .zip(asked)
        .map(|(number, count)| Invited { school_id: school(number).to_string(), count: *count });
    OpenWaveRequest {
        command_id: new_id(),
        wave_id: wave_id.to_string(),
        invited: invited.collect(),
    }
}

fn refused<T: std::fmt::Debug>(outcome: Result<T, Status>) -> String {
    reason(&outcome.unwrap_err())
}

/// Answers that can be told apart: every subset of the sample's options has its place.
fn distinct(number: usize) -> Vec<(&'static str, &'static str)> {
    let q1 = ["yes", "no", "dont-know"][number % 3];
    let q2 = ["agree", "disagree", "na"][number / 3 % 3];
    vec![("q1", q1), ("q2", q2)]
}

/// Responses in an order that does not depend on the log's.
fn sorted(mut responses: Vec<Response>) -> Vec<(String, Vec<Answer>)> {
    responses.sort_by_key(|response| format!("{response:?}"));
    responses.into_iter().map(|response| (response.school_id, response.answers)).collect()
}
