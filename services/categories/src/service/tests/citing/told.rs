//! What a citation shows of each kind of thing: the sentence that the record makes, or the words that it quotes.

use contract::events::AccreditationEvent;
use contract::evidence::v1::{
    AccreditationAwarded, FigureStatus, InspectionOutcome, SiamsInspection, SiamsOutcome,
};
use contract::schools::v1::SchoolJoined;

use super::measured::{figure, key, states};
use super::*;

impl Cited {
    /// A SIAMS inspection of the first school; gives its position.
    async fn inspected(&self) -> u64 {
        let siams = SiamsInspection { outcome: SiamsOutcome::J1.into() };
        let outcome = InspectionOutcome { siams: Some(siams), ..InspectionOutcome::default() };
        let inspected = InspectionRecorded {
            inspection_id: "i".to_owned(),
            school_id: self.school(0),
            on: "2024-02-06".to_owned(),
            outcome: Some(outcome),
        };
        self.record::<InspectionEvent>("i", inspected).await
    }

    /// What a scheme awarded the first school; gives its position.
    async fn awarded(&self) -> u64 {
        let awarded = AccreditationAwarded {
            accreditation_id: "a".to_owned(),
            school_id: self.school(0),
            scheme: "Artsmark".to_owned(),
            level: "Gold".to_owned(),
            awarded_on: "2025-05-03".to_owned(),
            ..AccreditationAwarded::default()
        };
        self.record::<AccreditationEvent>("a", awarded).await
    }

    /// A self-evaluation of the first school that was signed off; gives the position of the signing.
    async fn signed(&self) -> u64 {
        let signed = SelfEvaluationSigned {
            self_evaluation_id: "e".to_owned(),
            school_id: self.school(0),
            term: "2025-26-autumn".to_owned(),
            area_ids: vec!["governance".to_owned()],
            ..SelfEvaluationSigned::default()
        };
        self.record::<SelfEvaluationEvent>("e", signed).await
    }
}

#[tokio::test]
async fn each_thing_of_the_record_is_told_in_its_own_sentence() {
    let cited = Cited::start().await;
    let school_id = cited.school(0);
    let released = cited.released().await;
    let joined =
        SchoolJoined { school_id: school_id.clone(), pupils: Some(412), ..SchoolJoined::default() };
    let joined = cited.record::<SchoolEvent>(&school_id, joined).await;
    let stated =
        UniquenessStated { school_id: school_id.clone(), statement: Some(Words::from("We sing.")) };
    let stated = cited.record::<SchoolEvent>(&school_id, stated).await;
    let (inspected, awarded) = (cited.inspected().await, cited.awarded().await);
    let signed = cited.signed().await;
    let of = key(&school_id, "");
    let measured = cited.recorded(of, states(41, FigureStatus::Final)).await;

    let pieces = vec![
        citation(EvidenceKind::SurveyFigure, "w1/q1", released),
        citation(EvidenceKind::ImportedFigure, "roll.pupils", joined),
        citation(EvidenceKind::SelfEvaluation, "uniqueness", stated),
        citation(EvidenceKind::Inspection, "i", inspected),
        citation(EvidenceKind::Accreditation, "a", awarded),
        citation(EvidenceKind::SelfEvaluation, "e/governance", signed),
        figure(&of, measured),
    ];
    cited.trust.propose(&cited.round_id, pieces).await.unwrap();
    let [category] = &cited.trust.listed(&cited.round_id).await[..] else { panic!("one") };
    let evidence = &category.proposal.as_ref().unwrap().evidence;
    let told: Vec<_> = evidence.iter().map(|piece| piece.said().into_owned()).collect();
    assert_eq!(
        told,
        [
            "My child is happy. (Parent View), Autumn 2025-26: 92% of 40 answers",
            "Pupils on roll: 412",
            "We sing.",
            "SIAMS inspection, 6 February 2024: J1",
            "Artsmark, Gold, awarded 3 May 2025",
            "Self-evaluation, Autumn 2025-26",
            "Reading, writing and maths: expected standard, 2024-25: 62% (of 41), final",
        ]
    );
    let quoted = evidence.iter().filter(|piece| piece.says.is_some());
    let quoted: Vec<_> = quoted.map(|piece| piece.id.as_str()).collect();
    assert_eq!(quoted, ["uniqueness"], "the others hold no words of a person");
}

#[tokio::test]
async fn an_id_of_another_kind_of_event_is_refused() {
    let cited = Cited::start().await;
    let school_id = cited.school(0);
    let joined = SchoolJoined { school_id: school_id.clone(), ..SchoolJoined::default() };
    let joined = cited.record::<SchoolEvent>(&school_id, joined).await;
    let stated = UniquenessStated { school_id: school_id.clone(), statement: None };
    let stated = cited.record::<SchoolEvent>(&school_id, stated).await;
    for other in [
        citation(EvidenceKind::ImportedFigure, "roll.pupils", stated),
        citation(EvidenceKind::ImportedFigure, "ks2-rwm-expected/2024-25", joined),
        citation(EvidenceKind::SelfEvaluation, "uniqueness", joined),
        citation(EvidenceKind::SelfEvaluation, "uniqueness/140001", stated),
    ] {
        assert_eq!(cited.refused(other.clone()).await, "EVIDENCE_UNKNOWN", "{other:?}");
    }
    let none = citation(EvidenceKind::ImportedFigure, "roll.pupils", joined);
    assert_eq!(cited.refused(none).await, "EVIDENCE_DOES_NOT_COUNT", "the register gave none");
}
