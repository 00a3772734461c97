//! What is read: instruments, waves, participation, results.

use contract::events::HubEvent;
use contract::schools::v1::{HubFormed, SchoolEnteredHub, SchoolWithdrewFromHub};
use contract::surveys::v1::{
    GetParticipationRequest, GetResultsRequest, GetResultsResponse, ListInstrumentsRequest,
    ListWavesRequest, Suppression, Wave, WaveOpened, WaveState,
};

use super::*;

impl Stand {
    async fn listed(&self, term: &str) -> Vec<Wave> {
        self.catch_up().await;
        let request = ListWavesRequest { term: term.to_owned(), ..Default::default() };
        self.doors.list_waves(self.request(request)).await.unwrap().into_inner().waves
    }

    async fn rates(&self, wave_id: Uuid) -> Vec<String> {
        self.rates_on(NOW, wave_id).await
    }

    async fn rates_on(&self, now: &str, wave_id: Uuid) -> Vec<String> {
        self.catch_up().await;
        let request = GetParticipationRequest { wave_id: wave_id.to_string(), at_least: 0 };
        let request = self.request_at(now, request);
        let rates = self.doors.get_participation(request).await.unwrap().into_inner().rates;
        rates.into_iter().map(|rate| rate.words).collect()
    }

    async fn results(
        &self,
        wave_id: Uuid,
        school_id: String,
    ) -> Result<GetResultsResponse, Status> {
        self.catch_up().await;
        let request = GetResultsRequest { at_least: 0, wave_id: wave_id.to_string(), school_id };
        Ok(self.doors.get_results(self.request(request)).await?.into_inner())
    }

    /// A released wave: 25 of 50 answered in the first school, 4 of 50 in the second, 20 of 50 in
    /// the third.
    async fn released(&self) -> (Uuid, u64) {
        let wave = self.opened(&[50, 50, 50]).await;
        for (tokens, count) in wave.tokens.iter().zip([25, 4, 20]) {
            for (number, token) in tokens.iter().take(count).enumerate() {
                let q3 = if number % 2 == 0 { "agree" } else { "disagree" };
                let q1 = if number < 15 { "yes" } else { "no" };
                self.submit(token, &[("q1", q1), ("q2", "agree"), ("q3", q3)]).await.unwrap();
            }
        }
        self.close(wave.wave_id, &new_id()).await.unwrap();
        let position = self.release(wave.wave_id).await.unwrap();
        (wave.wave_id, position)
    }
}

#[tokio::test]
async fn instruments_are_listed_newest_version_first() {
    let stand = Stand::start().await;
    stand.scheduled(1).await;
    let second = contract::surveys::v1::InstrumentPublished { version: 2, ..instrument() };
    let publish =
        PublishInstrumentRequest { command_id: new_id(), instrument: Some(second.clone()) };
    let publish = stand.request_at("2025-11-22T10:00:00Z", publish);
    let position = stand.doors.publish_instrument(publish).await.unwrap().into_inner().position;
    stand.catch_up().await;
    let list = async |as_of_date: &str| {
        let as_of_date = as_of_date.to_owned();
        let request = stand.request(ListInstrumentsRequest { at_least: position, as_of_date });
        stand.doors.list_instruments(request).await.map(tonic::Response::into_inner)
    };
    let listed = list("").await.unwrap();
    assert_eq!(listed.instruments, [second, instrument()]);
    assert_eq!(listed.as_of.unwrap().position, position);
    assert_eq!(list("2025-11-21").await.unwrap().instruments, [instrument()]);
    assert_eq!(reason(&list("21.11.2025").await.unwrap_err()), "AS_OF_MALFORMED");
}

