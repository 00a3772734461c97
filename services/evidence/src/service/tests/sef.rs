//! Self-evaluations through the doors: by a template, term after term, with what they cite looked up.

use contract::categories::v1::{Citation, Evidence, EvidenceKind};
use contract::events::SelfEvaluationEvent;
use contract::log::v1::Words;
use contract::self_evaluation_of;

use super::*;

const AUTUMN: &str = "2025-26-autumn";
const SPRING: &str = "2025-26-spring";

async fn template(house: &House, school_id: &str) -> String {
    let prompt =
        |area: &str| SefPrompt { area_id: area.to_owned(), prompt: "How do you know?".to_owned() };
    let asked = MakeSefTemplateRequest {
        command_id: new_id(),
        school_id: school_id.to_owned(),
        name: "The trust's short form".to_owned(),
        sections: vec![prompt("outcomes"), prompt("staff")],
    };
    let answer = house.doors.make_sef_template(house.request(asked)).await.unwrap();
    answer.into_inner().sef_template_id
}

async fn begin(
    house: &House,
    term: &str,
    sef_template_id: &str,
    carried_from_id: &str,
) -> Result<String, Status> {
    let asked = BeginSelfEvaluationRequest {
        command_id: new_id(),
        school_id: SCHOOL.to_string(),
        term: term.to_owned(),
        sef_template_id: sef_template_id.to_owned(),
        carried_from_id: carried_from_id.to_owned(),
    };
    let answer = house.doors.begin_self_evaluation(house.request(asked)).await?;
    Ok(answer.into_inner().self_evaluation_id)
}

fn outcomes(evidence: Vec<Citation>) -> SefAreaText {
    SefAreaText {
        area_id: "outcomes".to_owned(),
        region_id: "improve".to_owned(),
        grade: ReportCardGrade::ExpectedStandard.into(),
        strengths: "Reading is secure.".to_owned(),
        next_steps: "Fractions in Year 4.".to_owned(),
        evidence,
    }
}

async fn write(house: &House, term: &str, areas: Vec<SefAreaText>) -> Result<(), Status> {
    let asked = WriteSelfEvaluationRequest {
        command_id: new_id(),
        school_id: SCHOOL.to_string(),
        term: term.to_owned(),
        areas,
        version: 0,
    };
    house.doors.write_self_evaluation(house.request(asked)).await.map(|_| ())
}

async fn sign(house: &House, term: &str) {
    let asked = SignSelfEvaluationRequest {
        command_id: new_id(),
        school_id: SCHOOL.to_string(),
        term: term.to_owned(),
        version: 0,
    };
    house.doors.sign_self_evaluation(house.request(asked)).await.unwrap();
}

impl House {
    async fn self_evaluations(&self, as_of_date: &str) -> Vec<SelfEvaluation> {
        let at_least = self.service.catch_up().await;
        let (school_id, as_of_date) = (SCHOOL.to_string(), as_of_date.to_owned());
        let asked = ListSelfEvaluationsRequest { at_least, school_id, as_of_date };
        let answer = self.doors.list_self_evaluations(self.request(asked)).await.unwrap();
        answer.into_inner().self_evaluations
    }
}

#[tokio::test]
async fn a_term_starts_from_what_the_last_one_said_with_its_evidence() {
    let house = House::start().await;
    let inspected = house.record(SCHOOL, "2025-12-02").await.unwrap();
    let citation = Citation {
        kind: EvidenceKind::Inspection.into(),
        id: inspected.inspection_id,
        says: String::new(),
        position: inspected.position,
    };
    let form = template(&house, "").await;
    let autumn = begin(&house, AUTUMN, &form, "").await.unwrap();
    assert_eq!(
        autumn,
        self_evaluation_of(house.service.trust, &SCHOOL.to_string(), AUTUMN).to_string()
    );
    write(&house, AUTUMN, vec![outcomes(vec![citation])]).await.unwrap();
    let early = begin(&house, SPRING, &form, &autumn).await.unwrap_err();
    assert_eq!(reason_of(&early), "SELF_EVALUATION_NOT_SIGNED");
    sign(&house, AUTUMN).await;
    begin(&house, SPRING, &form, &autumn).await.unwrap();
    let listed = house.self_evaluations("").await;
    let terms: Vec<_> = listed.iter().map(|one| (one.term.as_str(), one.state())).collect();
    assert_eq!(
        terms,
        [(SPRING, SelfEvaluationState::Draft), (AUTUMN, SelfEvaluationState::Signed)]
    );
    assert_eq!(listed[0].areas, listed[1].areas);
    let area = &listed[0].areas[0];
    assert_eq!(area.region_id, "improve");
    assert_eq!(area.grade(), ReportCardGrade::ExpectedStandard);
    assert_eq!(area.strengths.said(), "Reading is secure.");
    assert_eq!(area.next_steps.said(), "Fractions in Year 4.");
    assert_eq!(area.evidence[0].position, inspected.position);
    let shows = area.evidence[0].said();
    assert!(shows.starts_with("Ofsted report card, 2 December 2025: "), "{shows}");
    assert_eq!(listed[1].signed_on, "2026-06-01");
}

