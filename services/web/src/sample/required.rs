//! The register of requirements with what schools made of it, and levels of independence.

use contract::evidence::v1::{
    Adoption, AdoptionState, IndependenceLevel, IndependenceLevels, ListAdoptionsRequest,
    ListIndependenceRequest, ListRequirementsResponse, Obligation, RegisterChange, RegisterLine,
    RequirementDue, RequirementKind, RequirementRhythm, RequirementTerms, SchoolIndependence,
};
use maud::Markup;

use super::running::checked;
use crate::pages::independence::{IndependenceLoaded, SetIndependenceLevels};
use crate::pages::requirement_forms::{AddRequirement, ChangeRequirement};
use crate::pages::requirements::RegisterLoaded;
use crate::sample::{self, words};
use crate::shown::Shown;
use crate::visitor::Visitor;

/// The register as a person is shown it. A document is waived for two schools, and one has adopted a routine for a term. The
/// routine was changed, a diary is offered and new, and a return was dropped.
pub(crate) fn register_page(visitor: &Visitor) -> RegisterLoaded {
    let lines = vec![document(), routine(), offered(), dropped()];
    let seen = |one: &Adoption| visitor.may.of::<ListAdoptionsRequest>(&one.school_id);
    let adoptions: Vec<_> = adoptions().into_iter().filter(seen).collect();
    RegisterLoaded {
        ground: sample::ground(),
        year: "2025-26".parse().unwrap(),
        register: Shown::All(ListRequirementsResponse { as_of: sample::as_of(412), lines }),
        adoptions: Shown::All(adoptions).within(visitor.adoptions("")),
    }
}

fn terms(title: &str, kind: RequirementKind, rhythm: RequirementRhythm) -> RequirementTerms {
    RequirementTerms {
        title: words(title),
        kind: kind.into(),
        obligation: Obligation::Required.into(),
        rhythm: rhythm.into(),
        due_on: String::new(),
    }
}

fn due(period: &str, due_on: &str) -> RequirementDue {
    RequirementDue { period: period.to_owned(), due_on: due_on.to_owned() }
}

fn document() -> RegisterLine {
    let kind = RequirementKind::Document;
    RegisterLine {
        requirement_id: "requirement-1".to_owned(),
        terms: Some(terms("Safeguarding policy & <b>", kind, RequirementRhythm::OnDay)),
        why: Some(
            words("Every adult has to know what to do when a child is <b>not</b> safe.").into(),
        ),
        due: vec![due("2025-26", "2025-10-31")],
        since: "2024-25".to_owned(),
        position: 371,
        ..RegisterLine::default()
    }
}

fn routine() -> RegisterLine {
    let kind = RequirementKind::Routine;
    let before = terms("Walk through the classes", kind, RequirementRhythm::EachYear);
    RegisterLine {
        requirement_id: "requirement-2".to_owned(),
        terms: Some(terms("Walk through all classes", kind, RequirementRhythm::EachTerm)),
        why: Some(words("Leaders see what pupils see.").into()),
        due: vec![
            due("2025-26-autumn", "2025-11-30"),
            due("2025-26-spring", "2026-03-31"),
            due("2025-26-summer", "2026-08-31"),
        ],
        change: RegisterChange::Changed.into(),
        before: Some(before),
        why_before: Some(words("Leaders see <b>every</b> class once.").into()),
        since: "2025-26".to_owned(),
        position: 372,
        due_since: "2025-09-01".to_owned(),
    }
}

fn offered() -> RegisterLine {
    let terms = terms("Reading diary", RequirementKind::Document, RequirementRhythm::EachYear);
    RegisterLine {
        requirement_id: "requirement-3".to_owned(),
        terms: Some(RequirementTerms { obligation: Obligation::Optional.into(), ..terms }),
        why: Some(words("Four schools share one, so it is offered to all.").into()),
        due: vec![due("2025-26", "2026-08-31")],
        change: RegisterChange::New.into(),
        since: "2025-26".to_owned(),
        position: 373,
        ..RegisterLine::default()
    }
}

