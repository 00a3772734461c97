use contract::surveys::v1::{
    Audience, Condition, Counting, Figure, GetQuestionnaireResponse, GetResultsResponse,
    HubResults, InstrumentPublished, Invited, OpeningObstacle, Option as Choice, OptionCount,
    Privacy, Question, ResponseRate, Suppression, Wave, WaveState,
};

use super::{MARYS, OAK, TRUST, WAVE, as_of, ground, named, words};
use crate::pages::answer::{ChosenSoFar, Sent};
use crate::pages::{answer, results as results_page};

pub(crate) fn wave() -> Wave {
    Wave {
        wave_id: WAVE.to_owned(),
        instrument_id: "parent-view-2019-2025".to_owned(),
        instrument_version: 1,
        title: words("Parent survey, autumn"),
        audience: Audience::Parents.into(),
        term: "2025-26-autumn".to_owned(),
        opens_on: "2025-11-03".to_owned(),
        closes_on: "2025-11-14".to_owned(),
        school_ids: vec![MARYS.to_owned(), OAK.to_owned()],
        floor: 10,
        privacy: Privacy::Anonymous.into(),
        state: WaveState::Released.into(),
        opened_on: "2025-11-03".to_owned(),
        closed_on: "2025-11-14".to_owned(),
        released_position: 230,
        ..Wave::default()
    }
}

fn option(id: &str, label: &str, counting: Counting) -> Choice {
    Choice { option_id: id.to_owned(), label: words(label), counting: counting.into() }
}

fn question(id: &str, text: &str, options: Vec<Choice>) -> Question {
    Question { question_id: id.to_owned(), text: words(text), options, ..Question::default() }
}

fn agreement() -> Vec<Choice> {
    vec![
        option("strongly-agree", "Strongly agree", Counting::Positive),
        option("agree", "Agree", Counting::Positive),
        option("disagree", "Disagree", Counting::Negative),
        option("strongly-disagree", "Strongly disagree", Counting::Negative),
        option("dont-know", "Don't know", Counting::Neither),
    ]
}

fn questions() -> Vec<Question> {
    let yes_no =
        || vec![option("yes", "Yes", Counting::Positive), option("no", "No", Counting::Negative)];
    let mut bullied = question(
        "q4",
        "My child has been bullied and the school dealt with the bullying quickly and effectively",
        agreement(),
    );
    bullied.options.push(option(
        "not-applicable",
        "My child has not been bullied",
        Counting::OutsideBase,
    ));
    bullied.sensitive = true;
    let mut supported = question(
        "q7b",
        "My child has SEND, and the school gives them the support they need to succeed",
        agreement(),
    );
    supported.only_if =
        Some(Condition { question_id: "q7a".to_owned(), option_id: "yes".to_owned() });
    let mut has_send = question(
        "q7a",
        "Does your child have special educational needs and/or disabilities (SEND)?",
        yes_no(),
    );
    has_send.about_you = true;
    has_send.options.iter_mut().for_each(|one| one.set_counting(Counting::OutsideBase));
    vec![
        question("q1", "My child is happy at this school", agreement()),
        bullied,
        has_send,
        supported,
        question("q14", "I would recommend this school to another parent", yes_no()),
    ]
}

pub(crate) fn instrument() -> InstrumentPublished {
    InstrumentPublished {
        instrument_id: "parent-view-2019-2025".to_owned(),
        version: 1,
        title: words("Parent View"),
        questions: questions(),
        ..Default::default()
    }
}

/// A survey that could not open by itself on its day.
pub(crate) fn planned_wave() -> results_page::Loaded {
    let mut loaded = results_page::Loaded { results: None, rates: Vec::new(), ..results() };
    loaded.wave.set_state(WaveState::Scheduled);
    loaded.wave.planned = vec![Invited { school_id: MARYS.to_owned(), count: 43 }];
    loaded.wave.set_obstacle(OpeningObstacle::KeyFolder);
    loaded
}

