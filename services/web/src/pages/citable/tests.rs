use super::*;
use crate::sample;

/// What the samples hold about a school.
fn held() -> CitableRecord {
    let facts = sample::facts();
    let mut entries = sample::record_entries();
    entries[1].text = Some(Words { kept_back: true, ..Words::default() });
    CitableRecord {
        more_entries: false,
        inspections: sample::inspections(),
        accreditations: sample::accreditations(),
        entries,
        self_evaluations: sample::self_evaluations(),
        reviews: sample::school().reviews.known().cloned().unwrap(),
        facts: facts.facts.known().unwrap().facts.clone(),
        instruments: facts.instruments,
        waves: vec![sample::wave()],
        measured: sample::figures_as(&sample::lead()).known().cloned().unwrap(),
    }
}

#[test]
fn findings_and_figures_are_offered_and_come_back_as_they_were() {
    let held = held();
    let offered = held.about("behaviour-and-attendance");
    let near: Vec<_> = offered.iter().filter(|one| one.near).collect();
    assert!(near.iter().any(|one| one.piece.kind() == EvidenceKind::ReviewFinding));
    assert!(offered.iter().any(|one| one.words == "Pupils on roll: 89"));
    let figures = near.iter().filter(|one| one.piece.id.ends_with("/2024-25"));
    let figures: Vec<_> =
        figures.map(|one| [one.words.as_str(), &one.from.counted].join(" | ")).collect();
    assert_eq!(
        figures,
        ["Absence: overall, 2024-25: 6.10% (of 118), final | 118 pupils"],
        "without what is SUPP"
    );
    assert!(!offered.iter().any(|one| one.piece.id.starts_with("category")));
    let values: Vec<_> = offered.iter().map(value).collect();
    let pieces: Vec<_> = offered.iter().map(|one| one.piece.clone()).collect();
    assert_eq!(chosen(&values, String::new()), pieces);
    let entry = near.iter().find(|one| one.piece.kind() == EvidenceKind::RunningRecord);
    let entry = entry.expect("an entry about the area");
    assert!(pieces.iter().all(|piece| piece.says.is_empty()), "the record says itself");
    let ticked: Vec<_> = values.iter().map(|value| said(value).unwrap()).collect();
    assert!(ticked.contains(&"an entry of the running record".to_owned()), "{ticked:?}");
    assert!(ticked.contains(&"Pupils on roll: 89".to_owned()), "{ticked:?}");
    assert!(!offered.iter().any(|one| one.words.contains("Not shown")), "{offered:?}");
    assert!(entry.words.starts_with("Running record, 18 November 2025: "), "{}", entry.words);
    assert_eq!(
        (entry.from.on, entry.from.source.as_str()),
        (field::day("2025-11-18"), "Observation")
    );
    for pair in offered.windows(2).filter(|pair| pair[0].piece.kind == pair[1].piece.kind) {
        assert!(pair[0].from.on >= pair[1].from.on, "the newest of a kind first: {pair:?}");
    }
    let kinds = |kind| pieces.iter().filter(|piece| piece.kind() == kind).count();
    assert_eq!((kinds(EvidenceKind::Inspection), kinds(EvidenceKind::Accreditation)), (4, 2));
    let own = offered.iter().filter(|one| one.piece.kind() == EvidenceKind::SelfEvaluation);
    let own: Vec<_> = own.map(|one| one.words.as_str()).collect();
    assert_eq!(own, ["Self-evaluation, Summer 2024-25"], "the draft is not offered");
    let told = chosen(&[], "The visit in May.".to_owned());
    assert_eq!((told.len(), told[0].says.as_str()), (1, "The visit in May."));
    let none = CitableRecord {
        facts: Vec::new(),
        inspections: Vec::new(),
        accreditations: Vec::new(),
        entries: Vec::new(),
        self_evaluations: Vec::new(),
        ..held
    };
    let elsewhere = none.about("governance");
    assert!(!elsewhere.is_empty() && elsewhere.iter().all(|one| !one.near), "{elsewhere:?}");
}
