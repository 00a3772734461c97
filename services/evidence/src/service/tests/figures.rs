//! Measures and figures through the doors: what is recorded, listed, superseded, withdrawn, and shown to whom.

use contract::Caller;
use contract::events::SchoolEvent;
use contract::schools::v1::{Role, SchoolJoined, Scope, ScopeKind};
use measure_registry::shipped_measures;

use super::*;
use crate::measure::tests::{define, definition};

pub(super) const LEAD: Uuid = Uuid::from_u128(0xa);
pub(super) const HEAD: Uuid = Uuid::from_u128(0xb);
const TRUSTEE: Uuid = Uuid::from_u128(0xc);
pub(super) const GOVERNOR: Uuid = Uuid::from_u128(0xd);
const STAFF: Uuid = Uuid::from_u128(0xe);

/// What is recorded of a school, where a test says no other.
pub(super) fn ks2(school: Uuid, value: &str, cohort: u32) -> RecordFigureRequest {
    let document = "Key stage 2 institution level".to_owned();
    RecordFigureRequest {
        command_id: new_id(),
        school_id: school.to_string(),
        measure_id: "ks2-rwm-expected".to_owned(),
        period: "2024-25".to_owned(),
        value: value.to_owned(),
        cohort: Some(cohort),
        status: FigureStatus::Final.into(),
        source: Some(FigureSource { document, ..FigureSource::default() }),
        ..RecordFigureRequest::default()
    }
}

impl House {
    pub(super) async fn figure(
        &self,
        asked: RecordFigureRequest,
    ) -> Result<RecordFigureResponse, Status> {
        Ok(self.doors.record_figure(self.request(asked)).await?.into_inner())
    }

    pub(super) async fn figures(&self, asked: ListFiguresRequest) -> Vec<RecordedFigure> {
        let at_least = self.service.catch_up().await;
        let asked = ListFiguresRequest { at_least, ..asked };
        self.doors.list_figures(self.request(asked)).await.unwrap().into_inner().figures
    }

    async fn measures(&self, as_of_date: &str) -> Vec<Measure> {
        let at_least = self.service.catch_up().await;
        let asked = ListMeasuresRequest { at_least, as_of_date: as_of_date.to_owned() };
        self.doors.list_measures(self.request(asked)).await.unwrap().into_inner().measures
    }

    /// Two schools and people in roles, behind a door that asks the rules.
    pub(super) async fn peopled() -> Self {
        let mut house = Self::start().await;
        for school in [SCHOOL, OTHER] {
            let school_id = school.to_string();
            let joined = SchoolJoined { school_id, ..SchoolJoined::default() };
            house.happens(school, SchoolEvent::SchoolJoined(joined)).await;
        }
        let over = |kind: ScopeKind, id: Uuid| Scope { kind: kind.into(), id: id.to_string() };
        let trust = over(ScopeKind::Trust, house.service.trust);
        house.grants(LEAD, Role::ImprovementLead, trust.clone()).await;
        house.grants(TRUSTEE, Role::Trustee, trust).await;
        house.grants(HEAD, Role::Headteacher, over(ScopeKind::School, SCHOOL)).await;
        house.grants(GOVERNOR, Role::Governor, over(ScopeKind::School, SCHOOL)).await;
        house.grants(STAFF, Role::Staff, over(ScopeKind::School, SCHOOL)).await;
        house.doors.door = house.service.guarded_door().await;
        house
    }

    pub(super) fn by<M>(&self, person: Uuid, message: M) -> Request<M> {
        let now = Some("2026-06-01T10:00:00Z".parse().unwrap());
        Caller { now, ..Caller::new(self.service.trust, person, "unknown") }.request(message)
    }

    /// The figures of both schools as a person is shown them, by school.
    async fn seen_by(&self, person: Uuid) -> Vec<RecordedFigure> {
        let at_least = self.service.catch_up().await;
        let asked = ListFiguresRequest { at_least, with_others: true, ..Default::default() };
        let answer = self.doors.list_figures(self.by(person, asked)).await;
        let mut figures = answer.unwrap().into_inner().figures;
        figures.sort_by(|one, other| one.school_id.cmp(&other.school_id));
        figures
    }
}

