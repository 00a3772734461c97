//! The forms that set the trust's mark and its colour, and the one that takes the mark out.

use contract::schools::v1::{RemoveTrustMarkRequest, SetTrustColourRequest, SetTrustMarkRequest};
use serde::Deserialize;

use super::register;
use super::trust_mark::AT;
use crate::failure::Failure;
use crate::form::{Act, Entered, Entry, placed, sends};
use crate::services::ask;
use crate::sessions::Notice;
use crate::uploads::command_of;
use crate::visitor::Visitor;
use crate::web::Web;

/// The name of a colour in a form and in an address.
pub(crate) const COLOUR: &str = "colour";

/// An administrator sets the mark. The file was given before; its id is in the address.
#[derive(Debug, Deserialize)]
pub(crate) struct SetTrustMark {
    pub file: String,
}

impl Act for SetTrustMark {
    type Command = SetTrustMarkRequest;
    const ENTRIES: &'static [Entry] = &[];
    const BUTTON: &'static str = "Set this as the mark";
    const DONE: &'static str = "The mark is set. It stands at the head of each page";
    placed!("/trust/mark/{file}"(file), "/trust/mark/{file}"(file));
    sends!(schools, set_trust_mark);

    fn next(&self) -> String {
        AT.to_owned()
    }

    fn command(&self, _: &Entered) -> SetTrustMarkRequest {
        SetTrustMarkRequest { command_id: command_of(&self.file).to_string(), file: Vec::new() }
    }

    async fn act(
        &self,
        web: &Web,
        visitor: &Visitor,
        entered: &Entered,
    ) -> Result<Notice, Failure> {
        let file = register::given(web, visitor, &self.file)?;
        let command = SetTrustMarkRequest { file, ..self.command(entered) };
        let position = Self::send(&web.services, ask(&visitor.caller(), command)).await?;
        Ok(Notice::new(Self::DONE, position))
    }
}

/// An administrator takes the mark out.
#[derive(Debug, Deserialize)]
pub(crate) struct RemoveTrustMark {}

impl Act for RemoveTrustMark {
    type Command = RemoveTrustMarkRequest;
    const ENTRIES: &'static [Entry] = &[];
    const BUTTON: &'static str = "Take the mark out";
    const DONE: &'static str = "The mark is taken out. Papers that were issued with it keep it";
    placed!("/trust/mark-removal"(), "/trust/mark"());
    sends!(schools, remove_trust_mark);

    fn command(&self, entered: &Entered) -> RemoveTrustMarkRequest {
        RemoveTrustMarkRequest { command_id: entered.command() }
    }
}

/// An administrator sets the colour.
#[derive(Debug, Deserialize)]
pub(crate) struct SetTrustColour {}

impl Act for SetTrustColour {
    type Command = SetTrustColourRequest;
    const ENTRIES: &'static [Entry] = &[Entry::line(COLOUR, "The trust’s colour")
        .hint("# and six digits or letters, such as #12436d. Empty sets Plumbline’s own colour")];
    const BUTTON: &'static str = "Set the colour";
    const DONE: &'static str = "The colour is set. The head of each page shows it";
    placed!("/trust/colour"(), "/trust/mark"());
    sends!(schools, set_trust_colour);

    fn command(&self, entered: &Entered) -> SetTrustColourRequest {
        SetTrustColourRequest { command_id: entered.command(), colour: entered.get(COLOUR) }
    }
}
