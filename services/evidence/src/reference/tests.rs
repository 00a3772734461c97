//! Files in the Department's shapes: read, kept as a release, found by the service, and taken out.

use std::io::Cursor;

use eventlog::testing::TestStore;
use jiff::civil::date;

use super::*;

/// Six schools of Surrey, as they were published.
const TABLES: &str =
    include_str!("../../../../crates/figure-files/tests/data/performance_tables_2018-19.csv");

/// A line of the wide file with some cells filled.
fn line(cells: &[(&str, &str)]) -> String {
    let heading = TABLES.trim_start_matches('\u{feff}').lines().next().unwrap();
    let value = |column: &str| {
        cells.iter().find(|(name, _)| *name == column).map_or("", |(_, value)| *value)
    };
    heading.split(',').map(value).collect::<Vec<_>>().join(",")
}

/// The file with a line of its authority and a line of England.
fn tables(authority: &str, england: &str) -> String {
    let of = |kind: &str, lea: &str, share: &str| {
        line(&[("RECTYPE", kind), ("LEA", lea), ("TELIG", "11872"), ("PTRWM_EXP", share)])
    };
    format!("{}\n{}\n{}\n", TABLES.trim_end(), of("3", "936", authority), of("4", "", england))
}

fn of_year(label: &str, status: FigureStatus) -> SaidOfReference {
    SaidOfReference {
        release: "December 2019".to_owned(),
        period: Some(Period::of_label(label).unwrap()),
        status: Some(status),
    }
}

fn read_as(text: &str, said: SaidOfReference) -> ReferenceFile {
    read(Cursor::new(text.as_bytes()), said, date(2026, 6, 1)).unwrap()
}

fn final_tables(authority: &str) -> ReferenceFile {
    read_as(&tables(authority, "65%"), of_year("2018-19", FigureStatus::Final))
}

fn sentences(file: &ReferenceFile) -> Vec<&str> {
    file.faults.iter().map(|fault| fault.sentence.as_str()).collect()
}

async fn found(store: &TestStore, as_of_date: &str) -> FoundReference {
    let asked = ReferenceAsked {
        authority: "936".to_owned(),
        measure_ids: vec!["ks2-rwm-expected".to_owned()],
        as_of_date: as_of_date.to_owned(),
    };
    find(&store.log("evidence").await, &asked).await.unwrap()
}

/// What stands of all pupils in 2018-19.
fn number(found: &FoundReference, scope: ReferenceScope) -> Option<f64> {
    let key = ReferenceKey {
        scope,
        measure_id: "ks2-rwm-expected".to_owned(),
        period: "2018-19".to_owned(),
        breakdown_id: String::new(),
    };
    found.figures.get(&key)?.value.number
}

fn loaded(kept: KeptReference) -> LoadedRelease {
    match kept {
        KeptReference::Loaded(release) => release,
        KeptReference::Stands(release) => panic!("it stood already: {release:?}"),
    }
}

#[test]
fn a_file_is_read_with_its_schools_its_authority_and_england() {
    let file = final_tables("68%");
    assert_eq!(sentences(&file), [""; 0]);
    assert_eq!((file.lines, file.document), (8, "Key stage 2, performance tables"));
    assert_eq!(file.periods(), ["2018-19"]);
    let of = |scope: ReferenceScope, code: &str| {
        let mut found = file.figures.iter().filter(|(key, _)| {
            key.scope == scope && key.code() == code && key.measure_id == "ks2-rwm-expected"
        });
        let whole = found.find(|(key, _)| key.breakdown_id.is_empty());
        whole.and_then(|(_, said)| Some((said.value.number?, said.cohort?)))
    };
    assert_eq!(of(ReferenceScope::School, "145543"), Some((78.0, 27)));
    assert_eq!(of(ReferenceScope::Authority, "936"), Some((68.0, 11_872)));
    assert_eq!(of(ReferenceScope::England, ""), Some((65.0, 11_872)));
    // The reason why there is no number stands in its place; an empty cell says nothing.
    let reasons = file.figures.values().filter_map(|said| said.value.absence.as_ref());
    let codes: Vec<&str> = reasons.map(|absence| absence.code.as_str()).collect();
    assert!(codes.contains(&"SUPP") && !codes.contains(&""), "{codes:?}");
}

