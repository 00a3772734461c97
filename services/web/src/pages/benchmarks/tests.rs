use contract::evidence::v1::FigureValue;

use super::*;
use crate::form::Told;
use crate::pages::figures::{self, FiguresLoaded};
use crate::sample;

fn page(change: impl FnOnce(&mut FiguresLoaded)) -> String {
    let head = sample::head();
    let mut loaded = sample::figures_page(&head);
    change(&mut loaded);
    let marys = loaded.ground.school(sample::MARYS, &head).unwrap();
    figures::render(&head, &loaded, marys, &Told::default()).into_string()
}

fn answer(loaded: &mut FiguresLoaded) -> &mut ListBenchmarksResponse {
    loaded.benchmarks.0.as_mut().unwrap()
}

#[test]
fn england_and_the_authority_are_told_as_at_their_release() {
    let page = page(|_| ());
    assert!(page.contains("62%, December 2025") && page.contains("58%, December 2025"), "{page}");
    assert!(page.contains("x: not available, December 2025"), "{page}");
    let source = "Key stage 2, performance tables, loaded on 12 December 2025.";
    assert!(page.contains(source), "{page}");
}

#[test]
fn a_release_without_a_name_is_told_by_the_day_it_was_loaded() {
    let page = page(|loaded| answer(loaded).releases[0].release.clear());
    assert!(page.contains("62%, loaded on 12 December 2025"), "{page}");
    let source = "loaded on 12 December 2025: Key stage 2, performance tables.";
    assert!(page.contains(source), "{page}");
}

#[test]
fn a_share_of_few_says_what_one_of_them_is() {
    assert!(page(|_| ()).contains("One of 9 is 11.1 points"));
    let larger = page(|loaded| {
        answer(loaded).benchmarks.iter_mut().for_each(|benchmark| benchmark.few = None);
    });
    assert!(!larger.contains("One of 9"));
}

#[test]
fn what_rests_on_few_pupils_of_an_authority_is_not_shown() {
    let page = page(|loaded| {
        for benchmark in &mut answer(loaded).benchmarks {
            if let Some(authority) = &mut benchmark.authority {
                authority.not_shown = true;
                authority.value = Some(FigureValue::default());
            }
        }
    });
    assert!(page.contains("not shown, December 2025") && !page.contains("58%"), "{page}");
    assert!(page.contains(FEW), "{page}");
}

#[test]
fn a_release_that_stands_beside_no_figure_of_the_page_is_not_named() {
    let page = page(|loaded| {
        let mut other = answer(loaded).releases[0].clone();
        (other.release_id, other.document) = ("release-2".to_owned(), "Another file".to_owned());
        answer(loaded).releases.push(other);
    });
    assert!(page.contains("Key stage 2, performance tables") && !page.contains("Another file"));
}

#[test]
fn a_dash_is_explained_only_where_all_was_seen() {
    let all = page(|_| ());
    assert!(all.contains(DASH) && !all.contains(FEW), "{all}");
    let away = page(|loaded| loaded.benchmarks = BenchmarksKnown(None));
    assert!(away.contains("cannot be shown now") && !away.contains(DASH), "{away}");
}

#[test]
fn a_school_without_an_authority_is_told_so() {
    assert!(!page(|_| ()).contains(NO_AUTHORITY));
    assert!(page(|loaded| answer(loaded).authority.clear()).contains(NO_AUTHORITY));
}

/// The cell of similar schools beside the result of all pupils, and the line of a school on a page.
fn similar(change: impl FnOnce(&mut ListBenchmarksResponse)) -> (String, Option<String>) {
    let mut loaded = sample::figure_page(&sample::head());
    change(answer(&mut loaded));
    let known = loaded.known.known().unwrap();
    let figure = &known.figures[0];
    let cell = loaded.benchmarks.similar_cell(known, figure).words();
    (cell, loaded.benchmarks.in_a_line(known, figure))
}

/// The figure that similar schools stand beside.
fn compared(answer: &mut ListBenchmarksResponse) -> &mut Benchmark {
    answer.benchmarks.iter_mut().find(|one| one.similar.is_some()).unwrap()
}

#[test]
fn similar_schools_are_told_by_their_middle_and_the_half_around_it() {
    let (cell, line) = similar(|_| ());
    assert_eq!(cell, "61% (half of 46 schools from 52% to 70%), December 2025");
    assert_eq!(line.as_deref(), Some("England 62%, local authority 58%, similar schools 61%"));
    let (cell, line) = similar(|answer| {
        let beside = compared(answer);
        let value = beside.similar.as_mut().unwrap();
        (value.median, value.schools) = (None, 7);
        let authority = beside.authority.as_mut().unwrap();
        (authority.not_shown, authority.value) = (true, None);
    });
    assert_eq!(cell, "too few have a number: 7");
    assert_eq!(line.as_deref(), Some("England 62%, local authority not shown"));
}

#[test]
fn that_there_is_no_set_and_that_no_file_has_it_are_told_apart() {
    let (cell, _) = similar(|answer| {
        answer.similar.as_mut().unwrap().none = NoSimilar::TooFew.into();
    });
    assert_eq!(cell, NO_SET);
    assert_eq!(similar(|answer| compared(answer).similar = None).0, "–");
    assert_eq!(similar(|answer| answer.benchmarks.clear()), ("–".to_owned(), None));
}

#[test]
fn the_release_of_the_register_is_named_where_similar_schools_are_asked_for() {
    let loaded = sample::figure_page(&sample::head());
    let known = loaded.known.known().unwrap();
    let named = loaded.benchmarks.sources(&known.figures).into_string();
    let register = "28 November 2025: Establishments of the national register (GIAS), loaded on 1 December 2025.";
    assert!(named.contains(register), "{named}");
    assert!(!page(|_| ()).contains("national register"));
}
