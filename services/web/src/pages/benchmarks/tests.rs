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