#[test]
fn a_file_with_a_fault_says_where() {
    let impossible = final_tables("168%");
    let fault = &impossible.faults[0];
    assert_eq!((fault.line, fault.column.as_str()), (8, "PTRWM_EXP"));
    let (text, other) = (tables("68%", "65%"), tables("68%", "64%"));
    let otherwise = format!("{text}{}\n", other.lines().last().unwrap());
    let otherwise = read_as(&otherwise, of_year("2018-19", FigureStatus::Final));
    assert_eq!(sentences(&otherwise), ["Line 9 says otherwise of the same figure."]);
    let internal = read_as(TABLES, of_year("2018-19", FigureStatus::Internal));
    assert_eq!(sentences(&internal), ["Reference data is published, and this is internal."]);
    let nameless = line(&[("RECTYPE", "3"), ("LEA", "Surrey"), ("PTRWM_EXP", "68%")]);
    let nameless = format!("{}\n{nameless}\n", TABLES.trim_end());
    let nameless = read_as(&nameless, of_year("2018-19", FigureStatus::Final));
    let sentence = "The line does not say which authority it is of, in three digits.";
    assert_eq!(sentences(&nameless), [sentence]);
    let own =
        "URN,Measure,Period,Part,Value,Cohort,Status\n143065,reading-age,2024-25,,9,12,Final\n";
    assert_eq!(sentences(&read_as(own, SaidOfReference::default())), ["There is no such measure."]);
    let empty = format!("{}\n", TABLES.lines().next().unwrap());
    let empty = read_as(&empty, of_year("2018-19", FigureStatus::Final));
    assert_eq!(sentences(&empty), ["The file has no line below its headings."]);
    let unfilled = format!("{}\n{}\n", TABLES.lines().next().unwrap(), line(&[("RECTYPE", "4")]));
    let unfilled = read_as(&unfilled, of_year("2018-19", FigureStatus::Final));
    assert_eq!(sentences(&unfilled), ["The file has no figure that is kept."]);
}

#[test]
fn of_two_versions_in_one_file_the_more_settled_one_counts() {
    let lines = |first: &str, second: &str| {
        let of = |value: &str, status: &str| {
            format!("143065,ks2-rwm-expected,2024-25,,{value},60,{status}\n")
        };
        let heading = "URN,Measure,Period,Part,Value,Cohort,Status\n";
        format!("{heading}{}{}", of("56", first), of("58", second))
    };
    let number = |file: ReferenceFile| {
        assert_eq!(sentences(&file), [""; 0]);
        file.figures.values().next().unwrap().value.number
    };
    let of = |first, second| number(read_as(&lines(first, second), SaidOfReference::default()));
    assert_eq!(of("Final", "Revised"), Some(56.0));
    assert_eq!(of("Provisional", "Revised"), Some(58.0));
}

#[tokio::test]
async fn of_a_file_with_a_fault_nothing_is_kept() {
    let store = TestStore::start().await;
    let mut owner = store.admin().await;
    let faulty = final_tables("168%");
    assert!(!faulty.figures.is_empty(), "its other lines are sound");
    let refused = keep(&mut owner, &faulty).await.unwrap_err().to_string();
    assert_eq!(refused, "The file has faults: 1. Nothing of it is kept.");
    assert_eq!(list(&owner).await.unwrap(), []);
    let figures = owner.query_one("select count(*) from reference.figure", &[]).await.unwrap();
    assert_eq!(figures.get::<_, i64>(0), 0);
}

#[tokio::test]
async fn the_same_file_again_changes_nothing() {
    let store = TestStore::start().await;
    let mut owner = store.admin().await;
    let file = final_tables("68%");
    let first = loaded(keep(&mut owner, &file).await.unwrap());
    assert_eq!(first.figures, u64::try_from(file.figures.len()).unwrap());
    assert_eq!((first.release.as_str(), first.sha256.len()), ("December 2019", 64));
    let again = keep(&mut owner, &final_tables("68%")).await.unwrap();
    assert_eq!(again, KeptReference::Stands(first.clone()));
    assert_eq!(list(&owner).await.unwrap(), std::slice::from_ref(&first));
    // As of another year it would be another release, and one of the two would be wrong.
    let other = read_as(&tables("68%", "65%"), of_year("2017-18", FigureStatus::Final));
    let refused = keep(&mut owner, &other).await.unwrap_err().to_string();
    assert!(refused.contains("2018-19, final"), "{refused}");
    assert_eq!(list(&owner).await.unwrap().len(), 1);
    assert!(take_out(&owner, first.release_id).await.unwrap());
    assert!(!take_out(&owner, first.release_id).await.unwrap());
    assert_eq!(number(&found(&store, "").await, ReferenceScope::England), None);
    loaded(keep(&mut owner, &other).await.unwrap());
}

