//! A report's data as the reports service would write it, in any size.

use contract::reports::v1::*;

pub const HOSTILE: &str = "<b>& #[typst] $markup$ *x* `y` @z \\u{1f} \"quoted\" // no comment";
pub const ARABIC: &str = "أهلا بكم في مدرستنا، يشعر الأطفال بالأمان هنا";

/// `facts` rows in the annex, each with a number of its own in its label.
pub fn report(facts: usize) -> ReportData {
    ReportData {
        template_version: 1,
        report_id: "5f3f4f0c-0000-5000-8000-000000000001".into(),
        trust_name: "The Deben Partnership".into(),
        school: Some(ReportSchool {
            name: "St Botolph's Church of England Primary School".into(),
            urn: "900104".into(),
            phase: "Primary".into(),
            town: "Woodbridge".into(),
            hub_name: "Coastal hub".into(),
            committee_name: "School Governance Committee".into(),
            ..Default::default()
        }),
        term: "2025-26-autumn".into(),
        term_words: "Autumn 2025-26".into(),
        last_term_words: "Summer 2024-25".into(),
        two_terms_ago_words: "Spring 2024-25".into(),
        meeting_on: "2025-12-04".into(),
        issued_on: "2025-11-27".into(),
        as_of_position: 1_284,
        as_of_time: "2025-11-21T10:00:00Z".into(),
        inspection_class: "open".into(),
        framework: Some(framework()),
        summary: Some(summary()),
        categories: categories(),
        changes: vec![
            MarkedChange {
                area_id: "behaviour-and-attendance".into(),
                area_name: "Behaviour and attendance".into(),
                from_region_name: "Improve".into(),
                to_region_name: "Sustain".into(),
                movement: "up".into(),
                position: 1_260,
            },
            MarkedChange {
                area_id: "governance".into(),
                area_name: "Governance".into(),
                from_region_name: "Improve".into(),
                to_region_name: "Repair".into(),
                movement: "down".into(),
                position: 1_266,
            },
        ],
        surveys: vec![survey()],
        reviews: vec![review()],
        commentary: commentary(),
        prompts: prompts(),
        facts: (1..=facts).map(fact).collect(),
        glossary: glossary(),
        ..Default::default()
    }
}

fn framework() -> ReportFramework {
    let rung = |id: &str, name: &str| LadderRung { region_id: id.into(), name: name.into() };
    ReportFramework {
        framework_id: "default".into(),
        version: 2,
        name: "Seven areas, four regions".into(),
        ladder: vec![
            rung("stabilise", "Stabilise"),
            rung("repair", "Repair"),
            rung("improve", "Improve"),
            rung("sustain", "Sustain"),
        ],
    }
}

fn summary() -> ReportSummary {
    ReportSummary {
        areas: 7,
        moved_up: 1,
        moved_down: 1,
        unchanged: 4,
        first_time: 1,
        surveys: 1,
        reviews: 1,
        strengths: 2,
        to_improve: 2,
        suppressed: 2,
        ..Default::default()
    }
}

fn categories() -> Vec<CategoryRow> {
    let places = [
        ("Foundations", 4, "Sustain", "same", "Sustain"),
        ("Outcomes", 3, "Improve", "same", "Improve"),
        ("Quality of education", 3, "Improve", "same", "Improve"),
        ("Behaviour and attendance", 4, "Sustain", "up", "Improve"),
        ("Leadership and management", 3, "Improve", "same", "Improve"),
        ("Governance", 2, "Repair", "down", "Improve"),
        ("Staff", 3, "Improve", "first", ""),
    ];
    places.iter().enumerate().map(|(at, place)| category(at, *place)).collect()
}

