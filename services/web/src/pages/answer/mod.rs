//! Answering a survey: one question a page, on a phone, without a script; Back keeps what was chosen.

mod ended;
mod kept;
mod pages;
mod path;
mod sending;
#[cfg(test)]
pub(super) mod tests;

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use contract::surveys::v1::{Audience, GetQuestionnaireRequest, GetQuestionnaireResponse};
use contract::{Caller, SYSTEM_ACTOR};
use maud::Markup;
use tonic::Status;
use uuid::Uuid;

use crate::failure::{Failure, reason};
use crate::form::{Fields, Posted, Query, address};
use crate::frame::Answering;
use crate::routes::Routes;
use crate::services::ask;
use crate::web::Web;

pub(crate) use ended::ended;

/// Where it is found.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/answer/{token}", start)
        .get("/answer/{token}/", start_tidily)
        .get("/answer/{token}/forgotten", forgotten)
        .get("/answer/{token}/receipt", receipt)
        .post("/answer/{token}/begin", begin)
        .get("/answer/{token}/question/{question}", question)
        .post("/answer/{token}/question/{question}", keep)
        .get("/answer/{token}/check", check)
        .post("/answer/{token}/send", send)
}

#[cfg(test)]
pub(crate) use ended::page as ended_page;
pub(crate) use kept::{AnsweringBrowser, BrowserKeeps, ChosenSoFar, Sent};
pub(crate) use pages::{
    Asked, NOTHING_CHOSEN, check_page, forgotten_page, question_page, sent_page, start_page,
};
pub(crate) use path::{Place, asked_of, next_after, place};
#[cfg(test)]
use sending::answers;
use sending::to_receipt;
pub(crate) use sending::{receipt, send};

/// One respondent on the way through a survey.
#[derive(Debug)]
pub(crate) struct Way {
    pub token: String,
    pub survey: GetQuestionnaireResponse,
    pub draft: ChosenSoFar,
    /// In every form of this respondent's pages.
    pub form_token: String,
    /// The draft as the browser keeps it.
    pub sealed: String,
    /// Whether the address carries it, since the browser takes no cookies.
    pub carried: bool,
}

impl Way {
    /// The name of the trust that asks, where known.
    pub(crate) fn trust_name(&self) -> Option<&str> {
        known(&self.survey.trust_name)
    }

    /// The name of the school, where known.
    pub(crate) fn school_name(&self) -> Option<&str> {
        known(&self.survey.school_name)
    }

    /// An address below the respondent's link. A token is letters and digits, so nothing needs escaping that
    /// [`load`] let through.
    pub(crate) fn to(&self, rest: &str) -> String {
        let path = format!("/answer/{}{rest}", self.token);
        match (self.carried, path.contains('?')) {
            (false, _) => path,
            (true, false) => address(&path, &[(kept::SO_FAR, &self.sealed)]),
            (true, true) => format!("{path}&{}={}", kept::SO_FAR, self.sealed),
        }
    }

    fn page<'a>(&'a self, title: &'a str, back: Option<&'a str>) -> Answering<'a> {
        Answering { title, school: self.school_name(), back }
    }

    fn to_place(&self, place: Place<'_>) -> String {
        match place {
            Place::Question(question) => self.to(&format!("/question/{}", question.question_id)),
            Place::Check => self.to("/check"),
        }
    }

    /// So the form that sends holds what is sent and no more, and a repeat of it is the same answers.
    fn leave_out_what_does_not_apply(&mut self, web: &Web) {
        let asked = asked_of(&self.survey.questions, &self.draft.choices);
        let asked: BTreeSet<_> = asked.iter().map(|asked| asked.question_id.clone()).collect();
        self.draft.choices.retain(|question, _| asked.contains(question));
        self.sealed = BrowserKeeps::UnderWay(self.draft.clone()).sealed(&web.key, &self.token);
    }

    /// Seals the draft as it is now; gives the headers by which the browser keeps it.
    fn seal(&mut self, web: &Web, browser: &AnsweringBrowser) -> HeaderMap {
        let kept = BrowserKeeps::UnderWay(self.draft.clone());
        self.sealed = kept.sealed(&web.key, &self.token);
        self.carried = browser.carries(&web.key, &self.token, &self.sealed);
        browser.keep(web, &self.token, &kept)
    }
}

