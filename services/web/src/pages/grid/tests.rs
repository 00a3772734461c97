use contract::categories::v1::{Area, EvidenceKind};

use super::*;
use crate::form::Fields;
use crate::ground::Ground;
use crate::listing::ListView;
use crate::sample;

#[test]
fn the_grid_shows_each_cell_and_offers_what_waits_for_a_proposal() {
    let loaded = sample::grid_loaded();
    let page = render(&sample::lead(), &loaded).into_string();
    for wanted in ["View stated", "View awaited", "Propose 1 region", "scope=\"row\""] {
        assert!(page.contains(wanted), "{wanted} is missing: {page}");
    }
    let head = render(&sample::head(), &loaded).into_string();
    assert!(!head.contains("/proposals"), "a head proposes nothing");
}

#[test]
fn evidence_is_counted_by_kind_with_the_day_of_the_newest() {
    let page = render(&sample::lead(), &sample::grid_loaded()).into_string();
    let told = "Surveys 1, 14 November 2025; Inspections and awards 1; Peer reviews 1";
    assert!(page.contains(told), "{page}");
    assert!(page.contains("Without evidence"), "the view of governance cites nothing: {page}");
    let old = "<strong>over a year old</strong>";
    assert!(!page.contains(old), "{page}");
    let mut loaded = sample::grid_loaded();
    loaded.waves[0].closed_on = "2024-11-20".to_owned();
    let page = render(&sample::lead(), &loaded).into_string();
    assert!(page.contains(&format!("Surveys 1, 20 November 2024 {old}")), "{page}");
}

#[test]
fn a_piece_counts_once_and_a_period_that_goes_on_ends_today() {
    let mut loaded = sample::grid_loaded();
    let staff = loaded.round.categories.last_mut().unwrap();
    let figure = Evidence {
        kind: EvidenceKind::ImportedFigure.into(),
        id: "absence/2025-26".to_owned(),
        position: 77,
        ..Evidence::default()
    };
    for step in [&mut staff.school_view, &mut staff.proposal, &mut staff.decision] {
        step.as_mut().unwrap().evidence = vec![figure.clone()];
    }
    let lead = sample::lead();
    let grid = Grid { visitor: &lead, loaded: &loaded };
    let said: Vec<String> = grid.row(sample::MARYS, "staff").iter().map(Cell::words).collect();
    assert_eq!(said[5..], ["Shared", "1", "Figures 1, up to 21 November 2025"]);
}

#[test]
fn two_figures_of_one_survey_and_two_statements_in_words_are_two_pieces() {
    let mut loaded = sample::grid_loaded();
    let staff = loaded.round.categories.last_mut().unwrap();
    let piece = |kind: EvidenceKind, id: &str, says: &str, position| Evidence {
        kind: kind.into(),
        id: id.to_owned(),
        says: Some(says.into()),
        position,
        ..Evidence::default()
    };
    staff.school_view.as_mut().unwrap().evidence = vec![
        piece(EvidenceKind::SurveyFigure, "a-wave/q1", "86%", 201),
        piece(EvidenceKind::SurveyFigure, "a-wave/q2", "71%", 201),
        piece(EvidenceKind::RunningRecord, "in-words", "Staff stay longer.", 0),
    ];
    staff.proposal.as_mut().unwrap().evidence = vec![
        piece(EvidenceKind::SurveyFigure, "a-wave/q1", "86%", 201),
        piece(EvidenceKind::RunningRecord, "in-words", "Fewer posts are vacant.", 0),
    ];
    staff.decision.as_mut().unwrap().evidence = Vec::new();
    let lead = sample::lead();
    let grid = Grid { visitor: &lead, loaded: &loaded };
    let said: Vec<String> = grid.row(sample::MARYS, "staff").iter().map(Cell::words).collect();
    assert_eq!(said[6..], ["4", "Surveys 2; Running record 2"]);
}

#[test]
fn where_no_step_was_taken_nothing_is_said_of_evidence() {
    let mut loaded = sample::grid_loaded();
    let staff = loaded.round.categories.last_mut().unwrap();
    let none = std::mem::take(staff);
    *staff = Category { cell: none.cell, view_not_given: none.school_view, ..Category::default() };
    staff.set_state(CategoryState::ViewStated);
    let lead = sample::lead();
    let told = Grid { visitor: &lead, loaded: &loaded }.told(sample::MARYS, "staff");
    assert!(told.evidence.is_none());
    assert_eq!(told.stands.word, "View not given");
}

#[test]
fn what_is_not_shown_to_a_reader_is_not_said_to_be_without_evidence() {
    let (loaded, trustee) = (sample::grid_loaded(), sample::trustee());
    let grid = Grid { visitor: &trustee, loaded: &loaded };
    assert!(grid.told(sample::MARYS, "staff").evidence.is_none());
}

/// Ninety schools and nine areas, each judged with three pieces of evidence.
fn large() -> GridPage {
    let GridPage { round, waves } = sample::grid_loaded();
    let (mut trust, mut framework) = (sample::trust(), sample::framework());
    let school = trust.schools[1].clone();
    trust.schools = (0..90_u32)
        .map(|number| {
            let school_id = format!("00000000-0000-4000-8000-0000000{number:05}");
            contract::schools::v1::School { school_id, ..school.clone() }
        })
        .collect();
    while framework.areas.len() < 9 {
        let number = framework.areas.len();
        let (area_id, name) =
            (format!("a-further-area-{number}"), format!("Further area {number}"));
        framework.areas.push(Area { area_id, name });
    }
    framework.areas.truncate(9);
    let ids: Vec<String> = trust.schools.iter().map(|school| school.school_id.clone()).collect();
    let mut categories = Vec::new();
    for school in &ids {
        for area in &framework.areas {
            let mut category = sample::category(&area.area_id);
            category.cell.as_mut().unwrap().school_id.clone_from(school);
            categories.push(category);
        }
    }
    let mut of_round = round.round;
    of_round.school_ids = ids;
    let ground = Ground::of(trust, Vec::new(), vec![of_round.clone()], framework);
    GridPage { round: RoundView { ground, round: of_round, categories, ..round }, waves }
}

#[test]
fn a_page_of_a_large_trust_stays_small_and_its_file_holds_every_school() {
    let loaded = large();
    let page = |query: &str| {
        let view = ListView::of("/rounds/r/grid", &Fields::parse(query.as_bytes()));
        render(&Visitor { view, ..sample::lead() }, &loaded).into_string()
    };
    let first = page("");
    assert!(first.len() < 150_000, "{} bytes", first.len());
    assert_eq!(first.matches("scope=\"row\"").count(), SCHOOLS);
    assert!(first.contains("Page 1 of 5") && first.contains("/rounds/r/grid?page=2"), "{first}");
    assert_eq!(page("page=5").matches("scope=\"row\"").count(), 90 - 4 * SCHOOLS);
    assert!(first.contains("take=csv&amp;table=schools-and-areas"), "{first}");
}