fn category(
    at: usize,
    (area, rung, region, movement, last): (&str, u32, &str, &str, &str),
) -> CategoryRow {
    let area_id = area.to_lowercase().replace(' ', "-");
    CategoryRow {
        anchor: format!("category/{area_id}"),
        area_id,
        area_name: area.into(),
        region_id: region.to_lowercase(),
        region_name: region.into(),
        region_place: rung,
        last_term: Some(EarlierRegion { region_name: last.into(), ..Default::default() }),
        two_terms_ago: Some(EarlierRegion { region_name: last.into(), ..Default::default() }),
        movement: movement.into(),
        school_view_region_id: if at == 5 { "improve".into() } else { region.to_lowercase() },
        school_view_region_name: if at == 5 { "Improve".into() } else { region.into() },
        school_view_reason: (at == 5).then(|| "The committee met three times and two new governors joined.".into()),
        reason: Some("Attendance rose for three terms running, suspensions fell from nine to two, and reviewers saw calm corridors and settled classrooms in every year group.".into()),
        evidence_count: 2,
        evidence: vec![
            CitedEvidence { kind: "survey figure".into(), id: "w/q7".into(), says: Some("91% of 64 parents say the school makes sure its pupils are well behaved".into()), position: 1_102 },
            CitedEvidence { kind: "review finding".into(), id: "f".into(), says: Some("Routines at the start of lessons are the same in every class".into()), position: 1_190 },
        ],
        words_changed: at == 1,
        decided_on: "2025-11-18".into(),
        position: 1_240 + at as u64,
        challenged: at == 5,
        challenge_reason: (at == 5).then(|| "Two vacancies were filled in October, after the evidence was gathered.".into()),
        ..Default::default()
    }
}

fn option(id: &str, label: &str, counting: &str, count: u32) -> SurveyOption {
    SurveyOption { option_id: id.into(), label: label.into(), counting: counting.into(), count }
}

fn row(id: &str, text: &str, counts: [u32; 5]) -> SurveyRow {
    let base: u32 = counts.iter().sum();
    let percent = f64::from(counts[0] + counts[1]) * 100.0 / f64::from(base);
    SurveyRow {
        question_id: id.into(),
        text: text.into(),
        words: format!("{percent:.0}% of {base} answers"),
        percent: Some(percent),
        n: Some(base),
        options: vec![
            option("sa", "Strongly agree", "positive", counts[0]),
            option("a", "Agree", "positive", counts[1]),
            option("d", "Disagree", "negative", counts[2]),
            option("sd", "Strongly disagree", "negative", counts[3]),
            option("dk", "Don't know", "neither", counts[4]),
        ],
        trust_words: "88% of 512 answers".into(),
        trust_percent: Some(88.0),
        others_words: if id == "q4" { String::new() } else { "89% of 454 answers".into() },
        reworded: id == "q4",
        last_words: if id == "q4" {
            String::new()
        } else {
            format!("{:.0}% of 58 answers", percent - 3.0)
        },
        last_percent: Some(percent - 3.0),
        last_term_words: "Autumn 2024-25".into(),
        ..Default::default()
    }
}

fn survey() -> SurveySection {
    let mut rows = vec![
        row("q1", "My child is happy at this school.", [40, 18, 4, 1, 1]),
        row("q2", "My child feels safe at this school.", [44, 16, 2, 0, 2]),
        row("q3", "The school makes sure its pupils are well behaved.", [30, 22, 8, 4, 0]),
        row(
            "q4",
            "My child has been bullied and the school dealt with the bullying quickly and effectively.",
            [3, 7, 9, 6, 2],
        ),
    ];
    rows.push(SurveyRow {
        question_id: "q6".into(),
        text: "When I have raised concerns with the school they have been dealt with properly."
            .into(),
        words: "not shown".into(),
        suppression: "not_shown".into(),
        trust_words: "79% of 204 answers".into(),
        ..Default::default()
    });
    rows.push(SurveyRow {
        question_id: "q7".into(),
        text: "My child has SEND, and the school gives them the support they need to succeed."
            .into(),
        words: "90% or more of 14 answers".into(),
        suppression: "bounded".into(),
        ..Default::default()
    });
    let mut recommend =
        row("q14", "I would recommend this school to another parent.", [60, 0, 4, 0, 0]);
    recommend.options = vec![option("y", "Yes", "positive", 60), option("n", "No", "negative", 4)];
    recommend.first_time = true;
    rows.push(recommend);
    SurveySection {
        title: "Parents, autumn 2025".into(),
        audience: "parents".into(),
        opened_on: "2025-09-29".into(),
        closed_on: "2025-10-17".into(),
        floor: 10,
        response_rate_words: "about 45%".into(),
        trust_response_rate_words: "about 40%".into(),
        rows,
        released_position: 1_102,
        ..Default::default()
    }
}

