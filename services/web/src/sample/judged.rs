use contract::Said as _;
use contract::categories::v1::{
    Area, Category, CategoryState, Cell, Citation, Descriptor, Evidence, EvidenceKind,
    FrameworkAgreed, Region, Round, Step,
};
use contract::dashboards::v1::{
    GetHeatmapResponse, GetOverviewResponse, HeatmapCell, ReportLine, ReviewLine, WaveLine,
};
use contract::reviews::v1::{
    Finding, FindingKind, Pairing, PairingState, Recipient, Review, ReviewState, Reviewer,
};
use contract::schools::v1::TermDates;
use contract::trail::v1::GetSealResponse;

use super::{AMIRA, BROOK, HEAD, MARYS, OAK, REPORT, WAVE, as_of, ground, report, words};
use crate::pages::citable::{Citable, Offered, Provenance};
use crate::pages::framework_compared::VersionPair;
use crate::pages::{area as area_page, dashboard as dashboard_page, school as school_page};
use crate::shown::Shown;
use crate::visitor::Visitor;

const AREAS: [(&str, &str); 7] = [
    ("foundations", "Foundations"),
    ("outcomes", "Outcomes"),
    ("quality-of-education", "Quality of education"),
    ("behaviour-and-attendance", "Behaviour and attendance"),
    ("leadership-and-management", "Leadership and management"),
    ("governance", "Governance"),
    ("staff", "Staff"),
];
const LADDER: [(&str, &str); 4] = [
    ("stabilise", "Stabilise"),
    ("repair", "Repair"),
    ("improve", "Improve"),
    ("sustain", "Sustain"),
];

pub(crate) fn framework() -> FrameworkAgreed {
    let described = |area: &str, region: &str| Descriptor {
        area_id: area.to_owned(),
        region_id: region.to_owned(),
        text: format!(
            "What {area} looks like when a school is in {region}: people know what is expected and say so."
        ),
    };
    FrameworkAgreed {
        framework_id: "default".to_owned(),
        version: 1,
        name: words("Harbour Light framework"),
        areas: AREAS.map(|(id, name)| Area { area_id: id.to_owned(), name: words(name) }).to_vec(),
        regions: LADDER
            .map(|(id, name)| Region { region_id: id.to_owned(), name: words(name) })
            .to_vec(),
        descriptors: AREAS
            .iter()
            .flat_map(|(area, _)| LADDER.map(|(region, _)| described(area, region)))
            .collect(),
    }
}

/// The framework and its next version, in which an area was added and one region is said otherwise.
pub(crate) fn framework_pair() -> VersionPair {
    let earlier = framework();
    let mut later = FrameworkAgreed { version: 2, ..earlier.clone() };
    later.areas.push(Area { area_id: "inclusion".to_owned(), name: words("Inclusion") });
    if let Some(described) = later.descriptors.first_mut() {
        described.text = words("People know what is expected, say so, and ask when they do not.");
    }
    VersionPair { earlier, later }
}

pub(crate) fn rounds() -> Vec<Round> {
    let round = |term: &str| Round {
        round_id: format!("round-{term}"),
        term: term.to_owned(),
        framework_id: "default".to_owned(),
        framework_version: 1,
        school_ids: vec![MARYS.to_owned(), OAK.to_owned(), BROOK.to_owned()],
        closed: false,
        views_by: "2025-11-14".to_owned(),
    };
    vec![round("2025-26-autumn"), round("2024-25-spring")]
}

fn cell(school: &str, area: &str, region: &str, (movement, before): (&str, &str)) -> HeatmapCell {
    HeatmapCell {
        school_id: school.to_owned(),
        area_id: area.to_owned(),
        term: "2025-26-autumn".to_owned(),
        region_id: region.to_owned(),
        previous_region_id: before.to_owned(),
        earlier_region_id: before.to_owned(),
        movement: movement.to_owned(),
        reason: Some(
            "Governors ask about outcomes each term, but visits are not yet planned ahead.".into(),
        ),
        position: 310,
        decided_on: "2025-11-12".to_owned(),
        shared: true,
        framework_version: 1,
        ..Default::default()
    }
}

/// Twenty judgements: one up, one down, two for the first time, one area not judged.
pub(crate) fn heat() -> GetHeatmapResponse {
    let mut cells = Vec::new();
    for (row, school) in [MARYS, OAK, BROOK].into_iter().enumerate() {
        for (column, (area, _)) in AREAS.into_iter().enumerate() {
            let region = LADDER[(row + column * 3 + 3) % 4].0;
            let movement = match (row, column) {
                (0, 3) => ("up", "improve"),
                (1, 4) => ("down", "sustain"),
                (2, 5) => continue,
                (2, _) if column < 2 => ("first", ""),
                _ => ("same", region),
            };
            let region = if (row, column) == (0, 5) {
                "improve"
            } else if (row, column) == (0, 3) {
                "sustain"
            } else {
                region
            };
            cells.push(cell(school, area, region, movement));
        }
    }
    GetHeatmapResponse { as_of: as_of(412), cells }
}

