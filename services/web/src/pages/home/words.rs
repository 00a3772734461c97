//! The words of a task, and the page that holds its form.

use contract::dashboards::v1::{Task, TaskKind};

use crate::dates;
use crate::ground::Ground;
use crate::pages::counted;
use crate::pages::required::period_words;

/// What is to be done, in words that follow "you have to".
pub(crate) fn what(task: &Task, ground: &Ground) -> String {
    use TaskKind::*;
    let term = dates::term(&task.term);
    match task.kind() {
        Unspecified => "Something that this version of the pages does not know".to_owned(),
        StateView => format!("State the school’s own view, {term}"),
        Propose => format!("Propose regions, {term}"),
        AnswerProposal => format!("Accept or challenge what is proposed, {term}"),
        Moderate => format!("Record how a challenge was moderated, {term}"),
        Decide => format!("Decide, {term}"),
        Share => format!("Share what was decided, {term}"),
        OpenWave => format!("Open the survey “{}”", task.title),
        HandOutLinks => format!("Take the links of the survey “{}”", task.title),
        CloseWave => format!("Close the survey “{}”", task.title),
        ReleaseResults => format!("Release the results of “{}”", task.title),
        MatchTeam => "Name the team of the peer review".to_owned(),
        AgreeDistribution => "Agree who receives what the peer review finds".to_owned(),
        HoldReview => "Hold the peer review, and record its day".to_owned(),
        CompleteReview => "Record the findings, and end the peer review".to_owned(),
        FollowUp => "Look again at what the peer review found to improve".to_owned(),
        DraftReport => format!("Draft the report, {term}"),
        CommentOnReport => format!("Finish the draft report with your commentary, {term}"),
        ApproveReport => format!("Approve the report, {term}"),
        IssueReport => format!("Issue the report, {term}"),
        AnswerQuestion => match task.part_ids.len() {
            1 => "Answer a governor’s question".to_owned(),
            more => format!("Answer {more} of the governors’ questions"),
        },
        CorrectFigure => match task.part_ids.len() {
            1 => format!("Look at a printed figure that changed, {term}"),
            more => format!("Look at {more} printed figures that changed, {term}"),
        },
        AnswerPairing => {
            let area = task.part_ids.first().map(|area| ground.names.area(area));
            format!("Say yes or no to a partnership in {}", area.unwrap_or_default())
        }
        RequestReview => {
            let area = task.part_ids.first().map(|area| ground.names.area(area));
            let other = ground.names.school(&task.other_school_id);
            let area = area.unwrap_or_default();
            format!("Ask for the peer review in {area} that the partnership with {other} agreed")
        }
        FollowUpInvitation => {
            let name = ground.names.person(&task.thing_id);
            format!("Ask {name} to take up the invitation, or invite again")
        }
        BeginSelfEvaluation => format!("Begin the self-evaluation, {term}"),
        SignSelfEvaluation => format!("Finish the self-evaluation and sign it off, {term}"),
        AdoptRequirement => format!("Adopt “{}”, {}", task.title, period_words(period(task))),
        CommentOnFramework => "Comment on the draft of the framework".to_owned(),
        SettleFrameworkDraft => "Have the draft of the framework agreed, or withdraw it".to_owned(),
    }
}

/// The academic year or the term for which a requirement is adopted.
fn period(task: &Task) -> &str {
    task.part_ids.first().map(String::as_str).unwrap_or_default()
}

/// The page that holds the form of a task.
pub(crate) fn address(task: &Task) -> String {
    use TaskKind::*;
    let (school, thing) = (&task.school_id, &task.thing_id);
    match task.kind() {
        Unspecified => "/".to_owned(),
        StateView => format!("/rounds/{thing}/schools/{school}/views"),
        AnswerProposal => format!("/rounds/{thing}/schools/{school}/answers"),
        Propose => format!("/rounds/{thing}/schools/{school}/proposals"),
        Moderate => format!("/rounds/{thing}/moderation"),
        Decide => format!("/rounds/{thing}/meeting"),
        Share => format!("/rounds/{thing}/sharing"),
        OpenWave | HandOutLinks | CloseWave | ReleaseResults => format!("/surveys/{thing}#next"),
        MatchTeam | AgreeDistribution | HoldReview | CompleteReview => {
            format!("/reviews/{thing}#next")
        }
        FollowUp => format!("/reviews/{thing}"),
        DraftReport => "/reports".to_owned(),
        CommentOnReport | ApproveReport | IssueReport => format!("/reports/{thing}#next"),
        AnswerQuestion => format!("/reports/{thing}#questions"),
        CorrectFigure => format!("/reports/{thing}#changed"),
        AnswerPairing => format!("/schools/{school}#reviews"),
        RequestReview => format!("/schools/{school}#reviews"),
        FollowUpInvitation => "/people".to_owned(),
        BeginSelfEvaluation => format!("/schools/{school}/sef"),
        SignSelfEvaluation => format!("/schools/{school}/sef/{}", task.term),
        AdoptRequirement => {
            // A term begins with its year: `2025-26-autumn`.
            let year = period(task).get(..7).unwrap_or_default();
            format!("/schools/{school}/requirements/{year}")
        }
        CommentOnFramework | SettleFrameworkDraft => "/framework/draft".to_owned(),
    }
}

/// The page of one of the areas that a task about judging names.
pub(super) fn area_address(task: &Task, area: &str) -> String {
    format!("/schools/{}/areas/{area}", task.school_id)
}

/// Whether the parts of a task are areas, each with a page of its own.
pub(super) fn is_about_areas(task: &Task) -> bool {
    use TaskKind::*;
    matches!(task.kind(), StateView | Propose | AnswerProposal | Moderate | Decide | Share)
}

/// How much of it waits: `2 of 7 areas`.
pub(crate) fn how_much(task: &Task) -> Option<String> {
    let waiting = task.part_ids.len();
    let all = usize::try_from(task.parts).unwrap_or(usize::MAX);
    if is_about_areas(task) {
        let some = format!("{waiting} of {all} areas");
        Some(if waiting < all { some } else { counted(waiting, "area", "areas") })
    } else {
        let looks_again = task.kind() == TaskKind::FollowUp;
        looks_again.then(|| counted(waiting, "finding", "findings"))
    }
}

/// When it is due, or since when it waits.
pub(super) fn when(task: &Task) -> String {
    let meeting = match task.kind() {
        TaskKind::DraftReport
        | TaskKind::CommentOnReport
        | TaskKind::ApproveReport
        | TaskKind::IssueReport
        | TaskKind::AnswerQuestion
            if !task.happens_on.is_empty() =>
        {
            format!(", for the meeting on {}", dates::day(&task.happens_on))
        }
        _ => String::new(),
    };
    match task.due_on.as_str() {
        "" => format!("Waits since {}{meeting}", dates::day(&task.since)),
        due if task.overdue => format!("Was due by {}{meeting}", dates::weekday(due)),
        due => format!("Due by {}{meeting}", dates::weekday(due)),
    }
}
