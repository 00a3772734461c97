use super::*;

fn released(asked: u32, answered: u32) -> SaidRate {
    SaidRate::released(TookPart { asked, answered }, PrintRules::default())
}

fn words(asked: u32, answered: u32) -> String {
    released(asked, answered).said("").words
}

fn live(schools: &[(u32, u32)]) -> Vec<String> {
    let named: Vec<_> = schools
        .iter()
        .map(|(asked, answered)| ("s".to_owned(), TookPart { asked: *asked, answered: *answered }))
        .collect();
    while_open(&named).into_iter().map(|rate| rate.words).collect()
}

#[test]
fn a_rate_is_said_as_closely_as_the_number_asked_allows() {
    assert_eq!(
        [words(200, 84), words(200, 85), words(100, 43)],
        ["about 40%", "about 45%", "about 45%"]
    );
    assert_eq!([words(60, 27), words(99, 55)], ["about 50%", "about 60%"]);
    assert_eq!(
        [words(39, 12), words(39, 13), words(39, 27)],
        ["under a third", "about half", "most"]
    );
    assert_eq!([words(13, 6), words(8, 2), words(0, 0)], [NOT_SHOWN; 3]);
}

#[test]
fn everyone_all_but_one_and_a_few_less_are_said_alike() {
    assert_eq!([words(200, 200), words(200, 199), words(200, 190)], ["over 90%"; 3]);
    assert_eq!([words(60, 60), words(60, 59), words(60, 52)], ["over 80%"; 3]);
    assert_eq!([words(60, 0), words(60, 1), words(60, 8)], ["under 20%"; 3]);
    assert_eq!([words(200, 0), words(200, 1), words(200, 10)], ["under 10%"; 3]);
}

/// Eight people and steps of five per cent: each of nine rates was another count.
#[test]
fn of_eight_asked_no_rate_is_said() {
    for answered in 0..=8 {
        assert_eq!(released(8, answered).said("s").words, NOT_SHOWN);
        assert_eq!(released(8, answered).said("s").percent, None);
    }
}

#[test]
fn every_rate_leaves_five_numbers() {
    for asked in 1..=400 {
        for answered in 0..=asked {
            let left = released(asked, answered).answered();
            assert!(left.leaves() >= LEAST_LEFT.min(i64::from(asked) + 1), "{answered} of {asked}");
            assert!(left.least <= i64::from(answered) && i64::from(answered) <= left.most);
        }
    }
}

#[test]
fn an_open_wave_tells_bands_of_twenty_and_nothing_of_fewer() {
    assert_eq!(
        live(&[(100, 43), (100, 20), (100, 80), (19, 19)]),
        ["about half", "about half", "under a third", "most", NOT_SHOWN]
    );
}

#[test]
fn the_trusts_rate_needs_three_schools_of_which_none_is_most() {
    assert_eq!(live(&[(100, 43), (100, 50)])[0], NOT_SHOWN);
    assert_eq!(
        live(&[(100, 43), (30, 10), (30, 10)])[0],
        NOT_SHOWN,
        "100 of 160 are more than 60%"
    );
    assert_eq!(live(&[(96, 43), (32, 11), (32, 11)])[0], "about half", "96 of 160 are 60%");
}

#[test]
fn the_trusts_rate_does_not_narrow_a_schools() {
    let schools: Vec<SaidRate> =
        [(14, 4), (14, 4), (14, 9)].map(|(asked, answered)| released(asked, answered)).into();
    assert_eq!(whole(&schools, PrintRules::default()).said("").words, NOT_SHOWN);
    let schools: Vec<SaidRate> =
        [(12, 6), (12, 4), (12, 8)].map(|(asked, answered)| released(asked, answered)).into();
    assert_eq!(whole(&schools, PrintRules::default()).said("").words, "about half");
}
