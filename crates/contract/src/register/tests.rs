use super::*;
use crate::evidence::v1::RequirementKind;

fn terms(title: &str, rhythm: RequirementRhythm, due_on: &str) -> RequirementTerms {
    RequirementTerms {
        title: title.to_owned(),
        kind: RequirementKind::Document.into(),
        obligation: Obligation::Required.into(),
        rhythm: rhythm.into(),
        due_on: due_on.to_owned(),
    }
}

fn version(year: &str, terms: RequirementTerms, why: &str) -> RequirementVersion {
    RequirementVersion {
        year: year.to_owned(),
        terms: Some(terms),
        why: Some(why.into()),
        ..RequirementVersion::default()
    }
}

fn dropped(year: &str) -> RequirementVersion {
    let (year, why) = (year.to_owned(), Some("It is done otherwise.".into()));
    RequirementVersion { year, why, dropped: true, ..RequirementVersion::default() }
}

fn requirement(id: &str, versions: Vec<RequirementVersion>) -> Requirement {
    Requirement { requirement_id: id.to_owned(), versions }
}

fn year(text: &str) -> AcademicYear {
    text.parse().unwrap()
}

fn only_line(requirement: &Requirement, of: &str) -> RegisterLine {
    let mut lines = register(vec![requirement.clone()], year(of));
    assert_eq!(lines.len(), 1, "{of}");
    lines.remove(0)
}

#[test]
fn a_year_begins_with_the_register_of_the_year_before_and_says_what_changed() {
    let first = terms("Behaviour policy", RequirementRhythm::OnDay, "2025-10-31");
    let second = terms("Behaviour policy", RequirementRhythm::EachTerm, "");
    let kept = requirement(
        "r",
        vec![
            version("2025-26", first.clone(), "So that it is known."),
            version("2027-28", second.clone(), "So that it is lived."),
            dropped("2028-29"),
        ],
    );
    assert!(register(vec![kept.clone()], year("2024-25")).is_empty());
    let new = only_line(&kept, "2025-26");
    assert_eq!((new.change(), new.terms), (RegisterChange::New, Some(first.clone())));
    let same = only_line(&kept, "2026-27");
    assert_eq!((same.change(), same.terms), (RegisterChange::Unspecified, Some(first.clone())));
    assert_eq!((same.since.as_str(), same.before, same.why_before), ("2025-26", None, None));
    let changed = only_line(&kept, "2027-28");
    assert_eq!((changed.change(), changed.terms), (RegisterChange::Changed, Some(second.clone())));
    assert_eq!(changed.before, Some(first));
    assert_eq!(changed.why_before, Some("So that it is known.".into()));
    let gone = only_line(&kept, "2028-29");
    assert_eq!((gone.change(), gone.terms), (RegisterChange::Dropped, Some(second)));
    assert_eq!((gone.why, gone.due), (Some("It is done otherwise.".into()), Vec::new()));
    assert!(register(vec![kept], year("2029-30")).is_empty());
}

#[test]
fn what_was_added_and_dropped_for_one_year_is_on_no_register() {
    let kept = requirement("r", vec![dropped("2025-26")]);
    assert!(register(vec![kept], year("2025-26")).is_empty());
}

#[test]
fn a_day_moves_with_the_year_and_ends_are_those_of_terms_and_years() {
    let due = |rhythm, due_on: &str, of: &str| {
        let kept = requirement("r", vec![version("2027-28", terms("T", rhythm, due_on), "W")]);
        let due = only_line(&kept, of).due.into_iter();
        due.map(|due| format!("{} {}", due.period, due.due_on)).collect::<Vec<_>>()
    };
    let day = RequirementRhythm::OnDay;
    assert_eq!(due(day, "2028-02-29", "2027-28"), ["2027-28 2028-02-29"]);
    assert_eq!(due(day, "2028-02-29", "2028-29"), ["2028-29 2029-02-28"]);
    assert_eq!(due(RequirementRhythm::EachYear, "", "2028-29"), ["2028-29 2029-08-31"]);
    let ends =
        ["2027-28-autumn 2027-12-31", "2027-28-spring 2028-03-31", "2027-28-summer 2028-08-31"];
    assert_eq!(due(RequirementRhythm::EachTerm, "", "2027-28"), ends);
}

#[test]
fn what_is_required_stands_before_what_is_offered() {
    let of = |id: &str, title: &str, obligation: Obligation| {
        let terms = RequirementTerms {
            obligation: obligation.into(),
            ..terms(title, RequirementRhythm::EachYear, "")
        };
        requirement(id, vec![version("2025-26", terms, "W")])
    };
    let all = vec![
        of("1", "Allotment", Obligation::Optional),
        of("2", "visits book", Obligation::Required),
        of("3", "Behaviour policy", Obligation::Required),
    ];
    let ids: Vec<_> =
        register(all, year("2025-26")).into_iter().map(|line| line.requirement_id).collect();
    assert_eq!(ids, ["3", "2", "1"]);
}

#[test]
fn a_last_day_counts_for_a_school_that_was_there_and_was_asked_before_it() {
    let kept = |obligation: Obligation| {
        let mut terms = terms("Safeguarding policy", RequirementRhythm::OnDay, "2025-10-31");
        terms.set_obligation(obligation);
        let version = version("2025-26", terms, "So that it is known.");
        let version = RequirementVersion { recorded_on: "2025-10-31".into(), ..version };
        only_line(&requirement("r", vec![version]), "2025-26")
    };
    let line = RegisterLine { due_since: "2025-10-31".into(), ..kept(Obligation::Required) };
    let due = RequirementDue { period: "2025-26".into(), due_on: "2025-10-31".into() };
    assert!(line.is_required());
    assert_eq!(line.spares(&due, "2025-10-31", ""), None);
    assert_eq!(line.spares(&due, "", ""), None);
    assert_eq!(line.spares(&due, "2025-11-01", ""), Some(RequirementSpared::JoinedLater));
    assert_eq!(line.spares(&due, "2024-09-01", "2025-10-31"), Some(RequirementSpared::Left));
    assert_eq!(line.spares(&due, "2024-09-01", "2025-11-01"), None);
    let later = RegisterLine { due_since: "2025-11-01".into(), ..line };
    assert_eq!(later.spares(&due, "2024-09-01", ""), Some(RequirementSpared::AddedLater));
    let optional = RegisterLine { due_since: "2025-11-01".into(), ..kept(Obligation::Optional) };
    assert_eq!(optional.spares(&due, "2024-09-01", ""), None);
}