/// A survey that opened by itself, and whose links nobody has taken.
pub(crate) fn waiting_wave() -> results_page::Loaded {
    let mut loaded = results_page::Loaded { results: None, rates: Vec::new(), ..results() };
    loaded.wave.set_state(WaveState::Open);
    loaded.wave.links_wait = true;
    loaded
}

pub(crate) fn results() -> results_page::Loaded {
    let counts = [20, 16, 3, 1, 2];
    let counts = agreement()
        .into_iter()
        .zip(counts)
        .map(|(option, count)| OptionCount { option_id: option.option_id, count });
    let shown = Figure {
        school_id: MARYS.to_owned(),
        question_id: "q1".to_owned(),
        suppression: Suppression::None.into(),
        positive_percent: Some(85.7),
        base: Some(42),
        words: words("86% of 42 answers"),
        counts: counts.collect(),
    };
    let hidden = Figure {
        question_id: "q4".to_owned(),
        suppression: Suppression::NotShown.into(),
        positive_percent: None,
        base: None,
        words: words("not shown"),
        counts: Vec::new(),
        ..shown.clone()
    };
    let all = Figure {
        question_id: "q14".to_owned(),
        suppression: Suppression::Bounded.into(),
        base: Some(12),
        words: words("90% or more of 12 answers"),
        ..hidden.clone()
    };
    let rate = |school: &str, percent, words: &str| ResponseRate {
        school_id: school.to_owned(),
        percent,
        words: super::words(words),
        suppression: percent.map_or(Suppression::Bounded, |_| Suppression::None).into(),
    };
    let rates = vec![
        rate("", Some(45), "about 45%"),
        rate(MARYS, Some(60), "about 60%"),
        rate(OAK, None, "about half"),
    ];
    let results = GetResultsResponse {
        as_of: as_of(412),
        wave: Some(wave()),
        questions: questions(),
        response_rates: rates.clone(),
        hubs: vec![hub_results(&shown, &hidden, rate("", Some(55), "about 55%"))],
        figures: vec![shown, hidden, all],
        released_at: 230,
    };
    results_page::Loaded {
        ground: ground(),
        wave: wave(),
        results: Some(results),
        rates,
        links: false,
    }
}

/// A hub's row: one figure shown, one not.
fn hub_results(shown: &Figure, hidden: &Figure, response_rate: ResponseRate) -> HubResults {
    let of_hub = |figure: &Figure| Figure { school_id: String::new(), ..figure.clone() };
    let words = words("84% of 96 answers");
    HubResults {
        hub_id: "hub-1".to_owned(),
        school_ids: vec![MARYS.to_owned()],
        response_rate: Some(response_rate),
        figures: vec![Figure { words, counts: Vec::new(), ..of_hub(shown) }, of_hub(hidden)],
    }
}

/// A respondent who has not chosen anything yet.
pub(crate) fn way() -> answer::Way {
    answer::Way {
        token: "abc123".to_owned(),
        survey: GetQuestionnaireResponse {
            wave_id: WAVE.to_owned(),
            title: words("Parent survey, autumn"),
            school_id: MARYS.to_owned(),
            audience: Audience::Parents.into(),
            privacy: Privacy::Anonymous.into(),
            closes_on: "2025-11-14".to_owned(),
            floor: 10,
            questions: questions(),
            trust_id: TRUST.to_owned(),
            trust_name: named("Harbour Light Schools"),
            school_name: named(super::HOSTILE),
        },
        draft: ChosenSoFar::default(),
        form_token: "form-token-of-a-test".to_owned(),
        sealed: "sealed".to_owned(),
        carried: false,
    }
}

/// Answers that have arrived.
pub(crate) fn sent() -> Sent {
    Sent {
        code: "QK7M-2XWD-9PLA".to_owned(),
        school_name: way().school_name().map(str::to_owned),
        closes_on: "2025-11-14".to_owned(),
        by_pupils: false,
    }
}