#[tokio::test]
async fn what_does_not_count_any_more_is_not_carried_over() {
    let house = House::start().await;
    let inspected = house.record(SCHOOL, "2025-12-02").await.unwrap();
    let citation = |says: &str, position| Citation {
        kind: EvidenceKind::Inspection.into(),
        id: inspected.inspection_id.clone(),
        says: says.to_owned(),
        position,
    };
    let seen = Citation { kind: EvidenceKind::Visit.into(), ..citation("Seen in May.", 0) };
    let form = template(&house, "").await;
    let autumn = begin(&house, AUTUMN, &form, "").await.unwrap();
    let both = vec![citation("", inspected.position), seen];
    write(&house, AUTUMN, vec![outcomes(both)]).await.unwrap();
    sign(&house, AUTUMN).await;
    let asked = WithdrawInspectionRequest {
        command_id: new_id(),
        inspection_id: inspected.inspection_id.clone(),
        school_id: SCHOOL.to_string(),
        reason: "It was another school.".to_owned(),
    };
    house.doors.withdraw_inspection(house.request(asked)).await.unwrap();
    begin(&house, SPRING, &form, &autumn).await.unwrap();
    let listed = house.self_evaluations("").await;
    let kept = listed.iter().map(|one| one.areas[0].evidence.len());
    assert_eq!(kept.collect::<Vec<_>>(), [1, 2], "spring first");
    assert_eq!(listed[0].areas[0].evidence[0].says.said(), "Seen in May.");
}

#[tokio::test]
async fn two_who_write_at_once_do_not_overwrite_each_other() {
    let house = House::start().await;
    let form = template(&house, "").await;
    begin(&house, AUTUMN, &form, "").await.unwrap();
    let version = house.self_evaluations("").await[0].version;
    let asked = || WriteSelfEvaluationRequest {
        command_id: new_id(),
        school_id: SCHOOL.to_string(),
        term: AUTUMN.to_owned(),
        areas: vec![outcomes(Vec::new())],
        version,
    };
    house.doors.write_self_evaluation(house.request(asked())).await.unwrap();
    let refused = house.doors.write_self_evaluation(house.request(asked())).await.unwrap_err();
    assert_eq!(reason_of(&refused), "SELF_EVALUATION_CHANGED");
    assert_eq!(house.self_evaluations("").await[0].version, version + 1);
}

#[tokio::test]
async fn what_is_cited_is_looked_up() {
    let house = House::start().await;
    let elsewhere = house.record(OTHER, "2025-12-02").await.unwrap();
    let form = template(&house, "").await;
    begin(&house, AUTUMN, &form, "").await.unwrap();
    let cited = |id: &str, position: u64| {
        let (kind, id) = (EvidenceKind::Inspection.into(), id.to_owned());
        vec![outcomes(vec![Citation { kind, id, says: String::new(), position }])]
    };
    let position = elsewhere.position;
    let other = write(&house, AUTUMN, cited(&elsewhere.inspection_id, position)).await;
    assert_eq!(reason_of(&other.unwrap_err()), "EVIDENCE_OF_ANOTHER_SCHOOL");
    let invented = write(&house, AUTUMN, cited("i", position)).await;
    assert_eq!(reason_of(&invented.unwrap_err()), "EVIDENCE_UNKNOWN");
    let own = house.record(SCHOOL, "2025-12-03").await.unwrap();
    let mut typed = cited(&own.inspection_id, own.position);
    typed[0].evidence[0].says = "Better than it was.".to_owned();
    let typed = write(&house, AUTUMN, typed).await;
    assert_eq!(reason_of(&typed.unwrap_err()), "EVIDENCE_SAYS_ITSELF");
}

#[tokio::test]
async fn a_template_is_for_its_school_and_its_versions_are_kept() {
    let house = House::start().await;
    let others = template(&house, &OTHER.to_string()).await;
    let refused = begin(&house, AUTUMN, &others, "").await.unwrap_err();
    assert_eq!(reason_of(&refused), "SEF_TEMPLATE_UNKNOWN");
    let asked = ReviseSefTemplateRequest {
        command_id: new_id(),
        sef_template_id: others.clone(),
        school_id: OTHER.to_string(),
        version: 2,
        name: "Shorter".to_owned(),
        sections: vec![SefPrompt { area_id: "staff".to_owned(), prompt: "Who?".to_owned() }],
    };
    house.doors.revise_sef_template(house.request(asked)).await.unwrap();
    let at_least = house.service.catch_up().await;
    let asked = ListSefTemplatesRequest { at_least, as_of_date: String::new() };
    let answer = house.doors.list_sef_templates(house.request(asked)).await.unwrap();
    let templates = answer.into_inner().templates;
    let told = templates.iter().map(|one| (one.version, one.name.said().into_owned()));
    let told: Vec<_> = told.collect();
    assert_eq!(told, [(2, "Shorter".to_owned()), (1, "The trust's short form".to_owned())]);
    assert_eq!(templates[0].sections[0].prompt.said(), "Who?");
    assert_eq!(templates[0].made_on, "2026-06-01");
}

