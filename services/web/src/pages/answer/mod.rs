//! Answering a survey: one question a page, on a phone, without a script; Back keeps what was chosen.

mod ended;
mod pages;
mod path;
#[cfg(test)]
mod tests;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use contract::schools::v1::GetTrustRequest;
use contract::surveys::v1::{
    Answer, GetQuestionnaireRequest, GetQuestionnaireResponse, SubmitRequest,
};
use contract::{Caller, SYSTEM_ACTOR};
use maud::Markup;
use uuid::Uuid;

use crate::drafts::Draft;
use crate::failure::{Failure, reason};
use crate::form::{Fields, Posted, Query};
use crate::router::Web;
use crate::services::ask;

pub(crate) use ended::ended;
pub(crate) use pages::{Asked, check_page, forgotten_page, question_page, sent_page, start_page};
pub(crate) use path::{Place, asked_of, next_after, place};

/// One respondent on the way through a survey.
#[derive(Debug)]
pub(crate) struct Way {
    pub token: String,
    pub survey: GetQuestionnaireResponse,
    /// Names of the trust and the school, where known.
    pub trust_name: Option<String>,
    pub school_name: Option<String>,
    pub draft: Draft,
}

impl Way {
    /// An address below the respondent's link. A token is letters and digits, so nothing needs escaping that
    /// [`load`] let through.
    pub(crate) fn to(&self, rest: &str) -> String {
        format!("/answer/{}{rest}", self.token)
    }

    fn to_place(&self, place: Place<'_>) -> String {
        match place {
            Place::Question(question) => self.to(&format!("/question/{}", question.question_id)),
            Place::Check => self.to("/check"),
        }
    }
}

/// A page shown instead of the one asked for.
#[derive(Debug)]
pub(crate) struct Instead(Box<Response>);

impl Instead {
    fn page(page: Response) -> Self {
        Self(Box::new(page))
    }
}

impl From<Failure> for Instead {
    fn from(failure: Failure) -> Self {
        Self::page(failure.into_response())
    }
}

impl IntoResponse for Instead {
    fn into_response(self) -> Response {
        *self.0
    }
}

/// Somebody who holds a link: no name, no trust.
fn respondent() -> Caller {
    Caller::new(Uuid::nil(), SYSTEM_ACTOR, "respondent")
}

/// Longest link that is looked up at all.
const LONGEST_LINK: usize = 200;

/// The survey behind a link, or the page that kindly says why there is none.
async fn load(web: &Web, token: &str) -> Result<Way, Instead> {
    let plain =
        token.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    if token.is_empty() || token.len() > LONGEST_LINK || !plain {
        return Err(ended("TOKEN_UNKNOWN").map_or_else(|| Failure::no_page().into(), Instead::page));
    }
    let wanted = GetQuestionnaireRequest { token: token.to_owned() };
    let survey = match web.services.surveys().get_questionnaire(ask(&respondent(), wanted)).await {
        Ok(answer) => answer.into_inner(),
        Err(status) => {
            let page = ended(&reason(&status));
            return Err(page.map_or_else(|| Failure::from(status).into(), Instead::page));
        }
    };
    let (trust_name, school_name) = names(web, &survey).await;
    let draft = web.drafts.begin(token);
    Ok(Way { token: token.to_owned(), survey, trust_name, school_name, draft })
}

/// The names of trust and school; a survey can be answered without them.
async fn names(web: &Web, survey: &GetQuestionnaireResponse) -> (Option<String>, Option<String>) {
    let Ok(trust) = Uuid::try_parse(&survey.trust_id) else { return (None, None) };
    let caller = Caller { trust, ..respondent() };
    let answer = web.services.schools().get_trust(ask(&caller, GetTrustRequest::default())).await;
    let Ok(trust) = answer.map(tonic::Response::into_inner) else { return (None, None) };
    let school = trust.schools.into_iter().find(|school| school.school_id == survey.school_id);
    (Some(trust.name), school.map(|school| school.name))
}

