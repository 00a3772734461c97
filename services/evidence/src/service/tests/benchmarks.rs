//! What stands beside a school's figures, through the doors: out of which authority, for whom.

use std::io::Cursor;

use contract::Period;
use contract::events::SchoolEvent;
use contract::schools::v1::{SchoolDescribed, SchoolJoined};
use jiff::civil::date;

use super::figures::{GOVERNOR, HEAD, LEAD, ks2};
use super::*;
use crate::reference::{self, KeptReference, SaidOfReference};

const TABLES: &str =
    include_str!("../../../../../crates/figure-files/tests/data/performance_tables_2018-19.csv");

/// Lines of an authority of so many pupils and of England, with one share each.
fn lines(pupils: &str) -> String {
    let heading = TABLES.trim_start_matches('\u{feff}').lines().next().unwrap();
    let line = |cells: [&str; 4]| {
        let names = ["RECTYPE", "LEA", "TELIG", "PTRWM_EXP"];
        let value = |column: &str| {
            let found = names.iter().position(|name| *name == column);
            found.map_or("", |place| cells[place])
        };
        heading.split(',').map(value).collect::<Vec<_>>().join(",")
    };
    let (authority, england) = (["3", "935", pupils, "61%"], ["4", "", "590000", "65%"]);
    [heading.to_owned(), line(authority), line(england)].join("\n")
}

impl House {
    /// Loads a file of 2024-25, as an operator does. The authority in it has so many pupils.
    async fn with_reference(&self, pupils: &str) {
        let said = SaidOfReference {
            release: "December 2025".to_owned(),
            period: Some(Period::of_label("2024-25").unwrap()),
            status: Some(FigureStatus::Final),
        };
        let file = reference::read(Cursor::new(lines(pupils)), said, date(2026, 6, 1)).unwrap();
        assert_eq!(file.faults, []);
        let mut owner = self.service.store.admin().await;
        let kept = reference::keep(&mut owner, &file).await.unwrap();
        assert!(matches!(kept, KeptReference::Loaded(_)), "{kept:?}");
    }

    /// The register gives a school a number of Suffolk.
    async fn in_suffolk(&self, school: Uuid) {
        let (school_id, laestab) = (school.to_string(), "9353116".to_owned());
        let described = SchoolDescribed { school_id, laestab, ..SchoolDescribed::default() };
        self.happens(school, SchoolEvent::SchoolDescribed(described)).await;
    }

    async fn benchmarks_of(
        &self,
        request: Request<ListBenchmarksRequest>,
    ) -> ListBenchmarksResponse {
        self.doors.list_benchmarks(request).await.unwrap().into_inner()
    }
}

fn of(school: Uuid, at_least: u64) -> ListBenchmarksRequest {
    let school_id = school.to_string();
    ListBenchmarksRequest { at_least, school_id, ..ListBenchmarksRequest::default() }
}

fn number(value: &Option<BenchmarkValue>) -> Option<f64> {
    value.as_ref()?.value.as_ref()?.number
}

#[tokio::test]
async fn england_and_the_schools_own_authority_stand_beside_its_figure() {
    let house = House::start().await;
    house.with_reference("7200").await;
    let joined = SchoolJoined { school_id: SCHOOL.to_string(), ..SchoolJoined::default() };
    house.happens(SCHOOL, SchoolEvent::SchoolJoined(joined)).await;
    house.in_suffolk(SCHOOL).await;
    let recorded = house.figure(ks2(SCHOOL, "44", 9)).await.unwrap();
    house.figure(ks2(OTHER, "44", 9)).await.unwrap();
    let at_least = house.service.catch_up().await;
    let answer = house.benchmarks_of(house.request(of(SCHOOL, at_least))).await;
    let [benchmark] = answer.benchmarks.as_slice() else { panic!("one figure: {answer:?}") };
    assert_eq!(benchmark.figure_id, recorded.figure_id);
    let numbers = (number(&benchmark.england), number(&benchmark.authority));
    assert_eq!(numbers, (Some(65.0), Some(61.0)));
    let few = benchmark.few.as_ref().unwrap();
    assert_eq!((few.count, few.cohort), (Some(4), 9));
    assert_eq!(answer.authority, "935");
    let [release] = answer.releases.as_slice() else { panic!("one release: {answer:?}") };
    assert_eq!(release.release, "December 2025");
    assert_eq!(release.document, "Key stage 2, performance tables");
    assert!(answer.as_of.unwrap().position >= recorded.position);
    // The register has no number of the other school, so nothing of an authority is said.
    let other = house.benchmarks_of(house.request(of(OTHER, at_least))).await;
    assert_eq!(other.authority, "");
    assert_eq!(number(&other.benchmarks[0].england), Some(65.0));
    assert_eq!(other.benchmarks[0].authority, None);
}

