use super::*;
use crate::sample;

fn table(visitor: &Visitor) -> HeatTable {
    HeatTable::of(&sample::ground(), visitor, &sample::heat(), &Asked::default())
}

#[test]
fn every_cell_says_region_and_movement_in_words_and_leads_to_why() {
    let page = table(&sample::lead()).render("Regions").into_string();
    assert!(page.contains("Up from Improve"), "{page}");
    assert!(page.contains(&format!("href=\"/schools/{}/areas/governance\"", sample::MARYS)));
    assert!(page.contains("Not judged") && page.contains("First time"));
    assert!(page.contains("<th class=\"pl-heat__school\" scope=\"row\""));
}

#[test]
fn what_moved_stands_out_and_what_stood_still_is_heard_only() {
    let page = table(&sample::lead()).render("Regions").into_string();
    assert_eq!(page.matches("\"pl-heat__moved\"").count(), 2);
    let said = page.matches("No change").count();
    assert!(said > 0, "{page}");
    assert_eq!(page.matches("<span class=\"govuk-visually-hidden\">No change").count(), said);
    assert_eq!(
        page.matches("pl-spark").count(),
        said + 2,
        "the line of terms is in each but the first"
    );
    assert!(page.contains("Oakfield Church of England Primary School, Governance: "), "{page}");
}

#[test]
fn a_head_finds_the_own_school_first_and_marked() {
    let mut ground = sample::ground();
    ground.trust.schools.reverse();
    let head = sample::head();
    let reversed = HeatTable::of(&ground, &head, &sample::heat(), &Asked::default());
    assert!(reversed.rows[0].own && reversed.rows.len() > 1, "{reversed:?}");
    assert_eq!(reversed.render("Regions").into_string().matches("Your school").count(), 1);
    let alone = table(&sample::governor()).render("Regions").into_string();
    assert!(!alone.contains("Your school"), "there is no other to tell it from");
}

#[test]
fn a_governor_sees_one_row_and_no_sums() {
    let page = table(&sample::governor()).render("Regions").into_string();
    assert!(!page.contains("Oakfield") && !page.contains("tfoot"));
}

#[test]
fn the_message_counts_what_moved() {
    assert_eq!(
        table(&sample::lead()).message(),
        "2 of 20 judgements moved since the term before: 1 up, 1 down."
    );
}

#[test]
fn what_is_judged_for_the_first_time_has_not_stood_still() {
    let mut heat = sample::heat();
    heat.cells.iter_mut().for_each(|cell| cell.movement = "first".to_owned());
    let table = HeatTable::of(&sample::ground(), &sample::lead(), &heat, &Asked::default());
    assert_eq!(table.message(), "Every judgement here is the first of its kind.");
}

#[test]
fn schools_on_the_highest_rung_are_counted_of_those_judged() {
    let table = table(&sample::lead());
    assert_eq!(table.at_the_top(0), (1, 3));
    assert_eq!(table.highest, "Sustain");
}

#[tokio::test]
async fn the_file_says_what_the_table_shows_and_nothing_else() {
    let visitor = sample::governor();
    let page = table(&visitor).render("Regions").into_string();
    let file = crate::listing::testing::taken("/schools", "heat-map", move |view| {
        let visitor = Visitor { view, ..sample::governor() };
        table(&visitor).taken(&visitor, vec!["Lowest first: Repair, Improve, Sustain".to_owned()])
    });
    let file = file.await;
    assert!(file.contains("\"Lowest first: Repair, Improve, Sustain\"\r\n"), "{file}");
    assert!(file.contains("School,Area,Region,Movement since the term before\r\n"), "{file}");
    assert!(!file.contains("Oakfield"), "another school is in a governor's file: {file}");
    let rows = file.lines().filter(|line| line.starts_with("St Mary's")).count();
    assert_eq!(rows, page.matches("role=\"cell\"").count(), "{file}");
}