#[tokio::test]
async fn a_day_in_the_past_shows_the_draft_of_that_day() {
    let house = House::start().await;
    let (trust, at) = (house.service.trust, "2025-11-20T10:00:00Z".parse().unwrap());
    let id = self_evaluation_of(trust, &SCHOOL.to_string(), AUTUMN).to_string();
    let (school_id, term) = (SCHOOL.to_string(), AUTUMN.to_owned());
    let begun = SelfEvaluationBegun {
        self_evaluation_id: id.clone(),
        school_id: school_id.clone(),
        term: term.clone(),
        ..SelfEvaluationBegun::default()
    };
    let begun = vec![SelfEvaluationEvent::from(begun)];
    house.service.store.record_at(trust, &id, begun, at).await;
    let signed = SelfEvaluationSigned {
        self_evaluation_id: id.clone(),
        school_id,
        term,
        on: "2025-11-25".to_owned(),
        ..SelfEvaluationSigned::default()
    };
    let (signed, later) = (vec![SelfEvaluationEvent::from(signed)], "2025-11-25T10:00:00Z");
    house.service.store.record_at(trust, &id, signed, later.parse().unwrap()).await;
    let state = async |day: &str| house.self_evaluations(day).await[0].state();
    assert_eq!(state("2025-11-24").await, SelfEvaluationState::Draft);
    assert_eq!(state("2025-11-25").await, SelfEvaluationState::Signed);
}

#[tokio::test]
async fn the_events_taken_in_twice_give_the_same_rows() {
    let house = House::start().await;
    let form = template(&house, "").await;
    begin(&house, AUTUMN, &form, "").await.unwrap();
    write(&house, AUTUMN, vec![outcomes(Vec::new())]).await.unwrap();
    sign(&house, AUTUMN).await;
    house.service.catch_up().await;
    let names = [SefTemplatesList::NAME, SelfEvaluationsList::NAME];
    let tables = names.map(|name| format!("{name}.document"));
    let tables: Vec<&str> = tables.iter().map(String::as_str).collect();
    let once = house.service.rows(&tables).await;
    house.service.take_in_again_for(&names).await;
    assert_eq!(house.service.rows(&tables).await, once);
}

#[test]
fn the_largest_self_evaluation_and_template_fit() {
    let id = || Uuid::max().to_string();
    // A document keeps what commits to words.
    let words = || {
        let class = contract::log::v1::WordsClass::Governors.into();
        Some(Words { commitment: "c".repeat(64), class, ..Words::default() })
    };
    let quoted = Evidence {
        kind: EvidenceKind::RunningRecord.into(),
        id: "i".repeat(200),
        says: words(),
        position: u64::MAX,
        ..Evidence::default()
    };
    // A thing that is told in a sentence has a shorter id than a statement can have.
    let (id_of_thing, shows) = ("i".repeat(130), "s".repeat(200));
    let told = Evidence { id: id_of_thing, says: None, shows, ..quoted.clone() };
    for evidence in [quoted, told] {
        let area = SefArea {
            area_id: "a".repeat(64),
            region_id: "r".repeat(64),
            grade: ReportCardGrade::UrgentImprovement.into(),
            strengths: words(),
            next_steps: words(),
            evidence: vec![evidence; 8],
        };
        fits::<SelfEvaluationsList>(&SelfEvaluation {
            self_evaluation_id: id(),
            school_id: id(),
            term: AUTUMN.to_owned(),
            sef_template_id: id(),
            template_version: u32::MAX,
            area_ids: vec!["a".repeat(64); 15],
            carried_from_id: id(),
            state: SelfEvaluationState::Signed.into(),
            areas: vec![area; 15],
            signed_on: "2026-05-05".to_owned(),
            signed_by_id: id(),
            position: u64::MAX,
            written_position: u64::MAX,
            signed_position: u64::MAX,
            version: u32::MAX,
        });
    }
    fits::<SefTemplatesList>(&SefTemplate {
        sef_template_id: id(),
        school_id: id(),
        version: u32::MAX,
        name: words(),
        sections: vec![SefSection { area_id: "a".repeat(64), prompt: words() }; 15],
        made_on: "2026-05-05".to_owned(),
        position: u64::MAX,
    });
}
