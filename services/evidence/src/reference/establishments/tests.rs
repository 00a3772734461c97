//! Values of the register: numbers in every style, and reasons for none.

use std::io::Cursor;

use contract::Period;
use contract::evidence::v1::{FigureStatus, NoNumber};

use super::*;

/// The web download: eight primary schools of Surrey and Hampshire.
const WEB: &str = include_str!("../../../../schools/tests/data/gias_web_2022.csv");

fn read_as(text: &str, said: SaidOfReference) -> RegisterFile {
    read(Cursor::new(text.as_bytes()), &said).unwrap()
}

/// A file with these shares of free school meals, and numbers of pupils.
fn file(shares: &[&str], pupils: &[&str]) -> RegisterFile {
    let heading = "URN,LA (code),EstablishmentName,EstablishmentTypeGroup (name),EstablishmentStatus (name),PhaseOfEducation (name),ReligiousCharacter (name),NumberOfPupils,PercentageFSM";
    let mut text = heading.to_owned();
    for (place, (share, pupils)) in shares.iter().zip(pupils).enumerate() {
        let urn = 100_000 + place;
        text += &format!("\n{urn},935,School,Academies,Open,Primary,None,\"{pupils}\",{share}");
    }
    read_as(&text, SaidOfReference::default())
}

fn sentences(file: &RegisterFile) -> Vec<&str> {
    file.faults.iter().map(|fault| fault.sentence.as_str()).collect()
}

fn free_meals(file: &RegisterFile) -> Vec<Option<f64>> {
    file.schools.iter().map(|school| school.free_meals.as_ref().unwrap().number).collect()
}

#[test]
fn the_register_is_read_as_it_was_published() {
    let file = read_as(WEB, SaidOfReference::default());
    assert_eq!(sentences(&file), [""; 0]);
    assert_eq!((file.lines, file.schools.len()), (8, 8));
    let school = &file.schools[2];
    assert_eq!((school.urn.as_str(), school.phase.as_str()), ("116268", "Primary"));
    assert_eq!(school.pupils.as_ref().unwrap().number, Some(38.0));
    assert_eq!(school.free_meals.as_ref().unwrap().number, Some(36.8));
}

/// Trap 6 of the field: `12.8%`, `12.8` and `0.128`.
#[test]
fn shares_are_read_of_a_hundred_and_those_of_either_style_are_refused() {
    let pupils = ["200"; 3];
    assert_eq!(free_meals(&file(&["12.8", "0.7", "0"], &pupils)), [12.8, 0.7, 0.0].map(Some));
    assert_eq!(free_meals(&file(&["12.8%", "0.7%", "0"], &pupils)), [12.8, 0.7, 0.0].map(Some));
    let either = file(&["0.128", "0.3", "SUPP"], &pupils);
    assert_eq!(sentences(&either), [WHICH_STYLE]);
    assert_eq!(either.faults[0].column, FREE_MEALS);
    assert_eq!(sentences(&file(&["", "SUPP", "NE"], &pupils)), [""; 0], "nothing to be read");
}

/// Trap 5 of the field: a reason for no number is none of zero.
#[test]
fn a_blank_cell_and_a_reason_are_no_number_and_each_its_own() {
    let file = file(&["SUPP", "", "12.8", "0"], &["1,204", "NE", "", "0"]);
    assert_eq!(sentences(&file), [""; 0]);
    assert_eq!(free_meals(&file), [None, None, Some(12.8), Some(0.0)]);
    let pupils: Vec<&FigureValue> =
        file.schools.iter().map(|school| school.pupils.as_ref().unwrap()).collect();
    let numbers: Vec<Option<f64>> = pupils.iter().map(|value| value.number).collect();
    assert_eq!(numbers, [Some(1_204.0), None, None, Some(0.0)]);
    let why = |value: &FigureValue| {
        let absence = value.absence.as_ref().unwrap();
        (absence.code.clone(), absence.means())
    };
    assert_eq!(why(pupils[1]), ("NE".to_owned(), NoNumber::NotEntered));
    assert_eq!(why(pupils[2]), (String::new(), NoNumber::NotGiven));
    let suppressed = file.schools[0].free_meals.as_ref().unwrap();
    assert_eq!(why(suppressed), ("SUPP".to_owned(), NoNumber::Suppressed));
}

#[test]
fn an_impossible_value_is_told_with_its_place() {
    let told = file(&["112.8", "12.8", "n/a"], &["200", "20.5", "200"]);
    let places: Vec<_> =
        told.faults.iter().map(|fault| (fault.line, fault.column.as_str())).collect();
    assert_eq!(places, [(2, FREE_MEALS), (3, PUPILS), (4, FREE_MEALS)]);
    assert_eq!(told.schools.len(), 0);
}

#[test]
fn the_register_is_of_no_period_and_needs_a_school() {
    let period = Some(Period::of_label("2024-25").unwrap());
    let of_year = SaidOfReference { period, ..SaidOfReference::default() };
    assert_eq!(sentences(&read_as(WEB, of_year)), [OF_NO_PERIOD]);
    let status = Some(FigureStatus::Final);
    let settled = SaidOfReference { status, ..SaidOfReference::default() };
    assert_eq!(sentences(&read_as(WEB, settled)), [OF_NO_PERIOD]);
    let closed = WEB.replace(",Open,", ",Closed,");
    let closed = read_as(&closed, SaidOfReference::default());
    assert_eq!(sentences(&closed), ["The file has no open state-funded school."]);
    assert_eq!(closed.left_out, ["8: establishments that are not open"]);
}
