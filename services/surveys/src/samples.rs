//! What the tests of this service speak of.

use contract::events::WaveEvent;
use contract::surveys::v1::{
    Audience, InstrumentPublished, Invited, Privacy, WaveOpened, WaveScheduled,
};
use eventlog::Context;
use jiff::civil::{Date, date};
pub(crate) use printed::samples::{answer, questions, response, school};
use uuid::Uuid;

/// The lead, on a day within the sample wave.
pub(crate) fn context() -> Context {
    Context {
        trust: Uuid::from_u128(9),
        actor: Uuid::from_u128(7),
        role: "improvement_lead".to_owned(),
        now: "2025-11-21T10:00:00Z".parse().unwrap(),
        command_id: Uuid::from_u128(77),
        sealed: eventlog::SealedWords::unsalted(),
    }
}

pub(crate) fn today() -> Date {
    date(2025, 11, 21)
}

pub(crate) fn wave_id() -> Uuid {
    context().new_id("wave")
}

pub(crate) fn key_id() -> Uuid {
    Uuid::from_u128(0x6b)
}

pub(crate) fn instrument() -> InstrumentPublished {
    InstrumentPublished {
        instrument_id: "sample".to_owned(),
        version: 1,
        title: "A sample".to_owned(),
        audience: Audience::Parents.into(),
        source: "This test".to_owned(),
        licence: "None".to_owned(),
        questions: questions(),
    }
}

pub(crate) fn scheduled() -> WaveScheduled {
    WaveScheduled {
        wave_id: wave_id().to_string(),
        instrument_id: "sample".to_owned(),
        instrument_version: 1,
        title: "Autumn parent survey".to_owned(),
        audience: Audience::Parents.into(),
        term: "2025-26-autumn".to_owned(),
        opens_on: "2025-11-10".to_owned(),
        closes_on: "2025-11-28".to_owned(),
        school_ids: vec![school(1).to_string(), school(2).to_string()],
        floor: 10,
        privacy: Privacy::Anonymous.into(),
    }
}

pub(crate) fn opened() -> WaveOpened {
    let invited = |number| Invited { school_id: school(number).to_string(), count: 40 };
    let invited = vec![invited(1), invited(2)];
    let (wave_id, key_id) = (wave_id().to_string(), key_id().to_string());
    WaveOpened { wave_id, invited, key_id, by_itself: false }
}

/// A scheduled and opened wave.
pub(crate) fn open_wave() -> Vec<WaveEvent> {
    vec![scheduled().into(), opened().into()]
}
