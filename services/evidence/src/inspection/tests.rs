use contract::evidence::v1::{
    AttachInspectionReportRequest, CategoryOfConcern, DetachInspectionReportRequest,
    GradedInspection, GradedJudgement, KeyJudgement, OfstedGrade, ReportCard, ReportCardArea,
    ReportCardGrade, ReportCardJudgement, SafeguardingStandards, SiamsInspection, SiamsOutcome,
    WithdrawInspectionRequest,
};
use eventlog::SealedWords;
use eventlog::cqrs_es::test::{AggregateTestExecutor, TestFramework};

use super::*;

const CARD_DAY: &str = "2026-03-03";
const GRADED_DAY: &str = "2023-03-07";

fn context() -> Context {
    Context {
        trust: Uuid::from_u128(9),
        actor: Uuid::nil(),
        role: "headteacher".to_owned(),
        now: "2026-04-21T10:00:00Z".parse().unwrap(),
        command_id: Uuid::from_u128(1),
        sealed: SealedWords::unsalted(),
    }
}

fn given(events: Vec<InspectionEvent>) -> AggregateTestExecutor<Inspection> {
    TestFramework::<Inspection>::with((report(), context())).given(events)
}

/// A report as it was read.
fn report() -> AttachedReport {
    let (sha256, title) = ("ab".repeat(32), "Ofsted report".to_owned());
    AttachedReport { sha256, bytes: 70_000, pages: 8, title }
}

pub(crate) fn card() -> ReportCard {
    let areas = ReportCardArea::PUBLISHED.iter();
    let graded = areas.map(|area| ReportCardJudgement {
        area: (*area).into(),
        grade: ReportCardGrade::ExpectedStandard.into(),
    });
    ReportCard {
        judgements: graded.collect(),
        safeguarding: SafeguardingStandards::Met.into(),
        ..ReportCard::default()
    }
}

fn grades() -> GradedInspection {
    let judged = KeyJudgement::PUBLISHED.iter();
    let judged = judged.map(|judged| GradedJudgement {
        judgement: (*judged).into(),
        grade: OfstedGrade::Good.into(),
    });
    GradedInspection {
        overall: OfstedGrade::Good.into(),
        judgements: judged.collect(),
        safeguarding: SafeguardingStandards::Met.into(),
        ..GradedInspection::default()
    }
}

pub(crate) fn as_card(card: ReportCard) -> InspectionOutcome {
    InspectionOutcome { report_card: Some(card), ..Default::default() }
}

fn as_grades(graded: GradedInspection) -> InspectionOutcome {
    InspectionOutcome { graded: Some(graded), ..Default::default() }
}

fn as_siams(outcome: SiamsOutcome) -> InspectionOutcome {
    let siams = SiamsInspection { outcome: outcome.into() };
    InspectionOutcome { siams: Some(siams), ..Default::default() }
}

fn record(on: &str, outcome: InspectionOutcome) -> RecordInspectionRequest {
    RecordInspectionRequest {
        school_id: "a".to_owned(),
        on: on.to_owned(),
        outcome: Some(outcome),
        ..RecordInspectionRequest::default()
    }
}

fn recorded(asked: RecordInspectionRequest) -> InspectionEvent {
    InspectionRecorded {
        inspection_id: Inspection::id(context().trust, &asked),
        school_id: asked.school_id,
        on: asked.on,
        outcome: asked.outcome,
    }
    .into()
}

fn taken(on: &str, outcome: InspectionOutcome) {
    let asked = record(on, outcome);
    given(vec![]).when(asked.clone().into()).then_expect_events(vec![recorded(asked)]);
}

fn refused(on: &str, outcome: InspectionOutcome, refusal: InspectionRefusal) {
    given(vec![]).when(record(on, outcome).into()).then_expect_error(refusal);
}

#[test]
fn every_shape_is_recorded_as_published() {
    taken(CARD_DAY, as_card(card()));
    taken(GRADED_DAY, as_grades(grades()));
    let without_overall = GradedInspection { overall: 0, ..grades() };
    taken("2025-01-14", as_grades(without_overall.clone()));
    taken(GRADED_DAY, as_grades(without_overall));
    taken("2024-05-01", as_siams(SiamsOutcome::J2));
    taken("2019-05-01", as_siams(SiamsOutcome::Excellent));
}

