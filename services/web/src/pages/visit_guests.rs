//! The guests of a visit: who they are, and the forms by which the lead invites one and ends it.

use contract::evidence::v1::{VisitNote, VisitNoteState};
use contract::field::isolated;
use contract::schools::v1::{EndGuestRequest, InviteGuestRequest, Person, RoleGranted, ScopeKind};
use mail::Letter;
use maud::{Markup, html};
use serde::Deserialize;

use super::ForReader;
use crate::dates;
use crate::failure::{Failure, Refused};
use crate::form::{Act, Entered, Entry, Form, Problem, placed, sends};
use crate::ground::Ground;
use crate::services::ask;
use crate::sessions::Notice;
use crate::sign_in::SignIn;
use crate::visitor::Visitor;
use crate::web::Web;

/// The lead invites a guest.
#[derive(Debug, Deserialize)]
pub(crate) struct InviteGuest {
    pub school: String,
    pub visit: String,
}

impl Act for InviteGuest {
    type Command = InviteGuestRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::line_of::<Self::Command>("name", "Name").wanted("Enter the guest’s name"),
        Entry::email_of::<Self::Command>("email", "E-mail address")
            .hint("A link to sign in goes there each time. Who reads that mailbox can come in")
            .wanted("Enter the guest’s e-mail address"),
        Entry::day("until", "Last day")
            .hint("At most 90 days ahead. It ends earlier when the note is issued")
            .wanted("Enter the guest’s last day"),
    ];
    const BUTTON: &'static str = "Invite the guest";
    const DONE: &'static str = "The guest can see the note of this visit now, and nothing else";
    placed!("/schools/{school}/visits/{visit}/guests"(school, visit), "/visits/{visit}"(visit));
    sends!(schools, invite_guest);

    /// The page for guests takes no other letters either: two of them can look alike, and then the link would go to another person.
    fn problems(&self, entered: &Entered) -> Vec<Problem> {
        let foreign = !entered.get("email").is_ascii();
        foreign.then(|| Problem::with("email", PLAIN_LETTERS)).into_iter().collect()
    }

    fn command(&self, entered: &Entered) -> InviteGuestRequest {
        InviteGuestRequest {
            command_id: entered.command(),
            visit_note_id: self.visit.clone(),
            school_id: self.school.clone(),
            name: entered.get("name"),
            email: entered.get("email"),
            until: entered.get("until"),
        }
    }

    async fn act(
        &self,
        web: &Web,
        visitor: &Visitor,
        entered: &Entered,
    ) -> Result<Notice, Failure> {
        // A demonstration sends no e-mail: the guest is chosen from its list.
        let sign_in = web.sign_in.as_deref();
        if sign_in.is_some_and(|sign_in| sign_in.mail.is_none()) {
            return Err(without_letters());
        }
        let ground = Ground::load(&web.services, visitor).await?;
        let command = ask(&visitor.caller(), self.command(entered));
        let position = Self::send(&web.services, command).await?;
        let letter = GuestLetter {
            to: &entered.get("email"),
            trust: &isolated(&visitor.trust_name),
            school: &ground.names.school(&self.school),
            until: &dates::day(&entered.get("until")),
        };
        let is_told = match sign_in {
            Some(sign_in) => letter.send(sign_in).await,
            None => true,
        };
        Ok(Notice::new(if is_told { Self::DONE } else { NOT_SENT }, position))
    }
}

const PLAIN_LETTERS: &str = "Enter an e-mail address without accents and without letters of other alphabets, like name@example.org";
const NOT_SENT: &str = "The guest can come in, but the e-mail could not be sent. Tell the guest the address of the page for guests: /guest";

fn without_letters() -> Failure {
    let sentence =
        "A guest comes in by a link that is sent by e-mail, and Plumbline sends no e-mail here";
    let (reason, sentence) = ("WITHOUT_LETTERS".to_owned(), sentence.to_owned());
    Failure::Refused(Refused { reason, sentence, again: false })
}

