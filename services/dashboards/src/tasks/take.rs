//! Turns an event into what it does to the list of tasks. Read aloud: "a proposal was challenged: the answer is done, and it
//! waits to be moderated".

mod by_day;
mod printed;
mod reviews;

use contract::categories::v1::Cell;
use contract::dashboards::v1::TaskKind;
use contract::events::{
    AnyEvent, CategoryEvent, FrameworkEvent, PersonEvent, ReportEvent, RoundEvent, SchoolEvent,
    WaveEvent,
};
use contract::reports::v1::ReportDrafted;
use contract::surveys::v1::{OpeningObstacle, WaveScheduled};
use contract::{PAPERS_OUT, ReportMeeting};
use jiff::civil::Date;

use super::days::papers_out;
use super::rows::{TaskBegun, TaskEnd, TaskFollowing, TaskMeeting, TaskStep};

/// The steps of an event, in order.
pub(crate) fn take(event: &AnyEvent) -> Vec<TaskStep> {
    match event {
        AnyEvent::Framework(FrameworkEvent::FrameworkAgreed(framework)) => {
            let area_ids = framework.areas.iter().map(|area| area.area_id.clone()).collect();
            let agreed = by_day::not_asked(&framework.framework_id);
            let framework = (framework.framework_id.clone(), framework.version);
            vec![TaskStep::Areas { framework, area_ids }, agreed]
        }
        AnyEvent::FrameworkDraft(event) => by_day::drafted(event).into_iter().collect(),
        AnyEvent::FrameworkComment(event) => vec![by_day::commented(event)],
        AnyEvent::AcademicYear(event) => vec![by_day::terms(event)],
        AnyEvent::SefTemplate(event) => by_day::template(event).into_iter().collect(),
        AnyEvent::SelfEvaluation(event) => by_day::evaluated(event).into_iter().collect(),
        AnyEvent::Requirement(event) => vec![by_day::required(event)],
        AnyEvent::Adoption(event) => vec![by_day::adopted(event)],
        AnyEvent::Round(event) => round(event),
        AnyEvent::Category(event) => judged(event),
        AnyEvent::Wave(event) => surveyed(event),
        AnyEvent::Review(event) => reviews::reviewed(event),
        AnyEvent::Pairing(event) => reviews::paired(event),
        AnyEvent::Committee(event) => {
            let meeting = ReportMeeting::after(event).map(|meeting| TaskMeeting {
                school_id: meeting.school_id.to_owned(),
                term: meeting.term.to_owned(),
                on: meeting.on.to_owned(),
                due_on: papers_out(meeting.on),
            });
            meeting.map(TaskStep::Meeting).into_iter().collect()
        }
        AnyEvent::Report(event) => reported(event),
        AnyEvent::Figure(event) => vec![printed::recorded(event)],
        AnyEvent::ImportedFigures(event) => vec![printed::brought(event)],
        AnyEvent::Person(event) => invited(event),
        AnyEvent::School(SchoolEvent::LeaveArranged(leaves)) => {
            gone(&leaves.school_id, &leaves.on).into_iter().collect()
        }
        AnyEvent::School(SchoolEvent::SchoolLeft(left)) => {
            gone(&left.school_id, &left.on).into_iter().collect()
        }
        // A school that was to join had no tasks, and one that was to return has left.
        AnyEvent::School(SchoolEvent::ArrangementTakenBack(taken))
            if !taken.joining && !taken.returning =>
        {
            vec![back(&taken.school_id)]
        }
        AnyEvent::School(SchoolEvent::SchoolJoined(joined)) => {
            vec![back(&joined.school_id), by_day::joined(&joined.school_id, &joined.joined_on)]
        }
        AnyEvent::School(SchoolEvent::LeaveCorrected(corrected)) => {
            vec![back(&corrected.school_id)]
        }
        AnyEvent::School(SchoolEvent::SchoolReturned(returned)) => {
            vec![back(&returned.school_id), by_day::joined(&returned.school_id, &returned.on)]
        }
        _ => Vec::new(),
    }
}

