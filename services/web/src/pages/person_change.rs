//! Another name or e-mail address of a person, as a form on the person's page.

use contract::schools::v1::{ChangePersonRequest, Person};
use maud::Markup;
use serde::Deserialize;

use crate::form::{Act, Entered, Entry, Form, Told, placed, sends};
use crate::routes::Routes;
use crate::visitor::Visitor;

/// What its form sends.
pub(crate) fn routes() -> Routes {
    Routes::default().form::<ChangePerson>()
}

/// An administrator changes what is kept of a person: name and e-mail address.
#[derive(Debug, Deserialize)]
pub(crate) struct ChangePerson {
    pub person: String,
}

impl Act for ChangePerson {
    type Command = ChangePersonRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::line_of::<Self::Command>("name", "Name")
            .hint("Pages show it from now on, also of what the person did before. Papers that were issued stay as they are")
            .wanted("Enter a name"),
        Entry::email_of::<Self::Command>("email", "E-mail address").hint(
            "Letters and links to sign in go there. An invitation that was not taken up yet ends with a new address: invite again. \
             If the person signs in already and needs a new invitation, another administrator has to give it",
        ),
    ];
    const BUTTON: &'static str = "Change";
    const DONE: &'static str = "Name and e-mail address are changed";
    placed!("/people/{person}/change"(person), "/people/{person}"(person));
    sends!(schools, change_person);

    fn command(&self, entered: &Entered) -> ChangePersonRequest {
        ChangePersonRequest {
            command_id: entered.command(),
            person_id: self.person.clone(),
            name: entered.get("name"),
            email: entered.get("email"),
        }
    }
}

/// The form with what is kept now. Nothing where the visitor may not change it, or the person was erased.
pub(super) fn form(visitor: &Visitor, person: &Person, told: &Told) -> Option<Markup> {
    if !visitor.may.anywhere::<ChangePersonRequest>() || person.name.is_empty() {
        return None;
    }
    let act = ChangePerson { person: person.person_id.clone() };
    let form = Form::new(&act, visitor, told);
    let form = form.starting("name", &person.name).starting("email", &person.email);
    Some(form.folded("Change the name or the e-mail address"))
}
