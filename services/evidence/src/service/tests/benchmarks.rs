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

/// Lines of the performance tables, below their heading: kind of line, authority or URN, pupils and share.
fn tables(lines: &[[&str; 4]]) -> String {
    let heading = TABLES.trim_start_matches('\u{feff}').lines().next().unwrap();
    let line = |cells: &[&str; 4]| {
        let of = if matches!(cells[0], "1" | "2") { "URN" } else { "LEA" };
        let names = ["RECTYPE", of, "TELIG", "PTRWM_EXP"];
        let value = |column: &str| {
            let found = names.iter().position(|name| *name == column);
            found.map_or("", |place| cells[place])
        };
        heading.split(',').map(value).collect::<Vec<_>>().join(",")
    };
    std::iter::once(heading.to_owned()).chain(lines.iter().map(line)).collect::<Vec<_>>().join("\n")
}

/// An authority of so many pupils and England, with one share each.
fn lines(pupils: &str) -> String {
    tables(&[["3", "935", pupils, "61%"], ["4", "", "590000", "65%"]])
}

/// A register of thirteen primary schools that are alike. Two more are the trust's own.
fn register() -> String {
    let heading = "URN,LA (code),EstablishmentName,EstablishmentTypeGroup (name),EstablishmentStatus (name),PhaseOfEducation (name),ReligiousCharacter (name),NumberOfPupils,PercentageFSM";
    let row = |urn: u32| {
        format!("{urn},935,School {urn},Academies,Open,Primary,Church of England,200,12.5")
    };
    let rows = (100_001..=100_013).chain([150_252, 150_253]).map(row);
    std::iter::once(heading.to_owned()).chain(rows).collect::<Vec<_>>().join("\n")
}

/// Ten of them have 51% to 60%, one so of few pupils, one is suppressed, and of one nothing is said.
fn of_schools() -> String {
    let shares: Vec<String> = (51..=60).map(|share| format!("{share}%")).collect();
    let urns: Vec<String> = (100_001..=100_010).map(|urn: u32| urn.to_string()).collect();
    let mut lines: Vec<[&str; 4]> = urns
        .iter()
        .zip(&shares)
        .map(|(urn, share)| ["1", urn.as_str(), "30", share.as_str()])
        .collect();
    lines.extend([
        ["1", "100011", "5", "20%"],
        ["1", "100012", "4", "SUPP"],
        // The trust's own school has a column of its own.
        ["1", "150253", "30", "99%"],
    ]);
    tables(&lines)
}

impl House {
    /// Loads a file of 2024-25, as an operator does. The authority in it has so many pupils.
    async fn with_reference(&self, pupils: &str) {
        self.loads(lines(pupils), of_year()).await;
    }

    async fn loads(&self, text: String, said: SaidOfReference) {
        let file = reference::read(Cursor::new(text), said, date(2026, 6, 1)).unwrap();
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

    async fn joins_as(&self, school: Uuid, urn: &str, at: &str) {
        let (school_id, urn) = (school.to_string(), urn.to_owned());
        let joined = SchoolJoined { school_id, urn, ..SchoolJoined::default() };
        let (store, trust, at) = (&self.service.store, self.service.trust, at.parse().unwrap());
        store.record_at(trust, school, vec![SchoolEvent::SchoolJoined(joined)], at).await;
    }

    async fn benchmarks_of(
        &self,
        request: Request<ListBenchmarksRequest>,
    ) -> ListBenchmarksResponse {
        self.doors.list_benchmarks(request).await.unwrap().into_inner()
    }
}

fn of_year() -> SaidOfReference {
    SaidOfReference {
        release: "December 2025".to_owned(),
        period: Some(Period::of_label("2024-25").unwrap()),
        status: Some(FigureStatus::Final),
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

#[tokio::test]
async fn similar_schools_are_told_with_what_they_have_and_no_school_of_the_trust_is_among_them() {
    let house = House::start().await;
    house.loads(of_schools(), of_year()).await;
    let release = "28 November 2025".to_owned();
    house.loads(register(), SaidOfReference { release, ..SaidOfReference::default() }).await;
    house.joins_as(SCHOOL, "150252", "2025-09-01T08:00:00Z").await;
    house.joins_as(OTHER, "150253", "2025-10-01T08:00:00Z").await;
    let earlier = RecordFigureRequest { period: "2023-24".to_owned(), ..ks2(SCHOOL, "44", 60) };
    for asked in [ks2(SCHOOL, "44", 60), earlier] {
        house.figure(asked).await.unwrap();
    }
    let at_least = house.service.catch_up().await;
    let asked = |choice: SimilarChoice| ListBenchmarksRequest {
        similar: Some(choice),
        newest: true,
        ..of(SCHOOL, at_least)
    };
    let usual = asked(SimilarChoice::default());
    let answer = house.benchmarks_of(house.request(usual.clone())).await;
    let set = answer.similar.unwrap();
    assert_eq!((set.none(), set.fitting, set.schools.len()), (NoSimilar::Unspecified, 13, 13));
    assert!(set.schools.iter().all(|school| school.urn.as_str() < "150000"), "{set:?}");
    assert_eq!(set.own.unwrap().urn, "150252");
    let [benchmark] = answer.benchmarks.as_slice() else { panic!("the newest alone") };
    let value = benchmark.similar.as_ref().unwrap();
    let counts = [value.schools, value.few, value.without_number, value.unsaid];
    assert_eq!(counts, [10, 1, 1, 1]);
    let quartiles = [value.lower_quartile, value.median, value.upper_quartile];
    assert_eq!(quartiles, [53.25, 55.5, 57.75].map(Some));
    assert_eq!(value.status(), FigureStatus::Final);
    let named: Vec<&str> = answer.releases.iter().map(|one| one.release.as_str()).collect();
    assert_eq!(answer.releases.len(), 2, "of the figures and of the register: {named:?}");
    assert!(named.contains(&"28 November 2025") && named.contains(&"December 2025"));

    // One of the ten less is too few to say something of.
    let left_out_urns = vec!["100001".to_owned()];
    let fewer = asked(SimilarChoice { left_out_urns, ..SimilarChoice::default() });
    let answer = house.benchmarks_of(house.request(fewer)).await;
    let value = answer.benchmarks[0].similar.as_ref().unwrap();
    assert_eq!((value.schools, value.median), (9, None));
    assert_eq!(answer.similar.unwrap().left_out.len(), 1);

    let unasked = house.benchmarks_of(house.request(of(SCHOOL, at_least))).await;
    assert_eq!(unasked.similar, None);
    let early = ListBenchmarksRequest { as_of_date: "2025-10-01".to_owned(), ..usual };
    let early = house.benchmarks_of(house.request(early)).await.similar.unwrap();
    assert_eq!(early.none(), NoSimilar::NoRegister, "it was loaded later");

    // A school that joined later is in no set of the days before: it would tell what is hidden of it.
    let loaded = "update reference.release set loaded_at = '2025-09-10T10:00:00Z'";
    house.service.store.admin().await.execute(loaded, &[]).await.unwrap();
    let added = SimilarChoice { added_urns: vec!["150253".to_owned()], ..SimilarChoice::default() };
    let before = ListBenchmarksRequest { as_of_date: "2025-09-15".to_owned(), ..asked(added) };
    let set = house.benchmarks_of(house.request(before)).await.similar.unwrap();
    assert_eq!((set.fitting, set.own_urns), (13, vec!["150253".to_owned()]));
}
