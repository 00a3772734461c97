use super::*;
use crate::sample;

fn act(said: &SaidOfImport) -> ImportFigures {
    ImportFigures { file: "id".to_owned(), said: said.encoded() }
}

async fn chosen(query: &str) -> String {
    let year = SaidOfImport { year: "2024-25".to_owned(), ..SaidOfImport::default() };
    let query = Query(crate::form::Fields::parse(query.as_bytes()));
    let redirect = choose(sample::lead(), Path(act(&year)), query).await.unwrap();
    let response = axum::response::IntoResponse::into_response(redirect);
    response.headers()["location"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn what_is_chosen_of_each_column_stands_in_the_address_of_the_preview() {
    let to = chosen(
        "school=URN&cohort=Pupils&written=of-one&measure-Share=phonics-year-1&measure-Name=",
    )
    .await;
    let said = SaidOfImport::read(to.rsplit('/').next().unwrap());
    assert_eq!(said.year, "2024-25");
    let mapping = said.mapping.unwrap();
    assert_eq!((mapping.school.as_str(), mapping.cohort.as_str()), ("URN", "Pupils"));
    let [measured] = mapping.measures.as_slice() else { panic!("one measure") };
    assert_eq!(
        (measured.column.as_str(), measured.measure_id.as_str()),
        ("Share", "phonics-year-1")
    );
    assert_eq!(measured.written(), ShareWritten::OfOne);
}

#[tokio::test]
async fn a_choice_without_a_measure_leads_back_and_is_kept() {
    assert!(chosen("measure-Share=phonics-year-1").await.contains("?wrong=columns&"));
    let back = chosen("school=URN&year=2023-24&written=of-one").await;
    let (_, query) = back.split_once('?').unwrap();
    let kept = too_little(&Fields::parse(query.as_bytes())).unwrap();
    let columns = ["URN".to_owned()];
    let page = form(&act(&SaidOfImport::default()), &kept, asked(&columns)).into_string();
    for chosen in ["URN", "2023-24", "of-one"] {
        assert!(page.contains(&format!("<option value=\"{chosen}\" selected")), "{chosen}: {page}");
    }
    assert_eq!(too_little(&Fields::default()), None);
}

fn asked(columns: &[String]) -> AskedColumns<'_> {
    AskedColumns { columns, first_rows: &[], measures: &[], today: sample::lead().today }
}

#[tokio::test]
async fn what_the_file_does_not_say_can_be_said_beside_its_columns() {
    let to = chosen("school=URN&measure-Share=phonics-year-1&year=&status=FIGURE_STATUS_FINAL");
    let said = SaidOfImport::read(to.await.rsplit('/').next().unwrap());
    assert_eq!((said.year.as_str(), said.status.as_str()), ("", "FIGURE_STATUS_FINAL"));
}

#[tokio::test]
async fn the_sheet_of_a_workbook_stays_with_what_is_chosen() {
    let before = SaidOfImport { sheet: "Results".to_owned(), ..SaidOfImport::default() };
    let query = Query(Fields::parse(b"school=URN&measure-Share=phonics-year-1"));
    let redirect = choose(sample::lead(), Path(act(&before)), query).await.unwrap();
    let response = axum::response::IntoResponse::into_response(redirect);
    let to = response.headers()["location"].to_str().unwrap().to_owned();
    assert_eq!(SaidOfImport::read(to.rsplit('/').next().unwrap()).sheet, "Results");
}

#[test]
fn the_first_rows_stand_beside_the_names_of_their_columns() {
    let columns = ["URN".to_owned(), "Share & <b>".to_owned()];
    let row = |values: [&str; 2]| FigureFileRow { values: values.map(str::to_owned).to_vec() };
    let rows = [row(["143065", "78%"]), row(["143070", ""])];
    let asked = AskedColumns { first_rows: &rows, ..asked(&columns) };
    let said = SaidOfImport::default();
    let page = form(&act(&said), &said, asked).into_string();
    assert!(page.contains("143070") && page.contains("78%"), "{page}");
    assert!(page.contains("Second row") && !page.contains("Third row"), "{page}");
    assert!(page.contains("Share &amp; &lt;b&gt;") && !page.contains("<b>"), "{page}");
}

#[test]
fn how_percentages_are_written_is_asked_with_what_was_chosen_before() {
    let of = |written: ShareWritten| {
        let measure = MappedMeasure { written: written.into(), ..MappedMeasure::default() };
        let mapping = FigureMapping { measures: vec![measure], ..FigureMapping::default() };
        let said = SaidOfImport { mapping: Some(mapping), ..SaidOfImport::default() };
        form(&act(&said), &said, asked(&[])).into_string()
    };
    assert!(of(ShareWritten::OfOne).contains("<option value=\"of-one\" selected"));
    assert!(of(ShareWritten::OfHundred).contains("<option value=\"of-hundred\" selected"));
}

#[test]
fn what_stands_in_an_address_and_is_no_choice_says_nothing() {
    assert_eq!(SaidOfImport::read("%%%"), SaidOfImport::default());
}

#[test]
fn each_column_is_asked_about_with_what_was_chosen_before() {
    let mapping = FigureMapping { school: "URN".to_owned(), ..FigureMapping::default() };
    let said = SaidOfImport { mapping: Some(mapping), ..SaidOfImport::default() };
    let columns = ["URN".to_owned(), "Share & <b>".to_owned()];
    let page = form(&act(&said), &said, asked(&columns)).into_string();
    assert!(page.contains("Which measure does the column “Share &amp; &lt;b&gt;” hold?"), "{page}");
    assert!(page.contains("<option value=\"URN\" selected"), "{page}");
    let wide = vec!["column".to_owned(); 61];
    let page = form(&act(&said), &said, asked(&wide)).into_string();
    assert!(page.contains("more than 60 columns"), "{page}");
}
