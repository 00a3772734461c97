//! Whether what people see is up to date, the record as it was sealed, and a backup proved.

use axum::extract::State;
use contract::trail::v1::{BackupLine, ListProjectionsRequest, ProjectionLine, SealLine};
use maud::{Markup, html};

use super::{counted, state};
use crate::components::{Cell, Table, warning};
use crate::dates;
use crate::failure::Failure;
use crate::frame::{Frame, Place, page};
use crate::routes::Routes;
use crate::services::ask;
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found.
pub(crate) fn routes() -> Routes {
    Routes::default().get("/status", show)
}

/// `GET /status`
pub(crate) async fn show(State(web): State<Web>, visitor: Visitor) -> Result<Markup, Failure> {
    let request = ask(&visitor.caller(), ListProjectionsRequest::default());
    let standing = web.services.trail().list_projections(request).await?.into_inner();
    let seal = standing.seal.unwrap_or_default();
    Ok(render(&visitor, &standing.projections, &seal, standing.backup.as_ref()))
}

pub(crate) fn render(
    visitor: &Visitor,
    lines: &[ProjectionLine],
    seal: &SealLine,
    backup: Option<&BackupLine>,
) -> Markup {
    let stopped = lines.iter().any(|line| line.state == "stopped");
    let paused = lines.iter().any(|line| line.state == "paused");
    let rows = lines.iter().map(|line| {
        vec![
            Cell::new(html! { span.pl-mono { (line.name) } }),
            Cell::new(state(&line.state)),
            Cell::number(line.position.to_string()),
            Cell::number(line.lag.to_string()),
            Cell::number(age(line.lag_seconds)),
            Cell::text(&line.error),
        ]
    });
    let body = html! {
        h1.govuk-heading-l { "Status" }
        (sealed(seal))
        // An earlier trail service knows nothing of backups.
        @if let Some(backup) = backup { (backed_up(backup)) }
        @if stopped {
            (warning("Some of what you see is not up to date: a projection has stopped. It says below why, and goes on from there once mended."))
        } @else if paused {
            (warning("Some of what you see is not up to date: an operator has paused a projection. It takes in what it has missed when it is resumed."))
        } @else {
            p.pl-lead { (message(lines)) }
        }
        (Table {
            caption: Some("Projections of the record"),
            head: vec![("Projection", false), ("State", false), ("Position", true), ("Events behind", true), ("Behind for", true), ("Why it stopped", false)],
            rows: rows.collect(),
            first_is_header: true,
            stacks: true,
        }.render())
    };
    page(
        &Frame {
            title: "Status",
            place: Place::Status,
            visitor,
            crumbs: &[],
            as_of: None,
            problem: false,
        },
        &body,
    )
}

/// Whether the record is still what was sealed.
fn sealed(seal: &SealLine) -> Markup {
    if !seal.altered.is_empty() {
        let said = format!(
            "The record is not as it was sealed: {}. Nothing more is sealed until it is put right. Tell the people who run Plumbline for you.",
            seal.altered
        );
        return warning(&said);
    }
    html! {
        @if !seal.compared_at.is_empty() {
            p.govuk-body {
                "The first " (seal.size) " events of the record are sealed. All of them were compared with the seal at "
                (dates::moment(&seal.compared_at)) ", and every one was as it was sealed."
            }
        }
    }
}

/// How old the newest backup is that was restored on trial; loudly where that is too long ago.
fn backed_up(backup: &BackupLine) -> Markup {
    let allowed = counted(backup.days_allowed as usize, "day", "days");
    let never = backup.taken_at.is_empty();
    let said = if never {
        "A backup of the record was never restored on trial, so it is not known whether one would help."
            .to_owned()
    } else {
        let age = match backup.days {
            0 => "less than a day".to_owned(),
            // It counts whole days, and a late one is older than those that are allowed.
            days if backup.late => format!("more than {}", counted(days as usize, "day", "days")),
            days => counted(days as usize, "day", "days"),
        };
        format!(
            "The newest backup that was restored on trial is {age} old. It holds the record as it was at {}. It was restored on trial at {}, and was as it had been sealed.",
            dates::moment(&backup.taken_at),
            dates::moment(&backup.proved_at)
        )
    };
    if backup.late {
        let it = if never { "The newest" } else { "It" };
        let loudly = format!(
            "{said} {it} may be at most {allowed} old. Tell the people who run Plumbline for you."
        );
        return warning(&loudly);
    }
    html! { p.govuk-body { (said) } }
}

/// How long the oldest event waits: `2 hours`; nothing where none does.
fn age(seconds: u64) -> String {
    match seconds {
        0 => String::new(),
        1..60 => "under a minute".to_owned(),
        60..3_600 => counted((seconds / 60) as usize, "minute", "minutes"),
        3_600..86_400 => counted((seconds / 3_600) as usize, "hour", "hours"),
        _ => counted((seconds / 86_400) as usize, "day", "days"),
    }
}

fn message(lines: &[ProjectionLine]) -> String {
    match lines.iter().map(|line| line.lag).max() {
        None => "No projection has reported yet.".to_owned(),
        Some(0) => "Everything you see is up to date.".to_owned(),
        Some(1) => "Everything is running; what you see is at most one event behind.".to_owned(),
        Some(most) => {
            format!("Everything is running; what you see is at most {most} events behind.")
        }
    }
}

#[cfg(test)]
mod tests;