#[tokio::test]
async fn the_most_settled_release_counts_and_of_these_the_one_loaded_last() {
    let store = TestStore::start().await;
    let mut owner = store.admin().await;
    keep(&mut owner, &final_tables("68%")).await.unwrap();
    let corrected = loaded(keep(&mut owner, &final_tables("69%")).await.unwrap());
    let provisional = read_as(&tables("50%", "51%"), of_year("2018-19", FigureStatus::Provisional));
    keep(&mut owner, &provisional).await.unwrap();
    let now = found(&store, "").await;
    assert_eq!(number(&now, ReferenceScope::Authority), Some(69.0));
    assert_eq!(number(&now, ReferenceScope::England), Some(65.0));
    let named: Vec<&String> = now.releases.keys().collect();
    assert_eq!(named, [&corrected.release_id.to_string()]);
    assert!(take_out(&owner, corrected.release_id).await.unwrap());
    assert_eq!(number(&found(&store, "").await, ReferenceScope::Authority), Some(68.0));
}

#[tokio::test]
async fn a_day_in_the_past_knows_what_was_loaded_by_then() {
    let store = TestStore::start().await;
    let mut owner = store.admin().await;
    keep(&mut owner, &final_tables("68%")).await.unwrap();
    let then = "update reference.release set loaded_at = '2026-03-31T22:30:00Z'";
    owner.execute(then, &[]).await.unwrap();
    // 22:30 in Greenwich is half past eleven in a British summer.
    assert_eq!(number(&found(&store, "2026-03-30").await, ReferenceScope::England), None);
    assert_eq!(number(&found(&store, "2026-03-31").await, ReferenceScope::England), Some(65.0));
    assert_eq!(list(&owner).await.unwrap()[0].loaded_on, "2026-03-31");
}

#[tokio::test]
async fn the_service_reads_and_writes_nothing() {
    let store = TestStore::start().await;
    let log = store.log("evidence").await;
    let service = log.across_trusts().await.unwrap();
    for table in ["release", "figure", "school"] {
        let statement = format!("delete from reference.{table}");
        assert!(service.execute(&statement, &[]).await.is_err(), "{statement}");
    }
    assert!(service.query("select from reference.release", &[]).await.is_ok());
    let other = store.log("reports").await.across_trusts().await.unwrap();
    assert!(other.query("select from reference.figure", &[]).await.is_err());
}

#[tokio::test]
async fn a_register_is_a_release_of_schools_and_the_one_loaded_last_counts() {
    const WEB: &str = include_str!("../../../schools/tests/data/gias_web_2022.csv");
    let store = TestStore::start().await;
    let mut owner = store.admin().await;
    let read = |text: &str| read_as(text, SaidOfReference::default());
    let first = loaded(keep(&mut owner, &read(WEB)).await.unwrap());
    assert_eq!((first.schools, first.figures, first.periods.len()), (8, 0, 0));
    assert_eq!(first.document, "Establishments of the national register (GIAS)");
    let again = keep(&mut owner, &read(WEB)).await.unwrap();
    assert_eq!(again, KeptReference::Stands(first));
    let grown = loaded(keep(&mut owner, &read(&WEB.replace(",105,", ",115,"))).await.unwrap());
    let log = store.log("evidence").await;
    // The newest of its URNs that the register has.
    let urns = ["116267", "116266", "999999"].map(str::to_owned);
    let pupils = async || {
        let asked = EstablishmentAsked { urns: &urns, as_of_date: "" };
        let own = register(&log, asked).await.unwrap()?.own?;
        assert_eq!(own.urn, "116266");
        own.pupils?.number
    };
    assert_eq!(pupils().await, Some(115.0));
    assert!(take_out(&owner, grown.release_id).await.unwrap());
    assert_eq!(pupils().await, Some(105.0));
    let unknown = EstablishmentAsked { urns: &urns[2..], as_of_date: "" };
    assert_eq!(register(&log, unknown).await.unwrap().unwrap().own, None);
    let before = EstablishmentAsked { as_of_date: "2020-01-01", ..unknown };
    assert_eq!(register(&log, before).await.unwrap(), None);
}
