//! The accreditations of a school, and the forms that record and end one.

use axum::extract::{Path, State};
use contract::Said as _;
use contract::evidence::v1::{
    Accreditation, EndAccreditationRequest, ListAccreditationsRequest, RecordAccreditationRequest,
};
use contract::schools::v1::School;
use jiff::civil::Date;
use maud::{Markup, html};
use serde::Deserialize;

use super::attached_report::{AttachedTo, ReportPart, ReportPlace};
use super::crumbs;
use crate::components::{Cell, tag};
use crate::dates;
use crate::failure::Failure;
use crate::form::{Act, Entered, Entry, Form, Query, Told, placed, sends};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::listing::PageListing;
use crate::routes::Routes;
use crate::services::ask;
use crate::shown::{Absence, Extent, Shown, Words};
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found, and what its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/schools/{school}/accreditations", show)
        .form::<RecordAccreditation>()
        .form::<EndAccreditation>()
}

/// An accreditation that expires within so many days is marked.
const SOON_DAYS: i32 = 90;
/// What the page is made from.
#[derive(Debug)]
pub(crate) struct AccreditationsLoaded {
    pub ground: Ground,
    pub accreditations: Shown<Vec<Accreditation>>,
}

/// `GET /schools/{school}/accreditations`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Path(school): Path<String>,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let ground = Ground::load(&web.services, &visitor).await?;
    let told = Told::on(&web, &visitor, &query);
    let (at_least, school_id) = (told.at_least(), school.clone());
    let wanted = ListAccreditationsRequest { at_least, school_id, ..Default::default() };
    let extent = match visitor.may.of::<ListAccreditationsRequest>(&school) {
        true => Extent::All,
        false => Extent::Nothing("Accreditations are not shown to you in your role."),
    };
    let answer = web.services.evidence().list_accreditations(ask(&visitor.caller(), wanted)).await;
    let accreditations = Shown::of(answer, extent)?.map(|answer| answer.accreditations);
    let loaded = AccreditationsLoaded { ground, accreditations };
    let found = loaded.ground.school(&school, &visitor)?;
    Ok(render(&visitor, &loaded, found, &told))
}

/// Records what a scheme awarded.
#[derive(Debug, Deserialize)]
pub(crate) struct RecordAccreditation {
    pub school: String,
}

impl Act for RecordAccreditation {
    type Command = RecordAccreditationRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::line_of::<Self::Command>("scheme", "Scheme")
            .hint("For example Artsmark, PSQM, RE Mark or Eco-Schools")
            .wanted("Enter the scheme"),
        Entry::line_of::<Self::Command>("level", "Level")
            .hint("Leave it empty where the scheme has none"),
        Entry::day("awarded", "Day of the award").wanted("Enter the day of the award"),
        Entry::day("expires", "Last day on which it holds")
            .hint("Leave it empty where it does not expire"),
    ];
    const BUTTON: &'static str = "Record the accreditation";
    const DONE: &'static str = "The accreditation is recorded";
    placed!(
        "/schools/{school}/accreditations/new"(school),
        "/schools/{school}/accreditations"(school)
    );
    sends!(evidence, record_accreditation);

    fn command(&self, entered: &Entered) -> RecordAccreditationRequest {
        RecordAccreditationRequest {
            command_id: entered.command(),
            school_id: self.school.clone(),
            scheme: entered.get("scheme"),
            level: entered.get("level"),
            awarded_on: entered.get("awarded"),
            expires_on: entered.get("expires"),
        }
    }
}

/// Records that an accreditation ended before it expired.
#[derive(Debug, Deserialize)]
pub(crate) struct EndAccreditation {
    pub school: String,
    pub accreditation: String,
}

