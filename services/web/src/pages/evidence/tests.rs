use contract::schools::v1::Role;

use super::*;
use crate::sample;

#[test]
fn evidence_leads_only_where_it_can_be_seen() {
    let way = |visitor: &Visitor, kind: EvidenceKind| {
        let piece = Evidence { kind: kind.into(), ..Evidence::default() };
        kind_and_way(visitor, &piece, sample::MARYS).1.is_some()
    };
    assert!(!way(&sample::lead(), EvidenceKind::ImportedFigure), "a statement in words");
    let figure = |id: &str| {
        let (kind, id) = (EvidenceKind::ImportedFigure.into(), id.to_owned());
        let piece = Evidence { kind, id, position: 9, ..Evidence::default() };
        kind_and_way(&sample::lead(), &piece, sample::MARYS).1.map(|(address, _)| address)
    };
    let address = format!("/schools/{}/figures/absence-overall", sample::MARYS);
    assert_eq!(figure("absence-overall:girls/2024-25"), Some(address));
    assert_eq!(figure(ROLL), None);
    assert!(way(&sample::lead(), EvidenceKind::ReviewFinding));
    assert!(!way(&sample::clerk(), EvidenceKind::ReviewFinding));
    assert!(!way(&sample::lead(), EvidenceKind::RunningRecord), "a statement in words");
    let entry = |visitor: &Visitor| {
        let (kind, id) = (EvidenceKind::RunningRecord.into(), "entry".to_owned());
        let piece = Evidence { kind, id, position: 9, ..Evidence::default() };
        kind_and_way(visitor, &piece, sample::MARYS).1.map(|(address, _)| address)
    };
    let page = format!("/schools/{}/record/entry", sample::MARYS);
    assert_eq!((entry(&sample::lead()), entry(&sample::trustee())), (Some(page), None));
}

#[test]
fn an_entry_whose_words_are_kept_from_the_reader_says_whose_they_are() {
    let names = sample::ground().names;
    let (kind, position) = (EvidenceKind::RunningRecord.into(), 9);
    let piece = Evidence { kind, position, ..Evidence::default() };
    let says = |visitor: &Visitor, piece: &Evidence| {
        says(visitor, &names, sample::MARYS, piece).into_string()
    };
    assert_eq!(says(&sample::trustee(), &piece), ENTRY_WITHHELD);
    let told = Evidence { says: Some("Calm corridors.".into()), ..piece };
    assert_eq!(says(&sample::trustee(), &told), "Calm corridors.");
}

#[test]
fn a_self_evaluation_whose_words_are_kept_back_leads_its_readers_to_the_list() {
    let names = sample::ground().names;
    let (kind, position) = (EvidenceKind::SelfEvaluation.into(), 9);
    let piece = [Evidence { kind, position, ..Evidence::default() }];
    let page =
        |visitor: &Visitor| evidence_list(visitor, &names, sample::MARYS, &piece).into_string();
    let (trustee, governor) = (page(&sample::trustee()), page(&sample::governor()));
    assert!(trustee.contains(SELF_EVALUATION_WITHHELD) && !trustee.contains("/sef\""));
    assert!(governor.contains(SELF_EVALUATION_IN_LIST) && governor.contains("/sef\""));
}

#[test]
fn an_entry_that_the_central_team_is_not_told_of_leads_nowhere() {
    let (names, team) = (sample::ground().names, sample::somebody(Role::CentralTeam));
    let (kind, position) = (EvidenceKind::RunningRecord.into(), 9);
    let piece = Evidence { kind, position, ..Evidence::default() };
    let page = evidence_list(&team, &names, sample::MARYS, &[piece]).into_string();
    assert!(page.contains(ENTRY_IN_RECORD) && !page.contains("/record/"), "{page}");
}

#[test]
fn evidence_leads_to_what_it_is_and_to_its_event() {
    let (ground, category) = (sample::ground(), sample::category("governance"));
    let lead = sample::lead();
    let judged = Judged::of(&category, &lead, u64::MAX).unwrap();
    let names = &ground.names;
    let page = evidence_list(&lead, names, sample::MARYS, judged.evidence()).into_string();
    assert!(
        page.contains(&format!("/surveys/{}?school={}#q14", sample::WAVE, sample::MARYS)),
        "{page}"
    );
    assert!(page.contains("href=\"/trail/201\""), "{page}");
}

#[test]
fn a_finding_without_its_words_is_said_to_be_withheld() {
    let mut piece = Evidence { position: 201, ..Evidence::default() };
    piece.set_kind(EvidenceKind::ReviewFinding);
    let (trustee, names) = (sample::trustee(), sample::ground().names);
    let page = evidence_list(&trustee, &names, sample::MARYS, &[piece]).into_string();
    assert!(page.contains(FINDING_WITHHELD) && !page.contains("see the review"), "{page}");
}

#[test]
fn evidence_cited_for_several_areas_is_listed_once() {
    let (ground, categories) =
        (sample::ground(), [sample::category("governance"), sample::category("staff")]);
    let judged: Vec<_> = categories
        .iter()
        .filter_map(|category| Judged::of(category, &sample::lead(), u64::MAX))
        .collect();
    let table = evidence_table(&sample::lead(), &ground.names, sample::MARYS, &judged);
    let page = table.render().into_string();
    assert_eq!(page.matches("Governance, Staff").count(), 3, "{page}");
}