/// The first e-mail to a guest. It holds no secret: the link to sign in is asked for on the page it names.
#[derive(Debug)]
struct GuestLetter<'a> {
    to: &'a str,
    trust: &'a str,
    school: &'a str,
    until: &'a str,
}

impl GuestLetter<'_> {
    /// Whether it is on its way.
    async fn send(&self, sign_in: &SignIn) -> bool {
        let Self { to, trust, school, until } = self;
        let Some(mail) = &sign_in.mail else { return false };
        let page = sign_in.address.page("/guest");
        let text = format!(
            "{trust} invites you to the note of one visit to {school}. You read it and write in it until {until}, or until it is issued.\n\n\
             Open this page and enter this e-mail address. Each time, a new link is sent to it.\n\n{page}\n"
        );
        let subject = "Your invitation to the note of a visit".to_owned();
        let letter = Letter { to: (*to).to_owned(), subject, text, ..Letter::default() };
        let sent = mail.send(letter).await;
        if let Err(error) = &sent {
            // The server's words may hold the address, so they are not told.
            let error = error.kind_words();
            tracing::warn!(error, "the invitation of a guest was not sent");
        }
        sent.is_ok()
    }
}

/// The lead ends what a guest may see.
#[derive(Debug, Deserialize)]
pub(crate) struct EndGuest {
    pub school: String,
    pub visit: String,
    pub person: String,
}

impl Act for EndGuest {
    type Command = EndGuestRequest;
    const ENTRIES: &'static [Entry] = &[];
    const BUTTON: &'static str = "End it now";
    const DONE: &'static str = "The guest sees this visit no longer";
    placed!(
        "/schools/{school}/visits/{visit}/guests/{person}/end"(school, visit, person),
        "/visits/{visit}"(visit)
    );
    sends!(schools, end_guest);

    fn command(&self, entered: &Entered) -> EndGuestRequest {
        EndGuestRequest {
            command_id: entered.command(),
            person_id: self.person.clone(),
            visit_note_id: self.visit.clone(),
            school_id: self.school.clone(),
        }
    }
}

/// Who is a guest today, with the forms for it. It is shown to those who invite guests, until the note is issued.
pub(super) fn section(of: ForReader<'_>, note: &VisitNote) -> Markup {
    let ForReader { visitor, ground, told } = of;
    let invites = visitor.may.of::<InviteGuestRequest>(&note.school_id);
    if !invites || note.state() == VisitNoteState::Issued {
        return html! {};
    }
    let (school, visit) = (note.school_id.clone(), note.visit_note_id.clone());
    let guests = ground.people.iter().filter_map(|person| Some((person, held(person, note)?)));
    html! {
        section #guests {
            h2.govuk-heading-m { "Guests of the visit" }
            p.govuk-body {
                "A guest is a person from outside the trust, such as an officer of the local authority. A guest sees this note and nothing \
                 else. Every look is recorded."
            }
            @for (person, role) in guests {
                (guest(of, person, role, EndGuest {
                    school: school.clone(),
                    visit: visit.clone(),
                    person: person.person_id.clone(),
                }))
            }
            (Form::new(&InviteGuest { school, visit }, visitor, told).folded("Invite a guest"))
        }
    }
}

fn guest(of: ForReader<'_>, person: &Person, role: &RoleGranted, end: EndGuest) -> Markup {
    let name = of.ground.names.person(&person.person_id);
    html! {
        p.govuk-body { strong { (name) } ", until " (dates::day(&role.until)) }
        (Form::new(&end, of.visitor, of.told).about(&name).small().render())
    }
}

/// The role that a person holds over the visit today.
fn held<'a>(person: &'a Person, note: &VisitNote) -> Option<&'a RoleGranted> {
    person.roles.iter().find(|role| {
        let scope = role.scope.as_ref();
        scope
            .is_some_and(|scope| scope.kind() == ScopeKind::Visit && scope.id == note.visit_note_id)
    })
}

#[cfg(test)]
mod tests;
