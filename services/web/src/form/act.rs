//! A form that gives a command: declared in one place, drawn, read, sent and told of here.

use std::future::Future;

use axum::extract::{FromRequest as _, FromRequestParts as _, Path, Request, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use contract::{Asks, TextLimits};
use serde::de::DeserializeOwned;
use tonic::Status;

use super::keeping::{Again, Whose, marked};
use super::{
    ENTERED, Entered, Entry, Fields, LARGEST_FORM, MARK, Notice, Posted, Problem, TOKEN, Told,
    address, same,
};
use crate::drafts::{DraftOf, Room};
use crate::failure::{Failure, SOME_REFUSED, reason, some_refused};
use crate::ground::Ground;
use crate::services::{Services, ask};
use crate::visitor::Visitor;
use crate::web::Web;

/// Name of the button that saves a form for later.
pub(crate) const SAVE: &str = "save-for-later";
/// Name of the button that searches in a picker.
pub(super) const FIND: &str = "find-pieces";
/// Name of the hidden field of a form that was checked.
pub(super) const CHECKED: &str = "checked";

/// A page between the form and its command, for what cannot be undone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Check {
    /// Where it stands, as the router writes it: below the form's own address.
    pub at: &'static str,
    pub heading: &'static str,
    /// What happens once it is sent.
    pub then: &'static str,
    pub button: &'static str,
}

/// A form and the command it gives. The fields of the type are the names in its address.
pub(crate) trait Act: DeserializeOwned + Send + Sync + 'static {
    /// The request it sends.
    type Command: Asks + TextLimits + Send;
    /// Where it is sent, as the router writes it.
    const AT: &'static str;
    const ENTRIES: &'static [Entry];
    const BUTTON: &'static str;
    /// Told on the next page.
    const DONE: &'static str;
    /// Further rpcs that it calls.
    const ALSO: &'static [&'static str] = &[];
    const CHECK: Option<Check> = None;
    /// Bytes of the form at most. `limits.rs` reads the same number by address.
    const LARGEST: usize = LARGEST_FORM;

    /// Where it is sent.
    fn address(&self) -> String;
    /// The page it stands on.
    fn page(&self) -> String;
    /// The page that follows.
    fn next(&self) -> String {
        self.page()
    }
    /// Tells forms of one page apart: what the ids of its fields begin with.
    fn key(&self) -> String {
        String::new()
    }
    /// What is wrong with several entries together.
    fn problems(&self, _entered: &Entered) -> Vec<Problem> {
        Vec::new()
    }
    /// An entry's value in words, on the page that checks.
    fn said(&self, ground: &Ground, _name: &str, value: &str) -> String {
        ground.names.said(value)
    }
    /// One of the many things of an act, by the key under which the service refused it: a category, unless the act says
    /// otherwise.
    fn part(&self, ground: &Ground, _entered: &Entered, key: &str) -> String {
        ground.names.cell(key)
    }
    fn command(&self, entered: &Entered) -> Self::Command;
    /// Sends the command; gives the position of what it recorded.
    fn send(
        services: &Services,
        command: tonic::Request<Self::Command>,
    ) -> impl Future<Output = Result<u64, Status>> + Send;
    /// Does it; gives what is told on the next page.
    fn act(
        &self,
        web: &Web,
        visitor: &Visitor,
        entered: &Entered,
    ) -> impl Future<Output = Result<Notice, Failure>> + Send {
        async move {
            let command = ask(&visitor.caller(), self.command(entered));
            match Self::send(&web.services, command).await {
                Ok(position) => Ok(Notice::new(Self::DONE, position)),
                Err(status) if reason(&status) == SOME_REFUSED => {
                    let ground = Ground::load(&web.services, visitor).await?;
                    Err(some_refused(&status, |key| self.part(&ground, entered, key)))
                }
                Err(status) => Err(status.into()),
            }
        }
    }
}

/// `POST`: does it and leads on, or leads back to the form with what was entered.
pub(crate) async fn sent<A: Act>(
    State(web): State<Web>,
    Path(act): Path<A>,
    request: Request,
) -> Result<Response, Failure> {
    let (mut parts, body) = request.into_parts();
    let visitor = Visitor::from_request_parts(&mut parts, &web).await;
    let Posted(fields) = Posted::from_request(Request::from_parts(parts, body), &web).await?;
    match visitor {
        Ok(visitor) => sent_by(&web, &visitor, &act, fields).await,
        Err(Failure::Guest) => Err(Failure::Guest),
        Err(failure) => signed_out(&web, &act, fields, failure),
    }
}

