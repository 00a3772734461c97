//! A partnership of two schools on the page of either: taken up or turned down by their heads.

use contract::Said as _;
use contract::reviews::v1::{
    AcceptPairingRequest, DeclinePairingRequest, ListReviewsRequest, Pairing, PairingState,
    RequestReviewRequest,
};
use maud::{Markup, html};
use serde::Deserialize;
use tonic::{Request, Status};

use super::{ForReader, choices, event_link, state};
use crate::access::Behind;
use crate::components::details;
use crate::form::{Act, Choice, Entered, Entry, Form, placed, sends};
use crate::routes::Routes;
use crate::services::Services;

/// What its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default().form::<AcceptPairing>().form::<DeclinePairing>().form::<RequestAgreedReview>()
}

/// A head takes a partnership up for the own school, on the page of either.
#[derive(Debug, Deserialize)]
pub(crate) struct AcceptPairing {
    pub school: String,
    pub pairing: String,
    /// The school that takes it up.
    pub taking: String,
}

impl Act for AcceptPairing {
    type Command = AcceptPairingRequest;
    const AT: &'static str = "/schools/{school}/pairings/{pairing}/acceptance/{taking}";
    const ENTRIES: &'static [Entry] = &[];
    const BUTTON: &'static str = "Take it up";
    const DONE: &'static str = "You have taken the partnership up. It stands once both heads have";

    fn address(&self) -> String {
        format!("/schools/{}/pairings/{}/acceptance/{}", self.school, self.pairing, self.taking)
    }

    fn page(&self) -> String {
        format!("/schools/{}", self.school)
    }

    fn command(&self, entered: &Entered) -> AcceptPairingRequest {
        AcceptPairingRequest {
            command_id: entered.command(),
            pairing_id: self.pairing.clone(),
            school_id: self.taking.clone(),
        }
    }

    async fn send(services: &Services, command: Request<Self::Command>) -> Result<u64, Status> {
        Ok(services.reviews().accept_pairing(command).await?.into_inner().position)
    }
}

/// A head turns a partnership down, with a reason.
#[derive(Debug, Deserialize)]
pub(crate) struct DeclinePairing {
    pub school: String,
    pub pairing: String,
}

impl Act for DeclinePairing {
    type Command = DeclinePairingRequest;
    const AT: &'static str = "/schools/{school}/pairings/{pairing}/refusal";
    const ENTRIES: &'static [Entry] = &[Entry::words_of::<Self::Command>("reason", "Why not?")
        .hint("The other school and the improvement lead read it")
        .wanted("Say why in a sentence")];
    const BUTTON: &'static str = "Turn it down";
    const DONE: &'static str = "The partnership is turned down";

    fn address(&self) -> String {
        format!("/schools/{}/pairings/{}/refusal", self.school, self.pairing)
    }

    fn page(&self) -> String {
        format!("/schools/{}", self.school)
    }

    fn key(&self) -> String {
        format!("decline-{}", self.pairing)
    }

    fn command(&self, entered: &Entered) -> DeclinePairingRequest {
        DeclinePairingRequest {
            command_id: entered.command(),
            pairing_id: self.pairing.clone(),
            reason: entered.get("reason"),
        }
    }

    async fn send(services: &Services, command: Request<Self::Command>) -> Result<u64, Status> {
        Ok(services.reviews().decline_pairing(command).await?.into_inner().position)
    }
}

/// The review that a partnership agreed is asked for, on the page of either school.
#[derive(Debug, Deserialize)]
pub(crate) struct RequestAgreedReview {
    pub school: String,
    pub pairing: String,
    pub area: String,
}

impl Act for RequestAgreedReview {
    type Command = RequestReviewRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::radios("host", "Which school is to be reviewed?").wanted("Choose a school"),
        Entry::choice("term", "Term").wanted("Choose a term"),
        Entry::words_of::<Self::Command>("focus", "What shall the reviewers look at?")
            .hint("The team, the head and the improvement lead read it. Name no pupil or colleague")
            .wanted("Say what the reviewers shall look at"),
    ];
    const BUTTON: &'static str = "Ask for the review";
    const DONE: &'static str = "The review is asked for. The improvement lead names a team next";
    placed!(
        "/schools/{school}/pairings/{pairing}/reviews/{area}"(school, pairing, area),
        "/schools/{school}"(school)
    );
    sends!(reviews, request_review);

    fn command(&self, entered: &Entered) -> RequestReviewRequest {
        RequestReviewRequest {
            command_id: entered.command(),
            host_school_id: entered.get("host"),
            areas: vec![self.area.clone()],
            focus: entered.get("focus"),
            term: entered.get("term"),
            pairing_id: self.pairing.clone(),
        }
    }
}