fn review() -> ReviewSection {
    let finding = |kind: &str, text: &str, position| ReviewFinding {
        area_names: vec!["Behaviour and attendance".into()],
        kind: kind.into(),
        text: Some(text.into()),
        position,
        ..Default::default()
    };
    ReviewSection {
        focus: Some("How routines help every child to learn".into()),
        held_on: "2025-10-14".into(),
        completed_on: "2025-10-21".into(),
        summary: Some("Reviewers saw a calm and purposeful school. Leaders know where teaching is strongest and where it is not yet consistent.".into()),
        counts_as_evidence: true,
        findings: vec![
            finding("strength", "Routines at the start of lessons are the same in every class.", 1_190),
            finding("strength", "Pupils speak with confidence about how adults help them.", 1_191),
            finding("to_improve", "Questions put to pupils in key stage 2 do not always make them think hard enough.", 1_192),
            finding("to_improve", HOSTILE, 1_193),
        ],
        ..Default::default()
    }
}

fn commentary() -> Vec<CommentaryParagraph> {
    [
        "The autumn term has been one of steady work. The move in behaviour and attendance reflects three terms in which the same routines were kept to in every class; it is the staff's achievement.\nGovernance needs the committee's own attention: two vacancies stood open for most of the year.",
        HOSTILE,
        ARABIC,
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftsverordnungsausschussvorsitzender and স্বাগতম and ਜੀ ਆਇਆਂ ਨੂੰ and नमस्ते and 漢 and 😀.",
    ]
    .iter()
    .enumerate()
    .map(|(at, text)| CommentaryParagraph { anchor: format!("commentary/{}", at + 1), text: Some((*text).into()), ..CommentaryParagraph::default() })
    .collect()
}

fn prompts() -> Vec<GovernorPrompt> {
    let prompt = |text: &str, because: &str| GovernorPrompt {
        text: text.into(),
        because: because.into(),
        ..Default::default()
    };
    vec![
        prompt(
            "What did the school do that moved Behaviour and attendance from Improve to Sustain, and what would have to happen for it to slip back?",
            "Behaviour and attendance moved up this term.",
        ),
        prompt(
            "Governance moved down from Improve to Repair. What is the first thing that will be different by the next meeting, and who will see to it?",
            "Governance moved down this term.",
        ),
        prompt(
            "No peer review has looked at Outcomes. How does the committee know that Improve is right?",
            "Outcomes stands below Sustain and no review finding of this term is about it.",
        ),
    ]
}

fn fact(at: usize) -> ReportFact {
    ReportFact {
        about: if at.is_multiple_of(3) { "trust".into() } else { "school".into() },
        measure: format!("survey.parent-view-2019-2025.q{at}.positive"),
        label: format!("Fact{at:04} My child is happy at this school"),
        period_words: "Autumn 2025-26".into(),
        words: if at.is_multiple_of(7) {
            "not shown".into()
        } else {
            format!("86% of {} answers", 40 + at)
        },
        value: (!at.is_multiple_of(7)).then_some(86.0),
        n: (!at.is_multiple_of(7)).then_some(40 + at as u32),
        suppression: if at.is_multiple_of(7) { "not_shown".into() } else { String::new() },
        source: "wave:5f3f4f0c-1111-5000-8000-000000000001".into(),
        position: 1_000 + at as u64,
    }
}

fn glossary() -> Vec<GlossaryEntry> {
    let entry =
        |word: &str, meaning: &str| GlossaryEntry { word: word.into(), meaning: meaning.into() };
    vec![
        entry("Area", "What is judged, for example governance or quality of education."),
        entry("Region", "An area's place on the ladder Stabilise, Repair, Improve, Sustain."),
        entry(
            "Not shown",
            "Few people answered, or the figure would give another away. It is not a nought.",
        ),
    ]
}
