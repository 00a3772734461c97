use contract::reports::v1::{
    CategoryRow, CitedEvidence, CommentaryParagraph, Correction, DecisionAsked, DecisionItem,
    EarlierQuestion, EarlierRegion, GlossaryEntry, GovernorPrompt, KeyFigure, LadderRung,
    MarkedChange, ParagraphVersion, RegionCount, Report, ReportData, ReportFact, ReportFramework,
    ReportParagraph, ReportQuestion, ReportSchool, ReportState, ReportSummary, ReviewFinding,
    ReviewSection, SurveyRow, SurveySection,
};

use super::figured::{MEASURE, figures_as};
use super::{
    AMIRA, GOVERNOR, HEAD, HOSTILE, MARYS, REPORT, TRUST, WAVE, as_of, ground, lead, words,
};
use crate::failure::Refused;
use crate::form::{Act as _, Again, Entered, Fields, Told, encoded};
use crate::pages::report_talk::AskQuestion;
use crate::pages::{printed_change, report as report_page};

pub(crate) fn report() -> Report {
    Report {
        report_id: REPORT.to_owned(),
        school_id: MARYS.to_owned(),
        term: "2025-26-autumn".to_owned(),
        state: ReportState::Issued.into(),
        meeting_on: "2025-11-27".to_owned(),
        issued_on: "2025-11-20".to_owned(),
        as_of_position: 398,
        data_sha256: "5b0d2e4a6c8f1b3d5e7a9c0b2d4f6a8c1e3b5d7f9a0c2e4b9f2c4b7d1e6a8c3f".to_owned(),
        pdf_sha256: "1e6a8c3f5b0d2e4a6c8f1b3d5e7a9c0b2d4f6a8c1e3b5d7f9a0c2e4b9f2c4b7d".to_owned(),
        paragraphs: paragraphs(),
        decisions: vec![DecisionItem {
            item_id: "item-1".to_owned(),
            text: Some(words("Agree the plan for attendance.").into()),
        }],
        words: 1_000,
        questions: vec![ReportQuestion {
            question_id: "question-1".to_owned(),
            paragraph: "category/behaviour-and-attendance".to_owned(),
            text: Some(words("Why did attendance fall in October?").into()),
            asked_by: GOVERNOR.to_owned(),
            ..ReportQuestion::default()
        }],
        corrections: Vec::new(),
        issued_position: 402,
        opened: 3,
        ..Report::default()
    }
}

/// One by the head, with an earlier wording; one by the lead; one that was taken out.
fn paragraphs() -> Vec<ReportParagraph> {
    let at = || "2025-11-18T09:00:00Z".to_owned();
    let paragraph = |id: &str, text: &str, role: &str| ReportParagraph {
        paragraph_id: id.to_owned(),
        text: Some(words(text).into()),
        written_by: role.to_owned(),
        actor_id: HEAD.to_owned(),
        at: at(),
        ..ReportParagraph::default()
    };
    let earlier = ParagraphVersion {
        text: Some(words("A good term.").into()),
        actor_id: HEAD.to_owned(),
        at: at(),
    };
    let worded = paragraph("paragraph-1", "A steady term.", "headteacher");
    let out = paragraph("paragraph-3", "This was said twice.", "improvement_lead");
    vec![
        ReportParagraph { earlier: vec![earlier], ..worded },
        paragraph("paragraph-2", "Attendance comes next.", "improvement_lead"),
        ReportParagraph { removed_at: at(), ..out },
    ]
}

fn category(area: (&str, &str), region: (&str, &str, u32), movement: &str) -> CategoryRow {
    CategoryRow {
        anchor: format!("category/{}", area.0),
        area_id: area.0.to_owned(),
        area_name: area.1.to_owned(),
        region_id: region.0.to_owned(),
        region_name: region.1.to_owned(),
        region_place: region.2,
        descriptor: words("Routines are known to everybody and hold without reminders."),
        last_term: Some(EarlierRegion { region_name: "Improve".to_owned(), ..Default::default() }),
        movement: movement.to_owned(),
        school_view_region_id: "sustain".to_owned(),
        school_view_region_name: "Sustain".to_owned(),
        school_view_reason: Some(words("Calm days, few removals.").into()),
        reason: Some(words("Absence fell for the third term; routines hold at lunchtime.").into()),
        evidence_count: 1,
        evidence: vec![CitedEvidence {
            kind: words("survey figure"),
            id: format!("{WAVE}/q3"),
            says: Some(words("91% of parents say pupils are well behaved <script>.").into()),
            position: 201,
        }],
        decided_on: "2025-11-12".to_owned(),
        position: 310,
        challenged: true,
        challenge_reason: Some(words("Visits were made after the proposal.").into()),
        ..Default::default()
    }
}

