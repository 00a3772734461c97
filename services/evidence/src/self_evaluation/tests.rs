use contract::categories::v1::{Citation, Evidence, EvidenceKind};
use contract::evidence::v1::ReportCardGrade;
use eventlog::SealedWords;
use eventlog::cqrs_es::test::{AggregateTestExecutor, TestFramework};
use uuid::Uuid;

use super::*;

const TERM: &str = "2025-26-autumn";

fn context() -> Context {
    Context {
        trust: Uuid::from_u128(9),
        actor: Uuid::from_u128(2),
        role: "headteacher".to_owned(),
        now: "2025-11-21T10:00:00Z".parse().unwrap(),
        command_id: Uuid::from_u128(1),
        sealed: SealedWords::unsalted(),
    }
}

fn knowing(
    facts: SelfEvaluationFacts,
    events: &[SelfEvaluationEvent],
) -> AggregateTestExecutor<SelfEvaluation> {
    TestFramework::<SelfEvaluation>::with((facts, context())).given(events.to_vec())
}

fn given(events: &[SelfEvaluationEvent]) -> AggregateTestExecutor<SelfEvaluation> {
    knowing(facts(), events)
}

fn facts() -> SelfEvaluationFacts {
    let area_ids = vec!["staff".to_owned(), "outcomes".to_owned()];
    let template = Some(TemplateInUse { version: 3, area_ids });
    SelfEvaluationFacts { template, ..SelfEvaluationFacts::default() }
}

fn id() -> String {
    self_evaluation_of(context().trust, "a", TERM).to_string()
}

fn begin(carried_from_id: &str) -> SelfEvaluationCommand {
    BeginSelfEvaluationRequest {
        school_id: "a".to_owned(),
        term: TERM.to_owned(),
        sef_template_id: "t".to_owned(),
        carried_from_id: carried_from_id.to_owned(),
        ..BeginSelfEvaluationRequest::default()
    }
    .into()
}

fn begun(carried_from_id: &str, areas: Vec<SefArea>) -> SelfEvaluationEvent {
    SelfEvaluationBegun {
        self_evaluation_id: id(),
        school_id: "a".to_owned(),
        term: TERM.to_owned(),
        sef_template_id: "t".to_owned(),
        template_version: 3,
        area_ids: vec!["staff".to_owned(), "outcomes".to_owned()],
        carried_from_id: carried_from_id.to_owned(),
        areas,
    }
    .into()
}

fn said_of(area: &str) -> SefArea {
    SefArea {
        area_id: area.to_owned(),
        region_id: "improve".to_owned(),
        grade: ReportCardGrade::ExpectedStandard.into(),
        strengths: context().words("People stay."),
        ..SefArea::default()
    }
}

fn text_of(area: &str) -> SefAreaText {
    SefAreaText {
        area_id: area.to_owned(),
        region_id: "improve".to_owned(),
        grade: ReportCardGrade::ExpectedStandard.into(),
        strengths: "People stay.".to_owned(),
        ..SefAreaText::default()
    }
}

fn write(areas: Vec<SefAreaText>) -> SelfEvaluationCommand {
    let (school_id, term) = ("a".to_owned(), TERM.to_owned());
    WriteSelfEvaluationRequest { school_id, term, areas, ..Default::default() }.into()
}

fn written(areas: Vec<SefArea>) -> SelfEvaluationEvent {
    let (school_id, term) = ("a".to_owned(), TERM.to_owned());
    SelfEvaluationWritten { self_evaluation_id: id(), school_id, term, areas }.into()
}

fn sign() -> SelfEvaluationCommand {
    let (school_id, term) = ("a".to_owned(), TERM.to_owned());
    SignSelfEvaluationRequest { school_id, term, ..Default::default() }.into()
}

fn signed() -> SelfEvaluationEvent {
    SelfEvaluationSigned {
        self_evaluation_id: id(),
        school_id: "a".to_owned(),
        term: TERM.to_owned(),
        on: "2025-11-21".to_owned(),
        area_ids: vec!["staff".to_owned()],
    }
    .into()
}

#[test]
fn it_is_begun_once_a_term_by_a_template_of_the_school() {
    given(&[]).when(begin("")).then_expect_events(vec![begun("", Vec::new())]);
    given(&[begun("", Vec::new())]).when(begin("")).then_expect_error(SelfEvaluationRefusal::Begun);
    knowing(SelfEvaluationFacts::default(), &[])
        .when(begin(""))
        .then_expect_error(SelfEvaluationRefusal::TemplateUnknown);
}

#[test]
fn it_is_begun_for_a_term_of_the_next_academic_year_at_the_latest() {
    let of = |term: &str| {
        let (school_id, term) = ("a".to_owned(), term.to_owned());
        let (sef_template_id, command_id) = ("t".to_owned(), String::new());
        let carried_from_id = String::new();
        let asked = BeginSelfEvaluationRequest {
            command_id,
            school_id,
            term,
            sef_template_id,
            carried_from_id,
        };
        SelfEvaluation::default().decide(&asked.into(), &facts(), &context())
    };
    assert!(of("2026-27-summer").is_ok() && of("2024-25-summer").is_ok());
    assert_eq!(of("2027-28-autumn"), Err(SelfEvaluationRefusal::TermAhead));
}

#[test]
fn it_starts_from_what_a_signed_one_says_of_the_areas_that_are_asked() {
    let carried = Some(vec![said_of("staff"), said_of("foundations")]);
    let facts = SelfEvaluationFacts { carried, ..facts() };
    knowing(facts, &[])
        .when(begin("last"))
        .then_expect_events(vec![begun("last", vec![said_of("staff")])]);
    given(&[]).when(begin("last")).then_expect_error(SelfEvaluationRefusal::NotSigned);
}

