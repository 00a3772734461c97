//! A partnership of two schools on the page of either: taken up or turned down by their heads.

use contract::Said as _;
use contract::reviews::v1::{AcceptPairingRequest, DeclinePairingRequest, Pairing, PairingState};
use maud::{Markup, html};
use serde::Deserialize;
use tonic::{Request, Status};

use super::{ForReader, event_link, state};
use crate::access::Behind;
use crate::components::details;
use crate::form::{Act, Entered, Entry, Form};
use crate::services::Services;

/// Longest reason a form takes; the service has the last word.
const LONGEST: usize = 2_000;

/// A head takes a partnership up, on the page of a school.
#[derive(Debug, Deserialize)]
pub(crate) struct AcceptPairing {
    pub school: String,
    pub pairing: String,
}

impl Act for AcceptPairing {
    type Command = AcceptPairingRequest;
    const AT: &'static str = "/schools/{school}/pairings/{pairing}/acceptance";
    const ENTRIES: &'static [Entry] = &[];
    const BUTTON: &'static str = "Take it up";
    const DONE: &'static str = "The partnership is taken up";

    fn address(&self) -> String {
        format!("/schools/{}/pairings/{}/acceptance", self.school, self.pairing)
    }

    fn page(&self) -> String {
        format!("/schools/{}", self.school)
    }

    fn command(&self, entered: &Entered) -> AcceptPairingRequest {
        AcceptPairingRequest { command_id: entered.command(), pairing_id: self.pairing.clone() }
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
    const ENTRIES: &'static [Entry] = &[Entry::words("reason", "Why not?", LONGEST)
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
    let answers = |school: &str| visitor.may.of::<AcceptPairingRequest>(school);
    let mine = answers(&pairing.giving_school_id) || answers(&pairing.receiving_school_id);
    // What was proposed on an earlier day may have been answered since.
    let mine = mine && visitor.asked.date.is_none();
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
        @if word == "proposed" && mine { (answer(reader, school, pairing)) }
    }
}

fn answer(reader: ForReader<'_>, school: &str, pairing: &Pairing) -> Markup {
    let ForReader { visitor, ground, told } = reader;
    let (school, id) = (school.to_owned(), pairing.pairing_id.clone());
    let accept = AcceptPairing { school: school.clone(), pairing: id.clone() };
    let decline = DeclinePairing { school, pairing: id };
    let about = format!("in {}", ground.names.area(&pairing.area_id));
    let refusal = Form::new(&decline, visitor, told).about(&about).render();
    html! {
        (Form::new(&accept, visitor, told).about(&about).render())
        @if told.of(&decline.address()).is_some() { (refusal) }
        @else { (details("Turn it down", &refusal)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Told;
    use crate::sample;
    use crate::visitor::Visitor;

    fn shown(visitor: &Visitor, state: PairingState) -> String {
        let proposed = Pairing {
            pairing_id: "pairing-1".to_owned(),
            giving_school_id: sample::OAK.to_owned(),
            receiving_school_id: sample::MARYS.to_owned(),
            area_id: "governance".to_owned(),
            state: state.into(),
            ..Pairing::default()
        };
        let (ground, told) = (sample::ground(), Told::default());
        pairing(ForReader { visitor, ground: &ground, told: &told }, sample::MARYS, &proposed)
            .into_string()
    }

    #[test]
    fn the_head_of_either_school_answers_what_is_proposed() {
        let page = shown(&sample::head(), PairingState::Proposed);
        assert!(page.contains("/pairings/pairing-1/acceptance") && page.contains("Why not?"));
        assert!(!shown(&sample::head(), PairingState::Accepted).contains("<form"));
        assert!(!shown(&sample::lead(), PairingState::Proposed).contains("<form"));
    }

    #[test]
    fn turning_down_wants_a_reason() {
        let entered = Entered::read(DeclinePairing::ENTRIES, crate::form::Fields::default());
        assert!(entered.error("reason").is_some());
    }
}