fn dropped() -> RegisterLine {
    let kind = RequirementKind::Routine;
    RegisterLine {
        requirement_id: "requirement-4".to_owned(),
        terms: Some(terms("Weekly return of absence", kind, RequirementRhythm::EachTerm)),
        why: Some(words("The figures come from files now.").into()),
        change: RegisterChange::Dropped.into(),
        since: "2025-26".to_owned(),
        position: 374,
        ..RegisterLine::default()
    }
}

fn adoptions() -> Vec<Adoption> {
    let of = |requirement: &str, school: &str, period: &str| Adoption {
        requirement_id: requirement.to_owned(),
        school_id: school.to_owned(),
        period: period.to_owned(),
        state: AdoptionState::Adopted.into(),
        on: "2025-10-20".to_owned(),
        by_id: sample::HEAD.to_owned(),
        reason: None,
        position: 390,
    };
    let waived = |school: &str| Adoption {
        state: AdoptionState::Waived.into(),
        by_id: sample::AMIRA.to_owned(),
        reason: Some(words("The diocese’s <b>own</b> policy holds here.").into()),
        ..of("requirement-1", school, "2025-26")
    };
    let marys = sample::MARYS;
    vec![waived(sample::OAK), of("requirement-2", marys, "2025-26-autumn"), waived(marys)]
}

/// Levels set twice; one school has been recorded at two of them, one at none.
pub(crate) fn independence_page(visitor: &Visitor) -> IndependenceLoaded {
    let level = |term: &str, school: &str, level: &str, version: u32| SchoolIndependence {
        school_id: school.to_owned(),
        term: term.to_owned(),
        level_id: level.to_owned(),
        levels_version: version,
        reasons: Some(words("Two visits found what the school had <b>said</b> itself.").into()),
        by_id: sample::AMIRA.to_owned(),
        recorded_on: "2025-11-14".to_owned(),
        position: 398,
        withdrawn: false,
    };
    let mut levels = vec![
        level("2025-26-autumn", sample::MARYS, "works-alone", 2),
        level("2024-25-summer", sample::MARYS, "guided", 1),
        level("2024-25-summer", sample::OAK, "guided", 1),
    ];
    levels.retain(|level| visitor.may.of::<ListIndependenceRequest>(&level.school_id));
    IndependenceLoaded {
        ground: sample::ground(),
        versions: Shown::All(vec![scale(2), scale(1)]),
        levels: Shown::All(levels).within(visitor.independence("")),
        as_of: sample::as_of(412),
    }
}

fn scale(version: u32) -> IndependenceLevels {
    let level = |id: &str, name: &str, means: &str| IndependenceLevel {
        level_id: id.to_owned(),
        name: words(name),
        means: words(means),
    };
    IndependenceLevels {
        version,
        levels: vec![
            level(
                "guided",
                "Guided",
                "The trust plans the year with the school & its <b>head</b>.",
            ),
            level("works-alone", "Works alone", "The school plans by itself and tells the trust."),
        ],
        set_on: "2025-09-05".to_owned(),
        position: 360 + u64::from(version),
    }
}

/// The pages that check what is put on the register, a change of it, and the levels.
pub(super) fn checks_of_the_register() -> Vec<(&'static str, Markup)> {
    let (lead, text) = (sample::lead(), words("Children are safe & <b>seen</b>."));
    let entered = [
        ("title", text.as_str()),
        ("kind", "REQUIREMENT_KIND_DOCUMENT"),
        ("obligation", "OBLIGATION_REQUIRED"),
        ("rhythm", "REQUIREMENT_RHYTHM_ON_DAY"),
        ("due-day", "31"),
        ("due-month", "10"),
        ("due-year", "2025"),
        ("why", &text),
    ];
    let levels = words("Guided: the trust plans with the school & <b>.");
    let change = r#"{"year":"2025-26","requirement":"r"}"#;
    vec![
        checked::<AddRequirement>(&lead, r#"{"year":"2025-26"}"#, &entered),
        checked::<ChangeRequirement>(&lead, change, &entered),
        checked::<SetIndependenceLevels>(&lead, r#"{"version":"3"}"#, &[("levels", &levels)]),
    ]
}