/// The school is not in the trust from a day on. Without a day nothing is known of when the tasks end.
fn gone(school_id: &str, on: &str) -> Option<TaskStep> {
    let on: Date = on.parse().ok()?;
    Some(TaskStep::Left { school_id: school_id.to_owned(), on: Some(on.to_string()) })
}

/// The school is in the trust: what waits there counts.
fn back(school_id: &str) -> TaskStep {
    TaskStep::Left { school_id: school_id.to_owned(), on: None }
}

fn round(event: &RoundEvent) -> Vec<TaskStep> {
    match event {
        RoundEvent::RoundOpened(round) => vec![TaskStep::ViewsOwed {
            round_id: round.round_id.clone(),
            term: round.term.clone(),
            school_ids: round.school_ids.clone(),
            framework: (round.framework_id.clone(), round.framework_version),
            due_on: round.views_by.clone(),
        }],
        // What was decided is still shared.
        RoundEvent::RoundClosed(round) => {
            vec![ends(&[TaskKind::StateView, TaskKind::Propose], &round.round_id)]
        }
        // What its closing left unjudged is opened again by an event of its own.
        RoundEvent::RoundReopened(_) => Vec::new(),
        RoundEvent::SchoolAddedToRound(added) => vec![TaskStep::ViewsOwed {
            round_id: added.round_id.clone(),
            term: added.term.clone(),
            school_ids: vec![added.school_id.clone()],
            framework: (added.framework_id.clone(), added.framework_version),
            due_on: added.views_by.clone(),
        }],
        RoundEvent::SchoolTakenOutOfRound(taken) => {
            use TaskKind::{AnswerProposal, Decide, Moderate, Propose, Share, StateView};
            let kinds = vec![StateView, Propose, AnswerProposal, Moderate, Decide, Share];
            let (thing_id, school_id) = (taken.round_id.clone(), taken.school_id.clone());
            vec![TaskStep::Ends(TaskEnd { kinds, thing_id, school_id, part: String::new() })]
        }
    }
}

fn judged(event: &CategoryEvent) -> Vec<TaskStep> {
    use TaskKind::{AnswerProposal, Decide, Moderate, Propose, Share, StateView};
    let (cell, done, next): (_, &[TaskKind], _) = match event {
        CategoryEvent::SchoolViewStated(event) => (&event.cell, &[StateView], Some(Propose)),
        CategoryEvent::ViewNotGiven(event) => (&event.cell, &[StateView], Some(Propose)),
        CategoryEvent::ProposalWithdrawn(event) => {
            (&event.cell, &[AnswerProposal, Decide], Some(Propose))
        }
        CategoryEvent::RegionProposed(event) => {
            (&event.cell, &[StateView, Propose, Decide], Some(AnswerProposal))
        }
        // The school can answer still; it can be decided now as well.
        CategoryEvent::AnswerNotGiven(event) => (&event.cell, &[], Some(Decide)),
        CategoryEvent::ProposalAccepted(event) => (&event.cell, &[AnswerProposal], Some(Decide)),
        CategoryEvent::ProposalChallenged(event) => {
            (&event.cell, &[AnswerProposal, Decide], Some(Moderate))
        }
        CategoryEvent::Moderated(event) => (&event.cell, &[AnswerProposal, Moderate], Some(Decide)),
        CategoryEvent::CategoryDecided(event) => {
            let before: &[TaskKind] = &[StateView, Propose, AnswerProposal, Moderate, Decide];
            (&event.cell, before, Some(Share))
        }
        CategoryEvent::CategoryNotJudged(event) => {
            let before: &[TaskKind] = &[StateView, Propose, AnswerProposal, Moderate, Decide];
            (&event.cell, before, None)
        }
        CategoryEvent::CategoryShared(event) => (&event.cell, &[Share], None),
        // What stands stays, everything after it is asked anew.
        CategoryEvent::CategoryReopened(event) => {
            let next = match (event.proposed, event.viewed) {
                (true, _) => AnswerProposal,
                (false, true) => Propose,
                (false, false) => StateView,
            };
            (&event.cell, &[Share], Some(next))
        }
        CategoryEvent::CategoryChanged(_) => return Vec::new(),
    };
    let Some(Cell { school_id, area_id, round_id, .. }) = cell else { return Vec::new() };
    let (school_id, part, thing_id) = (school_id.clone(), area_id.clone(), round_id.clone());
    let due_on = match event {
        CategoryEvent::RegionProposed(event) => event.answer_by.clone(),
        _ => String::new(),
    };
    let next = next.map(|kind| {
        let (school_id, part, thing_id) = (school_id.clone(), part.clone(), thing_id.clone());
        let following = TaskFollowing { due_on, ..TaskFollowing::default() };
        TaskStep::Follows(TaskFollowing { kind, thing_id, school_id, part, ..following })
    });
    let kinds = done.to_vec();
    std::iter::once(TaskStep::Ends(TaskEnd { kinds, thing_id, school_id, part }))
        .chain(next)
        .collect()
}