fn survey() -> SurveySection {
    let shown = SurveyRow {
        anchor: "survey/q1".to_owned(),
        question_id: "q1".to_owned(),
        text: words("My child is happy at this school"),
        words: words("86% of 42 answers"),
        percent: Some(85.7),
        n: Some(42),
        trust_words: words("90% of 210 answers"),
        trust_percent: Some(90.0),
        others_words: words("91% of 168 answers"),
        others_percent: Some(91.1),
        hub_words: words("84% of 96 answers"),
        ..Default::default()
    };
    let hidden = SurveyRow {
        others_words: String::new(),
        others_percent: None,
        reworded: true,
        question_id: "q4".to_owned(),
        text: words("My child has been bullied and the school dealt with it"),
        words: words("not shown"),
        percent: None,
        n: None,
        suppression: "not_shown".to_owned(),
        ..shown.clone()
    };
    SurveySection {
        anchor: format!("survey/{WAVE}"),
        wave_id: WAVE.to_owned(),
        title: words("Parent survey, autumn"),
        floor: 10,
        response_rate_words: words("about 60%"),
        trust_response_rate_words: words("about 45%"),
        hub_name: words("North"),
        hub_response_rate_words: words("about 55%"),
        rows: vec![shown, hidden],
        released_position: 230,
        ..Default::default()
    }
}

fn review() -> ReviewSection {
    ReviewSection {
        anchor: "review/review-1".to_owned(),
        review_id: "review-1".to_owned(),
        focus: Some(words("Behaviour at lunchtime").into()),
        held_on: "2025-10-14".to_owned(),
        completed_on: "2025-10-20".to_owned(),
        summary: Some(words("A calm school whose routines are known to everybody.").into()),
        counts_as_evidence: true,
        findings: vec![ReviewFinding {
            anchor: "finding/finding-1".to_owned(),
            finding_id: "finding-1".to_owned(),
            area_names: vec![words("Behaviour and attendance")],
            kind: "strength".to_owned(),
            text: Some(words("Pupils speak with pride of the school's routines.").into()),
            position: 188,
            ..Default::default()
        }],
        ..Default::default()
    }
}

fn summary() -> ReportSummary {
    ReportSummary {
        areas: 7,
        moved_up: 1,
        unchanged: 6,
        regions: vec![
            RegionCount {
                region_id: "improve".to_owned(),
                region_name: "Improve".to_owned(),
                areas: 5,
            },
            RegionCount {
                region_id: "sustain".to_owned(),
                region_name: "Sustain".to_owned(),
                areas: 2,
            },
        ],
        surveys: 1,
        reviews: 1,
        strengths: 1,
        suppressed: 1,
        ..Default::default()
    }
}

fn decision_asked() -> DecisionAsked {
    DecisionAsked {
        anchor: "decision/1".to_owned(),
        text: Some(words("Agree the plan for attendance.").into()),
    }
}

fn earlier_question() -> EarlierQuestion {
    EarlierQuestion {
        anchor: "question/1".to_owned(),
        term_words: words("Summer 2024-25"),
        text: Some(words("When is the hall repaired?").into()),
        answer: Some(words("In the holidays.").into()),
        follow_ups: vec![words("It was repaired in August.").into()],
        ..EarlierQuestion::default()
    }
}

/// The figure that the report prints. It was released again since.
pub(crate) const PRINTED: &str = "figure-ks2-rwm-expected-";

fn key_figure() -> KeyFigure {
    KeyFigure {
        anchor: "figure/ks2-rwm-expected".to_owned(),
        figure_id: PRINTED.to_owned(),
        measure_id: MEASURE.to_owned(),
        position: 331,
        title: "Reading, writing and maths: expected standard".to_owned(),
        period_words: "2024-25".to_owned(),
        words: "44% (4 of 9)".to_owned(),
        value: Some(44.0),
        cohort: Some(9),
        status_words: "revised".to_owned(),
        others_words: "61% in 6 schools".to_owned(),
        last_words: "58% (7 of 12)".to_owned(),
        last_period_words: "2023-24".to_owned(),
        three_years_words: "14 of 27 over 2022-23 to 2024-25".to_owned(),
    }
}

