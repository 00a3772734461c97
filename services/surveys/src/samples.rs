//! What the tests of this service speak of.

use contract::events::WaveEvent;
use contract::surveys::v1::{
    Answer, Audience, Condition, Counting, InstrumentPublished, Invited, Option, Privacy, Question,
    Response, WaveOpened, WaveScheduled,
};
use eventlog::Context;
use jiff::civil::{Date, date};
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

pub(crate) fn school(number: u128) -> Uuid {
    Uuid::from_u128(0x5c00_0000 + number)
}

pub(crate) fn wave_id() -> Uuid {
    context().new_id("wave")
}

pub(crate) fn key_id() -> Uuid {
    Uuid::from_u128(0x6b)
}

fn option(id: &str, counting: Counting) -> Option {
    Option { option_id: id.to_owned(), label: id.to_owned(), counting: counting.into() }
}

fn question(id: &str, options: &[(&str, Counting)]) -> Question {
    Question {
        question_id: id.to_owned(),
        text: format!("The text of {id}"),
        options: options.iter().map(|(id, counting)| option(id, *counting)).collect(),
        compared_since: 1,
        ..Question::default()
    }
}

/// `q1` plain, `q2` sensitive with "not applicable", `q3` asked only after yes to `q1`.
pub(crate) fn questions() -> Vec<Question> {
    use Counting::{Negative, Neither, OutsideBase, Positive};
    let mut sensitive =
        question("q2", &[("agree", Positive), ("disagree", Negative), ("na", OutsideBase)]);
    sensitive.sensitive = true;
    let mut dependent = question("q3", &[("agree", Positive), ("disagree", Negative)]);
    dependent.only_if =
        Some(Condition { question_id: "q1".to_owned(), option_id: "yes".to_owned() });
    vec![
        question("q1", &[("yes", Positive), ("no", Negative), ("dont-know", Neither)]),
        sensitive,
        dependent,
    ]
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

pub(crate) fn answer(question: &str, option: &str) -> Answer {
    Answer { question_id: question.to_owned(), option_id: option.to_owned() }
}

pub(crate) fn response(number: u128, answers: &[(&str, &str)]) -> Response {
    let answers = answers.iter().map(|(question, option)| answer(question, option)).collect();
    Response { school_id: school(number).to_string(), answers }
}
