use contract::log::v1::{StoredEvent, Words, WordsClass};
use contract::trail::v1::{
    BackupLine, FoundWords, HistoryLine, ListHistoryResponse, ProjectionLine, SealLine,
    SearchWordsResponse,
};

use super::{AMIRA, MARYS, as_of, words};
use crate::pages::event as event_page;
use crate::shown::Shown;

pub(crate) fn history() -> ListHistoryResponse {
    let line = |position, sentence: String| HistoryLine {
        position,
        at: "2025-11-12T14:05:00Z".to_owned(),
        recorded_at: "2025-11-12T14:05:01Z".to_owned(),
        actor_id: AMIRA.to_owned(),
        actor_role: "improvement_lead".to_owned(),
        sentence,
        school_id: MARYS.to_owned(),
        area_id: "governance".to_owned(),
        r#type: "plumbline.categories.v1.CategoryChanged".to_owned(),
        stream: "category-1".to_owned(),
        commitments: Vec::new(),
        classes: Vec::new(),
        opens: true,
    };
    let moved = format!(
        "{{school:{MARYS}}} moved from {{region:improve}} to {{region:sustain}} in {{area:behaviour-and-attendance}}."
    );
    let proposed = format!("Governance at {{school:{MARYS}}} was proposed as {{region:improve}}.");
    ListHistoryResponse {
        as_of: as_of(412),
        lines: vec![line(312, moved), line(300, proposed)],
        next_before: 300,
        last_here_on: String::new(),
    }
}

/// A line of the trail that holds typed words.
pub(crate) fn written() -> HistoryLine {
    let lines = history().lines.into_iter();
    let line = lines.last().expect("the history has lines");
    HistoryLine {
        commitments: vec!["5c".repeat(32), "5d".repeat(32)],
        classes: vec![WordsClass::Governors.into(), WordsClass::Unspecified.into()],
        ..line
    }
}

/// What the data protection officer finds.
pub(crate) fn found_words() -> SearchWordsResponse {
    let text = Words { class: WordsClass::Governors.into(), ..words("Lunchtime staff").into() };
    let found = FoundWords { line: Some(written()), words: Some(text) };
    SearchWordsResponse { as_of: as_of(412), found: vec![found], next_before: 7 }
}

pub(crate) fn event() -> event_page::Loaded {
    let sentence = format!(
        "{{school:{MARYS}}} moved from {{region:improve}} to {{region:sustain}} in {{area:governance}}."
    );
    let (event, sentence) = (stored(), Some(words(&sentence)));
    let mut lines = history().lines;
    let because_of = Shown::All(lines.split_off(1));
    let (led_to, as_of) = (Shown::Part(lines, "There are more."), as_of(412));
    event_page::Loaded { event, last_position: 400, sentence, because_of, led_to, as_of }
}

fn stored() -> StoredEvent {
    StoredEvent {
        position: 310,
        stream: format!("category-{MARYS}"),
        version: 5,
        event_id: "0197b3c2-6a51-7cc0-8f4e-0123456789ab".to_owned(),
        r#type: "plumbline.categories.v1.CategoryDecided".to_owned(),
        body: r#"{"regionId":"improve","reason":"<script>alert(1)</script>"}"#.to_owned(),
        metadata: format!(
            r#"{{"actor":"{AMIRA}","role":"improvement_lead","at":"2025-11-12T14:05:00Z"}}"#
        ),
        recorded_at: "2025-11-12T14:05:00.123Z".to_owned(),
        leaf_hash: "9f2c4b7d1e6a8c3f5b0d2e4a6c8f1b3d5e7a9c0b2d4f6a8c1e3b5d7f9a0c2e4b".to_owned(),
    }
}

pub(crate) fn projections() -> Vec<ProjectionLine> {
    let line = |name: &str, position, state: &str, error: &str| ProjectionLine {
        name: words(name),
        position,
        lag: 412 - position,
        state: state.to_owned(),
        error: words(error),
        lag_seconds: if position < 412 { 7_260 } else { 0 },
        paused_since: if state == "paused" {
            "2025-11-12T12:00:00Z".to_owned()
        } else {
            String::new()
        },
    };
    vec![
        line("dashboards_heatmap", 412, "following", ""),
        line("surveys_results", 412, "following", ""),
        line("trail_history", 410, "paused", ""),
        line(
            "reports_drafts",
            299,
            "stopped",
            "cannot read event 300: this build does not know its type",
        ),
    ]
}

pub(crate) fn sealed() -> SealLine {
    SealLine { size: 412, compared_at: "2025-11-27T09:12:00Z".to_owned(), altered: String::new() }
}

pub(crate) fn backed_up() -> BackupLine {
    BackupLine {
        name: "2025-11-26-0230".to_owned(),
        taken_at: "2025-11-26T02:31:00Z".to_owned(),
        proved_at: "2025-11-26T02:36:00Z".to_owned(),
        days: 1,
        late: false,
        days_allowed: 2,
    }
}