#[tokio::test]
async fn a_wave_is_listed_where_it_stands() {
    let stand = Stand::start().await;
    let wave_id = stand.scheduled(1).await;
    assert_eq!(stand.listed("").await[0].state(), WaveState::Scheduled);
    stand.doors.open_wave(stand.request(open_request(wave_id, &[30]))).await.unwrap();
    assert_eq!(stand.listed("2025-26-autumn").await[0].state(), WaveState::Open);
    assert!(stand.listed("2025-26-spring").await.is_empty());
    stand.extend(wave_id, "2025-12-05").await.unwrap();
    assert_eq!(stand.listed("").await[0].closes_on, "2025-12-05");
    stand.close(wave_id, &new_id()).await.unwrap();
    assert_eq!(stand.listed("").await[0].state(), WaveState::Closed);
    stand.release(wave_id).await.unwrap();
    let [wave] = stand.listed("").await.try_into().unwrap();
    assert_eq!(wave.state(), WaveState::Released);
    assert_eq!(
        (wave.wave_id, wave.floor, wave.title.as_str()),
        (wave_id.to_string(), 10, "Autumn parent survey")
    );
    let results = stand.results(wave_id, String::new()).await.unwrap();
    assert_eq!(results.wave.unwrap().closes_on, "2025-12-05");
}

#[tokio::test]
async fn waves_are_listed_as_they_stood_on_a_day() {
    let stand = Stand::start().await;
    let wave_id = stand.scheduled(1).await;
    let opened = WaveOpened { wave_id: wave_id.to_string(), ..WaveOpened::default() };
    let later = "2025-11-24T10:00:00Z".parse().unwrap();
    let events = vec![WaveEvent::WaveOpened(opened)];
    stand.store.record_at(stand.trust, wave_id, events, later).await;
    stand.catch_up().await;
    let scheduled = Some(WaveState::Scheduled);
    for (day, state) in
        [("2025-11-20", None), ("2025-11-23", scheduled), ("2025-11-24", Some(WaveState::Open))]
    {
        let request = ListWavesRequest { as_of_date: day.to_owned(), ..Default::default() };
        let listed = stand.doors.list_waves(stand.request(request)).await.unwrap().into_inner();
        assert_eq!(listed.waves.first().map(|wave| wave.state()), state, "{day}");
    }
    let request = ListWavesRequest { as_of_date: "autumn".to_owned(), ..Default::default() };
    assert_eq!(refused(stand.doors.list_waves(stand.request(request)).await), "AS_OF_MALFORMED");
}

const DAY_BEFORE: &str = "2025-11-20T10:00:00Z";
const DAY_AFTER: &str = "2025-11-22T10:00:00Z";

#[tokio::test]
async fn participation_is_said_in_bands_and_told_to_nobody_between_close_and_release() {
    let stand = Stand::start().await;
    let wave = stand.opened(&[100, 100, 100, 10]).await;
    for (tokens, count) in wave.tokens.iter().zip([43, 20, 36, 9]) {
        for token in tokens.iter().take(count) {
            stand.submit_on(DAY_BEFORE, token, &[("q1", "yes")]).await.unwrap();
        }
    }
    let live = ["about half", "about half", "under a third", "about half", "not shown"];
    assert_eq!(stand.rates(wave.wave_id).await, live);
    stand.close(wave.wave_id, &new_id()).await.unwrap();
    stand.catch_up().await;
    let request = GetParticipationRequest { wave_id: wave.wave_id.to_string(), at_least: 0 };
    let told = stand.doors.get_participation(stand.request(request)).await;
    assert_eq!(refused(told), "NOT_RELEASED");
    stand.release(wave.wave_id).await.unwrap();
    let released = ["about 35%", "about 45%", "about 20%", "about 35%", "not shown"];
    assert_eq!(stand.rates(wave.wave_id).await, released);
}

/// Nine answers one after the other: the head who asks after each sees the rate of the midnight before.
#[tokio::test]
async fn no_answer_moves_a_rate_of_the_day() {
    let stand = Stand::start().await;
    let wave = stand.opened(&[24, 24, 24]).await;
    for token in &wave.tokens[0][..9] {
        stand.submit(token, &[("q1", "yes")]).await.unwrap();
        assert_eq!(stand.rates(wave.wave_id).await, ["under a third"; 4]);
    }
    let next_day = ["under a third", "about half", "under a third", "under a third"];
    assert_eq!(stand.rates_on(DAY_AFTER, wave.wave_id).await, next_day);
}