fn surveyed(event: &WaveEvent) -> Vec<TaskStep> {
    use TaskKind::{CloseWave, HandOutLinks, OpenWave, ReleaseResults};
    match event {
        WaveEvent::WaveScheduled(WaveScheduled {
            wave_id,
            title,
            term,
            opens_on,
            closes_on,
            ..
        }) => {
            vec![TaskStep::Begins(TaskBegun {
                kind: OpenWave,
                thing_id: wave_id.clone(),
                title: title.clone(),
                term: term.clone(),
                due_on: opens_on.clone(),
                happens_on: closes_on.clone(),
                ..TaskBegun::default()
            })]
        }
        // It opens by itself, unless something holds it up on its day.
        WaveEvent::InvitationsPlanned(plan) => vec![ends(&[OpenWave], &plan.wave_id)],
        WaveEvent::OpeningHeldUp(held) => match held.obstacle() {
            OpeningObstacle::WindowOver => vec![ends(&[OpenWave], &held.wave_id)],
            _ => vec![ends(&[OpenWave], &held.wave_id), follows(OpenWave, &held.wave_id, Some(0))],
        },
        WaveEvent::WaveOpened(wave) => {
            let links = wave.by_itself.then(|| follows(HandOutLinks, &wave.wave_id, None));
            let open = [ends(&[OpenWave], &wave.wave_id)];
            let closes = follows(CloseWave, &wave.wave_id, Some(0));
            open.into_iter().chain(links).chain([closes]).collect()
        }
        WaveEvent::WaveExtended(wave) => vec![TaskStep::DayMoved {
            kind: CloseWave,
            thing_id: wave.wave_id.clone(),
            on: wave.closes_on.clone(),
        }],
        WaveEvent::LinksHandedOut(wave) => vec![ends(&[HandOutLinks], &wave.wave_id)],
        WaveEvent::WaveClosed(wave) => {
            vec![
                ends(&[OpenWave, HandOutLinks, CloseWave], &wave.wave_id),
                follows(ReleaseResults, &wave.wave_id, None),
            ]
        }
        WaveEvent::ResultsReleased(wave) => vec![ends(&[ReleaseResults], &wave.wave_id)],
        WaveEvent::AnswersCollected(_) => Vec::new(),
    }
}