pub(crate) fn report_data() -> ReportData {
    let rung = |id: &str, name: &str| LadderRung { region_id: id.to_owned(), name: words(name) };
    ReportData {
        template_version: 1,
        report_id: REPORT.to_owned(),
        trust_id: TRUST.to_owned(),
        school: Some(ReportSchool {
            school_id: MARYS.to_owned(),
            name: HOSTILE.to_owned(),
            ..Default::default()
        }),
        as_of_position: 398,
        framework: Some(ReportFramework {
            ladder: vec![
                rung("stabilise", "Stabilise"),
                rung("repair", "Repair"),
                rung("improve", "Improve"),
                rung("sustain", "Sustain"),
            ],
            ..Default::default()
        }),
        summary: Some(summary()),
        categories: vec![
            category(
                ("behaviour-and-attendance", "Behaviour and attendance"),
                ("sustain", "Sustain", 4),
                "up",
            ),
            category(("governance", "Governance"), ("improve", "Improve", 3), "same"),
        ],
        changes: vec![MarkedChange {
            area_id: "behaviour-and-attendance".to_owned(),
            area_name: words("Behaviour and attendance"),
            from_region_name: "Improve".to_owned(),
            to_region_name: "Sustain".to_owned(),
            movement: "up".to_owned(),
            position: 312,
        }],
        surveys: vec![survey()],
        reviews: vec![review()],
        commentary: vec![CommentaryParagraph {
            anchor: "commentary/1".to_owned(),
            text: Some(words("A steady term.").into()),
            signed: "Headteacher".to_owned(),
        }],
        decisions: vec![decision_asked()],
        earlier_questions: vec![earlier_question()],
        prompts: vec![GovernorPrompt {
            anchor: "category/governance".to_owned(),
            text: words("What would it take to plan visits a term ahead?"),
            because: words("The region has not moved for two terms."),
            rule: "area_unmoved".to_owned(),
        }],
        facts: vec![ReportFact {
            about: "school".to_owned(),
            measure: "category.governance".to_owned(),
            label: "Governance".to_owned(),
            period_words: words("Autumn 2025-26"),
            words: "Improve".to_owned(),
            position: 310,
            ..Default::default()
        }],
        key_figures: vec![key_figure()],
        glossary: vec![GlossaryEntry {
            word: "Sustain".to_owned(),
            meaning: words("Ready to help other schools."),
        }],
        ..Default::default()
    }
}

pub(crate) fn loaded_report() -> report_page::Loaded {
    let mut report = report();
    report.questions.push(ReportQuestion {
        question_id: "question-2".to_owned(),
        paragraph: "category/governance".to_owned(),
        text: Some(words("Who plans the visits?").into()),
        asked_by: GOVERNOR.to_owned(),
        answer: Some(words("The chair and I agree them in September.").into()),
        answered_by: HEAD.to_owned(),
        follow_ups: vec![words("The plan is on the table, says the chair.").into()],
        ..ReportQuestion::default()
    });
    report.corrections.push(Correction {
        correction_id: "correction-1".to_owned(),
        text: Some(words("The response rate was about 60%, not about 65%.").into()),
        reason: Some(words("Two links were counted twice.").into()),
        at: "2025-11-24T09:00:00Z".to_owned(),
        number: 1,
        stood: Some(words("Response rate: about 65%.").into()),
        actor_id: AMIRA.to_owned(),
        pdf_sha256: "c".repeat(64),
        figure_id: String::new(),
    });
    let data = report_data();
    let known = figures_as(&lead());
    let changed = Some(known.map(|known| printed_change::changes(&data, &known)));
    report_page::Loaded { ground: ground(), report, data: Some(data), as_of: as_of(412), changed }
}

/// What a governor entered who asked about a report that was not there to be asked about.
pub(crate) fn question_refused() -> Told {
    let act = AskQuestion { report: REPORT.to_owned() };
    let text = words("St Mary's & <b>");
    let fields = [("text", text.as_str()), ("paragraph", "category/governance")];
    let fields = Fields::parse(encoded(&fields).as_bytes());
    let refused = Refused {
        reason: "NOT_ISSUED".into(),
        sentence: "This report has not been issued yet".into(),
        again: false,
    };
    let entered = Entered::read(AskQuestion::ENTRIES, fields).refused(refused);
    let again = Again { address: act.address(), key: act.key(), entered };
    Told { again: Some(again), ..Told::default() }
}
