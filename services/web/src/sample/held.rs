//! What the trust holds of St Mary's, as the pages over all of it show it to a reader.

use contract::dashboards::v1::{Fact, HeatmapCell};
use contract::evidence::v1::{
    FigureValue, ListSelfEvaluationsRequest, RecordedFigure, SefArea, SelfEvaluation,
    SelfEvaluationState,
};

use crate::pages::figures_known::FiguresKnown;
use crate::pages::on_a_page::OnAPage;
use crate::pages::school_evidence::EvidencePage;
use crate::pages::school_held::SchoolHeld;
use crate::sample::{self, MARYS, MEASURE, WAVE, words};
use crate::shown::Shown;
use crate::visitor::Visitor;

/// Outcomes went up while the results of key stage 2 fell.
fn school_held(visitor: &Visitor) -> SchoolHeld {
    let school = sample::school_as(visitor);
    let mut heat = sample::heat();
    let of_outcomes =
        |cell: &&mut HeatmapCell| cell.school_id == MARYS && cell.area_id == "outcomes";
    for cell in heat.cells.iter_mut().filter(of_outcomes) {
        cell.movement = "up".to_owned();
        cell.previous_region_id = "repair".to_owned();
    }
    let notes = sample::visits_page(visitor).notes.map(|answer| answer.notes);
    SchoolHeld {
        ground: sample::ground(),
        heat: Shown::All(heat).within(visitor.judgements_of(MARYS)),
        inspections: school.inspections,
        figures: school.figures.map(with_the_year_before),
        record: sample::record_page().record.within(visitor.running_record_of(MARYS)),
        visits: notes.within(visitor.visit_notes_of(MARYS)),
        reviews: school.reviews,
        waves: Shown::All(vec![sample::wave()]).within(visitor.answers_of(MARYS)),
    }
}

/// Puts a better result of the year before behind the newest.
fn with_the_year_before(known: FiguresKnown) -> FiguresKnown {
    let mut figures: Vec<RecordedFigure> = Vec::new();
    for figure in known.figures {
        let own = figure.measure_id == MEASURE && figure.breakdown_id.is_empty();
        let earlier = own.then(|| year_before(&figure));
        figures.push(figure);
        figures.extend(earlier);
    }
    FiguresKnown { figures, ..known }
}

fn year_before(figure: &RecordedFigure) -> RecordedFigure {
    let mut earlier =
        RecordedFigure { period: "2023-24".to_owned(), three_years: None, ..figure.clone() };
    for kept in &mut earlier.versions {
        kept.position -= 100;
        if let Some(states) = &mut kept.states {
            states.value = Some(FigureValue { number: Some(89.0), absence: None });
        }
    }
    earlier
}

/// The page of the sources of each area.
pub(crate) fn evidence_page(visitor: &Visitor) -> EvidencePage {
    let judgements = sample::school_as(visitor).categories;
    let evaluations = vec![self_evaluation(412, ""), self_evaluation(396, "2025-10-17")];
    let self_evaluations = match visitor.may.of::<ListSelfEvaluationsRequest>(MARYS) {
        true => Shown::All(evaluations),
        false => Shown::Withheld("Self-evaluations are not shown to you in your role."),
    };
    EvidencePage { held: school_held(visitor), judgements, self_evaluations }
}

/// One that was signed off on a day; a draft where there is none.
fn self_evaluation(position: u64, signed_on: &str) -> SelfEvaluation {
    let state = match signed_on {
        "" => SelfEvaluationState::Draft,
        _ => SelfEvaluationState::Signed,
    };
    let area_id = "behaviour-and-attendance".to_owned();
    SelfEvaluation {
        self_evaluation_id: format!("self-evaluation-{position}"),
        school_id: MARYS.to_owned(),
        state: state.into(),
        areas: vec![SefArea { area_id, ..SefArea::default() }],
        signed_on: signed_on.to_owned(),
        signed_position: if signed_on.is_empty() { 0 } else { position },
        ..SelfEvaluation::default()
    }
}

/// The school on a page.
pub(crate) fn on_a_page(visitor: &Visitor) -> OnAPage {
    let fact = |ending: &str, said: &str| Fact {
        school_id: MARYS.to_owned(),
        measure: format!("survey.parent-view-2019-2025.{ending}"),
        period: "2025-26-autumn".to_owned(),
        words: words(said),
        wave_id: WAVE.to_owned(),
        ..Fact::default()
    };
    let facts = vec![
        fact("response_rate", "about 60%"),
        fact("q1.positive", "86% of 42 answers"),
        fact("q4.positive", "not shown"),
    ];
    let held = school_held(visitor);
    let benchmarks = sample::benchmarks_beside(held.figures.known());
    OnAPage {
        held,
        benchmarks,
        pairings: sample::school_as(visitor).pairings,
        facts: Shown::All(facts).within(visitor.answers_of(MARYS)),
        instruments: vec![sample::instrument()],
    }
}
