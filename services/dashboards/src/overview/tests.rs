use std::sync::Arc;

use contract::reports::v1::{ReportApproved, ReportDrafted, ReportIssued};
use contract::reviews::v1::{
    FindingRecorded, ReviewCancelled, ReviewHeld, ReviewPostponed, ReviewRequested, TeamMatched,
};
use contract::schools::v1::{MeetingCancelled, MeetingMoved, MeetingScheduled};
use contract::surveys::v1::{
    ResponseRate, ResultsReleased, WaveClosed, WaveExtended, WaveOpened, WaveScheduled,
};

use super::*;
use crate::stand::Stand;

const AUTUMN: &str = "2025-26-autumn";

#[tokio::test]
async fn a_wave_is_followed_to_its_release() {
    let stand = Stand::start().await;
    let wave_id = || "w1".to_owned();
    let scheduled = WaveScheduled {
        wave_id: wave_id(),
        title: "Parents' views".into(),
        term: AUTUMN.into(),
        closes_on: "2025-11-28".into(),
        ..WaveScheduled::default()
    };
    let rate = ResponseRate { percent: Some(45), words: "about 45%".into(), ..Default::default() };
    let released =
        ResultsReleased { wave_id: wave_id(), response_rates: vec![rate], ..Default::default() };
    let steps = [
        (WaveEvent::WaveScheduled(scheduled), "scheduled", ""),
        (
            WaveEvent::WaveOpened(WaveOpened { wave_id: wave_id(), ..WaveOpened::default() }),
            "open",
            "",
        ),
        (WaveEvent::WaveClosed(WaveClosed { wave_id: wave_id(), batches: 1 }), "closed", ""),
        (WaveEvent::ResultsReleased(released), "released", "about 45%"),
    ];
    for (event, state, rate) in steps {
        let position = stand.happens("w1", event).await;
        let overview = stand.overview().await;
        assert_eq!(overview.as_of.unwrap().position, position);
        let wave = &overview.waves[0];
        assert_eq!((wave.state.as_str(), wave.response_rate.as_str()), (state, rate));
        assert_eq!(
            (wave.title.as_str(), wave.closes_on.as_str()),
            ("Parents' views", "2025-11-28")
        );
    }
    let (from, closes_on) = ("2025-11-28".to_owned(), "2025-12-05".to_owned());
    let extended = WaveExtended { wave_id: wave_id(), from, closes_on };
    stand.happens("w1", WaveEvent::WaveExtended(extended)).await;
    assert_eq!(stand.overview().await.waves[0].closes_on, "2025-12-05");
    assert_eq!(stand.rebuilt_differs(Arc::new(Overview)).await, 0);
}

#[tokio::test]
async fn a_review_never_falls_back() {
    let stand = Stand::start().await;
    let review_id = || "r1".to_owned();
    let requested = ReviewRequested {
        review_id: review_id(),
        host_school_id: "s1".into(),
        term: AUTUMN.into(),
        ..ReviewRequested::default()
    };
    let steps = [
        (ReviewEvent::ReviewRequested(requested), "requested", 0),
        (
            ReviewEvent::ReviewHeld(ReviewHeld { review_id: review_id(), on: String::new() }),
            "held",
            0,
        ),
        (TeamMatched { review_id: review_id(), ..TeamMatched::default() }.into(), "held", 0),
        (
            ReviewEvent::FindingRecorded(FindingRecorded {
                review_id: review_id(),
                ..Default::default()
            }),
            "held",
            1,
        ),
    ];
    for (event, state, findings) in steps {
        stand.happens("r1", event).await;
        let review = stand.overview().await.reviews.remove(0);
        assert_eq!((review.state.as_str(), review.findings), (state, findings));
    }
}

#[tokio::test]
async fn a_review_moves_to_another_term_and_goes_when_it_is_called_off() {
    let stand = Stand::start().await;
    let review_id = || "r1".to_owned();
    let requested = ReviewRequested {
        review_id: review_id(),
        host_school_id: "s1".into(),
        term: AUTUMN.into(),
        ..ReviewRequested::default()
    };
    stand.happens("r1", ReviewEvent::ReviewRequested(requested)).await;
    let term = "2025-26-spring".to_owned();
    let postponed = ReviewPostponed { review_id: review_id(), term: term.clone(), reason: None };
    stand.happens("r1", ReviewEvent::ReviewPostponed(postponed)).await;
    assert_eq!(stand.overview().await.reviews.remove(0).term, term);
    let cancelled = ReviewCancelled { review_id: review_id(), ..ReviewCancelled::default() };
    stand.happens("r1", ReviewEvent::ReviewCancelled(cancelled)).await;
    assert!(stand.overview().await.reviews.is_empty());
    assert_eq!(stand.rebuilt_differs(Arc::new(Overview)).await, 0);
}