/// One partnership, with the forms to answer it where it is still open and this person answers for either school.
pub(crate) fn pairing(reader: ForReader<'_>, school: &str, pairing: &Pairing) -> Markup {
    let ForReader { visitor, ground, .. } = reader;
    let word = match pairing.state() {
        PairingState::Accepted => "accepted",
        PairingState::Declined => "declined",
        PairingState::Withdrawn => "withdrawn",
        PairingState::Proposed | PairingState::Unspecified => "proposed",
    };
    let names = &ground.names;
    // What was proposed on an earlier day may have been answered since.
    let today = visitor.asked.date.is_none();
    html! {
        h3.govuk-heading-s { "Partnership in " (names.area(&pairing.area_id)) " " (state(word)) }
        p.govuk-body {
            (names.school(&pairing.giving_school_id)) " supports " (names.school(&pairing.receiving_school_id)) ". "
            @if pairing.proposed_because.is_some() { (pairing.proposed_because.said()) }
            @else { "When Plumbline proposed it, the first stood at the top of the ladder in this area and the second did not." }
            @if pairing.because_position > 0 { " It follows from " (event_link(visitor, Behind::Trust, pairing.because_position)) "." }
        }
        @if pairing.declined_because.is_some() {
            p.govuk-body.pl-wrap { "Why not: " (pairing.declined_because.said()) }
        }
        @match pairing.state() {
            PairingState::Proposed => {
                @for taken_up in &pairing.taken_up_by {
                    p.govuk-body { (names.school(taken_up)) " has taken it up. It stands once the other school has too." }
                }
                @if today { (answers(reader, school, pairing)) }
            }
            PairingState::Accepted => (after(reader, school, pairing, today)),
            PairingState::Declined | PairingState::Withdrawn | PairingState::Unspecified => {}
        }
    }
}

/// The schools of a pairing, the supporting one first.
fn both(pairing: &Pairing) -> [&str; 2] {
    [&pairing.giving_school_id, &pairing.receiving_school_id]
}

/// The forms to answer for each school that this person answers for.
fn answers(reader: ForReader<'_>, school: &str, pairing: &Pairing) -> Markup {
    let ForReader { visitor, ground, told } = reader;
    let own = both(pairing).into_iter().filter(|id| visitor.may.of::<AcceptPairingRequest>(id));
    let own: Vec<&str> = own.collect();
    let open = own.iter().filter(|id| !pairing.taken_up_by.iter().any(|taken| taken == *id));
    let id = pairing.pairing_id.clone();
    let decline = DeclinePairing { school: school.to_owned(), pairing: id.clone() };
    let about = format!("in {}", ground.names.area(&pairing.area_id));
    let refusal = Form::new(&decline, visitor, told).about(&about).render();
    html! {
        @for taking in open {
            @let accept = AcceptPairing { school: school.to_owned(), pairing: id.clone(), taking: (*taking).to_owned() };
            @let about = format!("{about} for {}", ground.names.school(taking));
            (Form::new(&accept, visitor, told).about(&about).render())
        }
        @if !own.is_empty() {
            @if visitor.began(told, &decline.address()) { (refusal) }
            @else { (details("Turn it down", &refusal)) }
        }
    }
}

/// What a partnership that stands led to, or the form to ask for the review that it agreed.
fn after(reader: ForReader<'_>, school: &str, pairing: &Pairing, today: bool) -> Markup {
    let ForReader { visitor, .. } = reader;
    html! {
        @if pairing.reopened_position > 0 {
            p.govuk-body {
                "The decision behind it was opened again in " (event_link(visitor, Behind::Trust, pairing.reopened_position))
                ". The partnership stays until the schools end it."
            }
        }
        @for review in &pairing.review_ids {
            p.govuk-body {
                "It led to "
                @if visitor.may.anywhere::<ListReviewsRequest>() { a.govuk-link href={"/reviews/" (review)} { "a peer review" } }
                @else { "a peer review" }
                "."
            }
        }
        @if pairing.review_ids.is_empty() && today { (asking(reader, school, pairing)) }
    }
}

fn asking(reader: ForReader<'_>, school: &str, pairing: &Pairing) -> Markup {
    let ForReader { visitor, ground, told } = reader;
    let hosts = both(pairing).into_iter().rev();
    let hosts = hosts.filter(|id| visitor.may.of::<RequestReviewRequest>(id));
    let hosts: Vec<Choice> = hosts.map(|id| Choice::new(id, ground.names.school(id))).collect();
    let Some(first) = hosts.first().map(|host| host.value.clone()) else { return html! {} };
    let area = ground.names.area(&pairing.area_id);
    let [giving, receiving] = both(pairing).map(|id| ground.names.school(id));
    let focus = format!("{area}: what {giving} can show {receiving}");
    let act = RequestAgreedReview {
        school: school.to_owned(),
        pairing: pairing.pairing_id.clone(),
        area: pairing.area_id.clone(),
    };
    html! {
        p.govuk-body { "Both schools took it up. Ask now for the peer review that it agreed." }
        (Form::new(&act, visitor, told)
            .about(&format!("in {area}"))
            .choices("host", hosts)
            .choices("term", choices::or("Choose a term", choices::terms(visitor)))
            .starting("host", first)
            .starting("focus", focus)
            .render())
    }
}

#[cfg(test)]
mod tests;