/// A page shown instead of the one asked for.
#[derive(Debug)]
pub(crate) struct Instead {
    page: Box<Response>,
    /// Whether the service says that answers were sent with the link.
    spent: bool,
}

impl Instead {
    fn page(page: Response) -> Self {
        Self { page: Box::new(page), spent: false }
    }
}

impl From<Failure> for Instead {
    fn from(failure: Failure) -> Self {
        Self::page(failure.into_response())
    }
}

impl IntoResponse for Instead {
    fn into_response(self) -> Response {
        *self.page
    }
}

/// A respondent who holds a link: no name, no trust.
fn respondent() -> Caller {
    Caller::new(Uuid::nil(), SYSTEM_ACTOR, "respondent")
}

/// Longest link that is looked up at all.
const LONGEST_LINK: usize = 200;

fn is_of_a_link(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '-' || letter == '_'
}

/// The survey behind a link with what the browser keeps of it, or the page that kindly says why there is none.
async fn load(web: &Web, token: &str, browser: &AnsweringBrowser) -> Result<Way, Instead> {
    if token.is_empty() || token.len() > LONGEST_LINK || !token.chars().all(is_of_a_link) {
        return Err(no_survey());
    }
    let kept = browser.keeps(&web.key, token);
    let wanted = GetQuestionnaireRequest { token: token.to_owned() };
    let survey = match web.services.surveys().get_questionnaire(ask(&respondent(), wanted)).await {
        Ok(answer) => answer.into_inner(),
        Err(status) => return Err(without(status, kept.as_ref())),
    };
    web.links.learn(token);
    let chosen = match kept {
        Some(BrowserKeeps::UnderWay(chosen)) => chosen,
        // What had arrived was taken back: the link is good for other answers.
        Some(BrowserKeeps::Arrived { .. }) | None => ChosenSoFar::default(),
    };
    let draft = ChosenSoFar { about: about(&survey), ..chosen };
    let sealed = BrowserKeeps::UnderWay(draft.clone()).sealed(&web.key, token);
    Ok(Way {
        token: token.to_owned(),
        survey,
        draft,
        form_token: web.key.proof(&format!("forms of {token}")),
        carried: browser.carries(&web.key, token, &sealed),
        sealed,
    })
}

/// The page where the surveys service gives no survey.
fn without(status: Status, kept: Option<&BrowserKeeps>) -> Instead {
    let reason = reason(&status);
    let page = ended(&reason, kept.map(BrowserKeeps::about));
    let instead = page.map_or_else(|| Failure::from(status).into(), Instead::page);
    Instead { spent: reason == "TOKEN_SPENT", ..instead }
}

/// What the receipt will say besides its code.
fn about(survey: &GetQuestionnaireResponse) -> Sent {
    let by_pupils = survey.audience() == Audience::Pupils;
    let school_name = known(&survey.school_name).map(str::to_owned);
    Sent { code: String::new(), school_name, closes_on: survey.closes_on.clone(), by_pupils }
}

/// A name; nothing where it is empty.
fn known(name: &str) -> Option<&str> {
    Some(name).filter(|name| !name.is_empty())
}

/// `GET /answer/{token}`. The full stop of its sentence, or a slash, may have come along with the link.
pub(crate) async fn start(
    State(web): State<Web>,
    Path(token): Path<String>,
    browser: AnsweringBrowser,
) -> Result<Response, Instead> {
    let clean = token.trim_end_matches(|letter| !is_of_a_link(letter));
    if clean != token && !clean.is_empty() && clean.chars().all(is_of_a_link) {
        return Ok(Redirect::to(&format!("/answer/{clean}")).into_response());
    }
    match load(&web, &token, &browser).await {
        Ok(mut way) => {
            let kept = way.seal(&web, &browser);
            Ok((kept, start_page(&way)).into_response())
        }
        Err(instead) => match browser.keeps(&web.key, &token) {
            Some(arrived @ BrowserKeeps::Arrived { .. }) if instead.spent => {
                Ok(Redirect::to(&to_receipt(&web, &browser, &token, &arrived)).into_response())
            }
            _ => Err(instead),
        },
    }
}