#[test]
fn what_is_carried_over_was_signed_off_and_is_of_the_school() {
    let of = |events: &[SelfEvaluationEvent]| {
        let mut state = SelfEvaluation::default();
        events.iter().for_each(|event| state.evolve(event));
        state
    };
    let draft = [begun("", Vec::new()), written(vec![said_of("staff")])];
    assert_eq!(of(&draft).carried("a"), None);
    let done = [&draft[..], &[signed()]].concat();
    assert_eq!(of(&done).carried("a"), Some(vec![said_of("staff")]));
    assert_eq!(of(&done).carried("b"), None);
}

#[test]
fn what_it_says_is_written_in_place_of_what_it_said() {
    let empty = SefAreaText { area_id: "outcomes".to_owned(), ..SefAreaText::default() };
    let all = vec![text_of("staff"), empty];
    given(&[begun("", vec![said_of("outcomes")])])
        .when(write(all))
        .then_expect_events(vec![written(vec![said_of("staff")])]);
    given(&[])
        .when(write(vec![text_of("staff")]))
        .then_expect_error(SelfEvaluationRefusal::Unknown);
}

#[test]
fn what_somebody_else_wrote_meanwhile_is_not_lost() {
    let read = |version: u32| {
        let (school_id, term) = ("a".to_owned(), TERM.to_owned());
        let areas = vec![text_of("staff")];
        let asked =
            WriteSelfEvaluationRequest { school_id, term, areas, version, ..Default::default() };
        SelfEvaluationCommand::from(asked)
    };
    let seen = |version: u32| {
        let (school_id, term) = ("a".to_owned(), TERM.to_owned());
        let asked = SignSelfEvaluationRequest { school_id, term, version, ..Default::default() };
        SelfEvaluationCommand::from(asked)
    };
    let draft = [begun("", Vec::new()), written(vec![said_of("staff")])];
    given(&draft).when(read(1)).then_expect_error(SelfEvaluationRefusal::Changed);
    given(&draft).when(seen(1)).then_expect_error(SelfEvaluationRefusal::Changed);
    given(&draft).when(read(2)).then_expect_events(vec![written(vec![said_of("staff")])]);
    given(&draft).when(seen(2)).then_expect_events(vec![signed()]);
}

#[test]
fn each_area_that_is_asked_of_is_written_once() {
    let draft = [begun("", Vec::new())];
    given(&draft)
        .when(write(vec![text_of("governance")]))
        .then_expect_error(SelfEvaluationRefusal::AreaUnknown("governance".to_owned()));
    given(&draft)
        .when(write(vec![text_of("staff"), text_of("staff")]))
        .then_expect_error(SelfEvaluationRefusal::AreaRepeated("staff".to_owned()));
}

#[test]
fn what_is_cited_is_looked_up_area_by_area() {
    let citation = |id: &str| Citation {
        kind: EvidenceKind::Inspection.into(),
        id: id.to_owned(),
        says: String::new(),
        position: 7,
    };
    let with = |area: &str, id: &str| SefAreaText { evidence: vec![citation(id)], ..text_of(area) };
    let kept = |area: &str, id: &str| SefArea {
        evidence: vec![Evidence {
            kind: EvidenceKind::Inspection.into(),
            id: id.to_owned(),
            shows: "Ofsted, May 2026".to_owned(),
            position: 7,
            ..Evidence::default()
        }],
        ..said_of(area)
    };
    let draft = [begun("", Vec::new())];
    let both = || write(vec![with("staff", "i"), with("outcomes", "j")]);
    let held = Backing::Shows("Ofsted, May 2026".to_owned());
    let known =
        |second: Backing| SelfEvaluationFacts { backings: vec![held.clone(), second], ..facts() };
    knowing(known(held.clone()), &draft)
        .when(both())
        .then_expect_events(vec![written(vec![kept("staff", "i"), kept("outcomes", "j")])]);
    knowing(known(Backing::Unknown), &draft)
        .when(both())
        .then_expect_error(SelfEvaluationRefusal::EvidenceUnknown("j".to_owned()));
    knowing(known(Backing::OfAnotherSchool), &draft)
        .when(both())
        .then_expect_error(SelfEvaluationRefusal::EvidenceOfAnotherSchool);
    knowing(known(Backing::DoesNotCount), &draft)
        .when(both())
        .then_expect_error(SelfEvaluationRefusal::EvidenceDoesNotCount("j".to_owned()));
    let typed = Citation { says: "Better than it was.".to_owned(), ..citation("j") };
    let typed = SefAreaText { evidence: vec![typed], ..text_of("outcomes") };
    knowing(known(held.clone()), &draft)
        .when(write(vec![with("staff", "i"), typed]))
        .then_expect_error(SelfEvaluationRefusal::EvidenceSaysItself);
}

#[test]
fn once_it_is_signed_off_it_does_not_change() {
    let draft = [begun("", Vec::new()), written(vec![said_of("staff")])];
    given(&draft).when(sign()).then_expect_events(vec![signed()]);
    given(&draft[..1]).when(sign()).then_expect_error(SelfEvaluationRefusal::Empty);
    given(&[]).when(sign()).then_expect_error(SelfEvaluationRefusal::Unknown);
    let done = [&draft[..], &[signed()]].concat();
    given(&done).when(sign()).then_expect_error(SelfEvaluationRefusal::Signed);
    given(&done)
        .when(write(vec![text_of("staff")]))
        .then_expect_error(SelfEvaluationRefusal::Signed);
    given(&done).when(begin("")).then_expect_error(SelfEvaluationRefusal::Begun);
}
