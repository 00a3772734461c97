use super::*;
use crate::sample;

fn known() -> FiguresKnown {
    sample::figures_as(&sample::lead()).known().cloned().unwrap()
}

/// The report's figures against those that stand, once they were changed so.
fn changed(change: impl Fn(&mut RecordedFigure)) -> Vec<PrintedChange> {
    let mut known = known();
    known.figures.iter_mut().filter(|one| one.figure_id == sample::PRINTED).for_each(change);
    changes(&sample::report_data(), &known)
}

#[test]
fn an_issued_report_keeps_its_numbers_and_what_a_re_import_changed_is_listed() {
    let changes = changed(|figure| figure.versions[0].import_id = "i".to_owned());
    let [change] = changes.as_slice() else { panic!("one figure: {changes:?}") };
    assert_eq!((change.printed.as_str(), change.now.as_str()), ("44% (4 of 9)", "56% (5 of 9)"));
    assert!(change.why.starts_with("Another release: imported on "), "{}", change.why);
    assert_eq!(change.position, 332);
}

#[test]
fn what_says_again_what_was_printed_is_no_change() {
    assert!(changed(|figure| drop(figure.versions.remove(0))).is_empty(), "taken back");
    let settled = |figure: &mut RecordedFigure| {
        let printed = figure.versions[1].states.clone().unwrap();
        let states = figure.versions[0].states.as_mut().unwrap();
        (states.value, states.cohort) = (printed.value, printed.cohort);
    };
    assert!(changed(settled).is_empty(), "another status alone");
}

#[test]
fn a_correction_by_hand_and_a_figure_that_is_withdrawn_are_listed_with_why() {
    let by_hand = changed(|_| ());
    assert!(by_hand[0].why.starts_with("Corrected: recorded by a person on "), "{by_hand:?}");
    let gone = changed(|figure| figure.versions.clear());
    assert_eq!((gone[0].now.as_str(), gone[0].position), ("", 0));
    assert!(gone[0].why.starts_with("Withdrawn"));
    let anew = changed(|figure| drop(figure.versions.pop()));
    assert!(anew[0].why.starts_with("What was printed was withdrawn"), "{anew:?}");
}

#[test]
fn a_figure_that_a_decision_cites_counts_from_the_day_of_the_report() {
    let mut data = sample::report_data();
    let trust = Uuid::try_parse(&data.trust_id).unwrap();
    let key = FigureKey::cited_as(sample::MARYS, "ks2-rwm-expected/2024-25").unwrap();
    let mut known = known();
    for figure in known.figures.iter_mut().filter(|one| one.figure_id == sample::PRINTED) {
        figure.figure_id = key.id(trust);
    }
    data.key_figures.clear();
    let says = "Reading, writing and maths: expected standard, 2024-25: 44% (4 of 9), provisional";
    data.categories[0].evidence = vec![CitedEvidence {
        kind: contract::FIGURE_CITED.to_owned(),
        id: key.cited(),
        says: Some(says.into()),
        position: 331,
    }];
    assert!(changes(&data, &known).is_empty(), "superseded before the report was made");
    data.as_of_position = 331;
    let listed = changes(&data, &known);
    assert_eq!((listed[0].printed.as_str(), listed[0].now.as_str()), (says, "56% (5 of 9)"));
    for figure in &mut known.figures {
        figure.versions.retain(|kept| kept.position != 331);
    }
    assert_eq!(
        changes(&data, &known).len(),
        1,
        "what was cited is gone, and another number stands"
    );
}