#[test]
fn one_school_and_day_has_one_inspection_of_an_inspectorate() {
    let first = record(CARD_DAY, as_card(card()));
    let other = ReportCard { safeguarding: SafeguardingStandards::NotMet.into(), ..card() };
    let again = record(CARD_DAY, as_card(other));
    given(vec![recorded(first.clone())])
        .when(again.clone().into())
        .then_expect_error(InspectionRefusal::AlreadyRecorded);
    let id = |asked: &RecordInspectionRequest| Inspection::id(context().trust, asked);
    let church = record(CARD_DAY, as_siams(SiamsOutcome::J1));
    assert_eq!(id(&first), id(&again));
    assert_ne!(id(&first), id(&church));
    assert_ne!(id(&first), id(&record("2026-03-04", as_card(card()))));
}

#[test]
fn a_record_made_by_mistake_is_withdrawn_and_may_be_made_again() {
    let asked = record(CARD_DAY, as_card(card()));
    let inspection_id = Inspection::id(context().trust, &asked);
    let withdraw = |school_id: &str| {
        let (inspection_id, school_id) = (inspection_id.clone(), school_id.to_owned());
        let reason = "It was of another school.".to_owned();
        WithdrawInspectionRequest { inspection_id, school_id, reason, ..Default::default() }
    };
    let withdrawn = InspectionEvent::from(InspectionWithdrawn {
        inspection_id: inspection_id.clone(),
        school_id: "a".to_owned(),
        reason: context().words("It was of another school."),
    });
    given(vec![recorded(asked.clone())])
        .when(withdraw("a").into())
        .then_expect_events(vec![withdrawn.clone()]);
    given(vec![recorded(asked.clone())])
        .when(withdraw("b").into())
        .then_expect_error(InspectionRefusal::Unknown);
    let history = vec![recorded(asked.clone()), withdrawn];
    given(history.clone()).when(withdraw("a").into()).then_expect_error(InspectionRefusal::Unknown);
    given(history).when(asked.clone().into()).then_expect_events(vec![recorded(asked)]);
}

#[test]
fn nothing_is_recorded_before_its_day() {
    let tomorrow = "2026-04-22";
    refused(tomorrow, as_card(card()), InspectionRefusal::Ahead(tomorrow.parse().unwrap()));
    let published = InspectionOutcome { published_on: tomorrow.to_owned(), ..as_card(card()) };
    refused(CARD_DAY, published, InspectionRefusal::Ahead(tomorrow.parse().unwrap()));
    taken("2026-04-21", as_card(card()));
}

#[test]
fn an_outcome_is_published_after_the_inspection_began() {
    let published = |on: &str| InspectionOutcome { published_on: on.into(), ..as_card(card()) };
    let (day, earlier) = (CARD_DAY.parse().unwrap(), "2026-03-02".parse().unwrap());
    refused(CARD_DAY, published("2026-03-02"), InspectionRefusal::PublishedTooEarly(earlier, day));
    taken(CARD_DAY, published("2026-04-20"));
}

#[test]
fn an_outcome_is_of_one_framework() {
    let both = InspectionOutcome { graded: Some(grades()), ..as_card(card()) };
    for outcome in [both, InspectionOutcome::default()] {
        refused(CARD_DAY, outcome, InspectionRefusal::OneFramework);
    }
}

fn not_in_use(on: &str, outcome: InspectionOutcome, part: &str) {
    let asked = record(on, outcome);
    let refused = Inspection::default().decide(&asked.into(), &report(), &context()).unwrap_err();
    let sentence = refused.to_string();
    assert_eq!(refused.code().1, "FRAMEWORK_NOT_IN_USE", "{sentence}");
    assert!(sentence.contains(part), "{sentence}");
}

#[test]
fn a_framework_is_taken_only_for_its_own_days() {
    not_in_use("2025-11-09", as_card(card()), "10 November 2025");
    not_in_use("2019-08-31", as_grades(grades()), "September 2019");
    let without_overall = GradedInspection { overall: 0, ..grades() };
    not_in_use("2025-11-10", as_grades(without_overall), "9 November 2025");
    not_in_use("2024-09-01", as_grades(grades()), "no overall grade");
    not_in_use("2023-08-31", as_siams(SiamsOutcome::J1), "J1 or J2");
    not_in_use("2023-09-01", as_siams(SiamsOutcome::Good), "J1 or J2");
    taken("2025-11-10", as_card(card()));
    taken("2024-08-31", as_grades(grades()));
}