pub(crate) fn dashboard() -> dashboard_page::Loaded {
    let wave = WaveLine {
        wave_id: WAVE.to_owned(),
        title: words("Parent survey, autumn"),
        term: "2025-26-autumn".to_owned(),
        state: "released".to_owned(),
        closes_on: "2025-11-14".to_owned(),
        response_rate: words("about 45%"),
    };
    let open = WaveLine {
        title: words("Staff workload"),
        state: "open".to_owned(),
        response_rate: String::new(),
        ..wave.clone()
    };
    let review = ReviewLine {
        review_id: super::REVIEW.to_owned(),
        host_school_id: MARYS.to_owned(),
        term: "2025-26-autumn".to_owned(),
        state: "completed".to_owned(),
        findings: 3,
    };
    let due = ReportLine {
        report_id: REPORT.to_owned(),
        school_id: MARYS.to_owned(),
        term: "2025-26-autumn".to_owned(),
        state: "approved".to_owned(),
        meeting_on: "2025-11-27".to_owned(),
        cancelled_on: String::new(),
        due_on: "2025-11-20".to_owned(),
    };
    let other = ReportLine {
        school_id: BROOK.to_owned(),
        state: "due".to_owned(),
        meeting_on: String::new(),
        cancelled_on: String::new(),
        due_on: String::new(),
        ..due.clone()
    };
    let overview = GetOverviewResponse {
        as_of: as_of(412),
        waves: vec![open, wave],
        reviews: vec![review],
        reports: vec![due, other],
    };
    dashboard_page::Loaded {
        ground: ground(),
        heat: Shown::All(heat()),
        overview: Shown::All(overview),
        terms: vec![TermDates {
            term: "2024-25-spring".to_owned(),
            ends_on: "2025-04-04".to_owned(),
            ..Default::default()
        }],
        seal: Some(GetSealResponse {
            size: 408,
            sealed_at: "2025-11-21T10:00:05Z".to_owned(),
            checkpoint:
                "plumbline.example/log\n408\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
                    .to_owned(),
            public_keys: vec![words("plumbline.example/log+1c0e+AZ")],
        }),
    }
}

fn step(region: &str, reason: &str, position: u64, actor: &str) -> Option<Step> {
    Some(Step {
        region_id: region.to_owned(),
        reason: Some(words(reason).into()),
        evidence: Vec::new(),
        position,
        at: "2025-11-10T14:05:00Z".to_owned(),
        actor_id: actor.to_owned(),
        in_report: false,
    })
}

fn evidence() -> Vec<Evidence> {
    let piece = |kind: EvidenceKind, id: &str, position| Evidence {
        kind: kind.into(),
        id: id.to_owned(),
        position,
        ..Evidence::default()
    };
    let asked = "I would recommend this school to another parent (Parent View)";
    vec![
        Evidence {
            shows: format!("{asked}, Autumn 2025-26: 86% of 42 answers"),
            ..piece(EvidenceKind::SurveyFigure, &format!("{WAVE}/q14"), 201)
        },
        Evidence {
            says: Some(words("Reviewers saw governors visit classes <b>often</b>.").into()),
            ..piece(EvidenceKind::ReviewFinding, "finding-1", 188)
        },
        Evidence {
            shows: "SIAMS inspection, 6 February 2024: J1".to_owned(),
            ..piece(EvidenceKind::Inspection, "inspection", 2)
        },
    ]
}

pub(crate) fn category(area: &str) -> Category {
    let mut decision = step(
        "improve",
        "Governors ask about outcomes each term, but visits are not yet planned ahead.",
        310,
        AMIRA,
    );
    if let Some(decision) = &mut decision {
        decision.evidence = evidence();
    }
    Category {
        cell: Some(Cell {
            school_id: MARYS.to_owned(),
            area_id: area.to_owned(),
            round_id: "round-2025-26-autumn".to_owned(),
            term: "2025-26-autumn".to_owned(),
            framework_version: 1,
        }),
        state: CategoryState::Shared.into(),
        school_view: step(
            "sustain",
            "We see <script>alert(1)</script> ourselves as strong here.",
            290,
            HEAD,
        ),
        proposal: step("improve", "Visits are irregular.", 300, AMIRA),
        challenge: step(
            "sustain",
            "Three visits were made after the proposal was written.",
            306,
            HEAD,
        ),
        moderation: None,
        decision,
        previous_region_id: "improve".to_owned(),
        ..Default::default()
    }
}