/// `GET /answer/{token}`
pub(crate) async fn start(
    State(web): State<Web>,
    Path(token): Path<String>,
) -> Result<Markup, Instead> {
    Ok(start_page(&load(&web, &token).await?))
}

/// `POST /answer/{token}/begin`: to the first question not yet answered.
pub(crate) async fn begin(
    State(web): State<Web>,
    Path(token): Path<String>,
    posted: Posted,
) -> Result<Redirect, Instead> {
    let way = load(&web, &token).await?;
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
    Query(query): Query,
) -> Result<Response, Instead> {
    let way = load(&web, &token).await?;
    let Some(asked) = Asked::find(&way, &question) else {
        return Ok(Redirect::to(&way.to("")).into_response());
    };
    let asked = Asked { change: query.has("change"), ..asked };
    Ok(question_page(&way, &asked).into_response())
}

/// `POST /answer/{token}/question/{question}`: keeps the choice and goes on.
pub(crate) async fn keep(
    State(web): State<Web>,
    Path((token, question)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Instead> {
    let way = load(&web, &token).await?;
    let fields = checked(&way, posted)?;
    let Some(asked) = Asked::find(&way, &question) else {
        return Ok(Redirect::to(&way.to("")).into_response());
    };
    let chosen =
        asked.question.options.iter().find(|option| option.option_id == fields.get("option"));
    let skips = fields.has("skip");
    if chosen.is_none() && !skips {
        let asked = Asked { change: fields.has("change"), wrong: true, ..asked };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, question_page(&way, &asked)).into_response());
    }
    let option = chosen.filter(|_| !skips).map(|option| option.option_id.as_str());
    web.drafts.keep(&token, &question, option);
    let choices = web.drafts.begin(&token).choices;
    let place = next_after(&way.survey.questions, &choices, (&question, fields.has("change")));
    Ok(Redirect::to(&way.to_place(place)).into_response())
}

/// `GET /answer/{token}/check`
pub(crate) async fn check(
    State(web): State<Web>,
    Path(token): Path<String>,
) -> Result<Markup, Instead> {
    Ok(check_page(&load(&web, &token).await?, None))
}

/// `POST /answer/{token}/send`: the answers leave this program's memory for the record.
pub(crate) async fn send(
    State(web): State<Web>,
    Path(token): Path<String>,
    posted: Posted,
) -> Result<Response, Instead> {
    let way = load(&web, &token).await?;
    checked(&way, posted)?;
    let answers = answers(&way);
    if answers.is_empty() {
        let page = check_page(&way, Some("Answer at least one question before you send"));
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let request = ask(&respondent(), SubmitRequest { token: token.clone(), answers });
    match web.services.surveys().submit(request).await {
        Ok(answer) => {
            web.drafts.forget(&token);
            Ok(sent_page(&way, &answer.into_inner().receipt_code).into_response())
        }
        Err(status) => {
            if let Some(page) = ended(&reason(&status)) {
                return Err(Instead::page(page));
            }
            let refused = Failure::from(status).beside_the_form()?;
            let page = check_page(&way, Some(&refused.sentence));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// The form of a draft that is kept no longer leads to a page that says so.
fn checked(way: &Way, posted: Posted) -> Result<Fields, Instead> {
    posted
        .checked(&way.draft.form_token)
        .map_err(|_| Instead::page((StatusCode::CONFLICT, forgotten_page(way)).into_response()))
}

/// What is sent: choices of the questions that apply, in their order; what was passed over is left out.
fn answers(way: &Way) -> Vec<Answer> {
    let asked = asked_of(&way.survey.questions, &way.draft.choices);
    let chosen = asked.into_iter().filter_map(|question| {
        let option = way.draft.choices.get(&question.question_id)?.as_ref()?;
        Some(Answer { question_id: question.question_id.clone(), option_id: option.clone() })
    });
    chosen.collect()
}