/// `GET /answer/{token}/`
pub(crate) async fn start_tidily(Path(token): Path<String>) -> Result<Redirect, Instead> {
    let clean = token.chars().all(is_of_a_link).then(|| Redirect::to(&format!("/answer/{token}")));
    clean.ok_or_else(no_survey)
}

/// The page for an address below `/answer` that is none.
pub(crate) fn no_survey() -> Instead {
    ended("TOKEN_UNKNOWN", None).map_or_else(|| Failure::no_page().into(), Instead::page)
}

/// `POST /answer/{token}/begin`: to the first question not yet answered.
pub(crate) async fn begin(
    State(web): State<Web>,
    Path(token): Path<String>,
    browser: AnsweringBrowser,
    posted: Posted,
) -> Result<Redirect, Instead> {
    let way = load(&web, &token, &browser.with(&posted.0)).await?;
    checked(&way, posted)?;
    let asked = asked_of(&way.survey.questions, &way.draft.choices);
    let open =
        asked.into_iter().find(|question| !way.draft.choices.contains_key(&question.question_id));
    Ok(Redirect::to(&way.to_place(open.map_or(Place::Check, Place::Question))))
}

/// `GET /answer/{token}/question/{question}`; `?change=1` comes from the page that checks the answers.
pub(crate) async fn question(
    State(web): State<Web>,
    Path((token, question)): Path<(String, String)>,
    browser: AnsweringBrowser,
    Query(query): Query,
) -> Result<Response, Instead> {
    let way = load(&web, &token, &browser).await?;
    let Some(asked) = Asked::find(&way, &question) else {
        return Ok(Redirect::to(&way.to("")).into_response());
    };
    let asked = Asked { change: query.has("change"), wrong: query.has("wrong"), ..asked };
    Ok(question_page(&way, &asked).into_response())
}

/// `POST /answer/{token}/question/{question}`: keeps the choice and goes on.
pub(crate) async fn keep(
    State(web): State<Web>,
    Path((token, question)): Path<(String, String)>,
    browser: AnsweringBrowser,
    posted: Posted,
) -> Result<Response, Instead> {
    let browser = browser.with(&posted.0);
    let mut way = load(&web, &token, &browser).await?;
    let fields = checked(&way, posted)?;
    let Some(asked) = Asked::find(&way, &question) else {
        return Ok(Redirect::to(&way.to("")).into_response());
    };
    let chosen =
        asked.question.options.iter().find(|option| option.option_id == fields.get("option"));
    let (skips, change) = (fields.has("skip"), fields.has("change"));
    if chosen.is_none() && !skips {
        let change = if change { "&change=1" } else { "" };
        let wrong = way.to(&format!("/question/{question}?wrong=1{change}"));
        return Ok(Redirect::to(&wrong).into_response());
    }
    let option = chosen.filter(|_| !skips).map(|option| option.option_id.clone());
    way.draft.choices.insert(question.clone(), option);
    way.draft.changes += 1;
    let kept = way.seal(&web, &browser);
    let place = next_after(&way.survey.questions, &way.draft.choices, &question, change);
    Ok((kept, Redirect::to(&way.to_place(place))).into_response())
}

/// `GET /answer/{token}/check`; `?wrong=` says why the answers could not be sent.
pub(crate) async fn check(
    State(web): State<Web>,
    Path(token): Path<String>,
    browser: AnsweringBrowser,
    Query(query): Query,
) -> Result<Markup, Instead> {
    let mut way = load(&web, &token, &browser).await?;
    way.leave_out_what_does_not_apply(&web);
    Ok(check_page(&way, query.get("wrong")))
}

/// `GET /answer/{token}/forgotten`
pub(crate) async fn forgotten(
    State(web): State<Web>,
    Path(token): Path<String>,
    browser: AnsweringBrowser,
) -> Result<Markup, Instead> {
    Ok(forgotten_page(&load(&web, &token, &browser).await?))
}

/// The form of a draft that cannot be read any more leads to a page that says so.
fn checked(way: &Way, posted: Posted) -> Result<Fields, Instead> {
    let forgotten = || Instead::page(Redirect::to(&way.to("/forgotten")).into_response());
    posted.checked(&way.form_token).map_err(|_| forgotten())
}
