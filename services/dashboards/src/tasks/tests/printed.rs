//! Figures that issued reports print, and what became of them since.

use contract::FigureKey;
use contract::events::{FigureEvent, ImportedFiguresEvent};
use contract::evidence::v1::{
    FigureRecorded, FigureStatus, FigureValue, FigureVersion, FigureWithdrawn, FiguresImported,
    ImportTakenBack, ImportedFigure,
};
use contract::reports::v1::{CorrectionIssued, PrintedFigure};

use super::*;

const MEASURE: &str = "ks2-rwm-expected";
const PERIOD: &str = "2025-26";

fn key(school_id: &str) -> FigureKey<'_> {
    FigureKey { school_id, measure_id: MEASURE, period: PERIOD, breakdown_id: "" }
}

impl Stand {
    fn figure(&self) -> String {
        key(&MARYS.to_string()).id(self.trust)
    }

    async fn brought(&self, event: impl Into<ImportedFiguresEvent>) -> u64 {
        self.happens(&key(&MARYS.to_string()).series_id(self.trust), event.into()).await
    }

    /// A file brings the figure of St Mary's, of so many pupils in a hundred.
    async fn imports(&self, import_id: &str, of_hundred: f64, status: FigureStatus) -> u64 {
        let figure = ImportedFigure {
            value: Some(FigureValue { number: Some(of_hundred), absence: None }),
            cohort: Some(41),
            status: status.into(),
            ..ImportedFigure::default()
        };
        self.brought(FiguresImported {
            import_id: import_id.to_owned(),
            school_id: MARYS.to_string(),
            measure_id: MEASURE.to_owned(),
            period: PERIOD.to_owned(),
            measure_version: 1,
            figures: vec![figure],
            ..FiguresImported::default()
        })
        .await
    }

    async fn takes_back(&self, import_id: &str) {
        self.brought(ImportTakenBack {
            import_id: import_id.to_owned(),
            school_id: MARYS.to_string(),
            measure_id: MEASURE.to_owned(),
            period: PERIOD.to_owned(),
            reason: None,
        })
        .await;
    }

    /// A report prints the figure as it stood at a position.
    async fn prints(&self, report_id: &str, position: u64) {
        let printed = PrintedFigure { figure_id: self.figure(), position, ..Default::default() };
        self.reported(ReportIssued {
            report_id: report_id.to_owned(),
            school_id: MARYS.to_string(),
            term: TERM.to_owned(),
            figures: vec![printed],
            ..ReportIssued::default()
        })
        .await;
    }

    /// The reports that the improvement lead has to look at.
    async fn changed(&self) -> Vec<String> {
        let tasks = self.of(LEAD).await.into_iter();
        let tasks = tasks.filter(|task| task.kind() == TaskKind::CorrectFigure);
        tasks.map(|task| task.thing_id).collect()
    }
}

#[tokio::test]
async fn what_a_re_import_changed_in_a_printed_figure_waits_for_a_person() {
    let stand = Stand::peopled().await;
    let first = stand.imports("i1", 62.0, FigureStatus::Provisional).await;
    stand.prints("r1", first).await;
    stand.imports("i2", 62.0, FigureStatus::Revised).await;
    assert!(stand.changed().await.is_empty(), "the same number, settled further");
    stand.imports("i3", 65.0, FigureStatus::Final).await;
    let task = stand.of(LEAD).await.remove(0);
    assert_eq!((task.kind(), task.thing_id.as_str()), (TaskKind::CorrectFigure, "r1"));
    assert_eq!((task.part_ids, task.term.as_str()), (vec![stand.figure()], TERM));
    assert_eq!((task.school_id, task.owed_by), (MARYS.to_string(), "improvement_lead".to_owned()));
    assert!(stand.of(HEAD).await.is_empty(), "the lead corrects");
    let all = ListTasksRequest { of_others: true, ..Default::default() };
    let told = stand.tasks(HEAD, TODAY, all.clone()).await.unwrap().tasks;
    assert_eq!(told[0].kind(), TaskKind::CorrectFigure, "who writes in reports is told");
    assert!(stand.tasks(GOVERNOR, TODAY, all).await.unwrap().tasks.is_empty());
    stand.takes_back("i3").await;
    assert!(stand.changed().await.is_empty(), "what was printed stands again");
    assert_eq!(stand.rebuilt_differs(Arc::new(Tasks)).await, 0);
}

#[tokio::test]
async fn a_changed_figure_waits_until_a_correction_names_it_or_a_later_report_prints_it() {
    let stand = Stand::peopled().await;
    let first = stand.imports("i1", 62.0, FigureStatus::Provisional).await;
    // It changes between the draft and the issue.
    let second = stand.imports("i2", 65.0, FigureStatus::Revised).await;
    stand.prints("r1", first).await;
    assert_eq!(stand.changed().await, ["r1"]);
    let correction = |figure_id: String| CorrectionIssued {
        report_id: "r1".to_owned(),
        figure_id,
        ..CorrectionIssued::default()
    };
    stand.reported(correction(String::new())).await;
    assert_eq!(stand.changed().await, ["r1"], "a correction of something else");
    stand.reported(correction(stand.figure())).await;
    assert!(stand.changed().await.is_empty());
    stand.imports("i3", 66.0, FigureStatus::Final).await;
    assert_eq!(stand.changed().await, ["r1"], "the correction is out of date, too");
    stand.prints("r2", second).await;
    assert_eq!(stand.changed().await, ["r2"], "the newest report that prints it");
    assert_eq!(stand.rebuilt_differs(Arc::new(Tasks)).await, 0);
}

#[tokio::test]
async fn a_printed_figure_that_a_person_withdraws_waits_for_a_person() {
    let stand = Stand::peopled().await;
    let states = FigureVersion {
        value: Some(FigureValue { number: Some(62.0), absence: None }),
        ..FigureVersion::default()
    };
    let recorded = FigureRecorded {
        figure_id: stand.figure(),
        school_id: MARYS.to_string(),
        states: Some(states),
        ..FigureRecorded::default()
    };
    let (id, recorded) = (stand.figure(), FigureEvent::FigureRecorded(recorded));
    let position = stand.happens(&id, recorded.clone()).await;
    stand.prints("r1", position).await;
    let withdrawn = FigureWithdrawn { figure_id: id.clone(), ..FigureWithdrawn::default() };
    stand.happens(&id, FigureEvent::FigureWithdrawn(withdrawn)).await;
    assert_eq!(stand.changed().await, ["r1"]);
    stand.happens(&id, recorded).await;
    assert!(stand.changed().await.is_empty(), "it is recorded again as it was printed");
    assert_eq!(stand.rebuilt_differs(Arc::new(Tasks)).await, 0);
}