#[tokio::test]
async fn answers_taken_back_today_were_there_at_midnight() {
    let stand = Stand::start().await;
    let wave = stand.opened(&[24, 24, 24]).await;
    let mut receipts = Vec::new();
    for token in &wave.tokens[0][..8] {
        receipts.push(stand.submit_on(DAY_BEFORE, token, &[("q1", "yes")]).await.unwrap());
    }
    assert_eq!(stand.rates(wave.wave_id).await[1], "about half");
    stand.withdraw(&receipts[0]).await.unwrap();
    assert_eq!(stand.rates(wave.wave_id).await[1], "about half");
    // The same person answers again, and is still one person.
    stand.submit(&wave.tokens[0][0], &[("q1", "no")]).await.unwrap();
    assert_eq!(stand.rates(wave.wave_id).await[1], "about half");
    stand.withdraw(&receipts[0]).await.unwrap();
    assert_eq!(stand.rates_on(DAY_AFTER, wave.wave_id).await[1], "under a third");
}

#[tokio::test]
async fn nothing_is_said_of_fewer_than_twenty_asked_while_a_wave_is_open() {
    let stand = Stand::start().await;
    let wave = stand.opened(&[20, 20, 19, 19]).await;
    let live = stand.rates(wave.wave_id).await;
    assert_eq!(live[1..], ["under a third", "under a third", "not shown", "not shown"]);
}

#[tokio::test]
async fn no_read_model_knows_after_the_close_how_many_answered() {
    let mut found = Vec::new();
    for answers in [0, 37] {
        let stand = Stand::start().await;
        let wave = stand.opened(&[100]).await;
        for token in wave.tokens[0].iter().take(answers) {
            stand.submit(token, &[("q1", "yes")]).await.unwrap();
        }
        stand.close(wave.wave_id, &new_id()).await.unwrap();
        stand.catch_up().await;
        let rows = rows(&stand).await.concat();
        found.push(
            rows.replace(&wave.wave_id.to_string(), "").replace(&stand.trust.to_string(), ""),
        );
    }
    assert_eq!(found[0], found[1]);
}

#[tokio::test]
async fn participation_while_a_close_is_under_way_is_not_told() {
    let stand = Stand::start().await;
    let wave = stand.opened(&[100]).await.wave_id;
    stand.catch_up().await;
    stand
        .store
        .admin()
        .await
        .batch_execute("update collector.wave set closing = true")
        .await
        .unwrap();
    let request = GetParticipationRequest { wave_id: wave.to_string(), at_least: 0 };
    let told = stand.doors.get_participation(stand.request(request)).await;
    assert_eq!(told.unwrap_err().code(), tonic::Code::Unavailable);
}

#[tokio::test]
async fn results_are_read_as_they_were_released() {
    let stand = Stand::start().await;
    let (wave_id, position) = stand.released().await;
    let all = stand.results(wave_id, String::new()).await.unwrap();
    assert_eq!((all.released_at, all.as_of.unwrap().position), (position, position));
    assert_eq!(all.questions, instrument().questions);
    assert_eq!(all.wave.unwrap().state(), WaveState::Released);
    let words: Vec<(usize, &str)> = all
        .figures
        .iter()
        .filter(|figure| figure.question_id == "q1")
        .map(|figure| (figure.school_id.len(), figure.words.as_str()))
        .collect();
    let hidden = "not shown";
    assert_eq!(
        words,
        [(0, hidden), (36, "60% of 25 answers"), (36, hidden), (36, "75% of 20 answers")]
    );
    assert_eq!(
        all.response_rates.iter().filter_map(|rate| rate.percent).collect::<Vec<_>>(),
        [35, 50, 40]
    );
}