pub(crate) fn area() -> area_page::Loaded {
    let mut before = category("governance");
    if let Some(cell) = &mut before.cell {
        cell.term = "2024-25-spring".to_owned();
    }
    area_page::Loaded {
        ground: ground(),
        heat: Shown::All(heat()),
        categories: Shown::All(vec![category("governance"), before]),
        brought_in: Shown::All(super::brought_in()),
        citable: Offered { pieces: citations(), more_entries: true },
    }
}

pub(crate) fn school() -> school_page::Loaded {
    let finding = |text: &str, kind: FindingKind| Finding {
        finding_id: "finding-1".to_owned(),
        areas: vec!["behaviour-and-attendance".to_owned()],
        kind: kind.into(),
        text: Some(words(text).into()),
        position: 188,
        follow_ups: Vec::new(),
        followed_up_position: 0,
    };
    let review = Review {
        review_id: super::REVIEW.to_owned(),
        host_school_id: MARYS.to_owned(),
        focus: Some(words("Behaviour at lunchtime").into()),
        term: "2025-26-autumn".to_owned(),
        state: ReviewState::Completed.into(),
        reviewers: vec![Reviewer {
            person_id: AMIRA.to_owned(),
            school_id: OAK.to_owned(),
            lead: true,
        }],
        counts_as_evidence: true,
        recipients: vec![Recipient::ImprovementLead.into(), Recipient::HostCommittee.into()],
        summary: Some(words("A calm school whose routines are known to everybody.").into()),
        findings: vec![
            finding("Pupils speak with pride of the school's routines.", FindingKind::Strength),
            finding(
                "Lunchtime staff use different words for the same rule.",
                FindingKind::ToImprove,
            ),
        ],
        ..Default::default()
    };
    let pairing = Pairing {
        proposed_because: Some(words("St Mary's works in another hub.").into()),
        declined_because: None,
        pairing_id: "pairing-1".to_owned(),
        area_id: "behaviour-and-attendance".to_owned(),
        giving_school_id: MARYS.to_owned(),
        receiving_school_id: OAK.to_owned(),
        state: PairingState::Proposed.into(),
        because_position: 312,
        position: 313,
        taken_up_by: vec![OAK.to_owned()],
        ..Default::default()
    };
    let agreed = Pairing {
        pairing_id: "pairing-2".to_owned(),
        area_id: "governance".to_owned(),
        state: PairingState::Accepted.into(),
        reopened_position: 320,
        position: 290,
        ..pairing.clone()
    };
    let results = super::results().results.into_iter().collect();
    school_page::Loaded {
        ground: ground(),
        heat: Shown::All(heat()),
        categories: Shown::All(AREAS.iter().rev().map(|(area, _)| category(area)).collect()),
        surveys: Shown::All(results),
        reviews: Shown::All(vec![review]),
        pairings: Shown::All(vec![pairing, agreed]),
        reports: Shown::All(vec![report()]),
        inspections: Shown::All(super::inspections()),
        figures: super::figures_as(&super::lead()),
    }
}

/// The school as one reader is shown it.
pub(crate) fn school_as(visitor: &Visitor) -> school_page::Loaded {
    let all = school();
    school_page::Loaded {
        heat: all.heat.within(visitor.judgements_of(MARYS)),
        categories: all.categories.within(visitor.judgements_of(MARYS)),
        surveys: all.surveys.within(visitor.answers_of(MARYS)),
        reviews: all.reviews.within(visitor.reviews_of(MARYS)),
        pairings: all.pairings.within(visitor.pairings_of(MARYS)),
        reports: all.reports.within(visitor.reports_of(MARYS)),
        figures: super::figures_as(visitor),
        ..all
    }
}

/// The first page as one reader is shown it.
pub(crate) fn dashboard_as(visitor: &Visitor) -> dashboard_page::Loaded {
    let all = dashboard();
    dashboard_page::Loaded { heat: all.heat.within(visitor.judgements()), ..all }
}

/// The same pieces as a form offers them: a figure of this year, a finding and an inspection that are old.
pub(super) fn citations() -> Vec<Citable> {
    let from = |on: &str, source: &str, counted: &str| Provenance {
        on: on.parse().ok(),
        source: source.to_owned(),
        counted: counted.to_owned(),
    };
    let froms = [
        from("2025-11-14", "", "42 answers"),
        from("2024-03-05", "Reviewers of other schools", ""),
        from("2024-02-06", "", ""),
    ];
    let cite = |(piece, from): (Evidence, Provenance)| {
        let words = piece.said().into_owned();
        let near = piece.kind() == EvidenceKind::ReviewFinding;
        let Evidence { kind, id, position, .. } = piece;
        let piece = Citation { kind, id, says: String::new(), position };
        Citable { piece, words, near, from }
    };
    evidence().into_iter().zip(froms).map(cite).collect()
}