async fn sent_by<A: Act>(
    web: &Web,
    visitor: &Visitor,
    act: &A,
    fields: Fields,
) -> Result<Response, Failure> {
    let back =
        |entered| lead_back(web, Whose::Person(visitor.actor), again(act, entered), act.page());
    let ours = same(fields.get(TOKEN), &visitor.form_token);
    let checked = fields.has(CHECKED);
    let mut entered = Entered::read(A::ENTRIES, fields);
    if !ours {
        return Ok(back(entered.with(Problem::whole(STALE))));
    }
    if entered.has(FIND) {
        return Ok(to_picker(web, visitor, act, entered));
    }
    if entered.has(SAVE) {
        return save(web, visitor, act, entered).await;
    }
    let more = act.problems(&entered);
    entered.problems.extend(more);
    if !entered.problems.is_empty() {
        return Ok(back(entered));
    }
    if A::CHECK.is_some() && !checked {
        let check = format!("{}/check", act.address());
        return Ok(lead_back(web, Whose::Person(visitor.actor), again(act, entered), check));
    }
    match act.act(web, visitor, &entered).await {
        Ok(notice) => {
            sent_draft(web, visitor, &act.address()).await;
            web.sessions.leave(&visitor.session, notice);
            Ok(Redirect::to(&act.next()).into_response())
        }
        Err(failure) => Ok(back(entered.refused(failure.beside_the_form()?))),
    }
}

/// Said of a form whose proof is of an earlier session.
pub(crate) const STALE: &str =
    "You signed in again after this page was opened. Check what you entered and send it once more";

/// Leads back to the picker whose search was pressed, with all that was entered.
fn to_picker<A: Act>(web: &Web, visitor: &Visitor, act: &A, entered: Entered) -> Response {
    // The button's value is the picker's id. A browser may send anything in its place.
    let picker = entered.undeclared(FIND).chars();
    let picker: String = picker.filter(|one| one.is_ascii_alphanumeric() || *one == '-').collect();
    let again = again(act, entered.not_sent());
    let page = kept_at(web, Whose::Person(visitor.actor), again, &act.page());
    Redirect::to(&format!("{page}#{picker}")).into_response()
}

/// Keeps what was entered for later; nothing of it is looked at yet.
async fn save<A: Act>(
    web: &Web,
    visitor: &Visitor,
    act: &A,
    entered: Entered,
) -> Result<Response, Failure> {
    // A guest's pages offer no saving, since a guest's access ends.
    let drafts = web.drafts.as_ref().filter(|_| !visitor.is_guest());
    let drafts = drafts.ok_or_else(Failure::no_page)?;
    let what = DraftOf::new(act.page(), A::BUTTON, &entered);
    let problem = match drafts.keep(visitor.known(), &act.address(), &what).await {
        Ok(Room::Kept) => {
            web.sessions.leave(&visitor.session, Notice::new(SAVED, 0));
            return Ok(Redirect::to(&act.page()).into_response());
        }
        Ok(Room::Full) => FULL,
        Err(error) => {
            tracing::warn!(%error, "a draft was not kept");
            NOT_SAVED
        }
    };
    let entered = entered.unsaved(problem);
    Ok(lead_back(web, Whose::Person(visitor.actor), again(act, entered), act.page()))
}

const SAVED: &str = "Saved for later. It waits here for 60 days, and nobody else sees it";
const FULL: &str =
    "You have saved 20 forms, and no more are kept. Send or throw away one of them first";
const NOT_SAVED: &str =
    "This could not be saved at the moment. It stands below. Try again in a minute";

/// What was sent needs no draft any more. One that stays is seen beside the form and can be thrown away.
async fn sent_draft(web: &Web, visitor: &Visitor, form: &str) {
    if let Some(drafts) = &web.drafts
        && let Err(error) = drafts.forget(visitor.known(), form).await
    {
        tracing::warn!(%error, "the draft of a form that was sent is still there");
    }
}

/// What a person entered whose session has ended, or who cannot be recognised now, is shown again on the form's page.
fn signed_out<A: Act>(
    web: &Web,
    act: &A,
    fields: Fields,
    failure: Failure,
) -> Result<Response, Failure> {
    let Some(person) = marked(&web.mark_secret, fields.get(MARK)) else { return Err(failure) };
    let problem = Problem::whole("This was not sent yet. Check what you entered and send it again");
    let entered = Entered::read(A::ENTRIES, fields).with(problem);
    let next = kept_at(web, Whose::Person(person), again(act, entered), &act.page());
    match failure {
        Failure::SignInFirst { .. } => Err(Failure::SignInFirst { next }),
        _ => Ok(Redirect::to(&next).into_response()),
    }
}

/// What was entered into a form, to be shown in it again.
fn again<A: Act>(act: &A, entered: Entered) -> Again {
    Again { address: act.address(), key: act.key(), entered }
}

fn lead_back(web: &Web, whose: Whose, again: Again, page: String) -> Response {
    Redirect::to(&kept_at(web, whose, again, &page)).into_response()
}

/// Keeps what was entered; gives the address of the page that shows it again.
fn kept_at(web: &Web, whose: Whose, again: Again, page: &str) -> String {
    let id = web.keeping.keep(whose, again);
    address(page, &[(ENTERED, &id)])
}

impl Told {
    /// Takes the notice left for this page, and finds what was entered before where the address names it.
    pub(crate) fn on(web: &Web, visitor: &Visitor, query: &Fields) -> Self {
        let again = match query.get(ENTERED) {
            "" => None,
            id => web.keeping.find(id, Whose::Person(visitor.actor)),
        };
        Self { notice: web.sessions.take(&visitor.session), again }
    }
}