/// Three schools lie in a hub on the closing day; a fourth left it before, and a fifth enters it after.
#[tokio::test]
async fn a_hub_has_a_row_of_the_schools_that_lie_in_it_on_the_closing_day() {
    let stand = Stand::start().await;
    let hub_id = Uuid::from_u128(0xb0).to_string();
    let named = |number| school(number).to_string();
    let mut events: Vec<HubEvent> =
        vec![HubFormed { hub_id: hub_id.clone(), name: "North".to_owned() }.into()];
    for (number, from) in [
        (1, "2024-09-01"),
        (2, "2025-11-28"),
        (3, "2024-09-01"),
        (4, "2024-09-01"),
        (5, "2025-11-29"),
    ] {
        let (hub_id, school_id) = (hub_id.clone(), named(number));
        events.push(SchoolEnteredHub { hub_id, school_id, from: from.to_owned() }.into());
    }
    let (left, on) = (named(4), "2025-11-28".to_owned());
    events.push(SchoolWithdrewFromHub { hub_id: hub_id.clone(), school_id: left, on }.into());
    stand.store.record(stand.trust, &hub_id, events).await;
    let wave = stand.opened(&[50; 5]).await;
    for tokens in &wave.tokens {
        for (number, token) in tokens.iter().take(20).enumerate() {
            // Those who say yes are asked one question more.
            let q3 = ("q3", if number < 6 { "agree" } else { "disagree" });
            let answers = if number < 12 { vec![("q1", "yes"), q3] } else { vec![("q1", "no")] };
            stand.submit(token, &answers).await.unwrap();
        }
    }
    stand.close(wave.wave_id, &new_id()).await.unwrap();
    stand.release(wave.wave_id).await.unwrap();
    let all = stand.results(wave.wave_id, String::new()).await.unwrap();
    let [hub] = &all.hubs[..] else { panic!("one hub") };
    assert_eq!((&hub.hub_id, &hub.school_ids[..]), (&hub_id, &[named(1), named(2), named(3)][..]));
    let words: Vec<&str> = hub.figures.iter().map(|figure| figure.words.as_str()).collect();
    assert_eq!(words, ["60% of 60 answers", "not shown", "50% of 36 answers"]);
    let of_schools = all.figures.iter().filter(|figure| !figure.school_id.is_empty());
    let of_schools: Vec<&str> = of_schools.map(|figure| figure.words.as_str()).collect();
    assert_eq!(of_schools, ["60% of 20 answers", "not shown", "50% of 12 answers"].repeat(5));
    assert_eq!(hub.response_rate.as_ref().unwrap().words, "about 40%");
    let one = stand.results(wave.wave_id, named(2)).await.unwrap();
    assert_eq!(one.hubs, all.hubs);
    assert!(stand.results(wave.wave_id, named(4)).await.unwrap().hubs.is_empty());
    let recounted = crate::recount(&stand.log, stand.trust, wave.wave_id).await.unwrap();
    assert!(matches!(recounted, crate::Recount::Same(_)), "{recounted:?}");
}

/// Four schools, two of them hidden behind the trust's row, and three of the four: released at once, the second sees the first.
/// Alone, each would show what the other hides.
#[tokio::test]
async fn of_two_releases_of_the_same_people_at_once_the_second_sees_the_first() {
    let stand = Stand::start().await;
    let counts = [(20, 10), (20, 10), (4, 4), (2, 2)];
    let first = stand.opened(&[60; 4]).await;
    let second = stand.another_opened(&[60; 3]).await;
    for (wave, counts) in [(&first, &counts[..]), (&second, &[(20, 10), (20, 10), (5, 5)][..])] {
        for (tokens, (yes, no)) in wave.tokens.iter().zip(counts) {
            for (number, token) in tokens.iter().take(yes + no).enumerate() {
                let q1 = if number < *yes { "yes" } else { "no" };
                stand.submit(token, &[("q1", q1)]).await.unwrap();
            }
        }
        stand.close(wave.wave_id, &new_id()).await.unwrap();
    }
    let (one, other) = tokio::join!(stand.release(first.wave_id), stand.release(second.wave_id));
    one.unwrap();
    other.unwrap();
    // The recount reads the releases that came before, in the order of the log.
    for wave in [&first, &second] {
        let recounted = crate::recount(&stand.log, stand.trust, wave.wave_id).await.unwrap();
        assert!(matches!(recounted, crate::Recount::Same(_)), "{recounted:?}");
    }
    let of_trust = |results: &GetResultsResponse| {
        let mut figures = results.figures.iter();
        figures.find(|figure| figure.question_id == "q1").unwrap().words.clone()
    };
    let third = |results: &GetResultsResponse| {
        let mut figures = results.figures.iter();
        let of = school(3).to_string();
        let is = |figure: &&contract::surveys::v1::Figure| {
            figure.question_id == "q1" && figure.school_id == of
        };
        figures.find(is).unwrap().words.clone()
    };
    let (all, later) = (
        stand.results(first.wave_id, String::new()).await.unwrap(),
        stand.results(second.wave_id, String::new()).await.unwrap(),
    );
    let both = (of_trust(&all) != "not shown", third(&later) != "not shown");
    assert_ne!(both, (true, true), "together they would tell of the fourth school");
}