pub(super) fn number(figure: &RecordedFigure) -> Option<f64> {
    figure.versions[0].states.as_ref()?.value.as_ref()?.number
}

#[tokio::test]
async fn a_figure_stands_with_its_versions_and_as_it_stood() {
    let house = House::start().await;
    let first =
        RecordFigureRequest { status: FigureStatus::Provisional.into(), ..ks2(SCHOOL, "44", 9) };
    let at = |now: &str, asked| house.service.request_at(now, asked);
    let recorded = house.doors.record_figure(at("2025-12-01T10:00:00Z", first)).await.unwrap();
    let again = house.doors.record_figure(at("2026-03-01T10:00:00Z", ks2(SCHOOL, "56", 9)));
    let again = again.await.unwrap().into_inner();
    assert_eq!(recorded.get_ref().figure_id, again.figure_id);
    let figures = house.figures(ListFiguresRequest::default()).await;
    assert_eq!(figures.len(), 1);
    let versions: Vec<_> = figures[0]
        .versions
        .iter()
        .map(|kept| (kept.states.as_ref().unwrap().version, kept.recorded_on.as_str()))
        .collect();
    assert_eq!(versions, [(2, "2026-03-01"), (1, "2025-12-01")]);
    assert_eq!(
        (number(&figures[0]), figures[0].versions[0].position),
        (Some(56.0), again.position)
    );
    let earlier = ListFiguresRequest { as_of_date: "2026-01-01".to_owned(), ..Default::default() };
    assert_eq!(number(&house.figures(earlier).await[0]), Some(44.0));
}

#[tokio::test]
async fn the_same_figure_again_writes_nothing() {
    let house = House::start().await;
    let first = house.figure(ks2(SCHOOL, "44", 9)).await.unwrap();
    let end = house.service.end().await;
    let again = house.figure(ks2(SCHOOL, "44%", 9)).await.unwrap();
    assert_eq!(again.figure_id, first.figure_id);
    assert_eq!(house.service.end().await, end);
    house.figure(ks2(SCHOOL, "56", 9)).await.unwrap();
    assert_eq!(house.service.end().await, end + 1);
}

#[tokio::test]
async fn a_withdrawn_figure_stands_in_no_list_and_its_versions_do_not_come_back() {
    let house = House::start().await;
    let recorded = house.figure(ks2(SCHOOL, "44", 9)).await.unwrap();
    let withdraw = WithdrawFigureRequest {
        command_id: new_id(),
        figure_id: recorded.figure_id,
        school_id: SCHOOL.to_string(),
        reason: "It was of another school.".to_owned(),
    };
    house.doors.withdraw_figure(house.request(withdraw)).await.unwrap();
    assert!(house.figures(ListFiguresRequest::default()).await.is_empty());
    house.figure(ks2(SCHOOL, "56", 9)).await.unwrap();
    let figures = house.figures(ListFiguresRequest::default()).await;
    assert_eq!((figures[0].versions.len(), number(&figures[0])), (1, Some(56.0)));
    house.service.take_in_again().await;
    assert_eq!(house.figures(ListFiguresRequest::default()).await, figures);
}

#[tokio::test]
async fn lists_are_of_a_school_and_of_a_measure_and_the_latest_period_comes_first() {
    let house = House::start().await;
    let of = |school, period: &str, measure: &str| RecordFigureRequest {
        period: period.to_owned(),
        measure_id: measure.to_owned(),
        ..ks2(school, "44", 9)
    };
    for asked in [
        of(SCHOOL, "2022-23", "ks2-rwm-expected"),
        of(SCHOOL, "2024-25", "ks2-rwm-expected"),
        of(SCHOOL, "2024-25", "ks2-maths-expected"),
        of(OTHER, "2024-25", "ks2-rwm-expected"),
    ] {
        house.figure(asked).await.unwrap();
    }
    let asked = |school_id: String, measure_id: &str| ListFiguresRequest {
        school_id,
        measure_id: measure_id.to_owned(),
        ..Default::default()
    };
    let listed = house.figures(asked(SCHOOL.to_string(), "ks2-rwm-expected")).await;
    let periods: Vec<_> = listed.iter().map(|one| one.period.as_str()).collect();
    assert_eq!(periods, ["2024-25", "2022-23"]);
    assert_eq!(house.figures(asked(SCHOOL.to_string(), "")).await.len(), 3);
    assert_eq!(house.figures(asked(String::new(), "ks2-rwm-expected")).await.len(), 3);
    let beside =
        ListFiguresRequest { with_others: true, ..asked(SCHOOL.to_string(), "ks2-rwm-expected") };
    let listed = house.figures(beside).await;
    assert_eq!(listed.len(), 2);
    let others = OtherSchools { number: 44.0, cohort: 9, schools: 1 };
    assert_eq!((listed[0].others, listed[1].others), (Some(others), None));
}

