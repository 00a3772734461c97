//! Evidence is looked up: what is not there, is another school's, or may not count is refused.

mod measured;
mod told;

use contract::correction_of;
use contract::events::{
    InspectionEvent, InstrumentEvent, RecordEntryEvent, ReviewEvent, SchoolEvent,
    SelfEvaluationEvent, StoredEvent, WaveEvent,
};
use contract::evidence::v1::{
    InspectionRecorded, InspectionWithdrawn, RecordEntryAdded, RecordEntryCorrected,
    SelfEvaluationSigned, SelfEvaluationWritten,
};
use contract::log::v1::Words;
use contract::reviews::v1::{DistributionAgreed, FindingRecorded, ReviewRequested};
use contract::schools::v1::UniquenessStated;
use contract::surveys::v1::{
    Figure, InstrumentPublished, Question, ResultsReleased, Suppression, WaveScheduled,
};

use super::*;

const REVIEW: Uuid = Uuid::from_u128(0x7e);
const FINDING: Uuid = Uuid::from_u128(0xf1);

/// A trust whose round is open and whose first school has stated its view.
struct Cited {
    trust: Trust,
    round_id: String,
}

impl Cited {
    async fn start() -> Self {
        let trust = Trust::start().await;
        trust.agree().await;
        let round_id = trust.try_open("2025-26-autumn").await.unwrap();
        trust.view(&round_id).await.unwrap();
        Self { trust, round_id }
    }

    /// Records what another service said; gives its position.
    async fn record<E: StoredEvent>(&self, stream_id: &str, event: impl Into<E>) -> u64 {
        self.trust.store.record(self.trust.trust, stream_id, vec![event.into()]).await
    }

    /// The reason of the refusal of a proposal that rests on this alone; empty where it is taken.
    async fn refused(&self, citation: Citation) -> String {
        let answer = self.trust.propose(&self.round_id, vec![citation]).await;
        answer.err().map(|status| reason_of(&status)).unwrap_or_default()
    }

    fn school(&self, place: usize) -> String {
        self.trust.schools[place].to_string()
    }

    /// A review of a school with one finding; gives the finding's position.
    async fn reviewed(&self, host: usize, counts_as_evidence: bool) -> u64 {
        let (review_id, host_school_id) = (REVIEW.to_string(), self.school(host));
        let requested =
            ReviewRequested { review_id: review_id.clone(), host_school_id, ..Default::default() };
        self.record::<ReviewEvent>(&review_id, requested).await;
        let agreed = DistributionAgreed {
            review_id: review_id.clone(),
            counts_as_evidence,
            ..DistributionAgreed::default()
        };
        self.record::<ReviewEvent>(&review_id, agreed).await;
        let finding = FindingRecorded {
            review_id: review_id.clone(),
            finding_id: FINDING.to_string(),
            text: Some(Words::from("Pupils read widely.")),
            ..FindingRecorded::default()
        };
        self.record::<ReviewEvent>(&review_id, finding).await
    }
}

fn citation(kind: EvidenceKind, id: &str, position: u64) -> Citation {
    Citation { kind: kind.into(), id: id.to_owned(), says: String::new(), position }
}

fn finding(position: u64) -> Citation {
    citation(EvidenceKind::ReviewFinding, &FINDING.to_string(), position)
}

#[tokio::test]
async fn a_finding_is_quoted_in_its_own_words() {
    let cited = Cited::start().await;
    let position = cited.reviewed(0, true).await;
    let told = Citation { says: "Nobody reads.".to_owned(), ..finding(position) };
    assert_eq!(cited.refused(told).await, "EVIDENCE_SAYS_ITSELF");
    assert_eq!(cited.refused(finding(position)).await, "");
    let [category] = &cited.trust.listed(&cited.round_id).await[..] else { panic!("one") };
    let evidence = &category.proposal.as_ref().unwrap().evidence;
    assert_eq!(evidence[0].says.said(), "Pupils read widely.");
}

#[tokio::test]
async fn a_finding_of_another_school_or_one_that_does_not_count_is_refused() {
    let elsewhere = Cited::start().await;
    let position = elsewhere.reviewed(1, true).await;
    assert_eq!(elsewhere.refused(finding(position)).await, "EVIDENCE_OF_ANOTHER_SCHOOL");
    let uncounted = Cited::start().await;
    let position = uncounted.reviewed(0, false).await;
    assert_eq!(uncounted.refused(finding(position)).await, "EVIDENCE_DOES_NOT_COUNT");
}