#[test]
fn what_is_always_graded_is_there_once_and_the_rest_where_there_are_such_children() {
    let mut short = card();
    short.judgements.retain(|one| one.area() != ReportCardArea::Achievement);
    refused(CARD_DAY, as_card(short), InspectionRefusal::AreaMissing("Achievement"));
    let mut primary = card();
    primary.judgements.retain(|one| one.area() != ReportCardArea::Post16Provision);
    taken(CARD_DAY, as_card(primary));
    let mut twice = card();
    twice.judgements.push(twice.judgements[0]);
    refused(CARD_DAY, as_card(twice), InspectionRefusal::AreaRepeated("Inclusion"));
    let mut short = grades();
    short.judgements.remove(0);
    refused(GRADED_DAY, as_grades(short), InspectionRefusal::AreaMissing("Quality of education"));
}

#[test]
fn a_category_of_concern_belongs_to_its_framework() {
    let concern = CategoryOfConcern::SeriousWeaknesses.into();
    let of_another = ReportCard { concern, ..card() };
    refused(CARD_DAY, as_card(of_another), InspectionRefusal::OtherConcern);
    taken(GRADED_DAY, as_grades(GradedInspection { concern, ..grades() }));
    let concern = CategoryOfConcern::RequiresSignificantImprovement.into();
    let of_another = GradedInspection { concern, ..grades() };
    refused(GRADED_DAY, as_grades(of_another), InspectionRefusal::OtherConcern);
    taken(CARD_DAY, as_card(ReportCard { concern, ..card() }));
}

fn attach(school_id: &str) -> InspectionCommand {
    let school_id = school_id.to_owned();
    AttachInspectionReportRequest { school_id, ..Default::default() }.into()
}

fn detach(school_id: &str) -> InspectionCommand {
    let (school_id, reason) = (school_id.to_owned(), "It was another report.".to_owned());
    DetachInspectionReportRequest { school_id, reason, ..Default::default() }.into()
}

fn attached() -> InspectionEvent {
    let (school_id, report) = ("a".to_owned(), Some(report()));
    InspectionReportAttached { school_id, report, ..Default::default() }.into()
}

fn detached() -> InspectionEvent {
    InspectionReportDetached {
        school_id: "a".to_owned(),
        sha256: report().sha256,
        reason: context().words("It was another report."),
        ..Default::default()
    }
    .into()
}

#[test]
fn one_report_at_a_time_is_attached_to_a_record_of_the_school() {
    let recorded = recorded(record(CARD_DAY, as_card(card())));
    let history = vec![recorded.clone()];
    given(history.clone()).when(attach("a")).then_expect_events(vec![attached()]);
    given(history).when(attach("b")).then_expect_error(InspectionRefusal::Unknown);
    given(vec![]).when(attach("a")).then_expect_error(InspectionRefusal::Unknown);
    given(vec![recorded.clone(), attached()])
        .when(attach("a"))
        .then_expect_error(AttachmentRefusal::IsAttached.into());
    given(vec![recorded, attached(), detached()])
        .when(attach("a"))
        .then_expect_events(vec![attached()]);
}

#[test]
fn what_is_attached_is_detached_once_with_a_reason() {
    let recorded = recorded(record(CARD_DAY, as_card(card())));
    let history = vec![recorded.clone(), attached()];
    given(history.clone()).when(detach("a")).then_expect_events(vec![detached()]);
    given(history).when(detach("b")).then_expect_error(InspectionRefusal::Unknown);
    for history in [vec![recorded.clone()], vec![recorded, attached(), detached()]] {
        given(history).when(detach("a")).then_expect_error(AttachmentRefusal::NotAttached.into());
    }
}

#[test]
fn a_record_that_is_made_again_has_no_report() {
    let asked = record(CARD_DAY, as_card(card()));
    let withdrawn = InspectionWithdrawn { school_id: "a".to_owned(), ..Default::default() };
    let history = vec![recorded(asked.clone()), attached(), withdrawn.into(), recorded(asked)];
    given(history).when(attach("a")).then_expect_events(vec![attached()]);
}