#[tokio::test]
async fn the_registry_holds_shipped_measures_and_the_trusts_own() {
    let house = House::start().await;
    let before = house.measures("").await.len();
    assert_eq!(before, shipped_measures().len());
    let at = |now: &str, version, definition| {
        let asked = DefineMeasureRequest { command_id: new_id(), ..define(version, definition) };
        house.service.request_at(now, asked)
    };
    house.doors.define_measure(at("2026-01-10T10:00:00Z", 1, definition())).await.unwrap();
    let finer = MeasureDefinition { decimals: 2, ..definition() };
    house.doors.define_measure(at("2026-02-10T10:00:00Z", 2, finer)).await.unwrap();
    let retire = RetireMeasureRequest {
        command_id: new_id(),
        measure_id: "reading-age".to_owned(),
        reason: "No school takes the test.".to_owned(),
    };
    house.doors.retire_measure(house.request(retire)).await.unwrap();
    let own = |measures: Vec<Measure>| {
        let own = measures.into_iter().filter(|measure| !measure.shipped);
        own.map(|measure| (measure.version, measure.retired_on)).collect::<Vec<_>>()
    };
    let now = house.measures("").await;
    let newest = now.iter().find(|measure| !measure.shipped).unwrap();
    assert_eq!(newest.retired_because.said(), "No school takes the test.");
    assert_eq!(own(now), [(2, "2026-06-01".to_owned()), (1, String::new())]);
    assert_eq!(own(house.measures("2026-01-31").await), [(1, String::new())]);
    assert!(own(house.measures("2026-01-01").await).is_empty());
}

#[tokio::test]
async fn a_figure_names_a_measure_in_use() {
    let house = House::start().await;
    let of = |value: &str| RecordFigureRequest {
        measure_id: "reading-age".to_owned(),
        status: FigureStatus::Internal.into(),
        breakdown_id: "year-4".to_owned(),
        ..ks2(SCHOOL, value, 12)
    };
    let refused = house.figure(of("44.4")).await.unwrap_err();
    assert_eq!(reason_of(&refused), "MEASURE_UNKNOWN");
    let asked = DefineMeasureRequest { command_id: new_id(), ..define(1, definition()) };
    house.doors.define_measure(house.request(asked)).await.unwrap();
    house.figure(of("44.4")).await.unwrap();
    let retire = RetireMeasureRequest {
        command_id: new_id(),
        measure_id: "reading-age".to_owned(),
        reason: "No school takes the test.".to_owned(),
    };
    house.doors.retire_measure(house.request(retire)).await.unwrap();
    let refused = house.figure(of("45")).await.unwrap_err();
    assert_eq!(reason_of(&refused), "MEASURE_IS_RETIRED");
    assert_eq!(house.figures(ListFiguresRequest::default()).await.len(), 1, "it stays");
}