fn meeting(on: &str) -> CommitteeEvent {
    CommitteeEvent::MeetingScheduled(MeetingScheduled {
        school_id: "s1".into(),
        term: AUTUMN.into(),
        on: on.into(),
        ..MeetingScheduled::default()
    })
}

fn drafted() -> ReportEvent {
    ReportEvent::ReportDrafted(ReportDrafted {
        report_id: "p1".into(),
        school_id: "s1".into(),
        term: AUTUMN.into(),
        ..ReportDrafted::default()
    })
}

async fn state(stand: &Stand) -> (String, String) {
    let mut reports = stand.overview().await.reports;
    assert_eq!(reports.len(), 1);
    let report = reports.remove(0);
    (report.state, report.due_on)
}

#[tokio::test]
async fn a_report_is_due_seven_days_before_the_meeting_and_stays_issued() {
    let stand = Stand::start().await;
    stand.happens("c1", meeting("2026-03-05")).await;
    assert_eq!(state(&stand).await, ("due".into(), "2026-02-25".into()));
    stand.happens("p1", drafted()).await;
    stand.happens("c1", meeting("2026-03-12")).await;
    assert_eq!(state(&stand).await, ("drafted".into(), "2026-03-04".into()));
    let approved = ReportApproved { report_id: "p1".into() };
    stand.happens("p1", ReportEvent::ReportApproved(approved)).await;
    assert_eq!(state(&stand).await.0, "approved");
    let issued = ReportIssued {
        report_id: "p1".into(),
        school_id: "s1".into(),
        term: AUTUMN.into(),
        ..ReportIssued::default()
    };
    stand.happens("p1", ReportEvent::ReportIssued(issued)).await;
    stand.happens("p1", drafted()).await;
    assert_eq!(state(&stand).await, ("issued".into(), "2026-03-04".into()));
}

#[tokio::test]
async fn a_cancelled_meeting_is_told_until_another_is_fixed() {
    let stand = Stand::start().await;
    stand.happens("c1", meeting("2026-03-05")).await;
    stand.happens("p1", drafted()).await;
    let moved = MeetingMoved {
        school_id: "s1".into(),
        term: AUTUMN.into(),
        on: "2026-03-12".into(),
        report_meeting_on: "2026-03-12".into(),
        ..MeetingMoved::default()
    };
    stand.happens("c1", CommitteeEvent::MeetingMoved(moved)).await;
    assert_eq!(state(&stand).await, ("drafted".into(), "2026-03-04".into()));
    let cancelled = MeetingCancelled {
        school_id: "s1".into(),
        term: AUTUMN.into(),
        on: "2026-03-12".into(),
        ..MeetingCancelled::default()
    };
    stand.happens("c1", CommitteeEvent::MeetingCancelled(cancelled)).await;
    let line = stand.overview().await.reports.remove(0);
    let days = [line.meeting_on.as_str(), line.due_on.as_str(), line.cancelled_on.as_str()];
    assert_eq!(days, ["", "", "2026-03-12"]);
    stand.happens("c1", meeting("2026-03-19")).await;
    let line = stand.overview().await.reports.remove(0);
    assert_eq!([line.meeting_on.as_str(), line.cancelled_on.as_str()], ["2026-03-19", ""]);
}

#[tokio::test]
async fn a_report_without_a_meeting_is_listed_without_a_day() {
    let stand = Stand::start().await;
    stand.happens("p1", drafted()).await;
    assert_eq!(state(&stand).await, ("drafted".into(), String::new()));
}

#[tokio::test]
async fn a_meeting_on_no_day_stops_the_projection() {
    let stand = Stand::start().await;
    stand.store.record(stand.trust, "c1", vec![meeting("soon")]).await;
    let follower = stand.store.follower("dashboards", Arc::new(Overview)).await;
    assert!(follower.catch_up(stand.trust).await.unwrap_err().to_string().contains("soon"));
}