#[tokio::test]
async fn measures_and_a_period_narrow_what_is_told() {
    let house = House::start().await;
    house.with_reference("7200").await;
    let earlier = RecordFigureRequest { period: "2023-24".to_owned(), ..ks2(SCHOOL, "44", 9) };
    for asked in [ks2(SCHOOL, "44", 9), earlier] {
        house.figure(asked).await.unwrap();
    }
    let at_least = house.service.catch_up().await;
    let told = async |measure: &str, period: &str| {
        let (measure_ids, period) = (vec![measure.to_owned()], period.to_owned());
        let asked = ListBenchmarksRequest { measure_ids, period, ..of(SCHOOL, at_least) };
        house.benchmarks_of(house.request(asked)).await.benchmarks.len()
    };
    // No release is of the earlier year. What a share of few says stands alone there.
    assert_eq!(told("ks2-rwm-expected", "").await, 2);
    assert_eq!(told("ks2-rwm-expected", "2024-25").await, 1);
    assert_eq!(told("absence-overall", "").await, 0);
}

#[tokio::test]
async fn what_rests_on_few_pupils_has_no_count_for_those_who_are_not_shown_it() {
    let house = House::peopled().await;
    house.with_reference("7200").await;
    house.in_suffolk(SCHOOL).await;
    let lead = house.by(LEAD, ks2(SCHOOL, "50", 4));
    house.doors.record_figure(lead).await.unwrap();
    let at_least = house.service.catch_up().await;
    let head = house.benchmarks_of(house.by(HEAD, of(SCHOOL, at_least))).await;
    assert_eq!(head.benchmarks[0].few.as_ref().unwrap().count, Some(2));
    let governor = house.benchmarks_of(house.by(GOVERNOR, of(SCHOOL, at_least))).await;
    assert_eq!(governor.benchmarks[0].few, None);
    assert_eq!(number(&governor.benchmarks[0].authority), Some(61.0));
}

#[tokio::test]
async fn an_authority_tells_no_few_pupils_of_another_school_of_the_trust() {
    let house = House::peopled().await;
    house.with_reference("399").await;
    for (school, cohort) in [(SCHOOL, 60), (OTHER, 4)] {
        house.in_suffolk(school).await;
        let recorded = house.by(LEAD, ks2(school, "50", cohort));
        house.doors.record_figure(recorded).await.unwrap();
    }
    let at_least = house.service.catch_up().await;
    let shown = async |person: Uuid| {
        let answer = house.benchmarks_of(house.by(person, of(SCHOOL, at_least))).await;
        let [benchmark] = answer.benchmarks.as_slice() else { panic!("one figure: {answer:?}") };
        assert_eq!(number(&benchmark.england), Some(65.0));
        let authority = benchmark.authority.as_ref().unwrap();
        (authority.not_shown, number(&benchmark.authority))
    };
    // The head sees the few pupils of the own school alone, the improvement lead those of both.
    assert_eq!(shown(HEAD).await, (true, None));
    assert_eq!(shown(GOVERNOR).await, (true, None));
    assert_eq!(shown(LEAD).await, (false, Some(61.0)));
}

#[tokio::test]
async fn a_day_that_is_none_is_refused() {
    let house = House::start().await;
    let asked = ListBenchmarksRequest { as_of_date: "yesterday".to_owned(), ..of(SCHOOL, 0) };
    let refused = house.doors.list_benchmarks(house.request(asked)).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
    assert_eq!(reason_of(&refused), "AS_OF_MALFORMED");
}

#[tokio::test]
async fn a_release_is_told_from_the_day_it_was_loaded() {
    let house = House::start().await;
    house.with_reference("7200").await;
    let loaded = "update reference.release set loaded_at = '2026-06-01T23:30:00Z'";
    house.service.store.admin().await.execute(loaded, &[]).await.unwrap();
    house.figure(ks2(SCHOOL, "50", 60)).await.unwrap();
    let at_least = house.service.catch_up().await;
    let on = async |day: &str| {
        let asked = ListBenchmarksRequest { as_of_date: day.to_owned(), ..of(SCHOOL, at_least) };
        house.benchmarks_of(house.request(asked)).await.benchmarks.len()
    };
    // Half past eleven in Greenwich is the next day in a British summer.
    assert_eq!((on("2026-06-01").await, on("2026-06-02").await), (0, 1));
}
