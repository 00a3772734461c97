//! Imports through the doors: a trial, the act, the differences of a later file, and taking back.

use contract::events::SchoolEvent;
use contract::schools::v1::{SchoolJoined, SchoolLeft, UrnPeriod};

use super::*;

const KS2: &str =
    include_str!("../../../../../crates/figure-files/tests/data/ks2_institution_level_202425.csv");

/// The published file, with the trust's school in the place of the one that it is of.
fn of_orford() -> String {
    KS2.replace(",100000,", ",150252,")
}

fn asked(file: &str) -> ImportFiguresRequest {
    ImportFiguresRequest {
        command_id: new_id(),
        file: file.as_bytes().to_vec(),
        release: "December 2025".to_owned(),
        ..ImportFiguresRequest::default()
    }
}

fn trial(file: &str) -> ImportFiguresRequest {
    ImportFiguresRequest { dry_run: true, ..asked(file) }
}

impl House {
    /// A school that had another URN before it converted.
    async fn with_orford() -> Self {
        let house = Self::start().await;
        let earlier = UrnPeriod { urn: "124777".to_owned(), ..UrnPeriod::default() };
        let joined = SchoolJoined {
            school_id: SCHOOL.to_string(),
            urn: "150252".to_owned(),
            earlier_urns: vec![earlier],
            ..SchoolJoined::default()
        };
        house.happens(SCHOOL, SchoolEvent::SchoolJoined(joined)).await;
        house
    }

    async fn import(&self, asked: ImportFiguresRequest) -> Result<ImportFiguresResponse, Status> {
        self.service.catch_up().await;
        Ok(self.doors.import_figures(self.request(asked)).await?.into_inner())
    }

    async fn imports(&self) -> Vec<FigureImport> {
        let at_least = self.service.catch_up().await;
        let asked = ListFigureImportsRequest { at_least, ..Default::default() };
        self.doors.list_figure_imports(self.request(asked)).await.unwrap().into_inner().imports
    }

    async fn take_back(&self, asked: &TakeBackImportRequest) -> Result<u64, Status> {
        self.service.catch_up().await;
        let answer = self.doors.take_back_import(self.request(asked.clone())).await?;
        Ok(answer.into_inner().position)
    }

    async fn rwm(&self) -> Vec<RecordedFigure> {
        let measure_id = "ks2-rwm-expected".to_owned();
        self.figures(ListFiguresRequest { measure_id, ..Default::default() }).await
    }
}

fn number(kept: &KeptVersion) -> Option<f64> {
    kept.states.as_ref()?.value.as_ref()?.number
}

fn take_back_of(import_id: &str) -> TakeBackImportRequest {
    TakeBackImportRequest {
        command_id: new_id(),
        import_id: import_id.to_owned(),
        reason: "It was the file of another year.".to_owned(),
    }
}

#[tokio::test]
async fn a_trial_says_what_would_happen_and_stores_nothing() {
    let house = House::with_orford().await;
    let answer = house.import(trial(&of_orford())).await.unwrap();
    assert_eq!(answer.faults, []);
    assert_eq!((answer.position, answer.import_id.as_str()), (0, ""));
    assert_eq!(answer.file.as_ref().unwrap().shape, "key-stage-2");
    assert_eq!((answer.lines, answer.of_schools, answer.of_others), (5, 5, 0));
    let school = &answer.schools[0];
    assert_eq!((school.found, school.added, school.changed), (16, 16, 0));
    assert_eq!(school.school_id, SCHOOL.to_string());
    assert!(house.imports().await.is_empty());
    assert!(house.rwm().await.is_empty());
}