#[tokio::test]
async fn few_pupils_are_shown_to_head_and_lead_only() {
    let house = House::peopled().await;
    for asked in [ks2(SCHOOL, "40", 5), ks2(OTHER, "60", 20)] {
        house.doors.record_figure(house.by(LEAD, asked)).await.unwrap();
    }
    for (person, shown) in
        [(LEAD, true), (HEAD, true), (TRUSTEE, false), (GOVERNOR, false), (STAFF, false)]
    {
        let seen = house.seen_by(person).await;
        assert_eq!(seen.len(), 2, "{person}: that it is there is told");
        assert_eq!(seen[0].not_shown, !shown, "{person}");
        assert_eq!(number(&seen[0]), shown.then_some(40.0), "{person}");
        assert_eq!(number(&seen[1]), Some(60.0), "{person}");
        // Otherwise the sum of one reader would tell what another does not see.
        assert_eq!(seen[1].others, None, "{person}");
        assert_eq!(seen[0].three_years, None, "{person}: of one year there is no total");
    }
    for (period, asked) in [("2022-23", ks2(SCHOOL, "50", 4)), ("2023-24", ks2(SCHOOL, "33", 3))] {
        let asked = RecordFigureRequest { period: period.to_owned(), ..asked };
        house.doors.record_figure(house.by(LEAD, asked)).await.unwrap();
    }
    for person in [HEAD, TRUSTEE] {
        let seen = house.seen_by(person).await;
        let total = seen.iter().find(|one| one.period == "2024-25").unwrap().three_years.as_ref();
        let words = total.map(|total| total.words());
        assert_eq!(words.as_deref(), Some("5 of 12 over 2022-23 to 2024-25"), "{person}");
    }
}

#[tokio::test]
async fn internal_figures_are_for_the_school_and_the_trusts_leaders() {
    let house = House::peopled().await;
    for school in [SCHOOL, OTHER] {
        let asked =
            RecordFigureRequest { status: FigureStatus::Internal.into(), ..ks2(school, "40", 20) };
        house.doors.record_figure(house.by(LEAD, asked)).await.unwrap();
    }
    for (person, schools) in [(LEAD, 2), (TRUSTEE, 2), (HEAD, 1), (GOVERNOR, 1), (STAFF, 0)] {
        let seen = house.seen_by(person).await;
        assert_eq!(seen.len(), schools, "{person}");
        // Who is not shown the other school's figure is not told the mean that it makes up.
        assert!(seen.iter().all(|one| one.others.is_some() == (schools == 2)), "{person}");
    }
    let asked = ks2(OTHER, "50", 20);
    let status = house.doors.record_figure(house.by(HEAD, asked)).await.unwrap_err();
    assert_eq!(status.code(), Code::PermissionDenied);
}

#[test]
fn the_largest_measure_and_the_largest_figure_fit() {
    let part = |number: usize| Breakdown {
        breakdown_id: format!("{number:0>64}"),
        title: "T".repeat(100),
        topic: "t".repeat(64),
    };
    let definition = MeasureDefinition {
        title: "T".repeat(200),
        counts: "C".repeat(500),
        source: "S".repeat(500),
        breakdowns: (0..40).map(part).collect(),
        ..definition()
    };
    fits::<MeasuresList>(&Measure {
        measure_id: "m".repeat(64),
        version: u32::MAX,
        definition: Some(definition),
        retired_on: "2026-05-05".to_owned(),
        retired_because: Some("W".repeat(2_000).into()),
        position: u64::MAX,
        ..Measure::default()
    });
    let states = FigureVersion {
        version: u32::MAX,
        measure_version: u32::MAX,
        value: Some(FigureValue { number: Some(123_456_789.123_4), absence: None }),
        cohort: Some(u32::MAX),
        status: FigureStatus::Provisional.into(),
        source: Some(FigureSource {
            document: "é".repeat(200),
            release: "é".repeat(100),
            row: "é".repeat(100),
        }),
    };
    let recorded_on = "2026-05-05".to_owned();
    let import_id = Uuid::max().to_string();
    let kept = KeptVersion { states: Some(states), recorded_on, position: u64::MAX, import_id };
    fits::<FiguresList>(&RecordedFigure {
        figure_id: Uuid::max().to_string(),
        school_id: Uuid::max().to_string(),
        measure_id: "m".repeat(64),
        period: "2025-09-01/2025-12-19".to_owned(),
        breakdown_id: "b".repeat(64),
        versions: vec![kept; 24],
        ..RecordedFigure::default()
    });
}
