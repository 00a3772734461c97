use contract::evidence::v1::{MakeSefTemplateRequest, ReviseSefTemplateRequest};
use eventlog::SealedWords;
use eventlog::cqrs_es::test::{AggregateTestExecutor, TestFramework};
use uuid::Uuid;

use super::*;

fn context() -> Context {
    Context {
        trust: Uuid::from_u128(9),
        actor: Uuid::from_u128(2),
        role: "headteacher".to_owned(),
        now: "2026-04-21T10:00:00Z".parse().unwrap(),
        command_id: Uuid::from_u128(1),
        sealed: SealedWords::unsalted(),
    }
}

fn given(events: &[SefTemplateEvent]) -> AggregateTestExecutor<SefTemplate> {
    TestFramework::<SefTemplate>::with(((), context())).given(events.to_vec())
}

fn prompt(area: &str) -> SefPrompt {
    SefPrompt { area_id: area.to_owned(), prompt: "How do you know?".to_owned() }
}

fn section(area: &str) -> SefSection {
    SefSection { area_id: area.to_owned(), prompt: context().words("How do you know?") }
}

fn make(areas: &[&str]) -> SefTemplateCommand {
    MakeSefTemplateRequest {
        school_id: "a".to_owned(),
        name: "Short form".to_owned(),
        sections: areas.iter().map(|area| prompt(area)).collect(),
        ..MakeSefTemplateRequest::default()
    }
    .into()
}

fn made() -> SefTemplateEvent {
    SefTemplateMade {
        sef_template_id: context().new_id("sef_template").to_string(),
        school_id: "a".to_owned(),
        name: context().words("Short form"),
        sections: vec![section("staff")],
    }
    .into()
}

fn revise(school: &str, version: u32, areas: &[&str]) -> SefTemplateCommand {
    ReviseSefTemplateRequest {
        sef_template_id: "t".to_owned(),
        school_id: school.to_owned(),
        version,
        name: "Short form".to_owned(),
        sections: areas.iter().map(|area| prompt(area)).collect(),
        ..ReviseSefTemplateRequest::default()
    }
    .into()
}

fn revised(version: u32) -> SefTemplateEvent {
    SefTemplateRevised {
        sef_template_id: "t".to_owned(),
        school_id: "a".to_owned(),
        version,
        name: context().words("Short form"),
        sections: vec![section("staff"), section("outcomes")],
    }
    .into()
}

#[test]
fn a_template_is_made_and_gets_versions_in_order() {
    given(&[]).when(make(&["staff"])).then_expect_events(vec![made()]);
    let areas = ["staff", "outcomes"];
    given(&[made()]).when(revise("a", 2, &areas)).then_expect_events(vec![revised(2)]);
    given(&[made(), revised(2)]).when(revise("a", 3, &areas)).then_expect_events(vec![revised(3)]);
    for version in [0, 1, 3] {
        given(&[made()])
            .when(revise("a", version, &areas))
            .then_expect_error(SefTemplateRefusal::OutOfOrder { expected: 2, given: version });
    }
}

#[test]
fn a_template_asks_of_each_area_once() {
    let repeated = || SefTemplateRefusal::AreaRepeated("staff".to_owned());
    given(&[]).when(make(&["staff", "staff"])).then_expect_error(repeated());
    given(&[made()]).when(revise("a", 2, &["staff", "staff"])).then_expect_error(repeated());
}

#[test]
fn whose_template_it_is_does_not_change() {
    given(&[]).when(revise("a", 2, &["staff"])).then_expect_error(SefTemplateRefusal::Unknown);
    for other in ["", "b"] {
        given(&[made()])
            .when(revise(other, 2, &["staff"]))
            .then_expect_error(SefTemplateRefusal::Unknown);
    }
}

#[test]
fn a_schools_template_is_for_that_school_and_the_trusts_for_all() {
    let mut template = SefTemplate::default();
    assert!(!template.is_for("a"), "it was never made");
    template.evolve(&made());
    assert!(template.is_for("a") && !template.is_for("b"));
    template.school_id.clear();
    assert!(template.is_for("b"));
}
