//! The page between a form and its command: everything that was entered, with the way to change it.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::act::CHECKED;
use super::drawn::hidden;
use super::keeping::{Again, Whose};
use super::{Act, Check, ENTERED, Kind, Query, address};
use crate::components::{Row, button_submit, inset, summary_list};
use crate::dates;
use crate::failure::Failure;
use crate::frame::{self, Frame, Place};
use crate::ground::Ground;
use crate::visitor::Visitor;
use crate::web::Web;

/// `GET`: what was entered, before it is sent. Where nothing waits any more it leads back to the form.
pub(crate) async fn check<A: Act>(
    State(web): State<Web>,
    visitor: Visitor,
    Path(act): Path<A>,
    Query(query): Query,
) -> Result<Response, Failure> {
    let id = query.get(ENTERED);
    let waiting = web.keeping.find(id, Whose::Person(visitor.actor));
    let waiting = waiting.filter(|again| again.address == act.address());
    let (Some(again), Some(check)) = (waiting, A::CHECK) else {
        return Ok(Redirect::to(&act.page()).into_response());
    };
    let ground = Ground::load(&web.services, &visitor).await?;
    let back = address(&act.page(), &[(ENTERED, id)]);
    Ok(render((&visitor, &ground), &act, (&again, &back), check).into_response())
}

pub(crate) fn render<A: Act>(
    (visitor, ground): (&Visitor, &Ground),
    act: &A,
    (again, back): (&Again, &str),
    check: Check,
) -> Markup {
    let seen = A::ENTRIES.iter().filter(|entry| entry.kind != Kind::Hidden);
    let rows = seen.map(|entry| {
        let value = again.entered.get(entry.name);
        let said = |value: &str| act.said(ground, entry.name, value);
        let said = match entry.kind {
            Kind::Day => dates::day(&value),
            Kind::Boxes | Kind::Pieces { .. } => {
                value.lines().map(said).collect::<Vec<_>>().join("\n")
            }
            Kind::Pick | Kind::Ticks => {
                let each = again.entered.each(entry.name);
                let lines =
                    each.iter().map(|(of, chosen)| format!("{}: {}", said(of), said(chosen)));
                lines.collect::<Vec<_>>().join("\n")
            }
            Kind::Each { .. } => {
                let each = again.entered.each(entry.name);
                let lines = each.iter().map(|(of, text)| format!("{}: {text}", said(of)));
                lines.collect::<Vec<_>>().join("\n")
            }
            _ => said(&value),
        };
        let value = html! { span.pl-wrap { (said) } };
        Row::new(entry.label, value).changed(entry.label.to_lowercase(), back.to_owned())
    });
    let rows: Vec<_> = rows.collect();
    let body = html! {
        h1.govuk-heading-l { (check.heading) }
        (summary_list(&rows))
        (inset(&html! { (check.then) }))
        form method="post" action=(act.address()) novalidate {
            (hidden(visitor, &again.entered))
            @for (name, value) in again.entered.pairs() { input type="hidden" name=(name) value=(value); }
            input type="hidden" name=(CHECKED) value="1";
            (button_submit(check.button))
        }
    };
    let crumbs = [("Back to the form".to_owned(), back.to_owned())];
    let frame = Frame {
        title: check.heading,
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of: None,
        problem: false,
    };
    frame::page(&frame, &body)
}