impl Act for EndAccreditation {
    type Command = EndAccreditationRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::day("on", "Last day on which it held").wanted("Enter the last day"),
        Entry::words_of::<Self::Command>("reason", "Why did it end?")
            .hint("Heads, staff, the improvement lead and the executive read it. Name no person")
            .wanted("Say why it ended"),
    ];
    const BUTTON: &'static str = "Record that it ended";
    const DONE: &'static str = "It is recorded that the accreditation ended";
    placed!(
        "/schools/{school}/accreditations/{accreditation}/end"(school, accreditation),
        "/schools/{school}/accreditations"(school)
    );
    sends!(evidence, end_accreditation);

    fn command(&self, entered: &Entered) -> EndAccreditationRequest {
        EndAccreditationRequest {
            command_id: entered.command(),
            accreditation_id: self.accreditation.clone(),
            school_id: self.school.clone(),
            on: entered.get("on"),
            reason: entered.get("reason"),
        }
    }
}

pub(crate) fn render(
    visitor: &Visitor,
    loaded: &AccreditationsLoaded,
    school: &School,
    told: &Told,
) -> Markup {
    const WORDS: Words<'static> = Words {
        what: "Accreditations",
        none: Absence::of("No accreditation of this school has been recorded here yet."),
    };
    let body = html! {
        (told.above())
        h1.govuk-heading-l { "Accreditations of " bdi { (school.name) } }
        (loaded.accreditations.draw(WORDS, |found| table(visitor, found)))
        (forms(visitor, loaded, school, told))
    };
    let crumbs = crumbs([(school.name.clone(), format!("/schools/{}", school.school_id))]);
    let frame = Frame {
        title: "Accreditations",
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of: None,
        problem: told.is_problem(),
    };
    page(&frame, &body)
}

fn table(visitor: &Visitor, found: &[Accreditation]) -> Option<Markup> {
    let rows = found.iter().map(|one| {
        vec![
            Cell::text(&one.scheme),
            Cell::text(if one.level.is_empty() { "–" } else { &one.level }),
            Cell::day(&one.awarded_on),
            Cell::new(until(one, visitor.today)).by(&one.expires_on),
            Cell::new(match one.report {
                Some(_) => in_full(one).way(),
                None => html! { "–" },
            }),
        ]
    });
    (!found.is_empty()).then(|| {
        let head = ["Scheme", "Level", "Awarded", "Holds until", "Full report"];
        let listing = PageListing::new("accreditations", head, rows.collect());
        listing.narrowed_by(&["Scheme"]).draw(&visitor.view)
    })
}

/// The accreditation's report, where one is attached.
fn in_full(one: &Accreditation) -> ReportPart<'_> {
    let (school, id) = (one.school_id.clone(), one.accreditation_id.clone());
    ReportPart {
        place: ReportPlace { to: AttachedTo::Accreditation, school, id },
        report: one.report.as_ref(),
        about: format!("of {}", one.scheme),
    }
}

fn until(one: &Accreditation, today: Date) -> Markup {
    let expires = contract::field::day(&one.expires_on);
    let soon = today.saturating_add(jiff::Span::new().days(SOON_DAYS));
    html! {
        @if !one.ended_on.is_empty() {
            (dates::day(&one.ended_on)) " " (tag("Ended", "grey"))
            @if one.ended_because.is_some() { span.pl-wrap { " " (one.ended_because.said()) } }
        } @else if let Some(expires) = expires {
            (dates::day(&one.expires_on)) " "
            @if expires < today { (tag("Expired", "grey")) }
            @else if expires <= soon { (tag("Expires within 90 days", "orange")) }
        } @else { "It does not expire" }
    }
}

fn forms(visitor: &Visitor, loaded: &AccreditationsLoaded, school: &School, told: &Told) -> Markup {
    let id = school.school_id.clone();
    let ends = visitor.may.of::<EndAccreditationRequest>(&id);
    let listed = || loaded.accreditations.known().into_iter().flatten();
    let held = listed().filter(|one| one.ended_on.is_empty());
    html! {
        @if visitor.may.of::<RecordAccreditationRequest>(&id) {
            (Form::new(&RecordAccreditation { school: id.clone() }, visitor, told).folded("Record an accreditation"))
        }
        @if ends {
            @for one in held {
                @let act = EndAccreditation { school: id.clone(), accreditation: one.accreditation_id.clone() };
                (Form::new(&act, visitor, told).about(&one.scheme).folded(&format!("Record that {} ended", one.scheme)))
            }
        }
        @for one in listed() { (in_full(one).changes(visitor, told)) }
    }
}

#[cfg(test)]
mod tests;
