//! The reports of the last term.

use contract::reports::v1::{
    Correction, GetCorrectionPdfRequest, GetPdfRequest, Report, ReportState, SurveyRow,
};
use plumbline::demo::Played;
use plumbline::demo::script::TermKey;
use sha2::{Digest as _, Sha256};

use crate::counted::{Answered, Counted};
use crate::doors::Doors;

const LAST: TermKey = TermKey::Summer;
/// Fewer than ten answer in every wave.
const HIDDEN: [&str; 2] = ["little-ousel", "marram"];
/// Percentages are rounded to a tenth.
const ROUNDED: f64 = 0.05 + 1e-9;

pub async fn eight_are_issued_as_the_files_say(doors: &Doors, played: &Played) {
    let reports = doors.reports_of(&LAST.term()).await;
    assert_eq!((reports.len(), played.reports.len()), (8, 8));
    for report in reports {
        assert_eq!(report.state(), ReportState::Issued);
        let file = played.reports.iter().find(|file| file.report_id == report.report_id).unwrap();
        let bytes = std::fs::read(&file.file).unwrap();
        assert!(bytes.starts_with(b"%PDF-"), "{}", file.file.display());
        assert_eq!(sha256_hex(&bytes), report.pdf_sha256, "{}", file.file.display());
        let message = GetPdfRequest { report_id: report.report_id.clone(), with_proof: false };
        let pdf =
            doors.reports().get_pdf(doors.caller.request(message)).await.unwrap().into_inner();
        assert!(pdf.pdf == bytes, "{} is not what the door gives", file.file.display());
    }
}

pub async fn their_numbers_agree_with_the_answers(doors: &Doors) {
    let answered = Answered::of(doors, LAST).await;
    let mut shown = 0;
    for slug in doors.schools.keys() {
        let data = doors.data(slug, &LAST.term()).await;
        assert_eq!(data.surveys.len(), 1, "{slug}");
        for row in &data.surveys[0].rows {
            shown += agrees(slug, row, &answered.school(slug, &row.question_id));
            if let Some(percent) = row.trust_percent {
                let counted = answered.trust(&row.question_id);
                assert!(
                    (percent - counted.percent()).abs() <= ROUNDED,
                    "{}: {counted:?}",
                    row.question_id
                );
            }
        }
    }
    assert!(shown >= 50, "only {shown} figures are shown");
}

/// Compares a row with what was answered; 1 where it shows a number.
fn agrees(slug: &str, row: &SurveyRow, counted: &Counted) -> u32 {
    let what = format!("{slug} {}: {counted:?}", row.question_id);
    let Some(percent) = row.percent else {
        assert!(!row.suppression.is_empty() && row.options.is_empty(), "{what}");
        return 0;
    };
    assert!((percent - counted.percent()).abs() <= ROUNDED, "{percent}, {what}");
    assert_eq!(row.n, Some(counted.base), "{what}");
    for option in &row.options {
        let count = counted.options.get(&option.option_id).copied().unwrap_or(0);
        assert_eq!(option.count, count, "{} of {what}", option.option_id);
    }
    1
}

pub async fn schools_with_few_answers_show_no_number(doors: &Doors) {
    for slug in HIDDEN {
        for term in TermKey::ALL {
            let data = doors.data(slug, &term.term()).await;
            for row in data.surveys.iter().flat_map(|section| &section.rows) {
                assert_eq!(row.suppression, "not_shown", "{slug} {}", row.question_id);
                assert_eq!(
                    (row.percent, row.n, row.last_percent),
                    (None, None, None),
                    "{slug} {}",
                    row.question_id
                );
                assert!(row.options.is_empty(), "{slug} {}", row.question_id);
                assert_eq!(row.words, "not shown", "{slug}");
            }
            let own =
                data.facts.iter().filter(|fact| fact.about == "school" && is_figure(&fact.measure));
            for fact in own {
                assert_eq!((fact.value, fact.n), (None, None), "{slug} {}", fact.measure);
            }
        }
    }
}

fn is_figure(measure: &str) -> bool {
    measure.starts_with("survey.") && !measure.ends_with(".response_rate")
}

pub async fn governors_were_answered_and_a_correction_stands(doors: &Doors) {
    let (mut corrections, mut waiting) = (0, 0);
    for term in TermKey::ALL {
        for report in doors.reports_of(&term.term()).await {
            let school = doors
                .script
                .schools
                .iter()
                .find(|s| doors.schools[&s.slug] == report.school_id)
                .unwrap();
            let told = &school.reports.of(term);
            let answered = report.questions.iter().filter(|question| question.answer.is_some());
            assert_eq!(answered.count(), told.questions.len(), "{} {term:?}", school.slug);
            waiting += report.questions.iter().filter(|one| one.answer.is_none()).count();
            assert_eq!(report.paragraphs.len(), told.commentary.len(), "{} {term:?}", school.slug);
            assert!(report.opened >= 2, "{} {term:?}", school.slug);
            corrections += report.corrections.len();
            if let Some(correction) = report.corrections.first() {
                assert_eq!(correction.number, 1);
                assert_eq!(paper_of(doors, &report, correction).await, correction.pdf_sha256);
            }
        }
    }
    assert_eq!((corrections, waiting), (1, 1), "the open term leaves one question waiting");
}

/// SHA-256 of the PDF of a correction, as its readers get it.
async fn paper_of(doors: &Doors, report: &Report, correction: &Correction) -> String {
    let wanted = GetCorrectionPdfRequest {
        report_id: report.report_id.clone(),
        correction_id: correction.correction_id.clone(),
    };
    let paper = doors.reports().get_correction_pdf(doors.caller.request(wanted)).await.unwrap();
    sha256_hex(&paper.into_inner().pdf)
}

fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