fn reported(event: &ReportEvent) -> Vec<TaskStep> {
    use TaskKind::{AnswerQuestion, ApproveReport, CommentOnReport, DraftReport, IssueReport};
    match event {
        ReportEvent::ReportDrafted(report) => {
            let ReportDrafted { report_id, school_id, term, .. } = report;
            let owed = |kind, once| {
                TaskStep::Begins(TaskBegun {
                    kind,
                    school_id: school_id.clone(),
                    thing_id: report_id.clone(),
                    term: term.clone(),
                    due_on: papers_out(&report.meeting_on),
                    happens_on: report.meeting_on.clone(),
                    once,
                    ..TaskBegun::default()
                })
            };
            vec![
                ends_at(DraftReport, term, school_id),
                ends(&[ApproveReport, IssueReport], report_id),
                // Commentary stays when a report is drafted again.
                owed(CommentOnReport, true),
                owed(ApproveReport, false),
            ]
        }
        ReportEvent::CommentaryAdded(report) => vec![ends(&[CommentOnReport], &report.report_id)],
        ReportEvent::ReportApproved(report) => vec![
            ends(&[CommentOnReport, ApproveReport], &report.report_id),
            follows(IssueReport, &report.report_id, Some(PAPERS_OUT)),
        ],
        ReportEvent::ReportIssued(report) => vec![
            ends_at(DraftReport, &report.term, &report.school_id),
            ends(&[CommentOnReport, ApproveReport, IssueReport], &report.report_id),
            printed::issued(report),
        ],
        ReportEvent::QuestionAsked(question) => {
            let part = question.question_id.clone();
            let asked = following(AnswerQuestion, &question.report_id);
            vec![TaskStep::Follows(TaskFollowing { part, days_before: Some(0), ..asked })]
        }
        ReportEvent::QuestionAnswered(question) => vec![TaskStep::Ends(TaskEnd {
            kinds: vec![AnswerQuestion],
            thing_id: question.report_id.clone(),
            part: question.question_id.clone(),
            ..TaskEnd::default()
        })],
        ReportEvent::CorrectionIssued(correction) => {
            printed::corrected(correction).into_iter().collect()
        }
        ReportEvent::ChangeMarked(_)
        | ReportEvent::CommentaryReworded(_)
        | ReportEvent::CommentaryRemoved(_)
        | ReportEvent::CommentaryMoved(_)
        | ReportEvent::DecisionRequested(_)
        | ReportEvent::DecisionDropped(_)
        | ReportEvent::SentForApproval(_)
        | ReportEvent::SentBack(_)
        | ReportEvent::QuestionFollowedUp(_)
        | ReportEvent::QuestionClosed(_)
        | ReportEvent::ReportOpened(_) => Vec::new(),
    }
}

fn invited(event: &PersonEvent) -> Vec<TaskStep> {
    let over = |person_id: &str| ends(&[TaskKind::FollowUpInvitation], person_id);
    match event {
        PersonEvent::PersonInvited(invited) => {
            let until = invited.until.parse().map(contract::british_day);
            vec![
                over(&invited.person_id),
                TaskStep::Begins(TaskBegun {
                    kind: TaskKind::FollowUpInvitation,
                    thing_id: invited.person_id.clone(),
                    due_on: until.map(|day| day.to_string()).unwrap_or_default(),
                    ..TaskBegun::default()
                }),
            ]
        }
        PersonEvent::InvitationAccepted(accepted) => vec![over(&accepted.person_id)],
        PersonEvent::InvitationEnded(ended) => vec![over(&ended.person_id)],
        PersonEvent::PersonErased(erased) => vec![over(&erased.person_id)],
        PersonEvent::PersonChanged(changed) if changed.invitation_ended => {
            vec![over(&changed.person_id)]
        }
        PersonEvent::PersonChanged(_)
        | PersonEvent::PersonRegistered(_)
        | PersonEvent::RoleGranted(_)
        | PersonEvent::RoleEnded(_)
        | PersonEvent::RoleEndTakenBack(_)
        | PersonEvent::RoleTookEffect(_)
        | PersonEvent::RoleRanOut(_)
        | PersonEvent::LegalHoldPlaced(_)
        | PersonEvent::LegalHoldReleased(_) => Vec::new(),
    }
}

fn ends(kinds: &[TaskKind], thing_id: &str) -> TaskStep {
    let (kinds, thing_id) = (kinds.to_vec(), thing_id.to_owned());
    TaskStep::Ends(TaskEnd { kinds, thing_id, ..TaskEnd::default() })
}

fn ends_at(kind: TaskKind, thing_id: &str, school_id: &str) -> TaskStep {
    let (thing_id, school_id) = (thing_id.to_owned(), school_id.to_owned());
    TaskStep::Ends(TaskEnd { kinds: vec![kind], thing_id, school_id, part: String::new() })
}

fn following(kind: TaskKind, thing_id: &str) -> TaskFollowing {
    TaskFollowing { kind, thing_id: thing_id.to_owned(), ..TaskFollowing::default() }
}

fn follows(kind: TaskKind, thing_id: &str, days_before: Option<i32>) -> TaskStep {
    TaskStep::Follows(TaskFollowing { days_before, ..following(kind, thing_id) })
}