#[tokio::test]
async fn a_file_is_one_act_and_its_figures_stand_with_their_source() {
    let house = House::with_orford().await;
    let request = asked(&of_orford());
    let answer = house.import(request.clone()).await.unwrap();
    assert_eq!(answer.schools[0].added, 16);
    let figures = house.rwm().await;
    let newest = &figures[0].versions[0];
    assert_eq!(
        (number(newest), newest.import_id.as_str()),
        (Some(77.0), answer.import_id.as_str())
    );
    let source = newest.states.as_ref().unwrap().source.clone().unwrap();
    assert_eq!((source.release.as_str(), source.row.as_str()), ("December 2025", "line 2"));
    let imports = house.imports().await;
    assert_eq!(imports.len(), 1);
    assert_eq!((imports[0].added, imports[0].changed), (16, 0));
    assert_eq!(imports[0].imported_by, house.service.caller.actor.to_string());
    assert_eq!(imports[0].file.as_ref().unwrap().sha256.len(), 64);
    // The same command again gets the first answer.
    let repeated = house.import(request).await.unwrap();
    assert_eq!((repeated.position, repeated.import_id), (answer.position, answer.import_id));
    assert_eq!(house.imports().await.len(), 1);
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_though_the_school_has_left() {
    let house = House::with_orford().await;
    let request = asked(&of_orford());
    let first = house.import(request.clone()).await.unwrap();
    let left = SchoolLeft { school_id: SCHOOL.to_string(), ..SchoolLeft::default() };
    house.happens(SCHOOL, SchoolEvent::SchoolLeft(left)).await;
    let repeated = house.import(request.clone()).await.unwrap();
    assert_eq!((repeated.position, &repeated.import_id), (first.position, &first.import_id));
    assert_eq!((repeated.schools[0].added, repeated.schools.len()), (16, 1));
    let other = ImportFiguresRequest { file: KS2.as_bytes().to_vec(), ..request };
    assert!(house.import(other).await.is_err(), "another file is another command");
}

#[tokio::test]
async fn a_conversion_leaves_the_schools_figures_together() {
    let house = House::with_orford().await;
    house
        .import(asked(&KS2.replace(",100000,", ",124777,").replace("202425", "202223")))
        .await
        .unwrap();
    house.import(asked(&of_orford())).await.unwrap();
    let figures = house.rwm().await;
    let of: Vec<_> =
        figures.iter().map(|one| (one.school_id.clone(), one.period.as_str())).collect();
    assert_eq!(of, [(SCHOOL.to_string(), "2024-25"), (SCHOOL.to_string(), "2022-23")]);
    // Both URNs in one file, for the same year: the later one counts.
    let both = format!(
        "{}\n{}",
        of_orford().trim_end(),
        KS2.lines().nth(1).unwrap().replace(",100000,", ",124777,").replace(",77,", ",11,")
    );
    let answer = house.import(trial(&both)).await.unwrap();
    assert_eq!(answer.faults, []);
    assert_eq!((answer.schools[0].added, answer.schools[0].changed), (0, 0));
    assert_eq!(answer.left_out.len(), 1);
}

#[tokio::test]
async fn a_corrected_file_brings_its_differences_alone() {
    let house = House::with_orford().await;
    house.import(asked(&of_orford())).await.unwrap();
    let unchanged = house.import(asked(&of_orford())).await.unwrap();
    assert_eq!((unchanged.position, unchanged.import_id.as_str()), (0, ""));
    let corrected = house.import(asked(&of_orford().replace(",77,10,", ",78,10,"))).await.unwrap();
    assert_eq!((corrected.schools[0].added, corrected.schools[0].changed), (0, 1));
    let figures = house.rwm().await;
    let numbers: Vec<_> = figures[0].versions.iter().map(number).collect();
    assert_eq!(numbers, [Some(78.0), Some(77.0)]);
    let imports = house.imports().await;
    assert_eq!((imports.len(), imports[0].changed), (2, 1));
}

#[tokio::test]
async fn with_one_fault_nothing_of_a_file_is_stored() {
    let house = House::with_orford().await;
    for (old, new, expected) in [
        (",77,10,", ",177,10,", "177 is not possible here: a share lies between 0% and 100%."),
        (",77,10,", ",seventy,10,", "“seventy” is neither a number nor a reason such as SUPP."),
        ("202425", "203435", "Academic year 2034-35 has not begun yet."),
    ] {
        let answer = house.import(asked(&of_orford().replacen(old, new, 1))).await.unwrap();
        assert_eq!(
            answer.faults.iter().map(|one| one.sentence.as_str()).collect::<Vec<_>>()[0],
            expected
        );
        assert_eq!(answer.faults[0].line, 2);
        assert_eq!(answer.position, 0);
    }
    let twice = format!(
        "{}\n{}",
        of_orford().trim_end(),
        of_orford().lines().nth(1).unwrap().replace(",77,", ",76,")
    );
    let answer = house.import(asked(&twice)).await.unwrap();
    assert_eq!(answer.faults[0].sentence, "Line 2 says otherwise of the same figure.");
    assert!(house.imports().await.is_empty());
}

#[tokio::test]
async fn the_template_has_to_name_a_measure_and_its_cohort() {
    let house = House::with_orford().await;
    let file = |line: &str| format!("{}{line}\r\n", figure_files::template());
    for (line, expected) in [
        ("150252,reading-age,2024-25,,9.5,12,Internal", "There is no such measure."),
        (
            "150252,eyfs-gld,2024-25,year-9,70,12,Internal",
            "This measure knows no such part of the pupils.",
        ),
        (
            "150252,eyfs-gld,2024-25,,70,,Internal",
            "Say on how many pupils this rests. What is internal is not shown to all, if they are few.",
        ),
    ] {
        let answer = house.import(trial(&file(line))).await.unwrap();
        assert_eq!(answer.faults[0].sentence, expected);
    }
    let answer =
        house.import(trial(&file("150252,eyfs-gld,2024-25,girls,70,12,Internal"))).await.unwrap();
    assert_eq!((answer.faults.len(), answer.schools[0].added), (0, 1));
}

#[tokio::test]
async fn an_import_taken_back_leaves_what_stood_before() {
    let house = House::with_orford().await;
    house.import(asked(&of_orford())).await.unwrap();
    let second = house.import(asked(&of_orford().replace(",77,10,", ",78,10,"))).await.unwrap();
    let request = take_back_of(&second.import_id);
    let position = house.take_back(&request).await.unwrap();
    let figures = house.rwm().await;
    assert_eq!(figures[0].versions.iter().map(number).collect::<Vec<_>>(), [Some(77.0)]);
    let taken_back = house.imports().await;
    let taken_back = taken_back.iter().find(|one| one.import_id == second.import_id).unwrap();
    assert_eq!(taken_back.taken_back_on, "2026-06-01");
    assert_eq!(taken_back.taken_back_because.said(), "It was the file of another year.");
    // The same command again gets the first answer; another one is refused.
    assert_eq!(house.take_back(&request).await.unwrap(), position);
    let status = house.take_back(&take_back_of(&second.import_id)).await.unwrap_err();
    assert_eq!(reason_of(&status), "IMPORT_IS_TAKEN_BACK");
    let status = house.take_back(&take_back_of(&new_id())).await.unwrap_err();
    assert_eq!(reason_of(&status), "IMPORT_UNKNOWN");
}

#[tokio::test]
async fn what_a_later_file_said_alike_goes_with_the_earlier_one_until_it_is_imported_again() {
    let house = House::with_orford().await;
    let first = house.import(asked(&of_orford())).await.unwrap();
    let second = of_orford().replace(",77,10,", ",78,10,");
    house.import(asked(&second)).await.unwrap();
    house.take_back(&take_back_of(&first.import_id)).await.unwrap();
    let all = || house.figures(ListFiguresRequest::default());
    let left = all().await;
    assert_eq!(left.len(), 1, "what the second file said alike is gone too");
    assert_eq!(left[0].versions.iter().map(number).collect::<Vec<_>>(), [Some(78.0)]);
    house.import(asked(&second)).await.unwrap();
    assert_eq!(all().await.len(), 16);
}

#[tokio::test]
async fn an_earlier_day_shows_the_figures_that_stood_then() {
    let house = House::with_orford().await;
    let first = house.import(asked(&of_orford())).await.unwrap();
    house.service.catch_up().await;
    let later = house.service.request_at("2026-06-03T10:00:00Z", take_back_of(&first.import_id));
    house.doors.take_back_import(later).await.unwrap();
    assert!(house.rwm().await.is_empty());
    let on = |day: &str| ListFiguresRequest { as_of_date: day.to_owned(), ..Default::default() };
    assert_eq!(house.figures(on("2026-06-02")).await.len(), 16);
    assert!(house.figures(on("2026-05-31")).await.is_empty());
}

#[tokio::test]
async fn the_largest_documents_of_imports_are_small_enough() {
    let figure = |part: usize| ImportedFigure {
        breakdown_id: format!("a-part-with-a-long-name-{part}"),
        value: Some(FigureValue {
            number: None,
            absence: Some(FigureAbsence {
                code: "LOWCOV".to_owned(),
                means: NoNumber::LowCoverage.into(),
            }),
        }),
        cohort: Some(1_000),
        status: FigureStatus::Provisional.into(),
        line: 1_200_000,
        changes: true,
    };
    let file = ImportedFile {
        sha256: "0".repeat(64),
        shape: "performance-tables".to_owned(),
        document: "d".repeat(200),
        release: "r".repeat(100),
    };
    let source = ImportSource {
        import_id: new_id(),
        file: Some(file.clone()),
        measure_version: 9,
        imported_on: "2026-06-01".to_owned(),
        position: 1_000_000_000,
    };
    let version =
        |part| ImportedVersion { import_id: source.import_id.clone(), figure: Some(figure(part)) };
    fits::<ImportedFiguresList>(&ImportedFigures {
        school_id: SCHOOL.to_string(),
        measure_id: "m".repeat(64),
        period: "2024-09-02/2025-01-10".to_owned(),
        sources: vec![source.clone(); 24],
        versions: (0..150).map(version).collect(),
    });
    fits::<FigureImportsList>(&FigureImport {
        import_id: new_id(),
        file: Some(file),
        school_ids: (0..500).map(|_| new_id()).collect(),
        measure_ids: (0..200).map(|number| format!("{}{number}", "m".repeat(60))).collect(),
        ..FigureImport::default()
    });
}
