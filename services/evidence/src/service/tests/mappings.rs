//! Saved mappings through the doors, and the file that is read by one.

use contract::events::SchoolEvent;
use contract::log::v1::{Words, WordsClass};
use contract::schools::v1::SchoolJoined;
use rust_xlsxwriter::{Format, Workbook};

use super::*;

const RWM: &str = "ks2-rwm-expected";

fn expected(column: &str) -> FigureMapping {
    let measured = MappedMeasure {
        column: column.to_owned(),
        measure_id: RWM.to_owned(),
        ..MappedMeasure::default()
    };
    FigureMapping {
        school: "URN".to_owned(),
        cohort: "Pupils".to_owned(),
        measures: vec![measured],
        ..FigureMapping::default()
    }
}

impl House {
    async fn save(&self, name: &str, mapping: FigureMapping) -> Result<String, Status> {
        let asked = MakeFigureMappingRequest {
            command_id: new_id(),
            name: name.to_owned(),
            mapping: Some(mapping),
        };
        let answer = self.doors.make_figure_mapping(self.request(asked)).await?;
        Ok(answer.into_inner().figure_mapping_id)
    }

    async fn save_anew(
        &self,
        figure_mapping_id: &str,
        version: u32,
        mapping: FigureMapping,
    ) -> Result<(), Status> {
        let asked = ReviseFigureMappingRequest {
            command_id: new_id(),
            figure_mapping_id: figure_mapping_id.to_owned(),
            version,
            name: "The export of spring".to_owned(),
            mapping: Some(mapping),
        };
        self.doors.revise_figure_mapping(self.request(asked)).await.map(|_| ())
    }

    async fn saved(&self) -> Vec<SavedFigureMapping> {
        let at_least = self.service.catch_up().await;
        let asked = ListFigureMappingsRequest { at_least, as_of_date: String::new() };
        let answer = self.doors.list_figure_mappings(self.request(asked)).await.unwrap();
        answer.into_inner().mappings
    }
}

#[tokio::test]
async fn a_mapping_is_listed_with_every_version_the_newest_first() {
    let house = House::start().await;
    let id = house.save("The export of autumn", expected("Met")).await.unwrap();
    house.save_anew(&id, 2, expected("Met the standard")).await.unwrap();
    let saved = house.saved().await;
    let told = saved.iter().map(|one| format!("{}: {}", one.version, one.name.said()));
    let told: Vec<_> = told.collect();
    assert_eq!(told, ["2: The export of spring", "1: The export of autumn"]);
    assert_eq!(saved[0].mapping, Some(expected("Met the standard")));
    assert_eq!(saved[1].mapping, Some(expected("Met")));
    assert_eq!(saved[0].figure_mapping_id, id);
    assert_eq!(saved[0].made_on, "2026-06-01");
    assert!(saved[0].position > saved[1].position && !saved[0].made_by.is_empty());
}

#[tokio::test]
async fn a_mapping_that_was_taken_out_keeps_its_versions_and_says_since_when() {
    let house = House::start().await;
    let id = house.save("The export of autumn", expected("Met")).await.unwrap();
    house.save_anew(&id, 2, expected("Met the standard")).await.unwrap();
    let command_id = new_id();
    let asked = TakeOutFigureMappingRequest { command_id, figure_mapping_id: id.clone() };
    house.doors.take_out_figure_mapping(house.request(asked)).await.unwrap();
    let saved = house.saved().await;
    let out: Vec<_> = saved.iter().map(|one| (one.version, one.taken_out_on.as_str())).collect();
    assert_eq!(out, [(2, "2026-06-01"), (1, "")]);
    assert_eq!(saved[0].mapping, Some(expected("Met the standard")));
    let refused = house.save_anew(&id, 3, expected("Met")).await.unwrap_err();
    assert_eq!(reason_of(&refused), "FIGURE_MAPPING_IS_TAKEN_OUT");
}

#[tokio::test]
async fn what_is_no_mapping_is_refused() {
    let house = House::start().await;
    let nothing = FigureMapping { school: "URN".to_owned(), ..FigureMapping::default() };
    let refused = house.save("Nothing", nothing).await.unwrap_err();
    assert_eq!(reason_of(&refused), "FIGURE_MAPPING_EMPTY");
    let refused = house.save_anew(&new_id(), 1, expected("Met")).await.unwrap_err();
    assert_eq!(reason_of(&refused), "FIGURE_MAPPING_UNKNOWN");
    let id = house.save("The export", expected("Met")).await.unwrap();
    let refused = house.save_anew(&id, 3, expected("Met")).await.unwrap_err();
    assert_eq!(reason_of(&refused), "FIGURE_MAPPING_OUT_OF_ORDER");
}

