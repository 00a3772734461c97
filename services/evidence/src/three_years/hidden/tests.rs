//! Trap 25 of the field: of few pupils counts and three years are told. Here a reader tries to work out a year that is hidden.

use std::collections::{BTreeMap, BTreeSet};

use super::*;

/// What a reader sees: counts that are shown, and the total if it is told.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct SeenTotal {
    shown: Vec<u32>,
    total: Option<u32>,
}

/// The counts that each hidden year may have, by what is seen.
type MayBe = BTreeMap<SeenTotal, Vec<BTreeSet<u32>>>;

fn each_differs(may_be: &MayBe, of: &impl std::fmt::Debug) {
    for (seen, years) in may_be {
        assert!(years.iter().all(|counts| counts.len() > 1), "{of:?} {seen:?} {years:?}");
    }
}

/// Every way to choose a number up to each of these.
fn up_to(most: &[u32]) -> Vec<Vec<u32>> {
    most.iter().fold(vec![Vec::new()], |chosen, most| {
        let longer = |one: &Vec<u32>| {
            let one = one.clone();
            (0..=*most).map(move |next| [one.clone(), vec![next]].concat())
        };
        chosen.iter().flat_map(longer).collect()
    })
}

fn is_hidden(pupils: u32) -> bool {
    pupils <= SMALL_COHORT
}

#[test]
fn no_hidden_year_follows_from_a_three_year_total_and_the_years_that_are_shown() {
    let mut told = 0;
    for less in up_to(&[7, 7, 7]) {
        let cohorts: Vec<u32> = less.iter().map(|less| less + 1).collect();
        let mut may_be = MayBe::new();
        for counts in up_to(&cohorts) {
            let years = || cohorts.iter().copied().zip(counts.iter().copied());
            let hidden: Vec<HiddenYear> = years()
                .filter(|(pupils, _)| is_hidden(*pupils))
                .map(|(pupils, reached)| HiddenYear { pupils, reached, fewest: 0, most: pupils })
                .collect();
            let shown = years().filter(|(pupils, _)| !is_hidden(*pupils));
            let total: Option<u32> = tells_no_year(&hidden).then(|| counts.iter().sum());
            told += usize::from(total.is_some());
            let shown = shown.map(|(_, count)| count).collect();
            let seen = may_be.entry(SeenTotal { shown, total }).or_default();
            seen.resize(hidden.len(), BTreeSet::new());
            for (counts, year) in seen.iter_mut().zip(&hidden) {
                counts.insert(year.reached);
            }
        }
        each_differs(&may_be, &cohorts);
    }
    assert!(told > 0, "a total stands in somewhere");
}

/// The whole of each year is shown, and the two parts of it are hidden: girls and boys, say.
#[test]
fn no_hidden_year_follows_from_the_totals_of_two_parts_and_their_whole() {
    let mut told = 0;
    for less in up_to(&[3, 3, 3, 3]) {
        let cohorts: Vec<u32> = less.iter().map(|less| less + 1).collect();
        let mut may_be = MayBe::new();
        for counts in up_to(&cohorts) {
            // Two parts a year, one year behind the other.
            let part = |own: usize, other: usize| {
                [own, own + 2].into_iter().zip([other, other + 2]).map(|(own, other)| {
                    let whole = counts[own] + counts[other];
                    HiddenYear {
                        pupils: cohorts[own],
                        reached: counts[own],
                        fewest: whole.saturating_sub(cohorts[other]),
                        most: whole.min(cohorts[own]),
                    }
                })
            };
            let one: Vec<HiddenYear> = part(0, 1).collect();
            let other: Vec<HiddenYear> = part(1, 0).collect();
            // The other part's total follows from the whole's, so both rest on enough or none is told.
            let enough = |part: &[HiddenYear]| {
                part.iter().map(|year| year.pupils).sum::<u32>() > SMALL_COHORT
            };
            let is_told = tells_no_year(&one) && enough(&other);
            assert_eq!(is_told, tells_no_year(&other) && enough(&one), "{cohorts:?} {counts:?}");
            told += usize::from(is_told);
            // Where all or none of a whole reached it, the whole alone tells its parts. The other year would follow from a total.
            if one.iter().any(|year| year.fewest == year.most) {
                assert!(!is_told, "{cohorts:?} {counts:?}");
                continue;
            }
            let shown = vec![counts[0] + counts[1], counts[2] + counts[3]];
            let total: Option<u32> = is_told.then(|| one.iter().map(|year| year.reached).sum());
            let seen = may_be.entry(SeenTotal { shown, total }).or_default();
            seen.resize(2, BTreeSet::new());
            for (counts, year) in seen.iter_mut().zip(&one) {
                counts.insert(year.reached);
            }
        }
        each_differs(&may_be, &cohorts);
    }
    assert!(told > 0, "a total stands in somewhere");
}

#[test]
fn a_single_hidden_year_and_years_that_all_reached_it_have_no_total() {
    let year = |pupils, reached| HiddenYear { pupils, reached, fewest: 0, most: pupils };
    assert!(!tells_no_year(&[year(5, 2)]), "the years that are shown would leave it");
    assert!(tells_no_year(&[year(5, 2), year(4, 3)]));
    assert!(!tells_no_year(&[year(5, 5), year(4, 4)]), "each is then all of its pupils");
    assert!(!tells_no_year(&[year(5, 0), year(4, 0)]));
    assert!(!tells_no_year(&[year(2, 1), year(3, 1)]), "five pupils are few, of two years too");
    assert!(tells_no_year(&[year(2, 1), year(3, 1), year(1, 1)]));
}