#[tokio::test]
async fn what_the_record_does_not_hold_is_refused() {
    let cited = Cited::start().await;
    let position = cited.reviewed(0, true).await;
    for unknown in [
        finding(position - 1),
        finding(position + 1_000),
        finding(0),
        citation(EvidenceKind::ReviewFinding, "another", position),
        citation(EvidenceKind::Inspection, &FINDING.to_string(), position),
        citation(EvidenceKind::SurveyFigure, "w/q1", 0),
    ] {
        assert_eq!(cited.refused(unknown.clone()).await, "EVIDENCE_UNKNOWN", "{unknown:?}");
    }
}

impl Cited {
    /// The results of a survey of two questions, of which one figure of the first school is shown; gives the position of their release.
    async fn released(&self) -> u64 {
        let question = |id: &str| Question {
            question_id: id.to_owned(),
            text: "My child is happy.".to_owned(),
            ..Question::default()
        };
        let published = InstrumentPublished {
            instrument_id: "parent-view".to_owned(),
            version: 2,
            title: "Parent View".to_owned(),
            questions: vec![question("q1"), question("q2")],
            ..InstrumentPublished::default()
        };
        self.record::<InstrumentEvent>("parent-view", published).await;
        let scheduled = WaveScheduled {
            wave_id: "w1".to_owned(),
            instrument_id: "parent-view".to_owned(),
            instrument_version: 2,
            term: "2025-26-autumn".to_owned(),
            ..WaveScheduled::default()
        };
        self.record::<WaveEvent>("w1", scheduled).await;
        let figure = |school_id: String, question: &str, suppression: Suppression| Figure {
            school_id,
            question_id: question.to_owned(),
            suppression: suppression.into(),
            words: "92% of 40 answers".to_owned(),
            ..Figure::default()
        };
        let released = ResultsReleased {
            wave_id: "w1".to_owned(),
            figures: vec![
                figure(self.school(0), "q1", Suppression::None),
                figure(self.school(0), "q2", Suppression::NotShown),
                figure(self.school(1), "q3", Suppression::None),
            ],
            ..ResultsReleased::default()
        };
        self.record::<WaveEvent>("w1", released).await
    }
}

#[tokio::test]
async fn a_figure_is_of_the_school_and_was_shown() {
    let cited = Cited::start().await;
    let position = cited.released().await;
    let of = |id: &str| citation(EvidenceKind::SurveyFigure, id, position);
    assert_eq!(cited.refused(of("w1/q2")).await, "EVIDENCE_DOES_NOT_COUNT");
    assert_eq!(cited.refused(of("w1/q3")).await, "EVIDENCE_OF_ANOTHER_SCHOOL");
    assert_eq!(cited.refused(of("w1/q4")).await, "EVIDENCE_UNKNOWN");
    let typed = Citation { says: "12% of 40 answers".to_owned(), ..of("w1/q1") };
    assert_eq!(cited.refused(typed).await, "EVIDENCE_SAYS_ITSELF");
    assert_eq!(cited.refused(of("w1/q1")).await, "");
}

#[tokio::test]
async fn an_inspection_counts_until_its_record_is_withdrawn() {
    let cited = Cited::start().await;
    let inspection_id = FINDING.to_string();
    let (id, school_id) = (inspection_id.clone(), cited.school(0));
    let recorded = InspectionRecorded { inspection_id: id, school_id, ..Default::default() };
    let position = cited.record::<InspectionEvent>(&inspection_id, recorded).await;
    let it = citation(EvidenceKind::Inspection, &inspection_id, position);
    let (id, school_id) = (inspection_id.clone(), cited.school(0));
    let withdrawn = InspectionWithdrawn { inspection_id: id, school_id, reason: None };
    cited.record::<InspectionEvent>(&inspection_id, withdrawn).await;
    assert_eq!(cited.refused(it).await, "EVIDENCE_UNKNOWN");
}

const ENTRY: Uuid = Uuid::from_u128(0xe7);