#[tokio::test]
async fn one_schools_results_are_its_own() {
    let stand = Stand::start().await;
    let (wave_id, _) = stand.released().await;
    let one = stand.results(wave_id, school(1).to_string()).await.unwrap();
    assert_eq!((one.figures.len(), one.response_rates.len()), (3, 1));
    assert!(one.figures.iter().all(|figure| figure.school_id == school(1).to_string()));
    assert!(one.figures.iter().all(|figure| figure.suppression() == Suppression::None));
}

#[tokio::test]
async fn results_are_not_shown_before_the_release_or_to_another_trust() {
    let stand = Stand::start().await;
    let wave_id = stand.opened(&[30]).await.wave_id;
    stand.close(wave_id, &new_id()).await.unwrap();
    assert_eq!(refused(stand.results(wave_id, String::new()).await), "NOT_RELEASED");
    assert_eq!(refused(stand.results(Uuid::new_v4(), String::new()).await), "WAVE_UNKNOWN");
    let other =
        contract::Caller::new(stand.store.trust().await, Uuid::from_u128(7), "improvement_lead");
    let request =
        GetResultsRequest { wave_id: wave_id.to_string(), ..GetResultsRequest::default() };
    assert_eq!(refused(stand.doors.get_results(other.request(request)).await), "WAVE_UNKNOWN");
}

#[tokio::test]
async fn results_are_released_once() {
    let stand = Stand::start().await;
    let (wave_id, _) = stand.released().await;
    assert_eq!(refused(stand.release(wave_id).await), "ALREADY_RELEASED");
    assert_eq!(refused(stand.release(Uuid::new_v4()).await), "WAVE_UNKNOWN");
}

const TABLES: [&str; 6] = [
    "surveys_instruments.document",
    "surveys_waves.document",
    "surveys_results.instrument",
    "surveys_results.wave",
    "surveys_results.rate",
    "surveys_results.figure",
];

async fn rows(stand: &Stand) -> Vec<String> {
    let admin = stand.store.admin().await;
    let mut rows = Vec::new();
    for table in TABLES {
        let select = format!("select '{table}' || t::text from {table} t order by 1");
        rows.extend(
            admin.query(&select, &[]).await.unwrap().iter().map(|row| row.get::<_, String>(0)),
        );
    }
    rows
}

#[tokio::test]
async fn the_same_events_twice_give_the_same_rows_and_so_does_a_rebuild() {
    let stand = Stand::start().await;
    stand.released().await;
    stand.catch_up().await;
    let once = rows(&stand).await;
    // Four events change the wave: scheduled, opened, closed, released.
    assert_eq!(once.len(), 1 + 4 + 1 + 1 + 4 + 12);
    let events = stand.log.read(stand.trust, 0, 1_000).await.unwrap();
    stand.follower(Instruments::NAME).offer(stand.trust, &events).await.unwrap();
    stand.follower(Waves::NAME).offer(stand.trust, &events).await.unwrap();
    stand.follower(Results.name()).offer(stand.trust, &events).await.unwrap();
    assert_eq!(rows(&stand).await, once);
    let projections: [Arc<dyn eventlog::Projection>; 3] =
        [Arc::new(Instruments), Arc::new(Waves), Arc::new(Results)];
    for projection in projections {
        let mut admin = stand.store.admin().await;
        let rebuilt = eventlog::rebuild(
            &mut admin,
            eventlog::Keeper { role: "plumbline_surveys", log: &stand.log },
            projection,
        )
        .await;
        assert_eq!(rebuilt.unwrap().differing_rows, 0);
    }
    assert_eq!(rows(&stand).await, once);
}