#[tokio::test]
async fn the_mappings_taken_in_twice_give_the_same_rows() {
    let house = House::start().await;
    let id = house.save("The export", expected("Met")).await.unwrap();
    house.save_anew(&id, 2, expected("Met the standard")).await.unwrap();
    house.service.catch_up().await;
    let names = [FigureMappingsList::NAME];
    let table = format!("{}.document", FigureMappingsList::NAME);
    let once = house.service.rows(&[table.as_str()]).await;
    house.service.take_in_again_for(&names).await;
    assert_eq!(house.service.rows(&[table.as_str()]).await, once);
}

#[tokio::test]
async fn a_workbook_is_imported_by_a_mapping() {
    let house = House::start().await;
    let urn = "150252".to_owned();
    let joined = SchoolJoined { school_id: SCHOOL.to_string(), urn, ..SchoolJoined::default() };
    house.happens(SCHOOL, SchoolEvent::SchoolJoined(joined)).await;
    house.service.catch_up().await;
    let mut book = Workbook::new();
    book.add_worksheet().set_name("About").unwrap().write_string(0, 0, "An export").unwrap();
    let sheet = book.add_worksheet().set_name("Results").unwrap();
    for (column, name) in (0..).zip(["URN", "Met", "Pupils"]) {
        sheet.write_string(0, column, name).unwrap();
    }
    let percent = Format::new().set_num_format("0%");
    sheet.write_number(1, 0, 150_252).unwrap();
    sheet.write_number_with_format(1, 1, 0.78, &percent).unwrap();
    sheet.write_number(1, 2, 30).unwrap();
    let asked = ImportFiguresRequest {
        command_id: new_id(),
        file: book.save_to_buffer().unwrap(),
        period: "2024-25".to_owned(),
        status: FigureStatus::Final.into(),
        mapping: Some(expected("Met")),
        ..ImportFiguresRequest::default()
    };
    let wrong = ImportFiguresRequest { command_id: new_id(), dry_run: true, ..asked.clone() };
    let first = house.doors.import_figures(house.request(wrong)).await.unwrap().into_inner();
    assert_eq!(
        (first.sheet.as_str(), first.columns.as_slice()),
        ("About", &["An export".to_owned()][..])
    );
    assert_eq!(first.sheets, ["About", "Results"]);
    assert!(!first.faults.is_empty());
    let right = ImportFiguresRequest { sheet: "Results".to_owned(), ..asked };
    let read = house.doors.import_figures(house.request(right)).await.unwrap().into_inner();
    assert_eq!(read.faults, []);
    assert_eq!(read.first_rows[0].values, ["150252", "78%", "30"]);
    assert_eq!(read.schools[0].added, 1);
    let measure_id = RWM.to_owned();
    let figures = house.figures(ListFiguresRequest { measure_id, ..Default::default() }).await;
    let value = figures[0].versions[0].states.as_ref().unwrap().value.clone().unwrap();
    assert_eq!(value.number, Some(78.0));
}

#[test]
fn the_largest_mapping_fits() {
    let column = || "é".repeat(200);
    let measured = MappedMeasure {
        column: column(),
        measure_id: "m".repeat(64),
        breakdown_id: "b".repeat(64),
        written: ShareWritten::OfHundred.into(),
    };
    let class = WordsClass::Trust.into();
    fits::<FigureMappingsList>(&SavedFigureMapping {
        figure_mapping_id: Uuid::max().to_string(),
        version: u32::MAX,
        name: Some(Words { commitment: "c".repeat(64), class, ..Words::default() }),
        mapping: Some(FigureMapping {
            school: column(),
            period: column(),
            part: column(),
            cohort: column(),
            measure: column(),
            value: column(),
            written: ShareWritten::OfHundred.into(),
            measures: vec![measured; crate::figure_mapping::MOST_COLUMNS],
        }),
        made_on: "2026-06-01".to_owned(),
        made_by: Uuid::max().to_string(),
        position: u64::MAX,
        taken_out_on: "2026-06-01".to_owned(),
    });
}