impl Cited {
    /// An entry of a school's running record; gives its position.
    async fn entry(&self, of: usize) -> u64 {
        let added = RecordEntryAdded {
            record_entry_id: ENTRY.to_string(),
            school_id: self.school(of),
            text: Some(Words::from("The board asks hard questions.")),
            ..RecordEntryAdded::default()
        };
        self.record::<RecordEntryEvent>(&ENTRY.to_string(), added).await
    }
}

#[tokio::test]
async fn an_entry_of_the_running_record_is_quoted_in_its_own_words() {
    let cited = Cited::start().await;
    let position = cited.entry(0).await;
    let it = citation(EvidenceKind::RunningRecord, &ENTRY.to_string(), position);
    let told = Citation { says: "The board is silent.".to_owned(), ..it.clone() };
    assert_eq!(cited.refused(told).await, "EVIDENCE_SAYS_ITSELF");
    let another = citation(EvidenceKind::RunningRecord, "another", position);
    assert_eq!(cited.refused(another).await, "EVIDENCE_UNKNOWN");
    assert_eq!(cited.refused(it).await, "");
    let [category] = &cited.trust.listed(&cited.round_id).await[..] else { panic!("one") };
    let evidence = &category.proposal.as_ref().unwrap().evidence;
    assert_eq!(evidence[0].says.said(), "The board asks hard questions.");
}

#[tokio::test]
async fn an_entry_of_another_school_or_one_that_was_corrected_is_refused() {
    let elsewhere = Cited::start().await;
    let position = elsewhere.entry(1).await;
    let it = |position| citation(EvidenceKind::RunningRecord, &ENTRY.to_string(), position);
    assert_eq!(elsewhere.refused(it(position)).await, "EVIDENCE_OF_ANOTHER_SCHOOL");
    let cited = Cited::start().await;
    let position = cited.entry(0).await;
    let further = correction_of(cited.trust.trust, &ENTRY.to_string()).to_string();
    let corrected = RecordEntryCorrected {
        record_entry_id: further.clone(),
        school_id: cited.school(0),
        corrects_id: ENTRY.to_string(),
        text: Some(Words::from("The finance committee asks hard questions.")),
        ..RecordEntryCorrected::default()
    };
    let later = cited.record::<RecordEntryEvent>(&further, corrected).await;
    assert_eq!(cited.refused(it(position)).await, "EVIDENCE_DOES_NOT_COUNT");
    let correction = citation(EvidenceKind::RunningRecord, &further, later);
    assert_eq!(cited.refused(correction).await, "", "its correction counts");
}

#[tokio::test]
async fn a_school_speaks_for_itself_alone() {
    let cited = Cited::start().await;
    let other = cited.school(1);
    let stated = UniquenessStated { school_id: other.clone(), ..UniquenessStated::default() };
    let position = cited.record::<SchoolEvent>(&other, stated).await;
    let it = citation(EvidenceKind::SelfEvaluation, "uniqueness", position);
    assert_eq!(cited.refused(it).await, "EVIDENCE_OF_ANOTHER_SCHOOL");
}

#[tokio::test]
async fn an_area_of_a_self_evaluation_is_cited_once_it_is_signed_off() {
    let cited = Cited::start().await;
    let written =
        SelfEvaluationWritten { school_id: cited.school(0), ..SelfEvaluationWritten::default() };
    let draft = cited.record::<SelfEvaluationEvent>("e", written).await;
    let signed = SelfEvaluationSigned {
        self_evaluation_id: "e".to_owned(),
        school_id: cited.school(0),
        area_ids: vec!["governance".to_owned()],
        ..SelfEvaluationSigned::default()
    };
    let position = cited.record::<SelfEvaluationEvent>("e", signed.clone()).await;
    let it = |id: &str, position| citation(EvidenceKind::SelfEvaluation, id, position);
    assert_eq!(cited.refused(it("e/governance", draft)).await, "EVIDENCE_UNKNOWN");
    assert_eq!(cited.refused(it("e/staff", position)).await, "EVIDENCE_UNKNOWN");
    let others = SelfEvaluationSigned { school_id: cited.school(1), ..signed };
    let others = cited.record::<SelfEvaluationEvent>("e", others).await;
    let of_another = cited.refused(it("e/governance", others)).await;
    assert_eq!(of_another, "EVIDENCE_OF_ANOTHER_SCHOOL");
    assert_eq!(cited.refused(it("e/governance", position)).await, "");
}
